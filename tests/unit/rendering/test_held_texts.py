"""Every text of a block is named with its field, and each only once."""

import dataclasses
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.blocks.model import Figure, Table
from analysis.errors import RenderingError
from analysis.rendering.gate import check_report
from analysis.rendering.held_texts import A_KEY, list_texts

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>Aby</text><path id="p1" d="M0 0"/></svg>'

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcæ01 ", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


def all_texts(value):
    """Return every text and key by looking at each of them."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, Mapping):
        inner = [all_texts(each) for each in value.values()]
        return set().union(value, *inner)
    return set().union(*map(all_texts, value)) if isinstance(value, list) else set()


@given(values)
@settings(deadline=None, max_examples=80)
def test_no_text_is_missed_at_any_depth_and_none_is_named_twice(value):
    found = list_texts({"block": value})
    assert {text for _, text in found} == all_texts({"block": value})
    assert len(found) == len(set(found))


def test_fields_of_records_are_named_by_their_columns_and_repeated_texts_come_once():
    figure = Figure("T", SVG, "alt", "a", "b", "c", ({"who": "x", "n": 1}, {"who": "x"}))
    found = list_texts(figure)
    assert found.count(("records.who", "x")) == 1
    assert (A_KEY, "who") in found
    assert ("svg", "Aby") in found
    assert not any("M0 0" in text or text == "p1" for _, text in found)


def test_what_stands_in_one_record_of_many_is_still_refused(report):
    token = "0101" + "90" + "-" + "1234"
    blocks = list(report.blocks)
    at = next(i for i, block in enumerate(blocks) if isinstance(block.content, Table))
    table = blocks[at].content
    records = (*table.records, *({"name": "x"} for _ in range(50)), {"name": f"born {token}"})
    blocks[at] = dataclasses.replace(
        blocks[at], content=dataclasses.replace(table, records=records)
    )
    with pytest.raises(RenderingError, match=r"records\.name holds what may be a CPR") as refused:
        check_report(dataclasses.replace(report, blocks=tuple(blocks)))
    assert token not in str(refused.value)
