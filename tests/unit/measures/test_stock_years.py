"""A stock over years: never a flow, and limits that hold what they promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.concepts import Stage
from analysis.errors import EstimationError
from analysis.measures.standardised.stock_years import (
    StockYears,
    average_years,
    change_from_first_to_last,
    level_over_years,
    limits_for_next_year,
    usual_changes,
)


def years_of(logs, size=1_000.0):
    """Return years whose logarithms of the ratio are those given."""
    expected = np.full(np.shape(logs), size)
    return StockYears(np.exp(logs) * (expected + 0.5) - 0.5, expected)


def test_awards_are_refused():
    with pytest.raises(EstimationError, match="Awards are no stock"):
        average_years(np.ones(8), np.ones(8), stage=Stage.FLOW)


def test_one_year_is_refused():
    with pytest.raises(EstimationError, match="fewer than two whole years"):
        average_years(np.ones(7), np.ones(7), stage=Stage.STOCK)


def test_years_are_means_counted_back_from_the_newest_quarter():
    years = average_years(np.arange(9.0), np.full(9, 2.0), stage=Stage.STOCK)
    assert years.n_recipients.tolist() == [2.5, 6.5]
    assert years.ratio.tolist() == [1.25, 3.25]


def test_a_blank_quarter_makes_its_year_missing():
    quarters = np.ones(8)
    quarters[1] = np.nan
    years = average_years(quarters, np.ones(8), stage=Stage.STOCK)
    assert np.isnan(years.ratio[0])
    assert years.ratio[1] == 1


def test_months_make_years_of_twelve():
    years = average_years(np.ones(24), np.ones(24), stage=Stage.STOCK, periods_a_year=12)
    assert years.ratio.size == 2


def test_level_is_the_geometric_mean_of_the_years():
    years = years_of(np.log([0.8, 1.0, 1.25]))
    found = level_over_years(years, rng=np.random.default_rng(1))
    assert found.value == pytest.approx(1.0)
    assert found.lower < 1 < found.upper


def test_level_limits_agree_with_every_possible_draw_of_blocks():
    # Three years in blocks of two, cut to three: the draws are the four pairs of blocks.
    logs = np.array([0.0, 0.3, 0.9])
    blocks = [logs[:2], logs[1:]]
    means = sorted(np.concatenate([a, b])[:3].mean() for a in blocks for b in blocks)
    found = level_over_years(years_of(logs), rng=np.random.default_rng(1))
    assert np.log([found.lower, found.upper]) == pytest.approx([means[0], means[-1]])


def test_next_year_limits_by_hand():
    # Steps 0.1, -0.2, 0.2: mean square 0.03, t(0.975; 3) = 3.182446.
    found = limits_for_next_year(years_of(np.array([0.0, 0.1, -0.1, 0.1])))
    reach = 3.182446 * np.sqrt(0.03)
    assert np.log([found.lower, found.upper]) == pytest.approx([0.1 - reach, 0.1 + reach], abs=1e-5)


def test_next_year_lies_inside_as_often_as_stated():
    rng = np.random.default_rng(8)
    walks = rng.normal(0, 0.05, (1_500, 9)).cumsum(axis=1)
    inside = 0
    for walk in walks:
        found = limits_for_next_year(years_of(walk[:8]))
        inside += found.lower <= np.exp(walk[8]) <= found.upper
    assert inside / len(walks) == pytest.approx(0.95, abs=0.015)


def test_three_years_give_no_limits_for_the_next():
    assert np.isnan(limits_for_next_year(years_of(np.zeros(3))).lower)


@settings(max_examples=30)
@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_change_is_the_ratio_of_the_ends(first, last):
    change = change_from_first_to_last(years_of(np.array([first, 0.7, last])))
    assert change == pytest.approx(np.exp(last - first))


def test_one_in_twenty_changes_of_ordinary_municipalities_is_called_unusual():
    rng = np.random.default_rng(6)
    outside = n = 0
    for _ in range(25):
        sizes = np.exp(rng.uniform(np.log(30), np.log(5_000), 98))
        moved = rng.normal(0, np.sqrt(0.05**2 + 0.5 / sizes))
        years = years_of(np.vstack([np.zeros(98), moved]), sizes)
        for i in range(0, 98, 4):
            own = StockYears(years.n_recipients[:, i], years.n_expected[:, i])
            rest = StockYears(
                np.delete(years.n_recipients, i, axis=1), np.delete(years.n_expected, i, axis=1)
            )
            found = usual_changes(own, rest, n_peers=1e9, reference_recipients=1e9)
            outside += not found.lower <= found.value <= found.upper
            n += 1
    assert outside / n == pytest.approx(0.05, abs=0.02)


def test_a_small_municipality_may_change_more():
    rng = np.random.default_rng(6)
    sizes = np.repeat([40.0, 4_000.0], 49)
    others = years_of(np.vstack([np.zeros(98), rng.normal(0, np.sqrt(1 / sizes))]), sizes)
    small, large = (
        usual_changes(
            years_of(np.zeros(2), size), others, n_peers=5, reference_recipients=1e5
        ).upper
        for size in (40.0, 4_000.0)
    )
    assert small > 1.2 > large


def test_too_few_others_for_the_level_give_no_limits():
    others = years_of(np.vstack([np.zeros(38), np.linspace(-0.1, 0.1, 38)]))
    found = usual_changes(years_of(np.zeros(2)), others, n_peers=5, reference_recipients=1e4)
    assert np.isnan(found.upper)
