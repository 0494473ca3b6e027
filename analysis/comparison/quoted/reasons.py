"""Why are two figures not the same? Rules over what each states, and nothing else.

Each rule looks at one property. Where the two state different things it gives a reason,
with the way it pulls and, where that is known, how far it can. A reason that pulls the
other way explains nothing, and a difference that no reason reaches is *not explained*. A
difference between two definitions is not an error in either.
"""

from __future__ import annotations

import datetime as dt
import math

from analysis.comparison.quoted.definitions import Ages, late_reporting
from analysis.comparison.quoted.figures import (
    INCOMPARABLE,
    Figure,
    Kind,
    Reason,
    ReasonKind,
    Standing,
    age_words,
    name_of,
)
from analysis.concepts import Origin
from analysis.labels import share


def find_reasons(reference: Figure, other: Figure) -> tuple[Reason, ...]:
    """Return the properties in which another figure differs from the reference.

    Parameters
    ----------
    reference, other : Figure
        The two figures; `pulls` of a reason is told from the other's side.

    Notes
    -----
    Only what both state is compared, so a property that one of them leaves out gives no
    reason: leans towards *not explained*. The late reports are known for the country; in one
    municipality they may be more.
    """
    rules = (
        _origin, _stage, _unit, _time, _hidden, _ages, _base, _place, _late, _traits, _rounding,
        _report,
    )  # fmt: skip
    return tuple(reason for rule in rules for reason in rule(reference, other))


def judge_difference(reference: Figure, other: Figure, reasons: tuple[Reason, ...]) -> Standing:
    """Say what the reasons make of the difference between two figures.

    Parameters
    ----------
    reference, other : Figure
        The two figures.
    reasons : tuple of Reason
        From `find_reasons`.
    """
    difference = other.value - reference.value
    if any(reason.kind in INCOMPARABLE for reason in reasons) or math.isnan(difference):
        return Standing.INCOMPARABLE
    rounding = sum(r.at_most for r in reasons if r.kind is ReasonKind.ROUNDING)
    if abs(difference) <= rounding or math.isclose(difference, 0, abs_tol=1e-9):
        return Standing.SAME
    reach = sum(r.at_most for r in helpful_reasons(difference, reasons))
    if math.isinf(reach):
        return Standing.POSSIBLE
    if reach >= abs(difference):
        return Standing.COVERED
    # Rounding alone is no beginning of an explanation.
    return Standing.PARTLY if reach > rounding else Standing.UNEXPLAINED


def helpful_reasons(difference: float, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return the reasons that pull the way the difference goes, or either way."""
    sign = 1 if difference > 0 else -1
    return tuple(reason for reason in reasons if reason.pulls in (0, sign))


def _origin(reference: Figure, other: Figure) -> list[Reason]:
    origins = {each.lineage.origin for each in (reference, other)}
    if len(origins) < 2:
        return []
    is_other = other.lineage.origin is Origin.SYNTHETIC
    who = "Det andet tal" if is_other else "Rapportens tal"
    words = f"{who} er syntetisk, så forskellen siger intet."
    return [Reason(ReasonKind.ORIGIN, 0, math.inf, "syntetisk over for virkeligt", words)]


def _stage(reference: Figure, other: Figure) -> list[Reason]:
    a, b = reference.definition, other.definition
    if a.stage is not b.stage:
        words = (
            "Tilkendelser er afgørelser i en periode, bestanden er alle, der får ydelsen på en tid."
        )
        return [Reason(ReasonKind.FLOW_STOCK, 0, math.inf, _pair(a.counts, b.counts), words)]
    if not (a.counts and b.counts) or a.counts == b.counts:
        return []
    if {a.counts, b.counts} == {"awards", "first_awards"}:
        pulls = 1 if b.counts == "awards" else -1
        words = (
            "Det ene tal er alle tilkendelser, det andet kun personer, der får ydelsen for første "
            "gang; det er det laveste."
        )
        return [Reason(ReasonKind.FIRST_TIME, pulls, math.inf, "alle eller første gang", words)]
    words = f"Det ene tal er {name_of(a.counts)}, det andet {name_of(b.counts)}."
    return [Reason(ReasonKind.COUNTS, 0, math.inf, _pair(a.counts, b.counts), words)]


def _unit(reference: Figure, other: Figure) -> list[Reason]:
    a, b = reference.definition.unit, other.definition.unit
    if a == b:
        return []
    if {a, b} == {"persons", "fulltime_persons"}:
        words = (
            "Fuldtidspersoner vægtes efter, hvor stor en del af tiden de får ydelsen, så der er "
            "flere personer end fuldtidspersoner."
        )
        pulls = 1 if b == "persons" else -1
        return [Reason(ReasonKind.FULLTIME, pulls, math.inf, _pair(a, b), words)]
    words = f"Det ene tal er i {name_of(a)}, det andet i {name_of(b)}."
    return [Reason(ReasonKind.UNIT, 0, math.inf, _pair(a, b), words)]


def _time(reference: Figure, other: Figure) -> list[Reason]:
    a, b = reference.definition.span, other.definition.span
    if reference.span != other.span:
        words = (
            f"Det ene tal er for {reference.span.label}, det andet for {other.span.label}; "
            "forskellen er også en udvikling."
        )
        return [Reason(ReasonKind.PERIOD, 0, math.inf, "en anden periode", words)]
    if a == b:
        return []
    words = f"Det ene tal gælder {name_of(a)}, det andet {name_of(b)}; sæson kan spille ind."
    return [Reason(ReasonKind.SPAN, 0, math.inf, _pair(a, b), words)]


def _hidden(reference: Figure, other: Figure) -> list[Reason]:
    blank = [f for f in (reference, other) if math.isnan(f.value) and f.definition.hides_below]
    if not blank:
        return []
    most = blank[0].definition.hides_below - 1
    words = f"{blank[0].source} viser ikke antal fra 0 til {most}."
    return [Reason(ReasonKind.HIDDEN, 0, math.inf, f"0-{most} vises ikke", words)]


def _ages(reference: Figure, other: Figure) -> list[Reason]:
    return _wider(
        reference.definition.ages,
        other.definition.ages,
        ReasonKind.AGES,
        "Der tælles {a} i det ene tal og {b} i det andet.",
        larger=1,
    )


def _base(reference: Figure, other: Figure) -> list[Reason]:
    return _wider(
        reference.definition.base,
        other.definition.base,
        ReasonKind.BASE,
        "Det ene tal er i forhold til befolkningen på {a}, det andet på {b}.",
        larger=-1,
    )


def _wider(
    a: Ages | None, b: Ages | None, kind: ReasonKind, words: str, *, larger: int
) -> list[Reason]:
    """Compare two ranges of ages; the wider one pulls its figure the way of `larger`."""
    if a is None or b is None or a == b:
        return []
    pulls = 0
    if b[0] <= a[0] and b[1] >= a[1]:
        pulls = larger
    elif a[0] <= b[0] and a[1] >= b[1]:
        pulls = -larger
    first, second = (age_words(ages) for ages in (a, b))
    said = words.format(a=first, b=second)
    return [Reason(kind, pulls, math.inf, f"{first} over for {second}", said)]


def _place(reference: Figure, other: Figure) -> list[Reason]:
    a, b = reference.definition.place, other.definition.place
    if not (a and b) or a == b:
        return []
    words = f"Kommunen er {a} i det ene tal og {b} i det andet; folk flytter."
    return [Reason(ReasonKind.PLACE, 0, math.inf, "kommune opgjort forskelligt", words)]


def _late(reference: Figure, other: Figure) -> list[Reason]:
    if reference.stated_on is None or other.stated_on is None:
        return []
    if reference.stated_on == other.stated_on:
        return []
    known, last = late_reporting(), reference.span.last.last_day
    earlier = min(reference, other, key=lambda each: each.stated_on or dt.date.max)
    assert earlier.stated_on is not None
    pulls = 1 if earlier is reference else -1
    is_flow = all(f.definition.counts in ("awards", "first_awards") for f in (reference, other))
    if is_flow:
        if (earlier.stated_on - last).days > known.months * 31:
            return []
        words = (
            "Tilkendelser indberettes sent, så det senere opgjorte tal er højere (kendt fra hele "
            f"landet: {share(known.share)} på et år)."
        )
        reach = known.share * earlier.value
        return [Reason(ReasonKind.LATE, pulls, reach, "sene indberetninger", words)]
    if reference.source != other.source:
        return []
    words = "Tallet er hentet igen, og udgiveren kan have rettet det."
    return [Reason(ReasonKind.EXTRACT, 0, math.inf, "hentet igen", words)]


def _traits(reference: Figure, other: Figure) -> list[Reason]:
    a, b = reference.definition.traits, other.definition.traits
    return [
        Reason(ReasonKind.TRAIT, side * trait.pulls, math.inf, trait.label, trait.words)
        for side, own, others in ((-1, a, b), (1, b, a))
        for trait in own
        if trait not in others
    ]


def _rounding(reference: Figure, other: Figure) -> list[Reason]:
    steps = [f.definition.rounded_to for f in (reference, other)]
    # Whole persons of two counts agree exactly or not at all.
    is_count = {f.definition.unit for f in (reference, other)} <= {"persons"}
    if max(steps) <= 0 or (is_count and max(steps) <= 1):
        return []
    words = "Mindst et af tallene er afrundet."
    return [Reason(ReasonKind.ROUNDING, 0, sum(steps) / 2, "afrunding", words)]


def _report(reference: Figure, other: Figure) -> list[Reason]:
    """Compare what two reports were made with, where the other is an earlier report."""
    if other.kind is not Kind.EARLIER or reference.made_with == other.made_with:
        return []
    words = "De to rapporter er lavet med hver sin udgave af programmet."
    return [Reason(ReasonKind.METHOD, 0, math.inf, "anden beregning", words)]


def _pair(a: str, b: str) -> str:
    return f"{name_of(a)} over for {name_of(b)}"
