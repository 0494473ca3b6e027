"""An invented review in a folder, and hands that fill in and damage its workbooks."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from analysis.checklists.load import load_checklist
from analysis.documents.review_layout import lay_out
from analysis.documents.review_words import answer_words
from analysis.review.folder import open_review, write_record, write_table

DRAWN_ON = dt.date(2022, 5, 2)
TODAY = dt.date(2022, 6, 30)
CASES = [f"p{number:05d}a" for number in range(1, 9)]
FULL = load_checklist(DRAWN_ON)
# A few of its questions, since the time of a workbook goes with their number.
_FEW = ("G1", "G5", "F1", "F3", "F4", "F5", "J1", "J2", "A1")
CHECKLIST = dataclasses.replace(FULL, items=tuple(i for i in FULL.items if i.id in _FEW))
ROWS = lay_out(CHECKLIST).rows
PURPOSE = """\
formaal: At finde ud af, hvor mange der kan høre til ordningernes målgruppe.
retsgrundlag: Lov om organisering og understøttelse af beskæftigelsesindsatsen
delingsgrundlag: Aftale mellem forvaltningerne
konsekvensanalyse: 2022-17
noegleholder: Sekretariatets datakoordinator
slettedato: 2023-12-31
besluttet_af: Direktionen
besluttet_den: 2022-04-01
bruges_i_sagsbehandling: ja
frist: 2022-06-30
kontakt: Projektkontoret
"""


def write_review(folder, *, purpose=PURPOSE, n_first=2):
    """Write a review: L1 and L2 read `n_first` cases each, and L2 two of L1's again."""
    rows = len(CASES)
    frame = pd.DataFrame({"case_id": CASES, "benefit": "kontanthjaelp", "weeks": 600})
    frame = frame.assign(in_sof="ja", centre="Aby", age_group="40-49", sex="kvinde")
    write_table(folder, "frame", frame.assign(stratum="KH-SOF-10+"))
    write_record(folder, "frame", {"municipality_code": "9901", "origin": "synthetic"})
    tickets = [hashlib.sha256(case.encode()).hexdigest() for case in CASES]
    draw = {"stratum": "KH-SOF-10+", "place": range(1, rows + 1), "case_id": CASES}
    write_table(folder, "draw", pd.DataFrame({**draw, "ticket": tickets, "status": "udtrukket"}))
    write_record(folder, "draw", {"draw_date": DRAWN_ON, "seed": "demo"})
    readers = pd.DataFrame({"reviewer_id": ["L1", "L2"], "centre": ["", "Bekøb"]})
    write_table(folder, "reviewers", readers)
    first = [
        (case, 1, "L1" if i < n_first else "L2", n_first - i % n_first, "foerste")
        for i, case in enumerate(CASES[: 2 * n_first])
    ]
    second = [(CASES[0], 2, "L2", 2, "tilfaeldig"), (CASES[1], 2, "L2", 1, "tilfaeldig")]
    names = ["case_id", "reading", "reviewer_id", "position", "reason"]
    write_table(folder, "assignment", pd.DataFrame(first + second, columns=names))
    (Path(folder) / "purpose.yaml").write_text(purpose, encoding="utf-8")
    return open_review(folder)


def sheet_of(workbook, case):
    """Return the sheet of a case in a workbook."""
    return next(sheet for sheet in workbook if sheet["B2"].value == case)


def finish(sheet, answers=None, *, primary="Ingen af dem", other="Nej", minutes=45, closed="Ja"):
    """Answer all that is asked with a no, but for `answers`, and close the case."""
    given = {"G1": "40_plus", "A1": "ikke_opfyldt", "A2": "ikke_opfyldt", **(answers or {})}
    for item in CHECKLIST.items:
        code = given.get(item.id, "ikke_opfyldt")
        if code and all(given.get(key, "ikke_opfyldt") in wanted
                        for key, wanted in item.relevant_when.items()):  # fmt: skip
            put(sheet, item.id, answer_words(item)[code])
    put(sheet, "Slut 1", "Gennemgået")
    put(sheet, "Slut 2", dt.datetime(2022, 6, 1))
    put(sheet, "Slut 3", minutes)
    put(sheet, "Slut 4", primary)
    put(sheet, "Slut 5", other)
    put(sheet, "Slut 6", closed)


def put(sheet, key, value, column="E"):
    """Write in the row of an item or of a field of the conclusion."""
    sheet[f"{column}{ROWS[key]}"] = value


def damage(source, target, change):
    """Open a workbook, change it, and save it beside."""
    workbook = load_workbook(source)
    change(workbook)
    workbook.save(target)
    return Path(target)
