"""Does a report show a number of people so small that someone may be recognised?

The rule is a dated policy, not a constant. It applies to what rests on the
municipality's own files; published statistics are shown as printed.

Every whole number in such records is taken for a count unless its column is named as
something else: it leans towards stopping a report that was safe.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from analysis.blocks.model import Block, Figure, Table
from analysis.errors import RenderingError
from analysis.rendering.report import Report


@dataclass(frozen=True)
class Policy:
    """The rule for small counts in force on a date."""

    valid_from: dt.date
    valid_to: dt.date | None
    reference: str
    own_publishers: tuple[str, ...]
    suppress_below: int
    suppress_below_with_health: int
    health_columns: tuple[str, ...]
    not_counts: tuple[str, ...]


def policy_on(day: dt.date) -> Policy:
    """Return the policy in force on a day.

    Raises
    ------
    RenderingError
        If no rule covers the day.
    """
    for policy in _read_policies():
        if policy.valid_from <= day and (policy.valid_to is None or day <= policy.valid_to):
            return policy
    first = min(policy.valid_from for policy in _read_policies())
    raise RenderingError(
        f"No rule for small counts is in force on {day.isoformat()}.",
        where="analysis/rendering/policy.yaml",
        expected=f"a date covered by a rule; the first begins on {first.isoformat()}",
        fix="use a later report date, or add the rule that was in force",
    )


def find_small_counts(report: Report) -> list[str]:
    """Name each table and figure that shows a count below the policy's threshold.

    Returns
    -------
    list of str
        One sentence per block and column, with the number of cells, never their values.
    """
    entries = {str(entry["file"]): entry for entry in report.meta.inputs}
    if not any(_may_be_own(entry) for entry in entries.values()):
        return []
    policy = policy_on(report.meta.date)
    own = {name for name, entry in entries.items() if _is_own(entry, policy)}
    problems = []
    for block in report.blocks:
        if block.lineage.inputs & own:
            problems += _check_block(block, policy)
    return problems


def _may_be_own(entry: Mapping[str, Any]) -> bool:
    """Tell whether any policy, of any date, calls this input the municipality's own."""
    return any(_is_own(entry, policy) for policy in _read_policies())


def _is_own(entry: Mapping[str, Any], policy: Policy) -> bool:
    return str(entry.get("publisher", "")).strip().casefold() in policy.own_publishers


def _check_block(block: Block, policy: Policy) -> list[str]:
    content = block.content
    if not isinstance(content, Table | Figure):
        return []
    if not content.records:
        return [f"{block.id}: rests on the municipality's own file but has no records to check"]
    columns = {key for record in content.records for key in record}
    is_health = any(part in key.casefold() for key in columns for part in policy.health_columns)
    threshold = policy.suppress_below_with_health if is_health else policy.suppress_below
    found = []
    for key in sorted(columns):
        if _names_something_else(key, policy.not_counts):
            continue
        n_small = sum(_is_small_count(record.get(key), threshold) for record in content.records)
        if n_small:
            found.append(f"{block.id}: {n_small} counts below {threshold} in column {key}")
    return found


def _names_something_else(key: str, names: Collection[str]) -> bool:
    # A name that says it counts is believed before one that says it does not.
    return not key.startswith("n_") and any(part in names for part in key.casefold().split("_"))


def _is_small_count(value: Any, threshold: int) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        return False
    return float(value).is_integer() and 0 <= value < threshold


@lru_cache(maxsize=1)
def _read_policies() -> tuple[Policy, ...]:
    text = (files("analysis.rendering") / "policy.yaml").read_text(encoding="utf-8")
    return tuple(_read_rule(rule) for rule in yaml.safe_load(text)["rules"])


def _read_rule(rule: dict[str, Any]) -> Policy:
    names = {name: tuple(value) for name, value in rule.items() if isinstance(value, list)}
    return Policy(**(rule | names))
