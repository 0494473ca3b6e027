"""The register: reading twice adds nothing, a status only moves forward, a round trip is exact."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.documents.checklist_comments_back import Comment, CommentForm
from analysis.documents.checklist_register import (
    REGISTER_COLUMNS,
    merge_comments,
    read_register,
    summarise_register,
    write_register,
)
from analysis.errors import SourceError

COMMENT = Comment(
    *("b1", "F4", "2022-01-01/1", "d1", "Ankestyrelsen", "2026-04-02"),
    *("Ret paragraffen.", "", "modtaget", ""),
)
OTHER = dataclasses.replace(COMMENT, comment_id="b2", item_id="J2", item_digest="d2")


def form_of(*comments: Comment) -> CommentForm:
    return CommentForm("svar.xlsx", "2022-01-01/1", dt.date(2022, 1, 1), {}, comments)


def test_the_same_form_twice_adds_nothing() -> None:
    once = merge_comments([], [form_of(COMMENT, OTHER)])
    twice = merge_comments(once.comments, [form_of(COMMENT, OTHER)] * 2)
    assert (once.n_added, twice.n_added, twice.n_updated) == (2, 0, 0)
    assert twice.comments == once.comments == (COMMENT, OTHER)


def test_a_later_status_and_its_answer_are_taken() -> None:
    later = dataclasses.replace(COMMENT, status="ikke_fulgt", reply="Loven kræver det ikke.")
    merged = merge_comments([COMMENT], [form_of(later)])
    assert (merged.comments, merged.n_updated, merged.held_back) == ((later,), 1, ())


def test_an_older_form_does_not_undo_a_status() -> None:
    settled = dataclasses.replace(COMMENT, status="indarbejdet", reply="Rettet.")
    merged = merge_comments([settled], [form_of(COMMENT)])
    assert (merged.comments, merged.n_updated, merged.held_back) == ((settled,), 0, ())


@pytest.mark.parametrize("status", ["ikke_fulgt", "under_behandling"])
def test_a_status_that_contradicts_the_register_is_held_back_and_said(status: str) -> None:
    settled = dataclasses.replace(COMMENT, status="indarbejdet", reply="Rettet.")
    other = dataclasses.replace(COMMENT, status=status, reply="Nej.")
    merged = merge_comments([settled], [form_of(other)])
    assert (merged.comments, merged.held_back) == ((settled,), ("b1",))


STATUSES = ("modtaget", "under_behandling", "indarbejdet")


@given(order=st.lists(st.sampled_from(STATUSES), min_size=1, max_size=6))
def test_the_furthest_status_stands_in_whatever_order_the_forms_come(order: list[str]) -> None:
    forms = [form_of(dataclasses.replace(COMMENT, status=status)) for status in order]
    (kept,) = merge_comments([], forms).comments
    assert kept.status == max(order, key=STATUSES.index)


words = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n'=+-@;\""), max_size=30
).filter(lambda text: not any(each.isdigit() for each in text))


@given(comment=words, proposal=words)
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_again(tmp_path: Path, comment: str, proposal: str) -> None:
    kept = dataclasses.replace(COMMENT, comment=comment, proposed_text=proposal)
    assert read_register(write_register(tmp_path / "r.csv", [kept, OTHER])) == (kept, OTHER)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_of_the_file_begins_like_a_formula(tmp_path: Path, sign: str) -> None:
    risky = dataclasses.replace(COMMENT, comment=f"{sign}1+1")
    text = write_register(tmp_path / "r.csv", [risky]).read_text(encoding="utf-8-sig")
    assert f";'{sign}1+1;" in text
    assert f";{sign}1+1;" not in text


def test_a_register_that_a_spreadsheet_saved_with_commas_is_read(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    row = ",".join(dataclasses.astuple(COMMENT))
    path.write_text(",".join(REGISTER_COLUMNS) + f"\n{row}\n", encoding="utf-8")
    assert read_register(path) == (COMMENT,)


def test_a_register_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_register(tmp_path / "ny.csv") == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "færdig"}, "row 2, column status"),
        ({"status": "ikke_fulgt", "reply": " "}, "row 2, column reply: ikke_fulgt needs a reason"),
        ({"comment_id": "b2"}, "row 3, column comment_id: empty or there twice"),
        ({"comment": "se 010190" + "-1234"}, "row 2, column comment: something that looks like"),
    ],
)
def test_a_register_with_faults_is_refused_by_row_and_column(
    tmp_path: Path, change: dict[str, str], message: str
) -> None:
    path = write_register(tmp_path / "r.csv", [dataclasses.replace(COMMENT, **change), OTHER])
    with pytest.raises(SourceError) as caught:
        read_register(path)
    assert message in str(caught.value)
    assert "1234" not in str(caught.value)


@pytest.mark.parametrize("content", ["", "a;b\n1;2\n"])
def test_another_file_is_no_register(tmp_path: Path, content: str) -> None:
    (tmp_path / "r.csv").write_text(content)
    with pytest.raises(SourceError, match="not a register"):
        read_register(tmp_path / "r.csv")


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(";".join(REGISTER_COLUMNS) + "\nb1;F4\n")
    with pytest.raises(SourceError, match="row 2: 2 cells instead of 10"):
        read_register(tmp_path / "r.csv")


def test_the_summary_names_items_with_open_comments_and_not_the_settled() -> None:
    settled = dataclasses.replace(OTHER, status="indarbejdet")
    text = summarise_register([COMMENT, settled], versions={"2022-01-01/1": {"F4": "d1"}})
    assert "Punkter med åbne bemærkninger: 1\n  F4        1 åben\n" in text
    assert "J2" not in text


def test_the_summary_names_the_first_later_version_that_changed_the_item() -> None:
    versions = {
        "2020-01-01/1": {"F4": "d0", "J2": "d2"},
        "2022-01-01/1": {"F4": "d1", "J2": "d2"},
        "2022-01-01/2": {"F4": "d1", "J2": "d2"},
        "2026-02-01/1": {"F4": "d9"},
    }
    text = summarise_register([COMMENT, OTHER], versions=versions)
    assert "F4        1 åben; punktet er ændret i version 2026-02-01/1" in text
    assert "J2        1 åben; punktet findes ikke i version 2026-02-01/1" in text


def test_an_item_that_only_earlier_versions_had_otherwise_is_not_called_changed() -> None:
    versions = {"2020-01-01/1": {"F4": "d0"}, "2022-01-01/1": {"F4": "d1"}}
    assert "ændret" not in summarise_register([COMMENT], versions=versions)
