"""Whether two readers agree, what divides them, and what the second readings are worth."""

from __future__ import annotations

import math
import re

from analysis.blocks.model import Block, Paragraph, Text
from analysis.findings.released import ReleasedReview
from analysis.findings.suppression import is_hidden
from analysis.findings.suppression_notes import write_people_in
from analysis.labels import number, sentence_case, share, write_people

AGREEMENT_ID, CORRECTIONS_ID = "laeserne-enige-tekst", "korrektion-tekst"
_NAMED = 3
_WEIGHTED = "Kappa og AC1 er regnet om til hele befolkningen"


def explain_agreement(results: ReleasedReview) -> Block:
    """Return how far the readers agree on each scheme, in their own sentences.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.
    """
    schemes = [each for each in results.agreement if not each.is_item]
    if not schemes:
        text = Paragraph(
            "Ingen sag er læst to gange, så det vides ikke, om en anden læser ville være kommet "
            "til det samme. Lad en del af sagerne læse igen: praksis review assign fordeler dem.",
            lead="Læsernes enighed kan ikke måles med disse data.",
        )
        return Block(AGREEMENT_ID, Text((text,), role="missing"), results.lineage)
    paragraphs = [
        Paragraph(
            f"{number(results.n_second_readings)} sager er læst af to, som ikke kendte hinandens "
            "svar. Enigheden måles på deres egne svar, før nogen har afgjort, hvad der er rigtigt.",
            lead="Hvad der er målt.",
        )
        if results.n_second_readings > 0
        else Paragraph("De to læsere kendte ikke hinandens svar.", lead="Hvad der er målt.")
    ]
    paragraphs += [
        Paragraph(_read_aloud(each.reading), lead=f"{sentence_case(each.label)}.")
        for each in schemes
        if each.reading
    ]
    if any(_WEIGHTED in each.reading for each in schemes):
        paragraphs.append(
            Paragraph(
                "Kappa og AC1 er regnet om til hele befolkningen, fordi sager, der så ud til at "
                "være i en sjælden målgruppe, er læst igen oftere end de andre.",
                lead="Regnet om.",
            )
        )
    dividing = _say_what_divides(results)
    if dividing:
        paragraphs.append(Paragraph(dividing, lead="Det, der skiller."))
    if results.n_waiting > 0:
        waiting = (
            f"I op til {number(results.n_waiting)} sager er læserne uenige, uden at det er "
            "afgjort. De tæller med første læsning, så en korrektion bliver for lille."
        )
        paragraphs.append(Paragraph(waiting, lead="Venter på afgørelse."))
    return Block(AGREEMENT_ID, Text(tuple(paragraphs)), results.lineage)


def explain_corrections(results: ReleasedReview) -> Block:
    """Return of each outcome whether it is corrected by second readings, and why.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.
    """
    outcomes = [o for o in results.outcomes.values() if o.corrected is not None]
    if not outcomes:
        text = Paragraph(
            "Alle tal er ukorrigerede, da ingen sager er læst to gange.",
            lead="Tallene kan ikke korrigeres med disse data.",
        )
        return Block(CORRECTIONS_ID, Text((text,), role="missing"), results.lineage)
    paragraphs = tuple(
        Paragraph(
            write_people_in(outcome.correction_note, write_people),
            lead=f"{sentence_case(outcome.label)}.",
        )
        for outcome in outcomes
        if outcome.correction_note
    )
    return Block(CORRECTIONS_ID, Text(paragraphs, role="list"), results.lineage)


def _read_aloud(reading: str) -> str:
    """Return a reading without what the text does not carry.

    How few cases a scheme's positives are is a small count that tells of health, and the
    words on recalculation would be the same under every scheme.
    """
    sentences = re.split(r"(?<=\.) (?=[A-ZÆØÅ])", reading)
    left_out = (_WEIGHTED, "Mindst én af dem fandt")
    return " ".join(each for each in sentences if not each.startswith(left_out))


def _say_what_divides(results: ReleasedReview) -> str:
    """Name the questions behind most disagreements, where they may be shown."""
    items = [
        each
        for each in results.agreement
        if each.is_item
        and not is_hidden(each.share_agree)
        and not math.isnan(each.share_of_disagreements)
        and each.share_of_disagreements > 0
    ]
    if not items:
        return ""
    worst = sorted(items, key=lambda each: -each.share_of_disagreements)[:_NAMED]
    part = share(sum(each.share_of_disagreements for each in worst))
    named = "; ".join(f"{each.id}: {each.label}" for each in worst)
    if len(worst) < _NAMED:
        return f"Uenigheden om enkelte spørgsmål gælder især: {named}"
    return f"De {_NAMED} spørgsmål, der oftest skiller, står for {part} af al uenighed. {named}"
