"""What is another than last time, in the order in which a director needs to know it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import Lineage
from analysis.findings.register import Kind
from analysis.labels import listing, number
from analysis.packs.change_model import Event, FigureChange, LineChange, Reach, VerdictChange
from analysis.packs.changes import PackChanges
from analysis.recommendations.words import name_finding

_NOTHING = "Der er intet tidligere oplæg at sammenligne med."
_MOST_NAMED = 6


def say_changes(
    changes: PackChanges | None, why_none: str = "", *, lineage: Lineage | None = None
) -> Block:
    """Return what changed since the earlier pack: what is not alike first.

    Parameters
    ----------
    changes : PackChanges or None
        The pack against one earlier pack; None where there is none.
    why_none : str
        In Danish, why there is none; empty for the plain sentence.
    lineage : Lineage, optional
        What the pack rests on.
    """
    if changes is None:
        text = Text((Paragraph(why_none or _NOTHING),), role="missing")
        return Block("aendret-tekst", text, lineage or Lineage())
    return Block("aendret-tekst", Text(tuple(_say(changes)), role="list"), lineage or Lineage())


def _say(changes: PackChanges) -> Iterator[Paragraph]:
    yield Paragraph(f"{changes.earlier_name}.", "Sammenlignet med oplægget")
    for text in changes.differences:
        yield Paragraph(text, "Ikke ens.")
    if changes.is_empty:
        yield Paragraph("Intet er ændret siden da.", "Ændret.")
        return
    yield from _say_lost(changes.lost)
    yield from _say_verdicts(changes.verdicts)
    yield from _say_figures(changes)
    yield from _say_lines(changes.recommendations, "Anbefalinger.", _RECOMMENDATIONS)
    yield from _say_lines(changes.milestones, "Milepæle.", _MILESTONES)
    yield Paragraph(_say_moved(changes), "Flyttede tal.")


def _say_lost(lost: Sequence[LineChange]) -> Iterator[Paragraph]:
    """Name each recommendation that holds less than last time, and through which findings."""
    for each in lost:
        names = listing([name_finding(finding_id) for finding_id in each.finding_ids])
        because = f" Det, der siger noget andet end sidst, er {names}." if names else ""
        yield Paragraph(
            f"anbefaling {each.title}: {each.then} sidst, {each.now} nu.{because}",
            "Grundlaget er svækket:",
        )


def _say_verdicts(verdicts: Sequence[VerdictChange]) -> Iterator[Paragraph]:
    changed = [each for each in verdicts if each.event is Event.VERDICT]
    for each in changed:
        yield Paragraph(
            f"{each.title}: {each.then_words} sidst, {each.now_words} nu.", "Ny vurdering."
        )
    if not changed:
        yield Paragraph("Ingen fund har fået en anden vurdering.", "Vurderinger.")
    new = [each.title for each in verdicts if each.event is Event.NEW]
    if new:
        yield Paragraph(f"{_name_some(new)}.", "Nye fund.")
    gone: dict[str, list[str]] = {}
    for each in verdicts:
        if each.event is Event.GONE:
            gone.setdefault(each.why, []).append(each.title)
    for why, titles in gone.items():
        yield Paragraph(f"{_name_some(titles)}. {why}", "Ikke med længere.")


def _say_figures(changes: PackChanges) -> Iterator[Paragraph]:
    """Say which estimates changed by more than their uncertainty, and how many did not."""
    changed = changes.changed_figures
    beyond = [each for each in changed if each.reach is Reach.BEYOND]
    if beyond:
        said = [_name_figure(each) for each in beyond]
        yield Paragraph(f"{_name_some(said, mark='; ')}.", "Ændret ud over usikkerheden.")
    n_within = sum(each.reach is Reach.WITHIN for each in changed)
    if n_within:
        yield Paragraph(
            f"{number(n_within)} tal er ændret, men ikke mere, end usikkerheden kan bære. Det er "
            "ikke det samme som, at intet er ændret.",
            "Inden for usikkerheden.",
        )
    n_counts = sum(each.reach in {Reach.NO_LIMITS, Reach.RANGE_ONLY} for each in changed)
    if n_counts:
        yield Paragraph(
            f"{number(n_counts)} tal uden interval er ændret; de står i tabellen. En bestand "
            "er de samme mennesker fra kvartal til kvartal, og en ændring fra én måling til den "
            "næste siger intet om, hvad der ligger bag.",
            "Optalte tal.",
        )


def _say_lines(
    lines: Sequence[LineChange], lead: str, words: dict[Event, str]
) -> Iterator[Paragraph]:
    """Say what happened to recommendations or tasks, one event at a time."""
    for event, template in words.items():
        said = [
            template.format(title=each.title, then=each.then or "ingen", now=each.now or "ingen")
            for each in lines
            if each.event is event and not each.is_lost
        ]
        if said:
            yield Paragraph(f"{_name_some(said, mark='; ')}.", f"{lead[:-1]}, {event.label}.")


_RECOMMENDATIONS = {
    Event.NEW: "{title}",
    Event.GONE: "{title}",
    Event.STATUS: "{title}: {then} sidst, {now} nu",
    Event.DEADLINE: "{title}: {then} sidst, {now} nu",
    Event.OWNER: "{title}: {then} sidst, {now} nu",
    Event.BASIS: "{title}: {then} sidst, {now} nu",
    Event.WORDING: "{title}",
}
_MILESTONES = {
    Event.DONE: "{title}: {now}",
    Event.MOVED: "{title}: fra {then} til {now}",
    Event.NEW: "{title}",
    Event.GONE: "{title}",
    Event.STATUS: "{title}: {then} sidst, {now} nu",
    Event.OWNER: "{title}: {then} sidst, {now} nu",
}


def _say_moved(changes: PackChanges) -> str:
    if not changes.is_recomputed:
        return (
            f"Tallene for {changes.earlier_period} kan ikke regnes igen på dagens data, så det "
            "vides ikke, om noget er flyttet."
        )
    if not changes.moved:
        return (
            f"Ingen: {Kind.BENCHMARK.label}en for {changes.earlier_period} giver det samme i dag."
        )
    reasons = listing(list(dict.fromkeys(each.reason for each in changes.moved)))
    titles = list(dict.fromkeys(each.title for each in changes.moved))
    return (
        f"{number(len(changes.moved))} tal for {changes.earlier_period} er anderledes, når de "
        f"regnes igen i dag ({_name_some(titles)}). Årsag: {reasons}. Det er ikke en udvikling."
    )


def _name_figure(change: FigureChange) -> str:
    assert change.before is not None
    assert change.now is not None
    return (
        f"{change.title}, {change.number.label}: {change.before.text} "
        f"({change.before.limits_text}) sidst, {change.now.text} ({change.now.limits_text}) nu"
    )


def _name_some(names: Sequence[str], *, mark: str = "") -> str:
    """Name the first few, and how many more there are."""
    shown = list(names[:_MOST_NAMED])
    left = len(names) - len(shown)
    if left:
        shown.append(f"{number(left)} flere")
    return mark.join(shown) if mark else listing(shown)
