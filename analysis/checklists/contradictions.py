"""Which answers of one case cannot both be right?

They are pointed out, not settled: the reviewer decides, and no status is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analysis.checklists.library import FOLDER, Contradiction, read_library
from analysis.checklists.model import Checklist
from analysis.checklists.relevance import find_relevant
from analysis.errors import RequestError


def find_contradictions(
    checklist: Checklist, answers: Mapping[str, str], *, folder: Path = FOLDER
) -> tuple[str, ...]:
    """Find pairs of answers that are at odds.

    Parameters
    ----------
    checklist : Checklist
        The items in force.
    answers : mapping of item id to answer
        The answers of one reading of one case.
    folder : Path
        Where the checklists are; by default the project's own.

    Returns
    -------
    tuple of str
        The two item ids of each pair, such as ``F2/J4``. A hidden item is in none.

    Notes
    -----
    The list is short on purpose and leans towards silence: only answers that exclude
    each other by what the two questions ask are on it.

    Examples
    --------
    >>> import datetime as dt
    >>> from analysis.checklists.load import load_checklist
    >>> checklist = load_checklist(dt.date(2022, 5, 1))
    >>> find_contradictions(checklist, {"F2": "opfyldt", "J1": "opfyldt", "J4": "opfyldt"})
    ('F2/J4',)
    """
    relevant = find_relevant(checklist, answers)
    asked = {
        item_id: answers.get(item_id) for item_id in relevant if relevant[item_id] is not False
    }
    return tuple(
        each.id
        for each in read_library(Path(folder)).contradictions
        if all(asked.get(item_id) == answer for item_id, answer in each.answers)
    )


def describe_contradiction(contradiction_id: str, *, folder: Path = FOLDER) -> str:
    """Say in Danish what is at odds in a pair that `find_contradictions` returned.

    Raises
    ------
    RequestError
        If there is no such pair.

    Examples
    --------
    >>> describe_contradiction("F1/J2")
    'Arbejdsevnen er ikke varigt nedsat (F1), men begrænsningen er varig og væsentlig (J2).'
    """
    known: dict[str, Contradiction] = {
        each.id: each for each in read_library(Path(folder)).contradictions
    }
    if contradiction_id not in known:
        raise RequestError(
            f"There is no contradiction {contradiction_id!r}.",
            where="contradictions.yaml",
            expected=f"one of {', '.join(known)}",
            fix="take an id that find_contradictions returned",
        )
    return known[contradiction_id].text
