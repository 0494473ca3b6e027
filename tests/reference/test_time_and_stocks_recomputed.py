"""What the report says of time and of stocks, worked out once more from the raw files.

Each number is found here by a route of its own, with numpy and scipy from the raw files: a
regression by a general optimiser, accounts and scores by adding up. No measure of the
package has a part in it.
"""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import optimize, stats

from analysis.comparison import depth

pytestmark = pytest.mark.slow


def test_trend_of_awards_is_that_of_a_quasi_poisson_regression_with_seasons(
    raw, comparison, places
):
    focus, peers, _ = places
    n = len(raw.quarters) - 2
    pooled = raw.awards[:, :, peers].sum(axis=(0, 2)) / raw.award_years[:, :, peers].sum((0, 2))
    observed = raw.awards[:n, :, focus].sum(axis=1)
    weighted = raw.award_years[:n, :, focus] @ pooled
    time = np.arange(n) / 4
    season = np.array([int(q[-1]) for q in raw.quarters[:n]])
    design = np.column_stack([*(season == k for k in (1, 2, 3, 4)), time - time.mean()])

    def misfit(values: np.ndarray) -> float:
        return float((weighted * np.exp(design @ values) - observed * (design @ values)).sum())

    best = optimize.minimize(misfit, np.zeros(5), method="BFGS", options={"gtol": 1e-7}).x
    means = weighted * np.exp(design @ best)
    bread = np.linalg.inv((design * means[:, None]).T @ design)
    dispersion = ((observed - means) ** 2 / means).sum() / (n - 5)
    error = math.sqrt(bread[4, 4] * max(1.0, dispersion))
    reach = stats.t.ppf(0.975, n - 5) * error
    trend = depth.follow_over_time(comparison).flows[0].trends.focus
    assert trend.percent_a_year == pytest.approx(100 * math.expm1(best[4]), abs=1e-3)
    # The report takes the widest of three errors, of which this is one.
    assert trend.percent_lower <= 100 * math.expm1(best[4] - reach) + 1e-3
    assert trend.percent_upper >= 100 * math.expm1(best[4] + reach) - 1e-3


def test_forecasts_that_held_are_counted_from_the_raw_awards(raw, comparison):
    one = depth.forecast_practice(comparison, n_backtest=2).measures[0]
    newest = one.past[one.past["period"] == raw.quarters[-1]].set_index("municipality_code")
    came = raw.awards[-1].sum(axis=0)
    held = (newest.loc[raw.codes, "lower"] <= came) & (came <= newest.loc[raw.codes, "upper"])
    assert list(newest.loc[raw.codes, "is_held"]) == list(held)
    missed = np.maximum(newest.loc[raw.codes, "lower"] - came, 0)
    missed += np.maximum(came - newest.loc[raw.codes, "upper"], 0)
    width = newest.loc[raw.codes, "upper"] - newest.loc[raw.codes, "lower"]
    assert_allclose(newest.loc[raw.codes, "score"], width + 40 * missed, rtol=1e-9)


def test_account_of_the_stock_adds_up_and_has_the_counted_awards(raw, comparison, places):
    focus, _, _ = places
    account = depth.compare_stock_flow(comparison)
    stock = raw.stocks["foertidspension"][:, :, focus].sum(axis=1)
    awards = raw.awards[:, :, focus].sum(axis=1)
    for back, year in zip((12, 8, 4, 0), account.years, strict=True):
        last, opened = len(awards) - 1 - back, len(stock) - 5 - back
        awarded = awards[last - 4] / 2 + awards[last - 3 : last].sum() + awards[last] / 2
        parts = year.account
        assert_allclose(
            [parts.opening, parts.awards, parts.closing],
            [stock[opened], awarded, stock[opened + 4]],
            rtol=1e-12,
        )
        left = parts.opening + parts.awards - parts.reached_age - parts.other_exits
        assert left == pytest.approx(parts.closing)


def test_recipients_near_the_pension_age_are_between_an_even_and_a_steep_placing(
    raw, comparison, places
):
    focus, _, _ = places
    last = depth.compare_stock_flow(comparison).years[-1]
    bands = raw.stocks["foertidspension"]
    found = []
    for quarter, ends in (("2024K4", ("2024K4", "2025K1")), ("2025K4", ("2025K4", "2026K1"))):
        count = bands[raw.stock_quarters.index(quarter)][:, focus].reshape(2, 9)
        people = np.mean([raw.single[end][:, :, focus] for end in ends], axis=0)
        near = [0.0, 0.0]
        for sex in (0, 1):
            # Ages 55-59 and 60-66, the last two bands; the pension age is 67.
            younger, oldest = people[sex, 39:44], people[sex, 44:51]
            slope = (count[sex, 8] / oldest.sum() - count[sex, 7] / younger.sum()) / 6
            line = count[sex, 8] / oldest.sum() + slope * (np.arange(60, 67) - 63)
            placed = line * oldest * count[sex, 8] / (line @ oldest)
            near[0] += count[sex, 8] * oldest[6] / oldest.sum()
            near[1] += placed[6]
        found.append(near)
    even, steep = np.mean(found, axis=0)
    assert_allclose([last.reached_lower, last.reached_upper], sorted([even, steep]), rtol=1e-6)
    assert last.reached_lower <= last.account.reached_age <= last.reached_upper


def test_portfolio_adds_the_benefits_up_and_ranks_their_ratios(raw, comparison, places):
    focus, peers, _ = places
    portfolio = depth.compare_portfolio(comparison)
    people = raw.stock_people[-1]
    ratios, total, likely = {}, 0.0, 0.0
    for name, series in raw.stocks.items():
        counts = series[-1]
        total += counts[:, focus].sum()
        likely += people[:, focus] @ (counts[:, peers].sum(1) / people[:, peers].sum(1))
        expected = np.array(
            [
                people[:, one]
                @ (np.delete(counts, one, 1).sum(1) / np.delete(people, one, 1).sum(1))
                for one in range(len(raw.codes))
            ]
        )
        ratios[name] = np.where(expected >= 10, counts.sum(axis=0) / expected, np.nan)
    assert portfolio.total.n_observed == total
    assert portfolio.total.n_expected == pytest.approx(likely)
    found = {frozenset((p.one.value, p.other.value)): p.correlation for p in portfolio.pairs}
    for one, other in combinations(ratios, 2):
        rho = stats.spearmanr(ratios[one], ratios[other], nan_policy="omit").statistic
        assert found[frozenset((one, other))].value == pytest.approx(rho)
