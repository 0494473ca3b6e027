"""What does a batch remember between runs, and how do two of them keep apart?

Beside the reports lies a folder ``.praksis`` with one small file per report that is done:
its key, and the checksum of its manifest, which in turn has those of all its files. A
report is left alone only if its key is today's and every file is unharmed. Locks are
those of the operating system: a process that dies lets go of them.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from analysis.errors import RenderingError
from analysis.rendering.standing import is_standing, mark_report

STATE_FOLDER = ".praksis"
SUMMARIES = ("summary.json", "summary.html")
_SECONDS_BETWEEN_TRIES = 0.1
_LOCK_OF_BATCH = "batch.lock"


@dataclass(frozen=True)
class Marks:
    """Which reports below a folder are done.

    Attributes
    ----------
    folder : Path
        The batch's folder.
    """

    folder: Path

    def is_up_to_date(self, place: str, key: str) -> bool:
        """Tell whether a report was made with this key, and all its files are unharmed."""
        try:
            mark = json.loads(self._path(place).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return is_standing(self.folder / place, mark, key)

    def put(self, place: str, key: str) -> None:
        """Mark a report as done with a key.

        Raises
        ------
        RenderingError
            If the report has no manifest, or the mark cannot be written.
        """
        try:
            mark = mark_report(self.folder / place, key)
            write_whole(self._path(place), json.dumps(mark, indent=2) + "\n")
        except OSError as error:
            raise RenderingError(
                f"The report of {place} could not be marked as done: {error.strerror}.",
                where=f"{place}/manifest.json",
                expected="a report with a manifest, and room for a small file beside it",
                fix="make room and run the command again",
            ) from None

    def remove(self, place: str) -> None:
        """Forget a report, before it is made again."""
        self._path(place).unlink(missing_ok=True)

    def _path(self, place: str) -> Path:
        return self.folder / STATE_FOLDER / f"{_flat(place)}.json"


@contextmanager
def claim_folder(folder: Path) -> Iterator[Marks]:
    """Make a batch's folder this batch's own while the block lasts.

    Raises
    ------
    RenderingError
        If another batch is writing there, or the folder cannot be made.
    """
    try:
        (folder / STATE_FOLDER).mkdir(parents=True, exist_ok=True)
        lock = (folder / STATE_FOLDER / _LOCK_OF_BATCH).open("a+b")
    except OSError as error:
        raise RenderingError(
            f"The folder for the reports cannot be used: {error.strerror}.",
            where=str(folder),
            expected="a folder that does not exist yet, or an earlier batch's",
            fix="choose another folder with --out, or ask for the right to write there",
        ) from None
    with lock:
        if not _try_to_lock(lock):
            raise RenderingError(
                "Another batch is writing to this folder.",
                where=str(folder),
                expected="one batch at a time in a folder",
                fix="wait for it, stop it, or choose another folder with --out",
            )
        yield Marks(folder)


@contextmanager
def hold_job(folder: Path, place: str) -> Iterator[None]:
    """Keep other workers from the same report, such as those of a batch that was killed."""
    path = folder / STATE_FOLDER / f"{_flat(place)}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as lock:
        while not _try_to_lock(lock):
            time.sleep(_SECONDS_BETWEEN_TRIES)
        yield


def sweep_leftovers(folder: Path, places: Iterable[str]) -> None:
    """Remove half-written reports and files that a killed run left beside the whole ones.

    A report that had been moved aside, and not yet replaced, is put back.
    """
    known: dict[Path, set[str]] = {}
    for place in places:
        known.setdefault((folder / place).parent, set()).add((folder / place).name)
    for parent, names in known.items():
        _sweep(parent, names)
    for path in [*folder.glob(".*.part"), *(folder / STATE_FOLDER).glob(".*.part")]:
        path.unlink(missing_ok=True)


def _sweep(parent: Path, names: set[str]) -> None:
    """Sweep the leftovers of the reports of these names in one folder."""
    for path in sorted(parent.glob(".*")):
        found = re.fullmatch(r"\.([\w-]+)\.\w+\.(new|old)", path.name)
        if found is None or found.group(1) not in names:
            continue
        whole = parent / found.group(1)
        if found.group(2) == "old" and not whole.exists():
            path.rename(whole)
        else:
            shutil.rmtree(path, ignore_errors=True)


def write_whole(path: Path, text: str) -> None:
    """Write beside and rename, so that a run that dies leaves no half file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        with beside.open("wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def fail_if_folder_is_not_ours(folder: Path, *, is_shared: bool = False) -> None:
    """Refuse a folder that holds anything and was not begun by a batch.

    Parameters
    ----------
    folder : Path
        What a batch is to write to.
    is_shared : bool, default False
        Whether it may hold other reports, since each job writes to a folder of its own
        further below. Only a file that the summary would replace is refused then.

    Raises
    ------
    RenderingError
        If `folder` is a file, or holds files and no batch's keys.
    """
    if folder.exists() and not folder.is_dir():
        raise RenderingError(
            "The output path is a file, not a folder.",
            where=str(folder),
            expected="a folder that does not exist yet, is empty, or holds an earlier batch",
            fix="choose another folder with --out, or move the file away",
        )
    if not folder.is_dir() or (folder / STATE_FOLDER).is_dir():
        return
    if any((folder / name).exists() for name in SUMMARIES) if is_shared else any(folder.iterdir()):
        raise RenderingError(
            "The output folder holds something else than the reports of all municipalities.",
            where=str(folder),
            expected="a folder that does not exist yet, is empty, or holds an earlier batch",
            fix="choose another folder with --out, or move what lies there away",
        )


def _flat(place: str) -> str:
    """Return the name of a report's folder as the name of a file."""
    return place.replace("/", "-")


def _try_to_lock(file: IO[bytes]) -> bool:
    """Take the operating system's lock on an open file; tell whether it was free."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 (Windows alone has it)

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl  # noqa: PLC0415 (Windows does not have it)

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
