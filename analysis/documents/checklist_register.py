"""What became of each comment? A register that is added to until every item is settled.

One row per comment in a CSV file that a Danish spreadsheet opens. Reading the same form
twice adds nothing, and a status only moves forward: a form that was saved before the
answer cannot undo it. To open a settled comment again, change its status in the file.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from analysis.documents.checklist_comments import STATUSES
from analysis.documents.checklist_comments_back import Comment, CommentForm
from analysis.documents.checklist_plain import wrap
from analysis.documents.deterministic import write_atomically
from analysis.errors import SourceError
from analysis.sources.privacy import find_cpr_like

REGISTER_COLUMNS = tuple(column.name for column in fields(Comment))
SETTLED = ("indarbejdet", "ikke_fulgt")
_ORDER = {"modtaget": 0, "under_behandling": 1, "indarbejdet": 2, "ikke_fulgt": 2}
# A cell that begins with one of these is run as a formula by a spreadsheet.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


@dataclass(frozen=True)
class Merged:
    """A register after some forms were read.

    Attributes
    ----------
    comments : tuple of Comment
        Those of the register in its order, then the new ones.
    n_added, n_updated : int
        Comments that are new, and those whose status or answer moved on.
    held_back : tuple of str
        Ids of comments whose status or answer in a form contradicts the register; the
        register's was kept.
    """

    comments: tuple[Comment, ...]
    n_added: int
    n_updated: int
    held_back: tuple[str, ...]


def read_register(path: str | Path) -> tuple[Comment, ...]:
    """Read a register; one that does not exist yet is empty.

    Raises
    ------
    SourceError
        If the columns, a status, a reason or an id is not as it should be; all problems
        at once, by row and column, without content.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError):
        raise SourceError(
            "The register cannot be read.",
            where=str(file),
            expected="a CSV file in UTF-8",
            fix="save it from the spreadsheet as CSV UTF-8",
        ) from None
    delimiter = ";" if text.split("\n", 1)[0].count(";") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    _fail_if_not_a_register(rows, file)
    return tuple(Comment(*map(_unescape, row)) for row in rows[1:] if any(row))


def merge_comments(register: Sequence[Comment], forms: Sequence[CommentForm]) -> Merged:
    """Add what came back to a register.

    Parameters
    ----------
    register : sequence of Comment
        What was there.
    forms : sequence of CommentForm
        What came back, in any order; a form that was read before adds nothing.

    Returns
    -------
    Merged
        The register with the new comments, and what happened on the way.
    """
    known = {comment.comment_id: comment for comment in register}
    n_added, held_back = 0, []
    for comment in (comment for form in forms for comment in form.comments):
        earlier = known.get(comment.comment_id)
        if earlier is None:
            known[comment.comment_id] = comment
            n_added += 1
            continue
        known[comment.comment_id] = _move_on(earlier, comment)
        if _contradicts(known[comment.comment_id], comment):
            held_back.append(comment.comment_id)
    n_updated = sum(known[comment.comment_id] != comment for comment in register)
    return Merged(tuple(known.values()), n_added, n_updated, tuple(dict.fromkeys(held_back)))


def order_version(version: str) -> tuple[str, int]:
    """Return what versions sort by: the day of the rules, then the number of the edition.

    Examples
    --------
    >>> order_version("2022-01-01/2") < order_version("2022-01-01/10")
    True
    """
    day, _, edition = version.partition("/")
    return day, int(edition) if edition.isdecimal() else 0


def write_register(path: str | Path, comments: Sequence[Comment]) -> Path:
    """Write a register whole or not at all: semicolons, UTF-8 with a mark, for a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(REGISTER_COLUMNS)
    for comment in comments:
        writer.writerow([_escape(value) for value in asdict(comment).values()])
    return write_atomically(path, text.getvalue().encode("utf-8-sig"))


def summarise_register(
    comments: Sequence[Comment], *, versions: Mapping[str, Mapping[str, str]]
) -> str:
    """Say in Danish which items have open comments, and which have changed since.

    Parameters
    ----------
    comments : sequence of Comment
        The register.
    versions : mapping of version to mapping of item id to digest
        All versions of the checklist that are kept.

    Returns
    -------
    str
        How many comments have each status, then the items with open comments, and the
        first later version in which an item is no longer as it was commented on.
    """
    lines = [f"Bemærkninger i registret: {len(comments)}"]
    for status, words in STATUSES.items():
        n = sum(comment.status == status for comment in comments)
        lines.append(f"  {words + ':':<18}{n:>4}")
    waiting = [comment for comment in comments if comment.status not in SETTLED]
    items = list(dict.fromkeys(comment.item_id for comment in waiting))
    lines += ["", f"Punkter med åbne bemærkninger: {len(items)}"]
    for item_id in items:
        theirs = [comment for comment in waiting if comment.item_id == item_id]
        changes = dict.fromkeys(_say_change(comment, versions) for comment in theirs)
        words = "; ".join(
            [f"{len(theirs)} åben" + ("e" if theirs[1:] else ""), *filter(None, changes)]
        )
        lines += wrap(f"{item_id:<9} {words}", first="  ", rest=" " * 12)
    return "\n".join(lines) + "\n"


def _say_change(comment: Comment, versions: Mapping[str, Mapping[str, str]]) -> str:
    """Name the first later version in which the item is not as the commenter read it."""
    for version in sorted(versions, key=order_version):
        is_later = order_version(version) > order_version(comment.checklist_version)
        now = versions[version].get(comment.item_id, "")
        if is_later and now != comment.item_digest:
            what = "er ændret" if now else "findes ikke"
            return f"punktet {what} i version {version} (kommenteret i {comment.checklist_version})"
    return ""


def _move_on(earlier: Comment, later: Comment) -> Comment:
    """Return the earlier one with the later one's status and answer, where they are newer."""
    if _ORDER[later.status] > _ORDER[earlier.status]:
        return replace(earlier, status=later.status, reply=later.reply or earlier.reply)
    if later.status == earlier.status and not earlier.reply:
        return replace(earlier, reply=later.reply)
    return earlier


def _contradicts(kept: Comment, read: Comment) -> bool:
    is_other_status = read.status != "modtaget" and read.status != kept.status
    return is_other_status or (read.status == kept.status and read.reply not in ("", kept.reply))


def _escape(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _unescape(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _fail_if_not_a_register(rows: list[list[str]], file: Path) -> None:
    if not rows or tuple(rows[0]) != REGISTER_COLUMNS:
        raise SourceError(
            "The file is not a register of comments.",
            where=str(file),
            expected="the columns " + ", ".join(REGISTER_COLUMNS),
            fix="name another file with --register; a new one is made where none is",
        )
    problems = []
    seen: set[str] = set()
    for number, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        if len(row) != len(REGISTER_COLUMNS):
            problems.append(f"row {number}: {len(row)} cells instead of {len(REGISTER_COLUMNS)}")
            continue
        values = dict(zip(REGISTER_COLUMNS, row, strict=True))
        if values["status"] not in STATUSES:
            problems.append(f"row {number}, column status: not one of " + ", ".join(STATUSES))
        if values["status"] == "ikke_fulgt" and not values["reply"].strip():
            problems.append(f"row {number}, column reply: ikke_fulgt needs a reason")
        if not values["comment_id"] or values["comment_id"] in seen:
            problems.append(f"row {number}, column comment_id: empty or there twice")
        seen.add(values["comment_id"])
        problems += [
            f"row {number}, column {column}: something that looks like a CPR number"
            for column, value in values.items()
            if find_cpr_like(value)
        ]
    if problems:
        raise SourceError(
            f"The register of comments has {len(problems)} problem(s); it was left as it is.",
            where="".join(f"\n    {line}" for line in [str(file), *problems]),
            fix="mend the places above; the cells are not shown here",
        )
