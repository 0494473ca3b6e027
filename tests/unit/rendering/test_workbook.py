"""The workbook holds every number of the report with all that is known of it, and nothing more."""

import csv
import dataclasses
import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.blocks.model import Block, Heading, Table
from analysis.concepts import Lineage
from analysis.errors import RenderingError
from analysis.rendering.delivery import deliver
from analysis.rendering.workbook import render_workbook
from analysis.rendering.workbook_numbers import list_exhibits, list_numbers


def open_book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def all_numbers(data):
    """Return the rows of the sheet of all numbers as dictionaries by heading."""
    rows = [list(sheet.values) for sheet in open_book(data) if sheet.title.startswith("Alle tal")]
    return [dict(zip(part[0], row, strict=True)) for part in rows for row in part[1:]]


def exhibit_rows(data, name):
    """Return the records of one exhibit's sheet by the key above each column."""
    sheet = open_book(data)[name]
    (table,) = sheet.tables.values()
    first, last = re.findall(r"\d+", table.ref)
    rows = list(sheet.values)
    return [
        dict(zip(rows[int(first) - 3], row, strict=True)) for row in rows[int(first) : int(last)]
    ]


@pytest.fixture(scope="module")
def with_records(report, sample):
    """Return a function that gives the sample report one more table, with records."""

    def add(*records, origin=None, **changes):
        table = dataclasses.replace(sample.main_table(), records=records)
        block = Block("ny", table, origin or sample.OBSERVED)
        meta = dataclasses.replace(report.meta, **changes)
        return dataclasses.replace(report, blocks=(*report.blocks, block), meta=meta)

    return add


@pytest.fixture(scope="module")
def book(report):
    return render_workbook(report)


# What is in it


def test_every_number_of_the_csv_files_is_among_all_numbers(report, tmp_path):
    out = deliver(report, tmp_path / "out")
    rows = all_numbers((out / "praksissammenligning.xlsx").read_bytes())
    found = {
        (row["Afsnit"], row["Linje i CSV"], row["Feltnavn i CSV"]): row["Værdi"] for row in rows
    }
    expected = {}
    for path in (out / "data").glob("*.csv"):
        lines = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")
        for line, record in enumerate(lines, start=2):
            for key, text in record.items():
                if re.fullmatch(r"-?\d+(,\d+)?", text or ""):
                    expected[path.stem, line, key] = float(text.replace(",", "."))
    assert len(expected) > 40
    assert found == expected


def test_a_number_has_unit_period_limits_level_origin_and_source(with_records, sample):
    record = {
        "measure": "fleksjob-bestand", "unit": "fulltime_persons", "period_first": "2025K1",
        "period_last": "2025K4", "source_table": "AUK01", "ratio": 0.93, "ratio_lower": 0.87,
        "ratio_upper": 1.01, "level": 0.95, "n_observed": 412,
    }  # fmt: skip
    data = render_workbook(with_records(record, origin=sample.STOCK))
    ratio, count = (row for row in all_numbers(data) if row["Afsnit"] == "ny")
    assert ratio["Felt"] == "Faktisk / forventet"
    assert [ratio[n] for n in ("Værdi", "Nedre grænse", "Øvre grænse", "Niveau")] == [
        *(0.93, 0.87, 1.01, 0.95),
    ]
    assert (ratio["Enhed"], count["Enhed"]) == ("forhold", "fuldtidspersoner")
    assert ratio["Tallet handler om"] == "fleksjob-bestand"
    assert ratio["Periode"] == "2025K1–2025K4"
    assert ratio["Oprindelse"] == "syntetisk"
    assert (ratio["Kildetabel"], ratio["Kildefiler"]) == ("AUK01", "AUK01.csv, FOLK1A.csv")
    assert ratio["Side"] == "Hvor kommer tallene fra?"
    assert count["Niveau"] is None, "a level is said of limits alone"


def test_limits_without_a_number_between_them_are_one_row_without_a_value(with_records):
    data = render_workbook(with_records({"usual_lower": 3, "usual_upper": 9, "level": 0.9}))
    (row,) = (row for row in all_numbers(data) if row["Afsnit"] == "ny")
    assert (row["Felt"], row["Værdi"]) == ("Sædvanligt spænd", None)
    assert (row["Nedre grænse"], row["Øvre grænse"]) == (3, 9)


def test_numbers_keep_every_digit_and_have_the_format_of_what_they_count(with_records):
    data = render_workbook(with_records({"share": 0.1 + 0.2, "n_observed": 12345, "ratio": 1e-7}))
    sheet = open_book(data)["Alle tal"]
    column = {cell.value: cell.column for cell in sheet[1]}["Værdi"]
    cells = {sheet.cell(row=row, column=column).value: row for row in range(2, sheet.max_row + 1)}
    formats = [
        sheet.cell(row=cells[value], column=column).number_format
        for value in (0.1 + 0.2, 12345, 1e-7)
    ]
    assert formats == ["0.0%", "#,##0", "0.00"]


def test_a_number_without_a_period_is_said_to_have_the_reports(book):
    assert {row["Periode"] for row in all_numbers(book)} == {"2025K4 (rapportens)"}


def test_a_measure_has_the_unit_that_another_record_of_the_report_gives_it(with_records):
    told = {"measure": "m", "unit": "awards", "n_observed": 3}
    data = render_workbook(with_records(told, {"measure": "m", "n_observed": 4}))
    units = [row["Enhed"] for row in all_numbers(data) if row["Afsnit"] == "ny"]
    assert units == ["tilkendelser", "tilkendelser"]


def test_a_value_that_is_no_count_has_the_unit_of_its_own_row(with_records):
    trend = {"measure": "m", "quantity": "percent_a_year", "value": 1.4}
    data = render_workbook(with_records({"measure": "m", "unit": "awards", "n": 1}, trend))
    units = [row["Enhed"] for row in all_numbers(data) if row["Felt"] == "Værdi"]
    assert units == ["procent om året"]


def test_each_exhibit_has_a_sheet_with_its_records_as_numbers(book):
    rows = exhibit_rows(book, "hovedtabel")
    assert len(rows) == 8
    assert (rows[0]["name"], rows[0]["n_observed"], rows[0]["ratio"]) == (
        "Førtidspension",
        412,
        0.79,
    )
    sheet = open_book(book)["hovedtabel"]
    assert sheet["A1"].value == "Faktisk og forventet antal personer"
    assert sheet["A2"].value == "SYNTETISKE TAL. Oprindelse: syntetisk"


def test_front_sheet_says_what_the_file_is_and_links_to_every_sheet(with_records):
    report = with_records(
        {"n": 1}, status="godkendt", approved_by="fagchefen", approved_on=dt.date(2026, 2, 14),
        embargo=dt.date(2026, 3, 1),
    )  # fmt: skip
    book = open_book(render_workbook(report))
    front = book["Læs mig"]
    texts = {str(cell) for row in front.values for cell in row if cell is not None}
    assert "Aby (9901)" in texts
    assert report.meta.status_line.casefold() in {text.casefold() for text in texts}
    assert "Må ikke offentliggøres før 1. marts 2026" in texts
    assert {entry["sha256"] for entry in report.meta.inputs} <= texts
    linked = {cell.hyperlink.location for row in front for cell in row if cell.hyperlink}
    assert linked == {f"'{name}'!A1" for name in book.sheetnames if name != "Læs mig"}
    assert book.sheetnames[:2] == ["Læs mig", "Alle tal"]
    assert "godkendt" in book["Alle tal"].oddFooter.left.text
    assert "Må ikke offentliggøres" in book["ny"].oddFooter.left.text


def test_stamp_follows_from_the_lineage(report):
    observed = [b for b in report.blocks if b.lineage.origin.value == "observed"]
    data = render_workbook(dataclasses.replace(report, blocks=tuple(observed)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"SYNTETISKE" in archive.read(name) for name in archive.namelist())
    assert {row["Oprindelse"] for row in all_numbers(data)} == {"observeret"}


# What it does with the unusual


def test_text_is_never_a_formula_and_nothing_outside_is_referred_to(with_records):
    texts = ("=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", "{=A1}", "007", "\t=1")
    data = render_workbook(with_records(*({"name": text, "n": 1} for text in texts)))
    sheet = open_book(data)["ny"]
    cells = {cell.value: cell for row in sheet for cell in row if cell.value in texts}
    assert set(cells) == set(texts)
    assert {cell.data_type for cell in cells.values()} == {"s"}
    assert not any(cell.hyperlink for cell in cells.values())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(re.search(rb"<f[ >]", archive.read(name)) for name in sheets)
        assert not any("externalLink" in n or "vba" in n for n in archive.namelist())


def test_any_text_reads_back_as_it_was_on_both_kinds_of_sheet(with_records):
    texts = ['a & b < c > "d"', " blank before", "_x0041_", "tab\tand\nline", "æøå – ≥ 5"]
    data = render_workbook(with_records(*({"name": text, "n": 1} for text in texts)))
    assert [row["name"] for row in exhibit_rows(data, "ny")] == texts
    long = [row["Tallet handler om"] for row in all_numbers(data) if row["Afsnit"] == "ny"]
    assert long == texts


def test_unknown_values_are_empty_and_a_hidden_number_is_in_no_sheet(with_records):
    hidden = {"n_cases": None, "share": float("nan"), "ratio": float("inf"), "n_done": 12}
    data = render_workbook(with_records(hidden))
    assert [row["Værdi"] for row in all_numbers(data) if row["Afsnit"] == "ny"] == [12]
    (row,) = exhibit_rows(data, "ny")
    assert row == {"n_cases": None, "share": None, "ratio": None, "n_done": 12}


def test_a_column_that_nobody_described_is_kept_and_says_so(with_records):
    data = render_workbook(with_records({"my_group": "A", "my_number": 1.5, "my_flag": True}))
    (row,) = (row for row in all_numbers(data) if row["Afsnit"] == "ny")
    assert (row["Tallet handler om"], row["Felt"], row["Værdi"]) == ("A", "my_number", 1.5)
    described = {row[0]: row[3] for row in open_book(data)["Felter"].values}
    assert described["my_number"] == "ikke beskrevet"
    assert described["n_observed"] != "ikke beskrevet"


def test_sheets_that_would_be_too_long_go_on_in_others(with_records):
    records = [{"name": f"r{i}", "n": i} for i in range(150)]
    data = render_workbook(with_records(*records), max_rows=60)
    book = open_book(data)
    assert max(sheet.max_row for sheet in book if sheet.title.startswith(("Alle", "ny"))) <= 60
    assert [name for name in book.sheetnames if name.startswith("ny")][:2] == ["ny", "ny (2)"]
    counted = [row["Værdi"] for row in all_numbers(data) if row["Afsnit"] == "ny"]
    assert counted == list(range(150))


@pytest.mark.parametrize("max_rows", [0, 59, 1_048_577])
def test_a_number_of_rows_that_no_sheet_can_have_is_refused(report, max_rows):
    with pytest.raises(RenderingError, match="cannot have"):
        render_workbook(report, max_rows=max_rows)


def test_a_report_without_numbers_gives_a_workbook_that_opens(report):
    head = dataclasses.replace(report, blocks=report.blocks[:1])
    assert open_book(render_workbook(head)).sheetnames == ["Læs mig", "Felter"]


def test_text_longer_than_a_cell_is_cut_and_ends_with_an_ellipsis(with_records):
    data = render_workbook(with_records({"text": "x" * 40_000, "n": 1}))
    (row,) = exhibit_rows(data, "ny")
    assert len(row["text"]) == 32_767
    assert row["text"].endswith("…")


# What kind of file it is


def test_same_report_gives_the_same_bytes_without_clock_or_system(report, book):
    assert render_workbook(report) == book
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}
        assert archive.testzip() is None


def test_properties_name_the_report_and_its_day_and_no_person(report, book):
    properties = open_book(book).properties
    assert properties.title == f"{report.meta.heading}: alle tal"
    assert (properties.creator, properties.lastModifiedBy) == ("praksis", "praksis")
    assert properties.created == properties.modified == dt.datetime(2026, 2, 15, 12)


def test_every_sheet_of_numbers_is_a_table_that_filters_and_prints_its_heading(book):
    for sheet in open_book(book):
        assert sheet.tables, sheet.title
        assert all(table.headerRowCount == 1 for table in sheet.tables.values())
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "Læs mig":
            (table,) = sheet.tables.values()
            heading = int(re.findall(r"\d+", table.ref)[0])
            assert sheet.freeze_panes == f"A{heading + 1}"
            assert sheet.print_title_rows == f"${heading}:${heading}"
            assert table.autoFilter is not None


def test_making_a_report_loads_no_spreadsheet_library_before_it_is_written():
    import subprocess
    import sys

    code = "import analysis.rendering.workbook, sys; print('xlsxwriter' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# Whatever the records are

KEYS = ("n_observed", "ratio", "ratio_lower", "ratio_upper", "usual_lower", "own", "share_by_9")
VALUES = st.one_of(st.none(), st.booleans(), st.floats(-1e9, 1e9), st.integers(-9999, 9999))
RECORD = st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1)


@given(records=st.lists(RECORD, min_size=1, max_size=4))
def test_each_number_of_any_records_is_there_once_and_nothing_else_is(report, records):
    table = Table("Titel", (), (), tuple(records))
    blocks = (report.blocks[0], Block("h", Heading("H")), Block("ny", table, Lineage()))
    exhibits = list_exhibits(dataclasses.replace(report, blocks=blocks))
    rows = list_numbers(exhibits, period="2025K4")
    shown = [value for row in rows for value in (row.value, row.lower, row.upper)]
    given_ = [v for record in records for v in record.values() if type(v) in (int, float)]
    assert sorted(v for v in shown if v is not None) == sorted(given_)
