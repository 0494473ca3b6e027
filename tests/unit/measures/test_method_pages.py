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
        "business-case",
        "calibrated-verdicts",
        "case-flow",
        "centres",
        "condition-distances",
        "control-charts",
        "count-p-values",
        "crude-rates",
        "difference",
        "direct-standardisation",
        "evidence-strength",
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
        "money-uncertainty",
        "moving-between-schemes",
        "normal-shrinkage",
        "number-tracing",
        "other-tools",
        "overdispersion",
        "own-funnel",
        "peer-multiverse",
        "peers-as-units",
        "persistence",
        "practice-study",
        "process-map",
        "ranks",
        "rate-difference",
        "ratio-of-ratios",
        "reform-calendar",
        "reporting-delay",
        "scheme-portfolio",
        "shares",
        "shrinkage",
        "small-counts",
        "small-trial",
        "smallest-detectable-gap",
        "sparse-reference",
        "stock-flow-account",
        "stock-spread",
        "stock-years",
        "synthetic-control",
        "time-to-ready",
        "trends",
        "trial-power",
        "unusual-among-municipalities",
        "variation-indices",
        "weeks-between-steps",
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


@pytest.mark.parametrize("folder", ["methods", "how-to"])
def test_every_page_is_in_the_index(folder):
    docs = FOLDER.parent
    index = (docs / "README.md").read_text(encoding="utf-8")
    pages = sorted(page.name for page in (docs / folder).glob("*.md"))
    assert [page for page in pages if f"({folder}/{page})" not in index] == []
