"""The focus against the rest of the country, in the same form as page one."""

from __future__ import annotations

from functools import reduce
from operator import or_

from analysis.blocks.model import Block, Column, Row, Table
from analysis.comparison.assemble import PracticeComparison
from analysis.findings.verdict import full_words
from analysis.labels import number, share
from analysis.tables.measure_rows import (
    carried_note,
    difference_text,
    gap_record,
    limits_text,
    row_name,
)


def tabulate_country(comparison: PracticeComparison) -> Block:
    """Return observed and expected at the rest of the country's rates.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against the country.
    """
    level = share(comparison.level)
    rows = []
    for measure in comparison.measures:
        gap = measure.against_country
        rows.append(
            Row(
                (
                    f"{row_name(measure, with_time=False)}, {measure.headline.stage.label}",
                    number(gap.n_observed),
                    number(gap.n_expected),
                    difference_text(gap),
                    limits_text(gap),
                    number(gap.plain_ratio, decimals=2),
                    full_words(gap, measure.headline.stage),
                )
            )
        )
    content = Table(
        caption=f"Faktisk i {comparison.focus_name}, og forventet ved resten af landets rater",
        columns=(
            Column("name", "", "left"),
            Column("n_observed", "Faktisk"),
            Column("n_expected", "Forventet"),
            Column("difference", "Forskel"),
            Column("limits", level),
            Column("ratio", "Forhold"),
            Column("verdict", "Vurdering", "left"),
        ),
        rows=tuple(rows),
        records=tuple(
            gap_record(m, m.against_country, reference="rest_of_country")
            for m in comparison.measures
        ),
        note=f"{level}: for tilkendelser usikkerheden på forskellen, for bestand det antal, en "
        f"kommune med almindelig praksis ville have.{carried_note(comparison.measures)}",
    )
    lineage = reduce(or_, (m.lineage for m in comparison.measures), comparison.name_lineage)
    return Block("resten-af-landet", content, lineage)
