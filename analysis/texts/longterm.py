"""What the data say of long-term kontanthjælp, what they do not, and how to get it."""

from __future__ import annotations

import datetime as dt

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.longterm import Basis, LongTermMeasure, LongTermResult
from analysis.concepts import Stage
from analysis.findings.verdict import full_words
from analysis.labels import number, share

NOT_MEASURED = Paragraph(
    "Varighed måles ikke af de tabeller, rapporten bygger på. Den findes hos jobindsats.dk "
    "(antal personer efter varighed, fx y60a27) eller i kommunens egne data. Et samlet antal på "
    "kontanthjælp siger intet om, hvor længe de har været der.",
    lead="Langvarig kontanthjælp.",
)
_REFORM = dt.date(2025, 7, 1)
_WEEKS_PER_YEAR = 52


def explain_longterm(longterm: LongTermResult | None) -> tuple[Block, ...]:
    """Return what is found on long-term kontanthjælp in words, or that it is not measured.

    Parameters
    ----------
    longterm : LongTermResult or None
        The focus against its pooled peers; None without data.
    """
    if longterm is None:
        return (Block("langvarig-mangler", Text((NOT_MEASURED,), role="missing")),)
    paragraphs = [_say(measure, longterm.focus_name) for measure in longterm.measures]
    paragraphs.append(_caution(longterm))
    return (Block("langvarig-tekst", Text(tuple(paragraphs)), longterm.lineage),)


def say_visitation_is_no_duration(longterm: LongTermResult) -> Paragraph:
    """Return that the visitation is at hand and duration is not.

    Parameters
    ----------
    longterm : LongTermResult
        A result by visitation.
    """
    table = longterm.measures[0].source_table
    return Paragraph(
        f"Varighed måles ikke. {table} har visitationen: hvem jobcentret vurderer som "
        "aktivitetsparate. Det er ikke det samme, for en aktivitetsparat kan være ny, og en "
        "jobparat kan have været der i årevis. Varighed findes hos jobindsats.dk (antal personer "
        "efter varighed, fx y60a27) eller i kommunens egne data.",
        lead=NOT_MEASURED.lead,
    )


def _say(measure: LongTermMeasure, name: str) -> Paragraph:
    """Say one length, or the visitation group, in numbers of people."""
    if measure.basis is Basis.VISITATION:
        who = "er visiteret som aktivitetsparate"
        lead, everybody = "Aktivitetsparate.", "visiterede"
    else:
        who = f"har fået {measure.benefit.label} i {_length(measure)}"
        lead, everybody = f"I {_length(measure)}.", "modtagere"
    if not measure.n_long >= 0:
        return Paragraph(
            f"{measure.source_table} oplyser ikke, hvor mange i {name} der {who}; små tal kan være "
            "udeladt af udgiveren.",
            lead=lead,
        )
    residents, recipients = measure.among_residents, measure.among_recipients
    text = (
        f"{number(measure.n_long)} personer i {name} {who} ({measure.period.label}). Med de "
        f"sammenlignelige kommuners niveau pr. indbygger var det {number(residents.n_expected)}: "
        f"{full_words(residents, Stage.STOCK)}. De udgør {share(measure.share)} af alle "
        f"{everybody} mod {share(measure.peers_share)} i de sammenlignelige: "
        f"{full_words(recipients, Stage.STOCK)}."
    )
    return Paragraph(text, lead=lead)


def _caution(longterm: LongTermResult) -> Paragraph:
    """Say what the numbers must not be taken for."""
    if not longterm.is_duration:
        return say_visitation_is_no_duration(longterm)
    text = (
        "Det er en bestand: de samme mennesker tælles igen hver måned, og alder og køn er ikke "
        "regnet med. Mange med lang varighed kan skyldes, at flere bliver, eller at færre nye "
        "kommer til."
    )
    if longterm.measures[0].period.last_day >= _REFORM:
        text += (
            " Ydelsen begyndte 1. juli 2025. Spørg udgiveren, om tiden på den tidligere "
            "kontanthjælp er talt med, før varigheden bruges."
        )
    return Paragraph(text, lead="Læs tallene sådan.")


def _length(measure: LongTermMeasure) -> str:
    years, rest = divmod(measure.weeks, _WEEKS_PER_YEAR)
    return f"mindst {number(measure.weeks)} uger" if rest else f"mindst {number(years)} år"
