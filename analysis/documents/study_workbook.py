"""In what is a practice study filled in? A workbook with drop-downs and a Danish guide.

One sheet for practice, one for existing analyses, a guide, and a hidden sheet of lists. What
is known already stands there, and empty rows follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from analysis.documents.deterministic import finish_xlsx
from analysis.documents.review_style import put, set_height, set_up_page, set_widths, unlock
from analysis.documents.study_layout import (
    ANALYSES,
    COLUMNS,
    ENTRIES,
    GUIDE,
    KIND,
    LISTS,
    SheetColumn,
    list_words,
    show_words,
)
from analysis.labels import number
from analysis.study.fields import MOST_LETTERS
from analysis.study.model import ExistingAnalysis, PracticeEntry, Study
from analysis.study.themes import load_themes
from analysis.study.write import plain_values

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_EMPTY_ROWS = {ENTRIES: 100, ANALYSES: 30}
_TITLE = "Praksisundersøgelse"
_DATES = ("period_from", "period_to", "known_on", "published")


def write_study_workbook(study: Study, *, names: Mapping[str, str]) -> bytes:
    """Return the workbook in which a practice study is filled in.

    Parameters
    ----------
    study : Study
        What is known already; an empty one for an empty workbook.
    names : mapping of str to str
        Names of the municipalities by code, for the drop-down.

    Returns
    -------
    bytes
        An xlsx file, the same bytes each time.
    """
    workbook = Workbook()
    workbook.properties.title, workbook.properties.creator = _TITLE, "praksis"
    workbook.properties.language = "da-DK"
    guide = workbook.active
    assert guide is not None
    guide.title = GUIDE
    _fill_guide(guide)
    sheets = {name: workbook.create_sheet(name) for name in (ENTRIES, ANALYSES)}
    lists = workbook.create_sheet(LISTS)
    places = _fill_lists(lists, names)
    _fill_rows(sheets[ENTRIES], study.entries, names, places)
    _fill_rows(sheets[ANALYSES], study.analyses, names, places)
    lists.sheet_state = "hidden"
    for sheet in (guide, lists):
        sheet.protection.sheet = True
    workbook.active = 1
    return finish_xlsx(workbook)


def _fill_guide(sheet: Worksheet) -> None:
    """Write what to fill in, and the themes with their questions."""
    set_widths(sheet, {"A": 30, "B": 56, "C": 46})
    put(sheet, "A1", _TITLE, "title")
    sheet.row_dimensions[1].height = 28
    row = 3
    for lead, words in _GUIDE:
        put(sheet, f"A{row}", lead, "strong")
        put(sheet, f"B{row}", words)
        sheet.merge_cells(f"B{row}:C{row}")
        sheet.row_dimensions[row].height = 8 + 13 * (1 + len(words) // 100)
        row += 1
    row += 1
    for letter, words in zip("ABC", ("Tema", "Spørgsmål", "Hvad der gør svar sammenlignelige"),
                             strict=True):  # fmt: skip
        put(sheet, f"{letter}{row}", words, "header")
    for theme in load_themes().values():
        row += 1
        compared = ", ".join(theme.options.values()) or theme.unit or "kun ordene"
        texts = {"A": theme.label, "B": theme.question, "C": compared}
        for letter, words in texts.items():
            put(sheet, f"{letter}{row}", words, edge=True)
        set_height(sheet, row, texts)
    set_up_page(sheet, title=_TITLE, portrait=True)


_GUIDE = (
    ("Hvad er det?", "Én linje for hver kommune og hvert tema: hvad gør kommunen, og hvordan ved "
     "vi det? Skriv hvad der gøres, ikke om det er rigtigt."),
    ("Hvem har sagt det?", "Skriv en rolle, for eksempel »afdelingsleder i jobcentret«. Aldrig "
     "navn, e-mail, telefonnummer eller CPR-nummer; arket kan da ikke læses ind."),
    ("Borgere", "Skriv intet om enkelte borgere eller sager."),
    ("Datoer", "Skriv dem så nøjagtigt som kilden: 2025-11-03, 2025-11, 2025K4 eller 2025. Står "
     "der ingen dato, så skriv ukendt; oplysningen bruges da ikke om praksis i dag."),
    ("Kategori og tal", "Vælg kun en kategori, kilden kan bære, og kun fra temaets egen liste. Ved "
     "du det ikke, så lad feltet stå tomt: et gæt er dårligere end ingenting."),
    ("Kun titlen læst?", "Vælg det under »Læst?«. Skriv så hverken kategori, tal eller resultat."),
    ("Bagefter", "Gem som .xlsx, og læs arket ind: praksis study read FIL --out study.yaml. En "
     "linje, der slettes her, bliver stående i study.yaml."),
)  # fmt: skip


def _fill_lists(sheet: Worksheet, names: Mapping[str, str]) -> dict[str, str]:
    """Write each list in a column of its own, and return where it stands by its name."""
    put(sheet, "A1", KIND)
    places = {}
    for column, (name, words) in enumerate(list_words(names).items(), start=2):
        letter = get_column_letter(column)
        put(sheet, f"{letter}1", name)
        for row, word in enumerate(words, start=2):
            put(sheet, f"{letter}{row}", word)
        places[name] = f"{LISTS}!${letter}$2:${letter}${max(2, len(words) + 1)}"
    return places


def _fill_rows(
    sheet: Worksheet,
    things: Sequence[PracticeEntry] | Sequence[ExistingAnalysis],
    names: Mapping[str, str],
    places: Mapping[str, str],
) -> None:
    """Write the headings, what is known, and empty rows with drop-downs."""
    columns = COLUMNS[sheet.title]
    letters = [get_column_letter(position) for position in range(1, len(columns) + 1)]
    set_widths(sheet, {letter: each.width for letter, each in zip(letters, columns, strict=True)})
    for letter, column in zip(letters, columns, strict=True):
        put(sheet, f"{letter}1", column.label, "header")
    sheet.row_dimensions[1].height = 44
    last = 1 + len(things) + _EMPTY_ROWS[sheet.title]
    for row in range(2, last + 1):
        values = plain_values(things[row - 2]) if row - 2 < len(things) else {}
        texts = {}
        for letter, column in zip(letters, columns, strict=True):
            cell = unlock(sheet, f"{letter}{row}")
            if column.key in _DATES:
                # As text, or a spreadsheet would turn 2018-04 into the first of April.
                cell.number_format = "@"
            shown = show_words(column, values, names)
            if shown is not None and shown != "":
                cell.value = shown
                if isinstance(shown, str):
                    cell.data_type = "s"
                texts[letter] = str(shown)
        if texts:
            set_height(sheet, row, texts)
    for letter, column in zip(letters, columns, strict=True):
        if check := _validation(column, places):
            sheet.add_data_validation(check)
            check.add(f"{letter}2:{letter}{last}")
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{letters[-1]}{last}"
    set_up_page(sheet, title=f"{_TITLE}: {sheet.title}", header_row=1)


def _validation(column: SheetColumn, places: Mapping[str, str]) -> DataValidation | None:
    """Return what a column's cells are held to while somebody fills them in."""
    if column.list_name:
        check = DataValidation(type="list", formula1=places[column.list_name], allow_blank=True)
        check.error = "Vælg fra listen."
    elif column.key in ("value", "n_units"):
        check = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
        check.error = "Skriv et tal uden enhed."
    elif column.key in ("practice", "result"):
        check = DataValidation(
            type="textLength", operator="lessThanOrEqual", formula1=str(MOST_LETTERS)
        )
        check.error = f"Højst {number(MOST_LETTERS)} tegn."
    else:
        return None
    check.errorTitle, check.showErrorMessage, check.allow_blank = _TITLE, True, True
    return check
