"""Totals, shares, ratios, domains and overlaps: what adds up and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.estimation.design import Design, stratified_design
from analysis.estimation.domains import compare_domains, estimate_domains
from analysis.estimation.overlap import combine_schemes, estimate_schemes, overlap_matrix
from analysis.estimation.totals import combine, estimate_ratio, estimate_totals, t_limits

FOUR = ("foertidspension", "fleksjob", "ressourceforloeb", "revalidering")


@st.composite
def samples(draw: st.DrawFn) -> tuple[list[str], dict[str, int], np.ndarray, np.ndarray]:
    """Draw strata of cases, sizes, two columns of small numbers, and a part per case."""
    sizes = draw(st.lists(st.integers(2, 6), min_size=1, max_size=4))
    strata = [f"s{h}" for h, size in enumerate(sizes) for _ in range(size)]
    population = {f"s{h}": size + draw(st.integers(0, 40)) for h, size in enumerate(sizes)}
    n = len(strata)
    y = draw(st.lists(st.integers(0, 3), min_size=2 * n, max_size=2 * n))
    parts = draw(st.lists(st.sampled_from("ABC"), min_size=n, max_size=n))
    return strata, population, np.reshape(y, (n, 2)).astype(float), np.array(parts)


@settings(max_examples=40)
@given(samples(), st.randoms(use_true_random=False))
def test_the_order_of_the_cases_plays_no_part(sample, random) -> None:
    strata, population, y, _ = sample
    order = list(range(len(strata)))
    random.shuffle(order)
    first = estimate_totals(stratified_design(strata, population), y)
    second = estimate_totals(stratified_design([strata[i] for i in order], population), y[order])
    assert second.estimate == pytest.approx(first.estimate)
    assert second.covariance == pytest.approx(first.covariance, abs=1e-9)


@settings(max_examples=40)
@given(samples())
def test_parts_add_up_to_the_whole_with_their_covariance(sample) -> None:
    strata, population, y, parts = sample
    design = stratified_design(strata, population)
    whole = estimate_totals(design, y)
    divided = estimate_domains(design, y, parts)
    n_parts = len(np.unique(parts))
    together = np.tile(np.eye(2), n_parts)
    assert together @ divided.estimate == pytest.approx(whole.estimate)
    summed = together @ divided.covariance @ together.T
    assert summed == pytest.approx(whole.covariance, abs=1e-8)


@settings(max_examples=40)
@given(samples(), st.floats(-50, 50))
def test_totals_scale_with_the_values_and_shares_shift_with_them(sample, factor) -> None:
    strata, population, y, _ = sample
    design = stratified_design(strata, population)
    one, many = estimate_totals(design, y), estimate_totals(design, factor * y)
    assert many.estimate == pytest.approx(factor * one.estimate)
    assert many.covariance == pytest.approx(factor**2 * one.covariance, abs=1e-7)
    mean = estimate_totals(design, y, unit="share")
    moved = estimate_totals(design, y + factor, unit="share")
    assert moved.estimate == pytest.approx(mean.estimate + factor)
    assert moved.covariance == pytest.approx(mean.covariance, abs=1e-9)


@settings(max_examples=40)
@given(samples())
def test_reading_everybody_leaves_no_uncertainty(sample) -> None:
    strata, _, y, parts = sample
    labels, counts = np.unique(strata, return_counts=True)
    design = stratified_design(strata, dict(zip(labels.tolist(), counts.tolist(), strict=True)))
    found = estimate_totals(design, y, domain=parts == parts[0])
    assert found.estimate == pytest.approx(y[parts == parts[0]].sum(axis=0))
    assert found.standard_error.tolist() == [0, 0]
    assert found.lower.tolist() == found.upper.tolist() == found.estimate.tolist()


@settings(max_examples=40)
@given(samples())
def test_a_total_equals_the_textbook_sum_over_strata(sample) -> None:
    strata, population, y, parts = sample
    inside = parts == "A"
    found = estimate_totals(stratified_design(strata, population), y[:, 0], domain=inside)
    total = variance = 0.0
    for label, size in population.items():
        values = (y[:, 0] * inside)[np.array(strata) == label]
        n = len(values)
        total += size * values.mean()
        variance += size**2 * (1 - n / size) * values.var(ddof=1) / n
    assert found.estimate[0] == pytest.approx(total)
    assert found.covariance[0, 0] == pytest.approx(variance, abs=1e-9)


def simple() -> Design:
    return stratified_design(["KH"] * 4 + ["SD"] * 3, {"KH": 40, "SD": 9})


def test_a_ratio_is_linearised_by_hand() -> None:
    design, y, x = simple(), np.array([3.0, 1, 4, 1, 5, 9, 2]), np.array([2.0, 7, 1, 8, 2, 8, 1])
    found = estimate_ratio(design, y, x, names=["minutes per document"])
    ratio = (10 * y[:4].sum() + 3 * y[4:].sum()) / (10 * x[:4].sum() + 3 * x[4:].sum())
    left = y - ratio * x
    variance = 40**2 * 0.9 * left[:4].var(ddof=1) / 4 + 9**2 * (2 / 3) * left[4:].var(ddof=1) / 3
    below = 10 * x[:4].sum() + 3 * x[4:].sum()
    assert found.estimate[0] == pytest.approx(ratio)
    assert found.covariance[0, 0] == pytest.approx(variance / below**2)
    assert found.of("minutes per document").unit == "ratio"


def test_degrees_of_freedom_are_those_of_the_domain() -> None:
    inside = np.array([True, True, False, True, False, False, True])
    found = estimate_totals(simple(), np.arange(7), domain=inside)
    assert (found.df[0], found.n[0]) == (2, 4)


def test_cases_without_variation_get_limits_of_what_is_certain_and_not_of_no_width() -> None:
    nobody = estimate_totals(simple(), np.zeros(7)).of("y")
    assert (nobody.value, nobody.lower, nobody.upper) == (0, 0, 42)
    everybody = estimate_totals(simple(), np.ones(7)).of("y")
    assert (everybody.value, everybody.lower, everybody.upper) == (49, 7, 49)
    share = estimate_totals(simple(), np.zeros(7), unit="share").of("y")
    assert (share.lower, share.upper) == (0, 1)
    minutes = estimate_totals(simple(), np.full(7, 30.0)).of("y")
    assert (minutes.lower, minutes.upper) == (-np.inf, np.inf)
    tenths = estimate_totals(simple(), np.full(7, 0.1), unit="share").of("y")
    assert tenths.lower == -np.inf
    assert nobody.method == "none: the cases show no variation"


def test_a_domain_with_one_case_per_stratum_gets_no_limits() -> None:
    inside = np.array([True, False, False, False, True, False, False])
    found = estimate_totals(simple(), np.arange(7.0), domain=inside)
    assert found.method == ("none: no degrees of freedom",)
    assert found.standard_error[0] > 0
    assert (found.lower[0], found.upper[0]) == (-np.inf, np.inf)


def test_a_domain_without_cases_has_a_total_and_no_share() -> None:
    nobody = np.zeros(7, dtype=bool)
    assert estimate_totals(simple(), np.ones(7), domain=nobody).estimate[0] == 0
    with pytest.raises(EstimationError, match="holds no case"):
        estimate_totals(simple(), np.ones(7), domain=nobody, unit="share")


def test_columns_of_a_frame_name_the_estimates() -> None:
    frame = pd.DataFrame({"fp": [1, 0, 0, 1, 0, 1, 0], "rf": [0, 1, 0, 0, 0, 1, 0]})
    assert estimate_totals(simple(), frame).names == ("fp", "rf")
    assert estimate_totals(simple(), frame.to_numpy()).names == ("y1", "y2")


@pytest.mark.parametrize(
    ("y", "options", "message"),
    [
        ([1, 0, float("nan"), 1, 0, 0, 1], {}, "1 cases have no value"),
        ([1, 0, None, 1, 0, 0, 1], {}, "1 cases have no value"),
        (["ja", "nej", "", "ja", "ja", "ja", "ja"], {}, "not all numbers"),
        ([1, 0, 1], {}, "one value for each case"),
        (np.zeros(7), {"domain": [1, 0, 1, 1, 1, 1, 1]}, "not a yes or no"),
        (np.zeros(7), {"domain": [True, False]}, "not a yes or no"),
        (np.zeros(7), {"names": ["a", "b"]}, "one name for each column"),
        (np.zeros((7, 2)), {"names": ["a", "a"]}, "one name for each column"),
        (np.arange(7), {"level": 95}, "not between 0 and 1"),
    ],
)
def test_what_cannot_be_estimated_is_refused(y, options, message) -> None:
    with pytest.raises(EstimationError, match=message):
        estimate_totals(simple(), y, **options)


def test_a_missing_value_is_told_by_row_and_pointed_to_a_domain() -> None:
    with pytest.raises(EstimationError) as caught:
        estimate_totals(simple(), [1, 0, np.nan, 1, 0, 0, np.inf])
    assert "rows 3, 7" in str(caught.value)
    assert "domain=" in str(caught.value)


def test_a_denominator_of_nothing_is_refused() -> None:
    with pytest.raises(EstimationError, match="denominator is zero"):
        estimate_ratio(simple(), np.ones(7), np.zeros(7))


def test_combining_uses_the_covariance_and_the_fewest_degrees_of_freedom() -> None:
    y = np.array([[1.0, 0], [0, 1], [0, 0], [1, 0], [1, 0], [0, 1], [0, 0]])
    both = estimate_totals(simple(), y, names=["fp", "rf"])
    found = combine(both, {"fp minus rf": [1, -1], "fp": [1, 0]})
    direct = estimate_totals(simple(), y[:, 0] - y[:, 1])
    assert found.covariance[0, 0] == pytest.approx(direct.covariance[0, 0])
    assert found.of("fp minus rf").lower == pytest.approx(direct.lower[0])
    assert found.of("fp").upper == pytest.approx(both.upper[0])
    assert found.df.tolist() == [5, 5]


@pytest.mark.parametrize("coefficients", [[1], [1, 2, 3], [0, 0]])
def test_contrasts_that_do_not_fit_are_refused(coefficients) -> None:
    both = estimate_totals(simple(), np.eye(7)[:, :2])
    with pytest.raises(EstimationError, match="do not fit"):
        combine(both, {"x": coefficients})


def test_t_limits_agree_with_a_table() -> None:
    # Student's t, 5 degrees of freedom, 97.5 %: 2.571 (any table).
    lower, upper, _ = t_limits(np.array([10.0]), np.array([[4.0]]), np.array([5.0]), level=0.95)
    assert (upper - lower)[0] / 4 == pytest.approx(2.571, abs=5e-4)


def test_parts_are_named_with_their_columns_and_keep_their_own_degrees_of_freedom() -> None:
    parts = ["A", "A", "A", "B", "B", "B", "B"]
    found = estimate_domains(simple(), np.eye(7)[:, :2], parts, names=["fp", "rf"])
    assert found.names == ("A/fp", "A/rf", "B/fp", "B/rf")
    assert found.df.tolist() == [2, 2, 2, 2]


def test_parts_without_a_name_are_refused() -> None:
    with pytest.raises(EstimationError, match="one part for each case"):
        estimate_domains(simple(), np.ones(7), ["A", "", "A", "A", "A", "A", "A"])
    with pytest.raises(EstimationError, match="holds no case"):
        estimate_domains(simple(), np.ones(7), "A" * 7, domain=np.zeros(7, dtype=bool))


def test_shares_of_two_parts_are_compared_with_their_covariance() -> None:
    y, parts = np.array([1.0, 0, 1, 1, 0, 1, 0]), np.array(list("ABABABA"))
    found = compare_domains(simple(), y, parts.tolist(), "A", "B")
    shares = estimate_domains(simple(), y, parts.tolist(), unit="share")
    c = shares.covariance
    assert found.estimate[0] == pytest.approx(shares.estimate[0] - shares.estimate[1])
    assert found.covariance[0, 0] == pytest.approx(c[0, 0] + c[1, 1] - 2 * c[0, 1])
    assert (found.names, found.df[0]) == (("A minus B",), 5)
    with pytest.raises(EstimationError, match="No case lies"):
        compare_domains(simple(), y, parts.tolist(), "A", "Z")


@settings(max_examples=30)
@given(st.lists(st.tuples(*[st.booleans()] * 4), min_size=6, max_size=12))
def test_any_equals_schemes_less_overlaps(rows) -> None:
    y = np.array(rows)
    design = stratified_design(["KH"] * len(y), {"KH": 100})
    found = estimate_schemes(design, y, FOUR)
    matrix = overlap_matrix(found, FOUR)
    by_hand = 100 / len(y) * (y.T.astype(float) @ y)
    assert matrix == pytest.approx(by_hand)
    value = dict(zip(found.names, found.estimate, strict=True))
    assert value["any"] == pytest.approx(100 / len(y) * y.any(axis=1).sum())
    assert value["several"] == pytest.approx(100 / len(y) * (y.sum(axis=1) > 1).sum())


def test_schemes_that_are_not_yes_or_no_are_refused() -> None:
    with pytest.raises(EstimationError, match="not a yes or no"):
        combine_schemes([[1, 2], [0, 0]], FOUR[:2])
    with pytest.raises(EstimationError, match="not a yes or no"):
        combine_schemes([[1, 0], [0, 0]], FOUR)
