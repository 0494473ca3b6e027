"""Between which numbers of people does the truth lie, by the rule this project decided?

The rule, on the cases with the outcome in each stratum:

===================================  ===============================================
What was seen                        Limits
===================================  ===============================================
Everyone was read                    the number itself
No positive                          0, and the exact bound of `rare.zero_bound`
One to nine positives                `rare.gamma_limits`
Ten or more                          `share_limits.beta_limits`
Ten or more, no variance estimated   `rare.gamma_limits` of the rarer answer
Nine or fewer negatives, or none     as above for the negatives, turned round
===================================  ===============================================

Strata that were read in full are certain and take no part. No limit passes what the cases
alone make certain: at least the positives seen, at most all people less the negatives seen.

**The upper limit never falls when one more positive is seen.** Left alone it would: where
gamma hands over to beta (247 people at nine positives, 238 at ten, in one example), and
where a stratum fills up, since a stratum in which all are positive adds no variance. So the
upper limit is the largest of

1. gamma for the nine heaviest of the positives seen,
2. from ten positives, the highest beta limit on the way to what was seen, when positives
   are taken away stratum by stratum, in fractions too,
3. the limits that the rule gives a sample whose strata are all or nothing, for the strata
   that were all positive,
4. with few negatives, gamma for these and for up to nine, the heaviest added first.

Each of them rises with every positive, so their largest does. The work grows with the
number of strata, never with the ways to remove positives from them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.estimation.rare import gamma_quantile, keep_heaviest, read_strata, zero_bound
from analysis.estimation.share_limits import beta_limits, effective_size

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

N_FOR_BETA = 10
EVERYONE = "everyone was read"
EXACT = "exact bound, none seen"
EXACT_ALL = "exact bound, all seen positive"
GAMMA = "gamma, fewer than ten positives"
GAMMA_FLAT = "gamma, no variance estimated"
GAMMA_TURNED = "gamma, fewer than ten negatives"
BETA = "beta, effective size"
RAISED = "; upper limit kept from fewer positives"

_GOLDEN = (np.sqrt(5) - 1) / 2
# Enough for the highest point to be found to the digits that a float can tell apart.
_N_HALVINGS = 45
_SAME = 1e-9


@dataclass(frozen=True)
class CountLimits:
    """Limits of a number of people, for one sample or an array of samples.

    Attributes
    ----------
    lower, upper : ndarray
        Persons.
    effective_n : ndarray
        Cases in a simple random sample that would tell as much; NaN where no variance
        could be estimated.
    method : ndarray of str
        The row of the rule that applied.
    """

    lower: FloatArray
    upper: FloatArray
    effective_n: FloatArray
    method: NDArray[np.str_]


@dataclass(frozen=True)
class _Strata:
    """What the limits need of the strata that were not read in full, heaviest first."""

    n: FloatArray
    people: FloatArray
    weight: FloatArray
    per_pair: FloatArray
    n_cases: float
    df: float
    level: float
    if_none_seen: float

    @property
    def has_variance(self) -> bool:
        return self.df >= 1 and bool((self.n > 1).all())

    @property
    def n_few(self) -> int:
        half = int(self.n.sum()) // 2
        return min(N_FOR_BETA - 1, half) if self.has_variance else half


def limit_counts(
    positives: ArrayLike,
    sampled: ArrayLike,
    population: ArrayLike,
    *,
    level: float = 0.95,
    n_cases: float | None = None,
    df: float | None = None,
    monotone: bool = True,
) -> CountLimits:
    """Return limits of the people with an outcome, by the decided rule.

    Parameters
    ----------
    positives : array_like of shape (..., H)
        Cases with the outcome in each stratum; several samples at once by leading axes.
    sampled, population : array_like of shape (H,)
        Cases read, and people, in each stratum.
    level : float
        Level of the limits, a fraction in (0, 1).
    n_cases, df : float, optional
        Cases and degrees of freedom of a domain, when `positives` counts only its own.
        Left out: all cases, and cases less strata, of the strata not read in full.
    monotone : bool
        Keep the upper limit from falling. Without it the rows of the rule stand alone, as
        for a comparison with R's beta limits.

    Raises
    ------
    EstimationError
        When the numbers per stratum do not belong together.

    Notes
    -----
    Covers at least 94 per cent at a level of 95 in each of the populations of
    ``benchmarks/review_intervals.py``; about 99 per cent, so too wide, for rare outcomes.
    A stratum with one case of several people shows no variance: gamma is then used
    throughout, which leans to too wide.

    References
    ----------
    As in `analysis.estimation.rare` and `analysis.estimation.share_limits`.

    Examples
    --------
    >>> found = limit_counts([1, 0, 2], [36, 34, 20], [520, 310, 45])
    >>> print(f"{found.lower:.0f} to {found.upper:.0f} people, {found.method}")
    3 to 84 people, gamma, fewer than ten positives
    """
    x, n, people = read_strata(positives, sampled, population)
    in_full = n >= people
    certain = x[..., in_full].sum(axis=-1)
    if in_full.all():
        empty = np.full(certain.shape, np.nan)
        return CountLimits(certain, certain, empty, np.full(certain.shape, EVERYONE))
    strata, order = _describe(n, people, ~in_full, n_cases, df, level)
    x = x[..., order]
    rows = x.reshape(-1, x.shape[-1])
    lower, upper = _lower(rows, strata), _upper_of_the_row(rows, strata)
    method, shape = _methods(rows, strata), certain.shape
    if monotone:
        highest = _upper(rows, strata)
        raised = highest > upper * (1 + _SAME)
        upper = np.maximum(upper, highest)
        method = np.where(raised, np.char.add(method, RAISED), method)
    size = effective_size(
        rows @ strata.weight / strata.people.sum(),
        _variance(rows, strata) / strata.people.sum() ** 2,
        n=strata.n_cases,
        df=strata.df,
        level=level,
    )
    return CountLimits(
        lower=certain + lower.reshape(shape),
        upper=certain + upper.reshape(shape),
        effective_n=size.reshape(shape),
        method=method.reshape(shape),
    )


def _describe(
    n: FloatArray,
    people: FloatArray,
    used: BoolArray,
    n_cases: float | None,
    df: float | None,
    level: float,
) -> tuple[_Strata, NDArray[np.intp]]:
    order = np.flatnonzero(used)
    order = order[np.argsort(-(people / n)[order], kind="stable")]
    n, people = n[order], people[order]
    weight = people / n
    return _Strata(
        n=n,
        people=people,
        weight=weight,
        per_pair=weight**2 * (1 - n / people) / np.maximum(n - 1, 1),
        n_cases=float(n.sum()) if n_cases is None else n_cases,
        df=float(n.sum() - n.size) if df is None else df,
        level=level,
        if_none_seen=zero_bound(n, people, level=level),
    ), order


def _upper(x: FloatArray, strata: _Strata) -> FloatArray:
    n_positive, negatives = x.sum(axis=-1), strata.n - x
    upper = _gamma_upper(keep_heaviest(x, strata.n_few), strata)
    upper[n_positive == 0] = strata.if_none_seen
    if strata.has_variance:
        many = n_positive >= N_FOR_BETA
        upper[many] = np.maximum(upper[many], _highest_beta(x[many], strata))
        _raise_for_full_strata(upper, x, strata)
    few = _has_few_negatives(x, strata)
    turned = strata.people.sum() - _lowest_gamma(negatives[few], strata, strata.n_few)
    upper[few] = np.maximum(upper[few], turned)
    return np.asarray(np.minimum(upper, strata.people.sum() - negatives.sum(axis=-1)))


def _upper_of_the_row(x: FloatArray, strata: _Strata) -> FloatArray:
    """Return the upper limit that the row of the rule gives by itself."""
    total, negatives = strata.people.sum(), strata.n - x
    upper = _beta(x, strata)[1]
    gamma = (x.sum(axis=-1) <= strata.n_few) | _is_flat(x, strata)
    upper[gamma] = _gamma_upper(x[gamma], strata)
    turned = _has_few_negatives(x, strata) | (gamma & (x.sum(axis=-1) > strata.n.sum() / 2))
    upper[turned] = total - _gamma_lower(negatives[turned], strata)
    upper[x.sum(axis=-1) == 0] = strata.if_none_seen
    return np.asarray(np.minimum(upper, total - negatives.sum(axis=-1)))


def _lower(x: FloatArray, strata: _Strata) -> FloatArray:
    n_positive, negatives, total = x.sum(axis=-1), strata.n - x, strata.people.sum()
    lower = np.full(len(x), np.inf)
    few = n_positive <= strata.n_few
    lower[few] = _gamma_lower(x[few], strata)
    turned = total - _gamma_upper(keep_heaviest(negatives, strata.n_few), strata)
    turned[n_positive == strata.n.sum()] = total - strata.if_none_seen
    lower = np.where(few & ~_has_few_negatives(x, strata), lower, np.minimum(lower, turned))
    beta = ~few & ~_has_few_negatives(x, strata)
    flat = beta & _is_flat(x, strata)
    some = beta & ~flat
    lower[some] = np.minimum(lower[some], _beta(x[some], strata)[0])
    rare = flat & (n_positive <= strata.n.sum() / 2)
    lower[rare] = _gamma_lower(x[rare], strata)
    common = flat & ~rare
    lower[common] = total - _gamma_upper(negatives[common], strata)
    return np.asarray(np.maximum(lower, n_positive))


def _highest_beta(x: FloatArray, strata: _Strata) -> FloatArray:
    """Return the highest beta limit of any x' of at most x, fractions allowed.

    Up to half of a stratum every positive adds to both share and variance, so only strata
    with more than half positive can be cut. For a price u of variance the best cut of each
    has a closed form; the price is sought.
    """
    highest = _beta(x, strata)[1]
    half = strata.n / 2
    slope = strata.weight / (2 * strata.per_pair)
    rows = np.flatnonzero((x > half).any(axis=-1))
    if rows.size == 0:
        return highest
    x = x[rows]
    most = np.max(np.maximum(x - half, 0) / slope, axis=-1)

    def limit(price: FloatArray) -> FloatArray:
        return _beta(np.minimum(x, half + price[:, None] * slope), strata)[1]

    left, right = np.zeros(len(x)), most
    for _ in range(_N_HALVINGS):
        first, second = right - _GOLDEN * (right - left), left + _GOLDEN * (right - left)
        rising = limit(first) < limit(second)
        left, right = np.where(rising, first, left), np.where(rising, right, second)
    highest[rows] = np.maximum(highest[rows], limit((left + right) / 2))
    return highest


def _beta(x: FloatArray, strata: _Strata) -> tuple[FloatArray, FloatArray]:
    total = strata.people.sum()
    share = x @ strata.weight / total
    variance = _variance(x, strata) / total**2
    lower, upper = beta_limits(share, variance, n=strata.n_cases, df=strata.df, level=strata.level)
    silent = ~np.isfinite(upper)
    return np.where(silent, share, lower) * total, np.where(silent, share, upper) * total


def _raise_for_full_strata(upper: FloatArray, x: FloatArray, strata: _Strata) -> None:
    """Lift the limit to what the rule gave when only the full strata had positives."""
    full = np.where(x == strata.n, x, 0.0)
    n_full, half = full.sum(axis=-1), int(strata.n.sum()) // 2
    some = n_full >= N_FOR_BETA
    upper[some] = np.maximum(upper[some], _gamma_upper(keep_heaviest(full[some], half), strata))
    most = n_full > strata.n.sum() / 2
    turned = strata.people.sum() - _lowest_gamma((strata.n - full)[most], strata, half)
    upper[most] = np.maximum(upper[most], turned)


def _lowest_gamma(x: FloatArray, strata: _Strata, n_most: int) -> FloatArray:
    """Return the lowest gamma lower limit of x and of x with heavier cases added."""
    added = np.arange(n_most + 1)[:, None]
    room = (strata.n - x)[:, None, :]
    taken = np.clip(added - (np.cumsum(room, axis=-1) - room), 0, room)
    limits = _gamma_lower(x[:, None, :] + taken, strata)
    allowed = x.sum(axis=-1)[:, None] + added[:, 0] <= n_most
    allowed[:, 0] = True
    return np.asarray(np.min(np.where(allowed, limits, np.inf), axis=-1, initial=np.inf))


def _gamma_upper(x: FloatArray, strata: _Strata) -> FloatArray:
    top = strata.weight[0]
    mean, variance = x @ strata.weight + top, x @ strata.weight**2 + top**2
    return gamma_quantile(mean, variance, tail=(1 - strata.level) / 2, upper=True)


def _gamma_lower(x: FloatArray, strata: _Strata) -> FloatArray:
    mean, variance = x @ strata.weight, x @ strata.weight**2
    return gamma_quantile(mean, variance, tail=(1 - strata.level) / 2, upper=False)


def _variance(x: FloatArray, strata: _Strata) -> FloatArray:
    return np.asarray((x * (strata.n - x)) @ strata.per_pair)


def _is_flat(x: FloatArray, strata: _Strata) -> BoolArray:
    if not strata.has_variance:
        return np.ones(len(x), dtype=bool)
    return np.asarray(_variance(x, strata) == 0)


def _has_few_negatives(x: FloatArray, strata: _Strata) -> BoolArray:
    n_positive = x.sum(axis=-1)
    n_negative = strata.n.sum() - n_positive
    return np.asarray((n_negative <= strata.n_few) & (n_negative <= n_positive))


def _methods(x: FloatArray, strata: _Strata) -> NDArray[np.str_]:
    n_positive, n = x.sum(axis=-1), strata.n.sum()
    few, flat = n_positive <= strata.n_few, _is_flat(x, strata)
    conditions = [
        n_positive == 0,
        n_positive == n,
        few & (n_positive < N_FOR_BETA),
        _has_few_negatives(x, strata) & (n - n_positive < N_FOR_BETA),
        flat,
    ]
    rows = [EXACT, EXACT_ALL, GAMMA, GAMMA_TURNED, GAMMA_FLAT]
    return np.asarray(np.select(conditions, rows, default=BETA))
