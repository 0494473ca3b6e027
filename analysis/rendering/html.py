"""The report as one HTML file that needs no network: to read, to send and to print."""

from __future__ import annotations

import base64
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.blocks.html import block_to_html
from analysis.blocks.model import Block
from analysis.rendering.report import Report, is_question, pages, resolve_origins

_FONT_WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}


def render_html(report: Report) -> bytes:
    """Return the report as one self-contained file, the same bytes each time.

    Parameters
    ----------
    report : Report
        Blocks and what they were made from.

    Returns
    -------
    bytes
        HTML in UTF-8 with fonts, style and drawings inside. Page one, then a list of
        the questions, then one section per question.

    Raises
    ------
    RenderingError
        If a drawing holds anything but shapes and text.
    """
    resolved = resolve_origins(report)
    page_one, *later = [
        {"heading": _question(page), "markup": [Markup(block_to_html(each)) for each in page]}
        for page in pages(resolved)
    ]
    template = _environment().get_template("report.html")
    text = template.render(
        meta=report.meta,
        page_one=page_one,
        later=later,
        questions=[block for block in resolved.blocks if is_question(block)],
        fonts=_embedded_fonts(),
    )
    return text.encode("utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("analysis.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _question(page: tuple[Block, ...]) -> Block | None:
    """Return the heading that names a page, if it has one."""
    return next((block for block in page if is_question(block)), None)


@lru_cache(maxsize=1)
def _embedded_fonts() -> tuple[tuple[int, str], ...]:
    """Return weight and base64 data of each style, read once."""
    folder = files("analysis") / "fonts" / "web"
    return tuple(
        (weight, base64.b64encode((folder / f"Inter-{style}.woff2").read_bytes()).decode("ascii"))
        for style, weight in _FONT_WEIGHTS.items()
    )
