"""Only listed, unchanged files are read, and each result learns what it rests on."""

import datetime as dt
import hashlib

import pytest

from analysis.concepts import Origin
from analysis.errors import CoverageError, SourceError
from analysis.sources.manifest import COLUMNS, open_raw


def make_folder(folder, files, **changes):
    """Write files given as {name: (table, origin)} with a manifest; changes by column."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [",".join(COLUMNS)]
    for name, (table, origin) in files.items():
        (folder / name).write_text(f"{name} {table}\n", encoding="utf-8")
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        row = {"file": name, "publisher": "P", "table": table, "language": "da"}
        row |= {"extracted": "2026-04-01", "licence": "L", "origin": origin, "sha256": digest}
        lines.append(",".join((row | changes)[column] for column in COLUMNS))
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path):
    files = {
        "AUK01.csv.gz": ("AUK01", "synthetic"),
        "municipalities.csv": ("municipalities", "observed"),
        "published.csv": ("published_figures", "observed"),
    }
    return make_folder(tmp_path / "own", files)


def test_lineage_names_inputs_and_those_that_are_synthetic(own):
    lineage = open_raw(own).lineage(["AUK01.csv.gz", "municipalities.csv"])
    assert lineage.inputs == {"AUK01.csv.gz", "municipalities.csv"}
    assert lineage.synthetic == {"AUK01.csv.gz"}
    assert lineage.origin is Origin.SYNTHETIC
    assert open_raw(own).lineage(["municipalities.csv"]).origin is Origin.OBSERVED


def test_lineage_of_an_unlisted_file_is_refused(own):
    with pytest.raises(CoverageError, match=r"no file other\.csv"):
        open_raw(own).lineage(["other.csv"])


def test_other_folder_replaces_all_statistics_and_keeps_the_facts(own, tmp_path):
    other = make_folder(tmp_path / "other", {"FOLK1A.csv": ("FOLK1A", "observed")})
    manifest = open_raw(own, other)
    assert [raw.file for raw in manifest.files] == [
        "FOLK1A.csv",
        "municipalities.csv",
        "published.csv",
    ]
    assert manifest.find("AUK01") == ()


def test_fact_table_of_the_other_folder_wins(own, tmp_path):
    other = make_folder(tmp_path / "other", {"own.csv": ("municipalities", "observed")})
    found = open_raw(own, other).find("municipalities")
    assert [raw.file for raw in found] == ["own.csv"]


def test_name_of_a_kept_fact_table_cannot_be_taken(own, tmp_path):
    other = make_folder(tmp_path / "other", {"municipalities.csv": ("AUK01", "observed")})
    with pytest.raises(SourceError, match="name of the fact table municipalities"):
        open_raw(own, other)


def test_files_that_are_not_listed_are_left_alone_and_named(own):
    (own / "notes.txt").write_text("x", encoding="utf-8")
    assert open_raw(own).unlisted == ("notes.txt",)


def test_newest_extraction_ignores_files_without_a_date(tmp_path):
    files = {"a.csv": ("A", "observed")}
    dated = open_raw(make_folder(tmp_path / "dated", files))
    undated = open_raw(make_folder(tmp_path / "undated", files, extracted=""))
    assert dated.newest_extraction == dt.date(2026, 4, 1)
    assert undated.newest_extraction is None


def test_changed_file_is_refused(own):
    (own / "AUK01.csv.gz").write_text("changed", encoding="utf-8")
    with pytest.raises(SourceError, match="checksum differs") as error:
        open_raw(own)
    assert "manifest.csv, row 2, column sha256" in str(error.value)


def test_missing_file_is_refused(own):
    (own / "published.csv").unlink()
    with pytest.raises(SourceError, match=r"published\.csv is listed but not there"):
        open_raw(own)


def test_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"has no manifest\.csv"):
        open_raw(tmp_path)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"origin": "guessed"}, "origin of a.csv is unknown: 'guessed'"),
        ({"extracted": "1 April"}, "'1 April' is not a date"),
        ({"publisher": ""}, "does not give the publisher"),
        ({"file": "../a.csv"}, "outside its folder"),
        ({"file": "/etc/hosts"}, "outside its folder"),
        ({"file": "..\\a.csv"}, "outside its folder"),
        ({"file": ""}, "outside its folder"),
    ],
)
def test_wrong_line_is_refused(tmp_path, changes, what):
    folder = make_folder(tmp_path / "raw", {"a.csv": ("A", "observed")}, **changes)
    with pytest.raises(SourceError, match=what) as error:
        open_raw(folder)
    assert "manifest.csv, row 2" in str(error.value)


def test_link_that_leads_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "secret.csv").write_text("x", encoding="utf-8")
    folder = make_folder(tmp_path / "raw", {"a.csv": ("A", "observed")})
    (folder / "a.csv").unlink()
    (folder / "a.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(SourceError, match="outside its folder"):
        open_raw(folder)


def test_file_listed_twice_is_refused(tmp_path):
    folder = make_folder(tmp_path / "raw", {"a.csv": ("A", "observed")})
    path = folder / "manifest.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"lists 'a\.csv' twice"):
        open_raw(folder)


def test_manifest_with_other_columns_is_refused(tmp_path):
    (tmp_path / "manifest.csv").write_text("file,table\na.csv,A\n", encoding="utf-8")
    with pytest.raises(SourceError, match="does not have the right columns"):
        open_raw(tmp_path)


def test_cpr_number_in_the_manifest_is_refused_and_not_shown(tmp_path):
    secret = "010190" + "-" + "1234"
    folder = make_folder(tmp_path / "raw", {"a.csv": ("A", "observed")}, licence=secret)
    with pytest.raises(SourceError, match="CPR") as error:
        open_raw(folder)
    assert secret not in str(error.value)
