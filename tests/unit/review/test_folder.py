"""The folder: what is written is read back, what is broken is refused, nothing is half done."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.concepts import Origin
from analysis.errors import ContractError, CoverageError, RequestError, SourceError
from analysis.review.folder import open_review, write_record, write_table
from analysis.review.step_draw import draw_review
from tests.unit.review.conftest import DAY, write_purpose

ANSWER = {
    "case_id": "p00001", "reading": 1, "reviewer_id": "L1", "item_id": "F1",
    "answer": "opfyldt", "missing_document": "",
}  # fmt: skip


def test_folder_holds_what_the_steps_wrote(assigned: Path) -> None:
    review = open_review(assigned)
    assert review.municipality_code == "9901"
    assert len(review.frame) == 600
    assert review.draw["status"].value_counts()["udtrukket"] == 60
    assert review.answers.empty
    assert {each["file"] for each in review.inputs} >= {"frame.csv", "draw.csv", "purpose.yaml"}
    assert review.lineage.origin is Origin.OBSERVED
    assert "p0000" not in repr(review)


def test_synthetic_frame_makes_everything_synthetic(assigned: Path) -> None:
    record = json.loads((assigned / "frame.json").read_text(encoding="utf-8"))
    write_record(assigned, "frame", record | {"origin": "synthetic"})
    assert open_review(assigned).lineage.origin is Origin.SYNTHETIC


def test_draw_is_not_dated_before_its_frame(planned: Path) -> None:
    write_purpose(planned)
    with pytest.raises(RequestError, match="before the frame"):
        draw_review(planned, seed="x", date=DAY - dt.timedelta(days=1))
    assert not (planned / "draw.csv").exists()


def test_packed_frame_is_the_same_frame(planned: Path) -> None:
    before = open_review(planned)
    raw = (planned / "frame.csv").read_bytes()
    (planned / "frame.csv").unlink()
    (planned / "frame.csv.gz").write_bytes(gzip.compress(raw, mtime=0))
    pd.testing.assert_frame_equal(open_review(planned).frame, before.frame)
    write_purpose(planned)
    draw_review(planned, seed="x", date=DAY)


def test_table_saved_by_a_spreadsheet_with_semicolons_is_read(assigned: Path) -> None:
    before = open_review(assigned).assignment
    path = assigned / "assignment.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    pd.testing.assert_frame_equal(open_review(assigned).assignment, before)


def test_folder_without_review_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CoverageError, match="holds no review"):
        open_review(tmp_path)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reading": 3}, "row 2, column reading"),
        ({"answer": "ja, måske"}, "row 2, column answer"),
        ({"case_id": "p1"}, "row 2, column case_id"),
        ({"more": "x"}, "unknown column number 7"),
    ],
)
def test_answer_that_breaks_its_contract_is_not_written(
    change: dict[str, object], says: str, assigned: Path
) -> None:
    with pytest.raises(ContractError, match=says) as caught:
        write_table(assigned, "answers", pd.DataFrame([ANSWER | change]))
    assert "måske" not in str(caught.value)
    assert not (assigned / "answers.csv").exists()


def test_same_answer_twice_is_refused(assigned: Path) -> None:
    with pytest.raises(ContractError, match="more than once"):
        write_table(assigned, "answers", pd.DataFrame([ANSWER, ANSWER]))


def test_answer_to_a_foreign_case_is_refused_when_opened(assigned: Path) -> None:
    write_table(assigned, "answers", pd.DataFrame([ANSWER | {"case_id": "p99999"}]))
    with pytest.raises(ContractError, match="answers holds cases that the draw does not"):
        open_review(assigned)


def test_cpr_like_text_is_refused_and_not_shown(assigned: Path) -> None:
    number = "010190" + "-" + "1234"
    with pytest.raises(SourceError, match="column item_id") as caught:
        write_table(assigned, "answers", pd.DataFrame([ANSWER | {"item_id": number}]))
    assert number not in str(caught.value)


@pytest.mark.parametrize(("name", "text"), [("plan.json", "{"), ("purpose.yaml", "a: b: c")])
def test_broken_record_is_named_without_its_content(name: str, text: str, assigned: Path) -> None:
    (assigned / name).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=f"{name} cannot be read"):
        open_review(assigned)


def test_frame_that_was_changed_after_the_plan_is_not_drawn_from(planned: Path) -> None:
    write_purpose(planned)
    frame = open_review(planned).frame
    write_table(planned, "frame", frame.iloc[1:])
    with pytest.raises(RequestError, match="checksum differs"):
        draw_review(planned, seed="x", date=DAY)


def test_changed_frame_is_checked_again(planned: Path) -> None:
    path = planned / "frame.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("kvinde", "k", 1), encoding="utf-8")
    with pytest.raises(ContractError, match="column sex"):
        open_review(planned)


def test_no_draw_without_purpose(planned: Path) -> None:
    with pytest.raises(RequestError, match="purpose of the review is not settled"):
        draw_review(planned, seed="x", date=DAY)
    assert not (planned / "draw.csv").exists()


def test_second_draw_needs_a_word_and_is_refused_once_there_are_answers(assigned: Path) -> None:
    with pytest.raises(RequestError, match="drawn already"):
        draw_review(assigned, seed="y", date=DAY)
    case = open_review(assigned).draw["case_id"].iloc[0]
    write_table(assigned, "answers", pd.DataFrame([ANSWER | {"case_id": case}]))
    with pytest.raises(RequestError, match="the draw stands"):
        draw_review(assigned, seed="y", date=DAY, replace=True)
    (assigned / "answers.csv").unlink()
    draw_review(assigned, seed="y", date=DAY, replace=True)
    assert open_review(assigned).assignment.empty


def test_draw_can_be_made_in_a_copy_and_leaves_the_first_folder_alone(
    planned: Path, tmp_path: Path
) -> None:
    write_purpose(planned)
    draw_review(planned, seed="x", date=DAY, out=tmp_path / "kopi")
    assert not (planned / "draw.csv").exists()
    assert len(open_review(tmp_path / "kopi").draw) > 60


def test_same_seed_gives_the_same_bytes(planned: Path, tmp_path: Path) -> None:
    write_purpose(planned)
    for name in ("a", "b"):
        draw_review(planned, seed="x", date=DAY, out=tmp_path / name)
    for file in ("draw.csv", "draw.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
