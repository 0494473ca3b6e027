"""What has the municipality put into the pack, and what comes with the project?

A folder of inputs has a ``pack.yaml`` that names the municipality and lists the files with
publisher, date and origin. A file that is not there is simply missing: the pack says so.
What comes with the project is of two sorts: the practice study holds published facts;
everything else is an example. The events are invented for one municipality alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis.concepts import Lineage, Origin
from analysis.datasets.project import project_root
from analysis.errors import SourceError

NAME = "pack.yaml"
# What a folder may hold: the file's name, and what it is.
FILES: Mapping[str, str] = {
    "events.csv": "the municipality's own event file: one row per step of a case",
    "flow.yaml": "today's and the proposed case flow, with the municipality's own deadlines",
    "study.yaml": "the practice study: what other municipalities do, and existing analyses",
    "rates.yaml": "benefit levels, hours and prices that nobody publishes in one place",
    "recommendations.yaml": "the register of recommendations",
    "milestones.yaml": "the plan with milestones",
    "comments.csv": "the register of comments on the checklists",
}
# Of these, what comes with the project is usable by any municipality.
SHARED = ("flow.yaml", "study.yaml", "rates.yaml", "recommendations.yaml", "milestones.yaml")


@dataclass(frozen=True)
class InputFile:
    """One file of the folder, as ``pack.yaml`` lists it.

    Attributes
    ----------
    name : str
        One of `FILES` (``events.csv`` may lie there as ``events.csv.gz``).
    path : Path
        Where it lies.
    publisher, note : str
        Who made it, and anything a reader should know, in Danish.
    extracted : date or None
        The day it was made or fetched.
    origin : Origin
        Observed, or invented.
    sha256 : str
        Checksum of the bytes.
    """

    name: str
    path: Path
    publisher: str
    note: str
    extracted: dt.date | None
    origin: Origin
    sha256: str

    @property
    def source_id(self) -> str:
        """Return the name by which results and the list of inputs know the file."""
        return f"pack/{self.path.name}"

    @property
    def lineage(self) -> Lineage:
        """Return the lineage of what rests on this file alone."""
        names = frozenset({self.source_id})
        return Lineage(names, names if self.origin is Origin.SYNTHETIC else frozenset())

    def describe(self) -> dict[str, str]:
        """Return the file's line in the list of inputs."""
        return {
            "file": self.source_id,
            "publisher": self.publisher,
            "table": self.name.split(".")[0],
            "language": "da",
            "extracted": self.extracted.isoformat() if self.extracted else "",
            "licence": "",
            "origin": self.origin.value,
            "sha256": self.sha256,
        }


@dataclass(frozen=True)
class PackInputs:
    """The files of one folder.

    Attributes
    ----------
    folder : Path
        Where they lie.
    municipality_code : str
        Whose they are.
    is_own : bool
        Whether the folder is the municipality's own, or the one that comes with the project.
    files : mapping of str to InputFile
        By name, those that are there.
    """

    folder: Path
    municipality_code: str
    is_own: bool
    files: Mapping[str, InputFile]

    def get(self, name: str) -> InputFile | None:
        """Return a file by its name, or None where it is missing."""
        return self.files.get(name)


def open_inputs(folder: str | Path = "") -> PackInputs:
    """Open a folder of inputs to a pack.

    Parameters
    ----------
    folder : str or Path, default ''
        The municipality's own folder. Empty: the one that comes with the project.

    Raises
    ------
    SourceError
        If there is no folder or no ``pack.yaml``, if it is not readable, or if a listed
        file is missing.
    """
    where = Path(folder) if str(folder) else project_root() / "data" / "pack"
    content = _read_list(where)
    files = {name: _open_file(where, name, entry) for name, entry in content["files"].items()}
    return PackInputs(where, str(content["municipality_code"]), bool(str(folder)), files)


def _read_list(folder: Path) -> dict[str, Any]:
    """Read ``pack.yaml`` and refuse one that lacks what is needed."""
    path = folder / NAME
    if not path.is_file():
        raise SourceError(
            f"The folder {folder.name or folder} has no {NAME}.",
            where=str(folder),
            expected="a folder made by praksis inputs start, or one like it",
            fix="give the folder with --inputs, or begin one with praksis inputs start",
        )
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(
            f"{NAME} cannot be read.",
            where=f"{NAME}, line {mark.line + 1}" if mark else NAME,
            expected="YAML in UTF-8",
            fix="correct the line; text with a colon stands in quotation marks",
        ) from None
    if not isinstance(content, dict) or not {"municipality_code", "files"} <= content.keys():
        raise SourceError(
            f"{NAME} lacks municipality_code or files.",
            where=NAME,
            expected="the two keys municipality_code and files",
            fix="add what is missing; praksis inputs start writes one that is whole",
        )
    if not isinstance(content["files"], dict):
        raise SourceError(
            f"{NAME} does not list its files by name.",
            where=f"{NAME}, files",
            expected="one line per file, such as study.yaml: {origin: observed}",
            fix="correct the list",
        )
    return content


def _open_file(folder: Path, name: str, entry: Any) -> InputFile:
    """Check one line of the list and the file behind it."""
    where = f"{NAME}, files, {name}"
    if name not in FILES:
        raise SourceError(
            f"{name} is not a file that a pack uses.",
            where=where,
            expected=", ".join(FILES),
            fix="correct the name, or take the line out",
        )
    values = entry if isinstance(entry, dict) else {}
    path = next((p for p in (folder / name, folder / f"{name}.gz") if p.is_file()), None)
    if path is None:
        raise SourceError(
            f"{name} is listed but not there.",
            where=str(folder),
            fix="put the file there, or take the line out of pack.yaml",
        )
    try:
        origin = Origin(str(values.get("origin", "")))
    except ValueError:
        raise SourceError(
            f"The origin of {name} is not stated.",
            where=where,
            expected="origin: observed or origin: synthetic",
            fix="say whether the file is real or invented",
        ) from None
    extracted = values.get("extracted")
    return InputFile(
        name=name,
        path=path,
        publisher=str(values.get("publisher", "")),
        note=str(values.get("note", "")),
        extracted=extracted if isinstance(extracted, dt.date) else None,
        origin=origin,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
