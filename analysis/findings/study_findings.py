"""What does the practice study carry, theme by theme? Danish sentences by stated rules.

Only what is known of today is held against each other: read, of a day within the years that
the matrix allows, with a category or a number.

=========================================================  ==============  =================
Case                                                       State           Rule
=========================================================  ==============  =================
Nothing of that kind is known of the focus                 focus_unknown   focus-not-known
Fewer than three peers have it                             too_few         under-three-peers
The focus shares its category with fewer than half         differs         category-differs
It shares it with half or more                             alike           category-alike
The focus's number lies outside the peers'                 differs         number-outside
It lies within them                                        alike           number-within
=========================================================  ==============  =================

A difference in practice is *ret sikkert* where five peers or more are known and every source
is strong, otherwise *usikkert*: interviews and public sources may have misunderstood. It
never says which practice is the better one, nor what it leads to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.labels import date as date_words
from analysis.labels import listing, number
from analysis.study.matrix import (
    MAX_AGE_YEARS,
    Known,
    MatrixCell,
    StudyMatrix,
    practice_matrix,
)
from analysis.study.model import PracticeEntry, Reading, Study
from analysis.study.strength import Strength, rate_entry
from analysis.study.themes import Comparable, Theme

FEWEST_PEERS = 3
_MANY_PEERS = 5
_STATE_WORDS = {
    "differs": "anderledes",
    "alike": "samme",
    "focus_unknown": "kommunens egen praksis er ikke undersøgt",
    "too_few": "for få er undersøgt",
}


def find_study(
    study: Study,
    *,
    focus: str,
    peers: Sequence[str],
    date: dt.date,
    names: Mapping[str, str] | None = None,
    max_age_years: float = MAX_AGE_YEARS,
) -> tuple[Finding, ...]:
    """Return one finding per theme of the practice study, in the order of the themes.

    Parameters
    ----------
    study : Study
        The entries.
    focus, peers : str and sequence of str
        Municipality codes.
    date : date
        The day whose practice is asked about.
    names : mapping of str to str, optional
        Names by code, such as ``comparison.names``.
    max_age_years : float, default 5
        What is known of longer ago says nothing of today's practice.
    """
    matrix = practice_matrix(
        study, focus=focus, peers=peers, date=date, names=names, max_age_years=max_age_years
    )
    return tuple(_conclude(matrix, theme) for theme in matrix.themes)


def _conclude(matrix: StudyMatrix, theme: Theme) -> Finding:
    """Return what may be said of one theme."""
    own = _comparable(matrix.cell(theme.id, matrix.focus))
    others = [
        entry
        for code in matrix.peers
        if (entry := _comparable(matrix.cell(theme.id, code))) is not None
    ]
    state, rule = _judge(theme, own, others)
    sentence = {
        "focus_unknown": _say_focus_unknown,
        "too_few": _say_too_few,
    }.get(state, _say_compared)(matrix, theme, own, others)
    return Finding(
        id=f"study.{theme.id}",
        kind=Kind.STUDY,
        title=theme.label,
        sentence=sentence,
        state=state,
        state_words=_STATE_WORDS[state],
        certainty=_certainty(state, [*([own] if own else []), *others]),
        rule=rule,
        period=matrix.date.isoformat(),
        numbers=_numbers(matrix, theme, own, others),
        lineage=matrix.lineage,
    )


def _comparable(cell: MatrixCell) -> PracticeEntry | None:
    """Return the entry of a cell where it is of today and can be compared."""
    is_usable = cell.known is Known.CURRENT and cell.entry is not None and cell.entry.is_comparable
    return cell.entry if is_usable else None


def _judge(
    theme: Theme, own: PracticeEntry | None, others: Sequence[PracticeEntry]
) -> tuple[str, str]:
    """Return state and rule, by the table above."""
    if own is None:
        return "focus_unknown", "focus-not-known"
    if len(others) < FEWEST_PEERS:
        return "too_few", "under-three-peers"
    if theme.kind is Comparable.NUMBER:
        values = [entry.value for entry in others if entry.value is not None]
        is_outside = own.value is not None and not min(values) <= own.value <= max(values)
        return ("differs", "number-outside") if is_outside else ("alike", "number-within")
    n_same = sum(entry.category == own.category for entry in others)
    is_alike = 2 * n_same >= len(others)
    return ("alike", "category-alike") if is_alike else ("differs", "category-differs")


def _say_focus_unknown(
    matrix: StudyMatrix,
    theme: Theme,
    own: PracticeEntry | None,
    others: Sequence[PracticeEntry],
) -> str:
    """Say what is not known, and what older or fewer words there are."""
    del own
    focus = matrix.cell(theme.id, matrix.focus)
    lead = f"{theme.label}: {_name(matrix, matrix.focus)} er ikke undersøgt"
    if focus.known is Known.CURRENT:
        lead = (
            f"{theme.label}: {_name(matrix, matrix.focus)} er beskrevet, men ikke sammenligneligt"
        )
    elif focus.entry is not None and focus.entry.reading is Reading.TITLE_ONLY:
        lead += "; kun titlen på en kilde er læst"
    elif focus.entry is not None and focus.entry.known_on.is_known:
        lead += f" i nyere tid; den nyeste oplysning er fra {focus.entry.known_on.label}"
    return f"{lead}. {_say_how_many(matrix, others)}"


def _say_too_few(
    matrix: StudyMatrix,
    theme: Theme,
    own: PracticeEntry | None,
    others: Sequence[PracticeEntry],
) -> str:
    """Say what the focus does, and that too few others are known."""
    words = own.short if own else ""
    return (
        f"{theme.label}: {_name(matrix, matrix.focus)} har »{words}«. "
        f"{_say_how_many(matrix, others)} Det er for få til en sammenligning."
    )


def _say_compared(
    matrix: StudyMatrix,
    theme: Theme,
    own: PracticeEntry | None,
    others: Sequence[PracticeEntry],
) -> str:
    """Say what the focus does and what the known peers do."""
    words = own.short if own else ""
    lead = f"{theme.label}: {_name(matrix, matrix.focus)} har »{words}«"
    if theme.kind is Comparable.NUMBER:
        values = [entry.value for entry in others if entry.value is not None]
        rest = (
            f"{number(len(others))} sammenlignelige kommuner har fra {_digits(min(values))} til "
            f"{_digits(max(values))} {theme.unit}"
        )
    else:
        counts = {
            label: sum(entry.category == code for entry in others)
            for code, label in theme.options.items()
        }
        parts = [f"»{label}« i {number(n)}" for label, n in counts.items() if n]
        rest = f"blandt {number(len(others))} sammenlignelige kommuner er det {listing(parts)}"
    return f"{lead}; {rest}. Hvilken praksis der er bedst, siger det intet om."


def _say_how_many(matrix: StudyMatrix, others: Sequence[PracticeEntry]) -> str:
    """Say of how many peers today's practice is known, and as of when."""
    n_peers, day = number(len(matrix.peers)), date_words(matrix.date)
    if not others:
        return f"Pr. {day} er praksis ikke kendt i nogen af de {n_peers} sammenlignelige kommuner."
    return (
        f"Pr. {day} er praksis kendt i {number(len(others))} af {n_peers} sammenlignelige kommuner."
    )


def _certainty(state: str, entries: Sequence[PracticeEntry]) -> Certainty:
    """Return how sure a finding is, by the rule in the module's docstring."""
    if state not in ("differs", "alike"):
        return Certainty.NONE
    is_strong = all(rate_entry(entry).strength is Strength.STRONG for entry in entries)
    return Certainty.FAIR if is_strong and len(entries) > _MANY_PEERS else Certainty.WEAK


def _numbers(
    matrix: StudyMatrix,
    theme: Theme,
    own: PracticeEntry | None,
    others: Sequence[PracticeEntry],
) -> tuple[Number, ...]:
    """Return the numbers behind the sentence."""
    found = [
        Number("n_peers_known", "sammenlignelige kommuner, der er undersøgt", len(others), _UNIT),
        Number("n_peers", "sammenlignelige kommuner", len(matrix.peers), _UNIT),
    ]
    if theme.kind is Comparable.NUMBER and own is not None and own.value is not None:
        decimals = 0 if own.value.is_integer() else 1
        label = f"{theme.label} ({theme.unit})"
        is_share = theme.unit.startswith("pct.")
        value, unit = (own.value / 100, "share") if is_share else (own.value, _unit(theme))
        found.append(Number("own", label, value, unit, decimals=decimals))
    return tuple(found)


_UNIT = "municipalities"


def _unit(theme: Theme) -> str:
    """Return the unit of a theme's number as findings call it."""
    return {"uger": "weeks", "sager pr. medarbejder": "cases"}.get(theme.unit, "ratio")


def _digits(value: float) -> str:
    return number(value, decimals=0 if float(value).is_integer() else 1)


def _name(matrix: StudyMatrix, code: str) -> str:
    return matrix.name(code)
