"""What do the figures say, and what do other municipalities do?"""

from __future__ import annotations

from analysis.blocks.model import Block
from analysis.packs.assemble import Pack
from analysis.study.beside import practice_beside
from analysis.study.matrix import StudyMatrix, practice_matrix
from analysis.study.model import Study
from analysis.tables.front_page import tabulate_front_page
from analysis.tables.pack.study_analyses import tabulate_existing_analyses
from analysis.tables.pack.study_beside import tabulate_practice_beside
from analysis.tables.pack.study_matrix import tabulate_study_entries, tabulate_study_matrix
from analysis.tables.review.front_page import tabulate_front_page as tabulate_review
from analysis.texts.opening import part, section
from analysis.texts.pack.opening import say_missing
from analysis.texts.pack.study import explain_study


def figures_page(pack: Pack) -> tuple[Block, ...]:
    """Return the table of the practice comparison, and that of the case review.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    review = pack.evidence.review
    potential = tabulate_review(review) if review is not None else say_missing(pack, "review")
    return (
        section("tallene", "Hvad viser tallene?"),
        part("praksis", "Praksis: faktisk og forventet"),
        tabulate_front_page(pack.comparison),
        part("potentiale", "Potentiale: mulig målgruppe ifølge sagsgennemgangen"),
        potential,
    )


def study_pages(pack: Pack) -> tuple[Block, ...]:
    """Return what other municipalities do, and what was known beforehand.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    heading = section("andre-kommuner", "Hvad gør andre kommuner?")
    study = pack.evidence.study
    if study is None:
        return heading, say_missing(pack, "study.yaml")
    matrix = _matrix(pack, study)
    is_noted = any(cell.entry is not None for cell in matrix.cells.values())
    return (
        heading,
        explain_study(study, matrix),
        # A table of nothing but dashes says no more than the words above it.
        *((tabulate_study_matrix(matrix),) if is_noted else ()),
        *_beside(pack, study),
        # Without the matrix there is room for the analyses on the same page.
        (section if is_noted else part)("analyser", "Hvad ved man i forvejen?"),
        tabulate_existing_analyses(study),
    )


def entries_pages(pack: Pack) -> tuple[Block, ...]:
    """Return the entries behind the matrix, for the appendix; nothing without a study.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    study = pack.evidence.study
    if study is None:
        return ()
    heading = section("bilag-poster", "Bilag: hvad er noteret om praksis?")
    return heading, tabulate_study_entries(_matrix(pack, study))


def _matrix(pack: Pack, study: Study) -> StudyMatrix:
    comparison = pack.comparison
    return practice_matrix(
        study,
        focus=comparison.focus,
        peers=comparison.peers.codes,
        date=pack.evidence.day,
        names=comparison.names,
    )


def _beside(pack: Pack, study: Study) -> tuple[Block, ...]:
    """Return the practice known of most municipalities, if of the focus or a peer at all."""
    candidates = [
        practice_beside(study, pack.comparison, theme, date=pack.evidence.day)
        for theme in dict.fromkeys(entry.theme for entry in study.entries)
    ]
    known = [
        beside for beside in candidates if any(row.is_focus or row.is_peer for row in beside.rows)
    ]
    if not known:
        return ()
    most = max(known, key=lambda beside: len(beside.rows))
    return (tabulate_practice_beside(most),)
