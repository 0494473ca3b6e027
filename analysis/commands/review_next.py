"""What is to be done next in a review? One line after each step, from what the folder holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.review.folder import Review


def name_next_step(folder: Path) -> str:
    """Return the next step of a review, as ``Next: ...`` with the command to give.

    Parameters
    ----------
    folder : Path
        The folder of the review.
    """
    from analysis.review.folder import open_review  # noqa: PLC0415 (slow, and --help needs none)

    return f"Next: {_find_step(open_review(folder), folder)}"


def name_after_workbooks(folder: Path) -> str:
    """Return what is done with the workbooks that have just been written."""
    return (
        "Next: send each reader their own workbook; when filled ones are back: "
        f"praksis review read {folder} FILES"
    )


def name_after_packet(folder: Path, packet: Path) -> str:
    """Return what is done with a packet of disagreements that has just been written."""
    return (
        "Next: let the readers agree on a status in each row, then: "
        f"praksis review adjudicate {folder} {packet}"
    )


def _find_step(review: Review, folder: Path) -> str:
    if review.draw.empty:
        return f"fill in {folder / 'purpose.yaml'}, then: praksis review draw {folder} --seed TEXT"
    if review.assignment.empty:
        return f"praksis review assign {folder} --reviewers FILE (reviewer_id, centre)"
    before_second = _find_first_reading(review, folder)
    return before_second or _find_second_reading(review, folder)


def _find_first_reading(review: Review, folder: Path) -> str:
    """Return what the first readings still need; an empty text where they are done."""
    from analysis.review.dispositions import (  # noqa: PLC0415
        UNFINISHED,
        list_sampled_cases,
        replace_frame_errors,
    )

    if replace_frame_errors(review).n_replaced:
        return f"praksis review assign {folder} --replace-frame-errors"
    cases = list_sampled_cases(review)
    n_open = int((cases["disposition"] == UNFINISHED).sum())
    if not n_open:
        return ""
    begin = f"praksis review workbooks {folder} --reading 1"
    if n_open == len(cases):
        return begin
    new = cases.loc[cases["disposition"] == UNFINISHED, "reserve_for"]
    return (
        f"cases not finished: {n_open}, of which replacements {int((new != '').sum())}: {begin} "
        f"for those that are new, then: praksis review read {folder} FILES"
    )


def _find_second_reading(review: Review, folder: Path) -> str:
    from analysis.documents.review_adjudication import list_disagreements  # noqa: PLC0415
    from analysis.review.step_assign import find_rare_positives, judge_review  # noqa: PLC0415

    if review.answers.empty:
        return f"no case could be read; the report says so: praksis review report {folder}"
    second = review.assignment.loc[review.assignment["reading"] == 2, "case_id"]
    if find_rare_positives(review) - set(second):
        return f"praksis review assign {folder} --second-round"
    done = set(review.conclusions.loc[review.conclusions["reading"] == 2, "case_id"])
    given_up = {"ikke_i_population", "sag_ikke_tilgaengelig"}
    is_given_up = review.dispositions["disposition"].isin(given_up)
    done |= set(review.dispositions.loc[is_given_up, "case_id"])
    n_open = len(set(second) - done)
    if n_open:
        return (
            f"second readings not finished: {n_open}: praksis review workbooks {folder} "
            f"--reading 2 if they are not out, then: praksis review read {folder} FILES"
        )
    judged = judge_review(review)
    found = {(case, str(scheme.value)) for case, scheme, _ in list_disagreements(review, judged)}
    agreed = zip(review.adjudications["case_id"], review.adjudications["scheme"], strict=True)
    if found - set(agreed):
        return f"praksis review adjudicate {folder}"
    to_holder = str(review.purpose.get("bruges_i_sagsbehandling")) in ("ja", "True")
    handover = f"praksis review handover {folder} --out FILE, and: " if to_holder else ""
    return f"{handover}praksis review report {folder} --out DIR"
