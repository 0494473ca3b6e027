"""The spread of stocks, and what is usual."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.between.ordinary_range import compare_stock, predictive_limits, two_sided_p
from analysis.measures.between.spread import Spread, log_spread, spread_of_the_others

PLENTY = 1e6
SPREAD = Spread(center=0.0, sd=0.2, n=97, minimum_expected=10.0)


def ordinary(n, *, sd, seed=1):
    rng = np.random.default_rng(seed)
    return PLENTY * np.exp(rng.normal(0.0, sd, n)), np.full(n, PLENTY)


def test_the_spread_of_many_ordinary_municipalities_is_recovered():
    # The standard error of the sd is about 0.9 / sqrt(2 * 20,000) of it.
    spread = log_spread(*ordinary(20_000, sd=0.25))
    assert spread.sd == pytest.approx(0.25, rel=0.02)
    assert spread.center == pytest.approx(0.0, abs=0.01)


def test_six_planted_municipalities_hardly_move_the_spread():
    observed, expected = ordinary(97, sd=0.2)
    before = log_spread(observed, expected)
    observed[:6] = PLENTY * np.array([5.0, 6, 7, 0.1, 0.2, 0.15])
    after = log_spread(observed, expected)
    plain = np.log(observed / expected).std()
    assert after.sd < 1.25 * before.sd
    assert plain > 1.8 * before.sd


def test_only_the_variation_beyond_chance_is_the_spread():
    rng = np.random.default_rng(4)
    expected = np.geomspace(10, 300, 5_000)
    practice = rng.normal(0.0, 0.2, expected.size)
    observed = rng.poisson(expected * np.exp(practice))
    seen = np.log((observed + 0.5) / (expected + 0.5)).std()
    assert seen > 0.26
    assert log_spread(observed, expected).sd == pytest.approx(0.2, rel=0.05)


def test_chance_alone_leaves_next_to_no_spread():
    rng = np.random.default_rng(5)
    expected = np.geomspace(10, 300, 97)
    spreads = [log_spread(rng.poisson(expected), expected).sd for _ in range(40)]
    assert np.mean(np.equal(spreads, 0.0)) > 0.25
    assert np.median(spreads) < 0.06


def test_without_chance_the_spread_is_the_winsorised_standard_deviation():
    observed, expected = ordinary(97, sd=0.25)
    distances = np.log(observed / expected)
    pulled_in = np.clip(distances, *np.quantile(distances, [0.1, 0.9]))
    spread = log_spread(observed, expected)
    assert spread.center == pytest.approx(pulled_in.mean(), abs=1e-6)
    assert spread.sd == pytest.approx(pulled_in.std(ddof=1) / np.sqrt(0.6786546), rel=1e-4)


def test_the_spread_solves_its_equation_where_sizes_differ():
    rng = np.random.default_rng(6)
    expected = np.geomspace(10, 5_000, 97)
    observed = rng.poisson(expected * np.exp(rng.normal(0.0, 0.3, 97)))
    spread = log_spread(observed, expected)
    distances = np.log((observed + 0.5) / (expected + 0.5)) - spread.center
    standardised = distances / np.sqrt(spread.sd**2 + 1 / (expected + 0.5))
    pulled_in = np.clip(standardised, *np.quantile(standardised, [0.1, 0.9]))
    assert (pulled_in**2).sum() / 96 == pytest.approx(0.6786546, abs=1e-4)


def test_six_planted_municipalities_hardly_move_the_spread_of_small_stocks():
    rng = np.random.default_rng(7)
    expected = rng.permutation(np.geomspace(15, 3_000, 97))
    observed = rng.poisson(expected * np.exp(rng.normal(0.0, 0.2, 97)))
    before = log_spread(observed, expected)
    observed[:6] = expected[:6] * np.array([5.0, 6, 7, 0.1, 0.2, 0.15])
    after = log_spread(observed, expected)
    assert after.sd < 1.25 * before.sd
    assert abs(after.center - before.center) < 0.05


def test_municipalities_with_few_expected_are_left_out_of_the_spread():
    observed, expected = ordinary(60, sd=0.2)
    small = np.r_[observed, np.zeros(30)], np.r_[expected, np.full(30, 9.9)]
    assert log_spread(*small) == log_spread(observed, expected)


def test_municipalities_that_are_all_alike_have_no_spread_and_limits_of_chance():
    spread = log_spread(np.full(30, 200.0), np.full(30, 200.0))
    assert (spread.center, spread.sd, spread.n) == (0.0, 0.0, 30)
    # Var(sd^2) = 1.41 x 2 x 30 / (30 x 200.5)^2, and nu = 2 V^2 / (1.2^2 Var) with V = 1/150.5.
    degrees = 2 / 150.5**2 / (1.2**2 * 1.41 * 2 / 30 / 200.5**2)
    assert 20 < degrees < 29
    reach = np.exp(stats.t.isf(0.025, degrees) / np.sqrt(150.5))
    assert predictive_limits(150, spread, n_peers=5) == pytest.approx(
        (150.5 / reach - 0.5, 150.5 * reach - 0.5), rel=1e-6
    )


def test_an_empty_stock_does_not_break_the_spread():
    observed, expected = np.full(40, 100.0), np.full(40, 100.0)
    observed[0] = 0
    assert np.isfinite(log_spread(observed, expected).sd)


def test_usual_numbers_follow_their_formula():
    # t with 97 - 1 degrees of freedom at 97.5 % is 1.984984.
    variance = 0.2**2 * 1.2 + 1 / 200.5
    alone, with_peers = np.exp(1.984984 * np.sqrt([variance, variance + 1 / 900.5]))
    assert predictive_limits(200, SPREAD, n_peers=5) == pytest.approx(
        (200.5 / alone - 0.5, 200.5 * alone - 0.5), rel=1e-6
    )
    assert predictive_limits(200, SPREAD, n_peers=5, reference_recipients=900) == pytest.approx(
        (200.5 / with_peers - 0.5, 200.5 * with_peers - 0.5), rel=1e-6
    )


def test_a_huge_stock_has_limits_of_the_spread_alone():
    reach = np.exp(1.984984 * 0.2 * np.sqrt(1.2))
    limits = predictive_limits(PLENTY, SPREAD, n_peers=5, reference_recipients=PLENTY)
    assert limits == pytest.approx((PLENTY / reach, PLENTY * reach), rel=1e-4)


def test_the_same_ratio_is_usual_in_a_tiny_municipality_and_unusual_in_a_large_one():
    spread = Spread(center=0.0, sd=0.12, n=97, minimum_expected=10.0)
    tiny, large = (compare_stock(1.35 * e, e, spread, n_peers=7) for e in (17.0, 5_000.0))
    assert tiny.difference_lower < 0 < tiny.difference_upper
    assert large.difference_lower > 0


def test_ordinary_small_municipalities_that_differ_by_chance_lie_inside():
    # About 5 in a hundred outside; the sum over counts is exact and needs no draws.
    alike = Spread(center=0.0, sd=0.0, n=97, minimum_expected=10.0)
    means = np.linspace(10, 30, 2_001)
    lower, upper = predictive_limits(means, alike, n_peers=5)
    outside = stats.poisson.cdf(np.ceil(lower) - 1, means) + stats.poisson.sf(upper, means)
    assert 0.04 < outside.mean() < 0.06


def test_limits_of_a_small_municipality_do_not_fall_under_nobody():
    spread = Spread(center=0.0, sd=1.5, n=97, minimum_expected=0.0)
    lower, upper = predictive_limits([0.0, 3.0, 12.0], spread, n_peers=5, level=0.998)
    assert (lower == 0).all()
    assert (upper > [0.0, 3.0, 12.0]).all()


def test_too_small_an_expected_number_gets_no_limits():
    lower, upper = predictive_limits([9.9, 10.0], SPREAD, n_peers=5)
    assert np.isnan([lower[0], upper[0]]).all()
    assert lower[1] < 10 < upper[1]


def test_no_peers_are_refused():
    with pytest.raises(EstimationError, match="no peers"):
        predictive_limits(200, SPREAD, n_peers=0)


def test_a_stock_inside_what_is_usual_has_a_difference_around_zero():
    inside, outside = (compare_stock(n, 200, SPREAD, n_peers=5) for n in (160, 100))
    assert inside.difference_lower < 0 < inside.difference_upper
    assert outside.difference_upper < 0
    assert outside.difference == -100
    assert outside.difference_lower == pytest.approx(100 - outside.usual_upper)


def test_a_comparison_has_the_limits_of_the_usual_numbers():
    lower, upper = predictive_limits(200, SPREAD, n_peers=5, reference_recipients=40, level=0.9)
    aby = compare_stock(120, 200, SPREAD, n_peers=5, reference_recipients=40, level=0.9)
    assert (aby.usual_lower, aby.usual_upper) == (lower, upper)
    assert (aby.difference_lower, aby.difference_upper) == (120 - upper, 120 - lower)


def test_a_negative_number_of_recipients_of_the_peers_is_refused():
    with pytest.raises(EstimationError, match="reference_recipients holds a negative number"):
        predictive_limits(200, SPREAD, n_peers=5, reference_recipients=-1)


def test_the_spread_of_the_others_is_that_of_a_country_without_the_municipality():
    rng = np.random.default_rng(7)
    expected = rng.uniform(4, 400, (3, 30))
    observed = rng.poisson(expected * rng.lognormal(0, 0.3, (3, 30))).astype(float)
    observed[1, 5] = np.nan
    found = spread_of_the_others(observed, expected)
    for row, own in [(0, 0), (1, 4), (1, 5), (2, 29)]:
        kept = np.isfinite(observed[row]) & (np.arange(30) != own)
        alone = log_spread(observed[row, kept], expected[row, kept])
        assert found.n[row, own] == alone.n
        assert found.center[row, own] == pytest.approx(alone.center, abs=1e-12)
        assert found.sd[row, own] == pytest.approx(alone.sd, abs=1e-9)


def test_too_few_others_have_no_spread():
    assert np.isnan(spread_of_the_others(np.full(20, 50.0), np.full(20, 40.0)).sd).all()


def test_few_municipalities_with_small_numbers_widen_the_limits():
    rng = np.random.default_rng(9)
    few, many = np.geomspace(12, 60, 22), np.geomspace(120, 60_000, 97)
    limits = []
    for expected in (few, many):
        found = log_spread(rng.poisson(expected * rng.lognormal(0, 0.2, expected.size)), expected)
        same = Spread(0.0, 0.2, found.n, 10.0, found.variance_error)
        limits.append(predictive_limits(217, same, n_peers=5)[1])
    assert limits[0] > 1.1 * limits[1]


def test_the_standard_error_of_the_variance_is_the_one_seen_in_many_countries():
    rng = np.random.default_rng(10)
    expected = np.geomspace(40, 4_000, 97)
    found = [
        log_spread(rng.poisson(expected * rng.lognormal(0, 0.25, 97)), expected) for _ in range(400)
    ]
    seen = np.std([spread.sd**2 for spread in found])
    told = np.mean([spread.variance_error for spread in found])
    # The standard deviation of 400 is known to 4 %.
    assert told == pytest.approx(seen, rel=0.12)


def test_a_p_value_is_small_exactly_outside_the_limits():
    spread = Spread(0.0, 0.2, 22, 10.0, variance_error=0.03)
    lower, upper = predictive_limits(200, spread, n_peers=5, reference_recipients=900)
    p_values = two_sided_p(
        [lower - 1, lower + 1, upper - 1, upper + 1], 200, spread,
        n_peers=5, reference_recipients=900,
    )  # fmt: skip
    assert (p_values < 0.05).tolist() == [True, False, False, True]
    assert np.isnan(two_sided_p(3, 5, spread, n_peers=5))
