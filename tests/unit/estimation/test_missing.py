"""Now, later, none and unknown: the parts add up and the bounds hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import EstimationError
from analysis.estimation.design import stratified_design
from analysis.estimation.missing import count_missing_documents, estimate_potential
from analysis.estimation.response import respondent_design
from analysis.estimation.totals import estimate_totals

KLAR, MANGLER, IKKE = "klar", "mangler_dokumentation", "ikke_maalgruppe"


@st.composite
def reviews(draw: st.DrawFn) -> tuple:
    """Draw strata, sizes, statuses, who is in the population and who was read."""
    sizes = draw(st.lists(st.integers(4, 9), min_size=1, max_size=3))
    strata = [f"s{h}" for h, size in enumerate(sizes) for _ in range(size)]
    population = {f"s{h}": size + draw(st.integers(1, 60)) for h, size in enumerate(sizes)}
    n = len(strata)
    status = draw(st.lists(st.sampled_from([KLAR, MANGLER, IKKE]), min_size=n, max_size=n))
    inside, read = np.ones(n, dtype=bool), np.ones(n, dtype=bool)
    first = np.array([strata.index(f"s{h}") for h in range(len(sizes))])
    if draw(st.booleans()):
        inside[first] = False
    if draw(st.booleans()):
        read[first + 1] = False
    return strata, population, status, inside, read


@settings(max_examples=20)
@given(reviews())
def test_parts_add_up_to_the_population_and_lie_within_the_bounds(review) -> None:
    strata, population, status, inside, read = review
    design = stratified_design(strata, population)
    found = estimate_potential(design, status, in_population=inside, responded=read)
    assert found.people.estimate[:3].sum() == pytest.approx(found.population.estimate[0])
    assert found.people.estimate[3] == pytest.approx(found.people.estimate[:2].sum())
    assert found.shares.estimate[:3].sum() == pytest.approx(1)
    assert found.people.covariance[3, 3] == pytest.approx(
        found.people.covariance[:2, :2].sum(), abs=1e-9
    )
    for i in range(4):
        # Outside the population people are fewer, so only persons of the whole are compared.
        assert found.lowest.estimate[i] <= found.people.estimate[i] + 1e-9
        assert found.people.estimate[i] <= found.highest.estimate[i] + 1e-9
        assert found.highest.estimate[i] - found.lowest.estimate[i] == pytest.approx(
            found.unjudged.estimate[0]
        )
        assert found.lowest.lower[i] <= found.lowest.estimate[i] + 1e-9
        assert found.highest.upper[i] >= found.highest.estimate[i] - 1e-9
    assert found.lower <= found.people.estimate[0] + 1e-9
    assert found.upper >= found.people.estimate[3] - 1e-9


def test_numbers_are_those_of_a_hand_computation() -> None:
    design = stratified_design(["KH"] * 6 + ["SD"] * 4, {"KH": 60, "SD": 20})
    status = [KLAR, KLAR, MANGLER, IKKE, "", "", KLAR, IKKE, "lukket", IKKE]
    inside = np.array([True] * 5 + [False] + [True] * 4)
    found = estimate_potential(design, status, in_population=inside)
    # KH: 4 judged and 1 outside settle 60 people, 12 each; SD: 5 each.
    assert found.people.estimate.tolist() == [29, 12, 27, 41]
    assert found.population.estimate.tolist() == [68]
    assert found.unjudged.estimate.tolist() == [10]
    assert found.lowest.estimate.tolist() == [25, 10, 25, 35]
    assert found.highest.estimate.tolist() == [35, 20, 35, 45]
    assert found.shares.estimate == pytest.approx(np.array([29, 12, 27, 41]) / 68)


def test_when_everybody_is_judged_the_bounds_are_the_estimate() -> None:
    design = stratified_design(["KH"] * 12, {"KH": 120})
    found = estimate_potential(design, [KLAR] * 3 + [MANGLER] * 4 + [IKKE] * 5)
    assert found.lowest.estimate.tolist() == found.highest.estimate.tolist()
    assert found.people.lower.tolist() == found.lowest.lower.tolist()
    assert found.unjudged.estimate.tolist() == [0]
    assert (found.lower, found.upper) == (found.people.lower[0], found.people.upper[3])


def test_missing_documents_are_never_a_no() -> None:
    design = stratified_design(["KH"] * 10, {"KH": 100})
    found = estimate_potential(design, [MANGLER] * 10)
    assert found.people.estimate.tolist() == [0, 100, 0, 100]
    assert found.upper == 100
    assert found.lower == 0


def test_nobody_outside_still_leaves_the_population_an_upper_bound_on_those_outside() -> None:
    design = stratified_design(["KH"] * 20, {"KH": 200})
    found = estimate_potential(design, [KLAR] * 20)
    inside = found.population.of("i_population")
    assert inside.value == inside.upper == 200
    assert 150 < inside.lower < 200


def test_a_case_that_was_not_read_is_unjudged_even_with_a_status() -> None:
    design = stratified_design(["KH"] * 4, {"KH": 40})
    read = np.array([True, True, True, False])
    assert (
        estimate_potential(design, [KLAR, IKKE, IKKE, KLAR], responded=read).people.estimate
        == estimate_potential(
            design, [KLAR, IKKE, IKKE, "ikke_vurderet"], responded=read
        ).people.estimate
    ).all()


@pytest.mark.slow
def test_the_bounds_cover_the_truth_whatever_the_unread_cases_hold() -> None:
    rng = np.random.default_rng(11)
    n_people, n_cases, covered = 400, 60, 0
    ready = np.arange(n_people) < 100
    # Files that cannot be found are those of people who are ready: the worst case.
    lost = ready & (np.arange(n_people) % 4 == 0)
    for _ in range(100):
        drawn = rng.choice(n_people, n_cases, replace=False)
        design = stratified_design(["KH"] * n_cases, {"KH": n_people})
        status = np.where(ready[drawn], KLAR, IKKE)
        found = estimate_potential(design, status.tolist(), responded=~lost[drawn])
        covered += found.lower <= 100 <= found.upper
    assert covered >= 97


def test_a_stratum_where_nobody_was_judged_is_refused_or_speaks_through_its_neighbour() -> None:
    design = stratified_design(["A", "A", "B", "B", "C", "C"], {"A": 20, "B": 10, "C": 6})
    status = [KLAR, IKKE, "", "", IKKE, IKKE]
    with pytest.raises(EstimationError, match="No case of a stratum was judged") as caught:
        estimate_potential(design, status)
    assert "strata: B" in str(caught.value)
    merged = estimate_potential(design, status, neighbours={"B": "A"})
    assert merged.people.estimate.tolist() == [15, 0, 21, 15]
    with pytest.raises(EstimationError, match="does not exist"):
        estimate_potential(design, status, neighbours={"B": "D"})


def test_merging_follows_neighbours_of_neighbours_and_leaves_others_alone() -> None:
    design = stratified_design(list("AABBCCDD"), {"A": 20, "B": 10, "C": 6, "D": 8})
    settled = np.array([True, True, False, False, False, True, True, True])
    found = respondent_design(design, settled, neighbours={"B": "C", "C": "B", "D": "A"})
    assert found.labels == ("A", "B + C", "D")
    assert found.population.tolist() == [20, 16, 8]
    found = respondent_design(design, settled, neighbours={"B": "C", "C": "A"})
    assert found.labels == ("A + B + C", "D")
    assert found.weights.tolist() == [12, 12, 12, 4, 4]


def test_non_response_is_met_before_calibration_and_never_with_clusters() -> None:
    design = stratified_design(["KH"] * 3, {"KH": 5}, ["a", "a", "b"])
    with pytest.raises(EstimationError, match="before non-response"):
        respondent_design(design, np.array([True, True, False]))


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (["klar", "ja", "klar"], "none of the known"),
        (["klar", "klar"], "one entry for each case"),
        (["", "ikke_vurderet", ""], "No case was judged"),
    ],
)
def test_statuses_that_cannot_be_are_refused(status, message) -> None:
    with pytest.raises(EstimationError, match=message):
        estimate_potential(stratified_design(["KH"] * 3, {"KH": 30}), status)


def test_documents_are_counted_by_people_and_cases_with_most_people_first() -> None:
    design = stratified_design(["KH"] * 4 + ["SD"] * 4, {"KH": 80, "SD": 8})
    lacking = [["B"], [], ["B"], [], ["A"], ["A", "B", "A"], ["A"], []]
    found = count_missing_documents(design, lacking)
    assert found.documents == ("B", "A")
    assert found.n_cases == (3, 3)
    assert found.people.estimate.tolist() == [42, 6]
    assert found.alone.estimate.tolist() == [40, 4]
    both = estimate_totals(design, [["A" in case, "B" in case] for case in lacking])
    assert found.people.covariance == pytest.approx(both.covariance[::-1, ::-1])


def test_documents_of_unread_cases_and_of_people_outside_are_left_out() -> None:
    design = stratified_design(["KH"] * 6, {"KH": 60})
    lacking = [["A"], ["A"], [], [], ["A"], ["A"]]
    read = np.array([True] * 5 + [False])
    inside = np.array([True] * 4 + [False, True])
    found = count_missing_documents(design, lacking, in_population=inside, responded=read)
    assert (found.n_cases, found.people.estimate.tolist()) == ((2,), [24])
    assert found.people.n.tolist() == [4]


def test_no_missing_document_is_said_rather_than_estimated() -> None:
    with pytest.raises(EstimationError, match="No document lacks"):
        count_missing_documents(stratified_design(["KH"] * 3, {"KH": 30}), [[], [], []])
