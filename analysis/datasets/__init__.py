"""Validated long tables, built from raw files and kept by one store."""
