"""Which table does an answer of jobindsats come from?

The answer does not carry the id of its table. Some columns belong to one table alone, and
some name the benefit. Most answers just say ``Antal personer``: those are told apart only
when the file name has the id, and the columns fit it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from analysis.concepts import Benefit
from analysis.parameters.loader import load_yaml
from analysis.sources.jobindsats import AREA_COLUMN, PERIOD_COLUMN, read_jobindsats

_ID = re.compile(r"(?<![a-z0-9])(y\d\d[a-z]\d\d|ptv_[a-z]\d\d)(?![a-z0-9])")
_DURATION = "varighed"
_TABLE_ITSELF = "by its columns"
_BY_NAME = "by the id in its name, which its columns fit; the answer does not carry the id"


def recognise_jobindsats(path: Path) -> tuple[str, str, str] | str:
    """Return an answer's table, its language and how that was told, or why it cannot be told.

    Parameters
    ----------
    path : Path
        An answer, as JSON or CSV.

    Raises
    ------
    SourceError
        If the file is broken.
    """
    columns = [str(name) for name in read_jobindsats(path).columns]
    missing = [name for name in (PERIOD_COLUMN, AREA_COLUMN) if name not in columns]
    if missing:
        return f"it has no column {missing[0]}, which every answer by municipality has"
    fitting = [t for t, meaning in load_yaml("jobindsats").items() if _fits(columns, meaning)]
    ids = sorted(set(_ID.findall(path.name.casefold())) | _names_in(path.name))
    if len(ids) > 1:
        return f"its name has several table ids: {', '.join(ids)}"
    if ids:
        named = _name_benefit(columns, fitting)
        if ids[0] in fitting and (ids[0] in named or not named):
            return ids[0], "da", _BY_NAME
        if ids[0] not in load_yaml("jobindsats"):
            return (
                f"its name says {ids[0]}, which is not read; add it to "
                "analysis/parameters/jobindsats.yaml to read it"
            )
        fits = f"; they are those of {', '.join(named)}" if named else ""
        return f"its name says {ids[0]}, but it does not have the columns of that table{fits}"
    return _by_columns(columns, fitting)


def _by_columns(columns: list[str], fitting: list[str]) -> tuple[str, str, str] | str:
    named = _name_benefit(columns, fitting)
    alone = fitting if len(fitting) == 1 else named
    if len(alone) == 1:
        return alone[0], "da", _TABLE_ITSELF
    if not fitting:
        return "it has the columns of no table that is read"
    return (
        f"it could be any of {', '.join(alone or fitting)}: the answer does not carry its table. "
        "Put the id into the name of the file, such as y10a02.json, and ask again"
    )


def _name_benefit(columns: list[str], fitting: list[str]) -> list[str]:
    """Return those of the fitting tables whose benefit stands in a column's label."""
    tables, labels = load_yaml("jobindsats"), " ".join(columns).casefold()
    return [t for t in fitting if _word(tables[t]) and _word(tables[t]) in labels]


def _fits(columns: list[str], meaning: dict[str, Any]) -> bool:
    """Tell whether an answer has a measure of a table, and its dimension of duration."""
    is_by_duration = any(name.casefold().startswith(_DURATION) for name in columns)
    if ("durations" in meaning) != is_by_duration:
        return False
    beginnings = (meaning.get("durations") or meaning["measures"]).values()
    found = [any(name.startswith(start) for name in columns) for start in beginnings]
    # The ministry's benchmark needs both of its numbers; another answer may have one measure.
    return any(found) if "benefit" in meaning else all(found)


def _word(meaning: dict[str, Any]) -> str:
    """Return the benefit of a table as a label writes it, or nothing."""
    benefit = meaning.get("benefit", "")
    return Benefit(benefit).label if benefit in {each.value for each in Benefit} else ""


def _names_in(name: str) -> set[str]:
    """Return the tables that are listed by a name of their own and stand in a file name."""
    own = [table for table in load_yaml("jobindsats") if "-" in table]
    return {table for table in own if table in name.casefold()}
