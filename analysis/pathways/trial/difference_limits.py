"""By how many points may the two groups differ, when each has some ten cases?

`score_difference` (Miettinen and Nurminen) is the one in use: at ten in a group it holds
the true difference as often as stated. `newcombe_difference` is simpler, can be redone on
paper, and is bolder at the worst true shares.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize, special

from analysis.concepts import Estimate
from analysis.measures.counts.intervals import wilson_limits
from analysis.measures.inputs import as_tail
from analysis.pathways.trial.two_by_two import TwoGroups

# As near to a difference of all or nothing as the search goes.
_EDGE = 1 - 1e-10


def score_difference(
    groups: TwoGroups, *, level: float = 0.95, is_corrected: bool = True
) -> Estimate:
    """Return the difference of two shares with score limits.

    Parameters
    ----------
    groups : TwoGroups
        The cases.
    level : float
        Level of the limits, a fraction in (0, 1).
    is_corrected : bool
        With Miettinen and Nurminen's N / (N - 1); without it the limits are Mee's.

    Returns
    -------
    Estimate
        A ``share``: first less second.

    Notes
    -----
    All differences that the score test does not reject, each judged at the shares that
    fit it best. On average cautious by a point
    at ten cases; bold by one to three points at the worst true shares.

    References
    ----------
    O. Miettinen and M. Nurminen, "Comparative analysis of two rates", Statistics in
    Medicine 4, 1985. C. P. Farrington and G. Manning, "Test statistics and sample size
    formulae for comparative binomial trials", Statistics in Medicine 9, 1990, for the
    closed form of the shares that fit best.

    Examples
    --------
    >>> from analysis.pathways.trial.two_by_two import two_groups
    >>> found = score_difference(two_groups(7, 10, 2, 12))
    >>> print(f"{found.value:.3f} ({found.lower:.4f} to {found.upper:.4f})")
    0.533 (0.1137 to 0.7954)
    """
    z = float(special.ndtri(1 - as_tail(level)))
    value = groups.difference

    def score(difference: float) -> float:
        return _score(groups, difference, is_corrected=is_corrected)

    lower, upper = -1.0, 1.0
    if value > -_EDGE and score(-_EDGE) > z:
        lower = float(optimize.brentq(lambda d: score(d) - z, -_EDGE, value, xtol=1e-14))
    if value < _EDGE and score(_EDGE) < -z:
        upper = float(optimize.brentq(lambda d: score(d) + z, value, _EDGE, xtol=1e-14))
    method = "Miettinen-Nurminen" if is_corrected else "Mee"
    return Estimate(value, lower, upper, level, "share", float(sum(groups.n)), method)


def newcombe_difference(groups: TwoGroups, *, level: float = 0.95) -> Estimate:
    """Return the difference of two shares with limits from Wilson's of each.

    Notes
    -----
    Leans neither way on average at ten cases in a group; bold by four to seven points at
    the worst true shares.

    References
    ----------
    R. G. Newcombe, "Interval estimation for the difference between independent
    proportions: comparison of eleven methods", Statistics in Medicine 17, 1998, method 10.

    Examples
    --------
    >>> from analysis.pathways.trial.two_by_two import two_groups
    >>> found = newcombe_difference(two_groups(7, 10, 2, 12))
    >>> print(f"{found.value:.3f} ({found.lower:.4f} to {found.upper:.4f})")
    0.533 (0.1197 to 0.7598)
    """
    as_tail(level)
    (low_1, high_1), (low_2, high_2) = (
        wilson_limits(ready, n, level=level)
        for ready, n in zip(groups.ready, groups.n, strict=True)
    )
    share_1, share_2 = (ready / n for ready, n in zip(groups.ready, groups.n, strict=True))
    value = groups.difference
    return Estimate(
        value,
        float(value - np.hypot(share_1 - low_1, high_2 - share_2)),
        float(value + np.hypot(high_1 - share_1, share_2 - low_2)),
        level,
        "share",
        float(sum(groups.n)),
        "Newcombe",
    )


def _score(groups: TwoGroups, difference: float, *, is_corrected: bool) -> float:
    """Return the seen difference less a supposed one, in errors of the supposed one."""
    n_1, n_2 = groups.n
    share_1, share_2 = _best_shares(groups, difference)
    variance = share_1 * (1 - share_1) / n_1 + share_2 * (1 - share_2) / n_2
    if is_corrected:
        variance *= (n_1 + n_2) / (n_1 + n_2 - 1)
    distance = groups.difference - difference
    return distance / float(np.sqrt(max(variance, 1e-300)))


def _best_shares(groups: TwoGroups, difference: float) -> tuple[float, float]:
    """Return the two shares of a given difference under which the cases are most probable.

    The middle root of the cubic a p**3 + b p**2 + c p + d, p being the second share.
    """
    (x_1, x_2), (n_1, n_2) = groups.ready, groups.n
    a = n_1 + n_2
    b = (n_1 + 2 * n_2) * difference - a - x_1 - x_2
    c = (n_2 * difference - a - 2 * x_2) * difference + x_1 + x_2
    d = x_2 * difference * (1 - difference)
    v = (b / (3 * a)) ** 3 - b * c / (6 * a**2) + d / (2 * a)
    u = np.copysign(np.sqrt(max((b / (3 * a)) ** 2 - c / (3 * a), 0.0)), v)
    angle = (np.pi + np.arccos(np.clip(v / u**3 if u else 0.0, -1, 1))) / 3
    second = float(2 * u * np.cos(angle) - b / (3 * a))
    second = min(max(second, max(0.0, -difference)), min(1.0, 1 - difference))
    return min(max(second + difference, 0.0), 1.0), second
