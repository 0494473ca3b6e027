"""Comparisons of an invented country and of the embedded data, made once for all unit tests.

A comparison is frozen, so the tests of every layer may lean on the same one.
"""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.comparison.assemble import PracticeComparison, compare_practice
from analysis.datasets.project import open_data
from analysis.datasets.store import Store

_COUNTRY = Path(__file__).parent / "comparison" / "invented.py"


@pytest.fixture(scope="session")
def invented() -> SimpleNamespace:
    """Return the module that writes an invented country."""
    return SimpleNamespace(**runpy.run_path(str(_COUNTRY)))


@pytest.fixture(scope="session")
def country(invented, tmp_path_factory) -> Store:
    """Return a store over the invented country."""
    return invented.open_country(tmp_path_factory.mktemp("country"))


@pytest.fixture(scope="session")
def comparison(invented, country) -> PracticeComparison:
    """Return Aby against three peers."""
    return compare_practice(country, invented.FOCUS, peers=",".join(invented.PEERS))


@pytest.fixture(scope="session")
def embedded() -> PracticeComparison:
    """Return København on the data that come with the project."""
    return compare_practice(open_data(), "101")


@pytest.fixture(scope="session")
def smallest() -> PracticeComparison:
    """Return Læsø, the smallest municipality, on the data that come with the project."""
    return compare_practice(open_data(), "825")
