"""`praksis study`: what it prints and writes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.commands.study import app
from analysis.errors import AnalysisError, RequestError, SourceError


def run(*arguments: str | Path) -> str:
    """Run the command and return what it prints; an error of ours is raised."""
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    if isinstance(result.exception, AnalysisError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of inputs without a study."""
    made = tmp_path / "inputs"
    made.mkdir()
    (made / "pack.yaml").write_text("municipality_code: '101'\nfiles: {}\n", encoding="utf-8")
    return made


@pytest.mark.parametrize("command", ["workbook", "read", "show"])
def test_each_command_explains_itself(command: str) -> None:
    assert "Example" in run(command, "--help")


def test_workbook_of_a_folder_is_read_back_into_its_file_and_again_adds_nothing(
    folder: Path, tmp_path: Path
) -> None:
    study = folder / "study.yaml"
    run("workbook", "--out", tmp_path / "p.xlsx")
    assert "ændret: 0 · uændret: 0" in run("read", tmp_path / "p.xlsx", "--out", study)
    first = study.read_bytes()
    assert "Nye: 0 · ændret: 0" in run("read", tmp_path / "p.xlsx", "--out", study)
    assert study.read_bytes() == first
    listed = "municipality_code: '101'\nfiles:\n  study.yaml: {origin: observed}\n"
    (folder / "pack.yaml").write_text(listed, encoding="utf-8")
    assert "Slagelse" in run("show", "--inputs", folder, "--theme", "forberedelse")


def test_folder_without_a_study_says_how_to_begin(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"has no study\.yaml"):
        run("workbook", "--inputs", folder, "--out", tmp_path / "p.xlsx")
    run("workbook", "--inputs", folder, "--empty", "--out", tmp_path / "p.xlsx")
    assert (tmp_path / "p.xlsx").is_file()


def test_nothing_is_written_of_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "p.xlsx").write_text("nej", encoding="utf-8")
    with pytest.raises(SourceError):
        run("read", tmp_path / "p.xlsx", "--out", tmp_path / "study.yaml")
    assert not (tmp_path / "study.yaml").exists()


def test_show_prints_themes_that_nobody_has_studied_and_refuses_one_that_is_none() -> None:
    words = run("show")
    assert "ikke undersøgt i nogen kommune" in words
    assert "Eksisterende analyser" in words
    with pytest.raises(RequestError, match="not a theme"):
        run("show", "--theme", "vejret")
