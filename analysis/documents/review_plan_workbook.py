"""What does the plan of a review look like as a workbook that is passed around?

The plan says its tables itself: name, caption, columns, rows and a note. Tables with the
same first word of their name share a sheet, such as ``praecision`` and
``praecision_dele``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from analysis.concepts import Origin
from analysis.documents.deterministic import finish_xlsx
from analysis.documents.review_style import put, set_height, set_up_page, set_widths
from analysis.documents.review_workbook import STAMP
from analysis.errors import RenderingError
from analysis.labels import MISSING, sentence_case

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_SHEETS = {
    "plan": "Plan",
    "fordeling": "Fordeling",
    "praecision": "Præcision",
    "forskelle": "Præcision",
    "antagelser": "Præcision",
    "dobbeltlaesning": "Dobbeltlæsning",
    "spor": "Fordeling",
}
_NOT_IN_TITLES = str.maketrans("", "", "[]:*?/\\'")
_NARROW, _WIDE = 11.0, 46.0


def write_plan_workbook(plan: Mapping[str, Any]) -> bytes:
    """Return the plan as a workbook, one sheet per subject.

    Parameters
    ----------
    plan : mapping
        ``title``, ``tables`` (each with ``name``, ``caption``, ``columns`` of ``key`` and
        ``label``, ``rows`` by key, and ``note``) and, where the people are invented,
        ``origin`` *synthetic*.

    Raises
    ------
    RenderingError
        If the plan has no tables, or a table is not in that form.
    """
    tables = list(plan.get("tables") or [])
    _fail_if_tables_are_not_in_form(tables)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    rows: dict[str, int] = {}
    stamp = STAMP if plan.get("origin") == Origin.SYNTHETIC.value else ""
    for table in tables:
        name = _name_sheet(str(table["name"]))
        if name not in rows:
            sheet = workbook.create_sheet(name)
            rows[name] = _write_head(sheet, str(plan.get("title") or "Plan"), stamp=stamp)
            set_up_page(sheet, title=str(plan.get("title") or "Plan"))
        rows[name] = _write_table(workbook[name], table, first_row=rows[name])
    workbook.properties.title = str(plan.get("title") or "Plan")
    workbook.properties.creator = "praksis"
    workbook.properties.language = "da-DK"
    return finish_xlsx(workbook)


def _name_sheet(name: str) -> str:
    word = name.casefold().split("_")[0]
    return _SHEETS.get(word) or sentence_case(name.replace("_", " ").translate(_NOT_IN_TITLES))[:31]


def _write_head(sheet: Worksheet, title: str, *, stamp: str) -> int:
    put(sheet, "A1", title, "title")
    sheet.row_dimensions[1].height = 28
    if stamp:
        put(sheet, "A2", stamp, "stamp").alignment = Alignment(wrap_text=False)
    return 4 if stamp else 3


def _write_table(sheet: Worksheet, table: Mapping[str, Any], *, first_row: int) -> int:
    """Write a caption, a table and its note; return the row after them."""
    columns = [(str(each["key"]), str(each["label"])) for each in table["columns"]]
    put(sheet, f"A{first_row}", str(table.get("caption") or ""), "section")
    sheet.row_dimensions[first_row].height = 22
    texts = [[_write_value(row.get(key)) for key, _ in columns] for row in table["rows"]]
    _widen(sheet, [label for _, label in columns], texts)
    header = first_row + 1
    for place, (_, label) in enumerate(columns, start=1):
        put(sheet, f"{get_column_letter(place)}{header}", label, "header")
    labels = {get_column_letter(place): label for place, (_, label) in enumerate(columns, 1)}
    set_height(sheet, header, labels)
    for row, values in enumerate(table["rows"], start=header + 1):
        for place, (key, _) in enumerate(columns, start=1):
            _write_cell(sheet, f"{get_column_letter(place)}{row}", values.get(key))
        line = {get_column_letter(i): text for i, text in enumerate(texts[row - header - 1], 1)}
        set_height(sheet, row, line)
    last = header + len(table["rows"])
    note = str(table.get("note") or "")
    if note:
        cell = put(sheet, f"A{last + 1}", note, "small")
        sheet.merge_cells(f"A{last + 1}:{get_column_letter(max(4, len(columns)))}{last + 1}")
        width = sum(sheet.column_dimensions[letter].width for letter in labels)
        sheet.row_dimensions[cell.row].height = 16 + 13 * math.floor(len(note) / max(40.0, width))
    return last + (3 if note else 2)


def _write_cell(sheet: Worksheet, place: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        put(sheet, place, _write_value(value), edge=True)
        return
    cell = put(sheet, place, value, edge=True)
    cell.number_format = "#,##0" if isinstance(value, int) or abs(value) >= 1000 else "#,##0.0##"


def _write_value(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return MISSING
    return str(value)


def _widen(sheet: Worksheet, labels: Sequence[str], texts: Sequence[Sequence[str]]) -> None:
    """Give each column room for its longest text, within limits; never make one narrower."""
    for place, label in enumerate(labels):
        letter = get_column_letter(place + 1)
        longest = max([len(row[place]) for row in texts] + [len(label) * 2 // 3], default=0)
        width = min(_WIDE, max(_NARROW, longest * 1.05 + 3))
        earlier = sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else 0
        set_widths(sheet, {letter: max(width, earlier)})


def _fail_if_tables_are_not_in_form(tables: Sequence[Any]) -> None:
    for number, table in enumerate(tables, start=1):
        is_right = (
            isinstance(table, Mapping)
            and {"name", "columns", "rows"} <= set(table)
            and all({"key", "label"} <= set(each) for each in table["columns"])
            and all(isinstance(row, Mapping) for row in table["rows"])
        )
        if not is_right:
            raise RenderingError(
                f"Table number {number} of the plan is not in the form of a table.",
                where="plan.json, tables",
                expected="name, caption, columns of key and label, rows by key, note",
                fix="make the plan again: praksis review plan",
            )
    if not tables:
        raise RenderingError(
            "The plan has no tables.",
            where="plan.json, tables",
            expected="at least one table",
            fix="make the plan again: praksis review plan",
        )
