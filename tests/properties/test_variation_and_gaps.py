"""What holds for every set of municipalities, every gap and every verdict."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.between.decomposition import split_crossed, split_product, split_rates
from analysis.measures.between.distances import euclidean_distances
from analysis.measures.between.funnel import negative_binomial_funnel_limits
from analysis.measures.between.heterogeneity import dersimonian_laird, paule_mandel
from analysis.measures.between.multiple_testing import benjamini_hochberg, holm
from analysis.measures.between.overdispersion import likeliest_dispersion, winsorised_dispersion
from analysis.measures.between.peers_as_units import predict_from_peers
from analysis.measures.between.unusual import chance_of_flag, judge_flows
from analysis.measures.between.variation import extremal_quotient

expected_numbers = st.floats(0.01, 5_000)
variances = st.floats(0, 2)
levels = st.floats(0.5, 0.999)
counts = st.integers(0, 10_000)


def lists(strategy, *, least=2, most=8):
    return st.lists(strategy, min_size=least, max_size=most)


@given(n_expected=expected_numbers, tau2=variances, level=levels)
def test_funnel_limits_lie_in_order_and_widen_with_the_level(n_expected, tau2, level):
    lower, upper = negative_binomial_funnel_limits(n_expected, tau2=tau2, level=level)
    wider = negative_binomial_funnel_limits(n_expected, tau2=tau2, level=(1 + level) / 2)
    assert 0 <= wider[0] <= lower <= upper <= wider[1]


@given(n=counts, n_expected=expected_numbers, tau2=variances, level=levels)
def test_a_count_is_outside_exactly_when_its_p_value_is_under_the_level(n, n_expected, tau2, level):
    found = judge_flows(n, n_expected, tau2=tau2, level=level)
    if abs(found.p_value - (1 - level)) > 1e-9:
        assert found.is_unusual == (found.p_value < 1 - level)
    assert found.p_adjusted == found.p_value


@given(n_expected=expected_numbers, tau2=variances, level=levels)
def test_ordinary_counts_are_outside_about_as_often_as_said(n_expected, tau2, level):
    # A count at the border has half of its probability on either side, so that one
    # more count than meant lies outside at most.
    found = chance_of_flag(1.0, n_expected, tau2=0.0, level=level)
    border = np.exp(-n_expected) if n_expected < 1 else 0.5 / np.sqrt(n_expected)
    assert found.power <= 1 - level + 2 * border
    assert chance_of_flag(1.0, n_expected, tau2=tau2, level=level).power <= found.power + 2 * border


@given(
    ratio=st.floats(0.1, 10),
    n_expected=expected_numbers,
    tau2=variances,
)
def test_power_and_wrong_sign_are_probabilities(ratio, n_expected, tau2):
    found = chance_of_flag(ratio, n_expected, tau2=tau2)
    assert 0 <= found.power <= 1 + 1e-12
    assert np.isnan(found.wrong_sign) or 0 <= found.wrong_sign <= 1


@pytest.mark.parametrize("measure", [winsorised_dispersion, likeliest_dispersion])
@given(
    observed=lists(st.integers(0, 500), least=20, most=30),
    expected=expected_numbers,
)
def test_variation_beyond_chance_is_a_finite_number_of_zero_or_more(measure, observed, expected):
    tau2 = measure(observed, np.full(len(observed), expected)).tau2
    assert np.isfinite(tau2)
    assert tau2 >= 0


@pytest.mark.parametrize("measure", [dersimonian_laird, paule_mandel])
@given(values=lists(st.floats(-5, 5)), chance=st.floats(0.01, 2), shift=st.floats(-3, 3))
def test_moving_all_estimates_moves_their_mean_and_nothing_else(measure, values, chance, shift):
    chances = chance * np.arange(1, len(values) + 1)
    found, moved = (measure(np.add(values, by), chances) for by in (0.0, shift))
    assert moved.tau2 == pytest.approx(found.tau2, rel=1e-6, abs=1e-9)
    assert moved.center == pytest.approx(found.center + shift, rel=1e-6, abs=1e-6)


@given(p_values=lists(st.floats(0, 1), least=1, most=40))
def test_adjusted_p_values_are_no_smaller_and_keep_their_order(p_values):
    raw, shown, strict = np.array(p_values), benjamini_hochberg(p_values), holm(p_values)
    order = np.argsort(raw, kind="stable")
    assert (shown >= raw - 1e-12).all()
    assert (strict >= shown - 1e-12).all()
    assert (np.diff(shown[order]) >= -1e-12).all()
    assert (strict <= 1).all()


@given(
    peers=lists(st.integers(1, 300), most=12),
    n=st.integers(0, 300),
    tau2=variances,
)
def test_a_prediction_from_peers_is_the_same_in_any_order(peers, n, tau2):
    expected = np.arange(1, len(peers) + 1) * 7.0
    found = predict_from_peers(n, 20.0, peers, expected, tau2_of_others=tau2)
    turned = predict_from_peers(n, 20.0, peers[::-1], expected[::-1], tau2_of_others=tau2)
    assert turned.verdict.p_value == pytest.approx(found.verdict.p_value, rel=1e-6, abs=1e-9)
    assert found.verdict.usual_lower <= found.verdict.usual_upper


@st.composite
def tables(draw, *, axes: int):
    shape = tuple(draw(st.integers(1, 3)) for _ in range(axes))
    n = int(np.prod(shape))

    def table(strategy):
        return np.array(draw(st.lists(strategy, min_size=n, max_size=n))).reshape(shape)

    sizes = st.floats(0, 1_000, allow_subnormal=False)
    rates = st.floats(0, 100)
    parts = table(rates), table(sizes), table(rates), table(sizes)
    # Somebody lives in each of the two.
    parts[1].flat[0] += 1.0
    parts[3].flat[-1] += 1.0
    return parts


@given(table=tables(axes=1))
def test_structure_and_practice_add_up_to_the_gap_and_turn_with_it(table):
    found = split_rates(*table)
    turned = split_rates(*table[2:], *table[:2])
    assert found.structure + found.practice == pytest.approx(found.gap, abs=1e-9)
    assert turned.structure == pytest.approx(-found.structure, abs=1e-9)


@given(table=tables(axes=3))
def test_crossed_structures_add_up_to_the_plain_structure(table):
    found = split_crossed(*table, structures=["a", "b", "c"])
    plain = split_rates(*(part.ravel() for part in table))
    structure = sum(found.effects[name] for name in "abc")
    assert structure == pytest.approx(plain.structure, abs=1e-8)
    assert found.effects["rate"] == pytest.approx(plain.practice, abs=1e-8)


@given(
    ours=lists(st.floats(0, 50), least=4, most=4),
    theirs=lists(st.floats(0, 50), least=4, most=4),
)
def test_factors_add_up_to_the_gap_and_equal_ones_have_no_part(ours, theirs):
    names = ["a", "b", "c", "d"]
    ours[2] = theirs[2]
    found = split_product(
        dict(zip(names, ours, strict=True)), dict(zip(names, theirs, strict=True))
    )
    scale = max(1.0, *map(abs, found.effects.values()))
    assert sum(found.effects.values()) == pytest.approx(found.gap, abs=1e-9 * scale)
    assert found.effects["c"] == pytest.approx(0, abs=1e-9 * scale)


@given(ratios=lists(st.floats(0.01, 100)), scale=st.floats(0.01, 100))
def test_the_quotient_is_one_or_more_and_has_no_unit(ratios, scale):
    quotient = extremal_quotient(ratios)
    assert quotient >= 1 - 1e-12
    assert extremal_quotient(np.multiply(ratios, scale)) == pytest.approx(quotient)


@given(seed=st.integers(0, 10_000))
def test_distances_are_the_same_from_either_end_and_never_a_shortcut(seed):
    rows = np.random.default_rng(seed).normal(size=(6, 3))
    between = np.array([euclidean_distances(rows, focus) for focus in range(6)])
    assert between == pytest.approx(between.T)
    assert (between[0, 1] <= between[0] + between[:, 1] + 1e-12).all()
