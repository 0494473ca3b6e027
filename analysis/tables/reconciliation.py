"""The figures that people quote, side by side with what each of them counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.quoted.figures import (
    Figure,
    Kind,
    Standing,
    age_words,
    name_of,
)
from analysis.comparison.reconciliation import Beside, Quoted, Reconciliation
from analysis.concepts import join_lineages
from analysis.labels import HARD_SPACE, MISSING, date, listing, number

_MOST_LABELS = 3


def tabulate_reconciliation(reconciliation: Reconciliation) -> tuple[Block, ...]:
    """Return the figures side by side: those of the same data, and those published.

    Parameters
    ----------
    reconciliation : Reconciliation
        The figures, and why they differ.

    Returns
    -------
    tuple of Block
        At most two tables, with at most 12 rows together; the records hold every figure.
        None where nobody has anything to set beside ours.
    """
    shown = reconciliation.on_page
    blocks = []
    for block_id, caption, is_published in (
        ("andre-tal-kilder", "Andre tabeller og tidligere rapporter", False),
        ("andre-tal-offentliggjort", "Offentliggjorte tal", True),
    ):
        chosen = [each for each in shown if each.is_published is is_published]
        every = [each for each in reconciliation.quoted if each.is_published is is_published]
        if chosen:
            blocks.append(_table(block_id, caption, chosen, every, reconciliation))
    return tuple(blocks)


def _table(
    block_id: str,
    caption: str,
    chosen: Sequence[Quoted],
    every: Sequence[Quoted],
    reconciliation: Reconciliation,
) -> Block:
    rows = []
    for each in chosen:
        rows.append(Row((each.title,), is_group=True))
        rows.append(_reference_row(each))
        rows += [_other_row(each, beside) for beside in each.shown]
    n_more = sum(len(each.figures) for each in every) - len(rows) + len(chosen)
    more = f" {number(n_more)} flere tal står i datafilen." if n_more else ""
    content = Table(
        caption=f"{caption} om {reconciliation.focus_name}",
        columns=(
            Column("source", "Hvem", "left"),
            Column("value", "Tal"),
            Column("counts", "Hvad tælles", "left"),
            Column("stated_on", "Opgjort", "left"),
            Column("difference", "Forskel"),
            Column("reasons", "Hvorfor", "left"),
        ),
        rows=tuple(rows),
        records=tuple(record for each in every for record in _records(each)),
        note="Forskel: tallet minus det øverste i gruppen. Grundene er valgt efter det, kilderne "
        f"selv oplyser. Opgjort: hentet eller offentliggjort.{more}",
    )
    lineage = join_lineages(figure.lineage for each in every for figure in each.figures)
    return Block(block_id, content, lineage | reconciliation.name_lineage)


def _reference_row(quoted: Quoted) -> Row:
    figure = quoted.reference
    is_own = figure.kind is Kind.OWN
    return Row(
        (
            _who(figure),
            value_text(figure),
            _counts(figure),
            stated_text(figure),
            "" if quoted.shown else MISSING,
            "" if quoted.shown else _why_alone(quoted),
        ),
        is_focus=is_own,
    )


def _why_alone(quoted: Quoted) -> str:
    if quoted.reference.kind is Kind.OWN:
        return ""
    return Standing.ALONE.label


def _other_row(quoted: Quoted, beside: Beside) -> Row:
    figure = beside.figure
    span = "" if figure.span == quoted.reference.span else f"{figure.span.label}; "
    return Row(
        (
            _who(figure),
            value_text(figure),
            span + _counts(figure),
            stated_text(figure),
            difference_text(beside),
            _reasons(beside),
        )
    )


def value_text(figure: Figure) -> str:
    """Return a figure with as many decimals as it was printed with."""
    unit = figure.definition.unit
    text = number(figure.value, decimals=_decimals(figure))
    return f"{text} %" if unit == "percent" and math.isfinite(figure.value) else text


def stated_text(figure: Figure) -> str:
    """Return when a figure was fetched or printed."""
    words = figure.stated_words
    if not words:
        words = date(figure.stated_on) if figure.stated_on else "ikke oplyst"
    # The day stays with its month in a narrow column.
    return words.replace(". ", f".{HARD_SPACE}", 1)


def difference_text(beside: Beside) -> str:
    """Return the difference with its sign, or a dash where there is none to work out."""
    if math.isnan(beside.difference):
        return MISSING
    return number(beside.difference, decimals=_decimals(beside.figure), signed=True)


def _who(figure: Figure) -> str:
    names = {
        Kind.OWN: f"Rapporten ({figure.source})",
        Kind.TABLE: figure.source,
        Kind.PUBLISHED: figure.source,
        Kind.EARLIER: f"Rapporten af {figure.stated_words} ({figure.source})",
    }
    return names[figure.kind]


def _counts(figure: Figure) -> str:
    """Return what the figure counts, in few words."""
    told = figure.definition
    parts = [name_of(told.unit) if told.unit not in ("percent", "per_10000") else ""]
    if told.counts == "first_awards":
        parts.append("første gang")
    if told.unit == "per_10000":
        parts.append("pr. 10.000")
    if told.base:
        parts.append(f"af {age_words(told.base)}")
    elif told.ages:
        parts.append(age_words(told.ages))
    if told.span not in ("", "sum"):
        parts.append(name_of(told.span))
    if figure.kind is Kind.PUBLISHED and told.register and told.register != figure.source:
        parts.append(f"tal fra {told.register}")
    return ", ".join(part for part in parts if part) or "ikke oplyst"


def _reasons(beside: Beside) -> str:
    """Return how the difference stands, and the reasons that count."""
    labels = [reason.label for reason in beside.counting][:_MOST_LABELS]
    said = beside.standing.label
    return f"{said}: {listing(labels)}" if labels else said


def _decimals(figure: Figure) -> int:
    step = figure.definition.rounded_to
    if figure.definition.unit in ("percent", "per_10000"):
        return 2 if step in (0.0, 0.01) else 1
    return 0


def _records(quoted: Quoted) -> list[dict[str, Any]]:
    """Return every figure of one question, the reference first."""
    first = _record(quoted, quoted.reference)
    first |= {
        "difference_from_reference": None,
        "difference_standing": "reference",
        "reasons": "",
        "reasons_da": "",
    }
    if not quoted.others:
        first["difference_standing"] = Standing.ALONE.value
    found = [first]
    for beside in quoted.others:
        found.append(
            {
                **_record(quoted, beside.figure),
                "difference_from_reference": plain_number(beside.difference),
                "difference_standing": beside.standing.value,
                "reasons": "; ".join(reason.kind.value for reason in beside.reasons),
                "reasons_da": " ".join(reason.words for reason in beside.reasons),
            }
        )
    return found


def _record(quoted: Quoted, figure: Figure) -> dict[str, Any]:
    told = figure.definition
    return {
        "quoted": quoted.id,
        "quoted_da": quoted.title,
        "kind": figure.kind.value,
        "source": figure.source,
        "address": figure.address,
        "stated_on": stated_text(figure).replace(HARD_SPACE, " "),
        "benefit": figure.benefit.value,
        "value": plain_number(figure.value),
        "unit": told.unit,
        "stage": told.stage.value,
        "counts": told.counts,
        "month_first": str(figure.span.first),
        "month_last": str(figure.span.last),
        "over_time": told.span,
        "ages": "" if told.ages is None else f"{told.ages[0]}-{told.ages[1]}",
        "population_ages": "" if told.base is None else f"{told.base[0]}-{told.base[1]}",
        "residence_rule": told.place,
        "register": told.register,
        "rounded_to": plain_number(told.rounded_to),
        "not_stated": ", ".join(told.unstated),
    }
