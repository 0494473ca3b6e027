"""Which sheets and columns does the workbook of a practice study have, and in which words?

The one who fills it in sees Danish words; the file of the study has codes. Both ways between
them are here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.study.model import Generalisable, KnownBy, Method, Reading
from analysis.study.themes import load_themes

KIND = "praksis-praksisundersoegelse-1"
GUIDE, ENTRIES, ANALYSES, LISTS = "Vejledning", "Praksis", "Analyser", "Lister"
_CODE_AT_END = re.compile(r"\((\d{3,4})\)$")


@dataclass(frozen=True)
class SheetColumn:
    """One column: the key of the field, its heading, width in characters, and its list."""

    key: str
    label: str
    width: float
    list_name: str = ""


COLUMNS: Mapping[str, tuple[SheetColumn, ...]] = {
    ENTRIES: (
        SheetColumn("municipality_code", "Kommune", 22, "kommune"),
        SheetColumn("theme", "Tema", 24, "tema"),
        SheetColumn("practice", "Hvad gøres der?", 60),
        SheetColumn("category", "Kategori (hvis temaet har en)", 34, "kategori"),
        SheetColumn("value", "Tal (hvis temaet har en enhed)", 14),
        SheetColumn("period_from", "Siden", 14),
        SheetColumn("period_to", "Indtil (tom: endnu)", 14),
        SheetColumn("known_by", "Hvordan ved vi det?", 22, "kendt_ved"),
        SheetColumn("reference", "Dokument eller adresse", 40),
        SheetColumn("stated_by", "Oplyst af (rolle, aldrig navn)", 28),
        SheetColumn("known_on", "Dato for kilden", 14),
        SheetColumn("reading", "Læst?", 16, "laest"),
        SheetColumn("id", "Id (lad stå)", 24),
    ),
    ANALYSES: (
        SheetColumn("title", "Titel", 44),
        SheetColumn("publisher", "Udgiver", 28),
        SheetColumn("published", "Udgivet", 14),
        SheetColumn("method", "Metode", 26, "metode"),
        SheetColumn("n_units", "Antal", 10),
        SheetColumn("unit", "Antal af hvad", 16),
        SheetColumn("question", "Spørgsmål", 40),
        SheetColumn("result", "Resultat (tomt, hvis kun titlen er læst)", 60),
        SheetColumn("generalisable", "Gælder den andre?", 16, "gaelder"),
        SheetColumn("generalisable_why", "Hvorfor, eller hvorfor ikke", 40),
        SheetColumn("reference", "Adresse", 40),
        SheetColumn("reading", "Læst?", 16, "laest"),
        SheetColumn("id", "Id (lad stå)", 24),
    ),
}


def list_words(names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the words of each drop-down by its name, with the code that each stands for.

    Parameters
    ----------
    names : mapping of str to str
        Names of the municipalities by code.
    """
    themes = load_themes()
    return {
        "kommune": {f"{name} ({code})": code for code, name in names.items()},
        "tema": {theme.label: theme.id for theme in themes.values()},
        "kategori": {
            f"{theme.label}: {words}": f"{theme.id}/{code}"
            for theme in themes.values()
            for code, words in theme.options.items()
        },
        "kendt_ved": {each.label: each.value for each in KnownBy},
        "laest": {each.label: each.value for each in Reading},
        "metode": {each.label: each.value for each in Method},
        "gaelder": {each.label: each.value for each in Generalisable},
    }


def show_words(column: SheetColumn, values: Mapping[str, Any], names: Mapping[str, str]) -> Any:
    """Return what stands in a cell for a field of an entry or an analysis."""
    value = values.get(column.key)
    if value is None or value == "" or not column.list_name:
        return value
    if column.list_name == "kommune":
        return f"{names.get(str(value), 'Kommune')} ({value})"
    code = f"{values['theme']}/{value}" if column.list_name == "kategori" else str(value)
    words = {code: label for label, code in list_words({})[column.list_name].items()}
    return words[code]


def read_words(column: SheetColumn, value: Any, theme: str) -> Any:
    """Return the code that a word in a cell stands for, and the word itself if it is unknown.

    A category of another theme than `theme` is unknown.
    """
    if value is None or not column.list_name:
        return value
    text = " ".join(str(value).split())
    if column.list_name == "kommune":
        found = _CODE_AT_END.search(text)
        return found[1] if found else text
    known = {label.casefold(): code for label, code in list_words({})[column.list_name].items()}
    code = known.get(text.casefold(), text)
    if column.list_name == "kategori":
        return code.removeprefix(f"{theme}/")
    return code
