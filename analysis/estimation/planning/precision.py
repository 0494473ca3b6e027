"""What can 100, 150 or 200 cases show, and what can they not?

Said before the review, so that nobody expects of it what no review of that size can give:
how wide the interval of each scheme will be in all and in each domain, how many may hide
behind a zero, and how large a difference between two domains must be to be seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from scipy import special

from analysis.errors import RequestError
from analysis.estimation.planning.allocation import PROPORTIONAL, Spread, allocate_cases
from analysis.estimation.planning.anticipated import (
    DEFAULT_SHARES,
    Shares,
    default_shares,
    shares_by_stratum,
)
from analysis.estimation.planning.expected_limits import (
    DomainDesign,
    expect_limits,
    variance_factor,
    whole_persons,
)
from analysis.estimation.planning.inputs import (
    FloatArray,
    as_normal_quantile,
    as_population,
    as_share,
)
from analysis.estimation.planning.precision_table import (
    EVERYBODY,
    DetectableDifference,
    PrecisionRow,
    PrecisionTable,
)
from analysis.estimation.planning.precision_words import state_precision
from analysis.estimation.planning.verdicts import judge_precision

POWER = 0.8
DEFAULT_SIZES = (100, 150, 200)
Domains = Mapping[str, Sequence[str] | Mapping[str, float]]


def what_can_be_shown(
    population: Mapping[str, float],
    *,
    shares: Shares | None = None,
    sizes: Sequence[int] = DEFAULT_SIZES,
    domains: Domains | None = None,
    method: str = PROPORTIONAL,
    spread: Spread | Mapping[str, Spread] | None = None,
    allocations: Mapping[int, Mapping[str, int]] | None = None,
    minimum: int = 2,
    response: float = 1.0,
    level: float = 0.95,
) -> PrecisionTable:
    """Say what reviews of several sizes are expected to show.

    Parameters
    ----------
    population : mapping of str to int
        Persons by stratum.
    shares : mapping of str to float or mapping, optional
        Anticipated share by scheme, or by scheme and stratum; the declared assumptions
        when left out.
    sizes : sequence of int, default (100, 150, 200)
        Cases drawn in all; those that the frame cannot give are refused.
    domains : mapping, optional
        By name, the strata of the domain, or its persons by stratum where it crosses
        them. The whole population, ``alle``, is always there.
    method, spread, minimum
        How the cases are allocated; see `allocate_cases`.
    allocations : mapping of int to mapping, optional
        Cases by stratum for each size, in place of an allocation made here.
    response : float, default 1.0
        Fraction of the drawn cases that can be read.
    level : float, default 0.95
        Level of the limits.

    Returns
    -------
    PrecisionTable
        Rows, detectable differences and Danish statements.

    Raises
    ------
    RequestError
        If a domain names an unknown stratum or more persons than a stratum has, or a size
        cannot be allocated.

    Notes
    -----
    It rests on the anticipated shares; where they are wrong, so is the expected width,
    though not the zero bound. Reviewers are taken to judge without error and everybody to
    be judged: both bold. Uoplyst cases widen what is shown by as much as they are.

    Detectable differences are by the normal approximation, bold for rare schemes.

    Examples
    --------
    >>> frame = {"KH": 9_000, "KH-10+": 3_000, "SD": 5_650}
    >>> table = what_can_be_shown(frame, sizes=(150,), domains={"sygedagpenge": ["SD"]})
    >>> row = table.of(150, "mindst_en_ordning")
    >>> print(f"{row.persons:.0f} ({row.lower:.0f} to {row.upper:.0f}): {row.verdict}")
    5824 (4506 to 7265): kan_vises
    >>> table.of(150, "revalidering", "sygedagpenge").verdict
    'kan_ikke_vises'
    """
    labels, people = as_population(population)
    answering = 1.0 if response == 1 else as_share(response, name="The response")
    by_scheme = shares_by_stratum(shares if shares is not None else default_shares(), labels)
    members = _members_of(domains or {}, labels, people.astype(float))
    drawn = {
        int(n): dict(allocations[n])
        if allocations is not None and n in allocations
        else allocate_cases(population, n, spread=spread, method=method, minimum=minimum).sizes
        for n in sizes
    }
    _fail_if_allocation_is_impossible(drawn, labels, people.astype(float))
    rows: list[PrecisionRow] = []
    differences: list[DetectableDifference] = []
    for n, cases in drawn.items():
        drawn_cases = np.array([float(cases[label]) for label in labels])
        read = np.maximum(whole_persons(answering * drawn_cases), 1).astype(float)
        for scheme, share in by_scheme.items():
            designs = {
                name: DomainDesign(people.astype(float), read, inside, inside * share)
                for name, inside in members.items()
            }
            rows += [_row(n, name, scheme, design, level) for name, design in designs.items()]
            differences += _differences(n, scheme, designs, level)
    found = tuple(rows)
    return PrecisionTable(
        rows=found,
        differences=tuple(differences),
        allocations=drawn,
        assumptions=DEFAULT_SHARES if shares is None else (),
        statements=state_precision(found, differences),
        level=level,
        power=POWER,
    )


def _members_of(
    domains: Domains, labels: tuple[str, ...], people: FloatArray
) -> dict[str, FloatArray]:
    """Return the persons of every domain in each stratum, the whole population first."""
    members = {EVERYBODY: people}
    for name, given in domains.items():
        _fail_if_strata_are_unknown(name, given, labels)
        if isinstance(given, Mapping):
            inside = np.array([float(given.get(label, 0)) for label in labels])
        else:
            inside = np.where([label in given for label in labels], people, 0.0)
        _fail_if_domain_is_impossible(name, inside, people)
        members[name] = inside
    return members


def _row(n: int, domain: str, scheme: str, design: DomainDesign, level: float) -> PrecisionRow:
    """Return what a size shows of one scheme in one domain."""
    limits = expect_limits(design, level=level)
    n_people, persons = design.n_people, float(design.positives.sum())
    half_width = limits.half_width * n_people
    relative = half_width / persons if persons > 0 else float("inf")
    return PrecisionRow(
        n=n,
        domain=domain,
        scheme=scheme,
        n_people=round(n_people),
        n_cases=design.n_cases,
        n_positive=limits.n_positive,
        share=design.share,
        persons=persons,
        lower=limits.lower * n_people,
        upper=limits.upper * n_people,
        half_width=half_width,
        relative_half_width=relative,
        chance_of_none=limits.chance_of_none,
        zero_bound=limits.zero_bound * n_people,
        zero_bound_share=limits.zero_bound,
        verdict=judge_precision(design.n_cases, limits.n_positive, relative),
    )


def _differences(
    n: int, scheme: str, designs: Mapping[str, DomainDesign], level: float
) -> list[DetectableDifference]:
    """Return the smallest detectable difference of every pair of separate domains."""
    pairs = combinations([name for name in designs if name != EVERYBODY], 2)
    found = []
    for domain, other in pairs:
        first, second = designs[domain], designs[other]
        if np.any((first.members > 0) & (second.members > 0)):
            continue
        # Whichever of the two is the higher, the difference is to be shown.
        either = (
            _rise(first, second, first.share, level),
            _rise(second, first, first.share, level),
        )
        rise = float(np.max(either))
        found.append(
            DetectableDifference(*(n, domain, other, scheme, first.share, first.share + rise, rise))
        )
    return found


def _rise(first: DomainDesign, second: DomainDesign, share: float, level: float) -> float:
    """Return how far above a share of the first domain the second's must be to be shown."""
    one, other = variance_factor(first), variance_factor(second)
    alike = float(np.sqrt(share * (1 - share) * (one + other)))
    two_sided, chance = as_normal_quantile(level), float(special.ndtri(POWER))

    def is_shown(rise: float) -> bool:
        higher = share + rise
        apart = share * (1 - share) * one + max(higher * (1 - higher), 0.0) * other
        return rise >= two_sided * alike + chance * float(np.sqrt(apart))

    low, high = 0.0, 1.0 - share
    if not is_shown(high):
        return float("nan")
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if is_shown(middle) else (middle, high)
    return high


def _fail_if_allocation_is_impossible(
    drawn: Mapping[int, Mapping[str, int]], labels: tuple[str, ...], people: FloatArray
) -> None:
    """Refuse cases of other strata, a stratum without a case and one with too many."""
    for n, cases in drawn.items():
        numbers = np.array([float(cases.get(label, 0)) for label in labels])
        if set(cases) - set(labels) or np.any(numbers < 1) or np.any(numbers > people):
            raise RequestError(
                f"The allocation of {n} cases does not fit the strata.",
                expected="from 1 case to everybody in each stratum of the population",
            )


def _fail_if_strata_are_unknown(
    name: str, given: Sequence[str] | Mapping[str, float], labels: tuple[str, ...]
) -> None:
    """Refuse a domain of strata that the population does not have."""
    unknown = [label for label in given if label not in labels]
    if unknown or isinstance(given, str):
        raise RequestError(
            f"The domain {name} names strata that are not in the population.",
            where=", ".join(unknown),
            expected="labels of strata, in a list or with persons by stratum",
        )


def _fail_if_domain_is_impossible(name: str, inside: FloatArray, people: FloatArray) -> None:
    """Refuse a domain of nobody, or with more persons than a stratum has."""
    if name == EVERYBODY or not inside.any() or np.any(inside > people) or np.any(inside < 0):
        raise RequestError(
            f"The domain {name} cannot be.",
            expected=f"at least one person, at most those of each stratum, not named {EVERYBODY}",
        )
