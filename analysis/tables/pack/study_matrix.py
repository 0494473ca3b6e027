"""The practice matrix: themes down, municipalities across, and the words behind it."""

from __future__ import annotations

from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.labels import date, listing, number, sentence_case
from analysis.study.matrix import Known, MatrixCell, StudyMatrix
from analysis.study.model import PracticeEntry, Reading
from analysis.study.strength import rate_entry
from analysis.study.themes import Theme

BLOCK_ID = "praksismatrix"
ENTRIES_ID = "praksis-poster"
_NOT_STUDIED, _TITLE = "–", "titel"
# So many municipalities fit beside the themes on a page in portrait with readable words.
_MOST_COLUMNS = 6
_OLD = "*"


def tabulate_study_matrix(matrix: StudyMatrix) -> Block:
    """Return what is known of focus and peers, one row per theme.

    A cell holds the category or the number and, in brackets, the number of the entry in the
    table *praksis-poster*. With more than six municipalities the peers stand in two parts
    under each other, the focus first in both.

    Parameters
    ----------
    matrix : StudyMatrix
        Focus and peers by theme.
    """
    parts = _split(matrix.codes)
    width = max(map(len, parts))
    rows: list[Row] = []
    for position, codes in enumerate(parts):
        if position:
            rows.append(Row(_pad(("", *(_heading(matrix, code) for code in codes)), width)))
        rows += [
            Row(_pad((_theme(theme), *(_cell(matrix, theme.id, c) for c in codes)), width))
            for theme in matrix.themes
        ]
    labels = [_heading(matrix, code) for code in parts[0]]
    content = Table(
        caption=f"Hvad der er kendt om praksis pr. {date(matrix.date)}",
        columns=(
            Column("theme", "Tema", "left"),
            *(Column(f"m{i}", label, "left") for i, label in enumerate(labels, start=1)),
        ),
        rows=tuple(rows),
        records=tuple(_record(matrix, cell) for cell in matrix.cells.values()),
        note=_note(matrix),
    )
    return Block(BLOCK_ID, content, matrix.lineage)


def tabulate_study_entries(matrix: StudyMatrix) -> Block:
    """Return the entries that the matrix refers to, with what is done and how it is known.

    Parameters
    ----------
    matrix : StudyMatrix
        Focus and peers by theme.
    """
    entries = matrix.entries
    if not entries:
        text = Paragraph(
            "Skriv poster i arbejdsbogen fra praksis study workbook, og læs den ind igen.",
            lead="Ingen af kommunerne er undersøgt.",
        )
        return Block(ENTRIES_ID, Text((text,), role="missing"), matrix.lineage)
    rows: list[Row] = []
    for theme in matrix.themes:
        of_theme = [entry for entry in entries if entry.theme == theme.id]
        if of_theme:
            rows.append(Row((f"{theme.label}: {theme.question}",), is_group=True))
            rows += [_entry_row(matrix, alike) for alike in _group_alike(of_theme)]
    content = Table(
        caption="Posterne bag praksismatricen",
        columns=(
            Column("number", "Nr.", "left"),
            Column("municipality", "Kommune", "left"),
            Column("practice", "Hvad der gøres", "left"),
            Column("known_by", "Hvornår, og hvordan det vides", "left"),
        ),
        rows=tuple(rows),
        records=tuple(_entry_record(matrix, entry) for entry in entries),
        note="Styrken følger faste regler: stærk er et dokument fra kommunen eller egen "
        "iagttagelse, middel er oplyst af en nævnt rolle, svag er alt andet. Den gælder kilden, "
        "ikke praksis. Kildernes adresser står i datafilen.",
    )
    return Block(ENTRIES_ID, content, matrix.lineage)


def _split(codes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the municipalities of each part: the focus, and a share of the peers."""
    focus, peers = codes[:1], codes[1:]
    most = _MOST_COLUMNS - 1
    n_parts = max(1, -(-len(peers) // most))
    size = -(-len(peers) // n_parts) if peers else 0
    return [focus + peers[i * size : (i + 1) * size] for i in range(n_parts)]


def _theme(theme: Theme) -> str:
    return f"{theme.label} ({theme.unit})" if theme.unit else theme.label


def _pad(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (1 + width - len(cells)))


def _heading(matrix: StudyMatrix, code: str) -> str:
    """Return a name that may break after its hyphen."""
    return matrix.name(code).replace("-", "-\u200b")


def _cell(matrix: StudyMatrix, theme: str, code: str) -> str:
    """Return the few words of one cell."""
    cell = matrix.cell(theme, code)
    if cell.entry is None:
        return _NOT_STUDIED
    reference = f"({number(matrix.number_of(cell.entry))})"
    if cell.known is Known.TITLE_ONLY:
        return f"{_TITLE} {reference}"
    old = _OLD if cell.known is Known.OLD else ""
    words = cell.entry.short or "beskrevet"
    if cell.theme.unit:
        # The unit stands with the theme, since columns are narrow.
        words = words.removesuffix(f" {cell.theme.unit}")
    return f"{words}{old} {reference}"


def _note(matrix: StudyMatrix) -> str:
    """Return how the cells are read."""
    return (
        f"{_NOT_STUDIED} er ikke undersøgt; kommunen kan godt gøre det. {_OLD} er ældre end "
        f"{number(matrix.max_age_years)} år eller uden dato og siger intet om praksis i dag. "
        f"»{_TITLE}« betyder, at kun titlen på kilden er læst, og »beskrevet«, "
        "at kilden hverken har kategori eller tal. Tallet i parentes er "
        "postens nummer i bilaget med posterne bag praksismatricen."
    )


def _record(matrix: StudyMatrix, cell: MatrixCell) -> dict[str, Any]:
    """Return one cell as it stands in the file beside the table."""
    entry = cell.entry
    return {
        "theme": cell.theme.id,
        "municipality_code": cell.municipality_code,
        "municipality_name": matrix.name(cell.municipality_code),
        "known": cell.known.value,
        "category": entry.category if entry else "",
        "value": entry.value if entry else None,
        "unit": cell.theme.unit,
        "known_on": entry.known_on.text if entry else "",
        "known_by": entry.known_by.value if entry else "",
        "entry": entry.id if entry else "",
        "n_entries": cell.n_entries,
    }


def _group_alike(entries: list[PracticeEntry]) -> list[list[PracticeEntry]]:
    """Return entries that say the same of several municipalities, known the same way, together."""
    groups: dict[tuple[object, ...], list[PracticeEntry]] = {}
    for entry in entries:
        known = (entry.known_by, entry.stated_by, entry.known_on, entry.reading)
        groups.setdefault((entry.practice, entry.period_label, *known), []).append(entry)
    return list(groups.values())


def _write_numbers(numbers: list[int]) -> str:
    """Write numbers that follow each other as first and last."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 1 and numbers == list(range(first, last + 1)):
        return f"{number(first)}-{number(last)}"
    return ", ".join(map(number, numbers))


def _entry_row(matrix: StudyMatrix, alike: list[PracticeEntry]) -> Row:
    """Return the row of one entry, or of several that say the same."""
    entry = alike[0]
    how = [entry.known_by.label]
    if entry.stated_by:
        how.append(entry.stated_by)
    if entry.known_on.is_known and entry.known_on.label not in entry.period_label:
        how.append(entry.known_on.label)
    return Row(
        (
            _write_numbers([matrix.number_of(each) for each in alike]),
            listing([matrix.name(each.municipality_code) for each in alike]),
            entry.practice,
            f"{sentence_case(entry.period_label)}. {sentence_case(', '.join(how))} "
            f"({_write_strength(entry)})",
        ),
    )


def _write_strength(entry: PracticeEntry) -> str:
    """Write how strong the source is; of a title only, that nothing more is read."""
    if entry.reading is Reading.TITLE_ONLY:
        return entry.reading.label
    return f"styrke: {rate_entry(entry).strength.label}"


def _entry_record(matrix: StudyMatrix, entry: PracticeEntry) -> dict[str, Any]:
    """Return one entry as it stands in the file beside the table."""
    rating = rate_entry(entry)
    return {
        "number": matrix.number_of(entry),
        "id": entry.id,
        "theme": entry.theme,
        "municipality_code": entry.municipality_code,
        "municipality_name": matrix.name(entry.municipality_code),
        "practice": entry.practice,
        "category": entry.category,
        "value": entry.value,
        "unit": entry.about.unit,
        "period_from": entry.period_from.text,
        "period_to": entry.period_to.text if entry.period_to else "",
        "known_by": entry.known_by.value,
        "stated_by": entry.stated_by,
        "known_on": entry.known_on.text,
        "reading": entry.reading.value,
        "strength": rating.strength.value,
        "rule": rating.rule,
        "reference": entry.reference,
    }
