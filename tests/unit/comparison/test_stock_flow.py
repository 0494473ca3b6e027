"""The account of førtidspension, and the stock that it leads to."""

import dataclasses
import datetime as dt
import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from analysis.comparison.assemble import compare_practice
from analysis.comparison.stocks.stock_flow import compare_stock_flow
from analysis.comparison.stocks.stock_layers import end_age_on
from analysis.comparison.stocks.stock_outlook import project_practice
from analysis.concepts import Period, Stage


@pytest.fixture(scope="module")
def lasting():
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("lasting.py"))))


@pytest.fixture(scope="module")
def two_years(lasting, invented, tmp_path_factory):
    return lasting.compare_lasting(invented, tmp_path_factory.mktemp("lasting"))


@pytest.fixture(scope="module")
def flow(two_years):
    return compare_stock_flow(two_years)


@pytest.fixture(scope="module")
def outlook(two_years, flow):
    return project_practice(two_years, flow)


def test_there_is_an_account_for_each_whole_year(flow):
    assert [(str(y.first), str(y.last)) for y in flow.years] == [
        ("2023K4", "2024K4"),
        ("2024K4", "2025K4"),
    ]


def test_opening_and_closing_are_the_stocks_of_the_quarters(flow, lasting, invented):
    year = flow.years[-1]
    assert year.account.opening == lasting.stock(invented, "9901", "FP", 4)
    assert year.account.closing == lasting.stock(invented, "9901", "FP", 8)


def test_awards_run_from_the_middle_of_a_quarter_to_the_middle_of_another(flow, lasting, invented):
    ends = lasting.awards_in(invented, "9901", range(10, 13))
    between = lasting.awards_in(invented, "9901", range(1, 10))
    assert flow.years[-1].account.awards == between + ends


def test_those_who_reach_the_pension_age_are_found_by_hand(flow, invented):
    # Residents stand still, so 66 year olds are read at both ends. Halfway between the
    # share of 60-66 and the line through the middles of 40-59 (49.5) and 60-66 (63).
    year, expected = flow.years[-1], 0.0
    for number in (4, 8):
        for sex in ("K", "M"):
            people = {a: invented.people("9901", a, sex) for a in range(16, 70)}
            stock = {
                ages: invented.recipients("9901", "FP", ages, sex) + number
                for ages in ((40, 59), (60, 66))
            }
            share = {
                ages: n / sum(people[a] for a in range(ages[0], ages[1] + 1))
                for ages, n in stock.items()
            }
            level = share[60, 66]
            slope = (level - share[40, 59]) / (63 - 49.5)
            at = {a: people[a] * (level + 0.5 * slope * (a - 63)) for a in range(60, 67)}
            expected += at[66] * stock[60, 66] / sum(at.values()) / 2
    assert year.account.reached_age == pytest.approx(expected)
    assert year.reached_lower < expected < year.reached_upper


def test_the_lines_add_up_in_every_year(flow):
    for year in flow.years:
        a = year.account
        assert a.opening + a.awards - a.reached_age - a.other_exits == pytest.approx(a.closing)
        assert year.exits_as_country + year.own_exits == pytest.approx(a.other_exits)


def test_own_exits_cancel_over_the_country(two_years):
    # What a municipality has beyond the country's rate by age adds up to nothing.
    codes = two_years.population.codes
    own = []
    for code in codes:
        peers = tuple(c for c in codes if c != code)[:1]
        one = dataclasses.replace(
            two_years,
            focus=code,
            peers=dataclasses.replace(two_years.peers, focus=code, codes=peers),
        )
        own.append(compare_stock_flow(one).all_years["own_exits"])
    assert sum(own) == pytest.approx(0, abs=1e-6 * len(own) + 0.5)
    assert max(np.abs(own)) > 1


def test_nobody_reaches_a_pension_age_that_rises():
    def age(day: dt.date) -> float:
        return 67.0 if day >= dt.date(2022, 7, 1) else 66.5

    assert end_age_on(dt.date(2022, 12, 31), age) == pytest.approx(67, abs=0.01)
    assert end_age_on(dt.date(2022, 9, 30), age) == pytest.approx(66.75, abs=0.01)
    assert end_age_on(dt.date(2024, 1, 1), age) == 67


def test_too_few_quarters_give_no_account(comparison):
    assert compare_stock_flow(comparison) is None
    assert project_practice(comparison, None) is None


def test_awards_without_a_stock_give_no_account(two_years):
    awards = tuple(m for m in two_years.measures if m.headline.stage is Stage.FLOW)
    assert compare_stock_flow(dataclasses.replace(two_years, measures=awards)) is None


def test_population_without_ages_gives_no_account(two_years):
    ages = np.full_like(two_years.population.by_age, np.nan)
    crude = dataclasses.replace(two_years.population, by_age=ages)
    assert compare_stock_flow(dataclasses.replace(two_years, population=crude)) is None


def test_a_blank_cell_of_the_focus_gives_no_account(two_years):
    measures = []
    for measure in two_years.measures:
        counts = measure.cells.counts.copy()
        counts[-1, 0, measure.cells.codes.index("9901")] = np.nan
        cells = dataclasses.replace(measure.cells, counts=counts)
        measures.append(dataclasses.replace(measure, cells=cells))
    assert compare_stock_flow(dataclasses.replace(two_years, measures=tuple(measures))) is None


def test_a_blank_cell_of_a_peer_leaves_only_that_peer_out(two_years, flow):
    measures = []
    for measure in two_years.measures:
        counts = measure.cells.counts.copy()
        counts[-1, 0, measure.cells.codes.index("9902")] = np.nan
        cells = dataclasses.replace(measure.cells, counts=counts)
        measures.append(dataclasses.replace(measure, cells=cells))
    found = compare_stock_flow(dataclasses.replace(two_years, measures=tuple(measures)))
    assert found.years[-1].account == flow.years[-1].account
    assert np.isfinite(list(found.yearly_rates["peers"].values())).all()
    assert found.yearly_rates["peers"] != flow.yearly_rates["peers"]
    assert project_practice(two_years, found).scenarios[1].settled.value > 0


def test_an_earlier_period_ends_the_account_there(two_years):
    earlier = compare_practice(two_years.store, "9901", period="2025K3", peers="9902")
    flow = compare_stock_flow(earlier)
    assert flow.years[-1].last == Period.parse("2025K3")
    assert len(flow.years) == 1


def test_every_path_begins_at_todays_stock(outlook, lasting, invented):
    for scenario in outlook.scenarios:
        assert scenario.path[0].value == pytest.approx(lasting.stock(invented, "9901", "FP", 8))
        assert scenario.path[0].lower == pytest.approx(scenario.path[0].upper)


def test_half_of_the_peers_practice_leads_to_fewer(outlook):
    own, peers, _ = outlook.scenarios
    assert own.settled.upper < peers.settled.lower
    assert outlook.practice[-1].upper < 0


def test_limits_hold_the_central_value(outlook):
    for scenario in outlook.scenarios:
        for e in (*scenario.path, scenario.settled):
            assert e.lower <= e.value <= e.upper


def test_the_same_seed_gives_the_same_limits(two_years, flow, outlook):
    assert project_practice(two_years, flow).scenarios == outlook.scenarios


def test_no_peer_with_figures_gives_no_outlook(two_years, flow):
    alone = dataclasses.replace(two_years, peers=dataclasses.replace(two_years.peers, codes=()))
    assert project_practice(alone, flow) is None


@pytest.mark.slow
def test_the_moves_that_the_data_were_made_with_are_found(embedded):
    # The made data move 2.0 % of København's recipients out a year, net.
    flow = compare_stock_flow(embedded)
    stock = sum(float(y.account.opening + y.account.closing) / 2 for y in flow.years)
    assert flow.all_years["own_exits"] / stock == pytest.approx(0.020, abs=0.004)


def test_a_pension_age_that_rises_lets_fewer_reach_it_by_hand(two_years, invented):
    # From 66.5 to 67 on 1 July 2025: in the middle of the last quarter, 138 days after the
    # last day of the old age, nobody has passed 66.5 years and 138 days.
    def raised(day: dt.date) -> float:
        return 67.0 if day >= dt.date(2025, 7, 1) else 66.5

    population = dataclasses.replace(two_years.population, pension_age=raised)
    year = compare_stock_flow(dataclasses.replace(two_years, population=population)).years[-1]
    even = 0.0
    for sex in ("K", "M"):
        people = {a: invented.people("9901", a, sex) for a in range(60, 67)}
        stock = invented.recipients("9901", "FP", (60, 66), sex)
        below = sum(people.values())
        last = (people[65] + people[66]) / 2 / (below - people[66] / 2), people[66] / below
        even += ((stock + 4) * last[0] + (stock + 8) * last[1]) / 2
    assert year.reached_lower == pytest.approx(even * (1 - 138 / 365.25))
