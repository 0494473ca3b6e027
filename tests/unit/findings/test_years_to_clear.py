from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from analysis.concepts import Estimate
from analysis.findings.suppression import HIDDEN_METHOD
from analysis.findings.years_to_clear import (
    HIDDEN,
    LIMITED,
    NO_PACE,
    NONE_SEEN,
    OPEN,
    years_to_clear,
)

PARTS = st.floats(0.05, 0.95)


def people(value, lower, upper, *, method="beta"):
    return Estimate(value, lower, upper, 0.95, "persons", 12, method)


def pace(value, lower, upper):
    return Estimate(value, lower, upper, 0.95, "awards a year", 0, "MOVER")


def published_limits(x, y):
    """Return the limits as Donner and Zou (2012) print them, sign by sign."""
    xy = x.value * y.value
    low = xy**2 - x.lower * y.upper * (2 * x.value - x.lower) * (2 * y.value - y.upper)
    high = xy**2 - x.upper * y.lower * (2 * x.value - x.upper) * (2 * y.value - y.lower)
    return (
        (xy - math.sqrt(low)) / (y.upper * (2 * y.value - y.upper)),
        (xy + math.sqrt(high)) / (y.lower * (2 * y.value - y.lower)),
    )


def test_the_limits_are_those_that_donner_and_zou_print():
    x, y = people(1429, 769, 2381), pace(530, 439, 620)
    found = years_to_clear(x, y)
    assert (found.years.lower, found.years.upper) == pytest.approx(published_limits(x, y))
    assert found.rule == LIMITED


def test_symmetric_limits_give_fiellers_interval():
    # Fieller (1954): the roots in R of (x - R y)^2 = t^2 (v_x + R^2 v_y).
    x, y, se_x, se_y, z = 1000.0, 400.0, 150.0, 60.0, 1.959963984540054
    roots = np.roots(
        [y**2 - z**2 * se_y**2, -2 * x * y, x**2 - z**2 * se_x**2],
    )
    found = years_to_clear(
        people(x, x - z * se_x, x + z * se_x), pace(y, y - z * se_y, y + z * se_y)
    )
    assert [found.years.lower, found.years.upper] == pytest.approx(sorted(roots))


def test_a_known_pace_divides_the_limits():
    found = years_to_clear(people(800, 400, 1600), pace(400, 400, 400))
    assert (found.years.value, found.years.lower, found.years.upper) == (2, 1, 4)


@settings(deadline=None, max_examples=60)
@given(x=st.floats(1, 1e5), y=st.floats(1, 1e4), parts=st.tuples(PARTS, PARTS, PARTS, PARTS))
def test_the_limits_solve_their_equations_and_hold_the_estimate(x, y, parts):
    below, above, slow, fast = parts
    who = people(x, x * (1 - below), x * (1 + 3 * above))
    rate = pace(y, y * (1 - slow), y * (1 + 3 * fast))
    years = years_to_clear(who, rate).years
    assert years.lower <= years.value <= years.upper

    def too_low(ratio):
        return x - ratio * y - math.hypot(x - who.lower, ratio * (rate.upper - y))

    def too_high(ratio):
        return ratio * y - x - math.hypot(who.upper - x, ratio * (y - rate.lower))

    assert years.lower == pytest.approx(brentq(too_low, 0, x / y), rel=1e-6)
    far = 10 * who.upper / rate.lower
    assert years.upper == pytest.approx(brentq(too_high, x / y, far), rel=1e-6)


def test_a_pace_that_may_be_nothing_leaves_the_time_without_an_upper_limit():
    found = years_to_clear(people(800, 400, 1600), pace(100, -20, 220))
    assert found.rule == OPEN
    assert found.years.upper == math.inf
    assert 0 < found.years.lower < found.years.value == 8


def test_a_pace_of_nothing_or_the_other_way_gives_no_time():
    for value in (0.0, -50.0):
        found = years_to_clear(people(800, 400, 1600), pace(value, value - 80, value + 80))
        assert found.rule == NO_PACE
        assert math.isnan(found.years.value)


def test_nobody_seen_leaves_only_an_upper_limit():
    found = years_to_clear(people(0, 0, 400), pace(100, 100, 100))
    assert found.rule == NONE_SEEN
    assert (found.years.value, found.years.lower, found.years.upper) == (0, 0, 4)


def test_hidden_people_give_hidden_years():
    nan = math.nan
    found = years_to_clear(people(nan, nan, nan, method=HIDDEN_METHOD), pace(100, 50, 150))
    assert found.rule == HIDDEN
    assert math.isnan(found.years.value)


def test_the_limits_hold_the_true_ratio_about_as_often_as_they_say():
    rng, z = np.random.default_rng(5), 1.959963984540054
    x, y = rng.normal(1000, 180, 3000), rng.normal(400, 50, 3000)
    held = 0
    for one, other in zip(x, y, strict=True):
        who = people(one, max(0.0, one - z * 180), one + z * 180)
        years = years_to_clear(who, pace(other, other - z * 50, other + z * 50)).years
        held += years.lower <= 2.5 <= years.upper
    assert 0.94 <= held / 3000 <= 0.96
