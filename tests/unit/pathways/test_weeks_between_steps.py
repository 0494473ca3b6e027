"""Weeks between steps and deadlines: worked by hand, and recomputed by another route."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.caseflow.deadlines import load_deadlines
from analysis.caseflow.steps import Step
from analysis.pathways.deadlines import measure_deadlines
from analysis.pathways.follow_up import LEFT, OPEN, PASSED, REACHED, follow_cases
from analysis.pathways.weeks import measure_weeks

RAISED, PREPARED, DECIDED = Step.RAISED, Step.PREPARED, Step.DECIDED


def rows_of(days: list[int | None], *, until: dt.date) -> list[tuple[str, str, str, str, str]]:
    """Return one case per number of days from raised to decided; None is open."""
    start = until - dt.timedelta(days=140)
    rows = []
    for i, n in enumerate(days):
        rows.append((f"k{i}", "sag_rejst", start.isoformat(), "", ""))
        if n is not None:
            day = start + dt.timedelta(days=n)
            rows.append((f"k{i}", "afgoerelse", day.isoformat(), "", "bevilget"))
    return rows


def test_the_ways_to_end_are_told_apart(log_maker, tmp_path) -> None:
    rows = [
        ("a", "sag_rejst", "2025-01-01", "", ""), ("a", "forberedende_del", "2025-01-15", "", ""),
        ("b", "sag_rejst", "2025-01-01", "", ""), ("b", "lukket", "2025-01-08", "", "job"),
        ("c", "sag_rejst", "2025-01-01", "", ""), ("c", "afgoerelse", "2025-01-22", "", ""),
        ("d", "sag_rejst", "2026-02-01", "", ""),
    ]  # fmt: skip
    found = follow_cases(log_maker.read_rows(tmp_path, rows), RAISED, PREPARED)
    assert found.cause.tolist() == [REACHED, LEFT, PASSED, OPEN]
    assert found.weeks.tolist() == [2, 1, 3, 2]


def test_a_step_done_again_does_not_start_the_clock_anew(log_maker, tmp_path) -> None:
    rows = [
        ("a", "sag_rejst", "2025-01-01", "", ""), ("a", "forberedende_del", "2025-01-08", "", ""),
        ("a", "forelagt_team", "2025-01-15", "", ""), ("a", "returneret", "2025-01-16", "", ""),
        ("a", "forberedende_del", "2025-02-05", "", ""),
        ("a", "forelagt_team", "2025-02-12", "", ""),
    ]  # fmt: skip
    found = follow_cases(log_maker.read_rows(tmp_path, rows), PREPARED, Step.PUT_FORWARD)
    assert found.weeks.tolist() == [1]


def test_open_cases_lengthen_the_median_that_finished_cases_alone_would_give(
    log_maker, tmp_path
) -> None:
    # By hand: survival falls by a tenth on days 14, 28, 42, 56; four tenths at day 63 on the
    # fifth case: half is through at day 70. The five finished alone have their median at 42.
    rows = rows_of([14, 28, 42, 56, 70, *[None] * 5], until=log_maker.UNTIL)
    (weeks,) = measure_weeks(log_maker.read_rows(tmp_path, rows), pairs=[(RAISED, DECIDED)])
    assert (weeks.n_cases, weeks.n_done, weeks.n_open) == (10, 5, 5)
    # The curve runs along one half from day 70 to the end: as far as anybody was followed.
    assert weeks.median.value == pytest.approx(10.0)
    assert weeks.done_by[13].value == pytest.approx(0.5)
    assert math.isnan(weeks.done_by[26].value)


def test_a_closed_case_is_through_in_another_way(log_maker, tmp_path) -> None:
    rows = rows_of([14, 28, 42], until=log_maker.UNTIL)
    rows += [("x", "sag_rejst", "2025-10-01", "", ""), ("x", "lukket", "2025-10-05", "", "doed")]
    (weeks,) = measure_weeks(log_maker.read_rows(tmp_path, rows), pairs=[(RAISED, DECIDED)])
    assert weeks.n_left == 1
    assert weeks.done_by[26].value == pytest.approx(0.75)
    assert weeks.median.value == pytest.approx(4.0)


def test_a_median_that_is_not_reached_is_missing(log_maker, tmp_path) -> None:
    rows = rows_of([14, *[None] * 9], until=log_maker.UNTIL)
    (weeks,) = measure_weeks(log_maker.read_rows(tmp_path, rows), pairs=[(RAISED, DECIDED)])
    assert math.isnan(weeks.median.value)
    assert math.isinf(weeks.median.upper)


@settings(deadline=None, max_examples=12)
@given(days=st.lists(st.one_of(st.none(), st.integers(0, 140)), min_size=1, max_size=15))
def test_counts_add_up_and_quartiles_are_in_order(log_maker, tmp_path_factory, days) -> None:
    log = log_maker.read_rows(tmp_path_factory.mktemp("days"), rows_of(days, until=log_maker.UNTIL))
    (weeks,) = measure_weeks(log, pairs=[(RAISED, DECIDED)])
    assert weeks.n_done + weeks.n_open + weeks.n_left + weeks.n_passed == weeks.n_cases
    values = [q.value for q in (weeks.lower_quartile, weeks.median, weeks.upper_quartile)]
    known = [value for value in values if not math.isnan(value)]
    assert known == sorted(known) == values[: len(known)]


def pension_case(case: str, proposed: str, decided: str | None) -> list[tuple[str, ...]]:
    rows = [
        (case, "sag_rejst", "2025-01-01", "", ""),
        (case, "indstilling", proposed, "", "foertidspension"),
    ]
    return [*rows, (case, "afgoerelse", decided, "", "bevilget")] if decided else rows


def test_a_deadline_in_months_ends_on_the_same_day_of_the_month(log_maker, tmp_path) -> None:
    rows = [
        *pension_case("in", "2025-03-01", "2025-06-01"),  # 92 days: on the last day
        *pension_case("over", "2025-02-01", "2025-05-02"),  # 90 days: a day late
        *pension_case("open", "2025-09-01", None),
        *pension_case("pending", "2026-02-01", None),
        ("fleks", "sag_rejst", "2025-01-01", "", ""),
        ("fleks", "indstilling", "2025-01-02", "", "fleksjob"),
    ]
    log = log_maker.read_rows(tmp_path, rows)
    kept = {d.id: d for d in measure_deadlines(log, load_deadlines(dt.date(2026, 3, 1)))}
    found = kept["pensionsafgoerelse"]
    assert (found.n_cases, found.n_within, found.n_late) == (4, 1, 2)
    assert (found.n_overdue, found.n_pending) == (1, 1)
    assert found.share_within.value == pytest.approx(1 / 3)
    assert found.state == "too_few"
    assert kept["foer_teammoede"].state == "no_amount"


# Of 100 cases, how many are late: 7 leave the lower limit below nine in ten, though the share
# is above; 14 leave the upper limit above, though the share is below.
STATES = [(0, "within"), (7, "undecided"), (10, "undecided"), (14, "undecided"), (60, "over")]


@pytest.mark.parametrize(("n_late", "state"), STATES)
def test_the_state_follows_the_limits(log_maker, tmp_path, n_late, state) -> None:
    rows = []
    for i in range(100):
        decided = "2025-09-01" if i < n_late else "2025-04-01"
        rows += pension_case(f"k{i}", "2025-03-01", decided)
    log = log_maker.read_rows(tmp_path, rows)
    found = measure_deadlines(log, load_deadlines(dt.date(2026, 3, 1)))[0]
    assert found.share_within.value == pytest.approx(1 - n_late / 100)
    assert found.state == state


@pytest.mark.parametrize(("n", "state"), [(9, "too_few"), (10, "over")])
def test_cases_still_open_after_the_deadline_are_over_it(log_maker, tmp_path, n, state) -> None:
    rows = [row for i in range(n) for row in pension_case(f"k{i}", "2025-03-01", None)]
    log = log_maker.read_rows(tmp_path, rows, until=dt.date(2026, 1, 1))
    found = measure_deadlines(log, load_deadlines(dt.date(2026, 3, 1)))[0]
    assert (found.n_overdue, found.n_late, found.n_pending) == (n, n, 0)
    assert found.state == state
