"""What would it change to read fifty more cases?

Nobody knows what they would show, but the cases read so far say how probable each answer
is. From that the fifty are imagined many times, and the interval is made anew each time by
the rule that made the first one. The answer is how much narrower it would be: in people,
not in kroner, since awards cost money and a value in kroner would favour not looking.

The interval need not become narrower. One more positive of a rare scheme can widen it, and
that is what the spread of the new widths shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError, RequestError
from analysis.estimation.count_rule import CountLimits, limit_counts
from analysis.estimation.design import Design
from analysis.estimation.planning.seats import give_by_remainder, share_within_bounds
from analysis.estimation.posterior import pooled_grid
from analysis.estimation.totals import read_values

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_TENTHS = (10, 90)


@dataclass(frozen=True)
class MoreCases:
    """What more cases would do to the intervals of k outcomes.

    Attributes
    ----------
    names : tuple of str
        The outcomes.
    n_now, n_more : int
        Cases read, and cases imagined.
    allocation : dict of str to int
        Imagined cases of each stratum.
    lower_now, upper_now, width_now : array of shape (k,)
        The interval as it is, in persons.
    width_then : array of shape (k,)
        Expected width with the further cases, in persons.
    width_then_lower, width_then_upper : array of shape (k,)
        Nine times in ten the new width is above the one, and below the other.
    narrowing : array of shape (k,)
        `width_now` less `width_then`, in persons; negative where it would widen.
    narrowing_error : array of shape (k,)
        Standard error of `narrowing` from imagining a limited number of times.
    share_narrower : array of shape (k,)
        Probability that the interval becomes narrower at all.
    level : float
        Level of the intervals.
    """

    names: tuple[str, ...]
    n_now: int
    n_more: int
    allocation: dict[str, int]
    lower_now: FloatArray
    upper_now: FloatArray
    width_now: FloatArray
    width_then: FloatArray
    width_then_lower: FloatArray
    width_then_upper: FloatArray
    narrowing: FloatArray
    narrowing_error: FloatArray
    share_narrower: FloatArray
    level: float


def project_more_cases(
    design: Design,
    y01: ArrayLike,
    *,
    rng: np.random.Generator,
    names: Sequence[str] | None = None,
    n_more: int = 50,
    allocation: Mapping[str, int] | None = None,
    level: float = 0.95,
    n_draws: int = 400,
) -> MoreCases:
    """Return how wide the intervals would be with more cases from the same strata.

    Parameters
    ----------
    design : Design
        The n cases read, each drawn by itself.
    y01 : array of shape (n,) or (n, k)
        1 where a case has the outcome, 0 where not.
    rng : Generator
        Where the imagined cases come from.
    names : sequence of k str, optional
        What each outcome is.
    n_more : int
        Further cases.
    allocation : mapping from stratum to cases, optional
        Their strata; they sum to `n_more`. Left out: in proportion to people.
    level : float
        Level of the intervals, a fraction in (0, 1).
    n_draws : int
        How often the cases are imagined.

    Raises
    ------
    RequestError
        When so many cases are not left, or the allocation does not fit.
    EstimationError
        When clusters were drawn or weights calibrated, or an outcome is not yes or no.

    Notes
    -----
    What the cases would show follows the pooled posterior of `analysis.estimation.posterior`,
    so its lean is this one's too: strata alike until they show otherwise. The reviewers are
    taken to judge as before, and to find every file: bold where some will be missing. The
    limits are those of the decided rule, which may change row (from gamma to beta) on the
    way, and that is part of the narrowing.

    References
    ----------
    H. Raiffa and R. Schlaifer, Applied Statistical Decision Theory, 1961, for preposterior
    analysis.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> aby = stratified_design(["KH"] * 36 + ["SD"] * 20, {"KH": 520, "SD": 45})
    >>> found = project_more_cases(aby, [1] * 12 + [0] * 44, rng=np.random.default_rng(1))
    >>> print(found.allocation)
    {'KH': 46, 'SD': 4}
    >>> print(f"{found.width_now[0]:.0f} people wide now, {found.width_then[0]:.0f} then")
    165 people wide now, 100 then
    """
    values, labels = read_values(design, y01, names)
    _fail_if_not_drawn_one_by_one(design)
    _fail_if_not_yes_or_no(values)
    n, people = design.sampled, design.population
    more = _allocate(design, n_more, allocation)
    n_strata = len(design.labels)
    positives = [
        np.bincount(design.stratum[column == 1], minlength=n_strata).astype(float)
        for column in values.T
    ]
    now = [limit_counts(x, n, people, level=level) for x in positives]
    widths = []
    for x in positives:
        imagined = imagine_positives(x, n, more, rng=rng, n_draws=n_draws)
        widths.append(_width(limit_counts(x + imagined, n + more, people, level=level)))
    width_now = np.array([_width(limits) for limits in now])
    width_then = np.array([width.mean() for width in widths])
    tenths = np.array([np.percentile(width, _TENTHS) for width in widths])
    return MoreCases(
        names=labels,
        n_now=design.n,
        n_more=n_more,
        allocation={label: int(cases) for label, cases in zip(design.labels, more, strict=True)},
        lower_now=np.array([float(limits.lower) for limits in now]),
        upper_now=np.array([float(limits.upper) for limits in now]),
        width_now=width_now,
        width_then=width_then,
        width_then_lower=tenths[:, 0],
        width_then_upper=tenths[:, 1],
        narrowing=width_now - width_then,
        narrowing_error=np.array([width.std(ddof=1) / np.sqrt(n_draws) for width in widths]),
        share_narrower=np.array(
            [np.mean(width < own) for width, own in zip(widths, width_now, strict=True)]
        ),
        level=level,
    )


def imagine_positives(
    positives: FloatArray,
    sampled: FloatArray,
    more: ArrayLike,
    *,
    rng: np.random.Generator,
    n_draws: int,
) -> FloatArray:
    """Return positives among further cases, of shape (n_draws, H), as the posterior has them.

    Parameters
    ----------
    positives, sampled : array of shape (H,)
        Cases with the outcome, and cases read, in each stratum.
    more : array_like of shape (H,)
        Further cases in each stratum.
    rng : Generator
        Where they come from.
    n_draws : int
        How often.

    Notes
    -----
    Exact for a finite population: the next cases of a stratum are beta-binomial whether or
    not it is emptied by them.
    """
    _fail_if_imagined_too_few_times(n_draws)
    grid = pooled_grid(positives, sampled)
    pair = rng.choice(len(grid.weight), size=n_draws, p=grid.weight)
    a = (grid.mean * grid.concentration)[pair][:, None] + positives
    total = grid.concentration[pair][:, None] + sampled
    share = rng.beta(a, total - a)
    return np.asarray(rng.binomial(np.asarray(more, dtype=np.int64), share), dtype=float)


def _allocate(design: Design, n_more: int, allocation: Mapping[str, int] | None) -> IntArray:
    left = np.floor(design.population - design.sampled + 1e-9).astype(np.int64)
    _fail_if_so_many_are_not_left(n_more, int(left.sum()))
    if allocation is None:
        nobody = np.zeros_like(left)
        quotas = share_within_bounds(design.population, n_more, nobody, left)
        seats = give_by_remainder(design.labels, quotas, nobody, left)
        held = [seat.stratum for seat in seats]
        return np.array([held.count(label) for label in design.labels], dtype=np.int64)
    _fail_if_allocation_does_not_fit(design, n_more, allocation, left)
    return np.array([allocation.get(label, 0) for label in design.labels], dtype=np.int64)


def _width(limits: CountLimits) -> FloatArray:
    return np.asarray(limits.upper - limits.lower)


def _fail_if_not_drawn_one_by_one(design: Design) -> None:
    if len(design.cluster_stratum) != design.n or design.adjustments:
        raise EstimationError(
            "More cases can be imagined only where people were drawn one by one.",
            where="design",
            expected="no clusters, and weights that were not calibrated",
            fix="ask before the weights are calibrated",
        )


def _fail_if_not_yes_or_no(values: FloatArray) -> None:
    if not np.isin(values, (0, 1)).all():
        raise EstimationError(
            "A case's outcome is neither yes nor no.", where="y01", expected="1 for yes, 0 for no"
        )


def _fail_if_imagined_too_few_times(n_draws: int) -> None:
    if n_draws < 2:
        raise RequestError(
            "The cases were to be imagined less than twice.",
            where="n_draws",
            expected="2 or more; some hundreds for a steady answer",
        )


def _fail_if_so_many_are_not_left(n_more: int, n_left: int) -> None:
    if n_more < 1 or n_more > n_left:
        raise RequestError(
            "So many more cases cannot be drawn.",
            where=f"n_more, {n_more}",
            expected=f"1 to {n_left}, the people who were not drawn",
        )


def _fail_if_allocation_does_not_fit(
    design: Design, n_more: int, allocation: Mapping[str, int], left: IntArray
) -> None:
    if unknown := sorted(set(allocation) - set(design.labels)):
        raise RequestError(
            "More cases were given to a stratum that does not exist.",
            where=f"allocation: {', '.join(unknown)}",
            expected=f"one of {', '.join(design.labels)}",
        )
    given = np.array([allocation.get(label, 0) for label in design.labels])
    if given.sum() != n_more or np.any((given < 0) | (given > left)):
        raise RequestError(
            "The allocation does not give out the further cases.",
            where="allocation",
            expected=f"{n_more} in all, and no more in a stratum than its people left",
        )
