"""Which claims does the evidence carry this quarter, and which numbers stand in them?

Every claim of the benchmark, the review, the event file, the practice study and the
economics gets one `Finding` with an id that stays the same from quarter to quarter. A
recommendation rests on ids, a cover paper and a slide show the finding's sentence, and an
edited paper is checked against its numbers. So a number is formatted in one place.

Ids are ``<kind>.<subject>`` or ``<kind>.<subject>.<aspect>``:

=============================================  =============================================
Id                                             States
=============================================  =============================================
``benchmark.<headline id>``                    a `Verdict`: ``clearly_lower``, ``lower``,
such as ``benchmark.fleksjob-bestand``         ``indistinguishable``, ``higher``,
                                               ``clearly_higher``, ``too_few``, ``no_data``
``review.<scheme>``, ``review.mindst_en``      an `OutcomeVerdict`: ``shown``,
                                               ``only_the_order``, ``at_most``,
                                               ``nobody_seen``, ``kept_back``, ``no_data``
``review.documents``                           ``missing``, ``none_missing``,
                                               ``kept_back``
``review.light``, ``review.fast_track``        the same, and ``closed``
``review.agreement``                           ``measured``, ``too_few``
``events.weeks.<from>.<to>``                   ``estimated``, ``too_few``
``events.deadline.<deadline id>``              ``over``, ``within``, ``undecided``,
                                               ``too_few``
``events.rework``, ``events.reversals``        ``estimated``, ``none_seen``, ``too_few``
``events.centres``                             ``differ``, ``indistinguishable``, ``too_few``
``flow.weeks``                                 ``shorter``, ``longer``, ``alike``
``study.<theme>``                              ``differs``, ``alike``, ``focus_unknown``,
                                               ``too_few``
``economics.<move id>``, ``economics.total``   ``cost``, ``saving``, ``undecided``,
                                               ``unknown``
=============================================  =============================================
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from analysis.concepts import Lineage
from analysis.errors import CoverageError
from analysis.labels import interval, number, share, write_people


class Kind(StrEnum):
    """Where a finding comes from."""

    BENCHMARK = "benchmark"
    REVIEW = "review"
    EVENTS = "events"
    FLOW = "flow"
    STUDY = "study"
    ECONOMICS = "economics"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "benchmark": "praksissammenligning",
            "review": "sagsgennemgang",
            "events": "sagsforløb",
            "flow": "sagsgang",
            "study": "praksisundersøgelse",
            "economics": "økonomi",
        }[self.value]


class Certainty(StrEnum):
    """How sure a finding is, by the rule that gave it; none of them is good or bad."""

    CLEAR = "clear"
    FAIR = "fair"
    WEAK = "weak"
    NONE = "none"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "clear": "meget sikkert",
            "fair": "ret sikkert",
            "weak": "usikkert",
            "none": "kan ikke siges",
        }[self.value]


@dataclass(frozen=True)
class Number:
    """One number of a finding, with its limits, as every format prints it.

    Attributes
    ----------
    key : str
        Name within the finding, such as ``observed`` or ``difference``.
    label : str
        What it counts, in Danish.
    value, lower, upper : float
        In `unit`; a limit is None where there is none.
    unit : str
        ``persons``, ``fulltime_persons``, ``awards``, ``cases``, ``municipalities``,
        ``estimated_persons`` (printed as exactly as an estimate deserves),
        ``ratio``, ``share`` (a fraction, printed in per cent), ``weeks``, ``years`` or
        ``thousand_kroner``.
    decimals : int
        Decimals printed.
    level : float or None
        Level of the limits, a fraction in (0, 1).
    is_signed : bool
        Whether a plus sign is printed: for differences.
    is_detail : bool
        Whether it stands in a table of its own: it can be traced, and is left out where
        findings are listed.
    """

    key: str
    label: str
    value: float
    unit: str
    lower: float | None = None
    upper: float | None = None
    decimals: int = 0
    level: float | None = None
    is_signed: bool = False
    is_detail: bool = False

    @property
    def text(self) -> str:
        """Return the value as it is printed, such as ``1.089`` or ``28 %``.

        Examples
        --------
        >>> Number("now", "mulig målgruppe", 1089.2, "estimated_persons").text
        '1.100'
        >>> Number("ratio", "faktisk over forventet", 0.716, "ratio", decimals=2).text
        '0,72'
        """
        if self.unit == "share":
            return share(self.value, decimals=self.decimals)
        if self.unit == "estimated_persons":
            return write_people(self.value)
        return number(self.value, decimals=self.decimals, signed=self.is_signed)

    @property
    def limits_text(self) -> str:
        """Return the limits as they are printed; empty without limits.

        Examples
        --------
        >>> Number("now", "mulig målgruppe", 1089.2, "persons", lower=803, upper=1440).limits_text
        '803 til 1.440'
        """
        if self.lower is None or self.upper is None:
            return ""
        if self.unit == "estimated_persons":
            return f"{write_people(self.lower)} til {write_people(self.upper)}"
        if self.unit == "share":
            lower, upper = 100 * self.lower, 100 * self.upper
            return interval(lower, upper, decimals=self.decimals) + " %"
        return interval(self.lower, self.upper, decimals=self.decimals, signed=self.is_signed)


@dataclass(frozen=True)
class Finding:
    """A claim that the evidence carries, with its numbers.

    Attributes
    ----------
    id : str
        Stable from quarter to quarter; see the table above.
    kind : Kind
        Where it comes from.
    title : str
        A few Danish words that name the subject, such as ``Fleksjob, bestand``.
    sentence : str
        The claim, in Danish, complete on its own, with its uncertainty.
    state : str
        What a recommendation's basis is held against; see the table above.
    state_words : str
        The same in Danish, such as ``lavere, ret sikkert``.
    certainty : Certainty
        How sure it is.
    rule : str
        The rule that gave the state.
    period : str
        What it speaks of, such as ``2025K4`` or a date.
    numbers : tuple of Number
        The numbers in the sentence and behind it.
    lineage : Lineage
        The files that it rests on.
    """

    id: str
    kind: Kind
    title: str
    sentence: str
    state: str
    state_words: str
    certainty: Certainty
    rule: str
    period: str
    numbers: tuple[Number, ...] = ()
    lineage: Lineage = field(default_factory=Lineage)

    def number(self, key: str) -> Number:
        """Return a number by its key.

        Raises
        ------
        CoverageError
            If the finding has no such number.
        """
        for each in self.numbers:
            if each.key == key:
                return each
        raise CoverageError(
            f"The finding {self.id} has no number {key!r}.",
            expected=", ".join(each.key for each in self.numbers) or "none",
            fix="correct the key",
        )

    def to_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        return {
            **dataclasses.asdict(self),
            "kind": self.kind.value,
            "certainty": self.certainty.value,
            "numbers": [dataclasses.asdict(each) for each in self.numbers],
            "lineage": {
                "inputs": sorted(self.lineage.inputs),
                "synthetic": sorted(self.lineage.synthetic),
                "released": sorted(self.lineage.released),
            },
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Finding:
        """Read a finding back from its JSON values."""
        lineage = values["lineage"]
        return cls(
            **{
                **values,
                "kind": Kind(values["kind"]),
                "certainty": Certainty(values["certainty"]),
                "numbers": tuple(Number(**each) for each in values["numbers"]),
                "lineage": Lineage(**{name: frozenset(files) for name, files in lineage.items()}),
            }
        )


@dataclass(frozen=True)
class FindingRegister:
    """Everything that the evidence says for one municipality and one quarter.

    Attributes
    ----------
    findings : tuple of Finding
        Each id once, in the order a reader meets them.
    missing : mapping of str to str
        By kind (``review``, ``events``, ...), why there is nothing of it, in Danish.
    """

    findings: tuple[Finding, ...]
    missing: Mapping[str, str] = field(default_factory=dict)

    def find(self, finding_id: str) -> Finding | None:
        """Return a finding by its id, or None."""
        return next((each for each in self.findings if each.id == finding_id), None)

    def of(self, kind: Kind) -> tuple[Finding, ...]:
        """Return the findings of one kind, in order."""
        return tuple(each for each in self.findings if each.kind is kind)
