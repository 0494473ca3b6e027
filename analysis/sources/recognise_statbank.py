"""Which table of Statistikbanken has these variables, these codes and these periods?

Several tables share their variables: AUK01, AUH01 and AUK03 differ only in the length of
their periods or in the codes of the benefit. All three are asked, as the reader asks them.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.concepts import Period
from analysis.errors import ContractError
from analysis.parameters.loader import load_yaml
from analysis.sources.privacy import show_value
from analysis.sources.statbank import TIME_COLUMN, VALUE_COLUMN, read_statbank

_LENGTHS = {"Y": "years", "K": "quarters", "M": "months"}
_ENGLISH = {"total", "men", "women", "age, total", "all denmark", "copenhagen", "denmark"}


def recognise_statbank(path: Path) -> tuple[str, str, str] | str:
    """Return a file's table, its language and how that was told, or why it cannot be told.

    Parameters
    ----------
    path : Path
        A file with ``TID`` and ``INDHOLD`` in its header.

    Raises
    ------
    SourceError
        If the file is broken.
    """
    frame = read_statbank(path)
    variables = {str(name) for name in frame.columns} - {VALUE_COLUMN}
    lengths = {_length(text) for text in frame[TIME_COLUMN].cat.categories}
    reasons = []
    for table, meaning in load_yaml("statbank").items():
        roles = meaning["variables"]
        needed = set(roles) - set(meaning.get("optional", []))
        if not needed <= variables <= set(roles):
            continue
        if lengths != {meaning["frequency"]}:
            found = " and ".join(sorted(_LENGTHS.get(each, "other texts") for each in lengths))
            reasons.append(
                f"it has the variables of {table}, but periods of {found} instead of "
                f"{_LENGTHS[meaning['frequency']]}"
            )
            continue
        strange = _find_unknown(frame, meaning)
        if strange:
            reasons.append(
                f"it has the variables and periods of {table}, but {show_value(strange[1])} in "
                f"{strange[0]}, which that table is not known to have; if it is that table, "
                "write its line yourself, and leave the value out of the download"
            )
            continue
        told = f"by its variables, codes and {_LENGTHS[meaning['frequency']]}"
        return table, _language(frame), told
    if reasons:
        return "; ".join(reasons)
    listed = ", ".join(sorted(show_value(name).strip("'") for name in variables))
    return f"no table that is read has exactly these variables: {listed}"


def _length(text: str) -> str:
    try:
        return Period.parse(str(text)).frequency
    except ContractError:
        return ""


def _find_unknown(frame: pd.DataFrame, meaning: dict[str, Any]) -> tuple[str, str] | None:
    """Return the first variable and text that the table is not known to have."""
    for column, role in meaning["variables"].items():
        if column not in frame.columns:
            continue
        known = _known_texts(meaning, role, column)
        if known is None:
            continue
        for text in frame[column].cat.categories:
            if str(text).strip().casefold() not in known:
                return column, str(text)
    return None


def _known_texts(meaning: dict[str, Any], role: str, column: str) -> set[str] | None:
    """Return the texts that a variable may have; None for one that has too many to list."""
    lists: Iterable[list[str]]
    if role == "sex":
        lists = meaning["sex"].values()
    elif role == "group":
        lists = meaning["groups"].values()
    elif role == "benefit":
        lists = [*meaning["benefits"].values(), meaning["not_used"]]
    elif role == "selector":
        selector = meaning["selectors"][column]
        lists = [*selector["use"].values(), selector["not_used"]]
    else:
        return None
    return {str(text).casefold() for texts in lists for text in texts}


def _language(frame: pd.DataFrame) -> str:
    """Return ``en`` where a label or a quarter is English; codes alone are taken for Danish."""
    texts = {
        str(text).strip().casefold()
        for name in frame.columns
        if name != VALUE_COLUMN
        for text in frame[name].cat.categories
    }
    has_english_quarter = any(len(t) == 6 and t[:4].isdigit() and t[4] == "q" for t in texts)
    return "en" if has_english_quarter or texts & _ENGLISH else "da"
