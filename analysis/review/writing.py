"""How does a file reach a review's folder whole or not at all?"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from analysis.errors import RenderingError


def write_atomically(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Write a file beside its place and rename it, making its folder where needed.

    Parameters
    ----------
    path : Path
        Where it shall lie; a file there is replaced.
    data : bytes
        Its content.
    mode : int, optional
        Permissions from the first byte on, such as ``0o600`` for a key.

    Raises
    ------
    RenderingError
        If the file cannot be written; an earlier one is left as it was.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(beside, flags, 0o666 if mode is None else mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        beside.replace(path)
    except OSError as error:
        # Where a file stands in the place of a folder, there is nothing to take away.
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise RenderingError(
            f"The file {path.name} cannot be written.",
            where=str(path.parent),
            expected="a folder (not a file) that you may write in, with room on the disk",
            fix="choose another folder, or close the program that has the file open",
        ) from error
