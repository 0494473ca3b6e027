"""`praksis review`: every step explains itself, and the steps follow on one another."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.commands.review import app
from analysis.errors import RequestError
from analysis.review.folder import open_review
from tests.unit.review.conftest import invent_people, write_purpose

STEPS = ("plan", "draw", "assign", "workbooks", "read", "report", "pseudonymise", "adjudicate",
         "handover")  # fmt: skip


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    if result.exception is not None:
        raise result.exception
    return result.output


@pytest.mark.parametrize("step", STEPS)
def test_step_explains_itself_and_where_it_writes(step: str) -> None:
    result = CliRunner().invoke(app, [step, "--help"], env={"COLUMNS": "100", "NO_COLOR": "1"})
    assert result.exit_code == 0
    assert "--out" in result.output


def test_steps_lead_from_a_frame_to_workbooks(tmp_path: Path) -> None:
    folder, frame, readers = tmp_path / "g", tmp_path / "f.csv", tmp_path / "r.csv"
    invent_people(200).to_csv(frame, index=False)
    readers.write_text("reviewer_id,centre\nL1,Nord\nL2,Syd\nL3,\n", encoding="utf-8")
    printed = run(
        *("plan", frame, "--municipality", "9901", "--date", "2026-03-01"),
        *("--cases", "24", "--minimum", "2", "--out", folder),
    )
    assert "Sager i hver gruppe" in printed
    assert (folder / "plan.xlsx").is_file()
    write_purpose(folder)
    assert "24 cases drawn" in run("draw", folder, "--date", "2026-03-15", "--seed", "01")
    assert open_review(folder).draw_record["seed"] == "01"
    assert "L3:" in run("assign", folder, "--reviewers", readers)
    assert (open_review(folder).assignment["reading"] == 1).sum() == 24
    assert run("workbooks", folder, "--reading", "1").count(".xlsx") == 3


def test_draw_without_purpose_is_refused(tmp_path: Path) -> None:
    invent_people(200).to_csv(tmp_path / "f.csv", index=False)
    run("plan", tmp_path / "f.csv", "--cases", "24", "--minimum", "2", "--out", tmp_path / "g")
    with pytest.raises(RequestError, match="purpose"):
        run("draw", tmp_path / "g")


def test_word_that_is_no_date_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="--date is no date"):
        run("draw", tmp_path, "--date", "i morgen")
