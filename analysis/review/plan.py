"""How many cases, from which strata, and what will they be able to show?

The plan is made before anything is drawn and from the frame alone. It joins strata that
are too small, gives each its cases in integers that sum, says how many are expected to
be readable, and what 100, 150 and 200 cases can and cannot show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.checklists.model import SCHEMES
from analysis.errors import RequestError
from analysis.estimation.planning.allocation import Allocation, allocate_cases
from analysis.estimation.planning.anticipated import default_shares, spread_of_shares
from analysis.estimation.planning.precision import what_can_be_shown
from analysis.review.plan_tables import tabulate_plan
from analysis.review.strata import anticipate_ratios, build_strata, count_strata, merge_small

METHODS = ("proportional", "neyman", "compromise")
SIZES = (100, 150, 200)
RARE_BELOW = 0.10
SECOND_SHARE = 0.3
_MOST = 0.95


@dataclass(frozen=True)
class PlanChoices:
    """What the planner chooses.

    Attributes
    ----------
    n_cases : int
        Cases to draw in all.
    method : str
        ``proportional``, ``neyman`` (for any scheme) or ``compromise`` (for the four).
    minimum : int
        Cases in each stratum; four leave two to compare when one cannot be read.
    response : float
        Fraction of the drawn cases that can be expected to be read.
    second_readings : int or None
        Cases of the random part that a second reader reads; None: three in ten.
    strata : tuple of str
        Variables of the strata; empty: the usual rule.
    rare : tuple of str
        Schemes whose every first positive is read again; empty: those anticipated to
        be below one in ten.
    """

    n_cases: int = 160
    method: str = "proportional"
    minimum: int = 4
    response: float = 0.9
    second_readings: int | None = None
    strata: tuple[str, ...] = field(default=())
    rare: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Plan:
    """The frame with its strata, and the record of the plan."""

    frame: pd.DataFrame
    record: dict[str, Any]


def plan_review(
    people: pd.DataFrame, choices: PlanChoices, *, shares: Mapping[str, float] | None = None
) -> Plan:
    """Cut the frame into strata, allocate the cases and say what they can show.

    Parameters
    ----------
    people : DataFrame
        The frame without ``stratum``, one row per person.
    choices : PlanChoices
        What the planner chose.
    shares : mapping of str to float, optional
        Anticipated share of the population by scheme, and ``mindst_en_ordning``; the
        declared assumptions when left out.

    Returns
    -------
    Plan
        The frame with ``stratum``, and the record with ``cases`` and ``population`` by
        stratum and ``tables`` for a reader, in Danish.

    Raises
    ------
    RequestError
        If a choice cannot be met.

    Notes
    -----
    The anticipated shares differ between strata by a guess (`review_strata.yaml`). A
    wrong guess makes ``neyman`` and ``compromise`` less precise than ``proportional``,
    never wrong.
    """
    _fail_if_choices_are_wrong(choices, n_people=len(people))
    strata = build_strata(people, variables=choices.strata)
    merging = merge_small(count_strata(strata), choices.n_cases, minimum=choices.minimum)
    frame = people.assign(stratum=strata.map(dict(merging.names)).astype("str"))
    counts = frame["stratum"].value_counts()
    population = {name: int(counts[name]) for name in dict.fromkeys(merging.names.values())}
    ratios = anticipate_ratios(people, frame["stratum"])
    by_stratum = {
        scheme: {name: min(_MOST, share * ratios[name]) for name in population}
        for scheme, share in (shares or default_shares()).items()
    }
    allocation = _allocate(population, choices, choices.n_cases, by_stratum)
    rare = choices.rare or _find_rare(shares or default_shares())
    record = _record(choices, population, allocation, rare) | {"merged": list(merging.trace)}
    precision = what_can_be_shown(
        population,
        shares=by_stratum,
        domains=_domains_of(frame),
        allocations={
            n: _allocate(population, choices, n, by_stratum).sizes
            for n in _sizes_to_show(population, choices)
        },
        sizes=_sizes_to_show(population, choices),
        response=choices.response,
        minimum=choices.minimum,
    )
    record["statements"] = [each.text for each in precision.statements if each.text]
    record["tables"] = tabulate_plan(record, allocation, precision, shares=by_stratum)
    return Plan(frame, record)


def _allocate(
    population: Mapping[str, int],
    choices: PlanChoices,
    n_cases: int,
    shares: Mapping[str, Mapping[str, float]],
) -> Allocation:
    if choices.method == "proportional":
        return allocate_cases(population, n_cases, minimum=choices.minimum)
    spread = spread_of_shares(population, shares)
    any_scheme = next(name for name in spread if name not in SCHEMES)
    four = {name: each for name, each in spread.items() if name != any_scheme}
    return allocate_cases(
        population,
        n_cases,
        spread=spread[any_scheme] if choices.method == "neyman" else four,
        method=choices.method,
        minimum=choices.minimum,
    )


def _record(
    choices: PlanChoices,
    population: Mapping[str, int],
    allocation: Allocation,
    rare: Sequence[str],
) -> dict[str, Any]:
    planned = choices.second_readings
    return {
        "title": "Plan for sagsgennemgangen",
        "n_cases": choices.n_cases,
        "n_population": sum(population.values()),
        "method": choices.method,
        "minimum": choices.minimum,
        "response": choices.response,
        "second_readings": round(SECOND_SHARE * choices.n_cases) if planned is None else planned,
        "rare_schemes": list(rare),
        "strata_variables": list(choices.strata),
        "cases": dict(allocation.sizes),
        "population": dict(population),
    }


def _find_rare(shares: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(each.value for each in SCHEMES if shares.get(each.value, 1) < RARE_BELOW)


def _sizes_to_show(population: Mapping[str, int], choices: PlanChoices) -> tuple[int, ...]:
    most = sum(population.values())
    least = sum(min(each, choices.minimum) for each in population.values())
    return tuple(n for n in sorted({*SIZES, choices.n_cases}) if least <= n <= most)


def _domains_of(frame: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return the people by stratum of the domains that the report will show."""
    largest = frame["centre"].value_counts().index[0]
    domains = {
        "kontanthjælp": frame["benefit"] == "kontanthjaelp",
        "sygedagpenge": frame["benefit"] == "sygedagpenge",
        "i SOF": frame["in_sof"] == "ja",
        "uden for SOF": frame["in_sof"] == "nej",
        "det største center": frame["centre"] == largest,
    }
    counted = {
        name: {str(k): float(n) for k, n in frame["stratum"][is_in].value_counts().items()}
        for name, is_in in domains.items()
    }
    return {name: counts for name, counts in counted.items() if counts}


def _fail_if_choices_are_wrong(choices: PlanChoices, *, n_people: int) -> None:
    schemes = [scheme.value for scheme in SCHEMES]
    second = choices.second_readings or 0
    checks = (
        (1 < choices.n_cases <= n_people, f"--cases: from 2 to the {n_people} of the frame"),
        (choices.method in METHODS, f"--allocation: one of {', '.join(METHODS)}"),
        (choices.minimum >= 1, "--minimum: 1 or more; 2 are needed to see a variance"),
        (0 < choices.response <= 1, "--response: a fraction above 0, at most 1, such as 0.9"),
        (0 <= second <= choices.n_cases, "--second-readings: from 0 to the number of cases"),
        (set(choices.rare) <= set(schemes), f"--rare: some of {', '.join(schemes)}"),
    )
    wrong = [says for is_right, says in checks if not is_right]
    if wrong:
        raise RequestError(
            "The review cannot be planned with these choices.",
            where="; ".join(each.split(":")[0] for each in wrong),
            expected="; ".join(wrong),
            fix="change the options",
        )
