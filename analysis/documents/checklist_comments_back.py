"""What came back? A returned comment form, read with care and refused with reasons.

Nothing is taken from a form in which anything is wrong: every problem is named by sheet,
row and column, all at once, and never with what stands in the cell.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from analysis.documents.checklist_comments import (
    ANSWERED_LEAD,
    COLUMNS,
    COMMENTS,
    COVER,
    KIND,
    READ_COLUMNS,
    RECORD,
    RESPONDENT_LEAD,
    STATUSES,
    digest_row,
)
from analysis.errors import SourceError
from analysis.sources.privacy import find_cpr_like

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

NOT_STATED = "ikke oplyst"
_MAX_BYTES, _MAX_UNPACKED = 20_000_000, 200_000_000
_CODES = {words.lower(): code for code, words in STATUSES.items()} | {c: c for c in STATUSES}
_DATE = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])")
_N_READ = len(READ_COLUMNS)
# Comment, proposal, reply and status.
_LETTERS = [get_column_letter(_N_READ + number) for number in (1, 2, 3, 4)]


@dataclass(frozen=True)
class Comment:
    """One comment on one item, and what became of it.

    Attributes
    ----------
    comment_id : str
        Follows from item, version, respondent and words, so that the same comment is
        known again.
    item_id : str
        The item, or ``GENERELT``.
    checklist_version : str
        The version that was commented on.
    item_digest : str
        Of the item as the commenter read it.
    respondent, answered_on : str
        Who commented and when, as they wrote it.
    comment, proposed_text : str
        The words; one of the two may be empty.
    status : str
        ``modtaget``, ``under_behandling``, ``indarbejdet`` or ``ikke_fulgt``.
    reply : str
        What the municipality answers; the reason where the comment is not followed.
    """

    comment_id: str
    item_id: str
    checklist_version: str
    item_digest: str
    respondent: str
    answered_on: str
    comment: str
    proposed_text: str
    status: str
    reply: str


@dataclass(frozen=True)
class CommentForm:
    """A returned form: what was commented on, and the comments."""

    file: str
    checklist_version: str
    rules_date: dt.date
    digests: Mapping[str, str]
    comments: tuple[Comment, ...]


def read_comment_forms(paths: Sequence[str | Path]) -> tuple[CommentForm, ...]:
    """Read several returned forms, or say all that is wrong with any of them.

    Raises
    ------
    SourceError
        As `read_comment_form`; with more than one faulty form, all of them in one error.
    """
    forms, errors = [], []
    for path in paths:
        try:
            forms.append(read_comment_form(path))
        except SourceError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise SourceError(
            f"{len(errors)} comment forms cannot be taken as they are.",
            where="".join(f"\n    {error.what} {error.where}" for error in errors),
            expected="forms as they were sent, written in only in their yellow cells",
            fix="mend the places above and read the forms again; the cells are not shown here",
        )
    return tuple(forms)


def read_comment_form(path: str | Path) -> CommentForm:
    """Read a returned comment form, or say all that is wrong with it.

    Parameters
    ----------
    path : path
        An xlsx file that `write_comment_form` wrote and somebody filled in.

    Returns
    -------
    CommentForm
        Rows without a comment and without a proposal are left out.

    Raises
    ------
    SourceError
        If the file is no such form, or anything in it cannot be taken as it stands:
        formulas, macros, changed or unknown items, rows added, twice or missing, a
        status outside the list, a refusal without a reason, something like a CPR number.
    """
    file = Path(path)
    workbook = _open(file)
    record = _read_record(workbook, file)
    rules_date = dt.date.fromisoformat(record["rules_date"][0])
    items = {key: cells for key, cells in record.items() if key not in _RECORD_KEYS}
    sheet = workbook[COMMENTS]
    problems = [
        *_find_unsafe_cells(workbook[COVER]),
        *_find_unsafe_cells(sheet),
        *_find_changed_items(sheet, items),
        *_find_unclear_statuses(sheet),
    ]
    _fail_if_any(problems, file)
    cover = {_text(row[0]): row[1] for row in workbook[COVER].iter_rows(max_col=2)}
    comments = [
        _make_comment(
            [_text(cell) for cell in row],
            version=record["checklist_version"][0],
            digest=items[_text(row[0])][0],
            respondent=_text(cover.get(RESPONDENT_LEAD)) or NOT_STATED,
            answered_on=_text(cover.get(ANSWERED_LEAD)),
        )
        for row in _rows(sheet)
        if _text(row[_N_READ]) or _text(row[_N_READ + 1])
    ]
    return CommentForm(
        file.name,
        record["checklist_version"][0],
        rules_date,
        {item_id: cells[0] for item_id, cells in items.items()},
        tuple(comments),
    )


_RECORD_KEYS = ("kind", "checklist_version", "rules_date")


def _open(file: Path) -> Workbook:
    _fail_if_not_plain_xlsx(file)
    try:
        with warnings.catch_warnings():
            # Excel and LibreOffice write extensions that openpyxl leaves out and says so.
            warnings.simplefilter("ignore")
            return load_workbook(file, keep_links=False)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        raise SourceError(
            "The comment form cannot be opened as a workbook.",
            where=str(file),
            fix="open it in Excel or LibreOffice, save it as .xlsx and try again",
        ) from None


def _fail_if_not_plain_xlsx(file: Path) -> None:
    what, fix = "", "save the form as an ordinary Excel workbook (.xlsx) and try again"
    try:
        if file.stat().st_size > _MAX_BYTES:
            what = "The comment form is larger than 20 MB, so it is not one of ours."
        else:
            with zipfile.ZipFile(file) as archive:
                names = archive.namelist()
                if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNPACKED:
                    what = "The comment form unpacks to more than 200 MB."
                elif any("vbaproject" in name.lower() for name in names):
                    what = "The comment form holds macros."
                elif "xl/workbook.xml" not in names:
                    what = "The file is no Excel workbook."
    except FileNotFoundError:
        what, fix = "The comment form does not exist.", "check the path"
    except (OSError, zipfile.BadZipFile):
        what = "The comment form cannot be read: it is no .xlsx file, is locked, or is damaged."
    if what:
        raise SourceError(what, where=str(file), expected="a returned .xlsx form", fix=fix)


def _read_record(workbook: Workbook, file: Path) -> dict[str, list[str]]:
    """Return what the form was made from: by key, the texts beside it."""
    if {COVER, COMMENTS, RECORD} <= set(workbook.sheetnames):
        rows = [[_text(cell) for cell in row] for row in workbook[RECORD].iter_rows(max_col=3)]
        record = {row[0]: row[1:] for row in rows if row[0]}
        is_whole = set(_RECORD_KEYS) <= set(record) and record["kind"][0] == KIND
        if is_whole and _DATE.fullmatch(record["rules_date"][0]):
            return record
    raise SourceError(
        "The workbook is not a comment form of ours.",
        where=str(file),
        expected=f"the sheets {COVER}, {COMMENTS} and the hidden {RECORD}, as they were exported",
        fix="copy the comments into a form from `praksis checklist export --format comments`",
    )


def _find_unsafe_cells(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            place = f"{sheet.title}, row {cell.row}, column {get_column_letter(cell.column or 1)}"
            if cell.data_type == "f":
                yield f"{place}: a formula; write its result as text"
            elif cell.data_type == "e":
                yield f"{place}: an error value; write what is meant"
            elif find_cpr_like(_text(cell)):
                yield f"{place}: something that looks like a CPR number; remove it"


def _find_changed_items(sheet: Worksheet, items: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Find rows that are new, twice, missing or reworded, and words outside the table."""
    head = [_text(cell) for cell in next(sheet.iter_rows(max_row=1))]
    if head[: len(COLUMNS)] != list(COLUMNS):
        yield f"{COMMENTS}, row 1: the headings are not those of the form"
    seen: set[str] = set()
    for row in _rows(sheet):
        place, item_id = f"{COMMENTS}, row {row[0].row}", _text(row[0])
        if any(_text(cell) for cell in row[len(COLUMNS) :]):
            yield f"{place}: words to the right of the table; move them into its columns"
        if item_id not in items:
            yield f"{place}, column A: no item of this form; use the row {_LAST_RESORT}"
        elif item_id in seen:
            yield f"{place}, column A: the item stands there twice; keep one row"
        elif digest_row([_text(cell) for cell in row[:_N_READ]]) != items[item_id][1]:
            mine = f"columns {_LETTERS[0]} and {_LETTERS[1]}"
            yield f"{place}: the item's own text was changed; write in {mine}"
        seen.add(item_id)
    n_missing = len(set(items) - seen)
    if n_missing:
        yield f"{COMMENTS}: {n_missing} of the form's rows are missing; put them back"


_LAST_RESORT = "GENERELT, or ask for the item to be added"


def _find_unclear_statuses(sheet: Worksheet) -> Iterator[str]:
    for row in _rows(sheet):
        comment, proposal, reply, status = (_text(cell) for cell in row[_N_READ : _N_READ + 4])
        place = f"{COMMENTS}, row {row[0].row}"
        if status and status.lower() not in _CODES:
            yield f"{place}, column {_LETTERS[3]}: not a status of the list"
        elif status and _CODES[status.lower()] == "ikke_fulgt" and not reply:
            reply_cell = f"{place}, column {_LETTERS[2]}"
            yield f"{reply_cell}: a comment that is not followed needs a reason here"
        if (status or reply) and not (comment or proposal):
            yield f"{place}: an answer or a status, but no comment to answer"


def _rows(sheet: Worksheet) -> Iterator[tuple[Cell | MergedCell, ...]]:
    """Yield the rows under the head that hold anything."""
    for row in sheet.iter_rows(min_row=2, min_col=1, max_col=max(sheet.max_column, len(COLUMNS))):
        if any(_text(cell) for cell in row):
            yield row


def _make_comment(
    cells: list[str], *, version: str, digest: str, respondent: str, answered_on: str
) -> Comment:
    comment, proposal, reply, status = cells[_N_READ : _N_READ + 4]
    words = "\n".join((cells[0], version, respondent, comment, proposal))
    return Comment(
        # The letter keeps a spreadsheet from taking the id for a number.
        comment_id="b" + hashlib.sha256(words.encode("utf-8")).hexdigest()[:12],
        item_id=cells[0],
        checklist_version=version,
        item_digest=digest,
        respondent=respondent,
        answered_on=answered_on,
        comment=comment,
        proposed_text=proposal,
        status=_CODES.get(status.lower(), "modtaget"),
        reply=reply,
    )


def _text(cell: Any) -> str:
    """Return a cell's words, with the white space at the ends and of line ends removed."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return "\n".join(line.strip() for line in str(value).strip().splitlines())


def _fail_if_any(problems: list[str], file: Path) -> None:
    if problems:
        some = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise SourceError(
            f"The comment form has {some}; nothing was taken from it.",
            where="".join(f"\n    {problem}" for problem in [str(file), *problems]),
            expected="the form as it was sent, written in only in its yellow cells",
            fix="mend the places above and read the form again; the cells are not shown here",
        )
