"""What became of each case that was drawn, and who takes the place of one that was not?

``gennemgaaet``: read. ``ikke_i_population``: the citizen never belonged to the frame
(moved, dead, case closed before its date). ``sag_ikke_tilgaengelig``: belongs, but the
file cannot be had: no answer, kept and bounded. ``ikke_afsluttet``: not finished yet.

Only the second is replaced, by the next ticket of the reserve list in its stratum. A
case that is hard, long or unpleasant is read, or is an answer that is missing: replacing
it by an easier one would make the result about easy cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import ContractError, RequestError
from analysis.review.assign import RANDOM, REPLACING, order_readings
from analysis.review.contracts import check_table
from analysis.review.folder import Review
from analysis.review.tables import (
    DISPOSITION_COLUMNS,
    DRAWN,
    FIRST_READING,
    RESERVE,
    SECOND_READING,
)
from analysis.review.workload import Task, share_out

OUTSIDE = "ikke_i_population"
READ = "gennemgaaet"
UNAVAILABLE = "sag_ikke_tilgaengelig"
UNFINISHED = "ikke_afsluttet"
_WHO = ["case_id", "reading", "reviewer_id", "reason"]


@dataclass(frozen=True)
class Replacement:
    """The dispositions and the assignment after replacements.

    Attributes
    ----------
    dispositions, assignment : DataFrame
        Tables of the review, complete.
    n_replaced : int
        Cases that were given a replacement now.
    exhausted : tuple of str
        Strata whose reserve list is at its end; their cases have no replacement.
    """

    dispositions: pd.DataFrame
    assignment: pd.DataFrame
    n_replaced: int
    exhausted: tuple[str, ...]


def list_sampled_cases(review: Review) -> pd.DataFrame:
    """List the cases that the estimates rest on: those drawn and their replacements.

    Returns
    -------
    DataFrame
        ``case_id``, ``stratum``, ``benefit``, ``weeks``, ``in_sof``, ``centre``,
        ``age_group``, ``sex``, ``disposition`` (``ikke_afsluttet`` where nothing is
        recorded) and ``reserve_for`` (the case it replaces, or an empty text), in the
        order of the draw.

    Notes
    -----
    A case outside the population stays, as one that does not count: it says how many of
    the frame do not belong. Its replacement is one more case of the stratum, since
    tickets are taken in their order until enough belong.
    """
    known = review.dispositions.set_index("case_id")
    replaced_by = known["replaced_by"][known["replaced_by"] != ""]
    reserve_for = dict(zip(replaced_by, replaced_by.index, strict=True))
    is_in = (review.draw["status"] == DRAWN) | review.draw["case_id"].isin(reserve_for)
    cases = review.draw.loc[is_in, ["case_id"]].merge(review.frame, on="case_id", how="left")
    state = known["disposition"].to_dict()
    ids = cases["case_id"].tolist()
    cases["disposition"] = pd.Series([state.get(each, UNFINISHED) for each in ids], dtype="str")
    cases["reserve_for"] = pd.Series([reserve_for.get(each, "") for each in ids], dtype="str")
    columns = ["case_id", "stratum", *(c for c in review.frame.columns if c not in
               {"case_id", "stratum"}), "disposition", "reserve_for"]  # fmt: skip
    return cases[columns]


def record_dispositions(review: Review, given: pd.DataFrame) -> pd.DataFrame:
    """Return the dispositions of a review with those of a file joined in.

    Parameters
    ----------
    review : Review
        With a draw.
    given : DataFrame
        ``case_id``, ``disposition`` and, if there, ``date``.

    Raises
    ------
    ContractError
        If a code is unknown, a case is not among those to be read, is named twice, was
        replaced already, or is to be replaced though it has been read.
    """
    lacking = [name for name in ("case_id", "disposition") if name not in given.columns]
    if lacking:
        raise ContractError(
            f"The dispositions have no column {lacking[0]}.",
            where="the file of dispositions, row 1 (the header)",
            expected="case_id, disposition, date",
            fix="write the three columns; replacements are found by the program",
        )
    dates = given["date"] if "date" in given.columns else ""
    rows = pd.DataFrame({"case_id": given["case_id"], "disposition": given["disposition"]})
    rows = rows.assign(replaced_by="", date=dates)[list(DISPOSITION_COLUMNS)]
    rows = check_table(rows, "dispositions", where="the file of dispositions")
    _fail_if_not_to_be_read(review, rows)
    _fail_if_settled(review, rows)
    old = review.dispositions
    rest = old[~old["case_id"].isin(rows["case_id"]) | (old["disposition"] == OUTSIDE)]
    new = rows[~rows["case_id"].isin(rest["case_id"])]
    parts = [part for part in (rest, new) if len(part)]
    joined = pd.concat(parts) if parts else old
    return joined.sort_values("case_id", ignore_index=True)


def replace_frame_errors(review: Review) -> Replacement:
    """Give each case outside the population the next reserve ticket of its stratum.

    Parameters
    ----------
    review : Review
        With its draw, assignment and dispositions. Cases that were replaced stay so.

    Returns
    -------
    Replacement

    Raises
    ------
    RequestError
        If no reviewer from another centre can read a replacement.

    Notes
    -----
    The replacement goes to the reader of the case where that is allowed, and takes over
    its place in the random second reading. A second reading that follows from the answers
    is not taken over: the replacement's own answers decide. A second reading of the case
    itself is withdrawn, with or without a replacement, unless it has been begun.
    """
    drawn = review.draw.set_index("case_id")
    table = review.dispositions.copy()
    used = {*review.draw.loc[review.draw["status"] == DRAWN, "case_id"], *table["replaced_by"]}
    is_open = (table["disposition"] == OUTSIDE) & (table["replaced_by"] == "")
    pairs, exhausted = {}, []
    order = drawn["ticket"].loc[table.loc[is_open, "case_id"]].sort_values().index
    for case in order:
        stratum = str(drawn.loc[case, "stratum"])
        is_free = (drawn["stratum"] == stratum) & (drawn["status"] == RESERVE)
        free = [each for each in drawn.index[is_free] if each not in used]
        if free:
            pairs[str(case)] = min(free, key=lambda each: str(drawn.loc[each, "ticket"]))
            used.add(pairs[str(case)])
        else:
            exhausted.append(stratum)
    if pairs:
        table["replaced_by"] = [
            pairs.get(case, before)
            for case, before in zip(table["case_id"], table["replaced_by"], strict=True)
        ]
    outside = set(table.loc[table["disposition"] == OUTSIDE, "case_id"])
    assignment = _reassign(review, pairs, outside)
    return Replacement(table, assignment, len(pairs), tuple(dict.fromkeys(exhausted)))


def _reassign(review: Review, pairs: dict[str, str], outside: set[str]) -> pd.DataFrame:
    """Return the assignment with the replacements in the places of the cases."""
    rows = review.assignment
    begun = {
        pair
        for table in (review.answers, review.conclusions)
        for pair in zip(table["case_id"], table["reading"], strict=True)
    }
    keys = list(zip(rows["case_id"], rows["reading"], strict=True))
    is_withdrawn = [
        case in outside and reading == SECOND_READING and (case, reading) not in begun
        for case, reading in keys
    ]
    added = _read_instead(review, pairs)
    if not added and not any(is_withdrawn):
        return rows
    kept = rows[~np.array(is_withdrawn, dtype=bool)]
    both = pd.concat([kept[_WHO], pd.DataFrame(added, columns=_WHO)], ignore_index=True)
    # All earlier first readings keep their places: their workbooks are out.
    stay = begun | {(case, FIRST_READING) for case in kept["case_id"]}
    seed = str(review.draw_record.get("seed", ""))
    return order_readings(both, seed=seed, before=rows, is_read=stay)


def _read_instead(review: Review, pairs: dict[str, str]) -> list[dict[str, Any]]:
    """List the readings of the replacements: the first, and the random second ones."""
    rows, frame = review.assignment, review.frame.set_index("case_id")
    added: list[dict[str, Any]] = []
    for reading, reason in ((FIRST_READING, REPLACING), (SECOND_READING, RANDOM)):
        is_taken_over = rows["case_id"].isin(pairs) & (rows["reading"] == reading)
        if reading == SECOND_READING:
            is_taken_over &= rows["reason"] == RANDOM
        theirs = rows[is_taken_over]
        for case, reader in zip(theirs["case_id"], theirs["reviewer_id"], strict=True):
            new = pairs[str(case)]
            taken = {each["reviewer_id"] for each in added if each["case_id"] == new}
            who = _find_reader(review, str(frame.loc[new, "centre"]), str(reader), taken, new)
            added.append({"case_id": new, "reading": reading, "reviewer_id": who, "reason": reason})
    return added


def _find_reader(review: Review, centre: str, first: str, taken: set[str], case: str) -> str:
    """Return the reader of the replaced case, or another where that one may not read it."""
    own = dict(zip(review.reviewers["reviewer_id"], review.reviewers["centre"], strict=True))
    allowed = {who for who, at in own.items() if not at or at.casefold() != centre.casefold()}
    allowed -= taken
    if first in allowed:
        return first
    loads = {str(k): int(n) for k, n in review.assignment["reviewer_id"].value_counts().items()}
    task = Task(case, "", frozenset(allowed))
    shared = share_out([task], dict.fromkeys(own, 1_000_000), seed="erstatning", loads=loads)
    if case not in shared.reader_of:
        raise RequestError(
            "A replacement cannot be assigned: no reviewer from another centre is left.",
            where="reviewers.csv",
            expected="a reviewer from another centre who has not read the case",
            fix="add a reviewer and run the step again",
        )
    return shared.reader_of[case]


def _fail_if_not_to_be_read(review: Review, rows: pd.DataFrame) -> None:
    sampled = set(list_sampled_cases(review)["case_id"])
    is_foreign = ~rows["case_id"].isin(sampled).to_numpy()
    if is_foreign.any():
        raise ContractError(
            "The dispositions name cases that are not to be read.",
            where=f"the file of dispositions, row {int(is_foreign.argmax()) + 2}, column case_id; "
            f"{int(is_foreign.sum())} in all",
            expected="cases that were drawn, or that replace one",
            fix="remove these rows; a reserve is read only when it has replaced a case",
        )


def _fail_if_settled(review: Review, rows: pd.DataFrame) -> None:
    before = dict(
        zip(review.dispositions["case_id"], review.dispositions["disposition"], strict=True)
    )
    now = list(zip(rows["case_id"], rows["disposition"], strict=True))
    finished = set(review.conclusions["case_id"])
    undone = [i + 2 for i, (case, code) in enumerate(now)
              if before.get(case) == OUTSIDE != code]  # fmt: skip
    late = [i + 2 for i, (case, code) in enumerate(now)
            if code == OUTSIDE and before.get(case) != OUTSIDE and case in finished]  # fmt: skip
    if undone or late:
        says = [f"row {undone[0]}: was outside the population before"] if undone else []
        says += [f"row {late[0]}: a reading of the case is finished"] if late else []
        raise ContractError(
            "Some dispositions cannot be changed any more.",
            where=f"the file of dispositions, {len(undone) + len(late)} rows; " + "; ".join(says),
            expected="a frame error found before the case is judged, and kept once recorded",
            fix="remove these rows; a case that has been read is not replaced, whatever was found",
        )
