"""Growth a year, shifts at reforms and provisional quarters, each with its limits."""

from __future__ import annotations

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.over_time.over_time import FlowOverTime, FlowTrends, OverTime
from analysis.comparison.over_time.reform_effects import Obstacle, ReformAssessment
from analysis.concepts import Estimate
from analysis.labels import date, interval, listing, number, sentence_case, share
from analysis.parameters.reforms import DatedReform

_UNVERIFIED = "* Datoen er ikke efterprøvet."
_PARTS = ("focus", "peers", "ratio")


def tabulate_over_time(over_time: OverTime) -> tuple[Block, ...]:
    """Return, per flow with a trend, growth and shifts of the focus, its peers and the ratio.

    Parameters
    ----------
    over_time : OverTime
        The flows. One without a trend has no table.

    Returns
    -------
    tuple of Block
        Per flow the numbers, and the reforms that cannot be assessed with the reason.
    """
    blocks = []
    for flow in over_time.flows:
        if flow.trends is not None:
            blocks.append(_tabulate(over_time, flow, flow.trends))
            blocks += _tabulate_not_assessed(over_time, flow)
    return tuple(blocks)


def _tabulate(over_time: OverTime, flow: FlowOverTime, trends: FlowTrends) -> Block:
    estimated = [each for each in flow.reforms if each.obstacle is None]
    rows = [_group("Ændring om året, pct."), _trend_row(trends)]
    if estimated:
        rows += [_group("Niveau efter reformen i forhold til før, pct."), *map(_row, estimated)]
    rows += _provisional_rows(flow)
    content = Table(
        caption=f"{sentence_case(flow.headline.benefit.label)}, tilkendelser: udvikling og "
        f"reformer (i parentes: {share(flow.level)})",
        columns=(
            Column("name", "", "left"),
            Column("focus", over_time.focus_name),
            Column("peers", "Sammenlignelige"),
            Column("ratio", "Forholdet"),
        ),
        rows=tuple(rows),
        records=tuple(_records(flow, trends)),
        note=_note(flow),
    )
    return Block(f"udvikling-{flow.headline.id}", content, over_time.name_lineage | flow.lineage)


def _group(text: str) -> Row:
    return Row((text,), is_group=True)


def _trend_row(trends: FlowTrends) -> Row:
    cells = [
        _change(t.percent_a_year, t.percent_lower, t.percent_upper, decimals=1)
        for t in (trends.focus, trends.peers, trends.ratio)
    ]
    return Row(("Jævn udvikling", *cells))


def _row(each: ReformAssessment) -> Row:
    name = f"{each.reform.label}, {_day(each.reform)}"
    return Row((name, *(_percent(e) for e in (each.focus, each.peers, each.ratio))))


def _percent(estimate: Estimate | None) -> str:
    if estimate is None:
        return ""
    value, low, high = (
        100 * (ratio - 1) for ratio in (estimate.value, estimate.lower, estimate.upper)
    )
    return _change(value, low, high, decimals=0)


def _change(value: float, lower: float, upper: float, *, decimals: int) -> str:
    """Write a change in per cent with its limits."""
    limits = interval(lower, upper, decimals=decimals, signed=True)
    return f"{number(value, decimals=decimals, signed=True)} ({limits})"


def _provisional_rows(flow: FlowOverTime) -> list[Row]:
    """Return the newest quarters as they will become; none where that is not known."""
    rows = []
    for quarter in flow.provisional.quarters:
        if quarter.focus is None or quarter.peers is None:
            continue
        name = f"{sentence_case(quarter.period.label)} (indberettet: {number(quarter.n_observed)})"
        awards = [
            f"{number(e.value)} ({interval(e.lower, e.upper)})"
            for e in (quarter.focus, quarter.peers)
        ]
        rows.append(Row((name, *awards, "")))
    return [_group("Foreløbige kvartaler, tilkendelser når alle er indberettet"), *rows] * bool(
        rows
    )


def _note(flow: FlowOverTime) -> str:
    """Say what the rows rest on, and which reforms lie before the figures."""
    final = [p for p, ok in zip(flow.series.periods, flow.series.is_final, strict=True) if ok]
    text = (
        f"Fra {final[0].label} til {final[-1].label}, efter alder og køn; kommunernes egen "
        "udvikling også efter årstid. I forholdet falder alt bort, der rammer alle ens. Hver "
        "reform er vurderet for sig; det, en anden reform gjorde i samme år, er derfor med i "
        "tallet. Vinduerne for tilløb og indfasning er antagelser."
    )
    n_assessed = sum(each.obstacle is None for each in flow.reforms)
    if n_assessed > 1:
        text += (
            f" Hvert interval udelukker 0 i {share(1 - flow.level)} af tilfældene, også når intet "
            f"er sket: af {number(n_assessed)} reformer ventes det for "
            f"{number(n_assessed * (1 - flow.level), decimals=1)}, og chancen for mindst ét er op "
            f"mod {share(1 - flow.level**n_assessed)}."
        )
    has_unverified = any(e.obstacle is None and not e.reform.verified for e in flow.reforms)
    return text + (f" {_UNVERIFIED}" if has_unverified else "")


def _tabulate_not_assessed(over_time: OverTime, flow: FlowOverTime) -> list[Block]:
    """Return the reforms near the figures that cannot be assessed; none where all can."""
    listed = [e for e in flow.reforms if e.obstacle not in (None, Obstacle.BEFORE)]
    before = [
        f"{each.reform.label} ({each.reform.date.year})"
        for each in flow.reforms
        if each.obstacle is Obstacle.BEFORE
    ]
    if not listed:
        return []
    rows = [(e.reform.label, _day(e.reform), e.obstacle.label) for e in listed if e.obstacle]
    records = [
        {
            "measure": flow.headline.id,
            "reform": each.reform.id,
            "reform_date": each.reform.date.isoformat(),
            "reference": each.reform.reference,
            "is_verified": each.reform.verified,
            "not_assessed_because": each.obstacle.value if each.obstacle else "",
        }
        for each in flow.reforms
        if each.obstacle is not None
    ]
    content = Table(
        caption=f"{sentence_case(flow.headline.benefit.label)}, tilkendelser: reformer, der ikke "
        "kan vurderes",
        columns=(
            Column("reform", "Reform", "left"),
            Column("date", "Fra", "left"),
            Column("reason", "Hvorfor ikke", "left"),
        ),
        rows=tuple(Row(cells) for cells in rows),
        records=tuple(records),
        note=_UNVERIFIED + (f" Før tallene ligger også: {listing(before)}." if before else ""),
    )
    lineage = over_time.name_lineage | flow.lineage
    return [Block(f"reformer-{flow.headline.id}", content, lineage)]


def _day(reform: DatedReform) -> str:
    """Write the date of a reform, marked where nobody has verified it."""
    return date(reform.date) + ("" if reform.verified else "*")


def _records(flow: FlowOverTime, trends: FlowTrends) -> list[dict[str, object]]:
    """Return every number of the table, with limits."""
    ratio = trends.ratio
    growth = [
        *(
            (t.percent_a_year, t.percent_lower, t.percent_upper)
            for t in (trends.focus, trends.peers)
        ),
        (ratio.percent_a_year, ratio.percent_lower, ratio.percent_upper),
    ]
    records = [
        _record(flow, "percent_a_year", part, limits)
        for part, limits in zip(_PARTS, growth, strict=True)
    ]
    for each in flow.reforms:
        for part, estimate in zip(_PARTS, (each.focus, each.peers, each.ratio), strict=True):
            values = (estimate.value, estimate.lower, estimate.upper) if estimate else None
            record = _record(flow, "level_shift_ratio", part, values)
            record |= {
                "reform": each.reform.id,
                "reform_date": each.reform.date.isoformat(),
                "not_assessed_because": each.obstacle.value if each.obstacle else "",
            }
            records.append(record)
    return records


def _record(
    flow: FlowOverTime, quantity: str, part: str, values: tuple[float, float, float] | None
) -> dict[str, object]:
    value, lower, upper = values or (float("nan"),) * 3
    return {
        "measure": flow.headline.id,
        "quantity": quantity,
        "of": part,
        "value": plain_number(value),
        "lower": plain_number(lower),
        "upper": plain_number(upper),
        "level": flow.level,
    }
