"""Who gets the report, and what must it then leave out? The dated policy of each release."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from analysis.errors import RequestError

CLOSED, PUBLIC = "lukket", "offentlig"


@dataclass(frozen=True)
class Release:
    """What one release of a report on a review leaves out.

    Attributes
    ----------
    name : str
        ``lukket`` to the directors, ``offentlig`` to everybody.
    suppress_below : int
        Smallest unweighted number of cases that is shown, apart from zero.
    suppress_below_with_health : int
        The same where illness or treatment can be inferred.
    health_documents : tuple of str
        Codes of documents whose absence tells of illness or treatment.
    round_people_to : int
        People are given in multiples of this.
    round_documents_to : int
        The same for those who lack a document, where few cases lie behind.
    totals_of_documents : bool
        Whether it is shown how many people lack a document for at least one scheme, also
        where few cases lie behind.
    left_out_domains : tuple of str
        Variables by which nothing is divided.
    items_of_agreement : bool
        Whether agreement is shown per item of the checklist.
    merge_strata : bool
        Whether the strata are shown as one.
    reference : str
        Where the rule is laid down, in Danish.
    """

    name: str
    suppress_below: int
    suppress_below_with_health: int
    health_documents: tuple[str, ...]
    round_people_to: int
    round_documents_to: int
    totals_of_documents: bool
    left_out_domains: tuple[str, ...]
    items_of_agreement: bool
    merge_strata: bool
    reference: str


def find_release(name: str, day: dt.date | None = None) -> Release:
    """Return a release by its name, by the rule in force on a day or else the newest.

    Raises
    ------
    RequestError
        If there is no such release, or no rule covers the day.

    Examples
    --------
    >>> find_release("lukket", dt.date(2026, 3, 1)).suppress_below
    5
    """
    rules = _read_rules()
    day = day or max(rule["valid_from"] for rule in rules)
    rule = next((each for each in rules if _is_in_force(each, day)), None)
    if rule is None:
        raise RequestError(
            f"No rule for releases is in force on {day.isoformat()}.",
            where="analysis/findings/releases.yaml",
            expected="a day covered by a rule",
            fix="add the rule that was in force on that day",
        )
    if name not in rule["releases"]:
        raise RequestError(
            f"{name!r} is not a release.",
            where="analysis/findings/releases.yaml",
            expected=" or ".join(rule["releases"]),
            fix="choose lukket for the directors or offentlig for everybody",
        )
    values = rule["releases"][name]
    values = values | {
        "left_out_domains": tuple(values["left_out_domains"]),
        "health_documents": tuple(rule["health_documents"]),
    }
    return Release(name=name, reference=str(rule["reference"]), **values)


def _is_in_force(rule: dict[str, Any], day: dt.date) -> bool:
    return bool(rule["valid_from"] <= day and (rule["valid_to"] is None or day <= rule["valid_to"]))


@lru_cache(maxsize=1)
def _read_rules() -> tuple[dict[str, Any], ...]:
    text = (files("analysis.findings") / "releases.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text)["rules"])
