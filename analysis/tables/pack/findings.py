"""Every finding of the quarter by its id, so that any number in a paper can be looked up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.findings.register import Certainty, Finding, Kind
from analysis.labels import MISSING, listing, number
from analysis.packs.assemble import Pack

_MOST_NUMBERS = 3
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
        rows += _rows(pack.register.of(kind))
    records = tuple(record for each in pack.register.findings for record in _records(each))
    return Block(
        "fundregister",
        Table(
            caption="Alle fund med deres tal",
            columns=_COLUMNS,
            rows=tuple(rows),
            records=records,
            note=f"Højst {number(_MOST_NUMBERS)} tal pr. fund er vist. Datafilen har dem alle og "
            "hvert funds id, som anbefalingerne henviser til.",
        ),
        pack.lineage,
    )


def _rows(findings: Sequence[Finding]) -> Iterator[Row]:
    """Give a row per finding; those of the study that say nothing, for one reason, share one."""
    silent: dict[tuple[str, str], list[Finding]] = {}
    for each in findings:
        if each.kind is Kind.STUDY and each.certainty is Certainty.NONE:
            silent.setdefault((each.state_words, each.period), []).append(each)
        else:
            yield _row(each, each.title, _write_numbers(each))
    for alike in silent.values():
        titles = listing([f"»{each.title}«" for each in alike])
        yield _row(alike[0], f"{number(len(alike))} temaer", titles)


def _row(finding: Finding, title: str, content: str) -> Row:
    return Row(
        (
            title,
            content,
            finding.state_words,
            finding.certainty.label,
            _write_period(finding.period),
        )
    )


def _write_numbers(finding: Finding) -> str:
    return (
        "; ".join(
            f"{each.label} {each.text}" + (f" ({each.limits_text})" if each.limits_text else "")
            for each in [n for n in finding.numbers if not n.is_detail][:_MOST_NUMBERS]
        )
        or MISSING
    )


def _write_period(period: str) -> str:
    """Write a day as Danish dates are written; a period as it is."""
    try:
        day = dt.date.fromisoformat(period)
    except ValueError:
        return period
    return f"{day.day}.{day.month}.{day.year}"


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
