"""What does a file with rows of people say? CSV, Excel or Parquet in, text out.

Every cell comes out as text: a number keeps its digits, a date is written 2026-03-01, an
empty cell is an empty text. A spreadsheet's Latin-1 and semicolons are understood. The
messages name the file and nothing that stands in it.
"""

from __future__ import annotations

import csv
import gzip
import io
import warnings
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import SourceError

KINDS = (".csv", ".csv.gz", ".txt", ".tsv", ".xlsx", ".parquet")


def read_text_table(path: Path, *, may_be_empty: bool = False) -> pd.DataFrame:
    """Return the table of a file as text, header trimmed, rows without content left out.

    Parameters
    ----------
    path : Path
        A ``.csv`` (packed or not, separated by comma, semicolon or tab; UTF-8 or
        Latin-1), ``.xlsx`` (its only or first sheet) or ``.parquet`` file.
    may_be_empty : bool, default False
        Whether a header without rows is right.

    Raises
    ------
    SourceError
        If the file is missing, broken, empty, of another kind, or a row has another
        number of fields than the header.
    """
    kind = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
    _fail_if_not_there(path, kind.lower())
    try:
        if kind.lower() == ".parquet":
            table = pd.read_parquet(path)
        elif kind.lower() == ".xlsx":
            table = _read_workbook(path)
        else:
            table = _read_separated(path)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):
        # The library's own message may quote a cell: it is neither shown nor chained.
        raise _refusal(path, f"The file {path.name} cannot be read.") from None
    if table.empty and not may_be_empty:
        raise _refusal(path, f"The file {path.name} has no rows.")
    table.columns = [str(name).strip() for name in table.columns]
    text = pd.DataFrame({i: _to_text(table.iloc[:, i]) for i in range(table.shape[1])})
    text.columns = table.columns
    is_empty = (text == "").all(axis=1)
    return text[~is_empty].reset_index(drop=True) if is_empty.any() else text


def _read_separated(path: Path) -> pd.DataFrame:
    raw = path.read_bytes()
    raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="strict")
    header = text.split("\n", 1)[0]
    separator = max((",", ";", "\t"), key=header.count)
    _fail_if_rows_are_uneven(text, separator, path=path)
    return pd.read_csv(
        io.StringIO(text), sep=separator, dtype="str", keep_default_na=False, na_filter=False
    )


def _read_workbook(path: Path) -> pd.DataFrame:
    with warnings.catch_warnings():
        # openpyxl warns of styles and validations that it does not keep; only cells count.
        warnings.simplefilter("ignore")
        return pd.read_excel(path, sheet_name=0, dtype=object, keep_default_na=False)


def _to_text(column: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = column.dt.strftime("%Y-%m-%d")
    if pd.api.types.is_bool_dtype(column.dtype):
        column = column.map({True: "ja", False: "nej"})
    if pd.api.types.is_float_dtype(column.dtype) or column.dtype == object:
        column = column.map(_cell_to_text)
    text: pd.Series[Any] = column.astype("str").fillna("").str.strip()
    return text


def _cell_to_text(cell: object) -> str:
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    date = getattr(cell, "date", None)
    return str(date()) if callable(date) else str(cell)


def _fail_if_not_there(path: Path, kind: str) -> None:
    if not path.is_file():
        raise _refusal(path, f"There is no file {path.name}.")
    if kind not in KINDS:
        raise _refusal(path, f"The file {path.name} is of a kind that is not read.")
    if path.stat().st_size == 0:
        raise _refusal(path, f"The file {path.name} is empty.")


def _fail_if_rows_are_uneven(text: str, separator: str, *, path: Path) -> None:
    """Refuse a row with another number of fields, which a reader would silently shift."""
    if '"' in text:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        lengths = np.array([len(row) for row in rows if row])
    else:
        lengths = _count_fields(text, separator)
    uneven = np.flatnonzero(lengths != lengths[0]) + 1 if len(lengths) else lengths
    if len(uneven):
        raise SourceError(
            f"A row of {path.name} has another number of fields than the header.",
            where=f"{path.name}, row {uneven[0]}; {len(uneven)} rows in all",
            expected=f"{lengths[0]} fields in each row",
            fix="put texts that hold the separator in quotes, or save the file as Excel",
        )


def _count_fields(text: str, separator: str) -> np.ndarray:
    """Return the number of fields of each line that holds any sign; no line has quotes."""
    signs = np.frombuffer((text.strip("\r\n") + "\n").encode("utf-8"), dtype=np.uint8)
    ends = np.flatnonzero(signs == ord("\n"))
    n_before = np.searchsorted(np.flatnonzero(signs == ord(separator)), ends)
    has_text = np.diff(ends, prepend=-1) > 2
    return np.asarray(np.diff(n_before, prepend=0)[has_text] + 1)


def _refusal(path: Path, what: str) -> SourceError:
    return SourceError(
        what,
        where=path.name,
        expected="a whole file of the kind " + ", ".join(KINDS) + " with a header and rows",
        fix="save the table again in one of these kinds; an encrypted file must be unlocked first",
    )
