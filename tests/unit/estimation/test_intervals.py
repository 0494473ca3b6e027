"""The decided rule, its guarantee and its edges.

==============================================  =======================================
Case                                            Result
==============================================  =======================================
No positive                                     0 and the exact bound
All positive                                    the same, turned round
One to nine; nine or fewer negatives            gamma; gamma turned round
Ten or more, with and without variance          beta; gamma
Everyone read                                   no width
One stratum read in full                        only the others add width
One case in a stratum of several                gamma throughout
Domain of whole strata                          a population of its own
Domain across strata                            zeros outside; its own degrees of freedom
Domain without a case                           persons bounded; a share refused
Missing value; neither 0 nor 1                  refused, without showing it
Clusters; calibrated weights                    same rule with the heaviest unit
==============================================  =======================================
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from analysis.errors import EstimationError
from analysis.estimation.count_rule import (
    BETA,
    EVERYONE,
    EXACT,
    EXACT_ALL,
    GAMMA,
    GAMMA_FLAT,
    GAMMA_TURNED,
    RAISED,
    limit_counts,
)
from analysis.estimation.design import stratified_design
from analysis.estimation.intervals import GAMMA_WEIGHTED, choose_interval, estimate_count
from analysis.estimation.rare import gamma_limits, zero_bound
from analysis.estimation.share_limits import beta_limits
from analysis.estimation.totals import estimate_totals

PEOPLE = {"KH-0-2": 520, "KH-2-5": 310, "KH-5-10": 170, "SD-26+": 45}
CASES = {"KH-0-2": 36, "KH-2-5": 34, "KH-5-10": 30, "SD-26+": 20}
SIZES = list(CASES.values()), list(PEOPLE.values())


@pytest.fixture
def aby():
    return stratified_design([name for name, n in CASES.items() for _ in range(n)], PEOPLE)


def outcome(*positives):
    pairs = zip(positives, CASES.values(), strict=True)
    return np.array([float(i < x) for x, n in pairs for i in range(n)])


@st.composite
def frames(draw):
    n = draw(st.lists(st.integers(1, 15), min_size=1, max_size=5))
    people = [cases + draw(st.integers(0, 500)) for cases in n]
    return np.array(n), np.array(people)


@st.composite
def paths(draw):
    """Return strata, and positives added one by one until every case is positive."""
    n, people = draw(frames())
    steps = draw(st.permutations(np.repeat(np.arange(len(n)), n).tolist()))
    if draw(st.booleans()):
        steps = sorted(steps, key=draw(st.permutations(range(len(n)))).index)
    positives = np.zeros((len(steps) + 1, len(n)))
    for i, stratum in enumerate(steps):
        positives[i + 1] = positives[i]
        positives[i + 1, stratum] += 1
    return positives, n, people


@settings(deadline=None, max_examples=40)
@given(path=paths(), level=st.sampled_from([0.9, 0.95]))
def test_upper_limit_never_falls_when_one_more_positive_is_seen(path, level):
    upper = limit_counts(*path, level=level).upper
    assert np.diff(upper).min() > -1e-6


@settings(deadline=None, max_examples=40)
@given(path=paths())
def test_limits_hold_the_estimate_and_stay_within_what_is_certain(path):
    positives, n, people = path
    found = limit_counts(positives, n, people)
    estimate = positives @ (people / n)
    assert (found.lower <= estimate + 1e-9).all()
    assert (estimate <= found.upper + 1e-9).all()
    assert (found.lower >= positives.sum(axis=1) - 1e-9).all()
    assert (found.upper <= people.sum() - (n - positives).sum(axis=1) + 1e-9).all()


@settings(deadline=None, max_examples=15)
@given(path=paths())
def test_many_samples_at_once_get_the_limits_of_each(path):
    positives, n, people = path
    together = limit_counts(positives, n, people)
    i = len(positives) // 2
    alone = limit_counts(positives[i], n, people)
    assert together.lower[i] == pytest.approx(float(alone.lower), rel=1e-9, abs=1e-9)
    assert together.upper[i] == pytest.approx(float(alone.upper), rel=1e-9, abs=1e-9)
    assert together.method[i] == alone.method


@settings(deadline=None, max_examples=40)
@given(frame=frames(), data=st.data())
def test_limits_do_not_depend_on_the_order_of_strata(frame, data):
    n, people = frame
    positives = np.array([data.draw(st.integers(0, int(cases))) for cases in n])
    first, second = (
        limit_counts(positives[order], n[order], people[order])
        for order in (slice(None), slice(None, None, -1))
    )
    assert first.lower == pytest.approx(float(second.lower), rel=1e-9, abs=1e-9)
    assert first.upper == pytest.approx(float(second.upper), rel=1e-9, abs=1e-9)


def test_upper_limit_would_fall_from_gamma_to_beta_and_is_kept():
    nine, ten = [3, 3, 3, 0], [3, 3, 3, 1]
    before = limit_counts(nine, *SIZES)
    plain = limit_counts(ten, *SIZES, monotone=False)
    kept = limit_counts(ten, *SIZES)
    assert plain.upper < before.upper
    assert kept.upper == pytest.approx(float(before.upper))
    assert str(kept.method) == BETA + RAISED


def test_upper_limit_would_fall_as_a_stratum_fills_up_and_is_kept():
    cases, people = [4, 55], [736, 159]
    filling = np.array([[x, 15] for x in range(1, 5)])
    plain = limit_counts(filling, cases, people, monotone=False).upper
    kept = limit_counts(filling, cases, people).upper
    assert np.diff(plain).min() < 0
    assert np.diff(kept).min() >= -1e-9


@pytest.mark.parametrize(
    ("positives", "method"),
    [
        ((0, 0, 0, 0), EXACT),
        ((36, 34, 30, 20), EXACT_ALL),
        ((2, 0, 1, 4), GAMMA),
        ((36, 32, 30, 18), GAMMA_TURNED),
        ((12, 8, 6, 6), BETA),
        ((0, 0, 30, 0), GAMMA_FLAT),
    ],
)
def test_rule_chooses_by_what_was_seen(aby, positives, method):
    assert choose_interval(aby, outcome(*positives)).method == method


def test_ten_positives_get_the_beta_limits_of_the_design(aby):
    y = outcome(12, 8, 6, 6)
    share = estimate_totals(aby, y, unit="share")
    lower, upper = beta_limits(share.estimate[0], share.covariance[0, 0], n=120, df=116)
    found = choose_interval(aby, y)
    assert (found.lower, found.upper) == pytest.approx((float(lower), float(upper)), rel=1e-9)
    assert (found.n_positive, found.n, found.df, found.unit) == (32, 120, 116, "share")


def test_ten_positives_without_variance_get_gamma_limits(aby):
    found = choose_interval(aby, outcome(0, 0, 30, 0), unit="persons")
    lower, upper = gamma_limits([0, 0, 30, 0], *SIZES)
    assert (found.lower, found.upper) == pytest.approx((float(lower), float(upper)), rel=1e-9)


def test_turned_round_outcome_gets_turned_round_limits(aby):
    for positives in ((0, 0, 0, 0), (2, 1, 0, 3), (12, 8, 16, 6)):
        few = choose_interval(aby, outcome(*positives), unit="persons")
        many = choose_interval(aby, 1 - outcome(*positives), unit="persons")
        assert many.lower == pytest.approx(1045 - few.upper, rel=1e-6)
        assert many.upper == pytest.approx(1045 - few.lower, rel=1e-6)


def test_limits_of_a_frame_read_in_full_have_no_width():
    design = stratified_design(["KH"] * 5 + ["SD"] * 3, {"KH": 5, "SD": 3})
    for y, total in (([1, 0, 0, 1, 0, 0, 0, 0], 2), ([0] * 8, 0), ([1] * 8, 8)):
        found = choose_interval(design, y, unit="persons")
        assert (found.lower, found.upper, found.method) == (total, total, EVERYONE)


def test_stratum_read_in_full_adds_its_positives_and_no_width():
    alone = limit_counts([2, 1], [20, 15], [200, 90])
    joined = limit_counts([2, 30, 1], [20, 40, 15], [200, 40, 90])
    assert (joined.lower - 30, joined.upper - 30) == pytest.approx(
        (float(alone.lower), float(alone.upper))
    )


def test_stratum_with_one_case_of_several_leaves_gamma_only():
    found = limit_counts([9, 1], [24, 1], [200, 9])
    assert str(found.method) == GAMMA_FLAT
    gamma = gamma_limits([9, 1], [24, 1], [200, 9])
    assert found.upper == pytest.approx(float(gamma[1]), rel=1e-9)


def test_domain_of_whole_strata_is_a_population_of_its_own(aby):
    inside = np.isin(np.array(aby.labels)[aby.stratum], ["KH-0-2", "KH-2-5"])
    y = outcome(2, 1, 9, 9)
    within = choose_interval(aby, y, domain=inside)
    alone = limit_counts([2, 1], [36, 34], [520, 310])
    assert (within.lower, within.upper) == pytest.approx(
        (float(alone.lower) / 830, float(alone.upper) / 830)
    )
    assert (within.n_positive, within.n, within.df) == (3, 70, 68)


def test_rare_outcome_of_a_domain_across_strata_counts_zeros_outside(aby):
    inside = np.arange(120) % 2 == 0
    y = outcome(4, 2, 0, 2)
    found = choose_interval(aby, y, domain=inside, unit="persons")
    lower, upper = gamma_limits([2, 1, 0, 1], *SIZES)
    assert (found.lower, found.upper) == pytest.approx((float(lower), float(upper)), rel=1e-9)
    share = choose_interval(aby, y, domain=inside)
    assert share.upper == pytest.approx(found.upper / aby.weights[inside].sum())
    assert (share.n, share.df) == (60, 56)


def test_common_outcome_of_a_domain_across_strata_gets_its_own_beta_limits(aby):
    inside = np.arange(120) % 3 != 0
    y = outcome(18, 17, 15, 10)
    share = estimate_totals(aby, y, domain=inside, unit="share")
    n, df = inside.sum(), inside.sum() - 4
    lower, upper = beta_limits(share.estimate[0], share.covariance[0, 0], n=n, df=df)
    found = choose_interval(aby, y, domain=inside)
    assert (found.lower, found.upper) == pytest.approx((float(lower), float(upper)), rel=1e-9)


def test_nearly_all_of_a_domain_across_strata_is_turned_round(aby):
    inside = np.arange(120) % 3 != 0
    y = 1 - outcome(2, 0, 0, 0)
    few = choose_interval(aby, 1 - y, domain=inside)
    many = choose_interval(aby, y, domain=inside)
    assert (many.lower, many.upper) == pytest.approx((1 - few.upper, 1 - few.lower))
    assert "negatives" in many.method


def test_domain_without_a_case_is_bounded_in_persons_and_refused_as_a_share(aby):
    nobody = np.zeros(120, dtype=bool)
    found = choose_interval(aby, outcome(1, 1, 1, 1), domain=nobody, unit="persons")
    assert (found.lower, found.upper) == (0, zero_bound(*SIZES))
    with pytest.raises(EstimationError, match="domain holds no case"):
        choose_interval(aby, outcome(1, 1, 1, 1), domain=nobody)


def test_several_outcomes_keep_their_covariance_and_get_limits_of_their_own(aby):
    y = np.column_stack([outcome(12, 8, 6, 6), outcome(1, 0, 2, 0), outcome(0, 0, 0, 0)])
    names = ["fleksjob", "revalidering", "andet"]
    for unit in ("persons", "share"):
        found = estimate_count(aby, y, names=names, unit=unit)
        base = estimate_totals(aby, y, names=names, unit=unit)
        assert np.array_equal(found.covariance, base.covariance)
        for i, name in enumerate(names):
            alone = choose_interval(aby, y[:, i], unit=unit)
            limits = (found.of(name).lower, found.of(name).upper)
            assert limits == pytest.approx((alone.lower, alone.upper), rel=1e-12)
            assert found.method[i] == alone.method


def test_calibrated_weights_keep_the_rule(aby):
    heavier = replace(aby, weights=aby.weights * 1.1)
    few = choose_interval(heavier, outcome(2, 0, 1, 0), unit="persons")
    weights = heavier.weights[[0, 1, 70]]
    mean, variance = weights.sum(), (weights**2).sum()
    assert few.method == GAMMA_WEIGHTED
    assert few.lower == pytest.approx(
        special.gammaincinv(mean**2 / variance, 0.025) * variance / mean
    )
    none = choose_interval(heavier, outcome(0, 0, 0, 0), unit="persons")
    assert (none.lower, none.upper) == (0, zero_bound(*SIZES))
    many = choose_interval(heavier, outcome(12, 8, 6, 6))
    assert many.method == BETA


def test_clusters_without_a_positive_get_gamma_limits_of_the_heaviest():
    clusters = [f"team {i // 5}" for i in range(30)]
    design = stratified_design(["KH"] * 30, {"KH": 60}, clusters)
    found = choose_interval(design, np.zeros(30), unit="persons")
    # One more positive could be a whole team of five, each case for ten: 3.69 times that.
    assert found.method == GAMMA_WEIGHTED
    assert found.upper == pytest.approx(min(300, -np.log(0.025) * 50), rel=1e-9)


def test_missing_outcome_is_refused_by_its_row(aby):
    y = outcome(1, 1, 1, 1)
    y[4] = np.nan
    with pytest.raises(EstimationError, match="have no value") as error:
        choose_interval(aby, y)
    assert "rows 5" in str(error.value)


def test_outcome_that_is_neither_yes_nor_no_is_refused_without_showing_it(aby):
    y = outcome(1, 1, 1, 1)
    y[4] = 77
    with pytest.raises(EstimationError, match="neither yes nor no") as error:
        choose_interval(aby, y)
    assert "row 5" in str(error.value)
    assert "77" not in str(error.value)


def test_higher_level_gives_wider_limits(aby):
    for positives in ((0, 0, 0, 0), (2, 0, 1, 0), (12, 8, 6, 6)):
        narrow, wide = (choose_interval(aby, outcome(*positives), level=q) for q in (0.8, 0.99))
        assert wide.lower <= narrow.lower
        assert narrow.upper < wide.upper
