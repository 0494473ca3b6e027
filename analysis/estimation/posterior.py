"""How probable is each number of people, given what the cases showed?

A posterior names a probability for every number of people, so that "at least 100" can be
asked directly. It is computed exactly, without simulation: the cases read are known, the
rest of each stratum has a beta-binomial distribution, and the total is the convolution of
the strata.

Two priors. `independent_posterior` lets every stratum speak for itself with a Beta(a, b)
of its own: **never for rare outcomes**, since half a case per stratum, invented by the
prior, is then most of what there is (from no positive at all in six strata it makes 18
people). `pooled_posterior` lets the strata borrow strength: their shares come from one
beta distribution, whose mean and concentration are learnt from all of them. It is shown
beside the interval, never instead of it: it is too narrow when one heavy stratum differs
from all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft, special

from analysis.errors import EstimationError
from analysis.estimation.rare import read_strata
from analysis.estimation.share_limits import fail_if_level_is_no_fraction

FloatArray = NDArray[np.float64]

# The mean share, before anything is seen: half a case, once, for all strata together.
MEAN_PRIOR = (0.5, 0.5)

_N_WIDE = (60, 24)
_N_FINE = (14, 8)
_NEGLIGIBLE = 1e-3
# Beyond this many products a convolution is quicker through its spectrum.
_N_DIRECT = 50_000_000


@dataclass(frozen=True)
class Posterior:
    """The distribution of a number of people.

    Attributes
    ----------
    pmf : array of shape (N + 1,)
        Probability of 0, 1, ..., N people.
    mean, sd : float
        Persons.
    prior : str
        What was assumed beforehand.
    """

    pmf: FloatArray
    mean: float
    sd: float
    prior: str

    def quantiles(self, shares: Sequence[float] = (0.025, 0.5, 0.975)) -> tuple[int, ...]:
        """Return the smallest numbers that have at least these probabilities below them."""
        below = np.cumsum(self.pmf)
        # A share that is reached exactly must not be lost to the last digit of the sum.
        places = np.searchsorted(below, np.asarray(shares, dtype=float) - 1e-12)
        return tuple(int(min(place, len(below) - 1)) for place in places)

    def interval(self, level: float = 0.95) -> tuple[int, int]:
        """Return the limits that leave equal probabilities on either side, in persons."""
        fail_if_level_is_no_fraction(level)
        lower, upper = self.quantiles(((1 - level) / 2, (1 + level) / 2))
        return lower, upper

    def at_least(self, n_people: int) -> float:
        """Return the probability of this many people or more."""
        return float(min(1.0, self.pmf[max(n_people, 0) :].sum()))


@dataclass(frozen=True)
class PooledGrid:
    """Pairs of mean share and concentration, with their posterior weights.

    Attributes
    ----------
    mean : array of shape (g,)
        Mean share over strata, a fraction.
    concentration : array of shape (g,)
        Cases that the common share counts for in each stratum; large when they are alike.
    weight : array of shape (g,)
        Posterior probability of each pair; sums to 1.
    """

    mean: FloatArray
    concentration: FloatArray
    weight: FloatArray


def independent_posterior(
    positives: ArrayLike,
    sampled: ArrayLike,
    population: ArrayLike,
    *,
    prior: tuple[float, float] = (0.5, 0.5),
) -> Posterior:
    """Return the posterior of the total with a Beta prior of its own for every stratum.

    Parameters
    ----------
    positives, sampled, population : array_like of shape (H,)
        Cases with the outcome, cases read, and people, in each stratum.
    prior : tuple of float
        a and b of Beta(a, b); Jeffreys' is (0.5, 0.5), the uniform one (1, 1).

    Raises
    ------
    EstimationError
        When the numbers per stratum do not belong together, or people have decimals.

    Notes
    -----
    Leans high for rare outcomes, by `a` positives for each stratum: do not use it there.

    References
    ----------
    W. A. Ericson, "Subjective Bayesian models in sampling finite populations", Journal of
    the Royal Statistical Society B 31, 1969.

    Examples
    --------
    >>> none_seen = independent_posterior([0, 0], [36, 34], [520, 310])
    >>> round(none_seen.mean, 1)
    10.5
    """
    x, n, people = _read(positives, sampled, population)
    _fail_if_prior_is_not_positive(prior)
    a, b, rest = prior[0] + x, prior[1] + n - x, people - n
    pmf = np.ones(1)
    for h in range(len(rest)):
        pmf = _convolve(pmf, _beta_binomial(a[h : h + 1], b[h : h + 1], int(rest[h]))[0])
    mean, variance = _moments(a, b, rest)
    return Posterior(
        pmf=_shift(pmf, int(x.sum())),
        mean=float(x.sum() + mean.sum()),
        sd=float(np.sqrt(variance.sum())),
        prior=f"Beta({prior[0]:g}, {prior[1]:g}) in each stratum",
    )


def pooled_posterior(positives: ArrayLike, sampled: ArrayLike, population: ArrayLike) -> Posterior:
    """Return the posterior of the total when strata borrow strength from each other.

    Parameters
    ----------
    positives, sampled, population : array_like of shape (H,)
        Cases with the outcome, cases read, and people, in each stratum.

    Raises
    ------
    EstimationError
        When the numbers per stratum do not belong together, or people have decimals.

    Notes
    -----
    The share of each stratum comes from Beta(km, k(1 - m)); the posterior is the mixture
    over a grid of m and k (`pooled_grid`) of the exact convolutions. Strata are taken as
    alike until they show otherwise: too low, with too narrow limits, where everything lies
    in one heavy stratum, too high where it lies in light ones only.

    References
    ----------
    A. Gelman and others, Bayesian Data Analysis, 3rd ed. 2013, section 5.3, for the model.

    Examples
    --------
    >>> none_seen = pooled_posterior([0, 0], [36, 34], [520, 310])
    >>> lower, upper = none_seen.interval()
    >>> print(f"{lower} to {upper} people")
    0 to 24 people
    """
    x, n, people = _read(positives, sampled, population)
    grid = pooled_grid(x, n)
    a = grid.mean * grid.concentration
    b = grid.concentration - a
    rest = people - n
    pmf = _mixture(a, b, x, n, rest, grid.weight)
    means, variances = _moments(a[:, None] + x, b[:, None] + n - x, rest)
    centre = float(grid.weight @ means.sum(axis=1))
    spread = grid.weight @ (variances.sum(axis=1) + (means.sum(axis=1) - centre) ** 2)
    return Posterior(
        pmf=_shift(pmf, int(x.sum())),
        mean=float(x.sum() + centre),
        sd=float(np.sqrt(spread)),
        prior="strata from one beta distribution, learnt from all of them",
    )


def pooled_grid(positives: ArrayLike, sampled: ArrayLike) -> PooledGrid:
    """Return what the cases say of the mean share over strata and of how alike they are.

    Parameters
    ----------
    positives, sampled : array_like of shape (H,)
        Cases with the outcome, and cases read, in each stratum.

    Notes
    -----
    Prior, stated once for all outcomes: the mean share is Beta(½, ½), and k0 / (k0 + k),
    the part by which a stratum of k0 cases keeps its own share, is uniform, with k0 the
    median number of cases per stratum. A wide grid finds where the weight is, a finer one
    covers that.

    References
    ----------
    C. L. Christiansen and C. N. Morris, "Hierarchical Poisson regression modeling", JASA
    92, 1997, for the uniform prior of the shrinkage.
    """
    x, n, _ = read_strata(positives, sampled, sampled)
    k0 = float(np.median(n))
    # Logits of the mean share and of the shrinkage; both ends lie far beyond any review.
    box = np.array([[-14.0, 14.0], [-9.0, 9.0]])
    for n_points in (_N_WIDE, _N_FINE):
        sides = [np.linspace(box[i, 0], box[i, 1], n_points[i]) for i in (0, 1)]
        mean, shrinkage = (grid.ravel() for grid in np.meshgrid(*sides, indexing="ij"))
        log_weight = _log_weight(mean, shrinkage, x, n, k0)
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        step = [side[1] - side[0] for side in sides]
        held = weight > _NEGLIGIBLE * weight.max()
        box = np.array(
            [
                [axis[held].min() - pad / 2, axis[held].max() + pad / 2]
                for axis, pad in zip((mean, shrinkage), step, strict=True)
            ]
        )
    kept = weight[held] / weight[held].sum()
    concentration = k0 * np.exp(shrinkage[held])
    return PooledGrid(special.expit(mean[held]), concentration, kept)


def _log_weight(
    mean: FloatArray, shrinkage: FloatArray, x: FloatArray, n: FloatArray, k0: float
) -> FloatArray:
    """Return the log posterior of logits, up to a constant."""
    m, k = special.expit(mean)[:, None], k0 * np.exp(shrinkage)[:, None]
    # 1 - m is computed from the other side, so that it keeps its digits near 1.
    a, b = m * k, special.expit(-mean)[:, None] * k
    likelihood = special.betaln(a + x, b + n - x) - special.betaln(a, b)
    prior = MEAN_PRIOR[0] * special.log_expit(mean) + MEAN_PRIOR[1] * special.log_expit(-mean)
    prior = prior + special.log_expit(shrinkage) + special.log_expit(-shrinkage)
    return np.asarray(likelihood.sum(axis=1) + prior)


def _mixture(
    a: FloatArray, b: FloatArray, x: FloatArray, n: FloatArray, rest: FloatArray, weight: FloatArray
) -> FloatArray:
    """Return the mixture of convolutions, through the product of the strata's spectra."""
    size = int(rest.sum()) + 1
    n_points = int(fft.next_fast_len(size, real=True))
    spectrum = np.ones((len(weight), n_points // 2 + 1), dtype=complex)
    for positives, cases, people in zip(x, n, rest, strict=True):
        one = _beta_binomial(a + positives, b + cases - positives, int(people))
        spectrum *= fft.rfft(one, n_points, axis=1)
    return _clean(fft.irfft(weight @ spectrum, n_points)[:size])


def _beta_binomial(a: FloatArray, b: FloatArray, n_people: int) -> FloatArray:
    """Return probabilities of 0 to `n_people`, one row for each pair of a and b.

    From the ratio of each probability to the one before, added up as logarithms.
    """
    k = np.arange(n_people, dtype=float)
    steps = np.log((n_people - k) / (k + 1))
    steps = steps + np.log((a[:, None] + k) / (b[:, None] + n_people - k - 1))
    logs = np.concatenate([np.zeros((len(a), 1)), np.cumsum(steps, axis=1)], axis=1)
    raw = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))


def _moments(a: FloatArray, b: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    size = a + b
    share = a / size
    return n * share, n * share * (b / size) * (size + n) / (size + 1)


def _convolve(first: FloatArray, second: FloatArray) -> FloatArray:
    if len(first) * len(second) <= _N_DIRECT:
        return np.convolve(first, second)
    size = len(first) + len(second) - 1
    n_points = int(fft.next_fast_len(size, real=True))
    product = fft.rfft(first, n_points) * fft.rfft(second, n_points)
    return _clean(fft.irfft(product, n_points)[:size])


def _clean(pmf: FloatArray) -> FloatArray:
    """Return probabilities without the last digits that a transform leaves below zero."""
    positive = np.maximum(pmf, 0.0)
    return np.asarray(positive / positive.sum())


def _shift(pmf: FloatArray, n_seen: int) -> FloatArray:
    return np.concatenate([np.zeros(n_seen), pmf])


def _read(
    positives: ArrayLike, sampled: ArrayLike, population: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    x, n, people = read_strata(positives, sampled, population)
    if x.ndim != 1 or np.any(people != np.round(people)):
        raise EstimationError(
            "A posterior needs one sample and whole numbers of people.",
            where="positives, population",
            expected="one number per stratum, people without decimals",
        )
    return x, n, people


def _fail_if_prior_is_not_positive(prior: tuple[float, float]) -> None:
    if not (min(prior) > 0 and np.isfinite(prior).all()):
        raise EstimationError(
            "The prior is no beta distribution.",
            where="prior",
            expected="two numbers above 0, such as (0.5, 0.5)",
        )
