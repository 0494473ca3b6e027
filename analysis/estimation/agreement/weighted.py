"""How far would two readers agree over all people, and not only over those read twice?

Cases are drawn at different rates, and cases that look like a rare scheme are read twice
more often than others. Each case that was read twice therefore counts with the number of
people it stands for. Plain agreement among the cases read twice answers another
question, and mostly a gloomier one: the doubtful cases are over-represented there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.estimation.agreement.coefficients import (
    COEFFICIENTS,
    NO_PAIRS,
    ONE_CATEGORY,
    chance_agreement,
)
from analysis.estimation.agreement.limits import Coefficient, make_coefficient
from analysis.estimation.agreement.tables import (
    UNANSWERED,
    FloatArray,
    agreement_weights,
    place_answers,
)
from analysis.estimation.design import Design
from analysis.estimation.phases import SecondPhase, describe_second_phase, two_phase_covariance

_NAMES = tuple(name for name in COEFFICIENTS if name != "krippendorff")


@dataclass(frozen=True)
class DesignAgreement:
    """How far two readers agree over the population.

    Attributes
    ----------
    categories : tuple
        The answers that the checklist allows.
    shares : array of shape (q, q)
        Estimated fractions of the people by the first reader's answer (row) and the
        second's (column).
    n : int
        Cases read by both.
    share_agree : float
        Estimated fraction of the people on whom the two agree (weighted as asked).
    share_agree_error : float
        Its standard error.
    coefficients : mapping from name to Coefficient
        ``cohen``, ``gwet``, ``scott`` and ``brennan_prediger``.
    """

    categories: tuple[Any, ...]
    shares: FloatArray
    n: int
    share_agree: float
    share_agree_error: float
    coefficients: Mapping[str, Coefficient]


def measure_design_agreement(
    design: Design,
    first: Sequence[Any],
    second: Sequence[Any],
    categories: Sequence[Any],
    *,
    was_reread: Sequence[bool] | None = None,
    phase2_strata: Sequence[str] | None = None,
    weights: str | ArrayLike = "unweighted",
    level: float = 0.95,
) -> DesignAgreement:
    """Measure how far two readers agree over the population that the cases stand for.

    Parameters
    ----------
    design : Design
        The n drawn cases. It may be the design of the cases read twice alone.
    first, second : sequence of length n
        Answers; empty where the case was not read.
    categories : sequence of length q
        The answers that the checklist allows.
    was_reread : sequence of bool, length n, optional
        Which cases were read twice. Left out, those with two answers.
    phase2_strata : sequence of str, length n, optional
        The groups that the second readings were drawn from; see `form_phase2_strata`.
    weights : {"unweighted", "linear", "quadratic", "ordinal"} or array of shape (q, q)
        How far two different answers count as agreement.
    level : float, default 0.95
        Level of the limits.

    Raises
    ------
    EstimationError
        If an answer is not a category, or a group has too few second readings.

    Notes
    -----
    Linearised errors over both phases [1]_. They lean to the bold side where a scheme is
    rare, as those of any kappa do.

    References
    ----------
    .. [1] T. Lumley, "Complex Surveys", 2010, ch. 2 and 8; the same as ``svykappa`` of R's
       survey package where every drawn case was read twice.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(list("AAABBB"), {"A": 30, "B": 300})
    >>> result = measure_design_agreement(design, list("jjnjnn"), list("jjnnnn"), ["n", "j"])
    >>> print(f"{result.share_agree:.3f} {result.coefficients['cohen'].value:.3f}")
    0.697 0.203
    """
    rows = place_answers(first, categories, name="first")
    columns = place_answers(second, categories, name="second")
    matrix = agreement_weights(weights, len(categories))
    is_read = (rows != UNANSWERED) & (columns != UNANSWERED)
    used = is_read if was_reread is None else is_read & np.asarray(was_reread, dtype=bool)
    if not used.any():
        return _nothing(categories, level)
    phase = describe_second_phase(design, [bool(x) for x in used], phase2_strata)
    stands_for = np.where(used, design.weights / phase.probability, 0.0)
    shares = np.zeros(matrix.shape)
    np.add.at(shares, (rows[used], columns[used]), stands_for[used])
    shares /= stands_for.sum()
    seen = float(np.sum(shares * matrix))
    score = _Scores(design, phase, rows, columns, stands_for.sum())
    return DesignAgreement(
        categories=tuple(categories),
        shares=shares,
        n=int(used.sum()),
        share_agree=seen,
        share_agree_error=score.error(matrix - seen),
        coefficients={name: _coefficient(name, shares, matrix, score, level) for name in _NAMES},
    )


@dataclass(frozen=True)
class _Scores:
    """The cases read twice, ready to give the error of a linearised variable."""

    design: Design
    phase: SecondPhase
    rows: np.ndarray
    columns: np.ndarray
    n_people: float

    def error(self, by_answers: FloatArray) -> float:
        """Return the standard error of a variable that depends on the pair of answers."""
        used = self.phase.was_reread
        values = np.zeros((self.design.n, 1))
        values[used, 0] = by_answers[self.rows[used], self.columns[used]] / self.n_people
        by_draw, by_choice = two_phase_covariance(self.design, self.phase, values, values)
        return math.sqrt(float((by_draw + by_choice)[0, 0]))


def _coefficient(
    name: str, shares: FloatArray, weights: FloatArray, score: _Scores, level: float
) -> Coefficient:
    n = int(score.phase.was_reread.sum())
    first, second = shares.sum(axis=1), shares.sum(axis=0)
    seen = float(np.sum(shares * weights))
    expected, by_first, by_second = chance_agreement(name, first, second, weights)
    if not expected < 1.0 - 1e-12:
        return _undefined(name, seen, expected, n, level, ONE_CATEGORY)
    slopes = by_first[:, None] + by_second[None, :]
    scores = (weights - seen) / (1 - expected)
    scores = scores - (1 - seen) / (1 - expected) ** 2 * (slopes - np.sum(shares * slopes))
    is_one_category = bool(np.max(first + second) > 2.0 - 1e-12)
    return make_coefficient(
        name,
        (seen - expected) / (1 - expected),
        math.nan if is_one_category else score.error(scores),
        observed=seen,
        expected=expected,
        n=n,
        df=n - len(score.design.labels),
        level=level,
        reason=ONE_CATEGORY if is_one_category else "",
    )


def _undefined(
    name: str, observed: float, expected: float, n: int, level: float, reason: str
) -> Coefficient:
    nothing = math.nan
    return make_coefficient(
        name, nothing, nothing, observed=observed, expected=expected, n=n, df=1, level=level,
        reason=reason,
    )  # fmt: skip


def _nothing(categories: Sequence[Any], level: float) -> DesignAgreement:
    nothing = math.nan
    return DesignAgreement(
        categories=tuple(categories),
        shares=np.full((len(categories), len(categories)), nothing),
        n=0,
        share_agree=nothing,
        share_agree_error=nothing,
        coefficients={
            name: _undefined(name, nothing, nothing, 0, level, NO_PAIRS) for name in _NAMES
        },
    )
