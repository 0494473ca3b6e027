"""How does a review begin? Frame and plan into a folder, with the questions of purpose."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.checklists.load import load_checklist
from analysis.checklists.model import SCHEMES, Checklist
from analysis.concepts import Origin
from analysis.datasets.project import open_data
from analysis.errors import CoverageError, RequestError
from analysis.estimation.planning.anticipated import default_shares
from analysis.review.contracts import check_table
from analysis.review.folder import (
    OWN_FILE,
    checksum_of_file,
    open_review,
    write_record,
    write_table,
)
from analysis.review.frame import read_frame
from analysis.review.plan import PlanChoices, plan_review
from analysis.review.purpose import template
from analysis.review.steps import StepResult
from analysis.review.tables import FRAME_COLUMNS
from analysis.review.writing import write_atomically

_INVENTED = re.compile(r"99\d{2}")


def start_review(
    frame_file: Path | None,
    out: Path,
    *,
    choices: PlanChoices,
    municipality_code: str,
    date: dt.date,
) -> StepResult:
    """Check the frame, make the plan, and lay out the folder of the review.

    Parameters
    ----------
    frame_file : Path or None
        The municipality's file; None: the invented frame that comes with the project.
    out : Path
        The folder of the review.
    choices : PlanChoices
        What the planner chose.
    municipality_code : str
        Three digits; ignored for the invented frame, which has its own.
    date : date
        The day that the frame was made up; ignored likewise.

    Raises
    ------
    RequestError
        If cases have been drawn from the folder's frame already.
    """
    _fail_if_drawn(out)
    if frame_file is None:
        people, record, messages = _embedded_people()
    else:
        _fail_if_no_municipality(municipality_code)
        people, record, messages = _own_people(frame_file, municipality_code, date)
    rules = load_checklist(dt.date.fromisoformat(str(record["date"])))
    plan = plan_review(people, choices, shares=anticipate_open(rules.open_schemes))
    messages += _name_closed(rules)
    frame = plan.frame[list(FRAME_COLUMNS)]
    # Reading the file has checked every cell but the strata, of which there are few.
    check_table(frame.drop_duplicates("stratum"), "frame")
    path = write_table(out, "frame", frame, is_checked=True)
    record |= {"n_persons": len(plan.frame), "sha256": checksum_of_file(path)}
    write_record(out, "frame", record)
    write_record(out, "plan", plan.record | {"origin": record["origin"], "date": record["date"]})
    files = ["frame.csv", "frame.json", "plan.json"]
    if not (out / "purpose.yaml").is_file():
        write_atomically(out / "purpose.yaml", template().encode("utf-8"))
        files.append("purpose.yaml")
        messages.append("Fill in purpose.yaml: no case is drawn before it is complete.")
    return StepResult(out, tuple(files), (*messages, *plan.record["merged"]))


def anticipate_open(open_schemes: Collection[str]) -> dict[str, float]:
    """Return the anticipated shares of the schemes that take new citizens.

    At least one of fewer schemes is at most their sum.

    Examples
    --------
    >>> anticipate_open(["foertidspension", "fleksjob"])["mindst_en_ordning"]
    0.2
    """
    shares = default_shares()
    of_one = {name: share for name, share in shares.items() if name in open_schemes}
    (any_scheme,) = set(shares) - {scheme.value for scheme in SCHEMES}
    return {any_scheme: round(min(shares[any_scheme], sum(of_one.values())), 10), **of_one}


def _name_closed(rules: Checklist) -> list[str]:
    closed = [scheme.label for scheme in SCHEMES if scheme not in rules.open_schemes]
    if not closed:
        return []
    names = ", ".join(closed)
    return [f"Closed to new citizens by the rules of that day, and not planned for: {names}."]


def _own_people(
    path: Path, municipality_code: str, date: dt.date
) -> tuple[pd.DataFrame, dict[str, Any], list[str]]:
    given = read_frame(path)
    record = {
        "municipality_code": municipality_code,
        "date": date.isoformat(),
        "origin": Origin.OBSERVED.value,
        "publisher": OWN_FILE,
        "licence": "fortrolig",
        "source_file": given.file,
        "source_sha256": given.sha256,
        "dropped_columns": list(given.dropped),
    }
    messages = [f"{len(given.people):,} persons in the frame."]
    if given.dropped:
        messages.append(f"Columns not taken in: {', '.join(given.dropped)}.")
    return given.people, record, messages


def _embedded_people() -> tuple[pd.DataFrame, dict[str, Any], list[str]]:
    review = open_review()
    if review.frame.empty:
        raise CoverageError(
            "The project has no invented frame to plan with.",
            where=str(review.folder),
            expected="frame.csv and frame.json",
            fix="give a frame of your own: praksis review plan FRAME",
        )
    people = review.frame.drop(columns="stratum")
    record = dict(review.frame_record) | {"origin": Origin.SYNTHETIC.value}
    said = f"SYNTETISKE TAL: no frame was given; {len(people):,} invented persons are used."
    return people, record, [said]


def _list_municipalities() -> frozenset[str]:
    table = open_data().load("municipalities")
    return frozenset(table["municipality_code"].astype(str))


def _fail_if_drawn(out: Path) -> None:
    if (out / "draw.csv").exists() or (out / "draw.json").exists():
        raise RequestError(
            "Cases have been drawn from this folder's frame already.",
            where=str(out),
            expected="a folder without a draw: a new plan would no longer be that of the cases",
            fix="choose another --out for a new review",
        )


def _fail_if_no_municipality(code: str) -> None:
    if not (_INVENTED.fullmatch(code) or code in _list_municipalities()):
        raise RequestError(
            f"{code!r} is not the code of a municipality.",
            where="--municipality",
            expected="the three digits of a Danish municipality, such as 101",
            fix="'praksis data --municipalities' lists the codes",
        )
