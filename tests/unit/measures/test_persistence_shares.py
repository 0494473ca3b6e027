"""Shares of the parts: the same as the split, limits by another route, and their coverage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.over_time.persistence import split_flow_ratios
from analysis.measures.over_time.persistence_shares import share_flow_parts


def awards(rng, n=98, *, persistent=0.06, transient=0.02):
    expected = np.tile(np.exp(rng.normal(4, 1, n)) + 3, (5, 1))
    stays = rng.gamma(1 / persistent, persistent, n)
    alone = rng.gamma(1 / transient, transient, (5, n))
    return rng.poisson(expected * stays * alone).astype(float), expected


def parts_of(split):
    parts = np.array([split.persistent, split.transient, split.chance])
    return parts / parts.sum()


def test_shares_are_those_of_the_split_and_limits_those_of_splits_drawn_again():
    events, expected = awards(np.random.default_rng(1), 25)
    shares = share_flow_parts(events, expected, rng=np.random.default_rng(7), n_draws=30)
    rng = np.random.default_rng(7)
    again = []
    for _ in range(30):
        places = rng.integers(0, 25, 25)
        again.append(parts_of(split_flow_ratios(events[:, places], expected[:, places])))
    assert shares.value == pytest.approx(parts_of(split_flow_ratios(events, expected)))
    assert shares.lower == pytest.approx(np.quantile(again, 0.025, axis=0))
    assert shares.upper == pytest.approx(np.quantile(again, 0.975, axis=0))


def test_four_times_as_many_municipalities_halve_the_width():
    rng = np.random.default_rng(2)
    widths = []
    for n in (100, 400):
        shares = [
            share_flow_parts(*awards(rng, n), rng=np.random.default_rng(1), n_draws=40)
            for _ in range(3)
        ]
        widths.append(np.mean([s.upper - s.lower for s in shares]))
    assert widths[0] / widths[1] == pytest.approx(2, rel=0.3)


def test_a_country_with_next_to_no_awards_still_has_limits():
    events = np.zeros((3, 20))
    events[:, 0] = 1
    shares = share_flow_parts(events, np.full((3, 20), 0.5), rng=np.random.default_rng(3))
    assert np.isfinite([shares.lower, shares.upper]).all()


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_shares_add_up_and_lie_between_nothing_and_all(seed):
    rng = np.random.default_rng(seed)
    shares = share_flow_parts(*awards(rng, 30), rng=rng, n_draws=20)
    assert shares.value.sum() == pytest.approx(1)
    assert ((shares.lower >= 0) & (shares.lower <= shares.upper) & (shares.upper <= 1)).all()


@pytest.mark.slow
def test_limits_hold_the_true_share_about_as_often_as_stated():
    # Truth from one country of 20,000. Fifty draws have an error of 3 percentage points, and
    # the bootstrap of a variance leans to narrow.
    truth = parts_of_large()
    rng, held = np.random.default_rng(4), []
    for _ in range(50):
        shares = share_flow_parts(*awards(rng), rng=rng, n_draws=80)
        held.append((shares.lower <= truth) & (truth <= shares.upper))
    assert (np.mean(held, axis=0) > 0.82).all()


def parts_of_large():
    events, expected = awards(np.random.default_rng(5), 20_000)
    return share_flow_parts(events, expected, rng=np.random.default_rng(1), n_draws=2).value
