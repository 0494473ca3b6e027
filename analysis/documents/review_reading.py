"""What did the readers answer? Reads their workbooks back and says all that is wrong.

Every file, sheet and cell is judged alone, and every problem is reported at once. What is
valid is returned, what is not is named; no file is ever changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.checklists.model import Checklist
from analysis.documents.review_case_reading import UNTOUCHED, CaseReading
from analysis.documents.review_duplicates import settle_duplicates
from analysis.documents.review_identity import Identity
from analysis.documents.review_one_file import FileReading, read_file
from analysis.documents.review_read_back import SUMMARY_COLUMNS, Problem, ReadBack
from analysis.documents.review_words import NOT_IN_POPULATION, REVIEWED, UNAVAILABLE, UNFINISHED
from analysis.documents.review_workbook import choose_checklist
from analysis.errors import RequestError
from analysis.review.tables import (
    ANSWER_COLUMNS,
    CONCLUSION_COLUMNS,
    DISPOSITION_COLUMNS,
    FIRST_READING,
)
from analysis.sources.privacy import find_cpr_like

if TYPE_CHECKING:
    from analysis.review.folder import Review

# What Excel and LibreOffice lay beside a file while it is open.
_OPEN_IN_EXCEL, _OPEN_IN_OFFICE = "~$", ".~lock."


def read_workbooks(
    review: Review,
    paths: Iterable[str | Path],
    *,
    checklist: Checklist | None = None,
    today: dt.date | None = None,
) -> ReadBack:
    """Read the workbooks that came back and check everything in them.

    Parameters
    ----------
    review : Review
        With its draw and assignment.
    paths : iterable of path
        Files, or folders whose ``.xlsx`` files are read.
    checklist : Checklist, optional
        The questions; otherwise those of the review.
    today : date, optional
        No case is read later; otherwise the clock's day.

    Returns
    -------
    ReadBack
        What is valid, and every problem.

    Raises
    ------
    RequestError
        If there is no file to read, or there has been no draw.

    Notes
    -----
    Two files with the same reading of the same case are equal, and one is taken, or
    neither is. An unanswered question is no answer, and *uoplyst* is never a no.
    """
    given = list(map(Path, paths))
    files = list(_list_files(given))
    _fail_if_nothing_to_read(files)
    _fail_if_nothing_is_assigned(review)
    names = _name_files(files)
    questions = checklist or choose_checklist(review)
    read = [
        read_file(path, name, review=review, checklist=questions, today=today or _today())
        for path, name in zip(files, names, strict=True)
    ]
    read = settle_duplicates(read)
    return ReadBack(
        answers=_collect_answers(read),
        conclusions=_collect_conclusions(read, questions.version),
        dispositions=_collect_dispositions(read),
        hidden_answers=_collect_hidden(read),
        problems=(
            *(problem for file in read for problem in file.problems),
            *_report_passed_over(given),
        ),
        summary=pd.DataFrame([_sum_up(file) for file in read], columns=list(SUMMARY_COLUMNS)),
    )


def _today() -> dt.date:
    return dt.date.today()


def _list_files(paths: Iterable[Path]) -> Iterable[Path]:
    """List files, and of folders the workbooks."""
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        yield from (each for each in inside if not path.is_dir() or _is_workbook(each))


def _is_workbook(path: Path) -> bool:
    is_passing = path.name.startswith((".", _OPEN_IN_EXCEL))
    return path.suffix.lower().startswith(".xls") and not is_passing


def _report_passed_over(paths: Iterable[Path]) -> Iterable[Problem]:
    """Say what lies in the folders and is not read, since answers may stand in it."""
    for folder in (path for path in paths if path.is_dir()):
        names = sorted(each.name for each in folder.iterdir() if not _is_workbook(each))
        is_open = [name for name in names if name.startswith((_OPEN_IN_EXCEL, _OPEN_IN_OFFICE))]
        others = [name for name in names if not name.startswith((_OPEN_IN_EXCEL, "."))]
        place = "the folder" if find_cpr_like(folder.name) else folder.name
        if is_open:
            what = f"A program has {len(is_open)} of the workbooks in the folder open."
            fix = "close it, and read again if something was not saved"
            yield Problem(place, "", 0, "", what, fix, is_fatal=False)
        if others:
            what = f"{len(others)} files or folders are no Excel workbooks and are not read."
            fix = "save answers as .xlsx, and name folders in folders by themselves"
            yield Problem(place, "", 0, "", what, fix, is_fatal=False)


def _name_files(files: Sequence[Path]) -> list[str]:
    """Name files for messages: shortly where that tells them apart, never a CPR number."""
    short = [path.name for path in files]
    names = [path.name if short.count(path.name) == 1 else str(path) for path in files]
    return [
        f"file number {number} (its name is not shown)" if find_cpr_like(name) else name
        for number, name in enumerate(names, start=1)
    ]


def _collect_answers(files: Sequence[FileReading]) -> pd.DataFrame:
    rows = [
        (case.case_id, identity.reading, identity.reviewer_id, item_id, answer, document)
        for identity, case in _list_cases(files)
        for item_id, (answer, document) in case.answers.items()
    ]
    return pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))


def _collect_hidden(files: Sequence[FileReading]) -> pd.DataFrame:
    rows = [
        (case.case_id, identity.reading, identity.reviewer_id, item_id, answer, "")
        for identity, case in _list_cases(files)
        for item_id, answer in case.hidden.items()
    ]
    return pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))


def _collect_conclusions(files: Sequence[FileReading], version: str) -> pd.DataFrame:
    rows = [
        {
            "case_id": case.case_id,
            "reading": identity.reading,
            "reviewer_id": identity.reviewer_id,
            **case.conclusion,
            "checklist_version": version,
        }
        for identity, case in _list_cases(files)
        if case.conclusion
    ]
    return pd.DataFrame(rows, columns=list(CONCLUSION_COLUMNS))


def _collect_dispositions(files: Sequence[FileReading]) -> pd.DataFrame:
    """Collect what the first readings say of the cases; a second reading moves none."""
    rows = [
        (case.case_id, UNFINISHED if case.state == UNTOUCHED else case.state, "", case.reviewed_on)
        for identity, case in _list_cases(files)
        if identity.reading == FIRST_READING
    ]
    return pd.DataFrame(rows, columns=list(DISPOSITION_COLUMNS))


def _list_cases(files: Sequence[FileReading]) -> Iterable[tuple[Identity, CaseReading]]:
    for file in files:
        if file.identity:
            for case in file.cases:
                yield file.identity, case


def _sum_up(file: FileReading) -> tuple[object, ...]:
    states = [case.state for case in file.cases]
    identity = file.identity
    return (
        file.name,
        identity.reviewer_id if identity else "",
        identity.reading if identity else 0,
        len(identity.cases) if identity else 0,
        states.count(REVIEWED),
        states.count(UNAVAILABLE) + states.count(NOT_IN_POPULATION),
        states.count(UNFINISHED),
        states.count(UNTOUCHED),
        sum(len(case.answers) for case in file.cases),
        len(file.problems),
    )


def _fail_if_nothing_to_read(files: Sequence[Path]) -> None:
    if not files:
        raise RequestError(
            "There is no workbook to read.",
            expected="files that came back from the readers, or a folder with them",
            fix="name the files: praksis review read FOLDER FILE ...",
        )


def _fail_if_nothing_is_assigned(review: Review) -> None:
    if review.assignment.empty and review.draw_record:
        raise RequestError(
            "No case has been assigned to a reader, so no workbook can have come back.",
            where="assignment.csv",
            expected="a row per case and reading",
            fix="assign the cases first: praksis review assign",
        )
