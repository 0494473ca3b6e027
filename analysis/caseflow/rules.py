"""Must a case go to the team on this date, and is a scheme open to new citizens?

The rules are data with dates. Where the law is known and its day is not, the days between
the earliest and the latest are a stretch of their own with the state *unclear*: a flow is
then neither allowed nor refused, and the page says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from analysis.caseflow.deadlines import read_caveat, read_validity
from analysis.errors import CoverageError, SourceError
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place

FILE = Path(__file__).with_name("rules.yaml")
_REQUIRED = (
    *("subject", "state", "valid_from", "valid_to"),
    *("text", "reference", "verified", "caveat"),
)
_ONE_DAY = dt.timedelta(days=1)


class Subject(StrEnum):
    """What a rule of the flow is about."""

    TEAM = "team"
    OBVIOUS = "aabenbare_sager"
    DESCRIPTION = "samlet_beskrivelse"
    RESSOURCEFORLOEB = "ressourceforloeb"
    REVALIDERING = "revalidering"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return _LABELS[self]


class State(StrEnum):
    """What the rule says of its subject."""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"
    UNCLEAR = "unclear"
    OPEN = "open"
    CLOSED = "closed"


_LABELS = {
    Subject.TEAM: "rehabiliteringsteam",
    Subject.OBVIOUS: "åbenbare sager",
    Subject.DESCRIPTION: "samlet beskrivelse",
    Subject.RESSOURCEFORLOEB: "ressourceforløb",
    Subject.REVALIDERING: "revalidering",
}


@dataclass(frozen=True)
class FlowRule:
    """What the law says of one subject from one day to another.

    Attributes
    ----------
    subject : Subject
        What it is about.
    state : State
        What it says.
    valid_from, valid_to : date, date or None
        First and last day, both included.
    text, reference : str
        The rule in a sentence, and where it is laid down, in Danish.
    verified : bool
        Whether rule and first day have been read there.
    caveat : str
        What has not been read, in Danish; empty where all has.
    """

    subject: Subject
    state: State
    valid_from: dt.date
    valid_to: dt.date | None
    text: str
    reference: str
    verified: bool
    caveat: str

    @property
    def reservation(self) -> str:
        """Return what has not been verified as a Danish sentence; empty where all has."""
        return f"Ikke efterprøvet: {self.caveat}." if self.caveat else ""


def load_rules(date: dt.date, *, file: Path = FILE) -> tuple[FlowRule, ...]:
    """Load the rules of the flow in force on a date, one for each subject.

    Parameters
    ----------
    date : date
        The date of the rules, from 2013-01-01 on.
    file : Path
        The file of rules; by default the project's own.

    Returns
    -------
    tuple of FlowRule
        In the order of `Subject`.

    Raises
    ------
    CoverageError
        If the date lies before the first rules.
    SourceError
        If the file breaks its format.

    Notes
    -----
    A date after the last known change gets the newest rules. That leans towards rules that
    may have been replaced.

    Examples
    --------
    >>> [str(rule.state) for rule in load_rules(dt.date(2026, 3, 1))]
    ['unclear', 'not_required', 'unclear', 'closed', 'closed']
    """
    rules = read_rules(file)
    first = min(rule.valid_from for rule in rules)
    if date < first:
        raise CoverageError(
            f"There are no rules of the case flow for {date.isoformat()}.",
            where=f"analysis/caseflow/{file.name}",
            expected=f"a date from {first} on",
            fix="ask for a later date; older rules have not been written down",
        )
    in_force = {
        rule.subject: rule
        for rule in rules
        if rule.valid_from <= date and (rule.valid_to is None or date <= rule.valid_to)
    }
    return tuple(in_force[subject] for subject in Subject)


def find_rule(subject: Subject, date: dt.date) -> FlowRule:
    """Return the rule on one subject in force on a date.

    Raises
    ------
    CoverageError
        If the date lies before the first rules.

    Examples
    --------
    >>> find_rule(Subject.RESSOURCEFORLOEB, dt.date(2026, 2, 1)).state
    <State.CLOSED: 'closed'>
    """
    return next(rule for rule in load_rules(date) if rule.subject is subject)


@lru_cache
def read_rules(file: Path = FILE) -> tuple[FlowRule, ...]:
    """Read all rules of a file, whatever the date.

    Raises
    ------
    SourceError
        If an entry is wrong, or the dates of a subject overlap or leave days out.
    """
    top = read_places(file)
    top.check_keys(["rules"])
    rules = tuple(_read(place) for place in top.at("rules").entries(least=1))
    for subject in Subject:
        _fail_if_days_overlap_or_are_left_out(
            sorted((r for r in rules if r.subject is subject), key=lambda r: r.valid_from),
            subject,
            file,
        )
    return rules


def _read(place: Place) -> FlowRule:
    place.check_keys(_REQUIRED)
    first, last = read_validity(place)
    verified, caveat = read_caveat(place)
    return FlowRule(
        subject=place.at("subject").choice(Subject),
        state=place.at("state").choice(State),
        valid_from=first,
        valid_to=last,
        text=place.at("text").text(),
        reference=place.at("reference").text(),
        verified=verified,
        caveat=caveat,
    )


def _fail_if_days_overlap_or_are_left_out(
    rules: Sequence[FlowRule], subject: Subject, file: Path
) -> None:
    ends = [rule.valid_to for rule in rules]
    begins = [rule.valid_from for rule in rules]
    follows = [end is not None and end + _ONE_DAY for end in ends[:-1]]
    if not rules or ends[-1] is not None or follows != begins[1:]:
        raise SourceError(
            f"The rules on {subject.value} do not follow one another day by day.",
            where=file.name,
            expected="each entry to begin the day after the one before it, the last without end",
            fix="correct valid_from and valid_to",
        )
