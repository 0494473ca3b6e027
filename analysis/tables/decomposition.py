"""The gap to the peers, split by who lives here, and by how large the target group is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.denominators import Stratum
from analysis.comparison.explained.decomposition import (
    FactorSplit,
    GapDecomposition,
    MeasureSplit,
    Part,
)
from analysis.concepts import Lineage, Stage
from analysis.labels import interval, number, sentence_case, share

# An oldest age group that reaches this far is open.
_OPEN = 99


def tabulate_decomposition(
    comparison: PracticeComparison, decomposition: GapDecomposition
) -> tuple[Block, ...]:
    """Return the split by age and sex, and that by target group.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus and its peers.
    decomposition : GapDecomposition
        From `split_gaps`.

    Returns
    -------
    tuple of Block
        A table for each split that could be made; none where neither could.
    """
    blocks = []
    if decomposition.splits:
        blocks.append(_tabulate_parts(comparison, decomposition))
    blocks += [
        _tabulate_factors(comparison, factors, level=decomposition.level)
        for factors in decomposition.factors
    ]
    return tuple(blocks)


def _tabulate_parts(comparison: PracticeComparison, decomposition: GapDecomposition) -> Block:
    """Return one row per headline."""
    level = share(decomposition.level)
    splits = decomposition.splits
    rows = []
    for stage in (Stage.FLOW, Stage.STOCK):
        own = [split for split in splits if split.measure.headline.stage is stage]
        if own:
            rows.append(Row((_group_heading(stage, level),), is_group=True))
            rows += [_part_row(split) for split in own]
    content = Table(
        caption="Forskellen til de sammenlignelige kommuner, delt efter alder og køn",
        columns=(
            Column("name", "", "left"),
            Column("rate", f"Pr. 1.000 i {comparison.focus_name}"),
            Column("peer_rate", "Pr. 1.000 hos de andre"),
            Column("gap", "Forskel i antal"),
            Column("structure", "Alder og køn"),
            Column("practice", "Praksis og alt andet"),
            Column("limits", f"{level} for praksis"),
        ),
        rows=tuple(rows),
        records=tuple(_part_record(split, level=decomposition.level) for split in splits),
        note=f"Pr. 1.000: indbyggere i kildens aldre ({_ages_of(splits)}). Forskel i antal: "
        "forskellen pr. indbygger gange kommunens indbyggere i de aldre. De to dele giver "
        "tilsammen forskellen (afrundet hver for sig). Praksis og alt andet er ikke helt "
        "forskellen på side 1: dér vægtes raterne med kommunens egen befolkning, her med "
        "gennemsnittet af kommunens og de andres, så begge dele behandles ens.",
    )
    return Block("forskel-delt", content, _lineage(comparison, [s.measure.lineage for s in splits]))


def _ages_of(splits: Sequence[MeasureSplit]) -> str:
    """Write the ages of awards and of stocks, which may come from different sources."""
    words = dict.fromkeys(
        f"{split.measure.headline.stage.label} {_span(split.strata)}" for split in splits
    )
    return ", ".join(words)


def _span(strata: Sequence[Stratum]) -> str:
    """Write the youngest and the oldest age of the groups."""
    first, last = min(s.age_from for s in strata), max(s.age_to for s in strata)
    return f"{first} år og over" if last >= _OPEN else f"{first}–{last} år"


def _tabulate_factors(
    comparison: PracticeComparison, factors: FactorSplit, *, level: float
) -> Block:
    """Return the gap in awards as target group and awards in it."""
    few = abs(factors.gap.value) < 20
    rows = (
        Row(
            (
                "I målgruppen pr. 1.000 indbyggere",
                number(1_000 * factors.target_share, decimals=1),
                number(1_000 * factors.peer_target_share, decimals=1),
                _amount(factors.target, few=few),
                _limits(factors.target, few=few),
            )
        ),
        Row(
            (
                "Tilkendelser om året pr. 1.000 af dem",
                number(1_000 * factors.award_rate, decimals=1),
                number(1_000 * factors.peer_award_rate, decimals=1),
                _amount(factors.awards, few=few),
                _limits(factors.awards, few=few),
            )
        ),
        Row(
            (
                "Tilkendelser om året pr. 1.000 indbyggere",
                number(1_000 * factors.target_share * factors.award_rate, decimals=2),
                number(1_000 * factors.peer_target_share * factors.peer_award_rate, decimals=2),
                _amount(factors.gap, few=few),
                _limits(factors.gap, few=few),
            ),
            is_focus=True,
        ),
    )
    benefit = factors.measure.headline.benefit.label
    content = Table(
        caption=f"{sentence_case(benefit)}: er målgruppen mindre, eller tilkendes der færre i den?",
        columns=(
            Column("name", "", "left"),
            Column("own", comparison.focus_name),
            Column("peers", "Sammenlignelige"),
            Column("part", "Del af forskellen"),
            Column("limits", share(level)),
        ),
        rows=rows,
        records=(_factor_record(factors, level=level),),
        note="Målgruppen: modtagere af kontanthjælp eller sygedagpenge, regnet som kendt. Rå tal "
        f"uden hensyn til alder og køn; indbyggere på {_span(factors.measure.cells.strata)}. "
        "Grænserne rummer tilfældigheder i tilkendelserne. Målgruppen kan selv delvis være et "
        "resultat af praksis: et lille tal pr. modtager kan både være årsag til og følge af en "
        "stor målgruppe.",
    )
    name = f"forskel-maalgruppe-{factors.measure.headline.id}"
    return Block(name, content, _lineage(comparison, [factors.lineage]))


def _group_heading(stage: Stage, level: str) -> str:
    """Head the rows of a stage, and say what limits it has."""
    if stage is Stage.FLOW:
        return f"Tilkendelser på et år · {level}: usikkerheden på praksis og alt andet"
    return "Bestand · uden usikkerhed: det er de samme personer kvartal efter kvartal"


def _part_row(split: MeasureSplit) -> Row:
    """Write one headline's split."""
    few = abs(split.gap.value) < 20
    return Row(
        (
            sentence_case(split.measure.headline.benefit.label),
            number(1_000 * split.rate, decimals=2),
            number(1_000 * split.peer_rate, decimals=2),
            _amount(split.gap, few=few),
            _amount(split.structure, few=few),
            _amount(split.practice, few=few),
            _limits(split.practice, few=few),
        )
    )


def _amount(part: Part, *, few: bool) -> str:
    """Write a part, with a decimal where the gap is of a few."""
    return number(part.value, decimals=int(few), signed=True)


def _limits(part: Part, *, few: bool) -> str:
    """Write a part's limits; a stock has none."""
    if math.isnan(part.lower):
        return "ikke for bestand"
    return interval(part.lower, part.upper, decimals=int(few), signed=True)


def _lineage(comparison: PracticeComparison, parts: list[Lineage]) -> Lineage:
    """Return what a table rests on."""
    return reduce(or_, parts, comparison.name_lineage | comparison.peers.lineage)


def _part_record(split: MeasureSplit, *, level: float) -> dict[str, Any]:
    """Return the numbers of one headline's split."""
    record: dict[str, Any] = {
        "measure": split.measure.headline.id,
        "stage": split.measure.headline.stage.value,
        "unit": split.measure.cells.source.unit.value,
        "crude_rate_per_1000": plain_number(1_000 * split.rate),
        "crude_rate_of_peers_per_1000": plain_number(1_000 * split.peer_rate),
        "level": level,
    }
    for name in ("gap", "structure", "practice"):
        record |= _limits_record(name, getattr(split, name))
    return record


def _factor_record(factors: FactorSplit, *, level: float) -> dict[str, Any]:
    """Return the numbers of a split by target group."""
    record: dict[str, Any] = {
        "measure": factors.measure.headline.id,
        "period_first": str(factors.measure.window.first),
        "period_last": str(factors.measure.window.last),
        "target_group_from": str(factors.first),
        "target_share": plain_number(factors.target_share),
        "target_share_of_peers": plain_number(factors.peer_target_share),
        "awards_per_target_person": plain_number(factors.award_rate),
        "awards_per_target_person_of_peers": plain_number(factors.peer_award_rate),
        "level": level,
    }
    for name in ("gap", "target", "awards"):
        record |= _limits_record(name, getattr(factors, name))
    return record


def _limits_record(name: str, part: Part) -> dict[str, Any]:
    """Return a part with its limits."""
    return {
        name: plain_number(part.value),
        f"{name}_lower": plain_number(part.lower),
        f"{name}_upper": plain_number(part.upper),
    }
