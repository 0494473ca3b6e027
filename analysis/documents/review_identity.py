"""Whose workbook is this, which cases does it hold, and has anybody changed that?

A hidden sheet says it in rows of key and value, with a checksum over all of them. The
checksum is no secret and stops nobody: it tells a slip, such as a sheet pasted in from
another workbook, from a file as it was sent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.documents.review_layout import CONTROL

if TYPE_CHECKING:
    from openpyxl import Workbook

_KIND = "praksis-sagsgennemgang"
_FORMAT = "1"


@dataclass(frozen=True)
class Identity:
    """What a workbook says of itself.

    Attributes
    ----------
    reviewer_id : str
        Code of the reader.
    reading : int
        1 or 2.
    checklist_version : str
        Version of the questions.
    municipality_code : str
        Whose review.
    origin : str
        ``observed`` or ``synthetic``.
    draw : str
        Checksum of the list of cases drawn, so that another review's file is noticed.
    cases : mapping of sheet name to case id
        In the order of reading.
    items : mapping of item id to row
        Where each question stands on a case sheet.
    """

    reviewer_id: str
    reading: int
    checklist_version: str
    municipality_code: str
    origin: str
    draw: str
    cases: Mapping[str, str]
    items: Mapping[str, int]


def write_identity(workbook: Workbook, identity: Identity) -> None:
    """Add the hidden sheet that says what the workbook is."""
    sheet = workbook.create_sheet(CONTROL)
    rows = _list_rows(identity)
    for row in (*rows, ("checksum", "", _sum_up(rows))):
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.data_type = "s"
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True


def read_identity(workbook: Workbook) -> tuple[Identity | None, bool]:
    """Return what a workbook says of itself, and whether the checksum fits.

    Returns
    -------
    tuple of Identity or None, bool
        None where the hidden sheet is missing or cannot be understood.
    """
    if CONTROL not in workbook.sheetnames:
        return None, False
    rows = [
        tuple("" if value is None else str(value) for value in row[:3])
        for row in workbook[CONTROL].iter_rows(min_col=1, max_col=3, values_only=True)
    ]
    body = [(key, name, value) for key, name, value in rows if key and key != "checksum"]
    sums = [value for key, _, value in rows if key == "checksum"]
    one = {key: value for key, _, value in body}
    try:
        identity = Identity(
            reviewer_id=one["reviewer_id"],
            reading=int(one["reading"]),
            checklist_version=one["checklist_version"],
            municipality_code=one["municipality_code"],
            origin=one["origin"],
            draw=one["draw"],
            cases={name: value for key, name, value in body if key == "case"},
            items={name: int(value) for key, name, value in body if key == "item"},
        )
    except (KeyError, ValueError):
        return None, False
    return identity, sums == [_sum_up(body)] and one.get("kind") == _KIND


def _list_rows(identity: Identity) -> list[tuple[str, str, str]]:
    return [
        ("kind", "", _KIND),
        ("format", "", _FORMAT),
        ("reviewer_id", "", identity.reviewer_id),
        ("reading", "", str(identity.reading)),
        ("checklist_version", "", identity.checklist_version),
        ("municipality_code", "", identity.municipality_code),
        ("origin", "", identity.origin),
        ("draw", "", identity.draw),
        *(("case", sheet, case_id) for sheet, case_id in identity.cases.items()),
        *(("item", item_id, str(row)) for item_id, row in identity.items.items()),
    ]


def _sum_up(rows: list[tuple[str, str, str]]) -> str:
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
