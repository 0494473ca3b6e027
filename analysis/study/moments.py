"""Of when is a statement? A day where the source says one, otherwise a month or a year.

A paper says "2017" or "April 2018", and writing down a day would claim more than is known.
Where the source has no date at all, ``ukendt`` says so.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from analysis.concepts import Period
from analysis.errors import ContractError
from analysis.labels import date as date_words

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DANISH_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_EARLIEST = 1990
UNKNOWN = "ukendt"
# Before everything else, so that what has no date never counts as known of today.
_LONG_AGO = dt.date(1900, 1, 1)


@dataclass(frozen=True)
class Moment:
    """A day, a month, a quarter, a year or ``ukendt``, as exactly as the source has it.

    Attributes
    ----------
    first, last : date
        Its first and last day; the same for a day, and long ago where it is not known.
    text : str
        As it is written down: ``2017``, ``2017K2``, ``2017-08``, ``2017-08-15``, ``ukendt``.

    Examples
    --------
    >>> Moment.parse("2018-04").label
    'april 2018'
    >>> Moment.parse("3-11-2025").text
    '2025-11-03'
    >>> Moment.parse(2017).last
    datetime.date(2017, 12, 31)
    """

    first: dt.date
    last: dt.date
    text: str

    @classmethod
    def parse(cls, value: object) -> Moment:
        """Read a moment as a person, YAML or a spreadsheet gives it.

        Raises
        ------
        ContractError
            If it is none, or before 1990. The value is not shown.
        """
        found = _parse(value)
        if found is None or (found.is_known and found.first.year < _EARLIEST):
            raise ContractError(
                "A date is not one.",
                expected="a day, month, quarter or year such as 2017-08-15, 2017-08, 2017K3 or "
                f"2017, not before {_EARLIEST}, or {UNKNOWN}",
                fix="write the date in one of these forms, no more exactly than the source has it",
            )
        return found

    @property
    def is_known(self) -> bool:
        """Tell whether the source has a date."""
        return self.text != UNKNOWN

    @property
    def label(self) -> str:
        """Return the moment in Danish words."""
        if not self.is_known:
            return "ukendt tidspunkt"
        if self.first == self.last:
            return date_words(self.first)
        month = _MONTH.fullmatch(self.text)
        text = f"{month[1]}M{month[2]}" if month else self.text
        return Period.parse(text).label


def _parse(value: object) -> Moment | None:
    """Return the moment that a value is, or None."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, dt.date | int | str):
        return None
    text = value.isoformat() if isinstance(value, dt.date) else str(value).strip()
    if text.casefold() == UNKNOWN:
        return Moment(_LONG_AGO, _LONG_AGO, UNKNOWN)
    try:
        if danish := _DANISH_DAY.fullmatch(text):
            text = f"{danish[3]}-{danish[2]:0>2}-{danish[1]:0>2}"
        if _DAY.fullmatch(text):
            day = dt.date.fromisoformat(text)
            return Moment(day, day, text)
        month = _MONTH.fullmatch(text)
        period = Period.parse(f"{month[1]}M{month[2]}" if month else text)
    except (ValueError, ContractError):
        return None
    written = text if month else str(period)
    return Moment(period.first_day, period.last_day, written)
