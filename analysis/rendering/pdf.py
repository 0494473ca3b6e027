"""The report as a tagged PDF for print and archive, set by Typst from the same blocks.

The blocks travel as JSON and are placed as text, so nothing in them is read as markup.
PDF/A-2a and PDF/UA-1 are asked for, and the compiler itself refuses a figure without
alternative text, a skipped heading level or a missing title.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from analysis.blocks.html import FIGURE_TEXTS, stamp_of
from analysis.blocks.model import Block, Column, Figure, Mark, Row, Table
from analysis.blocks.svg import prepare_svg, svg_width
from analysis.concepts import Origin
from analysis.documents.typesetting import set_pdf
from analysis.errors import RenderingError
from analysis.rendering.report import Report, pages, resolve_origins


def render_pdf(report: Report) -> bytes:
    """Return the report as a tagged PDF on A4, the same bytes each time.

    Parameters
    ----------
    report : Report
        Blocks and what they were made from. The report's date is the time stamp.

    Returns
    -------
    bytes
        PDF/A-2a and PDF/UA-1, with language, title and bookmarks. Each page that holds anything
        synthetic says so in its header.

    Raises
    ------
    RenderingError
        If the report cannot be set as an accessible PDF, such as when a figure has no
        alternative text.
    """
    return set_pdf(
        files("analysis.rendering") / "templates" / "report.typ",
        _describe(report),
        name="report",
        day=report.meta.date,
        refuse=_refuse,
    )


def _refuse(message: str) -> RenderingError:
    return RenderingError(
        "The PDF cannot be set.",
        where=message,
        expected="blocks that fulfil PDF/UA-1: alternative texts, heading levels in order",
        fix="mend the block that the message is about, and render again",
    )


def _describe(report: Report) -> dict[str, Any]:
    """Return what the template needs, as plain values."""
    meta = report.meta
    resolved = resolve_origins(report)
    return {
        "language": meta.language,
        "title": meta.heading,
        "header": meta.heading,
        "status": meta.status_line,
        "embargo": meta.embargo_line,
        "publisher": meta.publisher_line,
        "pages": [[_describe_block(block) for block in page] for page in pages(resolved)],
    }


def _describe_block(block: Block) -> dict[str, Any]:
    """Return one block; records stay behind, drawings are checked."""
    content = block.content
    values: dict[str, Any] = {
        "kind": block.kind,
        "stamp": stamp_of(block),
        "synthetic": block.lineage.origin is Origin.SYNTHETIC,
    }
    if isinstance(content, Table):
        return values | _describe_table(content, prefix=block.id)
    if isinstance(content, Figure):
        texts = [[lead, getattr(content, name)] for name, lead in FIGURE_TEXTS]
        svg = prepare_svg(content.svg, prefix=block.id)
        return values | {"title": content.title, "svg": svg, "alt": content.alt, "texts": texts}
    fields: dict[str, Any] = block.to_json()["content"]
    return values | fields


def _describe_table(table: Table, *, prefix: str) -> dict[str, Any]:
    """Return rows in groups, so that a group's heading is a heading in the file too."""
    rows = [
        {
            "group": row.is_group,
            "focus": row.is_focus,
            "cells": [_describe_cell(c, f"{prefix}-{i}-{j}") for j, c in enumerate(row.cells)],
        }
        for i, row in enumerate(table.rows)
    ]
    return {
        "caption": table.caption,
        "note": table.note,
        "columns": [{"label": column.label, "align": column.align} for column in table.columns],
        "wide": _wide_column(table.columns, table.rows),
        "rows": rows,
    }


def _describe_cell(cell: str | Mark, prefix: str) -> dict[str, Any]:
    if isinstance(cell, str):
        return {"text": cell}
    return {
        "svg": prepare_svg(cell.svg, prefix=prefix),
        "alt": cell.alt,
        "width": svg_width(cell.svg),
    }


def _wide_column(columns: tuple[Column, ...], rows: tuple[Row, ...]) -> int:
    """Return the column that takes the width left over: the last one with words."""
    drawn = {j for row in rows for j, cell in enumerate(row.cells) if isinstance(cell, Mark)}
    worded = [j for j, column in enumerate(columns) if column.align == "left" and j not in drawn]
    return worded[-1] if worded else 0
