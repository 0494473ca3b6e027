"""What is the gap of one headline by every set of peers, and how sure is it by each?

Everything here is arrays: counts, people and sets. So the same lines serve the report's
thousand sets, ten thousand random ones, and copies of the country.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.comparison.denominators import FloatArray
from analysis.comparison.gap_limits import measure_gaps
from analysis.comparison.gaps import Gaps
from analysis.comparison.multiverse.agreement import (
    Agreements,
    Standing,
    collect_agreement,
    stand_among,
)
from analysis.comparison.multiverse.answers import Sides, sides_of_awards, sides_of_stocks
from analysis.comparison.multiverse.draws import Countries, copy_country, draw_counts
from analysis.comparison.multiverse.sets import (
    MAIN,
    PeerSets,
    SingleArray,
    expect_sets,
    heaviest_weights,
    multiply,
    some_at_a_time,
)
from analysis.comparison.references import IntArray
from analysis.concepts import Stage
from analysis.measures.between.spread import Spread


@dataclass(frozen=True)
class Counted:
    """What was counted, and how it may be compared.

    Attributes
    ----------
    counts, exposure : array of shape (strata, municipalities)
        Awards or recipients, and person-years or residents; NaN where the source is
        blank.
    focus : int
        Column of the focus.
    stage : Stage
        Flow or stock.
    level : float
        Level of all limits, a fraction in (0, 1).
    tau2 : float
        Of a flow: variance of the other municipalities' true ratios; NaN where it cannot
        be told.
    spread : Spread or None
        Of a stock: how much the other municipalities vary.
    """

    counts: FloatArray
    exposure: FloatArray
    focus: int
    stage: Stage
    level: float
    tau2: float = float("nan")
    spread: Spread | None = None

    @property
    def is_flow(self) -> bool:
        """Tell whether events are counted."""
        return self.stage is Stage.FLOW

    @property
    def people(self) -> FloatArray:
        """Return the exposure of the municipalities that have figures; NaN for the others."""
        return np.where(np.isfinite(self.counts), self.exposure, np.nan)

    @property
    def between(self) -> float:
        """Return how much practice varies, as copies need it; NaN where it cannot be told."""
        if self.is_flow:
            return self.tau2
        return float("nan") if self.spread is None else float(self.spread.sd)


@dataclass(frozen=True)
class VariedGaps:
    """One headline by every set; arrays of shape (sets,), the main set first.

    Attributes
    ----------
    gaps : Gaps
        The gaps with the limits that page one has, and their sides. NaN where a set
        cannot be told.
    weights : array
        Each set's say; the main set has none. They add up to 1.
    ratio_lower, ratio_upper, difference_lower, difference_upper : array
        What the draws leave at the level, of observed over expected and observed minus
        expected (awards or recipients): chance in the focus and in the peers.
    same_sign, same_answer : float
        Say of the sets that have the focus on the same side of the expected number, and
        that give the same answer, as the main set.
    same_sign_lower, same_sign_upper : float
        What the draws leave at the level of the first of them.
    standing : Standing
        Where the agreement stands among those of ordinary municipalities.
    """

    gaps: Gaps
    weights: FloatArray
    ratio_lower: FloatArray
    ratio_upper: FloatArray
    difference_lower: FloatArray
    difference_upper: FloatArray
    same_sign: float
    same_answer: float
    same_sign_lower: float
    same_sign_upper: float
    standing: Standing

    @property
    def side(self) -> IntArray:
        """Return -1, 1 or 0 as page one's rule has it."""
        return self.gaps.side

    @property
    def ratio(self) -> FloatArray:
        """Return observed over expected; NaN where nothing is expected."""
        told = self.gaps.expected
        positive = np.where(told.n_expected > 0, told.n_expected, np.nan)
        return np.asarray(told.n_observed / positive)


def vary_sets(
    counted: Counted,
    sets: PeerSets,
    *,
    weights: FloatArray,
    n_draws: int,
    n_copies: int,
    rng: np.random.Generator,
) -> VariedGaps:
    """Return one headline's gap by every set, with draws and copies of the country.

    Parameters
    ----------
    counted : Counted
        What was counted.
    sets : PeerSets
        The sets, the main one first.
    weights : array of shape (sets,)
        Each set's say.
    n_draws, n_copies : int
        Draws of the counts (at least one), and copies of the country; without copies
        there is no standing.
    rng : Generator
        Where chance comes from.
    """
    gaps = answer_sets(counted, sets)
    say = _say(weights, gaps)
    drawn = draw_counts(
        counted.counts, focus=counted.focus, is_flow=counted.is_flow, n_draws=n_draws, rng=rng
    )
    countries = [drawn]
    if n_copies and np.isfinite(counted.between):
        countries.append(
            copy_country(
                counted.counts,
                counted.exposure,
                focus=counted.focus,
                is_flow=counted.is_flow,
                between=counted.between,
                n_copies=n_copies,
                rng=rng,
            )
        )
    # The weights of the sets are made once, for draws and copies alike.
    n_expected = _expect_in(countries, counted, sets)
    limits = np.hstack(
        [
            _limits(drawn.focus, n_expected[0][some], level=counted.level)
            for some in some_at_a_time(len(say))
        ]
    )
    is_fewer = drawn.focus < n_expected[0]
    shares = say.astype(np.float32) @ (is_fewer == is_fewer[MAIN]).astype(np.float32)
    copies = None
    if len(countries) > 1:
        copies = _agree(countries[1], n_expected[1], counted, sets, gaps=gaps, weights=say)
    same_sign, same_answer = agree(gaps, say)
    tail = (1.0 - counted.level) / 2.0
    return VariedGaps(
        gaps,
        say,
        ratio_lower=limits[0],
        ratio_upper=limits[1],
        difference_lower=limits[2],
        difference_upper=limits[3],
        same_sign=same_sign,
        same_answer=same_answer,
        same_sign_lower=float(np.quantile(np.minimum(shares, 1.0), tail)),
        same_sign_upper=float(np.quantile(np.minimum(shares, 1.0), 1.0 - tail)),
        standing=stand_among(same_sign, same_answer, copies=copies),
    )


def answer_sets(counted: Counted, sets: PeerSets) -> Gaps:
    """Return the gap by every set with the limits that page one has.

    Parameters
    ----------
    counted : Counted
        What was counted.
    sets : PeerSets
        The sets.
    """
    expected = expect_sets(
        counted.counts,
        counted.exposure,
        focus=counted.focus,
        members=sets.members,
        is_pooled=sets.is_pooled,
        is_flow=counted.is_flow,
    )
    return measure_gaps(
        expected,
        stage=counted.stage,
        tau2=counted.tau2,
        spread=counted.spread,
        level=counted.level,
    )


def agree(gaps: Gaps, weights: FloatArray) -> tuple[float, float]:
    """Return the say of the sets that share the main set's sign, and its answer.

    Parameters
    ----------
    gaps : Gaps
        From `answer_sets`.
    weights : array of shape (sets,)
        Each set's say.
    """
    signs = np.sign(gaps.expected.n_observed - gaps.expected.n_expected)
    same_sign = weights[signs == signs[MAIN]].sum()
    same_answer = weights[gaps.side == gaps.side[MAIN]].sum()
    # A sum of shares may pass 1 by rounding.
    return min(float(same_sign), 1.0), min(float(same_answer), 1.0)


def agree_in(
    countries: Countries, counted: Counted, sets: PeerSets, *, gaps: Gaps, weights: FloatArray
) -> Agreements:
    """Return how far the sets agree in countries that were drawn or copied.

    Parameters
    ----------
    countries : Countries
        The countries, each a column.
    counted : Counted
        What was counted: gives people, limits and how much practice varies.
    sets : PeerSets
        The sets.
    gaps : Gaps
        From `answer_sets`: how much each expected number rests on.
    weights : array of shape (sets,)
        Each set's say.
    """
    n_expected = _expect_in([countries], counted, sets)[0]
    return _agree(countries, n_expected, counted, sets, gaps=gaps, weights=weights)


def _say(weights: FloatArray, gaps: Gaps) -> FloatArray:
    """Share the say of the sets that cannot be told among the others."""
    say = np.where(gaps.expected.n_expected > 0, weights, 0.0)
    return np.asarray(say / say.sum()) if say.sum() > 0 else say


def _expect_in(countries: list[Countries], counted: Counted, sets: PeerSets) -> list[SingleArray]:
    """Return what every set expects in each of several groups of countries."""
    n_expected = multiply(
        counted.people,
        np.hstack([each.columns for each in countries]),
        focus=counted.focus,
        members=sets.members,
        is_pooled=sets.is_pooled,
    )
    ends = np.cumsum([each.focus.size for each in countries])[:-1]
    return np.split(n_expected, ends, axis=1)


def _agree(
    countries: Countries,
    n_expected: SingleArray,
    counted: Counted,
    sets: PeerSets,
    *,
    gaps: Gaps,
    weights: FloatArray,
) -> Agreements:
    """Return how far the sets agree, given what they expect."""
    told = gaps.expected
    # Without ages both are the same; a set without awards has the second alone.
    size = np.array(told.reference_exposure / told.exposure)
    np.divide(told.n_reference, told.n_expected, out=size, where=told.n_expected > 0)
    heaviest = heaviest_weights(
        counted.people, focus=counted.focus, members=sets.members, is_pooled=sets.is_pooled
    )

    def answer_of(some: slice) -> Sides:
        if counted.is_flow:
            return sides_of_awards(
                countries.focus,
                n_expected[some],
                size=size[some],
                heaviest=heaviest[some],
                level=counted.level,
            )
        if counted.spread is None:
            return np.zeros(n_expected[some].shape, dtype=np.int8)
        return sides_of_stocks(
            countries.focus,
            n_expected[some],
            spread=counted.spread,
            n_effective=told.n_effective[some],
            reference_recipients=told.reference_counts[some],
            level=counted.level,
        )

    return collect_agreement(countries.focus, n_expected, weights=weights, answer_of=answer_of)


def _limits(n_observed: SingleArray, n_expected: SingleArray, *, level: float) -> FloatArray:
    """Return what the draws leave of ratio and difference: four rows, one column per set."""
    n = n_observed.size
    low = int((1.0 - level) / 2.0 * n)
    ends = [low, n - 1 - low]
    positive = np.where(n_expected > 0, n_expected, np.float32(np.nan))
    # A whole sort is quicker than two partitions of single precision.
    ratio = np.sort(n_observed / positive, axis=1)[:, ends]
    difference = np.sort(n_observed - n_expected, axis=1)[:, ends]
    return np.vstack([ratio.T, difference.T]).astype(np.float64)
