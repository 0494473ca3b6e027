"""What do all reports ask of a request, and how are their inputs described?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analysis.errors import ContractError, CoverageError, RequestError
from analysis.rendering.replacing import resolve_out

STATUSES = ("udkast", "godkendt")


@contextmanager
def as_request_errors() -> Iterator[None]:
    """Let what goes wrong while a request is checked be a fault of the request."""
    try:
        yield
    except (CoverageError, ContractError) as error:
        raise RequestError(
            error.what, where=error.where, expected=error.expected, fix=error.fix
        ) from error


def describe_input(raw: Any) -> dict[str, str]:
    """Return a raw file's line of the manifest."""
    return {
        "file": raw.file,
        "publisher": raw.publisher,
        "table": raw.table,
        "language": raw.language,
        "extracted": raw.extracted.isoformat() if raw.extracted else "",
        "licence": raw.licence,
        "origin": raw.origin.value,
        "sha256": raw.sha256,
    }


def without_paths(parameters: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the parameters as they may be delivered: a folder by its name alone."""
    bare = {name: Path(parameters[name]).name for name in names if parameters.get(name)}
    return {**parameters, **bare}


def fail_if_out_is_among_inputs(out: Path | None, *folders: Path | None) -> None:
    """Refuse to write a report into a folder that it is made from.

    Parameters
    ----------
    out : Path or None
        Where to write; None for the default.
    folders : Path or None
        The folders read from: raw files, a review, inputs.

    Raises
    ------
    RequestError
        If `out` is one of them, or lies in one: the next report would be made from it.
    """
    for folder in folders:
        if out is None or folder is None or not folder.is_dir():
            continue
        if resolve_out(out).is_relative_to(folder.resolve()):
            raise RequestError(
                "The report would be written into a folder that it is made from.",
                where=f"the option --out: {out}",
                expected=f"a folder outside {folder}",
                fix="choose another folder with --out",
            )


def fail_if_status_is_unknown(status: str) -> None:
    """Refuse a status that is none; an empty one means what the commentary file says."""
    if status not in ("", *STATUSES):
        raise RequestError(
            f"{status!r} is not a status.",
            where="the option --status",
            expected=" or ".join(STATUSES),
            fix="choose one of them",
        )


def fail_if_date_is_not_a_date(text: str, *, option: str = "--date") -> None:
    """Refuse a date that is none; an empty one means the default."""
    try:
        dt.date.fromisoformat(text or "2000-01-01")
    except ValueError:
        raise RequestError(
            f"{text!r} is not a date.",
            where=f"the option {option}",
            expected="year, month and day, such as 2026-02-15",
            fix="write the date in this form",
        ) from None
