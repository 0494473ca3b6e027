"""Is a folder of inputs opened whole, or refused before anything in it is used?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from analysis.concepts import Origin
from analysis.errors import SourceError
from analysis.packs.inputs import FILES, open_inputs

LIST = """\
municipality_code: "9901"
files:
  rates.yaml:
    origin: observed
    extracted: 2026-01-15
    note: Egne satser
"""


def write(folder: Path, text: str = LIST, **contents: str) -> Path:
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    (folder / "rates.yaml").write_text(contents.get("rates", "rates: []\n"), encoding="utf-8")
    return folder


def test_folder_is_opened_with_what_its_list_says(tmp_path):
    inputs = open_inputs(write(tmp_path))
    assert (inputs.municipality_code, inputs.is_own) == ("9901", True)
    file = inputs.files["rates.yaml"]
    assert (file.origin, file.extracted) == (Origin.OBSERVED, dt.date(2026, 1, 15))
    assert file.lineage.inputs == {"pack/rates.yaml"}
    assert inputs.get("events.csv") is None


def test_code_without_quotation_marks_is_the_same_code(tmp_path):
    assert open_inputs(write(tmp_path, LIST.replace('"9901"', "9901"))).municipality_code == "9901"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("origin: observed", "origin: ægte", "origin is not one of the words"),
        ("    origin: observed\n", "", "lacks origin"),
        ("rates.yaml:", "satser.yaml:", r"files does not know satser\.yaml"),
        ("rates.yaml:", "flow.yaml:", "listed but not there"),
        ("2026-01-15", "januar", "extracted is no date"),
        ('"9901"', "Aby", "municipality_code is no municipality code"),
        ('municipality_code: "9901"\n', "", "lacks municipality_code"),
        ("    note: Egne satser\n", "    note: a\n    note: b\n", "key note is written twice"),
        ("files:", "files: [", "cannot be read"),
    ],
)
def test_fault_of_the_list_is_named_with_its_line(tmp_path, old, new, message):
    assert old in LIST
    with pytest.raises(SourceError, match=message) as caught:
        open_inputs(write(tmp_path, LIST.replace(old, new)))
    assert "pack.yaml, line " in caught.value.where


def test_folder_without_a_list_is_refused(tmp_path):
    with pytest.raises(SourceError, match=r"has no pack\.yaml"):
        open_inputs(tmp_path)


@pytest.mark.parametrize("name", [*FILES, "pack.yaml"])
def test_cpr_like_token_in_any_file_is_refused_and_never_printed(tmp_path, name):
    token = "010190" + "-" + "1234"
    names = {name} - {"pack.yaml"} or {"rates.yaml"}
    listed = "".join(f"  {each}: {{origin: observed}}\n" for each in names)
    (tmp_path / "pack.yaml").write_text(
        f'municipality_code: "9901"\nfiles:\n{listed}', encoding="utf-8"
    )
    for each in names:
        (tmp_path / each).write_text("a\n", encoding="utf-8")
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write(f"# {token}\n")
    with pytest.raises(SourceError, match="looks like a CPR number") as caught:
        open_inputs(tmp_path)
    assert f"{name}, line " in caught.value.where
    assert token not in str(caught.value)
