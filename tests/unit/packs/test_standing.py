"""What may stand beside what: nothing invented beside anything real."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.concepts import Origin
from analysis.errors import RequestError
from analysis.packs.inputs import FILES, SHARED, InputFile, PackInputs, open_inputs
from analysis.packs.standing import (
    choose_files,
    fail_if_review_is_of_another,
    review_stands,
    say_missing,
)


def make_inputs(code: str = "9901", *, is_own: bool = True, **origins: Origin) -> PackInputs:
    """Return a folder with the files named (a dot written as two underscores)."""
    files = {
        name.replace("__", "."): InputFile(
            name.replace("__", "."), Path(name), "Aby", "", None, origin, "0" * 64
        )
        for name, origin in origins.items()
    }
    return PackInputs(Path("inddata"), code, is_own, files)


@pytest.mark.parametrize("has_own", [True, False])
def test_of_the_example_only_what_was_observed_stands_beside_own_statistics(has_own):
    chosen = choose_files(open_inputs(), "101", has_own_statistics=has_own)
    if has_own:
        assert set(chosen) == {"study.yaml"}
    else:
        assert set(chosen) == {*SHARED, "events.csv"}


def test_events_of_the_example_are_those_of_one_municipality_alone():
    chosen = choose_files(open_inputs(), "751", has_own_statistics=False)
    assert set(chosen) == set(SHARED)


def test_own_folder_is_used_as_it_is_with_examples_that_are_marked():
    own = make_inputs(events__csv=Origin.OBSERVED, rates__yaml=Origin.SYNTHETIC)
    assert set(choose_files(own, "9901", has_own_statistics=True)) == {"events.csv", "rates.yaml"}


def test_own_folder_of_another_municipality_is_refused():
    with pytest.raises(RequestError, match="belongs to municipality 9901"):
        choose_files(make_inputs(), "9902", has_own_statistics=True)


@pytest.mark.parametrize("name", ["events__csv", "comments__csv"])
def test_own_cases_ask_for_own_statistics(name):
    with pytest.raises(RequestError, match="is real"):
        choose_files(make_inputs(**{name: Origin.OBSERVED}), "9901", has_own_statistics=False)


def test_own_plan_stands_beside_the_invented_statistics_of_a_demonstration():
    own = make_inputs(milestones__yaml=Origin.OBSERVED, events__csv=Origin.SYNTHETIC)
    assert len(choose_files(own, "9901", has_own_statistics=False)) == 2


def test_every_file_but_the_comments_has_a_reason_when_it_is_missing():
    assert set(say_missing({})) == set(FILES) - {"comments.csv"}
    chosen = choose_files(open_inputs(), "101", has_own_statistics=False)
    assert say_missing(chosen) == {}


@pytest.mark.parametrize(
    ("folder", "code", "has_own", "stands"),
    [
        ("min", "9902", True, True),
        ("", "101", False, True),
        ("", "101", True, False),
        ("", "751", False, False),
    ],
)
def test_invented_review_stands_beside_its_like_alone(folder, code, has_own, stands):
    assert review_stands(folder, "101", code, has_own_statistics=has_own) is stands


def test_review_of_another_municipality_is_refused_and_the_own_is_not():
    fail_if_review_is_of_another("9901", "9901", where="gennemgang")
    with pytest.raises(RequestError, match="belongs to municipality 9902"):
        fail_if_review_is_of_another("9902", "9901", where="gennemgang")
