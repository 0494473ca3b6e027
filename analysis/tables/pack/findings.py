"""Every finding of the quarter by its id, so that any number in a paper can be looked up."""

from __future__ import annotations

from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.findings.register import Finding
from analysis.packs.assemble import Pack

_COLUMNS = (
    Column("title", "Fund", "left"),
    Column("numbers", "Tal", "left"),
    Column("state_words", "Vurdering", "left"),
    Column("certainty", "Hvor sikkert", "left"),
    Column("period", "Tid", "left"),
)


def tabulate_findings(pack: Pack) -> Block:
    """Return the register of findings, kind by kind.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    rows: list[Row] = []
    kinds = dict.fromkeys(each.kind for each in pack.register.findings)
    for kind in kinds:
        rows.append(Row((kind.label.capitalize(),), is_group=True))
        rows += [_row(each) for each in pack.register.of(kind)]
    records = tuple(record for each in pack.register.findings for record in _records(each))
    return Block(
        "fundregister",
        Table(
            caption="Alle fund med deres tal",
            columns=_COLUMNS,
            rows=tuple(rows),
            records=records,
            note="Filen med tallene har hvert funds id, som anbefalingerne henviser til.",
        ),
        pack.lineage,
    )


def _row(finding: Finding) -> Row:
    numbers = "; ".join(
        f"{each.label} {each.text}" + (f" ({each.limits_text})" if each.limits_text else "")
        for each in finding.numbers
    )
    return Row(
        (
            finding.title,
            numbers or "–",
            finding.state_words,
            finding.certainty.label,
            finding.period,
        )
    )


def _records(finding: Finding) -> list[dict[str, Any]]:
    """Return one record per number; one without a number where there is none."""
    common = {
        "id": finding.id,
        "title": finding.title,
        "state": finding.state,
        "certainty": finding.certainty.value,
        "rule": finding.rule,
        "period": finding.period,
    }
    if not finding.numbers:
        return [common]
    return [
        {
            **common,
            "number": each.key,
            "label": each.label,
            "value": plain_number(each.value),
            "lower": None if each.lower is None else plain_number(each.lower),
            "upper": None if each.upper is None else plain_number(each.upper),
            "unit": each.unit,
            "text": each.text,
        }
        for each in finding.numbers
    ]
