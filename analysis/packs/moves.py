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
No review, fewer awards     the yearly gap over the years   spread evenly over the years
Neither                     nobody: no amount
==========================  ==============================  ===========================
"""

from __future__ import annotations

from dataclasses import replace

from analysis.comparison.assemble import PracticeComparison
from analysis.concepts import Benefit, Estimate, Stage
from analysis.economics.moves import Move
from analysis.findings.economics_moves import moves_from_review
from analysis.findings.released import ReleasedReview
from analysis.findings.verdict import judge


def list_moves(
    comparison: PracticeComparison, review: ReleasedReview | None, *, horizon_years: int
) -> tuple[Move, ...]:
    """Return the moves that the evidence gives a number of people for.

    Parameters
    ----------
    comparison : PracticeComparison
        The benchmark.
    review : ReleasedReview or None
        The review, with what a release may not show hidden.
    horizon_years : int
        Years over which people are spread.

    Notes
    -----
    Who the review finds is reckoned for over some years: at the pace at which the benchmark
    says that awards lag behind, or evenly. A municipality that can prepare fewer cases a
    year than that sees a smaller amount: leans towards a larger one. The gap's own limits are
    not in the pace: leans towards too narrow. Where they are spread evenly, more people means
    more a year, so that none of the number's uncertainty is cut off.
    """
    gap = measure_gap(comparison)
    if review is None:
        return _from_benchmark(comparison, gap, horizon_years)
    moves = moves_from_review(review)
    return tuple(
        _spread(move, _pace(move, moves, gap), horizon_years=horizon_years) for move in moves
    )


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
            spread_over=horizon_years,
            lineage=comparison.lineage,
        ),
    )


def _spread(move: Move, pace: float | None, *, horizon_years: int) -> Move:
    """Return a move with its pace, or spread evenly."""
    if pace is None:
        return replace(move, spread_over=horizon_years)
    return replace(move, people_per_year=pace)


def _pace(move: Move, moves: tuple[Move, ...], gap: Estimate | None) -> float | None:
    """Return a move's part of the yearly gap; None where it has none."""
    people = _mean(move)
    if not people > 0 or move.to_scheme is not Benefit.FOERTIDSPENSION or gap is None:
        return None
    together = sum(_mean(each) for each in moves if each.to_scheme is move.to_scheme)
    return gap.value * people / together


def _mean(move: Move) -> float:
    """Return how many people a move is expected to hold."""
    if isinstance(move.people, Estimate):
        return move.people.value
    return float(move.people.mean())
