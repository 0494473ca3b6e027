"""Every public figure has a page, and the page names what stands behind it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from analysis import depth, figures, pages
from analysis.findings import case_review

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "docs" / "figures"
CODE = ROOT / "analysis" / "figures"
GROUPS = ("", "review", "pack")  # the folders: practice comparison, case review, pack
PAGES = sorted(FOLDER.rglob("*.md"))
PARTS = ("Answers.", "How to read.", "Does not show.", "Behind it.", "What to do if")
OTHER_NAMES = {"published_awards": "published"}
LONGEST = 45  # lines

every_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: page.relative_to(FOLDER).with_suffix("").as_posix()
)


@dataclass(frozen=True)
class Plot:
    """A public plot function: its module, page, source and the names of what it takes."""

    name: str
    module: Path
    page: Path
    source: str
    given: tuple[str, ...]
    chosen: tuple[str, ...]

    @property
    def constants(self) -> frozenset[str]:
        """Return the texts that stand in its module, the parts of built ones included."""
        found = (node.value for node in ast.walk(ast.parse(self.source)) if _is_text(node))
        return frozenset(found)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def find_plots() -> dict[Path, Plot]:
    """Return every public plot function by its page."""
    found = {}
    for group in GROUPS:
        for module in sorted((CODE / group).glob("*.py")):
            source = module.read_text(encoding="utf-8")
            for node in ast.parse(source).body:
                if isinstance(node, ast.FunctionDef) and node.name.startswith("plot_"):
                    name = node.name.removeprefix("plot_")
                    page = FOLDER / group / f"{OTHER_NAMES.get(name, name).replace('_', '-')}.md"
                    given = tuple(each.arg for each in node.args.args)
                    chosen = tuple(each.arg for each in node.args.kwonlyargs)
                    found[page] = Plot(name, module, page, source, given, chosen)
    return found


PLOTS = find_plots()


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def behind(page: Path) -> str:
    """Return the part of a page on what stands behind the figure."""
    return re.search(r"\*\*Behind it\.\*\*(.*)", read(page))[1]


def test_every_figure_has_a_page_and_every_page_a_figure():
    assert set(PLOTS) == set(PAGES)


def test_figures_that_a_notebook_can_ask_for_are_among_them():
    def in_group(group):
        return {f"plot_{plot.name}" for page, plot in PLOTS.items() if page.parent.name == group}

    named = {name for name in figures.__all__ if name.startswith("plot_")}
    assert named <= in_group("figures")
    assert set(figures.review.__all__) == in_group("review")
    assert in_group("pack")


@every_page
def test_page_has_all_its_parts_in_order_and_is_short(page):
    text = read(page)
    assert re.match(r"# \S.*\n\n", text)
    places = [text.find(f"**{part}**") for part in PARTS]
    assert -1 not in places
    assert places == sorted(places)
    assert text[places[-1] :].count("\n- ") >= 1
    assert len(text.splitlines()) <= LONGEST


def test_no_two_pages_have_the_same_title():
    titles = [read(page).splitlines()[0] for page in PAGES]
    assert len(set(titles)) == len(titles)


@every_page
def test_page_names_its_function_with_what_it_takes(page):
    plot = PLOTS[page]
    group = page.parent.name
    before = "" if group == "pack" else r"figures\.review\." if group == "review" else r"figures\."
    called = re.search(rf"`{before}plot_{plot.name}\(([\w, ]*)\)`", behind(page))
    assert called is not None
    # Called by the names of the notebook, which need not be those of the function.
    assert len(called[1].split(", ")) == len(plot.given)
    for name in re.findall(r"`(\w+)=`", behind(page)):
        assert name in plot.chosen


@every_page
def test_page_names_the_data_that_the_figure_leaves(page):
    ids = re.findall(r"`data/([\w-]+)\.csv`", behind(page))
    assert ids
    for block_id in ids:
        stem = block_id.removesuffix("foertidspension-tilkendelser")
        assert stem in PLOTS[page].constants, block_id


@pytest.mark.parametrize("page", sorted((FOLDER / "pack").glob("*.md")), ids=lambda page: page.stem)
def test_page_of_the_pack_names_the_module_and_the_page_of_the_pack(page):
    module = PLOTS[page].module
    assert f"`analysis.figures.pack.{module.stem}`" in behind(page)
    name = re.search(r"`pages\.pack\.(\w+)\(pack\)`", behind(page))[1]
    source = Path(getattr(pages.pack, name).__code__.co_filename).read_text(encoding="utf-8")
    body = next(
        ast.unparse(node)
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == name
    )
    assert f"plot_{PLOTS[page].name}(" in body


@every_page
def test_analyses_that_a_page_names_exist(page):
    for home, names in (("depth", depth.__all__), ("case_review", case_review.__all__)):
        for name in re.findall(rf"`{home}\.(\w+)`", read(page)):
            assert name in names, name


@every_page
def test_page_sends_to_a_method_or_a_how_to(page):
    assert re.search(r"\]\((\.\./)+(methods|how-to)/", behind(page))


def test_every_page_is_listed_once_and_the_groups_stand_together():
    overview = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"\]\((figures/[\w/-]+\.md)\)", overview)
    assert sorted(listed) == sorted(f"figures/{p.relative_to(FOLDER).as_posix()}" for p in PAGES)
    groups = [Path(each).parent.name for each in listed]
    assert list(dict.fromkeys(groups)) == ["figures", "review", "pack"]
    assert groups == sorted(groups, key=["figures", "review", "pack"].index)
