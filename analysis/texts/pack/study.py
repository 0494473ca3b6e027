"""What the practice study is, and what it does not say, in words."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.blocks.model import Block, Paragraph, Text
from analysis.labels import date, number
from analysis.study.matrix import Known, StudyMatrix
from analysis.study.model import Reading, Study
from analysis.study.strength import Strength, rate_analysis

BLOCK_ID = "praksisundersoegelse"


def explain_study(study: Study, matrix: StudyMatrix) -> Block:
    """Return how much the practice study rests on, and what it does not say.

    Parameters
    ----------
    study : Study
        Entries and analyses.
    matrix : StudyMatrix
        What is known of focus and peers.
    """
    return Block(BLOCK_ID, Text(tuple(_say(study, matrix)), role="list"), study.lineage)


def _say(study: Study, matrix: StudyMatrix) -> Iterator[Paragraph]:
    """Give one paragraph for each thing that a reader should know."""
    cells = list(matrix.cells.values())
    current = sum(cell.known is Known.CURRENT for cell in cells)
    old = sum(cell.known in (Known.OLD, Known.TITLE_ONLY) for cell in cells)
    focus = matrix.name(matrix.focus)
    yield Paragraph(
        f"{focus} og {number(len(matrix.peers))} sammenlignelige kommuner på "
        f"{number(len(matrix.themes))} temaer. Af {number(len(cells))} felter er "
        f"{number(current)} undersøgt i nyere tid, {number(old)} kendes kun fra ældre eller "
        f"udaterede kilder eller fra en titel, og {number(len(cells) - current - old)} er ikke "
        f"undersøgt. Praksis er set pr. {date(matrix.date)}.",
        "Hvad er undersøgt?",
    )
    if current == 0:
        yield Paragraph(
            "Intet felt er undersøgt i nyere tid. Der kan derfor ikke siges, hvordan kommunernes "
            "praksis i dag adskiller sig; posterne er et sted at begynde. Spørg kommunerne med "
            "arbejdsbogen fra praksis study workbook.",
            "Hvad mangler?",
        )
    n_titles = sum(entry.reading is Reading.TITLE_ONLY for entry in study.entries)
    yield Paragraph(
        f"{number(len(study.entries))} poster om praksis i hele landet, heraf {number(n_titles)} "
        f"kun fra titlen på en kilde. {_say_analyses(study)} Kilder er nævnt ved rolle og ikke ved "
        "navn.",
        "Hvad hviler det på?",
    )
    yield Paragraph(
        "At to kommuner gør noget forskelligt, siger ikke, at den ene gør det rigtige, og ikke at "
        "forskellen i tallene kommer deraf. Et felt uden post er ikke undersøgt; det betyder ikke, "
        "at kommunen ikke gør det.",
        "Hvad siger det ikke?",
    )


def _say_analyses(study: Study) -> str:
    """Say how many analyses there are, and how strong they are."""
    ratings = [rate_analysis(analysis).strength for analysis in study.analyses]
    if not ratings:
        return "Ingen eksisterende analyser er noteret."
    parts = {
        Strength.STRONG: "stærke",
        Strength.MEDIUM: "middel",
        Strength.WEAK: "svage",
        Strength.NONE: "kun kendt af titlen",
    }
    counts = [f"{number(ratings.count(s))} {word}" for s, word in parts.items()]
    return f"{number(len(ratings))} eksisterende analyser: {', '.join(counts)}."
