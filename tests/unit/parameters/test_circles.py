"""Is a circle found exactly where nothing could begin, and named in order?"""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.parameters.circles import find_circle

NAMES = ("a", "b", "c", "d", "e")


@pytest.mark.parametrize(
    ("waits_for", "circle"),
    [
        ({"a": ("a",)}, ("a", "a")),
        ({"a": ("b",), "b": ("a",)}, ("a", "b", "a")),
        ({"x": ("a",), "a": ("b",), "b": ("a",)}, ("a", "b", "a")),
        ({"a": ("b", "c"), "b": ("d",), "c": ("d",), "d": ()}, ()),
        ({"a": ("ukendt",)}, ()),
        ({}, ()),
    ],
)
def test_circle_is_named_from_its_first_to_the_same_again(waits_for, circle):
    assert find_circle(waits_for) == circle


def test_a_long_chain_is_followed_to_its_end():
    chain = {str(i): (str(i + 1),) for i in range(5_000)}
    assert find_circle(chain) == ()
    assert len(find_circle({**chain, "5000": ("0",)})) == 5_002


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3)))
def test_a_circle_is_found_exactly_when_no_order_exists(graph):
    waiting = {name: tuple(before) for name, before in graph.items()}
    # By another route: take away what waits for nothing until nothing more can go.
    left = {name: {each for each in before if each in waiting} for name, before in waiting.items()}
    while free := [name for name, before in left.items() if not before & left.keys()]:
        for name in free:
            del left[name]
    circle = find_circle(waiting)
    assert bool(circle) == bool(left)
    for one, other in itertools.pairwise(circle):
        assert other in waiting[one]
