"""Which raw files are there, who published them, and are they what they were?

A folder of raw files has a ``manifest.csv`` that lists each file with publisher, table,
extraction date, licence, origin and SHA-256. Only listed files are ever read. Origin
lives here and nowhere else, so every result asks the manifest for its `Lineage`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from analysis.concepts import Lineage, Origin
from analysis.errors import CoverageError, SourceError
from analysis.sources.facts import FACT_COLUMNS, read_comma_separated
from analysis.sources.privacy import show_value

MANIFEST_NAME = "manifest.csv"
COLUMNS = ("file", "publisher", "table", "language", "extracted", "licence", "origin", "sha256")


@dataclass(frozen=True)
class RawFile:
    """One raw file as the manifest lists it.

    Attributes
    ----------
    file : str
        Its name in the folder; the ``source_id`` of everything read from it.
    publisher, table, language, licence : str
        Who published it, which table it is there, in which language, on what terms.
    extracted : date or None
        The day it was fetched; None where nobody wrote it down.
    origin : Origin
        Observed by its publisher or made by a generator.
    sha256 : str
        Checksum, verified when the manifest was opened.
    path : Path
        Where it lies.
    """

    file: str
    publisher: str
    table: str
    language: str
    extracted: dt.date | None
    licence: str
    origin: Origin
    sha256: str
    path: Path


@dataclass(frozen=True)
class Manifest:
    """The raw files of one run, and the names of files lying there unlisted."""

    files: tuple[RawFile, ...]
    unlisted: tuple[str, ...] = ()

    def find(self, table: str) -> tuple[RawFile, ...]:
        """Return the files of a publisher's table, in order of name; none is no error."""
        return tuple(raw for raw in self.files if raw.table == table)

    def lineage(self, source_ids: Iterable[str]) -> Lineage:
        """Return the lineage of a result that rests on these raw files.

        Raises
        ------
        CoverageError
            If the manifest lists no such file.
        """
        by_name = {raw.file: raw for raw in self.files}
        names = frozenset(str(name) for name in source_ids)
        unknown = sorted(names - by_name.keys())
        if unknown:
            raise CoverageError(
                f"The manifest lists no file {unknown[0]}.",
                where=MANIFEST_NAME,
                expected="the source_id of a listed raw file",
                fix="load the data again from the store",
            )
        made = (name for name in names if by_name[name].origin is Origin.SYNTHETIC)
        return Lineage(names, frozenset(made))

    @property
    def newest_extraction(self) -> dt.date | None:
        """Return the newest extraction date, or None where no file has one."""
        return max((raw.extracted for raw in self.files if raw.extracted), default=None)


def open_raw(facts_dir: Path, raw_dir: Path | None = None) -> Manifest:
    """Open the raw files, verifying every checksum once.

    Parameters
    ----------
    facts_dir : Path
        The project's own folder: fact tables and embedded statistics.
    raw_dir : Path, optional
        A folder of the user's. It replaces all statistics of `facts_dir`; the fact
        tables stay, except one that `raw_dir` lists itself.

    Raises
    ------
    SourceError
        If a manifest is missing or wrong, or a listed file is missing or has changed.
    """
    own = _open_folder(facts_dir)
    if raw_dir is None:
        return own
    given = _open_folder(raw_dir)
    tables = {raw.table for raw in given.files}
    facts = [raw for raw in own.files if raw.table in FACT_COLUMNS and raw.table not in tables]
    _fail_if_name_is_taken(facts, given, folder=raw_dir)
    return Manifest(_in_order([*facts, *given.files]), given.unlisted)


def fail_if_changed(raw: RawFile) -> None:
    """Refuse a raw file that is no longer what it was when the manifest was opened.

    Raises
    ------
    SourceError
        If it is gone, or its checksum differs.
    """
    if not raw.path.is_file() or _checksum(raw.path) != raw.sha256:
        raise SourceError(
            f"The file {raw.file} changed while it was read.",
            where=raw.file,
            expected="a file that nobody writes to meanwhile",
            fix="wait until the download or copying has ended, and run the command again",
        )


def _open_folder(folder: Path) -> Manifest:
    path = folder / MANIFEST_NAME
    if not path.is_file():
        raise SourceError(
            f"The folder {folder.name or folder} has no {MANIFEST_NAME}.",
            where=str(folder),
            expected=f"a file {MANIFEST_NAME} with the columns {','.join(COLUMNS)}",
            fix="write one line for each file that should be used",
        )
    rows = read_comma_separated(path)
    if tuple(rows.columns) != COLUMNS:
        raise SourceError(
            "The manifest does not have the right columns.",
            where=f"{MANIFEST_NAME}, row 1 (the header)",
            expected=",".join(COLUMNS),
            fix="correct the header; the order counts",
        )
    _fail_if_a_file_is_listed_twice(rows)
    entries = enumerate(rows.to_dict("records"), start=2)
    files = [_open_file({str(k): str(v) for k, v in row.items()}, n, folder) for n, row in entries]
    listed = {raw.file for raw in files} | {MANIFEST_NAME}
    lying = sorted(p.name for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    return Manifest(_in_order(files), tuple(name for name in lying if name not in listed))


def _open_file(row: dict[str, str], number: int, folder: Path) -> RawFile:
    where = f"{MANIFEST_NAME}, row {number}"
    _fail_if_outside_the_folder(row["file"], folder, where=where)
    path = folder / row["file"]
    empty = [name for name in ("publisher", "table", "licence") if not row[name].strip()]
    if empty:
        raise SourceError(
            f"The manifest does not give the {empty[0]} of {row['file']}.",
            where=f"{where}, column {empty[0]}",
            expected="a text",
            fix="write it down; a report lists it",
        )
    if row["origin"] not in {origin.value for origin in Origin}:
        raise SourceError(
            f"The origin of {row['file']} is unknown: {show_value(row['origin'])}.",
            where=f"{where}, column origin",
            expected=" or ".join(origin.value for origin in Origin),
            fix="write observed for a publisher's file, synthetic for a generated one",
        )
    extracted = _parse_date(row["extracted"], where=where)
    _fail_if_not_as_listed(path, row["sha256"], where=where)
    return RawFile(
        row["file"],
        row["publisher"],
        row["table"],
        row["language"],
        extracted,
        row["licence"],
        Origin(row["origin"]),
        row["sha256"].strip().lower(),
        path,
    )


def _parse_date(text: str, *, where: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise SourceError(
            f"{show_value(text)} is not a date.",
            where=f"{where}, column extracted",
            expected="a date such as 2026-04-01, or nothing",
            fix="write the day the file was fetched",
        ) from error


def _checksum(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise SourceError(
            f"The file {path.name} cannot be read: {error.strerror}.",
            where=str(path.parent),
            expected="a file that you may read",
            fix="ask for the right to read it, or fetch it again",
        ) from None


def _fail_if_not_as_listed(path: Path, sha256: str, *, where: str) -> None:
    if not path.is_file():
        raise SourceError(
            f"The file {path.name} is listed but not there.",
            where=where,
            expected=f"a file {path.name} beside {MANIFEST_NAME}",
            fix="put the file back, or remove its line",
        )
    found = _checksum(path)
    if found != sha256.strip().lower():
        raise SourceError(
            f"The file {path.name} is not the one that was listed: its checksum differs.",
            where=f"{where}, column sha256",
            expected=f"{sha256[:12]}...; the file has {found[:12]}...",
            fix="fetch the file again; if the change is meant, write the new checksum and "
            "extraction date into the manifest",
        )


def _fail_if_outside_the_folder(name: str, folder: Path, *, where: str) -> None:
    try:
        inside = (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a circle, or a name that no disk takes
        inside = False
    parts = PurePosixPath(name.replace("\\", "/"))
    if not name.strip() or parts.is_absolute() or ".." in parts.parts or not inside:
        raise SourceError(
            f"The manifest lists a file outside its folder: {show_value(name)}.",
            where=f"{where}, column file",
            expected=f"the name of a file beside {MANIFEST_NAME}",
            fix="move the file into the folder and write its name only",
        )


def _fail_if_a_file_is_listed_twice(rows: pd.DataFrame) -> None:
    twice = rows["file"].duplicated()
    if twice.any():
        row = int(twice.to_numpy().argmax())
        raise SourceError(
            f"The manifest lists {show_value(rows['file'].iloc[row])} twice.",
            where=f"{MANIFEST_NAME}, row {row + 2}, column file",
            expected="each file once",
            fix="remove one of the two lines",
        )


def _fail_if_name_is_taken(facts: Iterable[RawFile], given: Manifest, *, folder: Path) -> None:
    names = {raw.file: raw.table for raw in facts}
    for raw in given.files:
        if raw.file in names:
            raise SourceError(
                f"The file {raw.file} has the name of the fact table {names[raw.file]}.",
                where=f"{folder.name}/{MANIFEST_NAME}, column file",
                expected="another name, or the same table name if it replaces the fact table",
                fix="rename the file, or correct its table",
            )


def _in_order(files: Iterable[RawFile]) -> tuple[RawFile, ...]:
    return tuple(sorted(files, key=lambda raw: raw.file))
