"""Planted faults of every kind are found, and the pack's own sentences are clean."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.blocks.model import STAMP as PAGE_STAMP
from analysis.errors import SourceError
from analysis.findings.register import Number
from analysis.packs.tracing.model import Form, Passage, Trace
from analysis.packs.tracing.trace import STAMP, trace_numbers

packs = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_records.py"))))
NOW = packs.record()
THEN = packs.record(packs.awards(1015, 1615.0), period="2025K3", date="2025-11-15")


def trace(*texts, record=NOW, earlier=(THEN,), form=Form.TEXT, context=""):
    passages = [Passage("afsnit", text, context, "d", form) for text in texts]
    return trace_numbers(passages, record, earlier=earlier)


def traces(*texts, **options):
    return {each.printed: each.trace for each in trace(*texts, **options).numbers}


def test_the_packs_own_sentences_are_clean() -> None:
    result = trace(*(each.sentence for each in NOW.findings))
    assert not result.flagged
    assert not result.untraced
    assert len(result.numbers) >= 15


def test_the_stamp_is_the_one_that_pages_carry() -> None:
    assert STAMP == PAGE_STAMP


@pytest.mark.parametrize(
    ("text", "printed", "should_be"),
    [
        # a digit changed in the pack's own sentence, and in a sentence of the writer's
        (NOW.findings[0].sentence.replace("1.026", "1.062"), "1.062", "1.026"),
        ("Aby tilkendte 1.036 førtidspensioner mod 1.556 forventede.", "1.036", "1.026"),
        # two numbers have changed places
        (
            NOW.findings[0].sentence.replace("1.556", "x").replace("1.026", "1.556")
            .replace("x", "1.026"),
            "1.556",
            "1.026",
        ),
        ("Fristen: i halvdelen af sagerne går der højst 39,3 uger (35,6 til 37,7) fra sagen "
         "rejses, til kommunen træffer afgørelse.", "39,3 uger", "36,3"),
    ],
)  # fmt: skip
def test_a_changed_digit_is_found_with_the_number_that_belongs_there(
    text, printed, should_be
) -> None:
    (found,) = [each for each in trace(text).numbers if each.printed == printed]
    assert found.trace is Trace.CHANGED
    assert found.should_be.startswith(should_be)


def test_last_quarters_number_is_stale_unless_the_sentence_says_when() -> None:
    stale = trace("Aby tilkendte 1.015 førtidspensioner.").numbers[0]
    assert (stale.trace, stale.should_be) == (Trace.STALE, "1.026")
    dated = traces("I 2025K3 tilkendte Aby 1.015 førtidspensioner.")
    assert dated["1.015"] is Trace.TRACED


def test_without_the_earlier_pack_an_old_number_is_still_not_traced() -> None:
    found = traces("Aby tilkendte 1.015 førtidspensioner.", earlier=())
    assert found["1.015"] is not Trace.TRACED


@pytest.mark.parametrize(
    "text",
    [
        "Aby tilkendte godt 1.000 førtidspensioner.",
        "Aby tilkendte omkring 1.030 førtidspensioner.",
        "Der var forventet knap 1.600 tilkendelser af førtidspension.",
        "Kommunens økonomi ændres i alt med −396 mio. kr.",
    ],
)
def test_an_honest_rounding_is_no_fault(text) -> None:
    assert set(traces(text).values()) == {Trace.ROUNDED}


def test_a_wrong_rounding_is_no_rounding() -> None:
    assert Trace.ROUNDED not in traces("Der var 1.500 forventede tilkendelser.").values()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Mulig målgruppe for førtidspension er præcis 1.400.", "1.400"),
        ("Gennemgangen dokumenterer, at 1.400 er i målgruppen for førtidspension.", "1.400"),
        ("Mulig målgruppe for førtidspension er 770 personer.", "770"),
        ("Mulig målgruppe for førtidspension er 3.200 personer.", "3.200"),
        ("Aby mangler 530 tilkendelser af førtidspension.", "mangler 530 tilkendelser"),
        ("Forskellen på 530 tilkendelser af førtidspension skyldes praksis.", "skyldes"),
        ("Aby har færre på fleksjob end andre: 8.429 mod 10.590 forventede.", "færre"),
        ("Aby har færre fuldtidspersoner på fleksjob end sammenlignelige kommuner.", "færre"),
        ("Aby tilkender flere førtidspensioner end forventet: 1.026 mod 1.556.", "flere"),
    ],
)
def test_more_than_the_interval_carries_is_flagged_with_advice(text, printed) -> None:
    found = [each for each in trace(text).flagged if each.printed == printed]
    assert [each.trace for each in found] == [Trace.OVERCLAIMED]
    assert found[0].advice


@pytest.mark.parametrize(
    "text",
    [
        "Mulig målgruppe for førtidspension er omkring 1.400 (770 til 2.400).",
        "Mulig målgruppe for førtidspension er højst 2.400 personer.",
        "Om forskellen på 530 tilkendelser af førtidspension skyldes praksis, vides ikke.",
        "På fleksjob er der 8.429 mod 10.590 forventede; forskellen er almindelig variation.",
        "To læsere er enige om førtidspension i 80-96 % af sagerne.",
        "Mødet holdes den 11. marts 2026 kl. 10, Aby Gade 1, 9901 Aby.",
        "Vi har ansat 47 nye medarbejdere.",
    ],
)
def test_careful_and_unrelated_sentences_are_not_flagged(text) -> None:
    assert not trace(text).flagged


def test_a_synthetic_number_needs_the_stamp_on_its_own_page() -> None:
    record = packs.record(packs.awards(lineage=packs.INVENTED))
    text = "Aby tilkendte 1.026 førtidspensioner."
    here, there = Passage("slide 1", text, part="1"), Passage("slide 2", STAMP, part="2")
    (found,) = trace_numbers([here, there], record).numbers
    assert found.trace is Trace.SYNTHETIC
    stamped = Passage("slide 1", STAMP, part="1")
    (found,) = trace_numbers([here, stamped], record).numbers
    assert found.trace is Trace.TRACED


def test_a_cell_is_understood_by_its_row_and_column() -> None:
    row = {"form": Form.CELL, "context": "Førtidspension, tilkendelser | faktiske tilkendelser"}
    assert traces("1.026", **row) == {"1.026": Trace.TRACED}
    assert traces("1.036", **row) == {"1.036": Trace.CHANGED}


def test_a_point_of_a_chart_is_traced_and_a_changed_one_flagged() -> None:
    point = {"form": Form.CHART, "context": "Førtidspension, tilkendelser | Faktisk over forventet"}
    assert list(traces("0.659383033419023", **point).values()) == [Trace.TRACED]
    assert list(traces("0.75", **point).values()) == [Trace.CHANGED]


def test_another_schemes_number_is_changed() -> None:
    found = traces("Fleksjob: bestanden er 1.026.", earlier=())
    assert found["1.026"] is Trace.CHANGED


def test_a_cpr_like_token_is_refused_and_not_shown() -> None:
    token = "010190" + "-" + "1234"
    with pytest.raises(SourceError) as caught:
        trace(f"Borgeren {token} klager.")
    assert token not in str(caught.value)


@settings(deadline=None, max_examples=150)
@given(
    value=st.floats(1, 1e6),
    unit=st.sampled_from(["awards", "persons", "estimated_persons", "weeks", "thousand_kroner"]),
    decimals=st.integers(0, 2),
)
def test_any_number_that_a_finding_prints_is_traced_back(value, unit, decimals) -> None:
    number = Number("observed", "faktiske tilkendelser", value, unit, decimals=decimals)
    record = packs.record(
        packs.finding(
            "benchmark.foertidspension-tilkendelser", "Førtidspension, tilkendelser", "x", (number,)
        )
    )
    text = f"Faktiske tilkendelser af førtidspension i alt: {number.text}."
    found = trace(text, record=record, earlier=()).numbers
    assert [each.trace for each in found] == [Trace.TRACED]
    assert (found[0].finding_id, found[0].key) == (
        "benchmark.foertidspension-tilkendelser",
        "observed",
    )


def test_a_bare_cell_of_the_report_vouches_for_no_cell_of_the_paper() -> None:
    context = "Førtidspension, tilkendelser | faktiske tilkendelser"
    cell = Passage("tabel", "1.015", context, "d", Form.CELL)
    report = [Passage("rapport", "1.015")]
    (found,) = trace_numbers([cell], NOW, earlier=(THEN,), others=report).numbers
    assert found.trace is Trace.STALE
