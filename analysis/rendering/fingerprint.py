"""Is a report that stands there already the one that would be made now?

A key over everything that decides the bytes of a report: the data, the package's own
files, the notebook, the installed versions and the request. Where it is the same, the
report need not be made again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from analysis.concepts import Period
from analysis.errors import AnalysisError, RequestError

_PACKAGE = Path(__file__).resolve().parents[1]
_LOCK = "requirements.lock"
_PROCESSED = "processed"
_FORECASTS = "forecasts"
_NOT_CODE = {"__pycache__", ".mypy_cache", ".ruff_cache", ".ipynb_checkpoints"}
_PERIOD_AT_THE_END = re.compile(r"-(\d{4}(?:[KQMU]\d{1,2})?)(?:-syntetisk)?$")


def fingerprint_code(root: Path) -> str:
    """Return the checksum of the package's files, its lock and the installed versions.

    Parameters
    ----------
    root : Path
        The project folder; its ``requirements.lock`` counts where there is one.

    Notes
    -----
    Every file of the package counts, also those that a report does not use: it leans
    towards making a report again without need, never towards keeping an outdated one.
    """
    lines = [
        f"python {platform.python_implementation()} {platform.python_version()} {sys.platform}",
        *_installed(),
    ]
    return _digest([*lines, *checksum_lines((_PACKAGE, root / _LOCK))])


def fingerprint_files(paths: Iterable[Path]) -> str:
    """Return the checksum of files and of all files in folders; a missing one counts too.

    Examples
    --------
    >>> fingerprint_files(()) == fingerprint_files(())
    True
    """
    return _digest(checksum_lines(tuple(paths)))


def fingerprint_request(request: Any, *, without: Iterable[str] = ("out",)) -> str:
    """Return the checksum of a request, leaving out where it is written.

    Parameters
    ----------
    request : dataclass
        Texts, numbers, truth values, dates, paths, None, and collections of them. A path
        counts by its name alone: what lies there is a matter of `fingerprint_files`.
    without : iterable of str
        Fields that do not decide what the report says.

    Raises
    ------
    RequestError
        If the request is no dataclass, or holds a value of another kind.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Asked:
    ...     code: str
    ...     out: Path = Path("here")
    >>> fingerprint_request(Asked("9901")) == fingerprint_request(Asked("9901", Path("there")))
    True
    >>> fingerprint_request(Asked("9901")) == fingerprint_request(Asked("9902"))
    False
    """
    if not dataclasses.is_dataclass(request) or isinstance(request, type):
        raise _no_request(type(request).__name__)
    left_out = set(without)
    values = {
        field.name: _plain(getattr(request, field.name))
        for field in dataclasses.fields(request)
        if field.name not in left_out
    }
    kind = f"{type(request).__module__}.{type(request).__qualname__}"
    return _digest([kind, json.dumps(values, sort_keys=True, ensure_ascii=False)])


def forecasts_that_count(folder: Path, period: str) -> tuple[Path, ...]:
    """Return the kept forecasts that a report on a period may hold against what came.

    A forecast of a later period never changes a report, and making the report writes
    such a one; so it must not count, or no report would ever be up to date.

    Parameters
    ----------
    folder : Path
        Where forecasts are kept; it need not be there.
    period : str
        The report's period, such as ``2025K4``.
    """
    last_day = Period.parse(period).last_day
    return tuple(path for path in sorted(folder.glob("*.csv")) if not _is_after(path, last_day))


def data_that_count(root: Path, period: str) -> tuple[Path, ...]:
    """Return what lies in the project's data and may decide what a report on a period says.

    Parameters
    ----------
    root : Path
        The project folder.
    period : str
        The report's period; empty where no forecast is told apart from another by it.

    Returns
    -------
    tuple of Path
        Files and folders. Not the processed tables, which follow from the raw ones by code
        that counts itself.
    """
    data = root / "data"
    whole = (
        path
        for path in data.glob("*")
        if path.name not in {_PROCESSED, _FORECASTS} and not path.name.startswith(".")
    )
    kept = data / _FORECASTS
    return (
        *sorted(whole),
        *(forecasts_that_count(kept, period) if period else sorted(kept.glob("*.csv"))),
    )


def join_fingerprints(*parts: str) -> str:
    """Return one key of several checksums, in their order."""
    return _digest(parts)


def checksum_lines(paths: tuple[Path, ...]) -> list[str]:
    """Return one line per file with its checksum and its place below the path given."""
    lines = []
    for place in paths:
        inside = [place] if place.is_file() else sorted(_files_in(place))
        lines.append(f"{place.name}: {len(inside)}")
        lines += [
            f"{hashlib.sha256(file.read_bytes()).hexdigest()}  "
            f"{file.relative_to(place.parent).as_posix()}"
            for file in inside
        ]
    return lines


@cache
def _installed() -> tuple[str, ...]:
    """Return the installed packages with their versions; a process keeps those it began with."""
    # By the names of their folders: reading 200 descriptions takes longer than all the rest.
    places = [Path(place) for place in sys.path if place and Path(place).is_dir()]
    return tuple(sorted({each.stem for place in places for each in place.glob("*-info")}))


def _files_in(folder: Path) -> Iterable[Path]:
    """Yield the files in a folder and below it, without what tools leave behind."""
    for path in folder.rglob("*"):
        is_left_behind = _NOT_CODE & set(path.relative_to(folder).parts)
        if path.is_file() and not is_left_behind and not path.name.startswith("."):
            yield path


def _plain(value: Any) -> Any:
    """Return a value as JSON that is the same on every machine."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Path):
        return {"path": value.name}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, frozenset | set):
        return sorted(json.dumps(_plain(each), sort_keys=True) for each in value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise _no_request(type(value).__name__)


def _is_after(path: Path, last_day: Any) -> bool:
    """Tell whether a kept forecast is, by its name, of a period that ends after a day."""
    found = _PERIOD_AT_THE_END.search(path.stem)
    if found is None:
        return False
    try:
        return bool(Period.parse(found.group(1)).last_day > last_day)
    except AnalysisError:
        return False


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def _no_request(kind: str) -> RequestError:
    return RequestError(
        f"A request with a value of type {kind} cannot be recognised again.",
        where="the request of a batch",
        expected="a frozen dataclass of texts, numbers, dates, paths and collections of them",
        fix="write the value as a text or a number",
    )
