"""Agreement, misclassification and second readings held against published software.

R 4.2.2 with irr 0.84.1, irrCAC 1.4, psych 2.2.9, epiR 2.0.94, asht 1.0.1 and survey 4.5;
Python's statsmodels 0.15.0 and krippendorff 0.9.0. irrCAC prints five decimals for raw
data. ``case_review_readings.csv`` is an invented sample: 160 first readings, 48 of them
read again and adjudicated.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.agreement.coefficients import agreement_of_table, measure_agreement
from analysis.estimation.agreement.krippendorff import krippendorff_alpha
from analysis.estimation.agreement.readers import agreement_of_counts, measure_reader_agreement
from analysis.estimation.agreement.weighted import measure_design_agreement
from analysis.estimation.design import Design, stratified_design
from analysis.estimation.misclassification import (
    correct_share,
    correct_share_with_estimated_errors,
    correct_stratified_share,
)
from analysis.estimation.two_phase import estimate_two_phase

CLOSED_FORM, FIVE_DECIMALS = 1e-9, 6e-6
FEINSTEIN_1, FEINSTEIN_2 = [[40, 9], [6, 45]], [[80, 10], [5, 5]]
PARADOX, RARE = [[118, 5], [2, 0]], [[45, 1], [1, 1]]
SCHEMES = ("none", "rf", "fx", "rev", "fp")
PEOPLE = {"KH_0-2": 520, "KH_10+": 75, "KH_2-5": 310, "KH_5-10": 170, "SD_0-26": 150, "SD_26+": 45}
# Four readers and twelve cases: K. Krippendorff, "Computing Krippendorff's Alpha", 2011.
FOUR_READERS = list(
    zip(
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
        strict=True,
    )
)
# J. L. Fleiss, "Measuring nominal scale agreement among many raters", 1971, table 1.
# One case after the other, five diagnoses each.
COUNTS = (
    "000600300301401000060303020400004022031020040000061005011040033001005002031"
    "005013001251000020401020300006010500201320040100410501040002020401050000006"
)
DIAGNOSES = np.array([int(n) for n in COUNTS]).reshape(30, 5)


@pytest.fixture(scope="module")
def readings() -> pd.DataFrame:
    folder = Path(__file__).parent
    sample = pd.read_csv(folder / "case_review_sample.csv")[["case_id", "stratum"]]
    answers = pd.read_csv(folder / "case_review_readings.csv", keep_default_na=False)
    return sample.merge(answers, on="case_id", validate="one_to_one")


@pytest.fixture(scope="module")
def review(readings: pd.DataFrame) -> Design:
    return stratified_design(list(readings["stratum"]), PEOPLE)


def judged(readings: pd.DataFrame, column: str, scheme: str) -> np.ndarray:
    answers = readings[column]
    is_in = ~answers.isin(["none", ""]) if scheme == "any" else answers == scheme
    return is_in.to_numpy(float)


@pytest.mark.parametrize(
    ("table", "name", "value", "error"),
    [
        (FEINSTEIN_1, "cohen", 0.699519230769231, 0.0713936026999882),
        (FEINSTEIN_1, "gwet", 0.700748129675811, 0.0713518033597446),
        (FEINSTEIN_1, "scott", 0.699248120300752, 0.0715837436849342),
        (FEINSTEIN_1, "brennan_prediger", 0.7, 0.0714142842854285),
        (FEINSTEIN_1, "krippendorff", 0.700751879699248, 0.0715837436849342),
        (FEINSTEIN_2, "cohen", 0.318181818181818, 0.13345652122383617),
        (PARADOX, "cohen", -0.0233918128654961, 0.012286756672809),
        (PARADOX, "gwet", 0.940776337608718, 0.0229645512479329),
        (RARE, "cohen", 0.478260869565217, 0.315123497039106),
        (RARE, "gwet", 0.954716981132075, 0.0326433076256847),
        (RARE, "brennan_prediger", 0.916666666666667, 0.057684887936931),
        (RARE, "krippendorff", 0.483695652173913, 0.315123497039106),
    ],
)
def test_two_reader_coefficients_match_irrcac_tables(table, name, value, error):
    coefficient = agreement_of_table(table, ["nej", "ja"]).coefficients[name]
    assert coefficient.value == pytest.approx(value, rel=CLOSED_FORM)
    assert coefficient.standard_error == pytest.approx(error, rel=CLOSED_FORM)


def test_indices_and_error_under_chance_match_statsmodels():
    agreement = agreement_of_table(FEINSTEIN_2, ["nej", "ja"])
    assert agreement.kappa.standard_error_by_chance == pytest.approx(0.09738311493467529)
    assert agreement.kappa_maximum == pytest.approx(0.7727272727272725)
    assert agreement.specific["ja"].value == pytest.approx(0.4)
    assert agreement.specific["nej"].value == pytest.approx(0.9142857142857143)
    assert (agreement.prevalence_index, agreement.bias_index) == pytest.approx((0.75, 0.05))
    # R: mcnemar.exact or binom.test(5, 15)$p.value
    assert agreement.mcnemar_p == pytest.approx(0.3017578125)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("nominal", 0.743421052631579),
        ("ordinal", 0.8153875037548814),
        ("interval", 0.8491071428571428),
        ("ratio", 0.7974027747116121),
    ],
)
def test_alpha_with_missing_readers_matches_the_krippendorff_package(metric, value):
    alpha = krippendorff_alpha(FOUR_READERS, [1, 2, 3, 4, 5], metric=metric)
    assert alpha.value == pytest.approx(value, rel=CLOSED_FORM)


def test_errors_with_missing_readers_match_irrcac():
    agreement = measure_reader_agreement(FOUR_READERS, [1, 2, 3, 4, 5])
    gwet, alpha = agreement.coefficients["gwet"], agreement.coefficients["krippendorff"]
    assert (gwet.value, gwet.standard_error) == pytest.approx((0.77544, 0.14295), abs=FIVE_DECIMALS)
    assert alpha.standard_error == pytest.approx(0.14548, abs=FIVE_DECIMALS)


def test_six_readers_match_irr_and_irrcac():
    agreement = agreement_of_counts(DIAGNOSES, range(5))
    fleiss = agreement.coefficients["fleiss"]
    assert fleiss.value == pytest.approx(0.430244520060141, rel=CLOSED_FORM)
    assert fleiss.value / fleiss.standard_error_by_chance == pytest.approx(17.6518305829914)
    assert fleiss.standard_error == pytest.approx(0.0542, abs=FIVE_DECIMALS)
    rest = {"gwet": (0.44788, 0.05566), "brennan_prediger": (0.44444, 0.05512)}
    for name, expected in (rest | {"krippendorff": (0.43341, 0.0542)}).items():
        found = agreement.coefficients[name]
        assert (found.value, found.standard_error) == pytest.approx(expected, abs=FIVE_DECIMALS)


def test_schemes_of_two_readers_match_irr_and_irrcac(readings):
    twice = readings[readings["was_reread"] == 1]
    pairs = list(zip(twice["first"], twice["second"], strict=True))
    agreement = measure_reader_agreement(pairs, SCHEMES)
    conger = agreement.coefficients["conger"]
    assert conger.value == pytest.approx(0.737386018237082, rel=CLOSED_FORM)
    assert conger.standard_error == pytest.approx(0.08008, abs=FIVE_DECIMALS)
    assert agreement.light == pytest.approx(conger.value)
    fleiss = agreement.coefficients["fleiss"]
    assert fleiss.standard_error == pytest.approx(0.08037, abs=FIVE_DECIMALS)
    kappa = measure_agreement(twice["first"].tolist(), twice["second"].tolist(), SCHEMES).kappa
    assert kappa.value == pytest.approx(conger.value)


def test_weighted_kappa_over_the_population_matches_r_survey(readings, review):
    answers = [
        ["" if text == "" else "nej" if text == "none" else "ja" for text in readings[column]]
        for column in ("first", "second")
    ]
    kappa = measure_design_agreement(review, *answers, ["nej", "ja"]).coefficients["cohen"]
    assert kappa.value == pytest.approx(0.755905511811024, rel=CLOSED_FORM)
    assert kappa.standard_error == pytest.approx(0.124080086452159, rel=CLOSED_FORM)
    twice = [(a, b) for a, b in zip(*answers, strict=True) if b]
    plain = measure_agreement(*map(list, zip(*twice, strict=True)), ["nej", "ja"]).kappa
    assert plain.value == pytest.approx(0.705263157894737, rel=CLOSED_FORM)


def test_kappa_of_a_stratified_sample_matches_svykappa(published_files):
    path = published_files.parent / "methods" / "reference" / "data" / "api" / "apistrat.csv"
    if not path.is_file():
        pytest.skip(f"{path} is absent: it holds R's school data, which are not ours to carry")
    schools = pd.read_csv(path)
    design = stratified_design(
        list(schools["stype"]), {"E": 4421, "H": 755, "M": 1018}, weights=schools["pw"]
    )
    answers = schools["comp.imp"].tolist(), schools["sch.wide"].tolist()
    kappa = measure_design_agreement(design, *answers, ["No", "Yes"]).coefficients["cohen"]
    # svykappa(~comp.imp + sch.wide, dstrat)
    assert kappa.value == pytest.approx(0.482986927061343, rel=1e-7)
    assert kappa.standard_error == pytest.approx(0.0641878167438354, rel=1e-6)


# Totals and errors of the stratified two-phase difference estimator, computed from its
# formula in numpy, one stratum at a time.
@pytest.mark.parametrize(
    ("scheme", "total", "error"),
    [
        ("any", 396.19035947712416, 86.87905674384524),
        ("rf", 202.33823529411765, 72.56814014705371),
        ("fx", 122.16503267973857, 78.4708130765953),
    ],
)
def test_two_phase_totals_match_the_stratified_difference_formula(
    readings, review, scheme, total, error
):
    first, settled = (judged(readings, name, scheme) for name in ("first", "adjudicated"))
    result = estimate_two_phase(review, first, settled, readings["was_reread"] == 1)
    assert result.estimate[0] == pytest.approx(total, rel=CLOSED_FORM)
    assert result.standard_error[0] == pytest.approx(error, rel=CLOSED_FORM)


@pytest.mark.parametrize(
    ("scheme", "total", "approximate", "full"),
    [
        ("any", 643.125, 116.441915681885, 118.452701960317),
        ("fp", 125.0, 32.1492744242474, 33.2749062771798),
        ("rf", 225.625, 94.9765644692284, 96.0177478509338),
    ],
)
def test_without_a_first_reading_the_error_lies_between_those_of_r_twophase(
    readings, review, scheme, total, approximate, full
):
    settled = judged(readings, "adjudicated", scheme)
    result = estimate_two_phase(review, 0 * settled, settled, readings["was_reread"] == 1)
    assert result.estimate[0] == pytest.approx(total, rel=CLOSED_FORM)
    # R's two methods differ in how they estimate the joint chances; the unbiased one of a
    # simple random sample in each stratum lies between.
    assert approximate < result.standard_error[0] < full


@pytest.mark.parametrize(
    ("counts", "rates", "method", "limits"),
    [
        ((45, 150), (0.96, 0.89), "wilson", (0.144009757396843, 0.314799769364605)),
        ((45, 150), (0.96, 0.89), "exact", (0.138788253885099, 0.317789686616728)),
        ((18, 160), (0.85, 0.95), "wilson", (0.027945423180267, 0.151018078392129)),
        ((9, 160), (0.9, 0.97), "exact", (-0.00455099066284228, 0.0851636890041805)),
        ((1, 160), (0.9, 0.99), "wilson", (-0.0108757493371661, 0.0275831302949205)),
        ((6, 151), (0.964, 0.927), "wilson", (-0.0613512152576865, 0.0123137350003256)),
    ],
)
def test_share_with_known_errors_matches_epir(counts, rates, method, limits):
    share = correct_share(*counts, sensitivity=rates[0], specificity=rates[1], method=method)
    found = share.lower_unbounded, share.upper_unbounded
    assert found == pytest.approx(limits, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "limits"),
    [
        ((4060, 11284, 178, 179, 358, 359), (0.348673545667138, 0.372082954561085)),
        ((259, 509, 84, 127, 96, 109), (0.58486786835901, 0.866458208820525)),
        ((18, 160, 20, 24, 23, 24), (0.0, 0.193108029708639)),
    ],
)
def test_share_with_estimated_errors_matches_asht(counts, limits):
    x, n, found, truly, cleared, not_truly = counts
    share = correct_share_with_estimated_errors(
        *(x, n),
        n_found=found,
        n_truly_positive=truly,
        n_cleared=cleared,
        n_truly_negative=not_truly,
    )
    assert (share.lower, share.upper) == pytest.approx(limits, rel=CLOSED_FORM)


@pytest.mark.parametrize(
    ("x", "value", "limits"),
    [
        ([8, 14, 10, 14, 2, 7], 0.287211940579039, (0.0670130605688169, 0.522288566876287)),
        ([3, 7, 1, 7, 0, 1], 0.032429969591397, (0.0, 0.17314879129578)),
        ([0, 0, 0, 0, 0, 0], 0.0, (0.0, 0.0139529924899139)),
    ],
)
def test_stratified_share_with_estimated_errors_matches_asht(x, value, limits):
    share = correct_stratified_share(
        *(x, [36, 24, 34, 30, 16, 20], [520, 75, 310, 170, 150, 45]),
        n_found=15,
        n_truly_positive=18,
        n_cleared=28,
        n_truly_negative=30,
        rng=np.random.default_rng(20261122),
    )
    assert share.value == pytest.approx(value, rel=CLOSED_FORM)
    # Both sides are simulated: theirs with a million draws, ours with a tenth.
    assert (share.lower, share.upper) == pytest.approx(limits, abs=0.004)
