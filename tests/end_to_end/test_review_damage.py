"""Workbooks that come back spoilt: each damage is named by place, and nothing is lost.

What must hold for every damage: exit code 3, all problems at once, no word of what stood in
a cell, the answers that were in the folder still there, and the reader's file untouched.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from analysis.checklists.load import list_rule_dates, load_checklist, load_version
from analysis.documents.review_workbook import make_workbooks
from analysis.review.folder import open_review
from tests.end_to_end.conftest import places_of
from tests.end_to_end.municipality import (
    DRAWN_ON,
    PSEUDONYM,
    Municipality,
    checksums,
    fill_in_purpose,
)

SECRET = "Anne Hansen har fibromyalgi"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.fixture(scope="session")
def answered(sent, world, tmp_path_factory) -> Municipality:
    """Return the small review with the first readings of L1 filled in and read back."""
    desk = tmp_path_factory.mktemp("besvaret") / "bord"
    shutil.copytree(sent.desk, desk)
    town = Municipality(desk, sent.numbers)
    for seed, name in enumerate(("L1", "L2")):
        world.reader(places_of(town), seed=seed).fill(workbook_of(town, name))
    town.succeed("read", town.folder, workbook_of(town, "L1"))
    return town


@pytest.fixture
def town(answered, tmp_path) -> Municipality:
    """Return a copy of the answered review, which a test may spoil."""
    shutil.copytree(answered.desk, tmp_path / "bord")
    return Municipality(tmp_path / "bord", answered.numbers)


def workbook_of(town: Municipality, reader: str) -> Path:
    return town.desk / "ud" / f"sagsgennemgang-{reader}-runde-1.xlsx"


def row_of(sheet, key: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == key)


def edit(change: Callable) -> Callable[[Municipality, Path], None]:
    """Return a damage that opens a workbook, changes it and saves it."""

    def damage(_: Municipality, path: Path) -> None:
        workbook = load_workbook(path)
        change(workbook)
        workbook.save(path)

    return damage


def put(sheet_name: str, key: str, value: object) -> Callable:
    return edit(lambda w: w[sheet_name].__setitem__(f"E{row_of(w[sheet_name], key)}", value))


def change_pseudonym(workbook) -> None:
    workbook["Sag 01"]["B2"] = "p" + "0" * 16


def delete_row(workbook) -> None:
    workbook["Sag 01"].delete_rows(row_of(workbook["Sag 01"], "F1"))


def delete_sheet(workbook) -> None:
    del workbook["Sag 02"]


def claim_another_reader(workbook) -> None:
    for row in workbook["_kontrol"].iter_rows():
        if row[0].value == "reviewer_id":
            row[2].value = "L1"


def add_a_person(workbook) -> None:
    workbook.create_sheet(SECRET[:11])["A1"] = SECRET


def add_number(workbook) -> None:
    workbook["Sag 01"]["H3"] = "0101" + "50-" + "1234"


def add_macro(_: Municipality, path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open")


def write(data: bytes) -> Callable[[Municipality, Path], None]:
    return lambda _, path: path.write_bytes(data) and None


def cut_short(_: Municipality, path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def take_older_questions(town: Municipality, path: Path) -> None:
    older = load_version(list_versions()[0])
    made = make_workbooks(open_review(town.folder), path.parent / "gammel", checklist=older)
    shutil.copyfile(next(each for each in made if each.name == path.name), path)


def take_other_review(town: Municipality, path: Path) -> None:
    other = town.desk / "anden-gennemgang"
    options = ("--municipality", "9902", "--date", "2025-09-15", "--strata", "benefit")
    sizes = ("--cases", 4, "--minimum", 2, "--second-readings", 0)
    town.succeed("plan", town.desk / "ramme.csv", *options, *sizes, "--out", other)
    fill_in_purpose(other)
    town.succeed("draw", other, "--seed", "en anden", "--date", DRAWN_ON)
    town.succeed("assign", other, "--reviewers", town.desk / "laesere.csv")
    town.succeed("workbooks", other, "--out", other / "ud")
    shutil.copyfile(other / "ud" / path.name, path)


def list_versions() -> list[str]:
    return [load_checklist(day).version for day in list_rule_dates()]


DAMAGES = {
    "changed pseudonym": (edit(change_pseudonym), "pseudonym on the sheet was changed"),
    "value off the list": (put("Sag 01", "F1", SECRET), "not on the list"),
    "formula": (put("Sag 01", "F1", f'="{SECRET}"'), "formula"),
    "impossible date": (put("Sag 02", "Slut 2", "31-02-2025"), "is no date"),
    "deleted row": (edit(delete_row), "row of F1 is missing"),
    "deleted sheet": (edit(delete_sheet), "sheet is missing"),
    "another reader's name on it": (edit(claim_another_reader), "was changed"),
    "a number like a CPR number": (edit(add_number), "looks like a CPR number"),
    "macro inside": (add_macro, "macros"),
    "empty file": (write(b""), "broken, or no Excel workbook"),
    "text with semicolons": (write(f"F1;{SECRET}\n".encode()), "broken, or no Excel workbook"),
    "password": (write(OLD_OFFICE), "encrypted"),
    "cut short": (cut_short, "broken"),
    "older checklist": (take_older_questions, "version of the checklist"),
    "another review": (take_other_review, "another review"),
}
QUICK = ("formula",)


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=() if each in QUICK else pytest.mark.slow) for each in DAMAGES],
)
def test_damaged_workbook_is_refused_and_nothing_is_lost(town, name) -> None:
    damage, says = DAMAGES[name]
    path = workbook_of(town, "L2")
    damage(town, path)
    before, sent = checksums(town.folder), path.read_bytes()
    said = town.run("read", town.folder, path)
    assert said.code == 3
    assert says in said.out
    assert "nothing was written" in said.err
    assert_says_nothing_of_anybody(said.out + said.err)
    assert checksums(town.folder) == before
    assert path.read_bytes() == sent


def test_all_damages_of_all_files_are_said_at_once_and_the_rest_can_be_kept(town) -> None:
    back = town.desk / "tilbage"
    back.mkdir()
    good = shutil.copyfile(workbook_of(town, "L1"), back / "L1.xlsx")
    spoilt = shutil.copyfile(workbook_of(town, "L2"), back / "L2.xlsx")
    for damage in (put("Sag 01", "F1", SECRET), edit(add_a_person), edit(rename_second_sheet)):
        damage(town, spoilt)
    shutil.copyfile(good, back / "makro.xlsm")
    (back / "tom.xlsx").write_bytes(b"")
    (back / "laast.xlsx").write_bytes(OLD_OFFICE)
    (back / "~$L1.xlsx").write_bytes(b"x" * 165)
    (back / "svar.csv").write_text(SECRET, encoding="utf-8")
    files, before = checksums(back), checksums(town.folder)

    said = town.run("read", town.folder, back)
    assert said.code == 3
    for each in (
        "L2.xlsx, Sag 01, row",
        "makro.xlsm",
        "tom.xlsx",
        "laast.xlsx",
        "was renamed; its answers are taken",
        "added by somebody",
        "has 1 of the workbooks in the folder open",
        "no Excel workbooks and are not read",
    ):
        assert each in said.out
    assert_says_nothing_of_anybody(said.out + said.err)
    assert checksums(town.folder) == before

    town.succeed("read", town.folder, back, "--keep-valid")
    kept = open_review(town.folder)
    assert_nothing_is_lost(before, kept.folder)
    assert set(kept.assignment.query("reading == 1")["case_id"]) == set(kept.answers["case_id"])
    assert checksums(back) == files


def rename_second_sheet(workbook) -> None:
    workbook["Sag 02"].title = SECRET[:11] + " II"


@pytest.mark.slow
def test_same_case_twice_with_other_answers_is_taken_from_neither_file(town, tmp_path) -> None:
    other = shutil.copyfile(workbook_of(town, "L2"), tmp_path / "igen.xlsx")
    put("Sag 01", "Slut 3", 99)(town, other)
    said = town.run("read", town.folder, workbook_of(town, "L2"), other)
    assert said.code == 3
    assert "neither is taken" in said.out


def test_file_with_another_name_is_known_by_what_is_in_it(town, tmp_path) -> None:
    renamed = shutil.copyfile(workbook_of(town, "L2"), tmp_path / "sagsgennemgang-L1-runde-1.xlsx")
    town.succeed("read", town.folder, renamed)
    readers = set(open_review(town.folder).conclusions["reviewer_id"])
    assert readers == {"L1", "L2"}


def assert_says_nothing_of_anybody(text: str) -> None:
    assert not PSEUDONYM.search(text)
    assert all(word not in text for word in ("Anne", "Hansen", "fibromyalgi", "50-1234"))


def assert_nothing_is_lost(before: dict[str, bytes], folder: Path) -> None:
    for name in ("answers.csv", "conclusions.csv"):
        kept = set((folder / name).read_bytes().splitlines())
        assert set(before[name].splitlines()) <= kept
