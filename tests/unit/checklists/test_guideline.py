import datetime as dt

import pytest

from analysis.checklists.load import compute_checksum, load_checklist
from analysis.errors import SourceError

DAY = dt.date(2022, 5, 1)


def write(folder, text):
    path = folder / "aby.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_guideline_fills_its_field_and_leaves_the_rest(tmp_path):
    path = write(tmp_path, "title: Aby\nitems:\n  F1:\n    local_guideline: Afsnit 3.2.\n")
    plain, filled = load_checklist(DAY), load_checklist(DAY, guideline=path)
    assert filled.item("F1").local_guideline == "Afsnit 3.2."
    assert filled.item("F1").help == plain.item("F1").help
    assert filled.version == plain.version
    assert compute_checksum(filled) != compute_checksum(plain)
    assert [item for item in filled.items if item.id != "F1"] == [
        item for item in plain.items if item.id != "F1"
    ]


def test_guideline_may_replace_the_help(tmp_path):
    path = write(tmp_path, "title: Aby\nitems:\n  G5:\n    help: Højst 6 måneder.\n")
    assert load_checklist(DAY, guideline=path).item("G5").help == "Højst 6 måneder."


def test_guideline_is_not_kept_for_the_next_who_asks(tmp_path):
    path = write(tmp_path, "title: Aby\nitems:\n  F1:\n    local_guideline: Afsnit 3.2.\n")
    load_checklist(DAY, guideline=path)
    assert load_checklist(DAY).item("F1").local_guideline == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: Aby\nitems:\n  F99:\n    help: x\n", "does not know F99"),
        ("title: Aby\nitems:\n  F1:\n    role: stoettende\n", "does not know role"),
        ("title: Aby\nitems:\n  F1:\n    text: Andet?\n", "does not know text"),
        ("title: Aby\nitems:\n  F1:\n    help: ' '\n", "help is no text"),
        ("title: Aby\nitems:\n  F1:\n    help: 3\n", "help is no text"),
        ("title: Aby\n", "lacks items"),
        ("items: {}\n", "lacks title"),
        ("title: Aby\nitems: [F1]\n", "no mapping"),
        ("", "is empty"),
    ],
)
def test_guideline_may_fill_nothing_else(tmp_path, text, message):
    with pytest.raises(SourceError, match=message) as caught:
        load_checklist(DAY, guideline=write(tmp_path, text))
    assert "aby.yaml" in caught.value.where


def test_guideline_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        load_checklist(DAY, guideline=tmp_path / "aby.yaml")
