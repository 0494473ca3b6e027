"""The whole comparison of one municipality: peers, headlines, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

import pandas as pd

from analysis.comparison.cells import Cells
from analysis.comparison.country import Country, country_of, lineage_of_dataset
from analysis.comparison.denominators import Population
from analysis.comparison.headlines import HEADLINES, Headline
from analysis.comparison.newest import resolve_period
from analysis.comparison.peer_choice import choose_peers
from analysis.comparison.peers import PeerSet
from analysis.comparison.practice import FLOW_PERIODS, MeasureComparison, compare_measure
from analysis.concepts import Lineage, Period, Stage
from analysis.datasets.store import Store
from analysis.errors import CoverageError


@dataclass(frozen=True)
class PracticeComparison:
    """Everything that the report on one municipality is made from.

    Attributes
    ----------
    store : Store
        The datasets, and the manifest that knows their origin.
    focus, focus_name : str
        Code and name of the municipality.
    names : mapping of str to str
        Name by code.
    period : Period
        The period that was asked for, or the newest that every headline has.
    peers : PeerSet
        The comparable municipalities.
    conditions : DataFrame
        Conditions by municipality, see `condition_table`.
    population : Population
        The population of all municipalities, by date, sex and age.
    measures : tuple of MeasureComparison
        The headlines that have data.
    missing : tuple of Headline
        Those that have none.
    level : float
        Level of all limits.
    report_date : date
        The date that is printed: by default the newest extraction among the inputs.
    """

    store: Store
    focus: str
    focus_name: str
    names: Mapping[str, str]
    period: Period
    peers: PeerSet
    conditions: pd.DataFrame
    population: Population
    measures: tuple[MeasureComparison, ...]
    missing: tuple[Headline, ...]
    level: float
    report_date: dt.date

    @property
    def lineage(self) -> Lineage:
        """Return what the comparison rests on, its trends included."""
        shown = [
            lineage
            for m in self.measures
            for period, lineage in zip(m.cells.periods, m.cells.lineages, strict=True)
            if period.last_day <= self.period.last_day
        ]
        return reduce(or_, shown, self.name_lineage | self.peers.lineage)

    def name(self, code: str) -> str:
        """Return a municipality's name."""
        return self.names[code]

    @property
    def name_lineage(self) -> Lineage:
        """Return what the names of the municipalities rest on."""
        return lineage_of_dataset(self.store, "municipalities")


def compare_practice(
    store: Store,
    municipality_code: str | int,
    *,
    period: str | int = "",
    peers: str | int = "",
    level: float = 0.95,
    report_date: str = "",
) -> PracticeComparison:
    """Compare one municipality's practice with its peers' and with the country's.

    Parameters
    ----------
    store : Store
        The datasets.
    municipality_code : str or int
        Three digits, such as ``101``.
    period : str or int, default ''
        A quarter such as ``2025K4``. Empty: the newest that every headline has.
    peers : str or int, default ''
        How peers are chosen, see `analysis.comparison.peers.select_peers`.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).
    report_date : str, default ''
        The date printed, ``YYYY-MM-DD``. Empty: the newest extraction date.

    Raises
    ------
    CoverageError
        If the municipality is unknown or the period has no data.
    """
    return compare_in(
        country_of(store),
        municipality_code,
        period=period,
        peers=peers,
        level=level,
        report_date=report_date,
    )


def compare_in(
    country: Country,
    municipality_code: str | int,
    *,
    period: str | int = "",
    peers: str | int = "",
    level: float = 0.95,
    report_date: str = "",
) -> PracticeComparison:
    """Compare one municipality in a country that is already arranged.

    Parameters and errors are those of `compare_practice`, with `Country` for the store:
    for many municipalities, or one after another, it is read and arranged once.
    """
    store = country.store
    # The papermill command turns digits into a number on the way to the notebook.
    focus = str(municipality_code)
    fail_if_municipality_is_unknown(focus, country.names)
    chosen = choose_peers(country, str(peers), focus=focus)
    until = resolve_period(country.load, str(period), is_own_data=store.is_own_data)
    found, missing = [], []
    for headline in HEADLINES:
        cells = country.series.get(headline)
        if cells is None or not _covers(cells, until):
            missing.append(headline)
            continue
        found.append(
            compare_measure(cells, headline=headline, peers=chosen, until=until, level=level)
        )
    newest = store.manifest.newest_extraction or until.last_day
    return PracticeComparison(
        store=store,
        focus=focus,
        focus_name=country.names[focus],
        names=country.names,
        period=until,
        peers=chosen,
        conditions=country.conditions,
        population=country.population,
        measures=tuple(found),
        missing=tuple(missing),
        level=level,
        report_date=dt.date.fromisoformat(report_date) if report_date else newest,
    )


def fail_if_municipality_is_unknown(code: str, names: Iterable[str]) -> None:
    """Refuse a code that is none of the 98 municipalities'."""
    if code not in set(names):
        raise CoverageError(
            f"{code!r} is not a municipality.",
            where="the parameter municipality_code",
            expected="one of the 98 codes in use since 2007, such as 101 or 751",
            fix="look the code up with `praksis data --municipalities`",
        )


def _covers(cells: Cells, until: Period) -> bool:
    """Tell whether a series has a whole window that ends by the period."""
    needed = FLOW_PERIODS if cells.stage is Stage.FLOW else 1
    return sum(p.last_day <= until.last_day for p in cells.periods) >= needed
