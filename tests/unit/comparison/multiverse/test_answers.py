"""Are the quick answers those of the limits that page one shows?"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.gap_limits import measure_gaps
from analysis.comparison.multiverse.answers import sides_of_awards, sides_of_stocks
from analysis.comparison.references import Expected
from analysis.concepts import Stage
from analysis.measures.between.spread import Spread

N = 400


def expected(seed, largest):
    rng = np.random.default_rng(seed)
    n_expected = rng.uniform(0.05, 1, N) ** 3 * largest
    observed = np.round(n_expected * rng.lognormal(0, 0.5, N))
    m = 2 + n_expected * rng.lognormal(1, 1.2, N)
    step = rng.uniform(1, 8, N) / (m + 5)
    return Expected(
        n_observed=observed, n_expected=n_expected, exposure=np.full(N, 1e4),
        reference_counts=np.ceil(m), reference_exposure=np.full(N, 1e5), n_reference=m,
        largest_step=step, n_peers=np.full(N, 5), n_effective=rng.uniform(1, 20, N),
    )  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    largest=st.sampled_from([3.0, 30.0, 300.0, 3_000.0]),
    level=st.sampled_from([0.8, 0.95, 0.99]),
)
def test_awards_get_the_answer_of_the_exact_limits(seed, largest, level):
    told = expected(seed, largest)
    wanted = measure_gaps(told, stage=Stage.FLOW, level=level).side
    # One country for each set, on the diagonal.
    for place in range(0, N, 8):
        found = sides_of_awards(
            told.n_observed[[place]].astype(np.float32),
            told.n_expected[[place], None].astype(np.float32),
            size=(told.n_reference / told.n_expected)[[place]],
            heaviest=(told.largest_step * told.n_expected)[[place]],
            level=level,
        )
        assert found[0, 0] == wanted[place]


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000), sd=st.floats(0, 0.5), level=st.sampled_from([0.8, 0.95]))
def test_stocks_get_the_answer_of_the_ordinary_range(seed, sd, level):
    told, spread = expected(seed, 500.0), Spread(0.0, sd, 97, 10.0)
    wanted = measure_gaps(told, stage=Stage.STOCK, spread=spread, level=level).side
    found = [
        sides_of_stocks(
            told.n_observed[[i]].astype(np.float32), told.n_expected[[i], None].astype(np.float32),
            spread=spread, n_effective=told.n_effective[[i]],
            reference_recipients=told.reference_counts[[i]], level=level,
        )[0, 0]
        for i in range(0, N, 4)
    ]  # fmt: skip
    assert found == wanted[::4].tolist()


def test_a_zero_gets_an_answer_only_where_enough_were_expected():
    # The exact upper limit of none observed is 3.69 (R: poisson.test(0)$conf.int), so none
    # is fewer than 4 from a reference without chance, and not fewer than 3.5.
    sides = sides_of_awards(
        np.zeros(2, np.float32), np.array([[4.0, 3.5]], np.float32),
        size=np.array([1e7]), heaviest=np.array([1e-9]), level=0.95,
    )  # fmt: skip
    assert sides.tolist() == [[-1, 0]]


@pytest.mark.parametrize("n_expected", [0.0, np.nan])
def test_nothing_expected_has_no_answer(n_expected):
    sides = sides_of_awards(
        np.array([5.0], np.float32), np.array([[n_expected]], np.float32),
        size=np.array([1.0]), heaviest=np.array([0.1]), level=0.95,
    )  # fmt: skip
    assert sides.tolist() == [[0]]
