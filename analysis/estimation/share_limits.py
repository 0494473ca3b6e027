"""Between which limits does a share lie, given the variance that the design gives it?

Formulas for a share and its design variance, on plain numbers or arrays. `beta_limits` is
the one in use from ten positives on; the others stand beside it under their own names, for
comparison with what other software prints. None of them answers when the variance is
estimated as zero: a sample without variation does not show that there is none. They give
NaN there, and `analysis.estimation.count_rule` says what is done instead.

==================  ==================================================================
Function            Leans, in stratified samples of some 160 cases
==================  ==================================================================
`beta_limits`       to neither from ten positives; too narrow upwards below
`capped_limits`     to the cautious side, and still too narrow when all positives lie
                    in the heaviest stratum
`logit_limits`      too narrow upwards with few positives
`wilson_limits`     as `logit_limits`
`arcsine_limits`    as `logit_limits`
`wald_limits`       too narrow upwards already at 6 per cent; below 0 with few
==================  ==================================================================
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from analysis.errors import EstimationError

FloatArray = NDArray[np.float64]
Limits = tuple[FloatArray, FloatArray]


def beta_limits(
    share: ArrayLike, variance: ArrayLike, *, n: ArrayLike, df: ArrayLike, level: float = 0.95
) -> Limits:
    """Return exact binomial limits of a sample as informative as this one.

    Parameters
    ----------
    share, variance : array_like
        Estimated share, a fraction, and its design variance.
    n : array_like
        Cases that the share rests on.
    df : array_like
        Degrees of freedom: cases less strata.
    level : float
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    tuple of ndarray
        Lower and upper limit, fractions. NaN where the variance is zero.

    Notes
    -----
    The design's own effective size is not capped at `n`, so a sample that is drawn better
    than at random gets the narrower limits it has earned. With fewer than ten positives
    that is bold: the variance is then estimated from the few strata that showed any.

    References
    ----------
    E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small
    expected number of positive counts estimated from survey data", Survey Methodology 24,
    1998.

    Examples
    --------
    >>> lower, upper = beta_limits(0.1, 0.0005, n=160, df=154)
    >>> print(f"{lower:.3f} to {upper:.3f}")
    0.060 to 0.153
    """
    return _beta(share, effective_size(share, variance, n=n, df=df, level=level), level)


def capped_limits(
    share: ArrayLike, variance: ArrayLike, *, n: ArrayLike, df: ArrayLike, level: float = 0.95
) -> Limits:
    """Return `beta_limits` with an effective size of at most the number of cases.

    Parameters are those of `beta_limits`. Where the share is 0 or 1 the size is `n`.

    References
    ----------
    J. D. Parker and others, "National Center for Health Statistics data presentation
    standards for proportions", Vital and Health Statistics 2(175), 2017.
    """
    p = np.asarray(share, dtype=float)
    own = effective_size(share, variance, n=n, df=df, level=level)
    return _beta(p, np.fmin(own, np.asarray(n, dtype=float)), level)


def logit_limits(
    share: ArrayLike, variance: ArrayLike, *, df: ArrayLike, level: float = 0.95
) -> Limits:
    """Return t limits of the log odds, turned back into shares.

    Parameters are those of `beta_limits`.

    References
    ----------
    T. Lumley, Complex Surveys, 2010, section 2.3.
    """
    p, v = _parts(share, variance)
    half = student_quantile(df, level) * np.sqrt(v) / (p * (1 - p))
    return special.expit(special.logit(p) - half), special.expit(special.logit(p) + half)


def arcsine_limits(
    share: ArrayLike, variance: ArrayLike, *, df: ArrayLike, level: float = 0.95
) -> Limits:
    """Return t limits of the arcsine of the root, turned back into shares.

    Parameters are those of `beta_limits`.

    Notes
    -----
    A limit that would pass 0 or 1 stays there; R's ``svyciprop`` turns it back inside.

    References
    ----------
    T. Lumley, Complex Surveys, 2010, section 2.3.
    """
    p, v = _parts(share, variance)
    half = student_quantile(df, level) * np.sqrt(v) / (2 * np.sqrt(p * (1 - p)))
    centre = np.arcsin(np.sqrt(p))
    lower, upper = np.maximum(centre - half, 0), np.minimum(centre + half, np.pi / 2)
    return np.sin(lower) ** 2, np.sin(upper) ** 2


def wilson_limits(
    share: ArrayLike, variance: ArrayLike, *, df: ArrayLike, level: float = 0.95
) -> Limits:
    """Return score limits with the design's effective size and Student's t.

    Parameters are those of `beta_limits`.

    References
    ----------
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22, 1927.
    """
    p, v = _parts(share, variance)
    size = p * (1 - p) / v
    t = student_quantile(df, level)
    shrink = 1 + t**2 / size
    centre = (p + t**2 / (2 * size)) / shrink
    half = t * np.sqrt(p * (1 - p) / size + t**2 / (4 * size**2)) / shrink
    return centre - half, centre + half


def wald_limits(
    share: ArrayLike, variance: ArrayLike, *, df: ArrayLike, level: float = 0.95
) -> Limits:
    """Return share ± t·SE, the limits that most software gives first.

    Parameters are those of `beta_limits`.
    """
    p, v = _parts(share, variance)
    half = student_quantile(df, level) * np.sqrt(v)
    return p - half, p + half


def effective_size(
    share: ArrayLike, variance: ArrayLike, *, n: ArrayLike, df: ArrayLike, level: float = 0.95
) -> FloatArray:
    """Return the size of the simple random sample that would tell as much.

    Parameters are those of `beta_limits`. NaN where the variance is zero.

    Notes
    -----
    p(1 - p) / v, times the squared ratio of Student's quantiles with n - 1 and with the
    design's degrees of freedom: many strata with few cases tell less of the variance.
    """
    p, v = _parts(share, variance)
    ratio = student_quantile(np.asarray(n, dtype=float) - 1, level) / student_quantile(df, level)
    return np.asarray(p * (1 - p) / v * ratio**2)


def student_quantile(df: ArrayLike, level: float) -> FloatArray:
    """Return the two-sided quantile of Student's t; NaN without degrees of freedom."""
    fail_if_level_is_no_fraction(level)
    freedom = np.asarray(df, dtype=float)
    usable = freedom > 0
    quantile = special.stdtrit(np.where(usable, freedom, 1.0), (1 + level) / 2)
    return np.where(usable, quantile, np.nan)


def _beta(share: ArrayLike, size: FloatArray, level: float) -> Limits:
    p, tail = np.asarray(share, dtype=float), (1 - level) / 2
    yes, no = size * p, size * (1 - p)
    known = np.isfinite(size)
    yes, no = np.where(known, yes, 1.0), np.where(known, no, 1.0)
    lower = special.betaincinv(np.maximum(yes, 1e-300), no + 1, tail)
    upper = special.betainccinv(yes + 1, np.maximum(no, 1e-300), tail)
    lower, upper = np.where(yes > 0, lower, 0.0), np.where(no > 0, upper, 1.0)
    return np.where(known, lower, np.nan), np.where(known, upper, np.nan)


def _parts(share: ArrayLike, variance: ArrayLike) -> tuple[FloatArray, FloatArray]:
    p, v = np.asarray(share, dtype=float), np.asarray(variance, dtype=float)
    return p, np.where((v > 0) & (p > 0) & (p < 1), v, np.nan)


def fail_if_level_is_no_fraction(level: float) -> None:
    """Refuse a level that is no fraction between 0 and 1."""
    if not 0 < level < 1:
        raise EstimationError(
            "The level is not between 0 and 1.", where="level", expected="a fraction such as 0.95"
        )
