from __future__ import annotations

import math
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.concepts import Benefit, Lineage, Stage
from analysis.errors import RequestError
from analysis.findings.triangulation import (
    FEWER,
    NO_COMPARISON,
    NOT_COMPARED,
    triangulate,
)
from analysis.findings.years_to_clear import HIDDEN, LIMITED
from analysis.review.results import ANY

_HAND = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
hand = SimpleNamespace(**runpy.run_path(str(_HAND)))


@pytest.fixture(scope="module")
def results():
    return hand.make_results()


@pytest.fixture(scope="module")
def both(results, comparison):
    return triangulate(results, comparison, capacity=400)


def of(triangulation, scheme):
    return next(each for each in triangulation.schemes if each.scheme == scheme)


def measure(comparison, benefit, stage):
    return next(
        m for m in comparison.measures if (m.headline.benefit, m.headline.stage) == (benefit, stage)
    )


def test_the_stock_is_held_beside_the_stock(both, comparison):
    gap = measure(comparison, Benefit.FOERTIDSPENSION, Stage.STOCK).against_peers
    stock = of(both, "foertidspension").stock
    assert stock.gap == pytest.approx(gap.n_expected - gap.n_observed)
    assert stock.ordinary_gaps == pytest.approx(
        (gap.n_expected - gap.ordinary.upper, gap.n_expected - gap.ordinary.lower)
    )
    assert stock.ordinary_gaps[0] < 0 < stock.ordinary_gaps[1]


def test_half_the_practice_of_all_others_is_fewer_than_ordinary(both):
    # Aby pays half as much førtidspension as the others, see the invented country.
    found = of(both, "foertidspension")
    assert found.rule == FEWER
    assert found.stock.gap > 0


def test_awards_become_people_a_year_fewer(both, comparison):
    flow = measure(comparison, Benefit.FOERTIDSPENSION, Stage.FLOW)
    assert [str(each) for each in (flow.window.first, flow.window.last)] == ["2025K1", "2025K4"]
    difference = flow.against_peers.difference
    yearly = of(both, "foertidspension").yearly
    assert (yearly.value, yearly.lower, yearly.upper) == pytest.approx(
        (-difference.value, -difference.upper, -difference.lower)
    )


def test_years_are_people_over_the_pace(both):
    found = of(both, "foertidspension")
    assert found.by_gap["now"].years.value == pytest.approx(found.now.value / found.yearly.value)
    assert found.by_capacity["together"].years.value == pytest.approx(found.together.value / 400)
    assert found.by_capacity["now"].rule == LIMITED


def test_only_schemes_with_awards_have_years_at_the_gap(both):
    assert [s.scheme for s in both.schemes if s.by_gap] == ["foertidspension"]
    assert of(both, ANY).stock is None
    assert of(both, ANY).by_capacity


def test_other_services_are_no_scheme(both):
    assert "andre_indsatser" not in [s.scheme for s in both.schemes]


def test_together_is_everybody_but_those_outside(both, results):
    outcome, found = results.outcomes["fleksjob"], of(both, "fleksjob")
    assert found.together.value == pytest.approx(outcome.now.value + outcome.after.value)
    assert found.together.lower <= found.together.value <= found.together.upper


def test_without_a_comparison_the_review_stands_alone(results):
    alone = triangulate(results, None)
    assert {s.rule for s in alone.schemes} == {NO_COMPARISON}
    assert alone.reasons == ()
    assert all(not s.by_gap and not s.by_capacity for s in alone.schemes)
    assert alone.lineage == results.lineage


def test_a_scheme_that_is_not_compared_keeps_its_review(results, comparison):
    fewer = replace(
        comparison,
        measures=tuple(
            m for m in comparison.measures if m.headline.benefit is not Benefit.FLEKSJOB
        ),
    )
    found = of(triangulate(results, fewer), "fleksjob")
    assert (found.stock, found.rule) == (None, NOT_COMPARED)
    assert found.now == results.outcomes["fleksjob"].now


def test_a_closed_scheme_is_named_and_not_compared(results, comparison):
    outcomes = {k: v for k, v in results.outcomes.items() if k != "revalidering"}
    changed = replace(results, outcomes=outcomes, closed=("revalidering",))
    found = triangulate(changed, comparison)
    assert "revalidering" not in [s.scheme for s in found.schemes]
    assert found.closed == ("revalidering",)
    assert "closed" in [reason.id for reason in found.reasons]


def test_a_hidden_number_stays_hidden(results, comparison):
    hidden = hand.make_outcome("fleksjob", now=hand.make_suppressed(), n_cases_now=-1)
    outcomes = {**results.outcomes, "fleksjob": hidden}
    found = of(triangulate(replace(results, outcomes=outcomes), comparison, capacity=9), "fleksjob")
    assert math.isnan(found.together.value)
    assert {years.rule for years in found.by_capacity.values()} == {HIDDEN}


@pytest.mark.parametrize("capacity", [0, -3, math.nan, math.inf])
def test_a_capacity_that_is_no_number_above_zero_is_refused(results, capacity):
    with pytest.raises(RequestError, match="capacity"):
        triangulate(results, None, capacity=capacity)


def test_two_municipalities_are_refused(results, comparison):
    other = replace(results, review=replace(results.review, municipality_code="9902"))
    with pytest.raises(RequestError, match="two municipalities"):
        triangulate(other, comparison)


def test_the_origin_of_the_review_and_of_the_statistics_is_inherited(results, comparison):
    found = triangulate(results, comparison)
    assert found.lineage.synthetic >= results.lineage.synthetic
    assert found.lineage.inputs > results.lineage.inputs
    observed = replace(results, lineage=Lineage(frozenset({"frame.csv"})))
    assert not triangulate(observed, comparison).lineage.synthetic


def test_reasons_tell_dates_and_units(both):
    said = {reason.id: reason.text for reason in both.reasons}
    assert {"question", "people", "norm", "documents", "moving", "dates", "fulltime"} <= set(said)
    assert "1. september 2025" in said["dates"]
    assert "{" not in "".join(said.values())
