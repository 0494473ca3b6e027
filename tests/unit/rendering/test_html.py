import itertools
import re
from html.parser import HTMLParser

import pytest

from analysis.rendering.html import render_html


class Outline(HTMLParser):
    """Collect headings, ids and open elements of a page."""

    def __init__(self):
        super().__init__()
        self.levels, self.ids, self.stack = [], [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        if tag not in {"meta", "link", "br", "hr", "img", "input"}:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if self.stack[-1] == tag:
            self.stack.pop()

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


@pytest.fixture(scope="module")
def page(report):
    return render_html(report).decode("utf-8")


@pytest.fixture(scope="module")
def outline(page):
    parsed = Outline()
    parsed.feed(page)
    return parsed


def test_page_is_well_formed(outline):
    assert outline.stack == []


def test_headings_begin_with_one_title_and_skip_no_level(outline):
    levels = outline.levels
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))


def test_no_id_stands_twice(outline):
    assert sorted(set(outline.ids)) == sorted(outline.ids)


def test_file_asks_the_network_for_nothing(page):
    without_namespaces = page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z]+\.[a-z]", without_namespaces)
    assert "<script" not in page
    assert "<link" not in page


def test_every_block_is_there_with_its_origin(page, report):
    for block in report.blocks:
        assert f'id="{block.id}" data-kind="{block.kind}" data-origin=' in page
    assert page.count("data-origin=") == len(report.blocks)


def test_contents_lead_to_each_question_after_page_one(page, report):
    navigation = page[page.index("<nav") : page.index("</nav>")]
    questions = [b for b in report.blocks if b.kind == "Heading" and b.content.level == 1]
    assert re.findall(r'href="#([^"]+)"', navigation) == [block.id for block in questions]
    assert page.index('id="noter"') < page.index("<nav") < page.index(f'id="{questions[0].id}"')


def test_language_title_and_skip_link_are_stated(page):
    assert '<html lang="da">' in page
    assert "<title>Praksissammenligning · Aby · 4. kvartal 2025</title>" in page
    assert '<a class="skip" href="#indhold">' in page


def test_same_report_gives_the_same_bytes(report, sample):
    assert render_html(report) == render_html(sample.make_report())


def test_text_colours_have_enough_contrast(page):
    colours = dict(re.findall(r"--(\w+): (#[0-9A-F]{6});", page))
    for ink in ("ink", "quiet", "focus"):
        for paper in ("#FFFFFF", colours["pale"], colours["sand"], "#F5F6F8"):
            assert _contrast(colours[ink], paper) >= 4.5


def _contrast(first: str, second: str) -> float:
    """WCAG 2.1: ratio of relative luminances."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
