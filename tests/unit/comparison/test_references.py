"""Many references at once: the same arithmetic as one at a time."""

import numpy as np
import pytest

from analysis.comparison.references import as_members, expect, rest_of_country
from analysis.errors import CoverageError
from analysis.measures.standardised.standardisation import expectation


@pytest.fixture
def country():
    rng = np.random.default_rng(3)
    exposure = rng.uniform(100, 5_000, (2, 4, 12))
    return rng.poisson(exposure * 0.01).astype(float), exposure


def test_each_comparison_is_what_it_would_be_alone(country):
    counts, exposure = country
    members = np.vstack([as_members([1, 2, 5], 12), as_members([0, 11], 12)])
    together = expect(counts, exposure, focus=[0, 4], members=members, is_flow=True)
    for period in range(2):
        for place, (focus, peers) in enumerate([(0, [1, 2, 5]), (4, [0, 11])]):
            alone = expectation(
                exposure[period, :, focus],
                counts[period][:, peers].sum(axis=1),
                exposure[period][:, peers].sum(axis=1),
            )
            assert together.n_expected[period, place] == pytest.approx(alone.n_expected)
            assert together.n_reference[period, place] == pytest.approx(alone.n_reference)
            assert together.largest_step[period, place] == pytest.approx(alone.largest_step)


def test_a_peer_without_figures_is_left_out_in_that_period_only(country):
    counts, exposure = country
    counts[1, 2, 5] = np.nan
    told = expect(counts, exposure, focus=[0], members=as_members([1, 5], 12), is_flow=False)
    assert told.n_peers[:, 0].tolist() == [2, 1]
    only_one = expect(counts, exposure, focus=[0], members=as_members([1], 12), is_flow=False)
    assert told.n_expected[1, 0] == pytest.approx(only_one.n_expected[1, 0])


def test_nothing_is_told_of_a_focus_without_figures_or_without_peers(country):
    counts, exposure = country
    counts[0, 0, 3] = np.nan
    members = np.vstack([as_members([1, 2], 12), as_members([], 12)])
    told = expect(counts, exposure, focus=[3, 4], members=members, is_flow=True)
    assert np.isnan(told.n_expected[0]).all()
    assert np.isfinite(told.n_expected[1, 0])
    assert np.isnan(told.n_expected[1, 1])


def test_a_large_member_counts_as_most_of_the_effective_number():
    counts, exposure = np.ones((1, 3)), np.array([[50.0, 100.0, 900.0]])
    told = expect(counts, exposure, focus=[0], members=as_members([1, 2], 3), is_flow=True)
    assert told.n_effective[0] == pytest.approx(1_000**2 / (100**2 + 900**2))


def test_a_focus_in_its_own_reference_is_refused(country):
    with pytest.raises(CoverageError, match="part of its own reference"):
        expect(*country, focus=[1], members=as_members([1, 2], 12), is_flow=True)


def test_people_without_a_reference_rate_are_refused():
    counts, exposure = np.zeros((2, 2)), np.array([[10.0, 10.0], [5.0, 0.0]])
    with pytest.raises(CoverageError, match="reference"):
        expect(counts, exposure, focus=[0], members=as_members([1], 2), is_flow=True)


def test_the_rest_of_the_country_leaves_out_the_municipality_itself():
    assert rest_of_country(4).sum(axis=1).tolist() == [3, 3, 3, 3]
    assert not rest_of_country(4).diagonal().any()
