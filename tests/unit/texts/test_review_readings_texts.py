from __future__ import annotations

import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.concepts import Estimate
from analysis.findings.triangulation import triangulate
from analysis.findings.years_to_clear import years_to_clear
from analysis.texts.review.agreement import explain_agreement, explain_corrections
from analysis.texts.review.method import explain_method
from analysis.texts.review.more_cases import explain_more_cases
from analysis.texts.review.reservations import state_reservations
from analysis.texts.review.sample import explain_sample, state_purpose
from analysis.texts.review.triangulation import explain_triangulation

_HAND = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
hand = SimpleNamespace(**runpy.run_path(str(_HAND)))
OF_RESULTS = (
    explain_agreement,
    explain_corrections,
    explain_method,
    explain_more_cases,
    state_reservations,
    explain_sample,
    state_purpose,
)


@pytest.fixture(scope="module")
def results():
    return hand.make_results()


@pytest.fixture(scope="module")
def triangulation(results, comparison):
    return triangulate(results, comparison, capacity=400)


def said(block):
    return " ".join(f"{p.lead} {p.text}" for p in block.content.paragraphs)


def everything(results, triangulation):
    return [*(make(results) for make in OF_RESULTS), explain_triangulation(triangulation)]


def test_every_text_is_filled_in(results, triangulation):
    blocks = everything(results, triangulation)
    for block in blocks:
        assert block.content.paragraphs
        assert not re.search(r"[{}]|\bnan\b|\bNone\b|  ", said(block))
    assert len({block.id for block in blocks}) == len(blocks)


def test_no_text_calls_a_number_good_or_a_possible_target_group_a_lack(results, triangulation):
    for block in everything(results, triangulation):
        assert not re.search(
            r"mangler tilkendelser|for få tilkendelser|burde have|snyd", said(block).lower()
        )


def test_the_purpose_names_basis_key_holder_deletion_and_hand_over(results):
    text = said(state_purpose(results))
    for part in ("Opdigtet hjemmel", "Forvaltningens datakontor", "31. december 2026"):
        assert part in text
    assert "tilbage til sagsbehandling" in text


def test_statistics_alone_send_no_case_back(results):
    purpose = {**results.review.purpose, "bruges_i_sagsbehandling": "nej"}
    changed = replace(results, review=replace(results.review, purpose=purpose))
    assert "kun til statistik" in said(state_purpose(changed))


def test_without_a_purpose_the_reader_is_told_to_write_one(results):
    changed = replace(results, review=replace(results.review, purpose={}))
    block = state_purpose(changed)
    assert block.content.role == "missing"
    assert "purpose.yaml" in said(block)


def test_the_draw_can_be_repeated_from_what_is_said(results):
    text = said(explain_sample(results))
    assert "»9901:2025-10-01«" in text
    assert "9a7d3f989a7d" in text
    assert "erstattes aldrig" in text


def test_what_became_of_the_cases_is_counted(results):
    text = said(explain_sample(results))
    n_away = sum(row.n_not_available for row in results.strata)
    assert f"{n_away} kunne ikke skaffes" in text
    assert "1 er ikke læst færdig" in text


def test_a_hidden_disposition_is_not_counted(results):
    first, *others = results.strata
    hidden = replace(results, strata=(replace(first, n_not_available=-1), *others))
    text = said(explain_sample(hidden))
    assert "kunne ikke skaffes;" not in text
    assert "ikke vises af diskretion" in text


def test_reservations_follow_the_review(results):
    closed = replace(results, closed=("ressourceforløb", "revalidering"), agreement=())
    plain, changed = said(state_reservations(results)), said(state_reservations(closed))
    assert "Ressourceforløb og revalidering er lukket" in changed
    assert "Lukkede" not in plain
    assert "Ingen sag er læst to gange" in changed
    assert "Læsere tager fejl" in plain


def test_drift_within_chance_is_said_to_be_so(results):
    assert "ikke skelnes fra tilfældigheder" in said(explain_method(results))
    moved = replace(results.drift, value=0.2, lower=0.1, upper=0.3)
    assert "ændret deres målestok" in said(explain_method(replace(results, drift=moved)))


def test_a_check_outside_the_interval_is_to_be_explained(results):
    odd = {**results.calibrated, "mindst_en": hand.make_estimate(9000, 8000, 9900)}
    text = said(explain_method(replace(results, calibrated=odd)))
    assert "Kalibreret ligger uden for hovedtallets interval" in text


def test_without_second_readings_agreement_says_what_to_do(results):
    block = explain_agreement(replace(results, agreement=()))
    assert block.content.role == "missing"
    assert "praksis review assign" in said(block)


def test_the_questions_that_divide_are_named_unless_hidden(results):
    assert "F5" in said(explain_agreement(results))
    items = tuple(
        replace(each, share_agree=hand.make_suppressed("share")) if each.is_item else each
        for each in results.agreement
    )
    assert "F5" not in said(explain_agreement(replace(results, agreement=items)))


def test_how_few_positives_there_are_is_not_read_aloud(results):
    reading = (
        "De to læsere er enige i 62 af 68 sager. Mindst én af dem fandt målgruppen for "
        "revalidering i 2 sager, og begge i 1 af dem. Det siger for lidt om revalidering."
    )
    schemes = tuple(replace(each, reading=reading) for each in results.agreement)
    text = said(explain_agreement(replace(results, agreement=schemes)))
    assert "62 af 68 sager. Det siger for lidt" in text
    assert "2 sager, og" not in text


def test_more_cases_say_how_much_narrower(results):
    assert "13 % smallere" in said(explain_more_cases(results)).replace("\xa0", " ")
    assert explain_more_cases(replace(results, more_cases=())).content.role == "missing"


def test_the_review_and_the_stock_stand_beside_each_other(triangulation):
    text = said(explain_triangulation(triangulation))
    assert "Det er lavere end almindeligt" in text
    assert "der regnes intet gennemsnit" in text
    assert "Med plads til 400 sager om året ville det tage omkring" in text


def test_without_a_comparison_or_capacity_the_reader_is_told_what_is_missing(results):
    text = said(explain_triangulation(triangulate(results, None)))
    assert "--raw" in text
    assert "--capacity" in text


def turn_awards(triangulation, value, lower, upper):
    pace = Estimate(value, lower, upper, 0.95, "awards a year", 100, "MOVER")
    return replace(
        triangulation,
        schemes=tuple(
            replace(
                s,
                yearly=pace,
                by_gap={
                    "now": years_to_clear(s.now, pace),
                    "together": years_to_clear(s.together, pace),
                },
            )
            if s.scheme == "foertidspension"
            else s
            for s in triangulation.schemes
        ),
    )


def test_awards_above_the_expected_give_no_years(triangulation):
    text = said(explain_triangulation(turn_awards(triangulation, -60, -120, -5)))
    assert "60 flere om året" in text
    assert "(5 til 120)" in text
    assert "ingen manglende årlige" not in text
    assert "ikke en forskel at dele med" in text


def test_a_gap_that_may_be_nothing_has_no_upper_limit(triangulation):
    text = said(explain_triangulation(turn_awards(triangulation, 60, -20, 140)))
    assert "fra 20 flere til 140 færre" in text
    assert "kan ikke angives" in text
