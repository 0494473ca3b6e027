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
        "udaterede kilder eller fra en titel, og "
        f"{number(len(cells) - current - old)} er ikke undersøgt (pr. {date(matrix.date)}).",
        "Hvad er undersøgt?",
    )
    if current == 0:
        yield Paragraph(
            "Intet felt er undersøgt i nyere tid, så det kan ikke siges, om kommunernes praksis "
            "er forskellig i dag. Det, der er noteret, er et sted at begynde: spørg kommunerne med "
            "arbejdsbogen fra »praksis study workbook«.",
            "Hvad mangler?",
        )
    n_titles = sum(entry.reading is Reading.TITLE_ONLY for entry in study.entries)
    yield Paragraph(
        f"{number(len(study.entries))} poster om praksis i hele landet ({number(n_titles)} kun fra "
        f"en titel) og {_say_analyses(study)}.",
        "Hvad bygger det på?",
    )


def _say_analyses(study: Study) -> str:
    """Say how many analyses there are, and how many can carry something."""
    ratings = [rate_analysis(analysis).strength for analysis in study.analyses]
    if not ratings:
        return "ingen eksisterende analyser"
    strong = number(ratings.count(Strength.STRONG))
    noun = "analyse" if len(ratings) == 1 else "analyser"
    return f"{number(len(ratings))} eksisterende {noun}, heraf {strong} stærke"
