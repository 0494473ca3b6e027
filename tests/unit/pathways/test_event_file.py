"""Reading the event file: what is taken, what is refused, and that no cell is shown."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest

from analysis.errors import AnalysisError, ContractError, SourceError
from analysis.pathways.event_file import read_events

GOOD = [
    ("hemmelig-a", "sag_rejst", "2025-01-02", "Nord", ""),
    ("hemmelig-a", "afgoerelse", "2025-03-02", "", "bevilget"),
    ("hemmelig-b", "sag_rejst", "2025-02-01", "Syd", ""),
]


def test_a_good_file_is_read_in_order(log_maker, tmp_path) -> None:
    log = log_maker.read_rows(tmp_path, GOOD[::-1])
    assert log.n_cases == 2
    assert log.first_day == dt.date(2025, 1, 2)
    assert log.frame["step"].tolist() == ["sag_rejst", "afgoerelse", "sag_rejst"]
    assert log.frame["centre"].tolist() == ["Nord", "Nord", "Syd"]


def test_the_newest_event_stands_for_the_extract_where_its_day_is_unknown(
    log_maker, tmp_path
) -> None:
    log = log_maker.read_rows(tmp_path, GOOD, until=None)
    assert log.observed_until == dt.date(2025, 3, 2)
    assert "Udtrækkets dato er ikke oplyst" in log.notes[0]


def test_a_packed_file_and_one_with_a_byte_order_mark_are_read(log_maker, tmp_path) -> None:
    plain = log_maker.write_file(tmp_path / "events.csv", GOOD).read_bytes()
    packed = tmp_path / "events.csv.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + plain))
    assert read_events(packed, log_maker.LINEAGE).n_cases == 2


def test_steps_of_one_day_are_in_the_order_of_the_steps(log_maker, tmp_path) -> None:
    rows = [("a", "afgoerelse", "2025-01-02", "", ""), ("a", "sag_rejst", "2025-01-02", "", "")]
    log = log_maker.read_rows(tmp_path, rows)
    assert log.frame["step"].tolist() == ["sag_rejst", "afgoerelse"]


@pytest.mark.parametrize(
    ("row", "message", "column"),
    [
        (("hemmelig-c", "ukendt-trin", "2025-01-02", "", ""), "known codes", "step"),
        (("hemmelig-c", "sag_rejst", "02-01-2025", "", ""), "day of the calendar", "date"),
        (("hemmelig-c", "sag_rejst", "45659", "", ""), "day of the calendar", "date"),
        (("hemmelig-c", "sag_rejst", "2025-02-30", "", ""), "day of the calendar", "date"),
        (("hemmelig-c", "sag_rejst", "2025-01-02 00:00", "", ""), "day of the calendar", "date"),
        (("hemmelig-c", "sag_rejst", "2026-02-16", "", ""), "after the day of the extract", "date"),
        (("", "sag_rejst", "2025-01-02", "", ""), "no case", "case_id"),
        (("hemmelig-c", "afgoerelse", "2025-01-02", "", "måske"), "takes", "value"),
        (("hemmelig-c", "klage", "2025-01-02", "", "job"), "takes", "value"),
        (GOOD[0], "stands twice", "date"),
        (("hemmelig-a", "sag_rejst", "2025-01-05", "", ""), "raised twice", "step"),
        (("hemmelig-b", "afgoerelse", "2025-01-05", "", ""), "before the step sag_rejst", "step"),
        (("hemmelig-b", "klage", "2025-03-05", "", ""), "before the step afgoerelse", "step"),
        (("hemmelig-a", "ankestyrelse", "2025-05-05", "", ""), "before the step klage", "step"),
    ],
)
def test_a_row_that_breaks_the_contract_is_refused_by_its_number(
    log_maker, tmp_path, row, message, column
) -> None:
    with pytest.raises(ContractError, match=message) as caught:
        log_maker.read_rows(tmp_path, [*GOOD, row])
    assert "row 5" in str(caught.value)
    assert column in str(caught.value)
    shown = (*row, "hemmelig", "02-01", "45659")
    assert not any(cell and cell in caught.value.what for cell in shown if cell not in _CODES)


_CODES = {"sag_rejst", "afgoerelse", "klage", "ankestyrelse"}


def test_a_step_after_closing_is_refused(log_maker, tmp_path) -> None:
    rows = [
        ("a", "sag_rejst", "2025-01-02", "", ""),
        ("a", "lukket", "2025-02-02", "", "job"),
        ("a", "forelagt_team", "2025-03-02", "", ""),
    ]
    with pytest.raises(ContractError, match="after the case is closed"):
        log_maker.read_rows(tmp_path, rows)


def test_a_case_on_its_way_before_the_file_begins_is_taken_and_named(log_maker, tmp_path) -> None:
    log = log_maker.read_rows(tmp_path, [*GOOD, ("c", "afgoerelse", "2025-01-05", "", "afslag")])
    assert log.n_cases == 3
    assert any("uden trinnet" in note for note in log.notes)


def test_a_certificate_may_be_older_than_the_case(log_maker, tmp_path) -> None:
    row = ("hemmelig-b", "laegeattest_modtaget", "2025-01-20", "", "")
    assert log_maker.read_rows(tmp_path, [*GOOD, row]).n_cases == 2


@pytest.mark.parametrize("place", [0, 3])
def test_a_cpr_like_token_is_refused_and_not_shown(log_maker, tmp_path, place) -> None:
    token = "010190" + "-" + "1234"
    row = list(GOOD[0])
    row[place] = token
    with pytest.raises(SourceError, match="CPR") as caught:
        log_maker.read_rows(tmp_path, [tuple(row)])
    assert token not in str(caught.value)


def test_an_empty_file_is_refused(log_maker, tmp_path) -> None:
    with pytest.raises(ContractError, match="no events"):
        log_maker.read_rows(tmp_path, [])


def test_missing_and_further_columns_are_refused(log_maker, tmp_path) -> None:
    short = log_maker.write_file(tmp_path / "a.csv", [], log_maker.HEADER[:-1])
    with pytest.raises(ContractError, match="lacks value"):
        read_events(short, log_maker.LINEAGE)
    wide = log_maker.write_file(tmp_path / "b.csv", [], (*log_maker.HEADER, "navn"))
    with pytest.raises(ContractError, match="column too many") as caught:
        read_events(wide, log_maker.LINEAGE)
    assert "navn" not in str(caught.value)


def test_a_file_with_semicolons_says_so(tmp_path, log_maker) -> None:
    path = tmp_path / "events.csv"
    path.write_text("case_id;step;date;centre;value\n", encoding="utf-8")
    with pytest.raises(ContractError, match="commas"):
        read_events(path, log_maker.LINEAGE)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x1f\x8bxx"])
def test_bytes_that_are_no_text_are_refused(tmp_path, log_maker, content) -> None:
    path = tmp_path / "events.csv.gz"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="cannot be read"):
        read_events(path, log_maker.LINEAGE)


def test_a_row_with_too_few_cells_is_refused_without_its_content(log_maker, tmp_path) -> None:
    path = log_maker.write_file(tmp_path / "events.csv", [*GOOD, ("hemmelig-c", "sag_rejst")])
    with pytest.raises(AnalysisError, match="2 cells") as caught:
        read_events(path, log_maker.LINEAGE)
    assert "row 5" in str(caught.value)
    assert "hemmelig" not in str(caught.value)
