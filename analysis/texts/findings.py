"""The findings of page one as blocks."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis.blocks.model import Block, FindingText, Paragraph, Text
from analysis.comparison.assemble import PracticeComparison
from analysis.concepts import Period
from analysis.findings.wording import conclude_findings
from analysis.labels import number, sentence_case


def state_findings(
    comparison: PracticeComparison,
    *,
    language: str = "da",
    additions: Mapping[str, str] | None = None,
) -> tuple[Block, ...]:
    """Return one block per finding, differences first.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.
    language : {'da', 'en'}
        Language of the sentences and of the verdicts beside them. The blocks of the two
        languages have different ids, so that both can stand in one report.
    additions : mapping of str to str, optional
        By the id of a headline, sentences in the same language that follow its finding.
    """
    findings = conclude_findings(comparison, language=language, additions=additions)
    return tuple(
        Block(finding.id, FindingText(finding.sentence, finding.words), finding.lineage)
        for finding in findings
    )


def say_change(comparison: PracticeComparison) -> Block:
    """Return each headline's ratio in its first and its newest whole year, without a verdict.

    Parameters
    ----------
    comparison : PracticeComparison
        Headlines with data, each with its trend.
    """
    paragraphs = []
    for measure in comparison.measures:
        ratios = _ratio_by_year(measure.trend)
        if len(ratios) < 2:
            continue
        first, last = ratios.index[0], ratios.index[-1]
        lead = f"{sentence_case(measure.headline.benefit.label)}, {measure.headline.stage.label}."
        paragraphs.append(
            Paragraph(
                f"Faktisk i forhold til forventet var {number(ratios[first], decimals=2)} i "
                f"{first} og {number(ratios[last], decimals=2)} i {last}.",
                lead,
            )
        )
    if not paragraphs:
        missing = Paragraph(
            "Ingen af hovedtallene har to hele år at stille over for hinanden. Hent tabellerne for "
            "mindst to kalenderår.",
            lead="Kan ikke besvares med disse data.",
        )
        return Block("aendring", Text((missing,), role="missing"))
    return Block("aendring", Text(tuple(paragraphs), role="list"), comparison.lineage)


def _ratio_by_year(trend: pd.DataFrame) -> pd.Series:
    """Return observed over expected by year, for years with all periods and something expected."""
    periods = [Period.parse(text) for text in trend["period"]]
    per_year = 12 // periods[0].months if periods else 1
    years = pd.Series([period.year for period in periods], index=trend.index)
    known = trend[["n_observed", "n_expected"]].dropna()
    grouped = known.groupby(years.loc[known.index])
    sums = grouped.sum()[grouped.size() == per_year]
    sums = sums[sums["n_expected"] > 0]
    return sums["n_observed"] / sums["n_expected"]
