"""How does a list with CPR numbers become a frame that names nobody?

The only code that ever reads a CPR number. Each number becomes a pseudonym by HMAC-SHA-256
with a secret key. A plain hash would not do: there are so few CPR numbers that all of
them can be hashed in minutes. List, key and result lie outside the project and outside
any review. What comes out is the columns of a frame and no others; a column with names,
addresses, free text or anything CPR-like is left behind and named. No message and no file
inside the project ever holds a number or the key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import ContractError, RequestError
from analysis.review.cpr_cells import find_cpr_cells, is_cpr_cell
from analysis.review.frame_words import find_columns, plain
from analysis.review.key_file import make_key, read_key
from analysis.review.places import fail_if_inside_project
from analysis.review.reading import read_text_table
from analysis.review.writing import write_atomically
from analysis.sources.privacy import find_cpr_like

DIGITS = 16
MAX_TEXT = 40
_PRIVATE = 0o600
_CPR_NAMES = (
    *("cpr", "cpr_nr", "cprnr", "cprnummer", "cpr_nummer"),
    *("personnummer", "person_nummer", "personnr", "person_nr"),
)
# Substitute numbers add 60 to the day.
_CPR = re.compile(r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])(?:0[1-9]|1[0-2])[0-9]{6}")
_TELLING = re.compile(
    r"navn|name|adresse|address|vej|gade|post|telefon|tlf|mobil|phone|mail|notat|note|bemaerk"
    r"|kommentar|comment|beskriv|fritekst|tekst|text|journal|foedsel|foedt|birth|cpr|personn"
)


@dataclass(frozen=True)
class Pseudonymised:
    """What was done, without a word about anybody.

    Attributes
    ----------
    n_rows, n_persons : int
        Rows written, and different persons among them.
    kept : tuple of str
        Columns of the result.
    dropped : tuple of str
        Columns that were left behind, each with the reason.
    """

    n_rows: int
    n_persons: int
    kept: tuple[str, ...]
    dropped: tuple[str, ...]


def pseudonymise(
    source: Path,
    out: Path,
    *,
    key_file: Path,
    new_key: bool = False,
    column: str = "",
    keep: Sequence[str] = (),
    key_list: Path | None = None,
    replace: bool = False,
) -> Pseudonymised:
    """Write a frame with pseudonyms in place of CPR numbers.

    Parameters
    ----------
    source : Path
        CSV, Excel or Parquet with a CPR number in each row.
    out : Path
        The ``.csv`` file to write.
    key_file : Path
        The secret key: at least 32 bytes, readable by its owner alone.
    new_key : bool, default False
        Whether to make the key. It must not be there already.
    column : str, default ''
        Name of the column of CPR numbers; otherwise found by its name.
    keep : sequence of str, optional
        Columns to keep beside those of a frame, if nothing tells against them.
    key_list : Path, optional
        A file for the key-holder: pseudonym and CPR number, to bring the hand-over list
        back to case work.
    replace : bool, default False
        Whether a result that is there already may be replaced; the key and the
        key-holder's list never are.

    Raises
    ------
    RequestError
        If a file lies in the project or in a review, or is there already.
    SourceError
        If the list cannot be read, or the key is missing, short or open to others.
    ContractError
        If a row has no CPR number, or something CPR-like would remain.

    Notes
    -----
    The result is still personal data: whoever has key and register can undo it. Columns
    such as centre, age group and weeks may together point at one person.

    References
    ----------
    H. Krawczyk, M. Bellare and R. Canetti, *HMAC: Keyed-Hashing for Message
    Authentication*, RFC 2104, 1997.
    """
    _fail_if_places_are_wrong(source, out, key_file, key_list)
    _fail_if_there_already(out, key_list, replace=replace)
    raw = read_text_table(source)
    at = _find_cpr_column(raw, column, file=source.name)
    numbers = raw.iloc[:, at].map(_normalise).astype("str")
    _fail_if_not_cpr(numbers, file=source.name)
    key = make_key(key_file) if new_key else read_key(key_file)
    distinct = numbers.drop_duplicates().tolist()
    pseudonym_of = {number: pseudonym(number, key) for number in distinct}
    _fail_if_collided(pseudonym_of)
    reasons = dict(_find_reasons_to_drop(raw, at, keep))
    kept = [i for i in range(raw.shape[1]) if i not in reasons]
    table = raw.iloc[:, kept].copy()
    table.insert(0, "case_id", numbers.map(pseudonym_of))
    # The order of a list can tell who is who: it is lost here.
    table = table.sort_values("case_id", kind="stable", ignore_index=True)
    _fail_if_something_remains(table)
    rows = "".join(f"{pseudonym_of[each]},{each}\n" for each in sorted(distinct))
    files = [(key_file, key + b"\n")] if new_key else []
    files += [] if key_list is None else [(key_list, f"case_id,cpr\n{rows}".encode())]
    _write_all_or_none([*files, (out, table.to_csv(index=False, lineterminator="\n").encode())])
    dropped = tuple(f"{_name_column(raw, i)} ({why})" for i, why in sorted(reasons.items()))
    return Pseudonymised(len(table), len(distinct), tuple(map(str, table.columns)), dropped)


def pseudonym(number: str, key: bytes) -> str:
    """Return the pseudonym of a CPR number: ``p`` and 16 hexadecimal digits.

    The letter keeps a spreadsheet from reading digits as a number, and makes it plain
    that this is no CPR number.
    """
    digest = hmac.new(key, number.encode("ascii"), hashlib.sha256).hexdigest()
    return "p" + digest[:DIGITS]


def _write_all_or_none(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write new files and then the result; where one fails, no new one stays behind."""
    written: list[Path] = []
    try:
        for path, data in files:
            write_atomically(path, data, mode=_PRIVATE)
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _normalise(cell: str) -> str:
    """Return ten digits, a lost leading zero put back; otherwise an empty text."""
    digits = re.sub(r"[\s\u2010-\u2013-]", "", cell)
    digits = digits.zfill(10) if len(digits) == 9 else digits
    return digits if _CPR.fullmatch(digits) else ""


def _find_cpr_column(raw: pd.DataFrame, column: str, *, file: str) -> int:
    wanted = (plain(column),) if column else _CPR_NAMES
    found = [i for i, name in enumerate(raw.columns) if plain(str(name)) in wanted]
    if len(found) != 1:
        raise RequestError(
            "The column of CPR numbers is not there." if not found else "More than one column "
            "may hold the CPR numbers.",
            where=f"{file}, row 1 (the header)",
            expected=f"one column named {' or '.join(_CPR_NAMES[:3])}, or the one of --column",
            fix="name it with --column",
        )  # fmt: skip
    return found[0]


def _find_reasons_to_drop(
    raw: pd.DataFrame, cpr_at: int, keep: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """Yield the position of each column that is left behind, and why."""
    wanted = {plain(name) for name in keep}
    in_frame = {i for name, found in find_columns(raw.columns).items() if name != "case_id"
                for i in found}  # fmt: skip
    for i, name in enumerate(raw.columns):
        cells = raw.iloc[:, i]
        if i == cpr_at:
            yield i, "the CPR numbers"
        elif find_cpr_like(str(name)) or is_cpr_cell(cells).any():
            yield i, "holds what looks like CPR numbers"
        elif _TELLING.search(plain(str(name))):
            yield i, "its name tells of names, addresses, dates of birth or free text"
        elif i not in in_frame and plain(str(name)) not in wanted:
            yield i, "no column of a frame; name it with --keep if it is needed"
        elif _is_free_text(cells):
            yield i, "holds texts, not codes"


def _is_free_text(cells: pd.Series) -> bool:
    distinct = cells.drop_duplicates()
    n_words = distinct.str.count(r"\s+") + 1
    return bool((distinct.str.len() > MAX_TEXT).any() or (n_words > 5).any())


def _name_column(raw: pd.DataFrame, at: int) -> str:
    name = str(raw.columns[at])
    return f"column number {at + 1}" if find_cpr_like(name) else name


def _fail_if_places_are_wrong(
    source: Path, out: Path, key_file: Path, key_list: Path | None
) -> None:
    places = {"the list": source, "the result": out, "the key": key_file}
    places |= {"the key-holder's list": key_list} if key_list is not None else {}
    for what, path in places.items():
        fail_if_inside_project(path, what=what)
    resolved = [path.resolve() for path in places.values()]
    if len(set(resolved)) < len(resolved):
        raise RequestError(
            "List, result and key are not different files.",
            where=", ".join(places),
            expected="a file of its own for each",
            fix="choose other names",
        )
    if out.suffix.lower() != ".csv":
        raise RequestError(
            f"The result {out.name} is no CSV file.",
            where="--out",
            expected="a name that ends in .csv",
            fix="choose such a name; 'praksis review plan' reads it",
        )


def _fail_if_there_already(out: Path, key_list: Path | None, *, replace: bool) -> None:
    if key_list is not None and key_list.exists():
        raise RequestError(
            "The key-holder's list is there already.",
            where=str(key_list),
            expected="a new file, so that no earlier list is lost",
            fix="choose another name",
        )
    if out.exists() and not replace:
        raise RequestError(
            f"The result {out.name} is there already.",
            where=str(out),
            expected="a new file: a review may have been planned from this one",
            fix="choose another name, or give --replace",
        )


def _fail_if_not_cpr(numbers: pd.Series, *, file: str) -> None:
    is_bad = (numbers == "").to_numpy()
    if is_bad.any():
        raise ContractError(
            "Some rows have no CPR number of ten digits.",
            where=f"{file}, row {int(is_bad.argmax()) + 2}; {int(is_bad.sum())} rows in all",
            expected="ddmmyynnnn, with or without a hyphen; no cell is shown here",
            fix="correct these rows or take them out, and check that --column is the right one",
        )


def _fail_if_collided(pseudonym_of: dict[str, str]) -> None:
    if len(set(pseudonym_of.values())) < len(pseudonym_of):
        raise ContractError(
            "Two persons would get the same pseudonym.",
            expected="a pseudonym of its own for each person",
            fix="make another key; with a good key this happens once in many million runs",
        )


def _fail_if_something_remains(table: pd.DataFrame) -> None:
    remains = [*find_cpr_cells(table)]
    ids = table["case_id"]
    is_odd = ~ids.str.fullmatch(rf"p[0-9a-f]{{{DIGITS}}}").to_numpy(bool)
    if remains or np.any(is_odd):
        raise ContractError(
            "Something CPR-like would remain. Nothing was written.",
            where="; ".join(remains) or "column case_id",
            expected="pseudonyms and codes alone",
            fix="take the column out of the list before it is read",
        )
