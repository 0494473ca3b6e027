"""Where does this user keep what nobody else may read, and for how long?"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

DAYS_KEPT = 30
_OWNER_ALONE = 0o700


def private_folder(name: str) -> Path:
    """Return a folder in the user's cache, made if need be and closed to everyone else.

    Parameters
    ----------
    name : str
        What is kept there, such as ``runs``.

    Raises
    ------
    OSError
        If it cannot be made, or is somebody else's.
    """
    local = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME")
    folder = (Path(local) if local else Path.home() / ".cache") / "praksis" / name
    close_folder(folder)
    return folder


def close_folder(folder: Path) -> None:
    """Make a folder if need be, and close it to everyone else.

    Raises
    ------
    OSError
        If it cannot be made, or is somebody else's.
    """
    folder.mkdir(mode=_OWNER_ALONE, parents=True, exist_ok=True)
    # On Windows a folder below the user's own is the user's alone already.
    if os.name != "nt" and folder.stat().st_mode & 0o077:
        folder.chmod(_OWNER_ALONE)


def forget_old(folder: Path, pattern: str) -> None:
    """Remove what was put in a folder over 30 days ago: nothing private is kept for ever.

    Parameters
    ----------
    folder : Path
        A folder of our own.
    pattern : str
        Which of its files and folders, such as ``run-*``.
    """
    oldest = time.time() - DAYS_KEPT * 24 * 3600
    for path in folder.glob(pattern):
        try:
            if path.stat().st_mtime >= oldest:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
        except OSError:
            continue  # another run was quicker
