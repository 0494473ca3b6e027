"""The six cities over time: the same numbers as the other pages have, in every window."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.comparison.among.among_all import judge_all
from analysis.comparison.over_time.cities import follow_cities
from analysis.comparison.peer_rules import named_groups
from analysis.concepts import Stage

SIX = named_groups()["6byerne"].municipalities


@pytest.fixture(scope="module")
def cities(embedded):
    return follow_cities(embedded)


def test_every_headline_of_the_cities_is_followed_to_the_period(cities, embedded):
    assert [c.measure for c in cities] == list(embedded.measures)
    for own in cities:
        assert own.codes == SIX
        assert own.periods[-1] == embedded.period
        assert list(own.periods) == sorted(own.periods)
        assert own.ratio.shape == (len(own.periods), 6)


def test_newest_window_is_that_of_the_other_pages(cities, embedded):
    judged = {m.measure.headline.id: m for m in judge_all(embedded).measures}
    for own in cities:
        other = judged[own.measure.headline.id]
        places = [other.place(code) for code in own.codes]
        limits = other.gaps.usual if other.gaps.stage is Stage.FLOW else other.gaps.ordinary
        assert own.ratio[-1] == pytest.approx(other.ratio[places])
        assert own.usual_lower[-1] == pytest.approx(limits.lower[places])
        assert own.usual_upper[-1] == pytest.approx(limits.upper[places])


def test_awards_are_sums_of_four_quarters(cities):
    flow = cities[0]
    cells = flow.measure.cells
    own = cells.counts[:, :, cells.codes.index("101")].sum(axis=1)
    place = cells.periods.index(flow.periods[0])
    assert place == 3
    assert flow.n_observed[0, 0] == own[:4].sum()
    assert flow.n_observed[-1, 0] == own[-4:].sum()


def test_focus_outside_the_six_comes_last(smallest):
    for own in follow_cities(smallest):
        assert own.codes == (*SIX, "825")
        newest = own.measure.municipalities["ratio"].loc["825"]
        assert own.ratio[-1, 6] == pytest.approx(newest, nan_ok=True)


def test_data_without_the_cities_have_nothing_to_follow(comparison):
    assert follow_cities(comparison) == ()


def test_nothing_expected_has_no_ratio(cities):
    for own in cities:
        assert np.isfinite(own.ratio[own.n_expected > 0]).all()
