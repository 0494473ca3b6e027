"""By which rules cases were read, which errors the limits hold, and what ordinary means."""

from __future__ import annotations

import datetime as dt
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from analysis.checklists.load import load_checklist, load_version
from analysis.findings.triangulation import ORDINARY, triangulate
from analysis.texts.review.agreement import explain_corrections
from analysis.texts.review.front_page import explain_front_page
from analysis.texts.review.opening import masthead
from analysis.texts.review.reservations import state_reservations
from analysis.texts.review.rules import say_rules
from analysis.texts.review.triangulation import explain_triangulation

_HAND = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
hand = SimpleNamespace(**runpy.run_path(str(_HAND)))


def words(block):
    return " ".join(f"{p.lead} {p.text}" for p in block.content.paragraphs)


def test_rules_are_named_by_the_day_of_the_draw_and_the_version():
    results = hand.make_results()
    said = say_rules(results)
    assert said == f"de regler, der gjaldt 1. oktober 2025 (tjekliste {results.checklist.version})"
    for block in (explain_front_page(results), state_reservations(results)):
        assert said in words(block)


def test_rules_of_another_day_are_named_by_their_own_first_day():
    old = load_version(load_checklist(dt.date(2020, 5, 1)).version)
    said = say_rules(hand.make_results(checklist=old))
    assert said == f"de regler, der gælder fra 1. januar 2020 (tjekliste {old.version})"


def test_rules_without_a_draw_are_named_by_their_own_first_day():
    review = hand.make_review(draw_record={})
    assert say_rules(hand.make_results(review=review)).startswith("de regler, der gælder fra")


def test_limits_hold_the_errors_of_readers_only_where_corrected():
    results = hand.make_results()
    assert "kun regnet med i tal med ¹" in words(explain_front_page(results))
    plain = {name: replace(o, is_corrected=False) for name, o in results.outcomes.items()}
    said = words(explain_front_page(replace(results, outcomes=plain)))
    assert "Læsernes fejl er ikke regnet med." in said
    assert "¹" not in said


def test_what_a_correction_would_make_of_an_uncorrected_number_is_said():
    said = words(state_reservations(hand.make_results()))
    # 0.9 of 3,080 people, 0.7 of 2,320 and 1.3 of 3,960.
    assert "omkring 3.100 og det korrigerede omkring 2.800 (1.600 til 5.100)" in said
    results = hand.make_results()
    one = replace(results.outcomes["mindst_en"], is_corrected=True)
    changed = replace(results, outcomes={**results.outcomes, "mindst_en": one})
    assert "det korrigerede omkring" not in words(state_reservations(changed))


def test_the_report_is_not_older_than_the_last_decision_between_two_readers():
    review = hand.make_review(
        conclusions=pd.DataFrame({"reviewed_on": ["2025-11-07"]}),
        adjudications=pd.DataFrame({"date": ["2025-11-27", ""]}),
    )
    assert masthead(hand.make_results(review=review)).content.date == "27. november 2025"


def test_notes_on_a_correction_are_as_exact_as_the_table_beside_them():
    results = hand.make_results()
    note = "68 sager er læst. 1.429 personer (korrigeret), 292 til 1.948."
    one = replace(results.outcomes["foertidspension"], correction_note=note)
    changed = replace(results, outcomes={"foertidspension": one})
    assert "68 sager er læst. 1.400 personer (korrigeret), 290 til 1.900." in words(
        explain_corrections(changed)
    )


def judge(triangulation, lower, upper):
    """Return it with every stock ordinary between two limits, and the first scheme alone."""
    first = next(s for s in triangulation.schemes if s.stock is not None)
    stock = replace(first.stock, usual_lower=lower, usual_upper=upper)
    return replace(triangulation, schemes=(replace(first, stock=stock, rule=ORDINARY),))


def test_an_ordinary_stock_between_wide_limits_is_said_to_tell_little(comparison):
    found = triangulate(hand.make_results(), comparison)
    said = words(explain_triangulation(judge(found, 100.0, 400.0)))
    assert "Kun lidt, for kommuner er meget forskellige" in said
    assert "100 til 400 modtagere" in said
    said = words(explain_triangulation(judge(found, 100.0, 199.0)))
    assert "Kun lidt" not in said
    assert "ligner, hvad kommuner med almindelig praksis har" in said
