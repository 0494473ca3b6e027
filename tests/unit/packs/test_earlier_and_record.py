"""A pack is remembered as it was, and the right earlier one is found."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.concepts import Lineage, Period
from analysis.errors import CoverageError, RequestError, SourceError
from analysis.findings.register import Certainty, Finding, FindingRegister, Kind, Number
from analysis.packs.earlier import find_earlier, folder_name
from analysis.packs.record import NAME, PackRecord, read_record

NOW = Period.parse("2025K4")
FINITE = st.floats(-1e9, 1e9, allow_nan=False)


def make_record(**changes: object) -> PackRecord:
    values = {
        "municipality_code": "9901", "municipality_name": "Aby", "period": "2025K3",
        "meeting_date": "2025-12-08", "date": "2025-11-15", "status": "udkast",
        "release": "lukket", "findings": (),
    }  # fmt: skip
    return PackRecord(**{**values, **changes})


def write(folder: Path, **changes: object) -> Path:
    folder.mkdir(parents=True)
    text = json.dumps(make_record(**changes).to_json(), ensure_ascii=False)
    (folder / NAME).write_text(text, encoding="utf-8")
    return folder


def find(against: str, folder: Path) -> Path | None:
    return find_earlier(against, folder=folder, period=NOW, municipality_code="9901")


# The record


@given(
    st.lists(st.tuples(FINITE, st.none() | FINITE, st.sampled_from(["share", "weeks"])), max_size=4)
)
def test_record_comes_back_from_its_file_as_it_was(drawn):
    numbers = tuple(
        Number(f"n{i}", "tal", value, unit, lower, lower, 1, 0.95)
        for i, (value, lower, unit) in enumerate(drawn)
    )
    lineage = Lineage(frozenset({"b.csv", "a.csv"}), frozenset({"a.csv"}))
    finding = Finding(
        "study.team", Kind.STUDY, "Team", "Æblegrød.", "differs", "forskellig", Certainty.FAIR,
        "regel", "2025K3", numbers, lineage,
    )  # fmt: skip
    record = make_record(
        findings=(finding,),
        missing={"review": "Der er ingen."},
        recommendations=({"id": "a", "basis": {"study.team": "differs"}},),
        method={"version": "1", "code": "c"},
        request={"level": 0.95},
    )
    assert PackRecord.from_json(json.loads(json.dumps(record.to_json()))) == record


def test_name_of_a_pack_says_whom_which_quarter_and_which_meeting():
    assert make_record().name == "Aby, 2025K3, 15. november 2025, møde 8. december 2025"
    assert make_record(meeting_date="").name == "Aby, 2025K3, 15. november 2025"


def test_folder_without_a_pack_is_refused(tmp_path):
    with pytest.raises(SourceError, match="holds no pack"):
        read_record(tmp_path)


def test_record_of_another_version_says_which(tmp_path):
    path = write(tmp_path / "a") / NAME
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**values, "version": 7}), encoding="utf-8")
    with pytest.raises(SourceError, match="has version 7"):
        read_record(tmp_path / "a")


@pytest.mark.parametrize("key", ["findings", "period", "request", "missing"])
def test_record_that_lacks_a_part_is_refused(key, tmp_path):
    path = write(tmp_path / "a") / NAME
    values = json.loads(path.read_text(encoding="utf-8"))
    del values[key]
    path.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be read"):
        read_record(tmp_path / "a")


# The register


def test_register_finds_by_id_and_by_kind_in_order():
    numbers = (Number("share", "andel", 0.284, "share", 0.2, 0.4),)
    one = Finding("events.rework", Kind.EVENTS, "", "", "", "", Certainty.FAIR, "", "", numbers)
    two = dataclasses.replace(one, id="events.centres", numbers=())
    register = FindingRegister((one, dataclasses.replace(one, id="x", kind=Kind.STUDY), two))
    assert register.of(Kind.EVENTS) == (one, two)
    assert register.find("events.rework") is one
    assert register.find("nej") is None
    assert one.number("share").text == "28\u00a0%"
    assert one.number("share").limits_text == "20 til 40 %"
    with pytest.raises(CoverageError, match="has no number 'nej'"):
        one.number("nej")


@pytest.mark.parametrize(
    ("number", "text", "limits"),
    [
        (Number("a", "", 1089.2, "estimated_persons", 803, 1440), "1.100", "800 til 1.400"),
        (Number("a", "", -12.4, "awards", -20, 3, is_signed=True), "−12", "−20 til +3"),
        (Number("a", "", 0.716, "ratio", decimals=2), "0,72", ""),
        (Number("a", "", 12970.0, "thousand_kroner", 1.0, None), "12.970", ""),
    ],
)
def test_number_is_printed_in_one_way(number, text, limits):
    assert (number.text, number.limits_text) == (text, limits)


# The earlier pack


def test_newest_pack_of_an_earlier_quarter_is_found_by_itself(tmp_path):
    write(tmp_path / folder_name(Period.parse("2025K2")), period="2025K2")
    newest = write(tmp_path / "2025K3-oplaeg")
    write(tmp_path / "2025K4-oplaeg", period="2025K4")
    write(tmp_path / "2026K1-oplaeg", period="2026K1")
    write(tmp_path / "andet", period="2025K3")
    assert find("", tmp_path) == newest


def test_nobody_elses_pack_and_no_damaged_one_is_found_by_itself(tmp_path):
    write(tmp_path / "9902-oplaeg", municipality_code="9902")
    (tmp_path / "gammel-oplaeg").mkdir()
    (tmp_path / "gammel-oplaeg" / NAME).write_text("{", encoding="utf-8")
    assert find("", tmp_path) is None


def test_pack_is_found_by_period_and_by_folder(tmp_path):
    folder = write(tmp_path / "2025K3-oplaeg")
    assert find("2025K3", tmp_path) == folder
    assert find(str(folder), tmp_path / "elsewhere") == folder


@pytest.mark.parametrize("against", ["2025K2", "sidste gang"])
def test_pack_that_was_asked_for_and_is_not_there_is_refused(against, tmp_path):
    with pytest.raises(RequestError, match="no earlier pack") as error:
        find(against, tmp_path)
    assert against in error.value.where
