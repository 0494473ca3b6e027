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
        "among-all-municipalities",
        "calibrated-verdicts",
        "condition-distances",
        "control-charts",
        "count-p-values",
        "crude-rates",
        "difference",
        "direct-standardisation",
        "exact-rate-ratio",
        "expected-given-conditions",
        "forecasts",
        "funnel-limits",
        "future-counts",
        "gap-decomposition",
        "heterogeneity",
        "indirect-standardisation",
        "interrupted-series",
        "many-comparisons",
        "normal-shrinkage",
        "other-tools",
        "overdispersion",
        "peer-multiverse",
        "peers-as-units",
        "persistence",
        "ranks",
        "rate-difference",
        "ratio-of-ratios",
        "reform-calendar",
        "reporting-delay",
        "scheme-portfolio",
        "shares",
        "shrinkage",
        "small-counts",
        "smallest-detectable-gap",
        "sparse-reference",
        "stock-flow-account",
        "stock-spread",
        "stock-years",
        "synthetic-control",
        "trends",
        "unusual-among-municipalities",
        "variation-indices",
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
