"""A reader who knows how cases go, and holds every page beside the others.

The reader sets up one unknown for each way that a whole case may have gone, with every shown
count as an equation, and asks for the least and the largest value of a hidden one. The rules
that decide what is hidden know nothing of these unknowns.
"""

from __future__ import annotations

import datetime as dt
import itertools
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import linprog

from analysis.caseflow.deadlines import load_deadlines
from analysis.findings.pathway_suppression import suppress_pathways
from analysis.pathways.measure import measure_pathways
from analysis.pathways.results import PathwayResults

maker = SimpleNamespace(
    **runpy.run_path(str(Path(__file__).parents[1] / "pathways" / "invented_log.py"))
)
RAISED, ORDERED, RECEIVED = "sag_rejst", "laegeattest_bestilt", "laegeattest_modtaget"
PREPARED, TEAM, BACK = "forberedende_del", "forelagt_team", "returneret"
PROPOSED, DECIDED, COMPLAINED = "indstilling", "afgoerelse", "klage"
APPEALED, CLOSED = "ankestyrelse", "lukket"
MAIN = (RAISED, PREPARED, TEAM, PROPOSED, DECIDED)
SCHEMES = ("foertidspension", "fleksjob", "ressourceforloeb", "revalidering")
Way = tuple[str, ...]
# What a case did, and whether it is old, what was proposed and what was decided.
Case = tuple[Way, bool, str, str]


def list_cases() -> list[Case]:
    """Return every way that a case of the invented file may have gone."""
    found: list[tuple[Way, str, str]] = []
    for start in ((RAISED, ORDERED), (RAISED, ORDERED, RECEIVED)):
        found += [(start, "", ""), ((*start, CLOSED), "", "")]
    found += [((RAISED,), "", ""), ((RAISED, CLOSED), "", "")]
    for back in ((), (TEAM, BACK, PREPARED)):
        ready = (RAISED, ORDERED, RECEIVED, PREPARED, *back)
        for way in (ready, (*ready, TEAM), (*ready, TEAM, BACK)):
            found += [(way, "", ""), ((*way, CLOSED), "", "")]
        found += [((*ready, TEAM, PROPOSED), s, "") for s in SCHEMES]
        found += [((*ready, TEAM, PROPOSED, CLOSED), s, "") for s in SCHEMES]
        ends = ((), (COMPLAINED,), (COMPLAINED, APPEALED))
        for decision, end in itertools.product(("bevilget", "afslag"), ends):
            found.append(((*ready, DECIDED, *end), "", decision))
            found += [((*ready, TEAM, PROPOSED, DECIDED, *end), s, decision) for s in SCHEMES]
    return [(way, is_old, s, d) for way, s, d in found for is_old in (False, True)]


CASES = list_cases()
pytestmark = pytest.mark.slow


def ending(way: Way, start: str, end: str) -> str:
    """Return how a case went from one step towards another."""
    later = MAIN[MAIN.index(end) + 1 :] if end in MAIN else ()
    for step in way[way.index(start) + 1 :]:
        if step in {end, CLOSED, *later}:
            return "done" if step == end else "left" if step == CLOSED else "passed"
    return "open"


def shorten(way: Way) -> Way:
    """Return the way as the table of ways has it; empty for an open case."""
    if DECIDED not in way and CLOSED not in way:
        return ()
    return tuple(s for s in way if s not in {ORDERED, RECEIVED, COMPLAINED, APPEALED})


def list_counts(results: PathwayResults) -> dict[str, tuple[np.ndarray, int]]:
    """Return each count on the pages, with what each kind of case adds to it."""
    found: dict[str, tuple[np.ndarray, int]] = {}

    def enter(name: str, n: int, adds) -> None:
        found[name] = (np.array([float(adds(*case)) for case in CASES]), n)

    for w in results.weeks:
        name, a, b = f"{w.from_step}>{w.to_step}", w.from_step, w.to_step
        enter(f"{name}.n", w.n_cases, lambda way, *_, a=a: a in way)
        for part in ("done", "open", "left", "passed"):
            enter(f"{name}.{part}", getattr(w, f"n_{part}"), lambda way, *_, a=a, b=b, part=part:
                  a in way and ending(way, a, b) == part)  # fmt: skip
    reached = {"rejst": RAISED, "forelagt": TEAM, "indstillet": PROPOSED, "afgjort": DECIDED,
               "klage": COMPLAINED, "ankestyrelse": APPEALED}  # fmt: skip
    for stage in results.funnel.stages:
        step, _, kind = stage.id.partition(".")
        enter(f"tragt.{stage.id}", stage.n, lambda way, old, s, d, step=reached[step], kind=kind:
              old and step in way and kind in {"", s if step == PROPOSED else d})  # fmt: skip
    enter("nyere", results.funnel.n_newer, lambda _, old, *__: not old)
    for (scheme, decision), n in results.funnel.by_scheme.items():
        row, column = scheme.replace("ingen", ""), decision.replace("uafgjort", "")
        enter(f"kryds.{scheme}.{decision}", n, lambda _, old, s, d, row=row, column=column:
              old and (s, d) == (row, column))  # fmt: skip
    rework, ways = results.rework, results.variants
    enter("tilbage", rework.n_returned, lambda way, *_: BACK in way)
    enter("gentaget", rework.n_repeated, lambda way, *_: len(set(way)) < len(way))
    enter("anke", results.reversals.n_decided, lambda way, *_: APPEALED in way)
    enter("afsluttet", ways.n_finished, lambda way, *_: bool(shorten(way)))
    for each in ways.shown:
        enter("vej." + ">".join(each.path), each.n_cases,
              lambda way, *_, path=each.path: shorten(way) == path)  # fmt: skip
    for edge in results.edges:
        step = (edge.from_step, edge.to_step)
        enter("kant." + ">".join(step), edge.n, lambda way, *_, step=step:
              list(itertools.pairwise(way)).count(step))  # fmt: skip
        enter("sager." + ">".join(step), edge.n_cases, lambda way, *_, step=step:
              step in itertools.pairwise(way))  # fmt: skip
    return found


def work_out(
    results: PathwayResults, shown: PathwayResults
) -> Iterator[tuple[str, int, float, float]]:
    """Give the small counts that the reader bounds too narrowly, with the bounds."""
    seen = list_counts(shown)
    # Where a step is counted once per case, how often it happened is not known.
    once = {name for name in seen if name.startswith("kant.")
            and seen[name][1] == seen[name.replace("kant.", "sager.")][1]}  # fmt: skip
    known = [(adds, n) for name, (adds, n) in seen.items() if n >= 0 and name not in once]
    equations = {"A_eq": np.array([a for a, _ in known]), "b_eq": np.array([n for _, n in known])}
    for name, (adds, n) in list_counts(results).items():
        if not 0 < n < 5 or name.startswith("sager."):
            continue
        least, most = (linprog(sign * adds, **equations) for sign in (1, -1))
        # Where the reader's picture of how cases go does not fit, nothing is worked out.
        assert least.status == 0
        low, high = round(np.ceil(least.fun - 1e-6)), np.inf
        high = np.inf if most.status == 3 else round(np.floor(-most.fun + 1e-6))
        if high - low < 5:
            yield name, n, low, high


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    def make(n: int, seed: int) -> PathwayResults:
        rows = maker.make_rows(n, seed=seed)
        log = maker.read_rows(tmp_path_factory.mktemp("few"), rows)
        return measure_pathways(log, deadlines=load_deadlines(dt.date(2026, 3, 1)))

    return make


@pytest.mark.parametrize(("n", "seed"), [(15, 1), (40, 0)])
def test_a_hidden_count_cannot_be_worked_out_from_all_pages_together(measured, n, seed) -> None:
    results = measured(n, seed)
    shown = suppress_pathways(results)
    assert list(work_out(results, shown)) == []


def test_the_reader_finds_what_one_table_alone_would_hide(measured) -> None:
    results = measured(40, 0)
    # The weeks as they were before: each table looks safe by itself, and the rest tells.
    careless = suppress_pathways(results)
    object.__setattr__(careless, "weeks", results.weeks)
    assert next(work_out(results, careless), None) is not None
