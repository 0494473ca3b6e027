"""How do a municipality's own words, its approval and an embargo come into a report?

What is wrong in the file is found before a notebook runs. What the report shows is held
against the file afterwards, when its numbers are known.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from analysis.blocks.model import Attachment, Block, Masthead
from analysis.commentary.files import FOLDER, find_commentary
from analysis.commentary.insert import find_front, insert_comments, tell_own
from analysis.commentary.judge import judge_comments, say_why_no_longer_approved
from analysis.commentary.kept import (
    SHOWN_NAME,
    Kept,
    place_of_kept,
    read_kept,
    shown_to_json,
)
from analysis.commentary.model import APPROVED, DRAFT, Commentary, Subject
from analysis.commentary.moments import read_moment
from analysis.commentary.reading import read_commentary
from analysis.commentary.shown import Shown, list_shown
from analysis.concepts import Lineage
from analysis.errors import RenderingError, RequestError
from analysis.rendering.report import Report
from analysis.rendering.request import (
    fail_if_date_is_not_a_date,
    fail_if_status_is_unknown,
)

_SHOWN_ID = "sidernes-tal"


class AsksForOwnWords(Protocol):
    """The part of a request that is about status, approval, embargo and own words."""

    @property
    def status(self) -> str:
        """``udkast`` or ``godkendt``; empty for what the commentary file says."""

    @property
    def commentary(self) -> Path | None:
        """A commentary file, a folder of them, or None for the project's own folder."""

    @property
    def approved_by(self) -> str:
        """The role that approved; empty for what the file says."""

    @property
    def approved_on(self) -> str:
        """The day of the approval; empty for what the file says."""

    @property
    def embargo(self) -> str:
        """A day or a moment; empty for what the file says."""


@dataclass(frozen=True)
class OwnWords:
    """A commentary and a request put together, before the report is made.

    Attributes
    ----------
    commentary : Commentary
        What the file says, with what was asked for in its place where both say something.
    kept : Kept
        The fingerprints beside the file.
    is_status_asked : bool
        Whether the status was asked for, and not only written in the file.
    is_approval_asked : bool
        Whether the approval was given with the request: it is then about this rendering.
    caution : str
        What the user has to know before anything else; mostly empty.
    """

    commentary: Commentary
    kept: Kept
    is_status_asked: bool = False
    is_approval_asked: bool = False
    caution: str = ""

    @property
    def status(self) -> str:
        """Return the status that is meant, before any number is known."""
        return self.commentary.status


def fail_if_own_words_cannot_be_met(request: AsksForOwnWords) -> None:
    """Refuse what can be seen to be wrong before any file is read.

    Raises
    ------
    RequestError
        If status, date of approval or embargo is none, or an approval is given to a draft.
    """
    fail_if_status_is_unknown(request.status)
    fail_if_date_is_not_a_date(request.approved_on, option="--approved-on")
    if request.embargo and read_moment(request.embargo) is None:
        raise RequestError(
            f"{request.embargo!r} is not a day or a moment.",
            where="the option --embargo",
            expected="2026-02-15, or '2026-02-15 10:00' in Danish time",
            fix="write the day, and the hour if need be, in this form",
        )
    if (request.approved_by or request.approved_on) and request.status == DRAFT:
        raise RequestError(
            "A draft is given an approval.",
            where="the options --approved-by and --approved-on",
            expected=f"--status {APPROVED} beside them",
            fix="choose the status, or leave the approval out",
        )


def open_own_words(request: AsksForOwnWords, subject: Subject, *, root: Path) -> OwnWords:
    """Read a report's commentary and put it together with what was asked for.

    Parameters
    ----------
    request : AsksForOwnWords
        What was asked for; it comes before what the file says.
    subject : Subject
        Which report.
    root : Path
        The project's folder.

    Raises
    ------
    RequestError
        If an approval is incomplete, or the file that was named does not exist.
    SourceError
        If a file cannot be used.
    """
    path = find_commentary(request.commentary, subject, root=root)
    found = read_commentary(path, subject) if path else Commentary(subject)
    kept = read_kept(place_of_kept(path)) if path else Kept({})
    asked_on = dt.date.fromisoformat(request.approved_on) if request.approved_on else None
    joined = replace(
        found,
        status=request.status or found.status or DRAFT,
        approved_by=request.approved_by or found.approved_by,
        approved_on=asked_on or found.approved_on,
        embargo=read_moment(request.embargo) if request.embargo else found.embargo,
    )
    _fail_if_approval_is_incomplete(joined)
    return OwnWords(
        joined,
        kept,
        is_status_asked=bool(request.status),
        is_approval_asked=bool(request.approved_by and request.approved_on),
        caution=""
        if path or request.commentary is None
        else f"{request.commentary} holds no commentary to this report "
        f"({subject.municipality_code}/{subject.period}/{subject.file_stem}.yaml).",
    )


def add_own_words(report: Report, own: OwnWords) -> Report:
    """Return the report with remarks at their places, and status and embargo on it.

    Parameters
    ----------
    report : Report
        As the notebook made it.
    own : OwnWords
        What `open_own_words` found.

    Returns
    -------
    Report
        With a record of what it shows attached, so that the next rendering and
        ``praksis commentary check`` can be held against it. An approval whose figures have
        moved since gives a draft that says why.

    Raises
    ------
    RenderingError
        If ``godkendt`` was asked for and the figures have moved since the approval.
    """
    shown = list_shown(report.blocks)
    lapsed = _say_lapsed(own, shown)
    status = DRAFT if lapsed else own.status
    is_approved = status == APPROVED
    commentary = own.commentary
    meta = replace(
        report.meta,
        status=status,
        approved_by=commentary.approved_by if is_approved else "",
        approved_on=commentary.approved_on if is_approved else None,
        embargo=commentary.embargo,
        caution=lapsed,
    )
    judged = judge_comments(commentary, own.kept, shown)
    blocks = insert_comments(report.blocks, judged)
    if lapsed:
        front = find_front(blocks) + 1
        told = tell_own("godkendelse", lapsed, lead="Ikke godkendt.")
        blocks = (*blocks[:front], told, *blocks[front:])
    return Report((*(_restate(each, status) for each in blocks), _attach(shown, own, report)), meta)


def list_files_of(
    where: Path | None, municipality_code: str, period: str, *, root: Path
) -> tuple[Path, ...]:
    """Return the files and folders of own words that decide what a municipality's report says.

    Raises
    ------
    RequestError
        If one file is to be the commentary of every municipality.
    """
    if where is not None and not where.is_dir():
        raise RequestError(
            "One commentary file cannot be that of every municipality.",
            where=f"--commentary {where}",
            expected="a folder with <municipality>/<period>/ below it",
            fix="name the folder above, or leave the option out",
        )
    folder = (where or root / FOLDER) / municipality_code / period
    return (folder,) if folder.is_dir() else ()


def list_cautions(report: Report, own: OwnWords) -> str:
    """Return what whoever made the report is told on the terminal; mostly nothing."""
    judged = judge_comments(own.commentary, own.kept, list_shown(report.blocks))
    n_flagged = sum(each.is_flagged for each in judged)
    flagged = (
        f"{n_flagged} of {len(judged)} comments carry a flag; see praksis commentary check."
        if n_flagged
        else ""
    )
    lines = (own.caution, report.meta.caution, flagged, report.meta.embargo_line)
    return "\n".join(line for line in lines if line)


def _say_lapsed(own: OwnWords, shown: Shown) -> str:
    commentary = own.commentary
    if own.status != APPROVED or own.is_approval_asked or commentary.approved_on is None:
        return ""
    lapsed = say_why_no_longer_approved(
        commentary.approved_by, commentary.approved_on, own.kept, shown
    )
    if lapsed and own.is_status_asked:
        raise RenderingError(
            "The approval in the commentary file does not cover the figures of this report.",
            where=lapsed,
            expected=f"figures that were confirmed when the report was {APPROVED}",
            fix="leave --status out for a draft that says so; or have it approved again, write "
            "approved_on and run praksis commentary confirm",
        )
    return lapsed


def _restate(block: Block, status: str) -> Block:
    """Let every place that says the status say what it turned out to be."""
    content = block.content
    if isinstance(content, Masthead):
        return replace(block, content=replace(content, status=status))
    if isinstance(content, Attachment) and "status" in content.values:
        return replace(block, content=replace(content, values={**content.values, "status": status}))
    return block


def _attach(shown: Shown, own: OwnWords, report: Report) -> Block:
    lineage = Lineage()
    for block in report.blocks:
        lineage = lineage | block.lineage
    values = shown_to_json(shown, own.commentary.subject)
    return Block(_SHOWN_ID, Attachment(SHOWN_NAME, values), lineage)


def _fail_if_approval_is_incomplete(commentary: Commentary) -> None:
    if commentary.status != APPROVED or (commentary.approved_by and commentary.approved_on):
        return
    raise RequestError(
        "The report is to be approved, and it is not said by whom and when.",
        where=f"--status {APPROVED}",
        expected='--approved-by "Beskæftigelsesdirektøren" --approved-on 2026-03-12, or '
        "approved_by and approved_on in the commentary file",
        fix="give both, or leave the status out for a draft",
    )
