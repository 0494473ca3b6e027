"""The own funnel, Ankestyrelsen's decisions, and the centres."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.caseflow.steps import Step
from analysis.errors import EstimationError
from analysis.pathways.centre_test import compare_groups
from analysis.pathways.centres import measure_centres
from analysis.pathways.follow_up import REACHED, follow_cases
from analysis.pathways.funnel import measure_funnel, measure_reversals


def test_the_funnel_is_counted_case_by_case(log) -> None:
    # By another route: each case's rows in plain Python.
    cases: dict[str, dict[str, str]] = {}
    for row in log.frame.itertuples():
        cases.setdefault(row.case_id, {}).setdefault(row.step, f"{row.date:%Y-%m-%d} {row.value}")
    old = [c for c in cases.values() if c["sag_rejst"][:10] <= "2025-02-16"]
    funnel = measure_funnel(log)
    for stage, step in (
        ("rejst", "sag_rejst"), ("forelagt", "forelagt_team"), ("indstillet", "indstilling"),
        ("afgjort", "afgoerelse"), ("klage", "klage"), ("ankestyrelse", "ankestyrelse"),
    ):  # fmt: skip
        assert funnel.stage(stage).n == sum(step in case for case in old), stage
    granted = sum(case.get("afgoerelse", "").endswith("bevilget") for case in old)
    assert funnel.stage("afgjort.bevilget").n == granted
    assert funnel.n_newer == len(cases) - len(old)


def test_parts_add_up_to_their_stage_and_the_table_to_all(log) -> None:
    funnel = measure_funnel(log)
    for stage in ("indstillet", "afgjort"):
        assert sum(s.n for s in funnel.stages if s.id.startswith(f"{stage}.")) == (
            funnel.stage(stage).n
        )
    assert sum(funnel.by_scheme.values()) == funnel.stage("rejst").n
    assert funnel.n_open + funnel.n_closed == (funnel.stage("rejst").n - funnel.stage("afgjort").n)


def test_a_share_has_wilson_limits(log_maker, tmp_path) -> None:
    # R 4.2.2, prop.test(7, 10, correct = FALSE)$conf.int: 0.3967781 0.8922087.
    rows = []
    for i in range(10):
        rows.append((f"k{i}", "sag_rejst", "2024-06-01", "", ""))
        if i < 7:
            rows.append((f"k{i}", "afgoerelse", "2024-08-01", "", "afslag"))
    share = measure_funnel(log_maker.read_rows(tmp_path, rows)).stage("afgjort").share
    assert (share.lower, share.upper) == pytest.approx((0.3967781, 0.8922087), abs=1e-7)


def test_a_file_with_new_cases_alone_has_an_empty_funnel(log_maker, tmp_path) -> None:
    rows = [("a", "sag_rejst", "2026-01-01", "", "")]
    funnel = measure_funnel(log_maker.read_rows(tmp_path, rows))
    assert (funnel.stage("rejst").n, funnel.n_newer) == (0, 1)
    assert math.isnan(funnel.stage("forelagt").share.value)


def test_reversals_are_of_those_that_were_judged(log_maker, tmp_path) -> None:
    rows = []
    for i, value in enumerate(["stadfaestet"] * 3 + ["aendret", "hjemvist", "afvist", ""]):
        rows += [
            (f"k{i}", "sag_rejst", "2024-06-01", "", ""),
            (f"k{i}", "afgoerelse", "2024-07-01", "", "afslag"),
            (f"k{i}", "klage", "2024-07-10", "", ""),
            (f"k{i}", "ankestyrelse", "2024-12-01", "", value),
        ]
    found = measure_reversals(log_maker.read_rows(tmp_path, rows))
    assert found.n_decided == 7
    assert found.share_reversed.value == pytest.approx(2 / 5)


def log_rank(times, events, groups) -> float:
    """Return observed less expected of the first group, by the tables of those at risk."""
    difference = 0.0
    for t in sorted({t for t, e in zip(times, events, strict=True) if e}):
        at_risk = [i for i, u in enumerate(times) if u >= t]
        done = [i for i in at_risk if times[i] == t and events[i]]
        first = sum(groups[i] == "a" for i in at_risk)
        difference += sum(groups[i] == "a" for i in done) - len(done) * first / len(at_risk)
    return difference


TIMES, EVENTS = [3, 5, 5, 8, 10, 12, 12, 15], [1, 1, 0, 1, 1, 0, 1, 1]
GROUPS = list("aababbab")


def test_scores_are_observed_less_expected_of_the_log_rank_test() -> None:
    found = compare_groups(TIMES, EVENTS, GROUPS, rng=np.random.default_rng(1), n_permutations=9)
    assert found.scores[0] == pytest.approx(log_rank(TIMES, EVENTS, GROUPS))
    assert found.scores.sum() == pytest.approx(0.0, abs=1e-12)


def test_the_p_value_is_near_the_exact_one() -> None:
    observed = abs(log_rank(TIMES, EVENTS, GROUPS))
    ways = [
        abs(log_rank(TIMES, EVENTS, ["a" if i in chosen else "b" for i in range(8)]))
        for chosen in itertools.combinations(range(8), 4)
    ]
    exact = sum(way >= observed - 1e-9 for way in ways) / len(ways)
    rng = np.random.default_rng(4)
    found = compare_groups(TIMES, EVENTS, GROUPS, rng=rng, n_permutations=4000)
    # Three standard errors of 4,000 reshufflings.
    assert found.p_values[0] == pytest.approx(exact, abs=0.024)
    assert found.p_value == pytest.approx(exact, abs=0.024)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.booleans(), st.sampled_from("abc")), min_size=4, max_size=20
    ).filter(lambda rows: len({row[2] for row in rows}) > 1)
)
def test_p_values_are_probabilities_and_names_do_not_matter(rows) -> None:
    times, events, groups = zip(*rows, strict=True)
    found = compare_groups(times, events, groups, rng=np.random.default_rng(1), n_permutations=49)
    renamed = [f"z{group}" for group in groups]
    again = compare_groups(times, events, renamed, rng=np.random.default_rng(1), n_permutations=49)
    assert 0 < found.p_value <= 1
    assert found.p_value == again.p_value


def test_one_group_cannot_be_compared() -> None:
    with pytest.raises(EstimationError, match="two groups"):
        compare_groups([1, 2], [1, 1], ["a", "a"], rng=np.random.default_rng(1))


def test_small_centres_are_named_and_not_compared(log) -> None:
    found = {centre.name: centre for centre in measure_centres(log).centres}
    assert found["Lille"].is_too_few
    assert math.isnan(found["Lille"].median.value)
    assert not found["Nord"].is_too_few


def test_a_slow_centre_is_found(log_maker, tmp_path) -> None:
    slow = log_maker.read_rows(tmp_path, log_maker.make_rows(500, seed=3, slow=2.2))
    found = measure_centres(slow)
    assert found.p_value < 0.01
    assert {c.name for c in found.centres if c.p_value < 0.05} >= {"Vest"}


def test_p_values_of_centres_are_counted_for_how_many_there_are(log_maker, tmp_path) -> None:
    log = log_maker.read_rows(tmp_path, log_maker.make_rows(200, seed=3, slow=1.2))
    centres = [each for each in measure_centres(log, seed=7).centres if not each.is_too_few]
    names = {each.name for each in centres}
    followed = follow_cases(log, Step.RAISED, Step.DECIDED)
    of_case = dict(zip(log.frame["case_id"], log.frame["centre"], strict=True))
    where = np.array([of_case[case] for case in followed.case_id])
    kept = np.isin(where, sorted(names))
    alone = compare_groups(
        followed.weeks[kept], followed.cause[kept] == REACHED, where[kept],
        rng=np.random.default_rng(7),
    )  # fmt: skip
    # Holm by hand: the smallest times 3, the next times 2, never below the one before.
    ordered = sorted(zip(alone.p_values.tolist(), alone.names, strict=True))
    assert len(ordered) == 3
    least, expected = 0.0, {}
    for rank, (p_value, name) in enumerate(ordered):
        least = max(least, min(1.0, p_value * (3 - rank)))
        expected[name] = least
    assert {each.name: each.p_value for each in centres} == pytest.approx(expected)


def test_alike_groups_are_told_apart_about_as_often_as_the_level_says() -> None:
    rng = np.random.default_rng(11)
    n_found = 0
    for _ in range(100):
        times, ends = rng.gamma(6, 4.5, 90), rng.uniform(0, 110, 90)
        found = compare_groups(
            np.minimum(times, ends), times <= ends, rng.choice(["a", "b", "c"], 90),
            rng=rng, n_permutations=99,
        )  # fmt: skip
        n_found += found.p_value <= 0.05
    # More than 12 of 100 at 5 % happens once in a thousand.
    assert n_found <= 12


def test_the_same_seed_gives_the_same_p_value(log) -> None:
    assert measure_centres(log, seed=5).p_value == measure_centres(log, seed=5).p_value
