"""What the report does not show for want of data, and how to get them."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import has_rows
from analysis.comparison.context import ContextResult, ContextSeries
from analysis.comparison.headlines import HEADLINES, Headline
from analysis.comparison.longterm import compare_longterm
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Stage
from analysis.labels import sentence_case
from analysis.texts.longterm import NOT_MEASURED, say_visitation_is_no_duration


def list_missing(comparison: PracticeComparison) -> Block:
    """Return what is missing of the headlines, each with how to get it.

    Parameters
    ----------
    comparison : PracticeComparison
        Knows which headlines have no data.
    """
    paragraphs = [
        Paragraph(
            _say_too_short(headline, comparison) + headline.how_to_get,
            lead=f"{sentence_case(headline.benefit.label)} ({headline.stage.label}).",
        )
        for headline in comparison.missing
    ]
    paragraphs += [
        Paragraph(
            _say_blank(measure, comparison),
            lead=f"{sentence_case(measure.headline.benefit.label)} "
            f"({measure.headline.stage.label}).",
        )
        for measure in comparison.measures
        if not measure.against_peers.n_expected >= 0
    ]
    paragraphs += [
        Paragraph(
            "Ingen kommunefordelt kilde er åben for tilkendelser af fleksjob, ressourceforløb og "
            "revalidering; derfor vises bestanden. Tabellerne findes hos jobindsats.dk med adgang.",
            lead="Tilkendelser af de øvrige ordninger.",
        ),
        *_say_no_duration(comparison),
    ]
    return Block("mangler", Text(tuple(paragraphs), role="missing"))


def say_ages_are_missing(comparison: PracticeComparison) -> tuple[Block, ...]:
    """Return a block that says that no source has ages, or none where one has.

    Parameters
    ----------
    comparison : PracticeComparison
        Knows which headlines are standardised.
    """
    if any(measure.is_by_age for measure in comparison.measures):
        return ()
    text = Paragraph(
        "Ingen af kilderne har modtagernes alder og køn. Hent AUK01 og PEN113 fordelt på køn og "
        "alder, og FOLK1A på køn og etårsalder, for at se svaret.",
        lead="Kan ikke besvares med disse data.",
    )
    return (Block("alder-mangler", Text((text,), role="missing")),)


def caution_context(results: Sequence[ContextResult]) -> tuple[Block, ...]:
    """Return what the context series must not be taken for; nothing where none has data.

    Parameters
    ----------
    results : sequence of ContextResult
        The series with data.
    """
    if not results:
        return ()
    paragraphs = tuple(Paragraph(r.series.caution, f"{r.series.title}.") for r in results)
    return (Block("baggrund-forbehold", Text(paragraphs, role="list")),)


def list_missing_context(missing: Sequence[ContextSeries]) -> tuple[Block, ...]:
    """Return one block that says which context series are missing, or none.

    Parameters
    ----------
    missing : sequence of ContextSeries
        The series without data.
    """
    if not missing:
        return ()
    paragraphs = tuple(Paragraph(_say_no_series(series), f"{series.title}.") for series in missing)
    return (Block("baggrund-mangler", Text(paragraphs, role="missing")),)


def _say_no_duration(comparison: PracticeComparison) -> tuple[Paragraph, ...]:
    """Say that duration is not measured, unless it is; the visitation is another thing."""
    longterm = compare_longterm(comparison)
    if longterm is None:
        return (NOT_MEASURED,)
    return () if longterm.is_duration else (say_visitation_is_no_duration(longterm),)


def _say_no_series(series: ContextSeries) -> str:
    """Say which table has no series to show, and that page one rests on another."""
    table = series.headline.sources[0].table
    is_on_page_one = any(series.headline.benefit is each.benefit for each in HEADLINES)
    elsewhere = " Antallet på side 1 er fra en anden tabel." if is_on_page_one else ""
    return (
        f"Serien over tid fra {table} er ikke i dette datasæt eller er uden tal for kommunen."
        f"{elsewhere} {series.headline.how_to_get}"
    )


def _say_too_short(headline: Headline, comparison: PracticeComparison) -> str:
    """Say of a headline that a source has it, but for too short a time; empty where none has."""
    for source in headline.sources:
        if has_rows(comparison.store.load(source.dataset), source=source, headline=headline):
            needed = "fire hele kvartaler" if headline.stage is Stage.FLOW else "en hel periode"
            return f"{source.table} har ikke {needed} op til rapportens periode. "
    return ""


def _say_blank(measure: MeasureComparison, comparison: PracticeComparison) -> str:
    """Say of a headline that its source is blank for the focus or for all its peers."""
    has_peers = measure.against_peers.n_peers > 0
    who = comparison.focus_name if has_peers else "nogen af de sammenlignelige kommuner"
    way_out = (
        "Brug kommunens egne tal, eller en ældre periode."
        if has_peers
        else "Vælg andre sammenlignelige kommuner, eller en ældre periode."
    )
    return (
        f"{measure.cells.source.table} oplyser ikke alle tal for {who} i perioden; små tal "
        f"kan være udeladt af udgiveren. {way_out}"
    )
