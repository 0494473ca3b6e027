"""Can everybody read the pages: by eye, by screen reader, on a phone, in the dark?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.look

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
# The narrowest screen that is still sold, a phone, a tablet, a laptop.
NEVER_SIDEWAYS = (320, 390, 820, 1280)


@pytest.fixture(scope="module")
def pages(deliveries: dict[str, Path]) -> dict[str, Path]:
    found = {
        file.stem: file for each in deliveries.values() for file in sorted(each.glob("*.html"))
    }
    assert {"praksissammenligning", "sagsgennemgang", "anbefalinger", "aendringer"} <= set(found)
    return found


@contextmanager
def opened(chromium: Any, file: Path, *, width: int, scheme: str = "light") -> Iterator[Any]:
    """Open a page as somebody with this screen and setting does."""
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, device_scale_factor=1
    )
    try:
        page = context.new_page()
        page.goto(file.as_uri())
        page.evaluate("document.fonts.ready")
        yield page
    finally:
        context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_that_keeps_anybody_out(
    chromium: Any, pages: dict[str, Path], width: int, scheme: str
) -> None:
    found = {}
    for name, file in pages.items():
        # The page allows no script but its own; the checker is one from outside.
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
        )
        page = context.new_page()
        page.goto(file.as_uri())
        answer = Axe().run(page).response
        assert answer["passes"], "the checker did not run"
        for violation in answer["violations"]:
            nodes = [str(node["target"]) for node in violation["nodes"]]
            found[f"{name}: {violation['id']}"] = (violation["help"], len(nodes), nodes[:3])
        context.close()
    assert found == {}


@pytest.mark.parametrize("width", NEVER_SIDEWAYS)
def test_no_page_scrolls_sideways(chromium: Any, pages: dict[str, Path], width: int) -> None:
    wide = {}
    for name, file in pages.items():
        with opened(chromium, file, width=width) as page:
            wide[name] = page.evaluate("document.documentElement.scrollWidth")
    assert {name: each for name, each in wide.items() if each > width} == {}


def test_page_one_needs_no_sideways_scrolling_on_a_phone(
    chromium: Any, pages: dict[str, Path]
) -> None:
    inside = (
        "[...document.querySelectorAll('.page-one *')].filter(e => "
        "e.scrollWidth > e.clientWidth + 1 && "
        "['auto', 'scroll'].includes(getComputedStyle(e).overflowX)).map(e => e.className)"
    )
    boxes = {}
    for name, file in pages.items():
        with opened(chromium, file, width=390) as page:
            boxes[name] = page.evaluate(inside)
    assert {name: each for name, each in boxes.items() if each} == {}


def test_no_page_asks_for_anything_from_outside(chromium: Any, pages: dict[str, Path]) -> None:
    asked: list[str] = []
    for file in pages.values():
        context = chromium.new_context()
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        context.close()
    assert len(asked) >= len(pages)
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pictures_of_every_page_are_left_for_the_eye(
    chromium: Any, pages: dict[str, Path], pictures: Path, width: int, scheme: str
) -> None:
    for name, file in pages.items():
        folder = pictures / name / f"{width}-{scheme}"
        folder.mkdir(parents=True)
        with opened(chromium, file, width=width, scheme=scheme) as page:
            sections = page.locator("section.page")
            count = sections.count()
            assert count > 0, name
            for number in range(count):
                sections.nth(number).screenshot(path=folder / f"{number + 1:02d}.png")
        assert len(list(folder.glob("*.png"))) == count


def test_prints_of_every_page_are_left_for_the_eye(
    chromium: Any, pages: dict[str, Path], pictures: Path
) -> None:
    for name, file in pages.items():
        with opened(chromium, file, width=1280) as page:
            printed = pictures / name / "print.pdf"
            printed.parent.mkdir(parents=True, exist_ok=True)
            page.pdf(path=printed, format="A4", prefer_css_page_size=True)
        assert printed.read_bytes().startswith(b"%PDF")
