"""What came back from the readers, and what is wrong with it?

Problems are named by file, sheet, row and column and never by content. A sheet that
somebody added or renamed is named by its number, since its name may be a person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

SUMMARY_COLUMNS = (
    *("file", "reviewer_id", "reading", "n_cases", "n_finished", "n_unavailable"),
    *("n_unfinished", "n_untouched", "n_answers", "n_problems"),
)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in one file.

    Attributes
    ----------
    file : str
        Name of the file as given.
    sheet : str
        Name of the sheet, where it is one of ours; otherwise its number or nothing.
    row : int
        Row in the sheet; 0 where the problem is the whole sheet or file.
    column : str
        Letter of the column; empty as above.
    what, fix : str
        What is wrong, and what to do.
    is_fatal : bool
        Whether something was left out because of it. Nothing is written then, unless
        the caller says that what is valid shall be kept.
    """

    file: str
    sheet: str
    row: int
    column: str
    what: str
    fix: str
    is_fatal: bool

    @property
    def place(self) -> str:
        """Return file, sheet, row and column as a reader looks them up."""
        parts = [self.file, self.sheet, f"row {self.row}" if self.row else ""]
        parts.append(f"column {self.column}" if self.column else "")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class ReadBack:
    """Everything that was valid in the files, and everything that was not.

    Attributes
    ----------
    answers : DataFrame
        `ANSWER_COLUMNS`: one row per case, reading and item that is asked and answered.
        An item without a row is not answered, or the skip rules hide it.
    conclusions : DataFrame
        `CONCLUSION_COLUMNS`: one row per finished reading.
    dispositions : DataFrame
        `DISPOSITION_COLUMNS`: what became of each case in the first reading.
    hidden_answers : DataFrame
        `ANSWER_COLUMNS`: what was typed at items that the skip rules hide, as typed.
    problems : tuple of Problem
        In the order of files, sheets and rows.
    summary : DataFrame
        `SUMMARY_COLUMNS`: one row per file that could be read.
    """

    answers: pd.DataFrame
    conclusions: pd.DataFrame
    dispositions: pd.DataFrame
    hidden_answers: pd.DataFrame
    problems: tuple[Problem, ...]
    summary: pd.DataFrame

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing had to be left out."""
        return not any(problem.is_fatal for problem in self.problems)


def describe_read_back(read_back: ReadBack) -> str:
    """Write the outcome as lines for a terminal: first the counts, then every problem."""
    lines = [
        f"{row.file}: {row.n_finished} of {row.n_cases} cases finished, {row.n_unfinished} "
        f"unfinished, {row.n_untouched} not begun, {row.n_unavailable} not available or not in "
        f"the population; {row.n_answers} answers"
        for row in read_back.summary.itertuples()
    ]
    return "\n".join([*lines, *describe_problems(read_back.problems)])


def describe_problems(problems: Sequence[Problem]) -> list[str]:
    """Write problems as lines, those that left something out first."""
    ordered = sorted(problems, key=lambda problem: not problem.is_fatal)
    return [
        f"{'LEFT OUT' if problem.is_fatal else 'note'}: {problem.what}\n"
        f"  Found in: {problem.place}\n  To fix:   {problem.fix}"
        for problem in ordered
    ]
