"""Which model of conditions belongs to a headline, and on what is it fitted?

The stage decides the model: awards have a count model, a stock has none. Whatever is
expected of the focus municipality must not know its own counts, so the rates that every
other municipality is held against leave the focus out as well as themselves.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.comparison.cells import Window
from analysis.comparison.denominators import FloatArray
from analysis.comparison.gaps import SMALLEST_EXPECTED_STOCK
from analysis.comparison.peer_conditions import comparable_values, conditions_of
from analysis.measures.between.conditions_prediction import expect_given
from analysis.measures.between.conditions_regression import (
    ConditionsModel,
    regress_awards,
    regress_stock,
)
from analysis.measures.standardised.standardisation import expected_counts, stratum_rates


def fit_by_stage(
    n_observed: FloatArray,
    n_expected: FloatArray,
    values: FloatArray,
    *,
    names: list[str],
    is_flow: bool,
    level: float,
) -> ConditionsModel:
    """Fit the model that the stage allows.

    Parameters
    ----------
    n_observed, n_expected : ndarray, shape (municipalities,)
        Counts, NaN for those to be left out; and what age and sex make one expect.
    values : ndarray, shape (municipalities, conditions)
        Conditions as they are compared, NaN where missing.
    names : list of str
        The conditions.
    is_flow : bool
        Whether the counts are events.
    level : float
        Level of limits, a fraction.

    Raises
    ------
    EstimationError
        As `regress_awards` and `regress_stock`.
    """
    if is_flow:
        return regress_awards(n_observed, n_expected, values, names=names, level=level)
    return regress_stock(
        n_observed,
        n_expected,
        values,
        names=names,
        minimum_expected=SMALLEST_EXPECTED_STOCK,
        level=level,
    )


def expected_without(window: Window, focus: int) -> FloatArray:
    """Return what age and sex make one expect, at rates without the focus and oneself.

    Parameters
    ----------
    window : Window
        Counts and exposure of every municipality.
    focus : int
        Index of the focus municipality, whose counts are in nobody's rates.

    Returns
    -------
    ndarray, shape (municipalities,)
        NaN where a municipality has no figures, or nobody else has.

    Raises
    ------
    CoverageError
        If people live in a stratum where the others have nobody.
    """
    is_known = np.isfinite(window.counts + window.exposure).all(axis=0)
    exposure = np.where(is_known, window.exposure, 0.0)
    is_reference = is_known & (np.arange(is_known.size) != focus)
    counts, people = np.where(is_reference, window.counts, 0.0), exposure * is_reference
    rest = (counts.sum(axis=1, keepdims=True) - counts).T
    rest_people = (people.sum(axis=1, keepdims=True) - people).T
    is_told = is_known & (rest_people.sum(axis=1) > 0)
    rates = stratum_rates(rest, rest_people)
    n_expected = np.array(expected_counts(np.where(is_told, exposure, 0.0).T, rates))
    n_expected[~is_told] = np.nan
    return n_expected


def model_similarity(
    window: Window, conditions: pd.DataFrame, *, codes: tuple[str, ...], focus: str, is_flow: bool
) -> pd.Series:
    """Measure how alike the rates are that a model expects of the focus and of the others.

    Parameters
    ----------
    window : Window
        Counts and exposure of every municipality.
    conditions : DataFrame
        As `condition_table` returns it.
    codes : tuple of str
        The municipalities of `window`, in order.
    focus : str
        Code of the focus municipality. Its counts have no part in the model.
    is_flow : bool
        Whether the counts are events.

    Returns
    -------
    Series
        By code, without the focus: |log(expected rate / expected rate of the focus)|,
        the rates per person from age, sex and conditions; NaN where a municipality lacks
        a condition or too little is expected.

    Raises
    ------
    EstimationError
        If the focus lacks a condition or has too little expected, or the model cannot
        be fitted.

    Notes
    -----
    Two municipalities are alike here when their differences on the conditions balance
    out. The weights of the conditions come from other municipalities' outcomes.
    """
    values = comparable_values(conditions).reindex(list(codes)).to_numpy(dtype=float)
    place = codes.index(focus)
    n_expected = expected_without(window, place)
    n_observed = window.counts.sum(axis=0).copy()
    n_observed[place] = np.nan
    names = [c.name for c in conditions_of(conditions)]
    model = fit_by_stage(n_observed, n_expected, values, names=names, is_flow=is_flow, level=0.95)
    people = window.exposure.sum(axis=0)
    own = expect_given(model, float(n_expected[place]), values[place]).n_expected / people[place]
    is_known = np.isfinite(values).all(axis=1) & (n_expected >= model.minimum_expected)
    is_known &= n_expected > 0
    rates = np.full(len(codes), np.nan)
    terms = model.conditions.place(values[is_known])
    rates[is_known] = n_expected[is_known] * np.exp(terms @ model.coefficients) / people[is_known]
    distances = pd.Series(
        np.abs(np.log(rates / own)), index=pd.Index(codes, name="municipality_code")
    )
    return distances.drop(index=focus)
