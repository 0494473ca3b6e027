"""Which limits will the decided rule give, before a single case is read?

The rule depends on how many positives are seen, so its width before the review is an
average over what may be seen. The number seen is a sum of hypergeometric numbers, one for
each stratum, and its distribution is found exactly. For each number the positives are
placed in the strata as anticipated, and the very rule of the estimates gives its limits.
Nothing is simulated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.estimation.count_rule import CountLimits, limit_counts
from analysis.estimation.planning.inputs import FloatArray, IntArray

# Numbers of positives less likely than this on either side are left out.
_NEGLIGIBLE = 1e-4


@dataclass(frozen=True)
class DomainDesign:
    """A domain of a stratified sample, with what is anticipated in it.

    Attributes
    ----------
    population, sizes : array of shape (H,)
        Persons and cases read in each stratum, whole numbers.
    members : array of shape (H,)
        Persons of the domain in each stratum.
    positives : array of shape (H,)
        Persons of the domain in the target group, anticipated, not whole.
    """

    population: FloatArray
    sizes: FloatArray
    members: FloatArray
    positives: FloatArray

    @property
    def n_people(self) -> float:
        """Return the persons of the domain."""
        return float(self.members.sum())

    @property
    def n_cases(self) -> float:
        """Return the expected cases in the domain."""
        return float((self.sizes * self.members / self.population).sum())

    @property
    def share(self) -> float:
        """Return the anticipated share of the domain in the target group."""
        return float(self.positives.sum()) / self.n_people

    def select_present(self) -> DomainDesign:
        """Return the same without the strata in which the domain has nobody."""
        kept = self.members > 0
        return DomainDesign(
            self.population[kept], self.sizes[kept], self.members[kept], self.positives[kept]
        )


@dataclass(frozen=True)
class ExpectedLimits:
    """What the decided rule is expected to give in one domain, as shares of it.

    Attributes
    ----------
    lower, upper : float
        The limits, averaged over the numbers that may be seen.
    half_width : float
        Half the mean width.
    n_positive : float
        Expected positives among the cases read.
    chance_of_none : float
        Chance that none is seen.
    zero_bound : float
        The largest share that seeing none would still allow.
    """

    lower: float
    upper: float
    half_width: float
    n_positive: float
    chance_of_none: float
    zero_bound: float


def expect_limits(design: DomainDesign, *, level: float = 0.95) -> ExpectedLimits:
    """Average the limits of the decided rule over what may be seen.

    Parameters
    ----------
    design : DomainDesign
        Strata, cases and anticipated positives of one domain.
    level : float, default 0.95
        Level of the limits, a fraction in (0, 1).

    Returns
    -------
    ExpectedLimits
        Shares of the domain.

    Notes
    -----
    For each number of positives they are taken to lie in the strata in proportion to what
    is expected there. In truth they scatter, and the limits with them: the mean width is
    near, a single review's may be a fifth off, and more for a rare scheme. Placed evenly
    they vary a little more within the strata than scattered ones: the expected width is
    too large by about strata / (2 x cases), 3 % with ten strata and 150 cases: cautious.

    A domain that crosses strata is counted in persons, the others in its strata as zeros.

    References
    ----------
    As in `analysis.estimation.count_rule`.

    Examples
    --------
    >>> one = np.array([17_650.0])
    >>> design = DomainDesign(one, np.array([150.0]), one, one * 0.33)
    >>> limits = expect_limits(design)
    >>> print(f"{limits.lower:.2f} to {limits.upper:.2f}")
    0.26 to 0.41
    """
    present = design.select_present()
    numbers, chances = distribute_positives(present)
    found = _rule_limits(present, np.append(0, numbers), level)
    # As in the rule itself, the upper limit does not fall when one more is seen.
    highest = np.maximum.accumulate(found.upper)
    share = 1 / present.n_people
    lower = np.minimum(found.lower[1:] * share, 1.0)
    upper = np.minimum(highest[1:] * share, 1.0)
    return ExpectedLimits(
        lower=float(chances @ lower),
        upper=float(chances @ upper),
        half_width=float(chances @ (upper - lower)) / 2,
        n_positive=float((present.sizes * present.positives / present.population).sum()),
        chance_of_none=float(chances[numbers == 0].sum()),
        zero_bound=float(found.upper[0] * share),
    )


def distribute_positives(design: DomainDesign) -> tuple[IntArray, FloatArray]:
    """Return the numbers of positives that may be seen, and their chances.

    Parameters
    ----------
    design : DomainDesign
        Strata, cases and anticipated positives of one domain.

    Returns
    -------
    numbers : integer array of shape (m,)
        Positives among the cases, the negligible ends left out.
    chances : array of shape (m,)
        Their chances, which sum to 1.
    """
    drawn, people = design.sizes.astype(np.int64), design.population.astype(np.int64)
    chances = np.ones(1)
    for n_people, n_cases, n_positive in zip(
        people, drawn, whole_persons(design.positives), strict=True
    ):
        chances = np.convolve(chances, _hypergeometric(int(n_people), int(n_cases), n_positive))
    below = np.cumsum(chances)
    first = int(np.searchsorted(below, _NEGLIGIBLE))
    last = int(np.searchsorted(below, 1 - _NEGLIGIBLE))
    kept = chances[first : last + 1]
    return np.arange(first, first + len(kept)), kept / kept.sum()


def variance_factor(design: DomainDesign) -> float:
    """Return the variance of a domain's estimated share over p(1 - p), where p is everywhere.

    Parameters
    ----------
    design : DomainDesign
        Strata and cases of one domain.

    Returns
    -------
    float
        Σ N_h² (1 - f_h) q_h / (n_h - 1) / N_d², with the fraction q_h of the stratum that
        is in the domain: the linearised variance of a ratio, the same share in every
        stratum.
    """
    within = design.members / design.population
    unread = 1 - design.sizes / design.population
    per_stratum = design.population**2 * unread * within / np.maximum(design.sizes - 1, 1)
    return float(per_stratum.sum()) / design.n_people**2


def whole_persons(persons: FloatArray) -> IntArray:
    """Return whole persons by largest remainder, with the rounded sum."""
    whole = np.floor(persons + 1e-9)
    left = round(float(persons.sum())) - int(whole.sum())
    order = np.argsort(-(persons - whole), kind="stable")
    whole[order[: max(left, 0)]] += 1
    return whole.astype(np.int64)


def _hypergeometric(n_people: int, n_cases: int, n_positive: int) -> FloatArray:
    """Return the chances of 0, 1, … positives among the cases of a stratum."""
    most = min(n_cases, n_positive)
    seen = np.arange(most + 1.0)
    negatives = n_people - n_positive
    with np.errstate(invalid="ignore", divide="ignore"):
        logarithm = (
            _log_choose(n_positive, seen)
            + _log_choose(negatives, n_cases - seen)
            - _log_choose(n_people, np.array(float(n_cases)))
        )
    return np.where(n_cases - seen <= negatives, np.exp(logarithm), 0.0)


def _log_choose(n: int, k: FloatArray) -> FloatArray:
    """Return the logarithm of n over k."""
    return np.asarray(
        special.gammaln(n + 1.0) - special.gammaln(k + 1.0) - special.gammaln(n - k + 1.0)
    )


def _rule_limits(design: DomainDesign, numbers: IntArray, level: float) -> CountLimits:
    """Return the limits of the estimates' rule, in persons, for numbers of positives seen."""
    placed, n_cases, df = _place_positives(design, numbers), None, None
    if not np.array_equal(design.members, design.population):
        inside = design.sizes * design.members / design.population
        n_cases, df = float(inside.sum()), float(inside.sum()) - len(inside)
    return limit_counts(
        placed,
        *(design.sizes, design.population),
        level=level,
        n_cases=n_cases,
        df=df,
        monotone=False,
    )


def _place_positives(design: DomainDesign, numbers: IntArray) -> FloatArray:
    """Return whole positives by stratum for each number, in proportion to those expected."""
    inside = design.sizes * design.members / design.population
    expected = design.sizes * design.positives / design.population
    profile = expected if expected.any() else inside
    quotas = numbers[:, None] * profile / profile.sum()
    placed = np.floor(quotas + 1e-9)
    left = numbers - placed.sum(axis=1)
    rank = np.argsort(np.argsort(-(quotas - placed), axis=1, kind="stable"), axis=1)
    return np.asarray(np.minimum(placed + (rank < left[:, None]), design.sizes))
