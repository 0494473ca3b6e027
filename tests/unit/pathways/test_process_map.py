"""The process map against pm4py, and against a count by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pathways.process_map import directly_follows, list_variants
from analysis.pathways.rework import measure_rework, measure_variants

# Six cases; step and days after 1 March 2019.
CASES = {
    "C1": "apply 0 talk 5 doctor 20 prep 45 team 60 fp 75",
    "C2": "apply 0 talk 7 doctor 30 doctor 55 prep 90 team 101 rf 110",
    "C3": "apply 0 talk 3 internship 40 talk 70 doctor 95 prep 120 team 130 fx 141",
    "C4": "apply 0 talk 9 internship 33",
    "C5": "apply 0 talk 5 doctor 21 prep 50 team 64 fp 80",
    "C6": "apply 0 talk 4 doctor 25 prep 41 team 70 doctor 90 prep 99 team 120 fp 131",
}
# pm4py 2.7.23.11, discover_dfg and discover_performance_dfg on the same cases:
# count, mean and median days, longest.
PM4PY = {
    ("apply", "talk"): (6, 5.5, 5.0, 9.0),
    ("doctor", "doctor"): (1, 25.0, 25.0, 25.0),
    ("doctor", "prep"): (6, 23.166666666666668, 25.0, 35.0),
    ("internship", "talk"): (1, 30.0, 30.0, 30.0),
    ("prep", "team"): (6, 16.666666666666668, 14.5, 29.0),
    ("talk", "doctor"): (5, 20.0, 21.0, 25.0),
    ("talk", "internship"): (2, 30.5, 30.5, 37.0),
    ("team", "doctor"): (1, 20.0, 20.0, 20.0),
    ("team", "fp"): (3, 14.0, 15.0, 16.0),
    ("team", "fx"): (1, 11.0, 11.0, 11.0),
}


def frame_of(cases: dict[str, str]) -> pd.DataFrame:
    rows = []
    for case, text in cases.items():
        words = text.split()
        for step, days in zip(words[::2], words[1::2], strict=True):
            rows.append((case, step, dt.datetime(2019, 3, 1) + dt.timedelta(days=int(days))))
    return pd.DataFrame(rows, columns=["case_id", "step", "date"])


def test_counts_and_days_are_those_of_pm4py() -> None:
    found = {(e.from_step, e.to_step): e for e in directly_follows(frame_of(CASES))}
    assert len(found) == 11
    for pair, values in PM4PY.items():
        edge = found[pair]
        assert (edge.n, edge.mean_days, edge.median_days, edge.max_days) == pytest.approx(values)


def test_cases_behind_an_edge_are_counted_once() -> None:
    found = {(e.from_step, e.to_step): e for e in directly_follows(frame_of(CASES))}
    assert (found["doctor", "prep"].n, found["doctor", "prep"].n_cases) == (6, 5)


def test_variants_are_the_distinct_ways() -> None:
    ways = list_variants(frame_of(CASES))
    assert ways[0].path == ("apply", "talk", "doctor", "prep", "team", "fp")
    assert [way.n_cases for way in ways] == [2, 1, 1, 1, 1]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=6), min_size=1, max_size=8))
def test_every_event_but_the_last_of_a_case_has_one_move(paths) -> None:
    cases = {
        f"k{i:02d}": " ".join(f"{step} {place}" for place, step in enumerate(path))
        for i, path in enumerate(paths)
    }
    frame = frame_of(cases)
    moves = Counter(pair for path in paths for pair in pairwise(path))
    assert {(e.from_step, e.to_step): e.n for e in directly_follows(frame)} == moves
    assert sum(way.n_cases for way in list_variants(frame)) == len(paths)


def test_rework_counts_cases_and_not_times(log_maker, tmp_path) -> None:
    days = (f"2025-01-{day:02d}" for day in range(1, 20))
    steps = ["sag_rejst", "forelagt_team", "returneret", "forelagt_team", "returneret"]
    rows = [("a", step, day, "", "") for step, day in zip(steps, days, strict=False)]
    rows += [("b", "sag_rejst", "2025-01-01", "", ""), ("b", "forelagt_team", "2025-01-02", "", "")]
    found = measure_rework(log_maker.read_rows(tmp_path, rows))
    assert (found.n_put_forward, found.n_returned, found.n_repeated) == (2, 1, 1)


def test_ways_leave_open_cases_certificates_and_complaints_out(log, log_maker, tmp_path) -> None:
    rows = [
        ("a", "sag_rejst", "2025-01-01", "", ""),
        ("a", "laegeattest_modtaget", "2025-01-05", "", ""),
        ("a", "afgoerelse", "2025-02-01", "", "afslag"), ("a", "klage", "2025-02-05", "", ""),
        ("b", "sag_rejst", "2025-01-01", "", ""),
    ]  # fmt: skip
    found = measure_variants(log_maker.read_rows(tmp_path, rows))
    assert found.n_finished == 1
    assert found.shown[0].path == ("sag_rejst", "afgoerelse")
    assert (
        sum(way.n_cases for way in measure_variants(log).shown) == measure_variants(log).n_finished
    )
