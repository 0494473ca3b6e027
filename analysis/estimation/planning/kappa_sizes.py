"""How many second readings does it take to establish that two readers agree?

Kappa is agreement beyond chance. For a scheme that one case in twenty belongs to, nearly
all cases agree by being negative and say nothing: forty second readings hold two
positives. So the number of readings is asked for before the review, and the question is
also turned round: what can the readings that are affordable show?
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import special

from analysis.errors import EstimationError
from analysis.estimation.planning.inputs import as_normal_quantile, as_positive, as_share

_HALVINGS = 60


@dataclass(frozen=True)
class KappaPrecision:
    """What a number of second readings can show of kappa.

    Attributes
    ----------
    n : float
        Second readings.
    kappa : float
        The kappa assumed to be true.
    n_positive : float
        Expected positives of the first reading among them.
    lower, upper, half_width : float
        Expected limits of kappa, cut at 1, and half the width before the cut.
    shown_above : float
        The largest kappa that is ruled out with the power; NaN where not even -1 is.
    level, power : float
        Level of the limits and power.
    """

    n: float
    kappa: float
    n_positive: float
    lower: float
    upper: float
    half_width: float
    shown_above: float
    level: float
    power: float


def cases_for_kappa(
    first_share: float,
    second_share: float,
    kappa: float,
    ruled_out: float,
    *,
    alpha: float = 0.05,
    power: float = 0.8,
    two_sided: bool = True,
) -> float:
    """Return the second readings that tell one kappa from another.

    Parameters
    ----------
    first_share, second_share : float
        Fraction of the cases that each reader finds positive.
    kappa : float
        The kappa assumed to be true.
    ruled_out : float
        The kappa that is to be ruled out.
    alpha, power : float
        Level of the test and chance of ruling out.
    two_sided : bool, default True
        Whether the test has two sides.

    Returns
    -------
    float
        ((z_α √Q_0 + z_β √Q_1) / (κ_1 - κ_0))² [1]_, not whole: round it up.

    Raises
    ------
    EstimationError
        If the two kappas are equal, or the shares cannot go with one of them.

    Notes
    -----
    By large samples. With few expected positives kappa is skew and the true number is
    larger: bold for rare schemes.

    References
    ----------
    .. [1] A. B. Cantor, "Sample-size calculations for Cohen's kappa", Psychological
       Methods 1, 1996.

    Examples
    --------
    >>> [math.ceil(cases_for_kappa(p, p, 0.7, 0.4)) for p in (0.3, 0.1)]
    [76, 173]
    """
    first, second = _as_shares(first_share, second_share)
    if kappa == ruled_out:
        raise EstimationError("The two kappas are equal.", expected="two different kappas")
    level = as_share(alpha, name="alpha")
    z_alpha = float(special.ndtri(1 - level / (2 if two_sided else 1)))
    z_beta = float(special.ndtri(as_share(power, name="The power")))
    under_null = math.sqrt(kappa_variance(first, second, ruled_out))
    under_truth = math.sqrt(kappa_variance(first, second, kappa))
    return ((z_alpha * under_null + z_beta * under_truth) / (kappa - ruled_out)) ** 2


def kappa_precision(
    n: float,
    share: float,
    *,
    kappa: float = 0.7,
    level: float = 0.95,
    power: float = 0.8,
) -> KappaPrecision:
    """Say what a number of second readings can show of kappa.

    Parameters
    ----------
    n : float
        Second readings of a random part.
    share : float
        Fraction of the cases that both readers find positive as often.
    kappa : float, default 0.7
        The kappa assumed to be true.
    level, power : float
        Level of the limits and of the test (two-sided); chance of ruling out.

    Returns
    -------
    KappaPrecision
        Expected half-width and the largest kappa that can be ruled out.

    Notes
    -----
    By large samples, as `cases_for_kappa`: bold where fewer than about ten positives are
    expected. Where all first-reading positives are read again, count the readings that a
    random part would need to hold as many, and estimate kappa with the design's weights.

    Examples
    --------
    >>> few = kappa_precision(40, 0.05)
    >>> print(f"{few.n_positive:.0f} positives, 0.70 +/- {few.half_width:.2f}")
    2 positives, 0.70 +/- 0.52
    """
    read, p = as_positive(n, name="n"), as_share(share, name="The share")
    variance = kappa_variance(p, p, kappa)
    width = as_normal_quantile(level) * math.sqrt(variance / read)
    return KappaPrecision(
        n=read,
        kappa=kappa,
        n_positive=read * p,
        lower=max(kappa - width, -1.0),
        upper=min(kappa + width, 1.0),
        half_width=width,
        shown_above=_largest_ruled_out(read, p, kappa, 1 - level, power),
        level=level,
        power=power,
    )


def kappa_variance(first_share: float, second_share: float, kappa: float) -> float:
    """Return the variance of kappa times the number of cases.

    Parameters
    ----------
    first_share, second_share : float
        Fraction that each reader finds positive.
    kappa : float
        The true kappa.

    Returns
    -------
    float
        Q of Cantor, the large-sample variance of Fleiss, Cohen and Everitt [1]_.

    References
    ----------
    .. [1] J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard errors of kappa
       and weighted kappa", Psychological Bulletin 72, 1969.
    """
    p, q = _as_shares(first_share, second_share)
    by_chance = p * q + (1 - p) * (1 - q)
    agree = kappa * (1 - by_chance) + by_chance
    both, neither = (agree + p + q - 1) / 2, (agree - p - q + 1) / 2
    only_first, only_second = p - both, q - both
    _fail_if_cells_cannot_be(min(both, neither, only_first, only_second))
    on_diagonal = both * (1 - by_chance - (p + q) * (1 - agree)) ** 2
    on_diagonal += neither * (1 - by_chance - (2 - p - q) * (1 - agree)) ** 2
    off_diagonal = only_first * (q + 1 - p) ** 2 + only_second * (p + 1 - q) ** 2
    centre = (agree * by_chance - 2 * by_chance + agree) ** 2
    total = on_diagonal + (1 - agree) ** 2 * off_diagonal - centre
    return max(total, 0.0) / (1 - by_chance) ** 4


def _largest_ruled_out(n: float, share: float, kappa: float, alpha: float, power: float) -> float:
    """Return the kappa nearest below the true one that the readings rule out."""

    def is_ruled_out(lower: float) -> bool:
        return cases_for_kappa(share, share, kappa, lower, alpha=alpha, power=power) <= n

    # Readers who find as many positive cannot agree less than this.
    least = max(-share / (1 - share), -(1 - share) / share) + 1e-9
    if kappa <= least or not is_ruled_out(least):
        return float("nan")
    low, high = least, kappa
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if is_ruled_out(middle) else (low, middle)
    return low


def _as_shares(first: float, second: float) -> tuple[float, float]:
    """Return the shares of two readers."""
    return as_share(first, name="The first share"), as_share(second, name="The second share")


def _fail_if_cells_cannot_be(smallest: float) -> None:
    """Refuse a kappa that these shares cannot have."""
    if smallest < -1e-9:
        raise EstimationError(
            "Readers with these shares cannot have this kappa.",
            expected="a kappa that leaves no cell of the two-by-two table below 0",
            fix="bring the two shares nearer each other, or take a smaller kappa",
        )
