"""Which of several readings of the same case by the same round is taken?

Equal ones count once. Of unequal ones none is taken, since nothing in a file tells which
is the newest. A file in which the case is not begun does not stand in the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.documents.review_case_reading import UNTOUCHED, CaseReading
from analysis.documents.review_one_file import FileReading
from analysis.documents.review_read_back import Problem


def settle_duplicates(files: Sequence[FileReading]) -> list[FileReading]:
    """Take equal readings of a case once, and of unequal ones none."""
    places: dict[tuple[str, int], list[tuple[int, CaseReading]]] = {}
    for number, file in enumerate(files):
        if file.identity:
            for case in file.cases:
                places.setdefault((case.case_id, file.identity.reading), []).append((number, case))
    dropped: dict[int, list[str]] = {}
    problems: dict[int, list[Problem]] = {}
    for (case_id, _), found in places.items():
        begun = [(number, case) for number, case in found if case.state != UNTOUCHED]
        if len(found) < 2:
            continue
        keep = begun or found
        is_equal = all(_content(case) == _content(keep[0][1]) for _, case in keep)
        kept = keep[0][0] if is_equal else -1
        for number, _ in found:
            if number != kept:
                dropped.setdefault(number, []).append(case_id)
        if len(begun) < 2:
            continue
        for number, _ in begun:
            partners = ", ".join(files[other].name for other, _ in begun if other != number)
            sheet = _sheet_of(files[number], case_id)
            what = f"The same reading of the same case also stands in {partners}" + (
                "; they are equal, and one is taken." if is_equal else "; neither is taken."
            )
            fix = "nothing" if is_equal else "read only the newest of the files"
            problem = Problem(files[number].name, sheet, 0, "", what, fix, is_fatal=not is_equal)
            problems.setdefault(number, []).append(problem)
    return [
        replace(
            file,
            cases=tuple(case for case in file.cases if case.case_id not in dropped.get(number, [])),
            problems=(*file.problems, *problems.get(number, [])),
        )
        for number, file in enumerate(files)
    ]


def _content(case: CaseReading) -> tuple[object, ...]:
    return case.state, case.answers, case.hidden, case.conclusion, case.reviewed_on


def _sheet_of(file: FileReading, case_id: str) -> str:
    cases: Mapping[str, str] = file.identity.cases if file.identity else {}
    return next((sheet for sheet, found in cases.items() if found == case_id), "")
