"""Which days does a figure speak of? Periods as publishers and papers write them.

A paper writes ``2017H1`` or ``2018Q1-Q3``, a statistic ``2017-01``. Each becomes a first and
a last day, so that two figures can be told to be of the same time or not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.concepts import MONTHS, Period

_RANGE = re.compile(r"^(\d{4})([QKMH])(\d{1,2})(?:-\2?(\d{1,2}))?$")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_YEARS = re.compile(r"^(\d{4})-(\d{4})$")


@dataclass(frozen=True, order=True)
class Span:
    """The first and the last month that a figure speaks of, both included.

    Examples
    --------
    >>> parse_span("2018Q1-Q3").label
    '1.-3. kvartal 2018'
    >>> parse_span("2017H1") == parse_span("2017Q1-Q2")
    True
    """

    first: Period
    last: Period

    @property
    def months(self) -> tuple[Period, ...]:
        """Return the months in order."""
        found = [self.first]
        while found[-1] < self.last:
            found.append(found[-1].shift(1))
        return tuple(found)

    @property
    def label(self) -> str:
        """Return the time in Danish words."""
        first, last = self.first, self.last
        if first.year != last.year:
            if first.number == 1 and last.number == 12:
                return f"{first.year}-{last.year}"
            return f"{_month(first)} {first.year} til {_month(last)} {last.year}"
        n = last.number - first.number + 1
        if n == 12:
            return str(first.year)
        if n == 6 and first.number in (1, 7):
            return f"{1 if first.number == 1 else 2}. halvår {first.year}"
        if n % 3 == 0 and first.number % 3 == 1:
            quarters = (first.number + 2) // 3, last.number // 3
            which = f"{quarters[0]}." if n == 3 else f"{quarters[0]}.-{quarters[1]}."
            return f"{which} kvartal {first.year}"
        if n == 1:
            return f"{_month(first)} {first.year}"
        return f"{_month(first)}-{_month(last)} {first.year}"


def span_of(first: Period, last: Period) -> Span:
    """Return the months from the first day of one period to the last day of another."""
    start, end = first.first_day, last.last_day
    return Span(Period(start.year, "M", start.month), Period(end.year, "M", end.month))


def parse_span(text: str) -> Span | None:
    """Return the months that a text speaks of; None where it is no such time.

    Parameters
    ----------
    text : str
        Such as ``2016``, ``2017H1``, ``2018Q1-Q3``, ``2018M01-M02``, ``2017-01``,
        ``2014-2018``.

    Examples
    --------
    >>> parse_span("2018 list") is None
    True
    """
    text = text.strip().upper()
    if match := _MONTH.match(text):
        return _months(int(match[1]), int(match[2]), int(match[2]))
    if match := _YEARS.match(text):
        return Span(Period(int(match[1]), "M", 1), Period(int(match[2]), "M", 12))
    if text.isdigit() and len(text) == 4:
        return _months(int(text), 1, 12)
    if match := _RANGE.match(text):
        size = {"M": 1, "Q": 3, "K": 3, "H": 6}[match[2]]
        first, last = int(match[3]), int(match[4] or match[3])
        return _months(int(match[1]), (first - 1) * size + 1, last * size)
    return None


def _months(year: int, first: int, last: int) -> Span | None:
    """Return months of one year; None where there are no such months."""
    if 1 <= first <= last <= 12:
        return Span(Period(year, "M", first), Period(year, "M", last))
    return None


def _month(period: Period) -> str:
    return MONTHS[period.number - 1]
