"""Every relative link of the documents leads to a file, and to a heading that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("docs", "benchmarks", "notebooks", "data")
DOCUMENTS = sorted(
    {*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))}
)
_FENCE = re.compile(r"^```.*?^```", re.M | re.S)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)


def find_links(text: str) -> list[str]:
    """Return the links to files of the project, code left out."""
    prose = _CODE.sub("", _FENCE.sub("", text))
    return [link for link in _LINK.findall(prose) if not re.match(r"[a-z]+:", link)]


def anchors_of(text: str) -> set[str]:
    """Return the names under which headings can be reached."""
    headings = _HEADING.findall(_FENCE.sub("", text))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def find_broken(page: Path, text: str) -> list[str]:
    """Return the links of a page that lead nowhere, or out of the project."""
    broken = []
    for link in find_links(text):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        is_there = target.is_relative_to(ROOT) and target.exists()
        if is_there and anchor:
            there = text if target == page else target.read_text(encoding="utf-8")
            is_there = anchor in anchors_of(there)
        if not is_there:
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    assert find_broken(page, page.read_text(encoding="utf-8")) == []


def test_every_document_can_be_reached_from_the_overview():
    overview = ROOT / "docs" / "README.md"
    listed = {
        (overview.parent / link.partition("#")[0]).resolve()
        for link in find_links(overview.read_text(encoding="utf-8"))
    }
    written = {page for page in DOCUMENTS if page.is_relative_to(ROOT / "docs")} - {overview}
    assert sorted(page.name for page in written - listed) == []


def test_broken_link_is_noticed_and_code_is_not_taken_for_one():
    page = ROOT / "docs" / "README.md"
    text = (
        "# Here it is\n[a](#here-it-is) [b](how-to/look.md) [c](https://example.org)\n"
        "`x[0](no.md)`\n```\n[d](nowhere.md)\n```\n"
    )
    assert find_broken(page, text) == []
    wrong = ["gone.md", "how-to/look.md#gone", "#gone", "../../outside.md"]
    assert find_broken(page, " ".join(f"[x]({link})" for link in wrong)) == wrong
