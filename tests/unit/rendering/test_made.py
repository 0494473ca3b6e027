"""A report that stands there as it would be made now is found, and no other is."""

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis.commentary.kept import place_of_kept
from analysis.rendering import fingerprint
from analysis.rendering.delivery import deliver
from analysis.rendering.made import ask, find_made, note_made

PERIOD = "2025K4"


@dataclass(frozen=True)
class Request:
    """A request as the reports have it."""

    municipality_code: str = "9901"
    out: Path | None = None
    raw_dir: Path | None = None
    commentary: Path | None = None
    against: str = ""
    status: str = ""


@dataclass(frozen=True)
class Delivery:
    """A delivery as the reports have it."""

    folder: Path
    caution: str = ""
    period: str = PERIOD
    against: Path | None = None
    is_complete: bool = True


def make(request):
    """Stand for who makes a report: its name counts."""


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Return a project with data, a notebook, a package of one file and an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    project = tmp_path / "project"
    for name in ("data/raw/counts.csv", "data/commentary/9901/own.yaml", "data/forecasts/README",
                 "notebooks/report.ipynb", "package/code.py"):  # fmt: skip
        (project / name).parent.mkdir(parents=True)
        (project / name).write_text("a;1\n", encoding="utf-8")
    monkeypatch.setattr(fingerprint, "_PACKAGE", project / "package")
    return project


@pytest.fixture(scope="module")
def delivered(report, tmp_path_factory):
    """Return a report written once, for each test to take a copy of."""
    return deliver(report, tmp_path_factory.mktemp("delivered") / PERIOD)


@pytest.fixture
def desk(root, delivered, tmp_path):
    """Return a desk that makes a report and tells whether it would be found again."""

    class Desk:
        out = tmp_path / "reports" / PERIOD

        def ask(self, *, beside="", **choices):
            return ask(make, Request(**{"out": self.out, **choices}), root=root, beside=beside)

        def make(self, *, beside="", meanwhile=None, caution="", held=None, **choices):
            asked = self.ask(beside=beside, **choices)
            out = choices.get("out", self.out)
            folder = out or (root / "reports" / "9901" / PERIOD)
            if not folder.exists():
                shutil.copytree(delivered, folder)
            if meanwhile is not None:
                meanwhile.write_text("changed while it was made", encoding="utf-8")
            note_made(asked, Delivery(folder, caution, against=held))

        def find(self, *, beside="", **choices):
            return find_made(self.ask(beside=beside, **choices))

    return Desk()


def test_made_once_it_is_found_with_what_was_said_then(desk, tmp_path):
    assert desk.find() is None
    desk.make(caution="Nobody has confirmed it.", held=tmp_path / "earlier")
    found = desk.find()
    assert (found.folder, found.caution) == (desk.out, "Nobody has confirmed it.")
    assert found.against == tmp_path / "earlier"
    assert time.time() - 60 < found.made_at <= time.time() + 1


def test_a_report_in_its_usual_place_is_found_without_naming_it(desk, root):
    desk.make(out=None)
    assert desk.find(out=None).folder == root / "reports" / "9901" / PERIOD


@pytest.mark.parametrize(
    "choices",
    [{"status": "godkendt"}, {"municipality_code": "9902"}, {"against": "2025K3"}, {"out": None}],
)
def test_another_choice_is_another_report(desk, choices):
    desk.make()
    assert desk.find(**choices) is None


@pytest.mark.parametrize(
    "place",
    [
        "data/raw/counts.csv",
        "data/commentary/9901/own.yaml",
        "data/pack/new.yaml",
        "data/forecasts/a-PEN113-2025K4.csv",
        "notebooks/report.ipynb",
        "package/code.py",
        "requirements.lock",
    ],
)
def test_whatever_can_decide_a_report_outdates_it(desk, root, place):
    desk.make()
    assert desk.find() is not None
    (root / place).parent.mkdir(exist_ok=True)
    (root / place).write_text("a;2\n", encoding="utf-8")
    assert desk.find() is None


@pytest.mark.parametrize(
    "place", ["data/processed/a.parquet", "data/forecasts/a-PEN113-2026K1.csv"]
)
def test_what_a_report_leaves_behind_itself_outdates_nothing(desk, root, place):
    desk.make()
    (root / place).parent.mkdir(exist_ok=True)
    (root / place).write_text("left behind", encoding="utf-8")
    assert desk.find() is not None


@pytest.mark.parametrize("name", ["raw_dir", "against"])
def test_a_changed_file_in_a_folder_that_was_named_outdates_it(desk, tmp_path, name):
    own = tmp_path / "own"
    own.mkdir()
    named = {name: own if name == "raw_dir" else str(own)}
    desk.make(**named)
    assert desk.find(**named) is not None
    (own / "counts.csv").write_text("a;3\n", encoding="utf-8")
    assert desk.find(**named) is None


def test_confirming_a_commentary_that_was_named_outdates_the_report(desk, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("remarks: []\n", encoding="utf-8")
    desk.make(commentary=own)
    assert desk.find(commentary=own) is not None
    place_of_kept(own).write_text("{}", encoding="utf-8")
    assert desk.find(commentary=own) is None


def test_an_earlier_report_beside_it_counts_only_where_it_is_held_against_one(desk):
    desk.make(beside="2025K*")
    desk.make()
    assert desk.find(beside="2025K*") is not None
    (desk.out.parent / "2025K3").mkdir()
    (desk.out.parent / "2025K3" / "record.json").write_text("{}", encoding="utf-8")
    assert desk.find(beside="2025K*") is None
    assert desk.find() is not None


@pytest.mark.parametrize("name", ["praksissammenligning.html", "manifest.json", "data/README.txt"])
@pytest.mark.parametrize("is_gone", [True, False])
def test_a_damaged_report_is_not_found(desk, name, is_gone):
    desk.make()
    if is_gone:
        (desk.out / name).unlink()
    else:
        (desk.out / name).write_bytes((desk.out / name).read_bytes() + b" ")
    assert desk.find() is None


def test_what_changes_while_a_report_is_made_keeps_it_from_being_noted(desk, root):
    desk.make(meanwhile=root / "data" / "raw" / "counts.csv")
    assert desk.find() is None


def test_a_delivery_that_could_not_do_everything_is_made_again(desk):
    asked = desk.ask()
    desk.make(out=desk.out.with_name("another"))
    note_made(asked, Delivery(desk.out.with_name("another"), is_complete=False))
    assert desk.find() is None


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"folder": 1, "period": ""}'])
def test_a_damaged_note_counts_as_none(desk, tmp_path, damage):
    desk.make()
    (note,) = (tmp_path / "cache" / "praksis" / "made").glob("*")
    note.write_text(damage, encoding="utf-8")
    assert desk.find() is None


def test_where_nothing_can_be_noted_the_report_is_made_each_time(desk, tmp_path):
    (tmp_path / "cache" / "praksis").mkdir(parents=True)
    (tmp_path / "cache" / "praksis" / "made").write_text("in the way", encoding="utf-8")
    desk.make()
    assert desk.find() is None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_notes_are_closed_to_others_and_hold_checksums_and_places_alone(desk, tmp_path):
    desk.make()
    folder = tmp_path / "cache" / "praksis" / "made"
    (note,) = folder.glob("*")
    assert folder.stat().st_mode & 0o077 == 0
    assert set(note.stem) <= set("0123456789abcdef")
    expected = {"key", "manifest_sha256", "folder", "period", "caution", "against"}
    assert set(json.loads(note.read_text(encoding="utf-8"))) == expected
