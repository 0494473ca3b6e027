"""Do the weighted cases add up to what is known of everybody, and can they be made to?

The frame tells how many people there are by age, sex and centre. Calibration changes the
weights as little as possible so that the cases add up to these numbers. It helps where
what is known goes with what is asked; it cannot mend a draw that was not random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.estimation.calibration_factors import Method, choose_distance, solve_factors
from analysis.estimation.design import Adjustment, Design, FloatArray
from analysis.estimation.margins import margin_columns

_ACCEPTED = 1e-9


@dataclass(frozen=True)
class Margin:
    """One known total beside what the weighted cases add up to, in people."""

    name: str
    known: float
    reached: float


def calibrate(
    design: Design,
    auxiliaries: ArrayLike,
    totals: ArrayLike,
    *,
    method: Method = "linear",
    bounds: tuple[float, float] | None = None,
    names: Sequence[str] | None = None,
    force: bool = False,
) -> Design:
    """Return the design with weights that reproduce known totals.

    Parameters
    ----------
    design : Design
        The n cases.
    auxiliaries : array of shape (n, p)
        What is known of each case. Include a column of ones, or the columns of a complete
        margin, when the number of people is known.
    totals : array of shape (p,)
        The sum of each over the population.
    method : {"linear", "raking", "logit"}
        ``linear``: the regression estimator (GREG); a weight may become negative without
        bounds. ``raking``: factors stay positive. ``logit``: factors stay within `bounds`,
        which it requires.
    bounds : (float, float), optional
        Least and greatest factor on a weight, on either side of 1.
    names : sequence of p str, optional
        What each total is; for messages.
    force : bool
        Return the nearest weights found even though the totals are not met. Look at
        `compare_margins` then.

    Raises
    ------
    EstimationError
        When the totals contradict each other or cannot be met within the bounds; it
        names those that are furthest off.

    Notes
    -----
    The variance is that of the residuals of a regression on the auxiliaries, for `rake` as
    well. It takes the totals as known without error: totals that are themselves estimated,
    or from another date, make it too small, bold. Many margins for few cases: bold too.
    A total of people who were not in the frame moves the answer by an unknown amount.

    References
    ----------
    J.-C. Deville and C.-E. Särndal, Calibration estimators in survey sampling, Journal of
    the American Statistical Association 87, 1992. T. Lumley, Complex Surveys, 2010,
    chapter 7.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 4, {"KH": 40})
    >>> old = calibrate(design, [[1, 1], [1, 0], [1, 0], [1, 0]], [40, 16])
    >>> print(old.weights)
    [16.  8.  8.  8.]
    """
    columns, known, labels = _read_margins(design, auxiliaries, totals, names)
    _fail_if_a_weight_is_not_positive(design)
    distance = choose_distance(method, bounds)
    factors = solve_factors(design.weights, columns, known, distance)
    weights = design.weights * factors
    reached = weights @ columns
    if not force:
        _fail_if_not_met(labels, known, reached, method, bounds)
    done = Adjustment(auxiliaries=columns, before=design.weights, after=weights)
    return replace(design, weights=weights, adjustments=(*design.adjustments, done))


def post_stratify(
    design: Design, groups: Sequence[str], population: Mapping[str, int | float]
) -> Design:
    """Return the design with weights that add up to the known people in each group.

    Parameters
    ----------
    design : Design
        The n cases.
    groups : sequence of n str
        The group, such as age, of each case. Groups may cut across strata.
    population : mapping from group to people
        From the frame.

    Notes
    -----
    Within a group every weight gets the same factor. With few cases in a group the factor
    is mostly chance: too small a variance, bold. Some ten cases in each are needed.

    References
    ----------
    D. Holt and T. M. F. Smith, Post stratification, Journal of the Royal Statistical
    Society A 142, 1979.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 4, {"KH": 40})
    >>> print(post_stratify(design, list("OUUU"), {"O": 16, "U": 24}).weights)
    [16.  8.  8.  8.]
    """
    columns, known, _ = margin_columns(design, {"group": groups}, {"group": population})
    _fail_if_a_weight_is_not_positive(design)
    weights = design.weights * (columns @ (known / (design.weights @ columns)))
    done = Adjustment(auxiliaries=columns, before=design.weights, after=weights)
    return replace(design, weights=weights, adjustments=(*design.adjustments, done))


def rake(
    design: Design,
    margins: Mapping[str, Sequence[str]],
    population: Mapping[str, Mapping[str, int | float]],
    *,
    method: Method = "raking",
    bounds: tuple[float, float] | None = None,
    force: bool = False,
) -> Design:
    """Return the design with weights that reproduce several margins at once.

    Parameters
    ----------
    design : Design
        The n cases.
    margins : mapping from margin to n groups
        Such as ``{"age": [...], "centre": [...]}``.
    population : mapping from margin to group to people
        The known people; each margin must add up to the same number.
    method, bounds, force
        As in `calibrate`.

    Notes
    -----
    The weights are those of iterative proportional fitting. The variance projects on all
    margins together; software that takes one margin after the other states another, in the
    cases tried a few per cent larger.

    References
    ----------
    W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11, 1940; J.-C.
    Deville, C.-E. Särndal and O. Sautory, Generalized raking procedures in survey
    sampling, Journal of the American Statistical Association 88, 1993.
    """
    columns, known, names = margin_columns(design, margins, population)
    return calibrate(design, columns, known, method=method, bounds=bounds, names=names, force=force)


def compare_margins(
    design: Design, auxiliaries: ArrayLike, totals: ArrayLike, *, names: Sequence[str] | None = None
) -> tuple[Margin, ...]:
    """Set each known total beside what the weighted cases add up to."""
    columns, known, labels = _read_margins(design, auxiliaries, totals, names)
    reached = design.weights @ columns
    return tuple(
        Margin(name, float(k), float(r)) for name, k, r in zip(labels, known, reached, strict=True)
    )


def _read_margins(
    design: Design, auxiliaries: ArrayLike, totals: ArrayLike, names: Sequence[str] | None
) -> tuple[FloatArray, FloatArray, tuple[str, ...]]:
    columns, known = np.asarray(auxiliaries, dtype=float), np.asarray(totals, dtype=float)
    columns = columns.reshape(-1, 1) if columns.ndim == 1 else columns
    known = np.atleast_1d(known)
    labels = tuple(names or (f"x{i + 1}" for i in range(len(known))))
    if columns.shape != (design.n, len(known)) or len(labels) != len(known):
        raise EstimationError(
            "The auxiliaries do not fit the cases and the totals.",
            where=f"auxiliaries {columns.shape}, totals {known.shape}, names {len(labels)}",
            expected=f"{design.n} rows, and one total and one name for each column",
        )
    if not (np.isfinite(columns).all() and np.isfinite(known).all()):
        raise EstimationError(
            "An auxiliary or a total is missing.",
            where="auxiliaries or totals",
            expected="a number for each case and each column",
            fix="give cases whose group is unknown a group of their own, with its people",
        )
    return columns, known, labels


def _fail_if_a_weight_is_not_positive(design: Design) -> None:
    if not (design.weights > 0).all():
        raise EstimationError(
            "Some weights are not positive, so they cannot be calibrated once more.",
            where=f"{int(np.sum(design.weights <= 0))} cases",
            fix="calibrate with method='raking', or with bounds, the first time",
        )


def _fail_if_not_met(
    names: Sequence[str],
    known: FloatArray,
    reached: FloatArray,
    method: str,
    bounds: tuple[float, float] | None,
) -> None:
    miss = np.abs(reached - known) / np.maximum(np.abs(known), 1)
    if not (miss > _ACCEPTED).any():
        return
    worst = [i for i in np.argsort(-miss) if miss[i] > _ACCEPTED][:5]
    raise EstimationError(
        "The known totals cannot be met by the drawn cases.",
        where="; ".join(f"{names[i]}: {reached[i]:.1f} of {known[i]:.1f}" for i in worst),
        expected="totals of one population, each reachable"
        + (f" with factors from {bounds[0]:g} to {bounds[1]:g}" if bounds else ""),
        fix="check that the margins add up to the same people, merge small groups, widen the "
        f"bounds, or accept the nearest weights with force=True (method was {method})",
    )
