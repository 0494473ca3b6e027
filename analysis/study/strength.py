"""How strong is a source? Stated rules, so that nobody's opinion of it decides.

Of a practice entry:

==============================================================  =========  ================
Case                                                            Strength   Rule
==============================================================  =========  ================
Only the title of the source was read                           none       title-only
What is known has no date                                       weak       undated
A document from the municipality, or seen by ourselves          strong     first-hand
An interview or a questionnaire, with the role of who answered  medium     told-by-role
A public source that names the role of who stated it            medium     told-by-role
Anything else                                                   weak       second-hand
==============================================================  =========  ================

Of an existing analysis:

==============================================================  =========  ================
Case                                                            Strength   Rule
==============================================================  =========  ================
Only the title was read                                         none       title-only
It does not hold for others than those it looked at             weak       not-general
It holds for others; registers, or 100 random cases or more     strong     general-and-broad
It holds for others; made in another way                        medium     general
It does not say; registers, or 100 random cases or more         medium     broad
Anything else                                                   weak       not-stated
==============================================================  =========  ================

A strong source is well documented. Whether the practice in it is a good one is another
question, which no rule here answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analysis.study.model import (
    ExistingAnalysis,
    Generalisable,
    KnownBy,
    Method,
    PracticeEntry,
    Reading,
)

BROAD_CASES = 100  # random cases at which an interval for a share is ten points either way


class Strength(StrEnum):
    """How well a source is documented."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"
    NONE = "none"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {"strong": "stærk", "medium": "middel", "weak": "svag", "none": "kan ikke siges"}[
            self.value
        ]


@dataclass(frozen=True)
class Rating:
    """A strength, and the rule that gave it."""

    strength: Strength
    rule: str


def rate_entry(entry: PracticeEntry) -> Rating:
    """Return how well a practice entry is documented, by the table above."""
    if entry.reading is Reading.TITLE_ONLY:
        return Rating(Strength.NONE, "title-only")
    if not entry.known_on.is_known:
        return Rating(Strength.WEAK, "undated")
    if entry.known_by in (KnownBy.DOCUMENT, KnownBy.OBSERVATION):
        return Rating(Strength.STRONG, "first-hand")
    if entry.stated_by:
        return Rating(Strength.MEDIUM, "told-by-role")
    return Rating(Strength.WEAK, "second-hand")


def rate_analysis(analysis: ExistingAnalysis) -> Rating:
    """Return how strong an existing analysis is, by the table above."""
    if analysis.reading is Reading.TITLE_ONLY:
        return Rating(Strength.NONE, "title-only")
    if analysis.generalisable is Generalisable.NO:
        return Rating(Strength.WEAK, "not-general")
    is_general = analysis.generalisable is Generalisable.YES
    if _is_broad(analysis):
        return (
            Rating(Strength.STRONG, "general-and-broad")
            if is_general
            else Rating(Strength.MEDIUM, "broad")
        )
    if is_general:
        return Rating(Strength.MEDIUM, "general")
    return Rating(Strength.WEAK, "not-stated")


def _is_broad(analysis: ExistingAnalysis) -> bool:
    """Tell whether an analysis rests on registers or on many random cases."""
    if analysis.method is Method.REGISTER:
        return True
    return analysis.method is Method.RANDOM_CASES and (analysis.n_units or 0) >= BROAD_CASES
