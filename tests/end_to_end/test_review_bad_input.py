"""What a new user mistypes, and what a machine refuses: said well, and nothing half written."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys

import pytest

from analysis.review.claim import CLAIM
from analysis.review.folder import open_review
from tests.end_to_end.conftest import places_of, plan, pseudonymise
from tests.end_to_end.municipality import (
    DRAWN_ON,
    Municipality,
    Said,
    checksums,
    fill_in_purpose,
    start,
)

STEPS = ("draw", "assign", "workbooks", "read", "adjudicate", "handover", "report")


def assert_explains(said: Said, code: int, *words: str) -> None:
    """Check that a refusal has the exit code, the four parts and the words."""
    assert said.code == code, said.err
    assert "Found in:" in said.err
    assert "Expected:" in said.err
    assert "To fix:" in said.err
    assert all(word in said.err for word in words), said.err


@pytest.fixture
def planned(sent, tmp_path) -> Municipality:
    """Return a review that is planned, with its purpose filled in."""
    shutil.copytree(sent.desk, tmp_path / "planlagt")
    town = Municipality(tmp_path / "planlagt", sent.numbers)
    for name in ("draw.csv", "draw.json", "assignment.csv", "reviewers.csv"):
        (town.folder / name).unlink()
    return town


@pytest.mark.parametrize("step", STEPS)
def test_step_refuses_what_is_no_review(step, fresh) -> None:
    files = (fresh.desk / "ud",) if step == "read" else ()
    (fresh.desk / "tom").mkdir()
    for name, says in (
        ("findes-ikke", "There is no folder"),
        ("laesere.csv", "is no folder"),
        ("tom", "holds no review"),
    ):
        assert_explains(fresh.run(step, fresh.desk / name, *files), 3, says)
    assert not (fresh.desk / "findes-ikke").exists()
    assert list((fresh.desk / "tom").iterdir()) == []


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (("assign",), "No cases have been drawn"),
        (("assign", "--second-round"), "No first reading has come back"),
        (("workbooks",), "no draw with a date"),
        (("read", "UD"), "no draw with a date"),
        (("adjudicate",), "No reading has come back"),
        (("handover",), "No reading has come back"),
    ],
)
def test_step_before_its_turn_says_which_comes_first(step, says, planned) -> None:
    before = checksums(planned.folder)
    rest = [planned.desk / "ud" if each == "UD" else each for each in step[1:]]
    assert_explains(planned.run(step[0], planned.folder, *rest), 2, says)
    assert checksums(planned.folder) == before


def test_workbooks_are_not_read_before_cases_are_assigned(fresh) -> None:
    (fresh.folder / "assignment.csv").unlink()
    said = fresh.run("read", fresh.folder, fresh.desk / "ud")
    assert_explains(said, 2, "No case has been assigned")


def test_report_before_any_reading_is_refused(planned) -> None:
    assert_explains(planned.run("report", planned.folder), 3, "No cases have been drawn")


@pytest.mark.parametrize("text", ["", "# intet\n", "formaal:\n"])
def test_draw_says_every_open_question_of_an_empty_purpose(text, planned) -> None:
    (planned.folder / "purpose.yaml").write_text(text)
    said = planned.run("draw", planned.folder, "--date", DRAWN_ON)
    assert_explains(said, 2, "9 points are open", "slettedato: no answer")


def test_draw_without_the_file_of_purpose_is_refused(planned) -> None:
    (planned.folder / "purpose.yaml").unlink()
    assert_explains(planned.run("draw", planned.folder), 2, "9 points are open")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--municipality", "999"), "is not the code of a municipality"),
        (("--municipality", "Aby"), "is not the code of a municipality"),
        (("--cases", 0), "--cases"),
        (("--cases", 61), "from 2 to the 60 of the frame"),
        (("--minimum", 0), "--minimum"),
        (("--allocation", "optimal"), "one of proportional, neyman, compromise"),
        (("--response", "nan"), "--response"),
        (("--second-readings", -1), "--second-readings"),
        (("--rare", "pension"), "--rare"),
        (("--strata", "benefit,indkomst"), "cannot be cut by"),
        (("--date", "1. marts"), "--date is no date"),
    ],
)
def test_plan_refuses_an_option_that_cannot_be_met(options, says, sent, tmp_path) -> None:
    given = ("--municipality", "9901", "--cases", 4, "--minimum", 2, *options)
    said = sent.run("plan", sent.desk / "ramme.csv", *given, "--out", tmp_path / "ny")
    assert said.code == 2
    assert says in said.err
    assert not (tmp_path / "ny").exists()


@pytest.mark.parametrize("seed", ["007", "42", "æøå ☃", "a, b", "  rum  "])
def test_seed_is_kept_exactly_as_typed(seed, planned) -> None:
    planned.succeed("draw", planned.folder, "--seed", seed, "--date", DRAWN_ON)
    record = json.loads((planned.folder / "draw.json").read_text(encoding="utf-8"))
    assert record["seed"] == seed


@pytest.mark.parametrize("seed", ["", "   ", "to\nlinjer", "010150" + "-1234"])
def test_seed_that_no_one_can_type_again_is_refused(seed, planned) -> None:
    said = planned.run("draw", planned.folder, "--seed", seed, "--date", DRAWN_ON)
    assert_explains(said, 2, "seed")
    assert "1234" not in said.err
    assert not (planned.folder / "draw.csv").exists()


def test_numbers_with_and_without_zeros_are_different_seeds(planned) -> None:
    drawn = []
    for seed in ("7", "007"):
        copy = planned.desk / f"kopi-{seed}"
        planned.succeed("draw", planned.folder, "--seed", seed, "--date", DRAWN_ON, "--out", copy)
        drawn.append(open_review(copy).draw["ticket"].tolist())
    assert drawn[0] != drawn[1]
    assert not (planned.folder / "draw.csv").exists()


def test_refused_step_leaves_no_copy_behind(planned) -> None:
    copy = planned.desk / "kopi"
    (planned.folder / "purpose.yaml").write_text("")
    assert planned.run("draw", planned.folder, "--out", copy).code == 2
    assert not copy.exists()


def test_draw_that_stands_is_not_made_again(fresh) -> None:
    before = checksums(fresh.folder)
    said = fresh.run("draw", fresh.folder, "--seed", "bedre", "--date", DRAWN_ON)
    assert_explains(said, 2, "drawn already")
    assert checksums(fresh.folder) == before


def test_assign_is_asked_for_one_thing_at_a_time(fresh) -> None:
    said = fresh.run("assign", fresh.folder, "--second-round", "--replace-frame-errors")
    assert_explains(said, 2, "One run does one of these")


@pytest.mark.parametrize("step", ["draw", "assign", "workbooks", "read"])
def test_place_that_is_a_file_is_no_place_to_write(step, fresh, planned) -> None:
    town = planned if step == "draw" else fresh
    options = {
        "draw": ("--date", DRAWN_ON),
        "assign": ("--replace-assignment",),
        "workbooks": (),
        "read": (town.desk / "ud",),
    }[step]
    given = town.desk / "laesere.csv"
    before, folder = given.read_bytes(), checksums(town.folder)
    assert_explains(town.run(step, town.folder, *options, "--out", given), 4)
    assert given.read_bytes() == before
    assert checksums(town.folder) == folder


def test_plan_and_lists_are_not_written_under_a_file(sent) -> None:
    frame = sent.desk / "ramme.csv"
    given = ("--municipality", "9901", "--cases", 4, "--minimum", 2, "--strata", "benefit")
    assert_explains(sent.run("plan", frame, *given, "--out", frame), 4, "frame.csv")
    assert_explains(sent.run("plan", frame, *given, "--out", frame / "x"), 4, "frame.csv")


def test_key_is_not_left_behind_when_the_frame_cannot_be_written(empty_desk) -> None:
    desk = empty_desk.desk
    (desk / "fil").write_text("")
    files = ("--key", desk / "noegle.txt", "--new-key", "--key-list", desk / "liste.csv")
    out = desk / "fil" / "ramme.csv"
    assert_explains(empty_desk.run("pseudonymise", desk / "borgere.csv", *files, "--out", out), 4)
    assert not (desk / "noegle.txt").exists()
    assert not (desk / "liste.csv").exists()


def test_new_key_is_the_owners_alone_and_is_never_replaced(empty_desk) -> None:
    desk = empty_desk.desk
    given = (desk / "borgere.csv", "--key", desk / "noegle.txt", "--new-key")
    empty_desk.succeed("pseudonymise", *given, "--out", desk / "ramme.csv")
    key = (desk / "noegle.txt").read_bytes()
    assert (desk / "noegle.txt").stat().st_mode & 0o077 == 0
    assert (desk / "ramme.csv").stat().st_mode & 0o077 == 0
    said = empty_desk.run("pseudonymise", *given, "--out", desk / "anden.csv")
    assert_explains(said, 2, "The key is there already")
    assert (desk / "noegle.txt").read_bytes() == key
    assert not (desk / "anden.csv").exists()


@pytest.mark.parametrize(
    ("key", "says"), [("mangler.txt", "cannot be read"), ("aaben.txt", "open to others")]
)
def test_key_that_is_no_secret_is_refused(key, says, empty_desk) -> None:
    desk = empty_desk.desk
    (desk / "aaben.txt").write_text("0123456789abcdef" * 4)
    (desk / "aaben.txt").chmod(0o644)
    out = desk / "ramme.csv"
    given = ("--key", desk / key, "--out", out)
    assert_explains(empty_desk.run("pseudonymise", desk / "borgere.csv", *given), 3, says)
    assert not out.exists()


def test_numbers_are_not_taken_into_a_review(empty_desk, sent) -> None:
    desk = empty_desk.desk
    given = ("--key", desk / "noegle.txt", "--new-key", "--out", sent.folder / "ramme.csv")
    said = empty_desk.run("pseudonymise", desk / "borgere.csv", *given)
    assert_explains(said, 2, "folder of a review")
    assert not (desk / "noegle.txt").exists()


def test_frame_with_numbers_is_refused_by_row_without_showing_them(empty_desk) -> None:
    desk = empty_desk.desk
    given = ("--municipality", "9901", "--out", desk / "ny")
    said = empty_desk.run("plan", desk / "borgere.csv", *given)
    assert said.code == 3
    assert "looks like a CPR number" in said.err
    assert not any(number in said.err for number in empty_desk.numbers)
    assert not (desk / "ny").exists()


def test_step_stops_where_another_is_at_work(fresh) -> None:
    claim = fresh.folder / CLAIM
    claim.write_text(f"{platform.node()} {os.getpid()}", encoding="utf-8")
    said = fresh.run("read", fresh.folder, fresh.desk / "ud")
    assert_explains(said, 2, "Another run is at work", CLAIM)
    assert claim.is_file()


def test_claim_of_a_run_that_died_is_taken_over(fresh) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    (fresh.folder / CLAIM).write_text(f"{platform.node()} {gone}", encoding="utf-8")
    fresh.succeed("read", fresh.folder, fresh.desk / "ud")
    assert not (fresh.folder / CLAIM).exists()


@pytest.mark.slow
def test_full_disk_leaves_what_was_there(fresh, fill) -> None:
    path = fill(fresh, fresh.desk / "ud" / "sagsgennemgang-L1-runde-1.xlsx")
    before = checksums(fresh.folder)
    out, err = (run := start("read", fresh.folder, path, limit=2_000)).communicate()
    assert run.returncode == 4, out + err
    assert "cannot be written" in err
    assert checksums(fresh.folder) == before


@pytest.mark.slow
def test_of_two_readings_at_once_none_is_lost(fresh, fill) -> None:
    paths = [fresh.desk / "ud" / f"sagsgennemgang-{name}-runde-1.xlsx" for name in ("L1", "L2")]
    for seed, path in enumerate(paths):
        fill(fresh, path, seed=seed)
    runs = [start("read", fresh.folder, path) for path in paths]
    said = [run.communicate() for run in runs]
    codes = [run.returncode for run in runs]
    assert set(codes) <= {0, 2}, said
    for path, code in zip(paths, codes, strict=True):
        if code == 2:
            fresh.succeed("read", fresh.folder, path)
    assert len(open_review(fresh.folder).conclusions) == 4


@pytest.mark.slow
def test_whole_review_works_from_a_real_terminal(empty_desk) -> None:
    pseudonymise(empty_desk)
    plan(empty_desk, "--strata", "benefit", "--cases", 4, "--minimum", 2)
    fill_in_purpose(empty_desk.folder)
    for step in (
        ("draw", empty_desk.folder, "--date", DRAWN_ON),
        ("assign", empty_desk.folder, "--reviewers", empty_desk.desk / "laesere.csv"),
        ("workbooks", empty_desk.folder),
    ):
        out, err = (run := start(*step)).communicate()
        assert run.returncode == 0, out + err
        assert err == ""
    assert len(list((empty_desk.folder / "workbooks").glob("*.xlsx"))) >= 3
    assert places_of(empty_desk)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_without_permission_is_named(fresh) -> None:
    fresh.folder.chmod(0o500)
    try:
        said = fresh.run("read", fresh.folder, fresh.desk / "ud")
        assert_explains(said, 4, "cannot be written")
    finally:
        fresh.folder.chmod(0o700)


def test_missing_workbook_folder_is_said(fresh) -> None:
    (fresh.desk / "tom").mkdir()
    assert_explains_nothing_to_read(fresh.run("read", fresh.folder, fresh.desk / "tom"))
    said = fresh.run("read", fresh.folder, fresh.desk / "findes-ikke.xlsx")
    assert said.code == 3
    assert "not there or cannot be opened" in said.out


def assert_explains_nothing_to_read(said: Said) -> None:
    assert said.code == 2
    assert "There is no workbook to read" in said.err
