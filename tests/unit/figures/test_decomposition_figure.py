"""The parts of the gap as bars: their numbers, their limits, and when there are none."""

import re

import numpy as np
import pytest

from analysis.comparison.assemble import compare_practice
from analysis.comparison.explained.decomposition import split_gaps
from analysis.figures.decomposition import plot_decomposition


@pytest.fixture(scope="module")
def drawn(comparison):
    split = split_gaps(comparison, n_draws=100)
    return split, {block.id: block for block in plot_decomposition(comparison, split)}


def text_of(svg):
    return " ".join(re.findall(r">([^<>]+)</(?:text|tspan)>", svg))


def test_parts_stand_beside_their_bars_in_awards_and_recipients(drawn):
    split, blocks = drawn
    content = blocks["forskel-dele"].content
    shown = text_of(content.svg)
    practice = split.splits[0].practice.value
    assert f"−{abs(practice):.0f}" in shown
    assert len(content.records) == 7
    for record, each in zip(content.records, split.splits, strict=True):
        total = record["structure"] + record["practice"]
        assert total == pytest.approx(record["gap"], abs=1e-4)
        assert (record["practice_lower"] is None) is not each.is_flow


def test_ages_show_the_awards_for_women_and_men(drawn):
    split, blocks = drawn
    content = blocks["forskel-aldre"].content
    shown = text_of(content.svg)
    for words in ("Kvinder", "Mænd", "18–39 år", "60–69 år"):
        assert words in shown
    assert len(content.records) == 6
    total = sum(record["practice"] for record in content.records)
    assert total == pytest.approx(split.splits[0].practice.value, abs=1e-3)
    for record in content.records:
        assert record["practice_lower"] < record["practice"] < record["practice_upper"]


def test_figures_have_all_their_words(drawn):
    for block in drawn[1].values():
        content = block.content
        assert content.answers.endswith("?")
        assert "Aby" in content.alt
        assert not re.search(r"\bnan\b", content.alt + text_of(content.svg))


def test_without_awards_the_ages_are_those_of_a_stock_and_have_no_limits(invented, tmp_path):
    files = invented.without(invented.country(), "PEN113.csv")
    made = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    blocks = {b.id: b for b in plot_decomposition(made, split_gaps(made, n_draws=20))}
    content = blocks["forskel-aldre"].content
    assert "bestand" in content.title
    assert all(record["practice_lower"] is None for record in content.records)
    assert np.isfinite([record["practice"] for record in content.records]).all()


def test_without_ages_there_is_nothing_to_draw(invented, tmp_path):
    files = invented.without(invented.country(), "FOLK1A.csv")
    made = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    assert plot_decomposition(made, split_gaps(made, n_draws=20)) == ()
