"""What an invented municipality pays, for all tests of the economics."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="session")
def aby() -> SimpleNamespace:
    """Return the module with the invented rates and moves."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("invented.py"))))
