"""What does a figure count? Only what its source states, so that reasons are never guessed.

Two figures under one name may count decisions or people, heads or full-time persons, other
ages or another place. What each source states is data (`quoted_figures.yaml`). A property
that a source does not state is empty: it then gives no reason, and is named as not stated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from analysis.concepts import Benefit, Stage
from analysis.parameters.loader import load_yaml

_FILE = "quoted_figures"
_JOBINDSATS = "jobindsats"
Ages = tuple[int, int]


@dataclass(frozen=True)
class Trait:
    """Something that sets a figure apart: which way it pulls it, and the words for it."""

    id: str
    pulls: int
    label: str
    words: str


@dataclass(frozen=True)
class Definition:
    """What a figure counts, as its source states it.

    Attributes
    ----------
    stage : Stage
        Flow or stock.
    counts, unit : str
        ``awards``, ``first_awards``, ``recipients`` or ``fewer_than_expected``; and
        ``persons``, ``fulltime_persons``, ``percent`` or ``per_10000``.
    span : str
        ``sum`` or ``mean`` over the period, one ``date``, or a ``rolling_year``.
    ages, base : (int, int) or None
        Ages counted, and ages of the population that a rate is of; None: not stated.
    place, register : str
        What makes a person the municipality's, and who counted; empty: not stated.
    rounded_to : float
        Step of the last digit printed.
    hides_below : int
        Counts below this are not published.
    traits : tuple of Trait
        What else sets the figure apart.
    """

    stage: Stage
    counts: str
    unit: str
    span: str
    ages: Ages | None = None
    base: Ages | None = None
    place: str = ""
    register: str = ""
    rounded_to: float = 0.0
    hides_below: int = 0
    traits: tuple[Trait, ...] = ()

    @property
    def unstated(self) -> tuple[str, ...]:
        """Return what the source does not state, in Danish."""
        stated = {"alder": self.ages or self.base, "kommune": self.place, "register": self.register}
        return tuple(name for name, value in stated.items() if not value)


@dataclass(frozen=True)
class QuotedMeasure:
    """A kind of published figure: its benefit, its Danish words and what it counts."""

    id: str
    order: int
    benefit: Benefit
    words: str
    definition: Definition


@dataclass(frozen=True)
class LateReporting:
    """How much of the awards may come later (a fraction), for how long, and by whom."""

    share: float
    months: int
    reference: str


def define_table(dataset: str, table: str, benefit: Benefit) -> Definition:
    """Return what a table of the data counts of a benefit.

    A table that nobody has described is taken for one of jobindsats by its name, which has
    the form ``y10a02``; any other has the dataset's unit and nothing more.

    Parameters
    ----------
    dataset, table : str
        The dataset, and the publisher's table within it.
    benefit : Benefit
        Some are counted in their own way within a table.

    Examples
    --------
    >>> define_table("recipients_fulltime", "AUK01", Benefit.FLEKSJOB).unit
    'fulltime_persons'
    >>> define_table("recipients_persons", "y10a02", Benefit.FOERTIDSPENSION).register
    'jobindsats'
    """
    tables = load_yaml(_FILE)["tables"]
    names = [f"{dataset}/{table}/{benefit.value}", f"{dataset}/{table}"]
    if table[:1].lower() == "y" and table[1:3].isdigit():
        names.append(f"{dataset}/{_JOBINDSATS}")
    for name in names:
        if name in tables:
            return _definition(tables[name])
    is_flow = dataset == "awards"
    return Definition(
        stage=Stage.FLOW if is_flow else Stage.STOCK,
        counts="awards" if is_flow else "recipients",
        unit="fulltime_persons" if dataset == "recipients_fulltime" else "persons",
        span="sum" if is_flow else "mean",
    )


@lru_cache
def quoted_measures() -> dict[str, QuotedMeasure]:
    """Return the published measures that are set beside ours, the most quoted first."""
    return {
        name: QuotedMeasure(
            name, order, Benefit(each["benefit"]), each["words"], _definition(each["definition"])
        )
        for order, (name, each) in enumerate(load_yaml(_FILE)["measures"].items())
    }


def with_note(definition: Definition, note: str) -> Definition:
    """Return a definition with what the note of a published figure states beyond it.

    Examples
    --------
    >>> awards = quoted_measures()["foertidspension_awards"].definition
    >>> with_note(awards, "Jobindsats via A4").register
    'jobindsats'
    """
    for each in load_yaml(_FILE)["stated"]:
        if each["text"] in note.lower():
            stated = {key: value for key, value in each.items() if key != "text"}
            return replace(definition, **stated)
    return definition


def publisher_of(address: str) -> str:
    """Return what a reader knows the place of an address by.

    Examples
    --------
    >>> publisher_of("https://www.magisterbladet.dk/news/2018/august/x")
    'Magisterbladet'
    >>> publisher_of("https://example.org/aby")
    'example.org'
    """
    host = address.rsplit("//", maxsplit=1)[-1].split("/", maxsplit=1)[0].removeprefix("www.")
    return str(load_yaml(_FILE)["publishers"].get(host, host))


def late_reporting() -> LateReporting:
    """Return how much of the awards is known to come later."""
    return LateReporting(**load_yaml(_FILE)["late_reporting"])


def _definition(values: dict[str, Any]) -> Definition:
    """Build a definition from its lines in the file."""
    given = dict(values)
    given["stage"] = Stage(given["stage"])
    for name in ("ages", "base"):
        if name in given:
            given[name] = (int(given[name][0]), int(given[name][1]))
    given["traits"] = tuple(_trait(name) for name in given.get("traits", ()))
    definition = Definition(**given)
    assert math.isfinite(definition.rounded_to)
    return definition


def _trait(name: str) -> Trait:
    each = load_yaml(_FILE)["traits"][name]
    pulls = {"higher": 1, "lower": -1, "either": 0}[each["pulls"]]
    return Trait(name, pulls, each["label"], each["words"].strip())
