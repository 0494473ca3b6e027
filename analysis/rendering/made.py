"""Was this very report made already, and does it stand there unharmed?

Then it need not be made again. A note in the user's own cache says of each report asked for
where it was put, what it was made from and what its manifest's checksum is. So nothing that
is delivered carries a mark, and the answer needs none of the modules that compute.

Everything that can decide a report counts: the request, all the project's data, the files
and folders that were named, the notebooks, every file of the package and every installed
version. What a notebook showed is kept elsewhere (`kept`), for a report of which only the
commentary, the status or the folder is another.
"""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.commentary.kept import place_of_kept
from analysis.datasets.project import project_root
from analysis.rendering.fingerprint import (
    data_that_count,
    fingerprint_code,
    fingerprint_files,
    fingerprint_request,
    join_fingerprints,
)
from analysis.rendering.private import close_folder, forget_old, private_folder
from analysis.rendering.standing import is_standing, mark_report

_NAME = "made"
_SUFFIX = ".json"


@dataclass(frozen=True)
class Asked:
    """A report that is asked for, and everything it may be made from, as it is now.

    Attributes
    ----------
    name : str
        Checksum of who makes it, what is asked for and where it is to be put.
    state : mapping of Path to str
        Checksum of each file or folder that may count.
    code : str
        Fingerprint of package and installed versions.
    root : Path
        The project folder.
    request : dataclass
        What is asked for.
    beside : str
        Pattern of earlier reports in the folder above that the report is held against.
    """

    name: str
    state: Mapping[Path, str]
    code: str
    root: Path
    request: Any
    beside: str


@dataclass(frozen=True)
class Made:
    """A report that stands there.

    Attributes
    ----------
    folder : Path
        Where.
    made_at : float
        When it was made, in seconds since 1970.
    caution : str
        What was said when it was made.
    against : Path or None
        What a pack was held against.
    """

    folder: Path
    made_at: float
    caution: str = ""
    against: Path | None = None


def ask(
    make: Callable[..., Any],
    request: Any,
    *,
    beside: str = "",
    root: Path | None = None,
) -> Asked:
    """Return what is asked for, with the checksums of what it may be made from.

    Parameters
    ----------
    make : callable
        Who makes the report.
    request : dataclass
        What is asked for. Its paths, but ``out``, are read, and so is a folder that it
        names in a text.
    beside : str, default ''
        Pattern of reports that lie beside this one and that it may be held against.
    root : Path, optional
        The project folder; default: the one that reports are made in.

    Raises
    ------
    SourceError
        If there is no project folder.
    """
    root = root or project_root()
    out = request.out.resolve() if request.out is not None else None
    name = join_fingerprints(
        f"{make.__module__}.{make.__qualname__}",
        fingerprint_request(request),
        str(root),
        str(out or ""),
    )
    paths = set(_paths_that_count(root, request, ""))
    if beside:
        above = out.parent if out else (root / "reports" / request.municipality_code).resolve()
        paths |= set(above.glob(beside))
    state = {path: fingerprint_files((path,)) for path in paths}
    return Asked(name, state, fingerprint_code(root), root, request, beside)


def find_made(asked: Asked) -> Made | None:
    """Return the report if it stands there as it would be made now, and None if not.

    Parameters
    ----------
    asked : Asked
        From `ask`.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        place = private_folder(_NAME) / f"{asked.name}{_SUFFIX}"
        note = json.loads(place.read_text(encoding="utf-8"))
        folder = Path(note["folder"])
        if is_standing(folder, note, _key(asked, asked.state, folder, str(note["period"]))):
            against = Path(note["against"]) if note["against"] else None
            return Made(folder, place.stat().st_mtime, str(note["caution"]), against)
    return None


def note_made(asked: Asked, delivery: Any) -> None:
    """Note that a report stands, unless anything changed while it was made.

    Parameters
    ----------
    asked : Asked
        From `ask`, before the report was made.
    delivery : object
        With ``folder`` and ``caution``, and maybe ``period``, ``against`` and
        ``is_complete``: one that is not is to be made again. What cannot be noted, such as
        on a full disk, is not: the report stands already.
    """
    if not getattr(delivery, "is_complete", True):
        return
    folder = Path(delivery.folder).resolve()
    period = str(getattr(delivery, "period", ""))
    counted = {*_paths_that_count(asked.root, asked.request, period), *_siblings(asked, folder)}
    now = {path: fingerprint_files((path,)) for path in counted}
    if any(asked.state.get(path) != found for path, found in now.items()):
        return
    if fingerprint_code(asked.root) != asked.code:
        return
    against = getattr(delivery, "against", None)
    with suppress(OSError):
        note = {
            **mark_report(folder, _key(asked, now, folder, period)),
            "folder": str(folder),
            "period": period,
            "caution": delivery.caution,
            "against": str(against) if against else "",
        }
        _write(private_folder(_NAME), asked.name, note)


def _key(asked: Asked, state: Mapping[Path, str], folder: Path, period: str) -> str:
    """Return the checksum of what decides a report that is put in a folder."""
    counted = {*_paths_that_count(asked.root, asked.request, period), *_siblings(asked, folder)}
    lines = (f"{path} {state[path]}" for path in sorted(counted))
    return join_fingerprints(asked.name, asked.code, *lines)


def _paths_that_count(root: Path, request: Any, period: str) -> Iterator[Path]:
    """Yield the files and folders that a report of a period may be made from."""
    yield root / "notebooks"
    yield from data_that_count(root, period)
    for field in dataclasses.fields(request):
        value = getattr(request, field.name)
        if field.name == "out" or not value:
            continue
        if isinstance(value, Path):
            yield value.resolve()
            yield place_of_kept(value.resolve())
        # A list of codes may be longer than a path may be.
        elif isinstance(value, str) and os.path.isdir(value):  # noqa: PTH112
            yield Path(value).resolve()


def _siblings(asked: Asked, folder: Path) -> Iterator[Path]:
    """Yield the reports beside one that it may be held against; itself is none."""
    found = folder.parent.glob(asked.beside) if asked.beside else ()
    return (path for path in found if path != folder)


def _write(folder: Path, name: str, note: Mapping[str, Any]) -> None:
    """Write beside and rename, so that two runs at once leave one whole file."""
    close_folder(folder)
    forget_old(folder, f"*{_SUFFIX}*")
    place = folder / f"{name}{_SUFFIX}"
    beside = place.with_name(f"{place.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        beside.write_text(json.dumps(note, ensure_ascii=False) + "\n", encoding="utf-8")
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
