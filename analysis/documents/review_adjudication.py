"""Where do two readers of the same case differ, and what do they agree on afterwards?

The packet lists, scheme by scheme, the cases in which the two readings end in different
statuses, with the questions that were answered differently. The readers meet, choose the
agreed status from a list, and the packet is read back. No reader is named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation

from analysis.checklists.model import COMMON, SCHEMES, Checklist, Item, Status
from analysis.concepts import Benefit, Origin
from analysis.documents.deterministic import finish_xlsx
from analysis.documents.review_file import open_workbook
from analysis.documents.review_identity import Identity, read_identity, write_identity
from analysis.documents.review_layout import LISTS
from analysis.documents.review_read_back import Problem
from analysis.documents.review_style import (
    protect,
    put,
    set_height,
    set_up_page,
    set_widths,
    unlock,
)
from analysis.documents.review_words import STATUSES, answer_words, recognise, status_word
from analysis.documents.review_workbook import (
    STAMP,
    choose_checklist,
    find_draw_date,
    sum_up_draw,
)
from analysis.errors import ContractError
from analysis.labels import sentence_case
from analysis.review.folder import open_review, write_table
from analysis.review.tables import ADJUDICATION_COLUMNS, FIRST_READING, SECOND_READING

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from analysis.review.folder import Review

SHEET = "Uenighed"
_HEADERS = ("Sag", "Ordning", "Første læsning", "Anden læsning", "Forskellige svar")
_HEADER_ROW = 4
_AGREED, _DATE = "F", "G"


@dataclass(frozen=True)
class Adjudications:
    """The agreed statuses of a packet, and what is wrong with it.

    Attributes
    ----------
    rows : DataFrame
        `ADJUDICATION_COLUMNS`: one row per case and scheme that is agreed on.
    n_open : int
        Rows of the packet without an agreed status.
    problems : tuple of Problem
        By sheet, row and column, never by content.
    """

    rows: pd.DataFrame
    n_open: int
    problems: tuple[Problem, ...]


def make_adjudication_packet(
    review: Review, judgements: pd.DataFrame, *, checklist: Checklist | None = None
) -> bytes:
    """Return a workbook with the cases and schemes that two readers judged differently.

    Parameters
    ----------
    review : Review
        With answers of both readings.
    judgements : DataFrame
        One row per case and reading, as `analysis.checklists.judge_cases.judge_all`
        returns it.
    checklist : Checklist, optional
        The questions; otherwise those of the review.

    Notes
    -----
    Only readings that are finished are compared: an unfinished one differs for want of
    time. A disagreement on *uoplyst* against a no is one too, since they are not the same.
    """
    questions = checklist or choose_checklist(review)
    rows = list(list_disagreements(review, judgements))
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet = workbook.create_sheet(SHEET)
    stamp = STAMP if review.origin is Origin.SYNTHETIC else ""
    _write_head(sheet, n_rows=len(rows), stamp=stamp)
    lists = workbook.create_sheet(LISTS)
    for place, word in enumerate(STATUSES.values(), start=1):
        put(lists, f"A{place}", word)
    lists.sheet_state = "hidden"
    for place, (case_id, scheme, statuses) in enumerate(rows, start=_HEADER_ROW + 1):
        differing = _describe_answers(review.answers, case_id, scheme, questions)
        _write_row(sheet, place, case_id, scheme, statuses, differing=differing)
    _add_choices(sheet, len(rows), drawn_on=find_draw_date(review))
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    set_up_page(sheet, title="Uenighed mellem læsninger", header_row=_HEADER_ROW)
    protect(sheet)
    write_identity(workbook, _identify(review, questions, rows))
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.properties.title = "Uenighed mellem læsninger"
    workbook.properties.creator = "praksis"
    workbook.properties.language = "da-DK"
    return finish_xlsx(workbook, day=find_draw_date(review))


def read_adjudications(
    review: Review, path: str | Path, *, today: dt.date | None = None
) -> Adjudications:
    """Read the agreed statuses of a packet and check every row.

    Parameters
    ----------
    review : Review
        The review that the packet was made of.
    path : str or Path
        The packet; it is not changed.
    today : date, optional
        No agreement is later; otherwise the clock's day.
    """
    file = Path(path)
    workbook, problems = open_workbook(file, name=file.name)
    empty = pd.DataFrame(columns=list(ADJUDICATION_COLUMNS))
    if workbook is None:
        return Adjudications(empty, 0, tuple(problems))
    identity, is_intact = read_identity(workbook)
    if (
        identity is None
        or not is_intact
        or SHEET not in workbook.sheetnames
        or identity.draw != sum_up_draw(review)
    ):
        what = "The file is no packet of this review, or its hidden sheet was changed."
        fix = "read the packet as it was sent, or make it again"
        problems.append(Problem(file.name, "", 0, "", what, fix, is_fatal=True))
        return Adjudications(empty, 0, tuple(problems))
    rows, n_open, about_rows = _read_rows(
        workbook[SHEET],
        identity,
        file=file.name,
        drawn_on=find_draw_date(review),
        today=today or dt.date.today(),
    )
    table = pd.DataFrame(rows, columns=list(ADJUDICATION_COLUMNS))
    return Adjudications(table, n_open, (*problems, *about_rows))


def write_adjudications(
    folder: str | Path, adjudications: Adjudications, *, keep_valid: bool = False
) -> Path:
    """Join agreed statuses to those that the review holds, and write them.

    Raises
    ------
    ContractError
        If something had to be left out and `keep_valid` is false. Nothing is written.
    """
    severe = [problem for problem in adjudications.problems if problem.is_fatal]
    if severe and not keep_valid:
        raise ContractError(
            f"{len(severe)} {'problem' if len(severe) == 1 else 'problems'} in the packet: nothing "
            "was written.",
            where=severe[0].file + "".join(f"\n    - {each.place}: {each.what}" for each in severe),
            expected="the packet as it was made, filled in from the lists",
            fix="mend the file and read it again, or keep what is valid with --keep-valid",
        )
    review = open_review(folder)
    parts = [each for each in (review.adjudications, adjudications.rows) if len(each)]
    table = pd.concat(parts, ignore_index=True) if parts else review.adjudications
    table = table.drop_duplicates(["case_id", "scheme"], keep="last")
    table = table.sort_values(["case_id", "scheme"], ignore_index=True)
    return write_table(review.folder, "adjudications", table)


def list_disagreements(
    review: Review, judgements: pd.DataFrame
) -> Iterator[tuple[str, Benefit, tuple[str, str]]]:
    """Yield case, scheme and the two statuses, in the order of scheme and case."""
    finished = {
        (str(case_id), int(reading))
        for case_id, reading in zip(
            review.conclusions["case_id"], review.conclusions["reading"], strict=True
        )
    }
    found: dict[tuple[str, int], dict[Hashable, Any]] = {
        (str(row["case_id"]), int(row["reading"])): row
        for row in judgements.to_dict("records")
        if (str(row["case_id"]), int(row["reading"])) in finished
    }
    cases = sorted({case_id for case_id, _ in found})
    for scheme in SCHEMES:
        for case_id in cases:
            both = [found.get((case_id, each)) for each in (FIRST_READING, SECOND_READING)]
            first, second = (each[f"status_{scheme.value}"] if each else "" for each in both)
            if first and second and first != second:
                yield case_id, scheme, (str(first), str(second))


def _describe_answers(
    answers: pd.DataFrame, case_id: str, scheme: Benefit, checklist: Checklist
) -> str:
    """List the questions behind a scheme that were answered differently, a line each."""
    own = answers[answers["case_id"].astype(str) == case_id]
    given = {(str(row.item_id), int(str(row.reading))): str(row.answer) for row in own.itertuples()}
    lines = []
    for item in checklist.items:
        if item.section in (scheme.value, COMMON):
            pair = [given.get((item.id, each), "") for each in (FIRST_READING, SECOND_READING)]
            if pair[0] != pair[1]:
                words = " / ".join(_answer_word(item, answer) for answer in pair)
                lines.append(f"{item.id}: {words}")
    return "\n".join(lines) or "Ingen svar er forskellige."


def _answer_word(item: Item, answer: str) -> str:
    return answer_words(item).get(answer, "ikke stillet").lower()


def _write_head(sheet: Worksheet, *, n_rows: int, stamp: str) -> None:
    set_widths(sheet, {"A": 24, "B": 20, "C": 24, "D": 24, "E": 52, _AGREED: 26, _DATE: 16})
    put(sheet, "A1", "Uenighed mellem læsninger", "title")
    if stamp:
        put(sheet, "E1", stamp, "stamp")
    text = (
        "Læs sagen sammen igen, og vælg den status, I er enige om. Uoplyst er aldrig et nej. "
        "Skriv hverken navne eller CPR-numre."
        if n_rows
        else "De to læsninger er enige om alle sager, som begge har afsluttet."
    )
    put(sheet, "A2", text, "lead")
    sheet.row_dimensions[1].height = 28
    for letter, word in zip("ABCDEFG", (*_HEADERS, "I er enige om", "Dato"), strict=True):
        put(sheet, f"{letter}{_HEADER_ROW}", word, "header")
    sheet.row_dimensions[_HEADER_ROW].height = 22


def _write_row(
    sheet: Worksheet,
    row: int,
    case_id: str,
    scheme: Benefit,
    statuses: tuple[str, str],
    *,
    differing: str,
) -> None:
    put(sheet, f"A{row}", case_id, "strong", edge=True)
    put(sheet, f"B{row}", sentence_case(scheme.label), edge=True)
    for letter, status in zip("CD", statuses, strict=True):
        put(sheet, f"{letter}{row}", status_word(status), edge=True)
    put(sheet, f"E{row}", differing, "small", edge=True)
    unlock(sheet, f"{_AGREED}{row}")
    unlock(sheet, f"{_DATE}{row}").number_format = "dd-mm-yyyy"
    set_height(sheet, row, {"E": differing}, lines=2)


def _add_choices(sheet: Worksheet, n_rows: int, *, drawn_on: dt.date) -> None:
    if not n_rows:
        return
    first, last = _HEADER_ROW + 1, _HEADER_ROW + n_rows
    status = DataValidation(
        type="list", formula1=f"{LISTS}!$A$1:$A${len(STATUSES)}", allow_blank=True
    )
    day = DataValidation(
        type="date",
        operator="between",
        formula1=f"DATE({drawn_on.year},{drawn_on.month},{drawn_on.day})",
        formula2="TODAY()",
        allow_blank=True,
    )
    for rule, letter in ((status, _AGREED), (day, _DATE)):
        rule.showErrorMessage, rule.errorStyle = True, "stop"
        rule.add(f"{letter}{first}:{letter}{last}")
        sheet.add_data_validation(rule)


def _identify(
    review: Review, checklist: Checklist, rows: list[tuple[str, Benefit, tuple[str, str]]]
) -> Identity:
    """Say which case and scheme stands in which row, in the form of a workbook's identity."""
    pairs = {
        f"{row}:{scheme.value}": case_id
        for row, (case_id, scheme, _) in enumerate(rows, start=_HEADER_ROW + 1)
    }
    return Identity(
        reviewer_id="begge",
        reading=0,
        checklist_version=checklist.version,
        municipality_code=review.municipality_code,
        origin=review.origin.value,
        draw=sum_up_draw(review),
        cases=pairs,
        items={},
    )


def _read_rows(
    sheet: Worksheet, identity: Identity, *, file: str, drawn_on: dt.date, today: dt.date
) -> tuple[list[tuple[str, str, str, str]], int, list[Problem]]:
    """Read the agreed status of each row that still holds the case it was sent with."""
    found: list[tuple[str, str, str, str]] = []
    problems: list[Problem] = []
    n_open = 0

    def report(row: int, column: str, what: str, fix: str) -> None:
        problems.append(Problem(file, SHEET, row, column, what, fix, is_fatal=True))

    for place, case_id in identity.cases.items():
        number, _, scheme = place.partition(":")
        row = int(number)
        label = sentence_case(Benefit(scheme).label)
        if (str(sheet[f"A{row}"].value), str(sheet[f"B{row}"].value)) != (case_id, label):
            report(row, "A", "The row was moved or changed.", "undo it; rows keep their places")
            continue
        cell = sheet[f"{_AGREED}{row}"]
        if cell.value is None or not str(cell.value).strip():
            n_open += 1
            continue
        status = None if cell.data_type == "f" else recognise(str(cell.value), STATUSES)
        if status is None:
            report(row, _AGREED, "The agreed status is not on the list.", "choose from the list")
            continue
        value = sheet[f"{_DATE}{row}"].value
        day = value.date() if isinstance(value, dt.datetime) else value
        if not isinstance(day, dt.date) or not drawn_on <= day <= today:
            what = "The date is missing, no date, in the future or before the draw."
            report(row, _DATE, what, f"write a date from {drawn_on} to {today}")
            continue
        found.append((case_id, scheme, Status(status).value, day.isoformat()))
    return found, n_open, problems
