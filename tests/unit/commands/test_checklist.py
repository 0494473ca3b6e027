"""`praksis checklist`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from analysis.checklists.load import load_checklist
from analysis.commands.checklist import app
from analysis.documents.checklist_plain import write_plain
from analysis.errors import AnalysisError, RequestError, SourceError


def run(*arguments: str | Path) -> str:
    """Run the command and return what it prints; an error of ours is raised."""
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    if isinstance(result.exception, AnalysisError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("command", ["show", "diff", "export", "comments"])
def test_each_command_explains_itself_and_has_out(command: str) -> None:
    words = run(command, "--help")
    assert "--out" in words
    assert "Example" in words


def test_show_without_a_date_takes_the_newest_rule_set_and_says_so() -> None:
    words = run("show")
    assert words == write_plain(load_checklist(dt.date(2026, 2, 1)))
    assert "1. februar 2026" in words.splitlines()[0]


def test_show_takes_a_date_and_a_scheme_and_writes_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "liste.txt"
    assert run("show", "--date", "2022-03-01", "--scheme", "fleksjob", "--out", out) == f"{out}\n"
    words = out.read_text(encoding="utf-8")
    assert "\nJ1 " in words
    assert "\nF1 " not in words


def test_diff_takes_dates_and_versions_alike() -> None:
    assert "Lukket for nye borgere" in run("diff", "2022-01-01", "2026-02-01")
    assert run("diff", "2022-01-01/1", "2026-02-01/1") == run("diff", "2022-01-01", "2026-02-01")


def test_export_writes_every_format_that_is_named(tmp_path: Path) -> None:
    words = run("export", "--format", "word", "--format", "excel", "--out", tmp_path / "t")
    assert words.splitlines() == [str(tmp_path / "t.docx"), str(tmp_path / "t.xlsx")]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.docx", "t.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "--date", "1. marts"], "not a date"),
        (["show", "--scheme", "revalidering"], "no new citizens"),
        (["diff", "igår", "2026-02-01"], "not a date"),
        (["export", "--format", "rtf", "--out", "x.rtf"], "not a format"),
        (["export", "--format", "comments", "--deadline", "maj", "--out", "x"], "not a date"),
    ],
)
def test_a_wrong_choice_is_refused(arguments: list[str], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        run(*arguments)


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """Return a comment form with one comment, on the rules of 2022."""
    path = tmp_path / "svar.xlsx"
    run("export", "--format", "comments", "--date", "2022-01-01", "--out", path)
    book = openpyxl.load_workbook(path)
    rows = {row[0].value: row for row in book["Bemærkninger"].iter_rows()}
    rows["R1"][7].value = "Nævn også stk. 2."
    book.save(path)
    return path


def read_rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))


def test_comments_are_added_once_and_the_open_items_are_named(returned, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    first = run("comments", returned, "--register", register)
    before = register.read_bytes()
    second = run("comments", returned, returned, "--register", register)
    assert "Nye bemærkninger: 1" in first
    assert "Nye bemærkninger: 0" in second
    assert register.read_bytes() == before
    assert "Punkter med åbne bemærkninger: 1" in second
    # The scheme is closed in 2026, so the item is gone, and the reader is told.
    assert "punktet findes ikke i version 2026-02-01/1" in " ".join(second.split())
    assert [row["item_id"] for row in read_rows(register)] == ["R1"]


def test_with_out_the_old_register_is_left_as_it_was(returned, tmp_path: Path) -> None:
    new = tmp_path / "ny.csv"
    run("comments", returned, "--register", tmp_path / "gammel.csv", "--out", new)
    assert len(read_rows(new)) == 1
    assert not (tmp_path / "gammel.csv").exists()


def test_one_faulty_form_leaves_the_register_as_it_was(returned, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    run("comments", returned, "--register", register)
    before = register.read_bytes()
    (tmp_path / "skidt.xlsx").write_bytes(b"x")
    with pytest.raises(SourceError):
        run("comments", returned, tmp_path / "skidt.xlsx", "--register", register)
    assert register.read_bytes() == before


@pytest.mark.parametrize("version", ["2022-01-01/99", "2021-01-01/1", "noget"])
def test_a_form_of_a_version_that_never_was_is_refused(
    returned, tmp_path: Path, version: str
) -> None:
    book = openpyxl.load_workbook(returned)
    book["Skema"]["B2"] = version
    book.save(returned)
    with pytest.raises(SourceError, match="version of the checklist that is not known"):
        run("comments", returned, "--register", tmp_path / "register.csv")
    assert not (tmp_path / "register.csv").exists()


def test_the_municipality_s_guideline_stands_beside_the_law(tmp_path: Path) -> None:
    guideline = tmp_path / "aby.yaml"
    guideline.write_text(
        "title: Abys retningslinjer\nitems:\n  F1:\n    local_guideline: Afsnit 3.2 i Aby\n",
        encoding="utf-8",
    )
    assert "Kommunens retningslinje: Afsnit 3.2 i Aby" in run("show", "--guideline", guideline)
    assert "Afsnit 3.2" not in run("show")
