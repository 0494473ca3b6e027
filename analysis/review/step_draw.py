"""How are the planned cases drawn, once and on record?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from analysis.checklists.load import load_checklist
from analysis.errors import RequestError
from analysis.review.contracts import check_table
from analysis.review.draw import draw_cases
from analysis.review.folder import Review, checksum_of_file, open_review, write_record, write_table
from analysis.review.purpose import check_purpose
from analysis.review.steps import StepResult, checksum_of, work_in
from analysis.review.tables import DRAWN
from analysis.sources.privacy import find_cpr_like


def draw_review(
    folder: Path,
    *,
    seed: str | None = None,
    date: dt.date,
    rules: dt.date | None = None,
    replace: bool = False,
    out: Path | None = None,
) -> StepResult:
    """Draw the planned cases and record how.

    Parameters
    ----------
    folder : Path
        The folder of a planned review.
    seed : str, optional
        The seed text, used exactly as it stands; otherwise municipality and draw date,
        as in ``101:2026-03-01``.
    date : date
        The day of the draw.
    rules : date, optional
        The date of the rules that the cases are judged by; otherwise the draw's.
    replace : bool, default False
        Whether an earlier draw without any answer may be replaced.
    out : Path, optional
        Work on a copy of the review there.

    Raises
    ------
    RequestError
        If the purpose is not settled, there is no plan, the draw is dated before the
        frame, the seed is no line of text, or there is a draw already.
    """
    review = open_review(folder)
    _fail_if_nothing_is_planned(review)
    _fail_if_before_the_frame(review, date)
    check_purpose(review.purpose, draw_date=date)
    _fail_if_frame_has_changed(review)
    _fail_if_draw_stands(review, replace=replace)
    text = f"{review.municipality_code}:{date.isoformat()}" if seed is None else seed
    _fail_if_seed_is_no_text(text)
    draw = draw_cases(review.frame, review.plan["cases"], seed=text)
    draw = check_table(draw, "draw")
    checklist = load_checklist(rules or date)
    record = {
        "seed": text,
        "ticket": "SHA-256 of the seed, a comma and the pseudonym, in UTF-8; hexadecimal",
        "draw_date": date.isoformat(),
        "checklist_version": checklist.version,
        "frame_sha256": review.frame_record.get("sha256", ""),
        "draw_sha256": checksum_of(draw),
        "n_cases": int((draw["status"] == DRAWN).sum()),
        "cases": dict(review.plan["cases"]),
        "population": dict(review.plan["population"]),
    }
    folder = work_in(folder, out)
    for stale in ("assignment", "dispositions"):
        (folder / f"{stale}.csv").unlink(missing_ok=True)
    write_table(folder, "draw", draw)
    write_record(folder, "draw", record)
    said = f"{record['n_cases']} cases drawn from {len(record['cases'])} strata, seed {text!r}."
    return StepResult(folder, ("draw.csv", "draw.json"), (said,))


def _fail_if_nothing_is_planned(review: Review) -> None:
    if review.frame.empty or not review.plan.get("cases"):
        raise RequestError(
            "There is no plan to draw by.",
            where=str(review.folder),
            expected="frame.csv and plan.json",
            fix="make the plan first: praksis review plan FRAME --out FOLDER",
        )


def _fail_if_before_the_frame(review: Review, date: dt.date) -> None:
    day_of_frame = str(review.frame_record.get("date", ""))
    if date.isoformat() < day_of_frame:
        raise RequestError(
            f"The draw is dated {date.isoformat()}, before the frame that it is made from.",
            where="--date; frame.json, date",
            expected=f"the day of the frame, {day_of_frame}, or a later one",
            fix="give the draw's own day with --date; if the frame's day is wrong, plan again "
            "with the right one",
        )


def _fail_if_seed_is_no_text(seed: str) -> None:
    if not seed.strip() or not seed.isprintable() or find_cpr_like(seed):
        raise RequestError(
            "The seed is not a text that can be agreed on and typed again.",
            where="--seed",
            expected="some letters or digits in one line, and nothing like a CPR number; it "
            "stands in the report",
            fix="agree on a text such as '101 15. marts 2026', or leave --seed out",
        )


def _fail_if_frame_has_changed(review: Review) -> None:
    recorded = str(review.frame_record.get("sha256", ""))
    entry = next(each for each in review.inputs if each["table"] == "frame")
    found = checksum_of_file(review.folder / str(entry["file"]))
    if recorded != found:
        raise RequestError(
            "The frame is not the one that was planned with: its checksum differs.",
            where="frame.csv; frame.json, sha256",
            expected=f"{recorded[:12] or 'a checksum'}...; the table has {found[:12]}...",
            fix="make the plan again from the municipality's file",
        )


def _fail_if_draw_stands(review: Review, *, replace: bool) -> None:
    if review.draw.empty:
        return
    has_answers = len(review.answers) + len(review.conclusions) > 0
    if has_answers or not replace:
        raise RequestError(
            "Cases have been drawn and read already: the draw stands."
            if has_answers
            else "Cases have been drawn already.",
            where=f"{review.folder}/draw.csv",
            expected="one draw per review: drawing until the cases suit is no draw",
            fix="begin a new review in another folder"
            if has_answers
            else "go on with 'praksis review assign', or give --replace-draw and write down why",
        )
