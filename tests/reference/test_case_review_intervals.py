"""Limits and posteriors of a case review that other software gives, typed in with their source.

R: 4.2.2 with ``survey`` 4.5 (`svyciprop`, `svymean`), and its bundled school data ``api``.
The case review is an invented population of 1,270 people, six strata and 160 cases.
asht: R's `wspoissonTest`. Closed forms agree to 1e-9.
"""

from __future__ import annotations

import numpy as np
import pytest

from analysis.estimation.count_rule import limit_counts
from analysis.estimation.design import stratified_design
from analysis.estimation.intervals import choose_interval, estimate_count
from analysis.estimation.posterior import independent_posterior
from analysis.estimation.rare import gamma_limits, hypergeometric_limits, zero_bound
from analysis.estimation.share_limits import (
    arcsine_limits,
    beta_limits,
    capped_limits,
    logit_limits,
    wald_limits,
    wilson_limits,
)

CLOSED_FORM = 1e-9

STRATA = ("KH_0-2", "KH_2-5", "KH_5-10", "KH_10+", "SD_0-26", "SD_26+")
PEOPLE = [520, 310, 170, 75, 150, 45]
CASES = [36, 34, 30, 24, 16, 20]
RF = [3, 5, 4, 5, 0, 2]
FX = [1, 4, 3, 2, 1, 3]
FP = [3, 1, 7, 7, 0, 1]
REV = [1, 0, 0, 0, 1, 1]
ANY = [8, 10, 14, 14, 2, 7]
NONE = [0] * 6


def draw_of(positives):
    strata = [name for name, n in zip(STRATA, CASES, strict=True) for _ in range(n)]
    y = [float(i < x) for x, n in zip(positives, CASES, strict=True) for i in range(n)]
    return stratified_design(strata, dict(zip(STRATA, PEOPLE, strict=True))), np.array(y)


# share, standard error, cases, degrees of freedom; then limits by method, all from svyciprop.
# Its "xlogit" is the closed form; its "logit" iterates and agrees to 1e-7.
SVYCIPROP = {
    "y_rev": (
        (0.02052712160979878, 0.013070051579404694, 160, 154),
        {
            logit_limits: (0.00576904306022641, 0.070366590180205),
            beta_limits: (0.00327642022221308, 0.0654037061730092),
            wilson_limits: (0.00621570326874715, 0.0656144158291256),
        },
    ),
    "y_fp": (
        (0.0915296433534044, 0.0223724359007888, 160, 154),
        {
            logit_limits: (0.0559028395946646, 0.146341933836063),
            arcsine_limits: (0.0522943160303978, 0.140341607969825),
            beta_limits: (0.0523602089529908, 0.146037322499637),
            wilson_limits: (0.0562238355382085, 0.145585798330603),
            wald_limits: (0.047333163397783, 0.135726123309026),
        },
    ),
    "api, ell == 0, one-stage clusters": (
        (0.0218579234972678, 0.0226224508611339, 183, 14),
        {
            logit_limits: (0.0023046912841355, 0.177747766822699),
            beta_limits: (0.000216146832743157, 0.137507763914981),
            wilson_limits: (0.00317877723778657, 0.135391285147164),
            wald_limits: (-0.026662407957767, 0.0703782549523025),
        },
    ),
    "api, sch.wide == No, strata": (
        (0.172051988584177, 0.0243447801130748, 200, 197),
        {
            logit_limits: (0.129185145056401, 0.225460345253232),
            arcsine_limits: (0.126821165850097, 0.22258209176568),
            beta_limits: (0.126568407379265, 0.225828671402687),
            wilson_limits: (0.129362437712995, 0.225185413638004),
            wald_limits: (0.124042158141234, 0.220061819027119),
        },
    ),
}


@pytest.mark.parametrize(
    ("numbers", "method", "limits"),
    [
        pytest.param(numbers, method, limits, id=f"{name}: {method.__name__}")
        for name, (numbers, methods) in SVYCIPROP.items()
        for method, limits in methods.items()
    ],
)
def test_limits_of_a_share_match_r_survey(numbers, method, limits):
    share, error, n, df = numbers
    size = {"n": n} if method is beta_limits else {}
    # The standard error comes with 15 digits, of which a limit near zero keeps fewer.
    tolerance = 1e-7 if limits[0] < 0.006 else CLOSED_FORM
    assert method(share, error**2, df=df, **size) == pytest.approx(limits, rel=tolerance)


@pytest.mark.parametrize(
    ("positives", "lower", "upper"),
    [
        (RF, 76.021437022246, 208.364432009529),
        (FP, 66.4974653702983, 185.467399574539),
        (ANY, 274.621410296815, 464.903256628731),
    ],
)
def test_rule_gives_r_beta_limits_in_persons_from_ten_positives(positives, lower, upper):
    design, y = draw_of(positives)
    found = estimate_count(design, y, names=["outcome"]).of("outcome")
    assert found.lower == pytest.approx(lower, rel=CLOSED_FORM)
    assert found.upper == pytest.approx(upper, rel=CLOSED_FORM)
    share = choose_interval(design, y)
    assert share.upper == pytest.approx(upper / 1270, rel=CLOSED_FORM)
    assert share.df == 154


def test_row_of_the_rule_gives_r_beta_limits_where_the_upper_limit_is_kept_higher():
    plain = limit_counts(FX, CASES, PEOPLE, monotone=False)
    assert (plain.lower, plain.upper) == pytest.approx(
        (47.1879077673048, 153.858029812503), rel=CLOSED_FORM
    )
    # Nine of the fourteen could have given this much, and five more must not lower it.
    kept = limit_counts(FX, CASES, PEOPLE)
    nine = gamma_limits([1, 4, 3, 0, 1, 0], CASES, PEOPLE)
    assert kept.upper == pytest.approx(float(nine[1]), rel=CLOSED_FORM)
    assert kept.upper > plain.upper


def test_capped_limits_without_positives_are_those_of_a_simple_random_sample():
    # statsmodels, proportion_confint(0, 160, method="beta").
    assert capped_limits(0.0, 0.0, n=160, df=154) == pytest.approx(
        (0.0, 0.02279174945546653), rel=CLOSED_FORM
    )


@pytest.mark.parametrize(
    ("positives", "lower", "upper"),
    [
        (REV, 3.7700373609675, 95.2952980040037),
        # The published input lists the strata by name: KH_0-2, KH_10+, KH_2-5, ...
        (ANY, 260.561824227049, 503.327468649137),
        (NONE, 0.0, 53.2838143372013),
    ],
)
def test_gamma_limits_match_fay_and_feuer_by_qgamma(positives, lower, upper):
    found = gamma_limits(positives, CASES, PEOPLE)
    assert found == pytest.approx((lower, upper), rel=CLOSED_FORM)


def test_rule_gives_gamma_limits_below_ten_positives():
    design, y = draw_of(REV)
    found = choose_interval(design, y, unit="persons")
    assert (found.lower, found.upper) == pytest.approx(
        (3.7700373609675, 95.2952980040037), rel=CLOSED_FORM
    )


def test_exact_bound_without_positives_matches_enumeration():
    # The largest sum of people whose product of hypergeometric probabilities reaches the tail.
    assert zero_bound(CASES, PEOPLE) == 48
    assert zero_bound(CASES, PEOPLE, sides="upper") == 40
    design, y = draw_of(NONE)
    found = choose_interval(design, y, unit="persons")
    assert (found.lower, found.upper) == (0, 48)


@pytest.mark.parametrize(
    ("positives", "n", "people", "both", "upper"),
    [
        (0, 160, 1270, (0, 27), 22),
        (3, 160, 1270, (6, 65), 58),
        (0, 36, 520, (0, 48), 40),
        (1, 160, 17650, (3, 603), 515),
    ],
)
def test_hypergeometric_limits_match_test_inversion(positives, n, people, both, upper):
    assert hypergeometric_limits(positives, n, people) == both
    assert hypergeometric_limits(positives, n, people, sides="upper")[1] == upper


# mean, sd and the 2.5, 5, 50, 95 and 97.5 per cent quantiles, by exact convolution.
JEFFREYS, UNIFORM, SCARCE = (0.5, 0.5), (1, 1), (0.01, 0.01)


@pytest.mark.parametrize(
    ("positives", "prior", "mean", "sd", "quantiles"),
    [
        (RF, JEFFREYS, 146.61515994715316, 32.25106565603216, (91, 98, 144, 204, 217)),
        (RF, UNIFORM, 160.44513454381928, 33.431366313666814, (102, 110, 158, 219, 233)),
        (FX, JEFFREYS, 106.00398359867106, 26.670206710050373, (61, 67, 103, 154, 165)),
        (REV, JEFFREYS, 43.45178697808754, 20.009676887600314, (14, 17, 40, 81, 91)),
        (REV, SCARCE, 26.429774404941217, 16.083031741773574, (6, 7, 23, 58, 67)),
        (NONE, JEFFREYS, 18.297876765353905, 13.043626653636435, (2, 3, 15, 44, 51)),
        (NONE, SCARCE, 0.37949938073124084, 1.9203315570235235, (0, 0, 0, 2, 4)),
        (FP, JEFFREYS, 131.51021371059375, 29.499461862000448, (82, None, 129, None, 197)),
        (ANY, JEFFREYS, 372.68751393844354, 45.28274926863874, (289, None, 371, None, 466)),
    ],
)
def test_posterior_with_independent_strata_matches_exact_convolution(
    positives, prior, mean, sd, quantiles
):
    found = independent_posterior(positives, CASES, PEOPLE, prior=prior)
    assert (found.mean, found.sd) == pytest.approx((mean, sd), rel=CLOSED_FORM)
    places = found.quantiles((0.025, 0.05, 0.5, 0.95, 0.975))
    assert all(q is None or q == place for q, place in zip(quantiles, places, strict=True))
