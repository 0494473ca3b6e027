"""The existing analyses, each with its own strength."""

from __future__ import annotations

from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.labels import number, sentence_case
from analysis.study.model import ExistingAnalysis, Study
from analysis.study.strength import Strength, rate_analysis

BLOCK_ID = "eksisterende-analyser"


def tabulate_existing_analyses(study: Study) -> Block:
    """Return the existing analyses by strength, the newest first within each.

    Parameters
    ----------
    study : Study
        The analyses.
    """
    if not study.analyses:
        text = Paragraph(
            "Skriv dem i arbejdsbogen fra praksis study workbook, og læs den ind igen.",
            lead="Ingen eksisterende analyser er noteret.",
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), study.lineage)
    rows: list[Row] = []
    unread = [each for each in study.analyses if rate_analysis(each).strength is Strength.NONE]
    for strength in (each for each in Strength if each is not Strength.NONE):
        of_strength = [a for a in study.analyses if rate_analysis(a).strength is strength]
        if of_strength:
            rows.append(Row((_group(strength, len(of_strength)),), is_group=True))
            newest = sorted(of_strength, key=lambda a: (a.published.last, a.id), reverse=True)
            rows += [_row(analysis) for analysis in newest]
    content = Table(
        caption="Eksisterende analyser som kilder",
        columns=(
            Column("title", "Analyse", "left"),
            Column("result", "Hvad den viser", "left"),
            Column("basis", "Grundlag, og om den gælder andre", "left"),
        ),
        rows=tuple(rows),
        records=tuple(_record(analysis) for analysis in study.analyses),
        note="Styrken følger faste regler: stærk gælder andre end dem, den har set på, og bygger "
        "på registre eller mindst 100 tilfældigt udtrukne sager; middel opfylder det ene; svag "
        f"ingen af dem, eller siger selv, at den ikke gælder andre.{_say_unread(len(unread))} "
        "Kildernes adresser står i datafilen.",
    )
    return Block(BLOCK_ID, content, study.lineage)


def _group(strength: Strength, n: int) -> str:
    """Return the heading of the analyses of one strength."""
    return f"{sentence_case(strength.label)} ({number(n)})"


def _say_unread(n: int) -> str:
    """Say how many analyses are known by their title alone; they are in the file."""
    if not n:
        return ""
    noun = "analyse" if n == 1 else "analyser"
    return f" Af {number(n)} {noun} til er kun titlen læst, så styrken ikke kan siges."


def _row(analysis: ExistingAnalysis) -> Row:
    """Return the row of one analysis that has been read."""
    basis = analysis.method.label
    if analysis.n_units is not None:
        basis = f"{number(analysis.n_units)} {analysis.unit}; {basis}"
    general = f"Gælder andre: {analysis.generalisable.label}. {analysis.generalisable_why}"
    return Row(
        (
            f"{analysis.title}. {sentence_case(analysis.publisher)}, {analysis.published.label}",
            analysis.result,
            f"{sentence_case(basis)}. {general}",
        )
    )


def _record(analysis: ExistingAnalysis) -> dict[str, Any]:
    """Return one analysis as it stands in the file beside the table."""
    rating = rate_analysis(analysis)
    return {
        "id": analysis.id,
        "title": analysis.title,
        "publisher": analysis.publisher,
        "published": analysis.published.text,
        "method": analysis.method.value,
        "n_units": analysis.n_units,
        "unit": analysis.unit,
        "question": analysis.question,
        "result": analysis.result,
        "generalisable": analysis.generalisable.value,
        "generalisable_why": analysis.generalisable_why,
        "reading": analysis.reading.value,
        "strength": rating.strength.value,
        "rule": rating.rule,
        "reference": analysis.reference,
    }
