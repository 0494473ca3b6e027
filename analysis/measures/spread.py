"""Is this stock unusual among municipalities, whose stocks differ anyway?

Two municipalities with the same people in them do not have the same number on a
benefit: practice, industry and history differ. How much they differ is seen in the
other municipalities, as the spread of their logarithm of observed over expected. A
municipality of ordinary practice, at the level of its peers, would then lie within the
expected number times or divided by a few such spreads. Being outside says *unusual*;
being inside does not say *the same*.

The spread is measured so that a few extreme municipalities do not widen it: values are
winsorised, that is, pulled in to the 10 % and 90 % quantiles, and the variance that is
left is divided by its expectation under normality.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Fewer than 20 usable municipalities        refused
Municipality with too small an expected    left out of the spread; gets no limits (NaN)
All municipalities alike                   spread 0
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.inputs import FloatArray, Numbers, as_amounts, as_plain, as_tail

_FEWEST_MUNICIPALITIES = 20
_EACH_END = 0.10
# Variance of a standard normal variable pulled in to its 10 % and 90 % quantiles.
_WINSORISED_VARIANCE = 0.6786546


@dataclass(frozen=True)
class Spread:
    """How far the stocks of municipalities lie from their expected numbers.

    Attributes
    ----------
    center : float
        Typical logarithm of observed over expected; near 0.
    sd : float
        Standard deviation of that logarithm among municipalities. 0.2 reads: a typical
        municipality lies about 20 % above or below.
    n : int
        Municipalities that it rests on.
    minimum_expected : float
        The smallest expected number among them, in recipients.
    """

    center: float
    sd: float
    n: int
    minimum_expected: float


@dataclass(frozen=True)
class StockComparison:
    """A stock held against what is usual; fields are numbers or arrays of one shape.

    Attributes
    ----------
    n_recipients, n_expected : float or ndarray
        Observed and expected recipients.
    usual_lower, usual_upper : float or ndarray
        Recipients that a municipality of ordinary practice would have between.
    difference : float or ndarray
        Observed minus expected, in recipients.
    difference_lower, difference_upper : float or ndarray
        Observed minus the upper and minus the lower usual number. Both on one side of
        0: the stock is unusual.
    level : float
        Share of ordinary municipalities inside, a fraction in (0, 1).
    method : str
        Name of the method that gave the limits.
    """

    n_recipients: Numbers
    n_expected: Numbers
    usual_lower: Numbers
    usual_upper: Numbers
    difference: Numbers
    difference_lower: Numbers
    difference_upper: Numbers
    level: float
    method: str


def log_spread(
    n_recipients: ArrayLike, n_expected: ArrayLike, *, minimum_expected: float = 20.0
) -> Spread:
    """Measure how far stocks lie apart among municipalities.

    Parameters
    ----------
    n_recipients, n_expected : array_like
        Observed and expected recipients, one of each per municipality, the focus left
        out. Each expected number rests on the rates of the others.
    minimum_expected : float, default 20
        Municipalities with a smaller expected number are left out: their logarithms are
        mostly chance.

    Returns
    -------
    Spread
        Winsorised mean and standard deviation of log((O + 1/2) / (E + 1/2)).

    Raises
    ------
    EstimationError
        If fewer than 20 municipalities are left, or a number is missing or negative.

    Notes
    -----
    The quantiles are of type 7, and the variance is divided by 0.6786546, its
    expectation for a normal variable, after the winsorised dispersion of [1]_, which
    lacks the division. Chance variation of small municipalities is a part of the
    spread, so it leans to the wide side for a large focus. With many municipalities
    truly apart from the rest, more than a tenth at one end, it leans to the wide side
    too.

    References
    ----------
    .. [1] D. J. Spiegelhalter, "Handling over-dispersion of performance indicators",
       Quality and Safety in Health Care 14, 2005.

    Examples
    --------
    Forty invented municipalities, from half of the expected number to twice as many.

    >>> spread = log_spread(100 * np.geomspace(0.5, 2, 40), np.full(40, 100.0))
    >>> print(f"{spread.center:.2f} {spread.sd:.2f} {spread.n}")
    0.00 0.47 40
    """
    observed, expected = np.broadcast_arrays(
        as_amounts(n_recipients, name="n_recipients"), as_amounts(n_expected, name="n_expected")
    )
    is_usable = expected >= minimum_expected
    distances = np.log((observed[is_usable] + 0.5) / (expected[is_usable] + 0.5))
    _fail_if_too_few_municipalities(distances, minimum_expected)
    pulled_in = _winsorise(distances)
    variance = pulled_in.var(ddof=1) / _WINSORISED_VARIANCE
    return Spread(
        float(pulled_in.mean()), float(np.sqrt(variance)), distances.size, float(minimum_expected)
    )


def predictive_limits(
    n_expected: ArrayLike, spread: Spread, *, n_peers: float, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Return the numbers that a municipality of ordinary practice would lie between.

    The limits are E * exp(-t s r) and E * exp(t s r) with r = sqrt(1 + 1 / n_peers): the
    municipality's own distance from its peers, and the peers' mean's own from theirs.
    The spread is borrowed from all other municipalities, since a handful of peers
    cannot show it.

    Parameters
    ----------
    n_expected : array_like
        Expected recipients at the pooled peers' rates.
    spread : Spread
        From `log_spread` over all municipalities but the focus.
    n_peers : float
        Peers that are pooled. Where one of them holds most people their effective
        number, (sum w)^2 / sum w^2 with w their population, is the fairer choice.
    level : float, default 0.95
        Share of ordinary municipalities inside, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Recipients; NaN where the expected number lies under the smallest one that the
        spread was measured on.

    Raises
    ------
    EstimationError
        If a number is missing or negative, there are no peers, or the level is no
        fraction.

    Notes
    -----
    Answers *unusual among municipalities*, not *different from the peers*: practice
    that is truly apart often lies inside. Leans to the wide side for a large focus,
    since the chance of small municipalities is in the spread; to the narrow side where
    one large peer dominates and `n_peers` counts them all alike; and to the wide side
    where the peers resemble the focus more than others do, since their likeness is not
    used.

    Examples
    --------
    >>> spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=20.0)
    >>> lower, upper = predictive_limits(200, spread, n_peers=5)
    >>> print(f"{lower:.0f}-{upper:.0f}")
    129-309
    """
    expected, tail = as_amounts(n_expected, name="n_expected"), as_tail(level)
    _fail_if_there_are_no_peers(n_peers)
    reach = stats.t.isf(tail, spread.n - 1) * spread.sd * np.sqrt(1.0 + 1.0 / n_peers)
    known = np.where(expected >= spread.minimum_expected, expected, np.nan)
    return as_plain(known * np.exp(-reach)), as_plain(known * np.exp(reach))


def compare_stock(
    n_recipients: ArrayLike,
    n_expected: ArrayLike,
    spread: Spread,
    *,
    n_peers: float,
    level: float = 0.95,
) -> StockComparison:
    """Hold a stock against the numbers that are usual among municipalities.

    Parameters and errors are those of `predictive_limits`, with the observed number of
    recipients before them.

    Examples
    --------
    >>> spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=20.0)
    >>> aby = compare_stock(120, 200, spread, n_peers=5)
    >>> print(f"{aby.difference:+.0f} ({aby.difference_lower:+.0f} to {aby.difference_upper:+.0f})")
    -80 (-189 to -9)
    """
    observed, expected = np.broadcast_arrays(
        as_amounts(n_recipients, name="n_recipients"), as_amounts(n_expected, name="n_expected")
    )
    lower, upper = predictive_limits(expected, spread, n_peers=n_peers, level=level)
    return StockComparison(
        n_recipients=as_plain(observed),
        n_expected=as_plain(expected),
        usual_lower=lower,
        usual_upper=upper,
        difference=as_plain(np.asarray(observed - expected)),
        difference_lower=as_plain(np.asarray(observed - upper)),
        difference_upper=as_plain(np.asarray(observed - lower)),
        level=level,
        method="predictive, spread among municipalities",
    )


def _winsorise(values: FloatArray) -> FloatArray:
    low, high = np.quantile(values, [_EACH_END, 1.0 - _EACH_END])
    return np.clip(values, low, high)


def _fail_if_too_few_municipalities(distances: FloatArray, minimum_expected: float) -> None:
    if distances.size < _FEWEST_MUNICIPALITIES:
        raise EstimationError(
            f"{distances.size} municipalities are too few to show how far they lie apart.",
            where="n_expected",
            expected=f"{_FEWEST_MUNICIPALITIES} or more with {minimum_expected:g} expected or more",
            fix="use a longer period or a larger benefit, or state no limits",
        )


def _fail_if_there_are_no_peers(n_peers: float) -> None:
    if not n_peers > 0:
        raise EstimationError(
            "There are no peers to compare with.",
            where="n_peers",
            expected="a number of peers above 0",
            fix="choose peers that have figures",
        )
