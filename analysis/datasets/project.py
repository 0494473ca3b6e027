"""Where is the project, and which data does a notebook or a command work on?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import SourceError

if TYPE_CHECKING:
    from analysis.datasets.store import Store

_MARKER = Path("data") / "raw" / "manifest.csv"


def open_data(raw_dir: str | Path = "") -> Store:
    """Open the embedded data, or a folder of raw files of one's own.

    Parameters
    ----------
    raw_dir : str or Path, default ''
        A folder with a ``manifest.csv``. Empty: the data that come with the project.

    Raises
    ------
    SourceError
        If the project's data cannot be found, or a raw file cannot be trusted.
    """
    from analysis.datasets.store import open_store  # noqa: PLC0415 (slow; the root needs none)

    return open_store(project_root(), Path(raw_dir).expanduser() if str(raw_dir) else None)


def project_root() -> Path:
    """Return the folder that holds ``data/raw``: the checkout, or one above where we are.

    Raises
    ------
    SourceError
        If there is no such folder.
    """
    checkout = Path(__file__).resolve().parents[2]
    here = Path.cwd()
    for folder in (checkout, here, *here.parents):
        if (folder / _MARKER).is_file():
            return folder
    raise SourceError(
        "The project's data are not here.",
        where="the package's folder and the current one, and those above it",
        expected=f"a folder with {_MARKER.as_posix()}",
        fix="run the command inside a checkout of the project",
    )
