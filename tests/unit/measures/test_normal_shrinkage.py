import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.measures.between.spread import log_spread
from analysis.measures.shrunk.normal_shrinkage import draw_values, shrink_stocks, shrink_values

# Eight coaching programmes, D. B. Rubin 1981, Journal of Educational Statistics 6, table 1.
EFFECTS = [28, 8, -3, 7, -1, 1, 18, 12]
ERRORS = [15, 10, 16, 11, 9, 11, 10, 18]
# A. Gelman et al., "Bayesian Data Analysis", table 5.3: median of 200 simulated draws each,
# whose own error is about 8 / sqrt(200) * 1.25 = 0.7.
MEDIANS = [10, 8, 7, 8, 5, 6, 10, 8]


def test_eight_programmes_are_shrunk_as_published():
    shrunk = shrink_values(EFFECTS, np.square(ERRORS))
    draws = draw_values(shrunk.posterior, n_draws=40_000, rng=np.random.default_rng(1))
    assert np.abs(np.median(draws, axis=0) - MEDIANS).max() < 1.5
    assert shrunk.spread == 0.0


def test_mean_and_limits_agree_with_brute_force_over_level_and_spread():
    values, variances = np.array([0.9, -0.4, 0.1, 0.3, -0.8, 0.5]), np.full(6, 0.09)
    shrunk = shrink_values(values, variances)
    level, spread = np.meshgrid(
        np.linspace(-4, 4, 801), (np.arange(1500) + 0.5) / 1500 * 5.0, indexing="ij"
    )
    total = variances[0] + spread**2
    log_weight = sum(-0.5 * np.log(total) - 0.5 * (v - level) ** 2 / total for v in values)
    weight = np.exp(log_weight - log_weight.max())
    own = (values[0] / variances[0] + level / spread**2) / (1 / variances[0] + 1 / spread**2)
    mean = float((weight * own).sum() / weight.sum())
    sd2 = 1 / (1 / variances[0] + 1 / spread**2)
    variance = float((weight * (sd2 + own**2)).sum() / weight.sum()) - mean**2
    # The grid of 60 spreads stops where they are e^-12 times as likely as the best one.
    assert shrunk.value[0] == pytest.approx(mean, abs=0.004)
    assert shrunk.sd[0] == pytest.approx(np.sqrt(variance), abs=0.004)


def test_limits_leave_the_stated_share_of_draws_outside():
    shrunk = shrink_values(EFFECTS, np.square(ERRORS), level=0.8)
    draws = draw_values(shrunk.posterior, n_draws=40_000, rng=np.random.default_rng(2))
    outside = (draws < shrunk.lower).mean(axis=0), (draws > shrunk.upper).mean(axis=0)
    assert np.allclose(outside, 0.1, atol=0.01)


def test_truth_is_recovered_and_held_at_the_stated_rate():
    rng = np.random.default_rng(3)
    held, errors = [], []
    for _ in range(25):
        people = np.exp(rng.normal(4, 1.3, 98)) + 2
        terms = rng.standard_normal((98, 1))
        truth = 0.2 * terms[:, 0] + rng.normal(0, 0.25, 98)
        seen = truth + rng.normal(0, people**-0.5)
        shrunk = shrink_values(seen, 1 / people, conditions=terms)
        held.append((shrunk.lower <= truth) & (truth <= shrunk.upper))
        errors.append([np.square(shrunk.value - truth).mean(), np.square(seen - truth).mean()])
    # 2,450 intervals: a binomial error of 0.45 percentage points.
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)
    assert np.mean(errors, axis=0)[0] < 0.8 * np.mean(errors, axis=0)[1]


def test_spread_agrees_with_the_winsorised_one_where_nothing_is_extreme():
    rng = np.random.default_rng(4)
    found = []
    for _ in range(30):
        expected = np.exp(rng.normal(6, 1, 98)) + 20
        observed = expected * np.exp(rng.normal(0, 0.25, 98) + rng.normal(0, expected**-0.5))
        found.append((log_spread(observed, expected).sd, shrink_stocks(observed, expected).spread))
    # Both aim at 0.25; the mean of thirty has an error of 0.005 (winsorised) and 0.003.
    assert np.mean(found, axis=0) == pytest.approx([0.25, 0.25], abs=0.015)


def test_nobody_on_the_benefit_gives_a_ratio_above_zero():
    shrunk = shrink_stocks([0, 90, 110, 100, 120, 80], [0.2, 100, 100, 100, 100, 100])
    assert np.exp(shrunk.value[0]) == pytest.approx(1.0, abs=0.1)


def test_alike_values_still_have_limits_of_a_width():
    shrunk = shrink_values(np.zeros(10), np.full(10, 0.1))
    assert shrunk.spread == 0.0
    assert np.all(shrunk.upper - shrunk.lower > 0.1)


@given(
    st.lists(st.floats(-2, 2), min_size=6, max_size=15),
    st.floats(0.01, 1.0),
    st.floats(-3, 3),
)
@settings(max_examples=25, deadline=None)
def test_shrunken_values_lie_between_raw_and_modelled_and_follow_a_shift(values, variance, shift):
    raw = np.array(values)
    shrunk = shrink_values(raw, np.full(raw.size, variance))
    low, high = np.minimum(raw, shrunk.modelled), np.maximum(raw, shrunk.modelled)
    # The pull and the level go together over spreads: a trace beyond is rounding of that.
    assert np.all((low - 1e-6 <= shrunk.value) & (shrunk.value <= high + 1e-6))
    moved = shrink_values(raw + shift, np.full(raw.size, variance))
    assert np.allclose(moved.value, shrunk.value + shift, atol=1e-6)


@pytest.mark.parametrize(
    ("values", "conditions", "words"),
    [
        ([1.0, 2.0, 3.0, 4.0], None, "too few"),
        ([1.0, np.nan, 3.0, 4.0, 5.0], None, "missing"),
        (list(range(10)), [[1.0]] * 10, "same thing"),
        (list(range(10)), [[np.nan]] + [[float(i)] for i in range(9)], "missing"),
    ],
)
def test_what_cannot_be_shrunk_is_refused(values, conditions, words):
    with pytest.raises(EstimationError, match=words):
        shrink_values(values, np.full(len(values), 0.1), conditions=conditions)
