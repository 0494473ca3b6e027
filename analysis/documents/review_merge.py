"""How do answers that were read get into the folder of the review, and what is replaced?

One reading of one case is the unit. A newer reading of it takes the place of the earlier
one, with two exceptions that would lose work: a case that is not begun in the newer file,
and a finished reading that would give way to an unfinished one. Both are kept and said.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis.documents.deterministic import write_atomically
from analysis.documents.review_read_back import ReadBack
from analysis.documents.review_words import NOT_IN_POPULATION, REVIEWED, UNFINISHED
from analysis.errors import ContractError
from analysis.review.folder import open_review, write_table
from analysis.review.tables import ANSWER_COLUMNS, FIRST_READING

if TYPE_CHECKING:
    from analysis.review.folder import Review

HIDDEN_FILE = "hidden_answers.csv"
_KEY = ["case_id", "reading"]
Key = tuple[str, int]


def write_read_back(
    folder: str | Path, read_back: ReadBack, *, keep_valid: bool = False
) -> tuple[str, ...]:
    """Join what was read to what the review holds, and write it.

    Parameters
    ----------
    folder : str or Path
        The folder of the review.
    read_back : ReadBack
        As `read_workbooks` returned it.
    keep_valid : bool, default False
        Whether to write what is valid though something had to be left out.

    Returns
    -------
    tuple of str
        What was written, replaced and kept: one sentence each.

    Raises
    ------
    ContractError
        If something had to be left out and `keep_valid` is false. Nothing is written.
    RenderingError
        If a file cannot be written.

    Notes
    -----
    Each table is written whole or not at all. Answers come first: if the run dies
    between two tables, reading the same files again mends it.
    """
    fail_if_something_was_left_out(read_back, keep_valid=keep_valid)
    review = open_review(folder)
    earlier = _list_keys(review.answers, review.conclusions)
    begun = _list_keys(read_back.answers, read_back.conclusions)
    finished, was_finished = _list_keys(read_back.conclusions), _list_keys(review.conclusions)
    given_up = {
        (str(case_id), FIRST_READING)
        for case_id, state in _iterate(read_back.dispositions, "disposition")
        if state not in (REVIEWED, UNFINISHED)
    }
    held = (begun & was_finished) - finished
    taken = begun - held
    answers = _join(review.answers, read_back.answers, taken)
    conclusions = _join(review.conclusions, read_back.conclusions, taken)
    hidden = _join(_read_hidden(review.folder), read_back.hidden_answers, taken)
    dispositions, about_cases = _join_dispositions(review, read_back, was_finished)
    write_table(review.folder, "answers", answers)
    _write_hidden(review.folder, hidden)
    write_table(review.folder, "conclusions", conclusions)
    write_table(review.folder, "dispositions", dispositions)
    return (
        f"{len(taken)} readings were written, {len(taken & finished)} of them finished.",
        *_describe_replaced(review, read_back, taken & earlier),
        *_count(held, "was finished before and is not in these files: the earlier is kept"),
        *_count(given_up & earlier, "was answered before and is now given up: answers are kept"),
        *about_cases,
    )


def fail_if_something_was_left_out(read_back: ReadBack, *, keep_valid: bool = False) -> None:
    """Refuse to write where something had to be left out, unless the caller wants it so.

    Raises
    ------
    ContractError
        With the number of problems of each file; `describe_read_back` says them all.
    """
    severe = [problem.file for problem in read_back.problems if problem.is_fatal]
    if severe and not keep_valid:
        counts = {name: severe.count(name) for name in dict.fromkeys(severe)}
        n, text = len(severe), "problem" if len(severe) == 1 else "problems"
        raise ContractError(
            f"{n} {text} in the workbooks: nothing was written.",
            where="; ".join(f"{name}: {count}" for name, count in counts.items()),
            expected="workbooks as they were sent, filled in from the lists",
            fix="mend the files and read them again, or keep what is valid with --keep-valid",
        )


def _list_keys(*tables: pd.DataFrame) -> set[Key]:
    return {
        (str(case_id), int(reading))
        for table in tables
        for case_id, reading in zip(table["case_id"], table["reading"], strict=True)
    }


def _iterate(table: pd.DataFrame, column: str) -> list[tuple[str, str]]:
    return list(zip(table["case_id"].astype(str), table[column].astype(str), strict=True))


def _join(old: pd.DataFrame, new: pd.DataFrame, taken: set[Key]) -> pd.DataFrame:
    """Replace the readings that are taken and keep all others, in a fixed order."""
    parts = [old[~_is_in(old, taken)], new[_is_in(new, taken)]]
    filled = [part for part in parts if len(part)]
    if not filled:
        return old
    joined = pd.concat([part.astype(object) for part in filled], ignore_index=True)
    return joined.sort_values(_KEY, kind="stable", ignore_index=True)


def _is_in(table: pd.DataFrame, keys: set[Key]) -> pd.Series:
    pairs = zip(table["case_id"].astype(str), table["reading"], strict=True)
    return pd.Series([(case, int(reading)) in keys for case, reading in pairs], table.index, bool)


def _join_dispositions(
    review: Review, read_back: ReadBack, was_finished: set[Key]
) -> tuple[pd.DataFrame, list[str]]:
    """Join what became of the cases; one that was replaced, or was finished, is not undone."""
    old = review.dispositions
    before = dict(_iterate(old, "disposition"))
    settled = {case_id for case_id, other in _iterate(old, "replaced_by") if other}
    settled |= {case_id for case_id, state in before.items() if state == NOT_IN_POPULATION}
    said = dict(_iterate(read_back.dispositions, "disposition"))
    held = {case_id for case_id, state in said.items() if case_id in settled}
    finished = {case_id for case_id, reading in was_finished if reading == FIRST_READING}
    kept = {
        case_id
        for case_id, state in said.items()
        if state == UNFINISHED and (case_id in finished or before.get(case_id, state) != state)
    }
    new = read_back.dispositions
    new = new[~new["case_id"].astype(str).isin(held | kept)]
    rest = old[~old["case_id"].isin(new["case_id"])]
    parts = [part.astype(object) for part in (rest, new) if len(part)]
    joined = pd.concat(parts, ignore_index=True) if parts else old
    joined = joined.sort_values("case_id", kind="stable", ignore_index=True)
    against = {case_id for case_id in held if said[case_id] != before[case_id]}
    text = "was recorded as outside the population before: that record is kept"
    return joined, _count(against, text)


def _describe_replaced(review: Review, read_back: ReadBack, keys: set[Key]) -> list[str]:
    if not keys:
        return []
    columns = ["case_id", "reading", "item_id", "answer", "missing_document"]
    old = review.answers[_is_in(review.answers, keys)][columns].astype(str)
    new = read_back.answers[_is_in(read_back.answers, keys)][columns].astype(str)
    both = old.merge(new, on=columns[:3], how="outer", suffixes=("_old", "_new"))
    is_same = (both["answer_old"] == both["answer_new"]) & (
        both["missing_document_old"] == both["missing_document_new"]
    )
    n_lost = int(both["answer_new"].isna().sum())
    return [
        f"{len(keys)} of them took the place of an earlier reading of the same case: "
        f"{int((~is_same).sum())} answers differ, of which {n_lost} are now unanswered."
    ]


def _count(keys: set[Key] | set[str], text: str) -> list[str]:
    if not keys:
        return []
    return [f"{len(keys)} {'case' if len(keys) == 1 else 'cases'}: {text}."]


def _read_hidden(folder: Path) -> pd.DataFrame:
    path = folder / HIDDEN_FILE
    if not path.is_file():
        return pd.DataFrame(columns=list(ANSWER_COLUMNS))
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def _write_hidden(folder: Path, hidden: pd.DataFrame) -> None:
    """Write what was typed at items that are not asked, so that no typed answer is lost."""
    path = folder / HIDDEN_FILE
    if len(hidden) or path.is_file():
        write_atomically(path, hidden.to_csv(index=False, lineterminator="\n").encode())
