"""Which published figures speak of the municipality, and what does each of them count?"""

from __future__ import annotations

import calendar
import datetime as dt

import pandas as pd

from analysis.comparison.quoted.definitions import publisher_of, quoted_measures, with_note
from analysis.comparison.quoted.figures import Figure, Kind
from analysis.comparison.quoted.times import parse_span
from analysis.concepts import Lineage
from analysis.labels import date
from analysis.sources.manifest import Manifest


def published_figures(
    frame: pd.DataFrame, *, focus: str, manifest: Manifest
) -> tuple[tuple[tuple[str, Figure], ...], int]:
    """Return the published figures of the focus by measure, and how many are left out.

    Parameters
    ----------
    frame : DataFrame
        The dataset ``published_figures``.
    focus : str
        Code of the municipality.
    manifest : Manifest
        Gives the lineage.

    Notes
    -----
    Left out are measures that the report does not show, ranges of values, and times that
    are no months, quarters or years.
    """
    own = frame[(frame["municipality_code"] == focus).fillna(False)]
    measures = quoted_measures()
    found: list[tuple[str, Figure]] = []
    for row in own.to_dict("records"):
        measure, span = measures.get(str(row["measure"])), parse_span(str(row["period"]))
        is_range = row["value_from"] != row["value_to"]
        if measure is None or span is None or is_range:
            continue
        day, words = read_date(str(row["source_date"]))
        figure = Figure(
            kind=Kind.PUBLISHED,
            source=publisher_of(str(row["source_url"])),
            benefit=measure.benefit,
            value=float(row["value_from"]),
            span=span,
            definition=with_note(measure.definition, str(row["note"])),
            stated_on=day,
            stated_words=words,
            address=str(row["source_url"]),
            lineage=_lineage(manifest, str(row["source_id"])),
        )
        found.append((measure.id, figure))
    return tuple(found), len(own) - len(found)


def read_date(text: str) -> tuple[dt.date | None, str]:
    """Return the last day that a date can be, and the date in Danish words.

    Parameters
    ----------
    text : str
        A day, month or year such as ``2018-08-29``, ``2018-04`` or ``2018``.

    Examples
    --------
    >>> read_date("2018-04")
    (datetime.date(2018, 4, 30), 'april 2018')
    >>> read_date("engang")
    (None, 'engang')
    """
    parts = text.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return None, text
    numbers = [int(part) for part in parts]
    try:
        if len(numbers) == 3:
            day = dt.date(*numbers)
            return day, date(day)
        if len(numbers) == 2:
            last = calendar.monthrange(*numbers)[1]
            day = dt.date(numbers[0], numbers[1], last)
            return day, date(day).split(" ", 1)[1]
        return dt.date(numbers[0], 12, 31), text
    except (ValueError, calendar.IllegalMonthError):
        return None, text


def _lineage(manifest: Manifest, file: str) -> Lineage:
    """Return the lineage of a published figure; a table given by hand may not be listed."""
    listed = {raw.file for raw in manifest.files}
    return manifest.lineage([file]) if file in listed else Lineage(frozenset({file}))
