"""The words of page one, what is missing, and who they are."""

from __future__ import annotations

import datetime as dt
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.model import Block, FindingText
from analysis.findings.suppression import HIDDEN
from analysis.texts.review.domains import caution_domains, say_overlaps, say_special_cases
from analysis.texts.review.front_page import explain_front_page, state_findings
from analysis.texts.review.missing import say_missing_documents
from analysis.texts.review.opening import masthead

_INVENTED = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
invented = SimpleNamespace(**runpy.run_path(str(_INVENTED)))
ALL = (
    *(explain_front_page, say_missing_documents, caution_domains, say_special_cases),
    *(say_overlaps, masthead),
)


def words(block):
    return " ".join(f"{p.lead} {p.text}" for p in block.content.paragraphs)


@pytest.mark.parametrize("say", ALL)
def test_text_travels_and_holds_no_nan_and_no_brace(say):
    block = say(invented.make_results())
    html = block_to_html(block)
    assert "nan" not in html.lower().replace("anden", "")
    assert "{" not in html
    assert Block.from_json(block.to_json()) == block


def test_masthead_says_whom_and_when_the_cases_were_drawn():
    content = masthead(invented.make_results(), status="godkendt").content
    assert (content.title, content.municipality) == ("Sagsgennemgang og mulig målgruppe", "Aby")
    assert content.period == "Sager udtrukket 1. oktober 2025"
    assert (content.date, content.status) == ("1. oktober 2025", "godkendt")


@pytest.mark.parametrize("given", ["2025-12-01", dt.date(2025, 12, 1)])
def test_masthead_prints_the_date_asked_for(given):
    assert masthead(invented.make_results(), report_date=given).content.date == "1. december 2025"


def test_masthead_prints_the_day_of_the_last_reading_by_default():
    conclusions = pd.DataFrame({"reviewed_on": ["2025-11-07", "2025-10-21", ""]})
    review = invented.make_review(conclusions=conclusions)
    assert masthead(invented.make_results(review=review)).content.date == "7. november 2025"


def test_findings_carry_their_verdict_and_their_stamp():
    blocks = state_findings(invented.make_results())
    assert all(isinstance(block.content, FindingText) for block in blocks)
    assert [block.content.verdict for block in blocks][-2:] == [
        "kun en øvre grænse",
        "antallet kan vises",
    ]
    assert "SYNTETISKE TAL" in block_to_html(blocks[0])
    assert len({block.id for block in blocks}) == len(blocks)


def test_page_one_says_what_it_rests_on_and_what_it_cannot_say():
    said = words(explain_front_page(invented.make_results(n_second_readings=68)))
    assert "154 læste sager, tilfældigt udtrukket i 4 grupper af de 17.650 personer" in said
    assert (
        "68 sager er læst af to uafhængigt af hinanden; tal med ¹ er korrigeret efter det." in said
    )
    assert "5 udtrukne sager er ikke læst og er ikke talt som et nej." in said
    assert "ikke en afgørelse" in said
    assert "ingen person er nævnt eller beregnet" in said


def test_page_one_without_second_readings_says_that_one_person_read_each_case():
    assert "Hver sag er læst af én." in words(explain_front_page(invented.make_results()))


def test_page_one_says_that_second_readings_corrected_nothing_where_so():
    results = invented.make_results(n_second_readings=40)
    plain = {name: replace(o, is_corrected=False) for name, o in results.outcomes.items()}
    said = words(explain_front_page(replace(results, outcomes=plain)))
    assert "ingen tal er korrigeret efter det" in said


def test_page_one_says_how_many_were_found_to_be_outside():
    population = invented.make_estimate(17_222, 16_529, 17_533)
    said = words(explain_front_page(invented.make_results(population=population)))
    assert "Omkring 430 af personerne regnes for at være uden for gruppen" in said
    assert "uden for gruppen" not in words(explain_front_page(invented.make_results()))


def test_hidden_dispositions_are_neither_counted_nor_subtracted():
    row = replace(invented.make_results().strata[0], n_not_available=HIDDEN, n_unfinished=0)
    results = invented.make_results(strata=(row,))
    assert "Nogle udtrukne sager er ikke læst" in words(explain_front_page(results))
    assert "Nogle udtrukne sager er ikke læst" in words(say_missing_documents(results))


def test_missing_documents_are_named_with_people_and_a_doubt_about_their_order():
    said = words(say_missing_documents(invented.make_results()))
    assert "For omkring 4.200 personer (3.300 til 5.100)" in said
    assert "Mest LÆ 265" in said
    assert "speciallægeerklæring (omkring 1.200 personer)" in said
    assert "rækkefølgen er ikke sikker" in said
    assert "Uoplyst er ikke et nej." in said


def test_unread_cases_are_bounded_both_ways():
    outcome = invented.make_results().outcomes["mindst_en"]
    said = words(say_missing_documents(invented.make_results()))
    assert "5 udtrukne sager er ikke læst" in said
    assert "3.000 personer nu" in said
    assert outcome.highest.value == 7880
    assert "7.900 i alt" in said


def test_nothing_is_said_of_unread_cases_where_all_were_read():
    strata = tuple(
        replace(row, n_not_available=0, n_unfinished=0) for row in invented.make_results().strata
    )
    assert "ikke er læst?" not in words(say_missing_documents(invented.make_results(strata=strata)))


def test_two_parts_whose_intervals_overlap_are_not_told_apart():
    said = words(caution_domains(invented.make_results()))
    assert "viser ikke, hvor andelen er størst" in said
    assert "kan ikke stilles op efter størrelse" in said


def test_two_parts_whose_intervals_are_apart_are_told_apart_without_a_cause():
    results = invented.make_results()
    shares = {"kontanthjaelp": (0.4, 0.3, 0.5), "sygedagpenge": (0.1, 0.05, 0.2)}
    domains = tuple(
        replace(d, share_now=invented.make_estimate(*shares[d.value], unit="share"))
        if d.value in shares and d.scheme == "mindst_en"
        else d
        for d in results.domains
    )
    said = words(caution_domains(replace(results, domains=domains)))
    assert "ikke forklares af tilfældet" in said
    assert "siger intet om årsagen" in said


def test_centres_are_not_spoken_of_where_there_are_none():
    results = invented.make_results()
    domains = tuple(d for d in results.domains if d.variable != "centre")
    assert "Centrene" not in words(caution_domains(replace(results, domains=domains)))


def test_rare_special_cases_have_only_an_upper_limit():
    said = words(say_special_cases(invented.make_results()))
    assert "For højst omkring 610 personer opfylder sagen alle kriterier for en åbenbar sag" in said


def test_special_cases_that_the_rules_do_not_have_are_said_to_be_missing():
    block = say_special_cases(invented.make_results(fast_track=None, light=None))
    assert block.content.role == "missing"


def test_overlaps_that_were_seen_are_named_with_a_limit():
    said = words(say_overlaps(invented.make_results()))
    assert "fleksjob og ressourceforløb (højst omkring 1.100 personer)" in said
    assert "førtidspension og fleksjob (" not in said


def test_overlaps_that_were_not_seen_keep_their_limit():
    nobody = invented.make_estimate(0, 0, 417)
    said = words(
        say_overlaps(invented.make_results(overlaps={("fleksjob", "revalidering"): nobody}))
    )
    assert "ikke set i nogen af de læste sager" in said
    assert "højst være omkring 420 personer" in said


@pytest.mark.parametrize(
    ("say", "empty"),
    [
        (caution_domains, {"domains": ()}),
        (say_missing_documents, {"outcomes": {}}),
        (say_overlaps, {"overlaps": {}}),
    ],
)
def test_text_without_data_says_what_is_missing(say, empty):
    assert say(invented.make_results(**empty)).content.role == "missing"
