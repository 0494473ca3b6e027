"""Observed beside what age and sex, and then conditions too, make one expect."""

from __future__ import annotations

from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.explained.given_conditions import (
    ConditionedMeasure,
    ConditionEffect,
    GivenConditions,
)
from analysis.labels import HARD_SPACE, MISSING, interval, number, sentence_case, share
from analysis.tables.measure_rows import row_name

_TIMES = "×"
_SMALL = 10.0


def tabulate_given_conditions(given: GivenConditions) -> tuple[Block, ...]:
    """Return observed and expected, before and after conditions, with usual ranges.

    Parameters
    ----------
    given : GivenConditions
        Headlines expected given age, sex and conditions.

    Returns
    -------
    tuple of Block
        The table; empty where no headline can be expected.
    """
    if not given.measures:
        return ()
    level = share(given.level)
    content = Table(
        caption=f"Faktisk i {given.focus_name}, og forventet før og efter rammevilkår",
        columns=(
            Column("name", "", "left"),
            Column("n_observed", "Faktisk"),
            Column("n_expected", "Forventet efter alder og køn"),
            Column("usual", f"Almindeligt, {level}"),
            Column("ratio", "Forhold"),
            Column("n_given", "Forventet også efter rammevilkår"),
            Column("usual_given", f"Almindeligt, {level}"),
            Column("ratio_given", "Forhold"),
        ),
        rows=tuple(Row(_cells(measure)) for measure in given.measures),
        records=tuple(_record(given, measure) for measure in given.measures),
        note=f"Almindeligt: hvor {level} af kommuner med almindelig praksis og samme befolkning "
        "(og rammevilkår) ville ligge. Forhold: faktisk delt med forventet; * uden for det "
        "almindelige. Forventet rummer ikke kommunens egne tal.",
    )
    return (Block("rammevilkaar-tabel", content, given.whole_lineage),)


def tabulate_condition_effects(given: GivenConditions) -> tuple[Block, ...]:
    """Return what goes with one standard deviation more of each condition, by headline.

    Parameters
    ----------
    given : GivenConditions
        Headlines expected given age, sex and conditions.

    Returns
    -------
    tuple of Block
        The table; empty where no headline can be expected.
    """
    if not given.measures:
        return ()
    content = Table(
        caption="Hvad én standardafvigelse mere af et rammevilkår hører sammen med, de andre "
        "vilkår uændrede",
        columns=(
            Column("name", "", "left"),
            *(
                Column(effect.condition.name, _step_label(effect))
                for effect in given.measures[0].effects
            ),
            Column("spread", "Kommuner imellem, før og efter"),
            Column("influential", "Kommune, der betyder mest", "left"),
        ),
        rows=tuple(Row(_effect_cells(given, measure)) for measure in given.measures),
        records=tuple(
            _effect_record(measure, effect)
            for measure in given.measures
            for effect in measure.effects
        ),
        note=f"Parenteser: {share(given.level)}. Kommuner imellem: hvor langt en typisk kommune "
        "ligger fra det forventede ud over det tilfældige, først efter alder og køn, så også "
        "efter rammevilkår. Den er regnet med vilkårene som model og er derfor ikke helt den "
        "typiske afstand, der står andre steder i rapporten. Kommune, der betyder mest: den, uden "
        f"hvilken det forventede tal for {given.focus_name} ville ændre sig mest.",
    )
    return (Block("rammevilkaar-sammenhaeng", content, given.whole_lineage),)


def _cells(measure: ConditionedMeasure) -> tuple[str, ...]:
    """Return the cells of one headline."""
    gap, given = measure.measure.against_country, measure.given
    usual = gap.ordinary or gap.usual
    is_outside = usual is not None and not usual.lower <= gap.n_observed <= usual.upper
    is_outside_given = not given.usual_lower <= gap.n_observed <= given.usual_upper
    return (
        f"{row_name(measure.measure, with_time=False)}, {measure.measure.headline.stage.label}",
        number(gap.n_observed),
        _small_or_whole(gap.n_expected),
        interval(usual.lower, usual.upper) if usual is not None else MISSING,
        number(measure.ratio_before, decimals=2) + ("*" if is_outside else ""),
        _small_or_whole(given.n_expected),
        interval(given.usual_lower, given.usual_upper),
        number(measure.ratio_given, decimals=2) + ("*" if is_outside_given else ""),
    )


def _small_or_whole(value: float) -> str:
    """Return a number without decimals, or with one where it is small."""
    return number(value, decimals=1 if value < _SMALL else 0)


def _effect_cells(given: GivenConditions, measure: ConditionedMeasure) -> tuple[str, ...]:
    """Return the cells of one headline's conditions."""
    moved = measure.n_given_without / measure.given.n_expected - 1.0
    return (
        f"{row_name(measure.measure, with_time=False)}, {measure.measure.headline.stage.label}",
        *(_effect_text(effect) for effect in measure.effects),
        f"{share(measure.spread_before)} til {share(measure.spread)}",
        f"{given.names[measure.influential]} ({_percent(moved, decimals=1)})",
    )


def _effect_text(effect: ConditionEffect) -> str:
    """Return a factor as per cent more or fewer, with its limits."""
    limits = interval(100 * (effect.lower - 1), 100 * (effect.upper - 1), signed=True)
    return f"{_percent(effect.factor - 1)} ({limits})"


def _percent(value: float, *, decimals: int = 0) -> str:
    """Return a change in per cent, with its sign."""
    return number(100 * value, decimals=decimals, signed=True) + HARD_SPACE + "%"


def _step_label(effect: ConditionEffect) -> str:
    """Return a condition's word with what one standard deviation of it is."""
    word = sentence_case(effect.condition.word)
    if effect.condition.is_logarithmic:
        return f"{word} ({_TIMES}{HARD_SPACE}{number(effect.step, decimals=1)})"
    return f"{word} (+{number(effect.step, decimals=1)} pct.point)"


def _record(given: GivenConditions, measure: ConditionedMeasure) -> dict[str, Any]:
    """Return the numbers of one headline for the CSV file."""
    gap, result = measure.measure.against_country, measure.given
    usual = gap.ordinary or gap.usual
    return {
        "measure": measure.measure.headline.id,
        "stage": measure.measure.headline.stage.value,
        "unit": measure.measure.cells.source.unit.value,
        "period_first": str(measure.measure.window.first),
        "period_last": str(measure.measure.window.last),
        "n_observed": plain_number(gap.n_observed),
        "n_expected_age_sex": plain_number(gap.n_expected),
        "usual_age_sex_lower": None if usual is None else plain_number(usual.lower),
        "usual_age_sex_upper": None if usual is None else plain_number(usual.upper),
        "ratio_age_sex": plain_number(measure.ratio_before),
        "n_expected_conditions": plain_number(result.n_expected),
        "n_expected_conditions_lower": plain_number(result.expected_lower),
        "n_expected_conditions_upper": plain_number(result.expected_upper),
        "usual_conditions_lower": plain_number(result.usual_lower),
        "usual_conditions_upper": plain_number(result.usual_upper),
        "ratio_conditions": plain_number(measure.ratio_given),
        "spread_age_sex": plain_number(measure.spread_before),
        "spread_conditions": plain_number(measure.spread),
        "n_municipalities": measure.n,
        "most_influential_municipality": given.names[measure.influential],
        "n_expected_conditions_without_it": plain_number(measure.n_given_without),
        "conditions_beyond_all_others": ", ".join(c.name for c in measure.beyond),
        "level": given.level,
        "method": result.method,
    }


def _effect_record(measure: ConditionedMeasure, effect: ConditionEffect) -> dict[str, Any]:
    """Return one coefficient for the CSV file."""
    return {
        "measure": measure.measure.headline.id,
        "condition": effect.condition.name,
        "condition_year": effect.condition.year,
        "one_standard_deviation": plain_number(effect.step),
        "is_factor": effect.condition.is_logarithmic,
        "factor": plain_number(effect.factor),
        "factor_lower": plain_number(effect.lower),
        "factor_upper": plain_number(effect.upper),
        "spread_age_sex": plain_number(measure.spread_before),
        "spread_conditions": plain_number(measure.spread),
    }
