"""What happened in each case, and on which day? Reads the municipality's own event file.

One row per step of a case: a pseudonym, a step, a day, a centre and, for some steps, an
outcome. The file is case data: it is checked row by row at the border, and a message names
the file, the row and the column and never shows a cell.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.caseflow.steps import VALUES, Step
from analysis.concepts import Lineage
from analysis.errors import ContractError, SourceError
from analysis.labels import date, number
from analysis.pathways.event_order import fail_if_order_is_impossible
from analysis.sources.privacy import fail_if_text_has_cpr, find_cpr_like

COLUMNS = ("case_id", "step", "date", "centre", "value")
_ROW = "row"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_RANK = {step.value: rank for rank, step in enumerate(Step)}
_FIRST_YEAR = 1990


@dataclass(frozen=True)
class EventLog:
    """The steps of all cases, in the order in which they happened.

    Attributes
    ----------
    frame : DataFrame
        One row per event: ``case_id``, ``step`` (a code of `Step`), ``date``, ``centre``
        (the case's first one, empty where none is given) and ``value``. Sorted by case and
        day, and on the same day in the order of `Step`.
    first_day, observed_until : date
        The oldest event, and the last day on which an event would have been seen.
    n_cases : int
        Cases in the file.
    lineage : Lineage
        The file.
    notes : tuple of str
        What a reader should know of the file, in Danish.
    """

    frame: pd.DataFrame
    first_day: dt.date
    observed_until: dt.date
    n_cases: int
    lineage: Lineage
    notes: tuple[str, ...] = ()


def read_events(path: Path, lineage: Lineage, *, until: dt.date | None = None) -> EventLog:
    """Read an event file and check all of it.

    Parameters
    ----------
    path : Path
        A CSV file in UTF-8 with commas, or the same compressed (``.csv.gz``).
    lineage : Lineage
        The file's name among the inputs, and whether it is invented.
    until : date, optional
        The day of the extract. Without it the newest event is taken for it.

    Returns
    -------
    EventLog
        The events in order.

    Raises
    ------
    SourceError
        If the file cannot be read, or holds what looks like a CPR number.
    ContractError
        If a column is missing or a row breaks the contract; rows are counted as lines of
        the file, the header being row 1.

    Notes
    -----
    Without `until` the last day is the newest event's. If nothing happened between that
    day and the extract, open cases look a little newer than they are: leans towards
    shorter times, by days.
    """
    name = "the event file (its name is not shown)" if find_cpr_like(path.name) else path.name
    table = _read_rows(_read_text(path, name), name)
    fail_if_text_has_cpr(table[list(COLUMNS)], table=name)
    _fail_if_cells_are_wrong(table, name)
    table["date"] = pd.to_datetime(table["date"], format="%Y-%m-%d")
    _fail_if_after_the_extract(table, name, until)
    _fail_if_repeated(table, name)
    table["rank"] = table["step"].map(_RANK)
    table = table.sort_values(["case_id", "date", "rank", _ROW], kind="stable")
    fail_if_order_is_impossible(table, name)
    notes = list(_say_what_is_odd(table, until))
    first = table[table["centre"] != ""].groupby("case_id")["centre"].first().to_dict()
    table["centre"] = [first.get(case, "") for case in table["case_id"]]
    return EventLog(
        frame=table[list(COLUMNS)].reset_index(drop=True),
        first_day=table["date"].min().date(),
        observed_until=until or table["date"].max().date(),
        n_cases=int(table["case_id"].nunique()),
        lineage=lineage,
        notes=tuple(notes),
    )


def _read_text(path: Path, name: str) -> str:
    """Return the content of the file, unpacked."""
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix.lower() == ".gz" else content
        return content.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError, ValueError):
        raise SourceError(
            "The event file cannot be read.",
            where=name,
            expected="a CSV file in UTF-8, or the same packed with gzip (.csv.gz)",
            fix="check that the file is there, and save it as CSV UTF-8 (comma separated)",
        ) from None


def _read_rows(text: str, name: str) -> pd.DataFrame:
    """Split the text into named cells with the line that each row stands on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _fail_if_columns_are_wrong(header, name)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                _fail_if_cells_are_missing(cells, header, f"{name}, row {reader.line_num}")
                rows.append((*(cell.strip() for cell in cells), reader.line_num))
    except csv.Error:
        raise SourceError(
            "A row of the event file cannot be split into cells.",
            where=f"{name}, row {reader.line_num}",
            expected="cells separated by commas; quotation marks in pairs",
            fix="correct the row, or save the file again as CSV UTF-8",
        ) from None
    if not rows:
        raise ContractError(
            "The event file holds no events.",
            where=name,
            expected="one row per step of a case under the header",
            fix="check the extract",
        )
    return pd.DataFrame(rows, columns=[*header, _ROW])


def _say_what_is_odd(table: pd.DataFrame, until: dt.date | None) -> list[str]:
    """Say what a reader should know of the file, in Danish."""
    notes = []
    if until is None:
        day = date(table["date"].max().date())
        notes.append(f"Udtrækkets dato er ikke oplyst; den nyeste hændelse ({day}) er brugt.")
    n_cases = table["case_id"].nunique()
    n_raised = table.loc[table["step"] == Step.RAISED.value, "case_id"].nunique()
    if n_raised < n_cases:
        notes.append(
            f"Filen har sager uden trinnet »{Step.RAISED.label}«. De tæller kun med fra det "
            "første trin, filen har."
        )
    centres = table[table["centre"] != ""].groupby("case_id")["centre"].nunique()
    if (centres > 1).any():
        notes.append("Nogle sager har flere centre i filen; det første er brugt.")
    without = n_cases - len(centres)
    if 0 < without < n_cases:
        notes.append("Nogle sager har intet center i filen; de indgår ikke i centrenes tal.")
    return notes


def _fail_if_columns_are_wrong(header: list[str], name: str) -> None:
    missing = [column for column in COLUMNS if column not in header]
    unknown = len([cell for cell in header if cell not in COLUMNS])
    if not missing and not unknown and len(set(header)) == len(header):
        return
    hint = "save the file with commas between cells" if any(";" in c for c in header) else ""
    what = f"lacks {', '.join(missing)}" if missing else "has a column too many"
    raise ContractError(
        f"The event file {what}.",
        where=f"{name}, row 1 (the header)",
        expected="the columns " + ", ".join(COLUMNS) + ", each once, and no others",
        fix=hint or "correct the header; take out every other column before the file is read",
    )


def _fail_if_cells_are_missing(cells: list[str], header: list[str], where: str) -> None:
    if len(cells) != len(header):
        raise ContractError(
            f"A row has {len(cells)} cells and not {len(header)}.",
            where=where,
            expected=f"{len(header)} cells separated by commas",
            fix="put a text with a comma in quotation marks, and leave no cell out",
        )


def _fail_if_cells_are_wrong(table: pd.DataFrame, name: str) -> None:
    _refuse(table, table["case_id"] == "", name, "case_id", "A row has no case.",
            "a pseudonym in every row")  # fmt: skip
    _refuse(table, ~table["step"].isin(list(_RANK)), name, "step",
            "A step is not one of the known codes.", ", ".join(_RANK))  # fmt: skip
    days = pd.to_datetime(table["date"], format="%Y-%m-%d", errors="coerce")
    is_day = table["date"].map(lambda cell: _DAY.fullmatch(cell) is not None)
    _refuse(table, ~is_day | days.isna() | (days.dt.year < _FIRST_YEAR), name, "date",
            "A date is not written as a day of the calendar.",
            f"YYYY-MM-DD from {_FIRST_YEAR} on, without time; not a number, as Excel stores "
            "days, and not DD-MM-YYYY")  # fmt: skip
    for code in dict.fromkeys(table["step"]):
        allowed = VALUES.get(Step(code), ())
        wrong = (table["step"] == code) & ~table["value"].isin(["", *allowed])
        _refuse(table, wrong, name, "value", f"A value is not one that {code} takes.",
                "empty" + "".join(f", {each}" for each in allowed))  # fmt: skip


def _fail_if_after_the_extract(table: pd.DataFrame, name: str, until: dt.date | None) -> None:
    if until is not None:
        _refuse(table, table["date"] > pd.Timestamp(until), name, "date",
                "An event lies after the day of the extract.",
                f"no day after {until.isoformat()}")  # fmt: skip


def _fail_if_repeated(table: pd.DataFrame, name: str) -> None:
    _refuse(table, table.duplicated(["case_id", "step", "date"]), name, "case_id, step, date",
            "An event stands twice.", "each step of a case once per day")  # fmt: skip


def _refuse(
    table: pd.DataFrame, is_wrong: pd.Series[bool], name: str, column: str, what: str, wanted: str
) -> None:
    """Raise if any row is wrong, naming how many and the first."""
    rows = table.loc[is_wrong, _ROW]
    if len(rows):
        raise ContractError(
            what,
            where=f"{name}, column {column}, row {int(rows.iloc[0])} "
            f"({number(len(rows), language='en')} rows in all)",
            expected=wanted,
            fix="correct the extract; the content of the cell is not shown here",
        )
