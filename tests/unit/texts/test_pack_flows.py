"""Texts and tables of the case flow and of the one-year course."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from analysis.caseflow.compare import compare_flows, compare_pair
from analysis.caseflow.deadlines import load_deadlines
from analysis.caseflow.light import describe_light
from analysis.caseflow.load import load_flow_file
from analysis.concepts import Estimate, Lineage, Origin
from analysis.datasets.project import project_root
from analysis.tables.pack.flows import tabulate_deadlines, tabulate_flow_steps, tabulate_light
from analysis.texts.pack.flows import explain_flows, explain_light

MARCH_2026 = dt.date(2026, 3, 4)
MADE = Lineage(frozenset({"pack/flow.yaml"}), frozenset({"pack/flow.yaml"}))
PEOPLE = Estimate(123.4, 60.0, 250.0, 0.95, "persons", 5, "wilson")


@pytest.fixture(scope="module")
def comparison():
    return compare_pair(
        load_flow_file(project_root() / "data" / "pack" / "flow.yaml", MADE), date=MARCH_2026
    )


def read(block) -> str:
    return " ".join(f"{each.lead} {each.text}" for each in block.content.paragraphs)


def test_table_has_a_row_for_each_step_and_the_sums(comparison):
    table = tabulate_flow_steps(comparison).content
    cells = {row.cells[0]: row.cells for row in table.rows}
    assert cells["Social udtalelse"][1:4] == ("SOF: 5 uger (3 til 10)", "–", "udgår")
    assert cells["Øvrige sager"][1:3] == (
        "37 uger (22 til 58), heraf 25 venter; 6 overdragelser",
        "23 uger (15 til 34), heraf 12 venter; 6 overdragelser",
    )
    assert cells["Åbenbare sager"][2].endswith("; 5 overdragelser")
    assert len(table.records) == len(comparison.changes)


def test_table_carries_the_origin_of_the_flow(comparison):
    assert tabulate_flow_steps(comparison).lineage.origin is Origin.SYNTHETIC
    assert explain_flows(comparison).lineage.origin is Origin.SYNTHETIC


def test_unverified_deadline_of_the_law_is_marked(comparison):
    table = tabulate_flow_steps(comparison).content
    decision = next(row for row in table.rows if row.cells[0] == "Afgørelse")
    assert decision.cells[5] == "3 måneder (lov)*"
    assert "* Lovens frist er ikke efterprøvet" in table.note


def test_deadlines_name_their_rule_and_what_nobody_has_read():
    block = tabulate_deadlines(load_deadlines(MARCH_2026), date=MARCH_2026)
    assert block.lineage.origin is Origin.OBSERVED
    cells = [" ".join(row.cells) for row in block.content.rows]
    assert any("§ 44 (lov)" in cell and "Ikke efterprøvet: paragraffen" in cell for cell in cells)
    assert any("uden unødigt ophold" in cell for cell in cells)


def test_text_says_weeks_hands_and_law(comparison):
    text = read(explain_flows(comparison))
    assert "omkring 37 uger (22 til 58), heraf 25 med at vente" in text
    assert "Sagen skifter hænder 6 gange, både i dag og i forslaget." in text
    assert "hvilken af dagene der gælder for teamet, er ikke efterprøvet" in text
    assert "Den er tænkt at gælde fra 1. juni 2026." in text


def test_text_says_more_hands_plainly(comparison):
    shorter = dataclasses.replace(
        comparison.today.flow,
        steps=tuple(s for s in comparison.today.flow.steps if s.id in ("rejs", "afgoer")),
    )
    steps = (shorter.steps[0], dataclasses.replace(shorter.steps[1], after=("rejs",)))
    less = dataclasses.replace(shorter, steps=steps)
    text = read(explain_flows(compare_flows(less, comparison.today.flow, date=MARCH_2026)))
    assert "skifter hænder 1 gang i dag og 6 gange i forslaget, altså flere" in text


def test_equal_flows_have_nothing_to_change(comparison):
    same = compare_flows(comparison.today.flow, comparison.today.flow, date=MARCH_2026)
    assert "Ingenting: de to sagsgange er ens." in read(explain_flows(same))


def test_forbidden_flow_is_called_so(comparison):
    early = compare_flows(comparison.today.flow, comparison.proposed.flow, date=dt.date(2016, 5, 1))
    assert "Sagsgangen er ikke tilladt efter reglerne 1. maj 2016." in read(explain_flows(early))


def test_closed_light_makes_the_number_history():
    light = describe_light(MARCH_2026, PEOPLE, people_date=dt.date(2025, 10, 1), lineage=MADE)
    text = read(explain_light(light))
    assert "kan ikke startes" in text
    assert "Omkring 120 personer (60 til 250, 95\u00a0%)" in text
    assert "historisk grundlag efter reglerne 1. oktober 2025" in text
    assert "mulig målgruppe ifølge gennemgangen" in text


def test_open_light_has_no_history_and_nothing_left():
    text = read(explain_light(describe_light(dt.date(2025, 10, 1), PEOPLE)))
    assert "historisk" not in text
    assert "lukket" not in text


def test_light_without_review_says_that_the_number_is_not_known():
    assert "antallet kendes ikke" in read(explain_light(describe_light(MARCH_2026)))


def test_hidden_number_of_people_is_not_shown():
    hidden = dataclasses.replace(PEOPLE, value=float("nan"), lower=float("nan"), upper=float("nan"))
    assert "Antallet kan ikke vises" in read(explain_light(describe_light(MARCH_2026, hidden)))


def test_light_table_names_the_items_of_the_checklist():
    table = tabulate_light(describe_light(MARCH_2026)).content
    assert [row.cells[1] for row in table.rows if not row.is_group][:5] == [
        *("R6", "R6b", "R6c", "R6d", "R6e"),
    ]
