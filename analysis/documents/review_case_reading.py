"""How far is the reading of one case, and does its conclusion agree with its answers?

======================================== =======================================
What stands on the sheet                 What becomes of it
======================================== =======================================
nothing                                  not begun; no row anywhere
some answers, or not closed              answers kept; ``ikke_afsluttet``
closed, a question that is asked is open answers kept; ``ikke_afsluttet``; said
closed, all answered                     answers and conclusion; ``gennemgaaet``
closed, conclusion against the answers   answers kept; ``ikke_afsluttet``; said
closed, case could not be had            ``sag_ikke_tilgaengelig``
closed, person not in the population     ``ikke_i_population``
an answer that the skip rules hide       kept apart, counts as not relevant
======================================== =======================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.checklists.contradictions import find_contradictions
from analysis.checklists.judge import judge_case
from analysis.checklists.model import (
    NO_SCHEME,
    OTHER_SERVICES,
    SCHEMES,
    Checklist,
    Status,
)
from analysis.checklists.relevance import find_relevant
from analysis.documents.review_answers import SheetAnswers
from analysis.documents.review_layout import (
    DATE,
    FINISHED,
    MINUTES,
    OTHER,
    OUTCOME,
    PRIMARY,
)
from analysis.documents.review_words import REVIEWED, UNFINISHED
from analysis.labels import listing

UNTOUCHED = "ikke_begyndt"


@dataclass(frozen=True)
class CaseReading:
    """One reading of one case, checked.

    Attributes
    ----------
    case_id : str
        The pseudonym.
    state : str
        A disposition, or ``ikke_begyndt``.
    answers : mapping of item id to (answer, missing document)
        Of the items that are asked, in the order of the checklist.
    hidden : mapping of item id to answer
        What was typed at items that the skip rules hide, and counts as not relevant.
    conclusion : mapping of column to value
        Columns of the conclusions; empty unless the reading is finished.
    reviewed_on : str
        Day of the reading, where it is given.
    remarks : tuple of (what, fix, is_fatal)
        What the answers together show to be wrong.
    """

    case_id: str
    state: str
    answers: Mapping[str, tuple[str, str]]
    hidden: Mapping[str, str]
    conclusion: Mapping[str, Any]
    reviewed_on: str
    remarks: tuple[tuple[str, str, bool], ...]


def read_case(case_id: str, sheet: SheetAnswers, *, checklist: Checklist) -> CaseReading:
    """Conclude from the valid cells of a sheet what became of the case.

    Parameters
    ----------
    case_id : str
        The pseudonym.
    sheet : SheetAnswers
        The valid cells.
    checklist : Checklist
        The questions; its skip rules decide what is asked.

    Notes
    -----
    An answer that is hidden never counts, in either direction; it is kept so that nothing
    is lost when the answer that hides it is corrected.
    """
    relevant = find_relevant(checklist, sheet.answers)
    hidden = {key: value for key, value in sheet.answers.items() if relevant[key] is False}
    valid = {key: value for key, value in sheet.answers.items() if key not in hidden}
    missing = {key: code for key, code in sheet.documents.items() if key in valid}
    is_open = [item.id for item in checklist.items if relevant[item.id] and item.id not in valid]
    remarks = [_remark_on_hidden(hidden)] if hidden else []
    state, found = _find_state(sheet, is_open)
    remarks += found
    if state == REVIEWED:
        against = _find_conclusions_against(sheet.conclusion, checklist, valid, missing)
        remarks += against
        state = UNFINISHED if any(is_fatal for *_, is_fatal in against) else state
    remarks += [
        (f"The answers to {pair} speak against each other.", "look at both once more", False)
        for pair in find_contradictions(checklist, valid)
    ]
    return CaseReading(
        case_id=case_id,
        state=state,
        answers={key: (value, missing.get(key, "")) for key, value in valid.items()},
        hidden=hidden,
        conclusion=_conclude(sheet.conclusion) if state == REVIEWED else {},
        reviewed_on=str(sheet.conclusion.get(DATE, "")),
        remarks=tuple(remarks),
    )


def _find_state(sheet: SheetAnswers, is_open: list[str]) -> tuple[str, list[tuple[str, str, bool]]]:
    """Return the state of the reading and what is to be said of it."""
    given = sheet.conclusion
    is_closed = given.get(FINISHED) == "ja"
    outcome = str(given.get(OUTCOME, ""))
    if not sheet.answers and not given:
        return UNTOUCHED, []
    if outcome not in ("", REVIEWED):
        if is_closed:
            return outcome, []
        return UNFINISHED, [("The case is given up and not closed.", _CLOSE, False)]
    lacking = [name for name in (OUTCOME, DATE, MINUTES, PRIMARY, OTHER) if name not in given]
    if is_closed and (is_open or lacking):
        what = f"The case is closed, and {_list_ids([*is_open, *lacking])} has no valid answer."
        return UNFINISHED, [(what, "answer what is asked, or reopen the case", False)]
    if is_closed:
        return REVIEWED, []
    if not is_open and not lacking:
        return UNFINISHED, [("Everything is answered and the case is not closed.", _CLOSE, False)]
    return UNFINISHED, []


_CORRECT = "correct the answers or the conclusion"
_CLOSE = "answer yes to the last question of the conclusion, if the case is finished"


def _list_ids(ids: list[str]) -> str:
    shown, more = ids[:8], len(ids) - 8
    return listing([*shown, f"{more} more"] if more > 0 else shown, language="en")


def _remark_on_hidden(hidden: Mapping[str, str]) -> tuple[str, str, bool]:
    return (
        f"{_list_ids(list(hidden))} is answered though it is not asked in this case; the answer "
        "is kept and counts as not relevant.",
        "nothing, unless the answer that hides it is wrong",
        False,
    )


def _find_conclusions_against(
    given: Mapping[str, str | float],
    checklist: Checklist,
    answers: Mapping[str, str],
    missing: Mapping[str, str],
) -> list[tuple[str, str, bool]]:
    """Return where the primary scheme speaks against the answers."""
    judgement = judge_case(checklist, answers, missing)
    primary, other = given[PRIMARY], given[OTHER]
    ready = [scheme for scheme in SCHEMES if judgement.statuses[scheme] is Status.READY]
    against = {scheme.value: judgement.statuses[scheme] for scheme in SCHEMES}.get(str(primary))
    found = []
    if against in (Status.NOT_TARGET, Status.CLOSED):
        found.append("The primary scheme is one whose requirements the answers do not meet.")
    if primary == NO_SCHEME and ready:
        found.append("No scheme is primary, though the answers meet all requirements of one.")
    if primary == OTHER_SERVICES and other == "nej":
        found.append("Other services come first, and yet there is no need of them.")
    remarks = [(what, _CORRECT, True) for what in found]
    if other == "nej" and judgement.needs_other_services:
        what = "The answers call for other services, and the conclusion says no to them."
        remarks.append((what, _CORRECT, False))
    return remarks


def _conclude(given: Mapping[str, str | float]) -> dict[str, Any]:
    return {
        "reviewed_on": given[DATE],
        "minutes": given[MINUTES],
        "primary_scheme": given[PRIMARY],
        "other_services": given[OTHER],
    }
