"""Expected given age, sex and conditions: the focus has no part in its own expectation."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from analysis.comparison.explained.given_conditions import expect_given_conditions
from analysis.concepts import Stage

TWO = ["immigrants_and_descendants_pct", "one_person_households_pct"]


@pytest.fixture(scope="module")
def few(comparison):
    """Return Aby with as few conditions as its twenty-five others can carry."""
    return dataclasses.replace(comparison, conditions=comparison.conditions[TWO])


def with_counts_of_focus(comparison, factor):
    """Return the comparison as if the focus alone had counted otherwise."""

    def change(measure):
        place = measure.cells.codes.index(comparison.focus)
        counts = measure.window.counts.copy()
        counts[:, place] = np.round(counts[:, place] * factor)
        frame = measure.municipalities.copy()
        frame.loc[comparison.focus, "n_observed"] = counts[:, place].sum()
        window = dataclasses.replace(measure.window, counts=counts)
        gap = dataclasses.replace(measure.against_country, n_observed=float(counts[:, place].sum()))
        return dataclasses.replace(
            measure, window=window, municipalities=frame, against_country=gap
        )

    return dataclasses.replace(comparison, measures=tuple(map(change, comparison.measures)))


def test_half_of_the_awards_is_half_also_given_conditions(few):
    result = expect_given_conditions(few)
    pension = [m for m in result.measures if m.measure.headline.benefit == "foertidspension"]
    assert {m.measure.headline.stage for m in pension} == {Stage.FLOW, Stage.STOCK}
    for measure in pension:
        assert measure.ratio_given == pytest.approx(0.5, abs=0.03)
        assert measure.n_observed < measure.given.usual_lower


def test_practice_alike_everywhere_is_as_expected_given_conditions(few):
    for measure in expect_given_conditions(few).measures:
        if measure.measure.headline.id == "fleksjob-bestand":
            assert measure.ratio_given == pytest.approx(measure.ratio_before, abs=0.04)
            assert measure.given.usual_lower <= measure.n_observed <= measure.given.usual_upper


def test_own_counts_do_not_move_ones_own_expected_number(few):
    before = expect_given_conditions(few)
    after = expect_given_conditions(with_counts_of_focus(few, 2))
    for one, other in zip(before.measures, after.measures, strict=True):
        assert other.n_observed > 1.5 * one.n_observed
        assert other.given == one.given
        assert other.n_given_without == one.n_given_without


def test_more_conditions_than_the_municipalities_carry_are_said_and_not_fitted(comparison):
    result = expect_given_conditions(comparison)
    assert result.measures == ()
    assert len(result.missing) == len(comparison.measures)
    assert "Kun 25 andre kommuner" in result.missing[0].reason
    assert "mindst 40" in result.missing[0].reason


def test_missing_condition_of_the_focus_is_said_by_name(few):
    table = few.conditions.copy()
    table.loc[few.focus, TWO[0]] = np.nan
    result = expect_given_conditions(dataclasses.replace(few, conditions=table))
    assert result.measures == ()
    assert result.missing[0].reason == "Aby mangler herkomst blandt rammevilkårene."


def test_missing_condition_of_another_leaves_only_that_one_out(few):
    table = few.conditions.copy()
    table.loc["9920", TWO[0]] = np.nan
    result = expect_given_conditions(dataclasses.replace(few, conditions=table))
    assert {measure.n for measure in result.measures} == {24}
    assert np.isnan(result.measures[0].municipalities.loc["9920", "n_given"])


def test_conditions_that_say_the_same_are_said_and_not_fitted(few):
    table = few.conditions.copy()
    table[TWO[1]] = 2 * table[TWO[0]]
    result = expect_given_conditions(dataclasses.replace(few, conditions=table))
    assert "kan ikke skilles fra hinanden" in result.missing[0].reason


def test_effects_name_the_condition_and_its_standard_deviation(few):
    measure = expect_given_conditions(few).measures[0]
    others = few.conditions.drop(index=few.focus)
    assert [effect.condition.name for effect in measure.effects] == TWO
    assert [effect.step for effect in measure.effects] == pytest.approx(others.std().tolist())
    assert all(effect.lower < effect.factor < effect.upper for effect in measure.effects)


def test_a_condition_beyond_all_others_is_reported(few):
    table = few.conditions.copy()
    table.loc[few.focus, TWO[0]] = 40
    result = expect_given_conditions(dataclasses.replace(few, conditions=table))
    assert [condition.name for condition in result.measures[0].beyond] == TWO[:1]


@pytest.mark.slow
def test_every_municipality_of_the_embedded_data_is_expected(embedded):
    result = expect_given_conditions(embedded)
    assert [entry.measure.headline.id for entry in result.missing] == ["revalidering-bestand"]
    for measure in result.measures:
        assert measure.municipalities["n_given"].notna().sum() >= measure.n
        assert measure.influential != embedded.focus
        assert "population" in [condition.name for condition in measure.beyond]
        assert measure.spread <= measure.spread_before
