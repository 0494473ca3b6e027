"""Were the second readings worth it, and which figure should the report lead with?

A correction takes away an error that is the same in every case, and adds chance, since
it rests on fewer cases. For a common outcome the first reading's two errors nearly cancel
and the correction mostly adds chance. For a rare one, re-read wherever the first reading
found somebody, it takes away most of what was wrong. The two are compared by the error
that each may be expected to have, and every figure says which it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from analysis import labels
from analysis.concepts import Estimate
from analysis.estimation.design import Design
from analysis.estimation.intervals import estimate_count
from analysis.estimation.phases import describe_second_phase, two_phase_covariance
from analysis.estimation.totals import read_domain, read_values
from analysis.estimation.two_phase import estimate_two_phase

# Below this many second readings a correction of a common outcome costs more than it gives.
ENOUGH_SECOND_READINGS = 80
# An outcome that fewer than this share of the people have is rare: the errors of a first
# reading do not cancel there, since the wrongly found come from so many.
RARE = 0.10
# A common outcome is corrected only where the first reading is seen to lean.
N_ERRORS_FOR_A_BIAS = 2.0
FIRST: Final = "first"
CORRECTED: Final = "corrected"
LABELS = {
    FIRST: "første læsning, ikke korrigeret",
    CORRECTED: "korrigeret med anden læsning",
}


@dataclass(frozen=True)
class SecondReadingWorth:
    """Whether a correction is worth its chance, for one scheme.

    Attributes
    ----------
    name : str
        The scheme.
    main : {"first", "corrected"}
        The figure to lead with; the other is the sensitivity range.
    is_worth_it : bool
        Whether that is the corrected one.
    first, corrected : Estimate
        Both totals, in persons. The limits of `first` hold no error of judgement.
    bias : float
        First total less corrected total, in persons: the estimated error of the first.
    bias_error : float
        Its standard error.
    rmse_first, rmse_corrected : float
        Expected distance from the truth of each, in persons.
    n_second : int
        Cases read twice.
    positives_all_reread : bool
        Whether every first-reading positive was read twice.
    is_rare : bool
        Whether fewer than a tenth of the people have the outcome after correction.
    label, other_label : str
        What the main figure and the other one are, in Danish.
    statement : str
        Why, in Danish, complete on its own.
    """

    name: str
    main: Literal["first", "corrected"]
    is_worth_it: bool
    first: Estimate
    corrected: Estimate
    bias: float
    bias_error: float
    rmse_first: float
    rmse_corrected: float
    n_second: int
    positives_all_reread: bool
    is_rare: bool
    label: str
    other_label: str
    statement: str


def weigh_second_readings(
    design: Design,
    first: ArrayLike,
    second: ArrayLike,
    was_reread: Sequence[bool],
    *,
    phase2_strata: Sequence[str] | None = None,
    domain: Sequence[bool] | None = None,
    names: Sequence[str] | None = None,
    level: float = 0.95,
) -> tuple[SecondReadingWorth, ...]:
    """Compare the first reading with the corrected one, scheme by scheme.

    Parameters
    ----------
    design, first, second, was_reread, phase2_strata, domain, names, level
        As in `estimate_two_phase`.

    Returns
    -------
    tuple of SecondReadingWorth
        One per scheme.

    Raises
    ------
    EstimationError
        As in `estimate_two_phase`.

    Notes
    -----
    The expected error of the first reading is the root of its variance plus its squared
    bias. The bias is estimated by the difference of the two totals, whose own variance is
    taken off the square; below zero it counts as none. The corrected figure leads where
    its expected error is smaller *and* it rests on either 80 second readings or second
    readings of all first-reading positives. For a common outcome (10 % of the people or
    more after correction) the bias must also be twice its own error: without that, chance
    alone would often make the worse figure lead (`benchmarks/second_readings.py`).
    Choosing after looking leans to whichever figure chance made look better; the rule is
    therefore told, and both are shown.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 40, {"KH": 400})
    >>> first = [1.0] * 12 + [0.0] * 28
    >>> second = [1.0] * 2 + [0.0] * 38
    >>> [worth] = weigh_second_readings(
    ...     design, first, second, [True] * 26 + [False] * 14,
    ...     phase2_strata=["certain"] * 12 + ["KH"] * 28, names=["revalidering"],
    ... )
    >>> print(worth.main, worth.first.value, worth.corrected.value)
    corrected 120.0 20.0
    """
    corrected = estimate_two_phase(
        design,
        first,
        second,
        was_reread,
        phase2_strata=phase2_strata,
        domain=domain,
        names=names,
        level=level,
    )
    inside = read_domain(design, None if domain is None else np.asarray(domain))
    y1, _ = read_values(design, first, corrected.names)
    phase = describe_second_phase(design, was_reread, phase2_strata)
    used = phase.was_reread & inside
    plain = estimate_count(design, y1, names=corrected.names, domain=inside, level=level)
    settled = np.asarray(second, dtype=float).reshape(y1.shape)
    differences = np.where(used[:, None], settled - y1, 0.0)
    by_draw, by_choice = two_phase_covariance(design, phase, differences, differences)
    bias_error = np.sqrt(np.diag(by_draw + by_choice))
    return tuple(
        _weigh(
            name,
            plain.of(name),
            corrected.of(name),
            errors=(plain.standard_error[j], corrected.standard_error[j], bias_error[j]),
            n_second=int(used.sum()),
            positives_all_reread=not np.any((y1[:, j] > 0) & inside & ~used),
            is_rare=bool(corrected.estimate[j] < RARE * float(design.weights @ inside)),
        )
        for j, name in enumerate(corrected.names)
    )


def _weigh(
    name: str,
    first: Estimate,
    corrected: Estimate,
    *,
    errors: tuple[float, float, float],
    n_second: int,
    positives_all_reread: bool,
    is_rare: bool,
) -> SecondReadingWorth:
    of_first, of_corrected, of_bias = errors
    bias = first.value - corrected.value
    rmse_first = math.sqrt(of_first**2 + max(bias**2 - of_bias**2, 0.0))
    rests_on_enough = n_second >= ENOUGH_SECOND_READINGS or positives_all_reread
    is_seen = is_rare or abs(bias) > N_ERRORS_FOR_A_BIAS * of_bias
    is_worth_it = bool(rests_on_enough and is_seen and of_corrected < rmse_first)
    worth = SecondReadingWorth(
        name=name,
        main=CORRECTED if is_worth_it else FIRST,
        is_worth_it=is_worth_it,
        first=first,
        corrected=corrected,
        bias=bias,
        bias_error=float(of_bias),
        rmse_first=rmse_first,
        rmse_corrected=float(of_corrected),
        n_second=n_second,
        positives_all_reread=bool(positives_all_reread),
        is_rare=is_rare,
        label=LABELS[CORRECTED if is_worth_it else FIRST],
        other_label=LABELS[FIRST if is_worth_it else CORRECTED],
        statement="",
    )
    return replace(worth, statement=_state(worth))


def _state(worth: SecondReadingWorth) -> str:
    """Say in Danish which figure leads, and why."""
    errors = (
        f"Den forventede afstand til det rigtige tal er omkring "
        f"{labels.number(worth.rmse_corrected)} personer med korrektion og "
        f"{labels.number(worth.rmse_first)} uden."
    )
    figure = {
        CORRECTED: f"{labels.number(worth.corrected.value)} personer (korrigeret)",
        FIRST: f"{labels.number(worth.first.value)} personer (ikke korrigeret)",
    }
    n_second = f"{labels.number(worth.n_second)} sager er læst to gange."
    if worth.is_worth_it:
        return (
            f"{n_second} {errors} Hovedtallet er derfor {figure[CORRECTED]}; første læsning "
            f"alene giver {figure[FIRST]}."
        )
    interval = labels.interval(worth.corrected.lower, worth.corrected.upper)
    why = errors
    if worth.n_second < ENOUGH_SECOND_READINGS and not worth.positives_all_reread:
        why = (
            f"Med under {ENOUGH_SECOND_READINGS} tilfældigt valgte andenlæsninger "
            "lægger en korrektion mere tilfældighed til, end den tager fejl fra."
        )
    elif worth.rmse_corrected < worth.rmse_first:
        why = (
            f"{errors} Men forskellen mellem de to tal er ikke større, end tilfældet kan give, "
            "og ordningen er ikke sjælden."
        )
    return (
        f"{n_second} {why} Hovedtallet er derfor {figure[FIRST]}; korrektionen vises som et "
        f"følsomhedsinterval: {figure[CORRECTED]}, {interval}."
    )
