"""What does one workbook say, sheet by sheet, and whose is it?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.checklists.load import load_version
from analysis.checklists.model import Checklist
from analysis.documents.review_answers import find_case_id, read_sheet
from analysis.documents.review_case_reading import UNTOUCHED, CaseReading, read_case
from analysis.documents.review_file import open_workbook, show_sheet
from analysis.documents.review_identity import Identity, read_identity
from analysis.documents.review_layout import FIXED_SHEETS, lay_out
from analysis.documents.review_read_back import Problem
from analysis.documents.review_words import NOT_IN_POPULATION, UNFINISHED
from analysis.documents.review_workbook import find_draw_date, sum_up_draw
from analysis.errors import AnalysisError
from analysis.sources.privacy import find_cpr_like

if TYPE_CHECKING:
    from openpyxl import Workbook

    from analysis.review.folder import Review

_UNKNOWN = (
    "The hidden sheet that says whose workbook this is is missing or broken.",
    "read the file as the reader sent it, or copy the answers into a fresh workbook",
)
_FRESH = "make the workbook again with 'praksis review workbooks' and copy the answers into it"


@dataclass(frozen=True)
class FileReading:
    """One workbook as read.

    Attributes
    ----------
    name : str
        What the messages call it.
    identity : Identity or None
        Who read what; None where nothing can be taken from the file.
    cases : tuple of CaseReading
        In the order of the sheets; those that could not be read are left out.
    problems : tuple of Problem
        Of the file, its sheets and their cells.
    """

    name: str
    identity: Identity | None
    cases: tuple[CaseReading, ...]
    problems: tuple[Problem, ...]


def read_file(
    path: Path, name: str, *, review: Review, checklist: Checklist, today: dt.date
) -> FileReading:
    """Read one file and check everything in it.

    Parameters
    ----------
    path : Path
        The file; it is not changed.
    name : str
        What the messages call it.
    review : Review
        With its draw and assignment.
    checklist : Checklist
        The questions of the review.
    today : date
        No case is read later.
    """
    workbook, problems = open_workbook(path, name=name)
    if find_cpr_like(path.name):
        what, fix = "The name of the file looks like a CPR number.", "give the file another name"
        problems.append(Problem(name, "", 0, "", what, fix, is_fatal=True))
    if workbook is None:
        return FileReading(name, None, (), tuple(problems))
    identity, is_intact = read_identity(workbook)
    refusal = _find_refusal(identity, review)
    if identity is None or refusal:
        what, fix = refusal or _UNKNOWN
        problems.append(Problem(name, "", 0, "", what, fix, is_fatal=True))
        return FileReading(name, None, (), tuple(problems))
    if not is_intact:
        what = "The hidden sheet that says whose workbook this is was changed."
        problems.append(Problem(name, "", 0, "", what, _FRESH, is_fatal=True))
    older, about_version = _find_older_version(identity, checklist, name=name)
    problems += about_version
    if about_version and older is None:
        return FileReading(name, identity, (), tuple(problems))
    sheets, about_sheets = _find_sheets(workbook, identity, name=name)
    problems += about_sheets
    assigned = _list_assigned(review, identity)
    states = zip(review.dispositions["case_id"], review.dispositions["disposition"], strict=True)
    outside = {str(case_id) for case_id, state in states if state == NOT_IN_POPULATION}
    layout = lay_out(older or checklist)
    cases = []
    for expected, title in sheets.items():
        case_id = identity.cases[expected]
        shown = show_sheet(workbook, title, known={expected})
        if case_id not in assigned and case_id in outside:
            what = "The case was found outside the population and needs no second reading."
            fix = "nothing; what stands on the sheet is not taken"
            problems.append(Problem(name, shown, 0, "", what, fix, is_fatal=False))
            continue
        if case_id not in assigned:
            what = "The case was not assigned to this reader in this round."
            fix = "check who was to read it; nothing on the sheet is taken"
            problems.append(Problem(name, shown, 0, "", what, fix, is_fatal=True))
            continue
        found = read_sheet(
            workbook[title],
            file=name,
            name=shown,
            checklist=checklist,
            layout=layout,
            drawn_on=find_draw_date(review),
            today=today,
            accepted=None if older is None else _list_unchanged(older, checklist),
        )
        case = read_case(case_id, found, checklist=checklist)
        problems += found.problems
        problems += [
            Problem(name, shown, 0, "", what, fix, is_fatal) for what, fix, is_fatal in case.remarks
        ]
        cases.append(case)
    problems += _remark_on_unfinished(cases, name)
    return FileReading(name, identity, tuple(cases), tuple(problems))


def _find_refusal(identity: Identity | None, review: Review) -> tuple[str, str] | None:
    """Return why nothing in the file can be taken, if so."""
    if identity is None:
        return _UNKNOWN
    is_ours = (
        identity.draw == sum_up_draw(review)
        and identity.municipality_code == review.municipality_code
        and identity.origin == review.origin.value
    )
    if not is_ours:
        return (
            "The workbook belongs to another review, or to an earlier draw.",
            "read it into the review that it was made for",
        )
    if identity.reviewer_id not in set(review.assignment["reviewer_id"].astype(str)):
        return (
            "The workbook is that of a reader who has no case in this review.",
            "check assignment.csv",
        )
    return None


def _find_older_version(
    identity: Identity, checklist: Checklist, *, name: str
) -> tuple[Checklist | None, list[Problem]]:
    """Return the questions of a workbook with another version, and what to do about it."""
    if identity.checklist_version == checklist.version:
        return None, []
    what = f"The workbook does not have the review's version of the checklist, {checklist.version}."
    try:
        older = load_version(identity.checklist_version)
    except AnalysisError:
        return None, [Problem(name, "", 0, "", what, _FRESH, is_fatal=True)]
    kept = _list_unchanged(older, checklist)
    again = [item.id for item in checklist.items if item.id not in kept]
    fix = (
        f"answers to the {len(kept)} questions that are unchanged can be kept; {_FRESH}, and have "
        f"these answered: {', '.join(again) or 'none'}"
    )
    return older, [Problem(name, "", 0, "", what, fix, is_fatal=True)]


def _list_unchanged(older: Checklist, checklist: Checklist) -> frozenset[str]:
    return frozenset(item.id for item in checklist.items if item in older.items)


def _find_sheets(
    workbook: Workbook, identity: Identity, *, name: str
) -> tuple[dict[str, str], list[Problem]]:
    """Return the sheet of each case, by the name it was sent with."""
    known = {*identity.cases, *FIXED_SHEETS}
    others = {title: _case_on(workbook, title) for title in workbook.sheetnames}
    others = {title: case_id for title, case_id in others.items() if title not in known}
    places, problems = {}, []

    def report(sheet: str, what: str, fix: str, *, fatal: bool) -> None:
        problems.append(Problem(name, sheet, 0, "", what, fix, is_fatal=fatal))

    for title, case_id in identity.cases.items():
        if title in workbook.sheetnames:
            if _case_on(workbook, title) == case_id:
                places[title] = title
            else:
                fix = "write the pseudonym as it was sent, or copy the answers to a fresh workbook"
                what = "The pseudonym on the sheet was changed; nothing on it is taken."
                report(title, what, fix, fatal=True)
            continue
        renamed = [other for other, found in others.items() if found == case_id]
        if len(renamed) == 1:
            places[title] = renamed[0]
            others.pop(renamed[0])
            shown = show_sheet(workbook, renamed[0], known={title})
            what = f"The sheet {title} was renamed; its answers are taken."
            report(shown, what, "give the sheet its name back", fatal=False)
        else:
            what = "The sheet is missing."
            report(title, what, "read the file as it was before the sheet went", fatal=True)
    for title in others:
        what = "The sheet was added by somebody and is not read."
        report(show_sheet(workbook, title), what, "delete it; nothing is kept in it", fatal=False)
    for title in FIXED_SHEETS:
        if title not in workbook.sheetnames:
            report(title, "The sheet is missing; no answer stood on it.", "nothing", fatal=False)
    return places, problems


def _case_on(workbook: Workbook, title: str) -> str:
    sheet = workbook[title]
    return find_case_id(sheet) if hasattr(sheet, "iter_rows") else ""


def _list_assigned(review: Review, identity: Identity) -> set[str]:
    rows = review.assignment
    is_theirs = (rows["reviewer_id"].astype(str) == identity.reviewer_id) & (
        rows["reading"] == identity.reading
    )
    return set(rows.loc[is_theirs, "case_id"].astype(str))


def _remark_on_unfinished(cases: Sequence[CaseReading], name: str) -> list[Problem]:
    n_open = sum(case.state in (UNFINISHED, UNTOUCHED) for case in cases)
    if not n_open:
        return []
    what = f"{n_open} of {len(cases)} cases are not finished; their answers are kept."
    fix = "read the file again when the reader has finished; it takes the place of this one"
    return [Problem(name, "", 0, "", what, fix, is_fatal=False)]
