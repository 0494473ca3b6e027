"""What only a browser can tell: the script runs under its policy, and nothing is too wide."""

import os
import shutil
from dataclasses import replace

import pytest

from analysis.blocks.model import Block, Column, Row, Table
from analysis.rendering.html import render_html

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = os.environ.get("PRAKSIS_CHROMIUM") or shutil.which("chromium") or ""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine"),
]

NAMES = ("Ærø", "Aby", "Åkær", "Østby", "Bekøb", "Zealby")
COUNTS = ("1.200", "98", "–", "−5", "1.000,5", "12")


@pytest.fixture(scope="module")
def file(report, sample, tmp_path_factory):
    columns = (Column("name", "Kommune", "left"), Column("n", "Antal"))
    short = tuple(Row(each, is_focus=each[0] == "Aby") for each in zip(NAMES, COUNTS, strict=True))
    long = tuple(Row((f"Kommune {i}", str(i))) for i in range(1, 15))
    blocks = (
        *report.blocks,
        Block("sorteres", Table("Sorteres", columns, short, ()), sample.OBSERVED),
        Block("filtreres", Table("Filtreres", columns, long, ()), sample.OBSERVED),
    )
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_bytes(render_html(replace(report, blocks=blocks)))
    return path


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser, file):
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    faults = []
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(file.as_uri())
    yield opened
    assert faults == []
    opened.close()


def shown(page, table):
    return page.locator(f"#{table} tbody tr:not([hidden]) th").all_inner_texts()


def test_click_sorts_by_value_and_the_missing_stay_last(page):
    button = page.locator("#sorteres thead button", has_text="Antal")
    button.click()
    assert shown(page, "sorteres") == ["Østby", "Zealby", "Aby", "Bekøb", "Ærø", "Åkær"]
    button.click()
    assert shown(page, "sorteres") == ["Ærø", "Bekøb", "Aby", "Zealby", "Østby", "Åkær"]
    assert page.locator("#sorteres th[aria-sort=descending]").count() == 1
    button.click()
    assert shown(page, "sorteres") == list(NAMES)
    assert page.locator("#sorteres [aria-sort]").count() == 0


def test_words_sort_by_the_danish_alphabet_from_the_keyboard_and_it_is_said(page):
    page.locator("#sorteres thead button").first.focus()
    page.keyboard.press("Enter")
    assert shown(page, "sorteres") == ["Aby", "Bekøb", "Zealby", "Ærø", "Østby", "Åkær"]
    said = page.locator("#sorteres [role=status]").inner_text()
    assert said == "Sorteret efter »Kommune«, A til Å."


def test_own_row_can_be_kept_on_top_and_all_can_be_undone(page):
    page.get_by_label("Hold den markerede række øverst").last.check()
    page.locator("#sorteres thead button", has_text="Antal").click()
    assert shown(page, "sorteres")[:2] == ["Aby", "Østby"]
    page.locator("#sorteres").get_by_role("button", name="Vis som i rapporten").click()
    assert shown(page, "sorteres") == list(NAMES)


def test_filter_hides_rows_and_print_shows_and_says_the_same(page):
    page.locator("#filtreres").get_by_label("Vis rækker med").fill("kommune 1")
    assert len(shown(page, "filtreres")) == 6
    page.emulate_media(media="print")
    assert "Viser 6 af 14 rækker" in page.locator("#filtreres .table-state").inner_text()
    assert not page.locator("#filtreres input").is_visible()


@pytest.mark.parametrize("width", [320, 390, 500, 740, 820, 1280])
def test_page_never_scrolls_to_the_side(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_phone_shows_page_one_without_a_box_that_scrolls(page):
    page.set_viewport_size({"width": 390, "height": 800})
    boxes = page.locator(".page-one .scroll")
    assert boxes.count() == 1
    assert boxes.evaluate("box => box.scrollWidth <= box.clientWidth + 1")
    assert page.locator("#alle-figur .scroll-hint").is_visible()


def test_dark_follows_the_reader_and_print_is_light(page):
    colour = "getComputedStyle(document.querySelector('#hovedtabel circle')).fill"
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour), page.evaluate(paper)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(colour), page.evaluate(paper)
    assert light[0] != dark[0]
    assert light[1] != dark[1]
    page.emulate_media(color_scheme="dark", media="print")
    assert (page.evaluate(colour), page.evaluate(paper)) == light


def test_without_script_everything_is_there_and_no_dead_control(browser, file):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("button, input").count() == 0
    assert page.locator("#filtreres tbody tr").count() == 14
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(page, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    response = axe.Axe().run(page).response
    assert [violation["id"] for violation in response["violations"]] == []
    assert len(response["passes"]) > 20
