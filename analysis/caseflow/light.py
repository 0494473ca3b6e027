"""What is the one-year ressourceforløb "light", and can it still be started?

It is for people who have been through a ressourceforløb and are close to førtidspension, but
lack one last clarification. Its rules are data; whether it is open follows from the dated
rule on ressourceforløb. Who is in one stands in the case system and never here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from analysis.caseflow.deadlines import add_months
from analysis.caseflow.rules import FlowRule, State, Subject, find_rule
from analysis.concepts import Estimate, Lineage
from analysis.errors import RequestError
from analysis.labels import date as write_date
from analysis.parameters.yaml_files import read_places

FILE = Path(__file__).with_name("light.yaml")
_KEYS = (
    *("title", "for_whom", "months", "from", "reference", "caveat"),
    *("criteria", "duties", "remaining"),
)


@dataclass(frozen=True)
class Criterion:
    """One criterion: the id of the checklist's item, and its words."""

    item_id: str
    text: str


@dataclass(frozen=True)
class LightRules:
    """What a course must keep to, whatever the date.

    Attributes
    ----------
    title, for_whom : str
        What it is called, and whom it is for, in Danish.
    months : int
        Longest length.
    valid_from : date
        The day the municipality asked for it.
    reference, caveat : str
        Where it is laid down, and what has not been verified, in Danish.
    criteria : tuple of Criterion
        All must be met.
    duties, remaining : tuple of str
        What each course must keep to, and what remains when no more can be started.
    """

    title: str
    for_whom: str
    months: int
    valid_from: dt.date
    reference: str
    caveat: str
    criteria: tuple[Criterion, ...]
    duties: tuple[str, ...]
    remaining: tuple[str, ...]


@dataclass(frozen=True)
class Light:
    """The one-year course on a date.

    Attributes
    ----------
    date : date
        The date of the rules.
    is_open : bool
        Whether one can be started.
    rules : LightRules
        What it must keep to.
    rule : FlowRule
        The rule that opens or closes it.
    sentence : str
        Whether it can be started, in Danish, with what is not verified.
    people : Estimate or None
        How many the review found, in persons; None where there is no review that asked.
    people_date : date or None
        The date of the rules that the review judged by.
    lineage : Lineage
        What the number of people rests on.
    """

    date: dt.date
    is_open: bool
    rules: LightRules
    rule: FlowRule
    sentence: str
    people: Estimate | None
    people_date: dt.date | None
    lineage: Lineage = field(default_factory=Lineage)


def describe_light(
    date: dt.date,
    people: Estimate | None = None,
    *,
    people_date: dt.date | None = None,
    lineage: Lineage | None = None,
) -> Light:
    """Describe the one-year course by the rules of a date.

    Parameters
    ----------
    date : date
        The date of the rules, such as the day of the meeting.
    people : Estimate, optional
        How many the review found that met all criteria, in persons.
    people_date : date, optional
        The date of the rules that the review judged by. Before the course closed, it makes
        the number the historic basis that it is.
    lineage : Lineage, optional
        What the number rests on.

    Raises
    ------
    CoverageError
        If the date lies before the first rules.

    Examples
    --------
    >>> describe_light(dt.date(2026, 3, 4)).is_open
    False
    """
    rules = read_light()
    rule = find_rule(Subject.RESSOURCEFORLOEB, date)
    is_open = rule.state is State.OPEN and date >= rules.valid_from
    return Light(
        date=date,
        is_open=is_open,
        rules=rules,
        rule=rule,
        sentence=_write_sentence(date, rules, rule, is_open),
        people=people,
        people_date=people_date,
        lineage=lineage or Lineage(),
    )


def light_end_date(start: dt.date) -> dt.date:
    """Return the last possible end date of a course that starts on a day.

    Parameters
    ----------
    start : date
        First day of the course.

    Returns
    -------
    date
        The same day a year later; 28 February for a start on a leap day.

    Raises
    ------
    RequestError
        If no course could be started on the day.
    CoverageError
        If the day lies before the first rules.

    Examples
    --------
    >>> light_end_date(dt.date(2025, 11, 15))
    datetime.date(2026, 11, 15)
    """
    light = describe_light(start)
    if not light.is_open:
        raise RequestError(
            f"No one-year ressourceforløb could be started on {start.isoformat()}.",
            where="analysis/caseflow/rules.yaml and light.yaml",
            expected=_write_open_days(light.rules),
            fix="give the day on which the course really started",
        )
    return add_months(start, light.rules.months)


@lru_cache
def read_light(file: Path = FILE) -> LightRules:
    """Read what a course must keep to.

    Raises
    ------
    SourceError
        If the file breaks its format.
    """
    top = read_places(file)
    top.check_keys(_KEYS)
    criteria = top.at("criteria").entries(least=1)
    for each in criteria:
        each.check_keys(["item", "text"])
    return LightRules(
        title=top.at("title").text(),
        for_whom=top.at("for_whom").text(),
        months=top.at("months").whole(),
        valid_from=top.at("from").date(),
        reference=top.at("reference").text(),
        caveat=top.at("caveat").text(),
        criteria=tuple(Criterion(c.at("item").text(), c.at("text").text()) for c in criteria),
        duties=top.at("duties").texts(least=1),
        remaining=top.at("remaining").texts(least=1),
    )


def _write_sentence(date: dt.date, rules: LightRules, rule: FlowRule, is_open: bool) -> str:
    """Say whether a course can be started on the date."""
    day = write_date(date)
    if is_open:
        return f"Et étårigt ressourceforløb kan startes efter reglerne {day}."
    if rule.state is State.OPEN:
        return (
            f"Det étårige ressourceforløb var endnu ikke beskrevet {day}; det kom med "
            f"kommissoriet af {write_date(rules.valid_from)}."
        )
    return (
        f"Et étårigt ressourceforløb kan ikke startes efter reglerne {day}: ressourceforløb er "
        f"lukket for nye borgere fra {write_date(rule.valid_from)}. {rule.reservation}"
    )


def _write_open_days(rules: LightRules) -> str:
    """Say on which days a course could be started."""
    closed = find_rule(Subject.RESSOURCEFORLOEB, dt.date.max)
    last = "" if closed.state is State.OPEN else f" and before {closed.valid_from}"
    return f"a day from {rules.valid_from} on{last}"
