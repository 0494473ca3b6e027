"""What may be said of one outcome of a review? The rules, apart from the words.

A number of people is *shown* when its limits lie within half as much again either way,
and only its *order* is known within as much again: the same rule that a plan is judged
by, so that a report claims no more than the plan promised.

==================================  =====================  ==============
Case                                Rule                   Verdict
==================================  =====================  ==============
Kept back out of discretion         kept-back              KEPT_BACK
No estimate                         no-estimate            NO_DATA
The estimate is nobody              nobody-seen            NOBODY_SEEN
Within half as much again           width-within-half      SHOWN
Within as much again                width-within-all       ONLY_THE_ORDER
Wider, or fewer than three cases    width-beyond-or-few    AT_MOST
Closed to new citizens              scheme-closed          CLOSED
==================================  =====================  ==============

The name of the rule goes with every finding and record, so that a sentence can be worked
out again from the numbers beside it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from analysis.concepts import Estimate
from analysis.estimation.planning.verdicts import CAN_BE_SHOWN, ONLY_THE_ORDER, judge_precision
from analysis.findings.suppression import HIDDEN_METHOD, SIGN, is_hidden
from analysis.labels import MISSING, interval, share, write_people
from analysis.review.results import Outcome

HIDDEN_NOTE = f"{SIGN} vises ikke af hensyn til diskretion."


class OutcomeVerdict(StrEnum):
    """What the evidence carries of a number of people. None of them is good or bad."""

    SHOWN = "shown"
    ONLY_THE_ORDER = "only_the_order"
    AT_MOST = "at_most"
    NOBODY_SEEN = "nobody_seen"
    KEPT_BACK = "kept_back"
    NO_DATA = "no_data"
    CLOSED = "closed"

    @property
    def words(self) -> str:
        """Return the verdict as it stands beside a finding."""
        return _WORDS[self][0]

    @property
    def short_words(self) -> str:
        """Return the verdict as it stands in a column headed *kan vises*."""
        return _WORDS[self][1]

    @property
    def is_number(self) -> bool:
        """Tell whether a number may be said, and not only a limit."""
        return self in (OutcomeVerdict.SHOWN, OutcomeVerdict.ONLY_THE_ORDER)


class OutcomeRule(StrEnum):
    """Which rule gave a verdict; see the table above."""

    KEPT_BACK = "kept-back"
    NO_ESTIMATE = "no-estimate"
    NOBODY_SEEN = "nobody-seen"
    WIDTH_WITHIN_HALF = "width-within-half"
    WIDTH_WITHIN_ALL = "width-within-all"
    WIDTH_BEYOND_OR_FEW = "width-beyond-or-few"
    SCHEME_CLOSED = "scheme-closed"


@dataclass(frozen=True)
class OutcomeJudgement:
    """A verdict, and the rule that gave it."""

    verdict: OutcomeVerdict
    rule: OutcomeRule


_WORDS = {
    OutcomeVerdict.SHOWN: ("antallet kan vises", "antallet"),
    OutcomeVerdict.ONLY_THE_ORDER: ("kun størrelsesordenen", "størrelsesorden"),
    OutcomeVerdict.AT_MOST: ("kun en øvre grænse", "øvre grænse"),
    OutcomeVerdict.NOBODY_SEEN: ("ingen set, kun en øvre grænse", "øvre grænse"),
    OutcomeVerdict.KEPT_BACK: ("vises ikke", "vises ikke"),
    OutcomeVerdict.NO_DATA: ("ingen tal", "ingen tal"),
    OutcomeVerdict.CLOSED: ("lukket for nye borgere", "lukket"),
}


def judge_people(people: Estimate, *, n_cases: int, n_positive: int) -> OutcomeJudgement:
    """Return what may be said of a number of people, and by which rule.

    Parameters
    ----------
    people : Estimate
        Persons, with limits.
    n_cases, n_positive : int
        Cases read, and those of them behind the number, unweighted; the second may be
        hidden.

    Notes
    -----
    The limits lie unevenly; half their distance over the estimate is taken as the width.
    A number that second readings have corrected is judged by the cases of the first
    reading: leans to the cautious side where the second reading found more.

    Examples
    --------
    >>> people = Estimate(420, 250, 690, 0.95, "persons", 160, "beta")
    >>> judge_people(people, n_cases=160, n_positive=8).verdict.words
    'kun størrelsesordenen'
    """
    if is_hidden(people):
        return OutcomeJudgement(OutcomeVerdict.KEPT_BACK, OutcomeRule.KEPT_BACK)
    if not math.isfinite(people.value):
        return OutcomeJudgement(OutcomeVerdict.NO_DATA, OutcomeRule.NO_ESTIMATE)
    if people.value <= 0:
        return OutcomeJudgement(OutcomeVerdict.NOBODY_SEEN, OutcomeRule.NOBODY_SEEN)
    width = (people.upper - people.lower) / 2 / people.value
    # Of a hidden count nothing may be told, so that the limits, which are shown, decide.
    said = judge_precision(n_cases, math.inf if is_hidden(n_positive) else n_positive, width)
    if said == CAN_BE_SHOWN:
        return OutcomeJudgement(OutcomeVerdict.SHOWN, OutcomeRule.WIDTH_WITHIN_HALF)
    if said == ONLY_THE_ORDER:
        return OutcomeJudgement(OutcomeVerdict.ONLY_THE_ORDER, OutcomeRule.WIDTH_WITHIN_ALL)
    return OutcomeJudgement(OutcomeVerdict.AT_MOST, OutcomeRule.WIDTH_BEYOND_OR_FEW)


def add_after(outcome: Outcome) -> Estimate:
    """Return the people now and after more documentation together, with limits.

    Notes
    -----
    The two together are everybody but those outside the target group, so the limits are
    those of *neither* turned round, with the size of the population held at its
    estimate. Leans wide where cases were found to be outside the population, since their
    number varies with *neither*.
    """
    now, after, neither = outcome.now, outcome.after, outcome.neither
    people = now.value + after.value + neither.value
    known = not any(map(is_hidden, (now, after, neither)))
    return Estimate(
        value=now.value + after.value,
        lower=max(people - neither.upper, now.lower),
        upper=people - neither.lower,
        level=now.level,
        unit=now.unit,
        n=now.n,
        method="the population minus neither" if known else HIDDEN_METHOD,
    )


def people_text(people: Estimate) -> str:
    """Write an estimate of people for a cell: rounded, hidden or missing."""
    return SIGN if is_hidden(people) else write_people(people.value)


def people_limits_text(people: Estimate) -> str:
    """Write the limits of an estimate of people for a cell."""
    if is_hidden(people):
        return SIGN
    if not math.isfinite(people.lower) or not math.isfinite(people.upper):
        return MISSING
    return f"{write_people(people.lower)} til {write_people(people.upper)}"


def share_text(part: Estimate) -> str:
    r"""Write a share with its limits in whole per cent.

    Examples
    --------
    >>> share_text(Estimate(0.228, 0.151, 0.318, 0.95, "share", 108, "beta"))
    '23\xa0% (15 til 32)'
    """
    if is_hidden(part):
        return SIGN
    if not math.isfinite(part.value):
        return MISSING
    return f"{share(part.value)} ({interval(100 * part.lower, 100 * part.upper)})"
