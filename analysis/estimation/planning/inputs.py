"""Are these numbers what a plan can be made of? Checked once, at the border of planning."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.errors import EstimationError, RequestError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def as_share(value: float, *, name: str) -> float:
    """Return a share strictly between 0 and 1, or refuse it."""
    if not (isinstance(value, int | float | np.floating) and 0 < value < 1):
        raise EstimationError(
            f"{name} is not a share strictly between 0 and 1.",
            expected="a fraction such as 0.33",
            fix="write per cent as a fraction; a plan needs a share that is neither 0 nor 1",
        )
    return float(value)


def as_positive(value: float, *, name: str, infinite: bool = False) -> float:
    """Return a number above 0, or refuse it."""
    number = float(value)
    if not number > 0 or (math.isinf(number) and not infinite):
        raise EstimationError(f"{name} is not above 0.", expected="a finite number above 0")
    return number


def as_population(population: Mapping[str, float]) -> tuple[tuple[str, ...], IntArray]:
    """Return the labels and whole numbers of persons by stratum, or refuse them."""
    labels = tuple(population)
    numbers = np.array([float(population[label]) for label in labels])
    if not labels:
        raise RequestError("There are no strata.", expected="persons by stratum label")
    wrong = [
        label
        for label, number in zip(labels, numbers, strict=True)
        if not (number >= 1 and float(number).is_integer())
    ]
    if wrong:
        raise RequestError(
            "A stratum has no whole number of persons, or nobody.",
            where=f"stratum {', '.join(wrong)}",
            expected="whole numbers of 1 or more",
            fix="leave an empty stratum out, or merge it with its neighbour",
        )
    return labels, numbers.astype(np.int64)


def as_by_stratum(
    values: Mapping[str, float], labels: Iterable[str], *, name: str, most: float = math.inf
) -> FloatArray:
    """Return one finite number of 0 or more (and at most `most`) for each stratum."""
    _fail_if_strata_differ(values, tuple(labels), name=name)
    numbers = np.array([float(values[label]) for label in labels])
    wrong = [
        label
        for label, number in zip(labels, numbers, strict=True)
        if not (0 <= number <= most and math.isfinite(number))
    ]
    if wrong:
        raise EstimationError(
            f"{name} is out of range.",
            where=f"stratum {', '.join(wrong)}",
            expected=f"a number from 0 to {most:g}",
        )
    return numbers


def as_normal_quantile(level: float) -> float:
    """Return the two-sided normal quantile of a level, such as 1.96 for 0.95."""
    return float(special.ndtri((1 + as_share(level, name="The level")) / 2))


def _fail_if_strata_differ(
    values: Mapping[str, float], labels: tuple[str, ...], *, name: str
) -> None:
    """Refuse numbers for other strata than those of the population."""
    lacking = [label for label in labels if label not in values]
    unknown = [label for label in values if label not in labels]
    if lacking or unknown:
        raise RequestError(
            f"{name} is not given for exactly the strata of the population.",
            where=f"stratum {', '.join([*lacking, *unknown])}",
            expected=f"one number for each of {len(labels)} strata",
            fix="give the strata that are lacking and leave out those that are unknown",
        )
