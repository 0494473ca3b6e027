"""How a checked paper is told on the screen, on a page and in a file."""

from __future__ import annotations

import csv
import io

import pytest

from analysis.documents.trace_report import (
    summarise,
    write_trace,
    write_trace_csv,
    write_trace_html,
)
from analysis.packs.tracing.model import PaperTrace, Trace, TracedNumber


def a_number(trace: Trace, printed: str, **changes: str) -> TracedNumber:
    values = {"where": "afsnit 2", "sentence": f"Der er {printed} i alt.", **changes}
    return TracedNumber(printed=printed, trace=trace, **values)


def a_trace(*numbers: TracedNumber, earlier: tuple[str, ...] = ()) -> PaperTrace:
    return PaperTrace("Aby, 2025K4", earlier, numbers)


FINE = a_number(Trace.TRACED, "1.026", source="Førtidspension", finding_id="a.b", key="observed")
CHANGED = a_number(Trace.CHANGED, "1.062", should_be="1.026", advice="Ret tallet.")
OWN = a_number(Trace.UNTRACED, "47")
DATE = a_number(Trace.NO_RESULT, "2026", source="et år")


def rows_of(*numbers: TracedNumber) -> list[dict[str, str]]:
    text = write_trace_csv(a_trace(*numbers))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=";"))


def test_the_screen_shows_first_what_is_to_be_done_and_leaves_out_what_is_fine() -> None:
    said = write_trace(a_trace(FINE, OWN, CHANGED), name="presse.txt")
    assert said.index("ÆNDRET (1)") < said.index("IKKE SPORET (1)")
    assert "Burde være: 1.026" in said
    assert "Gør: Ret tallet." in said
    assert "SPORET (1)" not in said.replace("IKKE SPORET (1)", "")
    assert said.splitlines()[:3] == [
        "Tal i presse.txt", "Holdt op mod oplægget: Aby, 2025K4.", "Tidligere oplæg: ingen.",
    ]  # fmt: skip


def test_everything_is_listed_when_it_is_asked_for() -> None:
    said = write_trace(a_trace(FINE, DATE, earlier=("Aby, 2025K3",)), name="x", everything=True)
    assert "SPORET (1)" in said
    assert "IKKE ET RESULTAT (1)" in said
    assert "Tidligere oplæg: Aby, 2025K3." in said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((), "Der er ingen tal i teksten."),
        ((FINE, DATE), "Intet skal rettes. 1 sporet, 1 ikke et resultat."),
        ((CHANGED, FINE), "Ret ét sted. 1 sporet, 1 ændret."),
        ((CHANGED, CHANGED, OWN), "Ret 2 steder. 2 ændret, 1 ikke sporet."),
    ],
)
def test_one_line_says_how_many_places_are_to_be_mended(numbers, said) -> None:
    assert summarise(a_trace(*numbers)) == said


def test_the_page_marks_the_number_and_takes_no_markup_from_the_paper() -> None:
    planted = a_number(Trace.CHANGED, "12", sentence="Se <script>x</script>: 12 & 12.")
    page = write_trace_html(a_trace(FINE, planted), name="<b>.docx")
    assert "<script>" not in page
    assert "<b>.docx" not in page
    assert page.count("<mark>12</mark>") == 1
    assert page.index('class="flag"') < page.index("1.026")
    assert page.count('class="flag"') == 1


def test_the_file_keeps_the_order_of_the_paper_and_every_field() -> None:
    first, second = rows_of(FINE, CHANGED)
    assert (first["tal"], first["fund"], first["kilde"]) == (
        "1.026", "a.b observed", "Førtidspension",
    )  # fmt: skip
    assert (second["klasse"], second["burde_vaere"], second["raad"]) == (
        "ændret", "1.026", "Ret tallet.",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "@x", "+cmd", "-cmd|x", "\tx"])
def test_no_text_of_the_paper_becomes_a_formula_of_a_spreadsheet(text) -> None:
    (row,) = rows_of(a_number(Trace.UNTRACED, "1", where=text))
    assert row["hvor"] == f"'{text}"


@pytest.mark.parametrize("printed", ["+12", "-3,5 %", "-396 mio. kr."])
def test_a_number_with_its_sign_stays_a_number(printed) -> None:
    assert rows_of(a_number(Trace.TRACED, printed))[0]["tal"] == printed


def test_no_more_of_the_paper_is_shown_than_the_beginning_of_a_long_sentence() -> None:
    long = a_number(Trace.CHANGED, "12", sentence="ord " * 200)
    (row,) = rows_of(long)
    assert len(row["saetning"]) == 240
    assert row["saetning"].endswith("…")
