"""The split in one sentence: parts that add up in words, and what is missing."""

import dataclasses
import re

import pytest

from analysis.comparison.assemble import compare_practice
from analysis.comparison.explained.decomposition import Part, split_gaps
from analysis.texts.decomposition import state_decomposition

NEVER = re.compile(r"\b(for få|for mange|bør|desværre|god|dårlig)\b", re.IGNORECASE)


def words(blocks):
    return " ".join(f"{p.lead} {p.text}" for block in blocks for p in block.content.paragraphs)


@pytest.fixture(scope="module")
def split(comparison):
    return split_gaps(comparison, n_draws=200)


def test_sentence_gives_the_gap_and_both_parts_with_limits(comparison, split):
    said = words(state_decomposition(comparison, split))
    assert re.search(
        r"Af forskellen på −\d+ \(−\d+ til −\d+\) tilkendelser af førtidspension .* svarer "
        r"−\d+ \(.*\) til forskellen i alder og køn og −\d+ \(−\d+ til −\d+\) til praksis "
        r"og alt andet\.",
        said,
    )
    assert not NEVER.search(said)
    assert "nan" not in said.lower()


def test_parts_that_pull_apart_are_not_said_to_be_of_the_gap(comparison, split):
    turned = dataclasses.replace(split.splits[0], structure=Part(12.0, 8.0, 16.0))
    said = words(
        state_decomposition(comparison, dataclasses.replace(split, splits=(turned,), factors=()))
    )
    assert "trækker hver sin vej" in said
    assert "Af forskellen" not in said


def test_target_group_is_said_with_its_warning(comparison, split):
    said = words(state_decomposition(comparison, split))
    assert "kontanthjælp eller sygedagpenge" in said
    assert "delvis være et resultat af praksis" in said


def test_without_awards_a_stock_is_said_without_limits(invented, tmp_path):
    files = invented.without(invented.country(), "PEN113.csv")
    made = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    said = words(state_decomposition(made, split_gaps(made, n_draws=20)))
    assert "modtagere af førtidspension" in said
    assert "bestand" in said
    assert "(" not in said


def test_without_ages_it_says_what_to_fetch(invented, tmp_path):
    files = invented.without(invented.country(), "FOLK1A.csv", "PEN113.csv")
    made = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    (block,) = state_decomposition(made, split_gaps(made, n_draws=20))
    assert block.content.role == "missing"
    assert "FOLK1A" in words([block])
