"""How many people, or what share of them, do the drawn cases speak for?

Each case counts for the people it stands for. What was estimated together keeps its
covariance, since a sum or a difference of two schemes found in the same cases is not as
uncertain as two numbers from different samples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from analysis.errors import EstimationError
from analysis.estimation.design import Design, FloatArray
from analysis.estimation.results import Estimates
from analysis.estimation.variance import design_covariance

BoolArray = NDArray[np.bool_]
_NO_VARIATION = "none: the cases show no variation"
_NO_DF = "none: no degrees of freedom"
_ROUNDING = 1e-12


def estimate_totals(
    design: Design,
    y: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    domain: ArrayLike | None = None,
    level: float = 0.95,
    unit: Literal["persons", "share"] = "persons",
) -> Estimates:
    """Estimate totals, or shares of the people in a domain, with their covariance.

    Parameters
    ----------
    design : Design
        The n cases.
    y : array of shape (n,) or (n, k)
        A number per case, 1 and 0 for yes and no. None may be missing.
    names : sequence of k str, optional
        What each is; the columns of a frame, or ``y``, ``y1``, ..., when left out.
    domain : array of bool, shape (n,), optional
        The cases inside the part of the population asked about.
    level : float
        Level of the limits, a fraction in (0, 1).
    unit : {"persons", "share"}
        A total, or a total divided by the estimated number of people in the domain: a
        share for yes and no, a mean for other numbers.

    Raises
    ------
    EstimationError
        When a value is missing, or a share is asked of a domain without cases.

    Notes
    -----
    The limits are estimate ± t·SE with the domain's own degrees of freedom (units less
    strata present). For yes and no with few yes they lean too narrow, and too low at the
    upper end: use `choose_interval` there. Where the cases show no variation the formula
    gives limits of no width; instead the limits then say what is certain without it: for
    yes and no the cases that were seen, otherwise nothing at all.

    References
    ----------
    S. L. Lohr, Sampling: Design and Analysis, 3rd ed. 2022, chapters 3 and 4. T. Lumley,
    Complex Surveys, 2010, chapter 2.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 4 + ["SD"] * 3, {"KH": 40, "SD": 9})
    >>> found = estimate_totals(design, [1, 0, 0, 1, 1, 0, 0], names=["fleksjob"])
    >>> print(f"{found.estimate[0]:.0f} people, standard error {found.standard_error[0]:.1f}")
    23 people, standard error 11.2
    """
    values, labels = read_values(design, y, names)
    inside = read_domain(design, domain)
    if unit == "share":
        ones = np.ones((design.n, 1))
        return _divide(design, values, ones, labels, inside, level, unit="share")
    scores = values * inside[:, None]
    estimate = design.weights @ scores
    return _with_limits(
        design,
        *(labels, estimate, design_covariance(design, scores), inside, level, "persons"),
        certain=_certain_totals(design, scores),
    )


def estimate_ratio(
    design: Design,
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    domain: ArrayLike | None = None,
    level: float = 0.95,
) -> Estimates:
    """Estimate the ratio of one total to another, such as minutes per missing document.

    Parameters
    ----------
    design : Design
        The n cases.
    numerator : array of shape (n,) or (n, k)
        What is divided, per case.
    denominator : array of shape (n,)
        What it is divided by, per case.
    names : sequence of k str, optional
        What each ratio is.
    domain : array of bool, shape (n,), optional
        The cases inside the part of the population asked about.
    level : float
        Level of the limits, a fraction in (0, 1).

    Notes
    -----
    Linearised: the ratio of two estimates is biased by about the squared relative
    standard error of the denominator, small from some 30 cases on.

    References
    ----------
    S. L. Lohr, Sampling: Design and Analysis, 3rd ed. 2022, chapter 4 and section 9.1.
    """
    values, labels = read_values(design, numerator, names)
    divisor, _ = read_values(design, denominator, None)
    inside = read_domain(design, domain)
    return _divide(design, values, divisor, labels, inside, level, unit="ratio")


def combine(estimates: Estimates, contrasts: Mapping[str, Sequence[float]]) -> Estimates:
    """Add, subtract or weigh estimates from one sample, using their covariance.

    Parameters
    ----------
    estimates : Estimates
        k estimates.
    contrasts : mapping from name to k coefficients
        Such as ``{"fp minus rf": [1, -1, 0, 0]}``.

    Notes
    -----
    The degrees of freedom are the fewest among the estimates with a coefficient other
    than zero: cautious where they differ.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 5, {"KH": 50})
    >>> both = estimate_totals(design, np.eye(5)[:, :2], names=["fp", "rf"])
    >>> print(combine(both, {"fp and rf": [1, 1]}).estimate)
    [20.]
    """
    matrix = np.array([list(row) for row in contrasts.values()], dtype=float)
    _fail_if_contrasts_do_not_fit(matrix, len(estimates.names))
    used = matrix != 0
    df = np.where(used, estimates.df, np.inf).min(axis=1)
    estimate = matrix @ estimates.estimate
    covariance = matrix @ estimates.covariance @ matrix.T
    lower, upper, method = t_limits(estimate, covariance, df, level=estimates.level)
    return Estimates(
        names=tuple(contrasts),
        estimate=estimate,
        covariance=covariance,
        lower=lower,
        upper=upper,
        df=df,
        n=np.where(used, estimates.n, 0).max(axis=1),
        level=estimates.level,
        unit=estimates.unit,
        method=method,
    )


def t_limits(
    estimate: FloatArray, covariance: FloatArray, df: FloatArray, *, level: float
) -> tuple[FloatArray, FloatArray, tuple[str, ...]]:
    """Return lower and upper limits estimate ± t·SE, and the name of the method.

    Where the standard error is zero or no degree of freedom is left the limits are
    infinite: the formula would give none of any width, or none at all.
    """
    _fail_if_level_is_no_fraction(level)
    error = np.sqrt(np.maximum(np.diag(covariance), 0))
    known = (df > 0) & (error > _ROUNDING * np.abs(estimate))
    quantile = special.stdtrit(np.where(df > 0, df, 1), (1 + level) / 2)
    half = np.where(known, quantile * error, np.inf)
    method = tuple(
        "t, design df" if ok else (_NO_DF if d <= 0 else _NO_VARIATION)
        for ok, d in zip(known, df, strict=True)
    )
    return estimate - half, estimate + half, method


def degrees_of_freedom(design: Design, domain: BoolArray | None = None) -> float:
    """Return drawn units less strata, both counted among those present in the domain."""
    inside = np.ones(design.n, dtype=bool) if domain is None else domain
    n_units = len(np.unique(design.cluster[inside]))
    return float(n_units - len(np.unique(design.stratum[inside])))


def read_values(
    design: Design, y: ArrayLike, names: Sequence[str] | None
) -> tuple[FloatArray, tuple[str, ...]]:
    """Return values of shape (n, k) and their k names, or refuse them in words.

    Raises
    ------
    EstimationError
        When the length or the number of names does not fit, or a value is missing.
    """
    given: Any = y
    try:
        values = np.asarray(given, dtype=float)
    except (TypeError, ValueError):
        raise EstimationError(
            "The values are not all numbers.",
            where="y",
            expected="a number for each case, 1 and 0 for yes and no",
            fix="keep cases without an answer out through domain=, as a part of their own",
        ) from None
    values = values.reshape(-1, 1) if values.ndim == 1 else values
    if values.ndim != 2 or len(values) != design.n:
        raise EstimationError(
            "There is not one value for each case.",
            where=f"y, of shape {values.shape}",
            expected=f"{design.n} rows, one for each case of the design",
            fix="never leave cases out: a part of the population is asked for with domain=",
        )
    _fail_if_missing(values)
    return values, _names(given, values.shape[1], names)


def read_domain(design: Design, domain: ArrayLike | None) -> BoolArray:
    """Return the domain as bool of shape (n,), or refuse it in words."""
    if domain is None:
        return np.ones(design.n, dtype=bool)
    inside = np.asarray(domain)
    if inside.dtype != bool or inside.shape != (design.n,):
        raise EstimationError(
            "The domain is not a yes or no for each case.",
            where=f"domain, {inside.dtype} of shape {inside.shape}",
            expected=f"bool of shape ({design.n},)",
        )
    return inside


def _divide(
    design: Design,
    values: FloatArray,
    divisor: FloatArray,
    labels: tuple[str, ...],
    inside: BoolArray,
    level: float,
    *,
    unit: str,
) -> Estimates:
    column = inside[:, None]
    below = float(design.weights @ (divisor[:, 0] * inside))
    _fail_if_nothing_to_divide_by(below, inside)
    estimate = (design.weights @ (values * column)) / below
    scores = column * (values - divisor * estimate) / below
    certain = None
    if unit == "share" and _is_yes_or_no(values[inside]):
        certain = np.zeros(len(estimate)), np.ones(len(estimate))
    covariance = design_covariance(design, scores)
    return _with_limits(design, labels, estimate, covariance, inside, level, unit, certain=certain)


def _certain_totals(design: Design, scores: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """Return what the seen cases alone make certain of totals of yes and no."""
    read_whole = np.bincount(design.cluster).astype(float) == design.cluster_population
    if not _is_yes_or_no(scores) or not read_whole.all() or len(read_whole) != design.n:
        return None
    n_yes = scores.sum(axis=0)
    return n_yes, design.population.sum() - (design.n - n_yes)


def _is_yes_or_no(values: FloatArray) -> bool:
    return bool(np.all((values == 0) | (values == 1)))


def _with_limits(
    design: Design,
    labels: tuple[str, ...],
    estimate: FloatArray,
    covariance: FloatArray,
    inside: BoolArray,
    level: float,
    unit: str,
    *,
    certain: tuple[FloatArray, FloatArray] | None,
) -> Estimates:
    k = len(estimate)
    df = np.full(k, degrees_of_freedom(design, inside))
    lower, upper, method = t_limits(estimate, covariance, df, level=level)
    silent = ~np.isfinite(lower)
    if certain is not None:
        lower = np.where(silent, certain[0], lower)
        upper = np.where(silent, certain[1], upper)
    if _all_were_read(design, inside):
        lower = np.where(silent, estimate, lower)
        upper = np.where(silent, estimate, upper)
        method = tuple("everyone was read" if s else m for s, m in zip(silent, method, strict=True))
    n = np.full(k, float(inside.sum()))
    return Estimates(labels, estimate, covariance, lower, upper, df, n, level, unit, method)


def _all_were_read(design: Design, inside: BoolArray) -> bool:
    """Return whether the strata of the domain were read in full, so nothing is chance."""
    present = np.unique(design.stratum[inside])
    units = np.isin(design.cluster_stratum, present)
    rows = np.bincount(design.cluster)[units]
    return bool(
        len(present) > 0
        and np.all(design.sampled[present] == design.population[present])
        and np.all(rows == design.cluster_population[units])
    )


def _names(given: Any, k: int, names: Sequence[str] | None) -> tuple[str, ...]:
    if names is None and hasattr(given, "columns"):
        names = [str(column) for column in given.columns]
    if names is None:
        names = ["y"] if k == 1 else [f"y{i + 1}" for i in range(k)]
    if len(names) != k or len(set(names)) != k:
        raise EstimationError(
            "There is not one name for each column of values.",
            where=f"names ({len(names)}) and columns ({k})",
            expected="as many names as columns, all different",
        )
    return tuple(names)


def _fail_if_missing(values: FloatArray) -> None:
    rows = np.flatnonzero(~np.isfinite(values).all(axis=1))
    if len(rows):
        shown = ", ".join(str(row + 1) for row in rows[:5]) + (", ..." if len(rows) > 5 else "")
        raise EstimationError(
            f"{len(rows)} cases have no value.",
            where=f"y, rows {shown}",
            expected="a number for each case",
            fix="give them any number and keep them out through domain=, which is a result of "
            "its own; or bound them with the functions in analysis.estimation.missing",
        )


def _fail_if_nothing_to_divide_by(below: float, inside: BoolArray) -> None:
    if not inside.any():
        raise EstimationError(
            "The domain holds no case, so a share of it is unknown.",
            where="domain",
            expected="at least one case",
            fix="ask for unit='persons', or a wider domain",
        )
    if below == 0:
        raise EstimationError("The denominator is zero in all cases.", where="denominator")


def _fail_if_contrasts_do_not_fit(matrix: FloatArray, k: int) -> None:
    if matrix.ndim != 2 or matrix.shape[1] != k or not (matrix != 0).any(axis=1).all():
        raise EstimationError(
            "The coefficients do not fit the estimates.",
            where=f"contrasts, of shape {matrix.shape}",
            expected=f"{k} numbers for each contrast, not all zero",
        )


def _fail_if_level_is_no_fraction(level: float) -> None:
    if not 0 < level < 1:
        raise EstimationError(
            "The level is not between 0 and 1.", where="level", expected="a fraction such as 0.95"
        )
