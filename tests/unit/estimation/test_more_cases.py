from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError, RequestError
from analysis.estimation.design import stratified_design
from analysis.estimation.more_cases import imagine_positives, project_more_cases
from analysis.estimation.posterior import pooled_grid

PEOPLE = {"KH-0-2": 520, "KH-10+": 75, "SD-26+": 45}


@pytest.fixture
def aby():
    return stratified_design(["KH-0-2"] * 36 + ["KH-10+"] * 24 + ["SD-26+"] * 20, PEOPLE)


def outcome(*positives):
    pairs = zip(positives, (36, 24, 20), strict=True)
    return np.array([float(i < x) for x, n in pairs for i in range(n)])


def test_more_cases_narrow_the_interval_of_a_common_outcome(aby):
    found = project_more_cases(aby, outcome(10, 8, 6), rng=np.random.default_rng(1), n_more=100)
    assert found.narrowing[0] > 0
    assert found.narrowing[0] == pytest.approx(found.width_now[0] - found.width_then[0])
    assert found.width_now[0] == pytest.approx(found.upper_now[0] - found.lower_now[0])
    assert found.width_then_lower[0] <= found.width_then[0] <= found.width_then_upper[0]
    assert found.share_narrower[0] > 0.9


def test_more_cases_narrow_it_by_more_the_more_there_are(aby):
    widths = [
        project_more_cases(aby, outcome(10, 8, 6), rng=np.random.default_rng(1), n_more=n)
        for n in (25, 100, 300)
    ]
    narrowing = [found.narrowing[0] for found in widths]
    assert narrowing == sorted(narrowing)


def test_reading_everyone_leaves_no_width(aby):
    found = project_more_cases(aby, outcome(2, 1, 0), rng=np.random.default_rng(1), n_more=560)
    assert found.width_then[0] == 0
    assert found.share_narrower[0] == 1


def test_interval_of_a_rare_outcome_may_widen(aby):
    found = project_more_cases(
        aby, outcome(0, 0, 0), rng=np.random.default_rng(1), n_more=5, n_draws=800
    )
    assert found.share_narrower[0] < 1
    assert found.width_then_upper[0] >= found.width_then_lower[0]


def test_further_cases_are_given_out_in_proportion_to_people(aby):
    found = project_more_cases(aby, outcome(1, 1, 1), rng=np.random.default_rng(1), n_more=64)
    assert found.allocation == {"KH-0-2": 52, "KH-10+": 8, "SD-26+": 4}


def test_further_cases_never_exceed_the_people_left(aby):
    found = project_more_cases(aby, outcome(1, 1, 1), rng=np.random.default_rng(1), n_more=555)
    assert sum(found.allocation.values()) == 555
    assert all(
        found.allocation[name] <= PEOPLE[name] - n
        for name, n in {"KH-0-2": 36, "KH-10+": 24, "SD-26+": 20}.items()
    )


def test_cases_can_be_sent_where_they_help_most(aby):
    y = outcome(6, 4, 3)
    proportional, small_only = (
        project_more_cases(aby, y, rng=np.random.default_rng(1), n_more=40, allocation=allocation)
        for allocation in (None, {"KH-10+": 25, "SD-26+": 15})
    )
    assert small_only.narrowing[0] < proportional.narrowing[0]
    assert small_only.allocation["KH-0-2"] == 0


def test_same_seed_gives_the_same_answer(aby):
    y = np.column_stack([outcome(4, 2, 1), outcome(1, 0, 0)])
    first, second = (
        project_more_cases(aby, y, names=["a", "b"], rng=np.random.default_rng(7), n_draws=50)
        for _ in range(2)
    )
    assert np.array_equal(first.width_then, second.width_then)
    assert first.names == ("a", "b")


@settings(deadline=None, max_examples=15)
@given(
    positives=st.tuples(st.integers(0, 20), st.integers(0, 10)),
    more=st.tuples(st.integers(0, 30), st.integers(0, 30)),
)
def test_imagined_positives_have_the_mean_of_the_posterior(positives, more):
    x, n = np.array(positives, dtype=float), np.array([20.0, 10.0])
    drawn = imagine_positives(x, n, more, rng=np.random.default_rng(3), n_draws=3_000)
    grid = pooled_grid(x, n)
    a = grid.mean * grid.concentration
    share = grid.weight @ ((a[:, None] + x) / (grid.concentration[:, None] + n))
    # Five standard errors of a mean of 3,000, whose spread is at most half the cases.
    assert drawn.mean(axis=0) == pytest.approx(share * more, abs=5 * 15 / np.sqrt(3_000))
    assert (drawn <= np.array(more)).all()


@pytest.mark.parametrize("n_more", [0, 561])
def test_more_cases_than_there_are_people_are_refused(aby, n_more):
    with pytest.raises(RequestError, match="cannot be drawn"):
        project_more_cases(aby, outcome(1, 1, 1), rng=np.random.default_rng(1), n_more=n_more)


@pytest.mark.parametrize(
    ("allocation", "message"),
    [
        ({"KH-0-2": 40}, "does not give out"),
        ({"KH-10+": 52, "KH-0-2": -2}, "does not give out"),
        ({"KH-10+": 0, "elsewhere": 50}, "stratum that does not exist"),
    ],
)
def test_allocation_that_does_not_fit_is_refused(aby, allocation, message):
    with pytest.raises(RequestError, match=message):
        project_more_cases(
            aby, outcome(1, 1, 1), rng=np.random.default_rng(1), allocation=allocation
        )


def test_clusters_are_refused():
    design = stratified_design(["KH"] * 4, {"KH": 20}, ["a", "a", "b", "b"])
    with pytest.raises(EstimationError, match="drawn one by one"):
        project_more_cases(design, [1, 0, 0, 1], rng=np.random.default_rng(1), n_more=5)


def test_outcome_that_is_neither_yes_nor_no_is_refused(aby):
    with pytest.raises(EstimationError, match="neither yes nor no"):
        project_more_cases(aby, outcome(1, 1, 1) * 2, rng=np.random.default_rng(1))


def test_imagining_less_than_twice_is_refused(aby):
    with pytest.raises(RequestError, match="less than twice"):
        project_more_cases(aby, outcome(1, 1, 1), rng=np.random.default_rng(1), n_draws=1)
