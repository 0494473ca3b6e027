"""The words around the numbers: what they promise, and when they are said."""

import datetime as dt
import re

import pytest

from analysis import texts
from analysis.comparison.assemble import compare_practice
from analysis.comparison.context import compare_context
from analysis.comparison.published import compare_published_awards

NEVER = re.compile(r"\b(for få|for mange|bør|desværre)\b", re.IGNORECASE)


def words(block):
    return " ".join(f"{p.lead} {p.text}" for p in block.content.paragraphs)


@pytest.fixture(scope="module")
def crude(invented, tmp_path_factory):
    """Return the comparison where no source has ages and there are no awards."""
    files = invented.without(invented.country(), "FOLK1A.csv", "PEN113.csv")
    store = invented.open_country(tmp_path_factory.mktemp("crude"), files)
    return compare_practice(store, "9901", peers="9902,9903")


def test_masthead_says_what_whom_when_and_that_it_is_a_draft(comparison):
    head = texts.masthead(comparison).content
    assert (head.municipality, head.period) == ("Aby", "4. kvartal 2025")
    assert head.date == "15. februar 2026"
    assert head.status == "udkast"
    assert texts.masthead(comparison, status="godkendt").content.status == "godkendt"


def test_front_page_names_the_peers_and_the_level(comparison):
    said = words(texts.explain_front_page(comparison))
    assert "Bekøb, Cedal og Dunby (egen liste)" in said
    assert "efter alder og køn" in said
    assert "Abys egen befolkning" in said
    assert "95\u00a0%" in said
    assert "99,8\u00a0%" in said


def test_front_page_names_sources_with_dates_and_carried_denominators(comparison, crude):
    assert "PEN113" in words(texts.explain_front_page(comparison))
    assert "15. februar 2026" in words(texts.explain_front_page(comparison))
    assert "nærmeste dato" not in words(texts.explain_front_page(comparison))
    assert "Befolkningen er opgjort 1. januar 2015" in words(texts.explain_front_page(crude))
    assert "pr. indbygger" in words(texts.explain_front_page(crude))


def test_reservations_fit_the_figures_that_are_shown(comparison, crude):
    with_ages, without = (words(texts.state_limits(c)) for c in (comparison, crude))
    assert "Rå tal." not in with_ages
    assert "Kun alder og køn." in with_ages
    assert "Foreløbige tilkendelser." in with_ages
    assert "Rå tal." in without
    assert "Kun alder og køn." not in without
    assert "Foreløbige tilkendelser." not in without
    for said in (with_ages, without):
        assert "Ingen rate er den rigtige." in said
        assert "Bestanden afspejler fortiden." in said
        assert "Lov nr. 1750" in said


def test_no_text_calls_a_rate_good_or_bad(comparison, crude):
    for each in (comparison, crude):
        blocks = [
            texts.explain_front_page(each), texts.state_limits(each), texts.explain_method(each),
            texts.list_missing(each), *texts.say_ages_are_missing(each),
        ]  # fmt: skip
        for block in blocks:
            assert NEVER.search(words(block)) is None, block.id
            assert "{" not in words(block)


def test_method_gives_the_smallest_numbers_that_are_judged(comparison):
    said = words(texts.explain_method(comparison))
    assert "færre end 5 forventede tilkendelser" in said
    assert "Poisson" in said


def test_missing_headlines_are_listed_with_how_to_get_them(comparison, crude):
    assert "Hent PEN113" in words(texts.list_missing(crude))
    assert "Hent PEN113" not in words(texts.list_missing(comparison))
    assert "jobindsats.dk" in words(texts.list_missing(comparison))


def test_lack_of_ages_is_said_only_where_there_are_none(comparison, crude):
    assert texts.say_ages_are_missing(comparison) == ()
    (block,) = texts.say_ages_are_missing(crude)
    assert block.content.role == "missing"
    assert "AUK01" in words(block)


def test_context_series_are_cautioned_or_listed_as_missing(comparison, invented, tmp_path):
    present, missing = compare_context(comparison)
    (caution,) = texts.caution_context(present)
    assert "Kun de jobparate" in words(caution)
    assert texts.list_missing_context(missing) == ()
    store = invented.open_country(tmp_path, invented.without(invented.country(), "y25i01.json"))
    _, missing = compare_context(compare_practice(store, "9901", peers="9902"))
    (block,) = texts.list_missing_context(missing)
    assert "Hent y25i01" in words(block)
    assert texts.caution_context(()) == ()


def test_published_awards_are_compared_and_another_count_is_a_note(comparison):
    published = compare_published_awards(comparison)
    said = words(texts.explain_published_awards(comparison, published))
    assert "Aby tilkendte 0,56 gange så mange" in said
    assert "0,42 til 0,73" in said
    assert "61 tilkendelser i 2016 ifølge example.org" in said
    assert "ikke lagt sammen" in said


def test_published_awards_reach_page_one_only_where_there_are_no_others(comparison, crude):
    published = compare_published_awards(comparison)
    assert texts.state_published_awards(comparison, published) == ()
    (block,) = texts.state_published_awards(crude, compare_published_awards(crude))
    assert "60 personer i Aby" in block.content.sentence
    assert "2016" in block.content.verdict


def test_findings_are_shown_as_they_are_concluded(comparison):
    blocks = texts.state_findings(comparison)
    assert blocks[0].content.sentence.startswith("Aby tilkender førtidspension til færre")
    assert blocks[0].content.verdict == "lavere, meget sikkert"


def test_findings_can_stand_in_both_languages_in_one_report(comparison):
    danish = texts.state_findings(comparison)
    english = texts.state_findings(comparison, language="en")
    assert not {block.id for block in danish} & {block.id for block in english}
    assert english[0].content.sentence.startswith("Aby awards disability pension to fewer people")
    assert [block.lineage for block in english] == [block.lineage for block in danish]


def test_what_belongs_to_a_finding_follows_it(comparison):
    added = {"foertidspension-tilkendelser": "Så lille en forskel kan ses her."}
    (first, *_) = texts.state_findings(comparison, additions=added)
    assert first.content.sentence.endswith(" Så lille en forskel kan ses her.")


def test_section_is_a_question_at_the_first_level():
    block = texts.section("over-tid", "Har det ændret sig?")
    assert (block.id, block.content.level) == ("over-tid", 1)
    assert texts.part("beregning", "Sådan").content.level == 2


def test_date_printed_is_in_words(country_with_date):
    assert texts.masthead(country_with_date).content.date == "1. marts 2026"


@pytest.fixture
def country_with_date(invented, tmp_path):
    store = invented.open_country(tmp_path)
    comparison = compare_practice(store, "9901", peers="9902", report_date="2026-03-01")
    assert comparison.report_date == dt.date(2026, 3, 1)
    return comparison
