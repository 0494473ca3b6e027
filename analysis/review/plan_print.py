"""How does the plan read in a terminal? Danish tables in plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from itertools import chain
from typing import Any

from analysis import labels as danish

WIDTH = 100
# The trace has a line per case and is for the file and the workbook.
_LEFT_OUT = ("spor",)
_WIDEST = 44


def print_plan(record: Mapping[str, Any]) -> str:
    """Return the plan as text: its tables, and what it can and cannot show.

    Parameters
    ----------
    record : mapping
        The record of the plan, with ``title``, ``tables`` and ``statements``.
    """
    stamp = ["SYNTETISKE TAL"] if record.get("origin") == "synthetic" else []
    parts = [str(record["title"]), *stamp]
    parts += [_print_table(each) for each in record["tables"] if each["name"] not in _LEFT_OUT]
    return "\n\n".join(parts)


def _print_table(table: Mapping[str, Any]) -> str:
    keys = [column["key"] for column in table["columns"]]
    cells = [[column["label"] for column in table["columns"]]]
    cells += [[_print_cell(row.get(key)) for key in keys] for row in table["rows"]]
    widths = [min(_WIDEST, max(len(line[i]) for line in cells)) for i in range(len(keys))]
    is_number = [
        all(isinstance(row.get(key), int | float) for row in table["rows"]) for key in keys
    ]
    lines = [_print_line(line, widths, is_number) for line in cells]
    rule = "  ".join("-" * width for width in widths)
    note = textwrap.wrap(str(table.get("note") or ""), WIDTH)
    return "\n".join([str(table["caption"]), *lines[0], rule, *chain(*lines[1:]), *note])


def _print_line(cells: list[str], widths: list[int], is_number: list[bool]) -> list[str]:
    wrapped = [
        textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)
    ]
    lines = []
    for i in range(max(map(len, wrapped))):
        parts = [
            (part[i] if i < len(part) else "").rjust(width)
            if right
            else (part[i] if i < len(part) else "").ljust(width)
            for part, width, right in zip(wrapped, widths, is_number, strict=True)
        ]
        lines.append("  ".join(parts).rstrip())
    return lines


def _print_cell(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "ja", False: "nej", None: danish.MISSING}[value]
    if isinstance(value, int):
        return danish.number(value)
    if isinstance(value, float):
        return danish.number(value, decimals=1)
    return str(value)
