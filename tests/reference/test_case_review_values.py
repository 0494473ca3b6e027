"""The published checks of the case review, run through their adapters, and those in print.

Every check is either answered, number by number, or named with the reason why not. The
table below holds the values of the methods text that stand in no file of checks; its first
column is the section. Software: R 4.2.2 with survey 4.5, irr 0.84.1, irrCAC 1.4, epiR
2.0.94, PracTools 1.7.5; statsmodels 0.15.0; jfa's own tests; closed forms.
"""

from __future__ import annotations

import copy
import json
import math
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimation.agreement.coefficients import agreement_of_table
from analysis.estimation.agreement.readers import agreement_of_counts, measure_reader_agreement
from analysis.estimation.design import Design, stratified_design
from analysis.estimation.misclassification import correct_share, correct_share_with_estimated_errors
from analysis.estimation.planning.discovery import cases_to_see
from analysis.estimation.planning.ideal_sizes import mean_standard_error, neyman_sizes
from analysis.estimation.planning.kappa_sizes import cases_for_kappa
from analysis.estimation.planning.sizes import (
    cases_for_half_width,
    cases_for_log_odds,
    cases_for_wilson,
)
from analysis.estimation.posterior import independent_posterior
from analysis.estimation.rare import gamma_limits, hypergeometric_limits, zero_bound
from analysis.estimation.share_limits import (
    beta_limits,
    capped_limits,
    logit_limits,
    wilson_limits,
)
from analysis.estimation.totals import estimate_totals
from analysis.estimation.two_phase import estimate_two_phase
from analysis.review.draw import draw_cases

ADAPTERS_FILE = Path(__file__).with_name("case_review_adapters.py")
N_NUMBERS = 1_700


@pytest.fixture(scope="module")
def adapters() -> dict:
    return runpy.run_path(str(ADAPTERS_FILE))


@pytest.fixture(scope="module")
def reference_folder(published_files) -> Path:
    folder = published_files.parent / "methods" / "reference"
    if not (folder / "case_review_checks.json").is_file():
        pytest.skip(f"{folder} is absent: the list of published checks is kept outside")
    return folder


@pytest.fixture(scope="module")
def checks(reference_folder) -> list[dict]:
    text = (reference_folder / "case_review_checks.json").read_text(encoding="utf-8")
    return json.loads(text)["checks"]


# The file of checks


def test_every_published_check_is_answered_or_named_with_a_reason(adapters, checks):
    find = adapters["find_kind"]
    neither = [
        check["id"]
        for check in checks
        if (find(check["id"], adapters["CASE_REVIEW_ADAPTERS"]) is None)
        and (find(check["id"], adapters["NOT_OFFERED"]) is None)
    ]
    assert neither == []


def test_every_answered_number_agrees(adapters, reference_folder, checks):
    path = reference_folder / "case_review_checks.json"
    assert adapters["run_case_review_checks"](path, reference_folder / "data") == []
    offered = [c for c in checks if adapters["find_kind"](c["id"], adapters["NOT_OFFERED"]) is None]
    assert len(offered) >= 100
    assert sum(adapters["count_compared"](check) for check in offered) >= N_NUMBERS


def test_what_is_not_offered_says_why(adapters):
    for table in (adapters["NOT_OFFERED"], adapters["LEFT_OUT"]):
        assert all(len(reason.split()) >= 2 for reason in table.values())
    # A reason of its own for a number never hides a whole check.
    assert all("/" in place for place in adapters["LEFT_OUT"])


def test_a_check_of_which_any_number_is_changed_is_reported(adapters, reference_folder, checks):
    unnoticed = []
    for check in checks:
        if adapters["find_kind"](check["id"], adapters["NOT_OFFERED"]) is not None:
            continue
        changed = copy.deepcopy(check)
        value = changed["value"].get("value", changed["value"])
        if not change_last_number(adapters, check["id"], value):
            unnoticed.append(f"{check['id']}: nothing is compared")
        elif not adapters["failures"](changed, reference_folder / "data"):
            unnoticed.append(check["id"])
    assert unnoticed == []


def change_last_number(adapters: dict, place: str, value: Any) -> bool:
    """Change the last compared number under a place, and tell whether there was one."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    for key in reversed(keys):
        inner, below = f"{place}/{key}", value[key]
        if adapters["_is_passed_over"](inner):
            continue
        if isinstance(below, (dict, list)):
            if change_last_number(adapters, inner, below):
                return True
        elif isinstance(below, (int, float)) and not isinstance(below, bool):
            value[key] = below + (1 if isinstance(below, int) else 0.01 * (1 + abs(below)))
            return True
    return False


# The values in print

HOSPITALS = [215, 65, 252, 50, 149, 144]
EXPENDITURE = [26787207, 10645109, 6909676, 11085034, 9817762, 44553355]
# Strata KH_0-2, KH_2-5, KH_5-10, KH_10+, SD_0-26, SD_26+ of an invented municipality.
CASES, PEOPLE = np.array([36, 34, 30, 24, 16, 20]), np.array([520, 310, 170, 75, 150, 45])
FP, ANY, NONE = [3, 1, 7, 7, 0, 1], [8, 10, 14, 14, 2, 7], [0] * 6
REV = (0.02052712160979878, 0.013070051579404694**2)
KISH = PEOPLE.sum() ** 2 / (PEOPLE**2 / CASES).sum()
FEINSTEIN, PARADOX, RARE = [[80, 10], [5, 5]], [[118, 5], [2, 0]], [[45, 1], [1, 1]]
# irrCAC's cac.raw4raters: Krippendorff's readers, with the last reading by the third one.
RAW = [
    [1, 1, None, 1], [2, 2, 3, 2], [3] * 4, [3] * 4, [2] * 4, [1, 2, 3, 4], [4] * 4,
    [1, 1, 2, 1], [2] * 4, [None, 5, 5, 5], [None, None, 1, 1], [None, None, 3, None],
]  # fmt: skip
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
SIX_READERS = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1],
]  # fmt: skip


def kappas(share: float, kappa: float) -> int:
    return math.ceil(cases_for_kappa(share, share, kappa, 0.4))


def pair(table: list, name: str, weights: str = "unweighted") -> tuple[float, float]:
    found = agreement_of_table(table, range(len(table)), weights=weights).coefficients[name]
    return found.value, found.standard_error


def raw(name: str) -> tuple[float, float]:
    found = measure_reader_agreement(RAW, [1, 2, 3, 4, 5]).coefficients[name]
    return found.value, found.standard_error


def share_agree(_: str) -> tuple[float, float]:
    found = measure_reader_agreement(RAW, [1, 2, 3, 4, 5])
    return found.share_agree, found.share_agree_error


def six(name: str) -> tuple[float, float]:
    found = agreement_of_counts(SIX_READERS, range(5)).coefficients[name]
    return found.value, found.standard_error


def posterior(x: list[int]) -> tuple[float, ...]:
    found = independent_posterior(x, CASES, PEOPLE)
    return found.mean, found.sd, *found.quantiles((0.025, 0.5, 0.975))


def corrected(x: int, n: int, se: float, sp: float, method: Any = "wilson") -> tuple[float, ...]:
    found = correct_share(x, n, sensitivity=se, specificity=sp, method=method)
    return found.value_unbounded, found.lower_unbounded, found.upper_unbounded


def estimated(*counts: int) -> tuple[float, float]:
    names = ("n_found", "n_truly_positive", "n_cleared", "n_truly_negative")
    found = correct_share_with_estimated_errors(
        *counts[:2], **dict(zip(names, counts[2:], strict=True))
    )
    return found.lower, found.upper


def tickets(seed: str) -> list[int]:
    people = pd.DataFrame({"case_id": [f"C{i:04d}" for i in range(1, 51)], "stratum": "A"})
    drawn = draw_cases(people, {"A": 5}, seed=seed)
    return [int(case[1:]) for case in drawn[drawn["status"] == "udtrukket"]["case_id"]]


C, D, R5 = 1e-9, 6e-9, 6e-6
VALUES: list[tuple[str, Callable[[], Any], Any, float]] = [
    ("2.1 half-width", lambda: cases_for_half_width(0.5, 0.05, population=1270), 295.1132598276, C),
    ("2.1 endless", lambda: cases_for_half_width(0.5, 0.05), 384.1458820694, C),
    ("2.1 rare", lambda: cases_for_half_width(0.02, 0.02, population=1270), 164.0466770925, C),
    ("2.1 large", lambda: cases_for_half_width(0.1, 0.05, population=17650), 137.2250966392, C),
    ("2.1 wide", lambda: cases_for_half_width(0.5, 0.08, population=17650), 148.8003432255, C),
    ("2.1 Wilson", lambda: cases_for_wilson(0.04, 0.01), 1492.1514220548, C),
    ("2.1 Wilson, rare", lambda: cases_for_wilson(0.02, 0.02), 222.0228796446, C),
    ("2.1 log odds", lambda: cases_for_log_odds(0.04, 0.01), 1500.4602042241, C),
    ("2.1 Neyman", lambda: neyman_sizes(HOSPITALS, EXPENDITURE, 100),
     (34.6416828348, 4.1619471098, 10.4734873315, 3.3338044454, 8.79897038, 38.5901078984), C),
    ("2.1 its error", lambda: mean_standard_error(
        HOSPITALS, EXPENDITURE, neyman_sizes(HOSPITALS, EXPENDITURE, 100)), 1727172.85682714, C),
    ("2.1 discovery", lambda: [cases_to_see(s, population=1000, allowed=a)
                               for s, a in ((0.01, 0), (0.05, 0), (0.05, 2))], (258, 57, 119), 0),
    ("2.1 binomial", lambda: [cases_to_see(s, allowed=a)
                              for s, a in ((0.01, 0), (0.05, 0), (0.05, 2))], (299, 59, 124), 0),
    ("2.1 kappa", lambda: [kappas(0.3, 0.7), kappas(0.1, 0.7), kappas(0.05, 0.8)],
     (76, 173, 167), 0),
    ("2.3 logit", lambda: logit_limits(*REV, df=154),
     (0.00576904306022641, 0.070366590180205), 1e-8),
    ("2.3 beta", lambda: beta_limits(*REV, n=160, df=154),
     (0.00327642022221308, 0.0654037061730092), 1e-8),
    ("2.3 wilson", lambda: wilson_limits(*REV, df=154),
     (0.00621570326874715, 0.0656144158291256), 1e-8),
    ("2.3 gamma", lambda: np.divide(gamma_limits([1, 0, 0, 0, 1, 1], CASES, PEOPLE), 1270),
     (0.00296853335509252, 0.075035667719688), C),
    ("2.3 none, capped", lambda: capped_limits(0.0, 0.0, n=160, df=154),
     (0.0, 0.0227917494554666), C),
    ("2.3 none, Kish's size", lambda: capped_limits(0.0, 0.0, n=KISH, df=154),
     (0.0, 0.029389761), 2e-8),
    ("2.3 none, gamma", lambda: np.divide(gamma_limits(NONE, CASES, PEOPLE), 1270),
     (0.0, 0.0419557593206309), C),
    ("2.3 none, exact", lambda: [zero_bound(CASES, PEOPLE),
                                 zero_bound(CASES, PEOPLE, sides="upper")], (48, 40), 0),
    ("2.3 simple sample", lambda: hypergeometric_limits(3, 160, 1270), (6, 65), 0),
    ("2.3 simple, none", lambda: [hypergeometric_limits(0, 160, 1270, sides=s)[1]
                                  for s in ("both", "upper")], (27, 22), 0),
    ("2.3 simple, large", lambda: hypergeometric_limits(1, 160, 17650), (3, 603), 0),
    ("2.4 FP", lambda: posterior(FP),
     (131.51021371059375, 29.499461862000448, 82, 129, 197), C),
    ("2.4 any scheme", lambda: posterior(ANY),
     (372.68751393844354, 45.28274926863874, 289, 371, 466), C),
    ("2.4 none seen", lambda: posterior(NONE),
     (18.297876765353905, 13.043626653636435, 2, 15, 51), C),
    ("2.5 kappa", lambda: pair(FEINSTEIN, "cohen"), (0.318181818181818, 0.13345652122383617), C),
    ("2.5 AC1", lambda: pair(FEINSTEIN, "gwet")[0], 0.808, C),
    ("2.5 PABAK", lambda: pair(FEINSTEIN, "brennan_prediger")[0], 0.70, C),
    ("2.5 McNemar", lambda: agreement_of_table(FEINSTEIN, [0, 1]).mcnemar_p, 0.3017578125, C),
    ("2.5 specific", lambda: agreement_of_table([[40, 9], [6, 45]], [0, 1]).specific[1].value,
     0.857142857142857, C),
    ("2.5 paradox, kappa", lambda: pair(PARADOX, "cohen"),
     (-0.0233918128654961, 0.012286756672809), C),
    ("2.5 paradox, AC1", lambda: pair(PARADOX, "gwet"), (0.940776337608718, 0.0229645512479329), C),
    ("2.5 paradox, Scott", lambda: pair(PARADOX, "scott")[0], -0.0288065843621402, C),
    ("2.5 paradox, alpha", lambda: pair(PARADOX, "krippendorff")[0], -0.0246913580246916, C),
    ("2.5 rare, AC1", lambda: pair(RARE, "gwet")[0], 0.954716981132075, C),
    # irrCAC's printed examples: the overview of the package.
    ("irrCAC agreement", lambda: share_agree(""), (0.8181818181818182, 0.12561), R5),
    ("irrCAC AC1", lambda: raw("gwet"), (0.77544, 0.14295), R5),
    ("irrCAC Fleiss", lambda: raw("fleiss"), (0.76117, 0.15302), R5),
    ("irrCAC Conger", lambda: raw("conger"), (0.76282, 0.14917), R5),
    ("irrCAC Brennan-Prediger", lambda: raw("brennan_prediger"), (0.77273, 0.14472), R5),
    ("irrCAC alpha", lambda: raw("krippendorff"), (0.743421052631579, 0.14548), R5),
    ("irrCAC 3x3 kappa", lambda: pair(ABSTRACTORS, "cohen"), (0.7964094, 0.05891072), D),
    ("irrCAC 3x3 Scott", lambda: pair(ABSTRACTORS, "scott"), (0.7962397, 0.05905473), D),
    ("irrCAC 3x3 AC1", lambda: pair(ABSTRACTORS, "gwet"), (0.8493305, 0.04321747), D),
    ("irrCAC 3x3 BP", lambda: pair(ABSTRACTORS, "brennan_prediger"), (0.835, 0.04693346), D),
    ("irrCAC 3x3 alpha", lambda: pair(ABSTRACTORS, "krippendorff"), (0.7972585, 0.05905473), D),
    ("irrCAC six, AC1", lambda: six("gwet"), (0.4448007, 0.08418757), D),
    ("irrCAC six, Fleiss", lambda: six("fleiss"), (0.4139265, 0.08119291), D),
    ("irrCAC six, BP", lambda: six("brennan_prediger"), (0.4388889, 0.08312142), D),
    ("irrCAC six, alpha", lambda: six("krippendorff")[0], 0.4204384, D),
    ("2.6 known", lambda: corrected(45, 150, 0.96, 0.89),
     (0.223529411764706, 0.144009757396843, 0.314799769364605), C),
    ("2.6 known, exact", lambda: corrected(45, 150, 0.96, 0.89, "exact"),
     (0.223529411764706, 0.138788253885099, 0.317789686616728), C),
    ("2.6 below nothing", lambda: corrected(6, 151, 0.964, 0.927)[0], -0.0373343441776113, C),
    ("2.6 estimated", lambda: estimated(4060, 11284, 178, 179, 358, 359),
     (0.348673545667138, 0.372082954561085), C),
    ("2.6 estimated, bad", lambda: estimated(259, 509, 84, 127, 96, 109),
     (0.58486786835901, 0.866458208820525), C),
    ("2.6 estimated, clipped", lambda: estimated(18, 160, 20, 24, 23, 24),
     (0.0, 0.193108029708639), C),
    ("2.11 draw", lambda: tickets("2016-09-15:demo"), (5, 17, 21, 39, 6), 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("recompute", "expected", "rtol"),
    [pytest.param(*row, id=name) for name, *row in VALUES],
)
def test_value_in_print_is_recomputed(recompute, expected, rtol):
    # Printed decimals are absolute, the rest is relative.
    absolute = rtol * 10 if rtol in (R5, D) else 1e-12
    np.testing.assert_allclose(recompute(), expected, rtol=rtol, atol=absolute)


def test_limits_of_a_kappa_stay_below_1_where_those_in_print_pass_it():
    # Section 2.5: the Wald limit of this table is 1.0959.
    kappa = agreement_of_table(RARE, [0, 1]).kappa
    wald = kappa.value + stats.norm.isf(0.025) * kappa.standard_error
    assert wald == pytest.approx(1.0959, abs=5e-5)
    assert kappa.lower < kappa.value < kappa.upper <= 1


@pytest.fixture(scope="module")
def review() -> tuple[Design, pd.DataFrame]:
    folder = Path(__file__).parent
    sample = pd.read_csv(folder / "case_review_sample.csv")
    readings = pd.read_csv(folder / "case_review_readings.csv", keep_default_na=False)
    frame = sample.merge(readings, on="case_id", validate="one_to_one")
    people = {str(k): int(v) for k, v in frame.groupby("stratum")["N_h"].first().items()}
    return stratified_design(frame["stratum"].tolist(), people), frame


@pytest.mark.parametrize(
    ("with_first", "total", "error"),
    # Section 2.6: with the first reading 396.19 (86.88), without it 643.125.
    [(True, 396.19035947712416, 86.87905674384524), (False, 643.125, None)],
)
def test_two_phase_total_in_print_is_recomputed(review, with_first, total, error):
    design, frame = review
    settled = (~frame["adjudicated"].isin(["none", ""])).to_numpy(float)
    first = frame["y_any"].to_numpy(float) * with_first
    found = estimate_two_phase(design, first, settled, frame["was_reread"] == 1)
    assert found.estimate[0] == pytest.approx(total, rel=1e-9)
    if error:
        assert found.standard_error[0] == pytest.approx(error, rel=1e-9)
    plain = estimate_totals(design, frame["y_any"])
    assert (plain.estimate[0], plain.standard_error[0]) == pytest.approx(
        (364.315359477124, 46.7531956457016), rel=1e-9
    )


def test_share_of_schools_without_learners_in_print_is_recomputed(reference_folder):
    # Section 2.3, svyciprop of ell == 0 in a stratified and a clustered sample.
    frame = pd.read_csv(reference_folder / "data" / "api" / "apistrat.csv")
    design = stratified_design(
        frame["stype"], {"E": 4421, "H": 755, "M": 1018}, weights=frame["pw"]
    )
    found = estimate_totals(design, frame["ell"] == 0, unit="share")
    share, variance, df = found.estimate[0], found.covariance[0, 0], found.df[0]
    assert share == pytest.approx(0.0530384247147795, rel=1e-9)
    assert logit_limits(share, variance, df=df) == pytest.approx(
        (0.0291338899428105, 0.094644726778799), rel=1e-7
    )
    assert beta_limits(share, variance, n=200, df=df) == pytest.approx(
        (0.0263095487336827, 0.0939867335718545), rel=1e-9
    )
    assert wilson_limits(share, variance, df=df) == pytest.approx(
        (0.0294096958967665, 0.0938162763294062), rel=1e-9
    )
