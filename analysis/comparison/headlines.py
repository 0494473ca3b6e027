"""Which numbers stand on page one, and from which source?

One headline per scheme and benefit, and two for førtidspension: the awards, which tell
of today's practice, and the recipients, which also tell of history and of who moved.
Where no source publishes a scheme's awards openly, its stock stands on page one and is
called a stock.

Sources are tried in order. Two sources of one benefit are never joined into a series.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from analysis.concepts import Benefit, Stage, Unit
from analysis.parameters.reforms import find_reform


@dataclass(frozen=True)
class Source:
    """One table that can carry a headline.

    Attributes
    ----------
    dataset, table : str
        The dataset, and the publisher's table within it.
    unit : Unit
        What the table counts.
    breaks : tuple of (date, str)
        Dates at which the series changes meaning, each with a label in Danish.
    """

    dataset: str
    table: str
    unit: Unit
    breaks: tuple[tuple[dt.date, str], ...] = ()


@dataclass(frozen=True)
class Headline:
    """One line of page one.

    Attributes
    ----------
    benefit : Benefit
        The scheme or benefit.
    stage : Stage
        Flow or stock; decides the methods that may be used.
    sources : tuple of Source
        Tables that can carry the line, the preferred one first.
    how_to_get : str
        What to fetch where no source is present, in Danish.
    """

    benefit: Benefit
    stage: Stage
    sources: tuple[Source, ...]
    how_to_get: str

    @property
    def id(self) -> str:
        """Return a stable name, such as ``fleksjob-bestand``."""
        return f"{self.benefit.value}-{self.stage.label}"


# The benefit that y60a02 measures began with the reform; earlier months are cast back.
Y60A02 = Source(
    "recipients_persons",
    "y60a02",
    Unit.PERSONS,
    (find_reform("kontanthjaelp-2025").mark,),
)
_AUK01 = Source("recipients_fulltime", "AUK01", Unit.FULLTIME_PERSONS)


def _persons(table: str) -> Source:
    """Return a table that counts persons and has neither age nor sex."""
    return Source("recipients_persons", table, Unit.PERSONS)


def _stock(benefit: Benefit, code: str, *others: Source, also: str = "") -> Headline:
    """Return the stock headline of a benefit that AUK01 carries."""
    how = (
        f"Hent AUK01 (YDELSESTYPE={code}) på statistikbanken.dk efter område, køn, alder "
        f"og kvartal{also}."
    )
    return Headline(benefit, Stage.STOCK, (_AUK01, *others), how)


HEADLINES = (
    Headline(
        Benefit.FOERTIDSPENSION,
        Stage.FLOW,
        (Source("awards", "PEN113", Unit.AWARDS),),
        "Hent PEN113 (MODTAG1=82, nye modtagere) på statistikbanken.dk efter område, køn, "
        "alder og måned.",
    ),
    _stock(Benefit.FOERTIDSPENSION, "FP", _persons("PEN113")),
    _stock(Benefit.FLEKSJOB, "FL", _persons("y08a02"), also=", eller jobindsats y08a02"),
    _stock(Benefit.RESSOURCEFORLOEB, "RES", _persons("y11a02"), also=", eller jobindsats y11a02"),
    _stock(
        Benefit.REVALIDERING,
        "RE",
        _persons("KY16"),
        _persons("y04a02"),
        also=", eller KY16 (YDELSESTYPE=10040) eller jobindsats y04a02",
    ),
    _stock(
        Benefit.KONTANTHJAELP,
        "KT",
        Y60A02,
        also=", eller jobindsats y60a02",
    ),
    _stock(Benefit.SYGEDAGPENGE, "SY", _persons("y07a02"), also=", eller jobindsats y07a02"),
)
