"""Read an answer of the jobindsats service from disk, as it is.

Three forms of the same table are met: the JSON of version 3 (``columns`` and ``rows``), the
CSV of version 3, and the JSON of version 2 (``Variables`` and ``Data``), which the service
no longer gives but which lies on disks. All become one frame. Counts of 0, 1 and 2 are
blanked: a missing value here means "0-2 or missing" and never 0.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from analysis.errors import SourceError
from analysis.sources.danish_numbers import parse_numbers
from analysis.sources.decoding import fail_if_page, read_bytes
from analysis.sources.privacy import fail_if_text_has_cpr, find_cpr_like

PERIOD_COLUMN, AREA_COLUMN = "Periode", "Område"
_MEANINGS = {
    401: "the key was not accepted (send it as 'Authorization: Bearer <key>')",
    403: "the service refused the client",
    404: "there is no such table",
    422: "the service did not understand the request",
    429: "too many requests; wait and ask again",
}
# Version 2 names the two columns that every answer has, whatever their labels.
_NAMES_OF_VERSION_2 = {"area": AREA_COLUMN, "period": PERIOD_COLUMN}


def read_jobindsats(path: Path) -> pd.DataFrame:
    """Read one answer of the service, saved as a file.

    Parameters
    ----------
    path : Path
        A file with the suffix ``.json`` or ``.csv``; the content decides the form.

    Returns
    -------
    DataFrame
        The columns of the answer under their own labels. Numbers are numbers, and
        ``null`` or an empty field is missing: "0-2 or missing". Row *i* of the frame is
        entry *i + 1* of the answer's rows.

    Raises
    ------
    SourceError
        If the file is no answer, is an error answer, mixes decimal comma and point, or
        holds what looks like a CPR number.
    """
    raw = read_bytes(path)
    fail_if_page(raw, name=path.name)
    if raw.lstrip()[:1] in (b"{", b"["):
        columns, rows = _read_json(raw, name=path.name)
    else:
        columns, rows = _read_csv(raw, name=path.name)
    _fail_if_rows_do_not_fit(columns, rows, name=path.name)
    values = dict(zip(columns, zip(*rows, strict=True), strict=True))
    frame = pd.DataFrame(
        {
            label: _as_array(list(column), label=str(label), file=path.name)
            for label, column in values.items()
        }
    )
    fail_if_text_has_cpr(frame, table=path.name)
    return frame


def _read_json(raw: bytes, *, name: str) -> tuple[list[Any], list[Any]]:
    try:
        answer = json.loads(raw, parse_constant=lambda text: _refuse_constant(text, name=name))
    except ValueError as error:
        raise SourceError(
            f"The file {name} is not JSON, or is cut off.",
            where=name,
            expected='an answer of jobindsats: {"columns": [...], "rows": [[...], ...]}',
            fix="ask the service again with format=json, and check that the download finished",
        ) from error
    if isinstance(answer, list) and len(answer) == 1 and isinstance(answer[0], dict):
        answer = answer[0]
    if isinstance(answer, dict) and "Variables" in answer and "Data" in answer:
        return _from_version_2(answer, name=name)
    found: dict[str, Any] = answer if isinstance(answer, dict) else {}
    _fail_if_error(found, name=name)
    return found["columns"], found["rows"]


def _refuse_constant(text: str, *, name: str) -> NoReturn:
    raise SourceError(
        f"The file {name} has {text} where a number or null should be.",
        where=name,
        expected="a number, or null where the service has none",
        fix="save the answer as the service gives it; a program in between wrote its own missing "
        "values",
    )


def _from_version_2(answer: dict[str, Any], *, name: str) -> tuple[list[Any], list[Any]]:
    """Return columns and rows of an answer of version 2, under the labels of version 3."""
    variables, data = answer["Variables"], answer["Data"]
    if not isinstance(data, list) or not isinstance(variables, list):
        _refuse_form(name)
    columns = []
    for variable in variables:
        if not isinstance(variable, dict) or "Name" not in variable:
            _refuse_form(name)
        known = _NAMES_OF_VERSION_2.get(str(variable["Name"]).casefold())
        columns.append(known or str(variable.get("Label") or variable["Name"]))
    # Some clients saved each row as an object around its list.
    rows = [row["value"] if isinstance(row, dict) and "value" in row else row for row in data]
    return columns, rows


def _read_csv(raw: bytes, *, name: str) -> tuple[list[Any], list[Any]]:
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), delimiter=";"))
    lines = [line for line in lines if line]
    header = [field.strip() for field in lines[0]]
    if len(header) == 1:
        raise SourceError(
            f"The fields of {name} are not separated by a semicolon.",
            where=f"{name}, row 1 (the header)",
            expected=f"a header such as {PERIOD_COLUMN};{AREA_COLUMN};Antal personer",
            fix="ask the service with format=csv or format=json, and use the file as it comes",
        )
    rows = [[field.strip() or None for field in line] for line in lines[1:]]
    return header, rows


def _as_array(column: list[Any], *, label: str, file: str) -> Any:
    """Return a column as numbers where all its values are, and as texts otherwise."""
    is_text = any(isinstance(value, str) for value in column)
    mixed = any(not isinstance(value, str) for value in column if value is not None)
    if is_text and not mixed and label not in (PERIOD_COLUMN, AREA_COLUMN):
        texts = [(value or "").strip() or None for value in column]
        numbers = parse_numbers(texts, where=file, column=label)
        column = list(numbers) if numbers is not None else texts
    return pd.array(column, dtype=_kind(column))  # type: ignore[call-overload]


def _kind(column: list[Any]) -> str:
    """Return the type that holds a column: whole numbers, numbers, or text."""
    given = [value for value in column if value is not None]
    if given and all(type(value) is int for value in given):
        return "Int64"
    if given and all(type(value) in (int, float) for value in given):
        return "Float64"
    return "object" if any(not isinstance(value, str) for value in given) else "str"


def _refuse_form(name: str) -> NoReturn:
    raise SourceError(
        f"The file {name} is no data answer of jobindsats.",
        where=name,
        expected='an object with the lists "columns" and "rows" (version 3), a list with '
        '"Variables" and "Data" (version 2), or lines of fields separated by ;',
        fix="save the answer of /data/<id> as it comes",
    )


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
        _refuse_form(name)


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
