"""What may be said of parts of the population, and what not?

The parts of one division do not overlap, so two of them can be held beside each other.
Different divisions cut the same people in other ways: then a difference between two
parts may be one of another division, and nothing is said of it. Centres are never held
against each other.

==================================  ==================  =====================
Case                                Rule                What is said
==================================  ==================  =====================
The two intervals do not overlap    intervals-apart     which part is larger
They overlap                        intervals-overlap   that it is not shown
One is hidden or missing, or rests
on fewer than 30 cases              too-little-known    nothing
==================================  ==================  =====================
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.checklists.model import SCHEMES
from analysis.estimation.planning.verdicts import FEWEST_CASES
from analysis.findings.released import ReleasedReview
from analysis.findings.suppression import is_hidden
from analysis.labels import sentence_case
from analysis.review.results import ANY, DomainOutcome

_FEWEST_SEEN = 2
SHOWN_VARIABLES = ("benefit", "in_sof", "centre", "duration")
VARIABLE_LABELS: Mapping[str, str] = {
    "benefit": "Ydelse",
    "in_sof": "Socialforvaltningen",
    "centre": "Center",
    "duration": "Varighed",
    "age_group": "Alder",
    "sex": "Køn",
}


class DomainRule(StrEnum):
    """Which rule decided what is said of two parts; see the table above."""

    INTERVALS_APART = "intervals-apart"
    INTERVALS_OVERLAP = "intervals-overlap"
    TOO_LITTLE_KNOWN = "too-little-known"


@dataclass(frozen=True)
class Part:
    """One part of the population with what was found there.

    Attributes
    ----------
    variable, value, label : str
        Such as ``in_sof``, ``ja`` and its Danish words.
    n_population : int
        People, as the frame has them.
    outcomes : mapping of scheme code to DomainOutcome
        The schemes, and ``mindst_en``.
    """

    variable: str
    value: str
    label: str
    n_population: int
    outcomes: Mapping[str, DomainOutcome]


def list_parts(
    results: ReleasedReview, variables: Sequence[str] = SHOWN_VARIABLES
) -> tuple[Part, ...]:
    """Return the parts of the population, one division after the other.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    variables : sequence of str
        The divisions, in the order shown; one that the review lacks is left out.

    Notes
    -----
    Within a division parts stay in the order of the review and are never sorted by size.
    """
    found: dict[tuple[str, str], dict[str, DomainOutcome]] = {}
    for outcome in results.domains:
        found.setdefault((outcome.variable, outcome.value), {})[outcome.scheme] = outcome
    return tuple(
        _join(variable, value, outcomes)
        for wanted in variables
        for (variable, value), outcomes in found.items()
        if variable == wanted
    )


def shown_schemes(results: ReleasedReview, parts: Sequence[Part]) -> tuple[str, ...]:
    """Return the outcomes of which enough is known to be drawn, at least one scheme first.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    parts : sequence of Part
        The parts shown.

    Notes
    -----
    Where small numbers are hidden and zeros are not, what is left looks emptier than it
    is. So with anything hidden, half of the parts must be known, and people seen in two.
    """
    order = (ANY, *(scheme.value for scheme in SCHEMES))
    return tuple(
        name
        for name in order
        if name in results.outcomes
        and _tells_enough([part.outcomes[name] for part in parts if name in part.outcomes])
    )


def short_label(part: Part) -> str:
    """Return the name of a part with an open band written short, and a capital.

    Examples
    --------
    >>> short_label(Part("duration", "KH-10+", "kontanthjælp, 10 år og derover", 901, {}))
    'Kontanthjælp, 10+ år'
    """
    return sentence_case(re.sub(r"(\d+) (år|uger) og derover", r"\1+ \2", part.label))


def compare_parts(one: DomainOutcome, other: DomainOutcome) -> DomainRule:
    """Return what may be said of the shares of two parts of one division.

    Notes
    -----
    Two intervals that do not overlap are a stricter demand than a test of the
    difference: leans to the cautious side. That they overlap says only that the review
    does not show which part is larger.
    """
    shares = one.share_now, other.share_now
    if not all(math.isfinite(part.value) for part in shares):
        return DomainRule.TOO_LITTLE_KNOWN
    if any(is_hidden(part.n_cases) or part.n_cases < FEWEST_CASES for part in (one, other)):
        return DomainRule.TOO_LITTLE_KNOWN
    if shares[0].upper < shares[1].lower or shares[1].upper < shares[0].lower:
        return DomainRule.INTERVALS_APART
    return DomainRule.INTERVALS_OVERLAP


def _tells_enough(outcomes: Sequence[DomainOutcome]) -> bool:
    shares = [outcome.share_now for outcome in outcomes]
    known = [part.value for part in shares if math.isfinite(part.value)]
    if not any(map(is_hidden, shares)):
        return bool(known)
    n_seen = sum(value > 0 for value in known)
    return 2 * len(known) >= len(shares) and n_seen >= _FEWEST_SEEN


def _join(variable: str, value: str, outcomes: Mapping[str, DomainOutcome]) -> Part:
    first = next(iter(outcomes.values()))
    return Part(variable, value, first.label, first.n_population, outcomes)
