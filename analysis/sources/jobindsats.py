"""Read an answer of the jobindsats service, version 3, as it is.

An answer is one JSON object with ``columns`` and ``rows``. Counts of 0, 1 and 2 are
blanked as ``null``: a missing value here means "0-2 or missing" and never 0.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import SourceError
from analysis.sources.decoding import read_bytes
from analysis.sources.privacy import fail_if_text_has_cpr, find_cpr_like

_MEANINGS = {
    401: "the key was not accepted (send it as 'Authorization: Bearer <key>')",
    403: "the service refused the client",
    404: "there is no such table",
    422: "the service did not understand the request",
    429: "too many requests; wait and ask again",
}


def read_jobindsats(path: Path) -> pd.DataFrame:
    """Read one answer of the service, saved as a file.

    Parameters
    ----------
    path : Path
        A file with the suffix ``.json``.

    Returns
    -------
    DataFrame
        The columns of the answer under their own names. Numbers are numbers, and
        ``null`` is missing: "0-2 or missing". Row *i* of the frame is entry *i + 1* of
        ``rows``.

    Raises
    ------
    SourceError
        If the file is no answer, is an error answer, or holds what looks like a CPR
        number.
    """
    answer = _parse(path)
    _fail_if_error(answer, name=path.name)
    columns, rows = answer["columns"], answer["rows"]
    _fail_if_rows_do_not_fit(columns, rows, name=path.name)
    values = dict(zip(columns, zip(*rows, strict=True), strict=True))
    frame = pd.DataFrame(
        {
            name: pd.array(list(column), dtype=_kind(column))  # type: ignore[call-overload]
            for name, column in values.items()
        }
    )
    fail_if_text_has_cpr(frame, table=path.name)
    return frame


def _parse(path: Path) -> dict[str, Any]:
    try:
        answer = json.loads(read_bytes(path))
    except ValueError as error:
        raise SourceError(
            f"The file {path.name} is not JSON, or is cut off.",
            where=path.name,
            expected='an answer of jobindsats v3: {"columns": [...], "rows": [[...], ...]}',
            fix="ask the service again with format=json, and check that the download finished",
        ) from error
    return answer if isinstance(answer, dict) else {}


def _fail_if_error(answer: dict[str, Any], *, name: str) -> None:
    if "code" in answer and "rows" not in answer:
        code, cause = answer["code"], str(answer.get("cause", ""))[:200]
        meaning = _MEANINGS.get(code, "the service could not answer")
        said = f" It says: {cause}" if cause and not find_cpr_like(cause) else ""
        raise SourceError(
            f"The file {name} is an error answer ({code}): {meaning}.{said}",
            where=name,
            expected='an answer with "columns" and "rows"',
            fix="correct the request after the table's own description (/table/<id>), "
            "and save the answer again",
        )
    if not isinstance(answer.get("columns"), list) or not isinstance(answer.get("rows"), list):
        raise SourceError(
            f"The file {name} is no data answer of jobindsats v3.",
            where=name,
            expected='an object with the lists "columns" and "rows"',
            fix="save the answer of /data/<id>?format=json as it comes",
        )


def _fail_if_rows_do_not_fit(columns: list[Any], rows: list[Any], *, name: str) -> None:
    if len(set(columns)) != len(columns) or not rows:
        what = "has a column twice" if rows else "has no rows"
        raise SourceError(
            f"The file {name} {what}.",
            where=name,
            expected="each column once, and at least one row",
            fix="ask the service again",
        )
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != len(columns):
            raise SourceError(
                f"A row of {name} does not have one value for each column.",
                where=f"{name}, row {number}",
                expected=f"{len(columns)} values",
                fix="ask the service again",
            )


def _kind(column: tuple[Any, ...]) -> str:
    """Return the type that holds a column: whole numbers, numbers, or text."""
    given = [value for value in column if value is not None]
    if given and all(type(value) is int for value in given):
        return "Int64"
    if given and all(type(value) in (int, float) for value in given):
        return "Float64"
    return "object" if any(not isinstance(value, str) for value in given) else "str"
