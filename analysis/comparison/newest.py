"""Which period is the newest to compare? Answered from the tables, before anything is computed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.comparison.cells import has_rows, rows_of
from analysis.comparison.headlines import HEADLINES, Headline, Source
from analysis.concepts import Period, Stage
from analysis.errors import CoverageError, SourceError

Load = Callable[[str], pd.DataFrame]


def choose_sources(load: Load) -> dict[Headline, Source]:
    """Return the first source of each headline that has data; headlines without are absent.

    Parameters
    ----------
    load : callable
        Gives a dataset by its name, as `Store.load` does.
    """
    chosen = {}
    for headline in HEADLINES:
        for source in headline.sources:
            if has_rows(load(source.dataset), source=source, headline=headline):
                chosen[headline] = source
                break
    return chosen


def resolve_period(load: Load, period: str = "", *, is_own_data: bool = False) -> Period:
    """Return the period asked for, or the newest.

    The newest is the newest period that every headline with data has. In data of the
    user's own it is the newest that any headline has: each headline then states its own
    newest period up to it.

    Parameters
    ----------
    load : callable
        Gives a dataset by its name, as `Store.load` does.
    period : str, default ''
        A period such as ``2025K4``; empty for the newest.
    is_own_data : bool, default False
        Whether the data are the user's own.

    Raises
    ------
    ContractError
        If the text is no period.
    SourceError
        If no headline has data at all, or there is no population.
    CoverageError
        If there is none up to the period, or the period is later than the newest data.
    """
    spans = {
        headline: _span(load(source.dataset), headline=headline, source=source)
        for headline, source in choose_sources(load).items()
    }
    if not spans:
        raise SourceError(
            "There is not one headline with data.",
            where="the raw folder",
            expected="AUK01, PEN113 or jobindsats y60a02",
            fix="add at least one of them to the folder and its manifest",
        )
    if load("population").empty:
        raise SourceError(
            "There is no population to hold the counts against.",
            where="the raw folder",
            expected="FOLK1A by sex and single age, or FOLK1A or FOLK1AM in total",
            fix="add the table to the folder and its manifest",
        )
    if not period:
        choose = max if is_own_data else min
        return choose(last for _, last in spans.values())
    asked = Period.parse(period)
    first = min(first for first, _ in spans.values())
    newest = max(last for _, last in spans.values())
    if not first.last_day <= asked.last_day <= newest.last_day:
        raise CoverageError(
            f"There is no data for {asked}.",
            where="the period asked for",
            expected=f"a period from {first} to {newest}",
            fix="choose one of these, or leave it out for the newest",
        )
    return asked


def _span(frame: pd.DataFrame, *, headline: Headline, source: Source) -> tuple[Period, Period]:
    """Return the first and the newest whole period of one headline."""
    rows = rows_of(frame, source=source, headline=headline)
    periods = sorted(Period.parse(str(text)) for text in rows["period"].unique())
    first, last = periods[0], periods[-1]
    if headline.stage is Stage.FLOW and last.frequency == "M":
        quarter = last.quarter()
        last = quarter if quarter.last_day == last.last_day else quarter.shift(-1)
        first = first.quarter()
    return first, last
