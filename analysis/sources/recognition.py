"""Which table is a file, told by what is in it?

A file that somebody downloaded by hand has any name. A StatBank table is told by its
variables, its codes and the length of its periods; a jobindsats answer by its columns,
and where those fit several tables by the table's id in the file name as well. What is
ambiguous or unknown is said with the reason, never guessed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.concepts import Origin
from analysis.errors import SourceError
from analysis.sources.decoding import fail_if_page, read_bytes
from analysis.sources.facts import FACT_COLUMNS
from analysis.sources.jobindsats import PERIOD_COLUMN
from analysis.sources.manifest import MANIFEST_NAME, RawFile
from analysis.sources.privacy import find_cpr_like
from analysis.sources.recognise_jobindsats import recognise_jobindsats
from analysis.sources.recognise_statbank import recognise_statbank
from analysis.sources.statbank import TIME_COLUMN, VALUE_COLUMN

_STATBANK = ("Danmarks Statistik", "CC BY 4.0")
_UNREADABLE = "unreadable"
_JOBINDSATS = ("STAR, jobindsats.dk", "gengives med kildeangivelse")


@dataclass(frozen=True)
class Recognised:
    """What one file is, or why that cannot be told.

    Attributes
    ----------
    file : str
        Its name in the folder; withheld where it looks like a CPR number.
    reason : str
        How it was told, or why it was not and what to do.
    table, publisher, language, licence : str
        As the manifest lists them; empty where the file was not recognised.
    origin : Origin
        Observed, unless the content is that of a file known to be synthetic.
    extracted : date or None
        The day it was fetched, where a known file says so.
    modified : date
        The day the file was last changed on this machine: no earlier than the day it was
        fetched if it was copied since, hence a guess and never written by itself.
    sha256 : str
        Checksum of the file.
    """

    file: str
    reason: str
    table: str = ""
    publisher: str = ""
    language: str = ""
    licence: str = ""
    origin: Origin = Origin.OBSERVED
    extracted: dt.date | None = None
    modified: dt.date = dt.date.min
    sha256: str = ""


def recognise_folder(folder: Path, *, known: Iterable[RawFile] = ()) -> tuple[Recognised, ...]:
    """Look at each file of a folder and tell which table it is.

    Parameters
    ----------
    folder : Path
        The folder; folders in it, hidden files and a manifest are left alone.
    known : iterable of RawFile
        Files that are listed elsewhere, such as the project's own: one with the same
        content keeps their table, date and origin, so that a synthetic file that was
        copied stays synthetic.

    Returns
    -------
    tuple of Recognised
        In order of name.

    Raises
    ------
    SourceError
        If the folder is none, or has no files.
    """
    if not folder.is_dir():
        raise SourceError(
            f"There is no folder {folder.name}.",
            where=str(folder),
            expected="a folder of files as they were downloaded",
            fix="correct the path",
        )
    by_content = {_digest_of_content(raw.path): raw for raw in known}
    by_content.pop(_UNREADABLE, None)
    paths = sorted(path for path in folder.iterdir() if _is_candidate(path))
    if not paths:
        raise SourceError(
            f"The folder {folder.name} has no files to look at.",
            where=str(folder),
            expected="files as they were downloaded",
            fix="put them there first",
        )
    found = [_recognise(path, by_content) for path in paths]
    return tuple(_without_copies(found))


def _without_copies(found: list[Recognised]) -> Iterator[Recognised]:
    """Leave a second copy of a file out: its rows would be there twice."""
    first: dict[str, str] = {}
    for each in found:
        if each.table and each.sha256 in first:
            reason = f"it is a copy of {first[each.sha256]}; remove one of the two"
            yield Recognised(each.file, reason)
            continue
        first.setdefault(each.sha256, each.file)
        yield each


def _is_candidate(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.name != MANIFEST_NAME


def _recognise(path: Path, by_content: dict[str, RawFile]) -> Recognised:
    if find_cpr_like(path.name):
        return Recognised(
            "a file (its name is not shown)",
            "its name looks like a CPR number; rename it, and destroy copies of the file",
        )
    modified = dt.date.fromtimestamp(path.stat().st_mtime)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    same = by_content.get(_digest_of_content(path))
    if same is not None:
        return Recognised(
            path.name,
            f"by its content, which is that of {same.file} of {same.publisher}",
            same.table,
            same.publisher,
            same.language,
            same.licence,
            same.origin,
            same.extracted,
            modified,
            sha256,
        )
    try:
        found = _look_inside(path)
    except SourceError as error:
        return Recognised(path.name, f"{error.what} {error.fix}.".strip())
    if isinstance(found, str):
        return Recognised(path.name, found)
    (table, language, reason), (publisher, licence) = found
    return Recognised(
        path.name,
        reason,
        table,
        publisher,
        language,
        licence,
        modified=modified,
        sha256=sha256,
    )


def _look_inside(path: Path) -> tuple[tuple[str, str, str], tuple[str, str]] | str:
    """Return table, language and reason with the publisher's name and terms, or why not."""
    raw = read_bytes(path)
    fail_if_page(raw, name=path.name)
    line = raw.split(b"\n", 1)[0].decode("utf-8").strip()
    fields = [field.strip().strip('"') for field in line.split(";")]
    if TIME_COLUMN in fields and VALUE_COLUMN in fields:
        statbank = recognise_statbank(path)
        return statbank if isinstance(statbank, str) else (statbank, _STATBANK)
    if line[:1] in ("{", "[") or PERIOD_COLUMN in fields:
        answer = recognise_jobindsats(path)
        return answer if isinstance(answer, str) else (answer, _JOBINDSATS)
    columns = line.split(",")
    for name, needed in FACT_COLUMNS.items():
        if set(needed) <= set(columns):
            return (
                f"it has the columns of the fact table {name}, and does not say who made it; "
                "write its line yourself if it is to replace the project's own"
            )
    if len(fields) == 1 and {TIME_COLUMN, VALUE_COLUMN} <= set(line.replace("\t", ",").split(",")):
        return "a table of Statistikbanken that is not separated by semicolons; download it so"
    return (
        f"it has neither {TIME_COLUMN} and {VALUE_COLUMN} in its first line, as Statistikbanken "
        f"writes them, nor {PERIOD_COLUMN}, as jobindsats does"
    )


def _digest_of_content(path: Path) -> str:
    """Return the checksum of what a file holds, unpacked, or that it cannot be read."""
    try:
        return hashlib.sha256(read_bytes(path)).hexdigest()
    except SourceError:
        return _UNREADABLE
