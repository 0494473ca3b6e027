"""What do the slides ask for? The decision, the recommendations, the money and the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from analysis.blocks.model import Block, Paragraph, Table, Text
from analysis.concepts import Estimate
from analysis.documents.deck import NativeChart, Slide, SlideItem, day_number
from analysis.findings.economics_words import WHOLE_MILLIONS, say_money
from analysis.findings.register import Finding, Number
from analysis.labels import interval, listing, number
from analysis.packs.record import PackRecord
from analysis.rendering.pack_deck_parts import (
    choose_title,
    choose_words,
    find_number,
    fits_over,
    say_parts,
    shorten_name,
    words_under,
    write_notes,
    write_source,
)
from analysis.texts.pack.cover import propose_decisions
from analysis.texts.pack.cover_economy import say_economy
from analysis.texts.pack.cover_solution import MOST_ROWS, tabulate_short
from analysis.texts.pack.cover_words import (
    count_recommendations,
    lineage_of_file,
    list_waiting,
    say,
    write_day,
)

_COVER_WIDTH, _COVER_ROOM = 11.5, 0.95  # inches for what is asked for, under name and date
_MOST_TASKS = 8
_NAME_WIDTH = 3.9  # inches
_PERSPECTIVES = ("total", "total_state", "total_citizen", "total_all")
_VERDICTS = ("holds", "partly", "not_shown", "no_longer_holds")
_CHANGED_ID = "aendret-tekst"


def ask_for_decision(record: PackRecord, *, title: str) -> Slide:
    """Return the first slide: what it is about and what is asked for.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    title : str
        What the meeting's paper is called.
    """
    decisions = propose_decisions(record)
    assert isinstance(decisions.content, Text)
    points = decisions.content.paragraphs
    first = points[0].text.rstrip(",.").partition(" (")[0] + "."
    asked = Paragraph(first, say("slides", "ask_lead"))
    short = Paragraph(say("slides", "ask_none"))
    fits = bool(choose_words((asked,), width=_COVER_WIDTH, height=_COVER_ROOM))
    paragraph = asked if record.recommendations and fits else short
    notes = "\n".join(f"{place}. {each.text}" for place, each in enumerate(points, start=1))
    return Slide(
        id="indstilling",
        layout="title",
        title=title,
        items=(Block("indstilling-kort", Text((paragraph,), role="lead"), decisions.lineage),),
        notes=write_notes(record, notes, say("slides", "notes_start")),
    )


def show_recommendations(record: PackRecord) -> Slide | None:
    """Return the slide of the recommendations; None without a register.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    """
    if not record.recommendations:
        return None
    table = _fitting_table(record)
    title = say(
        "slides", "recommendations_title",
        count=count_recommendations(len(record.recommendations)), standings=_standings(record),
    )  # fmt: skip
    notes = "\n".join(
        f"{each['number']}. {each['title']}: {each['first_step']}"
        for each in record.recommendations[:MOST_ROWS]
    )
    return Slide(
        id="anbefalinger",
        layout="table",
        title=choose_title(title, count_recommendations(len(record.recommendations))),
        items=(table,),
        notes=write_notes(
            record, notes, say("slides", "recommendations_notes"), say("slides", "notes_start")
        ),
        source=write_source(record, lineage_of_file(record, "recommendations")),
        lineage=table.lineage,
    )


def show_economy(record: PackRecord, blocks: Mapping[str, Block]) -> Slide | None:
    """Return the slide of the money by perspective; None where nothing is reckoned.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    blocks : mapping of str to Block
        The report's blocks.
    """
    total = record.register.find("economics.total")
    if total is None or find_number(total, "total") is None:
        return None
    own = total.number("total")
    text = say_economy(record, blocks)[0].content
    assert isinstance(text, Text)
    plain = Paragraph(say("slides", "economy_plain"))
    under = words_under("oekonomi-note", [plain], total.lineage)
    chart = _chart_money(total)
    return Slide(
        id="oekonomi",
        layout="chart",
        title=choose_title(
            say(
                "slides", "economy_title",
                total=say_money(_estimate(own)), state=total.state_words,
            ),
            say("slides", "economy_title_short", state=total.state_words),
        ),
        items=(chart, under) if under else (chart,),
        notes=write_notes(
            record,
            *(f"{each.lead} {each.text}".strip() for each in text.paragraphs),
            say("slides", "economy_notes"),
        ),
        source=write_source(record, total.lineage),
        lineage=total.lineage,
    )  # fmt: skip


def show_plan(record: PackRecord, blocks: Mapping[str, Block]) -> Slide | None:
    """Return the slide of the plan and what changed since last; None without a plan.

    Parameters
    ----------
    record : PackRecord
        What the pack says.
    blocks : mapping of str to Block
        The report's blocks; one says what changed.
    """
    tasks = [each for each in record.milestones if each["status"] != "bortfaldet"][:_MOST_TASKS]
    if not tasks:
        return None
    lineage = lineage_of_file(record, "milestones")
    parts = [
        say(
            "slides", "plan_part",
            title=each["title"], owner=each["owner"],
            start=write_day(each["expected_start"]), end=write_day(each["expected_end"]),
        )
        for each in tasks
    ]  # fmt: skip
    chart = NativeChart(
        kind="gantt",
        categories=tuple(shorten_name(each["title"], width=_NAME_WIDTH) for each in tasks),
        series=(),
        lower=tuple(_day(each["expected_start"]) for each in tasks),
        upper=tuple(_day(each["expected_end"]) for each in tasks),
        focus=_place_of_next(record, tasks),
        point_labels=tuple(f"{each['owner']}, {write_day(each['expected_end'])}" for each in tasks),
        alt=say("slides", "plan_alt", parts="; ".join(parts)),
        lineage=lineage,
    )
    under = words_under("plan-note", _say_changed(blocks), lineage)
    items: tuple[SlideItem, ...] = (chart, under) if under else (chart,)
    return Slide(
        id="plan",
        layout="chart",
        title=_say_plan(record),
        items=items,
        notes=write_notes(record, "\n".join(parts), say("slides", "plan_notes")),
        source=write_source(record, lineage),
        lineage=lineage,
    )


def _fitting_table(record: PackRecord) -> Block:
    """Return the table with as many rows as can be read from the other end of a table."""
    tables = [
        tabulate_short(record, most=MOST_ROWS),
        *(tabulate_short(record, most=most, is_brief=True) for most in range(MOST_ROWS, 1, -1)),
    ]
    for table in tables:
        assert isinstance(table.content, Table)
        if fits_over(table.content):
            return table
    return tables[-1]


def _standings(record: PackRecord) -> str:
    """Say how many stand how, such as ``5 holder og 4 holder delvist``."""
    counts: dict[str, int] = {}
    for each in sorted(record.recommendations, key=lambda each: _rank(str(each["verdict"]))):
        counts[each["verdict_words"]] = counts.get(each["verdict_words"], 0) + 1
    return listing([f"{number(count)} {words}" for words, count in counts.items()])


def _rank(verdict: str) -> int:
    return _VERDICTS.index(verdict) if verdict in _VERDICTS else len(_VERDICTS)


def _chart_money(total: Finding) -> NativeChart:
    """Return the money by perspective, in millions where the sentences are."""
    numbers = [found for key in _PERSPECTIVES if (found := find_number(total, key)) is not None]
    names = [each.label.partition(",")[0] for each in numbers]
    names = [name[:1].upper() + name[1:] for name in names]
    is_large = max(abs(each.value) for each in numbers) >= WHOLE_MILLIONS
    scale, unit = (1_000.0, "mio. kr.") if is_large else (1.0, "1.000 kr.")
    amounts = [
        (
            each.value / scale,
            (each.value if each.lower is None else each.lower) / scale,
            (each.value if each.upper is None else each.upper) / scale,
        )
        for each in numbers
    ]
    labels = [
        f"{number(value, signed=True)} ({interval(lower, upper, signed=True)})"
        for value, lower, upper in amounts
    ]
    return NativeChart(
        kind="interval",
        categories=tuple(names),
        series=((unit, tuple(value for value, _, _ in amounts)),),
        lower=tuple(lower for _, lower, _ in amounts),
        upper=tuple(upper for _, _, upper in amounts),
        axis_title=say("slides", "economy_axis", unit=unit),
        number_format="#,##0",
        focus=0,
        point_labels=tuple(labels),
        alt=say(
            "slides", "economy_alt", unit=unit,
            parts=say_parts(list(zip(names, labels, strict=True))),
        ),
        lineage=total.lineage,
    )  # fmt: skip


def _estimate(amount: Number) -> Estimate:
    """Return a number with limits as the estimate it was made from."""
    lower = amount.value if amount.lower is None else amount.lower
    upper = amount.value if amount.upper is None else amount.upper
    return Estimate(amount.value, lower, upper, amount.level or 0.95, amount.unit, 0, "")


def _say_plan(record: PackRecord) -> str:
    waiting = list_waiting(record)
    late = [each for each in waiting if each["expected_end"] < record.date]
    if late:
        counts = {"late": number(len(late)), "all": number(len(record.milestones))}
        return say("slides", "plan_title_late", **counts)
    if not waiting:
        return say("slides", "plan_title_done")
    day = write_day(waiting[0]["expected_end"])
    title = say("slides", "plan_title", title=waiting[0]["title"], date=day)
    return choose_title(title, day)


def _place_of_next(record: PackRecord, tasks: list[Mapping[str, object]]) -> int | None:
    waiting = list_waiting(record)
    return next((place for place, each in enumerate(tasks) if waiting[:1] == [each]), None)


def _say_changed(blocks: Mapping[str, Block]) -> list[Paragraph]:
    """Return what changed since the earlier pack, its first lines."""
    changed = blocks.get(_CHANGED_ID)
    if changed is None or not isinstance(changed.content, Text):
        return []
    first, *rest = changed.content.paragraphs
    lead = say("slides", "plan_changes_lead")
    opening = [first] if first.lead else [Paragraph(first.text, lead)]
    return opening + rest[:1]


def _day(day: str) -> float:
    return day_number(dt.date.fromisoformat(day))
