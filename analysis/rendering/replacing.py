"""How does a new delivery take the place of an earlier one: whole, or not at all?

The files are written into a folder beside the target, which then takes its place. Two
runs at once on the same target wait for each other, and the folder that stands at the end
is one of theirs. What a run that was killed left beside the target is cleared away by the
next one; a delivery that it had moved aside is put back first.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import RenderingError

_LONGEST_WAIT = 60.0  # seconds; a delivery is written in a fraction of one
_SECONDS_BETWEEN_TRIES = 0.05
_TAKEN = {errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST}


def replace_folder(outputs: Mapping[str, bytes], out: Path, *, check: Callable[[], None]) -> None:
    """Write files into a folder beside the target, then let it take the target's place.

    Parameters
    ----------
    outputs : mapping of str to bytes
        The files by their place in the folder.
    out : Path
        The target, from `resolve_out`. What stands there is replaced.
    check : callable
        Called when no other run is writing beside the target; raises if the target may
        not be replaced.

    Raises
    ------
    RenderingError
        If another run took the place meanwhile, where runs cannot wait for each other.
    OSError
        If a file cannot be written. What stood there stands there still.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with claim(out.parent) as is_alone:
        if is_alone:
            _clear_away_leftovers(out)
        check()
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".new", dir=out.parent))
        earlier = beside.with_suffix(".old")
        try:
            for name, data in outputs.items():
                _write_durably(beside / name, data)
            # A temporary folder is closed to others; a delivery is as open as any new folder.
            beside.chmod(0o777 & ~_umask())
            _take_the_place(beside, out, earlier)
        finally:
            try:
                _tidy_up(beside, out, earlier)
            except KeyboardInterrupt:
                _tidy_up(beside, out, earlier)
                raise


@contextmanager
def claim(folder: Path) -> Iterator[bool]:
    """Wait until no other run replaces anything in a folder, and keep others waiting.

    Yields
    ------
    bool
        Whether this run is alone there. False where the system has no locks for folders
        (Windows, some network drives), or the folder is not there.

    Notes
    -----
    The lock is the operating system's, on the folder itself: it leaves no file behind,
    and a process that dies lets go of it.
    """
    if os.name == "nt":
        yield False
        return
    import fcntl  # noqa: PLC0415 (Windows does not have it)

    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        yield _is_locked(lambda: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB))
    finally:
        os.close(handle)


def resolve_out(out: Path) -> Path:
    """Return where an output path leads, links followed.

    Raises
    ------
    RenderingError
        If it leads nowhere: links in a circle, or a name that no disk takes.
    """
    try:
        resolved = out.resolve()
        resolved.exists()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "links in a circle"
        raise RenderingError(
            f"The output path cannot be used: {reason}.",
            where=f"{str(out)[:200]}",
            expected="a folder that does not exist yet, is empty, or holds an earlier report",
            fix="choose another folder with --out",
        ) from None
    return resolved


def _is_locked(lock: Callable[[], None]) -> bool:
    """Try to take a lock until it is free; tell whether it was taken."""
    deadline = time.monotonic() + _LONGEST_WAIT
    while True:
        try:
            lock()
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(_SECONDS_BETWEEN_TRIES)
        except OSError:
            return False
        else:
            return True


def _clear_away_leftovers(out: Path) -> None:
    """Remove what killed runs left beside the target; put back what they had moved aside."""
    left = re.compile(rf"\.{re.escape(out.name)}\.[a-z0-9_]{{8}}\.(new|old)")
    found = sorted(path for path in out.parent.glob(".*") if left.fullmatch(path.name))
    for path in found:
        if path.suffix == ".old" and not out.exists():
            path.rename(out)
    for path in found:
        shutil.rmtree(path, ignore_errors=True)


def _take_the_place(beside: Path, out: Path, earlier: Path) -> None:
    try:
        if out.exists():
            out.rename(earlier)
        beside.rename(out)
    except OSError as error:
        if error.errno not in _TAKEN or not beside.exists():
            raise
        raise RenderingError(
            "Another run wrote to the output folder at the same time.",
            where=str(out),
            expected="one run at a time in a folder",
            fix="run the command again; the report that stands there is whole",
        ) from None


def _tidy_up(beside: Path, out: Path, earlier: Path) -> None:
    """Leave nothing beside the target; put back what stood there, if Ctrl-C came in between."""
    if earlier.exists() and not out.exists():
        earlier.rename(out)
    shutil.rmtree(beside, ignore_errors=True)
    shutil.rmtree(earlier, ignore_errors=True)


def _write_durably(path: Path, data: bytes) -> None:
    """Write a file and wait until the disk has it."""
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _umask() -> int:
    """Return the process's mask for new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
