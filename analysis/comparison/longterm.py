"""Are more people on kontanthjælp for long here than in comparable municipalities?

Long-term is a matter of duration: of those who receive now, how many have received for at
least a year, or five? A total says nothing of it. Neither does the jobcentre's visitation:
an *aktivitetsparat* may have come last month, and a *jobparat* may have been there for
years. Where only the visitation is at hand it is shown as what it is.

The number is a stock, so it is held against how much municipalities vary, and has no
Poisson limits. It is set in relation to two things that answer two questions: the
residents (how many are on it for long?) and the recipients (do those who come stay?).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

import numpy as np
import pandas as pd

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.denominators import (
    WHOLE_POPULATION,
    FloatArray,
    Stratum,
    mean_population,
)
from analysis.comparison.gap_limits import measure_gaps, spread_of_others
from analysis.comparison.gaps import Gap
from analysis.comparison.references import as_members, expect, rest_of_country
from analysis.concepts import Benefit, Lineage, Period, Sex, Stage
from analysis.datasets.visitation import GROUPS
from analysis.errors import RequestError

ONE_YEAR, FIVE_YEARS = 52, 260
WORKING_AGES = (16, 66)
ACTIVITY = "aktivitetsparat"
_DURATION, _VISITATION = "recipients_by_duration", "recipients_by_group"


class Basis(StrEnum):
    """What a number of long-term recipients rests on; only the first is duration."""

    DURATION = "duration"
    VISITATION = "visitation"


@dataclass(frozen=True)
class LongTermMeasure:
    """Recipients for long in one municipality and period, compared.

    Attributes
    ----------
    basis : Basis
        Duration, or the visitation group.
    benefit : Benefit
        The benefit.
    weeks : int
        At least so many weeks; 0 for a visitation group.
    period : Period
        The month or quarter counted.
    source_table : str
        The publisher's table.
    n_long, n_all, n_residents : float
        Persons for so long (or in the group), all recipients, and residents; NaN where the
        publisher is blank.
    ages : (int, int)
        Ages of the residents; everybody where the population has no ages.
    among_residents, among_recipients : Gap
        Against the pooled peers' number per resident, and per recipient.
    n_blank : int
        Peers left out of the share, and mostly of the rate too, since the publisher is blank.
    carried : str
        The date of a population that stands in for a missing one, or empty.
    level : float
        Level of the ordinary ranges.
    lineage : Lineage
        What it rests on.
    """

    basis: Basis
    benefit: Benefit
    weeks: int
    period: Period
    source_table: str
    n_long: float
    n_all: float
    n_residents: float
    ages: tuple[int, int]
    among_residents: Gap
    among_recipients: Gap
    n_blank: int
    carried: str
    level: float
    lineage: Lineage

    @property
    def per_1000(self) -> float:
        """Return persons per 1,000 residents."""
        return _ratio(1000 * self.n_long, self.n_residents)

    @property
    def peers_per_1000(self) -> float:
        """Return the pooled peers' persons per 1,000 residents."""
        return _ratio(1000 * self.among_residents.n_expected, self.n_residents)

    @property
    def share(self) -> float:
        """Return the share of all recipients, a fraction."""
        return _ratio(self.n_long, self.n_all)

    @property
    def peers_share(self) -> float:
        """Return the share of all the pooled peers' recipients, a fraction."""
        return _ratio(self.among_recipients.n_expected, self.n_all)


@dataclass(frozen=True)
class LongTermResult:
    """What the data have on long-term recipients.

    Attributes
    ----------
    focus_name : str
        The municipality.
    measures : tuple of LongTermMeasure
        By duration, the shortest first, or the one by visitation.
    lineage : Lineage
        What they rest on.
    """

    focus_name: str
    measures: tuple[LongTermMeasure, ...]
    lineage: Lineage

    @property
    def is_duration(self) -> bool:
        """Tell whether duration is measured."""
        return any(measure.basis is Basis.DURATION for measure in self.measures)


def compare_longterm(
    comparison: PracticeComparison,
    *,
    benefit: Benefit = Benefit.KONTANTHJAELP,
    weeks: Sequence[int] = (ONE_YEAR, FIVE_YEARS),
) -> LongTermResult | None:
    """Compare recipients for at least so many weeks with the pooled peers', or None.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus, the peers, the data and the level.
    benefit : Benefit, default kontanthjælp
        The benefit.
    weeks : sequence of int, default 52 and 260
        Lengths, each at least one week. One that the publisher's groups cut across is left
        out.

    Returns
    -------
    LongTermResult or None
        None where neither duration nor, for kontanthjælp, visitation is in the data.

    Raises
    ------
    RequestError
        If a length is not at least one week.

    Notes
    -----
    A group that begins the week after the length (*over 52 uger*) is taken for it: leaves
    out those in that very week, hence leans to too few by about a fiftieth of a year's
    leavers. Where any group of the sum is blank the municipality is left out rather than
    counted too low. The durations have no ages, so a municipality with many young people
    looks better than its practice: nothing here is standardised. A spell that a reform
    begins anew is short again, and who has moved may begin anew too.
    """
    _fail_if_weeks_are_none(weeks)
    frame = comparison.store.load(_DURATION)
    rows = _newest(frame[frame["benefit"] == benefit.value], until=comparison.period)
    found = [
        measure
        for each in sorted(set(weeks))
        if (measure := _by_duration(comparison, rows, benefit=benefit, weeks=each)) is not None
    ]
    if not found and benefit is Benefit.KONTANTHJAELP:
        groups = _newest(comparison.store.load(_VISITATION), until=comparison.period)
        found = [] if groups.empty else [_by_visitation(comparison, groups)]
    if not found:
        return None
    lineage = reduce(or_, (measure.lineage for measure in found))
    return LongTermResult(comparison.focus_name, tuple(found), lineage)


def compare_with_pooled(
    counts: FloatArray, exposure: FloatArray, *, focus: int, peers: Sequence[int], level: float
) -> Gap:
    """Return one municipality's stock against its pooled peers', with the ordinary range.

    Parameters
    ----------
    counts, exposure : array of shape (municipalities,)
        Persons counted, and the residents or recipients that they are among; NaN where the
        publisher is blank. One without anybody to be among is left out.
    focus : int
        Place of the municipality.
    peers : sequence of int
        Places of its peers, without the focus.
    level : float
        Level of the range, a fraction in (0, 1).

    Notes
    -----
    The range rests on how far all municipalities lie apart, the focus left out. With fewer
    than 20 that have figures there is none.
    """
    n = counts.size
    table = np.where(exposure > 0, counts, np.nan)[np.newaxis]
    people = np.where(exposure > 0, exposure, np.nan)[np.newaxis]
    rest = expect(table, people, focus=np.arange(n), members=rest_of_country(n), is_flow=False)
    told = expect(table, people, focus=[focus], members=as_members(list(peers), n), is_flow=False)
    return measure_gaps(
        told, stage=Stage.STOCK, spread=spread_of_others(rest).of(focus), level=level
    ).one(0)


def _newest(frame: pd.DataFrame, *, until: Period) -> pd.DataFrame:
    """Return the rows of the newest period up to one; of the first table that has it."""
    if frame.empty:
        return frame
    periods = {str(text): Period.parse(str(text)) for text in frame["period"].unique()}
    usable = [text for text, period in periods.items() if period.last_day <= until.last_day]
    if not usable:
        return frame.iloc[:0]
    newest = max(usable, key=lambda text: periods[text])
    rows: pd.DataFrame = frame[frame["period"] == newest]
    return rows[rows["source_table"] == min(rows["source_table"].astype(str))]


def _by_duration(
    comparison: PracticeComparison, rows: pd.DataFrame, *, benefit: Benefit, weeks: int
) -> LongTermMeasure | None:
    """Return one length; None where no group begins there."""
    starts = sorted({int(week) for week in rows["weeks_from"]})
    first = next((week for week in starts if week in (weeks, weeks + 1)), None)
    if first is None:
        return None
    return _compare(
        comparison,
        long=rows[rows["weeks_from"] >= first],
        all_rows=rows,
        basis=Basis.DURATION,
        benefit=benefit,
        weeks=weeks,
    )


def _by_visitation(comparison: PracticeComparison, rows: pd.DataFrame) -> LongTermMeasure:
    """Return the aktivitetsparate among everybody in a visitation group."""
    return _compare(
        comparison,
        long=rows[rows["group"] == ACTIVITY],
        all_rows=rows[rows["group"].isin(GROUPS)],
        basis=Basis.VISITATION,
        benefit=Benefit.KONTANTHJAELP,
        weeks=0,
    )


def _compare(
    comparison: PracticeComparison,
    *,
    long: pd.DataFrame,
    all_rows: pd.DataFrame,
    basis: Basis,
    benefit: Benefit,
    weeks: int,
) -> LongTermMeasure:
    """Hold the focus against the pooled peers, per resident and per recipient."""
    codes = comparison.population.codes
    focus = codes.index(comparison.focus)
    peers = [codes.index(code) for code in comparison.peers.codes]
    period = Period.parse(str(all_rows["period"].iloc[0]))
    n_long, n_all = _sum(long, codes), _sum(all_rows, codes)
    residents, ages, carried, files = _residents(comparison, period)
    source_files = frozenset(all_rows["source_id"].astype(str))
    lineage = comparison.store.manifest.lineage(source_files | files)
    return LongTermMeasure(
        basis=basis,
        benefit=benefit,
        weeks=weeks,
        period=period,
        source_table=str(all_rows["source_table"].iloc[0]),
        n_long=float(n_long[focus]),
        n_all=float(n_all[focus]),
        n_residents=float(residents[focus]),
        ages=ages,
        among_residents=compare_with_pooled(
            n_long, residents, focus=focus, peers=peers, level=comparison.level
        ),
        among_recipients=compare_with_pooled(
            n_long, n_all, focus=focus, peers=peers, level=comparison.level
        ),
        # A blank short group leaves a peer out of the share alone: all recipients are not known.
        n_blank=int(np.isnan(n_all[peers]).sum()),
        carried=carried,
        level=comparison.level,
        lineage=lineage | comparison.peers.lineage | comparison.name_lineage,
    )


def _sum(rows: pd.DataFrame, codes: Sequence[str]) -> FloatArray:
    """Return each municipality's sum over groups; NaN where a group is blank."""
    counts = rows.assign(n=rows["recipients_persons"].to_numpy(dtype=float, na_value=math.nan))
    sums = counts.groupby("municipality_code")["n"].agg(lambda each: each.sum(skipna=False))
    return np.asarray(sums.reindex(list(codes)).to_numpy(dtype=float))


def _residents(
    comparison: PracticeComparison, period: Period
) -> tuple[FloatArray, tuple[int, int], str, frozenset[str]]:
    """Return the residents of working age, or everybody where there are no ages."""
    population, ages = comparison.population, WORKING_AGES
    strata = tuple(Stratum(sex, *ages) for sex in (Sex.WOMEN, Sex.MEN))
    if not population.has_ages:
        strata, ages = (Stratum(Sex.TOTAL, *WHOLE_POPULATION),), WHOLE_POPULATION
    people, carried, files = mean_population(population, periods=[period], strata=strata)
    return np.asarray(people[0].sum(axis=0)), ages, carried[0], files[0]


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator > 0 else math.nan


def _fail_if_weeks_are_none(weeks: Sequence[int]) -> None:
    if not weeks or min(weeks) < 1:
        raise RequestError(
            "A length on a benefit is less than one week.",
            where="the argument weeks",
            expected="whole weeks from 1 on, such as 52",
            fix="give other lengths",
        )
