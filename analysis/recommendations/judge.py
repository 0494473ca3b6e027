"""Does each recommendation still rest on what the evidence says this quarter?

Every basis of a recommendation is looked up in the register of findings and held against
the states that support it. A recommendation whose finding no longer holds stays in the list
and is flagged: it is neither kept without a word nor dropped without one.

A finding can say yes, say otherwise, or say nothing: too few, kept back, no data, not there.
Saying nothing is not the same as saying no.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

from analysis.concepts import Lineage
from analysis.findings.register import Finding, FindingRegister, Kind, Number
from analysis.recommendations.finding_ids import SILENT_STATES, kind_of
from analysis.recommendations.model import (
    Basis,
    Direction,
    Indicator,
    Recommendation,
    RecommendationFile,
    TargetUnit,
)
from analysis.recommendations.strength import Strength, grade_strength


class BasisState(StrEnum):
    """What a finding says of a recommendation today."""

    HOLDS = "holds"
    CONTRADICTS = "contradicts"
    SILENT = "silent"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "holds": "holder",
            "contradicts": "holder ikke",
            "silent": "kan ikke siges",
            "missing": "mangler",
        }[self.value]


class Standing(StrEnum):
    """Whether a recommendation rests on what the evidence says today."""

    HOLDS = "holds"
    PARTLY = "partly"
    NO_LONGER_HOLDS = "no_longer_holds"
    NOT_SHOWN = "not_shown"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "holds": "holder",
            "partly": "holder delvist",
            "no_longer_holds": "holder ikke",
            "not_shown": "ikke vist endnu",
        }[self.value]


class TargetState(StrEnum):
    """Whether an indicator's target is reached, as far as the uncertainty carries it."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    UNDECIDED = "undecided"
    NOT_MEASURED = "not_measured"

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return {
            "reached": "nået",
            "not_reached": "ikke nået",
            "undecided": "kan ikke afgøres",
            "not_measured": "ikke målt endnu",
        }[self.value]


@dataclass(frozen=True)
class JudgedBasis:
    """One basis and the finding behind it today.

    Attributes
    ----------
    basis : Basis
        What the recommendation asks for.
    finding : Finding or None
        What the evidence says; None where it says nothing of this.
    state : BasisState
        Whether it supports the recommendation.
    held_before : bool or None
        Whether it did in the earlier pack; None where that does not say.
    why_missing : str
        In Danish, why there is no finding; empty where there is one.
    """

    basis: Basis
    finding: Finding | None
    state: BasisState
    held_before: bool | None
    why_missing: str = ""

    @property
    def kind(self) -> Kind:
        """Return the kind of the finding, whether it is there or not."""
        return kind_of(self.basis.finding_id)

    @property
    def is_lost(self) -> bool:
        """Tell whether it held before and does not hold any more."""
        return self.held_before is True and self.state is not BasisState.HOLDS

    @property
    def label(self) -> str:
        """Return the Danish words a reader sees."""
        return "holder ikke længere" if self.is_lost else self.state.label


@dataclass(frozen=True)
class IndicatorReading:
    """An indicator's present value, read from a finding.

    Attributes
    ----------
    number : Number or None
        The value with its limits; None where it is not measured.
    state : TargetState
        Whether the target is reached. With limits on both sides of it: undecided.
    """

    number: Number | None
    state: TargetState


@dataclass(frozen=True)
class JudgedRecommendation:
    """A recommendation held against today's evidence and date.

    Attributes
    ----------
    recommendation : Recommendation
        As it stands in the register.
    bases : tuple of JudgedBasis
        Each thing it rests on.
    standing : Standing
        All bases hold; some do; none does and one says otherwise or has been lost; or
        nothing is known of any.
    strength : Strength
        Of the evidence, with the rule.
    is_overdue : bool
        Whether it is open and its deadline has passed.
    weeks_overdue : float
        Weeks since the deadline; zero where it is not overdue.
    indicator : IndicatorReading
        Present value.
    cost_finding : Finding or None
        The economics that its cost rests on.
    lineage : Lineage
        The register and every finding named here.
    """

    recommendation: Recommendation
    bases: tuple[JudgedBasis, ...]
    standing: Standing
    strength: Strength
    is_overdue: bool
    weeks_overdue: float
    indicator: IndicatorReading
    cost_finding: Finding | None
    lineage: Lineage

    @property
    def has_lost_its_basis(self) -> bool:
        """Tell whether anything it rests on held before and does not any more."""
        return any(basis.is_lost for basis in self.bases)

    @property
    def is_flagged(self) -> bool:
        """Tell whether a reader must look again: it does not hold, or has lost something."""
        is_contradicted = any(basis.state is BasisState.CONTRADICTS for basis in self.bases)
        return self.has_lost_its_basis or is_contradicted

    @property
    def standing_label(self) -> str:
        """Return the standing in Danish; *længere* where it held before."""
        is_lost = self.standing is Standing.NO_LONGER_HOLDS and self.has_lost_its_basis
        return "holder ikke længere" if is_lost else self.standing.label


def judge_recommendations(
    file: RecommendationFile,
    register: FindingRegister,
    *,
    today: dt.date,
    earlier: Mapping[str, str] | None = None,
    generalisable: Collection[str] = (),
) -> tuple[JudgedRecommendation, ...]:
    """Hold every recommendation against the findings of this quarter.

    Parameters
    ----------
    file : RecommendationFile
        The register of recommendations.
    register : FindingRegister
        What the evidence says now.
    today : date
        The day of the pack, for deadlines.
    earlier : mapping of finding id to state, optional
        What the earlier pack's evidence said.
    generalisable : collection of str
        Ids of findings of the practice study that rest on a generalisable analysis.

    Returns
    -------
    tuple of JudgedRecommendation
        Every recommendation of the register, by number.

    Notes
    -----
    A finding that is gone, or too uncertain to say anything, no longer supports what it
    supported earlier: that is flagged, though it need not mean that the matter has
    changed. Leans towards flagging.
    """
    return tuple(
        _judge(each, file.lineage, register, today, earlier or {}, generalisable)
        for each in file.recommendations
    )


def _judge(
    recommendation: Recommendation,
    lineage: Lineage,
    register: FindingRegister,
    today: dt.date,
    earlier: Mapping[str, str],
    generalisable: Collection[str],
) -> JudgedRecommendation:
    bases = tuple(_judge_basis(basis, register, earlier) for basis in recommendation.rests_on)
    states = [basis.state for basis in bases]
    holding = [b.finding for b in bases if b.finding and b.state is BasisState.HOLDS]
    days = (today - recommendation.deadline).days if recommendation.status.is_open else 0
    cost = register.find(recommendation.cost.finding_id)
    reading = _read_indicator(recommendation.indicator, register)
    source = register.find(recommendation.indicator.finding_id)
    findings = [each for each in (*(b.finding for b in bases), cost, source) if each is not None]
    return JudgedRecommendation(
        recommendation=recommendation,
        bases=bases,
        standing=_stand(bases),
        strength=grade_strength(
            holding,
            is_contradicted=BasisState.CONTRADICTS in states,
            generalisable=generalisable,
        ),
        is_overdue=days > 0,
        weeks_overdue=max(days, 0) / 7,
        indicator=reading,
        cost_finding=cost,
        lineage=reduce(or_, (each.lineage for each in findings), lineage),
    )


def _judge_basis(
    basis: Basis, register: FindingRegister, earlier: Mapping[str, str]
) -> JudgedBasis:
    """Look one finding up and hold its state against those that support."""
    finding = register.find(basis.finding_id)
    before = earlier.get(basis.finding_id)
    held_before = None if before is None else before in basis.states
    if finding is None:
        reason = register.missing.get(kind_of(basis.finding_id).value, "")
        return JudgedBasis(basis, None, BasisState.MISSING, held_before, reason)
    if finding.state in basis.states:
        return JudgedBasis(basis, finding, BasisState.HOLDS, held_before)
    silent = finding.state in SILENT_STATES
    state = BasisState.SILENT if silent else BasisState.CONTRADICTS
    return JudgedBasis(basis, finding, state, held_before)


def _stand(bases: tuple[JudgedBasis, ...]) -> Standing:
    """Return whether the recommendation as a whole rests on what the evidence says."""
    n_holding = sum(basis.state is BasisState.HOLDS for basis in bases)
    if n_holding:
        return Standing.HOLDS if n_holding == len(bases) else Standing.PARTLY
    if any(basis.is_lost or basis.state is BasisState.CONTRADICTS for basis in bases):
        return Standing.NO_LONGER_HOLDS
    return Standing.NOT_SHOWN


_UNITS = {
    TargetUnit.SHARE: ("share",),
    TargetUnit.WEEKS: ("weeks",),
    TargetUnit.KAPPA: ("ratio", "kappa"),
    TargetUnit.TIMES: ("times",),
}


def _read_indicator(indicator: Indicator, register: FindingRegister) -> IndicatorReading:
    """Read the indicator's present value from its finding, and hold it against the target."""
    finding = register.find(indicator.finding_id)
    units = _UNITS.get(indicator.unit, ())
    numbers = [] if finding is None else [n for n in finding.numbers if n.unit in units]
    if indicator.number_key:
        numbers = [number for number in numbers if number.key == indicator.number_key]
    if not numbers or indicator.target is None or not math.isfinite(numbers[0].value):
        return IndicatorReading(None, TargetState.NOT_MEASURED)
    number, target = numbers[0], indicator.target
    lower = number.value if number.lower is None else number.lower
    upper = number.value if number.upper is None else number.upper
    at_least = indicator.direction is Direction.AT_LEAST
    if lower >= target if at_least else upper <= target:
        return IndicatorReading(number, TargetState.REACHED)
    if upper < target if at_least else lower > target:
        return IndicatorReading(number, TargetState.NOT_REACHED)
    return IndicatorReading(number, TargetState.UNDECIDED)
