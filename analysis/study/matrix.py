"""What is known of each municipality, theme by theme, and what has nobody studied?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.concepts import Lineage
from analysis.study.model import PracticeEntry, Reading, Study
from analysis.study.themes import Theme, find_theme, load_themes

MAX_AGE_YEARS = 5.0


class Known(StrEnum):
    """What is known of a municipality's practice on a theme."""

    CURRENT = "current"
    OLD = "old"
    TITLE_ONLY = "title_only"
    NOT_STUDIED = "not_studied"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "current": "undersøgt",
            "old": "ældre eller udateret",
            "title_only": "kun titel læst",
            "not_studied": "ikke undersøgt",
        }[self.value]


@dataclass(frozen=True)
class MatrixCell:
    """One municipality and one theme.

    Attributes
    ----------
    municipality_code : str
        The municipality.
    theme : Theme
        The theme.
    known : Known
        What is known.
    entry : PracticeEntry or None
        The newest entry that was read, otherwise the newest; None where nothing is known.
    n_entries : int
        How many entries there are.
    """

    municipality_code: str
    theme: Theme
    known: Known
    entry: PracticeEntry | None
    n_entries: int


@dataclass(frozen=True)
class StudyMatrix:
    """Focus and peers by theme.

    Attributes
    ----------
    focus : str
        The focus municipality.
    codes : tuple of str
        The focus first, then the peers.
    names : mapping of str to str
        Name by code.
    date : date
        The day whose practice is asked about.
    max_age_years : float
        What is older than this is shown and not used.
    themes : tuple of Theme
        The rows.
    cells : mapping of (str, str) to MatrixCell
        By theme and municipality.
    lineage : Lineage
        The file.
    """

    focus: str
    codes: tuple[str, ...]
    names: Mapping[str, str]
    date: dt.date
    max_age_years: float
    themes: tuple[Theme, ...]
    cells: Mapping[tuple[str, str], MatrixCell]
    lineage: Lineage

    @property
    def peers(self) -> tuple[str, ...]:
        """Return the peers, in order."""
        return self.codes[1:]

    def cell(self, theme: str, municipality_code: str) -> MatrixCell:
        """Return one cell."""
        return self.cells[theme, municipality_code]

    def name(self, municipality_code: str) -> str:
        """Return a municipality's name, or its code where no name is known."""
        return self.names.get(municipality_code, municipality_code)

    def number_of(self, entry: PracticeEntry) -> int:
        """Return the number by which an entry is referred to beside the matrix, from 1."""
        return [each.id for each in self.entries].index(entry.id) + 1

    @property
    def entries(self) -> tuple[PracticeEntry, ...]:
        """Return the entries that the cells show, theme by theme."""
        return tuple(
            cell.entry
            for theme in self.themes
            for code in self.codes
            if (cell := self.cell(theme.id, code)).entry is not None
        )


def practice_matrix(
    study: Study,
    *,
    focus: str,
    peers: Sequence[str],
    date: dt.date,
    names: Mapping[str, str] | None = None,
    themes: Sequence[str] = (),
    max_age_years: float = MAX_AGE_YEARS,
) -> StudyMatrix:
    """Place what is known of focus and peers, theme by theme.

    Parameters
    ----------
    study : Study
        The entries.
    focus, peers : str and sequence of str
        Municipality codes.
    date : date
        The day whose practice is asked about.
    names : mapping of str to str, optional
        Names by code, such as ``comparison.names``; without them codes stand.
    themes : sequence of str, optional
        Ids of the themes to show; all of them when empty.
    max_age_years : float, default 5
        What is known of longer ago than this says nothing of today's practice.

    Raises
    ------
    RequestError
        If a theme is not in the list.

    Notes
    -----
    Five years is a convention. A practice may change within it, unnoticed: bold. One that
    did not change for longer counts as not known: cautious.
    """
    codes = (focus, *(code for code in peers if code != focus))
    shown = tuple(find_theme(theme) for theme in themes or load_themes())
    cells = {
        (theme.id, code): _cell(study, code, theme, date, max_age_years)
        for theme in shown
        for code in codes
    }
    return StudyMatrix(
        focus, codes, dict(names or {}), date, max_age_years, shown, cells, study.lineage
    )


def known_of(entry: PracticeEntry, day: dt.date, *, max_age_years: float) -> Known:
    """Return what an entry makes known of a day."""
    if entry.reading is Reading.TITLE_ONLY:
        return Known.TITLE_ONLY
    return Known.CURRENT if entry.speaks_of(day, max_age_years=max_age_years) else Known.OLD


def choose_entry(
    study: Study, municipality_code: str, theme: str, *, day: dt.date, max_age_years: float
) -> PracticeEntry | None:
    """Return the entry that stands for a municipality: one of today's, otherwise the newest.

    Among today's an entry with a category or a number goes before one with words alone.
    """
    found = study.of(municipality_code, theme)
    current = [
        entry
        for entry in found
        if known_of(entry, day, max_age_years=max_age_years) is Known.CURRENT
    ]
    comparable = [entry for entry in current if entry.is_comparable]
    return next(iter([*comparable, *current, *found]), None)


def _cell(study: Study, code: str, theme: Theme, day: dt.date, max_age_years: float) -> MatrixCell:
    """Return what is known of one municipality and theme."""
    entry = choose_entry(study, code, theme.id, day=day, max_age_years=max_age_years)
    n_entries = len(study.of(code, theme.id))
    known = Known.NOT_STUDIED
    if entry is not None:
        known = known_of(entry, day, max_age_years=max_age_years)
    return MatrixCell(code, theme, known, entry, n_entries)
