"""Which sets of peers are reasonable, and does every decision count the same?"""

import dataclasses
from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.multiverse.decisions import declared_decisions
from analysis.comparison.multiverse.specifications import list_specifications, nearest_first
from analysis.comparison.peer_conditions import CONDITIONS, comparable_values
from analysis.comparison.peer_rules import PeerGroup

CODES = tuple(str(9901 + i) for i in range(40))
FOCUS, MAIN = "9901", ("9902", "9903", "9904")
GROUPS = {
    "own": PeerGroup("egen", "", ("9901", "9910", "9911", "9912")),
    "foreign": PeerGroup("fremmed", "", ("9920", "9921")),
    "pair": PeerGroup("par", "", ("9901", "9930")),
}


def table(seed=1, n=40):
    rng = np.random.default_rng(seed)
    columns = {c.name: rng.lognormal(3, 0.5, n) for c in CONDITIONS}
    return pd.DataFrame(columns, index=list(CODES[:n]))


def specify(**changes):
    asked = {
        "focus": FOCUS, "codes": CODES, "main": MAIN, "conditions": table(), "groups": GROUPS,
    }  # fmt: skip
    return list_specifications(**(asked | changes))


def say_by_option(specifications, decision, **given_choices):
    say = Counter()
    for each in specifications:
        if given_choices.items() <= each.choices.items() and decision in each.choices:
            say[each.choices[decision]] += each.weight
    return say


def test_all_say_adds_up_to_one_and_the_focus_is_never_its_own_peer():
    found = specify()
    assert sum(each.weight for each in found) == pytest.approx(1)
    assert all(FOCUS not in each.peers and len(each.peers) >= 2 for each in found)


@pytest.mark.parametrize("decision", ["kind", "pooling", "group", "leave_one_out", "distance"])
def test_every_option_of_a_decision_has_the_same_say(decision):
    say = list(say_by_option(specify(), decision).values())
    assert len(say) > 0
    assert say == pytest.approx([say[0]] * len(say))


def test_every_number_of_peers_has_the_same_say_where_all_can_be_met():
    say = say_by_option(specify(), "n_peers", kind="nearest", size="any")
    assert sorted(map(int, say)) == list(range(5, 21))
    assert list(say.values()) == pytest.approx([next(iter(say.values()))] * 16)


@settings(max_examples=3, deadline=None)
@given(last=st.integers(6, 35))
def test_more_numbers_of_peers_give_the_nearest_ones_no_more_say(last):
    decisions = dict(declared_decisions())
    wider = {"first": 5, "last": last}
    decisions["n_peers"] = dataclasses.replace(decisions["n_peers"], settings=wider)
    few, many = specify(), specify(decisions=decisions)
    for decision in ("kind", "distance", "conditions", "weights", "pooling"):
        assert say_by_option(many, decision) == pytest.approx(say_by_option(few, decision))


def test_every_selection_of_conditions_is_tried():
    names = [c.name for c in CONDITIONS]
    wanted = {"+".join(c) for n in (1, 2, 3, 4) for c in combinations(names, n)}
    assert set(say_by_option(specify(), "conditions", distance="euclid")) == wanted


def test_nearest_ones_are_those_of_z_scores_worked_out_by_hand():
    values = comparable_values(table())
    z = (values - values.mean()) / values.std(ddof=1)
    squares = ((z - z.loc[FOCUS]) ** 2).drop(FOCUS)
    assert nearest_first(values, focus=FOCUS)[:5] == tuple(squares.sum(axis=1).nsmallest(5).index)
    doubled = (squares * [2, 1, 1, 1]).sum(axis=1).nsmallest(5).index
    assert nearest_first(values, focus=FOCUS, weights=[2, 1, 1, 1])[:5] == tuple(doubled)


def test_mahalanobis_neighbours_are_those_of_the_inverse_covariance():
    values = comparable_values(table())
    inverse = np.linalg.inv(np.cov(values.to_numpy(), rowvar=False))
    gaps = (values - values.loc[FOCUS]).drop(FOCUS)
    squares = pd.Series([float(row @ inverse @ row) for row in gaps.to_numpy()], gaps.index)
    everything = "+".join(c.name for c in CONDITIONS)
    found = next(
        each.peers
        for each in specify()
        if each.choices.get("distance") == "mahalanobis"
        and each.choices["conditions"] == everything
        and each.choices["n_peers"] == "6"
        and each.choices["size"] == "any"
    )
    assert found == tuple(squares.nsmallest(6).index)


def test_size_bound_keeps_only_half_to_twice_the_population():
    conditions = table()
    own = conditions.loc[FOCUS, "population"]
    bound = [e for e in specify() if e.choices.get("size") == "similar"]
    assert bound
    people = conditions["population"].to_dict()
    assert all(own / 2 <= people[code] <= own * 2 for each in bound for code in each.peers)


def test_a_number_that_cannot_be_met_has_no_say():
    found = specify(conditions=table(n=12), codes=CODES[:12])
    numbers = say_by_option(found, "n_peers", size="any")
    assert sorted(map(int, numbers)) == list(range(5, 12))
    assert sum(each.weight for each in found) == pytest.approx(1)


def test_groups_are_those_of_the_focus_that_hold_at_least_two_others():
    assert set(say_by_option(specify(), "group")) == {"own"}


def test_a_group_chosen_for_the_focus_is_an_option_though_it_is_no_member():
    decisions = dict(declared_decisions())
    named = {"fewest_peers": 2, "chosen_for": {"foreign": [FOCUS]}}
    decisions["group"] = dataclasses.replace(decisions["group"], settings=named)
    assert set(say_by_option(specify(decisions=decisions), "group")) == {"own", "foreign"}


def test_every_peer_of_the_main_set_is_left_out_once():
    left_out = {
        e.choices["leave_one_out"]: e.peers for e in specify() if "leave_one_out" in e.choices
    }
    assert left_out == {code: tuple(c for c in MAIN if c != code) for code in MAIN}


def test_a_main_set_of_one_cannot_be_left_out():
    assert say_by_option(specify(main=("9902",)), "leave_one_out") == {}


def test_focus_without_a_condition_has_no_nearest_ones_and_the_other_kinds_remain():
    conditions = table()
    conditions.loc[FOCUS, "population"] = np.nan
    kinds = say_by_option(specify(conditions=conditions), "kind")
    assert kinds == pytest.approx({"group": 1 / 3, "all_others": 1 / 3, "leave_one_out": 1 / 3})


def test_without_any_conditions_the_other_kinds_remain():
    kinds = say_by_option(specify(conditions=pd.DataFrame()), "kind")
    assert sorted(kinds) == ["all_others", "group", "leave_one_out"]


def test_conditions_that_determine_one_another_have_no_mahalanobis_distance_together():
    conditions = table()
    conditions[CONDITIONS[1].name] = 2 * conditions[CONDITIONS[0].name]
    selections = say_by_option(specify(conditions=conditions), "conditions", distance="mahalanobis")
    assert f"{CONDITIONS[0].name}+{CONDITIONS[1].name}" not in selections
    assert CONDITIONS[0].name in selections


def test_a_condition_that_is_the_same_everywhere_is_left_out():
    conditions = table()
    conditions[CONDITIONS[0].name] = 7.0
    selections = say_by_option(specify(conditions=conditions), "conditions")
    assert selections
    assert all(CONDITIONS[0].name not in selection for selection in selections)


def test_modelled_likeness_is_a_distance_only_where_it_is_given():
    assert "model" not in say_by_option(specify(), "distance")
    near = {code: abs(int(code) - 9915) / 10 for code in CODES}
    found = specify(model_distances=near)
    assert set(say_by_option(found, "distance")) == {"euclid", "mahalanobis", "model"}
    five = next(
        e.peers for e in found
        if e.choices.get("distance") == "model" and e.choices["n_peers"] == "5"
    )  # fmt: skip
    assert set(five) == {"9913", "9914", "9915", "9916", "9917"}
