"""The draw: the published tickets, whoever's program, and never a stratum too many or few."""

from __future__ import annotations

import hashlib

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import RequestError
from analysis.review.draw import draw_cases, ticket_of

CASES = [f"C{i:04d}" for i in range(1, 51)]
# sha256sum of "2016-09-15:demo,C0005" and so on, the five smallest in order.
FIRST_FIVE = ["C0005", "C0017", "C0021", "C0039", "C0006"]


def frame_of(**strata: list[str]) -> pd.DataFrame:
    rows = [(case, name) for name, cases in strata.items() for case in cases]
    return pd.DataFrame(rows, columns=["case_id", "stratum"])


def drawn(draw: pd.DataFrame) -> list[str]:
    return draw.loc[draw["status"] == "udtrukket", "case_id"].to_list()


def test_first_five_cases_are_those_of_the_reference_draw() -> None:
    assert drawn(draw_cases(frame_of(A=CASES), {"A": 5}, seed="2016-09-15:demo")) == FIRST_FIVE


def test_ticket_is_the_hash_that_any_program_makes_of_seed_comma_and_pseudonym() -> None:
    assert ticket_of("æ 1", "C0001") == hashlib.sha256("æ 1,C0001".encode()).hexdigest()


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(CASES), seed=st.text(max_size=20))
def test_draw_does_not_depend_on_the_order_of_the_rows(order: list[str], seed: str) -> None:
    sizes = {"A": 3, "B": 4}
    by_name = {"A": CASES[:20], "B": CASES[20:]}
    shuffled = frame_of(
        A=[case for case in order if case in by_name["A"]],
        B=[case for case in order if case in by_name["B"]],
    )
    expected = draw_cases(frame_of(**by_name), sizes, seed=seed)
    pd.testing.assert_frame_equal(draw_cases(shuffled, sizes, seed=seed), expected)


def test_more_cases_keep_those_drawn_before() -> None:
    few = drawn(draw_cases(frame_of(A=CASES), {"A": 5}, seed="x"))
    assert drawn(draw_cases(frame_of(A=CASES), {"A": 9}, seed="x"))[:5] == few


def test_seeds_that_look_like_the_same_number_are_different_seeds() -> None:
    draws = [drawn(draw_cases(frame_of(A=CASES), {"A": 5}, seed=s)) for s in ("", "1", "01", "1 ")]
    assert len({tuple(each) for each in draws}) == 4


def test_reserves_follow_the_drawn_cases_in_the_order_of_their_tickets() -> None:
    draw = draw_cases(frame_of(A=CASES), {"A": 5}, seed="2016-09-15:demo")
    assert draw["ticket"].is_monotonic_increasing
    assert draw["place"].to_list() == list(range(1, 16))
    assert draw["status"].to_list() == ["udtrukket"] * 5 + ["reserve"] * 10


def test_small_stratum_is_taken_fully_and_has_no_reserve() -> None:
    draw = draw_cases(frame_of(A=CASES[:3], B=CASES[3:]), {"A": 3, "B": 2}, seed="x")
    assert draw.loc[draw["stratum"] == "A", "status"].to_list() == ["udtrukket"] * 3


@pytest.mark.parametrize(
    ("sizes", "says"),
    [
        ({"A": 0, "B": 2}, "no case"),
        ({"A": 21, "B": 2}, "more cases than they hold"),
        ({"A": 2}, "same strata"),
        ({"A": 2, "B": 2, "C": 1}, "same strata"),
    ],
)
def test_plan_that_does_not_fit_the_frame_is_refused(sizes: dict[str, int], says: str) -> None:
    with pytest.raises(RequestError, match=says):
        draw_cases(frame_of(A=CASES[:20], B=CASES[20:]), sizes, seed="x")


@pytest.mark.slow
def test_each_case_is_drawn_about_as_often_as_any_other() -> None:
    counts = pd.Series(0, index=CASES)
    for i in range(200):
        counts[drawn(draw_cases(frame_of(A=CASES), {"A": 10}, seed=f"seed {i}"))] += 1
    # 200 draws of 10 in 50: mean 40, standard deviation 5.7; five of them leave 1 in 30,000.
    assert counts.between(12, 68).all()
