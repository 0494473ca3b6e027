"""Whether findings differ between parts of the population, by design."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.errors import EstimationError
from analysis.estimation.association import compare_distributions
from analysis.estimation.design import stratified_design


def test_a_simple_random_sample_gives_pearsons_statistic_over_its_design_effect() -> None:
    rng = np.random.default_rng(2)
    rows, columns = rng.integers(0, 3, 120), rng.integers(0, 2, 120)
    design = stratified_design(["KH"] * 120, {"KH": 600})
    found = compare_distributions(design, rows.astype(str), columns.astype(str))
    table = np.zeros((3, 2))
    np.add.at(table, (rows, columns), 1)
    pearson = stats.chi2_contingency(table, correction=False)
    # Each of the two degrees of freedom has about the effect (1 - f) n / (n - 1).
    assert found.statistic == pytest.approx(pearson.statistic / 2 / (0.8 * 120 / 119), rel=0.1)
    assert found.df_above == pytest.approx(2, rel=0.05)
    assert found.df_below == pytest.approx(119 * found.df_above)


def test_it_rejects_about_as_often_as_it_says_when_nothing_differs() -> None:
    rng = np.random.default_rng(5)
    design = stratified_design(["KH"] * 60 + ["SD"] * 40, {"KH": 6000, "SD": 400})
    p_values = [
        compare_distributions(
            design, rng.choice(["ja", "nej"], 100).tolist(), rng.choice(["A", "B"], 100).tolist()
        ).p_value
        for _ in range(300)
    ]
    assert 0.025 < np.mean(np.array(p_values) < 0.05) < 0.085


def test_a_large_difference_is_found() -> None:
    design = stratified_design(["KH"] * 60, {"KH": 600})
    found = compare_distributions(
        design, ["ja"] * 25 + ["nej"] * 5 + ["ja"] * 5 + ["nej"] * 25, ["A"] * 30 + ["B"] * 30
    )
    assert found.p_value < 0.001


@pytest.mark.parametrize(
    ("rows", "columns", "message"),
    [
        (["ja"] * 4, list("AABB"), "nothing to compare"),
        (["ja", "nej", "ja", "ja"], list("AABB"), "no case"),
        (["ja", "nej"], list("AABB"), "one group for each case"),
    ],
)
def test_tables_that_cannot_be_judged_are_refused(rows, columns, message) -> None:
    with pytest.raises(EstimationError, match=message):
        compare_distributions(stratified_design(["KH"] * 4, {"KH": 40}), rows, columns)
