"""What has happened to recommendations, milestones and files since the earlier pack?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.labels import date
from analysis.packs.change_model import Event, LineChange
from analysis.packs.record import PackRecord

# How much a recommendation holds; less than last time is a loss.
_HOLDING = {"holds": 3, "partly": 2, "not_shown": 1, "no_longer_holds": 0}
_ORIGINS = {"observed": "observeret", "synthetic": "syntetisk"}


def compare_recommendations(now: PackRecord, earlier: PackRecord) -> tuple[LineChange, ...]:
    """Return what is another with each recommendation: those that lost ground first.

    Parameters
    ----------
    now, earlier : PackRecord
        The two packs.
    """
    before = {str(each["id"]): each for each in earlier.recommendations}
    today = {str(each["id"]): each for each in now.recommendations}
    changes: list[LineChange] = []
    for name, line in today.items():
        if name not in before:
            changes.append(LineChange(name, _name(line), Event.NEW, now=str(line["status"])))
        else:
            changes += _of_recommendation(line, before[name])
    changes += [
        LineChange(name, _name(line), Event.GONE, then=str(line["status"]))
        for name, line in before.items()
        if name not in today
    ]
    return tuple(sorted(changes, key=lambda each: not each.is_lost))


def compare_milestones(now: PackRecord, earlier: PackRecord) -> tuple[LineChange, ...]:
    """Return what is another with each task of the plan.

    Parameters
    ----------
    now, earlier : PackRecord
        The two packs.
    """
    before = {str(each["id"]): each for each in earlier.milestones}
    today = {str(each["id"]): each for each in now.milestones}
    changes: list[LineChange] = []
    for name, line in today.items():
        if name not in before:
            end = _day(line["current_end"])
            changes.append(LineChange(name, str(line["title"]), Event.NEW, now=end))
        else:
            changes += _of_task(line, before[name])
    changes += [
        LineChange(name, str(line["title"]), Event.GONE, then=_day(line["current_end"]))
        for name, line in before.items()
        if name not in today
    ]
    return tuple(changes)


def compare_inputs(now: PackRecord, earlier: PackRecord) -> tuple[LineChange, ...]:
    """Return the files that are new, gone, have other bytes or another origin.

    Parameters
    ----------
    now, earlier : PackRecord
        The two packs.
    """
    before = {str(each["file"]): each for each in earlier.inputs}
    today = {str(each["file"]): each for each in now.inputs}
    changes: list[LineChange] = []
    for name, line in today.items():
        if name not in before:
            changes.append(LineChange(name, name, Event.NEW, now=_extracted(line)))
            continue
        then = before[name]
        if line.get("origin") != then.get("origin"):
            changes.append(
                LineChange(name, name, Event.ORIGIN, then=_origin(then), now=_origin(line))
            )
        if line.get("sha256") != then.get("sha256"):
            changes.append(
                LineChange(name, name, Event.CONTENT, then=_extracted(then), now=_extracted(line))
            )
    changes += [
        LineChange(name, name, Event.GONE, then=_extracted(line))
        for name, line in before.items()
        if name not in today
    ]
    return tuple(changes)


def _of_recommendation(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[LineChange]:
    """Give one change for each thing that is another with one recommendation."""
    name, title = str(now["id"]), _name(now)
    lost = _holding(now) < _holding(then)
    if now.get("verdict") != then.get("verdict"):
        yield LineChange(
            name,
            title,
            Event.BASIS,
            then=str(then.get("verdict_words", "")),
            now=str(now.get("verdict_words", "")),
            finding_ids=_changed_bases(now, then),
            is_lost=lost,
        )
    if now.get("status") != then.get("status"):
        yield LineChange(name, title, Event.STATUS, str(then["status"]), str(now["status"]))
    if now.get("deadline") != then.get("deadline"):
        yield LineChange(name, title, Event.DEADLINE, _day(then["deadline"]), _day(now["deadline"]))
    if now.get("owner") != then.get("owner"):
        yield LineChange(name, title, Event.OWNER, str(then["owner"]), str(now["owner"]))
    if now.get("text") != then.get("text") or now.get("title") != then.get("title"):
        yield LineChange(name, title, Event.WORDING, str(then["title"]), str(now["title"]))


def _of_task(now: Mapping[str, Any], then: Mapping[str, Any]) -> Iterator[LineChange]:
    """Give one change for each thing that is another with one task."""
    name, title = str(now["id"]), str(now["title"])
    done, done_then = str(now.get("done_on", "")), str(then.get("done_on", ""))
    if done and not done_then:
        yield LineChange(name, title, Event.DONE, _day(then["current_end"]), _day(done))
    elif now.get("current_end") != then.get("current_end"):
        yield LineChange(
            name, title, Event.MOVED, _day(then["current_end"]), _day(now["current_end"])
        )
    if now.get("status") != then.get("status") and not (done and not done_then):
        yield LineChange(name, title, Event.STATUS, str(then["status"]), str(now["status"]))
    if now.get("owner") != then.get("owner"):
        yield LineChange(name, title, Event.OWNER, str(then["owner"]), str(now["owner"]))


def _changed_bases(now: Mapping[str, Any], then: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the findings that say otherwise than last time, in the order of the basis."""
    bases, before = now.get("basis", {}), then.get("basis", {})
    return tuple(name for name in {**bases, **before} if bases.get(name) != before.get(name))


def _holding(line: Mapping[str, Any]) -> int:
    return _HOLDING.get(str(line.get("verdict", "")), 0)


def _name(line: Mapping[str, Any]) -> str:
    return f"{line['number']}. {line['title']}"


def _extracted(line: Mapping[str, Any]) -> str:
    day = str(line.get("extracted", ""))
    return f"hentet {_day(day)}" if day else "dato ikke oplyst"


def _origin(line: Mapping[str, Any]) -> str:
    origin = str(line.get("origin", ""))
    return _ORIGINS.get(origin, origin)


def _day(text: Any) -> str:
    """Write an ISO date as a reader meets it; anything else as it is."""
    try:
        return date(dt.date.fromisoformat(str(text)))
    except ValueError:
        return str(text)
