"""Rates and ratios with chance taken out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError
from analysis.measures.shrunk.gamma_mixtures import (
    GammaMixture,
    chance_above,
    draw_ratios,
    mixture_limits,
)
from analysis.measures.shrunk.gamma_shrinkage import fit_gamma_model, shrink_ratios
from analysis.measures.shrunk.random_intercepts import fit_binomial_normal, fit_poisson_lognormal
from analysis.measures.shrunk.shrinkage import beta_posterior_mean, shrink_rates, shrink_shares
from analysis.measures.shrunk.unit_mean_shrinkage import shrink_towards_one


def country(n=98, *, sd=0.3, seed=1, slope=0.0):
    rng = np.random.default_rng(seed)
    expected = rng.lognormal(3.0, 1.0, n)
    condition = rng.normal(size=n)
    truth = rng.gamma(sd**-2, sd**2, n) * np.exp(slope * condition)
    return rng.poisson(expected * truth), expected, condition, truth


def test_rates_that_chance_explains_are_all_the_common_one():
    shrunk = shrink_rates([10, 11, 9, 10], [1_000] * 4)
    assert shrunk.variance == 0.0
    assert shrunk.rates == pytest.approx([0.01] * 4)


def test_the_smaller_municipality_is_pulled_further():
    shrunk = shrink_rates([2, 20, 200, 300], [100, 1_000, 10_000, 40_000])
    assert np.all(np.diff(shrunk.weights) > 0)
    assert shrunk.weights[0] < 0.3 < 0.9 < shrunk.weights[-1]


def test_nothing_counted_anywhere_gives_rates_of_nothing():
    assert shrink_rates([0, 0], [10, 20]).rates.tolist() == [0.0, 0.0]
    assert shrink_shares([0, 0], [10, 20]).rates.tolist() == [0.0, 0.0]


def test_shares_and_rates_agree_where_events_are_rare():
    events, persons = [3, 9, 40, 10], [4_000, 5_000, 9_000, 8_000]
    assert shrink_shares(events, persons).rates == pytest.approx(
        shrink_rates(events, persons).rates, rel=1e-2
    )


def test_shares_stay_between_nobody_and_everybody():
    shrunk = shrink_shares([0, 1, 1, 0, 1], [1, 1, 1, 1, 1])
    assert np.all((shrunk.rates >= 0) & (shrunk.rates <= 1))


def test_a_prior_of_many_persons_outweighs_a_few():
    assert beta_posterior_mean(3, 3, prior_events=100, prior_others=100) < 0.51
    assert beta_posterior_mean([0], [0], prior_events=1, prior_others=3)[0] == 0.25


def test_spread_and_slope_of_a_large_country_are_recovered():
    observed, expected, condition, _ = country(4_000, slope=0.2)
    model = fit_gamma_model(observed, expected, conditions=condition)
    assert model.spread == pytest.approx(0.3, rel=0.06)
    assert model.coefficients[1] == pytest.approx(0.2, abs=0.02)


def test_shrunken_ratios_are_nearer_the_truth_than_raw_ones():
    observed, expected, condition, truth = country(slope=0.3)
    shrunk = shrink_ratios(observed, expected, conditions=condition)
    plain = shrink_ratios(observed, expected)

    def error(ratio):
        return np.mean((ratio - truth) ** 2)

    assert error(shrunk.ratio) < error(plain.ratio) < error(shrunk.raw_ratio)


def test_model_is_the_maximum_of_the_likelihood_of_scipy():
    observed, expected, _, _ = country(40)
    model = fit_gamma_model(observed, expected)

    def likelihood(shape, ratio):
        return stats.nbinom.logpmf(observed, shape, shape / (shape + expected * ratio)).sum()

    ratio = model.modelled_ratio[0]
    best = likelihood(model.shape, ratio)
    assert model.log_likelihood == pytest.approx(best, rel=1e-12)
    for moved in (0.99, 1.01):
        assert likelihood(model.shape * moved, ratio) < best
        assert likelihood(model.shape, ratio * moved) < best


def test_without_spread_all_are_the_modelled_ratio_and_limits_keep_a_width():
    shrunk = shrink_ratios([10, 11, 9, 10, 10, 10], [10] * 6)
    assert shrunk.model.spread == 0.0
    assert np.isinf(shrunk.model.shape)
    assert shrunk.ratio == pytest.approx([1.0] * 6)
    assert np.all(shrunk.ratio_upper - shrunk.ratio_lower > 0.1)


def test_limits_are_wider_than_with_the_model_taken_as_known():
    observed, expected, _, _ = country(12)
    shrunk = shrink_ratios(observed, expected)
    shape = shrunk.model.shape
    own, rate = shape + observed, shape / shrunk.modelled_ratio + expected
    known = (stats.gamma.ppf(0.975, own) - stats.gamma.ppf(0.025, own)) / rate
    # Only on the whole: a single one moves with the spreads that are tried.
    assert np.mean((shrunk.ratio_upper - shrunk.ratio_lower) / known) > 1.03


def test_a_municipality_without_events_has_a_ratio_above_nothing():
    observed, expected, _, _ = country()
    observed[:3] = 0
    shrunk = shrink_ratios(observed, expected)
    assert np.all(shrunk.ratio > 0)
    assert np.all(shrunk.ratio_lower < shrunk.ratio_median)


def test_limits_and_chances_of_a_mixture_agree():
    mixture = GammaMixture(
        np.array([0.3, 0.7]), np.array([[2.0, 50.0], [8.0, 5.0]]), np.array([[4.0], [6.0]])
    )
    lower, upper = mixture_limits(mixture, tail=0.1)
    assert chance_above(mixture, lower) == pytest.approx([0.9, 0.9], rel=1e-9)
    assert chance_above(mixture, upper) == pytest.approx([0.1, 0.1], rel=1e-9)


def test_draws_of_a_mixture_fall_within_its_limits_as_often_as_stated():
    observed, expected, _, _ = country(20)
    shrunk = shrink_ratios(observed, expected)
    draws = draw_ratios(shrunk.posterior, n_draws=20_000, rng=np.random.default_rng(1))
    inside = (draws > shrunk.ratio_lower) & (draws < shrunk.ratio_upper)
    assert inside.mean(axis=0) == pytest.approx(np.full(20, 0.95), abs=0.01)


def test_jackknifed_errors_are_larger_on_the_whole_than_with_the_spread_known():
    observed, expected, _, _ = country(15)
    shrunk = shrink_towards_one(observed, expected)
    assert shrunk.mean_squared_error.sum() > shrunk.mean_squared_error_known.sum()
    assert shrunk.ratio_without.shape == (15, 15)


def test_spread_of_logarithms_is_recovered():
    rng = np.random.default_rng(4)
    levels = rng.normal(0.0, 0.4, 1_500)
    fit = fit_poisson_lognormal(rng.poisson(20 * np.exp(levels)), 20)
    assert fit.sd == pytest.approx(0.4, rel=0.06)
    assert fit.intercept == pytest.approx(0.0, abs=0.04)
    persons = rng.integers(20, 200, 1_500)
    shares = fit_binomial_normal(rng.binomial(persons, 1 / (1 + np.exp(1 - levels))), persons)
    assert shares.sd == pytest.approx(0.4, rel=0.08)
    assert shares.intercept == pytest.approx(-1.0, abs=0.05)


def test_counts_that_chance_explains_have_no_spread_of_logarithms():
    fit = fit_poisson_lognormal([10, 11, 9, 10, 10, 10], 10)
    assert fit.sd == 0.0
    assert fit.intercept_se == pytest.approx(60**-0.5)
    assert fit.log_likelihood == pytest.approx(
        stats.poisson.logpmf([10, 11, 9, *[10] * 3], 10).sum()
    )


def test_likelihood_is_the_integral_over_the_levels():
    from scipy.integrate import quad

    observed, expected = np.array([2, 30, 9, 22, 4, 15]), np.array([8.0, 14, 10, 20, 3, 18])
    fit = fit_poisson_lognormal(observed, expected)

    def one(count, mean):
        def density(level):
            means = mean * np.exp(fit.intercept + fit.sd * level)
            return stats.poisson.pmf(count, means) * stats.norm.pdf(level)

        return np.log(quad(density, -8, 8, epsabs=1e-13)[0])

    whole = sum(one(count, mean) for count, mean in zip(observed, expected, strict=True))
    assert fit.log_likelihood == pytest.approx(whole, rel=1e-8)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: shrink_rates([1.5], [10]), "with decimals"),
        (lambda: shrink_rates([1], [0]), "zero or negative"),
        (lambda: shrink_rates([np.nan], [10]), "missing"),
        (lambda: shrink_shares([11], [10]), "More events than persons"),
        (lambda: beta_posterior_mean(3, 2, prior_events=1, prior_others=1), "More events"),
        (lambda: beta_posterior_mean(1, 2, prior_events=0, prior_others=1), "zero or negative"),
        (lambda: fit_gamma_model([1] * 4, [1] * 4), "4 municipalities are too few"),
        (lambda: fit_gamma_model([0] * 9, [1] * 9), "Nothing is counted"),
        (lambda: shrink_ratios([1] * 9, [1] * 8 + [0]), "zero or negative"),
        (
            lambda: shrink_ratios([1] * 10, [1] * 10, conditions=[np.nan] * 10),
            "A condition is missing",
        ),
        (lambda: shrink_ratios([1] * 10, [1] * 10, conditions=[2.0] * 10), "say the same thing"),
        (lambda: shrink_towards_one([1], [1]), "1 municipalities are too few"),
        (lambda: fit_poisson_lognormal([0] * 6, 5), "Nobody, or everybody"),
        (lambda: fit_binomial_normal([5] * 6, [5] * 6), "Nobody, or everybody"),
        (lambda: fit_binomial_normal([6] * 6, [5] * 6), "More events than persons"),
        (lambda: fit_poisson_lognormal([1, 2], 5), "2 municipalities are too few"),
    ],
)
def test_what_cannot_be_shrunk_is_refused(call, message):
    with pytest.raises(EstimationError, match=message):
        call()
