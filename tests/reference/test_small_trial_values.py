"""Values in print of time to ready and the small trial, that stand in no list of checks.

The trial's 26 cases are invented. Values: R 4.2.2 with survival 3.5, cmprsk 2.2, coin 1.4;
SciPy 1.18; and the papers named at each.
"""

from __future__ import annotations

import json
import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.pathways.survival import aalen_johansen, incidence_at, kaplan_meier, quantile_time
from analysis.pathways.survival_compare import (
    gray_test,
    hazard_ratio,
    log_rank,
    permutation_log_rank,
)
from analysis.pathways.trial.difference_limits import newcombe_difference, score_difference
from analysis.pathways.trial.hours import compare_hours
from analysis.pathways.trial.power import exact_power, exact_size
from analysis.pathways.trial.single_arm import rate_against_benchmark, share_against_benchmark
from analysis.pathways.trial.two_by_two import (
    barnard_p,
    boschloo_p,
    fisher_p,
    odds_ratio,
    two_groups,
)

CASES = pd.read_csv(Path(__file__).with_name("trial_small.csv"))
IN_TRIAL = (CASES["arm"] == "trial").to_numpy()
READY = (CASES["event"] == 1).to_numpy()
# R's survival::aml: weeks in remission after leukaemia, maintained and not.
AML_WEEKS = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
AML_DONE = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]
AML_MAINTAINED = [True] * 11 + [False] * 12


def arm(name: str) -> pd.DataFrame:
    return CASES[CASES["arm"] == name]


def at(name: str, days: float) -> tuple[float, float]:
    curves = aalen_johansen(arm(name)["days"], arm(name)["event"])
    i = np.searchsorted(curves.time, days, side="right") - 1
    return curves.incidence[0, i], curves.variance[0, i]


@pytest.mark.parametrize(
    ("name", "days", "incidence", "variance"),
    # cmprsk::cuminc and timepoints.
    [
        ("trial", 60, 0.25, 0.0171659071069845),
        ("trial", 90, 0.583333333333333, 0.0233658970254088),
        ("trial", 120, 0.666666666666667, 0.022851350695811),
        ("usual", 60, 0.0714285714285714, None),
        ("usual", 90, 0.214285714285714, None),
        ("usual", 120, 0.428571428571429, None),
    ],
)
def test_incidence_and_its_variance_are_those_of_cmprsk(name, days, incidence, variance):
    found = at(name, days)
    assert found[0] == pytest.approx(incidence, rel=1e-12)
    if variance is not None:
        assert found[1] == pytest.approx(variance, rel=1e-12)


def test_taking_other_exits_as_censored_overstates():
    curve = kaplan_meier(arm("trial")["days"], arm("trial")["event"] == 1)
    naive = 1 - curve.survival[np.searchsorted(curve.time, 120, side="right") - 1]
    assert naive == pytest.approx(0.753, abs=5e-4)
    assert naive > at("trial", 120)[0]


def test_gray_log_rank_and_its_exact_form_are_those_of_r():
    gray = gray_test(CASES["days"], CASES["event"], IN_TRIAL)
    assert gray.statistic == pytest.approx(2.18318314349667, rel=1e-12)
    assert gray.p_value == pytest.approx(0.139525624630292, rel=1e-12)
    ordinary = log_rank(CASES["days"], READY, IN_TRIAL)
    assert ordinary.statistic == pytest.approx(3.00282106560201, rel=1e-12)
    assert ordinary.p_value == pytest.approx(0.0831196686292016, rel=1e-12)
    exact = permutation_log_rank(CASES["days"], READY, IN_TRIAL)
    assert exact.p_value == pytest.approx(0.0959121737059548, rel=1e-12)
    assert exact.is_exact
    assert exact.n_groups == math.comb(26, 12)


def test_leukaemia_data_give_the_values_of_r():
    # survfit, survdiff and coxph(ties = "efron") of survival::aml, as its manual prints them.
    followed = kaplan_meier(AML_WEEKS[:11], AML_DONE[:11])
    np.testing.assert_allclose(
        followed.survival[followed.n_events > 0],
        [0.9091, 0.8182, 0.7159, 0.6136, 0.4909, 0.3682, 0.1841], atol=5e-5,
    )  # fmt: skip
    assert quantile_time(followed).value == 31
    assert quantile_time(kaplan_meier(AML_WEEKS[11:], AML_DONE[11:])).value == 23
    test = log_rank(AML_WEEKS, AML_DONE, AML_MAINTAINED)
    assert test.statistic == pytest.approx(3.4, abs=0.05)
    assert test.p_value == pytest.approx(0.0653, abs=5e-5)
    found = hazard_ratio(AML_WEEKS, AML_DONE, [not each for each in AML_MAINTAINED])
    assert found.coefficient == pytest.approx(0.9155, abs=5e-5)
    assert found.standard_error == pytest.approx(0.5119, abs=5e-5)


def test_hours_give_the_values_of_r():
    found = compare_hours(arm("trial")["hours"], arm("usual")["hours"])
    assert found.shift.value == 5.25
    assert found.mean_difference == pytest.approx(4.95833333333333, rel=1e-12)
    assert found.of_means.p_value == pytest.approx(0.0072020253269412, rel=1e-12)
    assert found.of_ranks.p_value == pytest.approx(0.0111780237530675, rel=1e-12)


def test_seven_of_ten_against_two_of_twelve():
    groups = two_groups(7, 10, 2, 12)
    assert fisher_p(groups) == pytest.approx(0.027421494913754976, rel=1e-12)
    assert boschloo_p(groups) == pytest.approx(0.018733641641156228, rel=1e-9)
    assert barnard_p(groups) == pytest.approx(0.017341136932373043, rel=1e-9)
    newcombe, score = newcombe_difference(groups), score_difference(groups)
    assert (newcombe.lower, newcombe.upper) == pytest.approx(
        (0.11967973137267784, 0.7597679858244781), rel=1e-12
    )
    assert (score.lower, score.upper) == pytest.approx(
        (0.11367878502816917, 0.7953565891477767), rel=1e-9
    )


def test_newcombes_example_gives_the_limits_in_his_table():
    # R. G. Newcombe, Statistics in Medicine 17, 1998, table II, (a): 56/70 less 48/80.
    groups = two_groups(56, 70, 48, 80)
    mee = score_difference(groups, is_corrected=False)
    assert (round(mee.lower, 4), round(mee.upper, 4)) == (0.0533, 0.3377)
    corrected = score_difference(groups)
    assert (round(corrected.lower, 4), round(corrected.upper, 4)) == (0.0528, 0.3382)
    hybrid = newcombe_difference(groups)
    assert (round(hybrid.lower, 4), round(hybrid.upper, 4)) == (0.0524, 0.3339)


def test_conditional_odds_are_those_of_r_for_fishers_twins():
    # R's fisher.test(Convictions): odds 0.04693661, limits 0.003325764 to 0.363182271. R
    # searches its limits to a few digits only; so they are held by their definition too.
    odds = odds_ratio(two_groups(2, 17, 10, 13))
    assert odds.value == pytest.approx(0.04693661, rel=1e-6)
    assert (odds.lower, odds.upper) == pytest.approx((0.003325764, 0.363182271), rel=4e-3)

    def chances(ratio: float) -> np.ndarray:
        ways = [math.comb(17, k) * math.comb(13, 12 - k) * ratio**k for k in range(13)]
        return np.array(ways) / sum(ways)

    assert chances(odds.lower)[2:].sum() == pytest.approx(0.025, rel=1e-6)
    assert chances(odds.upper)[:3].sum() == pytest.approx(0.025, rel=1e-6)


def test_single_arm_limits_are_those_of_r():
    # binom.test and poisson.test.
    for ready, n, lower, upper in (
        (8, 10, 0.443904537692359, 0.974789273673167),
        (10, 10, 0.691502892181239, 1.0),
        (6, 12, 0.210944638239297, 0.789055361760703),
    ):
        found = share_against_benchmark(ready, n, 0.5).found
        assert (found.lower, found.upper) == pytest.approx((lower, upper), rel=1e-9)
    rate = rate_against_benchmark(8, 29.7330595482546, 0.05).found
    assert (rate.value, rate.lower, rate.upper) == pytest.approx(
        (0.269060773480663, 0.116161344618544, 0.530156985513408), rel=1e-9
    )


def test_exact_power_is_that_of_the_published_grid(published_files):
    path = published_files.parent / "methods" / "reference" / "power_small_trials.json"
    if not path.is_file():
        pytest.skip(f"{path} is absent: the published powers are kept outside")
    for sizes, value in json.loads(path.read_text(encoding="utf-8"))["values"].items():
        n_1, n_2 = map(int, sizes.split("_vs_"))
        for shares, powers in value["power"].items():
            pair = tuple(map(float, shares.split("_vs_")))
            for test, power in powers.items():
                assert exact_power(n_1, n_2, *pair, test=test) == pytest.approx(power, rel=1e-9)
        for test in ("boschloo", "fisher"):
            # Their grid of shares has other ends: the top between two points is missed by 1e-6.
            assert exact_size(n_1, n_2, test=test) == pytest.approx(
                value[f"max_size_{test}"], rel=5e-6
            )


@pytest.mark.parametrize(
    ("n_1", "n_2", "power"), [(10, 10, 0.425), (10, 20, 0.546), (12, 24, 0.660), (20, 20, 0.728)]
)
def test_power_in_print_of_60_against_20_per_cent(n_1, n_2, power):
    assert exact_power(n_1, n_2, 0.6, 0.2) == pytest.approx(power, abs=5e-4)


# By another route


def test_permutation_log_rank_is_the_share_of_log_ranks_at_least_as_far_out():
    days, done, first = [5, 8, 8, 12, 20, 20, 30], [1, 1, 0, 1, 1, 1, 0], {0, 1, 3}

    def difference(group: set[int]) -> float:
        return abs(log_rank(days, done, [i in group for i in range(7)]).difference)

    every = [difference(set(group)) for group in combinations(range(7), 3)]
    expected = np.mean(np.array(every) >= difference(first) - 1e-9)
    found = permutation_log_rank(days, done, [i in first for i in range(7)])
    assert found.p_value == pytest.approx(expected, rel=1e-12)


def test_score_limits_are_where_a_searched_likelihood_puts_them():
    # The shares that fit best are searched on a line instead of solved for.
    groups = two_groups(7, 10, 2, 12)
    found = score_difference(groups)
    for limit in (found.lower, found.upper):
        shares = np.linspace(max(0, -limit), min(1, 1 - limit), 400_001)[1:-1]
        first = shares + limit
        likelihood = (
            7 * np.log(first) + 3 * np.log(1 - first) + 2 * np.log(shares) + 10 * np.log(1 - shares)
        )
        best = np.argmax(likelihood)
        p, q = first[best], shares[best]
        variance = (p * (1 - p) / 10 + q * (1 - q) / 12) * 22 / 21
        assert abs(groups.difference - limit) / math.sqrt(variance) == pytest.approx(
            1.959963985, abs=1e-4
        )


def test_boschloo_is_the_highest_chance_over_a_fine_grid():
    n_1, n_2 = 6, 7
    shares = np.linspace(0, 1, 20_001)

    def chance(ready: int, n: int) -> np.ndarray:
        return math.comb(n, ready) * shares**ready * (1 - shares) ** (n - ready)

    def tail(a: int, b: int) -> float:
        ways = [
            math.comb(n_1, i) * math.comb(n_2, a + b - i) for i in range(a, min(n_1, a + b) + 1)
        ]
        return sum(ways) / math.comb(n_1 + n_2, a + b)

    seen = tail(5, 1)
    far = [(a, b) for a in range(7) for b in range(8) if tail(a, b) <= seen + 1e-12]
    expected = 2 * np.max(sum(chance(a, n_1) * chance(b, n_2) for a, b in far))
    assert boschloo_p(two_groups(5, 6, 1, 7)) == pytest.approx(expected, rel=1e-6)


def test_power_is_the_share_of_drawn_trials_in_which_the_p_value_is_small():
    rng = np.random.default_rng(4)
    drawn = np.stack([rng.binomial(6, 0.8, 4_000), rng.binomial(7, 0.1, 4_000)], axis=1)
    tables, n = np.unique(drawn, axis=0, return_counts=True)
    found = [boschloo_p(two_groups(int(a), 6, int(b), 7)) <= 0.05 for a, b in tables]
    share = float(np.dot(found, n)) / 4_000
    assert exact_power(6, 7, 0.8, 0.1) == pytest.approx(share, abs=0.025)


def test_incidence_by_redistributing_the_censored_to_the_right():
    # Efron's way: each censored case gives its weight to those followed longer.
    days, cause = arm("trial")["days"].tolist(), arm("trial")["event"].tolist()
    days, cause = [*days, 50, 60, 80], [*cause, 0, 0, 0]
    order = sorted(range(len(days)), key=lambda i: (days[i], cause[i] == 0))
    weight = [1 / len(days)] * len(days)
    ready = 0.0
    for place, i in enumerate(order):
        if cause[i] == 0 and place + 1 < len(order):
            for j in order[place + 1 :]:
                weight[j] += weight[i] / (len(order) - place - 1)
            weight[i] = 0.0
        elif cause[i] == 1 and days[i] <= 100:
            ready += weight[i]
    found = incidence_at(aalen_johansen(days, cause), 1, 100)
    assert found.value == pytest.approx(ready, rel=1e-12)
