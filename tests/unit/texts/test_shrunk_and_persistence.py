from dataclasses import replace

import pytest

from analysis.comparison.ahead.persistence import follow_years
from analysis.comparison.among.shrunk import shrink_and_rank
from analysis.comparison.assemble import compare_practice
from analysis.datasets.project import open_data
from analysis.texts.persistence import explain_persistence
from analysis.texts.shrunk import explain_shrunk


@pytest.fixture(scope="module")
def awards():
    """Return København's awards on the embedded data."""
    whole = compare_practice(open_data(), "101")
    return replace(whole, measures=whole.measures[:1])


def words(block):
    return " ".join(f"{p.lead} {p.text}" for p in block.content.paragraphs)


def test_shrinkage_is_told_with_raw_target_and_limits(awards):
    text = words(explain_shrunk(shrink_and_rank(awards, seed=1)))
    assert "København, tilkendelser af førtidspension." in text
    assert "forholdet 0,76" in text
    assert "resultat af praksis" in text


def test_one_level_is_told_where_conditions_cannot_be_used(comparison):
    text = words(explain_shrunk(shrink_and_rank(comparison, seed=1)))
    assert "ét fælles niveau" in text


def test_next_year_is_told_in_awards_with_limits(awards):
    (block,) = explain_persistence(follow_years(awards))
    text = words(block)
    assert "Er praksis uændret" in text
    assert "95\u00a0%" in text
    assert "tilfældigheder" in text


def test_parts_of_the_differences_add_up_to_all(awards):
    split = follow_years(awards).measures[0].split
    (block,) = explain_persistence(follow_years(awards))
    parts = [p for p in block.content.paragraphs if p.lead.startswith("Førtidspension")]
    shares = [int(word) for word in parts[0].text.replace("\u00a0%", "").split() if word.isdigit()]
    assert sum(shares) - split.n_years == pytest.approx(100, abs=1)


def test_without_years_nothing_is_said(comparison):
    assert explain_persistence(follow_years(comparison)) == ()
