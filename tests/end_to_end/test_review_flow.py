"""A municipality reviews its cases, from a list with CPR numbers to the adjudicated readings.

Every command is given as on a terminal, and two readers with stated error rates fill in the
workbooks that were really written. One review is walked through once; each test looks at
one step of it.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis.review.folder import open_review
from analysis.review.step_assign import judge_review
from tests.end_to_end.conftest import N_PEOPLE, World, places_of, plan, pseudonymise
from tests.end_to_end.municipality import (
    DRAWN_ON,
    PSEUDONYM,
    Municipality,
    Said,
    checksums,
    fill_in_purpose,
    find_secrets,
    found_municipality,
    start,
)
from tests.end_to_end.pdf_text import read_pdf_text

N_CASES = 12
GONE, MOVED = "Sagen kunne ikke skaffes", "Hører ikke til (flyttet, død, sag lukket)"


@dataclass
class Walk:
    """What each step said, and what lay in the folder after it."""

    town: Municipality
    said: dict[str, str] = field(default_factory=dict)
    refused: dict[str, Said] = field(default_factory=dict)
    tables: dict[str, dict[str, pd.DataFrame]] = field(default_factory=dict)

    def take(self, step: str, *arguments: object) -> None:
        """Take a step that must succeed, and keep what it left behind."""
        self.said[step] = self.town.succeed(*arguments)
        self.keep(step)

    def keep(self, step: str) -> None:
        """Keep the tables as they are after a step."""
        names = ("draw", "assignment", "dispositions", "answers", "conclusions", "adjudications")
        found = {name: self.town.folder / f"{name}.csv" for name in names}
        self.tables[step] = {
            name: pd.read_csv(path, dtype=str, keep_default_na=False)
            for name, path in found.items()
            if path.is_file()
        }


@pytest.fixture(scope="module")
def walk(world: World, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Walk through a whole review of twelve cases."""
    town = found_municipality(tmp_path_factory.mktemp("aby"), world.people, n=N_PEOPLE)
    walk, desk, folder = Walk(town), town.desk, town.folder
    walk.said["pseudonymise"] = pseudonymise(town)
    walk.said["plan"] = plan(
        town, "--cases", N_CASES, "--second-readings", 4, "--strata", "benefit,in_sof"
    )
    walk.refused["draw"] = town.run("draw", folder, "--date", DRAWN_ON)
    fill_in_purpose(folder)
    walk.take("draw", "draw", folder, "--seed", "Aby, oktober 2025", "--date", DRAWN_ON)
    walk.take("assign", "assign", folder, "--reviewers", desk / "laesere.csv")
    walk.take("workbooks", "workbooks", folder, "--reading", 1, "--out", desk / "ud")

    first = walk.tables["assign"]["assignment"].query("reading == '1'")
    of_one, of_two = (
        first[first["reviewer_id"] == each]["case_id"].tolist() for each in ("L1", "L2")
    )
    outcomes = {of_one[0]: GONE, of_one[1]: MOVED, of_two[0]: MOVED}
    place_of = places_of(town)
    readers = {
        name: world.reader(place_of, seed=seed, outcomes=outcomes)
        for seed, name in enumerate(("L1", "L2"))
    }
    one, two = (desk / "ud" / f"sagsgennemgang-{name}-runde-1.xlsx" for name in readers)
    readers["L1"].fill(one, only=4)
    walk.take("half", "read", folder, one)
    readers["L1"].fill(one)
    readers["L2"].fill(two)
    walk.take("read", "read", folder, desk / "ud")

    walk.take("replace", "assign", folder, "--replace-frame-errors")
    town.succeed("workbooks", folder, "--reading", 1, "--out", desk / "ekstra")
    old = set(first["case_id"])
    for name, reader in readers.items():
        only_new = desk / "ekstra" / f"sagsgennemgang-{name}-runde-1.xlsx"
        reader.fill_those(only_new, lambda case_id: case_id not in old)
    walk.take("read again", "read", folder, desk / "ekstra")

    walk.take("second round", "assign", folder, "--second-round")
    town.succeed("workbooks", folder, "--reading", 2, "--out", desk / "anden")
    for name, reader in readers.items():
        path = desk / "anden" / f"sagsgennemgang-{name}-runde-2.xlsx"
        if path.is_file():
            reader.fill(path)
    walk.take("read second", "read", folder, desk / "anden")

    packet = desk / "uenighed.xlsx"
    walk.take("packet", "adjudicate", folder, "--out", packet)
    agree(packet)
    walk.take("adjudicate", "adjudicate", folder, packet)
    walk.take("handover", "handover", folder, "--out", desk / "til-noegleholder.xlsx")
    return walk


def agree(packet: Path) -> None:
    """Settle every row of a packet but the last on what the second reader found."""
    workbook = load_workbook(packet)
    sheet = workbook["Uenighed"]
    for row in list(list_rows(sheet))[:-1]:
        for place, value in ((f"F{row}", sheet[f"D{row}"].value), (f"G{row}", "2025-11-20")):
            assert not sheet[place].protection.locked
            sheet[place] = pd.Timestamp(value).to_pydatetime() if place[0] == "G" else value
    workbook.save(packet)


def list_rows(sheet) -> Iterator[int]:
    return (row for row in range(5, sheet.max_row + 1) if sheet[f"A{row}"].value)


def test_list_becomes_a_frame_without_numbers_or_names(walk) -> None:
    frame = pd.read_csv(walk.town.desk / "ramme.csv", dtype=str)
    assert len(frame) == N_PEOPLE
    assert frame["case_id"].str.fullmatch(PSEUDONYM).all()
    assert "Navn" not in frame.columns
    assert "left behind: Navn" in walk.said["pseudonymise"]


def test_plan_says_what_the_cases_can_and_cannot_show(walk) -> None:
    assert "kan ikke vises" in walk.said["plan"]
    assert (
        sum(json.loads((walk.town.folder / "plan.json").read_text())["cases"].values()) == N_CASES
    )
    assert load_workbook(walk.town.folder / "plan.xlsx").sheetnames


def test_no_case_is_drawn_before_the_purpose_is_written(walk) -> None:
    said = walk.refused["draw"]
    assert said.code == 2
    assert all(key in said.err for key in ("formaal", "slettedato", "noegleholder"))


def test_draw_is_the_one_that_its_seed_gives(walk) -> None:
    draw = walk.tables["draw"]["draw"]
    assert (draw["status"] == "udtrukket").sum() == N_CASES
    record = json.loads((walk.town.folder / "draw.json").read_text(encoding="utf-8"))
    assert record["seed"] == "Aby, oktober 2025"
    row = draw.iloc[0]
    wanted = hashlib.sha256(f"{record['seed']},{row['case_id']}".encode()).hexdigest()
    assert row["ticket"] == wanted


def test_every_case_has_a_reader_and_a_second_reader_is_another(walk) -> None:
    rows = walk.tables["assign"]["assignment"]
    first, second = (rows[rows["reading"] == each] for each in "12")
    assert len(first) == N_CASES
    assert len(second) == 4
    assert set(first["reviewer_id"]) == {"L1", "L2"}
    both = second.merge(first, on="case_id")
    assert (both["reviewer_id_x"] != both["reviewer_id_y"]).all()


def test_half_finished_workbook_is_kept_and_the_rest_comes_later(walk) -> None:
    half, whole = walk.tables["half"], walk.tables["read"]
    assert "cases are not finished; their answers are kept" in walk.said["half"]
    assert len(half["conclusions"]) == 2
    assert len(whole["conclusions"]) == N_CASES - 3
    kept = half["conclusions"].merge(whole["conclusions"], on="case_id")
    assert len(kept) == 2


def test_cases_that_could_not_be_read_are_told_apart(walk) -> None:
    states = walk.tables["read"]["dispositions"]["disposition"].value_counts().to_dict()
    assert states == {
        "gennemgaaet": N_CASES - 3,
        "ikke_i_population": 2,
        "sag_ikke_tilgaengelig": 1,
    }


def test_frame_errors_alone_are_replaced_by_the_next_ticket(walk) -> None:
    rows = walk.tables["replace"]["dispositions"].set_index("case_id")
    replaced = rows[rows["replaced_by"] != ""]
    assert set(replaced["disposition"]) == {"ikke_i_population"}
    assert len(replaced) == 2
    draw = walk.tables["draw"]["draw"].set_index("case_id")
    for case, by in replaced["replaced_by"].items():
        assert draw.loc[by, "stratum"] == draw.loc[case, "stratum"]
        assert draw.loc[by, "status"] == "reserve"


def test_workbook_with_the_new_cases_alone_takes_nothing_away(walk) -> None:
    before, after = walk.tables["read"], walk.tables["read again"]
    assert len(after["conclusions"]) == len(before["conclusions"]) + 2
    kept = after["answers"].merge(before["answers"], how="inner")
    assert len(kept) == len(before["answers"])


def test_second_round_reads_every_positive_of_a_rare_scheme_again(walk) -> None:
    review = open_review(walk.town.folder)
    judged = judge_review(review)
    rare = review.plan["rare_schemes"]
    first = judged[judged["reading"] == 1]
    positive = first[[f"status_{each}" for each in rare]].isin(["klar", "mangler_dokumentation"])
    second = set(review.assignment.query("reading == 2")["case_id"])
    assert set(first.loc[positive.any(axis=1), "case_id"]) <= second
    states = review.dispositions.set_index("case_id")["disposition"]
    read = set(states[states == "gennemgaaet"].index)
    assert set(review.conclusions.query("reading == 2")["case_id"]) == second & read


def test_what_the_readers_chose_is_what_the_folder_holds(walk) -> None:
    answers = walk.tables["read second"]["answers"]
    unknown = answers[answers["answer"] == "uoplyst"]
    assert len(unknown)
    assert (unknown["missing_document"] != "").all()
    assert (answers[answers["answer"] != "uoplyst"]["missing_document"] == "").all()
    path = walk.town.desk / "ud" / "sagsgennemgang-L2-runde-1.xlsx"
    sheets = {s["B2"].value: s for s in load_workbook(path) if s.title.startswith("Sag ")}
    words = {
        "opfyldt": {"Opfyldt", "Ja"},
        "ikke_opfyldt": {"Ikke opfyldt", "Nej"},
        "uoplyst": {"Uoplyst"},
    }
    mine = answers[(answers["reviewer_id"] == "L2") & (answers["reading"] == "1")]
    checked = 0
    for row in mine[mine["case_id"].isin(sheets)].itertuples():
        sheet = sheets[row.case_id]
        written = {cell.value: sheet[f"E{cell.row}"].value for cell in sheet["A"]}[row.item_id]
        if row.answer in words:
            assert written in words[row.answer]
            checked += 1
    assert checked > 100


def test_packet_lists_disagreements_and_keeps_what_is_agreed(walk) -> None:
    sheet = load_workbook(walk.town.desk / "uenighed.xlsx")["Uenighed"]
    rows = list(list_rows(sheet))
    assert len(rows) > 1
    assert len(walk.tables["adjudicate"]["adjudications"]) == len(rows) - 1


def test_handover_names_the_cases_found_ready_and_no_others(walk) -> None:
    review = open_review(walk.town.folder)
    judged = judge_review(review).set_index("case_id")
    ready = judged.filter(like="status_").eq("klar").any(axis=1)
    path = walk.town.desk / "til-noegleholder.xlsx"
    sheet = load_workbook(path).worksheets[0]
    named = {str(cell.value) for cell in sheet["A"] if PSEUDONYM.fullmatch(str(cell.value))}
    assert named
    assert named <= set(ready[ready].index)
    assert named <= set(places_of(walk.town))
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("step", "names"),
    [
        ("draw", "assign"),
        ("assign", "workbooks"),
        ("workbooks", "read"),
        ("read", "assign"),
        ("second round", "workbooks"),
        ("packet", "adjudicate"),
    ],
)
def test_each_step_names_the_next(walk, step, names) -> None:
    last = walk.said[step].strip().splitlines()[-1]
    assert last.startswith("Next: ")
    assert f"praksis review {names}" in last


def test_no_message_names_a_person(walk) -> None:
    said = "\n".join(walk.town.said)
    key = (walk.town.desk / "noegle.txt").read_text().strip()
    assert not PSEUDONYM.search(said)
    assert not re.search(r"(?<!\d)\d{6}-?\d{4}(?!\d)", said)
    assert key not in said


def test_no_number_and_no_key_lies_in_the_folder_or_in_what_is_sent(walk) -> None:
    assert find_secrets(walk.town.folder, walk.town) == []
    for name in ("ud", "ekstra", "anden"):
        assert find_secrets(walk.town.desk / name, walk.town) == []
    # The search does find what it looks for, in the one place where it may lie.
    assert "noegleliste.csv" in find_secrets(walk.town.desk, walk.town)


@pytest.mark.slow
def test_second_readers_workbook_holds_no_first_answer(walk, tmp_path) -> None:
    made = walk.town.succeed("workbooks", walk.town.folder, "--reading", 2, "--out", tmp_path)
    for path in map(Path, made.split()):
        for sheet in load_workbook(path):
            if sheet.title.startswith("Sag "):
                open_cells = [
                    c for row in sheet.iter_rows() for c in row if not c.protection.locked
                ]
                assert open_cells
                assert all(cell.value is None for cell in open_cells)


@pytest.mark.slow
def test_reading_everything_a_second_time_changes_no_byte(walk) -> None:
    before = checksums(walk.town.folder)
    walk.town.succeed("read", walk.town.folder, walk.town.desk / "ekstra", walk.town.desk / "anden")
    assert checksums(walk.town.folder) == before


@pytest.mark.slow
@pytest.mark.parametrize("release", ["lukket", "offentlig"])
def test_report_names_nobody_and_says_what_was_found(walk, release, tmp_path) -> None:
    out = tmp_path / "rapport"
    run = start("report", walk.town.folder, "--release", release, "--out", out)
    said = run.communicate()
    assert run.returncode == 0, said
    html = (out / "sagsgennemgang.html").read_text(encoding="utf-8")
    assert "mulig målgruppe" in html
    assert "SYNTETISKE TAL" not in html
    assert (out / "sagsgennemgang.pdf").stat().st_size > 10_000
    assert find_secrets(out, walk.town) == []
    known = set(places_of(walk.town))
    pdf = read_pdf_text(out / "sagsgennemgang.pdf")
    assert "mulig målgruppe" in pdf
    assert not known & set(PSEUDONYM.findall(pdf))
    for path in (
        each for each in out.rglob("*") if each.suffix in {".html", ".csv", ".json", ".txt"}
    ):
        assert not known & set(PSEUDONYM.findall(path.read_text(encoding="utf-8"))), path.name
    assert not PSEUDONYM.search("".join(said))


def test_command_does_not_load_what_help_does_not_need() -> None:
    heavy = "{'pandas', 'numpy', 'scipy', 'openpyxl', 'matplotlib', 'yaml', 'docx'}"
    script = f"import sys, analysis.__main__; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
