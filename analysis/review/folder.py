"""What does a review hold so far? Opens, checks and writes the folder of a review.

A review is one folder (see `analysis.review.tables` for its files). Tables are CSV files
in UTF-8, separated by commas, with a header; a file saved by a Danish spreadsheet with
semicolons is read too. A table may be packed (``frame.csv.gz``). Records are JSON, and
the purpose is YAML, since people fill it in. Everything is written beside its place and
then renamed, so that a run that dies leaves the old file whole.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from analysis.concepts import Lineage, Origin
from analysis.datasets.project import project_root
from analysis.errors import ContractError, CoverageError, SourceError
from analysis.review.contracts import CONTRACTS, check_table, empty_table
from analysis.review.reading import read_text_table
from analysis.review.writing import write_atomically

OWN_FILE = "kommunens egen fil"
RECORDS = ("frame", "plan", "draw")
_PURPOSE = "purpose.yaml"


@dataclass(frozen=True)
class Review:
    """Everything in the folder of a review, checked.

    Attributes
    ----------
    folder : Path
        Where it lies.
    municipality_code : str
        Three digits, or four of an invented municipality; empty before there is a frame.
    origin : Origin
        Whether the people are real or made by a generator.
    purpose : dict
        What ``purpose.yaml`` says, by the keys of `analysis.review.purpose.QUESTIONS`.
    frame, draw, reviewers, assignment, dispositions, answers, conclusions : DataFrame
        The tables, and `adjudications`, with the columns of `analysis.review.tables`;
        without rows where there is no file yet. Numbers are numbers, dates are texts
        such as 2026-03-01.
    frame_record, plan, draw_record : dict
        The records; empty where there is no file yet.
    inputs : tuple of dict
        Each file that is there: file, publisher, table, language, extracted, licence,
        origin, sha256.
    lineage : Lineage
        Of a result that rests on all of them.
    """

    folder: Path
    municipality_code: str
    origin: Origin
    purpose: dict[str, Any]
    frame: pd.DataFrame
    frame_record: dict[str, Any]
    plan: dict[str, Any]
    draw: pd.DataFrame
    draw_record: dict[str, Any]
    reviewers: pd.DataFrame
    assignment: pd.DataFrame
    dispositions: pd.DataFrame
    answers: pd.DataFrame
    conclusions: pd.DataFrame
    adjudications: pd.DataFrame
    inputs: tuple[dict[str, Any], ...]
    lineage: Lineage

    def __repr__(self) -> str:
        """Say how far the review is; a notebook must not show a row of it."""
        counts = f"{len(self.frame)} persons, {len(self.draw)} tickets, {len(self.answers)} answers"
        return f"Review({self.municipality_code or 'no municipality yet'}: {counts})"


def open_review(folder: str | Path = "") -> Review:
    """Open the folder of a review and check every table in it.

    Parameters
    ----------
    folder : str or Path, default ''
        The folder. Empty: the invented review that comes with the project.

    Raises
    ------
    CoverageError
        If there is no such folder, or it holds no file of a review.
    ContractError
        If a table breaks its contract, or names a case that the frame does not have.
    SourceError
        If a file cannot be read, or a text looks like a CPR number.
    """
    path = Path(folder).expanduser() if str(folder) else project_root() / "data" / "review"
    _fail_if_no_review(path, is_embedded=not str(folder))
    records = {name: read_record(path, name) for name in RECORDS}
    known = str(records["frame"].get("sha256", ""))
    tables = {name: read_table(path, name, known_sha256=known) for name in CONTRACTS}
    _fail_if_cases_are_unknown(tables)
    origin = _read_origin(records["frame"])
    inputs = tuple(_describe_inputs(path, records, tables, origin=origin))
    names = frozenset(str(each["file"]) for each in inputs)
    return Review(
        folder=path,
        municipality_code=str(records["frame"].get("municipality_code", "")),
        origin=origin,
        purpose=read_purpose_file(path),
        frame_record=records["frame"],
        plan=records["plan"],
        draw_record=records["draw"],
        **tables,
        inputs=inputs,
        lineage=Lineage(names, names if origin is Origin.SYNTHETIC else frozenset()),
    )


def read_table(folder: Path, name: str, *, known_sha256: str = "") -> pd.DataFrame:
    """Return a table of the folder with its types; without rows where it is not there.

    Parameters
    ----------
    folder : Path
        The folder of the review.
    name : str
        Name of the table, such as ``answers``.
    known_sha256 : str, default ''
        Checksum of the table that was checked when it was written: a large frame that is
        still the same is not checked again.
    """
    path = _find_table(folder, name)
    if path is None:
        return empty_table(name)
    if name == "frame" and known_sha256 and checksum_of_file(path) == known_sha256:
        types = {each: spec.dtype for each, spec in CONTRACTS[name].columns.items()}
        return pd.read_csv(path, dtype=types, keep_default_na=False, na_filter=False)
    return check_table(read_text_table(path, may_be_empty=True), name, where=path.name)


def checksum_of_file(path: Path) -> str:
    """Return the SHA-256 of a table's file, unpacked where it is packed."""
    raw = path.read_bytes()
    return hashlib.sha256(gzip.decompress(raw) if path.suffix == ".gz" else raw).hexdigest()


def read_record(folder: Path, name: str) -> dict[str, Any]:
    """Return a record of the folder; empty where it is not there.

    Raises
    ------
    SourceError
        If the file is no JSON object.
    """
    path = folder / f"{name}.json"
    if not path.is_file():
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise _broken_record(path, "a JSON object") from error
    if not isinstance(values, dict):
        raise _broken_record(path, "a JSON object")
    return values


def read_purpose_file(folder: Path) -> dict[str, Any]:
    """Return what ``purpose.yaml`` says; empty where it is not there.

    Raises
    ------
    SourceError
        If the file is no YAML of questions and answers.
    """
    path = folder / _PURPOSE
    if not path.is_file():
        return {}
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError):
        # The parser quotes the line, which may hold anything: its message is not chained.
        raise _broken_record(path, "a line 'key: answer' per question, in UTF-8") from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise _broken_record(path, "a line 'key: answer' per question")
    return {str(key): value for key, value in values.items()}


def write_table(
    folder: str | Path, name: str, frame: pd.DataFrame, *, is_checked: bool = False
) -> Path:
    """Write a table of a review, checked, and return its path.

    Parameters
    ----------
    folder : str or Path
        The folder of the review; made where it is not there.
    name : str
        Name of the table with or without ``.csv``, such as ``answers``.
    frame : DataFrame
        The columns of the table's contract.
    is_checked : bool, default False
        Whether it has just been read by a check at least as strict as the contract.

    Raises
    ------
    ContractError
        If the table breaks its contract. Nothing is written then.
    """
    stem = name.removesuffix(".csv")
    table = frame if is_checked else check_table(frame, stem)
    path = Path(folder) / f"{stem}.csv"
    write_atomically(path, table_bytes(table))
    path.with_suffix(".csv.gz").unlink(missing_ok=True)
    return path


def table_bytes(table: pd.DataFrame) -> bytes:
    """Return a checked table as its file holds it: CSV, UTF-8, commas, LF.

    No cell needs quotes, since the contracts allow neither commas, quotes nor line
    breaks; so a checksum of the file can be made with any program.
    """
    columns = [_write_cells(table[name]) for name in table.columns]
    rows = map(",".join, zip(*columns, strict=True))
    return ("\n".join([",".join(table.columns), *rows]) + "\n").encode("utf-8")


def write_record(folder: str | Path, name: str, values: Mapping[str, Any]) -> Path:
    """Write a record of a review as JSON and return its path."""
    path = Path(folder) / f"{name.removesuffix('.json')}.json"
    text = json.dumps(dict(values), ensure_ascii=False, indent=2, default=_write_date) + "\n"
    write_atomically(path, text.encode("utf-8"))
    return path


def _write_cells(column: pd.Series) -> list[str]:
    if column.dtype != "float64":
        return column.astype("str").tolist()
    return ["" if each != each else f"{each:.15g}" for each in column.tolist()]


def _write_date(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"a record cannot hold a {type(value).__name__}")


def _find_table(folder: Path, name: str) -> Path | None:
    paths = (folder / f"{name}.csv", folder / f"{name}.csv.gz")
    return next((path for path in paths if path.is_file()), None)


def _read_origin(frame_record: Mapping[str, Any]) -> Origin:
    value = str(frame_record.get("origin", Origin.OBSERVED))
    if value not in {origin.value for origin in Origin}:
        raise ContractError(
            "The origin of the frame is unknown.",
            where="frame.json, origin",
            expected=" or ".join(origin.value for origin in Origin),
            fix="write observed for people, synthetic for invented ones",
        )
    return Origin(value)


def _describe_inputs(
    folder: Path,
    records: Mapping[str, Mapping[str, Any]],
    tables: Mapping[str, pd.DataFrame],
    *,
    origin: Origin,
) -> list[dict[str, Any]]:
    """List the files that are there, in the form of a manifest."""
    drawn = str(records["draw"].get("draw_date", ""))
    dates = {"frame": str(records["frame"].get("date", "")), "draw": drawn}
    dates["conclusions"] = dates["answers"] = max(tables["conclusions"]["reviewed_on"], default="")
    dates["adjudications"] = max(tables["adjudications"]["date"], default="")
    paths = [(name, _find_table(folder, name)) for name in CONTRACTS]
    paths += [("purpose", folder / _PURPOSE), ("draw", folder / "draw.json")]
    return [
        {
            "file": path.name,
            "publisher": str(records["frame"].get("publisher", OWN_FILE)),
            "table": name,
            "language": "da",
            "extracted": dates.get(name) or drawn,
            "licence": str(records["frame"].get("licence", "fortrolig")),
            "origin": origin.value,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for name, path in paths
        if path is not None and path.is_file()
    ]


def _broken_record(path: Path, expected: str) -> SourceError:
    return SourceError(
        f"The file {path.name} cannot be read.",
        where=path.name,
        expected=expected,
        fix="restore the file, or make it again with the step that writes it",
    )


def _fail_if_no_review(path: Path, *, is_embedded: bool) -> None:
    files = [_PURPOSE, *(f"{name}.json" for name in RECORDS)]
    has_any = any((path / name).is_file() for name in files) or any(
        _find_table(path, name) for name in CONTRACTS
    )
    if not has_any:
        raise CoverageError(
            "The review that comes with the project is not here."
            if is_embedded
            else _say_what_is_there(path),
            where=str(path),
            expected="a folder with frame.csv, purpose.yaml and the files of the later steps",
            fix="make it again from the checkout"
            if is_embedded
            else "begin with 'praksis review plan FRAME --out FOLDER'",
        )


def _say_what_is_there(path: Path) -> str:
    if not path.exists():
        return f"There is no folder {path.name or path}."
    name = path.name or str(path)
    return f"The folder {name} holds no review." if path.is_dir() else f"{name} is no folder."


def _fail_if_cases_are_unknown(tables: Mapping[str, pd.DataFrame]) -> None:
    """Refuse a case that an earlier step does not have: a mistyped or foreign file."""
    before = {"draw": "frame", "assignment": "draw", "dispositions": "draw"}
    before |= dict.fromkeys(("answers", "conclusions", "adjudications"), "draw")
    for name, earlier in before.items():
        if tables[name].empty:
            continue
        known = set(tables[earlier]["case_id"].tolist())
        is_unknown = np.array([case not in known for case in tables[name]["case_id"].tolist()])
        if is_unknown.any():
            raise ContractError(
                f"The table {name} holds cases that the {earlier} does not.",
                where=f"{name}.csv, row {int(is_unknown.argmax()) + 2}, column case_id; "
                f"{int(is_unknown.sum())} in all",
                expected=f"cases of {earlier}.csv in the same folder",
                fix="put the file of this review back, or do the step again",
            )
