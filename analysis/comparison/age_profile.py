"""At which ages is the difference? One number of page one, taken apart by age and sex.

The difference between observed and expected is a sum over age groups, so it can be read
group by group: the parts add up to the number on page one. Each group also has its rate
per 1,000 residents, beside that of the pooled peers and of the rest of the country.

A group's awards are few, and ten groups are looked at: limits are wide, and one group in
twenty lies outside them when nothing is different. Stocks have no limits from chance;
beside them stands how far other municipalities lie from one another at that age.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.denominators import FloatArray
from analysis.comparison.gap_limits import measure_gaps
from analysis.comparison.gaps import Gap
from analysis.comparison.practice import MeasureComparison
from analysis.comparison.references import BoolArray, as_members, expect
from analysis.concepts import Sex, Stage
from analysis.measures.counts.rates import crude_rates

PER = 1_000.0
MIDDLE = 0.8  # the part of the other municipalities between the limits of the spread


@dataclass(frozen=True)
class AgeGroup:
    """One age group of one sex, or of both.

    Attributes
    ----------
    sex : Sex
        Women, men, or both together.
    age_from, age_to : int
        Whole years, both included; people above the pension age are not counted.
    exposure : float
        Person-years of a flow, residents of a stock.
    gap : Gap
        Observed against expected at the pooled peers' rates of the same ages, sex by sex.
    rate, peer_rate, country_rate : float
        Per 1,000: the focus's, the pooled peers', and the rest of the country's.
    rate_lower, rate_upper : float
        Exact limits of the focus's rate of awards; NaN for a stock.
    others_lower, others_upper : float
        Of a stock: between these lie the middle 80 per cent of the other municipalities'
        rates; NaN for a flow.
    """

    sex: Sex
    age_from: int
    age_to: int
    exposure: float
    gap: Gap
    rate: float
    peer_rate: float
    country_rate: float
    rate_lower: float
    rate_upper: float
    others_lower: float
    others_upper: float


@dataclass(frozen=True)
class AgeProfile:
    """One headline by age.

    Attributes
    ----------
    measure : MeasureComparison
        The headline.
    groups : tuple of AgeGroup
        Both sexes together, then women, then men; each in order of age.
    """

    measure: MeasureComparison
    groups: tuple[AgeGroup, ...]

    def of(self, sex: Sex) -> tuple[AgeGroup, ...]:
        """Return the groups of one sex, or of both together, in order of age."""
        return tuple(group for group in self.groups if group.sex is sex)


def profile_ages(comparison: PracticeComparison) -> tuple[AgeProfile, ...]:
    """Take each headline apart by age and sex.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.

    Returns
    -------
    tuple of AgeProfile
        Headlines whose source has ages, and which have figures for the focus and a peer.
    """
    profiles = (
        AgeProfile(measure, _groups(comparison, measure))
        for measure in comparison.measures
        if measure.is_by_age and measure.against_peers.n_expected > 0
    )
    # What is expected needs no count of the focus, so a blank one leaves no groups.
    return tuple(profile for profile in profiles if profile.groups)


def _groups(comparison: PracticeComparison, measure: MeasureComparison) -> tuple[AgeGroup, ...]:
    """Return all age groups of a headline in which somebody lives."""
    strata = measure.cells.strata
    groups = []
    for sex in (Sex.TOTAL, Sex.WOMEN, Sex.MEN):
        own = [s for s in strata if sex in (Sex.TOTAL, s.sex)]
        for ages in sorted({(s.age_from, s.age_to) for s in own}):
            rows = [i for i, s in enumerate(strata) if s in own and (s.age_from, s.age_to) == ages]
            group = _group(comparison, measure, rows=rows, sex=sex, ages=ages)
            if group is not None:
                groups.append(group)
    return tuple(groups)


def _group(
    comparison: PracticeComparison,
    measure: MeasureComparison,
    *,
    rows: list[int],
    sex: Sex,
    ages: tuple[int, int],
) -> AgeGroup | None:
    """Return one age group, or None where nobody of the focus lives or no peer has figures."""
    cells, window, level = measure.cells, measure.window, measure.level
    is_flow = measure.headline.stage is Stage.FLOW
    focus = cells.codes.index(comparison.focus)
    # Who has figures is decided over all ages, as it is on page one.
    known = np.asarray(np.isfinite(window.counts + window.exposure).all(axis=0))
    peers = as_members([cells.codes.index(code) for code in comparison.peers.codes], known.size)
    counts, exposure = window.counts[rows], window.exposure[rows]
    if not known[focus] or exposure[:, focus].sum() <= 0:
        return None
    told = expect(
        np.where(known, counts, np.nan), exposure, focus=[focus], members=peers, is_flow=is_flow,
        strata=[cells.strata[i].name for i in rows],
    )  # fmt: skip
    gap = measure_gaps(told, stage=measure.headline.stage, level=level).one(0)
    n, years = float(counts[:, focus].sum()), float(exposure[:, focus].sum())
    limits, spread = (np.nan, np.nan), (np.nan, np.nan)
    others = known & (np.arange(known.size) != focus)
    if is_flow:
        own = crude_rates(n, years, per=PER, level=level)
        limits = float(own.rate_lower), float(own.rate_upper)
    else:
        spread = _middle(counts, exposure, others)
    return AgeGroup(
        sex=sex,
        age_from=ages[0],
        age_to=ages[1],
        exposure=years,
        gap=gap,
        rate=PER * n / years,
        peer_rate=_pooled_rate(counts, exposure, known & peers[0]),
        country_rate=_pooled_rate(counts, exposure, others),
        rate_lower=limits[0],
        rate_upper=limits[1],
        others_lower=spread[0],
        others_upper=spread[1],
    )


def _pooled_rate(counts: FloatArray, exposure: FloatArray, members: BoolArray) -> float:
    """Return the rate of some municipalities added up; NaN where nobody lives."""
    people = exposure[:, members].sum()
    return float(PER * counts[:, members].sum() / people) if people > 0 else float("nan")


def _middle(counts: FloatArray, exposure: FloatArray, others: BoolArray) -> tuple[float, float]:
    """Return between which rates the middle part of the other municipalities lies."""
    people = exposure[:, others].sum(axis=0)
    lived_in = people > 0
    if not lived_in.any():
        return float("nan"), float("nan")
    rates = PER * counts[:, others].sum(axis=0)[lived_in] / people[lived_in]
    lower, upper = np.quantile(rates, [(1 - MIDDLE) / 2, (1 + MIDDLE) / 2])
    return float(lower), float(upper)
