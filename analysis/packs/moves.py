"""How many people could move between schemes, by the review and by the benchmark?

The review says how many of today's recipients may belong to a target group; the benchmark
how many awards a year lie between the municipality and its peers. Neither is a goal: they
are what the money is reckoned for.

==========================  ==============================  ===========================
There is                    People                          Pace
==========================  ==============================  ===========================
A review                    those of the review             the benchmark's yearly gap
                                                            for førtidspension, if it
                                                            has one; else spread evenly
                                                            over the years
No review, fewer awards     the yearly gap over the years   the yearly gap
Neither                     nobody: no amount
==========================  ==============================  ===========================
"""

from __future__ import annotations

from dataclasses import replace

from analysis.comparison.assemble import PracticeComparison
from analysis.concepts import Benefit, Estimate, Stage
from analysis.economics.moves import SUPPORTED, Move
from analysis.findings.suppression import is_hidden
from analysis.findings.verdict import judge
from analysis.review.results import ANY, ReviewResults

# Weeks on the benefit at the move: beyond the ladder's last step, and past half a year.
_WEEKS = {Benefit.KONTANTHJAELP: 156.0, Benefit.SYGEDAGPENGE: 26.0}


def list_moves(
    comparison: PracticeComparison, review: ReviewResults | None, *, horizon_years: int
) -> tuple[Move, ...]:
    """Return the moves that the evidence gives a number of people for.

    Parameters
    ----------
    comparison : PracticeComparison
        The benchmark.
    review : ReviewResults or None
        The review, with what a release may not show hidden.
    horizon_years : int
        Years over which people are spread.

    Notes
    -----
    The review's people of one scheme are split between the two benefits as those of *at
    least one scheme* are, since the split scheme by scheme rests on too few cases to be
    shown: leans towards kontanthjælp where a scheme's people come more from sygedagpenge.
    """
    gap = measure_gap(comparison)
    if review is None:
        return _from_benchmark(comparison, gap, horizon_years)
    moves = [
        _from_review(review, start, end, gap, horizon_years)
        for start, end in SUPPORTED
        if end.value in review.outcomes
    ]
    return tuple(move for move in moves if move is not None)


def measure_gap(comparison: PracticeComparison) -> Estimate | None:
    """Return how many fewer awards of førtidspension a year than expected, with limits.

    Parameters
    ----------
    comparison : PracticeComparison
        The benchmark.

    Returns
    -------
    Estimate or None
        Awards a year, above zero; None where the awards do not differ that way.
    """
    for measure in comparison.measures:
        is_awards = measure.headline.benefit is Benefit.FOERTIDSPENSION
        if is_awards and measure.headline.stage is Stage.FLOW:
            difference, verdict = measure.against_peers.difference, judge(measure.against_peers)
            if difference is not None and verdict.is_difference and verdict.is_lower:
                return replace(
                    difference,
                    value=-difference.value,
                    lower=max(0.0, -difference.upper),
                    upper=-difference.lower,
                )
    return None


def _from_benchmark(
    comparison: PracticeComparison, gap: Estimate | None, horizon_years: int
) -> tuple[Move, ...]:
    """Return the one move that the benchmark alone speaks of."""
    if gap is None:
        return ()
    people = replace(
        gap,
        value=gap.value * horizon_years,
        lower=gap.lower * horizon_years,
        upper=gap.upper * horizon_years,
        unit="persons",
    )
    return (
        Move(
            id="kontanthjaelp-foertidspension",
            from_scheme=Benefit.KONTANTHJAELP,
            to_scheme=Benefit.FOERTIDSPENSION,
            people=people,
            people_per_year=gap.value,
            weeks_on_support=_WEEKS[Benefit.KONTANTHJAELP],
            lineage=comparison.lineage,
        ),
    )


def _from_review(
    review: ReviewResults,
    start: Benefit,
    end: Benefit,
    gap: Estimate | None,
    horizon_years: int,
) -> Move | None:
    """Return one move of the review's people; None where they may not be shown."""
    people = review.outcomes[end.value].now
    part = _share_of(review, start)
    if is_hidden(people) or part is None or not people.upper * part > 0:
        return None
    scaled = replace(
        people, value=people.value * part, lower=people.lower * part, upper=people.upper * part
    )
    pace = scaled.value / horizon_years
    if end is Benefit.FOERTIDSPENSION and gap is not None:
        pace = gap.value * part
    return Move(
        id=f"{start.value}-{end.value}",
        from_scheme=start,
        to_scheme=end,
        people=scaled,
        people_per_year=pace if pace > 0 else None,
        weeks_on_support=_WEEKS[start],
        lineage=review.lineage,
    )


def _share_of(review: ReviewResults, benefit: Benefit) -> float | None:
    """Return the share of the people of at least one scheme who get this benefit."""
    parts = {
        part.value: part.now
        for part in review.domains
        if part.variable == "benefit" and part.scheme == ANY
    }
    known = {name: people.value for name, people in parts.items() if not is_hidden(people)}
    total = sum(known.values())
    if len(known) < len(parts) or benefit.value not in known or not total > 0:
        return None
    return known[benefit.value] / total
