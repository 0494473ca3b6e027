"""What stands in a commentary file, and is it about the report that is asked for?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from analysis.commentary.model import (
    APPROVED,
    DRAFT,
    PAGE_ONE,
    RELEASES,
    REPORTS,
    STATUSES,
    Comment,
    Commentary,
    Subject,
)
from analysis.commentary.moments import read_moment
from analysis.findings.releases import CLOSED
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place
from analysis.sources.private_files import fail_if_file_has_cpr

LONGEST = 2000
LONGEST_ON_PAGE_ONE = 500  # page one is one page
_LONGEST_ROLE = 80
_HEAD = ("municipality_code", "period", "report")
_OPTIONAL = ("release", "status", "approved_by", "approved_on", "embargo", "comments")


def read_commentary(path: Path, subject: Subject) -> Commentary:
    """Read a commentary file.

    Parameters
    ----------
    path : Path
        The YAML file, in UTF-8.
    subject : Subject
        The report that it has to be about.

    Raises
    ------
    SourceError
        If something in the file looks like a CPR number (also in its comments), if it is
        about another report, or if a key, date, role or text is not as it must be. File,
        line and key are named, never what stands there.

    Notes
    -----
    A number of people that is written in a text cannot be known from any other number, so
    a small count in words is not found. Whoever writes has to leave it out.
    """
    fail_if_file_has_cpr(path)
    top = read_places(path)
    top.check_keys(_HEAD, _OPTIONAL)
    _fail_if_about_another(top, subject)
    status = top.at("status").word(STATUSES) if top.has("status") else DRAFT
    approved_by = top.at("approved_by").given(_read_role) or ""
    approved_on = top.at("approved_on").given(Place.date)
    if status == APPROVED:
        _fail_if_approval_is_incomplete(top, approved_by, approved_on)
    comments = tuple(_read_comment(each) for each in top.at("comments").entries())
    _fail_if_written_twice(top, comments)
    embargo = top.at("embargo").given(_read_embargo)
    return Commentary(subject, status, approved_by, approved_on, embargo, comments)


def _read_comment(entry: Place) -> Comment:
    entry.check_keys(("place", "written", "written_by", "text"))
    place = entry.at("place").slug()
    longest = LONGEST_ON_PAGE_ONE if place == PAGE_ONE else LONGEST
    text = entry.at("text")
    text.text(longest=longest)
    paragraphs = [" ".join(each.split()) for each in _split(str(text.value))]
    return Comment(
        place,
        tuple(each for each in paragraphs if each),
        entry.at("written").date(),
        _read_role(entry.at("written_by")),
    )


def _split(text: str) -> list[str]:
    """Return the paragraphs of a text: an empty line stands between two."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            parts[-1].append(line)
        else:
            parts.append([])
    return ["\n".join(lines) for lines in parts]


def _read_role(place: Place) -> str:
    return place.text(longest=_LONGEST_ROLE)


def _read_embargo(place: Place) -> dt.datetime | dt.date:
    written = place.value
    moment = read_moment(written) if isinstance(written, str | dt.date) else None
    if moment is None:
        place.refuse(
            "is no day or moment",
            "a day such as 2026-02-15, or 2026-02-15 10:00 in Danish time",
            "write the day and, if need be, the hour in this form",
        )
    return moment


def _fail_if_about_another(top: Place, subject: Subject) -> None:
    top.at("report").word(REPORTS)
    release = top.at("release").word(RELEASES) if top.has("release") else CLOSED
    found = (str(top.at("municipality_code").value), str(top.at("period").value))
    wanted = {
        "municipality_code": (found[0], subject.municipality_code),
        "period": (found[1], subject.period),
        "report": (top.at("report").value, subject.report),
        "release": (release, subject.release),
    }
    for key, (written, asked) in wanted.items():
        if written != asked:
            top.at(key).refuse_because(
                f"The commentary is about another {key.replace('_', ' ')} than the report.",
                expected=f'{key}: "{asked}"',
                fix="give the file of this report, or correct the line if it is this one's",
            )


def _fail_if_approval_is_incomplete(
    top: Place, approved_by: str, approved_on: dt.date | None
) -> None:
    lacking = [
        key
        for key, value in (("approved_by", approved_by), ("approved_on", approved_on))
        if not value
    ]
    if lacking:
        top.at("status").refuse_because(
            f"The report is called {APPROVED}, and {' and '.join(lacking)} is missing.",
            expected="approved_by with a role, and approved_on with the day",
            fix="write who approved it and when, or write status: udkast",
        )


def _fail_if_written_twice(top: Place, comments: tuple[Comment, ...]) -> None:
    seen: set[tuple[str, str]] = set()
    for position, comment in enumerate(comments):
        if comment.key in seen:
            top.at("comments").at(position).refuse_because(
                f"Two comments of the same author stand at the place {comment.place}.",
                expected="one comment from each author at each place",
                fix="write both in one text, with an empty line between the paragraphs",
            )
        seen.add(comment.key)
