"""How do two runs in the same folder keep from undoing each other's work?

A step reads what is there, adds to it and writes it back. Of two at once the later would
write over what the earlier added. So a step that changes a review leaves a small file
there while it works, and another step that finds it stops. A file left by a run that died
is taken over where that can be told: on the same machine, the process being gone.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import RequestError

CLAIM = ".i-brug"


@contextmanager
def claim_folder(folder: Path) -> Iterator[None]:
    """Keep other runs from changing a review while this one does.

    Parameters
    ----------
    folder : Path
        The folder of the review. Where it is not there, or may not be written in, nothing
        is done: the step itself then says what is wrong.

    Raises
    ------
    RequestError
        If another run is at work there.

    Notes
    -----
    On Windows a run that died cannot be told from one at work, so its file has to be
    deleted by hand, as the message says.
    """
    path = folder / CLAIM
    is_ours = _take(path)
    try:
        yield
    finally:
        if is_ours:
            path.unlink(missing_ok=True)


def _take(path: Path) -> bool:
    """Return whether the file was laid down; False where that cannot be done."""
    for _ in range(2):
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            _fail_if_at_work(path)
            path.unlink(missing_ok=True)
            continue
        except OSError:
            return False
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_name_run(os.getpid()))
        return True
    raise _refusal(path)


def _name_run(process: int) -> str:
    return f"{platform.node()} {process}"


def _fail_if_at_work(path: Path) -> None:
    try:
        host, _, number = path.read_text(encoding="utf-8").rpartition(" ")
        is_ours_to_tell = os.name == "posix" and host == platform.node()
        if not is_ours_to_tell:
            raise _refusal(path)
        os.kill(int(number), 0)
    except (ProcessLookupError, FileNotFoundError):
        return
    except (OSError, ValueError):
        pass
    raise _refusal(path)


def _refusal(path: Path) -> RequestError:
    return RequestError(
        "Another run is at work in this folder.",
        where=str(path.parent),
        expected="one run at a time in a review's folder, so that neither undoes the other",
        fix=f"wait until it is done; if no run is at work, delete the file {path.name} there",
    )
