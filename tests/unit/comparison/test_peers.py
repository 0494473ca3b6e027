"""Who is compared with whom, and what is refused."""

import math

import pandas as pd
import pytest

from analysis.comparison.peers import (
    CONDITIONS,
    condition_distances,
    condition_table,
    named_groups,
    select_peers,
)
from analysis.concepts import Lineage
from analysis.errors import CoverageError

LARGE_CITIES = ("101", "751", "851", "461", "561", "730")
NAMES = {code: f"By {code}" for code in (*LARGE_CITIES, "151", "9901", "9902", "9903", "9904")}


def conditions(**unemployment):
    """Return conditions that differ by unemployment and population only."""
    rows = {code.removeprefix("m"): value for code, value in unemployment.items()}
    columns = {condition.name: 10.0 for condition in CONDITIONS}
    frame = pd.DataFrame(columns, index=pd.Index(rows, name="municipality_code"))
    frame["unemployment_pct"] = list(rows.values())
    frame["immigrants_and_descendants_pct"] = [float(i) for i in range(len(frame))]
    frame["one_person_households_pct"] = [float(i % 2) for i in range(len(frame))]
    frame["population"] = [1000.0 * 2**i for i in range(len(frame))]
    return frame


FOUR = conditions(m9901=1.0, m9902=2.0, m9903=4.0, m9904=8.0)


def peers_of(focus, rule="", *, table=FOUR, names=NAMES):
    return select_peers(rule, focus=focus, names=names, conditions=table, lineage=Lineage())


@pytest.mark.parametrize("focus", LARGE_CITIES)
def test_a_large_city_has_the_other_five_as_peers_by_default(focus):
    chosen = peers_of(focus)
    assert set(chosen.codes) == set(LARGE_CITIES) - {focus}
    assert (chosen.rule, chosen.label) == ("6byerne", "6-byerne")


def test_any_other_municipality_has_its_seven_nearest_by_default():
    table = conditions(**{f"m99{i:02d}": float(i) for i in range(1, 13)})
    chosen = peers_of("9901", table=table)
    assert chosen.rule == "nearest:7"
    assert len(chosen.codes) == 7
    assert "9901" not in chosen.codes


def test_named_group_is_used_whole_when_the_focus_is_not_in_it():
    chosen = peers_of("9901", "taskforce2018")
    assert chosen.codes == named_groups()["taskforce2018"].municipalities == ("751", "151")
    assert "2018" in chosen.reason


def test_named_group_leaves_out_the_focus():
    assert peers_of("751", "taskforce2018").codes == ("151",)


def test_own_list_keeps_its_order_and_counts_a_code_once():
    chosen = peers_of("9901", " 9904, 9902,9904 ")
    assert chosen.codes == ("9904", "9902")
    assert chosen.label == "egen liste"


def test_nearest_come_in_order_of_distance():
    chosen = peers_of("9901", "nearest:3")
    assert chosen.codes == tuple(sorted(chosen.distances, key=chosen.distances.get))
    assert chosen.label == "de 3 nærmeste på rammevilkår"


def test_equally_near_municipalities_come_by_code():
    table = FOUR.copy()
    table.loc["9904"] = table.loc["9902"]
    assert peers_of("9901", "nearest:2", table=table).codes == ("9902", "9904")


@pytest.mark.parametrize("rule", ["", "nearest:3", "6byerne", "taskforce2018", "9902,9903"])
@pytest.mark.parametrize("focus", ["9901", "9903"])
def test_focus_is_never_among_its_own_peers(rule, focus):
    table = conditions(**{f"m99{i:02d}": float(i * i) for i in range(1, 13)})
    if rule == "9902,9903" and focus == "9903":
        rule = "9902,9904"
    assert focus not in peers_of(focus, rule, table=table).codes


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("7byerne", "7byerne.? is neither a group nor a municipality"),
        ("9902,1234", "1234.? is neither"),
        (",", "',' is neither"),
        ("nearest:", "nearest:.? is neither"),
        ("nearest:0", "The 0 nearest"),
        ("nearest:4", "The 4 nearest"),
        ("9902,9901", "Municipality 9901 is listed as its own peer"),
    ],
)
def test_peers_that_cannot_be_had_are_refused_with_what_can(rule, message):
    with pytest.raises(CoverageError, match=message) as caught:
        peers_of("9901", rule)
    assert caught.value.fix
    assert caught.value.expected


def test_conditions_count_for_as_much_as_they_vary():
    stretched = FOUR.assign(unemployment_pct=FOUR["unemployment_pct"] * 1000)
    assert condition_distances(FOUR, focus="9901") == pytest.approx(
        condition_distances(stretched, focus="9901")
    )


def test_distance_is_that_between_z_scores():
    scores = {}
    for condition in CONDITIONS:
        values = [float(v) for v in FOUR[condition.name]]
        if condition.name == "population":
            values = [math.log(v) for v in values]
        mean = sum(values) / 4
        sd = math.sqrt(sum((v - mean) ** 2 for v in values) / 3)
        scores[condition.name] = [(v - mean) / sd for v in values]
    by_hand = math.sqrt(sum((s[2] - s[0]) ** 2 for s in scores.values()))
    assert condition_distances(FOUR, focus="9901")["9903"] == pytest.approx(by_hand)


def test_municipality_with_a_missing_condition_is_nobodys_neighbour():
    table = FOUR.copy()
    table.loc["9903", "population"] = math.nan
    assert set(condition_distances(table, focus="9901")) == {"9902", "9904"}
    assert condition_distances(table, focus="9903") == {}
    with pytest.raises(CoverageError, match="nearest"):
        peers_of("9903", "nearest:1", table=table)


def test_no_outcome_is_among_the_conditions():
    outcomes = ("social_assistance", "pension", "cluster", "rank", "fleksjob", "revalidering")
    assert not [c.name for c in CONDITIONS if any(word in c.name for word in outcomes)]


def test_condition_table_has_one_row_per_municipality_and_its_own_year(country, invented):
    table = condition_table(country.load("conditions"))
    assert list(table.index) == list(invented.CODES)
    assert list(table.columns) == [condition.name for condition in CONDITIONS]
    assert table.loc["9901", "population"] == 21000
    assert table.notna().all(axis=None)


def test_each_peer_has_a_reason_of_its_own():
    for rule in ("taskforce2018", "nearest:3", "9902,9903"):
        chosen = peers_of("9901", rule)
        assert tuple(chosen.reasons) == chosen.codes
        assert all(chosen.reasons.values())


def test_reason_of_a_neighbour_is_the_condition_on_which_it_is_most_alike():
    # 9903 has the same value as 9901 where only every other municipality does.
    assert peers_of("9901", "nearest:3").reasons["9903"] == "mest ens: enlige husstande"
