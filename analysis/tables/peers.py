"""Who are the peers, how alike are they, and why is each of them there?"""

from __future__ import annotations

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.peers import Condition, conditions_of
from analysis.labels import MISSING, number

_TYPICAL = "distance_relative_to_typical"


def tabulate_peers(comparison: PracticeComparison) -> Block:
    """Return the focus and its peers with their conditions and distances.

    Parameters
    ----------
    comparison : PracticeComparison
        Focus, peers and conditions.
    """
    conditions = conditions_of(comparison.conditions)
    codes = [comparison.focus, *comparison.peers.codes]
    content = Table(
        caption=f"{comparison.focus_name} og de sammenlignelige: {comparison.peers.label}",
        columns=(
            Column("municipality_name", "Kommune", "left"),
            *(Column(f"{c.name}_{c.year}", c.label) for c in conditions),
            Column("distance_in_standard_deviations", "Afstand"),
            Column(_TYPICAL, "Afstand / typisk"),
            Column("reason", "Hvorfor", "left"),
        ),
        rows=tuple(_row(comparison, code, conditions) for code in codes),
        records=tuple(_record(comparison, code, conditions) for code in codes),
        note=_note(comparison, conditions),
    )
    return Block(
        "sammenlignelige-kommuner", content, comparison.peers.lineage | comparison.name_lineage
    )


def _row(comparison: PracticeComparison, code: str, conditions: tuple[Condition, ...]) -> Row:
    """Return the row of one municipality."""
    is_focus = code == comparison.focus
    peers = comparison.peers
    values = (_value(comparison, code, c) for c in conditions)
    return Row(
        (
            comparison.name(code),
            *(number(v, decimals=c.decimals) for v, c in zip(values, conditions, strict=True)),
            "0" if is_focus else number(peers.distances.get(code, float("nan")), decimals=1),
            MISSING if is_focus else number(peers.nearness.relative(code), decimals=1),
            "" if is_focus else peers.reasons[code],
        ),
        is_focus=is_focus,
    )


def _record(
    comparison: PracticeComparison, code: str, conditions: tuple[Condition, ...]
) -> dict[str, object]:
    """Return the numbers of one municipality for the CSV file."""
    peers, is_focus = comparison.peers, code == comparison.focus
    distance = 0.0 if is_focus else peers.distances.get(code, float("nan"))
    return {
        "municipality_code": code,
        "municipality_name": comparison.name(code),
        "role": "fokus" if is_focus else "sammenlignelig",
        **{f"{c.name}_{c.year}": plain_number(_value(comparison, code, c)) for c in conditions},
        "distance_in_standard_deviations": plain_number(distance),
        _TYPICAL: plain_number(distance / peers.nearness.typical),
        "typical_distance": plain_number(peers.nearness.typical),
        "far_distance_to_the_nearest": plain_number(peers.nearness.far),
        "is_beyond_typical": code in peers.nearness.beyond_typical(peers.codes),
        "rule": peers.rule,
        "reason": peers.reasons.get(code, ""),
        "choice_sha256": peers.record.sha256,
    }


def _value(comparison: PracticeComparison, code: str, condition: Condition) -> float:
    """Return one condition of a municipality; NaN where it is not known."""
    table = comparison.conditions
    return float(table[condition.name][code]) if code in table.index else float("nan")


def _note(comparison: PracticeComparison, conditions: tuple[Condition, ...]) -> str:
    """Say what a distance is, and what it is held against."""
    nearness = comparison.peers.nearness
    if not nearness.by_code:
        return (
            f"{comparison.peers.reason} Afstanden kan ikke beregnes, for et af rammevilkårene "
            f"mangler for {comparison.focus_name}."
        )
    record = comparison.peers.record
    when = "" if record.uses_outcomes_of_others else ", før nogen af resultaterne blev læst"
    return (
        f"{comparison.peers.reason} Afstand er den samlede afstand på de "
        f"{number(len(conditions))} rammevilkår i standardafvigelser; jo mindre, des mere ens. "
        f"To tilfældige kommuner ligger typisk {number(nearness.typical, decimals=1)} fra "
        "hinanden (medianen over alle par): over 1 i »Afstand / typisk« er en kommune ikke mere "
        f"ens end en tilfældig. Værktøjet traf valget{when} (kontrolsum {record.sha256[:8]})."
    )
