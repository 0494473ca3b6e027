"""How do cases reach their readers: at first, when one is replaced, and a second time?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as change
from pathlib import Path

import pandas as pd

from analysis.checklists.judge_cases import judge_all
from analysis.checklists.load import load_version
from analysis.checklists.model import SCHEMES
from analysis.errors import RequestError
from analysis.review.assign import assign_rare, assign_readings, list_positive
from analysis.review.contracts import check_table
from analysis.review.dispositions import (
    OUTSIDE,
    UNAVAILABLE,
    list_sampled_cases,
    record_dispositions,
    replace_frame_errors,
)
from analysis.review.folder import Review, open_review, write_table
from analysis.review.reading import read_text_table
from analysis.review.steps import (
    StepResult,
    fail_if_not_drawn,
    fail_if_nothing_is_read,
    work_in,
)


def assign_review(
    folder: Path,
    *,
    reviewers: Path | None = None,
    n_second: int | None = None,
    replace: bool = False,
    out: Path | None = None,
) -> StepResult:
    """Assign the drawn cases to reviewers.

    Parameters
    ----------
    folder : Path
        The folder of a drawn review.
    reviewers : Path, optional
        A file with ``reviewer_id``, ``centre`` and perhaps ``capacity``, which is kept
        in the folder; otherwise ``reviewers.csv`` there.
    n_second : int, optional
        Cases of the random second reading; otherwise those planned.
    replace : bool, default False
        Whether an earlier assignment without any answer may be replaced.
    out : Path, optional
        Work on a copy of the review there.
    """
    review = open_review(folder)
    fail_if_not_drawn(review)
    _fail_if_assigned(review, replace=replace)
    given = review.reviewers
    if reviewers is not None:
        given = check_table(read_text_table(reviewers), "reviewers", where=reviewers.name)
    cases = list_sampled_cases(review)
    planned = int(review.plan.get("second_readings", 0))
    n_second = min(planned, len(cases)) if n_second is None else n_second
    seed = str(review.draw_record.get("seed", ""))
    assignment = assign_readings(cases, given, seed=seed, n_second=n_second)
    files = []
    folder = work_in(folder, out)
    if reviewers is not None:
        files = [write_table(folder, "reviewers", given).name]
    write_table(folder, "assignment", assignment)
    messages = tuple(_describe_loads(assignment, given))
    return StepResult(folder, (*files, "assignment.csv"), messages)


def settle_dispositions(
    folder: Path, *, given: Path | None = None, out: Path | None = None
) -> StepResult:
    """Record what became of cases, and replace those outside the population.

    Parameters
    ----------
    folder : Path
        The folder of an assigned review.
    given : Path, optional
        A file with ``case_id``, ``disposition`` and perhaps ``date``; otherwise only
        what the workbooks said is acted on.
    out : Path, optional
        Work on a copy of the review there.
    """
    review = open_review(folder)
    fail_if_not_drawn(review)
    if given is not None:
        table = record_dispositions(review, read_text_table(given))
        review = change(review, dispositions=table)
    result = replace_frame_errors(review)
    folder = work_in(folder, out)
    # The assignment first: a replacement that no one reads would never be noticed.
    write_table(folder, "assignment", result.assignment)
    write_table(folder, "dispositions", result.dispositions)
    messages = [f"{result.n_replaced} cases outside the population were replaced."]
    if result.exhausted:
        messages.append(
            f"The reserve list is at its end in {', '.join(result.exhausted)}: cases there have "
            "no replacement, which the estimate takes into account."
        )
    return StepResult(folder, ("assignment.csv", "dispositions.csv"), tuple(messages))


def assign_second_round(
    folder: Path, *, rare: Sequence[str] = (), out: Path | None = None
) -> StepResult:
    """Have every first-reading positive of a rare scheme read again.

    Parameters
    ----------
    folder : Path
        The folder of a review whose first readings are back.
    rare : sequence of str, optional
        Codes of the rare schemes; otherwise those of the plan.
    out : Path, optional
        Work on a copy of the review there.
    """
    review = open_review(folder)
    schemes = tuple(rare) or tuple(review.plan.get("rare_schemes", ()))
    _fail_if_no_answers(review)
    _fail_if_schemes_are_unknown(schemes)
    before = review.assignment
    finished = set(zip(review.conclusions["case_id"], review.conclusions["reading"], strict=True))
    begun = finished | set(zip(review.answers["case_id"], review.answers["reading"], strict=True))
    assignment = assign_rare(
        before,
        _judge_cases_that_count(review),
        list_sampled_cases(review),
        review.reviewers,
        rare=schemes,
        seed=str(review.draw_record.get("seed", "")),
        is_read=begun | {(case, 1) for case in before["case_id"]},
    )
    folder = work_in(folder, out)
    write_table(folder, "assignment", assignment)
    done = {case for case, reading in finished if reading == 1} | _list_given_up(review)
    waiting = len(set(before.loc[before["reading"] == 1, "case_id"]) - done)
    messages = [
        f"{len(assignment) - len(before)} first-reading positives of {', '.join(schemes)} were "
        "added to the second readings."
    ]
    if waiting > 0:
        messages.append(f"{waiting} first readings are not finished: run the step again then.")
    return StepResult(folder, ("assignment.csv",), tuple(messages))


def find_rare_positives(review: Review) -> set[str]:
    """Return the cases whose first answers ask for a second reading of a rare scheme."""
    judged = _judge_cases_that_count(review)
    return list_positive(judged, tuple(review.plan.get("rare_schemes", ())))


def judge_review(review: Review) -> pd.DataFrame:
    """Judge every reading by the checklist it was read with.

    Returns
    -------
    DataFrame
        As `analysis.checklists.judge_cases.judge_all`; one row per case and reading.

    Raises
    ------
    RequestError
        If no reading has come back.
    """
    fail_if_nothing_is_read(review)
    done, given = review.conclusions, review.answers
    keys = zip(done["case_id"], done["reading"], strict=True)
    version_of = dict(zip(keys, done["checklist_version"], strict=True))
    default = str(review.draw_record.get("checklist_version", ""))
    pairs = zip(given["case_id"], given["reading"], strict=True)
    versions = pd.Series([str(version_of.get(pair, default)) for pair in pairs], dtype="str")
    parts = [
        judge_all(load_version(str(version)), review.answers[(versions == version).to_numpy()])
        for version in sorted(versions.unique())
    ]
    return pd.concat(parts, ignore_index=True)


def _judge_cases_that_count(review: Review) -> pd.DataFrame:
    """Return the judgements without those of cases that fell out after they were begun."""
    judged = judge_review(review)
    return judged[~judged["case_id"].isin(_list_given_up(review))]


def _list_given_up(review: Review) -> set[str]:
    is_given_up = review.dispositions["disposition"].isin((OUTSIDE, UNAVAILABLE))
    return set(review.dispositions.loc[is_given_up, "case_id"])


def _describe_loads(assignment: pd.DataFrame, reviewers: pd.DataFrame) -> list[str]:
    counts = assignment.groupby(["reviewer_id", "reading"]).size()
    return [
        f"{reader}: {int(counts.get((reader, 1), 0))} first and "
        f"{int(counts.get((reader, 2), 0))} second readings"
        for reader in reviewers["reviewer_id"]
    ]


def _fail_if_assigned(review: Review, *, replace: bool) -> None:
    if review.assignment.empty:
        return
    has_answers = len(review.answers) + len(review.conclusions) > 0
    if has_answers or not replace:
        raise RequestError(
            "The cases have been assigned already.",
            where=f"{review.folder}/assignment.csv",
            expected="one assignment, since workbooks may be out",
            fix="answers have come in: only --dispositions and --second-round change it now"
            if has_answers
            else "give --replace-assignment if no workbook is out",
        )


def _fail_if_no_answers(review: Review) -> None:
    if review.answers.empty or review.assignment.empty:
        raise RequestError(
            "No first reading has come back, so there is nothing to read again.",
            where=str(review.folder),
            expected="assignment.csv and answers.csv",
            fix="read the workbooks first: praksis review read FOLDER FILES",
        )


def _fail_if_schemes_are_unknown(schemes: Sequence[str]) -> None:
    known = [scheme.value for scheme in SCHEMES]
    if not schemes or not set(schemes) <= set(known):
        raise RequestError(
            "The rare schemes are not given." if not schemes else "A rare scheme is unknown.",
            where="--rare",
            expected=f"some of {', '.join(known)}",
            fix="name the schemes that few are expected to belong to",
        )
