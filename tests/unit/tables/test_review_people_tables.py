"""The tables of page one, who they are, what is missing, and overlaps."""

from __future__ import annotations

import datetime as dt
import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.model import Block, Mark, Table, Text
from analysis.checklists.load import load_checklist
from analysis.errors import RequestError
from analysis.findings.suppression import HIDDEN
from analysis.tables.review.domains import tabulate_domains
from analysis.tables.review.front_page import tabulate_front_page
from analysis.tables.review.missing_documents import tabulate_missing_documents
from analysis.tables.review.outcome_mark import (
    choose_scale_end,
    draw_outcome_mark,
    draw_outcome_scale,
)
from analysis.tables.review.overlaps import tabulate_overlaps

_INVENTED = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
invented = SimpleNamespace(**runpy.run_path(str(_INVENTED)))
ALL = (tabulate_front_page, tabulate_domains, tabulate_missing_documents, tabulate_overlaps)


def texts(row):
    return [cell.alt if isinstance(cell, Mark) else cell for cell in row.cells]


def row_named(block, name):
    return next(texts(row) for row in block.content.rows if row.cells[0] == name)


@pytest.mark.parametrize("tabulate", ALL)
def test_table_is_stamped_travels_and_shows_no_nan(tabulate):
    block = tabulate(invented.make_results())
    html = block_to_html(block, standalone=True)
    assert "SYNTETISKE TAL" in html
    assert not re.search(r"\bnan\b", html, re.IGNORECASE)
    assert Block.from_json(block.to_json()) == block
    assert len({len(row.cells) for row in block.content.rows if not row.is_group}) == 1


def test_page_one_has_a_row_for_each_outcome_with_rounded_numbers_and_words():
    block = tabulate_front_page(invented.make_results())
    assert row_named(block, "Førtidspension¹") == [
        *("Førtidspension¹", "420", "250 til 690", "910", "530 til 1.500", "16.300"),
        "Nu: 420 (250 til 690); nu og efter: 1.300 (430 til 2.200)",
        "størrelsesorden",
    ]
    names = [row.cells[0] for row in block.content.rows]
    assert names == [
        *("Mindst én ordning", "Førtidspension¹", "Fleksjob", "Ressourceforløb"),
        *("Revalidering¹", "Andre indsatser", "Skala"),
    ]


def test_page_one_keeps_exact_numbers_and_the_rule_in_its_records():
    block = tabulate_front_page(invented.make_results())
    record = next(
        r for r in block.content.records if (r["outcome"], r["part"]) == ("foertidspension", "nu")
    )
    assert record["people"] == 421.5
    assert (record["people_lower"], record["people_upper"]) == (248.1, 688.7)
    assert record["share"] == pytest.approx(421.5 / 17650, abs=1e-6)
    assert (record["n_cases"], record["rule"]) == (8, "width-within-all")
    assert record["is_corrected"] is True
    assert len(block.content.records) == 3 * 6


def test_page_one_marks_only_corrected_figures_and_says_so():
    results = invented.make_results()
    plain = {name: replace(o, is_corrected=False) for name, o in results.outcomes.items()}
    assert "¹" in tabulate_front_page(results).content.note
    block = tabulate_front_page(replace(results, outcomes=plain))
    assert "¹" not in block.content.note
    assert not any("¹" in row.cells[0] for row in block.content.rows)


def test_page_one_says_which_schemes_are_closed():
    results = invented.make_results(
        checklist=load_checklist(dt.date(2026, 9, 1)), closed=("ressourceforløb", "revalidering")
    )
    kept = ("mindst_en", "foertidspension", "fleksjob", "andre_indsatser")
    results = replace(results, outcomes={name: results.outcomes[name] for name in kept})
    block = tabulate_front_page(results)
    assert row_named(block, "Revalidering")[-1] == "lukket"
    assert row_named(block, "Revalidering")[1:6] == ["–"] * 5
    assert [row.cells[0] for row in block.content.rows][-2:] == ["Andre indsatser", "Skala"]


def test_page_one_hides_a_small_count_and_a_hidden_number():
    results = invented.make_results()
    outcomes = {
        **results.outcomes,
        "revalidering": invented.make_outcome("revalidering", n_cases_now=HIDDEN),
        "fleksjob": invented.make_outcome("fleksjob", after=invented.make_suppressed()),
    }
    block = tabulate_front_page(replace(results, outcomes=outcomes))
    counts = {(r["outcome"], r["part"]): r["n_cases"] for r in block.content.records}
    assert counts["revalidering", "nu"] is None
    assert counts["foertidspension", "nu"] == 8
    assert row_named(block, "Fleksjob")[3:5] == ["·", "·"]
    assert "· vises ikke" in block.content.note


def test_marks_of_a_column_share_one_scale_from_zero():
    few, many = (invented.make_estimate(v, 0.5 * v, 1.5 * v) for v in (200, 2000))
    end = choose_scale_end([few, many])
    assert end == 3000
    places = [
        float(re.findall(r'cx="([\d.]+)"', draw_outcome_mark(e, e, end=end).svg)[1])
        for e in (few, many)
    ]
    start = float(re.findall(r'x1="([\d.]+)"', draw_outcome_mark(few, few, end=end).svg)[0])
    assert (places[1] - start) / (places[0] - start) == pytest.approx(10, rel=0.03)
    assert "3.000" in draw_outcome_scale(end).svg


def test_a_hidden_mark_is_not_drawn_and_says_so():
    hidden = invented.make_suppressed()
    mark = draw_outcome_mark(hidden, hidden, end=1000)
    assert "circle" not in mark.svg
    assert mark.alt == "Nu: vises ikke; nu og efter: vises ikke"


def test_scale_of_nothing_ends_at_one():
    assert choose_scale_end([invented.make_suppressed()]) == 1.0


def test_parts_stand_under_their_division_in_the_order_of_the_review():
    block = tabulate_domains(invented.make_results())
    names = [row.cells[0] for row in block.content.rows]
    assert [r.cells[0] for r in block.content.rows if r.is_group] == [
        *("Ydelse", "Socialforvaltningen", "Center", "Varighed"),
    ]
    start = names.index("Center")
    assert names[start + 1 : start + 4] == ["Center A", "Center B", "Center C"]
    assert "Kontanthjælp, 10+ år" in names


def test_records_of_parts_hold_every_scheme():
    records = tabulate_domains(invented.make_results()).content.records
    assert {r["outcome"] for r in records} == {
        *("mindst_en", "foertidspension", "fleksjob", "ressourceforloeb", "revalidering"),
    }
    assert all(0 <= r["share_lower"] <= r["share"] <= r["share_upper"] <= 1 for r in records)


def test_parts_of_a_scheme_that_was_not_judged_are_refused():
    with pytest.raises(RequestError, match="no parts of the population for 'seniorpension'"):
        tabulate_domains(invented.make_results(), scheme="seniorpension")


def test_hidden_part_is_a_dot_and_its_count_too():
    results = invented.make_results()
    first = replace(
        results.domains[0],
        now=invented.make_suppressed(),
        share_now=invented.make_suppressed("share"),
        n_cases=HIDDEN,
        n_cases_now=HIDDEN,
    )
    block = tabulate_domains(replace(results, domains=(first, *results.domains[1:])))
    assert row_named(block, "Kontanthjælp")[2:5] == ["·", "·", "·"]
    record = block.content.records[0]
    assert (record["n_cases"], record["n_cases_now"], record["people"]) == (None, None, None)


def test_missing_documents_stand_under_all_who_lack_something():
    block = tabulate_missing_documents(invented.make_results(), n_shown=2)
    rows = [texts(row) for row in block.content.rows]
    at = rows.index(["Førtidspension"])
    assert rows[at + 1][:2] == ["Mangler mindst ét dokument¹", "910"]
    assert rows[at + 2][0].startswith("LÆ 265")
    assert rows[at + 4] == ["Fleksjob"]
    assert len(block.content.records) == len(invented.make_results().missing_documents)


def test_hidden_documents_share_one_row_without_their_names():
    results = invented.make_results()
    documents = tuple(
        replace(d, people=invented.make_suppressed(), n_cases=HIDDEN)
        if d.scheme == "revalidering"
        else d
        for d in results.missing_documents
    )
    block = tabulate_missing_documents(replace(results, missing_documents=documents))
    rows = [texts(row) for row in block.content.rows]
    at = rows.index(["Revalidering"])
    assert rows[at + 2 :] == [["Dokumenter, som kun få sager mangler", "·", "·", "·"]]


def test_overlaps_name_both_schemes_and_keep_the_limit_of_a_zero():
    block = tabulate_overlaps(invented.make_results())
    assert row_named(block, "Førtidspension og fleksjob") == [
        *("Førtidspension og fleksjob", "0", "0 til 320"),
    ]


@pytest.mark.parametrize(
    ("tabulate", "empty"),
    [
        (tabulate_domains, {"domains": ()}),
        (tabulate_missing_documents, {"missing_documents": ()}),
        (tabulate_overlaps, {"overlaps": {}}),
    ],
)
def test_table_without_data_says_what_is_missing(tabulate, empty):
    block = tabulate(invented.make_results(**empty))
    assert isinstance(block.content, Text)
    assert block.content.role == "missing"
    assert isinstance(tabulate(invented.make_results()).content, Table)
