"""The tables of the case flow: steps, deadlines of the law, and the one-year course."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.caseflow.compare import FlowComparison, StepChange, TimedFlow
from analysis.caseflow.deadlines import Deadline
from analysis.caseflow.light import Light
from analysis.caseflow.model import Cases, FlowStep, Weeks
from analysis.caseflow.routes import Route
from analysis.concepts import Lineage
from analysis.labels import MISSING, listing, number, sentence_case
from analysis.labels import date as write_date

STEPS_ID, DEADLINES_ID, LIGHT_ID = "sagsgang-trin", "frister-lov", "light"
_UNVERIFIED = "*"


def tabulate_flow_steps(comparison: FlowComparison) -> Block:
    """Return every step of both flows: who has it, how long, and what becomes of it.

    Parameters
    ----------
    comparison : FlowComparison
        The two flows.

    Returns
    -------
    Block
        One row per step, and the sums of each route below. Records: one per step.
    """
    rows = [_step_row(comparison, change) for change in comparison.changes]
    rows.append(Row(("I alt, fra sagen rejses, til den er afgjort",), is_group=True))
    rows += _total_rows(comparison)
    content = Table(
        caption=f"{comparison.title}: trin, enhed og forventede uger",
        columns=(
            Column("step", "Trin", "left"),
            Column("today", comparison.today.flow.title, "left"),
            Column("proposed", comparison.proposed.flow.title, "left"),
            Column("change", "Ændring", "left"),
            Column("documents", "Dokumenter", "left"),
            Column("deadline", "Frist", "left"),
        ),
        rows=tuple(rows),
        records=tuple(_step_record(comparison, change) for change in comparison.changes),
        note=_steps_note(comparison),
    )
    return Block(STEPS_ID, content, comparison.lineage)


def tabulate_deadlines(
    deadlines: Sequence[Deadline], *, date: dt.date, lineage: Lineage | None = None
) -> Block:
    """Return the deadlines of law and guidance in force on a date.

    Parameters
    ----------
    deadlines : sequence of Deadline
        Those in force, such as `load_deadlines(date)`.
    date : date
        The date of the rules.
    lineage : Lineage, optional
        Empty: the rules rest on no data.
    """
    content = Table(
        caption=f"Frister efter reglerne {write_date(date)}",
        columns=(
            Column("label", "Hvad", "left"),
            Column("span", "Frist", "left"),
            Column("reference", "Regel", "left"),
            Column("note", "Bemærk", "left"),
        ),
        rows=tuple(
            Row(
                (
                    each.label,
                    each.text,
                    f"{each.reference} ({each.kind_label})",
                    f"{each.note} {each.reservation}".strip(),
                )
            )
            for each in deadlines
        ),
        records=tuple(_deadline_record(each) for each in deadlines),
        note="»Uden unødigt ophold« er en pligt uden tal, og der regnes ingen uger ud af den. Det, "
        "der ikke er efterprøvet, skal være det, før nogen holdes op på fristen.",
    )
    return Block(DEADLINES_ID, content, lineage or Lineage())


def tabulate_light(light: Light) -> Block:
    """Return the criteria of the one-year course, and what each course must keep to.

    Parameters
    ----------
    light : Light
        The course on a date.
    """
    rules = light.rules
    groups = [("Alle krav skal være opfyldt", [(c.item_id, c.text) for c in rules.criteria])]
    if light.is_open:
        groups.append(("For hvert forløb", [("", duty) for duty in rules.duties]))
    else:
        groups.append(("For de forløb, der er i gang", [("", duty) for duty in rules.duties]))
        groups.append(("Når der ikke kan startes nye", [("", each) for each in rules.remaining]))
    rows: list[Row] = []
    for name, lines in groups:
        rows.append(Row((name,), is_group=True))
        rows += [Row((text, item_id)) for item_id, text in lines]
    content = Table(
        caption=f"{rules.title}: krav",
        columns=(Column("text", "Krav", "left"), Column("item", "Punkt", "left")),
        rows=tuple(rows),
        records=tuple(
            {"group": name, "item": item_id, "text": text}
            for name, lines in groups
            for item_id, text in lines
        ),
        note=f"{rules.reference}. Ikke efterprøvet: {rules.caveat}.",
    )
    return Block(LIGHT_ID, content, light.lineage)


def _step_row(comparison: FlowComparison, change: StepChange) -> Row:
    steps = [step for step in (change.proposed, change.today) if step is not None]
    return Row(
        (
            change.label,
            _write_step(comparison, change.today),
            _write_step(comparison, change.proposed),
            change.change.label,
            sentence_case("; ".join(steps[0].documents)) or MISSING,
            _write_deadlines(comparison, steps[0]) or MISSING,
        )
    )


def _write_step(comparison: FlowComparison, step: FlowStep | None) -> str:
    """Write who has a step, for which cases and for how long."""
    if step is None:
        return MISSING
    cases = "" if step.cases is Cases.ALL else f", kun {step.cases.label}"
    unit = comparison.name_unit(step.unit, short=True)
    weeks = step.weeks_expected
    if weeks.high == 0:
        return f"{unit}{cases}"
    return f"{unit}{cases}: {_write_range(weeks)}"


def _write_weeks(weeks: float) -> str:
    """Write a number of weeks with a decimal only where it has one."""
    return number(weeks, decimals=0 if weeks == int(weeks) else 1)


def _write_range(weeks: Weeks) -> str:
    unit = "uge" if weeks.expected == 1 else "uger"
    text = f"{_write_weeks(weeks.expected)} {unit}"
    if weeks.has_range:
        text += f" ({_write_weeks(weeks.low)} til {_write_weeks(weeks.high)})"
    return text


def _write_deadlines(comparison: FlowComparison, step: FlowStep) -> str:
    """Write the deadline of the law and the municipality's own."""
    parts = []
    deadline = comparison.find_deadline(step)
    if deadline is not None:
        mark = "" if deadline.verified else _UNVERIFIED
        parts.append(f"{deadline.text} ({deadline.kind_label}){mark}")
    if step.own_deadline is not None:
        parts.append(f"{step.own_deadline.text} (egen)")
    return "; ".join(parts)


def _total_rows(comparison: FlowComparison) -> list[Row]:
    """Return a row for the weeks and the changes of hands of each sort of case."""
    today, proposed = comparison.today, comparison.proposed
    rows = []
    for cases in (Cases.OTHER, Cases.OBVIOUS) if _is_split(comparison) else (Cases.ALL,):
        name = sentence_case(cases.label)
        routes = (_pick(today, cases), _pick(proposed, cases))
        rows.append(Row((name, *map(_write_route, routes), *("", "", "")), is_focus=True))
    return rows


def _is_split(comparison: FlowComparison) -> bool:
    return any(timed.obvious for timed in (comparison.today, comparison.proposed))


def _pick(timed: TimedFlow, cases: Cases) -> Route:
    """Return the route of some cases; a flow with one route has it for all."""
    return next((route for route in timed.routes if route.cases is cases), timed.main)


def _write_route(route: Route) -> str:
    n = len(route.hand_overs)
    hands = f"{number(n)} {'overdragelse' if n == 1 else 'overdragelser'}"
    waiting = _write_weeks(route.weeks_waiting)
    return f"{_write_range(route.weeks)}, heraf {waiting} venter; {hands}"


def _steps_note(comparison: FlowComparison) -> str:
    sources = sorted(
        {
            step.source.split(";")[0].strip()
            for change in comparison.changes
            for step in (change.today, change.proposed)
            if step is not None
        }
    )
    return (
        f"Ugerne er forventninger ({listing(sources)}), ikke målt. Tallene i parentes er lavest og "
        "højest. Trin, der løber samtidig, tælles kun én gang i summen, og sager, der sendes "
        f"tilbage, er ikke med. {_UNVERIFIED} Lovens frist er ikke efterprøvet. {comparison.note}"
    ).strip()


def _step_record(comparison: FlowComparison, change: StepChange) -> dict[str, Any]:
    """Return one step as it stands in the file beside the table."""
    record: dict[str, Any] = {
        "step": change.id,
        "label": change.label,
        "change": change.change.value,
    }
    for name, step in (("today", change.today), ("proposed", change.proposed)):
        record |= {
            f"{name}_unit": step.unit.value if step else None,
            f"{name}_cases": step.cases.value if step else None,
            f"{name}_weeks_waiting": step.waiting.expected if step else None,
            f"{name}_weeks_work": step.work.expected if step else None,
            f"{name}_weeks_low": step.weeks_expected.low if step else None,
            f"{name}_weeks_high": step.weeks_expected.high if step else None,
            f"{name}_documents": "; ".join(step.documents) if step else None,
            f"{name}_deadline": _write_deadlines(comparison, step) if step else None,
            f"{name}_note": step.note if step else None,
            f"{name}_source": step.source if step else None,
        }
    return record


def _deadline_record(deadline: Deadline) -> dict[str, Any]:
    return {
        "id": deadline.id,
        "label": deadline.label,
        "kind": deadline.kind,
        "from_step": deadline.from_step.value if deadline.from_step else None,
        "to_step": deadline.to_step.value if deadline.to_step else None,
        "amount": deadline.span.amount if deadline.span else None,
        "unit": deadline.span.unit if deadline.span else None,
        "valid_from": deadline.valid_from.isoformat(),
        "valid_to": deadline.valid_to.isoformat() if deadline.valid_to else None,
        "reference": deadline.reference,
        "verified": deadline.verified,
        "caveat": deadline.caveat,
        "source": deadline.source,
    }
