"""Every figure of the practice report has a page, and the page names what stands behind it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis import figures

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "figures"
PAGES = sorted(FOLDER.glob("*.md"))
PARTS = ("Answers.", "How to read.", "Does not show.", "Behind it.", "What to do if")
OTHER_NAMES = {"published_awards": "published"}
LONGEST = 45  # lines

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def plots():
    """Return the module and the page of every public plot function."""
    found = {}
    for module in sorted((ROOT / "analysis" / "figures").glob("*.py")):
        for name in re.findall(r"^def plot_(\w+)", module.read_text(encoding="utf-8"), re.M):
            found[name] = (module, OTHER_NAMES.get(name, name).replace("_", "-"))
    return found


def function_of(page):
    return re.search(r"`figures\.plot_(\w+)\(", page.read_text(encoding="utf-8"))[1]


def test_every_figure_has_a_page_and_every_page_a_figure():
    assert {page for _, page in plots().values()} == {page.stem for page in PAGES}
    named = {name.removeprefix("plot_") for name in figures.__all__ if name.startswith("plot_")}
    assert named <= set(plots())


@every_page
def test_page_has_all_its_parts_in_order_and_is_short(page):
    text = page.read_text(encoding="utf-8")
    places = [text.find(f"**{part}**") for part in PARTS]
    assert -1 not in places
    assert places == sorted(places)
    assert text[places[-1] :].count("\n- ") >= 1
    assert len(text.splitlines()) <= LONGEST


@every_page
def test_page_names_its_function_and_the_data_that_it_leaves(page):
    name = function_of(page)
    module, own_page = plots()[name]
    assert own_page == page.stem
    source = module.read_text(encoding="utf-8")
    ids = re.findall(r"`data/([\w-]+)\.csv`", page.read_text(encoding="utf-8"))
    assert ids
    for block_id in ids:
        stem = block_id.removesuffix("foertidspension-tilkendelser")
        assert f'"{stem}' in source, block_id


@every_page
def test_links_of_a_page_lead_somewhere(page):
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).is_file(), link


@every_page
def test_further_analyses_that_a_page_names_exist(page):
    from analysis import depth

    for name in re.findall(r"`depth\.(\w+)`", page.read_text(encoding="utf-8")):
        assert name in depth.__all__, name
