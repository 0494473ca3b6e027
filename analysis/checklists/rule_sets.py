"""Which rules applied on a date, and which schemes took new citizens?

A rule set begins on a day and lasts until the next one begins; the last has no end. Items
may begin or end inside a rule set (the fast track on 1 June 2016 does), so a *stretch* is
what a version names: the days on which exactly the same items are in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.checklists.model import Item
from analysis.concepts import Benefit
from analysis.errors import CoverageError


@dataclass(frozen=True)
class RuleSet:
    """The frame of the rules from one day on.

    Attributes
    ----------
    valid_from : date
        First day.
    edition : int
        Raised whenever an item in force under the rule set is reworded.
    title : str
        In Danish, without the date.
    open_schemes : tuple of Benefit
        Schemes that take new citizens.
    legal_reference : str
        The acts behind the rule set.
    is_verified : bool
        Whether the first day has been read in the act or in the authority's own words.
    notes : tuple of str
        What a reader of the rules must know, in Danish.
    """

    valid_from: dt.date
    edition: int
    title: str
    open_schemes: tuple[Benefit, ...]
    legal_reference: str
    is_verified: bool
    notes: tuple[str, ...]


def find_rule_set(rule_sets: Sequence[RuleSet], date: dt.date) -> RuleSet:
    """Return the rule set in force on a date.

    Raises
    ------
    CoverageError
        If the date lies before the first rule set.
    """
    begun = [each for each in rule_sets if each.valid_from <= date]
    if not begun:
        raise CoverageError(
            f"There is no checklist for {date.isoformat()}.",
            where="analysis/checklists/rule_sets.yaml",
            expected=f"a date from {min(each.valid_from for each in rule_sets)} on",
            fix="ask for a later date; older rules have not been written down",
        )
    return max(begun, key=lambda each: each.valid_from)


def find_stretch_start(rule_set: RuleSet, items: Sequence[Item], date: dt.date) -> dt.date:
    """Return the first of the days up to a date on which the same items are in force."""
    one_day = dt.timedelta(days=1)
    changes = [item.valid_from for item in items]
    changes += [item.valid_to + one_day for item in items if item.valid_to is not None]
    return max([rule_set.valid_from, *(day for day in changes if day <= date)])
