import base64
import datetime as dt
import hashlib
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from analysis.blocks.svg_colours import ROLES
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
    assert "<link" not in page


def test_policy_lets_the_one_script_run_and_nothing_else(page):
    script = re.fullmatch(r".*<script>(.*)</script>.*", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert page.count("<script") == 1
    assert f"script-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert not re.search(r"\son[a-z]+=|eval\(|innerHTML|fetch\(|XMLHttp|import\(", script)


def test_page_one_stacks_and_later_tables_sort(page):
    first, later = page.split("<nav", 1)
    assert "stacks" in first[first.index("<main") :]
    assert "data-sorts" not in first[first.index("<main") :]
    assert later.count("<table data-sorts>") == 1


def test_status_and_embargo_stand_at_the_head_of_every_page_and_on_every_sheet(report):
    held_back = replace(report.meta, embargo=dt.datetime(2026, 3, 1, 10))
    page = render_html(replace(report, meta=held_back)).decode("utf-8")
    line = "Må ikke offentliggøres før 1. marts 2026 kl. 10.00"
    heads = re.findall(r'<section class="page.*?</p>', page, re.DOTALL)
    assert len(heads) == page.count("<section")
    assert all(line in head and "udkast" in head for head in heads)
    assert re.search(r'@bottom-left \{ content: "[^"]*udkast[^"]*ikke[^"]*"', page)


def test_no_embargo_takes_no_room(page):
    assert 'class="embargo"' not in page


def test_text_on_the_sheet_cannot_leave_its_quotes(report):
    sly = replace(report.meta, title='a"; } body { x: "</style><b>')
    page = render_html(replace(report, meta=sly)).decode("utf-8")
    assert page[: page.index("</head>")].count("</style>") == 1
    assert "\\000022\\00003b" in page


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


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_colours_have_enough_contrast(page, scheme):
    palettes = re.findall(r":root \{ (--paper.*?) \}", page)
    colours = dict(re.findall(r"--(\w+): (#[0-9A-F]{6});", palettes[scheme]))
    for ink in ("ink", "quiet", "focus"):
        for paper in ("paper", "pale", "mist"):
            assert _contrast(colours[ink], colours[paper]) >= 4.5
    assert _contrast(colours["stamp"], colours["sand"]) >= 7
    # The border of a field and the marks of a chart: WCAG 2.1, 1.4.11.
    assert _contrast(colours["edge"], colours["paper"]) >= 3


def test_drawings_keep_their_contrast_in_the_dark(page):
    dark = dict(re.findall(r"--draw-([a-z-]+): (#[0-9A-F]{6});", page))
    assert set(dark) == set(ROLES.values())
    for text in ("ink", "focus", "peer"):
        assert _contrast(dark[text], dark["paper"]) >= 4.5
    for mark in ("other", "axis", "middle"):
        assert _contrast(dark[mark], dark["paper"]) >= 3
    assert _contrast(dark["ink"], dark["band-strong"]) >= 4.5
    assert _contrast(dark["ink"], dark["sand"]) >= 4.5


def test_dark_is_for_the_screen_alone(page):
    assert page.count("prefers-color-scheme") == 1
    assert "@media screen and (prefers-color-scheme: dark)" in page


def _contrast(first: str, second: str) -> float:
    """WCAG 2.1: ratio of relative luminances."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
