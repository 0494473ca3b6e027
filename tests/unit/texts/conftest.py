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
def comparison(invented, tmp_path_factory) -> PracticeComparison:
    """Return Aby against three peers."""
    store = invented.open_country(tmp_path_factory.mktemp("country"))
    return compare_practice(store, invented.FOCUS, peers=",".join(invented.PEERS))
