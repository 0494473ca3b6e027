"""Who among all municipalities differs, who is unusual, and how many would be by chance?

Every municipality in turn is held against the rest of the country. Awards get two answers
side by side: *forskellig fra* (is practice here different from that of the rest, beyond
chance?) and *usædvanlig blandt kommuner* (does it lie outside what is ordinary, though
practice varies anyway?). The first says yes of many where practice truly varies, and is
right to; the second misses many who truly are apart. A stock gets the second answer only.

How much practice varies is measured for each municipality on all the *others*: no one
has a say in what it is held against, the answers are the same whichever municipality a
report is about, and the focus's are those of the other pages.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Fewer than 20 other municipalities         no answer *unusual*, no variation, no funnel
Municipality without figures               NaN, not named, not counted
Stock with too small an expected number    NaN, not named, not counted
Nothing expected anywhere                  no answers
=========================================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.comparison.among.among_flows import different_flows, flow_funnel, unusual_flows
from analysis.comparison.among.among_stocks import stock_funnel, unusual_stocks
from analysis.comparison.among.answers import Answer, Funnel
from analysis.comparison.among.variation import Variation, vary_flows, vary_stocks
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.denominators import FloatArray
from analysis.comparison.gap_limits import measure_gaps, spread_of_others, tau2_of_others
from analysis.comparison.gaps import Gaps
from analysis.comparison.practice import MeasureComparison
from analysis.comparison.references import Expected, expect, rest_of_country
from analysis.concepts import Stage


@dataclass(frozen=True)
class MeasureAmongAll:
    """One headline's answers for every municipality.

    Attributes
    ----------
    measure : MeasureComparison
        The headline.
    codes : tuple of str
        Municipalities, in the order of all arrays.
    gaps : Gaps
        Each against the rest of the country, with all limits that the stage allows.
    different : Answer or None
        *Forskellig fra*; None for a stock.
    unusual : Answer or None
        *Usædvanlig blandt kommuner*; None where too few show how much practice varies.
    variation : Variation or None
        How much the others than the focus vary, in plain numbers; None likewise.
    funnel : Funnel or None
        The limits by expected number, for the focus; None likewise.
    """

    measure: MeasureComparison
    codes: tuple[str, ...]
    gaps: Gaps
    different: Answer | None
    unusual: Answer | None
    variation: Variation | None
    funnel: Funnel | None

    @property
    def ratio(self) -> FloatArray:
        """Return observed over expected by municipality; NaN where nothing is expected."""
        expected = self.gaps.expected
        some = expected.n_expected > 0
        nothing = np.full(some.shape, np.nan)
        return np.asarray(
            np.divide(expected.n_observed, expected.n_expected, out=nothing, where=some)
        )

    def place(self, code: str) -> int:
        """Return where a municipality stands in the arrays."""
        return self.codes.index(code)


@dataclass(frozen=True)
class AmongAll:
    """The answers of every headline, and their level.

    Attributes
    ----------
    measures : tuple of MeasureAmongAll
        One per headline with data, in the order of the comparison.
    level : float
        Level of all limits and of the control of false ones.
    """

    measures: tuple[MeasureAmongAll, ...]
    level: float


def judge_all(comparison: PracticeComparison, *, seed: int = 20_260_101) -> AmongAll:
    """Hold every municipality against the rest of the country, for every headline.

    Parameters
    ----------
    comparison : PracticeComparison
        Headlines with every municipality's counts.
    seed : int
        Seed of the draws behind the limits of the SCV; no answer depends on it.

    Notes
    -----
    Benjamini and Hochberg's control is over the municipalities of one headline and one
    question, not over headlines and questions. A variation that is measured with few
    municipalities is uncertain, and the answer *unusual* with it: see `Variation`.
    """
    rng = np.random.default_rng(seed)
    judged = []
    for measure in comparison.measures:
        judge = _judge_flow if measure.headline.stage is Stage.FLOW else _judge_stock
        focus = measure.cells.codes.index(comparison.focus)
        judged.append(judge(measure, focus=focus, rng=rng, level=comparison.level))
    return AmongAll(tuple(judged), comparison.level)


def _judge_flow(
    measure: MeasureComparison, *, focus: int, rng: np.random.Generator, level: float
) -> MeasureAmongAll:
    """Give the two answers of awards."""
    expected = _each_against_the_rest(measure)
    tau2 = tau2_of_others(expected)
    has_any = bool((expected.n_expected > 0).any())
    is_told = has_any and bool(np.isfinite(tau2[focus]))
    own_tau2 = float(tau2[focus]) if is_told else 0.0
    return MeasureAmongAll(
        measure=measure,
        codes=measure.cells.codes,
        gaps=measure_gaps(expected, stage=Stage.FLOW, tau2=tau2, level=level),
        different=different_flows(expected, tau2=own_tau2, level=level) if has_any else None,
        unusual=unusual_flows(expected, tau2, level=level) if is_told else None,
        variation=vary_flows(expected, tau2, focus=focus, rng=rng, level=level)
        if is_told
        else None,
        funnel=flow_funnel(expected, tau2=own_tau2, level=level) if is_told else None,
    )


def _judge_stock(
    measure: MeasureComparison,
    *,
    focus: int,
    rng: np.random.Generator,  # noqa: ARG001 - one signature for both stages
    level: float,
) -> MeasureAmongAll:
    """Give the one answer of a stock."""
    expected = _each_against_the_rest(measure)
    spread = spread_of_others(expected)
    gaps = measure_gaps(expected, stage=Stage.STOCK, spread=spread, level=level)
    is_told = bool(np.isfinite(np.asarray(spread.sd)[focus])) and gaps.ordinary is not None
    return MeasureAmongAll(
        measure=measure,
        codes=measure.cells.codes,
        gaps=gaps,
        different=None,
        unusual=unusual_stocks(expected, gaps.ordinary, spread)
        if is_told and gaps.ordinary is not None
        else None,
        variation=vary_stocks(expected, spread, focus=focus, level=level) if is_told else None,
        funnel=stock_funnel(expected, spread.of(focus), focus=focus, level=level)
        if is_told
        else None,
    )


def _each_against_the_rest(measure: MeasureComparison) -> Expected:
    """Set every municipality beside what the rest of the country's rates predict."""
    n = len(measure.cells.codes)
    return expect(
        measure.window.counts,
        measure.window.exposure,
        focus=np.arange(n),
        members=rest_of_country(n),
        is_flow=measure.headline.stage is Stage.FLOW,
    )
