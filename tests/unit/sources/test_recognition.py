"""Which table is a file? Told by its content, with the reason; never guessed.

File                                             Told as
variables, codes and periods of one table        that table
the variables of AUK01 by year                   no table, and why
an answer whose columns belong to one table      that table
an answer that just says "Antal personer"        the table whose id the file name has, or none
the content of a file known to be synthetic      synthetic
"""

import datetime as dt
import gzip
import json
import os

import pytest

from analysis.concepts import Origin
from analysis.errors import SourceError
from analysis.sources.manifest import RawFile, open_raw
from analysis.sources.manifest_draft import draft_lines, write_new_manifest
from analysis.sources.recognition import recognise_folder

STATBANK = {
    "AUK01": ("OMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD", "101;FP;TOT;TOT;2025K4;1"),
    "PEN113": ("OMRÅDE;KØN;ALDER;YDELSESTYPE;MODTAG1;TID;INDHOLD", "101;MOK;1869;40;82;2025M10;1"),
    "FOLK1A": ("OMRÅDE;KØN;ALDER;TID;INDHOLD", "101;TOT;IALT;2025K4;1"),
    "FOLK1AM": ("OMRÅDE;KØN;ALDER;TID;INDHOLD", "101;TOT;IALT;2025M10;1"),
    "KY16": ("OMRÅDE;TAL;YDELSESTYPE;TID;INDHOLD", "101;1;10050;2025M05;1"),
    "KY04": ("OMRÅDE;TAL;VISITATION;TID;INDHOLD", "101;1;2;2025M05;1"),
    "SYGEDP01": (
        "DFFEKOM;KOEN;ALERAMS;YDELSESMODTAGER;MAENGDE6;TID;INDHOLD",
        "101;10;IALT;TOT;0;2024;1",
    ),
}


def one(tmp_path, name, content, **known):
    if isinstance(content, (dict, list)):
        content = json.dumps(content, ensure_ascii=False)
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    (found,) = recognise_folder(tmp_path, **known)
    return found


@pytest.mark.parametrize("table", STATBANK)
def test_statbank_table_is_told_by_variables_codes_and_periods(tmp_path, table):
    found = one(tmp_path, "download (3).csv", "\n".join(STATBANK[table]))
    assert (found.table, found.publisher) == (table, "Danmarks Statistik")
    assert (found.licence, found.language) == ("CC BY 4.0", "da")
    assert found.origin is Origin.OBSERVED


def test_compressed_file_is_told_as_well(tmp_path):
    content = gzip.compress("\n".join(STATBANK["KY04"]).encode())
    assert one(tmp_path, "x.csv.gz", content).table == "KY04"


def test_english_labels_are_told_as_english(tmp_path):
    rows = ["OMRÅDE;KØN;ALDER;TID;INDHOLD", "Copenhagen;Total;Age, total;2025Q4;1"]
    assert one(tmp_path, "x.csv", "\n".join(rows)).language == "en"


def test_table_with_the_same_variables_and_other_periods_is_not_taken_for_it(tmp_path):
    rows = [STATBANK["AUK01"][0], "101;FP;TOT;TOT;2024;1"]
    found = one(tmp_path, "x.csv", "\n".join(rows))
    assert found.table == ""
    assert "variables of AUK01, but periods of years" in found.reason


def test_table_with_the_same_variables_and_other_codes_is_not_taken_for_it(tmp_path):
    rows = [STATBANK["AUK01"][0], "101;AKTOT;TOT;TOT;2025K4;1"]
    found = one(tmp_path, "x.csv", "\n".join(rows))
    assert found.table == ""
    assert "'AKTOT' in YDELSESTYPE" in found.reason


def test_unknown_variables_are_named(tmp_path):
    found = one(tmp_path, "x.csv", "OMRÅDE;HERKOMST;TID;INDHOLD\n101;5;2025K4;1\n")
    assert "exactly these variables: HERKOMST, OMRÅDE, TID" in found.reason


@pytest.mark.parametrize(
    ("name", "columns", "table"),
    [
        ("svar.json", ["Ledige fuldtidspersoner i alt"], "y25i01"),
        ("svar.json", ["Antal personer på førtidspension"], "y10a02"),
        ("svar.json", ["Antal fuldtidspersoner på fleksjob"], "y08a02"),
        ("jobindsats_y60a02.json", ["Antal personer"], "y60a02"),
        ("Y36A02 hele landet.json", ["Antal personer"], "y36a02"),
    ],
)
def test_answer_is_told_by_its_columns_or_by_the_id_in_its_name(tmp_path, name, columns, table):
    content = {"columns": ["Periode", "Område", *columns], "rows": [["2026M05", "Aby", 3]]}
    found = one(tmp_path, name, content)
    assert (found.table, found.publisher) == (table, "STAR, jobindsats.dk")


@pytest.mark.parametrize(
    ("name", "columns", "reason"),
    [
        ("svar.json", ["Antal personer"], "could be any of"),
        ("y36a02-y60a02.json", ["Antal personer"], "several table ids: y36a02, y60a02"),
        ("y38a02.json", ["Antal personer"], "says y38a02, which is not read"),
        ("y60a02.json", ["Udgifter"], "does not have the columns of that table"),
        ("y60a02.json", ["Antal personer på førtidspension"], "they are those of y10a02"),
        ("svar.json", ["Udgifter"], "columns of no table"),
    ],
)
def test_answer_that_could_be_several_is_told_with_what_to_do(tmp_path, name, columns, reason):
    content = {"columns": ["Periode", "Område", *columns], "rows": [["2026M05", "Aby", 3]]}
    found = one(tmp_path, name, content)
    assert found.table == ""
    assert reason in found.reason


def test_answer_by_duration_is_not_taken_for_a_count_of_everybody(tmp_path):
    content = {
        "columns": ["Periode", "Område", "Varighed", "Antal personer"],
        "rows": [["2026M05", "Aby", "0-26 uger", 3]],
    }
    assert one(tmp_path, "varighed-kontanthjaelp.json", content).table == "varighed-kontanthjaelp"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04rest", "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "an old Excel workbook"),
        (b'CHARSET="ANSI";\nAXIS-VERSION="2000";', "a PX file"),
        (b'{"dataset": {"dimension": {}, "value": []}}', "a JSON-stat answer"),
        (b'{"version": "2.0", "class": "dataset"}', "a JSON-stat answer"),
        (b'{"id": "AUK01", "variables": [{"id": "TID"}]}', "the description of a table"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"", "is empty"),
        (gzip.compress(b"", mtime=0), "not in UTF-8|is empty"),
        (b"navn;alder\nx;1\n", "neither TID and INDHOLD"),
        (b"OMR,TID,INDHOLD\n1,2,3\n", "not separated by semicolons"),
    ],
)
def test_other_file_is_not_recognised_and_the_way_out_is_said(tmp_path, content, reason):
    found = one(tmp_path, "fil", content)
    assert found.table == ""
    assert any(part in found.reason for part in reason.split("|"))


def test_content_of_a_synthetic_file_stays_synthetic_also_unpacked(tmp_path):
    text = "\n".join(STATBANK["AUK01"]).encode()
    made = tmp_path / "made.csv.gz"
    made.write_bytes(gzip.compress(text))
    known = RawFile(
        made.name, "generator", "AUK01", "da", dt.date(2026, 1, 2), "L", Origin.SYNTHETIC, "", made
    )
    folder = tmp_path / "folder"
    folder.mkdir()
    found = one(folder, "renamed.csv", text, known=[known])
    assert (found.origin, found.publisher) == (Origin.SYNTHETIC, "generator")
    assert ",synthetic," in draft_lines([found])


def test_copy_of_a_file_is_left_out(tmp_path):
    text = "\n".join(STATBANK["KY16"])
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    (tmp_path / "b.csv").write_text(text, encoding="utf-8")
    first, second = recognise_folder(tmp_path)
    assert (first.table, second.table) == ("KY16", "")
    assert "copy of a.csv" in second.reason


def test_cpr_number_is_shown_neither_from_a_name_nor_from_a_cell(tmp_path):
    secret = "010190" + "-" + "1234"
    (tmp_path / f"{secret}.csv").write_text("x", encoding="utf-8")
    rows = [STATBANK["AUK01"][0], f"{secret};FP;TOT;TOT;2025K4;1"]
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    found = recognise_folder(tmp_path)
    assert [each.table for each in found] == ["", ""]
    assert secret not in repr(found)


def test_manifest_is_written_and_opens_with_the_day_left_open(tmp_path):
    (tmp_path / "a, b.csv").write_text("\n".join(STATBANK["KY16"]), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    path = write_new_manifest(tmp_path, recognise_folder(tmp_path))
    manifest = open_raw(tmp_path)
    assert path.name == "manifest.csv"
    assert [(raw.file, raw.table) for raw in manifest.files] == [("a, b.csv", "KY16")]
    assert manifest.files[0].extracted is None
    assert manifest.unlisted == ("notes.txt",)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a, b.csv", "manifest.csv", "notes.txt"]


def test_day_of_the_file_is_told_and_not_written(tmp_path):
    (tmp_path / "a.csv").write_text("\n".join(STATBANK["KY16"]), encoding="utf-8")
    os.utime(tmp_path / "a.csv", (1_700_000_000, 1_700_000_000))
    (found,) = recognise_folder(tmp_path)
    assert found.modified == dt.date.fromtimestamp(1_700_000_000)
    assert str(found.modified) not in draft_lines([found])


def test_manifest_that_is_there_is_never_written_over(tmp_path):
    (tmp_path / "a.csv").write_text("\n".join(STATBANK["KY16"]), encoding="utf-8")
    (tmp_path / "manifest.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(SourceError, match=r"has a manifest\.csv already"):
        write_new_manifest(tmp_path, recognise_folder(tmp_path))
    assert (tmp_path / "manifest.csv").read_text(encoding="utf-8") == "mine"
    assert len(list(tmp_path.iterdir())) == 2


def test_nothing_is_written_where_nothing_was_recognised(tmp_path):
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    with pytest.raises(SourceError, match="was recognised; no manifest"):
        write_new_manifest(tmp_path, recognise_folder(tmp_path))
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_folder_that_is_none_or_empty_is_refused(tmp_path):
    with pytest.raises(SourceError, match="has no files"):
        recognise_folder(tmp_path)
    with pytest.raises(SourceError, match="There is no folder"):
        recognise_folder(tmp_path / "none")


def test_published_files_are_told_as_their_manifest_says(published_files, tmp_path):
    listed = {raw.file: raw.table for raw in open_raw(published_files).files}
    for name in listed:
        (tmp_path / name).symlink_to(published_files / name)
    found = {each.file: each.table for each in recognise_folder(tmp_path) if each.table}
    assert found == {name: t for name, t in listed.items() if name in found}
    assert {"AUK01", "FOLK1A", "FOLK1AM", "y60a02", "y25i01"} == set(found.values())
