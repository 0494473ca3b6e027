"""At which ages is the difference, in words?"""

from __future__ import annotations

from functools import reduce
from operator import or_

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.age_profile import AgeGroup, AgeProfile
from analysis.comparison.assemble import PracticeComparison
from analysis.concepts import Sex, Stage
from analysis.labels import interval, listing, number, sentence_case, share

_MOST_NAMED = 3


def say_age_profile(
    comparison: PracticeComparison, profiles: tuple[AgeProfile, ...]
) -> tuple[Block, ...]:
    """Say how the difference in awards is spread over the ages; nothing without awards by age.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.
    profiles : tuple of AgeProfile
        From `profile_ages`.
    """
    flows = [p for p in profiles if p.measure.headline.stage is Stage.FLOW]
    if not flows:
        return ()
    start = comparison.name_lineage | comparison.peers.lineage
    lineage = reduce(or_, (p.measure.lineage for p in flows), start)
    paragraphs = tuple(_say(comparison, profile) for profile in flows)
    return (Block("aldersprofil-ord", Text(paragraphs, role="body"), lineage),)


def _say(comparison: PracticeComparison, profile: AgeProfile) -> Paragraph:
    """Say the total, how many groups lie on its side and outside, and the largest parts."""
    groups, level = profile.of(Sex.TOTAL), profile.measure.level
    total = sum(_difference(group) for group in groups)
    side = -1.0 if total < 0 else 1.0
    with_it = [group for group in groups if side * _difference(group) > 0]
    # Limits are two-sided and so is what chance gives: groups on the other side count too.
    outside = [group for group in groups if _is_outside(group)]
    largest = sorted(with_it, key=lambda g: (-side * _difference(g), g.age_from))[:_MOST_NAMED]
    words = "færre" if total < 0 else "flere"
    text = (
        f"{comparison.focus_name} har {number(abs(total))} {words} tilkendelser om året end "
        f"forventet ved de sammenlignelige kommuners rater. I {number(len(with_it))} af "
        f"{number(len(groups))} aldersgrupper er der {words}. I {number(len(outside))} grupper er "
        "forskellen, til den ene eller den anden side, større, end tilfældigheder alene giver "
        f"({share(level)}, hver gruppe for sig; omkring "
        f"{number((1 - level) * len(groups), decimals=1)} ville være det ved et tilfælde)."
    )
    if largest:
        text += f" De største dele er {listing([_part(group) for group in largest])}."
    benefit = sentence_case(profile.measure.headline.benefit.label)
    return Paragraph(text, lead=f"{benefit} efter alder.")


def _difference(group: AgeGroup) -> float:
    """Return observed minus expected."""
    return group.gap.n_observed - group.gap.n_expected


def _is_outside(group: AgeGroup) -> bool:
    """Tell whether the limits of the difference leave out 0."""
    limits = group.gap.difference
    return limits is not None and (limits.upper < 0 or limits.lower > 0)


def _part(group: AgeGroup) -> str:
    """Write one group's difference with its limits."""
    limits = group.gap.difference
    text = f"{group.age_from}-{group.age_to} år med {number(_difference(group), signed=True)}"
    if limits is None:
        return text
    return f"{text} ({interval(limits.lower, limits.upper, signed=True)})"
