"""Comparisons of an invented country and of the embedded data, an event file, and a pack.

Each is made once for all unit tests: it is frozen, so the tests of every layer may lean on
the same one.
"""

from __future__ import annotations

import datetime as dt
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.caseflow.deadlines import load_deadlines
from analysis.comparison.assemble import PracticeComparison, compare_practice
from analysis.datasets.project import open_data
from analysis.datasets.store import Store
from analysis.findings.pathway_suppression import suppress_pathways
from analysis.packs.assemble import Pack, assemble_pack
from analysis.pathways.measure import measure_pathways
from analysis.pathways.results import PathwayResults
from tests.end_to_end.pack_desk import CODE, MEETING, Desk, open_desk

_COUNTRY = Path(__file__).parent / "comparison" / "invented.py"
_EVENTS = Path(__file__).parent / "pathways" / "invented_log.py"


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


@pytest.fixture(scope="session")
def measured_pathways(tmp_path_factory) -> PathwayResults:
    """Return where the time goes in an invented file of 300 cases, nothing hidden."""
    maker = SimpleNamespace(**runpy.run_path(str(_EVENTS)))
    log = maker.read_rows(tmp_path_factory.mktemp("events"), maker.make_rows(300))
    return measure_pathways(log, deadlines=load_deadlines(dt.date(2026, 3, 1)))


@pytest.fixture(scope="session")
def shown_pathways(measured_pathways) -> PathwayResults:
    """Return the same as the directors see it."""
    return suppress_pathways(measured_pathways)


@pytest.fixture(scope="session")
def desk(tmp_path_factory) -> Iterator[Desk]:
    """Return Aby's desk: statistics, inputs with a short event file, and an earlier pack."""
    with open_desk(tmp_path_factory.mktemp("desk"), n_event_rows=800) as made:
        yield made


@pytest.fixture(scope="session")
def pack(desk) -> Pack:
    """Return what Aby's meeting gets, held against the quarter before, nothing rendered."""
    return assemble_pack(
        CODE,
        raw_dir=desk.raw,
        inputs_dir=desk.inputs,
        against_dir=desk.earlier,
        meeting_date=MEETING,
    )
