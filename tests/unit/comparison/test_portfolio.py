"""The schemes together: only what may be added, and the mix at the same total."""

import dataclasses

import numpy as np
import pytest

from analysis.comparison.stocks.portfolio import compare_portfolio
from analysis.concepts import Benefit, Period, Stage, Unit


@pytest.fixture(scope="module")
def portfolio(comparison):
    return compare_portfolio(comparison)


def without(comparison, *benefits):
    measures = tuple(m for m in comparison.measures if m.headline.benefit not in benefits)
    return dataclasses.replace(comparison, measures=measures)


def changed_source(comparison, benefit, **changes):
    measures = []
    for measure in comparison.measures:
        if measure.headline.benefit is benefit and measure.headline.stage is Stage.STOCK:
            source = dataclasses.replace(measure.cells.source, **changes)
            cells = dataclasses.replace(measure.cells, source=source)
            measures.append(dataclasses.replace(measure, cells=cells))
        else:
            measures.append(measure)
    return dataclasses.replace(comparison, measures=tuple(measures))


def test_the_total_is_the_sum_of_the_benefits(portfolio, invented):
    expected = sum(
        invented.recipients("9901", benefit, ages, sex)
        for benefit in invented.BENEFITS
        for ages in invented.AUK01_AGES.values()
        for sex in ("K", "M")
    )
    assert portfolio.total.n_observed == expected
    assert sum(p.n_expected for p in portfolio.parts) == pytest.approx(portfolio.total.n_expected)


def test_differences_at_the_same_total_cancel(portfolio):
    shared = sum(p.at_same_total.value for p in portfolio.parts)
    assert shared == pytest.approx(portfolio.total.n_observed)


def test_expected_numbers_are_those_of_page_one(comparison, portfolio):
    stocks = [m for m in comparison.measures if m.headline.stage is Stage.STOCK]
    for part, measure in zip(portfolio.parts, stocks, strict=True):
        assert part.n_expected == pytest.approx(measure.against_peers.n_expected)
        assert part.ordinary.lower == pytest.approx(measure.against_peers.ordinary.lower)


def test_half_of_the_pensions_is_unusual_in_the_mix(portfolio):
    pension = portfolio.parts[0]
    assert pension.benefit is Benefit.FOERTIDSPENSION
    assert pension.n_observed < pension.at_same_total.lower
    assert portfolio.departure_peers > portfolio.departures_of_others[1]


def test_persons_are_never_added_to_full_time_persons(comparison):
    found = compare_portfolio(changed_source(comparison, Benefit.FLEKSJOB, unit=Unit.PERSONS))
    assert Benefit.FLEKSJOB not in {part.benefit for part in found.parts}
    assert [m.headline.benefit for m in found.left_out] == [Benefit.FLEKSJOB]
    assert found.unit is Unit.FULLTIME_PERSONS


def test_another_table_is_left_out_and_named(comparison):
    found = compare_portfolio(changed_source(comparison, Benefit.SYGEDAGPENGE, table="y07a02"))
    assert [m.headline.benefit for m in found.left_out] == [Benefit.SYGEDAGPENGE]


def test_another_date_is_left_out(comparison):
    measures = []
    for measure in comparison.measures:
        window = measure.window
        if measure.headline.benefit is Benefit.REVALIDERING:
            window = dataclasses.replace(window, last=Period.parse("2025K3"))
        measures.append(dataclasses.replace(measure, window=window))
    found = compare_portfolio(dataclasses.replace(comparison, measures=tuple(measures)))
    assert [m.headline.benefit for m in found.left_out] == [Benefit.REVALIDERING]


def test_two_benefits_are_no_portfolio(comparison):
    few = without(comparison, *list(Benefit)[2:])
    assert compare_portfolio(few) is None


def test_awards_are_no_part_of_it(comparison):
    flows = tuple(m for m in comparison.measures if m.headline.stage is Stage.FLOW)
    assert compare_portfolio(dataclasses.replace(comparison, measures=flows)) is None


def test_a_benefit_too_small_for_limits_has_none(comparison):
    measures = []
    for measure in comparison.measures:
        if measure.headline.benefit is Benefit.REVALIDERING:
            window = dataclasses.replace(measure.window, counts=measure.window.counts / 100)
            municipalities = measure.municipalities.assign(
                n_observed=measure.municipalities["n_observed"] / 100,
                n_expected=measure.municipalities["n_expected"] / 100,
            )
            measures.append(
                dataclasses.replace(measure, window=window, municipalities=municipalities)
            )
        else:
            measures.append(measure)
    found = compare_portfolio(dataclasses.replace(comparison, measures=tuple(measures)))
    small = next(p for p in found.parts if p.benefit is Benefit.REVALIDERING)
    assert small.ordinary is None
    assert small.at_same_total is None
    assert Benefit.REVALIDERING not in found.in_departure
    assert np.isfinite(found.departure_peers)


def test_pairs_are_all_pairs_with_limits_around_them(portfolio):
    assert len(portfolio.pairs) == 15
    for pair in portfolio.pairs:
        c = pair.correlation
        assert -1 <= c.lower <= c.value <= c.upper <= 1
