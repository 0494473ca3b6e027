"""Which findings does the practice comparison put into the register?

One per headline, in the very words of page one, so that a paper and the report never say
two things of one number.
"""

from __future__ import annotations

from dataclasses import replace

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.headlines import Headline
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Stage
from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.findings.verdict import Verdict, full_words, judge_by_rule, verdict_words
from analysis.findings.wording import conclude_findings
from analysis.labels import sentence_case

_CERTAINTY = {
    Verdict.CLEARLY_LOWER: Certainty.CLEAR,
    Verdict.CLEARLY_HIGHER: Certainty.CLEAR,
    Verdict.LOWER: Certainty.FAIR,
    Verdict.HIGHER: Certainty.FAIR,
    Verdict.INDISTINGUISHABLE: Certainty.WEAK,
}


def find_benchmark(comparison: PracticeComparison) -> tuple[Finding, ...]:
    """Return one finding per headline, those without data included.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.

    Notes
    -----
    *Cannot be told apart* has the certainty *weak*: it is a true statement of what the
    numbers cannot show, and no evidence that practice is alike.
    """
    compared = (_of_measure(comparison, measure) for measure in comparison.measures)
    return (*compared, *(_without_data(comparison, each) for each in comparison.missing))


def _of_measure(comparison: PracticeComparison, measure: MeasureComparison) -> Finding:
    """Return the finding of one headline that has data."""
    gap, headline = measure.against_peers, measure.headline
    judgement = judge_by_rule(gap)
    (said,) = conclude_findings(replace(comparison, measures=(measure,), missing=()))
    return Finding(
        id=f"benchmark.{headline.id}",
        kind=Kind.BENCHMARK,
        title=_title(headline),
        sentence=said.sentence,
        state=judgement.verdict.value,
        state_words=full_words(gap, headline.stage),
        certainty=_CERTAINTY.get(judgement.verdict, Certainty.NONE),
        rule=judgement.rule.value,
        period=str(comparison.period),
        numbers=_numbers(measure),
        lineage=comparison.name_lineage | measure.lineage | comparison.peers.lineage,
    )


def _numbers(measure: MeasureComparison) -> tuple[Number, ...]:
    """Return observed, expected, their difference and their ratio, with what limits there are."""
    gap = measure.against_peers
    unit = measure.cells.source.unit
    counted = unit.label
    if not gap.n_expected >= 0:
        return (Number("observed", f"faktiske {counted}", gap.n_observed, unit.value),)
    usual = gap.usual or gap.ordinary
    numbers = [
        Number("observed", f"faktiske {counted}", gap.n_observed, unit.value),
        Number(
            "expected",
            f"forventede {counted}",
            gap.n_expected,
            unit.value,
            lower=usual.lower if usual else None,
            upper=usual.upper if usual else None,
            level=usual.level if usual else None,
        ),
    ]
    difference = gap.difference
    numbers.append(
        Number(
            "difference",
            "faktisk minus forventet",
            difference.value if difference else gap.n_observed - gap.n_expected,
            unit.value,
            lower=difference.lower if difference else None,
            upper=difference.upper if difference else None,
            level=difference.level if difference else None,
            is_signed=True,
        )
    )
    if gap.n_expected > 0:
        ratio = gap.ratio
        numbers.append(
            Number(
                "ratio",
                "faktisk over forventet",
                gap.plain_ratio,
                "ratio",
                lower=ratio.lower if ratio else None,
                upper=ratio.upper if ratio else None,
                level=ratio.level if ratio else None,
                decimals=2,
            )
        )
    return tuple(numbers)


def _without_data(comparison: PracticeComparison, headline: Headline) -> Finding:
    """Return the finding of a headline that no source carries."""
    return Finding(
        id=f"benchmark.{headline.id}",
        kind=Kind.BENCHMARK,
        title=_title(headline),
        sentence=f"Der er ingen tal for {headline.benefit.label} ({headline.stage.label}).",
        state=Verdict.NO_DATA.value,
        state_words=verdict_words(Verdict.NO_DATA, headline.stage),
        certainty=Certainty.NONE,
        rule="no-source",
        period=str(comparison.period),
        lineage=comparison.name_lineage,
    )


def _title(headline: Headline) -> str:
    """Return what the headline is called: flow or stock is always said."""
    stage = "tilkendelser" if headline.stage is Stage.FLOW else "bestand"
    return f"{sentence_case(headline.benefit.label)}, {stage}"
