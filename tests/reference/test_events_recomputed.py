"""The event file of the example, counted again from its rows in another way.

Nothing of `analysis.pathways` is used to count: each case is walked through in plain Python,
and the curves are those of Turnbull's redistribution to the right and of weights by the
inverse of censoring, which give Kaplan-Meier's and Aalen and Johansen's shares by another
road.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from analysis.caseflow.deadlines import load_deadlines
from analysis.concepts import Lineage
from analysis.pathways.event_file import read_events
from analysis.pathways.measure import measure_pathways
from analysis.pathways.results import PathwayResults

FILE = Path(__file__).parents[2] / "data" / "pack" / "events.csv.gz"
UNTIL = dt.date(2026, 1, 15)
ORDER = (
    "sag_rejst", "laegeattest_bestilt", "laegeattest_modtaget", "forberedende_del",
    "forelagt_team", "returneret", "indstilling", "afgoerelse", "klage", "ankestyrelse", "lukket",
)  # fmt: skip
MAIN = ("sag_rejst", "forberedende_del", "forelagt_team", "indstilling", "afgoerelse")
PAIRS = (
    ("sag_rejst", "forberedende_del"),
    ("forberedende_del", "forelagt_team"),
    ("forelagt_team", "indstilling"),
    ("indstilling", "afgoerelse"),
    ("sag_rejst", "afgoerelse"),
    ("klage", "ankestyrelse"),
)
Event = tuple[dt.date, str, str]


@pytest.fixture(scope="module")
def cases() -> dict[str, list[Event]]:
    found = defaultdict(list)
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["case_id"]].append(
                (dt.date.fromisoformat(row["date"]), row["step"], row["value"])
            )
    return {
        name: sorted(events, key=lambda e: (e[0], ORDER.index(e[1])))
        for name, events in found.items()
    }


@pytest.fixture(scope="module")
def centre_of() -> dict[str, str]:
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as lines:
        return {row["case_id"]: row["centre"] for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def results() -> PathwayResults:
    name = "pack/events.csv"
    log = read_events(FILE, Lineage(frozenset({name}), frozenset({name})), until=UNTIL)
    return measure_pathways(log, deadlines=load_deadlines(UNTIL))


def follow(cases: dict[str, list[Event]], start: str, end: str) -> list[tuple[int, str]]:
    """Return the days and the ending of each case, walking through it step by step."""
    later = MAIN[MAIN.index(end) + 1 :] if end in MAIN else ()
    found = []
    for events in cases.values():
        days = [day for day, step, _ in events if step == start]
        if not days:
            continue
        ends = [
            (day, ("done", "passed", "left")[kind], kind)
            for day, step, _ in events
            for kind, steps in enumerate(((end,), later, ("lukket",)))
            if day >= days[0] and step in steps
        ]
        last = min(ends, key=lambda e: (e[0], e[2]), default=(UNTIL, "open", 3))
        found.append(((last[0] - days[0]).days, last[1]))
    return found


def redistribute(followed: list[tuple[float, str]], done: str) -> dict[float, float]:
    """Return the mass that falls on each time when what leaves is dealt out to those after it.

    Every case weighs 1 / n; from the left, one that leaves otherwise hands its weight on in
    equal parts to those followed longer: B. Efron, "The two sample problem with censored
    data", 5th Berkeley Symposium, 1967.
    """
    ordered = sorted(followed, key=lambda f: (f[0], f[1] != done))
    n, weight, mass = len(ordered), 1 / len(ordered), defaultdict(float)
    for place, (time, cause) in enumerate(ordered):
        if cause == done:
            mass[time] += weight
        elif place + 1 < n:
            weight += weight / (n - place - 1)
    return mass


def first_reaching(mass: dict[float, float], share: float) -> float:
    total = 0.0
    for time in sorted(mass):
        total += mass[time]
        if total >= share - 1e-9:
            return time
    return float("nan")


def weighted_share(followed: list[tuple[int, str]], days: int) -> float:
    """Return the share done by then, each weighed by how likely it was still to be followed.

    J. M. Robins and A. Rotnitzky, 1992: with the censoring's own curve this is Aalen and
    Johansen's share.
    """
    ordered = sorted(followed, key=lambda f: (f[0], f[1] == "open"))
    n, uncensored, total = len(ordered), 1.0, 0.0
    for place, (time, cause) in enumerate(ordered):
        if cause == "open":
            uncensored *= 1 - 1 / (n - place)
        elif cause == "done" and time <= days:
            total += 1 / uncensored / n
    return total


@pytest.mark.parametrize(("start", "end"), PAIRS)
def test_weeks_between_steps_come_out_the_same_by_another_road(cases, results, start, end) -> None:
    found, followed = results.find_weeks(start, end), follow(cases, start, end)
    n = Counter(cause for _, cause in followed)
    assert (found.n_cases, found.n_done, found.n_open, found.n_left, found.n_passed) == (
        len(followed), n["done"], n["open"], n["left"], n["passed"],
    )  # fmt: skip
    mass = redistribute(followed, "done")
    for share, quartile in (
        (0.25, found.lower_quartile), (0.5, found.median), (0.75, found.upper_quartile),
    ):  # fmt: skip
        assert quartile.value == pytest.approx(first_reaching(mass, share) / 7, abs=1e-9)
        assert quartile.lower <= quartile.value <= quartile.upper
    for week in (13, 26, 52):
        expected = weighted_share(followed, 7 * week)
        assert found.done_by[week].value == pytest.approx(expected, abs=1e-9)


def test_the_median_speaks_of_a_file_in_which_no_case_closes(cases, results) -> None:
    found = results.find_weeks("sag_rejst", "afgoerelse")
    followed = follow(cases, "sag_rejst", "afgoerelse")
    of_all = weighted_share(followed, round(7 * found.median.value))
    # Of all cases, those that close among them, clearly fewer than half are decided by then.
    assert of_all < 0.46
    assert found.done_by[52].value > of_all


def test_the_deadline_for_a_decision_comes_out_the_same(cases, results) -> None:
    found = next(kept for kept in results.deadlines if kept.id == "pensionsafgoerelse")
    parts: list[tuple[float, str]] = []
    for events in cases.values():
        steps = {step for _, step, _ in events}
        proposals = [(day, value) for day, step, value in events if step == "indstilling"]
        if any(value == "foertidspension" for _, value in proposals):
            first = proposals[0][0]
        elif "afgoerelse" in steps and not steps & {"forelagt_team", "indstilling"}:
            first = next(day for day, step, _ in events if step == "forberedende_del")
        else:
            continue
        month, year = (first.month + 2) % 12 + 1, first.year + (first.month + 2) // 12
        last_of_month = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(1)).day
        allowed = (dt.date(year, month, min(first.day, last_of_month)) - first).days
        ends = [(d, s) for d, s, _ in events if s in {"afgoerelse", "lukket"} and d >= first]
        day, step = min(ends, default=(UNTIL, "open"))
        names = {"afgoerelse": "done", "lukket": "left", "open": "open"}
        parts.append(((day - first).days / allowed, names[step]))
    kept = sum(m for t, m in redistribute(parts, "done").items() if t <= 1)
    assert found.n_cases == len(parts)
    assert found.n_within == sum(t <= 1 and c == "done" for t, c in parts)
    assert found.n_late == sum(t > 1 and c != "left" for t, c in parts)
    assert found.n_overdue == sum(t > 1 and c == "open" for t, c in parts)
    assert found.share_within.value == pytest.approx(kept, abs=1e-9)


def test_the_deadline_for_a_certificate_comes_out_the_same(cases, results) -> None:
    found = next(kept for kept in results.deadlines if kept.id == "lae265")
    followed = follow(cases, "laegeattest_bestilt", "laegeattest_modtaget")
    kept = sum(m for t, m in redistribute(followed, "done").items() if t <= 30)
    assert found.n_cases == len(followed)
    assert found.n_within == sum(t <= 30 and c == "done" for t, c in followed)
    assert found.n_pending == sum(t <= 30 and c == "open" for t, c in followed)
    assert found.share_within.value == pytest.approx(kept, abs=1e-9)


def test_the_funnel_counts_each_old_case_once(cases, results) -> None:
    n: Counter[str] = Counter()
    for events in cases.values():
        raised = next(day for day, step, _ in events if step == "sag_rejst")
        if (UNTIL - raised).days < 364:
            n["newer"] += 1
            continue
        steps = [step for _, step, _ in events]
        decision = next(((d, v) for d, s, v in events if s == "afgoerelse"), None)
        proposals = [v for d, s, v in events if s == "indstilling"
                     and (decision is None or d <= decision[0])]  # fmt: skip
        n["rejst"] += 1
        n["forelagt"] += "forelagt_team" in steps
        n["indstillet"] += bool(proposals)
        n["afgjort"] += decision is not None
        n["open"] += decision is None and "lukket" not in steps
        n["closed"] += decision is None and "lukket" in steps
        if proposals:
            n[f"indstillet.{proposals[-1]}"] += 1
        if decision:
            n[f"afgjort.{decision[1]}"] += 1
            n["klage"] += "klage" in steps
            n["ankestyrelse"] += "ankestyrelse" in steps
    funnel = results.funnel
    assert {s.id: s.n for s in funnel.stages} == {s.id: n[s.id] for s in funnel.stages}
    assert (funnel.n_newer, funnel.n_open, funnel.n_closed) == (n["newer"], n["open"], n["closed"])
    assert sum(funnel.by_scheme.values()) == n["rejst"]


def test_returns_reversals_ways_and_moves_come_out_the_same(cases, results) -> None:
    appeals, edges, ways = Counter(), Counter(), Counter()
    put = returned = repeated = 0
    for events in cases.values():
        steps = [step for _, step, _ in events]
        put += "forelagt_team" in steps
        returned += "forelagt_team" in steps and "returneret" in steps
        repeated += len(set(steps)) < len(steps)
        edges.update(pairwise(steps))
        appeals.update([v for _, s, v in events if s == "ankestyrelse"][-1:])
        if {"afgoerelse", "lukket"} & set(steps):
            until = steps.index("klage") if "klage" in steps else len(steps)
            ways[tuple(s for s in steps[:until] if not s.startswith("laege"))] += 1
    rework, found = results.rework, results.reversals
    assert (rework.n_put_forward, rework.n_returned, rework.n_repeated) == (put, returned, repeated)
    assert (found.n_upheld, found.n_changed, found.n_sent_back, found.n_dismissed) == tuple(
        appeals[v] for v in ("stadfaestet", "aendret", "hjemvist", "afvist")
    )
    against = appeals["aendret"] + appeals["hjemvist"]
    assert found.share_reversed.value == pytest.approx(against / (against + appeals["stadfaestet"]))
    assert {(e.from_step, e.to_step): e.n for e in results.edges} == edges
    assert {way.path: way.n_cases for way in results.variants.shown} == ways


def test_the_centres_differ_by_a_test_of_its_own(cases, centre_of, results) -> None:
    followed = follow(cases, "sag_rejst", "afgoerelse")
    times = np.array([t for t, _ in followed])
    done = np.array([c == "done" for _, c in followed])
    names = np.array([centre_of[case] for case in cases])
    # Kept and expected by centre, time by time, and the chi-squared of the log-rank test.
    labels = sorted(set(names))
    kept, expected = np.zeros(len(labels)), np.zeros(len(labels))
    spread = np.zeros((len(labels), len(labels)))
    for t in np.unique(times[done]):
        at_risk = np.array([(names[times >= t] == name).sum() for name in labels], float)
        now = np.array([(names[(times == t) & done] == name).sum() for name in labels], float)
        n, d = at_risk.sum(), now.sum()
        kept, expected = kept + now, expected + d * at_risk / n
        if n > 1:
            share = at_risk / n
            spread += d * (n - d) / (n - 1) * (np.diag(share) - np.outer(share, share))
    z = (kept - expected)[:-1]
    chi = float(z @ np.linalg.solve(spread[:-1, :-1], z))
    assert results.centres.statistic == pytest.approx(chi, rel=0.1)
    assert results.centres.p_value < 0.01
    slowest = labels[int(np.argmin((kept - expected) / np.sqrt(np.diag(spread))))]
    unusual = {c.name: c.p_value for c in results.centres.centres if c.p_value <= 0.05}
    # Center D is the one that was made slow.
    assert slowest == "Center D" == min(unusual, key=lambda name: unusual[name])
    for centre in results.centres.centres:
        own = [f for f, name in zip(followed, names, strict=True) if name == centre.name]
        mass = redistribute(own, "done")
        assert (centre.n_cases, centre.n_done) == (len(own), sum(c == "done" for _, c in own))
        assert centre.median.value == pytest.approx(first_reaching(mass, 0.5) / 7)
        by_then = sum(m for t, m in mass.items() if t <= 182)
        assert centre.share_done.value == pytest.approx(by_then, abs=1e-9)


def test_a_certificate_that_never_came_is_waited_for_until_the_decision(tmp_path) -> None:
    rows = ["case_id,step,date,centre,value"]
    for i, decided in enumerate(("2025-01-20", "2025-03-20")):
        rows += [f"k{i},sag_rejst,2025-01-01,Nord,", f"k{i},laegeattest_bestilt,2025-01-02,Nord,"]
        rows.append(f"k{i},afgoerelse,{decided},Nord,bevilget")
    path = tmp_path / "events.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    log = read_events(path, Lineage(frozenset({"e"}), frozenset({"e"})), until=UNTIL)
    kept = {k.id: k for k in measure_pathways(log, deadlines=load_deadlines(UNTIL)).deadlines}
    found = kept["lae265"]
    # Decided without it: neither is still waiting, however long ago it was ordered.
    assert (found.n_passed, found.n_overdue, found.n_late) == (2, 0, 0)
