"""What the published awards allow us to say, and what another source counted."""

from __future__ import annotations

from analysis.blocks.model import Block, FindingText, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.published import YEAR, PublishedAwards
from analysis.comparison.quoted.definitions import publisher_of
from analysis.concepts import Stage
from analysis.labels import interval, listing, number, share


def state_published_awards(
    comparison: PracticeComparison, published: PublishedAwards | None
) -> tuple[Block, ...]:
    """Return a sentence for page one where the report itself has no awards.

    Parameters
    ----------
    comparison : PracticeComparison
        Knows whether there are awards.
    published : PublishedAwards or None
        The awards with limits.
    """
    has_awards = any(m.headline.stage is Stage.FLOW for m in comparison.measures)
    if has_awards or published is None or published.ratio is None:
        return ()
    ratio = published.ratio
    n_awards = float(published.frame["n_awards"][comparison.focus])
    others = listing(sorted(published.frame.drop(index=comparison.focus)["name"]))
    limits = interval(float(ratio.ratio_lower), float(ratio.ratio_upper), decimals=2)
    sentence = (
        f"Ministeriet har offentliggjort tilkendelserne af førtidspension i {YEAR}: "
        f"{number(n_awards)} personer i {comparison.focus_name}, pr. indbygger "
        f"{number(float(ratio.ratio), decimals=2)} gange så mange som i {others} tilsammen "
        f"({share(published.level)}: {limits}), uden hensyn til alder."
    )
    return (
        Block("fund-offentliggjort", FindingText(sentence, f"{YEAR}, rå tal"), published.lineage),
    )


def explain_published_awards(
    comparison: PracticeComparison, published: PublishedAwards | None
) -> Block:
    """Return the comparison of the focus with the other cities, and the notes.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus.
    published : PublishedAwards or None
        The awards with limits.
    """
    if published is None:
        text = Paragraph("Datasættet rummer ingen offentliggjorte tilkendelser.")
        return Block("offentliggjort-tekst", Text((text,), role="missing"))
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
                f"{publisher_of(note['source_url'])} ({note['source_date']}). Opgørelserne "
                "afviger og er ikke lagt sammen.",
                lead="En anden opgørelse.",
            )
        )
    if not paragraphs:
        paragraphs.append(
            Paragraph(f"{comparison.focus_name} er ikke blandt de byer, tallene omfatter.")
        )
    return Block("offentliggjort-tekst", Text(tuple(paragraphs)), published.lineage)
