"""The gaps of the report, worked out once more from the embedded raw files.

Each number is found here by a route of its own, with pandas, numpy and scipy from the raw
files: limits by searching a tail probability instead of the closed form, a regression by a
general optimiser, powers by adding up outcomes. No measure of the package has a part in it.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import optimize, stats

from analysis.comparison import depth

pytestmark = pytest.mark.slow

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
YEAR = slice(-4, None)


def test_awards_and_their_limits_follow_from_the_tails_of_two_counts(raw, comparison, places):
    focus, peers, rest = places
    measure = comparison.measures[0]
    for members, gap in ((peers, measure.against_peers), (rest, measure.against_country)):
        observed, expected, size, step = raw.award_comparison(focus, members)
        below, above = _ratio_limits(observed, expected, size, step)
        assert_allclose(
            [gap.n_observed, gap.n_expected, gap.ratio.lower, gap.ratio.upper],
            [observed, expected, below, above],
            rtol=1e-8,
        )


def test_limits_of_a_difference_join_those_of_both_numbers(raw, comparison, places):
    focus, peers, _ = places
    observed, expected, size, step = raw.award_comparison(focus, peers)
    low = optimize.brentq(lambda mean: stats.poisson.sf(observed - 1, mean) - 0.025, 1, observed)
    high = optimize.brentq(
        lambda mean: stats.poisson.cdf(observed, mean) - 0.025, observed, 2 * observed
    )
    raised = (1 + step) ** 2 / (1 / size + step**2)
    least = stats.gamma.ppf(0.025, size, scale=expected / size)
    most = stats.gamma.ppf(0.975, raised, scale=expected * (1 + step) / raised)
    difference = comparison.measures[0].against_peers.difference
    assert_allclose(
        [difference.lower, difference.upper],
        [
            observed - expected - math.hypot(observed - low, most - expected),
            observed - expected + math.hypot(high - observed, expected - least),
        ],
        rtol=1e-8,
    )


def test_usual_range_is_that_of_a_drawn_ratio_and_a_drawn_count(raw, comparison, places):
    focus, peers, rest = places
    counts, years = raw.awards[YEAR].sum(axis=0), raw.award_years[YEAR].sum(axis=0)
    everybody = np.arange(len(raw.codes))
    z = []
    for one in rest:
        others = everybody[everybody != one]
        rates = counts[:, others].sum(axis=1) / years[:, others].sum(axis=1)
        expected = rates @ years[:, one]
        root = math.sqrt(counts[:, one].sum() + 3 / 8) - math.sqrt(expected + 1 / 8)
        z.append((2 * root / math.sqrt(expected), 1 / expected))
    tau2 = _winsorised_variance(*np.array(z).T)
    measure = comparison.measures[0]
    for members, gap in ((peers, measure.against_peers), (rest, measure.against_country)):
        _, expected, size, _ = raw.award_comparison(focus, members)
        lived = years[:, members].sum(axis=0)
        variance = tau2 * (1 + (lived**2).sum() / lived.sum() ** 2) + 1 / size
        grid = np.arange(int(6 * expected))
        drawn = stats.nbinom(1 / variance, 1 / (1 + variance * expected))
        half = drawn.cdf(grid - 1) + drawn.pmf(grid) / 2
        limits = [np.interp(p, half, grid) for p in (0.025, 0.975)]
        assert_allclose([gap.usual.lower, gap.usual.upper], limits, rtol=1e-7)


def test_expected_given_conditions_is_the_likeliest_model_without_the_focus(
    raw, comparison, places
):
    focus, _, rest = places
    counts, years = raw.awards[YEAR].sum(axis=0), raw.award_years[YEAR].sum(axis=0)
    offsets = []
    for one in range(len(raw.codes)):
        others = [i for i in rest if i != one]
        rates = counts[:, others].sum(axis=1) / years[:, others].sum(axis=1)
        offsets.append(rates @ years[:, one])
    facts = pd.read_csv(RAW / "municipalities.csv", dtype={"municipality_code": str})
    facts = facts.set_index("municipality_code").loc[raw.codes]
    terms = np.column_stack(
        [
            facts["unemployment_pct_2024"],
            facts["immigrants_and_descendants_pct_2022"],
            facts["one_person_households_pct_2025"],
            np.log(facts["population_2022_rounded"]),
        ]
    )
    design = np.column_stack([np.ones(len(terms)), (terms - terms[rest].mean(0)) / terms.std(0)])
    observed, offset = counts.sum(axis=0), np.log(offsets)

    def misfit(values: np.ndarray) -> float:
        size = math.exp(values[-1])
        means = np.exp(offset[rest] + design[rest] @ values[:-1])
        return -stats.nbinom.logpmf(observed[rest], size, size / (size + means)).sum()

    best = optimize.minimize(misfit, [0, 0, 0, 0, 0, 2.5], method="BFGS", options={"gtol": 1e-5})
    expected = math.exp(offset[focus] + design[focus] @ best.x[:-1])
    given = next(
        m
        for m in depth.expect_given_conditions(comparison).measures
        if m.measure is comparison.measures[0]
    )
    assert given.given.n_expected == pytest.approx(expected, rel=1e-4)
    assert given.spread == pytest.approx(math.exp(-best.x[-1] / 2), rel=1e-3)


def test_gap_of_every_headline_is_split_as_kitagawa_did(raw, comparison, places):
    focus, peers, _ = places
    found = {s.measure.headline.id: s for s in depth.split_gaps(comparison, n_draws=20).splits}
    cases = {
        "foertidspension-tilkendelser": (raw.awards[YEAR].sum(0), raw.award_years[YEAR].sum(0))
    }
    cases |= {f"{name}-bestand": (x[-1], raw.stock_people[-1]) for name, x in raw.stocks.items()}
    for name, (counts, people) in cases.items():
        own, others = counts[:, focus], counts[:, peers].sum(axis=1)
        lived, lived_there = people[:, focus], people[:, peers].sum(axis=1)
        share, share_there = lived / lived.sum(), lived_there / lived_there.sum()
        rate, rate_there = own / lived, others / lived_there
        structure = lived.sum() * ((share - share_there) @ (rate + rate_there)) / 2
        practice = lived.sum() * ((rate - rate_there) @ (share + share_there)) / 2
        assert_allclose(
            [found[name].structure.value, found[name].practice.value],
            [structure, practice],
            rtol=1e-9,
        )


def test_another_choice_of_peers_gives_its_own_rates_pooled_or_one_by_one(raw, comparison, places):
    focus, _, _ = places
    varied = depth.vary_peers(comparison, n_draws=50, seed=1)
    gaps = varied.measures[0].varied.gaps
    counts, years = raw.awards[YEAR].sum(axis=0), raw.award_years[YEAR].sum(axis=0)
    for chosen in (1, 2, len(varied.sets.members) - 1):
        peers = np.flatnonzero(varied.sets.members[chosen])
        rates = (
            counts[:, peers].sum(axis=1) / years[:, peers].sum(axis=1)
            if varied.sets.is_pooled[chosen]
            else (counts[:, peers] / years[:, peers]).mean(axis=1)
        )
        assert gaps.expected.n_expected[chosen] == pytest.approx(rates @ years[:, focus], rel=1e-5)


def test_smallest_detectable_ratio_is_shown_eight_times_of_ten(raw, comparison, places):
    focus, peers, _ = places
    _, expected, size, _ = raw.award_comparison(focus, peers)
    found = depth.smallest_detectable(comparison, peers_of={}).measures[0].horizons
    year = next(one for one in found if str(one.window.first) == "2025K1")
    ratio = float(year.different.shortfall[year.codes.index(comparison.focus)])
    spread = math.sqrt(size)
    references = np.arange(int(size - 6 * spread), int(size + 6 * spread), max(1, int(spread / 8)))
    weights = stats.poisson.pmf(references, size)
    power = 0.0
    for reference, weight in zip(references, weights / weights.sum(), strict=True):
        mean = expected * reference / size
        # The largest count whose upper limit of the ratio is still under 1.
        most = stats.nbinom.ppf(0.025, reference, reference / (reference + mean))
        while stats.nbinom.cdf(most, reference, reference / (reference + mean)) >= 0.025:
            most -= 1
        power += weight * stats.poisson.cdf(most, ratio * expected)
    assert power == pytest.approx(0.8, abs=0.01)


def _ratio_limits(observed, expected, size, step) -> tuple[float, float]:
    """Search the ratios at which the number here, a gamma mixture, has tails of 2.5 %."""
    raised = (1 + step) ** 2 / (1 / size + step**2)

    def as_many(ratio: float) -> float:
        mean = ratio * expected * (1 + step)
        return stats.nbinom.sf(observed - 1, raised, raised / (raised + mean)) - 0.025

    def as_few(ratio: float) -> float:
        mean = ratio * expected
        return stats.nbinom.cdf(observed, size, size / (size + mean)) - 0.025

    return (
        optimize.brentq(as_many, 1e-3, 10, xtol=1e-12),
        optimize.brentq(as_few, 1e-3, 10, xtol=1e-12),
    )


def _winsorised_variance(distances: np.ndarray, chance: np.ndarray) -> float:
    """Search the variance at which winsorised squares have their normal mean."""

    def surplus(variance: float) -> float:
        z = distances / np.sqrt(chance + variance)
        low, high = np.quantile(z, [0.1, 0.9])
        return float((np.clip(z, low, high) ** 2).mean()) - 0.6786546

    return optimize.brentq(surplus, 0, 5, xtol=1e-13) if surplus(0) > 0 else 0.0
