"""Conditions that cannot carry a regression are refused by name."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.between.condition_terms import as_condition_terms

EVERYBODY = np.ones(40, dtype=bool)
ONE, TWO = np.arange(40.0), np.cos(np.arange(40.0))


def test_terms_are_ones_and_standard_deviations_from_the_mean():
    placed = as_condition_terms(np.column_stack([ONE, TWO]), names=["a", "b"], is_usable=EVERYBODY)
    assert placed.terms[:, 0].tolist() == [1.0] * 40
    assert placed.terms[:, 1:].mean(axis=0) == pytest.approx([0, 0], abs=1e-12)
    assert placed.terms[:, 1:].std(axis=0, ddof=1) == pytest.approx([1, 1])
    assert placed.place([[ONE[3], TWO[3]]])[0] == pytest.approx(placed.terms[3])


def test_municipality_without_a_condition_is_left_out():
    gappy = ONE.copy()
    gappy[5] = np.nan
    placed = as_condition_terms(gappy, names=["a"], is_usable=EVERYBODY)
    assert not placed.is_used[5]
    assert placed.is_used.sum() == len(placed.terms) == 39


def test_collinear_conditions_are_named_with_rank_and_condition_number():
    table = np.column_stack([ONE, TWO, 2 * ONE + 3])
    with pytest.raises(EstimationError, match="conditions ledighed, indbyggere say") as caught:
        as_condition_terms(table, names=["ledighed", "alder", "indbyggere"], is_usable=EVERYBODY)
    assert "rank 2 of 3, condition number" in caught.value.where
    assert caught.value.fix


def test_nearly_collinear_conditions_are_refused_and_merely_alike_ones_are_not():
    near = np.column_stack([ONE, ONE + 0.2 * TWO])
    alike = np.column_stack([ONE, ONE + 10 * TWO])
    with pytest.raises(EstimationError, match="say the same thing"):
        as_condition_terms(near, names=["a", "b"], is_usable=EVERYBODY)
    assert as_condition_terms(alike, names=["a", "b"], is_usable=EVERYBODY).is_used.all()


def test_constant_condition_is_named():
    table = np.column_stack([ONE, np.full(40, 7.0)])
    with pytest.raises(EstimationError, match="The condition herkomst is the same"):
        as_condition_terms(table, names=["ledighed", "herkomst"], is_usable=EVERYBODY)


def test_fewer_than_ten_municipalities_per_condition_are_refused_with_what_is_missing():
    table = np.column_stack([ONE, TWO])
    table[:22, 1] = np.nan
    with pytest.raises(EstimationError, match="18 municipalities are too few for 2") as caught:
        as_condition_terms(table, names=["ledighed", "herkomst"], is_usable=EVERYBODY)
    assert "herkomst: 22" in caught.value.where
    assert "20" in caught.value.expected


def test_placing_a_municipality_without_a_condition_names_it():
    placed = as_condition_terms(np.column_stack([ONE, TWO]), names=["a", "b"], is_usable=EVERYBODY)
    with pytest.raises(EstimationError, match="lacks b, so nothing"):
        placed.place([[1.0, np.nan]])


def test_names_that_do_not_fit_the_columns_are_refused():
    with pytest.raises(EstimationError, match="do not fit each other"):
        as_condition_terms(ONE, names=["a", "b"], is_usable=EVERYBODY)
