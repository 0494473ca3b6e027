"""Which true shares go with what was judged, when the judgement's errors are uncertain too?

Each of the three parts (what was judged, what a judgement finds, what it clears) has a
lower and an upper distribution of confidence. A limit of the true share is the quantile
of what they give together. Two of the parts are summed over a fine net and the third one
is integrated exactly, so the same input gives the same limits to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray

_N_NODES = 64
# What lies further out on either side cannot be seen in a limit.
_NEGLIGIBLE = 1e-13
_CLOSE = 1e-12


@dataclass(frozen=True)
class Spread:
    """A distribution of confidence of one part, by its chance of lying at or below a share.

    Attributes
    ----------
    at_most : callable
        From shares, array of any shape, to probabilities.
    draw : callable
        From a generator and a number to that many values, array of shape (n,).
    """

    at_most: Callable[[FloatArray], FloatArray]
    draw: Callable[[np.random.Generator, int], FloatArray]


def weighted_share_spread(
    weights: FloatArray, positives: FloatArray, *, is_lower: bool, distribution: str
) -> Spread:
    """Return the lower or upper distribution of a stratified share.

    Parameters
    ----------
    weights : array of shape (H,)
        Share of the people that one case of a stratum stands for.
    positives : array of shape (H,)
        Cases judged positive.
    is_lower : bool
        The lower distribution, or the upper one.
    distribution : {"gamma", "beta"}
        ``gamma``: a weighted sum of rare events, and at the upper end one more of the
        greatest weight. ``beta``: that of a simple random sample that would tell as much.

    Raises
    ------
    EstimationError
        For beta where none or all were judged positive, or an unknown distribution.

    Notes
    -----
    Both take positives as Poisson in their stratum and leave the finite population out:
    cautious, most where the outcome is common. Beta has one more case of *average* weight
    at the upper end, and is bold where the heaviest stratum shows no positive.
    """
    share, variance = float(weights @ positives), float(weights**2 @ positives)
    if distribution == "gamma":
        return _gamma(share, variance, 0.0 if is_lower else float(weights.max()))
    if distribution != "beta" or not 0 < share < 1 - 1e-12:
        raise EstimationError(
            "There is no such distribution of the share that was judged positive.",
            where="distribution",
            expected="gamma, or beta where some but not all cases were judged positive",
            fix="take gamma: it knows what a positive that was not seen would have weighed",
        )
    size = share * (1 - share) / variance
    return rate_spread(size * share, size, is_lower=is_lower)


def rate_spread(x: float, n: float, *, is_lower: bool) -> Spread:
    """Return the lower or upper distribution of a rate, seen as x of n."""
    a, b = (x, n - x + 1) if is_lower else (x + 1, n - x)
    if a == 0 or b == 0:
        return _point(0.0 if a == 0 else 1.0)
    return Spread(
        at_most=lambda q: np.asarray(special.betainc(a, b, np.clip(q, 0.0, 1.0))),
        draw=lambda rng, n_draws: rng.beta(a, b, n_draws),
    )


def melded_limit(
    judged: Spread, found: tuple[float, float], cleared: tuple[float, float], probability: float,
    *, is_lower: bool, rng: np.random.Generator | None = None, n_draws: int = 100_000,
) -> float:  # fmt: skip
    """Return the quantile of the true share that the three distributions give together.

    Parameters
    ----------
    judged : Spread
        Of the share that was judged positive.
    found, cleared : (x, n)
        Of those truly positive, how many were found; of the others, how many cleared.
    probability : float
        Of lying below the limit.
    is_lower : bool
        Which distribution of the two rates: a low true share goes with a judgement that
        finds nearly all and clears few.
    rng : numpy.random.Generator, optional
        Simulate with it, as the published software does; integrate when left out.
    n_draws : int
        Draws, when simulated.

    Returns
    -------
    float
        A share, held within 0 and 1.
    """
    if rng is not None:
        return _simulated(judged, found, cleared, probability, is_lower, rng, n_draws)
    se, by_se = _net(*found, is_lower=not is_lower)
    sp, by_sp = _net(*cleared, is_lower=is_lower)
    gain = se[:, None] + sp[None, :] - 1
    chance = by_se[:, None] * by_sp[None, :]

    def below(truth: float) -> float:
        """Return the probability of a true share at or below this one, less the wanted."""
        share = truth * gain + 1 - sp[None, :]
        at_most = np.where(gain > 0, judged.at_most(np.maximum(share, 0.0)), 0.0)
        return float(np.sum(chance * at_most)) - probability

    if below(0.0) >= 0:
        return 0.0
    return 1.0 if below(1.0) <= 0 else float(optimize.brentq(below, 0.0, 1.0, xtol=_CLOSE))


def _simulated(
    judged: Spread, found: tuple[float, float], cleared: tuple[float, float], probability: float,
    is_lower: bool, rng: np.random.Generator, n_draws: int,
) -> float:  # fmt: skip
    p = np.minimum(judged.draw(rng, n_draws), 1.0)
    se = rate_spread(*found, is_lower=not is_lower).draw(rng, n_draws)
    sp = rate_spread(*cleared, is_lower=is_lower).draw(rng, n_draws)
    gain = se + sp - 1
    truth = np.divide(p + sp - 1, gain, out=np.ones_like(p), where=gain > 0)
    return float(np.quantile(np.clip(truth, 0, 1), probability))


def _gamma(share: float, variance: float, one_more: float) -> Spread:
    mean, spread = share + one_more, variance + one_more**2
    if mean == 0:
        return _point(0.0)
    shape, scale = mean**2 / spread, spread / mean
    return Spread(
        at_most=lambda q: np.asarray(special.gammainc(shape, q / scale)),
        draw=lambda rng, n_draws: rng.gamma(shape, scale, n_draws),
    )


def _point(value: float) -> Spread:
    return Spread(
        at_most=lambda q: np.where(q >= value, 1.0, 0.0),
        draw=lambda _, n_draws: np.full(n_draws, value),
    )


def _net(x: float, n: float, *, is_lower: bool) -> tuple[FloatArray, FloatArray]:
    """Return rates and their probabilities: Gauss' points where the rate can lie."""
    a, b = (x, n - x + 1) if is_lower else (x + 1, n - x)
    if a == 0 or b == 0:
        return np.array([0.0 if a == 0 else 1.0]), np.ones(1)
    low = special.betaincinv(a, b, _NEGLIGIBLE)
    high = special.betainccinv(a, b, _NEGLIGIBLE)
    points, lengths = special.roots_legendre(_N_NODES)
    rates = low + (high - low) * (points + 1) / 2
    logs = special.xlogy(a - 1, rates) + special.xlog1py(b - 1, -rates)
    chance = lengths * np.exp(logs - logs.max())
    return np.asarray(rates), np.asarray(chance / chance.sum())
