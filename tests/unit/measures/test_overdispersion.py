"""The variation among municipalities beyond chance."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.between.overdispersion import (
    dispersion_of_the_others,
    likeliest_dispersion,
    variance_beyond_chance,
    winsorise,
    winsorised_dispersion,
)

BOTH = [winsorised_dispersion, likeliest_dispersion]


def flows(*, sd, n=2_000, mean=60.0, seed=1):
    rng = np.random.default_rng(seed)
    expected = np.geomspace(mean / 8, mean * 3, n)
    variance = np.exp(sd**2) - 1
    ratios = rng.gamma(1 / variance, variance, n) if sd else np.ones(n)
    return rng.poisson(expected * ratios).astype(float), expected


@pytest.mark.parametrize("measure", BOTH)
@pytest.mark.parametrize("sd", [0.1, 0.2, 0.3])
def test_the_variation_of_many_municipalities_is_recovered(measure, sd):
    # The standard error of tau over 2,000 municipalities is under 5 % of it.
    assert measure(*flows(sd=sd)).tau == pytest.approx(sd, rel=0.12)


@pytest.mark.parametrize("measure", BOTH)
def test_municipalities_that_are_as_expected_have_no_variation(measure):
    found = measure(np.full(40, 50), np.full(40, 50.0))
    assert (found.tau2, found.tau, found.n, found.mean_expected) == (0.0, 0.0, 40, 50.0)


@pytest.mark.parametrize("measure", BOTH)
def test_chance_alone_gives_next_to_no_variation(measure):
    assert measure(*flows(sd=0.0)).tau < 0.06


def test_six_outliers_move_the_default_little_and_the_likelihood_much():
    observed, expected = flows(sd=0.1, n=98)
    observed[::17] *= 3
    clean = flows(sd=0.1, n=98)
    assert winsorised_dispersion(observed, expected).tau < 0.17
    assert likeliest_dispersion(observed, expected).tau > 0.25
    assert winsorised_dispersion(*clean).tau > 0.05


@pytest.mark.parametrize("measure", BOTH)
def test_municipalities_without_events_are_used(measure):
    observed, expected = flows(sd=0.2, n=98)
    observed[:3] = 0
    assert np.isfinite(measure(observed, expected).tau2)


@pytest.mark.parametrize("measure", BOTH)
def test_a_municipality_with_nothing_expected_is_left_out(measure):
    observed, expected = flows(sd=0.2, n=98)
    longer = np.append(observed, 0), np.append(expected, 0)
    assert measure(*longer) == measure(observed, expected)


@pytest.mark.parametrize("measure", BOTH)
def test_too_few_municipalities_are_refused(measure):
    with pytest.raises(EstimationError, match="19 municipalities are too few"):
        measure(np.ones(19), np.ones(19))


@pytest.mark.parametrize("measure", BOTH)
@pytest.mark.parametrize("wrong", [np.nan, -1.0, 2.5])
def test_a_number_that_is_no_count_is_refused(measure, wrong):
    observed = np.ones(30)
    observed[4] = wrong
    with pytest.raises(EstimationError, match="n_observed"):
        measure(observed, np.ones(30))


def test_a_stretch_beyond_anything_is_cut_off():
    observed = np.zeros(30)
    observed[0] = 100_000
    assert likeliest_dispersion(observed, np.ones(30)).tau2 == 100.0


def test_the_default_solves_its_equation():
    observed, expected = flows(sd=0.3, n=98)
    tau2 = winsorised_dispersion(observed, expected).tau2
    z = 2 * (np.sqrt(observed + 3 / 8) - np.sqrt(expected + 1 / 8))
    z /= np.sqrt(1 + tau2 * expected)
    pulled_in = np.clip(z, *np.quantile(z, [0.1, 0.9]))
    assert (pulled_in**2).mean() == pytest.approx(0.6786546, rel=1e-9)


def test_a_mean_estimated_from_the_same_distances_costs_one():
    distances, chance = np.linspace(-1, 1, 31), np.full(31, 0.01)
    fixed = variance_beyond_chance(distances, chance, n_estimated=0)
    estimated = variance_beyond_chance(distances, chance, n_estimated=1)
    assert (estimated + 0.01) / (fixed + 0.01) == pytest.approx(31 / 30)


def test_winsorising_nothing_changes_nothing():
    values = np.array([3.0, -40.0, 2.0, 100.0])
    assert (winsorise(values, each_end=0.0) == values).all()


def test_likelihood_that_is_flat_to_the_last_digit_has_an_answer_all_the_same():
    observed = [0] * 19 + [1]
    assert likeliest_dispersion(observed, [0.01] * 20).tau2 >= 0


def test_the_dispersion_of_the_others_is_that_of_a_country_without_the_municipality():
    rng = np.random.default_rng(8)
    expected = rng.uniform(1, 200, (2, 30))
    observed = rng.poisson(expected * rng.lognormal(0, 0.3, (2, 30))).astype(float)
    observed[1, 5], expected[1, 6] = np.nan, 0.0
    found = dispersion_of_the_others(observed, expected)
    for row, own in [(0, 0), (0, 17), (1, 4), (1, 5)]:
        kept = np.isfinite(observed[row]) & (np.arange(30) != own)
        alone = winsorised_dispersion(observed[row, kept], expected[row, kept])
        assert found[row, own] == pytest.approx(alone.tau2, abs=1e-10)


def test_twenty_municipalities_have_too_few_others_for_a_dispersion():
    assert np.isnan(dispersion_of_the_others(np.full(20, 50), np.full(20, 40.0))).all()
