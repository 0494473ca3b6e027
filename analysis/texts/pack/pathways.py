"""What the event file shows, and what it cannot show, in words."""

from __future__ import annotations

from analysis.blocks.model import Block, Paragraph, Text
from analysis.findings.pathway_findings import find_pathways
from analysis.findings.pathway_words import write_count, write_window
from analysis.findings.released import ReleasedPathways
from analysis.labels import number

_SAID = (
    ("events.weeks.sag_rejst.afgoerelse", "Hele vejen."),
    ("events.rework", "Sendt tilbage."),
    ("events.reversals", "Ankestyrelsen."),
)


def explain_pathways(results: ReleasedPathways) -> Block:
    """Return what the file shows of a case as a whole, and how far the file reaches.

    The weeks of each part and each deadline stand in the figure and the tables under it.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.
    """
    said = {finding.id: finding for finding in find_pathways(results)}
    paragraphs = [
        Paragraph(
            f"Kommunens egen hændelsesfil har {write_count(results.n_cases)} sager, "
            f"{write_window(results)}.",
            "Hvad bygger det på?",
        ),
        *(Paragraph(said[name].sentence, lead) for name, lead in _SAID if name in said),
    ]
    if notes := " ".join((*results.notes, *results.suppressed)):
        paragraphs.append(Paragraph(notes, "Hvad vises ikke?"))
    return Block("sagsforloeb-tekst", Text(tuple(paragraphs), role="list"), results.lineage)


def explain_waiting(results: ReleasedPathways) -> Block:
    """Return why open cases are counted in, and what the file cannot tell.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.
    """
    paragraphs = (
        Paragraph(
            "De langsomme sager er ikke færdige endnu, så uden dem ser tiden for kort ud. En sag i "
            "gang tæller med som »mindst så længe«; en sag, der lukkes, fordi borgeren får job, "
            "flytter eller dør, venter ikke længere.",
            "Hvorfor tælle sager i gang med?",
        ),
        Paragraph(
            "Filen viser, hvornår trin er registreret, ikke hvorfor tiden går, og ikke om en sag "
            "har ventet eller været under arbejde. Et trin, der registreres for sent, flytter tid "
            "til trinnet før.",
            "Hvad kan filen ikke vise?",
        ),
    )
    return Block("sagsforloeb-forbehold", Text(paragraphs, role="note"), results.lineage)


def explain_centres(results: ReleasedPathways) -> Block:
    """Return what may be said of the municipality's own centres.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.
    """
    finding = next(f for f in find_pathways(results) if f.id == "events.centres")
    n = results.centres.n_compared
    paragraphs = [Paragraph(finding.sentence, "Er centrene forskellige?")]
    if n > 1:
        paragraphs.append(
            Paragraph(
                f"Med {number(n)} centre er der {number(n)} chancer for, at et af dem ligger "
                "usædvanligt ved et tilfælde; det er regnet med, når et center nævnes. Ingen tal "
                "gælder en medarbejder.",
                "Hvor forsigtigt skal det læses?",
            )
        )
    return Block("centre-tekst", Text(tuple(paragraphs), role="list"), results.lineage)
