# Thin aliases: bootstrap.py says what each command does and builds .venv when it is missing.
#   make report MUNICIPALITY=751        make test ARGS="-k rates"        make setup PYTHON=python3.12

PYTHON ?= python3
ARGS ?=
COMMANDS := setup report pack lab test test-all check bench look bundle lock clean

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help $(COMMANDS)

help:
	@$(PYTHON) bootstrap.py --help

$(COMMANDS):
	@$(PYTHON) bootstrap.py $@ $(ARGS)
