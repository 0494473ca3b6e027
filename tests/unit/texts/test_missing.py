"""What a source leaves blank, or has for too short a time, is said as that."""

import pytest

from analysis import texts
from analysis.comparison.assemble import compare_practice
from analysis.comparison.context import CONTEXT


def words(block):
    return " ".join(f"{p.lead} {p.text}" for p in block.content.paragraphs)


@pytest.fixture
def with_awards(invented, tmp_path):
    """Return a function that compares with other awards: one line of the file at a time."""

    def compare(change):
        table, text = invented.country()["PEN113.csv"]
        header, *lines = text.splitlines()
        changed = [new for line in lines if (new := change(line)) is not None]
        files = {
            **invented.country(),
            "PEN113.csv": (table, "\n".join([header, *changed]) + "\n"),
        }
        store = invented.open_country(tmp_path, files)
        return compare_practice(store, "9901", peers="9902,9903,9904")

    return compare


def blank(line, codes):
    return line.rsplit(";", 1)[0] + ";.." if line[:4] in codes else line


def test_a_blank_municipality_is_not_called_a_missing_source(with_awards):
    comparison = with_awards(lambda line: blank(line, {"9901"}))
    said = texts.state_findings(comparison)[-1].content.sentence
    assert said == "Førtidspension (tilkendelser): kilden har intet samlet tal for Aby i perioden."
    missing = words(texts.list_missing(comparison))
    assert "PEN113 oplyser ikke alle tal for Aby" in missing
    assert "Hent PEN113" not in missing


def test_blank_peers_are_not_called_a_blank_municipality(with_awards):
    comparison = with_awards(lambda line: blank(line, {"9902", "9903", "9904"}))
    said = texts.state_findings(comparison)[-1].content.sentence
    assert said == (
        "Førtidspension (tilkendelser): kilden har intet samlet tal for de sammenlignelige "
        "kommuner i perioden."
    )
    assert "Vælg andre sammenlignelige kommuner" in words(texts.list_missing(comparison))


def test_awards_of_too_few_quarters_are_said_to_be_too_few(with_awards):
    comparison = with_awards(lambda line: line if ";2025M1" in line else None)
    said = words(texts.list_missing(comparison))
    assert "PEN113 har ikke fire hele kvartaler op til rapportens periode. Hent PEN113" in said


def test_change_without_two_years_says_what_is_missing(comparison):
    block = texts.say_change(comparison)
    assert block.content.role == "missing"
    assert "mindst to kalenderår" in words(block)


def test_a_missing_series_is_named_and_not_taken_for_the_number_on_page_one():
    said = words(*texts.list_missing_context(CONTEXT[:2]))
    assert "Serien over tid fra y60a02 er ikke i dette datasæt" in said
    assert said.count("Antallet på side 1 er fra en anden tabel.") == 1
