"""The account of a stock: it always adds up, and ages keep what their bands hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.errors import EstimationError
from analysis.measures.over_time.stock_flow import account_for_change, place_on_ages

numbers = st.floats(0, 1e5)


@given(numbers, numbers, numbers, numbers)
def test_the_lines_always_add_up_to_the_closing_stock(opening, closing, awards, reached):
    account = account_for_change(opening, closing, awards, reached)
    total = account.opening + account.awards - account.reached_age - account.other_exits
    assert total == pytest.approx(account.closing, abs=1e-6)


def test_more_moving_in_than_leaving_makes_the_rest_negative():
    assert account_for_change(100, 120, 10, 5).other_exits == -15


def test_a_missing_stock_is_refused():
    with pytest.raises(EstimationError, match="opening holds something that is missing"):
        account_for_change(np.nan, 120, 10, 5)


@settings(max_examples=60)
@given(
    arrays(float, (3,), elements=st.floats(0, 400)),
    arrays(float, (12,), elements=st.floats(1, 2_000)),
    st.sampled_from([0.0, 0.5, 1.0, 2.0]),
)
def test_every_band_keeps_its_recipients(recipients, people, steepness):
    ages = place_on_ages(recipients, people, [50, 54, 58], youngest=50, steepness=steepness)
    assert ages.reshape(3, 4).sum(axis=1) == pytest.approx(recipients, abs=1e-6)
    assert (ages >= 0).all()


def test_a_share_that_lies_on_a_straight_line_is_found_at_every_age():
    # Shares of 1 % at 50 to 17 % at 66; bands' means lie on the same line.
    share = np.arange(1, 18) / 100
    bands = [1_000 * share[:5].sum(), 1_000 * share[5:10].sum(), 1_000 * share[10:].sum()]
    ages = place_on_ages(bands, np.full(17, 1_000.0), [50, 55, 60], youngest=50)
    # The youngest band is level before its middle, which moves its own ages only.
    assert ages[5:] == pytest.approx(1_000 * share[5:])


def test_level_shares_place_recipients_by_residents():
    people = np.array([100.0, 300.0])
    assert place_on_ages([40], people, [60], youngest=60) == pytest.approx([10, 30])


def test_recipients_without_residents_are_refused():
    with pytest.raises(EstimationError, match="recipients and no residents"):
        place_on_ages([5, 5], [100, 0], [50, 51], youngest=50)
