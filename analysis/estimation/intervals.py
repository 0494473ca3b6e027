"""Between which limits does the number, or the share, of people in a group lie?

One rule for every outcome of a review, decided beforehand, so that nobody chooses the
interval after seeing it: beta limits from ten positives, gamma limits below, an exact
bound where none was seen, and the same turned round where nearly all were. The rule on
plain numbers per stratum is in `analysis.estimation.count_rule`; here it meets a design
and a domain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import EstimationError
from analysis.estimation.count_rule import BETA, N_FOR_BETA, CountLimits, limit_counts
from analysis.estimation.design import Design
from analysis.estimation.rare import gamma_quantile, zero_bound
from analysis.estimation.results import Estimates
from analysis.estimation.share_limits import beta_limits, effective_size
from analysis.estimation.totals import degrees_of_freedom, estimate_totals, read_domain, read_values

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Unit = Literal["persons", "share"]

GAMMA_WEIGHTED = "gamma, weighted cases"
EXACT_WEIGHTED = "exact bound, none seen"


@dataclass(frozen=True)
class Interval:
    """Limits of one number or share of people, and what they rest on.

    Attributes
    ----------
    lower, upper : float
        Limits, in `unit`.
    method : str
        The row of the rule that applied.
    n_positive, n : int
        Cases with the outcome, and cases, in the domain. Unweighted.
    effective_n : float
        Cases in a simple random sample that would tell as much; NaN where the sample
        shows no variance.
    df : float
        Degrees of freedom: cases less strata present in the domain.
    level : float
        Level of the limits, a fraction in (0, 1).
    unit : str
        ``share`` or ``persons``.
    """

    lower: float
    upper: float
    method: str
    n_positive: int
    n: int
    effective_n: float
    df: float
    level: float
    unit: str


def choose_interval(
    design: Design,
    y: ArrayLike,
    *,
    domain: ArrayLike | None = None,
    level: float = 0.95,
    unit: Unit = "share",
) -> Interval:
    """Return limits of a share, or of a number of people, by the decided rule.

    Parameters
    ----------
    design : Design
        The n cases.
    y : array of shape (n,)
        1 where a case has the outcome, 0 where not. None may be missing.
    domain : array of bool, shape (n,), optional
        The cases inside the part of the population asked about.
    level : float
        Level of the limits, a fraction in (0, 1).
    unit : {"share", "persons"}
        Share of the people in the domain, or number of people.

    Raises
    ------
    EstimationError
        When a value is missing or neither 0 nor 1, or the domain holds no case and a
        share is asked for.

    Notes
    -----
    A domain that is made of whole strata is treated as a population of its own. One that
    cuts through strata is not: cases outside count as zeros, and nobody knows how many
    people it holds. Its share is then the persons' limits over the estimated size of the
    domain where the outcome is rare, which leaves the size's own uncertainty out: slightly
    bold where the domain is small.

    Where weights were calibrated or whole clusters drawn, the same rule is used with the
    weight of the heaviest case or cluster. An exact bound does not exist for clusters, so
    gamma stands in at zero: cautious.

    References
    ----------
    As in `analysis.estimation.count_rule`.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> aby = stratified_design(["KH"] * 36 + ["SD"] * 20, {"KH": 520, "SD": 45})
    >>> found = choose_interval(aby, np.zeros(56), unit="persons")
    >>> print(f"{found.lower:.0f} to {found.upper:.0f} people: {found.method}")
    0 to 48 people: exact bound, none seen
    """
    values, _ = read_values(design, y, ["y"])
    inside = read_domain(design, domain)
    _fail_if_not_yes_or_no(values)
    _fail_if_share_of_nobody(inside, unit)
    positive = (values[:, 0] == 1) & inside
    if not _is_plain(design):
        lower, upper, method, size = _weighted(design, positive, inside, level, unit)
    elif unit == "persons" or _is_made_of_strata(design, inside):
        lower, upper, method, size = _in_persons(design, positive, inside, level)
        if unit == "share":
            people = design.population[np.unique(design.stratum[inside])].sum()
            lower, upper = lower / people, upper / people
    else:
        lower, upper, method, size = _share_across_strata(design, positive, inside, level)
    return Interval(
        lower=lower,
        upper=upper,
        method=method,
        n_positive=int(positive.sum()),
        n=int(inside.sum()),
        effective_n=size,
        df=degrees_of_freedom(design, inside),
        level=level,
        unit=unit,
    )


def estimate_count(
    design: Design,
    y01: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    domain: ArrayLike | None = None,
    level: float = 0.95,
    unit: Unit = "persons",
) -> Estimates:
    """Estimate numbers, or shares, of people with one or more outcomes, with ruled limits.

    Parameters
    ----------
    design : Design
        The n cases.
    y01 : array of shape (n,) or (n, k)
        1 where a case has the outcome, 0 where not.
    names : sequence of k str, optional
        What each outcome is.
    domain : array of bool, shape (n,), optional
        The cases inside the part of the population asked about.
    level : float
        Level of each interval, a fraction in (0, 1); not of all of them together.
    unit : {"persons", "share"}
        Number of people, or share of the people in the domain.

    Raises
    ------
    EstimationError
        As `choose_interval` and `estimate_totals`.

    Notes
    -----
    Estimates and covariance are those of `estimate_totals`; the limits are those of
    `choose_interval`. Limits do not add up over outcomes: the limits of a sum come from
    the sum, as an outcome of its own.

    Examples
    --------
    >>> from analysis.estimation.design import stratified_design
    >>> aby = stratified_design(["KH"] * 36 + ["SD"] * 20, {"KH": 520, "SD": 45})
    >>> y = np.zeros((56, 2))
    >>> y[:12, 0] = 1
    >>> found = estimate_count(aby, y, names=["fleksjob", "revalidering"])
    >>> for name in found.names:
    ...     row = found.of(name)
    ...     print(f"{name}: {row.value:.0f} ({row.lower:.0f} to {row.upper:.0f})")
    fleksjob: 173 (99 to 264)
    revalidering: 0 (0 to 48)
    """
    base = estimate_totals(design, y01, names=names, domain=domain, level=level, unit=unit)
    values, _ = read_values(design, y01, names)
    if unit == "persons" and _is_plain(design):
        inside = read_domain(design, domain)
        _fail_if_not_yes_or_no(values)
        found = _count_persons(design, (values == 1) & inside[:, None], inside, level)
        methods = tuple(str(method) for method in found.method)
        return replace(base, lower=found.lower, upper=found.upper, method=methods)
    limits = [
        choose_interval(design, column, domain=domain, level=level, unit=unit)
        for column in values.T
    ]
    return replace(
        base,
        lower=np.array([limit.lower for limit in limits]),
        upper=np.array([limit.upper for limit in limits]),
        method=tuple(limit.method for limit in limits),
    )


def _in_persons(
    design: Design, positive: BoolArray, inside: BoolArray, level: float
) -> tuple[float, float, str, float]:
    found = _count_persons(design, positive[:, None], inside, level)
    return (
        *(float(found.lower[0]), float(found.upper[0])),
        *(str(found.method[0]), float(found.effective_n[0])),
    )


def _count_persons(
    design: Design, positive: BoolArray, inside: BoolArray, level: float
) -> CountLimits:
    """Return the limits of several outcomes at once; `positive` has shape (n, k)."""
    n_strata = len(design.labels)
    counts = np.array(
        [np.bincount(design.stratum[column], minlength=n_strata) for column in positive.T]
    )
    within = np.bincount(design.stratum[inside], minlength=n_strata).astype(float)
    if _is_made_of_strata(design, inside):
        used = within > 0
        if not used.any():
            used = np.ones(n_strata, dtype=bool)
        return limit_counts(
            counts[:, used], design.sampled[used], design.population[used], level=level
        )
    chance = within * (design.sampled < design.population)
    return limit_counts(
        counts,
        *(design.sampled, design.population),
        level=level,
        n_cases=chance.sum(),
        df=chance.sum() - (chance > 0).sum(),
    )


def _share_across_strata(
    design: Design, positive: BoolArray, inside: BoolArray, level: float
) -> tuple[float, float, str, float]:
    people = float(design.weights[inside].sum())
    negative = inside & ~positive
    n_positive, n_negative = int(positive.sum()), int(negative.sum())
    beta = _beta_share(design, positive, inside, level)
    if min(n_positive, n_negative) >= N_FOR_BETA and np.isfinite(beta[0]):
        order = np.argsort(-design.weights[positive], kind="stable")[: N_FOR_BETA - 1]
        nine = _gamma_persons(design, np.flatnonzero(positive)[order], level)[1] / people
        return beta[0], min(1.0, max(beta[1], nine)), BETA, beta[2]
    if n_positive <= n_negative:
        lower, upper, method, _ = _in_persons(design, positive, inside, level)
        return lower / people, min(1.0, upper / people), method, beta[2]
    lower, upper, method, _ = _in_persons(design, negative, inside, level)
    return max(0.0, 1 - upper / people), 1 - lower / people, f"{method}, of negatives", beta[2]


def _weighted(
    design: Design, positive: BoolArray, inside: BoolArray, level: float, unit: Unit
) -> tuple[float, float, str, float]:
    """Return limits where a case's weight is not only that of its stratum."""
    people = float(design.weights[inside].sum())
    negative = inside & ~positive
    beta = _beta_share(design, positive, inside, level)
    if min(positive.sum(), negative.sum()) >= N_FOR_BETA and np.isfinite(beta[0]):
        lower, upper, method = beta[0], beta[1], BETA
    elif positive.sum() <= negative.sum():
        lower, upper, method = _few_weighted(design, positive, level)
        lower, upper = lower / people, min(1.0, upper / people)
    else:
        below, above, method = _few_weighted(design, negative, level)
        lower, upper = max(0.0, 1 - above / people), 1 - below / people
    scale = people if unit == "persons" else 1.0
    return lower * scale, upper * scale, method, beta[2]


def _few_weighted(design: Design, few: BoolArray, level: float) -> tuple[float, float, str]:
    drawn_as_people = len(design.cluster_stratum) == design.n
    if not few.any() and drawn_as_people:
        bound = zero_bound(design.sampled, design.population, level=level)
        return 0.0, float(bound), EXACT_WEIGHTED
    return *_gamma_persons(design, np.flatnonzero(few), level), GAMMA_WEIGHTED


def _gamma_persons(design: Design, rows: NDArray[np.intp], level: float) -> tuple[float, float]:
    """Return gamma limits of the people that some cases stand for, whole units at a time."""
    n_units = len(design.cluster_stratum)
    unit = np.bincount(design.cluster[rows], design.weights[rows], minlength=n_units)
    step = np.bincount(design.cluster, design.weights, minlength=n_units).max()
    mean, variance, tail = unit.sum(), (unit**2).sum(), (1 - level) / 2
    lower = gamma_quantile(mean, variance, tail=tail, upper=False)
    upper = gamma_quantile(mean + step, variance + step**2, tail=tail, upper=True)
    return float(lower), float(upper)


def _beta_share(
    design: Design, positive: BoolArray, inside: BoolArray, level: float
) -> tuple[float, float, float]:
    """Return beta limits of a share and the effective size; NaN without a variance."""
    df = degrees_of_freedom(design, inside)
    if not positive.any() or not (inside & ~positive).any() or df < 1:
        return np.nan, np.nan, np.nan
    found = estimate_totals(design, positive.astype(float), domain=inside, unit="share")
    share, variance, n = found.estimate[0], found.covariance[0, 0], float(inside.sum())
    lower, upper = beta_limits(share, variance, n=n, df=df, level=level)
    size = effective_size(share, variance, n=n, df=df, level=level)
    return float(lower), float(upper), float(size)


def _is_plain(design: Design) -> bool:
    """Return whether people were drawn at random in strata and weigh as their stratum does."""
    own = (design.population / design.sampled)[design.stratum]
    return (
        len(design.cluster_stratum) == design.n
        and not design.adjustments
        and not design.with_replacement
        and bool(np.allclose(design.weights, own, rtol=1e-12))
    )


def _is_made_of_strata(design: Design, inside: BoolArray) -> bool:
    within = np.bincount(design.stratum[inside], minlength=len(design.labels))
    return bool(np.all((within == 0) | (within == design.sampled)))


def _fail_if_not_yes_or_no(values: FloatArray) -> None:
    rows = np.flatnonzero(~np.isin(values, (0, 1)).all(axis=1))
    if len(rows):
        raise EstimationError(
            "A case's outcome is neither yes nor no.",
            where=f"y, {len(rows)} rows, the first is row {rows[0] + 1}",
            expected="1 for yes, 0 for no",
        )


def _fail_if_share_of_nobody(inside: BoolArray, unit: str) -> None:
    if unit == "share" and not inside.any():
        raise EstimationError(
            "The domain holds no case, so a share of it is unknown.",
            where="domain",
            expected="at least one case",
            fix="ask for unit='persons', or a wider domain",
        )
