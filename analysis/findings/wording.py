"""Which sentence does the evidence support? Danish and English sentences by stated rules.

A sentence says what was compared, in which direction and by how many people, and stops
there. It never calls a rate good or bad, never says that anyone should have had another
decision, and says plainly when a difference cannot be told from ordinary variation.
Headlines with the same verdict share a sentence, so that page one stays short.

The verdict is found once and the words are looked up, so that the two languages always
claim the same. Only these sentences and the verdicts beside them are written in English;
the rest of a report is Danish.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.cells import has_rows
from analysis.comparison.headlines import Headline
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Estimate, Lineage, Stage
from analysis.findings.verdict import Judgement, Rule, Verdict, judge_by_rule
from analysis.findings.words import Words, words_in
from analysis.labels import interval, listing, number, sentence_case, share


@dataclass(frozen=True)
class Finding:
    """A claim that the evidence carries.

    Attributes
    ----------
    id : str
        Stable name; in English it ends in ``-en``, so that both can stand in a report.
    sentence : str
        The claim.
    verdict : Verdict
        What it claims.
    words : str
        The verdict in words.
    lineage : Lineage
        What it rests on.
    language : str
        ``da`` or ``en``.
    rules : mapping of str to str
        By the id of each headline in the sentence, the rule that gave its verdict.
    """

    id: str
    sentence: str
    verdict: Verdict
    words: str
    lineage: Lineage
    language: str = "da"
    rules: Mapping[str, str] = field(default_factory=dict)

    @property
    def rule(self) -> str:
        """Return the rules that fired, each once."""
        return " + ".join(dict.fromkeys(self.rules.values()))


def conclude_findings(
    comparison: PracticeComparison,
    *,
    language: str = "da",
    additions: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:
    """Return the sentences of page one, differences first.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.
    language : {'da', 'en'}
        Language of the sentences.
    additions : mapping of str to str, optional
        By the id of a headline, sentences in the same language that belong to it, such
        as what other peers would have shown. They follow the sentence that the headline
        stands in.

    Raises
    ------
    RequestError
        If there are no words in the language.
    """
    words = words_in(language)
    judged = [(m, judge_by_rule(m.against_peers)) for m in comparison.measures]
    findings = [
        _difference(comparison, measure, judgement, words)
        for measure, judgement in judged
        if judgement.verdict.is_difference
    ]
    for verdict in (Verdict.INDISTINGUISHABLE, Verdict.TOO_FEW):
        for stage in Stage:
            alike = [
                (m, j) for m, j in judged if j.verdict is verdict and m.headline.stage is stage
            ]
            if alike:
                findings.append(_alike(comparison, alike, stage, words))
    without = [(m, j) for m, j in judged if j.verdict is Verdict.NO_DATA]
    if without or comparison.missing:
        findings.append(_no_data(comparison, without, words))
    return tuple(_with_additions(finding, additions or {}) for finding in findings)


def _difference(
    comparison: PracticeComparison,
    measure: MeasureComparison,
    judgement: Judgement,
    words: Words,
) -> Finding:
    """Say that one headline lies lower or higher, and by how many people."""
    gap, headline, verdict = measure.against_peers, measure.headline, judgement.verdict
    way = "lower" if verdict.is_lower else "higher"
    values = {
        "benefit": words.benefit(headline.benefit),
        "observed": number(gap.n_observed, language=words.language),
        "expected": number(gap.n_expected, language=words.language),
    }
    if gap.difference is not None:
        sentence = words.fill(
            "flow_difference",
            **values,
            focus=comparison.focus_name,
            direction=words.word("direction", way),
            basis=words.word("basis", "by_age" if measure.is_by_age else "crude"),
            by_how_many=_by_how_many(gap.difference, way, words),
            level=share(measure.level, language=words.language),
        )
        if gap.is_usual is not None:
            sentence += " " + words.fill("flow_usual" if gap.is_usual else "flow_unusual")
    else:
        sentence = words.fill(
            "stock_difference",
            **values,
            size=words.word("size", way),
            unit=words.unit(measure.cells.source.unit),
            crude="" if measure.is_by_age else words.fill("crude"),
        )
    return _finding(
        f"fund-{headline.id}", sentence, [(measure, judgement)], headline.stage, words, comparison
    )


def _alike(
    comparison: PracticeComparison,
    alike: list[tuple[MeasureComparison, Judgement]],
    stage: Stage,
    words: Words,
) -> Finding:
    """Say of several headlines at once where they lie, and that this shows no difference."""
    verdict, measures = alike[0][1].verdict, [measure for measure, _ in alike]
    if verdict is Verdict.TOO_FEW:
        names = listing([_name(m, words) for m in measures], language=words.language)
        sentence = words.fill("too_few", names=names, counted=words.word("counted", stage.value))
    elif stage is Stage.FLOW:
        sentence = words.fill("flow_alike", sides=_sides(measures, words))
    else:
        crude = "" if all(m.is_by_age for m in measures) else words.fill("crude")
        sentence = words.fill("stock_alike", sides=_sides(measures, words), crude=crude)
    name = f"fund-{verdict.value}-{stage.label}".replace("_", "-")
    return _finding(name, sentence, alike, stage, words, comparison)


def _sides(measures: list[MeasureComparison], words: Words) -> str:
    """Name the headlines under, over and on the expected number, each with how many people."""
    gaps = [(m, round(m.against_peers.n_observed - m.against_peers.n_expected)) for m in measures]
    under = [_with_people("fewer", m, -gap, words) for m, gap in gaps if gap < 0]
    over = [_with_people("more", m, gap, words) for m, gap in gaps if gap > 0]
    even = [_name(m, words) for m, gap in gaps if gap == 0]
    places = {"under": under, "over": over, "even": even}
    return listing(
        [
            words.fill(place, names=listing(named, language=words.language))
            for place, named in places.items()
            if named
        ],
        language=words.language,
    )


def _with_people(part: str, measure: MeasureComparison, people: int, words: Words) -> str:
    """Return the name of a headline's benefit with how many people it lies off."""
    text = number(people, language=words.language)
    return words.fill(part, name=_name(measure, words), people=text)


def _name(measure: MeasureComparison, words: Words) -> str:
    """Return the name of a headline's benefit."""
    return words.benefit(measure.headline.benefit)


def _no_data(
    comparison: PracticeComparison,
    without: list[tuple[MeasureComparison, Judgement]],
    words: Words,
) -> Finding:
    """Say which headlines have no data here, and which a source has without the figures."""
    blank = [(m.headline, m.against_peers.n_peers) for m, _ in without]
    too_short = [h for h in comparison.missing if _is_too_short(h, comparison)]
    headlines = {
        "no_data": [h for h in comparison.missing if h not in too_short],
        "too_short": too_short,
        "blank_focus": [headline for headline, n_peers in blank if n_peers],
        "blank_peers": [headline for headline, n_peers in blank if not n_peers],
    }
    sentences = [
        words.fill(part, names=_names_with_stage(named, words), focus=comparison.focus_name)
        for part, named in headlines.items()
        if named
    ]
    finding = Finding(
        _id("fund-ingen-data", words),
        " ".join(sentences),
        Verdict.NO_DATA,
        words.verdict(Verdict.NO_DATA.value, Stage.STOCK),
        comparison.name_lineage,
        words.language,
    )
    rules = dict.fromkeys((h.id for h in comparison.missing), Rule.NO_SOURCE.value)
    return replace(finding, rules=rules | {m.headline.id: j.rule.value for m, j in without})


def _is_too_short(headline: Headline, comparison: PracticeComparison) -> bool:
    """Tell whether awards that are missing are in a source, but for less than a year."""
    return headline.stage is Stage.FLOW and any(
        has_rows(comparison.store.load(source.dataset), source=source, headline=headline)
        for source in headline.sources
    )


def _names_with_stage(headlines: Iterable[Headline], words: Words) -> str:
    """Return the names of headlines with their stages, as a sentence begins."""
    named = [
        words.fill("with_stage", name=words.benefit(h.benefit), stage=words.stage(h.stage))
        for h in headlines
    ]
    return sentence_case(listing(named, language=words.language))


def _by_how_many(difference: Estimate, way: str, words: Words) -> str:
    """Write the limits of a difference in people.

    The verdict follows the ratio. Close to no difference the limits of the difference
    may still hold 0, and then both directions are said.
    """
    lower, upper = difference.lower, difference.upper
    if lower < 0 < upper:
        below, above = (number(limit, language=words.language) for limit in (-lower, upper))
        return words.fill("both_ways", below=below, above=above)
    small, large = sorted((abs(lower), abs(upper)))
    limits = interval(small, large, language=words.language)
    return words.fill("one_way", interval=limits, direction=words.word("direction", way))


def _finding(
    name: str,
    sentence: str,
    judged: list[tuple[MeasureComparison, Judgement]],
    stage: Stage,
    words: Words,
    comparison: PracticeComparison,
) -> Finding:
    """Put a sentence together with its verdict, its rules and what it rests on."""
    verdict = judged[0][1].verdict
    own = reduce(or_, (measure.lineage for measure, _ in judged))
    return Finding(
        id=_id(name, words),
        sentence=sentence,
        verdict=verdict,
        words=words.verdict(verdict.value, stage),
        lineage=own | comparison.name_lineage | comparison.peers.lineage,
        language=words.language,
        rules={measure.headline.id: judgement.rule.value for measure, judgement in judged},
    )


def _id(name: str, words: Words) -> str:
    """Return the id of a finding in its language."""
    return name if words.language == "da" else f"{name}-{words.language}"


def _with_additions(finding: Finding, additions: Mapping[str, str]) -> Finding:
    """Return the finding with what belongs to its headlines after it."""
    extra = [additions[headline] for headline in finding.rules if additions.get(headline)]
    return replace(finding, sentence=" ".join([finding.sentence, *extra]))
