"""What may be said of a difference? The rules, apart from the words.

A flow differs from its peers when the 95 % limits of the ratio leave 1 out; it does so
*very surely* when the 99.8 % limits do. A stock is unusual when it lies outside the
range in which 95 % (99.8 %) of municipalities of ordinary practice would lie. The two
are different claims and keep different words.

==================================  =====================
Case                                Verdict
==================================  =====================
No data                             NO_DATA
No limits: too small numbers        TOO_FEW
95 % limits hold 1, under 5 awards
expected                            TOO_FEW
95 % limits hold 1                  INDISTINGUISHABLE
95 % limits below / above 1         LOWER / HIGHER
99.8 % limits below / above 1       CLEARLY_LOWER / CLEARLY_HIGHER
==================================  =====================
"""

from __future__ import annotations

from enum import StrEnum

from analysis.comparison.gaps import SMALLEST_EXPECTED_AWARDS, Gap
from analysis.concepts import Estimate, Stage


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


_LOWER = (Verdict.CLEARLY_LOWER, Verdict.LOWER)
_HIGHER = (Verdict.CLEARLY_HIGHER, Verdict.HIGHER)

_FLOW_WORDS = {
    Verdict.CLEARLY_LOWER: "lavere, meget sikkert",
    Verdict.LOWER: "lavere, ret sikkert",
    Verdict.INDISTINGUISHABLE: "ikke til at skelne",
    Verdict.HIGHER: "højere, ret sikkert",
    Verdict.CLEARLY_HIGHER: "højere, meget sikkert",
    Verdict.TOO_FEW: "for små tal",
    Verdict.NO_DATA: "ingen data",
}
_STOCK_WORDS = _FLOW_WORDS | {
    Verdict.CLEARLY_LOWER: "lavere, meget usædvanligt",
    Verdict.LOWER: "lavere, usædvanligt",
    Verdict.INDISTINGUISHABLE: "almindelig variation",
    Verdict.HIGHER: "højere, usædvanligt",
    Verdict.CLEARLY_HIGHER: "højere, meget usædvanligt",
}


def judge(gap: Gap) -> Verdict:
    """Return the verdict that a comparison carries.

    Parameters
    ----------
    gap : Gap
        Observed against expected, with limits at both levels or none.
    """
    if not gap.n_expected >= 0:
        return Verdict.NO_DATA
    side = _side(gap.ratio, 1.0) or _side(gap.ordinary, gap.n_observed, turned=True)
    clear_side = _side(gap.clear_ratio, 1.0) or _side(
        gap.clearly_ordinary, gap.n_observed, turned=True
    )
    if gap.ratio is None and gap.ordinary is None:
        return Verdict.TOO_FEW
    if clear_side:
        return Verdict.CLEARLY_LOWER if clear_side == "lower" else Verdict.CLEARLY_HIGHER
    if side:
        return Verdict.LOWER if side == "lower" else Verdict.HIGHER
    # Exact limits need no least number to show a difference; to show none they do.
    is_small = gap.ratio is not None and gap.n_expected < SMALLEST_EXPECTED_AWARDS
    return Verdict.TOO_FEW if is_small else Verdict.INDISTINGUISHABLE


def verdict_words(verdict: Verdict, stage: Stage) -> str:
    """Return the verdict in Danish, as it stands in a table."""
    return (_FLOW_WORDS if stage is Stage.FLOW else _STOCK_WORDS)[verdict]


def full_words(gap: Gap, stage: Stage) -> str:
    """Return the verdict in Danish; for awards with both answers, *different* and *unusual*.

    Parameters
    ----------
    gap : Gap
        Observed against expected.
    stage : Stage
        Flow or stock.
    """
    words = verdict_words(judge(gap), stage)
    if gap.is_usual is None or not judge(gap).is_difference:
        return words
    return f"{words}; {'almindeligt' if gap.is_usual else 'usædvanligt'} mellem kommuner"


def _side(limits: Estimate | None, value: float, *, turned: bool = False) -> str:
    """Tell on which side of a value the limits lie; empty where they hold it.

    A ratio's limits lie below 1 when the focus is lower. An ordinary range lies *above*
    the observed number when the focus is lower: then the answer is turned.
    """
    if limits is None or limits.lower <= value <= limits.upper:
        return ""
    return "lower" if (limits.upper < value) != turned else "higher"
