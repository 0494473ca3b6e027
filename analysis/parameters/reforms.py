"""Which changes of the rules could explain that a series moves?

The calendar lies in ``reforms.yaml`` and is declared before any figure is read: a date
that is searched for in the figures is always found. The steps of the pension age are
taken from ``pension_age.yaml``, so that each date has one home.

A reform that reaches every municipality alike moves the focus and its peers together and
cancels in their ratio. One that does not (`DatedReform.is_alike` is False) may move the
ratio too, and practice is then not the only explanation.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from analysis.concepts import Benefit
from analysis.errors import CoverageError, SourceError
from analysis.labels import date as date_text
from analysis.labels import number
from analysis.parameters.loader import load_parameter, load_yaml

_FILE = "analysis/parameters/reforms.yaml"


@dataclass(frozen=True)
class DatedReform:
    """A change of the rules, dated.

    Attributes
    ----------
    id : str
        Stable name.
    label : str
        What it is called, in Danish.
    date : date
        First day of the new rules.
    changes, may_move : tuple of Benefit
        Schemes whose rules changed, and those that it may reach by way of the others.
    anticipation_months, phase_in_months : int
        How long before, and from the date on, a period is neither before nor after.
    is_alike : bool
        Whether it can be expected to reach every municipality alike.
    reference : str
        Where it is laid down, in Danish.
    verified : bool
        Whether somebody has read the date in the reference.
    """

    id: str
    label: str
    date: dt.date
    changes: tuple[Benefit, ...]
    may_move: tuple[Benefit, ...]
    anticipation_months: int
    phase_in_months: int
    is_alike: bool
    reference: str
    verified: bool

    @property
    def mark(self) -> tuple[dt.date, str]:
        """Return the date with a short Danish label, as a figure marks it."""
        return self.date, f"reform {date_text(self.date)}"

    def touches(self, benefit: Benefit) -> bool:
        """Tell whether it changes a scheme or may move it."""
        return benefit in self.changes or benefit in self.may_move


@lru_cache(maxsize=1)
def reform_calendar() -> tuple[DatedReform, ...]:
    """Return every reform of the calendar in order of date.

    Raises
    ------
    SourceError
        If two entries share an id, or a window is negative.

    Examples
    --------
    >>> [reform.id for reform in reform_calendar() if reform.date.year == 2025]
    ['kontanthjaelp-2025']
    """
    entries = [_read(entry) for entry in load_yaml("reforms")["reforms"]]
    reforms = tuple(sorted([*entries, *_pension_age_steps()], key=lambda r: (r.date, r.id)))
    _fail_if_an_entry_is_wrong(reforms)
    return reforms


def reforms_of(benefit: Benefit) -> tuple[DatedReform, ...]:
    """Return the reforms that change a scheme or may move it, in order of date."""
    return tuple(reform for reform in reform_calendar() if reform.touches(benefit))


def find_reform(reform_id: str) -> DatedReform:
    """Return one reform by its id.

    Raises
    ------
    CoverageError
        If the calendar has no such reform.

    Examples
    --------
    >>> find_reform("kontanthjaelp-2025").mark
    (datetime.date(2025, 7, 1), 'reform 1. juli 2025')
    """
    by_id = {reform.id: reform for reform in reform_calendar()}
    if reform_id not in by_id:
        raise CoverageError(
            f"The calendar has no reform {reform_id!r}.",
            where=_FILE,
            expected=", ".join(by_id),
            fix="correct the id, or add the reform with its reference to the file",
        )
    return by_id[reform_id]


def _read(entry: dict[str, Any]) -> DatedReform:
    return DatedReform(
        id=entry["id"],
        label=entry["label"],
        date=entry["date"],
        changes=tuple(Benefit(name) for name in entry["changes"]),
        may_move=tuple(Benefit(name) for name in entry["may_move"]),
        anticipation_months=int(entry["anticipation_months"]),
        phase_in_months=int(entry["phase_in_months"]),
        is_alike=bool(entry["is_alike"]),
        reference=entry["reference"],
        verified=bool(entry["verified"]),
    )


def _pension_age_steps() -> list[DatedReform]:
    """Return one reform for each step of the pension age."""
    ages = load_parameter("pension_age")
    return [
        DatedReform(
            id=f"folkepensionsalder-{after.valid_from.year}",
            label=f"Folkepensionsalderen stiger til {_age_text(after.value)} år",
            date=after.valid_from,
            changes=(Benefit.FOERTIDSPENSION, Benefit.FLEKSJOB),
            may_move=(Benefit.RESSOURCEFORLOEB, Benefit.KONTANTHJAELP, Benefit.SYGEDAGPENGE),
            anticipation_months=0,
            phase_in_months=0,
            is_alike=True,
            reference=ages.reference,
            verified=ages.verified,
        )
        for _, after in pairwise(ages.values)
    ]


def _age_text(age: float) -> str:
    return number(age, decimals=0 if age == int(age) else 1)


def _fail_if_an_entry_is_wrong(reforms: tuple[DatedReform, ...]) -> None:
    ids = [reform.id for reform in reforms]
    for reform in reforms:
        is_twice = ids.count(reform.id) > 1
        if is_twice or min(reform.anticipation_months, reform.phase_in_months) < 0:
            raise SourceError(
                f"The entry {reform.id} of the reform calendar cannot be used.",
                where=_FILE,
                expected="an id of its own, and windows of 0 months or more",
                fix="correct the entry",
            )
