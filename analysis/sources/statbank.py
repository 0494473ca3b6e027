"""Read a table of Statistikbanken (CSV or BULK) as it is.

The header holds the codes of the variables in upper case and ends with ``TID`` and
``INDHOLD``; fields are separated by ``;``. Codes and labels, Danish and English, totals
and parts are kept as they stand: nothing is renamed and no row is dropped.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from analysis.errors import SourceError
from analysis.sources.decoding import fail_if_page_or_answer, read_bytes
from analysis.sources.privacy import fail_if_text_has_cpr, show_value

VALUE_COLUMN = "INDHOLD"
TIME_COLUMN = "TID"
_DELIMITERS = {",": "comma", "\t": "tab", "|": "|"}


def read_statbank(path: Path) -> pd.DataFrame:
    """Read one file of Statistikbanken.

    Parameters
    ----------
    path : Path
        A file with the suffix ``.csv``, or ``.csv.gz``.

    Returns
    -------
    DataFrame
        The columns of the file under their own names. All values are text, also
        ``INDHOLD`` (``..`` stays ``..``); the other columns are categories of text.
        Row *i* of the frame is row *i + 2* of the file.

    Raises
    ------
    SourceError
        If the file is no such table, is cut off, or holds what looks like a CPR number.
    """
    raw = read_bytes(path).rstrip(b"\r\n")
    fail_if_page_or_answer(raw, name=path.name)
    header = _read_header(raw, name=path.name)
    _fail_if_cut_off(raw, name=path.name, n_fields=len(header))
    table = _parse(raw, header=header, name=path.name)
    frame: pd.DataFrame = table.to_pandas()
    fail_if_text_has_cpr(frame, table=path.name, numbers=(VALUE_COLUMN,))
    return frame


def _read_header(raw: bytes, *, name: str) -> list[str]:
    line = raw.split(b"\n", 1)[0].decode("utf-8").rstrip("\r")
    header = next(csv.reader(io.StringIO(line), delimiter=";"))
    where = f"{name}, row 1 (the header)"
    if len(header) == 1:
        found = next((word for mark, word in _DELIMITERS.items() if mark in line), "none")
        raise SourceError(
            f"The fields of {name} are not separated by a semicolon; found: {found}.",
            where=where,
            expected="a header such as OMRÅDE;KØN;ALDER;TID;INDHOLD",
            fix="ask for the delimiter Semicolon, or use the file as downloaded",
        )
    doubled = sorted({column for column in header if header.count(column) > 1})
    if doubled:
        raise SourceError(
            f"The header of {name} has {show_value(doubled[0])} twice.",
            where=where,
            expected="each variable once",
            fix="download the table again",
        )
    missing = [column for column in (TIME_COLUMN, VALUE_COLUMN) if column not in header]
    if missing:
        raise SourceError(
            f"The header of {name} has no column {' and no column '.join(missing)}.",
            where=where,
            expected="the codes of the variables, then TID and INDHOLD",
            fix="download the table as CSV or BULK from Statistikbanken, header included",
        )
    return header


def _fail_if_cut_off(raw: bytes, *, name: str, n_fields: int) -> None:
    """Refuse a last line with too few fields: the usual trace of a broken download."""
    lines = raw.rsplit(b"\n", 1)
    n_rows = raw.count(b"\n") + 1
    if len(lines) == 1:
        raise SourceError(
            f"The file {name} has a header and no rows.",
            where=name,
            expected="at least one row",
            fix="download it again, and check that the choice of values was not empty",
        )
    # A row that ends in the separator has lost its value, whatever its fields number.
    if _n_fields(lines[1]) < n_fields or lines[1].rstrip(b"\r").endswith(b";"):
        raise SourceError(
            f"The file {name} is cut off: its last row is not whole.",
            where=f"{name}, row {n_rows}",
            expected=f"{n_fields} fields",
            fix="download it again, and check that the download finished",
        )


def _parse(raw: bytes, *, header: list[str], name: str) -> pa.Table:
    types = {column: pa.dictionary(pa.int32(), pa.string()) for column in header}
    types[VALUE_COLUMN] = pa.string()
    bad: list[pacsv.InvalidRow] = []

    def refuse(row: pacsv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    table = pacsv.read_csv(
        io.BytesIO(raw),
        # One thread, since only then does the reader know the number of a bad row.
        read_options=pacsv.ReadOptions(use_threads=False, block_size=1 << 24),
        parse_options=pacsv.ParseOptions(
            delimiter=";", invalid_row_handler=refuse, ignore_empty_lines=False
        ),
        convert_options=pacsv.ConvertOptions(
            column_types=types, strings_can_be_null=False, check_utf8=False
        ),
    )
    if bad:
        raise SourceError(
            f"A row of {name} has {bad[0].actual_columns} fields and not {len(header)}.",
            where=f"{name}, row {bad[0].number}",
            expected="; ".join(header),
            fix="download it again; do not edit the file by hand",
        )
    _fail_if_a_cell_is_empty(table, name=name)
    table = table.unify_dictionaries()
    _fail_if_a_text_runs_on(table, name=name)
    return table


def _fail_if_a_text_runs_on(table: pa.Table, *, name: str) -> None:
    """Refuse a quoted text of two lines: rows after it could not be told by their number."""
    for column in table.column_names:
        values = table[column].combine_chunks()
        if not pa.types.is_dictionary(values.type):
            continue
        has_break = pc.match_substring(values.dictionary, "\n").to_numpy(zero_copy_only=False)
        if has_break.any():
            code = int(has_break.argmax())
            row = pc.index(values.indices, pa.scalar(code, values.indices.type)).as_py()
            raise SourceError(
                f"A text of {name} runs over two lines.",
                where=f"{name}, row {row + 2}, column {column}",
                expected="each row on one line, and each name within it",
                fix="download it again; a spreadsheet may have broken a long name into two lines",
            )


def _fail_if_a_cell_is_empty(table: pa.Table, *, name: str) -> None:
    for column in table.column_names:
        values = table[column].combine_chunks()
        values = values.cast(pa.string()) if pa.types.is_dictionary(values.type) else values
        row = pc.index(values, "").as_py()
        if row >= 0:
            raise SourceError(
                f"A row of {name} has nothing in {column}.",
                where=f"{name}, row {row + 2}, column {column}",
                expected="a value, or .. where the publisher has none",
                fix="download it again; do not edit the file by hand",
            )


def _n_fields(line: bytes) -> int:
    return len(next(csv.reader(io.StringIO(line.decode("utf-8")), delimiter=";"), []))
