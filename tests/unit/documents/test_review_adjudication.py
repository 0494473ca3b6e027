from __future__ import annotations

import datetime as dt
import io
import runpy
import shutil
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis.checklists.judge_cases import judge_all
from analysis.documents.review_adjudication import (
    make_adjudication_packet,
    read_adjudications,
    write_adjudications,
)
from analysis.documents.review_handover import make_handover_list
from analysis.errors import ContractError, RequestError
from analysis.review.folder import open_review, write_table

hand = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("review_cases.py"))))
FIRST, OTHER = hand.CASES[:2]
NO = {"G1": "40_plus", "G5": "opfyldt", "F1": "ikke_opfyldt", "J1": "ikke_opfyldt"}
YES = {"G1": "40_plus", "G5": "opfyldt", "F1": "opfyldt", "F3": "opfyldt", "F4": "opfyldt"}


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    """Return a review in which the readers differ on førtidspension in one case of two."""
    review = hand.write_review(tmp_path_factory.mktemp("adjudication") / "review")
    readings = [(FIRST, 1, YES), (FIRST, 2, NO), (OTHER, 1, NO), (OTHER, 2, NO)]
    answers = [
        (case, reading, f"L{reading}", item, answer, "")
        for case, reading, given in readings
        for item, answer in {"J1": "ikke_opfyldt", "A1": "ikke_opfyldt", **given}.items()
    ]
    names = ["case_id", "reading", "reviewer_id", "item_id", "answer", "missing_document"]
    write_table(review.folder, "answers", pd.DataFrame(answers, columns=names))
    conclusions = pd.DataFrame(
        [(case, reading, f"L{reading}", f"2022-06-0{reading}") for case, reading, _ in readings],
        columns=["case_id", "reading", "reviewer_id", "reviewed_on"],
    ).assign(minutes=40, primary_scheme="ingen", other_services="nej", checklist_version="2022/1")
    write_table(review.folder, "conclusions", conclusions)
    return open_review(review.folder)


@pytest.fixture
def own(review, tmp_path):
    """Return a copy of the review that a test may write in."""
    shutil.copytree(review.folder, tmp_path / "review")
    return open_review(tmp_path / "review")


@pytest.fixture(scope="module")
def judgements(review):
    return judge_all(hand.CHECKLIST, review.answers)


def fill(packet, path, **cells):
    """Write cells of the packet and save it."""
    workbook = load_workbook(io.BytesIO(packet))
    for place, value in cells.items():
        workbook["Uenighed"][place] = value
    workbook.save(path)
    return path


@pytest.fixture(scope="module")
def packet(review, judgements):
    return make_adjudication_packet(review, judgements, checklist=hand.CHECKLIST)


def test_packet_lists_the_schemes_on_which_readers_differ_and_why(packet) -> None:
    sheet = load_workbook(io.BytesIO(packet))["Uenighed"]
    rows = [[cell.value for cell in row] for row in sheet["A5:E9"] if row[0].value]
    (row,) = [row for row in rows if row[1] == "Førtidspension"]
    assert row[:4] == [FIRST, "Førtidspension", "Klar", "Ikke målgruppe"]
    assert "F1: opfyldt / ikke opfyldt" in row[4]
    assert OTHER not in {row[0] for row in rows}


def test_packet_names_no_reader_and_is_the_same_each_time(packet, review, judgements) -> None:
    assert make_adjudication_packet(review, judgements, checklist=hand.CHECKLIST) == packet
    workbook = load_workbook(io.BytesIO(packet))
    texts = [str(c.value) for s in workbook for row in s.iter_rows() for c in row]
    assert not {"L1", "L2"} & set(texts)


def test_unfinished_readings_are_not_compared(review, judgements) -> None:
    fewer = {**vars(review), "conclusions": review.conclusions[:1]}
    packet = make_adjudication_packet(
        SimpleNamespace(**fewer), judgements, checklist=hand.CHECKLIST
    )
    assert load_workbook(io.BytesIO(packet))["Uenighed"]["A5"].value is None


def test_agreed_status_is_read_and_written(packet, own, tmp_path) -> None:
    path = fill(packet, tmp_path / "enig.xlsx", F5=" klar ", G5=dt.datetime(2022, 6, 20))
    read = read_adjudications(own, path, today=hand.TODAY)
    assert read.problems == ()
    assert read.rows.to_numpy().tolist() == [[FIRST, "foertidspension", "klar", "2022-06-20"]]
    write_adjudications(own.folder, read)
    write_adjudications(own.folder, read)
    assert open_review(own.folder).adjudications["status"].tolist() == ["klar"]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"F5": "måske"}, "F"),
        ({"F5": "=A1"}, "F"),
        ({"F5": "Klar"}, "G"),
        ({"F5": "Klar", "G5": dt.datetime(2022, 7, 1)}, "G"),
        ({"F5": "Klar", "G5": dt.datetime(2022, 5, 1)}, "G"),
        ({"A5": OTHER}, "A"),
    ],
)
def test_wrong_row_is_named_by_place_and_nothing_written(
    packet, review, tmp_path, cells, column
) -> None:
    read = read_adjudications(review, fill(packet, tmp_path / "x.xlsx", **cells), today=hand.TODAY)
    assert [(problem.row, problem.column) for problem in read.problems] == [(5, column)]
    assert read.rows.empty
    with pytest.raises(ContractError, match="nothing was written"):
        write_adjudications(review.folder, read)


def test_file_that_is_no_packet_is_refused(review, tmp_path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"ikke en projektmappe")
    assert read_adjudications(review, tmp_path / "x.xlsx", today=hand.TODAY).problems


# The list that goes back to case work


def rows_of(made):
    sheet = load_workbook(io.BytesIO(made)).worksheets[0]
    rows = [[cell.value for cell in row[:3]] for row in sheet.iter_rows()]
    start = next(place for place, row in enumerate(rows) if row[0] == "Pseudonym")
    return rows[:start], rows[start + 1 :]


def test_list_holds_pseudonym_scheme_and_day_alone(review, judgements) -> None:
    head, rows = rows_of(make_handover_list(review, judgements))
    assert [FIRST, "Førtidspension", "2022-06-01"] in rows
    assert OTHER not in {row[0] for row in rows if row[1] == "Førtidspension"}
    said = {row[0]: row[1] for row in head}
    assert said["Må kun være hos"] == "Sekretariatets datakoordinator"
    assert said["Slettes senest"] == "31. december 2023"
    assert "målgruppe" in said["Formål"]


def test_list_is_the_same_each_time(review, judgements) -> None:
    assert make_handover_list(review, judgements) == make_handover_list(review, judgements)


def test_status_agreed_afterwards_takes_a_case_off_the_list(own, judgements) -> None:
    rows = [(FIRST, "foertidspension", "ikke_maalgruppe", "2022-06-20")]
    names = ["case_id", "scheme", "status", "date"]
    write_table(own.folder, "adjudications", pd.DataFrame(rows, columns=names))
    _, listed = rows_of(make_handover_list(open_review(own.folder), judgements))
    assert [FIRST, "Førtidspension", "2022-06-01"] not in listed


@pytest.mark.parametrize(
    "purpose",
    [
        {},
        {"formaal": "kun statistik"},
        "uden nøgleholder",
        "uden slettedato",
        "må ikke bruges",
    ],
)
def test_list_is_refused_without_a_purpose_that_lets_cases_go_back(
    review, judgements, purpose
) -> None:
    full = dict(review.purpose)
    if purpose == "uden nøgleholder":
        full.pop("noegleholder")
    elif purpose == "uden slettedato":
        full.pop("slettedato")
    elif purpose == "må ikke bruges":
        full["bruges_i_sagsbehandling"] = "nej"
    else:
        full = purpose
    without = SimpleNamespace(**{**vars(review), "purpose": full})
    with pytest.raises(RequestError):
        make_handover_list(without, judgements)
