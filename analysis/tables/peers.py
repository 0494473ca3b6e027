"""Who are the peers, how alike are they, and why is each of them there?"""

from __future__ import annotations

import numpy as np

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.peers import CONDITIONS
from analysis.labels import number


def tabulate_peers(comparison: PracticeComparison) -> Block:
    """Return the focus and its peers with their conditions and distances.

    Parameters
    ----------
    comparison : PracticeComparison
        Focus, peers and conditions.
    """
    codes = [comparison.focus, *comparison.peers.codes]
    rows, records = [], []
    for code in codes:
        values = {c.name: float(comparison.conditions[c.name][code]) for c in CONDITIONS}
        distance = comparison.peers.distances.get(code, float("nan"))
        is_focus = code == comparison.focus
        rows.append(
            Row(
                (
                    comparison.name(code),
                    *(number(values[c.name], decimals=c.decimals) for c in CONDITIONS),
                    "0" if is_focus else number(distance, decimals=1),
                    "" if is_focus else comparison.peers.reasons[code],
                ),
                is_focus=is_focus,
            )
        )
        records.append(
            {
                "municipality_code": code,
                "municipality_name": comparison.name(code),
                "role": "fokus" if is_focus else "sammenlignelig",
                **{f"{c.name}_{c.year}": plain_number(values[c.name]) for c in CONDITIONS},
                "distance_in_standard_deviations": 0.0 if is_focus else plain_number(distance),
                "rule": comparison.peers.rule,
                "reason": comparison.peers.reasons.get(code, ""),
            }
        )
    content = Table(
        caption=f"{comparison.focus_name} og de sammenlignelige: {comparison.peers.label}",
        columns=(
            Column("municipality_name", "Kommune", "left"),
            *(Column(f"{c.name}_{c.year}", c.label) for c in CONDITIONS),
            Column("distance_in_standard_deviations", "Afstand"),
            Column("reason", "Hvorfor", "left"),
        ),
        rows=tuple(rows),
        records=tuple(records),
        note=f"{comparison.peers.reason} Afstand er den samlede afstand på de fire rammevilkår i "
        "standardafvigelser; jo mindre, des mere ens. Halvdelen af landets kommuner ligger længere "
        f"væk end {number(_median(comparison), decimals=1)}.",
    )
    return Block(
        "sammenlignelige-kommuner", content, comparison.peers.lineage | comparison.name_lineage
    )


def _median(comparison: PracticeComparison) -> float:
    """Return the median distance from the focus to the other municipalities."""
    distances = list(comparison.peers.distances.values())
    return float(np.median(distances)) if distances else float("nan")
