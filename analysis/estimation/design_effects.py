"""How much did the way of drawing cost, or save, against drawing at random from everybody?"""

from __future__ import annotations

from numpy.typing import ArrayLike

from analysis.errors import EstimationError
from analysis.estimation.design import Design
from analysis.estimation.totals import estimate_totals, read_values


def design_effect(design: Design, y: ArrayLike, *, with_replacement: bool = False) -> float:
    """Return the variance of a mean over that of a simple random sample of as many cases.

    Parameters
    ----------
    design : Design
        The n cases.
    y : array of shape (n,)
        A number per case.
    with_replacement : bool
        Compare with a simple random sample with replacement.

    Notes
    -----
    Above 1 the design costs precision, as when small strata are drawn more densely to say
    something about them; below 1 it saves. It belongs to one variable, never to a design.

    References
    ----------
    L. Kish, Survey Sampling, 1965, section 8.2. T. Lumley, Complex Surveys, 2010,
    section 2.1.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> design = stratified_design(["KH"] * 4, {"KH": 40})
    >>> print(round(design_effect(design, [1, 0, 0, 1]), 6))
    1.0
    """
    values, _ = read_values(design, y, None)
    mean = estimate_totals(design, values, unit="share")
    spread = (values[:, 0] - mean.estimate[0]) ** 2
    n, people = design.n, float(design.weights.sum())
    variance = float(design.weights @ spread) / people * n / max(n - 1, 1)
    simple = variance / n * (1.0 if with_replacement else 1 - n / people)
    if simple <= 0:
        raise EstimationError(
            "All cases are alike, or all were read, so there is nothing to compare with.",
            where="y",
        )
    return float(mean.covariance[0, 0]) / simple
