"""What is expected here, given the municipality's conditions beside age and sex?

Each headline is expected twice: from age and sex at the rest of the country's rates, and
from age, sex and conditions as the other municipalities show how the two go together. The
focus municipality has no part in the model that gives its own expected number: neither
its counts nor the rates that the others are held against contain it. Every other
municipality's expected number comes from a fit without itself too.

A condition may itself be a result of practice, and what is expected given it then hides
a part of the difference. The two numbers are therefore shown side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np
import pandas as pd

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.denominators import FloatArray
from analysis.comparison.explained.conditions_model import expected_without, fit_by_stage
from analysis.comparison.gaps import SMALLEST_EXPECTED_STOCK
from analysis.comparison.peer_conditions import Condition, comparable_values, conditions_of
from analysis.comparison.practice import MeasureComparison
from analysis.concepts import Lineage, Stage
from analysis.errors import CoverageError, EstimationError
from analysis.labels import listing, number
from analysis.measures.between.condition_terms import FEWEST_PER_CONDITION
from analysis.measures.between.conditions_prediction import (
    GivenExpectation,
    expect_given,
    expected_without_each,
    expected_without_self,
)
from analysis.measures.between.conditions_regression import (
    ConditionsModel,
    spread_without_conditions,
)


@dataclass(frozen=True)
class ConditionEffect:
    """How a headline goes with one condition, the others held still.

    Attributes
    ----------
    condition : Condition
        The condition.
    step : float
        One standard deviation among the municipalities: in the condition's own unit, or
        as a factor where its logarithm is compared.
    factor, lower, upper : float
        What one standard deviation more multiplies the number with, and its limits.
    """

    condition: Condition
    step: float
    factor: float
    lower: float
    upper: float


@dataclass(frozen=True)
class ConditionedMeasure:
    """One headline, expected given age, sex and conditions.

    Attributes
    ----------
    measure : MeasureComparison
        The headline, with what age and sex alone make one expect.
    given : GivenExpectation
        What is expected of the focus municipality, with limits and usual range.
    municipalities : DataFrame
        One row per municipality: ``n_observed``, ``n_expected`` and ``ratio`` from age
        and sex, ``n_given`` and ``ratio_given`` with the conditions too. NaN where a
        municipality has no figure or too little is expected.
    effects : tuple of ConditionEffect
        One for each condition.
    influential : str
        Code of the municipality without which the focus's expected number moves most.
    n_given_without : float
        The focus's expected number without it.
    spread_before, spread : float
        How far municipalities differ from what is expected, beyond chance: given age and
        sex, and given the conditions too. 0.2 reads: typically 20 % above or below.
    n : int
        Municipalities in the model; the focus is none of them.
    beyond : tuple of Condition
        Conditions on which the focus lies beyond all of them.
    """

    measure: MeasureComparison
    given: GivenExpectation
    municipalities: pd.DataFrame
    effects: tuple[ConditionEffect, ...]
    influential: str
    n_given_without: float
    spread_before: float
    spread: float
    n: int
    beyond: tuple[Condition, ...]

    @property
    def n_observed(self) -> float:
        """Return the focus municipality's own number."""
        return self.measure.against_country.n_observed

    @property
    def ratio_before(self) -> float:
        """Return observed over expected from age and sex."""
        return self.measure.against_country.plain_ratio

    @property
    def ratio_given(self) -> float:
        """Return observed over expected from age, sex and conditions."""
        return self.n_observed / self.given.n_expected


@dataclass(frozen=True)
class UnconditionedMeasure:
    """A headline of which nothing can be expected given conditions, and why (in Danish)."""

    measure: MeasureComparison
    reason: str


@dataclass(frozen=True)
class GivenConditions:
    """All headlines, expected given age, sex and conditions.

    Attributes
    ----------
    focus : str
        Code of the focus municipality.
    names : mapping of str to str
        Name by code.
    peers : tuple of str
        Codes of the peers.
    conditions : tuple of Condition
        What the expected numbers follow.
    measures : tuple of ConditionedMeasure
        The headlines that have an expected number.
    missing : tuple of UnconditionedMeasure
        The others.
    level : float
        Level of all limits.
    lineage : Lineage
        What names, peers and conditions rest on; each headline has its own.
    """

    focus: str
    names: Mapping[str, str]
    peers: tuple[str, ...]
    conditions: tuple[Condition, ...]
    measures: tuple[ConditionedMeasure, ...]
    missing: tuple[UnconditionedMeasure, ...]
    level: float
    lineage: Lineage

    @property
    def focus_name(self) -> str:
        """Return the focus municipality's name."""
        return self.names[self.focus]

    @property
    def whole_lineage(self) -> Lineage:
        """Return what everything together rests on."""
        return reduce(or_, (m.measure.lineage for m in self.measures), self.lineage)


def expect_given_conditions(comparison: PracticeComparison) -> GivenConditions:
    """Expect each headline of the focus municipality given age, sex and conditions.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus against the rest of the country, and the conditions.

    Returns
    -------
    GivenConditions
        A headline that cannot carry a model is listed as missing, with the reason.

    Notes
    -----
    Four conditions on 97 municipalities are few for many. Which ones they are was
    decided before any outcome was read, and none was picked for fitting well.

    Leans to too small a difference where a condition is a result of practice, and to
    either side where health or education, which are not among them, differ.
    """
    found: list[ConditionedMeasure] = []
    missing: list[UnconditionedMeasure] = []
    values = _comparable(comparison)
    for measure in comparison.measures:
        reason = _why_not(comparison, measure, values)
        if not reason:
            try:
                found.append(_condition(comparison, measure, values))
                continue
            except CoverageError:
                reason = "En gruppe efter alder og køn findes ikke i nok af de andre kommuner."
            except EstimationError:
                reason = (
                    "Rammevilkårene kan ikke skilles fra hinanden i disse data, eller der er "
                    "ikke talt nogen."
                )
        missing.append(UnconditionedMeasure(measure, reason))
    return GivenConditions(
        focus=comparison.focus,
        names=comparison.names,
        peers=comparison.peers.codes,
        conditions=conditions_of(comparison.conditions),
        measures=tuple(found),
        missing=tuple(missing),
        level=comparison.level,
        lineage=comparison.peers.lineage | comparison.name_lineage,
    )


def _comparable(comparison: PracticeComparison) -> FloatArray:
    """Return the conditions as they are compared, in the order of the municipalities."""
    codes = list(comparison.measures[0].cells.codes) if comparison.measures else []
    values = comparable_values(comparison.conditions)
    return values.reindex(codes).to_numpy(dtype=float)


def _why_not(comparison: PracticeComparison, measure: MeasureComparison, values: FloatArray) -> str:
    """Say in Danish why a headline has no expected number; empty where it may have one."""
    conditions = conditions_of(comparison.conditions)
    own = comparison.conditions.reindex([comparison.focus]).iloc[0]
    lacking = [c.word for c in conditions if not np.isfinite(own[c.name])]
    if lacking:
        return f"{comparison.focus_name} mangler {listing(lacking)} blandt rammevilkårene."
    frame = measure.municipalities
    smallest = 0.0 if measure.headline.stage is Stage.FLOW else SMALLEST_EXPECTED_STOCK
    n_expected = float(frame["n_expected"][comparison.focus])
    if not np.isfinite(n_expected + float(frame["n_observed"][comparison.focus])):
        return f"Kilden har ingen tal for {comparison.focus_name}."
    if n_expected < smallest or n_expected <= 0:
        return (
            f"Efter alder og køn ventes kun {number(n_expected, decimals=1)}, og det er for lidt "
            "til at bære en sammenligning"
            + (f" (mindst {number(smallest)})." if smallest > 0 else ".")
        )
    has_figures = np.isfinite(frame["n_observed"]) & (frame["n_expected"] >= smallest)
    is_usable = has_figures.to_numpy() & np.isfinite(values).all(axis=1)
    n_usable, n_needed = int(is_usable.sum()) - 1, FEWEST_PER_CONDITION * len(conditions)
    if n_usable < n_needed:
        return (
            f"Kun {number(n_usable)} andre kommuner har tal, der er store nok; "
            f"{number(len(conditions))} rammevilkår kræver mindst {number(n_needed)}."
        )
    return ""


def _condition(
    comparison: PracticeComparison, measure: MeasureComparison, values: FloatArray
) -> ConditionedMeasure:
    """Expect one headline given conditions."""
    codes = measure.cells.codes
    place = codes.index(comparison.focus)
    is_flow = measure.headline.stage is Stage.FLOW
    conditions = conditions_of(comparison.conditions)
    names = [condition.name for condition in conditions]
    n_expected = expected_without(measure.window, place)
    n_observed = measure.municipalities["n_observed"].to_numpy(dtype=float)
    of_others = n_observed.copy()
    of_others[place] = np.nan
    model = fit_by_stage(
        of_others, n_expected, values, names=names, is_flow=is_flow, level=comparison.level
    )
    base = float(n_expected[place])
    given = expect_given(model, base, values[place])
    without = expected_without_each(model, base, values[place])
    most = int(np.argmax(np.abs(without - given.n_expected)))
    used = values[model.conditions.is_used]
    is_beyond = (values[place] < used.min(axis=0)) | (values[place] > used.max(axis=0))
    return ConditionedMeasure(
        measure=measure,
        given=given,
        municipalities=_each_given(measure, values, place, given, names=names, is_flow=is_flow),
        effects=_effects(model, conditions),
        influential=codes[int(np.flatnonzero(model.conditions.is_used)[most])],
        n_given_without=float(without[most]),
        spread_before=spread_without_conditions(model),
        spread=model.spread,
        n=model.n,
        beyond=tuple(c for c, far in zip(conditions, is_beyond, strict=True) if far),
    )


def _each_given(
    measure: MeasureComparison,
    values: FloatArray,
    place: int,
    given: GivenExpectation,
    *,
    names: list[str],
    is_flow: bool,
) -> pd.DataFrame:
    """Return every municipality's expected number from a fit without itself."""
    frame = measure.municipalities[["n_observed", "n_expected", "ratio"]].copy()
    model = fit_by_stage(
        frame["n_observed"].to_numpy(dtype=float),
        frame["n_expected"].to_numpy(dtype=float),
        values,
        names=names,
        is_flow=is_flow,
        level=measure.level,
    )
    n_given = np.full(len(frame), np.nan)
    n_given[model.conditions.is_used] = expected_without_self(model)
    n_given[place] = given.n_expected
    frame["n_given"] = n_given
    frame["ratio_given"] = frame["n_observed"] / n_given
    return frame


def _effects(
    model: ConditionsModel, conditions: tuple[Condition, ...]
) -> tuple[ConditionEffect, ...]:
    """Return what goes with one standard deviation more of each condition."""
    steps = [
        float(np.exp(scale)) if condition.is_logarithmic else float(scale)
        for condition, scale in zip(conditions, model.conditions.scales, strict=True)
    ]
    rows = zip(conditions, steps, model.factors.tolist(), strict=True)
    return tuple(ConditionEffect(condition, step, *factors) for condition, step, factors in rows)
