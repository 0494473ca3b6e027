import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.comparison.assemble import PracticeComparison, compare_practice

_COUNTRY = Path(__file__).parents[1] / "comparison" / "invented.py"


@pytest.fixture(scope="session")
def invented() -> SimpleNamespace:
    """Return the module that writes an invented country."""
    return SimpleNamespace(**runpy.run_path(str(_COUNTRY)))


@pytest.fixture(scope="session")
def country(invented, tmp_path_factory):
    """Return a store over the invented country."""
    return invented.open_country(tmp_path_factory.mktemp("country"))


@pytest.fixture(scope="session")
def comparison(invented, country) -> PracticeComparison:
    """Return Aby against three peers."""
    return compare_practice(country, invented.FOCUS, peers=",".join(invented.PEERS))
