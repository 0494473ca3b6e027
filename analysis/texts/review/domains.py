"""Who they are, in words: what parts of the population may be held beside each other."""

from __future__ import annotations

import math
from collections.abc import Iterator

from analysis.blocks.model import Block, Paragraph, Text
from analysis.concepts import Estimate
from analysis.estimation.planning.verdicts import FEWEST_CASES
from analysis.findings.released import ReleasedReview
from analysis.findings.review_domains import (
    SHOWN_VARIABLES,
    VARIABLE_LABELS,
    DomainRule,
    compare_parts,
    list_parts,
)
from analysis.findings.review_outcomes import OutcomeVerdict, judge_people, share_text
from analysis.findings.suppression import HIDDEN, is_hidden
from analysis.labels import listing, number, write_people
from analysis.review.results import ANY

_TWO_PARTS = ("benefit", "in_sof")


def caution_domains(results: ReleasedReview) -> Block:
    """Return what the parts say, two beside two, and what they do not.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    """
    paragraphs = [p for variable in _TWO_PARTS for p in _compare(results, variable)]
    variables = {part.variable for part in list_parts(results, SHOWN_VARIABLES)}
    if not variables:
        text = Paragraph(
            "Rammen skal have mindst én af oplysningerne ydelse, SOF, center og varighed.",
            lead="Gennemgangen kan ikke deles op på grupper.",
        )
        return Block("hvem-er-de-forbehold", Text((text,), role="missing"), results.lineage)
    if "centre" in variables:
        paragraphs.append(
            Paragraph(
                "står i samme rækkefølge som i kommunens liste og kan ikke stilles op efter "
                "størrelse: der er læst få sager i hvert, og centrenes borgere er forskellige.",
                "Centrene",
            )
        )
    if len(variables) > 1:
        paragraphs.append(
            Paragraph(
                "deler de samme personer på flere måder. En forskel mellem to grupper kan derfor "
                "skyldes noget andet, som de også er forskellige på, og siger intet om årsagen.",
                "Opdelingerne",
            )
        )
    return Block("hvem-er-de-forbehold", Text(tuple(paragraphs), role="list"), results.lineage)


def say_special_cases(results: ReleasedReview) -> Block:
    """Return how many cases may be obvious, and how many the short ressourceforløb may fit.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    """
    asked = (
        ("Åbenbare sager.", results.fast_track, "alle kriterier for en åbenbar sag"),
        (
            "Kort ressourceforløb.",
            results.light,
            "alle kriterier for det étårige ressourceforløb (»light«)",
        ),
    )
    paragraphs = tuple(
        Paragraph(_say_people(results, people, what), lead)
        for lead, people, what in asked
        if people is not None
    )
    if not paragraphs:
        text = Paragraph(
            "Reglerne på gennemgangens dato har hverken åbenbare sager eller étårige "
            "ressourceforløb, eller også er spørgsmålene ikke besvaret.",
            lead="Der er ingen særlige sager at opgøre.",
        )
        return Block("saerlige-sager", Text((text,), role="missing"), results.lineage)
    return Block("saerlige-sager", Text(paragraphs, role="list"), results.lineage)


def say_overlaps(results: ReleasedReview) -> Block:
    """Return whether the same person may belong to several target groups.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    """
    paragraphs = (Paragraph(" ".join(_overlap_sentences(results))),)
    role = "body" if results.overlaps else "missing"
    return Block("flere-ordninger-tekst", Text(paragraphs, role=role), results.lineage)


def _compare(results: ReleasedReview, variable: str) -> Iterator[Paragraph]:
    """Hold the two parts of one division beside each other; nothing if it has not two."""
    parts = list_parts(results, (variable,))
    if len(parts) != 2 or any(ANY not in part.outcomes for part in parts):
        return
    one, other = (part.outcomes[ANY] for part in parts)
    lead = f"{VARIABLE_LABELS[variable]}."
    rule = compare_parts(one, other)
    if rule is DomainRule.TOO_LITTLE_KNOWN:
        text = (
            f"Der er læst færre end {number(FEWEST_CASES)} sager i den ene gruppe, eller tallet "
            "vises ikke, så de to grupper holdes ikke op mod hinanden."
        )
        yield Paragraph(text, lead)
        return
    shares = (
        f"Andelen, der kan være i målgruppen for mindst én ordning nu, er "
        f"{share_text(one.share_now)} for gruppen »{one.label}« og {share_text(other.share_now)} "
        f"for »{other.label}«."
    )
    ending = (
        "Intervallerne overlapper, så gennemgangen viser ikke, hvor andelen er størst."
        if rule is DomainRule.INTERVALS_OVERLAP
        else "Intervallerne overlapper ikke, så forskellen kan ikke forklares af tilfældet ved "
        "udtrækningen."
    )
    yield Paragraph(f"{shares} {ending}", lead)


def _say_people(results: ReleasedReview, people: Estimate, what: str) -> str:
    """Say how many people's files meet all criteria of something."""
    judgement = judge_people(people, n_cases=results.n_cases_read, n_positive=HIDDEN)
    match judgement.verdict:
        case OutcomeVerdict.SHOWN | OutcomeVerdict.ONLY_THE_ORDER:
            low, high = write_people(people.lower), write_people(people.upper)
            return (
                f"For omkring {write_people(people.value)} personer ({low} til {high}) opfylder "
                f"sagen {what}."
            )
        case OutcomeVerdict.AT_MOST:
            return f"For højst omkring {write_people(people.upper)} personer opfylder sagen {what}."
        case OutcomeVerdict.NOBODY_SEEN:
            return (
                f"Ingen læst sag opfylder {what}; det kan højst være omkring "
                f"{write_people(people.upper)} personer."
            )
        case OutcomeVerdict.KEPT_BACK:
            return "Tallet vises ikke af hensyn til diskretion."
    return "Der er ingen tal."


def _overlap_sentences(results: ReleasedReview) -> Iterator[str]:
    """Say what was seen of people in two target groups."""
    if not results.overlaps:
        yield "Der skal være vurderet mindst to åbne ordninger, før de kan stilles op to og to."
        return
    yield (
        "En sag kan vise målgruppen for flere ordninger. I tallet for mindst én ordning tæller "
        "personen kun én gang, men i ordningernes egne tal flere gange."
    )
    known = {p: e for p, e in results.overlaps.items() if math.isfinite(e.value)}
    seen = {pair: people for pair, people in known.items() if people.value > 0}
    if seen:
        names = [
            f"{listing([results.outcomes[name].label for name in pair])} (højst omkring "
            f"{write_people(people.upper)} personer)"
            for pair, people in seen.items()
        ]
        yield f"Det er set for {listing(names, last='samt')}."
    elif len(known) == len(results.overlaps):
        highest = max(people.upper for people in known.values())
        yield (
            "Det er ikke set i nogen af de læste sager; for hvert par kan det højst være omkring "
            f"{write_people(highest)} personer."
        )
    if any(map(is_hidden, results.overlaps.values())):
        yield "Nogle par vises ikke af hensyn til diskretion."
