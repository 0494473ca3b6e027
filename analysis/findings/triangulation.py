"""How does what the review found hang together with the comparison of practice?

Like is held beside like: people who may belong today beside today's recipients against
those expected. The yearly numbers (awards, and what the municipality can handle) are
linked through a time, see `analysis.findings.years_to_clear`. Nothing is tested against
another kind of number, and nothing is averaged: the two answer different questions, and
the reasons are given with them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Benefit, Estimate, Lineage, Stage, Unit
from analysis.errors import RequestError
from analysis.findings.released import ReleasedReview
from analysis.findings.review_outcomes import add_after
from analysis.findings.triangulation_reasons import Reason, list_reasons
from analysis.findings.years_to_clear import YearsToClear, years_to_clear
from analysis.review.results import ANY, Outcome

NO_COMPARISON, NOT_COMPARED, TOO_SMALL = "no_comparison", "not_compared", "too_small"
FEWER, ORDINARY, MORE = "fewer", "ordinary", "more"
_SCHEMES = (
    Benefit.FOERTIDSPENSION,
    Benefit.FLEKSJOB,
    Benefit.RESSOURCEFORLOEB,
    Benefit.REVALIDERING,
)


@dataclass(frozen=True)
class StockGap:
    """Today's recipients of a scheme beside those expected with the peers' rates.

    Attributes
    ----------
    n_observed, n_expected : float
        Recipients, in `unit`.
    usual_lower, usual_upper : float
        Recipients of a municipality of ordinary practice lie between these; NaN where
        the numbers are too small. It is no interval of the gap.
    level : float
        Level of that range.
    unit : Unit
        Persons or full-time persons.
    period : str
        In Danish words.
    """

    n_observed: float
    n_expected: float
    usual_lower: float
    usual_upper: float
    level: float
    unit: Unit
    period: str

    @property
    def gap(self) -> float:
        """Return expected minus observed: positive where there are fewer than expected."""
        return self.n_expected - self.n_observed

    @property
    def ordinary_gaps(self) -> tuple[float, float]:
        """Return the gaps that municipalities of ordinary practice would show."""
        return self.n_expected - self.usual_upper, self.n_expected - self.usual_lower


@dataclass(frozen=True)
class SchemeTriangulation:
    """One scheme (or at least one of them) seen from both sides.

    Attributes
    ----------
    scheme, label : str
        As in `Outcome`.
    now, after : Estimate
        People today who may belong now, and those of whom documents lack.
    together : Estimate
        Both, see `add_after`.
    n_cases_now, n_cases_after : int
        Cases behind, unweighted.
    stock : StockGap or None
        The comparison of recipients, where there is one.
    rule : str
        ``fewer``, ``ordinary`` or ``more`` recipients than municipalities of ordinary
        practice; ``too_small``, ``not_compared`` or ``no_comparison``.
    yearly : Estimate or None
        Awards a year fewer than expected, where awards are compared.
    yearly_period : str
        The time of those awards, in Danish words.
    by_gap, by_capacity : mapping of str to YearsToClear
        Years for ``now`` and ``together`` at the yearly gap, and at the capacity; empty
        where the pace is not known.
    """

    scheme: str
    label: str
    now: Estimate
    after: Estimate
    together: Estimate
    n_cases_now: int
    n_cases_after: int
    stock: StockGap | None
    rule: str
    yearly: Estimate | None
    yearly_period: str
    by_gap: Mapping[str, YearsToClear]
    by_capacity: Mapping[str, YearsToClear]


@dataclass(frozen=True)
class Triangulation:
    """The review beside the comparison of practice.

    Attributes
    ----------
    municipality_name : str
        Danish name.
    schemes : tuple of SchemeTriangulation
        At least one, then the open schemes, in the order shown.
    closed : tuple of str
        Danish names of the schemes closed on the date of the rules.
    capacity : float or None
        Cases that can be handled in a year.
    has_comparison : bool
        Whether a comparison was given.
    peers : tuple of str
        Names of the comparable municipalities.
    reasons : tuple of Reason
        Why the two may differ.
    level : float
        Level of the review's limits.
    lineage : Lineage
        What all of it rests on.
    """

    municipality_name: str
    schemes: tuple[SchemeTriangulation, ...]
    closed: tuple[str, ...]
    capacity: float | None
    has_comparison: bool
    peers: tuple[str, ...]
    reasons: tuple[Reason, ...]
    level: float
    lineage: Lineage


def triangulate(
    results: ReleasedReview,
    comparison: PracticeComparison | None,
    *,
    capacity: float | None = None,
) -> Triangulation:
    """Hold the review's possible target groups beside the comparison of practice.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.
    comparison : PracticeComparison or None
        The same municipality against its peers; None where there is none.
    capacity : float, optional
        Cases that can be prepared and decided in a year, all schemes together.

    Raises
    ------
    RequestError
        If the capacity is not a number above zero, or the comparison is of another
        municipality.

    Notes
    -----
    The review says what the law's conditions give on the file, among those who receive
    kontanthjælp or sygedagpenge. The gap of recipients says how many other municipalities
    have on the scheme, among all residents. Neither is the truth of the other: no test
    and no mean of the two is given.
    """
    _fail_if_capacity_is_unusable(capacity)
    _fail_if_municipalities_differ(results, comparison)
    used: dict[tuple[str, Stage], MeasureComparison] = {
        (m.headline.benefit.value, m.headline.stage): m
        for m in (comparison.measures if comparison is not None else ())
        if m.headline.benefit in _SCHEMES
    }
    shown = [ANY, *(s.value for s in _SCHEMES)]
    schemes = tuple(
        _triangulate_scheme(
            results.outcomes[name],
            stock=used.get((name, Stage.STOCK)),
            flow=used.get((name, Stage.FLOW)),
            capacity=capacity,
            has_comparison=comparison is not None,
        )
        for name in shown
        if name in results.outcomes
    )
    lineage = results.lineage
    if comparison is not None:
        start = comparison.name_lineage | comparison.peers.lineage
        lineage |= reduce(or_, (m.lineage for m in used.values()), start)
    return Triangulation(
        municipality_name=results.municipality_name,
        schemes=schemes,
        closed=results.closed,
        capacity=None if capacity is None else float(capacity),
        has_comparison=comparison is not None,
        peers=tuple(comparison.name(code) for code in comparison.peers.codes)
        if comparison is not None
        else (),
        reasons=list_reasons(
            results,
            [scheme.stock.unit for scheme in schemes if scheme.stock is not None],
            period=next((s.stock.period for s in schemes if s.stock is not None), ""),
            has_comparison=comparison is not None,
        ),
        level=results.level,
        lineage=lineage,
    )


def _triangulate_scheme(
    outcome: Outcome,
    *,
    stock: MeasureComparison | None,
    flow: MeasureComparison | None,
    capacity: float | None,
    has_comparison: bool,
) -> SchemeTriangulation:
    together = add_after(outcome)
    gap = None if stock is None else _read_stock(stock)
    yearly = None if flow is None else _read_yearly_gap(flow)
    kinds = {"now": outcome.now, "together": together}
    pace = None if capacity is None else _as_known(capacity, outcome.now.level)
    return SchemeTriangulation(
        scheme=outcome.scheme,
        label=outcome.label,
        now=outcome.now,
        after=outcome.after,
        together=together,
        n_cases_now=outcome.n_cases_now,
        n_cases_after=outcome.n_cases_after,
        stock=gap,
        rule=_judge_stock(gap, has_comparison=has_comparison),
        yearly=yearly,
        yearly_period=_name_window(flow) if flow is not None else "",
        by_gap={}
        if yearly is None
        else {kind: years_to_clear(people, yearly) for kind, people in kinds.items()},
        by_capacity={}
        if pace is None
        else {kind: years_to_clear(people, pace) for kind, people in kinds.items()},
    )


def _read_stock(measure: MeasureComparison) -> StockGap:
    gap = measure.against_peers
    usual = gap.ordinary
    return StockGap(
        n_observed=gap.n_observed,
        n_expected=gap.n_expected,
        usual_lower=math.nan if usual is None else usual.lower,
        usual_upper=math.nan if usual is None else usual.upper,
        level=measure.level,
        unit=measure.cells.source.unit,
        period=_name_window(measure),
    )


def _read_yearly_gap(measure: MeasureComparison) -> Estimate | None:
    """Return awards a year fewer than expected; None where the numbers are too small."""
    difference = measure.against_peers.difference
    if difference is None:
        return None
    years = _months(measure) / 12
    return Estimate(
        value=-difference.value / years,
        lower=-difference.upper / years,
        upper=-difference.lower / years,
        level=difference.level,
        unit="awards a year",
        n=difference.n,
        method=difference.method,
    )


def _months(measure: MeasureComparison) -> int:
    first, last = measure.window.first.first_day, measure.window.last.last_day
    return 12 * (last.year - first.year) + last.month - first.month + 1


def _name_window(measure: MeasureComparison) -> str:
    first, last = measure.window.first, measure.window.last
    return first.label if first == last else f"{first.label} til og med {last.label}"


def _judge_stock(gap: StockGap | None, *, has_comparison: bool) -> str:
    """Name what the evidence on recipients allows."""
    if not has_comparison:
        return NO_COMPARISON
    if gap is None or math.isnan(gap.gap):
        return NOT_COMPARED
    if math.isnan(gap.usual_lower):
        return TOO_SMALL
    if gap.n_observed < gap.usual_lower:
        return FEWER
    return MORE if gap.n_observed > gap.usual_upper else ORDINARY


def _as_known(pace: float, level: float) -> Estimate:
    return Estimate(pace, pace, pace, level, "persons a year", 0.0, "given")


def _fail_if_capacity_is_unusable(capacity: float | None) -> None:
    if capacity is not None and not (math.isfinite(capacity) and capacity > 0):
        raise RequestError(
            "The capacity is not a number of cases above zero.",
            where="capacity",
            expected="cases that can be prepared and decided in a year, such as 400",
            fix="give a number above zero, or leave it out where it is not known",
        )


def _fail_if_municipalities_differ(
    results: ReleasedReview, comparison: PracticeComparison | None
) -> None:
    code = results.review.municipality_code
    if comparison is not None and code and code != comparison.focus:
        raise RequestError(
            "The review and the comparison are of two municipalities.",
            where=f"review {code}, comparison {comparison.focus}",
            expected="the same municipality in both",
            fix=f"compare municipality {code}, or leave the comparison out",
        )
