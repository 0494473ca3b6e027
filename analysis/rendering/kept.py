"""Was this very notebook run before, on the same files and with the same code?

Then its blocks are taken from where they were kept, and only what is done with them is
done again: the gate, the words of one's own, HTML, PDF and the writing. A key decides,
over everything that a notebook can read: its own source, its parameters, the project's
data, the folders that were named, every file of the package and every installed version.
(A report that stands there whole needs not even that, see `made`.)

What is kept is what has been delivered, and nothing before it was. It lies in the user's
own cache, closed to others, under names that are checksums; it is forgotten after 30 days,
the oldest first when it grows too large. A kept run that is damaged counts as none.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.blocks.model import Block
from analysis.rendering.fingerprint import (
    data_that_count,
    fingerprint_code,
    fingerprint_files,
    join_fingerprints,
)
from analysis.rendering.private import close_folder, forget_old, private_folder
from analysis.rendering.runner import Progress, Run, run_notebook

LARGEST = 300_000_000  # bytes of all kept runs together
_CHECKOUT = Path(__file__).resolve().parents[2]
_NAME = "kept"
_SUFFIX = ".blocks"
_OWN_WORDS = "commentary"
_UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError)


@dataclass
class Keeping:
    """What the use of kept runs came to.

    Attributes
    ----------
    folder : Path or None
        Where runs are kept; None where they cannot be.
    fresh : bool
        Whether to run in any case; what comes out is kept all the same.
    code : str
        Fingerprint of the code as it was before anything was computed with it.
    kept_at : float
        When the run was kept whose blocks were taken, in seconds since 1970; 0 where the
        notebook was run.
    """

    folder: Path | None
    fresh: bool
    code: str
    kept_at: float = 0.0


_KEEPING: ContextVar[Keeping | None] = ContextVar("praksis_keeping", default=None)


@contextmanager
def keep_runs(*, fresh: bool = False, folder: Path | None = None) -> Iterator[Keeping]:
    """Let `run_or_recall` take runs that were kept, and `keep_run` keep them.

    Holds for what is called inside the block, however deep, and for this thread alone.
    Enter it before the modules that compute are imported: their files are read here.

    Parameters
    ----------
    fresh : bool, default False
        Whether to run the notebook although there is a kept run.
    folder : Path, optional
        Where runs are kept; default ``praksis/kept`` in the user's cache.

    Yields
    ------
    Keeping
        Tells afterwards whether a kept run was taken.
    """
    keeping = Keeping(folder or _own_folder(), fresh, fingerprint_code(_CHECKOUT))
    token = _KEEPING.set(keeping)
    try:
        yield keeping
    finally:
        _KEEPING.reset(token)


def run_or_recall(
    path: Path,
    parameters: Mapping[str, Any],
    *,
    root: Path,
    reads: Iterable[Path] = (),
    progress: Progress | None = None,
) -> Run:
    """Return the blocks of a notebook: kept ones where nothing has changed since.

    Parameters
    ----------
    path : Path
        The notebook.
    parameters : mapping
        Values that `check_parameters` has passed.
    root : Path
        The project folder. All its data count but the processed tables, which follow from
        the raw ones, forecasts of what comes after the parameter ``period``, and own words,
        which no notebook reads.
    reads : iterable of Path
        Files and folders beside those that the notebook may read.
    progress : callable, optional
        As in `run_notebook`; not called for a kept run.

    Notes
    -----
    Assumes that a notebook's blocks follow from what the key is made of: no clock, no
    network, no random number without a seed. It leans towards running again without need.
    A file that changes while the notebook runs keeps the run from being kept.

    Raises
    ------
    RenderingError
        As in `run_notebook`.
    """
    keeping = _KEEPING.get()
    if keeping is None or keeping.folder is None:
        return run_notebook(path, parameters, progress=progress)
    read = (path, *_data_of_notebooks(root, str(parameters.get("period", ""))), *reads)
    key = _key(keeping.code, path, parameters, read)
    recalled = None if keeping.fresh else _recall(keeping.folder, key)
    if recalled is not None:
        run, keeping.kept_at = recalled
        return run
    run = run_notebook(path, parameters, progress=progress)
    now = _key(fingerprint_code(_CHECKOUT), path, parameters, read)
    return replace(run, key=key) if now == key else run


def keep_run(run: Run) -> None:
    """Keep a run whose report has been delivered; do nothing for any other.

    Parameters
    ----------
    run : Run
        From `run_or_recall`, after the report passed the gate and was written. What cannot
        be kept, such as on a full disk, is not: the report stands already.
    """
    keeping = _KEEPING.get()
    if keeping is None or keeping.folder is None or not run.key:
        return
    values = {
        "key": run.key,
        "notebook": str(run.notebook),
        "blocks": [block.to_json() for block in run.blocks],
    }
    with suppress(OSError, TypeError, ValueError):
        close_folder(keeping.folder)
        forget_old(keeping.folder, f"*{_SUFFIX}*")
        written = _write(keeping.folder, run.key, values)
        _make_room(keeping.folder, but=written)


def _own_folder() -> Path | None:
    """Return the user's own folder; None where there can be none, for a report needs none."""
    try:
        return private_folder(_NAME)
    except OSError:
        return None


def _data_of_notebooks(root: Path, period: str) -> tuple[Path, ...]:
    """Return the data that a notebook may read: own words come into a report after it."""
    data = data_that_count(root, period)
    return tuple(path for path in data if path != root / "data" / _OWN_WORDS)


def _key(code: str, path: Path, parameters: Mapping[str, Any], read: Iterable[Path]) -> str:
    given = json.dumps(dict(parameters), sort_keys=True, ensure_ascii=False)
    return join_fingerprints(code, path.name, given, fingerprint_files(read))


def _recall(folder: Path, key: str) -> tuple[Run, float] | None:
    """Return the kept run of a key and when it was kept; None if absent, old or damaged."""
    place = folder / f"{key}{_SUFFIX}"
    forget_old(folder, f"*{_SUFFIX}*")
    try:
        content = place.read_bytes()
        kept_at = place.stat().st_mtime
    except OSError:
        return None
    try:
        digest, _, packed = content.partition(b"\n")
        if hashlib.sha256(packed).hexdigest().encode() != digest:
            raise ValueError(key)
        values = json.loads(gzip.decompress(packed))
        if values["key"] != key:
            raise ValueError(key)
        blocks = tuple(Block.from_json(each) for each in values["blocks"])
        return Run(blocks, Path(values["notebook"])), kept_at
    except _UNREADABLE:
        with suppress(OSError):
            place.unlink()
        return None


def _write(folder: Path, key: str, values: Mapping[str, Any]) -> Path:
    """Write beside and rename, so that two runs at once leave one whole file."""
    packed = gzip.compress(json.dumps(values, ensure_ascii=False).encode("utf-8"), 3, mtime=0)
    place = folder / f"{key}{_SUFFIX}"
    beside = place.with_name(f"{place.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(packed).hexdigest().encode() + b"\n" + packed)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    return place


def _make_room(folder: Path, *, but: Path) -> None:
    """Remove the oldest kept runs until the rest is small enough."""
    found = []
    for path in folder.glob(f"*{_SUFFIX}"):
        with suppress(OSError):
            state = path.stat()
            found.append((path != but, -state.st_mtime, state.st_size, path))
    total = 0
    for _, _, size, path in sorted(found):
        total += size
        if total > LARGEST and path != but:
            path.unlink(missing_ok=True)
