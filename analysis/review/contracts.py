"""Does a table of cases keep its contract: columns, key, codes, numbers and dates?

One contract per table of a review, stated as data. The same check runs when a table is
read and when it is written, so that nothing enters the folder that cannot be read back.
A message names table, row and column and never a cell. Row 1 is the header.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.checklists.model import Status
from analysis.errors import ContractError
from analysis.review import tables
from analysis.sources.privacy import fail_if_text_has_cpr, find_cpr_like

BENEFITS = ("kontanthjaelp", "sygedagpenge")
YES, NO = "ja", "nej"
SEXES = ("kvinde", "mand")
MAX_WEEKS = 52 * 50
MAX_MINUTES = 600

# Four signs or more: shorter ones are row numbers or initials. No comma, since a ticket
# is made of the seed, a comma and the identifier.
ID_FORM = r"[A-Za-z0-9][A-Za-z0-9._-]{3,63}"
_REVIEWER = r"[A-Za-z0-9ÆØÅæøå][A-Za-z0-9ÆØÅæøå_-]{0,19}"
_CODE = r"[A-Za-z0-9_.+/-]{1,64}"
_SHORT = r"[^\s,;\"](?:[^\n\r,;\"]{0,58}[^\s,;\"])?"
_DATE = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"


@dataclass(frozen=True)
class CaseColumn:
    """What one column of a table of cases holds.

    Attributes
    ----------
    dtype : str
        ``str``, ``int64`` or ``float64``.
    form : str
        Pattern that a whole text keeps.
    codes : tuple of str
        The codes that a text may have; empty: any of the form.
    minimum, maximum : float
        Limits of a number, both included.
    nullable : bool
        Whether a cell may be empty: an empty text, or NaN.
    says : str
        What is expected, for the message.
    """

    dtype: str = "str"
    form: str = _SHORT
    codes: tuple[str, ...] = ()
    minimum: float = 0
    maximum: float = 1e9
    nullable: bool = False
    says: str = "a short text without commas, semicolons, quotes and line breaks"


@dataclass(frozen=True)
class CaseTable:
    """What one table of a review holds: its columns in order, and its key."""

    columns: Mapping[str, CaseColumn]
    key: tuple[str, ...]
    optional: Mapping[str, CaseColumn]


def check_table(frame: pd.DataFrame, name: str, *, where: str = "") -> pd.DataFrame:
    """Return the table with its types if it keeps its contract.

    Parameters
    ----------
    frame : DataFrame
        The table, as text or with its types.
    name : str
        A name in `CONTRACTS`, such as ``answers``.
    where : str, default ''
        Name of the file, for the message; otherwise that of the table.

    Returns
    -------
    DataFrame
        The columns of the contract in its order, with a fresh index. Dates are texts
        such as 2026-03-01; an empty text is an empty text.

    Raises
    ------
    ContractError
        With every breach: one per column, with the first row it is found in.
    SourceError
        If a text looks like a CPR number.
    """
    contract, where = CONTRACTS[name], where or name
    _fail_if_columns_differ(frame, contract, where=where)
    columns = {**contract.columns, **contract.optional}
    typed, breaches = {}, []
    for column in (each for each in columns if each in frame.columns):
        values, is_bad = _read_column(frame[column], columns[column])
        if is_bad.any():
            breaches.append(_name_breach(column, is_bad, columns[column].says))
        typed[column] = values
    if breaches:
        raise ContractError(
            f"The table {name} holds values that it may not hold.",
            where=f"{where}: " + "; ".join(breaches),
            expected="the columns as docs/how-to/case-review.md describes them",
            fix="correct these cells; their content is not shown here",
        )
    table = pd.DataFrame(typed)
    _fail_if_key_is_repeated(table, contract.key, name=name, where=where)
    _fail_if_cpr(table, where=where)
    return table


def empty_table(name: str) -> pd.DataFrame:
    """Return the table without rows, with its columns and types."""
    columns = CONTRACTS[name].columns
    return pd.DataFrame({each: pd.Series(dtype=spec.dtype) for each, spec in columns.items()})


def keeps_form(values: pd.Series, form: str) -> np.ndarray:
    """Tell for each text whether all of it keeps a pattern; each distinct one asked once.

    Returns
    -------
    array of bool of shape (n,)

    Notes
    -----
    All texts are asked at once, a line each, since they mostly keep the form: far quicker
    than one by one. A form must not match a line break.
    """
    distinct = values.drop_duplicates().tolist()
    lines = "\n".join(distinct) + "\n"
    # A text of two lines would pass as two texts, so the lines are counted.
    if lines.count("\n") == len(distinct) and re.fullmatch(rf"(?>(?:{form})\n)*+", lines):
        return np.ones(len(values), dtype=bool)
    search = re.compile(form).fullmatch
    return values.isin([text for text in distinct if search(text) is not None]).to_numpy(bool)


def _read_column(values: pd.Series, spec: CaseColumn) -> tuple[pd.Series, np.ndarray]:
    """Return the column with its type, and where it breaks the contract."""
    if spec.dtype == "str":
        text = values.astype("str").fillna("")
        is_empty = (text == "").to_numpy()
        is_right = text.isin(spec.codes).to_numpy() if spec.codes else keeps_form(text, spec.form)
        is_bad = ~(is_right | (is_empty & spec.nullable))
        return text.reset_index(drop=True), is_bad
    numbers = pd.to_numeric(values, errors="coerce").astype("float64").reset_index(drop=True)
    given = values.notna().to_numpy() & (values.astype("str").fillna("") != "").to_numpy()
    is_inside = numbers.between(spec.minimum, spec.maximum).to_numpy()
    if spec.dtype == "int64":
        is_inside = is_inside & (numbers.round() == numbers).to_numpy()
    is_bad = ~(is_inside | (~given & spec.nullable))
    # A whole number cannot be empty: NaN stays where the contract lets a cell be.
    is_whole = spec.dtype == "int64" and not is_bad.any() and not numbers.isna().any()
    return (numbers.astype("int64") if is_whole else numbers), is_bad


def _name_breach(column: str, is_bad: np.ndarray, says: str) -> str:
    row, more = int(is_bad.argmax()) + 2, int(is_bad.sum()) - 1
    others = f" and {more} more" if more else ""
    return f"row {row}{others}, column {column} (expected {says})"


def _fail_if_columns_differ(frame: pd.DataFrame, contract: CaseTable, *, where: str) -> None:
    names = [str(name) for name in frame.columns]
    missing = [name for name in contract.columns if name not in names]
    known = {*contract.columns, *contract.optional}
    extra = [i + 1 for i, name in enumerate(names) if name not in known]
    if missing or extra or len(set(names)) < len(names):
        found = [f"missing: {', '.join(missing)}"] if missing else []
        found += [f"unknown column number {', '.join(map(str, extra))}"] if extra else []
        raise ContractError(
            f"The table {where} does not have its columns.",
            where=f"{where}, row 1 (the header); " + ("; ".join(found) or "a column twice"),
            expected=", ".join((*contract.columns, *(f"[{name}]" for name in contract.optional))),
            fix="correct the header; a case table holds no other columns",
        )


def _fail_if_key_is_repeated(
    table: pd.DataFrame, key: tuple[str, ...], *, name: str, where: str
) -> None:
    is_repeated = table.duplicated(list(key)).to_numpy()
    if is_repeated.any():
        raise ContractError(
            f"The table {name} holds the same {' and '.join(key)} more than once.",
            where=f"{where}, row {int(is_repeated.argmax()) + 2}; {int(is_repeated.sum())} in all",
            expected=f"one row per {' and '.join(key)}",
            fix="remove the repeated rows, or correct their key",
        )


def _fail_if_cpr(table: pd.DataFrame, *, where: str) -> None:
    texts: pd.DataFrame = table.select_dtypes("str")
    # One search over all cells, a line each, is as sharp as one per cell and far quicker;
    # the slow search runs only to name the row.
    if any(find_cpr_like("\n".join(texts[name].unique().tolist())) for name in texts):
        fail_if_text_has_cpr(texts, table=where)


def _id(*, nullable: bool = False) -> CaseColumn:
    says = "4 to 64 letters, digits, dots, hyphens or underscores"
    return CaseColumn(form=ID_FORM, nullable=nullable, says=says)


def _codes(*codes: str, nullable: bool = False) -> CaseColumn:
    says = " or ".join((*codes, *(("nothing",) if nullable else ())))
    return CaseColumn(codes=codes, nullable=nullable, says=says)


def _code(*, nullable: bool = False) -> CaseColumn:
    return CaseColumn(form=_CODE, nullable=nullable, says="a code without spaces")


def _whole(minimum: int, maximum: int, *, nullable: bool = False) -> CaseColumn:
    says = f"a whole number from {minimum} to {maximum}"
    return CaseColumn("int64", minimum=minimum, maximum=maximum, nullable=nullable, says=says)


def _date(*, nullable: bool = False) -> CaseColumn:
    return CaseColumn(form=_DATE, nullable=nullable, says="a date such as 2026-03-01")


_REVIEWER_COLUMN = CaseColumn(form=_REVIEWER, says="a short code of the reviewer, no name")
_READING = _whole(tables.FIRST_READING, tables.SECOND_READING)
_STRATUM = CaseColumn(form=r"[^\s,;\"]{1,300}", says="the name of a stratum, without spaces")
_MINUTES = CaseColumn(
    *("float64",), minimum=0, maximum=MAX_MINUTES, nullable=True, says="minutes, at most 600"
)
_CAPACITY = CaseColumn(
    *("float64",), minimum=0, maximum=100_000, nullable=True, says="a number, or nothing: no limit"
)
DISPOSITIONS = ("gennemgaaet", "ikke_i_population", "sag_ikke_tilgaengelig", "ikke_afsluttet")


def _table(
    names: tuple[str, ...],
    columns: tuple[CaseColumn, ...],
    *key: str,
    optional: Mapping[str, CaseColumn] | None = None,
) -> CaseTable:
    return CaseTable(dict(zip(names, columns, strict=True)), key, optional or {})


CONTRACTS = {
    "frame": _table(
        tables.FRAME_COLUMNS,
        (
            *(_id(), _codes(*BENEFITS), _whole(0, MAX_WEEKS), _codes(YES, NO)),
            *(CaseColumn(), CaseColumn(), _codes(*SEXES), _STRATUM),
        ),
        "case_id",
    ),
    "draw": _table(
        tables.DRAW_COLUMNS,
        (
            *(_STRATUM, _whole(1, 10_000_000), _id()),
            CaseColumn(form="[0-9a-f]{64}", says="64 hexadecimal digits"),
            _codes(tables.DRAWN, tables.RESERVE),
        ),
        "case_id",
    ),
    "reviewers": _table(
        tables.REVIEWER_COLUMNS,
        (_REVIEWER_COLUMN, CaseColumn(nullable=True)),
        "reviewer_id",
        optional={"capacity": _CAPACITY},
    ),
    "assignment": _table(
        tables.ASSIGNMENT_COLUMNS,
        (_id(), _READING, _REVIEWER_COLUMN, _whole(1, 100_000), _code()),
        *("case_id", "reading"),
    ),
    "dispositions": _table(
        tables.DISPOSITION_COLUMNS,
        (_id(), _codes(*DISPOSITIONS), _id(nullable=True), _date(nullable=True)),
        "case_id",
    ),
    "answers": _table(
        tables.ANSWER_COLUMNS,
        (_id(), _READING, _REVIEWER_COLUMN, _code(), _code(nullable=True), _code(nullable=True)),
        *("case_id", "reading", "item_id"),
    ),
    "conclusions": _table(
        tables.CONCLUSION_COLUMNS,
        (
            *(_id(), _READING, _REVIEWER_COLUMN, _date(nullable=True), _MINUTES),
            *(_code(nullable=True), _codes(YES, NO, nullable=True), _code()),
        ),
        *("case_id", "reading"),
    ),
    "adjudications": _table(
        tables.ADJUDICATION_COLUMNS,
        (_id(), _code(), _codes(*(status.value for status in Status)), _date(nullable=True)),
        *("case_id", "scheme"),
    ),
}
