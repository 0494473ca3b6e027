"""Which sentence does the evidence support? Danish sentences by stated rules.

A sentence says what was compared, in which direction and by how many people, and stops
there. It never calls a rate good or bad, never says that anyone should have had another
decision, and says plainly when a difference cannot be told from ordinary variation.
Headlines with the same verdict share a sentence, so that page one stays short.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.gaps import Gap
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Estimate, Lineage, Stage
from analysis.findings.verdict import Verdict, judge, verdict_words
from analysis.labels import interval, listing, number, sentence_case, share


@dataclass(frozen=True)
class Finding:
    """A claim that the evidence carries.

    Attributes
    ----------
    id : str
        Stable name.
    sentence : str
        The claim in Danish.
    verdict : Verdict
        What it claims.
    words : str
        The verdict in Danish.
    lineage : Lineage
        What it rests on.
    """

    id: str
    sentence: str
    verdict: Verdict
    words: str
    lineage: Lineage


def conclude_findings(comparison: PracticeComparison) -> tuple[Finding, ...]:
    """Return the sentences of page one, differences first.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.
    """
    judged = [(m, judge(m.against_peers)) for m in comparison.measures]
    findings = [
        _difference(comparison, measure, verdict)
        for measure, verdict in judged
        if verdict.is_difference
    ]
    for verdict in (Verdict.INDISTINGUISHABLE, Verdict.TOO_FEW):
        for stage in Stage:
            alike = [m for m, v in judged if v is verdict and m.headline.stage is stage]
            if alike:
                findings.append(_alike(comparison, alike, verdict, stage))
    without = [m for m, v in judged if v is Verdict.NO_DATA]
    if without or comparison.missing:
        findings.append(_no_data(comparison, without))
    return tuple(findings)


def _difference(
    comparison: PracticeComparison, measure: MeasureComparison, verdict: Verdict
) -> Finding:
    """Say that one headline lies lower or higher, and by how many people."""
    gap, headline = measure.against_peers, measure.headline
    direction = "færre" if verdict.is_lower else "flere"
    counts = f"{number(gap.n_observed)} mod {number(gap.n_expected)} forventede"
    if gap.difference is not None:
        by_how_many = _by_how_many(gap.difference, direction)
        basis = "befolkningens alder og køn" if measure.is_by_age else "indbyggertallet"
        sentence = (
            f"{comparison.focus_name} tilkender {headline.benefit.label} til {direction}, end "
            f"{basis} tilsiger ved de sammenlignelige kommuners rater: {counts} på et år, "
            f"altså {by_how_many} ({share(measure.level)}).{_unusual(gap)}"
        )
    else:
        size = "lavere" if verdict.is_lower else "højere"
        crude = "" if measure.is_by_age else ", uden hensyn til alder"
        sentence = (
            f"Bestanden på {headline.benefit.label} er {size}, end almindelig variation mellem "
            f"kommuner kan forklare: {counts} {measure.cells.source.unit.label}{crude}."
        )
    words = verdict_words(verdict, headline.stage)
    return Finding(
        f"fund-{headline.id}", sentence, verdict, words, _rests_on(comparison, [measure])
    )


def _unusual(gap: Gap) -> str:
    """Say of a flow whether a distance as large is unusual among municipalities."""
    if gap.is_usual is None:
        return ""
    word = "ikke usædvanlig" if gap.is_usual else "usædvanlig"
    return f" Så stor en afstand er {word} mellem kommuner."


def _alike(
    comparison: PracticeComparison,
    measures: list[MeasureComparison],
    verdict: Verdict,
    stage: Stage,
) -> Finding:
    """Say of several headlines at once where they lie, and that this shows no difference."""
    if verdict is Verdict.TOO_FEW:
        names = listing([m.headline.benefit.label for m in measures])
        counted = "antal tilkendelser" if stage is Stage.FLOW else "antal"
        sentence = f"For {names} er det forventede {counted} for lille til en vurdering."
    elif stage is Stage.FLOW:
        sentence = (
            f"Tilkendelserne ligger {_sides(measures)}; det kan ikke skelnes fra tilfældig "
            "variation."
        )
    else:
        crude = "" if all(m.is_by_age for m in measures) else ", uden hensyn til alder"
        sentence = (
            f"Bestanden ligger {_sides(measures)}{crude}; så store afstande er ikke usædvanlige "
            "mellem kommuner."
        )
    name = f"fund-{verdict.value}-{stage.label}".replace("_", "-")
    words = verdict_words(verdict, stage)
    return Finding(name, sentence, verdict, words, _rests_on(comparison, measures))


def _sides(measures: list[MeasureComparison]) -> str:
    """Name the headlines under, over and on the expected number, each with how many people."""
    gaps = [(m, round(m.against_peers.n_observed - m.against_peers.n_expected)) for m in measures]
    under = [f"{_name(m)} ({number(-gap)} færre)" for m, gap in gaps if gap < 0]
    over = [f"{_name(m)} ({number(gap)} flere)" for m, gap in gaps if gap > 0]
    even = [_name(m) for m, gap in gaps if gap == 0]
    places = {"under": under, "over": over, "på": even}
    return listing(
        [f"{place} det forventede for {listing(named)}" for place, named in places.items() if named]
    )


def _name(measure: MeasureComparison) -> str:
    """Return the name of a headline's benefit."""
    return measure.headline.benefit.label


def _no_data(comparison: PracticeComparison, without: list[MeasureComparison]) -> Finding:
    """Say which headlines have no data here."""
    headlines = [*comparison.missing, *(m.headline for m in without)]
    names = listing(
        [
            h.benefit.label + (" (tilkendelser)" if h.stage is Stage.FLOW else " (bestand)")
            for h in headlines
        ]
    )
    sentence = f"{sentence_case(names)}: ingen data i dette datasæt."
    words = verdict_words(Verdict.NO_DATA, Stage.STOCK)
    return Finding("fund-ingen-data", sentence, Verdict.NO_DATA, words, comparison.name_lineage)


def _by_how_many(difference: Estimate, direction: str) -> str:
    """Write the limits of a difference in people.

    The verdict follows the ratio. Close to no difference the limits of the difference
    may still hold 0, and then both directions are said.
    """
    lower, upper = difference.lower, difference.upper
    if lower < 0 < upper:
        return f"fra {number(-lower)} færre til {number(upper)} flere"
    small, large = sorted((abs(lower), abs(upper)))
    return f"{interval(small, large)} {direction}"


def _rests_on(comparison: PracticeComparison, measures: list[MeasureComparison]) -> Lineage:
    """Return what a sentence on these headlines rests on."""
    own = reduce(or_, (m.lineage for m in measures))
    return own | comparison.name_lineage | comparison.peers.lineage
