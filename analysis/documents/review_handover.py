"""Which cases go back to case work, since a reader found a scheme to be *klar*?

A reader who sees a possible entitlement must be able to act. The list holds pseudonym,
scheme and day of reading and nothing else; the key-holder turns it into citizens. It is
made apart from every analysis, and only where the recorded purpose lets it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from openpyxl import Workbook

from analysis.checklists.model import SCHEMES, Status
from analysis.concepts import Origin
from analysis.documents.deterministic import finish_xlsx
from analysis.documents.review_style import protect, put, set_height, set_up_page, set_widths
from analysis.documents.review_workbook import STAMP, find_draw_date
from analysis.errors import RequestError
from analysis.labels import date as write_date
from analysis.labels import sentence_case
from analysis.review.purpose import YES, check_purpose

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from analysis.review.folder import Review

_COLUMNS = ("Pseudonym", "Mulig målgruppe for", "Læst den")
_WIDTHS = {"A": 34, "B": 30, "C": 40}
_RULES = (
    "Listen er en opfordring til at se på sagen igen. Den er ingen afgørelse og ingen indstilling.",
    "Kun nøgleholderen må slå pseudonymerne op, og kun for at give sagen til den, der har den.",
    "Listen må ikke lægges sammen med analysen, sendes i almindelig mail eller kopieres.",
)


def make_handover_list(review: Review, judgements: pd.DataFrame) -> bytes:
    """Return the workbook that the key-holder takes back to case work.

    Parameters
    ----------
    review : Review
        With its purpose, conclusions and adjudications.
    judgements : DataFrame
        One row per case and reading, as `analysis.checklists.judge_cases.judge_all`
        returns it: ``case_id``, ``reading`` and ``status_<scheme>``.

    Raises
    ------
    RequestError
        If the purpose is not recorded in full, or does not let cases go back.

    Notes
    -----
    Any finished reading that found a scheme *klar* is enough, so the list leans towards
    naming a case too many: a case worker looks again. Where the readers have agreed on
    a status afterwards, that one holds.
    """
    purpose = check_purpose(review.purpose, draw_date=find_draw_date(review))
    _fail_if_cases_may_not_go_back(purpose)
    rows = _list_ready(review, judgements)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet = workbook.create_sheet("Til sagsbehandling")
    stamp = STAMP if review.origin is Origin.SYNTHETIC else ""
    header_row = _write_head(sheet, purpose, n_rows=len(rows), stamp=stamp)
    for row, values in enumerate(rows, start=header_row + 1):
        for letter, value in zip("ABC", values, strict=True):
            put(sheet, f"{letter}{row}", value, edge=True)
        sheet.row_dimensions[row].height = 19
    sheet.freeze_panes = f"A{header_row + 1}"
    title = f"Slettes senest {write_date(purpose['slettedato'])}"
    set_up_page(sheet, title=title, header_row=header_row, portrait=True)
    protect(sheet)
    workbook.properties.title = "Sager til sagsbehandling"
    workbook.properties.creator = "praksis"
    workbook.properties.language = "da-DK"
    return finish_xlsx(workbook, day=find_draw_date(review))


def _list_ready(review: Review, judgements: pd.DataFrame) -> list[tuple[str, str, str]]:
    """List pseudonym, scheme and first day on which a finished reading found it *klar*."""
    days = {
        (str(row.case_id), int(str(row.reading))): str(row.reviewed_on)
        for row in review.conclusions.itertuples()
    }
    agreed = {
        (str(row.case_id), str(row.scheme)): str(row.status)
        for row in review.adjudications.itertuples()
    }
    found: dict[tuple[str, str], str] = {}
    for row in judgements.to_dict("records"):
        case_id, day = str(row["case_id"]), days.get((str(row["case_id"]), int(row["reading"])))
        for scheme in SCHEMES:
            is_ready = row[f"status_{scheme.value}"] == Status.READY.value
            settled = agreed.get((case_id, scheme.value), Status.READY.value)
            if day is not None and is_ready and settled == Status.READY.value:
                key = (scheme.value, case_id)
                found[key] = min(day, found.get(key, day))
    labels = {scheme.value: sentence_case(scheme.label) for scheme in SCHEMES}
    order = {scheme.value: place for place, scheme in enumerate(SCHEMES)}
    keys = sorted(found, key=lambda key: (order[key[0]], key[1]))
    return [(case_id, labels[scheme], found[scheme, case_id]) for scheme, case_id in keys]


def _write_head(sheet: Worksheet, purpose: dict[str, Any], *, n_rows: int, stamp: str) -> int:
    """Say what the list is for, who may have it and when it goes; return the header's row."""
    set_widths(sheet, _WIDTHS)
    put(sheet, "A1", "Sager, der skal ses på igen", "title")
    sheet.row_dimensions[1].height = 28
    lines = [
        *([("", stamp)] if stamp else []),
        ("Formål", purpose["formaal"]),
        ("Retsgrundlag", purpose["retsgrundlag"]),
        ("Må kun være hos", purpose["noegleholder"]),
        ("Slettes senest", write_date(purpose["slettedato"])),
        ("Antal linjer", str(n_rows) if n_rows else "0: ingen læser har fundet en sag klar"),
        *(("Husk", rule) for rule in _RULES),
    ]
    for row, (label, text) in enumerate(lines, start=2):
        put(sheet, f"A{row}", label, "strong")
        put(sheet, f"B{row}", text, "text" if label else "stamp")
        sheet.merge_cells(f"B{row}:C{row}")
        sheet.row_dimensions[row].height = 19
        set_height(sheet, row, {"A": "", "B": text[: len(text) * 3 // 7]})
    header_row = len(lines) + 3
    for letter, word in zip("ABC", _COLUMNS, strict=True):
        put(sheet, f"{letter}{header_row}", word, "header")
    sheet.row_dimensions[header_row].height = 22
    return header_row


def _fail_if_cases_may_not_go_back(purpose: dict[str, Any]) -> None:
    if purpose.get("bruges_i_sagsbehandling") != YES:
        raise RequestError(
            "The recorded purpose does not let cases go back to case work.",
            where="purpose.yaml, bruges_i_sagsbehandling",
            expected="ja, decided by those who answer for the review",
            fix="make no list, or have the purpose decided anew before the cases are read",
        )
