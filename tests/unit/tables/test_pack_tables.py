"""The pack's tables of findings, of inputs and of checklists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.checklists.load import load_checklist
from analysis.findings.register import Certainty, Finding, FindingRegister, Kind, Number
from analysis.tables.pack.checklists import tabulate_checklists
from analysis.tables.pack.findings import tabulate_findings
from analysis.tables.pack.inputs import tabulate_inputs


def a_finding(finding_id: str, numbers: tuple[Number, ...] = (), **changes: object) -> Finding:
    values = {
        "title": finding_id.partition(".")[2].capitalize(), "sentence": "En sætning.",
        "state": "lower", "state_words": "lavere", "certainty": Certainty.FAIR, "rule": "regel",
        "period": "2025-10-01", **changes,
    }  # fmt: skip
    return Finding(finding_id, Kind(finding_id.partition(".")[0]), numbers=numbers, **values)


def cells_of(pack, *findings: Finding) -> list[tuple[object, ...]]:
    block = tabulate_findings(replace(pack, register=FindingRegister(findings)))
    return [row.cells for row in block.content.rows]


def silent(finding_id: str) -> Finding:
    return a_finding(finding_id, certainty=Certainty.NONE, state_words="ukendt")


# Findings


def test_every_number_of_every_finding_is_in_the_data_file(pack) -> None:
    records = tabulate_findings(pack).content.records
    in_file = {(r["id"], r["number"]): r["text"] for r in records if "number" in r}
    known = {(f.id, n.key): n.text for f in pack.register.findings for n in f.numbers}
    assert in_file == known
    assert {r["id"] for r in records} == {f.id for f in pack.register.findings}


def test_three_numbers_are_shown_with_their_limits_and_no_detail(pack) -> None:
    numbers = (
        Number("a", "antal", 1200.0, "persons", 1100.0, 1300.0),
        Number("b", "skjult", 7.0, "persons", is_detail=True),
        *(Number(key, key, 5.0, "persons") for key in ("c", "d", "e")),
    )
    row = cells_of(pack, a_finding("review.fleksjob", numbers))[1]
    assert row[1] == "antal 1.200 (1.100 til 1.300); c 5; d 5"


def test_a_day_is_written_as_in_denmark_and_a_quarter_as_it_is(pack) -> None:
    rows = cells_of(
        pack, a_finding("review.fleksjob"), a_finding("review.mindst_en", period="2025K4")
    )
    assert [row[4] for row in rows[1:]] == ["1.10.2025", "2025K4"]


def test_kinds_have_a_heading_each_and_silent_themes_share_a_row(pack) -> None:
    rows = cells_of(
        pack,
        a_finding("benchmark.fleksjob-bestand"),
        silent("study.team"),
        a_finding("study.ventetid"),
        silent("study.afslag"),
    )
    assert [row[0] for row in rows] == [
        "Praksissammenligning", "Fleksjob-bestand", "Praksisundersøgelse", "Ventetid", "2 temaer",
    ]  # fmt: skip
    assert rows[-1][1] == "»Team« og »Afslag«"


# Inputs


def test_every_file_has_its_checksum_whole_in_the_data_and_short_on_the_page(pack) -> None:
    table = tabulate_inputs(pack).content
    assert len(table.rows) == len(table.records) == len(pack.record.inputs)
    for row, record in zip(table.rows, table.records, strict=True):
        assert len(record["sha256"]) == 64
        assert row.cells[-1] == record["sha256"][:12]
        assert (
            row.cells[-2] == {"observed": "observeret", "synthetic": "syntetisk"}[record["origin"]]
        )


def test_a_file_without_a_day_says_so(pack) -> None:
    entry = {**pack.record.inputs[0], "extracted": ""}
    dated = {**entry, "extracted": "2026-01-05"}
    inputs = replace(pack, record=replace(pack.record, inputs=(entry, dated)))
    days = [row.cells[2] for row in tabulate_inputs(inputs).content.rows]
    assert days == ["ikke oplyst", "5.1.2026"]


# Checklists


def test_every_item_in_force_is_counted_once(pack) -> None:
    checklist = load_checklist(pack.evidence.day)
    records = tabulate_checklists(pack).content.records
    assert sum(r["n_items"] for r in records) == len(checklist.items)
    assert sum(r["n_verified"] for r in records) == sum(i.is_verified for i in checklist.items)


def test_comments_are_counted_by_section_and_a_dash_where_none_are_known(pack) -> None:
    item = load_checklist(pack.evidence.day).items[0]
    given = replace(pack, evidence=replace(pack.evidence, comments={item.id: (3, 2)}))
    block = tabulate_checklists(given)
    (record,) = [r for r in block.content.records if r["section"] == item.section]
    assert (record["n_comments"], record["n_settled"]) == (3, 2)
    assert sum(r["n_comments"] for r in block.content.records) == 3
    assert "indhentet" in block.content.note
    unknown = tabulate_checklists(replace(pack, evidence=replace(pack.evidence, comments=None)))
    assert {r["n_comments"] for r in unknown.content.records} == {None}
    assert {row.cells[-1] for row in unknown.content.rows} == {"–"}
    assert "ikke sendt til Ankestyrelsen" in unknown.content.note


@pytest.mark.parametrize("tabulate", [tabulate_findings, tabulate_inputs])
def test_tables_of_everything_carry_the_lineage_of_everything(pack, tabulate) -> None:
    assert tabulate(pack).lineage == pack.lineage
