"""The figure of observed over expected before and after conditions."""

from __future__ import annotations

import dataclasses
import re

import pytest

from analysis.comparison.explained.given_conditions import expect_given_conditions
from analysis.figures.given_conditions import plot_given_conditions

TWO = ["immigrants_and_descendants_pct", "one_person_households_pct"]


@pytest.fixture(scope="module")
def given(comparison):
    return expect_given_conditions(
        dataclasses.replace(comparison, conditions=comparison.conditions[TWO])
    )


def test_each_headline_has_a_strip_before_and_one_after(given):
    (block,) = plot_given_conditions(given)
    assert block.content.svg.count("og rammevilkår") == len(given.measures)
    for measure in given.measures:
        assert f"{measure.ratio_given:.2f}".replace(".", ",") in block.content.svg
        assert f"{measure.ratio_given:.2f}".replace(".", ",") in block.content.alt


def test_records_hold_every_municipality_before_and_after(given):
    (block,) = plot_given_conditions(given)
    assert len(block.content.records) == 26 * len(given.measures)
    own = [r for r in block.content.records if r["role"] == "fokus"]
    assert [r["ratio_conditions"] for r in own] == pytest.approx(
        [m.ratio_given for m in given.measures], abs=1e-6
    )
    assert "nan" not in str(block.content.records).lower()


def test_axis_starts_at_zero_and_the_texts_never_judge(given):
    (block,) = plot_given_conditions(given)
    assert "0,0" in block.content.svg
    words = " ".join([block.content.answers, block.content.how_to_read, block.content.title])
    assert not re.search(r"\b(god|dårlig|bedre|værre)", words)


def test_lineage_joins_figures_and_conditions(given):
    (block,) = plot_given_conditions(given)
    assert {"municipalities.csv", "PEN113.csv", "AUK01.csv"} <= block.lineage.inputs


def test_same_input_gives_the_same_drawing(given):
    assert plot_given_conditions(given) == plot_given_conditions(given)


def test_nothing_is_drawn_where_nothing_can_be_expected(comparison):
    assert plot_given_conditions(expect_given_conditions(comparison)) == ()
