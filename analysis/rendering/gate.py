"""May this report be written? Everything that stops it is said at once.

The gate stands before the first byte. It looks for CPR-like tokens, drawings without
words, numbers of unknown origin, headings out of order, ids that name no file, and small
counts. It names block and field and never shows what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from analysis.blocks.model import (
    Figure,
    FindingText,
    Heading,
    KeyFigure,
    Mark,
    Masthead,
    Table,
)
from analysis.errors import RenderingError
from analysis.rendering.disclosure import find_small_counts
from analysis.rendering.held_texts import A_KEY, list_texts
from analysis.rendering.report import Report, resolve_origins
from analysis.sources.privacy import find_cpr_like

_NUMBERS = (Table, Figure, KeyFigure, FindingText)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHORTEST_ALT = 20
_HIDDEN = "a block whose id or field name may be a CPR number"
_PLACEHOLDERS = frozenset(
    {"figur", "figure", "billede", "image", "graf", "diagram", "alt", "alt text", "tekst", "plot"}
)


def check_report(report: Report) -> Report:
    """Return the report with origins from the manifest, or refuse it.

    Parameters
    ----------
    report : Report
        What is about to be written.

    Returns
    -------
    Report
        The same report, each block's origin looked up in the manifest.

    Raises
    ------
    RenderingError
        With every problem found, by block and field. No content is shown.
    """
    resolved = resolve_origins(report)
    problems = [
        *_check_ids(resolved),
        *_check_headings(resolved),
        *_check_origins(resolved),
        *_check_alternative_texts(resolved),
        *_check_for_cpr(resolved),
        *find_small_counts(resolved),
    ]
    # An id is content too: one that looks like a CPR number is not shown either.
    problems = [_HIDDEN if find_cpr_like(problem) else problem for problem in problems]
    if problems:
        raise RenderingError(
            f"The report may not be written: {len(problems)} problem"
            + ("s." if len(problems) > 1 else "."),
            where="\n            ".join(problems),
            expected="unique ids, headings in order, a listed origin and a description for "
            "everything shown, no CPR number, no small count",
            fix="mend each block named above in the notebook or its data; nothing was written",
        )
    return resolved


def _check_ids(report: Report) -> Iterator[str]:
    seen: set[str] = set()
    for position, block in enumerate(report.blocks, start=1):
        if not _ID.fullmatch(block.id):
            yield f"block {position}: its id is not in lower case letters, digits and hyphens"
        elif block.id in seen:
            yield f"{block.id}: two blocks have this id"
        seen.add(block.id)


def _check_headings(report: Report) -> Iterator[str]:
    mastheads = [b.id for b in report.blocks if isinstance(b.content, Masthead)]
    if len(mastheads) != 1 or not isinstance(report.blocks[0].content, Masthead):
        yield "the report does not begin with its one and only masthead"
    level = 0
    for block in report.blocks:
        if isinstance(block.content, Heading):
            if not 1 <= block.content.level <= level + 1:
                yield f"{block.id}: heading of level {block.content.level} after level {level}"
            level = block.content.level


def _check_origins(report: Report) -> Iterator[str]:
    listed = {str(entry["file"]) for entry in report.meta.inputs}
    for block in report.blocks:
        if isinstance(block.content, _NUMBERS) and not block.lineage.inputs:
            yield f"{block.id}: rests on no listed input"
        elif (block.lineage.inputs | block.lineage.synthetic) - listed:
            yield f"{block.id}: rests on an input that is not in the manifest"


def _check_alternative_texts(report: Report) -> Iterator[str]:
    for block in report.blocks:
        content = block.content
        if isinstance(content, Figure):
            others = {content.title, content.answers, content.how_to_read, content.does_not_show}
            if _is_placeholder(content.alt, {_plain(other) for other in others}):
                yield f"{block.id}: the alternative text is missing or says nothing"
            elif len(content.alt.strip()) < _SHORTEST_ALT:
                yield f"{block.id}: the alternative text is shorter than {_SHORTEST_ALT} characters"
        if isinstance(content, Table):
            for number, row in enumerate(content.rows, start=1):
                marks = [cell for cell in row.cells if isinstance(cell, Mark)]
                if any(_is_placeholder(mark.alt, {_plain(content.caption)}) for mark in marks):
                    yield f"{block.id}, row {number}: a drawing has no words"


def _is_placeholder(alt: str, others: set[str]) -> bool:
    return not _plain(alt) or _plain(alt) in _PLACEHOLDERS | others


def _plain(text: str) -> str:
    return text.strip().strip(".:").casefold()


def _check_for_cpr(report: Report) -> Iterator[str]:
    for block in report.blocks:
        named = _fields_with_cpr([("id", block.id), *list_texts(block.content)])
        for name in named:
            yield f"{block.id}: {name} holds what may be a CPR number"
    # Inputs have digests, which are no text; the rest of the front matter is.
    front = {name: value for name, value in vars(report.meta).items() if name != "inputs"}
    inputs = [{k: v for k, v in entry.items() if k != "sha256"} for entry in report.meta.inputs]
    for name in _fields_with_cpr([*list_texts(front), *list_texts({"inputs": inputs})]):
        yield f"the report's {name} holds what may be a CPR number"


def _fields_with_cpr(texts: Iterable[tuple[str, str]]) -> Iterable[str]:
    """Return the fields, each once; one whose own name looks like a CPR number is not shown."""
    found = [name for name, text in texts if find_cpr_like(text)]
    return dict.fromkeys(A_KEY if find_cpr_like(name) else name for name in found)
