"""The invented event file, read once."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.pathways.event_file import EventLog


@pytest.fixture(scope="session")
def log_maker() -> SimpleNamespace:
    """Return the module that writes an invented event file."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("invented_log.py"))))


@pytest.fixture(scope="session")
def log(log_maker, tmp_path_factory) -> EventLog:
    """Return the invented file of Aby."""
    return log_maker.read_rows(tmp_path_factory.mktemp("events"), log_maker.make_rows())
