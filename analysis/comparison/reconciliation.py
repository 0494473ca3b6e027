"""Why do jobindsats, the press or our last report say something else?

The figures that people quote are set beside this report's: what each counts, of when it is,
when it was fetched, and the reasons that apply. Two kinds of figures are kept apart: those
of the same data (another table, an earlier report) and those that were published. Nothing
is joined, and a difference that no stated property reaches is called *not explained*.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import last_window
from analysis.comparison.country import country_of
from analysis.comparison.practice import FLOW_PERIODS, MeasureComparison
from analysis.comparison.quoted.definitions import quoted_measures
from analysis.comparison.quoted.earlier import EarlierReport, made_with_now, read_earlier_report
from analysis.comparison.quoted.figures import (
    INCOMPARABLE,
    Figure,
    Kind,
    Reason,
    Standing,
)
from analysis.comparison.quoted.own import (
    first_month,
    newest_figure,
    own_counterpart,
    own_figure,
    table_figure,
    tables_of,
)
from analysis.comparison.quoted.published import published_figures
from analysis.comparison.quoted.reasons import (
    find_reasons,
    helpful_reasons,
    judge_difference,
)
from analysis.comparison.quoted.times import span_of
from analysis.concepts import Lineage, Origin, Period, Stage, join_lineages
from analysis.errors import CoverageError
from analysis.labels import sentence_case

# Rows of a table that a reader can take in; the CSV file beside it has them all.
MOST_ROWS = 12


@dataclass(frozen=True)
class Beside:
    """Another figure beside the reference.

    Attributes
    ----------
    figure : Figure
        The other figure.
    difference : float
        It less the reference, in their unit; NaN where the two are not of one thing.
    reasons : tuple of Reason
        The properties in which they differ.
    standing : Standing
        What the reasons make of the difference.
    """

    figure: Figure
    difference: float
    reasons: tuple[Reason, ...]
    standing: Standing

    @property
    def counting(self) -> tuple[Reason, ...]:
        """Return the reasons that bear on how it stands: none where nothing is to explain."""
        if self.standing is Standing.INCOMPARABLE:
            return tuple(reason for reason in self.reasons if reason.kind in INCOMPARABLE)
        if self.standing in (Standing.SAME, Standing.UNEXPLAINED):
            return ()
        return helpful_reasons(self.difference, self.reasons)


@dataclass(frozen=True)
class Quoted:
    """One figure that people quote: a reference and what others say.

    Attributes
    ----------
    id, words : str
        A stable name, and what it counts in Danish.
    reference : Figure
        Ours, where our data cover the time; otherwise the one that was printed first.
    others : tuple of Beside
        The other figures; empty where there is nothing to hold it against.
    order : int
        The most quoted measure first.
    own_from : Period or None
        The first month that our data have of the same; None where they have nothing.
    """

    id: str
    words: str
    reference: Figure
    others: tuple[Beside, ...]
    order: int
    own_from: Period | None = None

    @property
    def is_published(self) -> bool:
        """Tell whether a published figure is among them."""
        return any(each.kind is Kind.PUBLISHED for each in self.figures)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the reference and the others."""
        return (self.reference, *(beside.figure for beside in self.others))

    @property
    def title(self) -> str:
        """Return what is counted and when, as a heading."""
        return f"{sentence_case(self.words)}, {self.reference.span.label}"

    @property
    def shown(self) -> tuple[Beside, ...]:
        """Return the others without an earlier report's numbers that have not moved."""
        return tuple(
            each
            for each in self.others
            if not (each.figure.kind is Kind.EARLIER and each.standing is Standing.SAME)
        )


@dataclass(frozen=True)
class Reconciliation:
    """The figures that people quote, beside ours.

    Attributes
    ----------
    focus_name : str
        The municipality.
    quoted : tuple of Quoted
        The figures of the same data first, then the published ones; within each those
        with something to explain first, and the most quoted first.
    own_is_synthetic : bool
        Whether the report's own counts are made by a generator; they are then never held
        against published ones.
    n_left_out : int
        Published figures of the municipality that count something the report does not show.
    has_other_peers : bool
        Whether the earlier report had other comparable municipalities.
    earlier : EarlierReport or None
        The earlier report.
    lineage : Lineage
        What it rests on.
    name_lineage : Lineage
        What the municipality's name, by which published figures are found, rests on.
    """

    focus_name: str
    quoted: tuple[Quoted, ...]
    own_is_synthetic: bool
    n_left_out: int
    has_other_peers: bool
    earlier: EarlierReport | None
    lineage: Lineage
    name_lineage: Lineage

    @property
    def on_page(self) -> tuple[Quoted, ...]:
        """Return what a page has room for, the most quoted first; the records hold the rest."""
        own = [each for each in self.quoted if not each.is_published and each.shown]
        published = [each for each in self.quoted if each.is_published]
        chosen = _fill(own, MOST_ROWS // 2)
        chosen += _fill(published, MOST_ROWS - _n_rows(chosen))
        chosen += _fill([each for each in own if each not in chosen], MOST_ROWS - _n_rows(chosen))
        return tuple(each for each in self.quoted if each in chosen)


def reconcile(
    comparison: PracticeComparison,
    *,
    published: pd.DataFrame | None = None,
    against: str | Path | None = None,
) -> Reconciliation:
    """Set the figures that people quote beside the report's own, with the reasons.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus, the headlines and the data.
    published : DataFrame, optional
        The dataset ``published_figures`` or one of its form. None: the data's own.
    against : str or Path, optional
        The folder of an earlier report about the same municipality. Empty: none.

    Raises
    ------
    SourceError
        If the folder holds no earlier report that can be read.
    RequestError
        If the earlier report is about another municipality.

    Notes
    -----
    A reason is chosen by rules from what both figures state (`find_reasons`), so what a
    source does not state explains nothing: leans towards *not explained*. Synthetic and
    observed counts are never subtracted.
    """
    earlier = None
    if against is not None and str(against):
        earlier = read_earlier_report(Path(against).expanduser(), focus=comparison.focus)
    same_data = [_beside_own(comparison, measure, earlier) for measure in comparison.measures]
    frame = country_of(comparison.store).load("published_figures")
    figures, n_left_out = published_figures(
        frame if published is None else published,
        focus=comparison.focus,
        manifest=comparison.store.manifest,
    )
    quoted = (
        *(each for each in same_data if each.others),
        *_in_order(_beside_published(comparison, figures)),
    )
    own_lineage = join_lineages(each.reference.lineage for each in same_data)
    return Reconciliation(
        focus_name=comparison.focus_name,
        quoted=quoted,
        own_is_synthetic=own_lineage.origin is Origin.SYNTHETIC,
        n_left_out=n_left_out,
        has_other_peers=earlier is not None and earlier.peers != set(comparison.peers.codes),
        earlier=earlier,
        lineage=join_lineages(figure.lineage for each in quoted for figure in each.figures)
        | comparison.name_lineage,
        name_lineage=comparison.name_lineage,
    )


def _beside_own(
    comparison: PracticeComparison, measure: MeasureComparison, earlier: EarlierReport | None
) -> Quoted:
    """Set what the other tables and the earlier report say beside one headline."""
    headline = measure.headline
    reference = replace(own_figure(comparison, measure), made_with=made_with_now())
    others = []
    if earlier is not None and headline.id in earlier.figures:
        others.append(_earlier(comparison, measure, reference, earlier.figures[headline.id]))
    for table in tables_of(comparison, headline.benefit):
        if table.is_flow is not (headline.stage is Stage.FLOW):
            continue
        if table.name == reference.source and table.dataset == measure.cells.source.dataset:
            continue
        found = table_figure(comparison, table, headline.benefit, reference.span)
        found = found or newest_figure(comparison, table, headline.benefit)
        if found is not None:
            others.append(_hold(reference, found))
    if headline.stage is Stage.FLOW:
        others += _stocks(comparison, reference)
    words = {Stage.FLOW: f"tilkendelser af {headline.benefit.label}"}
    return Quoted(
        id=headline.id,
        words=words.get(headline.stage, f"modtagere af {headline.benefit.label}"),
        reference=reference,
        others=tuple(others),
        order=comparison.measures.index(measure),
    )


def _earlier(
    comparison: PracticeComparison, measure: MeasureComparison, reference: Figure, then: Figure
) -> Beside:
    """Hold an earlier report's number against today's for the same time, where we have it."""
    n_periods = FLOW_PERIODS if measure.headline.stage is Stage.FLOW else 1
    last = then.span.last
    cells = measure.cells
    try:
        until = next((p for p in cells.periods if p.last_day == last.last_day), None)
        if then.span == reference.span or until is None:
            return _hold(reference, then)
        window = last_window(cells, until=until, n_periods=n_periods)
    except CoverageError:
        return _hold(reference, then)
    if span_of(window.first, window.last) != then.span:
        return _hold(reference, then)
    column = cells.codes.index(comparison.focus)
    today = replace(reference, value=float(window.counts[:, column].sum()), span=then.span)
    return _hold(today, then)


def _stocks(comparison: PracticeComparison, reference: Figure) -> list[Beside]:
    """Return the stock of the same benefit: the two are often taken for one another."""
    return [
        _hold(reference, own_figure(comparison, measure))
        for measure in comparison.measures
        if measure.headline.benefit is reference.benefit and measure.headline.stage is Stage.STOCK
    ]


def _beside_published(
    comparison: PracticeComparison, figures: Iterable[tuple[str, Figure]]
) -> list[Quoted]:
    """Set the published figures of one measure and time side by side, ours first."""
    groups: dict[tuple[str, str], list[Figure]] = {}
    for name, figure in figures:
        groups.setdefault((name, figure.span.label), []).append(figure)
    return [_group(comparison, name, found) for (name, _), found in groups.items()]


def _group(comparison: PracticeComparison, name: str, found: list[Figure]) -> Quoted:
    measure = quoted_measures()[name]
    in_order = sorted(found, key=_printed)
    ours = own_counterpart(comparison, measure.definition, measure.benefit, in_order[0].span)
    # Invented counts are no answer to anything that was published.
    if ours is not None and ours.lineage.origin is in_order[0].lineage.origin:
        reference, others = ours, in_order
    else:
        reference, others = in_order[0], in_order[1:]
    return Quoted(
        id=f"{name}-{in_order[0].span.first}-{in_order[0].span.last}",
        words=measure.words,
        reference=reference,
        others=tuple(_hold(reference, other) for other in others),
        order=measure.order,
        own_from=first_month(comparison, measure.benefit, measure.definition.stage),
    )


def _hold(reference: Figure, other: Figure) -> Beside:
    """Hold another figure against the reference."""
    reasons = find_reasons(reference, other)
    standing = judge_difference(reference, other, reasons)
    is_told = standing is not Standing.INCOMPARABLE
    difference = other.value - reference.value if is_told else math.nan
    return Beside(other, difference, reasons, standing)


def _in_order(quoted: list[Quoted]) -> list[Quoted]:
    """Put those with something to explain first, then the most quoted, longest and newest."""
    return sorted(
        quoted,
        key=lambda each: (
            not each.others,
            each.order,
            -len(each.reference.span.months),
            -each.reference.span.last.last_day.toordinal(),
            each.reference.span.first.last_day,
        ),
    )


def _printed(figure: Figure) -> tuple[str, str]:
    day = figure.stated_on.isoformat() if figure.stated_on else "9999"
    return day, figure.address


def _fill(quoted: Sequence[Quoted], n_rows: int) -> list[Quoted]:
    """Return as many as there are rows for, in order."""
    chosen: list[Quoted] = []
    for each in quoted:
        if _n_rows([*chosen, each]) <= n_rows:
            chosen.append(each)
    return chosen


def _n_rows(quoted: Sequence[Quoted]) -> int:
    return sum(1 + len(each.shown) for each in quoted)
