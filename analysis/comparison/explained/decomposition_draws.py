"""Which other awards might there have been, had chance fallen otherwise?

Given how many awards there were, their ages and sexes are drawn again from those seen.
How many there were is drawn so that its limits are those of a count, at few awards too:
from a gamma distribution between the ones that give the exact lower and upper limits. A
plain Poisson draw around the count would call a municipality without awards certain.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
No awards                                  drawn with the ages that `if_none` weighs
No awards, and nothing to weigh with       drawn evenly
=========================================  ==============================================
"""

from __future__ import annotations

import numpy as np

from analysis.comparison.denominators import FloatArray
from analysis.measures.inputs import as_counts, as_tail


def draw_counts(
    counts: FloatArray, *, if_none: FloatArray, n_draws: int, rng: np.random.Generator
) -> FloatArray:
    """Draw counts by group that chance might have given.

    Parameters
    ----------
    counts : ndarray
        Events by group, whole numbers.
    if_none : ndarray
        Weights of the groups, used where there are no events at all.
    n_draws : int
        Number of draws.
    rng : Generator
        Source of the draws.

    Returns
    -------
    array of shape (n_draws, groups)
        Events, 0 or more, not whole.

    Notes
    -----
    The total is gamma with shape x or x + 1, either as likely: its quantiles
    are about the mid-p limits of a count of x. A group without events stays without them,
    so a group's own limits are not to be taken from here but from `draw_each`.

    Examples
    --------
    >>> drawn = draw_counts(
    ...     np.array([2.0, 8.0]), if_none=np.ones(2), n_draws=4_000, rng=np.random.default_rng(1)
    ... )
    >>> np.quantile(drawn.sum(axis=1), [0.025, 0.975]).round(0)
    array([ 5., 17.])
    """
    events = as_counts(counts, name="counts")
    total = float(events.sum())
    weights = np.asarray(if_none if total == 0 else events, dtype=np.float64)
    weights = weights if weights.sum() > 0 else np.ones_like(weights)
    totals = rng.gamma(total + rng.integers(0, 2, size=n_draws))
    n = max(1, round(total))
    shares = rng.multinomial(n, weights / weights.sum(), size=n_draws) / n
    return np.asarray(totals[:, None] * shares)


def draw_each(counts: FloatArray, *, n_draws: int, rng: np.random.Generator) -> FloatArray:
    """Draw the count of each group by itself, for the limits of that group alone.

    Parameters and result are those of `draw_counts`. A group without events may have had
    some. The sum over groups leans to the high side, by half an event for each group.

    Examples
    --------
    >>> drawn = draw_each(np.array([0.0, 8.0]), n_draws=4_000, rng=np.random.default_rng(1))
    >>> np.quantile(drawn, [0.025, 0.975], axis=0).round(0)
    array([[ 0.,  4.],
           [ 3., 15.]])
    """
    events = as_counts(counts, name="counts")
    return np.asarray(rng.gamma(events + rng.integers(0, 2, size=(n_draws, events.size))))


def limits_of_parts(
    found: FloatArray, drawn: FloatArray | None, *, level: float
) -> list[tuple[float, float, float]]:
    """Return each part with its limits; NaN for limits where nothing is drawn.

    Parameters
    ----------
    found : ndarray
        The parts.
    drawn : array of shape (draws, parts), or None
        The same parts of each draw.
    level : float
        A fraction in (0, 1).
    """
    if drawn is None:
        return [(float(part), np.nan, np.nan) for part in found]
    tail = as_tail(level)
    lower, upper = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    return [
        (float(part), float(low), float(high))
        for part, low, high in zip(found, lower, upper, strict=True)
    ]
