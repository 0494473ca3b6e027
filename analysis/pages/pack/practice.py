"""What do the figures say, and what do other municipalities do?"""

from __future__ import annotations

from analysis.blocks.model import Block
from analysis.packs.assemble import Pack
from analysis.study.beside import practice_beside
from analysis.study.matrix import practice_matrix
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
    """Return what other municipalities do, beside their figures, and existing analyses.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    heading = section("andre-kommuner", "Hvad gør andre kommuner?")
    study = pack.evidence.study
    if study is None:
        return heading, say_missing(pack, "study.yaml")
    comparison = pack.comparison
    matrix = practice_matrix(
        study,
        focus=comparison.focus,
        peers=comparison.peers.codes,
        date=pack.evidence.day,
        names=comparison.names,
    )
    return (
        heading,
        explain_study(study, matrix),
        tabulate_study_matrix(matrix),
        tabulate_study_entries(matrix),
        *_beside(pack, study),
        section("analyser", "Hvad ved man i forvejen?"),
        tabulate_existing_analyses(study),
    )


def _beside(pack: Pack, study: Study) -> tuple[Block, ...]:
    """Return the practice that most municipalities are known for, beside their ratios."""
    candidates = [
        practice_beside(study, pack.comparison, theme, date=pack.evidence.day)
        for theme in dict.fromkeys(entry.theme for entry in study.entries)
    ]
    known = [beside for beside in candidates if beside.rows]
    if not known:
        return ()
    most = max(known, key=lambda beside: len(beside.rows))
    return (
        part("praksis-og-tal", "Praksis ved siden af tallene"),
        tabulate_practice_beside(most),
    )
