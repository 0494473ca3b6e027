"""What does a reviewer see first? How to fill the workbook in, and how far one is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from analysis.checklists.model import Checklist
from analysis.documents.review_layout import (
    CASE_STATUS_CELL,
    FINISHED,
    LISTS,
    OTHER,
    OUTCOME,
    PRIMARY,
    PROGRESS_CELL,
)
from analysis.documents.review_skip_rules import DONE, UNFINISHED_ANSWERS
from analysis.documents.review_style import (
    ATTENTION_FONT,
    DONE_FONT,
    colour_when,
    protect,
    put,
    put_formula,
    set_height,
    set_up_page,
    set_widths,
)
from analysis.documents.review_words import (
    OUTCOMES,
    YES_NO,
    answer_words,
    document_words,
    primary_words,
)
from analysis.labels import date as write_date

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ASKED = "oplyses af den, der har sendt dig projektmappen"
_STEPS = (
    "Gå til arket „Oversigt“, og tag sagerne i den rækkefølge, de står i. Rækkefølgen er tilfældig "
    "med vilje, så en ændring i din vurdering undervejs kan ses.",
    "Læs sagen, og vælg et svar på listen ud for hvert spørgsmål. Svar på det, sagen viser på "
    "læsedagen, ikke på det, du venter.",
    "Spørgsmål, der ikke er relevante for sagen, bliver grå af sig selv. Dem svarer du ikke på.",
    "Udfyld afslutningen nederst, og svar ja til, at sagen er afsluttet.",
    "Gem som Excel-projektmappe (.xlsx) under samme navn, og send den tilbage. Er du ikke færdig, "
    "kan den sendes halvt udfyldt: det, du har svaret, går ikke tabt.",
)
_ANSWERS = (
    ("Opfyldt", "Sagen viser, at det er opfyldt."),
    ("Ikke opfyldt", "Sagen viser, at det ikke er opfyldt."),
    (
        "Uoplyst",
        "Sagen viser det ikke. Vælg også det dokument, der mangler. Uoplyst er aldrig et nej: "
        "det tælles for sig, og det viser, hvad der skal til for at afgøre sagen.",
    ),
    ("Ikke relevant", "Spørgsmålet giver ikke mening i netop denne sag."),
)
_RULES = (
    "Skriv aldrig navn, CPR-nummer, adresse eller anden fri tekst. Sagerne har kun et pseudonym; "
    "nøglen er hos nøgleholderen.",
    "Spring ikke en sag over, fordi den er svær. Kan den ikke skaffes, så vælg det i afslutningen.",
    "Vurdér sagen alene. Tal først med andre læsere om den, når begge har sendt deres svar.",
    "Ret ikke i arkenes navne, rækker og kolonner. Hvide celler er låst, gule er til dine svar.",
)


def add_readme(
    sheet: Worksheet,
    *,
    checklist: Checklist,
    purpose: Mapping[str, object],
    n_cases: int,
    reviewer_id: str,
    stamp: str = "",
) -> None:
    """Say what to do, by when, what the answers mean and what never to write.

    Parameters
    ----------
    sheet : Worksheet
        An empty sheet.
    checklist : Checklist
        Its title and notes are shown.
    purpose : mapping
        Answers of the recorded purpose; ``formaal``, ``frist`` and ``kontakt`` are shown.
    n_cases : int
        Cases in the workbook.
    reviewer_id : str
        Code of the reader.
    stamp : str
        Said at the top where the cases are invented.
    """
    set_widths(sheet, {"A": 20, "B": 92})
    put(sheet, "A1", "Gennemgang af sager", "title")
    sheet.row_dimensions[1].height = 28
    rows: list[tuple[str, str, str]] = [("", stamp, "stamp")] if stamp else []
    rows += [
        ("Læser", reviewer_id, "text"),
        ("Sager", str(n_cases), "text"),
        ("Tjekliste", f"{checklist.title} (version {checklist.version})", "text"),
        ("Formål", str(purpose.get("formaal") or _ASKED), "text"),
        ("Frist", _write_deadline(purpose.get("frist")), "text"),
        ("Spørgsmål til", str(purpose.get("kontakt") or _ASKED), "text"),
        ("Sådan gør du", "", "section"),
        *((f"{number}.", text, "text") for number, text in enumerate(_STEPS, start=1)),
        ("Svarene betyder", "", "section"),
        *((word, text, "text") for word, text in _ANSWERS),
        ("Husk", "", "section"),
        *(("•", text, "text") for text in _RULES),
        ("Om tjeklisten", "", "section"),
        *(("•", note, "text") for note in checklist.notes),
        (
            "•",
            "[uverificeret] ud for en paragraf: lovteksten er ikke læst eller ikke efterprøvet "
            "for datoen.",
            "text",
        ),
    ]
    for row, (label, text, kind) in enumerate(rows, start=2):
        put(sheet, f"A{row}", label, "section" if kind == "section" else "strong")
        put(sheet, f"B{row}", text or None, kind)
        set_height(sheet, row, {"B": text})
    set_up_page(sheet, title=f"Sagsgennemgang · {reviewer_id}", portrait=True)
    protect(sheet)


def add_overview(sheet: Worksheet, cases: Mapping[str, str], *, stamp: str = "") -> None:
    """List the cases with a link, the pseudonym, the progress and the status.

    Parameters
    ----------
    sheet : Worksheet
        An empty sheet.
    cases : mapping of sheet name to case id
        In the order of reading.
    stamp : str
        Said at the top where the cases are invented.
    """
    set_widths(sheet, {"A": 14, "B": 30, "C": 18, "D": 34})
    put(sheet, "A1", "Oversigt", "title")
    if stamp:
        put(sheet, "D1", stamp, "stamp")
    sheet.row_dimensions[1].height = 28
    first, last = 4, 3 + len(cases)
    total = f'=COUNTIF(D{first}:D{last},"{DONE}")&" af {len(cases)} sager er afsluttet"'
    put_formula(sheet, "A2", total, "lead")
    for letter, text in zip("ABCD", ("Sag", "Pseudonym", "Besvaret", "Sagen er"), strict=True):
        put(sheet, f"{letter}3", text, "header")
    sheet.row_dimensions[3].height = 22
    for row, (name, case_id) in enumerate(cases.items(), start=first):
        link = put(sheet, f"A{row}", name, "link", edge=True)
        link.hyperlink = Hyperlink(ref=f"A{row}", location=f"'{name}'!A1", display=name)
        put(sheet, f"B{row}", case_id, edge=True)
        put_formula(sheet, f"C{row}", f"='{name}'!{PROGRESS_CELL}", edge=True)
        put_formula(sheet, f"D{row}", f"='{name}'!{CASE_STATUS_CELL}", edge=True)
        sheet.row_dimensions[row].height = 19
    for word, font in ((DONE, DONE_FONT), (UNFINISHED_ANSWERS, ATTENTION_FONT)):
        colour_when(sheet, f"D{first}:D{last}", f'$D{first}="{word}"', font=font)
    sheet.freeze_panes = f"A{first}"
    set_up_page(sheet, title="Oversigt", header_row=3, portrait=True)
    protect(sheet)


def add_lists(workbook: Workbook, checklist: Checklist) -> dict[str, str]:
    """Add the hidden sheet with the choices of every drop-down.

    Returns
    -------
    dict of name to range
        One per item id, one per field of the conclusion, ``documents`` and ``none``
        (an empty cell, for a document where nothing is unknown).
    """
    sheet = workbook.create_sheet(LISTS)
    places: dict[tuple[str, ...], str] = {}

    def place(words: Sequence[str]) -> str:
        key = tuple(words)
        if key not in places:
            places[key] = _write_list(sheet, len(places) + 2, key)
        return places[key]

    ranges = {item.id: place([*answer_words(item).values()]) for item in checklist.items}
    fields = {OUTCOME: OUTCOMES, PRIMARY: primary_words(checklist), OTHER: YES_NO, FINISHED: YES_NO}
    ranges |= {field: place([*words.values()]) for field, words in fields.items()}
    ranges["documents"] = place([*document_words(checklist).values()])
    ranges["none"] = f"{LISTS}!$A$1"
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    return ranges


def _write_deadline(value: object) -> str:
    return write_date(value) if isinstance(value, dt.date) else str(value or _ASKED)


def _write_list(sheet: Worksheet, column: int, words: Sequence[str]) -> str:
    letter = get_column_letter(column)
    for row, word in enumerate(words, start=1):
        put(sheet, f"{letter}{row}", word)
    return f"{LISTS}!${letter}$1:${letter}${len(words)}"
