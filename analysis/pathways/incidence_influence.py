"""How uncertain is an incidence, by another route: what does each case weigh in it?

Each case is made a little heavier in turn, and it is worked out how far the curves move.
The squares of these movements add up to a variance that needs no assumption on how events
follow one another. R's survival gives these errors; the ones in use are cmprsk's (see
`analysis.pathways.survival_curves`), which at ten cases are a little larger.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.pathways.followed_cases import as_cases
from analysis.pathways.survival_curves import aalen_johansen

FloatArray = NDArray[np.float64]


def influence_errors(times: ArrayLike, causes: ArrayLike) -> FloatArray:
    """Return the standard errors of the waiting share and of each incidence.

    Parameters
    ----------
    times, causes : array_like of shape (n,)
        As in `analysis.pathways.survival_curves.aalen_johansen`.

    Returns
    -------
    ndarray of shape (1 + c, k)
        Errors at each distinct time: those still waiting first, then each cause.

    Notes
    -----
    The infinitesimal jackknife, without n / (n - 1): at ten cases leans to too small by
    about five per cent.

    References
    ----------
    B. Efron, "Nonparametric standard errors and confidence intervals", Canadian Journal
    of Statistics 9, 1981.

    Examples
    --------
    >>> influence_errors([10, 20, 20, 30], [1, 1, 2, 0])[1].round(4).tolist()
    [0.2165, 0.25, 0.25]
    """
    followed, left_by = as_cases(times, causes)
    curves = aalen_johansen(followed, left_by)
    survival, n = curves.survival, curves.n_at_risk
    before = np.concatenate([[1.0], survival[:-1]])
    per_left = np.divide(1.0, survival, out=np.zeros_like(survival), where=survival > 0)
    at_risk = followed[:, None] >= curves.time
    here = followed[:, None] == curves.time
    moved = np.zeros((len(curves.causes), followed.size, curves.time.size))
    for by, name in enumerate(curves.causes):
        own = here & (left_by == name)[:, None]
        step = before * (own - at_risk * curves.n_events[by] / n) / n
        later = np.cumsum(step * per_left, axis=1)
        for cause, incidence in enumerate(curves.incidence):
            weighed = np.cumsum(step * ((cause == by) + incidence * per_left), axis=1)
            moved[cause] += weighed - incidence * later
    errors = np.sqrt((np.concatenate([moved.sum(axis=0)[None], moved]) ** 2).sum(axis=1))
    return np.asarray(errors)
