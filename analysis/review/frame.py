"""Who is in the population that the review is to speak for? The frame, read and checked.

A municipality gives a file with one row per person: pseudonym, benefit, weeks on the
benefit, whether the person is with the social administration, centre, age group and sex.
Everything that is wrong with it is reported at once, by column and first row, and never
with a cell. What is not asked for is dropped and named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import ContractError
from analysis.review.contracts import ID_FORM, MAX_WEEKS, keeps_form
from analysis.review.cpr_cells import find_cpr_cells
from analysis.review.frame_words import CODES, COLUMN_NAMES, find_columns, to_codes
from analysis.review.reading import read_text_table
from analysis.review.tables import FRAME_COLUMNS
from analysis.sources.privacy import find_cpr_like

# More different values than this are no groups but ages, birthdays, addresses or names.
MAX_AGE_GROUPS, MAX_CENTRES = 25, 150
_GROUPS = r"[^\s,;\"](?:[^\n\r;\",]{0,38}[^\s,;\"])?"


@dataclass(frozen=True)
class FrameFile:
    """A population frame as a file gave it.

    Attributes
    ----------
    people : DataFrame
        One row per person in the order of their pseudonyms: the columns of the frame
        without ``stratum``.
    dropped : tuple of str
        Names of the columns of the file that were not taken in.
    file : str
        Name of the file.
    sha256 : str
        Checksum of the file as it lay there.
    """

    people: pd.DataFrame
    dropped: tuple[str, ...]
    file: str
    sha256: str


def read_frame(path: Path) -> FrameFile:
    """Read and check a population frame.

    Parameters
    ----------
    path : Path
        A CSV, Excel or Parquet file with a header; Danish or English names (see
        `analysis.review.frame_words`).

    Raises
    ------
    SourceError
        If the file cannot be read.
    ContractError
        With everything that is wrong in it: missing columns, blanks, unknown codes,
        absurd weeks, poor pseudonyms, people twice, in two strata or with both
        benefits, and what looks like a CPR number.
    """
    raw = read_text_table(path)
    about_header = list(_find_header_problems(raw))
    # Whoever gives the list with CPR numbers itself must hear that first of all.
    _fail_if_any([*find_cpr_cells(raw), *about_header] if about_header else [], file=path.name)
    positions = {column: found[0] for column, found in find_columns(raw.columns).items()}
    given = pd.DataFrame({name: raw.iloc[:, at] for name, at in positions.items()})
    people = given.assign(**{name: to_codes(given[name], name) for name in CODES})
    weeks = people["weeks"] = _read_weeks(given["weeks"])
    problems = [*find_cpr_cells(raw), *_find_cell_problems(given, people)]
    problems += _find_repeated_people(people)
    _fail_if_any(problems, file=path.name)
    people["weeks"] = weeks.astype("int64")
    names = [str(raw.columns[i]) for i in range(raw.shape[1]) if i not in positions.values()]
    people = people[list(FRAME_COLUMNS[:-1])].sort_values("case_id", ignore_index=True)
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    return FrameFile(people, tuple(names), path.name, checksum)


def _find_header_problems(raw: pd.DataFrame) -> Iterator[str]:
    for position, name in enumerate(raw.columns):
        if find_cpr_like(str(name)):
            yield f"row 1, column number {position + 1}: what looks like a CPR number"
    for column, found in find_columns(raw.columns).items():
        if not found:
            names = ", ".join(COLUMN_NAMES[column])
            yield f"row 1: no column for {column} (one of the names {names})"
        elif len(found) > 1:
            numbers = " and ".join(str(position + 1) for position in found)
            yield f"row 1: columns number {numbers} all mean {column}; keep one"


def _read_weeks(texts: pd.Series) -> pd.Series:
    """Return numbers of weeks, a Danish decimal comma understood; NaN where there is none."""
    distinct = texts.drop_duplicates()
    numbers = pd.to_numeric(distinct.str.replace(",", ".", regex=False), errors="coerce")
    return texts.map(dict(zip(distinct, numbers, strict=True))).astype("float64")


def _find_cell_problems(given: pd.DataFrame, people: pd.DataFrame) -> Iterator[str]:
    is_blank = (given == "").to_numpy()
    for position, column in enumerate(given.columns):
        blank = is_blank[:, position]
        yield from _say(blank, column, "empty; write ukendt where it is not known")
        if column in CODES:
            words = " or ".join(dict.fromkeys(CODES[column].values()))
            yield from _say((people[column] == "").to_numpy() & ~blank, column, f"not {words}")
    weeks, has_weeks = people["weeks"].to_numpy(), (given["weeks"] != "").to_numpy()
    yield from _say(np.isnan(weeks) & has_weeks, "weeks", "no number")
    yield from _say(weeks < 0, "weeks", "below zero")
    yield from _say(
        weeks > MAX_WEEKS, "weeks", f"above {MAX_WEEKS} weeks ({MAX_WEEKS // 52} years)"
    )
    is_broken = ~np.isnan(weeks) & (np.abs(weeks) <= MAX_WEEKS) & (weeks != np.round(weeks))
    yield from _say(is_broken, "weeks", "no whole number")
    yield from _find_poor_pseudonyms(given["case_id"])
    for column, most in (("age_group", MAX_AGE_GROUPS), ("centre", MAX_CENTRES)):
        if given[column].nunique() > most:
            yield f"column {column}: more than {most} different values, so they are no groups"
        is_odd = ~keeps_form(given[column], _GROUPS) & (given[column] != "").to_numpy()
        yield from _say(is_odd, column, "over 40 signs, or with a comma or a quote")


def _find_poor_pseudonyms(ids: pd.Series) -> Iterator[str]:
    given = (ids != "").to_numpy()
    short = (ids.str.len() < 4).to_numpy() & given
    yield from _say(short, "case_id", "shorter than 4 signs, so it may be a row number or initials")
    odd = ~keeps_form(ids, ID_FORM) & given & ~short
    yield from _say(odd, "case_id", "other signs than letters, digits, dots, hyphens, underscores")
    is_word = ~ids.str.contains(r"[0-9]").to_numpy(bool) & given
    if is_word.mean() > 0.5:
        yield from _say(is_word, "case_id", "without any digit, so it may be a name")


def _find_repeated_people(people: pd.DataFrame) -> Iterator[str]:
    is_given = (people["case_id"] != "").to_numpy()
    is_repeated = people.duplicated("case_id", keep=False).to_numpy() & is_given
    if not is_repeated.any():
        return
    groups = people[is_repeated].groupby("case_id", sort=False)
    differs = groups.min() != groups.max()
    has_both = differs["benefit"]
    in_two = (differs[["weeks", "in_sof", "centre"]].any(axis=1)) & ~has_both
    kinds = (
        (has_both, "the same person with both benefits; decide which one the review is about"),
        (in_two, "the same person in two strata; keep the row that held on the frame's date"),
        (~has_both & ~in_two, "the same person twice; remove the repeated row"),
    )
    for kind, says in kinds:
        persons = kind.index[kind]
        is_later = people["case_id"].isin(persons).to_numpy() & people.duplicated("case_id")
        yield from _say(is_later.to_numpy(), "case_id", says)


def _say(is_bad: np.ndarray, column: str, says: str) -> Iterator[str]:
    if is_bad.any():
        n = int(is_bad.sum())
        rows = f"row {int(is_bad.argmax()) + 2}" + (f" and {n - 1:,} more" if n > 1 else "")
        yield f"{rows}, column {column}: {says}"


def _fail_if_any(problems: list[str], *, file: str) -> None:
    if problems:
        count = "one problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise ContractError(
            f"The frame has {count}.",
            where=file + "".join(f"\n    - {problem}" for problem in problems),
            expected="one row per person: pseudonym, benefit (kontanthjaelp or sygedagpenge), "
            "weeks, in_sof (ja or nej), centre, age_group, sex",
            fix="correct the file where it was made and give it again; no cell is shown here",
        )
