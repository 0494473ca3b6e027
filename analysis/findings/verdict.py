"""What may be said of a difference? The rules, apart from the words.

A flow differs from its peers when the 95 % limits of the ratio leave 1 out; it does so
*very surely* when the 99.8 % limits do. A stock is unusual when it lies outside the
range in which 95 % (99.8 %) of municipalities of ordinary practice would lie. The two
are different claims and keep different words.

==================================  =============================  =================
Case                                Rule                           Verdict
==================================  =============================  =================
No data                             nothing-expected               NO_DATA
No limits: too small numbers        no-limits                      TOO_FEW
95 % limits hold 1, under 5 awards
expected                            limits-hold-one-few-expected   TOO_FEW
95 % limits hold 1                  limits-hold-one                INDISTINGUISHABLE
95 % range holds the stock          range-holds-observed           INDISTINGUISHABLE
95 % limits below / above 1         limits-exclude-one             LOWER / HIGHER
95 % range above / below the stock  range-excludes-observed        LOWER / HIGHER
99.8 % limits below / above 1       clear-limits-exclude-one       CLEARLY_LOWER /
                                                                   CLEARLY_HIGHER
99.8 % range above / below          clear-range-excludes-observed  CLEARLY_LOWER /
                                                                   CLEARLY_HIGHER
No source has the headline          no-source                      NO_DATA
==================================  =============================  =================

The name of the rule that fired goes with every finding and every record, so that a
sentence can be worked out again from the numbers beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analysis.comparison.gaps import SMALLEST_EXPECTED_AWARDS, Gap
from analysis.concepts import Estimate, Stage
from analysis.findings.words import words_in


class Verdict(StrEnum):
    """What the evidence carries. None of them is good or bad."""

    CLEARLY_LOWER = "clearly_lower"
    LOWER = "lower"
    INDISTINGUISHABLE = "indistinguishable"
    HIGHER = "higher"
    CLEARLY_HIGHER = "clearly_higher"
    TOO_FEW = "too_few"
    NO_DATA = "no_data"

    @property
    def is_difference(self) -> bool:
        """Tell whether the verdict claims a difference."""
        return self in _LOWER or self in _HIGHER

    @property
    def is_lower(self) -> bool:
        """Tell whether the verdict claims fewer than expected."""
        return self in _LOWER


class Rule(StrEnum):
    """Which rule gave a verdict; see the table above."""

    CLEAR_LIMITS_EXCLUDE_ONE = "clear-limits-exclude-one"
    LIMITS_EXCLUDE_ONE = "limits-exclude-one"
    LIMITS_HOLD_ONE = "limits-hold-one"
    LIMITS_HOLD_ONE_FEW_EXPECTED = "limits-hold-one-few-expected"
    CLEAR_RANGE_EXCLUDES_OBSERVED = "clear-range-excludes-observed"
    RANGE_EXCLUDES_OBSERVED = "range-excludes-observed"
    RANGE_HOLDS_OBSERVED = "range-holds-observed"
    NO_LIMITS = "no-limits"
    NOTHING_EXPECTED = "nothing-expected"
    NO_SOURCE = "no-source"


@dataclass(frozen=True)
class Judgement:
    """A verdict, and the rule that gave it."""

    verdict: Verdict
    rule: Rule


_LOWER = (Verdict.CLEARLY_LOWER, Verdict.LOWER)
_HIGHER = (Verdict.CLEARLY_HIGHER, Verdict.HIGHER)


def judge(gap: Gap) -> Verdict:
    """Return the verdict that a comparison carries.

    Parameters
    ----------
    gap : Gap
        Observed against expected, with limits at both levels or none.
    """
    return judge_by_rule(gap).verdict


def judge_by_rule(gap: Gap) -> Judgement:
    """Return the verdict that a comparison carries, and the rule that gave it.

    Parameters
    ----------
    gap : Gap
        Observed against expected, with limits at both levels or none.
    """
    if not gap.n_expected >= 0:
        return Judgement(Verdict.NO_DATA, Rule.NOTHING_EXPECTED)
    if gap.ratio is None and gap.ordinary is None:
        return Judgement(Verdict.TOO_FEW, Rule.NO_LIMITS)
    side = _side(gap.ratio, 1.0) or _side(gap.ordinary, gap.n_observed, turned=True)
    clear_side = _side(gap.clear_ratio, 1.0) or _side(
        gap.clearly_ordinary, gap.n_observed, turned=True
    )
    is_flow = gap.ratio is not None
    if clear_side:
        verdict = Verdict.CLEARLY_LOWER if clear_side == "lower" else Verdict.CLEARLY_HIGHER
        return Judgement(
            verdict,
            Rule.CLEAR_LIMITS_EXCLUDE_ONE if is_flow else Rule.CLEAR_RANGE_EXCLUDES_OBSERVED,
        )
    if side:
        verdict = Verdict.LOWER if side == "lower" else Verdict.HIGHER
        return Judgement(
            verdict, Rule.LIMITS_EXCLUDE_ONE if is_flow else Rule.RANGE_EXCLUDES_OBSERVED
        )
    # Exact limits need no least number to show a difference; to show none they do.
    if is_flow and gap.n_expected < SMALLEST_EXPECTED_AWARDS:
        return Judgement(Verdict.TOO_FEW, Rule.LIMITS_HOLD_ONE_FEW_EXPECTED)
    return Judgement(
        Verdict.INDISTINGUISHABLE,
        Rule.LIMITS_HOLD_ONE if is_flow else Rule.RANGE_HOLDS_OBSERVED,
    )


def verdict_words(verdict: Verdict, stage: Stage, *, language: str = "da") -> str:
    """Return the verdict as it stands in a table.

    Parameters
    ----------
    verdict : Verdict
        What the evidence carries.
    stage : Stage
        Flow or stock, which keep different words.
    language : {'da', 'en'}
        Language of the words.

    Examples
    --------
    >>> verdict_words(Verdict.LOWER, Stage.FLOW)
    'lavere, ret sikkert'
    >>> verdict_words(Verdict.LOWER, Stage.STOCK, language="en")
    'lower, unusual'
    """
    return words_in(language).verdict(verdict.value, stage)


def full_words(gap: Gap, stage: Stage, *, language: str = "da") -> str:
    """Return the verdict; for awards with both answers, *different* and *unusual*.

    Parameters
    ----------
    gap : Gap
        Observed against expected.
    stage : Stage
        Flow or stock.
    language : {'da', 'en'}
        Language of the words.
    """
    words = verdict_words(judge(gap), stage, language=language)
    if gap.is_usual is None or not judge(gap).is_difference:
        return words
    return f"{words}; {words_in(language).word('among', 'usual' if gap.is_usual else 'unusual')}"


def rule_words(rule: Rule, *, language: str = "da") -> str:
    """Return a rule in words.

    Parameters
    ----------
    rule : Rule
        The rule that gave a verdict.
    language : {'da', 'en'}
        Language of the words.
    """
    return words_in(language).word("rules", rule.value)


def _side(limits: Estimate | None, value: float, *, turned: bool = False) -> str:
    """Tell on which side of a value the limits lie; empty where they hold it.

    A ratio's limits lie below 1 when the focus is lower. An ordinary range lies *above*
    the observed number when the focus is lower: then the answer is turned.
    """
    if limits is None or limits.lower <= value <= limits.upper:
        return ""
    return "lower" if (limits.upper < value) != turned else "higher"
