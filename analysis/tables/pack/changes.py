"""What is another than in the earlier pack, number by number, and which numbers only moved?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.concepts import Lineage
from analysis.findings.register import Number
from analysis.labels import MISSING, number
from analysis.packs.change_model import FigureChange, LineChange, NumberMoved, Reach
from analysis.packs.changes import PackChanges
from analysis.tables.inputs import breakable

# The difference follows from the two numbers before it, and is left to the file.
_NOT_PRINTED = frozenset({"difference"})


def tabulate_changes(changes: PackChanges, *, lineage: Lineage) -> Block:
    """Return each number that is another than last time, finding by finding.

    Parameters
    ----------
    changes : PackChanges
        The pack against one earlier pack.
    lineage : Lineage
        What the pack rests on.
    """
    changed = changes.changed_figures
    name = "aendret-siden-sidst"
    if not changed:
        return _nothing(name, "Alle tal er, som de var i det tidligere oplæg.", lineage)
    rows: list[Row] = []
    for finding_id in dict.fromkeys(each.finding_id for each in changed):
        of_finding = [each for each in changed if each.finding_id == finding_id]
        printed = [each for each in of_finding if each.number.key not in _NOT_PRINTED]
        if printed:
            rows.append(Row((printed[0].title,), is_group=True))
            rows += [_figure_row(each, _columns(changed)) for each in printed]
    columns = _columns(changed)
    content = Table(
        caption=f"Tal, der er ændret siden {changes.earlier_period}",
        columns=columns,
        rows=tuple(rows),
        records=tuple(_figure_record(each) for each in changed),
        note=_say_the_rule(changes),
    )
    return Block(name, content, lineage)


def tabulate_numbers_moved(changes: PackChanges, *, lineage: Lineage) -> Block:
    """Return the earlier pack's numbers that are others when they are computed today.

    Parameters
    ----------
    changes : PackChanges
        The pack against one earlier pack.
    lineage : Lineage
        What the pack rests on.
    """
    name = "flyttede-tal"
    if not changes.is_recomputed:
        text = (
            f"Tallene for {changes.earlier_period} kan ikke regnes igen på dagens data, så det "
            "kan ikke siges, om noget er flyttet."
        )
        return _nothing(name, text, lineage)
    if not changes.moved:
        text = (
            f"Ingen tal er flyttet: praksissammenligningen for {changes.earlier_period} giver det "
            "samme, når den regnes igen i dag."
        )
        return _nothing(name, text, lineage)
    rows: list[Row] = []
    for finding_id in dict.fromkeys(each.finding_id for each in changes.moved):
        of_finding = [each for each in changes.moved if each.finding_id == finding_id]
        rows.append(Row((of_finding[0].title,), is_group=True))
        rows += [_moved_row(each) for each in of_finding]
    content = Table(
        caption=f"Tal for {changes.earlier_period}, der er flyttet, uden at noget er sket",
        columns=(
            Column("label", "Tal", "left"),
            Column("number_then", "I det tidligere oplæg"),
            Column("number_recomputed", "Regnet igen i dag"),
            Column("reason", "Hvad der kan have flyttet det", "left"),
        ),
        rows=tuple(rows),
        records=tuple(_moved_record(each) for each in changes.moved),
        note="Metode: programmet eller dets parametre er ændret. Data: en fil bag tallet har et "
        "andet indhold. Valg: sammenligningskommuner eller niveau er et andet. Står der flere, "
        "kan det ikke ses, hvilket af dem det er. Flyttede tal er ikke en udvikling.",
    )
    return Block(name, content, lineage)


def tabulate_input_changes(changes: PackChanges, *, lineage: Lineage) -> Block:
    """Return the files that are new, gone, have other bytes or another origin.

    Parameters
    ----------
    changes : PackChanges
        The pack against one earlier pack.
    lineage : Lineage
        What the pack rests on.
    """
    name = "aendrede-inddata"
    if not changes.inputs:
        text = "Filerne, som oplægget bygger på, er de samme som sidst, byte for byte."
        return _nothing(name, text, lineage)
    content = Table(
        caption="Filer, der er ændret siden det tidligere oplæg",
        columns=(
            Column("file", "Fil", "left"),
            Column("event", "Hvad er ændret", "left"),
            Column("then", "Sidst", "left"),
            Column("now", "Nu", "left"),
        ),
        rows=tuple(_line_row(each) for each in changes.inputs),
        records=tuple(
            {"file": each.id, "event": each.event.value, "then": each.then, "now": each.now}
            for each in changes.inputs
        ),
        note="Nyt indhold: filens fingeraftryk (SHA-256) er et andet.",
    )
    return Block(name, content, lineage)


def _columns(changed: Sequence[FigureChange]) -> tuple[Column, ...]:
    """Return the columns; the recomputed numbers only where one of them is another."""
    has_moved = any(
        each.recomputed is not None and _write(each.recomputed) != _write(each.then)
        for each in changed
    )
    columns = (
        Column("label", "Tal", "left"),
        Column("number_then", "Sidst"),
        Column("number_recomputed", "Sidst, regnet som i dag"),
        Column("number_now", "Nu"),
        Column("difference", "Ændring"),
        Column("reach", "Ud over usikkerheden", "left"),
    )
    return tuple(each for each in columns if has_moved or each.key != "number_recomputed")


def _figure_row(change: FigureChange, columns: Sequence[Column]) -> Row:
    cells = {
        "label": change.number.label,
        "number_then": _write(change.then),
        "number_recomputed": _write(change.recomputed),
        "number_now": _write(change.now),
        "difference": _write_change(change),
        "reach": change.reach.label,
    }
    return Row(tuple(cells[column.key] for column in columns))


def _write(value: Number | None) -> str:
    """Write a number with its limits; a dash where there is none."""
    if value is None:
        return MISSING
    limits = value.limits_text
    return f"{value.text} ({limits})" if limits else value.text


def _write_change(change: FigureChange) -> str:
    """Write a change in the unit of its number, signed; percentage points for shares."""
    now, before = change.now, change.before
    if now is None or before is None or not math.isfinite(change.change):
        return MISSING
    if now.unit == "share":
        points = Number(
            "", "", 100 * change.change, "points", decimals=now.decimals, is_signed=True
        )
        return f"{points.text} procentpoint"
    sign = Number("", "", change.change, now.unit, decimals=now.decimals, is_signed=True)
    if now.unit == "estimated_persons" and change.change > 0:
        return f"+{sign.text}"
    return sign.text


def _figure_record(change: FigureChange) -> dict[str, Any]:
    what = change.number
    return {
        "finding_id": change.finding_id,
        "number": what.key,
        "label": what.label,
        "unit": what.unit,
        **_values("then", change.then),
        **_values("recomputed", change.recomputed),
        **_values("now", change.now),
        "difference": None if math.isnan(change.change) else plain_number(change.change),
        "reach": change.reach.value,
    }


def _values(name: str, given: Number | None) -> dict[str, Any]:
    values = (None,) * 3 if given is None else (given.value, given.lower, given.upper)
    return {
        f"{part}_{name}": None if value is None else plain_number(value)
        for part, value in zip(("number", "lower", "upper"), values, strict=True)
    }


def _moved_row(moved: NumberMoved) -> Row:
    return Row(
        (moved.then.label, _write(moved.then), _write(moved.recomputed), moved.reason),
    )


def _moved_record(moved: NumberMoved) -> dict[str, Any]:
    return {
        "finding_id": moved.finding_id,
        "period": moved.period,
        "number": moved.then.key,
        "label": moved.then.label,
        "unit": moved.then.unit,
        **_values("then", moved.then),
        **_values("recomputed", moved.recomputed),
        "reason": " ".join(cause.value for cause in moved.causes) or "unknown",
    }


def _line_row(change: LineChange) -> Row:
    then, now = change.then or MISSING, change.now or MISSING
    return Row((breakable(change.title), change.event.label, then, now))


def _say_the_rule(changes: PackChanges) -> str:
    """Say what counts as a change over time, and as one beyond the uncertainty."""
    n_same = len(changes.figures) - len(changes.changed_figures)
    parts = [
        "Ja: de to intervaller har intet tal fælles. Nej: de overlapper, så ændringen kan være "
        "tilfældig; det er ikke det samme som, at intet er ændret. Tællinger og bestande har "
        "intet interval."
    ]
    if any(each.reach is Reach.RANGE_ONLY for each in changes.changed_figures):
        parts.append(
            "Ved forventede tal er tallene i parentes den almindelige variation mellem kommuner "
            "og ingen usikkerhed."
        )
    if changes.is_recomputed:
        parts.append(
            "Ændringen regnes fra sidste gangs tal, som det bliver med dagens data og metode, "
            "hvor det kendes."
        )
    parts.append(
        f"Ændringen er regnet før afrunding. {number(n_same)} tal er uændrede. Forskellene mellem "
        "faktisk og forventet står i filen."
    )
    return " ".join(parts)


def _nothing(name: str, text: str, lineage: Lineage) -> Block:
    return Block(name, Text((Paragraph(text),), role="body"), lineage)
