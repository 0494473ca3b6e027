"""Observed against expected: what a flow may claim, and what a stock may not.

The counts are invented and placed by hand, so that each expected number is arithmetic.
"""

import dataclasses
import math

import numpy as np
import pytest

from analysis.comparison.cells import Cells
from analysis.comparison.denominators import WHOLE_POPULATION, Stratum
from analysis.comparison.gaps import (
    CLEAR_LEVEL,
    SMALLEST_CLEAR_STOCK,
    SMALLEST_EXPECTED_AWARDS,
    SMALLEST_EXPECTED_STOCK,
)
from analysis.comparison.headlines import Headline, Source
from analysis.comparison.peers import PeerSet
from analysis.comparison.practice import FLOW_PERIODS, compare_measure
from analysis.concepts import Benefit, Lineage, Period, Sex, Stage, Unit
from analysis.measures.counts.intervals import exact_poisson_limits
from analysis.measures.counts.two_rates import compare_two_rates

TOTAL = (Stratum(Sex.TOTAL, *WHOLE_POPULATION),)
AGES = (Stratum(Sex.WOMEN, 16, 39), Stratum(Sex.WOMEN, 40, 99))
QUARTERS = tuple(Period.parse(f"2025K{n}") for n in range(1, 5))
CODES = tuple(str(9901 + i) for i in range(26))
NAN = math.nan


def flow(counts, people, *, strata=TOTAL):
    """Return a year of awards: `counts` (strata x municipalities) fall in the first quarter."""
    counts, people = np.array(counts, dtype=float), np.array(people, dtype=float)
    quarters = np.zeros((FLOW_PERIODS, *counts.shape))
    quarters[0] = counts
    return _cells(Stage.FLOW, quarters, np.array([people] * FLOW_PERIODS), strata)


def stock(counts, people, *, strata=TOTAL):
    """Return a stock in the last quarter."""
    return _cells(
        Stage.STOCK, np.array([counts], dtype=float), np.array([people], dtype=float), strata
    )


def _cells(stage, counts, people, strata):
    unit = Unit.AWARDS if stage is Stage.FLOW else Unit.FULLTIME_PERSONS
    n_periods, _, n_codes = counts.shape
    return Cells(
        source=Source("d", "T", unit),
        stage=stage,
        periods=QUARTERS[-n_periods:],
        strata=strata,
        codes=CODES[:n_codes],
        counts=counts,
        people=people,
        carried=("",) * n_periods,
        lineages=(Lineage(frozenset({"a.csv"})),) * n_periods,
    )


def _peers(*codes):
    return PeerSet(
        focus="9901", codes=codes, rule="", label="", reason="", reasons={}, distances={},
        lineage=Lineage(),
    )  # fmt: skip


def compare(cells, *peers, level=0.95):
    headline = Headline(Benefit.FOERTIDSPENSION, cells.stage, (cells.source,), "")
    chosen = _peers(*peers)
    return compare_measure(cells, headline=headline, peers=chosen, until=QUARTERS[-1], level=level)


ORDINARY = [[100.0 + 3 * (i % 7) for i in range(26)]]
EVERYWHERE = [[10_000.0] * 26]


def test_flow_without_ages_is_the_exact_comparison_of_two_rates():
    result = compare(flow([[30, 50, 70]], [[10_000, 9_000, 11_000]]), "9902", "9903")
    rates = compare_two_rates(30, 10_000, 120, 20_000, level=0.95)
    ratio = result.against_peers.ratio
    assert ratio.value == pytest.approx(rates.ratio)
    assert (ratio.lower, ratio.upper) == pytest.approx((rates.ratio_lower, rates.ratio_upper))


def test_clear_ratio_has_the_limits_of_the_stricter_level():
    result = compare(flow([[30, 50, 70]], [[10_000, 9_000, 11_000]]), "9902", "9903")
    rates = compare_two_rates(30, 10_000, 120, 20_000, level=CLEAR_LEVEL)
    clear = result.against_peers.clear_ratio
    assert (clear.lower, clear.upper) == pytest.approx((rates.ratio_lower, rates.ratio_upper))


def test_expected_is_the_peers_rate_age_by_age():
    counts = [[2, 10, 30], [8, 90, 10]]
    people = [[4_000, 10_000, 10_000], [1_000, 10_000, 10_000]]
    gap = compare(flow(counts, people, strata=AGES), "9902", "9903").against_peers
    assert gap.n_expected == pytest.approx(4_000 * 40 / 20_000 + 1_000 * 100 / 20_000)
    assert gap.n_observed == 10
    assert gap.crude_ratio == pytest.approx(10 / (5_000 * 140 / 40_000))


def test_difference_counts_the_uncertainty_of_the_expected_number_too():
    gap = compare(flow([[30, 50, 70]], [[10_000] * 3]), "9902", "9903").against_peers
    assert gap.difference.value == pytest.approx(gap.n_observed - gap.n_expected)
    lower, upper = exact_poisson_limits(30)
    assert gap.difference.lower < lower - gap.n_expected
    assert gap.difference.upper > upper - gap.n_expected


def test_focus_is_not_in_its_own_reference():
    small = compare(flow([[1, 50, 70]], [[10_000] * 3]), "9902", "9903")
    large = compare(flow([[999, 50, 70]], [[10_000] * 3]), "9902", "9903")
    for gap in ("against_peers", "against_country"):
        assert getattr(small, gap).n_expected == getattr(large, gap).n_expected == 60
    own = "n_expected"
    assert small.municipalities[own]["9901"] == large.municipalities[own]["9901"] == 60
    assert small.municipalities[own]["9902"] < large.municipalities[own]["9902"]


def test_each_municipality_is_set_against_all_the_others():
    result = compare(flow([[10, 20, 60]], [[1_000, 1_000, 2_000]]), "9902")
    expected = [1_000 * 80 / 3_000, 1_000 * 70 / 3_000, 2_000 * 30 / 2_000]
    assert list(result.municipalities["n_expected"]) == pytest.approx(expected)
    assert result.against_country.n_expected == pytest.approx(expected[0])
    assert result.against_peers.n_expected == 20


def test_stock_has_no_ratio_and_no_difference_with_limits():
    for gap_name in ("against_peers", "against_country"):
        gap = getattr(compare(stock(ORDINARY, EVERYWHERE), "9902", "9903"), gap_name)
        assert (gap.ratio, gap.difference, gap.clear_ratio) == (None, None, None)
        assert gap.ordinary is not None
        assert "Poisson" not in gap.ordinary.method


def test_flow_has_no_ordinary_range():
    gap = compare(flow(ORDINARY, EVERYWHERE), "9902", "9903").against_peers
    assert (gap.ordinary, gap.clearly_ordinary) == (None, None)


def test_ordinary_range_holds_the_expected_and_is_wider_at_the_stricter_level():
    gap = compare(stock(ORDINARY, EVERYWHERE), "9902", "9903").against_peers
    assert gap.ordinary.lower < gap.n_expected < gap.ordinary.upper
    assert gap.clearly_ordinary.lower < gap.ordinary.lower
    assert gap.clearly_ordinary.upper > gap.ordinary.upper
    assert gap.clearly_ordinary.level == CLEAR_LEVEL


def test_own_stock_does_not_widen_the_range_that_it_is_held_against():
    extreme = [[1_000.0, *ORDINARY[0][1:]]]
    plain, moved = (
        compare(stock(counts, EVERYWHERE), "9902", "9903").against_peers.ordinary
        for counts in (ORDINARY, extreme)
    )
    # Ten times the stock among 26 alike would triple the spread if it were counted in.
    assert moved.upper - moved.lower == pytest.approx(plain.upper - plain.lower, rel=0.1)


def test_stock_among_too_few_municipalities_has_no_range():
    gap = compare(stock([[100, 110, 120]], [[10_000] * 3]), "9902", "9903").against_peers
    assert gap.n_expected == 115
    assert gap.ordinary is None


@pytest.mark.parametrize("n_expected", [SMALLEST_EXPECTED_AWARDS, 1.0])
def test_awards_have_exact_limits_however_few_are_expected(n_expected):
    cells = flow([[3, n_expected, n_expected]], [[10_000] * 3])
    gap = compare(cells, "9902", "9903").against_peers
    assert gap.ratio is not None
    assert gap.plain_ratio == pytest.approx(3 / n_expected)


def test_strong_words_on_a_stock_need_a_larger_expected_number():
    people = [[1_500.0, *[10_000.0] * 25]]
    gap = compare(stock([[9.0, *[100.0] * 25]], people), "9902", "9903").against_peers
    assert SMALLEST_EXPECTED_STOCK <= gap.n_expected < SMALLEST_CLEAR_STOCK
    assert gap.ordinary is not None
    assert gap.clearly_ordinary is None


@pytest.mark.parametrize("share", [1.0, 0.9])
def test_stock_has_a_range_from_the_smallest_expected_number_on(share):
    people = [[10_000.0 * share * SMALLEST_EXPECTED_STOCK / 100, *[10_000.0] * 25]]
    counts = [[9.0, *[100.0] * 25]]
    gap = compare(stock(counts, people), "9902", "9903").against_peers
    assert gap.n_expected == pytest.approx(share * SMALLEST_EXPECTED_STOCK)
    assert (gap.ordinary is not None) == (share >= 1)


def test_nobody_awarded_is_a_ratio_of_zero_with_an_upper_limit():
    gap = compare(flow([[0, 50, 70]], [[10_000] * 3]), "9902", "9903").against_peers
    assert gap.ratio.value == gap.ratio.lower == 0
    assert 0 < gap.ratio.upper < 0.2


def test_peer_with_a_missing_count_is_left_out_of_the_reference():
    result = compare(flow([[30, NAN, 70]], [[10_000] * 3]), "9902", "9903")
    assert result.against_peers.n_peers == 1
    assert result.against_peers.n_expected == 70
    assert set(result.peers_at_peer_rates) == {"9903"}
    assert np.isnan(result.municipalities.loc["9902", "ratio"])


def test_peer_without_population_is_left_out_of_the_reference():
    result = compare(flow([[30, 50, 70]], [[10_000, NAN, 10_000]]), "9902", "9903")
    assert result.against_peers.n_peers == 1
    assert result.against_peers.n_expected == 70


def test_missing_focus_and_missing_peers_have_no_expected_number():
    no_focus = compare(flow([[NAN, 50, 70]], [[10_000] * 3]), "9902", "9903").against_peers
    no_peers = compare(flow([[30, NAN, 70]], [[10_000] * 3]), "9902").against_peers
    for gap in (no_focus, no_peers):
        assert np.isnan(gap.n_expected)
        assert np.isnan(gap.plain_ratio)
        assert gap.ratio is None
    assert no_peers.n_peers == 0


def test_peers_ratios_are_each_peers_own_over_the_pooled_peers():
    result = compare(flow([[30, 50, 70]], [[10_000] * 3]), "9902", "9903")
    assert result.peers_at_peer_rates == pytest.approx({"9902": 50 / 60, "9903": 70 / 60})


def test_trend_has_one_row_per_period_at_that_periods_rates():
    counts = np.zeros((4, 1, 2))
    counts[:, 0, 0], counts[:, 0, 1] = [1, 2, 3, 4], [10, 20, 30, 40]
    cells = _cells(Stage.FLOW, counts, np.full((4, 1, 2), 1_000.0), TOTAL)
    trend = compare(cells, "9902").trend
    assert list(trend["period"]) == [str(p) for p in QUARTERS]
    assert list(trend["n_observed"]) == [1, 2, 3, 4]
    assert list(trend["n_expected"]) == pytest.approx([10, 20, 30, 40])


def test_trend_stops_at_the_period_that_is_compared():
    cells = _cells(Stage.STOCK, np.ones((4, 1, 26)), np.full((4, 1, 26), 10.0), TOTAL)
    headline = Headline(Benefit.FLEKSJOB, Stage.STOCK, (cells.source,), "")
    chosen = _peers("9902")
    result = compare_measure(cells, headline=headline, peers=chosen, until=QUARTERS[1], level=0.95)
    assert list(result.trend["period"]) == ["2025K1", "2025K2"]
    assert result.window.last == QUARTERS[1]


def test_level_changes_the_limits_and_nothing_else():
    narrow, wide = (
        compare(flow([[30, 50, 70]], [[10_000] * 3]), "9902", level=level).against_peers
        for level in (0.8, 0.99)
    )
    assert wide.ratio.lower < narrow.ratio.lower < narrow.ratio.upper < wide.ratio.upper
    bare = {"ratio": None, "difference": None, "crude_limits": None}
    assert dataclasses.replace(narrow, **bare) == dataclasses.replace(wide, **bare)


def test_crude_limits_are_the_exact_comparison_of_two_crude_rates():
    counts = [[2, 10, 30], [8, 90, 10]]
    people = [[4_000, 10_000, 10_000], [1_000, 10_000, 10_000]]
    limits = compare(flow(counts, people, strata=AGES), "9902", "9903").against_peers.crude_limits
    rates = compare_two_rates(10, 5_000, 140, 40_000, level=0.95)
    assert limits.value == pytest.approx(rates.ratio)
    assert (limits.lower, limits.upper) == pytest.approx((rates.ratio_lower, rates.ratio_upper))


def test_awards_are_also_held_against_what_is_usual_among_municipalities():
    rng = np.random.default_rng(7)
    counts = [[30.0, *rng.poisson(100 * rng.lognormal(0, 0.2, 25)).astype(float)]]
    gap = compare(flow(counts, [[10_000.0] * 26]), *CODES[1:6]).against_peers
    assert gap.usual.value == pytest.approx(gap.n_expected)
    assert gap.usual.lower < gap.n_expected < gap.usual.upper
    assert gap.n_observed < gap.usual.lower
    poisson_lower, _ = exact_poisson_limits(round(gap.n_expected))
    assert gap.usual.lower < poisson_lower


def test_awards_among_too_few_municipalities_are_not_called_usual_or_unusual():
    gap = compare(flow([[30, 50, 70]], [[10_000] * 3]), "9902", "9903").against_peers
    assert gap.usual is None


def test_few_peers_widen_what_is_usual_of_awards():
    rng = np.random.default_rng(4)
    counts = rng.poisson(60 * rng.lognormal(0, 0.3, (1, 26))).astype(float)
    few = compare(flow(counts, EVERYWHERE), "9902", "9903").against_peers
    many = compare(flow(counts, EVERYWHERE), *CODES[1:]).against_peers
    assert few.usual.upper / few.n_expected > 1.1 * many.usual.upper / many.n_expected
