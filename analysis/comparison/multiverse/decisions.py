"""Which decisions lie behind a set of peers, and which options does each of them have?

The decisions are data (``analysis/parameters/peer_choices.yaml``), with a Danish label and
a reason each, and are declared before any outcome is read. Each of them has options; a
number of peers or a selection of conditions is shown to a reader in bands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from analysis.parameters.loader import load_yaml

_FILE = "peer_choices"


@dataclass(frozen=True)
class Option:
    """One way to make a decision: its name, and its label and reason in Danish."""

    name: str
    label: str
    reason: str


@dataclass(frozen=True)
class Band:
    """Variants of a decision that are shown as one: label, first and last number."""

    label: str
    first: int
    last: int


@dataclass(frozen=True)
class Decision:
    """A decision that somebody who chooses peers has to make.

    Attributes
    ----------
    name : str
        Its name in code.
    label, reason : str
        What it is called and why it is a question, in Danish.
    belongs_to : str
        The kind of group that it is a part of; empty where it is a part of all.
    options : tuple of Option
        The declared options; empty where they follow from the data.
    bands : tuple of Band
        How numbers are shown.
    settings : mapping
        The numbers that the options need.
    """

    name: str
    label: str
    reason: str
    belongs_to: str = ""
    options: tuple[Option, ...] = ()
    bands: tuple[Band, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def label_of(self, option: str) -> str:
        """Return the Danish label of an option, or its name where it has no other.

        Examples
        --------
        >>> declared_decisions()["pooling"].label_of("units")
        'hver kommune lige meget'
        """
        return next((each.label for each in self.options if each.name == option), option)

    def band_of(self, number: int) -> str:
        """Return the label of the band that a number falls in.

        Examples
        --------
        >>> declared_decisions()["n_peers"].band_of(7)
        '5 til 9'
        """
        labels = (band.label for band in self.bands if band.first <= number <= band.last)
        return next(labels, str(number))


@lru_cache(maxsize=1)
def declared_decisions() -> dict[str, Decision]:
    """Return the declared decisions by name, in the order in which they are made."""
    return {name: _decision(name, entry) for name, entry in load_yaml(_FILE).items()}


def _decision(name: str, entry: Mapping[str, Any]) -> Decision:
    """Read one decision."""
    options = tuple(
        Option(option, words["label"], words["reason"])
        for option, words in entry.get("options", {}).items()
    )
    known = {"label", "reason", "belongs_to", "options", "bands"}
    return Decision(
        name=name,
        label=entry["label"],
        reason=entry["reason"],
        belongs_to=entry.get("belongs_to", ""),
        options=options,
        bands=tuple(Band(**band) for band in entry.get("bands", ())),
        settings={key: value for key, value in entry.items() if key not in known},
    )
