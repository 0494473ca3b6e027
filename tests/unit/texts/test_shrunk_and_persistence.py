import re
from dataclasses import replace

import pytest

from analysis.comparison.ahead.persistence import follow_years
from analysis.comparison.among.shrunk import shrink_and_rank
from analysis.texts.persistence import explain_persistence
from analysis.texts.shrunk import explain_shrunk


@pytest.fixture(scope="module")
def awards(embedded):
    """Return København's awards on the embedded data."""
    return replace(embedded, measures=embedded.measures[:1])


@pytest.fixture(scope="module")
def years(awards):
    return follow_years(awards)


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


def test_next_year_is_told_in_awards_with_limits(years):
    (block,) = explain_persistence(years)
    text = words(block)
    assert "Er praksis uændret" in text
    assert "95\u00a0%" in text
    assert "tilfældigheder" in text


def test_parts_of_the_differences_add_up_to_all_and_each_has_its_limits(years):
    (block,) = explain_persistence(years)
    (part,) = [p.text for p in block.content.paragraphs if p.lead.startswith("Førtidspension")]
    found = re.findall(r"(\d+)\u00a0% \((\d+) til (\d+)\)", part)
    assert sum(int(value) for value, _, _ in found) == pytest.approx(100, abs=1)
    assert all(int(low) < int(value) < int(high) for value, low, high in found)
    assert "usikre" in part


def test_a_mean_that_came_outside_what_was_foreseen_is_said(years):
    (block,) = explain_persistence(years)
    assert "højeste i tilkendelser af førtidspension ventedes året efter på" in words(block)
    high = [r for r in years.measures[0].replications if not r.is_lowest]
    for realised, said in ((1.0, False), (9.0, True), (0.1, True)):
        moved = tuple(
            replace(r, predicted=1.0, predicted_lower=0.9, predicted_upper=1.1, realised=realised)
            for r in high
        )
        measure = replace(years.measures[0], replications=moved)
        (block,) = explain_persistence(replace(years, measures=(measure,)))
        assert ("uden for det ventede" in words(block)) is said
    assert "nærmere de andre" in words(block)


def test_without_years_nothing_is_said(comparison):
    assert explain_persistence(follow_years(comparison)) == ()
