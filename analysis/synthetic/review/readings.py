"""What would a reader who errs write about a case, and which scheme would come first?

A reader misreads each item by itself, with chances that are stated and the same for
every case; so how often a whole case is misread follows, and is not put in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.synthetic.assumptions import assumed
from analysis.synthetic.review.files import MET, NOT_MET, UNKNOWN
from analysis.synthetic.review.items import Question
from analysis.synthetic.review.population import SCHEMES

_PRIORITY = ("foertidspension", "fleksjob", "revalidering", "ressourceforloeb")
_ORDER = (MET, NOT_MET, UNKNOWN)


def imitate_reading(
    rng: np.random.Generator, truth: Mapping[str, str], questions: Sequence[Question]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return a reader's answers to one case, and the documents called missing.

    Parameters
    ----------
    rng : Generator
        The reader's chance.
    truth : mapping of item to answer
        What a perfect reader would write; empty where an item is not asked.
    questions : sequence of Question
        The checklist.

    Returns
    -------
    answers, missing : dict
        By item; items that are not asked, given the reader's own answers, are left out.
    """
    confusion = assumed("review_confusion")
    answers: dict[str, str] = {}
    missing: dict[str, str] = {}
    for question in questions:
        if any(answers.get(item) not in ok for item, ok in question.asked_when.items()):
            continue
        true = truth[question.id] or UNKNOWN
        answer = _misread(rng, true, confusion) if true in _ORDER else true
        answers[question.id] = answer
        if answer == UNKNOWN:
            missing[question.id] = str(rng.choice(question.documents))
    return answers, missing


def choose_primary(statuses: Mapping[str, str], *, other_services: bool) -> str:
    """Return the scheme that a reader puts first, or the outcome in its place."""
    for status in ("klar", "mangler_dokumentation"):
        for scheme in _PRIORITY:
            if statuses[scheme] == status:
                return scheme
    return "andre_indsatser" if other_services else "ingen"


def statuses_of(answers: Mapping[str, str], questions: Sequence[Question]) -> dict[str, str]:
    """Return each scheme's status from one reading, by the generator's own rule."""
    common = [q.id for q in questions if q.section == "faelles" and q.role == "kraevet"]
    result = {}
    for scheme in SCHEMES:
        required = [q.id for q in questions if q.section == scheme and q.role == "kraevet"]
        given = [answers.get(item, "") for item in required]
        lacks = UNKNOWN in given or any(answers.get(item) in (NOT_MET, UNKNOWN) for item in common)
        result[scheme] = (
            "ikke_maalgruppe" if NOT_MET in given else "mangler_dokumentation" if lacks else "klar"
        )
    return result


def _misread(rng: np.random.Generator, true: str, confusion: Mapping[str, Sequence[float]]) -> str:
    chances = np.cumsum(confusion[true])
    return _ORDER[int(np.searchsorted(chances, rng.random() * chances[-1]))]
