"""The focus against the rest of the country, in the same form as page one."""

from __future__ import annotations

from functools import reduce
from operator import or_

from analysis.blocks.model import Block, Column, Row, Table
from analysis.comparison.assemble import PracticeComparison
from analysis.findings.verdict import judge, verdict_words
from analysis.labels import interval, number, share
from analysis.tables.measure_rows import difference_text, gap_record, row_name


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
        ratio = number(gap.plain_ratio, decimals=2)
        if gap.ratio is not None:
            ratio += f" ({interval(gap.ratio.lower, gap.ratio.upper, decimals=2)})"
        rows.append(
            Row(
                (
                    f"{row_name(measure, with_time=False)}, {measure.headline.stage.label}",
                    number(gap.n_observed),
                    number(gap.n_expected),
                    difference_text(gap),
                    ratio,
                    verdict_words(judge(gap), measure.headline.stage),
                )
            )
        )
    content = Table(
        caption=f"{comparison.focus_name} og det, resten af landets rater ville give",
        columns=(
            Column("name", "", "left"),
            Column("n_observed", "Faktisk"),
            Column("n_expected", "Forventet"),
            Column("difference", f"Forskel ({level})"),
            Column("ratio", f"Forhold ({level})"),
            Column("verdict", "Vurdering", "left"),
        ),
        rows=tuple(rows),
        records=tuple(
            gap_record(m, m.against_country, reference="rest_of_country")
            for m in comparison.measures
        ),
        note="I parentes usikkerheden for tilkendelser og almindelig variation for bestand.",
    )
    lineage = reduce(or_, (m.lineage for m in comparison.measures), comparison.name_lineage)
    return Block("resten-af-landet", content, lineage)
