"""Do the remarks and the approval still fit the numbers that the report shows now?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from analysis.commentary.kept import Kept
from analysis.commentary.model import Comment, Commentary
from analysis.commentary.moves import Move, describe_moves, list_moves
from analysis.commentary.shown import Shown
from analysis.labels import date

_MOST = 3  # it is printed on page one


@dataclass(frozen=True)
class JudgedComment:
    """A remark held against the report.

    Attributes
    ----------
    comment : Comment
        The remark.
    title : str
        What its place is, or was, called.
    is_placed : bool
        Whether the place is in the report.
    confirmed_on : date or None
        When it was last held against the numbers; None if never.
    moves : tuple of Move
        What has moved since.
    """

    comment: Comment
    title: str
    is_placed: bool
    confirmed_on: dt.date | None
    moves: tuple[Move, ...]

    @property
    def is_flagged(self) -> bool:
        """Tell whether a reader has to be told something about the remark."""
        return bool(self.moves) or not self.is_placed or self.confirmed_on is None

    @property
    def since(self) -> dt.date:
        """Return the day that the numbers are held against: the last confirmation."""
        return self.confirmed_on or self.comment.written


def judge_comments(commentary: Commentary, kept: Kept, shown: Shown) -> tuple[JudgedComment, ...]:
    """Hold each remark against the report.

    Parameters
    ----------
    commentary : Commentary
        The remarks.
    kept : Kept
        What stood there when they were confirmed.
    shown : Shown
        What stands there now.
    """
    return tuple(_judge(comment, kept, shown) for comment in commentary.comments)


def say_why_no_longer_approved(
    approved_by: str, approved_on: dt.date, kept: Kept, shown: Shown
) -> str:
    """Say in Danish why an approval does not cover the report as it is; empty if it does.

    Parameters
    ----------
    approved_by, approved_on
        The approval of the commentary file.
    kept : Kept
        The figures that were approved.
    shown : Shown
        What the report shows now.

    Notes
    -----
    An approval that was never held against the figures covers nothing: that leans towards a
    draft.
    """
    when = f"Rapporten blev godkendt {date(approved_on)} ({approved_by})"
    known = kept.approval
    if known is None or (known.approved_by, known.approved_on) != (approved_by, approved_on):
        return f"{when}, men godkendelsen er ikke holdt op mod tallene, så den er et udkast."
    moves = list_moves(known.figures, shown.figures, shown)
    if not moves:
        return ""
    told = describe_moves(moves, most=_MOST)
    return f"{when}, men tallene er ændret siden, så den er et udkast: {told}"


def _judge(comment: Comment, kept: Kept, shown: Shown) -> JudgedComment:
    is_placed = shown.has(comment.place)
    known = kept.comments.get(comment.key)
    title = shown.title_of(comment.place)
    if known is None:
        return JudgedComment(comment, title, is_placed, None, ())
    moves = (
        list_moves(known.figures, shown.figures_under(comment.place), shown) if is_placed else ()
    )
    return JudgedComment(comment, title if is_placed else known.title, is_placed, known.on, moves)
