"""Strata and plan: the usual cut at its borders, merging with a trace, sizes that sum."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import RequestError
from analysis.review.frame import read_frame
from analysis.review.plan import METHODS, PlanChoices, plan_review
from analysis.review.plan_print import print_plan
from analysis.review.strata import build_strata, count_strata, merge_small


def person(benefit: str, weeks: int, in_sof: str) -> pd.DataFrame:
    return pd.DataFrame({"benefit": [benefit], "weeks": [weeks], "in_sof": [in_sof]})


@pytest.mark.parametrize(
    ("benefit", "weeks", "in_sof", "stratum"),
    [
        ("kontanthjaelp", 0, "ja", "KH-SOF-0-2"),
        ("kontanthjaelp", 104, "nej", "KH-ej-2-5"),
        ("kontanthjaelp", 259, "nej", "KH-ej-2-5"),
        ("kontanthjaelp", 260, "nej", "KH-ej-5-10"),
        ("kontanthjaelp", 520, "ja", "KH-SOF-10+"),
        ("sygedagpenge", 25, "ja", "SD-0-26"),
        ("sygedagpenge", 26, "nej", "SD-26+"),
    ],
)
def test_usual_strata_begin_where_the_rule_says(
    benefit: str, weeks: int, in_sof: str, stratum: str
) -> None:
    assert build_strata(person(benefit, weeks, in_sof)).to_list() == [stratum]


def test_own_variables_make_the_strata_in_their_order() -> None:
    people = person("kontanthjaelp", 300, "nej").assign(centre="Nord Vest")
    strata = build_strata(people, variables=("centre", "duration", "in_sof"))
    assert strata.to_list() == ["Nord_Vest-5-10-ej"]


def test_unknown_variable_is_refused() -> None:
    with pytest.raises(RequestError, match="cannot be cut by postnummer"):
        build_strata(person("sygedagpenge", 1, "ja"), variables=("postnummer",))


def test_stratum_of_one_joins_the_nearest_of_its_kind() -> None:
    population = {"KH-SOF-5-10": 40, "KH-SOF-10+": 1, "KH-ej-10+": 90, "SD-26+": 30}
    merging = merge_small(population, 40)
    assert merging.names["KH-SOF-10+"] == "KH-SOF-5-10/10+"
    assert merging.names["KH-ej-10+"] == "KH-ej-10+"
    assert len(merging.trace) == 1


@given(
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=12),
    n_cases=st.integers(2, 60),
    minimum=st.integers(1, 5),
)
def test_merging_leaves_strata_that_can_be_estimated(
    sizes: list[int], n_cases: int, minimum: int
) -> None:
    population = {f"S{i}-x": n for i, n in enumerate(sizes)}
    names = merge_small(population, n_cases, minimum=minimum).names
    merged: dict[str, int] = {}
    for name, n in population.items():
        merged[names[name]] = merged.get(names[name], 0) + n
    assert sum(merged.values()) == sum(sizes)
    needed = sum(min(n, max(2, minimum)) for n in merged.values())
    assert len(merged) == 1 or (min(merged.values()) >= 2 and needed <= n_cases)


@pytest.mark.parametrize("method", METHODS)
def test_cases_sum_to_what_was_asked_and_fit_the_strata(method: str, people_file) -> None:
    people = read_frame(people_file).people
    plan = plan_review(people, PlanChoices(n_cases=77, method=method, minimum=3))
    cases, population = plan.record["cases"], plan.record["population"]
    assert sum(cases.values()) == 77
    assert all(3 <= n <= population[name] for name, n in cases.items())
    assert count_strata(plan.frame["stratum"]) == population


def test_guess_about_the_strata_leaves_the_share_of_everybody_as_declared(people_file) -> None:
    plan = plan_review(read_frame(people_file).people, PlanChoices(n_cases=77))
    rows = next(each for each in plan.record["tables"] if each["name"] == "antagelser")["rows"]
    assert rows[0]["andel"].startswith("33,0")
    assert rows[0]["lavest"] < rows[0]["andel"] < rows[0]["hoejest"]


def test_plan_says_in_danish_what_it_can_and_cannot_show(people_file) -> None:
    plan = plan_review(read_frame(people_file).people, PlanChoices(n_cases=77))
    text = print_plan(plan.record)
    for words in ("Sager i hver gruppe", "kan ikke vises", "det største center", "Kappa"):
        assert words in text


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        (PlanChoices(n_cases=601), "--cases"),
        (PlanChoices(method="optimal"), "--allocation"),
        (PlanChoices(response=0), "--response"),
        (PlanChoices(minimum=0), "--minimum"),
        (PlanChoices(second_readings=161), "--second-readings"),
        (PlanChoices(rare=("su",)), "--rare"),
    ],
)
def test_choice_that_cannot_be_met_is_refused(choices, says: str, people_file) -> None:
    with pytest.raises(RequestError, match=says):
        plan_review(read_frame(people_file).people, choices)
