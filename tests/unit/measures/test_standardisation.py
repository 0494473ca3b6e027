"""Observed and expected: the edges, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.concepts import Unit
from analysis.errors import ContractError, CoverageError, EstimationError
from analysis.measures.counts.intervals import exact_poisson_limits
from analysis.measures.standardised.ratios import (
    ratio_to_estimated_expected,
    ratio_to_estimated_expected_midp,
    ratio_to_known_expected,
)
from analysis.measures.standardised.standardisation import (
    expectation,
    expected_counts,
    standardise_flow,
    stratum_rates,
)
from analysis.measures.standardised.standardised_tables import (
    indirectly_standardise,
    standardise_stock,
)
from analysis.measures.standardised.stocks import StandardisedStock, standardise_recipients

ESTIMATED = [ratio_to_estimated_expected, ratio_to_estimated_expected_midp]


def flow(*rows, code="9901", column="n_awards"):
    frame = pd.DataFrame(rows, columns=["stratum", column, "person_years"])
    return frame.assign(municipality_code=code)


def stock(*rows, code="9901", column="n_fulltime_persons"):
    frame = pd.DataFrame(rows, columns=["stratum", column, "n_population"])
    return frame.assign(municipality_code=code)


ABY = flow(("18-39", 2, 4_000), ("40-64", 8, 2_000))
BEKOEB = flow(("18-39", 4, 4_000), ("40-64", 48, 6_000), code="9902")


def test_ratio_is_one_when_practice_equals_the_reference():
    result = standardise_flow([4, 48], [4_000, 6_000], [40, 480], [40_000, 60_000])
    assert result.ratio == pytest.approx(1.0)
    assert result.excess == pytest.approx(0.0)


def test_an_older_population_is_expected_to_have_more_events():
    rates = stratum_rates([4, 48], [4_000, 6_000])
    young, old = expected_counts([[5_000, 1_000], [1_000, 5_000]], rates)
    assert (young, old) == pytest.approx((13.0, 41.0))


def test_expected_number_and_effective_reference_follow_their_formulas():
    # E = 4 * 1 + 48 / 3 = 20; Var(E) = 4 * 1 + 48 / 9 = 28 / 3; m = 400 * 3 / 28.
    result = expectation([4_000, 2_000], [4, 48], [4_000, 6_000])
    assert result.n_expected == pytest.approx(20.0)
    assert result.n_reference == pytest.approx(1200 / 28)
    assert result.largest_step == pytest.approx(1 / 20)


def test_nothing_observed_gives_a_ratio_of_zero_with_an_upper_limit():
    result = ratio_to_known_expected(0, 4.0)
    assert (result.ratio, result.ratio_lower) == (0.0, 0.0)
    assert result.ratio_upper == pytest.approx(-np.log(0.025) / 4)
    assert result.excess_lower == pytest.approx(-4.0)


@pytest.mark.parametrize("method", ESTIMATED)
def test_nothing_observed_has_an_upper_limit_also_with_an_uncertain_reference(method):
    result = method(0, 4.0, 30.0)
    assert (result.ratio, result.ratio_lower) == (0.0, 0.0)
    assert 0 < result.ratio_upper < 2


@pytest.mark.parametrize("observed", [0, 3])
def test_ratio_is_undefined_and_says_so_when_nothing_is_expected(observed):
    known = ratio_to_known_expected(observed, 0.0)
    estimated = standardise_flow([observed], [500], [0], [9_000])
    for result in (known, estimated):
        assert np.isnan([result.ratio, result.ratio_lower, result.ratio_upper]).all()
        assert result.excess == observed
        assert not result.is_defined
    assert (known.excess_lower, known.excess_upper) == exact_poisson_limits(observed)
    assert np.isnan([estimated.excess_lower, estimated.excess_upper]).all()


def test_a_stratum_without_events_in_the_reference_is_fine():
    result = standardise_flow([1, 8], [4_000, 2_000], [0, 48], [4_000, 6_000])
    assert result.n_expected == pytest.approx(16.0)
    assert result.n_observed == 9


def test_nobody_living_in_a_stratum_adds_nothing():
    with_empty = standardise_flow([0, 8], [0, 2_000], [4, 48], [4_000, 6_000])
    without = standardise_flow([8], [2_000], [48], [6_000])
    assert with_empty == without


def test_people_without_a_reference_are_refused_by_the_name_of_their_stratum():
    with pytest.raises(CoverageError, match="nobody in the stratum 40-64") as caught:
        standardise_flow([2, 8], [10, 20], [4, 0], [40, 0], strata=["18-39", "40-64"])
    assert "18-39" not in str(caught.value)


def test_a_stratum_that_is_empty_on_both_sides_is_fine():
    assert standardise_flow([2, 0], [10, 0], [4, 0], [40, 0]).n_expected == 1.0


def test_events_where_nobody_lives_are_refused():
    with pytest.raises(EstimationError, match="stratum of the focus where nobody lives"):
        standardise_flow([2, 1], [10, 0], [4, 2], [40, 20])
    with pytest.raises(EstimationError, match="stratum of the reference where nobody lives"):
        stratum_rates([4, 2], [40, 0])


def test_many_municipalities_give_what_each_gives_alone():
    events, years = np.array([[2, 8], [0, 3]]), np.array([[4_000, 2_000], [900, 700]])
    reference = ([4, 48], [4_000, 6_000])
    together = standardise_flow(events, years, *reference)
    for i in range(2):
        alone = standardise_flow(events[i], years[i], *reference)
        assert together.ratio_lower[i] == pytest.approx(alone.ratio_lower)
        assert together.ratio_upper[i] == pytest.approx(alone.ratio_upper)
        assert together.n_reference[i] == pytest.approx(alone.n_reference)


def test_the_kinds_of_limits_are_told_apart_by_their_method():
    results = [
        ratio_to_known_expected(12, 8.4),
        ratio_to_estimated_expected(12, 8.4, 40),
        ratio_to_estimated_expected_midp(12, 8.4, 40),
    ]
    assert len({result.method for result in results}) == 3
    assert len({result.ratio_upper for result in results}) == 3
    assert len({result.ratio for result in results}) == 1


def test_tables_are_matched_by_the_name_of_the_stratum_and_not_by_row():
    shuffled = BEKOEB.iloc[::-1].reset_index(drop=True)
    assert indirectly_standardise(ABY, shuffled) == indirectly_standardise(ABY, BEKOEB)


def test_rows_of_several_municipalities_are_pooled_in_the_reference():
    half = BEKOEB.assign(n_awards=BEKOEB["n_awards"] // 2, person_years=BEKOEB["person_years"] / 2)
    two = pd.concat([half, half.assign(municipality_code="9903")])
    assert indirectly_standardise(ABY, two) == indirectly_standardise(ABY, BEKOEB)


def test_other_flows_than_awards_go_by_events():
    renamed = [table.rename(columns={"n_awards": "n_events"}) for table in (ABY, BEKOEB)]
    assert indirectly_standardise(*renamed) == indirectly_standardise(ABY, BEKOEB)


def test_a_missing_count_in_one_row_of_a_stratum_is_refused():
    with_blank = pd.concat([BEKOEB, flow(("40-64", np.nan, 100), code="9903")])
    with pytest.raises(EstimationError, match="missing"):
        indirectly_standardise(ABY, with_blank)


def test_the_focus_may_not_stand_in_its_own_reference():
    with pytest.raises(EstimationError, match="Municipality 9901 is in its own reference"):
        indirectly_standardise(ABY, pd.concat([ABY, BEKOEB]))


def test_a_stratum_that_only_one_table_has_is_refused():
    more = pd.concat([BEKOEB, flow(("65-66", 0, 500), code="9902")])
    with pytest.raises(CoverageError, match="The table focus lacks the stratum 65-66"):
        indirectly_standardise(ABY, more)
    with pytest.raises(CoverageError, match="The table reference lacks the stratum 40-64"):
        indirectly_standardise(ABY, BEKOEB[:1])


def test_a_missing_column_is_named():
    with pytest.raises(ContractError, match="The table reference lacks person_years"):
        indirectly_standardise(ABY, BEKOEB.drop(columns="person_years"))


@pytest.mark.parametrize("column", ["n_fulltime_persons", "n_persons"])
def test_a_stock_gets_no_poisson_limits(column):
    aby, bekoeb = stock(("18-39", 40, 4_000), column=column), stock(("18-39", 4, 4_000))
    with pytest.raises(ContractError, match=rf"focus holds a stock \({column}\)") as caught:
        indirectly_standardise(aby, bekoeb)
    assert "standardise_stock()" in caught.value.fix


def test_a_flow_is_refused_where_a_stock_is_compared():
    with pytest.raises(ContractError, match=r"focus holds a flow \(n_awards\)"):
        standardise_stock(ABY, BEKOEB)


def test_persons_and_fulltime_persons_are_not_compared():
    aby = stock(("18-39", 40, 4_000), column="n_persons")
    bekoeb = stock(("18-39", 40, 4_000), code="9902")
    with pytest.raises(ContractError, match="do not have one count column in common"):
        standardise_stock(aby, bekoeb)


def test_a_stock_gives_the_difference_and_no_limits():
    aby = stock(("18-39", 40.5, 4_000), ("40-64", 210, 2_000))
    bekoeb = stock(("18-39", 40, 4_000), ("40-64", 480, 6_000), code="9902")
    result = standardise_stock(aby, bekoeb)
    assert (result.n_recipients, result.n_expected, result.difference) == (250.5, 200.0, 50.5)
    assert result.unit is Unit.FULLTIME_PERSONS
    fields = StandardisedStock.__dataclass_fields__
    assert not [name for name in fields if "lower" in name or "upper" in name]


def test_a_stock_without_anything_expected_has_no_ratio():
    result = standardise_recipients([3], [500], [0], [900], unit=Unit.PERSONS)
    assert np.isnan(result.ratio)
    assert result.difference == 3
