"""What has moved under the remarks and the approval, and may they be confirmed?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from analysis.commentary.judge import (
    JudgedComment,
    judge_comments,
    say_why_no_longer_approved,
)
from analysis.commentary.kept import (
    Kept,
    confirm_all,
    place_of_kept,
    read_kept,
    read_shown,
    write_kept,
)
from analysis.commentary.model import (
    APPROVED,
    PAGE_ONE,
    RELEASES,
    REPORTS,
    REVIEW,
    Commentary,
    Subject,
)
from analysis.commentary.moves import describe_moves
from analysis.commentary.reading import read_commentary
from analysis.commentary.shown import Shown
from analysis.concepts import Period
from analysis.errors import ContractError, RequestError, SourceError
from analysis.review.writing import write_atomically

_CODE = 3  # digits
_ALL = 1_000_000  # an author who confirms is told of everything that moved


@dataclass(frozen=True)
class CommentaryCheck:
    """A commentary held against the report that was delivered.

    Attributes
    ----------
    path : Path
        The commentary file.
    commentary : Commentary
        What stands in it.
    kept : Kept
        The fingerprints beside it.
    shown : Shown
        What the report shows.
    comments : tuple of JudgedComment
        Each remark, judged.
    lapsed : str
        Why the approval does not cover the report, in Danish; empty where it does or where
        there is none.
    """

    path: Path
    commentary: Commentary
    kept: Kept
    shown: Shown
    comments: tuple[JudgedComment, ...]
    lapsed: str

    @property
    def is_flagged(self) -> bool:
        """Tell whether anything has to be read again."""
        return bool(self.lapsed) or any(each.is_flagged for each in self.comments)

    @property
    def lines(self) -> tuple[str, ...]:
        """Return what an author has to know, one line for each remark and the approval."""
        told = [f"{each.comment.place} ({each.comment.written_by}): {_say(each)}"
                for each in self.comments]  # fmt: skip
        return (*told, *self._standing())

    def _standing(self) -> Iterator[str]:
        if self.lapsed:
            yield self.lapsed
        elif self.commentary.status == APPROVED:
            yield f"{APPROVED}: the figures are those that were approved"
        else:
            yield f"status: {self.commentary.status}"


def name_subject(municipality: str, period: str, report: str, release: str) -> Subject:
    """Return the report that is meant by four words of a user.

    Raises
    ------
    RequestError
        If the code, the period, the report or the release is none.

    Examples
    --------
    >>> name_subject("101", "2025q4", "anbefalinger", "lukket").period
    '2025K4'
    """
    _fail_if_other(report, REPORTS, "--report")
    _fail_if_other(release, RELEASES, "--release")
    if not (municipality.isascii() and municipality.isdigit() and len(municipality) == _CODE):
        raise RequestError(
            f"{municipality!r} is not the code of a municipality.",
            where="the option --municipality",
            expected="three digits, such as 101",
            fix="look the code up with: praksis data --municipalities",
        )
    if report == REVIEW:
        when = _read_day(period)
    else:
        try:
            when = str(Period.parse(period))
        except ContractError as error:
            raise RequestError(
                error.what, where="the option --period", expected=error.expected, fix=error.fix
            ) from None
    return Subject(municipality, when, report, release)


def read_delivery(folder: Path, subject: Subject) -> Shown:
    """Return what a delivered report shows.

    Raises
    ------
    SourceError
        If there is none in the folder, or it is another one.
    """
    shown, delivered = read_shown(folder)
    _fail_if_another_report(delivered, subject, folder)
    return shown


def check_commentary(path: Path, subject: Subject, delivery: Path) -> CommentaryCheck:
    """Hold a commentary file against a delivered report.

    Parameters
    ----------
    path : Path
        The commentary file.
    subject : Subject
        The report that it is about.
    delivery : Path
        The folder of the delivered report.

    Raises
    ------
    SourceError
        If a file cannot be read, or the delivered report is another one.
    RequestError
        If a remark stands at a place that the report never had.
    """
    commentary = read_commentary(path, subject)
    shown = read_delivery(delivery, subject)
    kept = read_kept(place_of_kept(path))
    _fail_if_places_are_unknown(commentary, kept, shown, path)
    lapsed = ""
    if commentary.status == APPROVED and commentary.approved_on is not None:
        lapsed = say_why_no_longer_approved(
            commentary.approved_by, commentary.approved_on, kept, shown
        )
    comments = judge_comments(commentary, kept, shown)
    return CommentaryCheck(path, commentary, kept, shown, comments, lapsed)


def confirm_commentary(check: CommentaryCheck, *, on: dt.date) -> Path:
    """Keep what the report shows now as what the remarks and the approval are about.

    Parameters
    ----------
    check : CommentaryCheck
        What the author has been told.
    on : date
        The day of the reading, printed beside remarks that were written before it.

    Returns
    -------
    Path
        The file of fingerprints. The author's own file is left as it is.
    """
    path = place_of_kept(check.path)
    kept = confirm_all(check.commentary, check.kept, check.shown, on=on)
    write_atomically(path, write_kept(kept))
    return path


def _say(judged: JudgedComment) -> str:
    if not judged.is_placed:
        return f"its place »{judged.title}« is no longer in the report; shown at the end"
    if judged.confirmed_on is None:
        return "not held against the figures yet"
    if judged.moves:
        return f"moved since {judged.since.isoformat()}: {describe_moves(judged.moves, most=_ALL)}"
    return f"nothing has moved since {judged.since.isoformat()}"


def _read_day(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise RequestError(
            f"{text!r} is not the day of a draw.",
            where="the option --period",
            expected="year, month and day, such as 2026-02-03: a review is filed under its draw",
            fix="write the day that the report's folder is called",
        ) from None


def _fail_if_other(word: str, allowed: tuple[str, ...], option: str) -> None:
    if word not in allowed:
        raise RequestError(
            f"{word!r} is not one of the words that may stand there.",
            where=f"the option {option}",
            expected=", ".join(allowed),
            fix="choose one of them",
        )


def _fail_if_another_report(delivered: Subject, subject: Subject, delivery: Path) -> None:
    if delivered != subject:
        raise SourceError(
            "The delivered report is not the one that the commentary is about.",
            where=str(delivery),
            expected=f"{subject.report}, municipality {subject.municipality_code}, "
            f"{subject.period}, {subject.release}",
            fix="name the folder of that report with --delivery, or make it first",
        )


def _fail_if_places_are_unknown(
    commentary: Commentary, kept: Kept, shown: Shown, path: Path
) -> None:
    """Refuse a place that no report had; one that a report has lost is shown at its end."""
    known = [PAGE_ONE, *(block.id for block in shown.headings)]
    unknown = [
        comment.place
        for comment in commentary.comments
        if not shown.has(comment.place) and comment.key not in kept.comments
    ]
    if unknown:
        near = get_close_matches(unknown[0], known, n=3) or known[:6]
        raise RequestError(
            f"The report has no place {unknown[0]!r}.",
            where=f"{path.name}, comments",
            expected=f"a place of the report, such as {', '.join(near)}",
            fix="correct place in the file; praksis commentary start lists them all in a new file",
        )
