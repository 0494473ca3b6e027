"""How many are there truly, when the judgement that found them makes errors?

A judgement finds a known or estimated part of those who are there (sensitivity) and
passes a part of those who are not (specificity). Turning that around gives the true
share, with three traps: it may fall below nothing, it explodes when the judgement is
hardly better than a guess, and the two parts are usually known from a few dozen cases.

This is for error rates from *elsewhere*. When some of the review's own cases were read
twice, use `estimate_two_phase`: it assumes nothing about the errors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from analysis.errors import EstimationError
from analysis.estimation.melding import melded_limit, weighted_share_spread
from analysis.measures.counts.intervals import clopper_pearson_limits, wilson_limits
from analysis.measures.inputs import as_tail

Method = Literal["wilson", "exact"]
Distribution = Literal["gamma", "beta"]


@dataclass(frozen=True)
class CorrectedShare:
    """A share corrected for errors of judgement.

    Attributes
    ----------
    value, lower, upper : float
        The corrected share and its limits, held within 0 and 1.
    value_unbounded, lower_unbounded, upper_unbounded : float
        The same as the formula gives them; below 0 or above 1 where the judgement found
        fewer, or more, than its errors alone would give.
    apparent : float
        The share that was judged positive.
    is_outside : bool
        Whether the formula's value lies outside 0 to 1.
    reason : str
        What that means, in words; empty otherwise.
    level : float
        Level of the limits, a fraction in (0, 1).
    method : str
        How the limits were made.
    """

    value: float
    lower: float
    upper: float
    value_unbounded: float
    lower_unbounded: float
    upper_unbounded: float
    apparent: float
    is_outside: bool
    reason: str
    level: float
    method: str


def correct_share(
    n_positive: int,
    n: int,
    *,
    sensitivity: float,
    specificity: float,
    method: Method = "wilson",
    level: float = 0.95,
) -> CorrectedShare:
    """Correct a share for known rates of error.

    Parameters
    ----------
    n_positive, n : int
        Cases judged positive, and cases judged, in a simple random sample.
    sensitivity, specificity : float
        Fractions of the truly positive judged positive, and of the truly negative judged
        negative, taken as known.
    method : {"wilson", "exact"}
        Limits of the apparent share: Wilson's, or those of Clopper and Pearson.
    level : float, default 0.95
        Level of the limits.

    Raises
    ------
    EstimationError
        If the judgement is no better than a guess (the two rates sum to 1 or less), a
        rate is no fraction, or the counts are not whole numbers within n.

    Notes
    -----
    (apparent + specificity - 1) / (sensitivity + specificity - 1) [1]_, and the same for
    the limits. Wilson's limit next to nothing (one positive) or everything is replaced by
    the Poisson one [2]_, since the plain one covers too seldom there. Takes the two rates
    as known: where they were estimated, the limits are too narrow, often by far; use
    `correct_share_with_estimated_errors`. Rates found among plain cases lean the
    sensitivity upwards and so the corrected share downwards.

    References
    ----------
    .. [1] W. J. Rogan and B. Gladen, "Estimating prevalence from the results of a
       screening test", American Journal of Epidemiology 107, 1978.
    .. [2] L. D. Brown, T. T. Cai and A. DasGupta, "Interval estimation for a binomial
       proportion", Statistical Science 16, 2001, section 4.1.1.

    Examples
    --------
    >>> share = correct_share(45, 150, sensitivity=0.96, specificity=0.89)
    >>> print(f"{share.value:.3f} ({share.lower:.3f} to {share.upper:.3f})")
    0.224 (0.144 to 0.315)
    """
    _fail_if_not_within(n_positive, n, name="n_positive of n")
    gain = _gain(sensitivity, specificity)
    limits = {"wilson": wilson_limits, "exact": clopper_pearson_limits}
    if method not in limits:
        raise EstimationError(
            "There are no such limits.", where="method", expected="wilson or exact"
        )
    lower, upper = limits[method](n_positive, n, level=level)
    if method == "wilson" and n > 1:
        lower = -math.log(level) / n if n_positive == 1 else lower
        upper = 1 + math.log(level) / n if n_positive == n - 1 else upper
    name = {"wilson": "Rogan-Gladen, Wilson", "exact": "Rogan-Gladen, Clopper-Pearson"}[method]
    apparent = n_positive / n
    value, low, high = ((p + specificity - 1) / gain for p in (apparent, lower, upper))
    return _bounded(value, (low, high), apparent=apparent, level=level, method=name)


def correct_share_with_estimated_errors(
    n_positive: int,
    n: int,
    *,
    n_found: int,
    n_truly_positive: int,
    n_cleared: int,
    n_truly_negative: int,
    level: float = 0.95,
) -> CorrectedShare:
    """Correct a share for rates of error that were themselves estimated.

    Parameters
    ----------
    n_positive, n : int
        Cases judged positive, and cases judged, in a simple random sample.
    n_found, n_truly_positive : int
        Of cases known to be positive, those judged positive, and all of them.
    n_cleared, n_truly_negative : int
        Of cases known to be negative, those judged negative, and all of them.
    level : float, default 0.95
        Level of the limits.

    Raises
    ------
    EstimationError
        If counts are not whole numbers within their totals, or the judgement was no
        better than a guess.

    Notes
    -----
    Lang and Reiczigel's interval [1]_: adjusted counts, and a shift of the centre. In
    their equation 4 the last term must hold the square of one minus the adjusted share.
    Assumes three independent samples. `value` is the plain estimate, which need not be
    the middle of the limits.

    References
    ----------
    .. [1] Z. Lang and J. Reiczigel, "Confidence limits for prevalence of disease adjusted
       for estimated sensitivity and specificity", Preventive Veterinary Medicine 113,
       2014.

    Examples
    --------
    >>> share = correct_share_with_estimated_errors(
    ...     18, 160, n_found=20, n_truly_positive=24, n_cleared=23, n_truly_negative=24
    ... )
    >>> print(f"{share.value:.3f} ({share.lower:.3f} to {share.upper:.3f})")
    0.089 (0.000 to 0.193)
    """
    for x, total, name in (
        (n_positive, n, "n_positive of n"),
        (n_found, n_truly_positive, "n_found of n_truly_positive"),
        (n_cleared, n_truly_negative, "n_cleared of n_truly_negative"),
    ):
        _fail_if_not_within(x, total, name=name)
    z = float(stats.norm.isf(as_tail(level)))
    apparent, found, cleared = n_positive / n, n_found / n_truly_positive, (
        n_cleared / n_truly_negative
    )  # fmt: skip
    value = (apparent + cleared - 1) / _gain(found, cleared)
    n_p, n_se, n_sp = n + z**2, n_truly_positive + 2, n_truly_negative + 2
    p, se, sp = (n_positive + z**2 / 2) / n_p, (n_found + 1) / n_se, (n_cleared + 1) / n_sp
    gain = _gain(se, sp)
    centre = (p + sp - 1) / gain
    v_se, v_sp = se * (1 - se) / n_se, sp * (1 - sp) / n_sp
    shift = 2 * z**2 * (centre * v_se - (1 - centre) * v_sp)
    spread = p * (1 - p) / n_p + centre**2 * v_se + (1 - centre) ** 2 * v_sp
    width = z * math.sqrt(spread) / gain
    limits = (centre + shift - width, centre + shift + width)
    return _bounded(value, limits, apparent=apparent, level=level, method="Lang-Reiczigel")


def correct_stratified_share(
    n_positive: ArrayLike,
    n: ArrayLike,
    population: ArrayLike,
    *,
    n_found: int,
    n_truly_positive: int,
    n_cleared: int,
    n_truly_negative: int,
    rng: np.random.Generator | None = None,
    level: float = 0.95,
    n_draws: int = 100_000,
    distribution: Distribution = "gamma",
) -> CorrectedShare:
    """Correct a share from a stratified sample for rates of error that were estimated.

    Parameters
    ----------
    n_positive, n, population : array of shape (H,)
        Cases judged positive, cases judged, and people, by stratum.
    n_found, n_truly_positive, n_cleared, n_truly_negative : int
        As in `correct_share_with_estimated_errors`.
    rng : numpy.random.Generator, optional
        Simulate the limits with it, as the published software does. Left out, they are
        integrated, good to nine decimals.
    level : float, default 0.95
        Level of the limits.
    n_draws : int
        Draws when simulated; limits are then good to about 0.002 with the default.
    distribution : {"gamma", "beta"}
        Of the stratified share. ``gamma``: a weighted sum of rare events. ``beta``: that
        of the simple random sample that would tell as much; narrower, and not for an
        outcome that no case, or every case, was judged to have.

    Raises
    ------
    EstimationError
        If a count does not lie within its total, the judgement was no better than a
        guess, or beta is asked for where none or all were judged positive.

    Notes
    -----
    A melded interval [1]_: lower and upper confidence distributions of the three parts
    are combined. The finite population is left out. Leans to the cautious side, beta
    less so, and bold where the heaviest stratum shows no positive. With validation
    samples of 20 to 30 cases the limits are so wide that the correction mostly says how
    little is known.

    References
    ----------
    .. [1] D. M. Bayer, M. P. Fay and B. I. Graubard, "Confidence intervals for prevalence
       estimates from complex surveys with imperfect assays", Statistics in Medicine 42,
       2023.

    Examples
    --------
    >>> share = correct_stratified_share(
    ...     [8, 14, 10], [36, 24, 34], [520, 75, 310], n_found=15, n_truly_positive=18,
    ...     n_cleared=28, n_truly_negative=30,
    ... )
    >>> print(f"{share.value:.2f} ({share.lower:.2f} to {share.upper:.2f})")
    0.27 (0.03 to 0.54)
    """
    x, cases, people = (np.asarray(values, dtype=float) for values in (n_positive, n, population))
    if not x.shape == cases.shape == people.shape or x.ndim != 1 or np.any(cases > people):
        raise EstimationError(
            "The strata do not fit together.",
            where="n_positive, n and population",
            expected="one value each per stratum, and no more cases than people",
        )
    for part, (positive, judged) in enumerate(zip(x, cases, strict=True), start=1):
        _fail_if_not_within(positive, judged, name=f"n_positive of n, stratum {part}")
    _fail_if_not_within(n_found, n_truly_positive, name="n_found of n_truly_positive")
    _fail_if_not_within(n_cleared, n_truly_negative, name="n_cleared of n_truly_negative")
    tail = as_tail(level)
    weights = people / people.sum() / cases
    found, cleared = n_found / n_truly_positive, n_cleared / n_truly_negative
    apparent = float(weights @ x)
    value = (apparent + cleared - 1) / _gain(found, cleared)
    ends = [
        melded_limit(
            weighted_share_spread(weights, x, is_lower=is_lower, distribution=distribution),
            *((n_found, n_truly_positive), (n_cleared, n_truly_negative)),
            tail if is_lower else 1 - tail,
            is_lower=is_lower,
            rng=rng,
            n_draws=n_draws,
        )
        for is_lower in (True, False)
    ]
    how = f"melded, {distribution} and beta"
    return _bounded(value, (ends[0], ends[1]), apparent=apparent, level=level, method=how)


def _bounded(
    value: float, limits: tuple[float, float], *, apparent: float, level: float, method: str
) -> CorrectedShare:
    is_outside = not 0.0 <= value <= 1.0
    reason = ""
    if value < 0:
        reason = "fewer were judged positive than the errors alone would give if nobody was"
    elif value > 1:
        reason = "more were judged positive than the errors allow even if everybody was"
    return CorrectedShare(
        value=min(max(value, 0.0), 1.0),
        lower=min(max(limits[0], 0.0), 1.0),
        upper=min(max(limits[1], 0.0), 1.0),
        value_unbounded=value,
        lower_unbounded=limits[0],
        upper_unbounded=limits[1],
        apparent=apparent,
        is_outside=is_outside,
        reason=reason,
        level=level,
        method=method,
    )


def _gain(sensitivity: float, specificity: float) -> float:
    if not (0 <= sensitivity <= 1 and 0 <= specificity <= 1):
        raise EstimationError(
            "A rate of error is not a fraction.",
            where="sensitivity and specificity",
            expected="fractions between 0 and 1",
            fix="divide per cent by 100",
        )
    if sensitivity + specificity <= 1.0:
        raise EstimationError(
            "A judgement that is no better than a guess cannot be corrected.",
            where=f"sensitivity {sensitivity:g} and specificity {specificity:g}",
            expected="a sum above 1",
            fix="report what was judged, and that nothing can be said of the truth behind it",
        )
    return sensitivity + specificity - 1.0


def _fail_if_not_within(x: float, n: float, *, name: str) -> None:
    if not (n > 0 and 0 <= x <= n and x == int(x) and n == int(n)):
        raise EstimationError(
            "A count does not lie within its total.",
            where=name,
            expected="whole numbers, from 0 to a total above 0",
        )
