"""The chain ladder against the published factors of a well-known triangle.

G. C. Taylor and F. R. Ashe, "Second moments of estimates of outstanding claims", Journal
of Econometrics 23, 1983: the triangle. T. Mack, ASTIN Bulletin 23, 1993, table 1: its
factors 3.491, 1.747, 1.457, 1.174, 1.104, 1.086, 1.054, 1.077, 1.018 and the total of
18 681 thousand still to come.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.measures.over_time.reporting_delay import correct_for_delay, estimate_completeness
from analysis.synthetic.assumptions import assumed

TRIANGLE = (
    (357848, 1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286, 3833515, 3901463),
    (352118, 1236139, 2170033, 3353322, 3799067, 4120063, 4647867, 4914039, 5339085),
    (290507, 1292306, 2218525, 3235179, 3985995, 4132918, 4628910, 4909315),
    (310608, 1418858, 2195047, 3757447, 4029929, 4381982, 4588268),
    (443160, 1136350, 2128333, 2897821, 3402672, 3873311),
    (396132, 1333217, 2180715, 2985752, 3691712),
    (440832, 1288463, 2419861, 3483130),
    (359480, 1421128, 2864498),
    (376686, 1363294),
    (344014,),
)
FACTORS = (3.491, 1.747, 1.457, 1.174, 1.104, 1.086, 1.054, 1.077, 1.018)


def as_extracts(triangle):
    """Return counts and ages by extract and period: period i has age e - i in extract e."""
    n = len(triangle)
    counts, ages = np.full((n, n), np.nan), np.zeros((n, n), dtype=int)
    for extract in range(n):
        for period in range(extract + 1):
            ages[extract, period] = extract - period
            counts[extract, period] = triangle[period][extract - period]
    return counts, ages


def test_chain_ladder_gives_the_published_factors():
    known = estimate_completeness(*as_extracts(TRIANGLE), horizon=9)
    factors = np.append(known.share, 1.0)[1:] / known.share
    # Printed with three decimals.
    assert factors == pytest.approx(FACTORS, abs=5e-4)


def test_chain_ladder_gives_the_published_number_still_to_come():
    known = estimate_completeness(*as_extracts(TRIANGLE), horizon=9)
    newest = [row[-1] for row in TRIANGLE]
    ages = [len(row) - 1 for row in TRIANGLE]
    corrected = correct_for_delay(newest, ages, known)
    # Printed in thousands.
    assert corrected.n_events.sum() - sum(newest) == pytest.approx(18_681_000, abs=1_000)


def test_extracts_three_periods_apart_are_chained_by_hand():
    # Age 0 at 80 of what it has at age 3, which has 90 of what it has at the horizon.
    earlier, later = [1000, 900, 950, 800], [1000, 1000, 1000, 1000]
    ages = [[9, 3, 2, 0], [12, 6, 5, 3]]
    known = estimate_completeness([earlier, later], ages, horizon=6)
    assert known.share[3] == pytest.approx(0.9)
    assert known.share[2] == pytest.approx(np.nan, nan_ok=True)
    assert known.share[0] == pytest.approx(0.8 * 0.9)


def test_late_reporting_of_the_invented_data_is_recovered_within_its_limits():
    reported = assumed("late_reporting")
    rng = np.random.default_rng(1)
    true = rng.poisson(9.0, size=(6, 98))
    earlier = true.astype(float)
    for months_back, share in reported.items():
        earlier[-months_back] = rng.binomial(true[-months_back], share)
    ages = np.array([[5, 4, 3, 2, 1, 0], [8, 7, 6, 5, 4, 3]])
    known = estimate_completeness(np.array([earlier, true]), ages, horizon=6)
    assert known.lower[0] < reported[1] < known.upper[0]
    assert known.lower[1] < reported[2] < known.upper[1]
    newest = earlier[-1].sum()
    corrected = correct_for_delay([newest], [0], known)
    assert corrected.lower[0] <= true[-1].sum() <= corrected.upper[0]
    # Left alone, the newest month would be read as a fall.
    assert newest < corrected.lower[0]


def test_nothing_came_late_is_not_taken_as_certain():
    known = estimate_completeness([[50, 50], [50, 50]], [[1, 0], [2, 1]], horizon=2)
    assert known.share.tolist() == [1.0, 1.0]
    assert (known.lower < 1.0).all()


def test_withdrawn_awards_never_make_more_than_complete():
    known = estimate_completeness([[100, 105], [100, 100]], [[1, 0], [2, 1]], horizon=2)
    assert known.share.tolist() == [1.0, 1.0]


def test_age_that_no_pair_shows_is_not_known_and_not_guessed():
    known = estimate_completeness([[100, 90], [100, 100]], [[1, 0], [2, 1]], horizon=4)
    assert np.isnan(known.share[[2, 3]]).all()
    assert np.isnan(known.share[0])
    assert np.isnan(correct_for_delay([90], [0], known).n_events[0])


def test_month_without_awards_keeps_zero_with_an_upper_limit():
    known = estimate_completeness([[100, 60], [100, 100]], [[1, 0], [2, 1]], horizon=2)
    corrected = correct_for_delay([0], [0], known)
    assert corrected.n_events[0] == 0
    assert corrected.upper[0] >= 1


def test_units_that_differ_by_more_than_chance_widen_the_limits():
    later = np.full((2, 2, 40), 100.0)
    even, uneven = later.copy(), later.copy()
    even[0, 1], uneven[0, 1] = 80, np.tile([60, 100], 20)
    ages = [[1, 0], [2, 1]]
    calm = estimate_completeness(even, ages, horizon=2)
    wild = estimate_completeness(uneven, ages, horizon=2)
    assert wild.share[0] == calm.share[0]
    assert wild.dispersion > 5 > calm.dispersion == 1
    assert wild.lower[0] < calm.lower[0]


@pytest.mark.parametrize(
    ("counts", "ages", "horizon", "message"),
    [
        ([[100, 90]], [[1, 0]], 2, "One extract says nothing"),
        ([[100, 90], [100, 100]], [[1, 0]], 2, "no reporting triangle"),
        ([[100, 90], [100, 100]], [[1, 0], [2, 1]], 0, "no reporting triangle"),
        ([[100, np.nan], [np.nan, 100]], [[1, 0], [2, 1]], 2, "No period is in two extracts"),
        ([[100, 90.5], [100, 100]], [[1, 0], [2, 1]], 2, "decimals"),
    ],
)
def test_what_is_no_triangle_is_refused(counts, ages, horizon, message):
    with pytest.raises(EstimationError, match=message):
        estimate_completeness(counts, ages, horizon=horizon)


@given(
    final=st.lists(st.integers(1, 400), min_size=4, max_size=4),
    shares=st.lists(st.floats(0.05, 1.0), min_size=4, max_size=4),
)
def test_correction_never_takes_away_and_limits_hold_it(final, shares):
    earlier = [max(1, round(n * s)) for n, s in zip(final, shares, strict=True)]
    ages = [[3, 2, 1, 0], [4, 3, 2, 1]]
    known = estimate_completeness([earlier, final], ages, horizon=4)
    assert ((known.lower <= known.share) & (known.share <= known.upper)).all()
    assert ((known.share > 0) & (known.upper <= 1)).all()
    corrected = correct_for_delay(earlier, ages[0], known)
    assert (corrected.n_events >= np.array(earlier) - 1e-9).all()
    assert (corrected.lower <= corrected.upper).all()


@pytest.mark.slow
def test_limits_of_corrected_counts_hold_the_truth_at_the_stated_rate():
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(400):
        true = rng.poisson(6.0, size=(4, 60))
        earlier = true.astype(float)
        earlier[-1] = rng.binomial(true[-1], 0.85)
        earlier[-2] = rng.binomial(true[-2], 0.95)
        ages = np.array([[3, 2, 1, 0], [6, 5, 4, 3]])
        known = estimate_completeness(np.array([earlier, true]), ages, horizon=4)
        new = rng.poisson(40.0)
        reported = rng.binomial(new, 0.85)
        corrected = correct_for_delay([reported], [0], known)
        held += corrected.lower[0] <= new <= corrected.upper[0]
    # Both uncertainties at once is cautious: never under the stated rate.
    assert held / 400 >= 0.94


def test_doubt_of_the_later_age_is_carried_to_the_earlier_one_by_hand():
    # (1 - p) / (p n) of each link with p = (earlier + 1/2) / (later + 1), one unit, so no
    # dispersion; age 0 is at age 1 in the second extract and has the doubt of both links.
    known = estimate_completeness(
        [[100, 96, 60], [100, 100, 100]], [[2, 1, 0], [3, 2, 1]], horizon=2
    )
    near, far = 60.5 / 101, 96.5 / 101
    own, carried = (1 - near) / (near * 100), (1 - far) / (far * 100)
    reach = np.log(known.share / known.lower) / 1.959963984540054
    assert reach**2 == pytest.approx([own + carried, carried])
