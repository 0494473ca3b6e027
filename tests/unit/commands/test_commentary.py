"""`praksis commentary` begins a file, tells by its exit code what moved, and confirms."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from analysis.blocks.model import Block, FindingText, Heading, Masthead
from analysis.commands.commentary import app
from analysis.commentary.kept import shown_to_json
from analysis.commentary.model import Subject
from analysis.commentary.shown import list_shown
from analysis.errors import RenderingError, RequestError

REMARK = """\
  - place: over-tid
    written: 2026-03-12
    written_by: "Forvaltningen"
    text: "Puljen ophørte i 2023."
"""


@pytest.fixture
def desk(tmp_path):
    """Return a function that runs a command on a delivery and a file of its own."""

    def run(command, *options, verdict="lavere", **kwargs):
        blocks = (
            Block("hoved", Masthead("P", "Aby", "4. kvartal", "1. marts", "udkast")),
            Block("over-tid", Heading("Har det ændret sig?")),
            Block("fund", FindingText("Der er færre.", verdict)),
        )
        values = shown_to_json(list_shown(blocks), Subject("990", "2025K4", "anbefalinger"))
        (tmp_path / "sidernes-tal.json").write_text(json.dumps(values), encoding="utf-8")
        given = ["--municipality", "990", "--period", "2025K4", "--report", "anbefalinger"]
        arguments = [command, *given, "--delivery", str(tmp_path), *options]
        return CliRunner().invoke(app, arguments, **kwargs)

    return run


@pytest.fixture
def file(tmp_path, desk):
    path = tmp_path / "ord.yaml"
    assert desk("start", "--out", str(path)).exit_code == 0
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("comments:\n", "comments:\n" + REMARK), encoding="utf-8")
    return path


def test_a_file_is_begun_once(desk, file):
    before = file.read_bytes()
    result = desk("start", "--out", str(file))
    assert isinstance(result.exception, RenderingError)
    assert file.read_bytes() == before


def test_check_gives_three_until_confirmed_and_again_when_something_moves(desk, file):
    named = ("--commentary", str(file))
    assert desk("check", *named).exit_code == 3
    assert desk("confirm", *named, "--yes", "--on", "2026-03-12").exit_code == 0
    assert desk("check", *named).exit_code == 0
    moved = desk("check", *named, verdict="højere")
    assert moved.exit_code == 3
    assert "konklusion 1, vurdering lavere → højere" in moved.stdout


def test_confirm_names_what_moved_before_it_asks_and_a_no_changes_nothing(desk, file):
    named = ("--commentary", str(file))
    desk("confirm", *named, "--yes", "--on", "2026-03-12")
    kept = file.with_name("ord.figures.json")
    before = kept.read_bytes()
    refused = desk("confirm", *named, verdict="højere", input="n\n")
    assert refused.exit_code == 1
    assert refused.output.index("lavere → højere") < refused.output.index("Have the remarks")
    assert kept.read_bytes() == before
    assert desk("confirm", *named, verdict="højere", input="y\n").exit_code == 0
    assert desk("check", *named, verdict="højere").exit_code == 0


def test_nobody_there_to_answer_is_a_no(desk, file):
    assert desk("confirm", "--commentary", str(file), input="").exit_code == 1
    assert not file.with_name("ord.figures.json").exists()


def test_a_day_that_is_none_and_a_missing_file_are_wrong_requests(desk, file, tmp_path):
    named = ("--commentary", str(file))
    assert isinstance(desk("confirm", *named, "--on", "i dag").exception, RequestError)
    (tmp_path / "tom").mkdir()
    result = desk("check", "--commentary", str(tmp_path / "tom"))
    assert isinstance(result.exception, RequestError)
    assert "commentary start" in str(result.exception)
