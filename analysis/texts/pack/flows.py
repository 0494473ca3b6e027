"""What the proposed flow changes, what the law says of it, and what becomes of the light course."""

from __future__ import annotations

import math
from collections.abc import Iterator

from analysis.blocks.model import Block, Paragraph, Text
from analysis.caseflow.check import Verdict
from analysis.caseflow.compare import Change, FlowComparison, TimedFlow
from analysis.caseflow.light import Light
from analysis.caseflow.routes import Route
from analysis.findings.review_outcomes import people_limits_text
from analysis.findings.suppression import is_hidden
from analysis.labels import date as write_date
from analysis.labels import listing, number, share, write_people

FLOWS_ID, LIGHT_ID = "sagsgang-tekst", "light-tekst"


def explain_flows(comparison: FlowComparison) -> Block:
    """Return what changes, how long it takes, and whether the law allows it.

    Parameters
    ----------
    comparison : FlowComparison
        The two flows.
    """
    paragraphs = (
        Paragraph(_say_weeks(comparison), "Hvor lang tid?"),
        Paragraph(_say_hands(comparison), "Hvor mange hænder?"),
        Paragraph(" ".join(_say_changes(comparison)), "Hvad ændres?"),
        *_say_law(comparison),
        Paragraph(
            "Ugerne er forventninger, som kommunen selv har sat, og er ikke målt; de viser, hvor "
            "tiden ventes at gå, og ikke hvad forslaget vil spare. Sager, der sendes tilbage, er "
            f"ikke regnet med, så begge tal er snarere for små end for store. {comparison.note}"
            "".strip(),
            "Hvor sikkert?",
        ),
    )
    return Block(FLOWS_ID, Text(paragraphs, role="list"), comparison.lineage)


def explain_light(light: Light) -> Block:
    """Return whether the one-year course can be started, for whom, and what remains.

    Parameters
    ----------
    light : Light
        The course on a date.
    """
    rules = light.rules
    paragraphs = [
        Paragraph(light.sentence, "Kan det startes?"),
        Paragraph(rules.for_whom, "For hvem?"),
        Paragraph(_say_people(light), "Hvor mange?"),
        Paragraph(
            "»Light« er kommunens eget ord og ikke lovens. Hvem der er i et forløb, står i "
            "fagsystemet og ikke her.",
            "Bemærk.",
        ),
    ]
    return Block(LIGHT_ID, Text(tuple(paragraphs), role="list"), light.lineage)


def _say_weeks(comparison: FlowComparison) -> str:
    today, proposed = comparison.today.main, comparison.proposed.main
    sentence = (
        f"I dag ventes en sag at tage omkring {_write_weeks(today)}, i forslaget omkring "
        f"{_write_weeks(proposed)}."
    )
    obvious = comparison.proposed.obvious
    if obvious is not None:
        sentence += f" En åbenbar sag ventes at tage omkring {_write_weeks(obvious)}."
    if today.weeks.expected > 0:
        sentence += (
            f" I dag er {share(today.weeks_waiting / today.weeks.expected)} af tiden ventetid, "
            "hvor ingen arbejder på sagen."
        )
    return sentence


def _write_weeks(route: Route) -> str:
    weeks = route.weeks
    text = f"{_number(weeks.expected)} {'uge' if weeks.expected == 1 else 'uger'}"
    if weeks.has_range:
        text += f" ({_number(weeks.low)} til {_number(weeks.high)})"
    return text + f", heraf {_number(route.weeks_waiting)} med at vente"


def _number(weeks: float) -> str:
    return number(weeks, decimals=0 if weeks == int(weeks) else 1)


def _say_hands(comparison: FlowComparison) -> str:
    n_today = len(comparison.today.main.hand_overs)
    n_proposed = len(comparison.proposed.main.hand_overs)
    if n_today == n_proposed:
        text = f"Sagen skifter hænder {_times(n_today)}, både i dag og i forslaget."
    else:
        more = "flere" if n_proposed > n_today else "færre"
        text = (
            f"Sagen skifter hænder {_times(n_today)} i dag og {_times(n_proposed)} i forslaget, "
            f"altså {more}."
        )
    obvious = comparison.proposed.obvious
    if obvious is not None:
        text += f" En åbenbar sag skifter hænder {_times(len(obvious.hand_overs))}."
    return text


def _times(n: int) -> str:
    return f"{number(n)} {'gang' if n == 1 else 'gange'}"


def _say_changes(comparison: FlowComparison) -> Iterator[str]:
    """Give one sentence for each kind of change there is."""
    words = (
        (Change.REMOVED, "Udgår"),
        (Change.ADDED, "Nyt"),
        (Change.OTHER_UNIT, "Flyttes til en anden enhed"),
        (Change.OTHER_ORDER, "Får en ny plads i rækkefølgen"),
        (Change.OTHER_CASES, "Gælder færre sager"),
        (Change.OTHER_CONTENT, "Ændrer længde, dokumenter eller frist"),
    )
    found = False
    for change, lead in words:
        labels = [each.label for each in comparison.of(change)]
        if labels:
            found = True
            yield f"{lead}: {listing(labels)}."
    if not found:
        yield "Ingenting: de to sagsgange er ens."


def _say_law(comparison: FlowComparison) -> Iterator[Paragraph]:
    """Say what the rules of the date say of both flows, and then of each."""
    day = write_date(comparison.date)
    flows = (comparison.today, comparison.proposed)
    said = [[note.text for note in timed.check.notes] for timed in flows]
    shared = [text for text in said[0] if text in said[1]]
    if shared:
        yield Paragraph(" ".join(shared), "Hvad siger loven?")
    for lead, timed, texts in zip(("I dag", "Forslaget"), flows, said, strict=True):
        own = [text for text in texts if text not in shared]
        parts = [_say_verdict(timed, day), *own, _say_force(timed)]
        yield Paragraph(" ".join(part for part in parts if part), f"{lead} og loven.")


def _say_verdict(timed: TimedFlow, day: str) -> str:
    return {
        Verdict.ALLOWED: f"Sagsgangen er inden for de regler, der gælder {day}.",
        Verdict.UNCLEAR: f"Om sagsgangen er inden for reglerne {day}, kan ikke siges endnu.",
        Verdict.NOT_ALLOWED: f"Sagsgangen er ikke tilladt efter reglerne {day}.",
    }[timed.check.verdict]


def _say_force(timed: TimedFlow) -> str:
    if timed.check.is_in_force:
        return ""
    if timed.check.date < timed.flow.valid_from:
        return f"Den er tænkt at gælde fra {write_date(timed.flow.valid_from)}."
    last = timed.flow.valid_to
    return f"Den gjaldt til og med {write_date(last)}." if last else ""


def _say_people(light: Light) -> str:
    """Say how many the review found, and that it is history where the course is closed."""
    people = light.people
    if people is None:
        return (
            "Sagsgennemgangen har ikke spurgt, eller der er ingen: antallet kendes ikke. Reglerne "
            "på dagen for udtrækningen afgør, om der spørges."
        )
    if is_hidden(people) or not math.isfinite(people.value):
        return "Antallet kan ikke vises: der er for få sager bag."
    text = (
        f"Omkring {write_people(people.value)} personer ({people_limits_text(people)}, "
        f"{share(people.level)}) er i mulig målgruppe ifølge gennemgangen."
    )
    if light.is_open:
        return text
    basis = f" efter reglerne {write_date(light.people_date)}" if light.people_date else ""
    return (
        f"{text} Tallet er et historisk grundlag{basis}: det siger, hvor mange der manglede den "
        "sidste afklaring, og ikke hvor mange der kan få et forløb nu."
    )
