"""What does a reader of the workbook see first? What it is, how to read it, what is where."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.blocks.model import STAMP
from analysis.concepts import Period
from analysis.labels import date, number, sentence_case
from analysis.parameters.fields import NOT_DESCRIBED, Field
from analysis.rendering.report import ReportMeta
from analysis.rendering.workbook_numbers import ORIGINS, Exhibit
from analysis.rendering.workbook_style import Look, set_up_page, write_text

FRONT = "Læs mig"
FIELDS = "Felter"
_WIDTHS = (30, 62, 44, 14, 36, 14, 66)
_SYNTHETIC = (
    f"{STAMP}: nogle eller alle tal er lavet af et program og siger intet om virkelige forhold. "
    "Hvert tal har sin oprindelse ved siden af sig."
)
_HOW_TO_READ = (
    "»Alle tal« har ét tal i hver række: hvad det handler om, enhed, periode, grænser og kilde. "
    "Filtrér i overskriften.",
    "Derefter følger et ark for hver tabel og figur med de samme tal, som de står i rapporten.",
    "Tallene er ikke afrundet til visning. En andel er mellem 0 og 1 og vises i procent. Et "
    "forhold er faktisk delt med forventet: 1 er som forventet.",
    "Nedre og øvre grænse hører til værdien i samme række; niveauet siger, hvor sikre de er. En "
    "række uden værdi er et spænd uden et tal i midten.",
    "En periode er skrevet som i Statistikbanken: 2025K4 er 4. kvartal 2025. »(rapportens)« "
    "betyder, at tallet ikke har sin egen periode.",
    "Tom celle: ukendt, uden betydning for rækken eller ikke offentliggjort. Små antal er skjult "
    "på samme måde som i rapporten og kan ikke findes her.",
    f"»Felter« forklarer hver kolonne. Et felt, der er »{NOT_DESCRIBED}«, kommer fra en egen "
    "tilføjelse til rapporten.",
    "Filen har ingen formler, ingen makroer og ingen henvisninger til andre filer.",
)


@dataclass(frozen=True)
class SheetLine:
    """One line of the list of sheets: its name, what it has and how many rows."""

    sheet: str
    about: str
    question: str
    origin: str
    n_rows: int


def write_front(
    sheet: Any, meta: ReportMeta, lines: Sequence[SheetLine], look: Look, *, is_synthetic: bool
) -> None:
    """Write the first sheet.

    Parameters
    ----------
    sheet : xlsxwriter.Worksheet
        An empty sheet.
    meta : ReportMeta
        Whom, when and from what.
    lines : sequence of SheetLine
        The other sheets.
    look : Look
        The workbook's formats.
    is_synthetic : bool
        Whether any number of the workbook is.
    """
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    set_up_page(sheet, look, header_row=0)
    write_text(sheet, 0, 0, f"{meta.heading}: alle tal", look.title)
    if is_synthetic:
        write_text(sheet, 1, 0, _SYNTHETIC, look.stamp)
    row = 3
    for label, text in _facts(meta):
        write_text(sheet, row, 0, label, look.stamp)
        write_text(sheet, row, 1, text, look.wrapped)
        row += 1
    write_text(sheet, row + 1, 0, "Sådan læses filen", look.stamp)
    for at, text in enumerate(_HOW_TO_READ, start=row + 2):
        write_text(sheet, at, 0, text, look.text)
    row = _write_sheets(sheet, row + len(_HOW_TO_READ) + 3, lines, look)
    _write_sources(sheet, row + 2, meta.inputs, look)


def write_fields(sheet: Any, exhibits: Sequence[Exhibit], look: Look) -> int:
    """Write what each column of the exhibits is, and return how many there are."""
    used: dict[tuple[str, str], tuple[Field, list[str]]] = {}
    for exhibit in exhibits:
        for key in exhibit.keys:
            field = exhibit.describe(key)
            used.setdefault((key, field.about), (field, []))[1].append(exhibit.id)
    rows = [
        (field.key, field.label, _unit(field), field.about, ", ".join(ids))
        for (field, ids) in sorted(used.values(), key=lambda each: each[0].key)
    ]
    headings = ("Feltnavn i CSV", "Navn", "Enhed", "Beskrivelse", "Findes i")
    _write_table(sheet, 0, headings, rows, look, "Felter")
    for column, width in enumerate((36, 42, 30, 80, 60)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    set_up_page(sheet, look, header_row=0)
    return len(rows)


def _facts(meta: ReportMeta) -> list[tuple[str, str]]:
    when = meta.period.label if isinstance(meta.period, Period) else date(meta.period)
    facts = [
        ("Rapport", meta.title),
        ("Kommune", f"{meta.municipality_name} ({meta.municipality_code})"),
        ("Periode", when),
        ("Dato", date(meta.date)),
        ("Status", sentence_case(meta.status_line)),
        ("Offentliggørelse", meta.embargo_line),
        ("Bemærk", meta.caution),
        ("Afsender", meta.publisher_line),
        ("Sprog", "dansk" if meta.language == "da" else meta.language),
    ]
    return [(label, text) for label, text in facts if text]


def _write_sheets(sheet: Any, row: int, lines: Sequence[SheetLine], look: Look) -> int:
    """Write the list of sheets with a link to each; return its last row."""
    headings = ("Ark", "Indhold", "Side i rapporten", "Oprindelse", "Rækker")
    rows = [
        (line.sheet, line.about, line.question, line.origin, number(line.n_rows)) for line in lines
    ]
    _write_table(sheet, row, headings, rows, look, "Ark")
    for at, line in enumerate(lines, start=row + 1):
        quoted = line.sheet.replace("'", "''")
        sheet.write_url(at, 0, f"internal:'{quoted}'!A1", look.link, line.sheet)
    return row + len(rows)


def _write_sources(sheet: Any, row: int, inputs: Sequence[Mapping[str, Any]], look: Look) -> None:
    headings = ("Fil", "Udgiver", "Tabel", "Hentet", "Licens", "Oprindelse", "SHA-256")
    keys = ("file", "publisher", "table", "extracted", "licence", "origin", "sha256")
    origins = {origin.value: word for origin, word in ORIGINS.items()}
    rows = [
        tuple(origins.get(text, text) for text in (str(entry.get(key) or "") for key in keys))
        for entry in inputs
    ]
    if rows:
        _write_table(sheet, row, headings, rows, look, "Kilder")


def _write_table(
    sheet: Any,
    row: int,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    look: Look,
    name: str,
) -> None:
    options = {
        "name": name,
        "style": "Table Style Light 1",
        "columns": [{"header": each, "header_format": look.header} for each in headings],
    }
    sheet.add_table(row, 0, row + max(len(rows), 1), len(headings) - 1, options)
    for at, texts in enumerate(rows, start=row + 1):
        for column, text in enumerate(texts):
            write_text(sheet, at, column, text, look.text)
    last = f"{chr(ord('A') + len(headings) - 1)}{row + len(rows) + 1}"
    sheet.ignore_errors({"number_stored_as_text": f"A{row + 2}:{last}"})


def _unit(field: Field) -> str:
    return f"se kolonnen {' eller '.join(field.unit_columns)}" if field.unit_columns else field.unit


def cut(rows: Sequence[Any], room: int) -> list[Sequence[Any]]:
    """Return the rows in parts that each fit on a sheet.

    Examples
    --------
    >>> cut([1, 2, 3], 2)
    [[1, 2], [3]]
    """
    starts = itertools.count(0, max(room, 1))
    return [rows[at : at + room] for at in itertools.takewhile(lambda at: at < len(rows), starts)]
