"""Which workbook does each reader of cases get?

One per reader and round of reading. The second reader's holds nothing of the first
reading: it is made of the assignment and the checklist alone. Order, words and bytes
depend on the review only, so the same review gives the same files.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection

from analysis.checklists.load import load_checklist, load_version
from analysis.checklists.model import Checklist
from analysis.concepts import Origin
from analysis.documents.deterministic import finish_xlsx, write_atomically
from analysis.documents.review_case_sheet import add_case_sheet
from analysis.documents.review_front_sheets import add_lists, add_overview, add_readme
from analysis.documents.review_identity import Identity, write_identity
from analysis.documents.review_layout import OVERVIEW, README, case_sheet_names, lay_out
from analysis.errors import RequestError

if TYPE_CHECKING:
    from analysis.review.folder import Review

STAMP = "SYNTETISKE TAL: sagerne er opfundne"


def make_workbooks(
    review: Review,
    out: str | Path,
    *,
    reading: int | None = None,
    checklist: Checklist | None = None,
) -> tuple[Path, ...]:
    """Write one Excel workbook per reader and reading, and return their paths.

    Parameters
    ----------
    review : Review
        With a draw and an assignment.
    out : str or Path
        The folder to write in; made where it is not there.
    reading : int, optional
        1 or 2: only that round; otherwise every round that is assigned.
    checklist : Checklist, optional
        The questions; otherwise those of `choose_checklist`.

    Raises
    ------
    RequestError
        If nobody has been assigned a case, or the draw has no date.
    RenderingError
        If a file cannot be written.
    """
    questions = checklist or choose_checklist(review)
    rows = review.assignment
    rows = rows if reading is None else rows[rows["reading"] == reading]
    _fail_if_nothing_is_assigned(rows, reading=reading)
    return tuple(
        write_atomically(
            Path(out) / name_workbook(reviewer, number),
            build_workbook(review, part, checklist=questions),
        )
        for reviewer, number, part in _split_by_reader(rows)
    )


def build_workbook(review: Review, assigned: pd.DataFrame, *, checklist: Checklist) -> bytes:
    """Return the workbook of one reader and one reading.

    Parameters
    ----------
    review : Review
        Where the cases come from.
    assigned : DataFrame
        Rows of the assignment: one reader, one reading.
    checklist : Checklist
        The questions.
    """
    rows = assigned.sort_values(["position", "case_id"])
    names = case_sheet_names(len(rows))
    cases = dict(zip(names, rows["case_id"].astype(str), strict=True))
    reviewer, layout = str(rows["reviewer_id"].iloc[0]), lay_out(checklist)
    stamp = STAMP if review.origin is Origin.SYNTHETIC else ""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_readme(
        workbook.create_sheet(README),
        checklist=checklist,
        purpose=review.purpose,
        n_cases=len(cases),
        reviewer_id=reviewer,
        stamp=stamp,
    )
    add_overview(workbook.create_sheet(OVERVIEW), cases, stamp=stamp)
    sheets = {name: workbook.create_sheet(name) for name in cases}
    lists = add_lists(workbook, checklist)
    for name, case_id in cases.items():
        add_case_sheet(
            sheets[name],
            case_id,
            checklist=checklist,
            layout=layout,
            lists=lists,
            drawn_on=find_draw_date(review),
            stamp=stamp,
        )
    identity = Identity(
        reviewer_id=reviewer,
        reading=int(rows["reading"].iloc[0]),
        checklist_version=checklist.version,
        municipality_code=review.municipality_code,
        origin=review.origin.value,
        draw=sum_up_draw(review),
        cases=cases,
        items=layout.items,
    )
    write_identity(workbook, identity)
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.properties.title = f"Sagsgennemgang, læser {reviewer}"
    workbook.properties.creator = "praksis"
    workbook.properties.language = "da-DK"
    workbook.calculation.fullCalcOnLoad = True
    return finish_xlsx(workbook, day=find_draw_date(review))


def name_workbook(reviewer_id: str, reading: int) -> str:
    """Name the file of one reader and one round.

    Examples
    --------
    >>> name_workbook("L1", 2)
    'sagsgennemgang-L1-runde-2.xlsx'
    """
    return f"sagsgennemgang-{reviewer_id}-runde-{reading}.xlsx"


def choose_checklist(review: Review) -> Checklist:
    """Return the questions of a review: the version recorded with it, or the draw date's."""
    for record in (review.draw_record, review.plan):
        version = record.get("checklist_version")
        if version:
            return load_version(str(version))
    return load_checklist(find_draw_date(review))


def find_draw_date(review: Review) -> dt.date:
    """Return the day of the draw.

    Raises
    ------
    RequestError
        If there has been no draw, or its record has no date.
    """
    try:
        return dt.date.fromisoformat(str(review.draw_record.get("draw_date", ""))[:10])
    except ValueError:
        raise RequestError(
            "The review has no draw with a date.",
            where="draw.json, draw_date",
            expected="a date such as 2026-03-01",
            fix="draw the cases first: praksis review draw",
        ) from None


def sum_up_draw(review: Review) -> str:
    """Return a checksum of the cases drawn, by which a workbook knows its review."""
    cases = sorted(review.draw["case_id"].astype(str))
    return hashlib.sha256("\n".join(cases).encode()).hexdigest()


def _split_by_reader(rows: pd.DataFrame) -> Iterator[tuple[str, int, pd.DataFrame]]:
    """Yield reader, reading and the cases of both, in order."""
    pairs = {(str(row.reviewer_id), int(str(row.reading))) for row in rows.itertuples()}
    for reviewer, reading in sorted(pairs):
        is_theirs = (rows["reviewer_id"].astype(str) == reviewer) & (rows["reading"] == reading)
        yield reviewer, reading, rows[is_theirs]


def _fail_if_nothing_is_assigned(rows: pd.DataFrame, *, reading: int | None) -> None:
    if rows.empty:
        raise RequestError(
            "No case has been assigned to a reader."
            if reading is None
            else f"No case has been assigned for reading {reading}.",
            where="assignment.csv",
            expected="a row per case and reading",
            fix="assign the cases first: praksis review assign",
        )
