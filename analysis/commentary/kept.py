"""What stood in the report when a remark or an approval was last confirmed?

Kept in a file beside the commentary, written by the program alone: the author's own file is
never edited, so its comments and its wording stay as they are.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.commentary.model import Comment, Commentary, Subject
from analysis.commentary.shown import Figures, Shown, ShownBlock
from analysis.errors import SourceError
from analysis.sources.private_files import fail_if_file_has_cpr

SHOWN_NAME = "sidernes-tal.json"
KEPT_SUFFIX = ".figures.json"
_VERSION = 1


@dataclass(frozen=True)
class Confirmed:
    """What stood under a remark on the day when its author last read both.

    Attributes
    ----------
    on : date
        The day.
    title : str
        What its place was called then.
    figures : mapping
        By block id and by what is counted, as shown.
    """

    on: dt.date
    title: str
    figures: Figures


@dataclass(frozen=True)
class ConfirmedApproval:
    """All figures of the report that somebody approved, and who did and when."""

    approved_by: str
    approved_on: dt.date
    figures: Figures


@dataclass(frozen=True)
class Kept:
    """The fingerprints beside one commentary.

    Attributes
    ----------
    comments : mapping of (str, str) to Confirmed
        By place and author.
    approval : ConfirmedApproval or None
        None where no approval has been confirmed.
    """

    comments: Mapping[tuple[str, str], Confirmed]
    approval: ConfirmedApproval | None = None


def place_of_kept(commentary_path: Path) -> Path:
    """Return where the fingerprints of a commentary file lie: beside it."""
    return commentary_path.with_name(commentary_path.stem + KEPT_SUFFIX)


def confirm_all(commentary: Commentary, kept: Kept, shown: Shown, *, on: dt.date) -> Kept:
    """Return fingerprints of what stands there now, for every remark and the approval.

    Parameters
    ----------
    commentary : Commentary
        What the author has read.
    kept : Kept
        The earlier fingerprints: a remark whose place is gone keeps its own.
    shown : Shown
        The report as it was delivered.
    on : date
        The day of the reading.
    """
    comments = {}
    for comment in commentary.comments:
        if shown.has(comment.place):
            comments[comment.key] = _confirm(comment, shown, on)
        elif comment.key in kept.comments:
            comments[comment.key] = kept.comments[comment.key]
    approval = None
    if commentary.approved_on is not None and commentary.approved_by:
        approval = ConfirmedApproval(commentary.approved_by, commentary.approved_on, shown.figures)
    return Kept(comments, approval)


def read_kept(path: Path) -> Kept:
    """Read the fingerprints beside a commentary; none where there is no such file.

    Raises
    ------
    SourceError
        If the file is not as this program wrote it, or may hold a CPR number.
    """
    if not path.is_file():
        return Kept({})
    fail_if_file_has_cpr(path)
    try:
        values = _load(path)
        comments = {
            (str(each["place"]), str(each["written_by"])): Confirmed(
                dt.date.fromisoformat(each["confirmed_on"]),
                str(each["title"]),
                _figures(each["figures"]),
            )
            for each in values["comments"]
        }
        approval = values["approval"]
        return Kept(
            comments,
            ConfirmedApproval(
                str(approval["approved_by"]),
                dt.date.fromisoformat(approval["approved_on"]),
                _figures(approval["figures"]),
            )
            if approval
            else None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            "The fingerprints beside a commentary cannot be read.",
            where=path.name,
            expected=f"the file as praksis commentary confirm wrote it ({type(error).__name__})",
            fix="remove the file, read the remarks, and run praksis commentary confirm again",
        ) from None


def write_kept(kept: Kept) -> bytes:
    """Return the file of fingerprints, the same bytes for the same ones."""
    approval = kept.approval
    values = {
        "version": _VERSION,
        "comments": [
            {
                "place": place,
                "written_by": author,
                "confirmed_on": each.on.isoformat(),
                "title": each.title,
                "figures": _plain(each.figures),
            }
            for (place, author), each in sorted(kept.comments.items())
        ],
        "approval": {
            "approved_by": approval.approved_by,
            "approved_on": approval.approved_on.isoformat(),
            "figures": _plain(approval.figures),
        }
        if approval
        else None,
    }
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def shown_to_json(shown: Shown, subject: Subject) -> dict[str, Any]:
    """Return what a report shows as plain values, as every delivery keeps it."""
    return {
        "version": _VERSION,
        "municipality_code": subject.municipality_code,
        "period": subject.period,
        "report": subject.report,
        "release": subject.release,
        "blocks": [
            {
                "id": block.id,
                "title": block.title,
                "level": block.level,
                "figures": dict(block.figures),
            }
            for block in shown.blocks
        ],
    }


def read_shown(folder: Path) -> tuple[Shown, Subject]:
    """Read what a delivered report shows, and which report it is.

    Raises
    ------
    SourceError
        If there is no report in the folder, or its list of figures cannot be read.
    """
    path = folder / SHOWN_NAME
    try:
        values = _load(path)
        blocks = tuple(
            ShownBlock(str(b["id"]), str(b["title"]), int(b["level"]), dict(b["figures"]))
            for b in values["blocks"]
        )
        keys = ("municipality_code", "period", "report", "release")
        return Shown(blocks), Subject(*(str(values[key]) for key in keys))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise SourceError(
            "There is no delivered report to hold the commentary against.",
            where=str(folder),
            expected=f"a folder that a report was written to, with {SHOWN_NAME}",
            fix="make the report first (praksis report, praksis pack or praksis review report), "
            "or name its folder with --delivery",
        ) from None


def _confirm(comment: Comment, shown: Shown, on: dt.date) -> Confirmed:
    return Confirmed(on, shown.title_of(comment.place), shown.figures_under(comment.place))


def _load(path: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if values["version"] != _VERSION:
        raise ValueError
    return values


def _figures(values: Mapping[str, Mapping[str, Any]]) -> Figures:
    return {
        str(block_id): {str(label): str(value) for label, value in each.items()}
        for block_id, each in values.items()
    }


def _plain(figures: Figures) -> dict[str, dict[str, str]]:
    return {block_id: dict(each) for block_id, each in figures.items()}
