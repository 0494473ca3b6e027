"""The worked examples of the method pages run and print what the pages say."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "methods"
PAGES = sorted(FOLDER.glob("*.md"))
PARTS = ("Question", "Idea", "Formula", "Assumption", "Reference", "Worked example")


def test_every_estimator_has_a_page():
    assert {page.stem for page in PAGES} >= {
        "crude-rates",
        "indirect-standardisation",
        "exact-rate-ratio",
        "stock-spread",
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_worked_example_prints_what_the_page_says(page):
    results = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert results.attempted >= 3
    assert results.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_has_all_its_parts_in_order(page):
    text = page.read_text(encoding="utf-8")
    places = [text.find(f"**{part}") for part in PARTS]
    assert -1 not in places
    assert places == sorted(places)
