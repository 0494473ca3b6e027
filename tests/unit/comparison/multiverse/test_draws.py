"""Do draws and copies have the means and the variation that they are said to have?"""

import numpy as np
import pytest

from analysis.comparison.multiverse.draws import copy_country, draw_counts

COUNTS = np.array([[40.0, 9.0, 0.0, 400.0], [60.0, 1.0, 25.0, np.nan]])
PEOPLE = np.array([[4_000.0, 1_000, 500, 9_000], [3_000, 800, 900, 9_000]])


def draws(seed=1, *, is_flow):
    return draw_counts(
        COUNTS, focus=0, is_flow=is_flow, n_draws=10_000, rng=np.random.default_rng(seed)
    )


@pytest.mark.parametrize("is_flow", [True, False])
def test_draws_keep_every_count_as_their_mean(is_flow):
    wanted = np.nan_to_num(COUNTS).ravel()
    # Twenty thousand draws leave 4 standard errors of 3 in a hundred at a count of 1.
    assert draws(is_flow=is_flow).columns.mean(axis=1) == pytest.approx(wanted, rel=0.04)


def test_draws_of_awards_vary_as_counts_of_events_do():
    assert draws(is_flow=True).columns[0].var() == pytest.approx(40, rel=0.05)
    # Jeffreys: half an award more than the hundred that were counted.
    assert draws(is_flow=True).focus.mean() == pytest.approx(100.5, rel=0.01)


def test_draws_of_a_stock_vary_on_the_log_scale_as_its_predictive_limits_say():
    # Variance 1 / (n + 1/2) of the logarithm, to first order; here n is 40 and 100.
    found = draws(is_flow=False)
    assert np.log(found.columns[0]).var() == pytest.approx(1 / 40.5, rel=0.05)
    assert np.log(found.focus).var() == pytest.approx(1 / 100.5, rel=0.05)


def test_a_cell_without_anybody_stays_so():
    assert not draws(is_flow=True).columns[2].any()
    assert not draws(is_flow=False).columns[2].any()


def test_no_awards_in_the_focus_are_still_drawn_with_variation():
    counts = COUNTS.copy()
    counts[:, 0] = 0
    found = draw_counts(counts, focus=0, is_flow=True, n_draws=500, rng=np.random.default_rng(1))
    assert found.focus.std() > 0.3


def copies(*, is_flow, between, counts=COUNTS, seed=2):
    return copy_country(
        counts, PEOPLE, focus=0, is_flow=is_flow, between=between, n_copies=10_000,
        rng=np.random.default_rng(seed),
    )  # fmt: skip


@pytest.mark.parametrize("is_flow", [True, False])
def test_copies_have_the_common_rates_of_the_others(is_flow):
    # The fourth municipality has no figure in one stratum, and is left out of the rates.
    rates = np.array([9 / 1_500, 26 / 1_700])
    found = copies(is_flow=is_flow, between=0.0).columns.mean(axis=1).reshape(2, 4)
    assert found[:, :3] == pytest.approx(PEOPLE[:, :3] * rates[:, np.newaxis], rel=0.05)
    assert not found[:, 3].any()


def test_copies_do_not_know_the_counts_of_the_focus():
    counts = COUNTS.copy()
    counts[:, 0] = [4_000, 3_000]
    first, second = (
        copies(is_flow=True, between=0.1),
        copies(is_flow=True, between=0.1, counts=counts),
    )
    assert np.array_equal(first.columns, second.columns)
    assert np.array_equal(first.focus, second.focus)


def test_copies_of_awards_vary_as_a_negative_binomial():
    # Mean E and variance E + tau2 E^2, with E = 4000 * 9/1500 + 3000 * 26/1700 = 69.88.
    found = copies(is_flow=True, between=0.05).focus
    mean = 4_000 * 9 / 1_500 + 3_000 * 26 / 1_700
    assert found.mean() == pytest.approx(mean, rel=0.01)
    assert found.var() == pytest.approx(mean + 0.05 * mean**2, rel=0.05)


def test_copies_of_a_stock_vary_by_practice_and_chance():
    found = copies(is_flow=False, between=0.3).focus
    mean = 4_000 * 9 / 1_500 + 3_000 * 26 / 1_700
    assert np.log(found).std() == pytest.approx(np.sqrt(0.3**2 + 1 / (mean + 0.5)), rel=0.03)


def test_the_same_seed_gives_the_same_countries():
    assert np.array_equal(draws(7, is_flow=True).columns, draws(7, is_flow=True).columns)
    assert not np.array_equal(draws(7, is_flow=True).columns, draws(8, is_flow=True).columns)


def test_practice_that_varies_does_not_raise_the_mean_of_a_stock():
    # Log-normal effects with a spread of 0.6 would raise it by 20 % if not centred.
    mean = 4_000 * 9 / 1_500 + 3_000 * 26 / 1_700
    found = copies(is_flow=False, between=0.6).focus
    # Ten thousand copies: a standard error of 0.7 %.
    assert found.mean() == pytest.approx(mean, rel=0.03)
