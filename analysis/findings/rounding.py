"""How exactly may people be counted, when many decimals would tell which cases lie behind?

A total is a sum of the weights of strata, each an odd number such as 114.4545. With all
its decimals there is one way to make it up, and the cases of each stratum are known.
Rounded, there are many.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from analysis.concepts import Estimate
from analysis.estimation.results import Estimates, FloatArray
from analysis.review.results import DomainOutcome, MoreCases, Outcome, ReviewResults

_FIGURES = 3


def round_results(results: ReviewResults, *, people: int) -> ReviewResults:
    """Return the results with people in multiples of a number, and shares likewise.

    Parameters
    ----------
    results : ReviewResults
        What a review found.
    people : int
        People are given in multiples of this; shares in those of so many people.

    Notes
    -----
    Values go to the nearest multiple, limits outwards: leans wide.
    """

    def _in_people(estimate: Estimate) -> Estimate:
        return round_outwards(estimate, people)

    def _if_any(estimate: Estimate | None) -> Estimate | None:
        return None if estimate is None else _in_people(estimate)

    n_people = results.population.value
    return replace(
        results,
        outcomes={
            name: _round_outcome(each, people, n_people) for name, each in results.outcomes.items()
        },
        contrasts=_round_contrasts(results.contrasts, people),
        overlaps={pair: _in_people(each) for pair, each in results.overlaps.items()},
        domains=tuple(_round_part(part, people) for part in results.domains),
        fast_track=_if_any(results.fast_track),
        light=_if_any(results.light),
        missing_documents=tuple(
            replace(each, people=_in_people(each.people)) for each in results.missing_documents
        ),
        population=_in_people(results.population),
        more_cases=tuple(_round_widths(each, people) for each in results.more_cases),
        calibrated={name: _in_people(each) for name, each in results.calibrated.items()},
    )


def round_outwards(estimate: Estimate, step: float) -> Estimate:
    """Return an estimate in multiples of a step, its limits rounded outwards.

    Examples
    --------
    >>> found = round_outwards(Estimate(421.5, 248.1, 688.7, 0.95, "persons", 155, "beta"), 10)
    >>> found.value, found.lower, found.upper
    (420.0, 240.0, 690.0)
    """
    return replace(
        estimate,
        value=float(_nearest(estimate.value, step)),
        lower=float(_down(estimate.lower, step)),
        upper=float(_up(estimate.upper, step)),
    )


def _round_outcome(outcome: Outcome, people: int, n_people: float) -> Outcome:
    step = people / n_people
    return replace(
        outcome,
        now=round_outwards(outcome.now, people),
        after=round_outwards(outcome.after, people),
        neither=round_outwards(outcome.neither, people),
        lowest=round_outwards(outcome.lowest, people),
        highest=round_outwards(outcome.highest, people),
        first_reading=round_outwards(outcome.first_reading, people),
        share_now=_round_share(outcome.share_now, step),
        share_after=_round_share(outcome.share_after, step),
        corrected=None if outcome.corrected is None else round_outwards(outcome.corrected, people),
        pooled=None if outcome.pooled is None else round_outwards(outcome.pooled, people),
    )


def _round_part(part: DomainOutcome, people: int) -> DomainOutcome:
    return replace(
        part,
        now=round_outwards(part.now, people),
        after=round_outwards(part.after, people),
        share_now=_round_share(part.share_now, people / part.n_population),
    )


def _round_share(share: Estimate, step: float) -> Estimate:
    rounded = round_outwards(share, step)
    # A part of a few people: the step itself may go beyond everybody.
    return replace(rounded, value=min(rounded.value, 1.0), upper=min(rounded.upper, 1.0))


def _round_widths(more: MoreCases, people: int) -> MoreCases:
    return replace(
        more,
        width_now=float(_nearest(more.width_now, people)),
        width_then=float(_nearest(more.width_then, people)),
        width_then_lower=float(_nearest(more.width_then_lower, people)),
        width_then_upper=float(_nearest(more.width_then_upper, people)),
    )


def _round_contrasts(contrasts: Estimates, people: int) -> Estimates:
    return replace(
        contrasts,
        estimate=_nearest(contrasts.estimate, people),
        covariance=_keep_figures(contrasts.covariance),
        lower=_down(contrasts.lower, people),
        upper=_up(contrasts.upper, people),
    )


def _nearest(value: float | FloatArray, step: float) -> FloatArray:
    return np.asarray(np.round(np.divide(value, step)) * step, dtype=np.float64)


def _down(value: float | FloatArray, step: float) -> FloatArray:
    # A multiple that lies a hair below itself stays where it is.
    return np.asarray(np.floor(np.divide(value, step) + 1e-9) * step, dtype=np.float64)


def _up(value: float | FloatArray, step: float) -> FloatArray:
    return np.asarray(np.ceil(np.divide(value, step) - 1e-9) * step, dtype=np.float64)


def _keep_figures(values: FloatArray) -> FloatArray:
    def _keep(value: float) -> float:
        if not math.isfinite(value) or value == 0:
            return value
        return round(value, _FIGURES - 1 - math.floor(math.log10(abs(value))))

    return np.vectorize(_keep, otypes=[np.float64])(values) if values.size else values
