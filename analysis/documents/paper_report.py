"""Which sentences does the pack's own report hold, that a paper may repeat?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from analysis.packs.tracing.model import Passage

# Where a paragraph begins and ends; anything else runs on in the line.
_BLOCKS = frozenset(
    {"p", "li", "h1", "h2", "h3", "h4", "td", "th", "caption", "figcaption", "dt", "dd", "div"}
    | {"section", "tr", "summary", "blockquote", "text", "title", "desc", "header", "footer"}
)
# What changed repeats the numbers of the earlier pack.
_OF_THEN = frozenset({"aendringer.html"})
_SILENT = frozenset({"style", "script"})


def read_report_text(folder: Path) -> tuple[Passage, ...]:
    """Return the paragraphs of the pages that were delivered with a pack.

    Parameters
    ----------
    folder : Path
        The folder of the pack. Without a page there is nothing to repeat.
    """
    return tuple(
        Passage(path.name, text)
        for path in sorted(folder.glob("*.html"))
        if path.name not in _OF_THEN
        for text in _read_page(path.read_bytes())
    )


def _read_page(data: bytes) -> Iterator[str]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    root = etree.fromstring(data, parser) if data.strip() else None
    if root is None:
        return
    text = ""
    for event, node in etree.iterwalk(root, events=("start", "end")):
        is_block = node.tag in _BLOCKS
        if is_block and text.strip():
            yield " ".join(text.split())
        text = "" if is_block else text
        if event == "start" and node.tag not in _SILENT:
            text += (node.text or "") + (" " if node.tag == "br" else "")
        if event == "end":
            text += node.tail or ""
    if text.strip():
        yield " ".join(text.split())
