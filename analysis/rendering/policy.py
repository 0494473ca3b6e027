"""Which rule for small counts is in force? A dated policy file, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from analysis.errors import RenderingError


@dataclass(frozen=True)
class CrossTable:
    """How records that divide people hang together.

    Attributes
    ----------
    group_by : tuple of str
        Columns that name the division; the rows of one group divide everybody.
    count : str
        The column with the unweighted number of cases.
    estimates : tuple of str
        Columns that are hidden with the count, and their limits.
    adds_up : bool
        Whether the rows of a group add up to a total that is shown.
    totals : mapping of str to str
        Columns and values of rows that speak of the whole population: the closed release
        shows them beside a hidden count.
    """

    group_by: tuple[str, ...]
    count: str
    estimates: tuple[str, ...]
    adds_up: bool
    totals: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """The rule for small counts in force on a date; `policy.yaml` says what each field is."""

    valid_from: dt.date
    valid_to: dt.date | None
    reference: str
    own_publishers: tuple[str, ...]
    suppress_below: int
    suppress_below_with_health: int
    health_columns: tuple[str, ...]
    not_counts: tuple[str, ...]
    own_tables: tuple[str, ...] = ()
    people_tables: tuple[str, ...] = ()
    review_counts: str = "n_"
    zero_shown: tuple[str, ...] = ()
    design_columns: tuple[str, ...] = ()
    complements: tuple[tuple[str, str], ...] = ()
    cross_tables: tuple[CrossTable, ...] = ()
    not_public: tuple[str, ...] = ()
    not_public_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forbidden_columns: tuple[str, ...] = ()
    pseudonyms: tuple[str, ...] = ()


def policy_on(day: dt.date) -> Policy:
    """Return the policy in force on a day.

    Raises
    ------
    RenderingError
        If no rule covers the day.
    """
    for policy in all_policies():
        if policy.valid_from <= day and (policy.valid_to is None or day <= policy.valid_to):
            return policy
    first = min(policy.valid_from for policy in all_policies())
    raise RenderingError(
        f"No rule for small counts is in force on {day.isoformat()}.",
        where="analysis/rendering/policy.yaml",
        expected=f"a date covered by a rule; the first begins on {first.isoformat()}",
        fix="use a later report date, or add the rule that was in force",
    )


@lru_cache(maxsize=1)
def all_policies() -> tuple[Policy, ...]:
    """Return the policies of all dates."""
    text = (files("analysis.rendering") / "policy.yaml").read_text(encoding="utf-8")
    return tuple(_read_rule(rule) for rule in yaml.safe_load(text)["rules"])


def list_own_files(inputs: Iterable[Mapping[str, Any]], policy: Policy) -> frozenset[str]:
    """Return the inputs that are the municipality's own and no published statistics."""
    return frozenset(
        str(entry["file"])
        for entry in inputs
        if str(entry.get("publisher", "")).strip().casefold() in policy.own_publishers
        or _is_of_a_review(entry, policy)
    )


def list_review_files(inputs: Iterable[Mapping[str, Any]], policy: Policy) -> frozenset[str]:
    """Return the inputs that are files of a case review."""
    return frozenset(str(entry["file"]) for entry in inputs if _is_of_a_review(entry, policy))


def list_people_files(inputs: Iterable[Mapping[str, Any]], policy: Policy) -> frozenset[str]:
    """Return the inputs that have a row for each person, case or step."""
    return frozenset(
        str(entry["file"])
        for entry in inputs
        if str(entry.get("table", "")).strip().casefold() in policy.people_tables
    )


def _is_of_a_review(entry: Mapping[str, Any], policy: Policy) -> bool:
    return str(entry.get("table", "")).strip().casefold() in policy.own_tables


def _read_rule(rule: dict[str, Any]) -> Policy:
    values = rule | {name: tuple(value) for name, value in rule.items() if isinstance(value, list)}
    values["complements"] = tuple((whole, part) for whole, part in rule["complements"])
    values["cross_tables"] = tuple(
        CrossTable(
            *(tuple(e["group_by"]), e["count"], tuple(e["estimates"]), e["adds_up"]),
            totals=e.get("totals", {}),
        )
        for e in rule["cross_tables"]
    )
    values["not_public_values"] = {
        name: tuple(given) for name, given in rule["not_public_values"].items()
    }
    return Policy(**values)
