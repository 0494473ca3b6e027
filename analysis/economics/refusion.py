"""What share of a benefit does the state refund after so many weeks on public support?

From 2016 the share falls with the weeks, whatever the benefit and the activity: 80 per
cent in weeks 1-4, 40 in weeks 5-26, 30 in weeks 27-52, and 20 from week 53 on. Somebody
who has been on support for years stays at 20 per cent when the benefit changes, so a
higher benefit costs the municipality 80 per cent of the difference.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from functools import lru_cache

from analysis.errors import CoverageError, RequestError, SourceError
from analysis.parameters.loader import load_yaml

WEEKS_PER_YEAR = 52.0
_FILE = "analysis/parameters/refusion.yaml"


@dataclass(frozen=True)
class RefusionLadder:
    """The shares that the state refunds, by weeks on support.

    Attributes
    ----------
    valid_from, valid_to : date
        Days in force, both included.
    to_weeks : tuple of float
        Last week of each step; the last one is infinite.
    shares : tuple of float
        Share refunded in each step, fractions in [0, 1].
    reference : str
        Where it is laid down.
    verified : bool
        Whether somebody has read it there.
    """

    valid_from: dt.date
    valid_to: dt.date
    to_weeks: tuple[float, ...]
    shares: tuple[float, ...]
    reference: str
    verified: bool

    def share_in(self, week: float) -> float:
        """Return the share in one week on support, counted from 1.

        Examples
        --------
        >>> ladder = find_ladder(dt.date(2026, 3, 1))
        >>> [ladder.share_in(week) for week in (4, 5, 27, 53)]
        [0.8, 0.4, 0.3, 0.2]
        """
        return next(
            share
            for last, share in zip(self.to_weeks, self.shares, strict=True)
            if math.ceil(week) <= last
        )

    def mean_share(self, weeks_before: float, *, weeks: float = WEEKS_PER_YEAR) -> float:
        """Return the mean share over the weeks that follow `weeks_before` weeks on support.

        Parameters
        ----------
        weeks_before : float
            Weeks on public support at the beginning.
        weeks : float, default 52
            Length of the time averaged over.

        Raises
        ------
        RequestError
            If weeks are negative, or the length is none.

        Examples
        --------
        >>> find_ladder(dt.date(2026, 3, 1)).mean_share(26)
        0.25
        """
        if not (math.isfinite(weeks_before) and weeks_before >= 0 and 0 < weeks < math.inf):
            raise RequestError(
                "Weeks on support cannot be negative, and the time averaged over has a length.",
                expected="weeks_before of 0 or more and weeks above 0",
                fix="give the weeks on public support when the person moves",
            )
        total, first, end = 0.0, 0.0, weeks_before + weeks
        for last, share in zip(self.to_weeks, self.shares, strict=True):
            total += share * max(0.0, min(last, end) - max(first, weeks_before))
            first = last
        return total / weeks


def find_ladder(date: dt.date) -> RefusionLadder:
    """Return the ladder in force on a date.

    Raises
    ------
    CoverageError
        If the date lies before 2016: the share then depended on benefit and activity.

    Examples
    --------
    >>> find_ladder(dt.date(2019, 3, 1)).shares
    (0.8, 0.4, 0.3, 0.2)
    """
    ladders = _read_ladders()
    for ladder in ladders:
        if ladder.valid_from <= date <= ladder.valid_to:
            return ladder
    raise CoverageError(
        f"There is no refusion ladder in force on {date.isoformat()}.",
        where=_FILE,
        expected=f"a date from {ladders[0].valid_from} to {ladders[-1].valid_to}",
        fix="ask for a date from 2016 on; before that the share depended on benefit and activity",
    )


@lru_cache(maxsize=1)
def _read_ladders() -> tuple[RefusionLadder, ...]:
    """Read the ladders in order of date."""
    ladders = (
        RefusionLadder(
            valid_from=entry["valid_from"],
            valid_to=entry["valid_to"],
            to_weeks=tuple(float(step.get("to_week", math.inf)) for step in entry["steps"]),
            shares=tuple(float(step["share"]) for step in entry["steps"]),
            reference=str(entry["reference"]).strip(),
            verified=bool(entry["verified"]),
        )
        for entry in load_yaml("refusion")["ladders"]
    )
    ordered = tuple(sorted(ladders, key=lambda ladder: ladder.valid_from))
    _fail_if_a_ladder_is_broken(ordered)
    return ordered


def _fail_if_a_ladder_is_broken(ladders: tuple[RefusionLadder, ...]) -> None:
    end = dt.date.min
    for ladder in ladders:
        rises = list(ladder.to_weeks) == sorted(set(ladder.to_weeks))
        is_open = ladder.to_weeks[-1] == math.inf
        are_shares = all(0.0 <= share <= 1.0 for share in ladder.shares)
        if not (rises and is_open and are_shares and ladder.valid_from > end):
            raise SourceError(
                f"The refusion ladder from {ladder.valid_from} cannot be used.",
                where=_FILE,
                expected="steps that rise, a last one without to_week, shares from 0 to 1, and "
                "days that no other ladder has",
                fix="correct the entry",
            )
        end = ladder.valid_to
