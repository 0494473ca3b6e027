"""A figure as somebody states it, the reasons two of them may differ, and how that stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from analysis.comparison.quoted.definitions import Ages, Definition
from analysis.comparison.quoted.times import Span
from analysis.concepts import Benefit, Lineage

_NAMES = {
    "awards": "tilkendelser",
    "first_awards": "førstegangstilkendelser",
    "recipients": "modtagere",
    "fewer_than_expected": "færre end forventet",
    "persons": "personer",
    "fulltime_persons": "fuldtidspersoner",
    "percent": "procent",
    "per_10000": "pr. 10.000",
    "sum": "hele perioden",
    "mean": "gennemsnit",
    "date": "én dato",
    "rolling_year": "et rullende år",
    "ever": "mindst én gang i perioden",
}


class Kind(StrEnum):
    """Where a figure comes from."""

    OWN = "own"
    TABLE = "table"
    PUBLISHED = "published"
    EARLIER = "earlier"


class ReasonKind(StrEnum):
    """Which property is another."""

    ORIGIN = "origin"
    FLOW_STOCK = "flow_stock"
    COUNTS = "counts"
    FIRST_TIME = "first_time"
    UNIT = "unit"
    FULLTIME = "fulltime"
    PERIOD = "period"
    SPAN = "span"
    AGES = "ages"
    BASE = "base"
    PLACE = "place"
    LATE = "late"
    EXTRACT = "extract"
    TRAIT = "trait"
    HIDDEN = "hidden"
    ROUNDING = "rounding"
    METHOD = "method"


# These say that the two numbers are not of one thing: no difference is worked out.
INCOMPARABLE = frozenset(
    {
        ReasonKind.ORIGIN,
        ReasonKind.FLOW_STOCK,
        ReasonKind.COUNTS,
        ReasonKind.UNIT,
        ReasonKind.PERIOD,
        ReasonKind.HIDDEN,
    }
)


class Standing(StrEnum):
    """What the reasons make of the difference."""

    SAME = "same"
    COVERED = "covered"
    POSSIBLE = "possible"
    PARTLY = "partly"
    UNEXPLAINED = "unexplained"
    INCOMPARABLE = "incomparable"
    ALONE = "alone"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "same": "samme tal",
            "covered": "kan forklares",
            "possible": "kan forklares, ukendt hvor meget",
            "partly": "kun delvis forklaret",
            "unexplained": "ikke forklaret",
            "incomparable": "kan ikke sammenlignes",
            "alone": "intet at holde op imod",
        }[self.value]


@dataclass(frozen=True)
class Figure:
    """One number as somebody states it.

    Attributes
    ----------
    kind : Kind
        Where it comes from.
    source : str
        What a reader calls the place, such as ``PEN113`` or ``Børsen``.
    benefit : Benefit
        The scheme or benefit.
    value : float
        In the unit of the definition; NaN where the source has none.
    span : Span
        The months it speaks of.
    definition : Definition
        What it counts.
    stated_on : date or None
        When it was fetched or printed; the last day of the month or year where only that
        is known. None: not known.
    stated_words : str
        The same as a reader sees it.
    address : str
        Where it stands; empty for a table of the data.
    lineage : Lineage
        What it rests on.
    made_with : str
        Of a report: what it was made with.
    """

    kind: Kind
    source: str
    benefit: Benefit
    value: float
    span: Span
    definition: Definition
    stated_on: dt.date | None = None
    stated_words: str = ""
    address: str = ""
    lineage: Lineage = field(default_factory=Lineage)
    made_with: str = ""


@dataclass(frozen=True)
class Reason:
    """One property in which two figures differ.

    Attributes
    ----------
    kind : ReasonKind
        Which property.
    pulls : int
        1 where it makes the other figure larger than the reference, -1 smaller, 0 either.
    at_most : float
        How far it can pull, in the figures' unit; infinite where that is not known.
    label, words : str
        In Danish: a few words for a table, and a sentence.
    """

    kind: ReasonKind
    pulls: int
    at_most: float
    label: str
    words: str


def age_words(ages: Ages) -> str:
    """Return ages in Danish words.

    Examples
    --------
    >>> age_words((16, 66)), age_words((0, 125))
    ('16-66 år', 'alle aldre')
    """
    return "alle aldre" if ages == (0, 125) else f"{ages[0]}-{ages[1]} år"


def name_of(word: str) -> str:
    """Return the Danish word for what is counted, its unit or its time; empty for none.

    Examples
    --------
    >>> name_of("fulltime_persons")
    'fuldtidspersoner'
    """
    return _NAMES.get(word, "")
