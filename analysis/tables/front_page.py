"""The table of page one: flow and stock, observed and expected, how far and how sure."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.headlines import HEADLINES
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Stage
from analysis.findings.verdict import full_words
from analysis.labels import number, share
from analysis.tables.measure_rows import (
    difference_text,
    gap_record,
    group_label,
    limits_text,
    missing_row,
    row_name,
    window_label,
)
from analysis.tables.ratio_mark import draw_ratio_mark, draw_ratio_scale


def tabulate_front_page(comparison: PracticeComparison) -> Block:
    """Return the table of page one.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.
    """
    level = share(comparison.level)
    columns = (
        Column("name", "", "left"),
        Column("n_observed", "Faktisk"),
        Column("n_expected", "Forventet"),
        Column("difference", "Forskel"),
        Column("limits", level),
        Column("ratio", "Faktisk / forventet", "center"),
        Column("verdict", "Vurdering", "left"),
    )
    rows: list[Row] = []
    records: list[dict[str, Any]] = []
    for stage in Stage:
        measures = [m for m in comparison.measures if m.headline.stage is stage]
        missing = [h for h in comparison.missing if h.stage is stage]
        with_time = len({window_label(m) for m in measures}) > 1
        rows.append(Row((group_label(stage, measures),), is_group=True))
        by_headline = {measure.headline: measure for measure in measures}
        for headline in HEADLINES:
            if headline in by_headline:
                rows.append(_row(by_headline[headline], with_time=with_time))
            elif headline in missing:
                rows.append(Row(missing_row(headline, len(columns))))
        records += [gap_record(m, m.against_peers, reference="peers") for m in measures]
    rows.append(Row(("Skala", "", "", "", "", draw_ratio_scale(), "")))
    lineage = reduce(or_, (m.lineage for m in comparison.measures), comparison.name_lineage)
    content = Table(
        caption=f"Faktisk i {comparison.focus_name}, og forventet ved de sammenlignelige "
        "kommuners rater",
        columns=columns,
        rows=tuple(rows),
        records=tuple(records),
        note=f"◆ {comparison.focus_name}, ved tilkendelser med usikkerhed · ○ sammenlignelige "
        "kommuner · gråt felt: almindelig variation · streg ved 1: faktisk lig med forventet.",
    )
    return Block("forside", content, lineage | comparison.peers.lineage)


def _row(measure: MeasureComparison, *, with_time: bool) -> Row:
    """Return the row of one headline."""
    gap = measure.against_peers
    mark = draw_ratio_mark(gap, peers=measure.peers_at_peer_rates.values())
    return Row(
        (
            row_name(measure, with_time=with_time),
            number(gap.n_observed),
            number(gap.n_expected),
            difference_text(gap),
            limits_text(gap),
            mark,
            full_words(gap, measure.headline.stage),
        )
    )
