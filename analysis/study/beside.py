"""What stands beside a practice: how often do those municipalities use a scheme?

The practice is put next to the benchmark's ratio against the rest of the country. Where six
municipalities or more have a practice that can be ranked, known of today, the two orders
are tested; otherwise they are only shown. Neither says that the one leads to the other.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from enum import StrEnum

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.headlines import Headline
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Lineage
from analysis.errors import RequestError
from analysis.study.matrix import MAX_AGE_YEARS, Known, choose_entry, known_of
from analysis.study.model import PracticeEntry, Study
from analysis.study.rank_association import SMALLEST_N, RankAssociation, rank_association
from analysis.study.themes import Theme, find_theme

TEST_LEVEL = 0.05


class BesideState(StrEnum):
    """What may be said of a practice beside a ratio."""

    SHOWN_ONLY = "shown_only"
    NOT_SEEN = "not_seen"
    COVARIES = "covaries"


@dataclass(frozen=True)
class BesideRow:
    """One municipality with what is known of its practice.

    Attributes
    ----------
    municipality_code, name : str
        The municipality.
    is_focus, is_peer : bool
        What it is in the comparison.
    entry : PracticeEntry
        What is known.
    known : Known
        Of today, or of earlier.
    ratio : float
        Observed over expected at the rates of the rest of the country; NaN if unknown.
    is_tested : bool
        Whether the row is part of the test.
    """

    municipality_code: str
    name: str
    is_focus: bool
    is_peer: bool
    entry: PracticeEntry
    known: Known
    ratio: float
    is_tested: bool


@dataclass(frozen=True)
class PracticeBeside:
    """A practice beside the ratio of those municipalities.

    Attributes
    ----------
    theme : Theme
        The practice.
    headline : Headline
        The scheme or benefit whose ratio stands beside it.
    rows : tuple of BesideRow
        In the order of the practice where it has one, otherwise by name.
    association : RankAssociation or None
        The test; None where too few can be ranked.
    state : BesideState
        What may be said.
    n_municipalities : int
        How many municipalities the country has in the comparison.
    date : date
        The day whose practice is asked about.
    lineage : Lineage
        Study and comparison.
    """

    theme: Theme
    headline: Headline
    rows: tuple[BesideRow, ...]
    association: RankAssociation | None
    state: BesideState
    n_municipalities: int
    date: dt.date
    lineage: Lineage

    @property
    def n_tested(self) -> int:
        """Return how many municipalities are part of the test, or could have been."""
        return sum(row.is_tested for row in self.rows)


def practice_beside(
    study: Study,
    comparison: PracticeComparison,
    theme: str,
    *,
    headline: str = "",
    date: dt.date | None = None,
    max_age_years: float = MAX_AGE_YEARS,
) -> PracticeBeside:
    """Put a practice beside the benchmark ratio of the municipalities that it is known of.

    Parameters
    ----------
    study : Study
        The entries.
    comparison : PracticeComparison
        The benchmark, every municipality against the rest of the country.
    theme : str
        Id of the theme.
    headline : str, default ''
        Id of the headline, such as ``fleksjob-bestand``. Empty: the first with data.
    date : date, optional
        The day whose practice is asked about; default the report's date.
    max_age_years : float, default 5
        What is known of longer ago is shown and not tested.

    Raises
    ------
    RequestError
        If there is no such theme, or no such headline with data.

    Notes
    -----
    Municipalities are those that somebody has written about, which is no random sample:
    those who stand out are written about first, so the two orders may go together in
    the study and not in the country: bold. The ratio is of today and the practice of up to
    `max_age_years` ago: cautious.
    """
    about = find_theme(theme)
    measure = _find_measure(comparison, headline)
    day = date or comparison.report_date
    ratios = {str(code): float(r) for code, r in measure.municipalities["ratio"].items()}
    codes = [code for code in ratios if study.of(code, theme)]
    rows = []
    for code in codes:
        entry = choose_entry(study, code, theme, day=day, max_age_years=max_age_years)
        if entry is not None:
            known = known_of(entry, day, max_age_years=max_age_years)
            rows.append(_row(comparison, entry, known, ratios[code]))
    association = _test(about, rows)
    state = BesideState.SHOWN_ONLY
    if association is not None:
        is_seen = association.p_value < TEST_LEVEL
        state = BesideState.COVARIES if is_seen else BesideState.NOT_SEEN
    return PracticeBeside(
        about,
        measure.headline,
        tuple(sorted(rows, key=_order)),
        association,
        state,
        len(ratios),
        day,
        study.lineage | measure.lineage | comparison.name_lineage,
    )


def _find_measure(comparison: PracticeComparison, headline: str) -> MeasureComparison:
    """Return the headline asked for, or the first with data."""
    found = [m for m in comparison.measures if headline in ("", m.headline.id)]
    if not found:
        raise RequestError(
            f"There is no headline {headline!r} with data to stand beside a practice.",
            where=comparison.focus_name,
            expected=", ".join(m.headline.id for m in comparison.measures) or "data for one",
            fix="choose one of these",
        )
    return found[0]


def _row(
    comparison: PracticeComparison, entry: PracticeEntry, known: Known, ratio: float
) -> BesideRow:
    """Return the row of one municipality."""
    code = entry.municipality_code
    is_ranked = entry.is_comparable and entry.level is not None
    return BesideRow(
        code,
        comparison.name(code),
        code == comparison.focus,
        code in comparison.peers.codes,
        entry,
        known,
        ratio,
        is_ranked and known is Known.CURRENT and math.isfinite(ratio),
    )


def _test(theme: Theme, rows: list[BesideRow]) -> RankAssociation | None:
    """Test the rows that can be ranked, where there are enough and they differ."""
    tested = [(row.entry.level, row.ratio) for row in rows if row.is_tested]
    levels = [level for level, _ in tested if level is not None]
    ratios = [ratio for _, ratio in tested]
    is_varied = len(set(levels)) > 1 and len(set(ratios)) == len(ratios)
    if not theme.has_levels or len(tested) < SMALLEST_N or not is_varied:
        return None
    return rank_association(levels, ratios)


def _order(row: BesideRow) -> tuple[bool, float, str]:
    """Order rows by the practice from less to more, those without a place last."""
    level = row.entry.level
    return level is None, level or 0.0, row.name
