"""Is this stock unusual among municipalities, whose stocks differ anyway?

A municipality of ordinary practice, at the level of its peers, would lie within the
expected number times or divided by a factor. The factor is made of how far municipalities
lie apart (`analysis.measures.between.spread`) and of chance at one date. Being outside
says *unusual*; being inside does not say *the same*.

The chance part is no Poisson limit of a stock over time. Such a limit would take the
quarters as independent, though they hold mostly the same people, and would shrink as
quarters are added. Here one date is counted, each person once.

The spread is an estimate, and a poor one where few municipalities with small numbers show
it. The limits then reach further: Student's t with as many degrees of freedom as the
variance is known with.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Too small an expected number               no limits, no p value (NaN)
Municipalities as alike as chance allows   limits of chance, and of not knowing better
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.between.spread import Spread, chance_variance
from analysis.measures.inputs import FloatArray, Numbers, as_amounts, as_plain, as_tail

PREDICTIVE = "predictive, spread among municipalities and chance at one date"


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


def predictive_limits(
    n_expected: ArrayLike,
    spread: Spread,
    *,
    n_peers: ArrayLike,
    reference_recipients: ArrayLike | None = None,
    level: float = 0.95,
) -> tuple[Numbers, Numbers]:
    """Return the numbers that a municipality of ordinary practice would lie between.

    The limits are (E + 1/2) exp(-t s) - 1/2 and (E + 1/2) exp(t s) - 1/2, with
    s^2 = sd^2 (1 + 1 / n_peers) + 1 / (E + 1/2) + 1 / (R + 1/2): how far the
    municipality and the peers' level lie from the typical one, the chance in its own
    count and the chance in the peers' R recipients. The sd is borrowed from all other
    municipalities, since a handful of peers cannot show it.

    Parameters
    ----------
    n_expected : array_like
        Expected recipients at the pooled peers' rates, at one date.
    spread : Spread
        From `log_spread` over all municipalities but the focus.
    n_peers : array_like
        Peers that are pooled. Where one of them holds most people their effective
        number, (sum w)^2 / sum w^2 with w their population, is the fairer choice.
    reference_recipients : array_like, optional
        Recipients of the pooled peers at the date. Without it their level is taken to
        be free of chance: bold where the focus is larger than its peers together.
    level : float, default 0.95
        Share of ordinary municipalities inside, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float or ndarray
        Recipients, 0 or more; NaN where the expected number lies under the smallest one
        that the spread was measured on.

    Raises
    ------
    EstimationError
        If a number is missing or negative, there are no peers, or the level is no
        fraction.

    Notes
    -----
    Student's t has nu = 2 s^4 / ((1 + 1 / n_peers) SE(sd^2))^2 degrees of freedom
    (Satterthwaite), from 1 to the number of municipalities less 1. In simulation 0 to 5 %
    of ordinary municipalities lay outside limits at 95 % where 22 others show the spread,
    and 4.7 to 5 % where 97 do; with the number less 1 throughout it was 6.5 to 9.7 % of 22.

    Answers *unusual among municipalities*, not *different from the peers*: practice
    that is truly apart often lies inside.

    **Why this is not a Poisson limit of a stock over time.** Nothing is claimed about
    quarters as independent events. The chance part asks only: had the same practice
    met the same kind of people once more, how many would be counted at this one date?
    With each person counted once and apart from the others the variance of the count is
    its mean at most, and that of its logarithm about 1 / E. Which way it leans:

    - Persons who are on the benefit almost for certain vary less than this, and so does
      a full-time person, who is a sum of fractions: wide, cautious.
    - A household that comes and goes together, or a closed workplace, moves several
      persons at once: narrow, bold.
    - The logarithm of a small count is skew: with 10 to 30 expected and no variation
      between municipalities 4 to 5 in a hundred lie under and 1 above, where 2.5 and
      2.5 are meant; at level 0.998 some 6 in a thousand lie under, where 1 is meant.

    Beside chance it leans to the narrow side where one large peer dominates and
    `n_peers` counts them all alike, and where the focus and its peers differ in age, so
    that fewer recipients than R carry the expected number; to the wide side where the
    peers resemble the focus more than others do, since their likeness is not used.

    Examples
    --------
    The same ratios are usual in a small municipality and unusual in a large one.

    >>> spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=10.0)
    >>> lower, upper = predictive_limits([17, 2_000], spread, n_peers=5)
    >>> print([f"{low:.0f}-{high:.0f}" for low, high in zip(lower, upper)])
    ['9-33', '1292-3097']
    """
    expected, tail = as_amounts(n_expected, name="n_expected"), as_tail(level)
    error = standard_error(
        expected, spread, n_peers=n_peers, reference_recipients=reference_recipients
    )
    reach = stats.t.isf(tail, error.degrees) * error.sd
    known = np.where(expected >= spread.minimum_expected, expected, np.nan) + 0.5
    lower = np.maximum(known * np.exp(-reach) - 0.5, 0.0)
    return as_plain(lower), as_plain(known * np.exp(reach) - 0.5)


def compare_stock(
    n_recipients: ArrayLike,
    n_expected: ArrayLike,
    spread: Spread,
    *,
    n_peers: ArrayLike,
    reference_recipients: ArrayLike | None = None,
    level: float = 0.95,
) -> StockComparison:
    """Hold a stock against the numbers that are usual among municipalities.

    Parameters and errors are those of `predictive_limits`, with the observed number of
    recipients before them.

    Examples
    --------
    >>> spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=10.0)
    >>> aby = compare_stock(120, 200, spread, n_peers=5)
    >>> print(f"{aby.difference:+.0f} ({aby.difference_lower:+.0f} to {aby.difference_upper:+.0f})")
    -80 (-196 to -6)
    """
    observed, expected = np.broadcast_arrays(
        as_amounts(n_recipients, name="n_recipients"), as_amounts(n_expected, name="n_expected")
    )
    lower, upper = predictive_limits(
        expected,
        spread,
        n_peers=n_peers,
        reference_recipients=reference_recipients,
        level=level,
    )
    return StockComparison(
        n_recipients=as_plain(observed),
        n_expected=as_plain(expected),
        usual_lower=lower,
        usual_upper=upper,
        difference=as_plain(np.asarray(observed - expected)),
        difference_lower=as_plain(np.asarray(observed - upper)),
        difference_upper=as_plain(np.asarray(observed - lower)),
        level=level,
        method=PREDICTIVE,
    )


@dataclass(frozen=True)
class StandardError:
    """How far an ordinary stock lies from its expected number, on the logarithmic scale.

    Attributes
    ----------
    sd : ndarray
        Standard deviation: variation between municipalities and chance together.
    degrees : ndarray
        Degrees of freedom that it is known with.
    """

    sd: FloatArray
    degrees: FloatArray


def standard_error(
    n_expected: ArrayLike,
    spread: Spread,
    *,
    n_peers: ArrayLike,
    reference_recipients: ArrayLike | None = None,
) -> StandardError:
    """Return the standard deviation behind `predictive_limits`, and how well it is known.

    Parameters and errors are those of `predictive_limits`.

    Examples
    --------
    The same spread shown by municipalities with little and with much chance in them.

    >>> sure = Spread(0.0, 0.2, 97, 10.0, variance_error=0.006)
    >>> unsure = Spread(0.0, 0.2, 22, 10.0, variance_error=0.03)
    >>> for spread in (sure, unsure):
    ...     print(f"{standard_error(217, spread, n_peers=5).degrees:.0f}")
    96
    4
    """
    expected = as_amounts(n_expected, name="n_expected")
    apart = 1.0 + 1.0 / _as_peers(n_peers)
    variance = np.asarray(spread.sd) ** 2 * apart + chance_variance(expected)
    if reference_recipients is not None:
        recipients = as_amounts(reference_recipients, name="reference_recipients")
        variance = variance + chance_variance(recipients)
    error = np.asarray(spread.variance_error) * apart
    most = np.asarray(spread.n, dtype=np.float64) - 1.0
    known = np.where(error > 0, 2.0 * variance**2 / np.where(error > 0, error, 1.0) ** 2, most)
    degrees = np.clip(np.where(np.isnan(error), most, known), 1.0, most)
    return StandardError(np.sqrt(variance), degrees)


def two_sided_p(
    n_recipients: ArrayLike,
    n_expected: ArrayLike,
    spread: Spread,
    *,
    n_peers: ArrayLike,
    reference_recipients: ArrayLike | None = None,
) -> Numbers:
    """Return how probable a stock as far off is in a municipality of ordinary practice.

    Parameters and errors are those of `compare_stock`; 0.05 is the p value of a stock at
    the limits at level 0.95.

    Returns
    -------
    float or ndarray
        NaN where the limits are.

    Examples
    --------
    >>> spread = Spread(center=0.0, sd=0.2, n=97, minimum_expected=10.0)
    >>> print(f"{two_sided_p(120, 200, spread, n_peers=5):.3f}")
    0.029
    """
    observed = as_amounts(n_recipients, name="n_recipients")
    expected = as_amounts(n_expected, name="n_expected")
    error = standard_error(
        expected, spread, n_peers=n_peers, reference_recipients=reference_recipients
    )
    distance = np.abs(np.log((observed + 0.5) / (expected + 0.5)))
    p_value = 2.0 * stats.t.sf(distance / error.sd, error.degrees)
    return as_plain(np.where(expected >= spread.minimum_expected, p_value, np.nan))


def _as_peers(n_peers: ArrayLike) -> FloatArray:
    peers = np.asarray(n_peers, dtype=np.float64)
    if not np.all(peers > 0):
        raise EstimationError(
            "There are no peers to compare with.",
            where="n_peers",
            expected="a number of peers above 0",
            fix="choose peers that have figures",
        )
    return peers
