"""The gap to the peers in one sentence: so much who lives here, so much practice."""

from __future__ import annotations

import math
from functools import reduce
from operator import or_

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.explained.decomposition import (
    FactorSplit,
    GapDecomposition,
    MeasureSplit,
    Part,
)
from analysis.concepts import Lineage
from analysis.labels import interval, number, share

_FEW = 20


def state_decomposition(
    comparison: PracticeComparison, decomposition: GapDecomposition
) -> tuple[Block, ...]:
    """Return the parts of the gap in words, and what cannot be split.

    Awards are said where there are any, otherwise the first stock, which has no limits.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus and its peers.
    decomposition : GapDecomposition
        From `split_gaps`.
    """
    flows = [split for split in decomposition.splits if split.is_flow]
    chosen = flows or list(decomposition.splits[:1])
    if not chosen and not decomposition.factors:
        return (_say_what_is_missing(comparison),)
    paragraphs = [Paragraph(_split_words(split, decomposition.level)) for split in chosen]
    paragraphs += [
        Paragraph(_factor_words(comparison, factors, decomposition.level))
        for factors in decomposition.factors
    ]
    lineages = [split.measure.lineage for split in chosen]
    lineages += [factors.lineage for factors in decomposition.factors]
    lineage = _lineage(comparison, lineages)
    blocks = [Block("forskel-i-ord", Text(tuple(paragraphs), role="lead"), lineage)]
    if not chosen:
        blocks.append(_say_what_is_missing(comparison))
    return tuple(blocks)


def _split_words(split: MeasureSplit, level: float) -> str:
    """Say the split by age and sex."""
    headline = split.measure.headline
    what = "tilkendelser af" if split.is_flow else "modtagere af"
    parts = (split.gap, split.structure, split.practice)
    gap, structure, practice = (_amount(part, few=abs(split.gap.value) < _FEW) for part in parts)
    with_limits = (
        f" Tallene i parentes er {share(level)} usikkerhed."
        if split.is_flow
        else (" Det er en bestand og har ikke usikkerhed af samme slags.")
    )
    whole = f"{gap} {what} {headline.benefit.label}"
    if math.copysign(1, split.structure.value) == math.copysign(1, split.practice.value):
        said = (
            f"Af forskellen på {whole} i forhold til de sammenlignelige kommuner svarer "
            f"{structure} til forskellen i alder og køn og {practice} til praksis og alt andet."
        )
    else:
        said = (
            f"Forskellen på {whole} i forhold til de sammenlignelige kommuner er summen af to "
            f"dele, der trækker hver sin vej: {structure} for alder og køn og {practice} for "
            "praksis og alt andet."
        )
    return said + with_limits


def _factor_words(comparison: PracticeComparison, factors: FactorSplit, level: float) -> str:
    """Say the split by target group, with what it must not be taken for."""
    few = abs(factors.gap.value) < _FEW
    return (
        f"Regnet på en anden måde: {comparison.focus_name} har "
        f"{number(1_000 * factors.target_share)} på kontanthjælp eller sygedagpenge pr. 1.000 "
        f"indbyggere på {_ages(factors)} mod {number(1_000 * factors.peer_target_share)} hos de "
        f"sammenlignelige kommuner, og {number(1_000 * factors.award_rate)} tilkendelser om året "
        f"pr. 1.000 af dem mod {number(1_000 * factors.peer_award_rate)}. Det første svarer til "
        f"{_amount(factors.target, few=few)} tilkendelser, det andet til "
        f"{_amount(factors.awards, few=few)} ({share(level)}, med målgruppen regnet som kendt). "
        "Målgruppen kan selv delvis være et resultat af praksis: få tilkendelser kan få antallet "
        "på kontanthjælp til at vokse."
    )


def _ages(factors: FactorSplit) -> str:
    """Write the ages of the residents that the target group is set against."""
    strata = factors.measure.cells.strata
    return f"{min(s.age_from for s in strata)}–{max(s.age_to for s in strata)} år"


def _amount(part: Part, *, few: bool) -> str:
    """Write a part with its limits, where it has any."""
    text = number(part.value, decimals=int(few), signed=True)
    if math.isnan(part.lower):
        return text
    return f"{text} ({interval(part.lower, part.upper, decimals=int(few), signed=True)})"


def _say_what_is_missing(comparison: PracticeComparison) -> Block:
    """Say that nothing can be split by age and sex, and how to get what it takes."""
    text = Paragraph(
        "Ingen af kilderne har både kommunens og de sammenlignelige kommuners modtagere fordelt på "
        "alder og køn. Hent AUK01 og PEN113 fordelt på køn og alder, og FOLK1A på køn og "
        "etårsalder, for at se, hvor meget af forskellen der er alder og køn.",
        lead="Kan ikke deles efter alder og køn.",
    )
    return Block("forskel-mangler", Text((text,), role="missing"), _lineage(comparison, []))


def _lineage(comparison: PracticeComparison, parts: list[Lineage]) -> Lineage:
    """Return what the words rest on."""
    return reduce(or_, parts, comparison.name_lineage | comparison.peers.lineage)
