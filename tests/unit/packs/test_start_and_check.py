"""A folder of inputs is begun whole, never over another, and read as the pack reads it."""

from __future__ import annotations

import pytest

from analysis.caseflow.steps import Step
from analysis.concepts import Origin
from analysis.errors import AnalysisError, RenderingError, RequestError
from analysis.packs.check import check_inputs, fail_if_inputs_cannot_be_used
from analysis.packs.inputs import SHARED, open_inputs
from analysis.packs.start import start_inputs


def test_folder_that_is_begun_is_a_folder_of_the_municipality_and_marked_as_the_example(tmp_path):
    written = start_inputs(tmp_path / "ind", "9901")
    assert {path.name for path in written} == {path.name for path in (tmp_path / "ind").iterdir()}
    inputs, example = open_inputs(tmp_path / "ind"), open_inputs()
    assert inputs.municipality_code == "9901"
    assert inputs.is_own
    assert set(inputs.files) == set(SHARED)
    for name in SHARED:
        assert inputs.files[name].origin is example.files[name].origin
        assert inputs.files[name].sha256 == example.files[name].sha256
    assert inputs.files["rates.yaml"].origin is Origin.SYNTHETIC


def test_help_beside_the_event_file_names_every_step(tmp_path):
    start_inputs(tmp_path / "ind", "9901")
    text = (tmp_path / "ind" / "README.md").read_text(encoding="utf-8")
    assert [step.value for step in Step if f"`{step.value}`" not in text] == []
    head = (tmp_path / "ind" / "events.csv").read_text(encoding="utf-8")
    assert head.strip() == "case_id,step,date,centre,value"


def test_folder_with_anything_in_it_is_never_written_over(tmp_path):
    (tmp_path / "noter.txt").write_text("mine", encoding="utf-8")
    for place in (tmp_path, tmp_path / "noter.txt"):
        with pytest.raises(RenderingError, match="not empty"):
            start_inputs(place, "9901")
    assert [path.name for path in tmp_path.iterdir()] == ["noter.txt"]


def test_check_says_of_each_file_what_it_holds_or_that_it_is_missing(tmp_path):
    start_inputs(tmp_path / "ind", "9901")
    lines = check_inputs(tmp_path / "ind")
    assert lines[0] == "Municipality 9901"
    assert "events.csv: missing" in lines
    assert "recommendations.yaml: 9 recommendations" in lines
    assert "milestones.yaml: 5 tasks" in lines


def test_comments_are_counted_by_the_check(tmp_path):
    register = "item_id;status\nfp-1;modtaget\nfp-1;indarbejdet\n"
    (tmp_path / "comments.csv").write_text(register, encoding="utf-8")
    listing = "municipality_code: '9901'\nfiles:\n  comments.csv: {origin: observed}\n"
    (tmp_path / "pack.yaml").write_text(listing, encoding="utf-8")
    assert "comments.csv: 2 comments, 1 settled" in check_inputs(tmp_path)


def test_pack_refuses_beforehand_what_the_check_refuses_and_another_municipality(tmp_path):
    folder = tmp_path / "ind"
    start_inputs(folder, "9901")
    fail_if_inputs_cannot_be_used(folder, "9901", has_own_statistics=True)
    with pytest.raises(RequestError, match="9901"):
        fail_if_inputs_cannot_be_used(folder, "9902", has_own_statistics=True)
    (folder / "rates.yaml").write_text("rates: 3\n", encoding="utf-8")
    with pytest.raises(AnalysisError) as told:
        check_inputs(folder)
    with pytest.raises(type(told.value)) as refused:
        fail_if_inputs_cannot_be_used(folder, "9901", has_own_statistics=True)
    assert str(refused.value) == str(told.value)
