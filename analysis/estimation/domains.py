"""How do the totals divide between parts of the population?

Each part (benefit, inside or outside SOF, centre, duration) is estimated from the same
cases, so the parts keep their covariance and their totals add up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError
from analysis.estimation.design import Design, FloatArray
from analysis.estimation.results import Estimates
from analysis.estimation.totals import (
    BoolArray,
    degrees_of_freedom,
    estimate_totals,
    read_domain,
    read_values,
    t_limits,
)
from analysis.estimation.variance import design_covariance


def estimate_domains(
    design: Design,
    y: ArrayLike,
    parts: Sequence[str],
    *,
    names: Sequence[str] | None = None,
    domain: ArrayLike | None = None,
    level: float = 0.95,
    unit: Literal["persons", "share"] = "persons",
) -> Estimates:
    """Estimate totals, or shares, in each part of the population, with all covariances.

    Parameters
    ----------
    design : Design
        The n cases.
    y : array of shape (n,) or (n, k)
        A number per case, 1 and 0 for yes and no.
    parts : sequence of n str
        The part that each case lies in, such as its centre. Empty is refused: give those
        whose part is unknown a name of their own.
    names : sequence of k str, optional
        What each column is.
    domain : array of bool, shape (n,), optional
        A further restriction, such as being in the population.
    level : float
        Level of the limits, a fraction in (0, 1).
    unit : {"persons", "share"}
        A total, or a total divided by the estimated number of people in the part.

    Returns
    -------
    Estimates
        Part by part in alphabetical order, and within it column by column. Named by the
        part where there is one column, otherwise ``part/name``.

    Notes
    -----
    Each part has its own degrees of freedom, units less strata present in it. A part that
    was found only by chance, with a handful of cases, says little: look at `n`. See
    `estimate_totals` for the limits.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 6, {"KH": 60})
    >>> found = estimate_domains(design, [1, 0, 1, 0, 0, 0], list("AAABBB"))
    >>> print(found.names, found.estimate)
    ('A', 'B') [20.  0.]
    """
    values, labels = read_values(design, y, names)
    inside = read_domain(design, domain)
    given = np.array([str(part) for part in parts])
    _fail_if_parts_do_not_fit(given, design.n)
    each = [
        (str(part), estimate_totals(
            design, values, names=labels, domain=inside & (given == part), level=level, unit=unit
        ))
        for part in np.unique(given[inside])
    ]  # fmt: skip
    _fail_if_nobody_is_in_the_domain(len(each))
    scores = [_scores(design, values, inside & (given == part), unit, e) for part, e in each]
    return Estimates(
        names=tuple(
            part if len(labels) == 1 else f"{part}/{name}" for part, _ in each for name in labels
        ),
        estimate=np.concatenate([e.estimate for _, e in each]),
        covariance=design_covariance(design, np.hstack(scores)),
        lower=np.concatenate([e.lower for _, e in each]),
        upper=np.concatenate([e.upper for _, e in each]),
        df=np.concatenate([e.df for _, e in each]),
        n=np.concatenate([e.n for _, e in each]),
        level=level,
        unit=unit,
        method=tuple(m for _, e in each for m in e.method),
    )


def compare_domains(
    design: Design,
    y: ArrayLike,
    parts: Sequence[str],
    first: str,
    second: str,
    *,
    level: float = 0.95,
) -> Estimates:
    """Estimate the difference in share between two parts of the population.

    Parameters
    ----------
    design, y, parts, level
        As in `estimate_domains`; `y` has one column.
    first, second : str
        The difference is the share in `first` less the share in `second`.

    Notes
    -----
    The degrees of freedom are those of the two parts together.
    """
    shares = estimate_domains(design, y, parts, level=level, unit="share")
    _fail_if_a_part_is_unknown((first, second), shares.names)
    signs = np.zeros((1, len(shares.names)))
    signs[0, shares.names.index(first)] += 1
    signs[0, shares.names.index(second)] -= 1
    given = np.array([str(part) for part in parts])
    either = np.isin(given, [first, second])
    df = np.array([degrees_of_freedom(design, either)])
    estimate, covariance = signs @ shares.estimate, signs @ shares.covariance @ signs.T
    lower, upper, method = t_limits(estimate, covariance, df, level=level)
    n = np.array([float(either.sum())])
    name = (f"{first} minus {second}",)
    return Estimates(name, estimate, covariance, lower, upper, df, n, level, "share", method)


def _scores(
    design: Design, values: FloatArray, inside: BoolArray, unit: str, found: Estimates
) -> FloatArray:
    column = inside.astype(float)[:, None]
    if unit == "persons":
        totals: FloatArray = values * column
        return totals
    scores: FloatArray = column * (values - found.estimate) / float(design.weights @ inside)
    return scores


def _fail_if_parts_do_not_fit(parts: NDArray[np.str_], n: int) -> None:
    if len(parts) != n or np.isin(parts, ["", "nan", "None", "<NA>"]).any():
        raise EstimationError(
            "There is not one part for each case.",
            where=f"parts ({len(parts)} of {n} cases, or an empty name among them)",
            expected="a name for each case",
            fix="give cases whose part is unknown a name of their own",
        )


def _fail_if_nobody_is_in_the_domain(n_parts: int) -> None:
    if n_parts == 0:
        raise EstimationError("The domain holds no case.", where="domain")


def _fail_if_a_part_is_unknown(asked: tuple[str, str], known: tuple[str, ...]) -> None:
    if unknown := [part for part in asked if part not in known]:
        raise EstimationError(
            "No case lies in a part that was asked for.",
            where=f"parts: {', '.join(unknown)}",
            expected=f"one of {', '.join(known)}",
        )
