"""Sizes and allocations of a case review that other software gives, typed in.

PracTools: R package PracTools 1.7.5 on R 4.2.2; the allocation is the example of its
``strAlloc``. irr: ``N.cohen.kappa`` of R package irr 0.84.1. jfa: the tests of R package
jfa 0.7.3 for the discovery of errors. Closed forms agree to 1e-9.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.estimation.planning.allocation import allocate_cases
from analysis.estimation.planning.discovery import cases_to_see
from analysis.estimation.planning.expected_limits import DomainDesign, expect_limits
from analysis.estimation.planning.ideal_sizes import (
    mean_standard_error,
    neyman_sizes,
    proportional_sizes,
    sizes_at_cost,
    sizes_at_cv,
)
from analysis.estimation.planning.kappa_sizes import cases_for_kappa
from analysis.estimation.planning.sizes import (
    cases_for_cv,
    cases_for_half_width,
    cases_for_log_odds,
    cases_for_wilson,
)

CLOSED_FORM = 1e-9

# Hospitals by stratum, standard deviation of their expenditure and cost of a visit.
HOSPITALS = [215, 65, 252, 50, 149, 144]
EXPENDITURE = [26787207, 10645109, 6909676, 11085034, 9817762, 44553355]
COST = [1400, 200, 300, 600, 450, 1000]

# An invented small municipality: kontanthjælp by four durations, sygedagpenge by two.
PEOPLE = {"KH_0-2": 520, "KH_2-5": 310, "KH_5-10": 170, "KH_10+": 75, "SD_0-26": 150, "SD_26+": 45}


@pytest.mark.parametrize(
    ("share", "half_width", "population", "expected"),
    [
        (0.5, 0.05, 1270, 295.1132598276),
        (0.5, 0.05, math.inf, 384.145882069412),
        (0.1, 0.03, 1270, 295.113259827646),
        (0.02, 0.02, 1270, 164.046677092506),
        (0.02, 0.02, math.inf, 188.231482214012),
        (0.1, 0.05, 17650, 137.225096639156),
        (0.1, 0.05, math.inf, 138.292517544988),
        (0.5, 0.08, 17650, 148.800343225548),
    ],
)
def test_size_for_a_half_width_equals_practools(share, half_width, population, expected) -> None:
    found = cases_for_half_width(share, half_width, population=population)
    assert found == pytest.approx(expected, rel=CLOSED_FORM)


@pytest.mark.parametrize(
    ("share", "half_width", "expected"),
    [(0.04, 0.01, 1492.1514220548), (0.02, 0.02, 222.022879644569)],
)
def test_size_for_a_wilson_interval_equals_practools(share, half_width, expected) -> None:
    assert cases_for_wilson(share, half_width) == pytest.approx(expected, rel=CLOSED_FORM)


def test_size_for_a_log_odds_interval_equals_practools() -> None:
    assert cases_for_log_odds(0.04, 0.01) == pytest.approx(1500.4602042241, rel=CLOSED_FORM)


def test_size_for_a_coefficient_of_variation_equals_practools() -> None:
    found = cases_for_cv(0.1, 0.1, population=1270)
    assert found == pytest.approx(526.970954356846, rel=CLOSED_FORM)
    assert cases_for_cv(0.1, 0.1) == pytest.approx(900, rel=CLOSED_FORM)


def test_neyman_sizes_equal_practools() -> None:
    sizes = neyman_sizes(HOSPITALS, EXPENDITURE, 100)
    expected = [34.6416828348, 4.1619471098, 10.4734873315, 3.3338044454, 8.79897038, 38.5901078984]
    np.testing.assert_allclose(sizes, expected, rtol=CLOSED_FORM)
    error = mean_standard_error(HOSPITALS, EXPENDITURE, sizes)
    assert error == pytest.approx(1727172.85682714, rel=CLOSED_FORM)


def test_sizes_at_a_cost_equal_practools() -> None:
    sizes = sizes_at_cost(HOSPITALS, EXPENDITURE, COST, 100_000)
    expected = [
        *(30.6054034136602, 9.72847358639308, 19.9891270991554),
        *(4.49912066758511, 13.7116192127243, 40.3403013275735),
    ]
    np.testing.assert_allclose(sizes, expected, rtol=CLOSED_FORM)
    error = mean_standard_error(HOSPITALS, EXPENDITURE, sizes)
    assert error == pytest.approx(1636052.83078317, rel=CLOSED_FORM)


def test_sizes_at_a_coefficient_of_variation_equal_practools() -> None:
    sizes = sizes_at_cv(HOSPITALS, EXPENDITURE, mean=11664181, cv=0.05, costs=COST)
    expected = [
        *(104.549217115489, 33.2328341972497, 68.2836151771138),
        *(15.3691665862569, 46.8394105021399, 137.803997058843),
    ]
    np.testing.assert_allclose(sizes, expected, rtol=CLOSED_FORM)
    error = mean_standard_error(HOSPITALS, EXPENDITURE, sizes)
    assert error == pytest.approx(583209.05, rel=CLOSED_FORM)


def test_proportional_sizes_equal_practools_and_their_integers_the_largest_remainders() -> None:
    expected = [
        *(65.511811023622, 39.0551181102362, 21.4173228346457),
        *(9.44881889763779, 18.8976377952756, 5.66929133858268),
    ]
    sizes = proportional_sizes(list(PEOPLE.values()), 160)
    np.testing.assert_allclose(sizes, expected, rtol=CLOSED_FORM)
    # The whole parts sum to 157; the remainders .90, .67 and .51 get the three that are left.
    assert [*allocate_cases(PEOPLE, 160).sizes.values()] == [66, 39, 21, 9, 19, 6]


@pytest.mark.parametrize(
    ("share", "population", "allowed", "expected"),
    [
        *((0.01, 1000, 0, 258), (0.05, 1000, 0, 57), (0.05, 1000, 2, 119)),
        *((0.01, math.inf, 0, 299), (0.05, math.inf, 0, 59), (0.05, math.inf, 2, 124)),
    ],
)
def test_cases_to_see_at_least_one_equal_jfa(share, population, allowed, expected) -> None:
    assert cases_to_see(share, population=population, allowed=allowed) == expected


@pytest.mark.parametrize(
    ("share", "kappa", "ruled_out", "expected"),
    [(0.3, 0.7, 0.4, 76), (0.1, 0.7, 0.4, 173), (0.05, 0.8, 0.4, 167)],
)
def test_readings_for_a_kappa_equal_irr(share, kappa, ruled_out, expected) -> None:
    assert math.ceil(cases_for_kappa(share, share, kappa, ruled_out)) == expected


def test_bound_behind_a_zero_equals_the_exact_bound_of_the_stratified_example() -> None:
    people = np.array([*PEOPLE.values()], dtype=float)
    cases = np.array([36.0, 34, 30, 24, 16, 20])
    found = expect_limits(DomainDesign(people, cases, people, people * 0.02))
    assert found.zero_bound * people.sum() == pytest.approx(48)
