"""Which sentence a review supports: one test for each thing that can be claimed."""

from __future__ import annotations

import datetime as dt
import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.checklists.load import load_checklist
from analysis.findings.review_outcomes import OutcomeRule, OutcomeVerdict
from analysis.findings.review_words import (
    conclude_review,
    describe_population,
    find_closing_day,
    order_outcomes,
)

_INVENTED = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
invented = SimpleNamespace(**runpy.run_path(str(_INVENTED)))
NOBODY = invented.make_estimate(0, 0, 417, method="exact bound, none seen")


def with_outcome(scheme, **changes):
    results = invented.make_results()
    outcome = replace(results.outcomes[scheme], **changes)
    return replace(results, outcomes={**results.outcomes, scheme: outcome})


def with_closed_schemes():
    results = invented.make_results(
        checklist=load_checklist(dt.date(2026, 9, 1)), closed=("ressourceforløb", "revalidering")
    )
    kept = ("mindst_en", "foertidspension", "fleksjob", "andre_indsatser")
    return replace(results, outcomes={name: results.outcomes[name] for name in kept})


def sentences(results):
    return {finding.id: finding.sentence for finding in conclude_review(results)}


def test_first_finding_says_how_many_of_whom_and_how_many_more_are_open():
    first = conclude_review(invented.make_results())[0]
    assert first.sentence == (
        "Efter gennemgangen kan omkring 3.100 (2.300 til 4.000) af de 17.650, der får "
        "kontanthjælp eller sygedagpenge, være i målgruppen for mindst én af de fire ordninger "
        "på det, sagen allerede viser. For yderligere 4.200 (3.300 til 5.100) kan det ikke "
        "afgøres, før der er indhentet dokumentation."
    )
    assert (first.verdict, first.rule) == (OutcomeVerdict.SHOWN, OutcomeRule.WIDTH_WITHIN_HALF)


def test_each_scheme_has_its_finding_with_both_numbers():
    said = sentences(invented.make_results())
    assert said["fund-foertidspension"] == (
        "Førtidspension: mulig målgruppe omkring 420 (250 til 690); for yderligere 910 "
        "(530 til 1.500) mangler der dokumentation."
    )
    assert list(said) == [
        *("fund-mindst-en", "fund-foertidspension", "fund-fleksjob", "fund-ressourceforloeb"),
        *("fund-revalidering", "fund-andre-indsatser"),
    ]


def test_rare_scheme_has_only_an_upper_limit():
    said = sentences(invented.make_results())["fund-revalidering"]
    assert said.startswith("Revalidering: mulig målgruppe højst omkring 780;")
    assert "220" not in said


def test_nobody_seen_is_said_with_how_many_there_may_be():
    said = sentences(with_outcome("revalidering", now=NOBODY, n_cases_now=0))
    assert said["fund-revalidering"].startswith(
        "Revalidering: ingen af de 154 læste sager viser målgruppen; det kan højst være omkring "
        "420 personer"
    )


def test_cases_that_a_second_reading_took_away_are_not_called_unseen():
    said = sentences(with_outcome("revalidering", now=NOBODY, n_cases_now=2))
    assert "anden læsning bekræftede ingen" in said["fund-revalidering"]
    assert "ingen af de" not in said["fund-revalidering"]


def test_no_case_that_lacks_documents_leaves_the_second_half_out():
    said = sentences(with_outcome("fleksjob", after=NOBODY, n_cases_after=0))
    assert said["fund-fleksjob"] == "Fleksjob: mulig målgruppe omkring 1.100 (600 til 1.800)."


@pytest.mark.parametrize(
    ("now", "start"),
    [
        (invented.make_estimate(1000, 20, 4000), "Efter gennemgangen kan højst omkring 4.000 af"),
        (NOBODY, "Ingen af de 154 læste sager viser målgruppen for mindst én af de fire"),
    ],
)
def test_first_finding_claims_no_number_that_is_not_known(now, start):
    said = sentences(with_outcome("mindst_en", now=now, n_cases_now=0))
    assert said["fund-mindst-en"].startswith(start)


def test_hidden_numbers_are_named_together_and_not_told():
    results = with_outcome("fleksjob", now=invented.make_suppressed())
    results = replace(
        results,
        outcomes={
            **results.outcomes,
            "revalidering": invented.make_outcome("revalidering", now=invented.make_suppressed()),
        },
    )
    said = sentences(results)
    assert said["fund-vises-ikke"] == (
        "Tallene for fleksjob og revalidering vises ikke af hensyn til diskretion."
    )
    assert "fund-fleksjob" not in said


def test_closed_schemes_are_said_to_be_closed_and_since_when():
    finding = conclude_review(with_closed_schemes())[-1]
    assert finding.sentence == (
        "Ressourceforløb og revalidering er lukket for nye borgere efter reglerne fra "
        "1. februar 2026 og indgår ikke."
    )
    assert finding.rule is OutcomeRule.SCHEME_CLOSED
    first = conclude_review(with_closed_schemes())[0].sentence
    assert "mindst én af de to ordninger" in first


def test_closing_day_is_the_first_of_the_rules_without_the_scheme():
    assert find_closing_day("revalidering", dt.date(2027, 1, 15)) == dt.date(2026, 2, 1)


def test_outcomes_are_in_the_order_of_the_page_whatever_order_they_came_in():
    results = invented.make_results()
    turned = replace(results, outcomes=dict(reversed(results.outcomes.items())))
    assert order_outcomes(turned) == order_outcomes(results)
    assert order_outcomes(turned)[0].scheme == "mindst_en"


def test_population_is_named_after_the_benefits_of_the_frame():
    assert describe_population(invented.make_results()) == (
        "17.650, der får kontanthjælp eller sygedagpenge"
    )
    assert describe_population(invented.make_results(domains=())) == "17.650, der får ydelsen"


def test_no_sentence_promises_an_award_or_judges():
    forbidden = re.compile(r"tilkendel|burde|skulle have|ret til|for få|for mange|nan|score")
    for results in (invented.make_results(), with_closed_schemes()):
        for finding in conclude_review(results):
            assert not forbidden.search(finding.sentence.lower()), finding.sentence
