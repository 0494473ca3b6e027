"""Read the fact tables: what was written down for this project from published figures.

They are comma-separated UTF-8 files with a header. Everything is text, as it stands.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from analysis.errors import SourceError
from analysis.sources.decoding import fail_if_page_or_answer, read_bytes
from analysis.sources.privacy import fail_if_text_has_cpr

FACT_COLUMNS = {
    "municipalities": ("municipality_code", "municipality_name", "dst_group", "region_code"),
    "national_age_structure": ("sex_da", "age_group_da"),
    "published_figures": (
        "municipality",
        "period",
        "measure",
        "value",
        "unit",
        "source_url",
        "source_date",
        "note",
    ),
}


def read_fact_table(path: Path, *, table: str) -> pd.DataFrame:
    """Read one fact table as text.

    Parameters
    ----------
    path : Path
        The CSV file.
    table : str
        ``municipalities``, ``national_age_structure`` or ``published_figures``.

    Returns
    -------
    DataFrame
        All columns of the file as text; an empty field is an empty text. Row *i* of the
        frame is row *i + 2* of the file.

    Raises
    ------
    SourceError
        If the file is no such table or holds what looks like a CPR number.
    """
    frame = read_comma_separated(path)
    missing = [column for column in FACT_COLUMNS[table] if column not in frame.columns]
    if missing:
        raise SourceError(
            f"The fact table {table} lacks the column {missing[0]}.",
            where=f"{path.name}, row 1 (the header)",
            expected=", ".join(FACT_COLUMNS[table]),
            fix="restore the file from the repository",
        )
    return frame


def read_comma_separated(path: Path) -> pd.DataFrame:
    """Read a comma-separated UTF-8 file with a header as text.

    Raises
    ------
    SourceError
        If the file cannot be read, a row has another number of fields than the header,
        or a text looks like a CPR number.
    """
    raw = read_bytes(path)
    fail_if_page_or_answer(raw, name=path.name)
    rows = [row for row in csv.reader(io.StringIO(raw.decode("utf-8"), newline="")) if row]
    header, body = rows[0], rows[1:]
    if len(set(header)) != len(header):
        raise SourceError(
            f"The header of {path.name} names a column twice.",
            where=f"{path.name}, row 1 (the header)",
            expected="each column once",
            fix="rename or remove one of the two",
        )
    for number, row in enumerate(body, start=2):
        if len(row) != len(header):
            raise SourceError(
                f"A row of {path.name} has {len(row)} fields and not {len(header)}.",
                where=f"{path.name}, row {number}",
                expected="fields separated by commas, as many as the header has",
                fix="put a field that holds a comma in double quotes",
            )
    frame = pd.DataFrame(body, columns=pd.Index(header), dtype="str")
    fail_if_text_has_cpr(frame, table=path.name)
    return frame
