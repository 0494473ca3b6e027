"""Between which limits does a total lie that second readings corrected?

Where every first-reading positive was read again, the corrected total is a weighted sum
of confirmed positives, few and each standing for many. Where they were not, it is a
difference, and may even fall below zero.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from analysis.estimation.design import Design, FloatArray
from analysis.estimation.phases import SecondPhase
from analysis.estimation.rare import gamma_quantile
from analysis.estimation.share_limits import beta_limits, student_quantile

# Below this many confirmed positives the normal approximation misses on one side.
FEW_POSITIVES = 10


def limit_corrected_total(
    design: Design,
    phase: SecondPhase,
    readings: tuple[FloatArray, FloatArray],
    *,
    total: float,
    variance: float,
    df: float,
    n_people: float,
    level: float,
) -> tuple[float, float, str]:
    """Return the limits of one corrected total, and how they were made.

    Parameters
    ----------
    design : Design
        The n drawn cases.
    phase : SecondPhase
        Which of them were read twice.
    readings : pair of arrays of shape (n,)
        First and settled judgement, zero outside the domain.
    total, variance : float
        The corrected total, in persons, and its variance.
    df : float
        Degrees of freedom over the two phases.
    n_people : float
        People in the domain.
    level : float
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    lower, upper : float
        Limits in persons. For 0-1 judgements at least the number who were confirmed and
        at most `n_people`.
    method : str
        Which rule applied.

    Notes
    -----
    The rule and which way it leans are told in `estimate_two_phase`.
    """
    first, second = readings
    used = phase.was_reread
    width = float(student_quantile(max(df, 1.0), level)) * float(np.sqrt(max(variance, 0.0)))
    if not (np.all(np.isin(first, (0, 1))) and np.all(np.isin(second[used], (0, 1)))):
        return total - width, total + width, "t"
    n_confirmed = float(np.sum(second[used]))
    share = total / n_people if n_people > 0 else 0.0
    positives_all_reread = not np.any((first > 0) & (phase.probability < 1))
    if positives_all_reread and (n_confirmed < FEW_POSITIVES or variance <= 0):
        stands_for = (design.weights / phase.probability)[used]
        lower, upper = _gamma_limits(stands_for * second[used], stands_for, (1 - level) / 2)
        method = "gamma"
    elif 0 < share < 1 and variance > 0:
        limits = beta_limits(share, variance / n_people**2, n=design.n, df=df, level=level)
        lower, upper = (float(limit) * n_people for limit in limits)
        method = "beta"
        if n_confirmed < FEW_POSITIVES:
            lower, upper = min(lower, total - width), max(upper, total + width)
            method = "beta or t, the wider"
    else:
        # Nothing is left after the correction, which no error from within can describe.
        n_reread = max(float(np.sum(used)), 1.0)
        nothing = float(special.betaincinv(1.0, n_reread, (1 + level) / 2))
        lower, upper = 0.0, max(nothing * n_people, total + width)
        method = "bound at nothing"
    # Those who were confirmed are there, whatever was drawn.
    return max(lower, n_confirmed), min(max(upper, n_confirmed), n_people), method


def _gamma_limits(
    confirmed: FloatArray, stands_for: FloatArray, tail: float
) -> tuple[float, float]:
    """Return limits of a weighted sum of rare events; one more has the average weight."""
    total, squares = float(confirmed.sum()), float(np.sum(confirmed**2))
    lower = gamma_quantile(total, squares, tail=tail, upper=False)
    next_total = total + float(np.mean(stands_for))
    next_squares = squares + float(np.mean(stands_for**2))
    upper = gamma_quantile(next_total, next_squares, tail=tail, upper=True)
    return float(lower), float(upper)
