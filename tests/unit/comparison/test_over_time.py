from dataclasses import replace

import numpy as np
import pytest

from analysis.comparison.over_time.chance_signals import count_chance_signals
from analysis.comparison.over_time.flow_series import FlowSeries, arrange_flow, quarters_of_all
from analysis.comparison.over_time.over_time import NoTrend, follow_over_time
from analysis.comparison.over_time.reform_effects import Obstacle, assess_reforms
from analysis.concepts import Benefit, Lineage, Period, Stage
from analysis.errors import CoverageError, EstimationError


@pytest.fixture(scope="module")
def over_time(embedded):
    return follow_over_time(embedded)


@pytest.fixture(scope="module")
def flow(over_time):
    return over_time.flows[0]


def make_series(own, peers, *, first="2018K1", n_provisional=2):
    periods = tuple(Period.parse(first).shift(i) for i in range(len(own)))
    own, peers = np.asarray(own, dtype=float), np.asarray(peers, dtype=float)
    ones = np.ones(len(own))
    return FlowSeries(
        periods=periods,
        years=np.array([period.decimal_year for period in periods]),
        n_observed=own,
        n_expected=peers / 4,
        n_peer_awards=peers,
        weighted_years=100 * ones,
        peer_weighted_years=400 * ones,
        peers=("9902",),
        is_provisional=np.arange(len(own)) >= len(own) - n_provisional,
        lineage=Lineage(),
    )


def assessed(series, reform_id):
    found = assess_reforms(
        series, benefit=Benefit.FOERTIDSPENSION, level=0.95, rng=np.random.default_rng(1)
    )
    return next(each for each in found if each.reform.id == reform_id)


def test_newest_four_quarters_are_those_of_page_one(embedded, flow):
    page_one = next(m for m in embedded.measures if m.headline.stage is Stage.FLOW)
    newest = flow.rolling[-1].gap
    assert newest.n_observed == page_one.against_peers.n_observed
    assert newest.n_expected == pytest.approx(page_one.against_peers.n_expected)
    assert newest.ratio.lower == pytest.approx(page_one.against_peers.ratio.lower)


def test_rolling_four_quarters_begin_with_the_fourth_quarter(flow):
    assert len(flow.rolling) == len(flow.series.periods) - 3
    assert flow.rolling[0].period == flow.series.periods[3]


def test_rolling_year_is_provisional_from_the_first_quarter_that_is(flow):
    assert [year.is_provisional for year in flow.rolling[-3:]] == [False, True, True]


def test_expected_of_a_quarter_is_at_the_peers_rates_of_that_quarter(embedded, flow):
    page_one = next(m for m in embedded.measures if m.headline.stage is Stage.FLOW)
    assert flow.series.n_expected == pytest.approx(page_one.trend["n_expected"].to_numpy())


def test_weighted_people_add_up_to_the_peers_awards(flow):
    # Indirect standardisation at the peers' own rates gives back their own awards.
    assert flow.series.peer_weighted_years.sum() == pytest.approx(flow.series.n_peer_awards.sum())


def test_two_newest_quarters_are_provisional_and_left_out(flow):
    assert [q.period for q in flow.provisional.quarters] == list(flow.series.periods[-2:])
    assert flow.trends.focus.n_periods == len(flow.series.periods) - 2
    assert flow.signals.chart.values.size == len(flow.series.periods) - 2


def test_number_of_provisional_quarters_is_a_choice(embedded):
    flow = follow_over_time(embedded, n_provisional=0).flows[0]
    assert flow.provisional.quarters == ()
    assert flow.trends.ratio.n_periods == len(flow.series.periods)


def test_ratio_of_the_city_holds_its_hidden_practice(flow):
    # The generator gives København exp(-0.36) of the practice, and no trend in it.
    assert flow.trends.ratio.percent_lower < 0 < flow.trends.ratio.percent_upper
    assert 0.5 < flow.trends.ratio.ratio_last < 0.8


def test_stocks_are_named_and_not_followed(over_time, embedded):
    assert all(h.stage is Stage.STOCK for h in over_time.stocks)
    assert len(over_time.stocks) + len(over_time.flows) == len(embedded.measures)


def test_same_seed_gives_the_same_signals():
    observed, expected = np.random.default_rng(2).poisson(9.0, (12, 10)), np.full((12, 10), 9.0)
    first, second = (
        count_chance_signals(observed, expected, rng=np.random.default_rng(7), level=0.95)
        for _ in range(2)
    )
    assert first == second


def test_chart_of_every_municipality_is_counted(flow):
    country = flow.signals.country
    assert country.n_charts == 98
    assert country.chance_outside_lower <= country.chance_outside <= country.chance_outside_upper
    # 98 x 18 x 0.0027
    assert country.normal_outside == pytest.approx(98 * 18 * 0.0026998, rel=1e-4)


def test_year_of_months_is_too_short_for_a_trend(comparison):
    flow = follow_over_time(comparison).flows[0]
    assert flow.no_trend is NoTrend.TOO_FEW_QUARTERS
    assert (flow.trends, flow.signals, flow.reforms) == (None, None, ())
    assert len(flow.rolling) == 1


def test_flow_without_data_is_named(embedded):
    flows = [m for m in embedded.measures if m.headline.stage is Stage.FLOW]
    without = replace(
        embedded,
        measures=tuple(m for m in embedded.measures if m.headline.stage is Stage.STOCK),
        missing=tuple(m.headline for m in flows),
    )
    over_time = follow_over_time(without)
    assert over_time.flows == ()
    assert over_time.without == tuple(m.headline for m in flows)


def test_focus_whose_cells_are_blank_is_named_and_not_followed(embedded):
    measure = embedded.measures[0]
    counts = measure.cells.counts.copy()
    counts[:, :, measure.cells.codes.index("101")] = np.nan
    blank = replace(measure, cells=replace(measure.cells, counts=counts))
    over_time = follow_over_time(replace(embedded, measures=(blank,)))
    assert over_time.without == (measure.headline,)


def test_quarters_before_a_gap_are_left_out(embedded):
    cells = embedded.measures[0].cells
    counts = cells.counts.copy()
    counts[4, :, cells.codes.index("101")] = np.nan
    series = arrange_flow(
        replace(cells, counts=counts), focus="101", peers=("751",), until=embedded.period,
        n_provisional=2,
    )  # fmt: skip
    assert series.periods == cells.periods[5:]


def test_stock_is_refused(embedded):
    stock = next(m for m in embedded.measures if m.headline.stage is Stage.STOCK)
    with pytest.raises(CoverageError, match="no flow by quarter"):
        arrange_flow(
            stock.cells, focus="101", peers=("751",), until=embedded.period, n_provisional=2
        )


def test_everybody_is_held_against_the_rest_and_not_against_himself(embedded):
    cells = embedded.measures[0].cells
    observed, expected = quarters_of_all(cells, cells.periods[-1:])
    own = cells.codes.index("101")
    others = [i for i in range(len(cells.codes)) if i != own]
    rates = cells.counts[-1][:, others].sum(axis=1) / cells.people[-1][:, others].sum(axis=1)
    assert expected[0, own] == pytest.approx((rates * cells.people[-1][:, own]).sum())
    assert observed[0, own] == cells.counts[-1][:, own].sum()


def test_reform_that_only_moved_the_focus_is_found_in_the_ratio():
    own = np.array([50] * 18 + [30] * 14)
    found = assessed(make_series(own, [200] * 32, first="2018K1"), "folkepensionsalder-2022")
    assert found.obstacle is None
    assert found.ratio.value == pytest.approx(0.6, rel=1e-3)
    assert found.ratio.upper < 1
    assert found.peers.value == pytest.approx(1.0, rel=1e-6)


def test_reform_that_moved_both_alike_cancels_in_the_ratio():
    own = np.array([50] * 18 + [30] * 14)
    found = assessed(make_series(own, 4 * own), "folkepensionsalder-2022")
    assert found.focus.value == pytest.approx(0.6, rel=1e-3)
    assert found.peers.value == pytest.approx(0.6, rel=1e-3)
    assert found.ratio.value == pytest.approx(1.0, abs=1e-6)


def test_quarters_of_phase_in_do_not_count():
    # 2022K1 and 2022K2 phase in the change of ressourceforløb: wild figures there are unseen.
    own = np.full(32, 50)
    wild = own.copy()
    wild[16:18] = 500
    calm, seen = (
        assessed(make_series(o, [200] * 32), "ressourceforloeb-2022") for o in (own, wild)
    )
    assert seen.ratio == calm.ratio
    assert seen.focus.value == pytest.approx(calm.focus.value)


@pytest.mark.parametrize(
    ("reform_id", "obstacle"),
    [
        ("foertidspension-2013", Obstacle.BEFORE),
        ("seniorpension-2020", Obstacle.REACHES_IN),
        ("folkepensionsalder-2020", Obstacle.NEAR_START),
        ("mellemkommunal-refusion-2024", Obstacle.NEAR_END),
        ("lov-1750-juli-2026", Obstacle.AFTER),
    ],
)
def test_reform_near_or_outside_the_ends_has_a_reason_and_no_number(reform_id, obstacle):
    series = make_series([50] * 20, [200] * 20, first="2020K1", n_provisional=2)
    found = assessed(series, reform_id)
    assert found.obstacle is obstacle
    assert (found.focus, found.peers, found.ratio) == (None, None, None)
    assert obstacle.label


def test_reform_with_a_handful_of_awards_on_a_side_has_no_number():
    found = assessed(make_series([0, 1] * 16, [40] * 32), "folkepensionsalder-2020")
    assert found.obstacle is Obstacle.NO_ESTIMATE


def test_reforms_close_to_each_other_are_named():
    found = assessed(make_series([50] * 32, [200] * 32), "ressourceforloeb-2022")
    assert {r.id for r in found.nearby} == {"folkepensionsalder-2021", "folkepensionsalder-2022"}


def test_still_country_gives_about_as_many_signals_as_chance():
    rng = np.random.default_rng(8)
    expected = np.full((20, 40), 25.0)
    country = count_chance_signals(rng.poisson(expected), expected, rng=rng, level=0.95)
    assert country.chance_outside_lower <= country.n_outside <= country.chance_outside_upper


def test_shifts_give_more_runs_than_chance():
    rng = np.random.default_rng(8)
    expected = np.full((20, 40), 100.0)
    means = expected.copy()
    means[10:, :20] *= 1.4
    country = count_chance_signals(rng.poisson(means), expected, rng=rng, level=0.95)
    assert country.n_with_runs > country.chance_with_runs_upper


def test_country_without_awards_has_no_charts():
    with pytest.raises(EstimationError, match="No municipality has awards"):
        count_chance_signals(
            np.zeros((8, 3)), np.ones((8, 3)), rng=np.random.default_rng(1), level=0.95
        )
