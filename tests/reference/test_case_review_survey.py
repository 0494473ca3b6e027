"""Totals, shares, domains and calibrated weights held against R's ``survey`` package.

Values: R 4.2.2, ``survey`` 4.5. ``case_review_sample.csv`` is an invented stratified sample
of 160 from 1,270 people. The school data are R's own and are read where they are present.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.estimation.association import compare_distributions
from analysis.estimation.calibration import calibrate, post_stratify, rake
from analysis.estimation.design import Design, stratified_design
from analysis.estimation.design_effects import design_effect
from analysis.estimation.domains import estimate_domains
from analysis.estimation.jackknife import estimate_by_jackknife
from analysis.estimation.results import Estimates
from analysis.estimation.totals import combine, estimate_ratio, estimate_totals

CLOSED_FORM, ITERATED = 1e-9, 1e-7
MARGINS = {
    "stratum": {"KH_0-2": 520, "KH_10+": 75, "KH_2-5": 310, "KH_5-10": 170, "SD_0-26": 150}
    | {"SD_26+": 45},
    "centre": {"A": 642, "B": 366, "C": 262},
    "agegrp": {"30-44": 450, "45-59": 448, "<30": 224, "60+": 148},
}
SCHOOL_TYPES = {"E": 4421, "H": 755, "M": 1018}
SCHOOL_WIDE = {"No": 1072, "Yes": 5122}


@pytest.fixture(scope="module")
def cases() -> pd.DataFrame:
    return pd.read_csv(Path(__file__).with_name("case_review_sample.csv"))


@pytest.fixture(scope="module")
def review(cases: pd.DataFrame) -> Design:
    return stratified_design(cases["stratum"], MARGINS["stratum"])


@pytest.fixture(scope="module")
def schools(published_files: Path) -> dict[str, pd.DataFrame]:
    folder = published_files.parent / "methods" / "reference" / "data" / "api"
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent: it holds R's school data, which are not ours to carry")
    return {name: pd.read_csv(folder / f"api{name}.csv") for name in ("srs", "strat", "clus1")} | {
        "clus2": pd.read_csv(folder / "apiclus2.csv")
    }


def simple(schools: dict[str, pd.DataFrame]) -> Design:
    return stratified_design(["all"] * 200, {"all": 6194}, weights=schools["srs"]["pw"])


def stratified(schools: dict[str, pd.DataFrame], **options: Any) -> Design:
    frame = schools["strat"]
    return stratified_design(frame["stype"], SCHOOL_TYPES, weights=frame["pw"], **options)


def clustered(schools: dict[str, pd.DataFrame]) -> Design:
    frame = schools["clus1"]
    return stratified_design(["all"] * len(frame), {"all": 757}, frame["dnum"], weights=frame["pw"])


def two_stage(schools: dict[str, pd.DataFrame]) -> Design:
    frame = schools["clus2"]
    schools_in = {str(k): float(v) for k, v in frame.groupby("dnum")["fpc2"].first().items()}
    return stratified_design(
        *(["all"] * len(frame), {"all": 757}, frame["dnum"]),
        cluster_population=schools_in,
        weights=frame["pw"],
    )


def agrees(found: Estimates, estimate: object, error: object, rtol: float = CLOSED_FORM) -> bool:
    np.testing.assert_allclose(found.estimate, np.atleast_1d(estimate), rtol=rtol, atol=1e-12)
    np.testing.assert_allclose(found.standard_error, np.atleast_1d(error), rtol=rtol, atol=1e-12)
    return True


# The invented review


@pytest.mark.parametrize(
    ("scheme", "total", "error", "lower", "upper", "share", "share_error"),
    [
        (
            *("y_rf", 131.713235294118, 31.6560702411416, 69.1770465621152, 194.24942402612),
            *(0.103711208893006, 0.024926039559954),
        ),
        (
            *("y_fx", 90.2900326797386, 25.2184379109067, 40.4713097394183, 140.108755620059),
            *(0.071094513921054, 0.0198570377251234),
        ),
        (
            *("y_fp", 116.242647058824, 28.4129935940017, 60.1131175151844, 172.372176602463),
            *(0.0915296433534044, 0.0223724359007888),
        ),
        (
            *("y_any", 364.315359477124, 46.7531956457016, 271.954979794747, 456.675739159501),
            *(0.286862487777263, 0.0368135398785052),
        ),
    ],
)
def test_totals_and_shares_of_a_review_agree_with_svytotal_and_svymean(
    cases, review, scheme, total, error, lower, upper, share, share_error
) -> None:
    found = estimate_totals(review, cases[scheme])
    assert agrees(found, total, error)
    assert found.of("y").lower == pytest.approx(lower, rel=CLOSED_FORM)
    assert found.of("y").upper == pytest.approx(upper, rel=CLOSED_FORM)
    assert (found.df[0], found.n[0]) == (154, 160)
    assert agrees(estimate_totals(review, cases[scheme], unit="share"), share, share_error)


def test_a_rare_scheme_agrees_with_svytotal(cases, review) -> None:
    assert agrees(estimate_totals(review, cases["y_rev"]), 26.0694444444444, 16.598965505844)


@pytest.mark.parametrize(
    ("scheme", "part", "totals", "errors", "shares", "share_errors"),
    [
        (
            *("y_rf", "benefit"),
            *([127.213235294118, 4.5], [31.5717886053937, 2.3084512921916]),
            *([0.118337893296854, 0.0230769230769231], [0.029369105679436, 0.0118382117548287]),
        ),
        (
            *("y_fx", "centre", [50.8946078431373, 33.7287581699346, 5.66666666666667]),
            [18.1400340218658, 17.320068230452, 5.14241620684717],
            [0.0842791256455041, 0.0839233623011638, 0.021446859036994],
            [0.0296066660736759, 0.0418196113820959, 0.0194665934355818],
        ),
        (
            *("y_rev", "centre", [11.625, 0, 14.4444444444444]),
            [9.01821074271388, 0, 13.9354774178784],
            [0.019250464384138, 0, 0.0546684642119454],
            [0.0148446467998592, 0, 0.0511315959547959],
        ),
        (
            *("y_any", "centre", [140.080882352941, 131.825163398693, 92.4093137254902]),
            [26.4381752179416, 34.1268465394966, 27.5372863678507],
            [0.231967487022273, 0.32800528535854, 0.349745210325166],
            [0.0424474990345006, 0.0723449712161569, 0.0875640720218872],
        ),
    ],
)
def test_parts_of_a_review_agree_with_svyby(
    cases, review, scheme, part, totals, errors, shares, share_errors
) -> None:
    assert agrees(estimate_domains(review, cases[scheme], cases[part]), totals, errors)
    found = estimate_domains(review, cases[scheme], cases[part], unit="share")
    assert agrees(found, shares, share_errors)


def test_contrasts_keep_the_covariance_of_svycontrast(cases, review) -> None:
    found = estimate_totals(review, cases[["y_fp", "y_rf", "y_fx", "y_rev"]])
    both = combine(found, {"fp minus rf": [1, -1, 0, 0], "sum": [1, 1, 1, 1]})
    assert agrees(
        *(both, [-15.4705882352941, 364.315359477124]), [44.7613033519137, 46.7531956457017]
    )


def test_means_and_their_ratio_agree_with_svymean_and_svyratio(cases, review) -> None:
    means = estimate_totals(review, cases[["minutes", "missing_docs"]], unit="share")
    assert agrees(
        *(means, [74.5710050949514, 2.03895514898873]), [2.32350335339554, 0.127219311222554]
    )
    ratio = estimate_ratio(review, cases["minutes"], cases["missing_docs"])
    assert agrees(ratio, 36.5731463646646, 2.19665969284035)


def test_an_item_without_an_answer_is_a_domain_and_its_bounds_agree(cases, review) -> None:
    answered = cases["work_ability_documented"].notna().to_numpy()
    yes = (cases["work_ability_documented"] == "yes").to_numpy()
    among = estimate_totals(review, yes, domain=answered, unit="share")
    assert agrees(among, 0.504921054474809, 0.0460277601896595)
    none_yes = estimate_totals(review, yes, unit="share")
    assert agrees(none_yes, 0.440553754310123, 0.0423094946045735)
    all_yes = estimate_totals(review, yes | ~answered, unit="share")
    assert agrees(all_yes, 0.568033683289589, 0.0426948994464505)


@pytest.mark.parametrize(
    ("method", "total", "error", "first_weights"),
    [
        *[("raking", 118.734362330247, 28.3393391699206, [15.3402744791694, 12.0481070709381])],
        *[("linear", 118.606595273354, 28.2940673230601, [15.3475107552756, 11.9296253803727])],
    ],
)
def test_three_margins_agree_with_calibrate(
    cases, review, method, total, error, first_weights
) -> None:
    margins = {name: cases[name] for name in MARGINS}
    calibrated = rake(review, margins, MARGINS, method=method)
    assert agrees(estimate_totals(calibrated, cases["y_fp"]), total, error, ITERATED)
    assert calibrated.weights[:2] == pytest.approx(first_weights, rel=ITERATED)


def test_post_stratification_by_age_agrees_with_poststratify(cases, review) -> None:
    by_age = post_stratify(review, cases["agegrp"], MARGINS["agegrp"])
    assert agrees(estimate_totals(by_age, cases["y_fp"]), 118.776804929445, 29.2122702780165)


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ("adjust", 0.235557084777718),
        ("average", 0.283304771123362),
        ("certainty", 0.231317376982737),
        ("remove", 0.231317376982737),
    ],
)
def test_rules_for_a_stratum_with_one_case_agree_with_r(rule, error) -> None:
    # Twenty, thirty and eight people; two, three and one case; survey.lonely.psu = rule.
    design = stratified_design(
        ["a"] * 2 + ["b"] * 3 + ["c"], {"a": 20, "b": 30, "c": 8}, lonely=rule
    )
    found = estimate_totals(design, [1, 0, 1, 1, 0, 1], unit="share")
    assert agrees(found, 0.655172413793103, error)
    assert found.df[0] == 3


# R's school data


def test_school_totals_and_means_agree(schools) -> None:
    design, frame = stratified(schools), schools["strat"]
    assert agrees(estimate_totals(design, frame["enroll"]), 3687177.53243828, 114641.71610078)
    mean = estimate_totals(design, frame["api00"], unit="share")
    assert agrees(mean, 662.287363159321, 9.40894080278458)
    whole = stratified(schools, with_replacement=True)
    mean = estimate_totals(whole, frame["api00"], unit="share")
    assert agrees(mean, 662.287363159321, 9.53613229692516)
    one = estimate_totals(simple(schools), schools["srs"]["api00"], unit="share")
    assert agrees(one, 656.585, 9.24972203928281)
    total = estimate_totals(simple(schools), schools["srs"]["enroll"].fillna(0))
    assert agrees(total, 3621074.34, 169519.654344059)
    ratio = estimate_ratio(design, frame["api.stu"], frame["enroll"])
    assert agrees(ratio, 0.836956886940522, 0.00775710316663788)


def test_domains_of_schools_agree_with_their_own_degrees_of_freedom(schools) -> None:
    design, frame = stratified(schools), schools["strat"]
    improved = (frame["comp.imp"] == "Yes").to_numpy()
    total = estimate_totals(design, frame["enroll"], domain=improved)
    assert agrees(total, 2098255.19978905, 139639.832664148)
    assert (total.df[0], total.n[0]) == (113, improved.sum())
    mean = estimate_totals(design, frame["api00"], domain=improved, unit="share")
    assert agrees(mean, 676.402286067281, 11.7146787699287)
    count = estimate_totals(design, ~improved)
    assert agrees(count, 2132.91000556946, 208.895719559424)
    by_type = estimate_domains(design, frame["awards"] == "No", frame["stype"])
    assert agrees(
        *(by_type, [1193.66997528076, 513.400012969971, 529.360015869141]),
        [195.019525962436, 48.6182643626209, 70.8493436299404],
    )


def test_clusters_of_schools_agree(schools) -> None:
    design, frame = clustered(schools), schools["clus1"]
    mean = estimate_totals(design, frame["api00"], unit="share")
    assert agrees(mean, 644.169398907104, 23.542240693781)
    assert mean.df[0] == 14
    by_type = estimate_domains(design, frame["api00"], frame["stype"], unit="share")
    assert agrees(
        *(by_type, [648.868055555556, 618.571428571429, 631.44]),
        [22.3624088938319, 38.0202493594075, 31.6094652272455],
    )


def test_schools_drawn_within_drawn_districts_agree(schools) -> None:
    design, frame = two_stage(schools), schools["clus2"]
    mean = estimate_totals(design, frame["api00"], unit="share")
    assert agrees(mean, 670.811808118081, 30.0990273768366)
    assert mean.df[0] == 39
    total = estimate_totals(design, frame["enroll"].fillna(0))
    assert agrees(total, 2639272.93, 799637.773648358)


def test_post_stratified_and_raked_schools_agree(schools) -> None:
    design, frame = clustered(schools), schools["clus1"]
    grouped = post_stratify(design, frame["stype"], SCHOOL_TYPES)
    total = estimate_totals(grouped, frame["enroll"])
    assert agrees(total, 3680892.94511905, 406292.636294802)
    mean = estimate_totals(grouped, frame["api00"], unit="share")
    assert agrees(mean, 642.310788211582, 23.9204864450904)
    one = post_stratify(simple(schools), schools["srs"]["stype"], SCHOOL_TYPES)
    mean = estimate_totals(one, schools["srs"]["api00"], unit="share")
    assert agrees(mean, 656.781580952531, 9.15653816164697)
    margins = {"stype": frame["stype"], "wide": frame["sch.wide"]}
    raked = rake(design, margins, {"stype": SCHOOL_TYPES, "wide": SCHOOL_WIDE})
    mean = estimate_totals(raked, frame["api00"], unit="share")
    assert agrees(mean, 641.23032092682, 23.7036168879225, ITERATED)


def test_calibrated_schools_agree(schools) -> None:
    design, frame = clustered(schools), schools["clus1"]
    known = [6194, SCHOOL_TYPES["H"], SCHOOL_TYPES["M"], 3914069]
    ones = np.ones(len(frame))
    auxiliaries = np.column_stack(
        [ones, frame["stype"] == "H", frame["stype"] == "M", frame["api99"]]
    ).astype(float)
    linear = calibrate(design, auxiliaries, known)
    mean = estimate_totals(linear, frame["api00"], unit="share")
    assert agrees(mean, 665.30907116578, 3.44175311640481)
    total = estimate_totals(linear, frame["enroll"])
    assert agrees(total, 3638487.20413188, 385524.427352479)
    assert linear.weights[0] == pytest.approx(51.6327425948848, rel=CLOSED_FORM)
    raked = calibrate(design, auxiliaries, known, method="raking")
    mean = estimate_totals(raked, frame["api00"], unit="share")
    assert agrees(mean, 665.39379600015, 3.43775353983483, ITERATED)
    wide = {"wide": schools["strat"]["sch.wide"]}
    bounded = rake(
        *(stratified(schools), wide, {"wide": SCHOOL_WIDE}), method="logit", bounds=(0.5, 2)
    )
    mean = estimate_totals(bounded, schools["strat"]["api00"], unit="share")
    assert agrees(mean, 662.203029450444, 9.27254389990781, ITERATED)


def test_design_effects_and_jackknife_agree(schools) -> None:
    design, api00 = stratified(schools), schools["strat"]["api00"].to_numpy(float)
    assert design_effect(design, api00) == pytest.approx(1.20445726853772, rel=CLOSED_FORM)
    with_replacement = design_effect(design, api00, with_replacement=True)
    assert with_replacement == pytest.approx(1.16556617145353, rel=CLOSED_FORM)
    mean = estimate_by_jackknife(design, lambda weights: weights @ api00 / weights.sum())
    assert agrees(mean, 662.287363159321, 9.40894080278461)


def test_rao_scott_agrees_with_svychisq(schools) -> None:
    frame = schools["strat"]
    found = compare_distributions(stratified(schools), frame["sch.wide"], frame["stype"])
    assert found.statistic == pytest.approx(17.2474439638888, rel=CLOSED_FORM)
    assert found.df_above == pytest.approx(1.82867150416358, rel=CLOSED_FORM)
    assert found.df_below == pytest.approx(360.248286320226, rel=CLOSED_FORM)
    assert found.p_value == pytest.approx(2.03504635946521e-07, rel=ITERATED)
