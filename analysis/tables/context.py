"""The newest figures of the context series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import reduce
from operator import or_

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.context import ContextResult
from analysis.concepts import Period
from analysis.labels import date, number, sentence_case


def tabulate_context(
    comparison: PracticeComparison, results: Sequence[ContextResult]
) -> tuple[Block, ...]:
    """Return the first and the newest figure of each series; no table where none has data.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the names.
    results : sequence of ContextResult
        The series with data.
    """
    if not results:
        return ()
    rows, records = [], []
    for result in results:
        source = result.series.headline.sources[0]
        known = result.frame.dropna(subset=["per_1000"])
        for which, row in (("første", known.iloc[0]), ("nyeste", known.iloc[-1])):
            carried = date(dt.date.fromisoformat(row["carried"])) if row["carried"] else ""
            rows.append(
                Row(
                    (
                        f"{sentence_case(result.series.headline.benefit.label)} ({source.table})",
                        Period.parse(row["period"]).label,
                        f"{number(row['n_observed'])} {source.unit.label}",
                        number(row["per_1000"], decimals=1),
                        number(row["peers_per_1000"], decimals=1),
                        carried or "samme tid",
                    )
                )
            )
            records.append(
                {
                    "series": result.series.headline.benefit.value,
                    "source_table": source.table,
                    "unit": source.unit.value,
                    "which": which,
                    "period": row["period"],
                    "n_observed": plain_number(row["n_observed"]),
                    "per_1000_residents": plain_number(row["per_1000"]),
                    "peers_per_1000_residents": plain_number(row["peers_per_1000"]),
                    "denominator_date_if_carried": row["carried"],
                }
            )
    content = Table(
        caption=f"{comparison.focus_name}: første og nyeste tal i hver serie",
        columns=(
            Column("series", "Serie", "left"),
            Column("period", "Periode", "left"),
            Column("n_observed", "Antal"),
            Column("per_1000_residents", "Pr. 1.000"),
            Column("peers_per_1000_residents", "Sammenlignelige"),
            Column("denominator_date_if_carried", "Befolkning fra", "left"),
        ),
        rows=tuple(rows),
        records=tuple(records),
    )
    lineage = reduce(or_, (result.lineage for result in results))
    return (Block("baggrund-tal", content, lineage),)
