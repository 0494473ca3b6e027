"""What was decided beforehand about when to stop, adjust, continue or spread?

The rule is written down before the first case is taken over, with the numbers that lead to
each decision. `chances_of_decisions` says what it will do at any true share, so that those
who fix it can see that ten cases seldom tell a good idea from a fair one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from scipy import stats

from analysis.errors import ContractError, EstimationError


class Decision(StrEnum):
    """What happens after the trial."""

    STOP = "stop"
    ADJUST = "juster"
    CONTINUE = "fortsaet"
    SPREAD = "udbred"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "stop": "stop",
            "juster": "justér og prøv igen",
            "fortsaet": "fortsæt med flere sager",
            "udbred": "udbred, og bliv ved med at måle",
        }[self.value]


@dataclass(frozen=True)
class DecisionRule:
    """Numbers of ready cases that lead to each decision, fixed beforehand.

    Attributes
    ----------
    n_planned : int
        Cases the rule is made for.
    adjust_from, continue_from, spread_from : int
        Least number of ready cases, of `n_planned`, for each; fewer than the first: stop.
    most_hours : float
        Mean hours per case above which nothing is spread.
    fixed_on, starts_on : date
        When the rule was decided, and when the first case may be taken over.
    """

    n_planned: int
    adjust_from: int
    continue_from: int
    spread_from: int
    most_hours: float
    fixed_on: dt.date
    starts_on: dt.date

    def __post_init__(self) -> None:
        """Refuse a rule made afterwards, or whose numbers do not rise."""
        _fail_if_made_afterwards(self.fixed_on, self.starts_on)
        _fail_if_numbers_do_not_rise(
            0, self.adjust_from, self.continue_from, self.spread_from, self.n_planned
        )
        if not self.most_hours > 0:
            raise ContractError(
                "The most hours per case are not above 0.",
                where="most_hours",
                expected="a number of hours",
            )


@dataclass(frozen=True)
class Decided:
    """What the rule says.

    Attributes
    ----------
    decision : Decision
    is_held_back_by_hours : bool
        Whether the ready cases alone would have led to spreading.
    n_missing : int
        Planned cases that were never in the trial; they count as not ready.
    """

    decision: Decision
    is_held_back_by_hours: bool
    n_missing: int


def decide(rule: DecisionRule, *, ready: int, n: int, mean_hours: float) -> Decided:
    """Return what the rule says of the cases that were seen.

    Parameters
    ----------
    rule : DecisionRule
        Fixed beforehand.
    ready, n : int
        Ready cases, and cases in the trial.
    mean_hours : float
        Mean hours per case.

    Raises
    ------
    EstimationError
        If more cases were in the trial than the rule was made for, or more were ready.

    Notes
    -----
    Fewer cases than planned count as not ready: leans to stopping. More cases than planned
    get no answer, since the numbers were not fixed for them.

    Examples
    --------
    >>> rule = DecisionRule(10, 3, 5, 8, 20.0, dt.date(2026, 2, 2), dt.date(2026, 3, 1))
    >>> decide(rule, ready=6, n=10, mean_hours=16).decision.label
    'fortsæt med flere sager'
    """
    _fail_if_counts_are_impossible(rule, ready, n)
    decision = _by_ready(rule, ready)
    # Hours that are not known are not few.
    is_dear = decision is Decision.SPREAD and not mean_hours <= rule.most_hours
    return Decided(Decision.CONTINUE if is_dear else decision, is_dear, rule.n_planned - n)


def chances_of_decisions(rule: DecisionRule, share: float) -> dict[Decision, float]:
    """Return how often the rule leads to each decision at a true share of ready cases.

    Parameters
    ----------
    rule : DecisionRule
        The rule; its hours are taken as kept.
    share : float
        True share of ready cases, a fraction.

    Returns
    -------
    dict of float
        Chances by decision; they add up to one.

    Examples
    --------
    >>> rule = DecisionRule(10, 3, 5, 8, 20.0, dt.date(2026, 2, 2), dt.date(2026, 3, 1))
    >>> {str(name): round(x, 2) for name, x in chances_of_decisions(rule, 0.5).items()}
    {'stop': 0.05, 'juster': 0.32, 'fortsaet': 0.57, 'udbred': 0.05}
    """
    if not 0 <= share <= 1:
        raise EstimationError(
            "The true share is no fraction.", where=f"share={share}", expected="from 0 to 1"
        )
    counts = np.arange(rule.n_planned + 1)
    chance = stats.binom.pmf(counts, rule.n_planned, share)
    reached = [_by_ready(rule, int(count)) for count in counts]
    return {
        decision: float(chance[[each is decision for each in reached]].sum())
        for decision in Decision
    }


def _by_ready(rule: DecisionRule, ready: int) -> Decision:
    if ready >= rule.spread_from:
        return Decision.SPREAD
    if ready >= rule.continue_from:
        return Decision.CONTINUE
    return Decision.ADJUST if ready >= rule.adjust_from else Decision.STOP


def _fail_if_made_afterwards(fixed_on: dt.date, starts_on: dt.date) -> None:
    if fixed_on >= starts_on:
        raise ContractError(
            "The decision rule was not fixed before the trial started.",
            where=f"fixed {fixed_on.isoformat()}, start {starts_on.isoformat()}",
            expected="a rule decided on a day before the first case is taken over",
            fix="report the trial without a rule, and fix one for the next cases",
        )


def _fail_if_numbers_do_not_rise(*numbers: int) -> None:
    if any(b < a for a, b in pairwise(numbers)) or len({*numbers[1:4]}) < 3:
        raise ContractError(
            "The numbers of the decision rule do not rise.",
            where=" < ".join(map(str, numbers[1:4])),
            expected="adjust_from < continue_from < spread_from, at most the planned cases",
        )


def _fail_if_counts_are_impossible(rule: DecisionRule, ready: int, n: int) -> None:
    if not 0 <= ready <= n <= rule.n_planned:
        raise EstimationError(
            "The rule was not made for these cases.",
            where=f"{ready} ready of {n}; planned {rule.n_planned}",
            expected="at most the planned cases, and at most all of them ready",
            fix="with more cases than planned, show the interval and let people decide",
        )
