"""Who is compared with whom, how far off they are, and what is refused."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.assemble import compare_practice
from analysis.comparison.peers import (
    CONDITIONS,
    condition_distances,
    condition_table,
    conditions_of,
    named_groups,
    select_peers,
)
from analysis.concepts import Lineage
from analysis.datasets.project import open_data
from analysis.errors import CoverageError, EstimationError

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


def peers_of(focus, rule="", *, table=FOUR, names=NAMES, **more):
    return select_peers(rule, focus=focus, names=names, conditions=table, lineage=Lineage(), **more)


def random_country(seed, n=30):
    rng = np.random.default_rng(seed)
    values = rng.lognormal(1.0, 0.5, size=(n, len(CONDITIONS)))
    index = pd.Index([str(9901 + i) for i in range(n)], name="municipality_code")
    return pd.DataFrame(values, index=index, columns=[c.name for c in CONDITIONS])


def compared_values(table):
    """Return the values that are compared, by another route: logarithm of population only."""
    values = table.to_numpy(dtype=float).copy()
    values[:, -1] = np.log(values[:, -1])
    return values


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


# Other ways to be near


@given(seed=st.integers(0, 10_000), k=st.integers(1, 20))
@settings(max_examples=15, deadline=None)
def test_nearest_by_mahalanobis_are_those_of_the_inverse_covariance(seed, k):
    table = random_country(seed)
    values = compared_values(table)
    gaps = values - values[0]
    squares = np.einsum("ij,jk,ik->i", gaps, np.linalg.inv(np.cov(values, rowvar=False)), gaps)
    by_hand = [str(table.index[i]) for i in np.argsort(squares) if i != 0][:k]
    chosen = peers_of("9901", f"mahalanobis:{k}", table=table, names=dict.fromkeys(table.index))
    assert list(chosen.codes) == by_hand
    assert chosen.distances[by_hand[0]] ** 2 == pytest.approx(np.sort(squares)[1])


@given(seed=st.integers(0, 10_000), weight=st.floats(0, 50))
@settings(max_examples=15, deadline=None)
def test_weight_multiplies_the_squared_distance_on_its_condition(seed, weight):
    table = random_country(seed)
    values = compared_values(table)
    squares = ((values - values[0]) / values.std(axis=0, ddof=1)) ** 2 @ [weight, 1, 1, 1]
    rule = f"weighted:5:unemployment_pct={weight!r}"
    chosen = peers_of("9901", rule, table=table, names=dict.fromkeys(table.index))
    got = [chosen.distances[str(code)] for code in table.index[1:]]
    assert got == pytest.approx(np.sqrt(squares[1:]), rel=1e-9, abs=1e-12)


def test_weights_that_are_all_one_change_nothing():
    plain = peers_of("9901", "nearest:3")
    weighted = peers_of("9901", "weighted:3:population=1")
    assert (weighted.codes, weighted.distances) == (plain.codes, pytest.approx(plain.distances))


def test_several_weights_are_joined_with_colons_and_said_to_the_reader():
    chosen = peers_of("9901", "weighted:3:unemployment_pct=2:population=0.5")
    assert chosen.record.weights == {"unemployment_pct": 2.0, "population": 0.5}
    assert "ledighed 2 og indbyggertal 0,5; øvrige vejer 1" in chosen.reason


def test_most_alike_by_model_come_in_order_of_the_distances_handed_in():
    similarity = pd.Series({"9902": 0.3, "9903": -0.02, "9904": 0.1, "9901": 0.0})
    chosen = peers_of("9901", "model:2", model_distances=similarity)
    assert chosen.codes == ("9903", "9904")
    assert chosen.reasons["9903"] == "forventet rate inden for 2,0\u00a0%"
    assert chosen.record.uses_outcomes_of_others
    assert chosen.record.model_distances == {"9903": 0.02, "9904": 0.1}
    # What is shown and warned of is still the distance on the conditions themselves.
    assert chosen.distances == pytest.approx(condition_distances(FOUR, focus="9901"))


def test_municipality_without_a_distance_by_model_is_nobodys_neighbour():
    similarity = {"9902": math.nan, "9903": 0.2, "9904": 0.1}
    assert peers_of("9901", "model:2", model_distances=similarity).codes == ("9904", "9903")
    with pytest.raises(CoverageError, match="The 3 nearest"):
        peers_of("9901", "model:3", model_distances=similarity)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("weighted:2", "No weight is declared"),
        ("weighted:2:unemployment_pct=-1", "weight of unemployment_pct is negative"),
        ("weighted:2:unemployment_pct=inf", "weight of unemployment_pct is negative or not"),
        ("weighted:2:unemployment_pct=nan", "weight of unemployment_pct is negative or not"),
        ("weighted:2:unemployment_pct=to", "weight of unemployment_pct is no number"),
        ("weighted:2:unemployment_pct", "'unemployment_pct' is no weight"),
        ("weighted:2:ledighed=2", "'ledighed' is no condition"),
        ("weighted:2:population=1:population=2", "population is weighted twice"),
        ("nearest:2:population=2", "The rule nearest takes no weights"),
        ("model:2", "expected rates that model compares are not there"),
        (
            "weighted:2:unemployment_pct=0:immigrants_and_descendants_pct=0:"
            "one_person_households_pct=0:population=0",
            "Every weight is 0",
        ),
    ],
)
def test_rule_that_cannot_be_followed_is_refused_with_what_can(rule, message):
    with pytest.raises(CoverageError, match=message) as caught:
        peers_of("9901", rule)
    assert caught.value.fix
    assert caught.value.expected


def test_more_neighbours_than_there_are_cannot_be_had_by_mahalanobis_either():
    with pytest.raises(CoverageError, match="The 12 nearest"):
        peers_of("9901", "mahalanobis:12", table=random_country(1, n=12))


@pytest.mark.parametrize("outcome", ["social_assistance_net_unemployed_per_1000", "star_cluster"])
def test_outcome_cannot_be_weighted(outcome):
    with pytest.raises(CoverageError, match="is no condition"):
        peers_of("9901", f"weighted:2:{outcome}=1")


def test_conditions_that_determine_one_another_are_named_under_mahalanobis():
    table = random_country(3)
    table["one_person_households_pct"] = 40 - 2 * table["unemployment_pct"]
    names = dict.fromkeys(table.index)
    with pytest.raises(EstimationError, match="determine one another") as caught:
        peers_of("9901", "mahalanobis:5", table=table, names=names)
    assert "unemployment_pct, one_person_households_pct" in caught.value.what
    assert "population" not in caught.value.what
    assert len(peers_of("9901", "nearest:5", table=table, names=names).codes) == 5


def test_one_peer_is_enough():
    for rule in ("nearest:1", "9902"):
        assert peers_of("9901", rule).codes == ("9902",)


def test_focus_without_a_condition_keeps_a_group_and_a_list_but_has_no_distances():
    table = FOUR.copy()
    table.loc["9901", "unemployment_pct"] = math.nan
    for rule in ("taskforce2018", "9902,9903"):
        chosen = peers_of("9901", rule, table=table)
        assert chosen.distances == {}
        assert not chosen.is_far
    with pytest.raises(CoverageError, match="9901 cannot be found: it has no unemployment_pct"):
        peers_of("9901", "nearest:2", table=table)


def test_logarithm_of_nobody_is_refused():
    table = FOUR.copy()
    table.loc["9902", "population"] = 0.0
    with pytest.raises(CoverageError, match="population of municipality 9902 is not above 0"):
        peers_of("9901", "nearest:2", table=table)


# How far is far


def test_typical_and_far_are_those_of_all_pairs():
    table = random_country(5, n=12)
    values = compared_values(table)
    scores = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    pairs = np.sqrt(((scores[:, None] - scores[None]) ** 2).sum(axis=2))
    nearness = peers_of("9901", "nearest:3", table=table, names=dict.fromkeys(table.index)).nearness
    assert nearness.typical == pytest.approx(np.median(pairs[np.triu_indices(12, 1)]))
    nearest = np.sort(pairs, axis=1)[:, 1]
    assert nearness.far == pytest.approx(np.quantile(nearest, 0.9))
    assert nearness.relative("9902") == pytest.approx(pairs[0, 1] / nearness.typical)


def test_peers_are_far_when_one_is_beyond_typical_or_the_nearest_is_far():
    chosen = peers_of("9901", "nearest:3")
    near, middle, away = chosen.codes
    distances = dataclasses.replace(
        chosen.nearness, by_code={near: 1.0, middle: 1.9, away: 2.1}, typical=2.0, far=1.5
    )
    assert not distances.is_warned((near, middle))
    assert distances.beyond_typical(chosen.codes) == (away,)
    assert distances.is_warned(chosen.codes)
    assert distances.nearest_is_far((middle,))
    assert distances.is_warned((middle,))


@pytest.fixture(scope="module")
def real_conditions():
    """Return the conditions of the 98 municipalities."""
    return condition_table(open_data().load("conditions"))


def test_islands_and_capital_are_warned_and_ordinary_municipalities_are_not(real_conditions):
    names = dict.fromkeys(real_conditions.index, "")
    warned = {
        code
        for code in names
        if peers_of(code, "nearest:7", table=real_conditions, names=names).is_far
    }
    assert warned >= {"101", "563", "825"}
    assert not warned & {"370", "730", "615"}
    assert len(warned) == 13


def test_most_of_the_large_cities_are_far_from_the_capital(real_conditions):
    names = dict.fromkeys(real_conditions.index, "")
    chosen = peers_of("101", "6byerne", table=real_conditions, names=names)
    assert chosen.is_far
    assert set(chosen.nearness.beyond_typical(chosen.codes)) == {"561", "730", "851"}


# Frozen before outcomes are read


def test_choosing_peers_reads_no_outcome(invented, tmp_path):
    store = invented.open_country(tmp_path)
    assert record_of(store, invented).codes
    assert [path.name for path in store.directory.glob("*.parquet")] == ["conditions.parquet"]


def test_wrong_peers_stop_a_comparison_before_an_outcome_is_read(invented, tmp_path):
    store = invented.open_country(tmp_path)
    with pytest.raises(CoverageError, match="9999"):
        compare_practice(store, "9901", peers="9999")
    kept = {path.stem for path in store.directory.glob("*.parquet")}
    assert kept <= {"conditions", "municipalities"}


def record_of(store, invented):
    return select_peers(
        "nearest:3",
        focus="9901",
        names=dict(zip(invented.CODES, invented.NAMES, strict=True)),
        conditions=condition_table(store.load("conditions")),
        lineage=Lineage(),
    ).record


def test_record_is_the_same_with_other_outcomes_and_not_with_other_conditions(invented, tmp_path):
    files = invented.country()
    table, text = files["municipalities.csv"]
    fewer = invented.without(files, "PEN113.csv")
    moved = files | {"municipalities.csv": (table, text.replace("21700", "21800"))}
    first, again, other = (
        record_of(invented.open_country(tmp_path / name, each), invented)
        for name, each in {"a": files, "b": fewer, "c": moved}.items()
    )
    assert again == first
    assert other.sha256 != first.sha256
    assert len(first.sha256) == 64


@pytest.mark.parametrize("rule", ["nearest:2", "nearest:3", "9902,9903", "mahalanobis:2"])
def test_record_tells_the_rules_apart_and_holds_what_was_chosen(rule):
    table = random_country(2, n=8)
    chosen = peers_of("9901", rule, table=table, names=dict.fromkeys(table.index))
    plain = chosen.record.to_json()
    assert plain["rule"] == rule
    assert plain["codes"] == list(chosen.codes) == list(plain["distances"])
    assert plain["conditions"] == {c.name: c.year for c in CONDITIONS}
    other = peers_of("9901", "nearest:4", table=table, names=dict.fromkeys(table.index))
    assert other.record.sha256 != chosen.record.sha256


def test_record_names_the_raw_files_of_the_conditions(comparison):
    assert comparison.peers.record.files == ("municipalities.csv",)


# Conditions that not every folder has


def students(invented, *, of_all=True):
    table, text = invented.country()["municipalities.csv"]
    header, *rows = text.splitlines()
    shares = [str(2 + i % 5) for i in range(len(rows))]
    shares[-1] = shares[-1] if of_all else ""
    lines = [f"{row},{share}" for row, share in zip(rows, shares, strict=True)]
    full = "\n".join([f"{header},students_pct_2025", *lines]) + "\n"
    return invented.country() | {"municipalities.csv": (table, full)}


def test_share_of_students_counts_where_every_municipality_has_it(invented, tmp_path):
    store = invented.open_country(tmp_path, students(invented))
    table = condition_table(store.load("conditions"))
    assert [c.name for c in conditions_of(table)][-1] == "students_pct"
    plain = condition_distances(table.drop(columns="students_pct"), focus="9901")
    assert condition_distances(table, focus="9901") != pytest.approx(plain)


def test_share_of_students_is_left_out_where_one_municipality_lacks_it(invented, tmp_path):
    store = invented.open_country(tmp_path, students(invented, of_all=False))
    table = condition_table(store.load("conditions"))
    assert conditions_of(table) == CONDITIONS
    assert table.notna().all(axis=None)


def test_no_column_that_benefits_move_ever_becomes_a_condition(invented, tmp_path):
    table, text = invented.country()["municipalities.csv"]
    header, *rows = text.splitlines()
    forbidden = (
        "social_assistance_net_unemployed_per_1000_2022", "star_cluster_ca2014",
        "star_rammevilkaar_rank_ca2014",
    )  # fmt: skip
    full = "\n".join([",".join([header, *forbidden]), *(f"{row},1.5,2,3" for row in rows)]) + "\n"
    files = invented.country() | {"municipalities.csv": (table, full)}
    frame = invented.open_country(tmp_path, files).load("conditions")
    assert not frame["condition"].str.contains("social|star|cluster|rank").any()
