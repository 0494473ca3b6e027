"""How many people could move to each scheme, as the review of case files has it?

The people of a move are those who may belong to a scheme's target group *now*, among those
who receive one benefit. It is what the money is reckoned for, and no target: who gets what
is decided case by case.

A release may hide how many there are on each benefit while it shows how many there are in
all. Then the whole number is divided as the people whom cases were drawn from are, which
needs nothing that is hidden and gives nothing away.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from analysis.concepts import Benefit, Estimate
from analysis.economics.moves import LONG_TERM, SUPPORTED, Move
from analysis.findings.released import ReleasedReview
from analysis.review.results import ANY, DomainOutcome

_BENEFIT = "benefit"
# Weeks on support at the move: an assumption for sygedagpenge, which has a limited time.
WEEKS_ON_SUPPORT: Mapping[Benefit, float] = {
    Benefit.KONTANTHJAELP: LONG_TERM,
    Benefit.SYGEDAGPENGE: 40.0,
}


def moves_from_review(
    results: ReleasedReview,
    *,
    people_per_year: Mapping[str, float] | None = None,
    weeks_on_support: Mapping[Benefit, float] = WEEKS_ON_SUPPORT,
) -> tuple[Move, ...]:
    """Return the moves that a review gives numbers of people for.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review, suppressed or not.
    people_per_year : mapping of str to float, optional
        By the move's id, how many cases can be prepared in a year.
    weeks_on_support : mapping of Benefit to float
        Weeks on public support at the move, by the benefit that people come from.

    Returns
    -------
    tuple of Move
        With ids such as ``kontanthjaelp-fleksjob``. A scheme that is closed on the review's
        date has a move without people, so that it is said why there is no amount; one whose
        number is hidden or missing in all is left out, and so is a move that is not valued.

    Notes
    -----
    A person may be in the target group of several schemes and is then in several moves:
    leans towards a larger amount in total. Where a whole number is divided by benefit, the
    same share is taken to be in the target group on either benefit: leans towards the
    benefit with the smaller share. The parts are drawn together, so that the whole keeps
    its interval.
    """
    pace = people_per_year or {}
    return tuple(
        Move(
            id=f"{source.value}-{target.value}",
            from_scheme=source,
            to_scheme=target,
            people=people,
            people_per_year=pace.get(f"{source.value}-{target.value}"),
            weeks_on_support=weeks_on_support[source],
            drawn_with=drawn_with,
            lineage=results.lineage,
        )
        for target in dict.fromkeys(target for _, target in SUPPORTED)
        for source, people, drawn_with in _find_people(results, target)
        if (source, target) in SUPPORTED
    )


def _find_people(
    results: ReleasedReview, target: Benefit
) -> Iterator[tuple[Benefit, Estimate, str]]:
    """Give the people on each benefit, and the name of what they are drawn with."""
    if target.label in results.closed:
        for source in WEEKS_ON_SUPPORT:
            yield source, Estimate(0.0, 0.0, 0.0, results.level, "persons", 0.0, "closed"), ""
        return
    parts = {part.value: part for part in _parts_of(results, target.value)}
    if parts and all(_is_shown(part.now) for part in parts.values()):
        for value, part in parts.items():
            yield Benefit(value), part.now, ""
        return
    whole = results.outcomes.get(target.value)
    sizes = {part.value: part.n_population for part in _parts_of(results, ANY)}
    if whole is None or not _is_shown(whole.now) or min(sizes.values(), default=0) <= 0:
        return
    for value, size in sizes.items():
        yield Benefit(value), _scale(whole.now, size / sum(sizes.values())), target.value


def _parts_of(results: ReleasedReview, scheme: str) -> Iterator[DomainOutcome]:
    """Give a scheme's outcome on each benefit."""
    return (p for p in results.domains if p.variable == _BENEFIT and p.scheme == scheme)


def _is_shown(people: Estimate) -> bool:
    return all(map(math.isfinite, (people.lower, people.value, people.upper)))


def _scale(people: Estimate, share: float) -> Estimate:
    """Return a part of the people, with limits as wide in proportion."""
    return replace(
        people, value=share * people.value, lower=share * people.lower, upper=share * people.upper
    )
