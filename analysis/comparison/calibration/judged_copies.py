"""How are the copies judged? By the code of page one, every municipality with its peers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.comparison.calibration.ordinary_country import Copies
from analysis.comparison.denominators import FloatArray
from analysis.comparison.gap_limits import (
    measure_gaps,
    spread_of_others,
    tau2_of_others,
    variance_of_practice,
)
from analysis.comparison.gaps import Gaps, Limits
from analysis.comparison.references import BoolArray, Expected, IntArray, expect, rest_of_country
from analysis.concepts import Stage
from analysis.measures.between.ordinary_range import two_sided_p
from analysis.measures.between.spread import Spread
from analysis.measures.between.unusual import judge_flows

# So that the arrays of one batch stay small.
_BATCH = 50


@dataclass(frozen=True)
class Judging:
    """Who is compared with whom, and how.

    Attributes
    ----------
    stage : Stage
        Flow or stock.
    exposure : ndarray, shape (strata, all municipalities)
        Person-years or residents.
    places : list of int
        The municipalities that are compared.
    members : ndarray of bool, shape (compared, all municipalities)
        Their peers.
    level : float
        Level of the limits.
    """

    stage: Stage
    exposure: FloatArray
    places: list[int]
    members: BoolArray
    level: float

    @property
    def is_flow(self) -> bool:
        """Tell whether awards are judged."""
        return self.stage is Stage.FLOW


@dataclass(frozen=True)
class Judged:
    """The verdicts on every copy; arrays of shape (copies, compared municipalities).

    Attributes
    ----------
    side, clear_side, unusual_side : ndarray
        -1, 0 or 1 as in `Gaps`; NaN where the evidence has no limits.
    p_value : ndarray
        How rarely a municipality of ordinary practice lies as far out; NaN where it
        cannot be told.
    true_side : ndarray
        -1, 0 or 1: on which side of its peers' true practice its own lies.
    """

    side: FloatArray
    clear_side: FloatArray
    unusual_side: FloatArray
    p_value: FloatArray
    true_side: FloatArray


def judge_copies(copies: Copies, judging: Judging, *, is_unusual_asked: bool) -> Judged:
    """Judge every municipality of every copy.

    Parameters
    ----------
    copies : Copies
        The copies, with what is true in them.
    judging : Judging
        Who is compared with whom.
    is_unusual_asked : bool
        Whether *unusual* is asked beside *different*; takes most of the time.
    """
    batches = range(0, len(copies.counts), _BATCH)
    parts = [
        _judge(
            copies.counts[start : start + _BATCH],
            copies.true_means[start : start + _BATCH],
            judging,
            is_unusual_asked=is_unusual_asked,
        )
        for start in batches
    ]
    names = ("side", "clear_side", "unusual_side", "p_value", "true_side")
    return Judged(**{name: np.concatenate([getattr(p, name) for p in parts]) for name in names})


def judge_counts(
    counts: FloatArray, judging: Judging, *, is_unusual_asked: bool
) -> tuple[Gaps, FloatArray]:
    """Return the comparisons of one or many countries, and their p values.

    Parameters
    ----------
    counts : ndarray, shape (..., strata, all municipalities)
        Awards or recipients.
    judging, is_unusual_asked
        As in `judge_copies`.
    """
    exposure = np.broadcast_to(judging.exposure, counts.shape)
    against_peers = expect(
        counts, exposure, focus=judging.places, members=judging.members, is_flow=judging.is_flow
    )
    nobody = np.full(against_peers.n_expected.shape, np.nan)
    tau2, spread = nobody, None
    if is_unusual_asked:
        n = counts.shape[-1]
        the_rest = expect(
            counts,
            exposure,
            focus=np.arange(n),
            members=rest_of_country(n),
            is_flow=judging.is_flow,
        )
        if judging.is_flow:
            tau2 = tau2_of_others(the_rest)[..., judging.places]
        else:
            spread = spread_of_others(the_rest).at(judging.places)
    gaps = measure_gaps(
        against_peers, stage=judging.stage, tau2=tau2, spread=spread, level=judging.level
    )
    if judging.is_flow:
        return gaps, _p_of_flow(against_peers, tau2)
    return gaps, nobody if spread is None else _p_of_stock(gaps, spread)


def _judge(
    counts: FloatArray, true_means: FloatArray, judging: Judging, *, is_unusual_asked: bool
) -> Judged:
    """Judge one batch of copies."""
    gaps, p_value = judge_counts(counts, judging, is_unusual_asked=is_unusual_asked)
    true = expect(
        true_means,
        np.broadcast_to(judging.exposure, counts.shape),
        focus=judging.places,
        members=judging.members,
        # No events but their means: whole numbers are not asked for.
        is_flow=False,
    )
    verdict = gaps.ratio if judging.is_flow else gaps.ordinary
    clear = gaps.clear_ratio if judging.is_flow else gaps.clearly_ordinary
    usual = gaps.usual if judging.is_flow else gaps.ordinary
    far = true.n_observed - true.n_expected
    # Rounding must not make a side out of no difference.
    is_apart = np.abs(far) > 1e-9 * np.nan_to_num(true.n_expected)
    return Judged(
        side=_told(gaps.side, verdict),
        clear_side=_told(gaps.clear_side, clear),
        unusual_side=_told(gaps.unusual_side, usual),
        p_value=p_value,
        true_side=np.where(is_apart, np.sign(far), 0.0),
    )


def _told(side: IntArray, limits: Limits | None) -> FloatArray:
    """Return sides, and NaN where there are no limits to judge by."""
    if limits is None:
        return np.full(side.shape, np.nan)
    return np.where(np.isfinite(limits.upper), side, np.nan)


def _p_of_flow(expected: Expected, tau2: FloatArray) -> FloatArray:
    """Return the p value of *unusual* for awards."""
    between = variance_of_practice(expected, tau2)
    told = (expected.n_expected > 0) & (expected.n_reference > 0) & np.isfinite(between)
    p_value = np.full(told.shape, np.nan)
    if told.any():
        p_value[told] = judge_flows(
            expected.n_observed[told],
            expected.n_expected[told],
            tau2=between[told],
            reference_events=expected.n_reference[told],
        ).p_value
    return p_value


def _p_of_stock(gaps: Gaps, spread: Spread) -> FloatArray:
    """Return the p value of *unusual* for a stock; NaN where it has no range."""
    told, limits = gaps.expected, gaps.ordinary
    p_value = np.full(told.n_expected.shape, np.nan)
    if limits is None:
        return p_value
    known = np.isfinite(limits.upper)
    p_value[known] = two_sided_p(
        told.n_observed[known],
        told.n_expected[known],
        spread.spread_over(p_value.shape).at(known),
        n_peers=told.n_effective[known],
        reference_recipients=told.reference_counts[known],
    )
    return p_value
