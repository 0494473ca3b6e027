"""The pack as a new user makes it: what is there, and the same numbers in every format."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from analysis.findings.register import Finding
from analysis.packs.record import read_record
from analysis.parameters.fields import describe_field
from tests.end_to_end import pack_numbers as read
from tests.end_to_end.municipality import Said, checksums, give
from tests.end_to_end.pack_desk import MEETING, Desk, copy_inputs, open_desk, set_origins
from tests.end_to_end.pdf_text import read_pdf_text

PAPERS = {
    *("anbefalinger.html", "anbefalinger.pdf", "aendringer.html", "aendringer.pdf"),
    *("indstilling.docx", "indstilling.pdf", "praesentation.pptx", "tjeklister.pdf"),
    *("anbefalinger.xlsx", "fund.json", "manifest.json", "sidernes-tal.json"),
}
MOST_COVER_PAGES, MOST_SLIDES = 2, 8
STAMP = "SYNTETISKE TAL"
# What a spreadsheet counts days from.
DAY_ZERO = dt.date(1899, 12, 30)


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Iterator[Desk]:
    """Return Aby's desk."""
    with open_desk(tmp_path_factory.mktemp("aby")) as made:
        yield made


@pytest.fixture(scope="module")
def answer(desk) -> Said:
    """Return what the command said of Aby's pack, held against the quarter before."""
    out = desk.folder / "oplaeg" / "2025K4-oplaeg"
    return desk.run("--inputs", desk.inputs, "--meeting-date", MEETING, "--out", out)


@pytest.fixture(scope="module")
def aby(desk, answer) -> Path:
    """Return the folder of Aby's pack."""
    assert answer.code == 0, answer.err
    return desk.folder / "oplaeg" / "2025K4-oplaeg"


@pytest.fixture(scope="module")
def copenhagen(tmp_path_factory) -> Path:
    """Return the pack of the data that come with the project, by the command alone."""
    out = tmp_path_factory.mktemp("koebenhavn") / "oplaeg"
    run_alone("--out", out, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    return out


@pytest.fixture(params=["aby", pytest.param("copenhagen", marks=pytest.mark.slow)])
def folder(request) -> Path:
    """Return the folder of a pack: a small one, and in the long run the whole example."""
    return request.getfixturevalue(request.param)


# What is there


def test_every_part_of_the_pack_is_there_and_named_with_what_it_was_held_against(answer, aby, desk):
    assert {path.name for path in aby.iterdir()} == {*PAPERS, "data"}
    for name in ("anbefalinger.html", "indstilling.docx", "praesentation.pptx"):
        assert str(aby / name) in answer.out
    assert f"Held against {desk.earlier}" in answer.out


def test_manifest_lists_every_file_with_its_checksum_and_no_path_of_the_machine(folder):
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    listed = {each["file"]: each["sha256"] for each in json.loads(text)["outputs"]}
    written = checksums(folder)
    del written["manifest.json"]
    assert {name: hashlib.sha256(data).hexdigest() for name, data in written.items()} == listed
    assert str(folder.parent) not in text


def test_every_column_of_the_numbers_is_in_the_registry(folder):
    columns = {
        f"{path.stem}/{key}"
        for path in (folder / "data").glob("*.csv")
        for key in path.read_text("utf-8-sig").splitlines()[0].split(";")
        if key != "data_origin" and not describe_field(key, path.stem).is_described
    }
    assert columns == set()


def test_cover_paper_keeps_to_two_pages_and_the_slides_to_eight(folder):
    with pikepdf.open(folder / "indstilling.pdf") as paper:
        assert len(paper.pages) <= MOST_COVER_PAGES
    assert 1 <= len(read.read_slides(folder / "praesentation.pptx")) <= MOST_SLIDES
    assert read.shapes_off_the_slide(folder / "praesentation.pptx") == []


def test_first_page_of_the_report_is_one_page(folder, tmp_path):
    second = without_spaces(text_of_page(folder / "anbefalinger.pdf", 2, tmp_path))
    assert without_spaces("Hvad anbefales, og hvem gør hvad?") in second


def test_word_file_has_the_headings_of_the_form_in_their_order(folder):
    text = read.read_word(folder / "indstilling.docx")
    headings = ("Indstilling", "Problemstilling", "Løsning", "Økonomi", "Videre proces", "Bilag")
    places = [text.find(heading) for heading in headings]
    assert -1 not in places


# The same numbers everywhere


def test_numbers_of_cover_paper_and_slides_stand_in_the_record_or_on_the_page(folder):
    known = read.numbers_of_record(read.read_fund(folder))
    page = read.numbers_in(read.read_page(folder / "anbefalinger.html"))
    paper = read.numbers_in(read.read_word(folder / "indstilling.docx"))
    slides = [read.numbers_in(text) for text in read.read_slides(folder / "praesentation.pptx")]
    assert len(paper & known) > 10
    assert sorted(paper - known - page) == []
    assert [sorted(each - known - page) for each in slides if each - known - page] == []


def test_what_the_record_does_not_hold_of_the_paper_is_money_by_year_as_the_report_prints_it(
    folder,
):
    known = read.numbers_of_record(read.read_fund(folder))
    exhibits = printed_numbers(folder, "business-case")
    assert exhibits
    paper = read.numbers_in(read.read_word(folder / "indstilling.docx"))
    large = {each for each in paper - known if "." in each or "," in each}
    assert sorted(large - exhibits) == []


def test_paper_says_the_same_in_word_and_in_pdf(folder):
    pdf = without_spaces(read_pdf_text(folder / "indstilling.pdf"))
    word = read.numbers_in(read.read_word(folder / "indstilling.docx"))
    assert sorted(each for each in word if each not in pdf) == []


def test_sentences_of_the_first_page_are_those_of_the_record_in_html_and_pdf(folder):
    record = read_record(folder)
    page = read.read_page(folder / "anbefalinger.html")
    pdf = without_spaces(read_pdf_text(folder / "anbefalinger.pdf"))
    said = [each for each in record.findings if read.squeeze(each.sentence) in page]
    assert len(said) >= 3
    assert [each.id for each in said if without_spaces(each.sentence) not in pdf] == []


def test_charts_hold_the_numbers_of_findings_and_milestones_in_cache_and_workbook(folder):
    fund = read.read_fund(folder)
    findings = [Finding.from_json(each) for each in fund["findings"]]
    known = [v for f in findings for n in f.numbers for v in (n.value, n.lower, n.upper) if v]
    known += read.millions(n for f in findings for n in f.numbers)
    ends = [(task["expected_start"], task["expected_end"]) for task in fund["milestones"]]
    days = [tuple(dt.date.fromisoformat(day) for day in pair) for pair in ends]
    known += [float((start - DAY_ZERO).days) for start, _ in days]
    known += [float((end - start).days + extra) for start, end in days for extra in (0, 1)]
    values = read.read_chart_values(folder / "praesentation.pptx")
    assert len(values) > 5
    unknown = [(name, v) for name, v in values if v and not near(v, known)]
    assert unknown == []
    inside = read.read_workbook_values(folder / "praesentation.pptx")
    assert [(name, v) for name, v in values if not near(v, inside)] == []


def test_file_of_findings_has_every_number_of_the_record_as_it_is_printed(folder):
    rows = read_data(folder, "fundregister")
    fund = [Finding.from_json(each) for each in read.read_fund(folder)["findings"]]
    printed = {(f.id, n.key): n.text for f in fund for n in f.numbers}
    in_file = {(r["id"], r["number"]): r["text"].lstrip("'") for r in rows if r["number"]}
    assert in_file == printed


def test_attached_record_is_the_quarter_and_the_meeting_asked_for(aby):
    record = read_record(aby)
    assert (record.period, record.meeting_date) == ("2025K4", MEETING)
    assert record.request["law_of"] == MEETING
    assert "9. marts 2026" in read.read_word(aby / "indstilling.docx")


# What changed


def test_earlier_pack_that_lies_beside_is_found_and_its_changes_told(aby):
    page = read.read_page(aby / "aendringer.html")
    assert "Aby, 2025K3" in page
    assert "901" in page
    with pikepdf.open(aby / "aendringer.pdf") as changes:
        assert len(changes.pages) >= 1


@pytest.mark.slow
def test_without_an_earlier_pack_the_part_on_changes_says_so(copenhagen):
    page = read.read_page(copenhagen / "aendringer.html")
    assert "tidligere oplæg" in page
    assert "<table" not in (copenhagen / "aendringer.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_pack_is_held_against_a_folder_a_period_or_itself(desk, aby, tmp_path):
    shutil.copytree(aby, tmp_path / "2025K4-oplaeg")
    shutil.copytree(desk.earlier, tmp_path / "2025K3-oplaeg")
    by_period = desk.run("--against", "2025K3", "--out", tmp_path / "a")
    by_folder = desk.run("--against", tmp_path / "2025K3-oplaeg", "--out", tmp_path / "b")
    same = desk.run("--inputs", desk.inputs, "--meeting-date", MEETING,
                    "--against", tmp_path / "2025K4-oplaeg", "--out", tmp_path / "c")  # fmt: skip
    assert (by_period.code, by_folder.code, same.code) == (0, 0, 0), same.err
    assert checksums(tmp_path / "a") == checksums(tmp_path / "b")
    assert "Begge oplæg er om 2025K4" in read.read_page(tmp_path / "c" / "aendringer.html")
    moved = read_data(tmp_path / "c", "flyttede-tal") if has(tmp_path / "c", "flyttede-tal") else []
    assert moved == []


# Observed and invented


def test_files_beside_the_page_say_which_rest_on_the_examples(aby):
    invented = {"recommendations.yaml", "milestones.yaml", "rates.yaml", "flow.yaml"}
    record = read_record(aby)
    origins = {each["file"]: each["origin"] for each in record.inputs}
    assert {f"pack/{name}" for name in invented} == {
        name for name, origin in origins.items() if origin == "synthetic"
    }
    by_kind = {each.id: each.lineage.origin.value for each in record.findings}
    for finding_id, origin in by_kind.items():
        is_invented = finding_id.startswith(("economics", "flow"))
        assert origin == ("synthetic" if is_invented else "observed"), finding_id
    assert STAMP in read.read_word(aby / "indstilling.docx").upper()
    assert STAMP in " ".join(read.read_slides(aby / "praesentation.pptx")).upper()


@pytest.mark.slow
def test_pack_of_observed_files_alone_is_stamped_nowhere_and_one_of_examples_everywhere(
    desk, tmp_path
):
    real = copy_inputs(desk, tmp_path)
    set_origins(real, "observed")
    assert desk.run("--inputs", real, "--out", tmp_path / "real").code == 0
    said = all_text(tmp_path / "real")
    assert STAMP not in said.upper()
    assert {row["data_origin"] for row in all_rows(tmp_path / "real")} == {"observed"}
    set_origins(real, "synthetic")
    assert desk.run("--inputs", real, "--out", tmp_path / "invented").code == 0
    record = read_record(tmp_path / "invented")
    own = {each.kind.value for each in record.findings if each.lineage.synthetic}
    assert own == {"events", "flow", "study", "economics"}


# Other ways to make it


def test_folder_of_inputs_that_is_begun_is_read_by_the_check_as_by_the_pack(desk):
    said = give("inputs", "check", desk.inputs)
    assert said.code == 0, said.err
    assert "Municipality 9901" in said.out
    assert "comments.csv: missing" in said.out


@pytest.mark.slow
def test_two_clean_runs_give_identical_bytes_whatever_surrounds_them(copenhagen, tmp_path):
    run_alone("--out", tmp_path / "oplaeg", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C")
    one, two = checksums(copenhagen), checksums(tmp_path / "oplaeg")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


@pytest.mark.slow
def test_own_statistics_alone_use_nothing_invented_and_name_what_is_missing(desk, tmp_path):
    said = desk.run("--out", tmp_path / "oplaeg")
    assert said.code == 0, said.err
    record = read_record(tmp_path / "oplaeg")
    assert {each["origin"] for each in record.inputs} == {"observed"}
    assert {"review", "events", "economics"} <= record.missing.keys()
    assert STAMP not in all_text(tmp_path / "oplaeg").upper()


@pytest.mark.slow
def test_other_form_has_its_own_headings_and_the_same_numbers(desk, tmp_path):
    assert (
        desk.run("--inputs", desk.inputs, "--form", "slagelse", "--out", tmp_path / "o").code == 0
    )
    text = read.read_word(tmp_path / "o" / "indstilling.docx")
    for heading in ("Beslutningstema", "Retligt grundlag", "Konsekvenser for andre udvalg"):
        assert heading in text
    page = read.numbers_in(read.read_page(tmp_path / "o" / "anbefalinger.html"))
    known = read.numbers_of_record(read.read_fund(tmp_path / "o"))
    assert sorted(read.numbers_in(text) - page - known) == []
    with pikepdf.open(tmp_path / "o" / "indstilling.pdf") as paper:
        assert len(paper.pages) <= MOST_COVER_PAGES


@pytest.mark.slow
@pytest.mark.parametrize("code", ["101", "825"])
def test_files_as_their_publishers_give_them_make_a_pack(code, published_files, tmp_path):
    run_alone("--municipality", code, "--raw", published_files, "--out", tmp_path / "oplaeg")
    assert {each["origin"] for each in read_record(tmp_path / "oplaeg").inputs} == {"observed"}


def run_alone(*options: object, **environment: str) -> None:
    """Give the command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "pack", *map(str, options)],
        env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8",
        check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def near(value: float, known: list[float]) -> bool:
    return any(abs(value - each) <= 1e-6 * max(1.0, abs(each)) for each in known)


def text_of_page(path: Path, number: int, folder: Path) -> str:
    with pikepdf.open(path) as whole, pikepdf.new() as alone:
        alone.pages.append(whole.pages[number - 1])
        alone.save(folder / "side.pdf")
    return read_pdf_text(folder / "side.pdf")


def printed_numbers(folder: Path, table: str) -> set[str]:
    """Return the numbers that a table of the report prints."""
    page = (folder / "anbefalinger.html").read_text(encoding="utf-8")
    (shown,) = re.findall(rf'id="{table}".*?</table>', page, flags=re.DOTALL)
    return read.numbers_in(re.sub(r"<[^>]+>", " ", html.unescape(shown)))


def without_spaces(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f\u2009\u00ad\u200b]", "", text)


def has(folder: Path, name: str) -> bool:
    return (folder / "data" / f"{name}.csv").is_file()


def read_data(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def all_rows(folder: Path) -> list[dict[str, str]]:
    names = [path.stem for path in (folder / "data").glob("*.csv")]
    return [row for name in names for row in read_data(folder, name)]


def all_text(folder: Path) -> str:
    """Return the text of page, paper and slides."""
    slides = " ".join(read.read_slides(folder / "praesentation.pptx"))
    paper = read.read_word(folder / "indstilling.docx")
    pages = (read.read_page(folder / f"{name}.html") for name in ("anbefalinger", "aendringer"))
    return " ".join([slides, paper, *pages])
