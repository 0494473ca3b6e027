"""The report as one HTML file that needs no network: to read, to send and to print.

It follows the reader's setting of light and dark and fits a phone by style alone. One small
script sorts and filters tables; the file lets exactly that script run, by its hash, and
without it everything is there to read.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.blocks.html import TableForm, block_to_html
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
        HTML in UTF-8 with fonts, style, script and drawings inside. Page one, then a list
        of the questions, then one section per question. Each begins with the status and,
        while there is one, the embargo; on paper every sheet has them.

    Raises
    ------
    RenderingError
        If a drawing holds anything but shapes and text.
    """
    resolved = resolve_origins(report)
    first, *rest = pages(resolved)
    script, script_hash = _script()
    template = _environment().get_template("report.html")
    text = template.render(
        meta=report.meta,
        page_one=_page(first, tables="stacking"),
        later=[_page(page, tables="sorting") for page in rest],
        questions=[block for block in resolved.blocks if is_question(block)],
        fonts=_embedded_fonts(),
        script=script,
        script_hash=script_hash,
        page_foot=" · ".join(
            part
            for part in (report.meta.heading, report.meta.status_line, report.meta.embargo_line)
            if part
        ),
    )
    return text.encode("utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("analysis.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css_text"] = _write_css_text
    return environment


def _write_css_text(text: str) -> Markup:
    """Return a text as CSS writes it; all but letters and digits is escaped."""
    return Markup('"' + "".join(c if c.isalnum() else f"\\{ord(c):06x}" for c in text) + '"')


def _page(blocks: Sequence[Block], *, tables: TableForm) -> dict[str, object]:
    """Return a page's heading, if it has one, and its blocks as markup."""
    return {
        "heading": next((block for block in blocks if is_question(block)), None),
        "markup": [Markup(block_to_html(b, tables=tables, is_themed=True)) for b in blocks],
    }


@lru_cache(maxsize=1)
def _script() -> tuple[Markup, str]:
    """Return the script, and the hash by which the page lets it run."""
    source = (files("analysis.rendering") / "templates" / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode("ascii")
    return Markup(source), f"sha256-{digest}"


@lru_cache(maxsize=1)
def _embedded_fonts() -> tuple[tuple[int, str], ...]:
    """Return weight and base64 data of each style, read once."""
    folder = files("analysis") / "fonts" / "web"
    return tuple(
        (weight, base64.b64encode((folder / f"Inter-{style}.woff2").read_bytes()).decode("ascii"))
        for style, weight in _FONT_WEIGHTS.items()
    )
