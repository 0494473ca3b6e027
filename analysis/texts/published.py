"""What the published awards allow us to say, and what another source counted."""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.published import YEAR, PublishedAwards
from analysis.labels import interval, number, share


def explain_published_awards(comparison: PracticeComparison, published: PublishedAwards) -> Block:
    """Return the comparison of the focus with the other cities, and the notes.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus.
    published : PublishedAwards
        The awards with limits.
    """
    paragraphs = []
    if published.ratio is not None:
        ratio = published.ratio
        limits = interval(float(ratio.ratio_lower), float(ratio.ratio_upper), decimals=2)
        times, level = number(float(ratio.ratio), decimals=2), share(published.level)
        paragraphs.append(
            Paragraph(
                f"{comparison.focus_name} tilkendte {times} gange så mange pr. indbygger som de "
                f"øvrige byer tilsammen ({level}: {limits}; eksakt sammenligning af to rater). "
                f"Det er rå tal fra {YEAR}, uden hensyn til alder, og siger intet om praksis i dag."
            )
        )
    for _, note in published.notes.iterrows():
        count = number(float(note["value_from"]))
        paragraphs.append(
            Paragraph(
                f"{note['municipality_name']}: {count} tilkendelser i {YEAR} ifølge "
                f"{note['source_url']} ({note['source_date']}). Kilderne er uenige og bliver ikke "
                "blandet sammen.",
                lead="En anden opgørelse.",
            )
        )
    if not paragraphs:
        paragraphs.append(
            Paragraph(f"{comparison.focus_name} er ikke blandt de byer, tallene omfatter.")
        )
    return Block("offentliggjort-tekst", Text(tuple(paragraphs)), published.lineage)
