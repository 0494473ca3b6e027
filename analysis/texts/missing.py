"""What the report does not show for want of data, and how to get them."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.context import ContextResult, ContextSeries
from analysis.labels import sentence_case


def list_missing(comparison: PracticeComparison) -> Block:
    """Return what is missing of the headlines, each with how to get it.

    Parameters
    ----------
    comparison : PracticeComparison
        Knows which headlines have no data.
    """
    paragraphs = [
        Paragraph(
            headline.how_to_get,
            lead=f"{sentence_case(headline.benefit.label)} ({headline.stage.label}).",
        )
        for headline in comparison.missing
    ]
    paragraphs += [
        Paragraph(
            "Ingen kommunefordelt kilde er åben for tilkendelser af fleksjob, ressourceforløb og "
            "revalidering; derfor vises bestanden. Tabellerne findes hos jobindsats.dk med adgang.",
            lead="Tilkendelser af de øvrige ordninger.",
        ),
        Paragraph(
            "Varighed måles ikke af de tabeller, rapporten bygger på. Den findes hos jobindsats.dk "
            "(varighed) eller i kommunens egne data.",
            lead="Langvarig kontanthjælp.",
        ),
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
    paragraphs = tuple(
        Paragraph(f"Ingen data i dette datasæt. {series.headline.how_to_get}", f"{series.title}.")
        for series in missing
    )
    return (Block("baggrund-mangler", Text(paragraphs, role="missing")),)
