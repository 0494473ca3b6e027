"""How small a difference each headline could have shown, in the invented country."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.comparison.calibration.detectable import smallest_detectable
from analysis.comparison.everybody import default_peers
from analysis.concepts import Stage
from analysis.measures.between.detectable import detectable_difference


@pytest.fixture(scope="module")
def found(comparison):
    return smallest_detectable(comparison, peers_of=default_peers(comparison))


def test_awards_have_a_quarter_and_a_year_and_a_stock_one_date(comparison, found):
    assert len(found.measures) == len(comparison.measures)
    for measure in found.measures:
        is_flow = measure.measure.headline.stage is Stage.FLOW
        # The invented country has one year of awards, so two years are not offered.
        assert [h.n_periods for h in measure.horizons] == ([1, 4] if is_flow else [1])


def test_focus_is_held_against_its_own_peers(comparison, found):
    measure = found.measures[0]
    year = measure.headline_horizon
    gap = measure.measure.against_peers
    place = year.place("9901")
    assert year.n_expected[place] == pytest.approx(gap.n_expected)
    codes = comparison.measures[0].cells.codes
    peers = [codes.index(code) for code in comparison.peers.codes]
    window = measure.measure.window
    own, theirs = window.exposure[:, 0], window.exposure[:, peers].sum(axis=1)
    counts = window.counts[:, peers].sum(axis=1)
    weights = own / theirs
    size = (weights * counts).sum() ** 2 / (weights**2 * counts).sum()
    alone = detectable_difference(gap.n_expected, size, weights.max() / gap.n_expected)
    assert year.different.shortfall[place] == pytest.approx(alone.shortfall)
    assert year.different.excess[place] == pytest.approx(alone.excess)


def test_a_year_shows_less_than_a_quarter(found):
    quarter, year = found.measures[0].horizons
    assert np.all(year.different.excess < quarter.different.excess)
    assert np.all(year.different.shortfall > quarter.different.shortfall)


def test_more_power_asks_for_a_larger_difference(comparison, found):
    surer = smallest_detectable(comparison, peers_of={}, power=0.95)
    for mild, strict in zip(found.measures, surer.measures, strict=True):
        wide, narrow = strict.headline_horizon, mild.headline_horizon
        assert wide.codes == ("9901",)
        low, high = wide.verdict.shortfall[0], wide.verdict.excess[0]
        assert low < narrow.verdict.shortfall[narrow.place("9901")]
        assert high > narrow.verdict.excess[narrow.place("9901")]


def test_blank_focus_has_no_answer(comparison):
    measure = comparison.measures[0]
    counts = measure.window.counts.copy()
    series = measure.cells.counts.copy()
    counts[:, 0], series[:, :, 0] = np.nan, np.nan
    blank = replace(
        measure,
        window=replace(measure.window, counts=counts),
        cells=replace(measure.cells, counts=series),
    )
    found = smallest_detectable(replace(comparison, measures=(blank,)), peers_of={})
    assert np.isnan(found.measures[0].headline_horizon.different.excess).all()
