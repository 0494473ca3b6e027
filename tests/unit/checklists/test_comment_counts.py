"""Comments on the checklists are counted, and nothing of what was written is kept."""

from __future__ import annotations

import pytest

from analysis.checklists.comment_counts import count_comments
from analysis.errors import SourceError


def write(tmp_path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "comments.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_comments_are_counted_by_item_with_those_that_are_settled(tmp_path, encoding):
    rows = (
        "item_id;status;bemærkning\nfp-1;modtaget;æ\nfp-1;indarbejdet;\n"
        "fp-2;ikke_fulgt;\nfp-2;under_behandling;\n"
    )
    assert count_comments(write(tmp_path, rows, encoding)) == {"fp-1": (2, 1), "fp-2": (2, 1)}


@pytest.mark.parametrize("text", ["", "item_id;status\n"])
def test_register_without_a_comment_counts_nothing(tmp_path, text):
    assert count_comments(write(tmp_path, text)) == {}


def test_register_without_a_status_is_refused(tmp_path):
    with pytest.raises(SourceError, match="lacks a column"):
        count_comments(write(tmp_path, "item_id;dato\nfp-1;2026-01-01\n"))


def test_unknown_status_is_refused_by_its_line_without_showing_the_cell(tmp_path):
    text = "item_id;status\nfp-1;modtaget\nfp-2;hemmelig\n"
    with pytest.raises(SourceError, match="unknown status") as error:
        count_comments(write(tmp_path, text))
    assert "line 3, column status" in error.value.where
    assert "hemmelig" not in str(error.value)
