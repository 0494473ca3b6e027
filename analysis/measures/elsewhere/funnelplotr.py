"""What would FunnelPlotR say about the dispersion of these numbers?

FunnelPlotR, an R package used in the English health service, adds overdispersion to
funnel plots as Spiegelhalter proposed. Its phi and tau2 are computed here so that a
figure made with it can be recognised, and are never used in a verdict: phi is a third
too small for an ordinary set of municipalities, since it is not corrected for what was
winsorised away, and tau2 comes out about half of what it is. For the limits themselves
use `analysis.measures.between.unusual`.

Each transform returns the values, their chance standard errors and the target on the
transformed scale; `dispersion_winsorised` and `dispersion_truncated` take them from
there.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
A count of 0 under a logarithm             minus infinity; refused
Less variation than chance gives           tau2 0, phi as it is
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from analysis.errors import EstimationError
from analysis.measures.between.overdispersion import winsorise
from analysis.measures.inputs import (
    FloatArray,
    Numbers,
    as_amounts,
    as_person_time,
    as_plain,
    as_tail,
)


@dataclass(frozen=True)
class Transformed:
    """Values on the scale of a funnel plot.

    Attributes
    ----------
    values, standard_errors : ndarray
        One per unit, and its standard error by chance alone.
    target : float
        The target on the same scale.
    """

    values: FloatArray
    standard_errors: FloatArray
    target: float


@dataclass(frozen=True)
class FunnelDispersion:
    """FunnelPlotR's dispersion.

    Attributes
    ----------
    phi : float
        Mean squared distance from the target, in chance standard errors; 1 by chance
        alone were nothing winsorised or left out.
    phi_corrected : float
        The same divided by what it is for a normal variable, so that chance alone is 1.
    tau2 : float
        Variance beyond chance on the transformed scale, at least 0; from `phi`.
    n_used : int
        Units that it rests on.
    """

    phi: float
    phi_corrected: float
    tau2: float
    n_used: int


def square_root_of_ratio(n_observed: ArrayLike, n_expected: ArrayLike) -> Transformed:
    """Transform standardised ratios as the Care Quality Commission does.

    Parameters
    ----------
    n_observed, n_expected : array_like
        Observed events (0 or more) and expected events (above 0), one per unit.

    Examples
    --------
    >>> square_root_of_ratio([25, 0], [100, 16]).values
    array([0.5, 0. ])
    """
    observed, expected = _as_pair(n_observed, n_expected)
    return Transformed(np.sqrt(observed / expected), 1.0 / (2.0 * np.sqrt(expected)), 1.0)


def logarithm_of_ratio(n_observed: ArrayLike, n_expected: ArrayLike) -> Transformed:
    """Transform standardised ratios as the SHMI does, expected rounded to two decimals.

    Parameters are those of `square_root_of_ratio`; observed events above 0.

    Raises
    ------
    EstimationError
        If there are no events somewhere: their logarithm is minus infinity.

    Examples
    --------
    >>> logarithm_of_ratio([20, 40], [20, 20]).values.round(3)
    array([0.   , 0.693])
    """
    observed, expected = _as_pair(n_observed, n_expected)
    if np.any(observed == 0):
        raise EstimationError(
            "A unit without events has no logarithm.",
            where="n_observed",
            expected="one event or more in every unit",
            fix="use square_root_of_ratio(), or winsorised_dispersion() for a verdict",
        )
    rounded = np.round(expected, 2)
    return Transformed(np.log(observed / rounded), 1.0 / np.sqrt(rounded), 0.0)


def arcsine_of_share(n_events: ArrayLike, n_persons: ArrayLike) -> Transformed:
    """Transform proportions by the arcsine of their square root.

    Parameters
    ----------
    n_events, n_persons : array_like
        Persons with the event, and persons (above 0), one per unit.

    Examples
    --------
    >>> print(f"{arcsine_of_share([50, 0], [100, 100]).target:.4f}")
    0.5236
    """
    events, persons = _as_pair(n_events, n_persons)
    values = np.arcsin(np.sqrt(events / persons))
    target = float(np.arcsin(np.sqrt(events.sum() / persons.sum())))
    return Transformed(values, 1.0 / (2.0 * np.sqrt(persons)), target)


def logarithm_of_two_counts(first: ArrayLike, second: ArrayLike) -> Transformed:
    """Transform ratios of two counts by their logarithm, a half added to each count.

    Parameters
    ----------
    first, second : array_like
        Counts: 0 or more above the line, above 0 below it, one of each per unit.

    Examples
    --------
    >>> logarithm_of_two_counts([9, 0], [9, 10]).values.round(3)
    array([ 0.   , -3.045])
    """
    above, below = _as_pair(first, second)
    values = np.log((above + 0.5) / (below + 0.5))
    variances = above / (above + 0.5) ** 2 + below / (below + 0.5) ** 2
    return Transformed(values, np.sqrt(variances), float(np.log(above.sum() / below.sum())))


def dispersion_winsorised(scaled: Transformed, *, each_end: float = 0.10) -> FunnelDispersion:
    """Return phi and tau2 with the outermost distances pulled in at each end.

    Parameters
    ----------
    scaled : Transformed
        From one of the transforms.
    each_end : float, default 0.1
        Share pulled in at each end, a fraction in [0, 0.5).

    References
    ----------
    .. [1] D. J. Spiegelhalter, "Handling over-dispersion of performance indicators",
       Quality and Safety in Health Care 14, 2005.

    Examples
    --------
    >>> observed = [100, 150, 180, 80, 120, 225]
    >>> scaled = square_root_of_ratio(observed, [108, 112, 165, 95, 100, 220])
    >>> print(f"{dispersion_winsorised(scaled).phi:.3f}")
    2.327
    """
    distances = winsorise(_distances(scaled), each_end=each_end)
    inside, reach = _ordinary_square_inside(each_end)
    ordinary = inside + 2.0 * each_end * reach**2
    return _dispersion(distances, scaled.standard_errors, ordinary)


def dispersion_truncated(scaled: Transformed, *, each_end: float = 0.10) -> FunnelDispersion:
    """Return phi and tau2 with the outermost units left out at each end.

    Parameters are those of `dispersion_winsorised`. A unit is left out when the rank of
    its distance, over their number plus one, lies in the first or the last tenth.

    References
    ----------
    .. [1] NHS Digital, "Summary Hospital-level Mortality Indicator: indicator
       specification".

    Examples
    --------
    >>> observed = [100, 150, 180, 80, 120, 225]
    >>> scaled = logarithm_of_ratio(observed, [108, 112, 165, 95, 100, 220])
    >>> print(f"{dispersion_truncated(scaled).phi:.3f}")
    2.948
    """
    distances = _distances(scaled)
    # In tenths where a tenth is left out; written so that none is when the share is 0.
    place = stats.rankdata(distances) / (distances.size + 1)
    is_kept = (place >= each_end) & (place < 1.0 - each_end)
    inside, _ = _ordinary_square_inside(each_end)
    ordinary = inside / (1.0 - 2.0 * each_end)
    return _dispersion(distances[is_kept], scaled.standard_errors[is_kept], ordinary)


def drawn_ratio_limits(n_expected: ArrayLike, *, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Return the limits that FunnelPlotR draws for a standardised ratio of 1.

    Parameters
    ----------
    n_expected : array_like
        Expected events, above 0.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Notes
    -----
    The exact confidence limits of a count that is as expected, over the expected
    number. They are no predictive limits: with up to 50 expected 1.2 % of ordinary
    units lie above them and 3.0 % under them, where 2.5 and 2.5 are meant.

    Examples
    --------
    >>> "{:.4f} to {:.4f}".format(*drawn_ratio_limits(15))
    '0.5597 to 1.6493'
    """
    expected, tail = as_person_time(n_expected, name="n_expected"), as_tail(level)
    lower = special.gammaincinv(expected, tail) / expected
    upper = special.gammainccinv(expected + 1.0, tail) / expected
    return as_plain(np.asarray(lower)), as_plain(np.asarray(upper))


def _as_pair(above: ArrayLike, below: ArrayLike) -> tuple[FloatArray, FloatArray]:
    numerators, denominators = np.broadcast_arrays(
        as_amounts(above, name="numerators"), as_person_time(below, name="denominators")
    )
    return numerators, denominators


def _distances(scaled: Transformed) -> FloatArray:
    return np.asarray((scaled.values - scaled.target) / scaled.standard_errors)


def _ordinary_square_inside(each_end: float) -> tuple[float, float]:
    """Return what a standard normal variable's square adds up to inside, and the border."""
    if each_end == 0.0:
        return 1.0, 0.0
    reach = float(stats.norm.isf(each_end))
    return 1.0 - 2.0 * each_end - 2.0 * reach * float(stats.norm.pdf(reach)), reach


def _dispersion(
    distances: FloatArray, standard_errors: FloatArray, ordinary: float
) -> FunnelDispersion:
    squares, weights = float((distances**2).sum()), standard_errors**-2.0
    surplus = squares - (distances.size - 1)
    effective = float(weights.sum() - (weights**2).sum() / weights.sum())
    phi = squares / distances.size
    return FunnelDispersion(
        phi=phi,
        phi_corrected=phi / ordinary,
        tau2=max(0.0, surplus / effective),
        n_used=int(distances.size),
    )
