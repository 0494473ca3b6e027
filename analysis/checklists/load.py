"""Which checklist applied on a date?

The items are data: YAML files beside this module, with a file per scheme. A version such
as ``2022-01-01/1`` names the first day on which exactly these items were in force, and
the edition of their wording; it stands on every answer, so that an answer can always be
read against the question that was asked.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from analysis.checklists.guideline import lay_guideline_over
from analysis.checklists.library import FOLDER, read_library
from analysis.checklists.model import Checklist
from analysis.checklists.rule_sets import find_rule_set, find_stretch_start
from analysis.errors import CoverageError
from analysis.labels import date as write_date


def load_checklist(
    date: dt.date, *, guideline: str | Path | None = None, folder: Path = FOLDER
) -> Checklist:
    """Load the items in force on a date.

    Parameters
    ----------
    date : date
        The date of the rules, from 2016-01-01 on.
    guideline : path, optional
        The municipality's own guideline (see `analysis.checklists.guideline`).
    folder : Path
        Where the checklists are; by default the project's own.

    Returns
    -------
    Checklist
        All sections in one; its ``version`` is the same on all days on which the same
        items are in force.

    Raises
    ------
    CoverageError
        If the date lies before the first rule set.
    SourceError
        If a file of checklists, or the guideline, breaks the format.

    Notes
    -----
    A date after the last known change gets the newest rules. That leans towards rules
    that may have been replaced: the title says from when they are, and a report says
    which date it used.

    Examples
    --------
    >>> checklist = load_checklist(dt.date(2016, 9, 15))
    >>> checklist.version, len(checklist.open_schemes)
    ('2016-06-01/1', 4)
    >>> checklist.item("F1").text
    'Er arbejdsevnen varigt nedsat?'
    """
    library = read_library(Path(folder))
    rule_set = find_rule_set(library.rule_sets, date)
    start = find_stretch_start(rule_set, library.items, date)
    items = library.items if guideline is None else lay_guideline_over(library.items, guideline)
    return Checklist(
        date=date,
        version=f"{start.isoformat()}/{rule_set.edition}",
        title=f"Tjeklister efter reglerne pr. {write_date(start)}",
        items=tuple(item for item in items if item.is_valid_on(date)),
        documents=library.documents,
        open_schemes=rule_set.open_schemes,
        notes=(_write_reference(rule_set.title, rule_set.legal_reference), *rule_set.notes),
    )


def load_version(
    version: str, *, guideline: str | Path | None = None, folder: Path = FOLDER
) -> Checklist:
    """Load a checklist by the version that stands on its answers.

    Parameters
    ----------
    version : str
        Such as ``2022-01-01/1``.
    guideline, folder
        As in `load_checklist`.

    Returns
    -------
    Checklist
        With the first day of the version as its date.

    Raises
    ------
    CoverageError
        If there is no such version: the day is not the first of any, or the edition is
        not the one that is kept.

    Examples
    --------
    >>> load_version("2026-02-01/1").open_schemes
    (<Benefit.FOERTIDSPENSION: 'foertidspension'>, <Benefit.FLEKSJOB: 'fleksjob'>)
    """
    day = version.partition("/")[0]
    try:
        checklist = load_checklist(dt.date.fromisoformat(day), guideline=guideline, folder=folder)
    except ValueError:
        checklist = None
    if checklist is None or checklist.version != version:
        raise CoverageError(
            f"There is no checklist of version {version!r}.",
            where="analysis/checklists",
            expected=f"one of {', '.join(list_versions(folder=folder))}",
            fix="take one of these; answers of an older edition belong to the release that made it",
        )
    return checklist


def list_rule_dates(*, folder: Path = FOLDER) -> tuple[dt.date, ...]:
    """List the first days of the rule sets.

    Examples
    --------
    >>> [str(day) for day in list_rule_dates()]
    ['2016-01-01', '2018-07-01', '2020-01-01', '2022-01-01', '2026-02-01']
    """
    return tuple(each.valid_from for each in read_library(Path(folder)).rule_sets)


def list_versions(*, folder: Path = FOLDER) -> tuple[str, ...]:
    """List all versions in order of date, also those that begin inside a rule set."""
    library = read_library(Path(folder))
    first = library.rule_sets[0].valid_from
    days = {each.valid_from for each in library.rule_sets}
    for item in library.items:
        days.add(item.valid_from)
        if item.valid_to is not None:
            days.add(item.valid_to + dt.timedelta(days=1))
    return tuple(load_checklist(day, folder=folder).version for day in sorted(days) if day >= first)


def compute_checksum(checklist: Checklist) -> str:
    """Compute the SHA-256 of everything in a checklist but its date.

    Two checklists with the same checksum ask the same questions with the same words. A
    local guideline changes the checksum and not the version.
    """
    content = asdict(checklist)
    del content["date"]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _write_reference(title: str, legal_reference: str) -> str:
    return f"{title}: {legal_reference}."
