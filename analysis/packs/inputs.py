"""What has the municipality put into the pack, and what comes with the project?

A folder of inputs has a ``pack.yaml`` that names the municipality and lists the files with
publisher, date and origin. A file that is not there is simply missing: the pack says so.
What comes with the project is of two sorts: the practice study holds published facts;
everything else is an example. The events are invented for one municipality alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.concepts import Lineage, Origin
from analysis.datasets.project import project_root
from analysis.errors import SourceError
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place
from analysis.sources.private_files import fail_if_file_has_cpr

NAME = "pack.yaml"
_CODE = re.compile(r"[1-9][0-9]{2,3}")
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
        If there is no folder or no ``pack.yaml``, if it is not readable, if a listed file is
        missing, or if any of them holds what looks like a CPR number: by file and line,
        never the content.
    """
    where = Path(folder) if str(folder) else project_root() / "data" / "pack"
    _fail_if_the_list_is_missing(where)
    fail_if_file_has_cpr(where / NAME)
    content = read_places(where / NAME)
    content.check_keys(["municipality_code", "files"], ["note"])
    listed = content.at("files")
    listed.check_keys([], FILES)
    files = {name: _open_file(where, name, entry) for name, entry in listed.parts().items()}
    return PackInputs(where, _read_code(content.at("municipality_code")), bool(str(folder)), files)


def _read_code(place: Place) -> str:
    # With and without quotation marks: YAML takes the bare digits for a number.
    code = str(place.value)
    if not _CODE.fullmatch(code):
        place.refuse("is no municipality code", "three digits, such as 101")
    return code


def _open_file(folder: Path, name: str, entry: Place) -> InputFile:
    """Check one line of the list and the file behind it."""
    entry.check_keys(["origin"], ["publisher", "extracted", "note"])
    path = next((p for p in (folder / name, folder / f"{name}.gz") if p.is_file()), None)
    if path is None:
        entry.refuse_because(
            f"{name} is listed but not there.",
            expected=f"{name} in the folder {folder.name}",
            fix="put the file there, or take the line out of pack.yaml",
        )
    fail_if_file_has_cpr(path)
    return InputFile(
        name=name,
        path=path,
        publisher=entry.at("publisher").text(default=""),
        note=entry.at("note").text(default=""),
        extracted=entry.at("extracted").given(Place.date),
        origin=entry.at("origin").choice(Origin),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def _fail_if_the_list_is_missing(folder: Path) -> None:
    if not (folder / NAME).is_file():
        raise SourceError(
            f"The folder {folder.name or folder} has no {NAME}.",
            where=str(folder),
            expected="a folder made by praksis inputs start, or one like it",
            fix="give the folder with --inputs, or begin one with praksis inputs start",
        )
