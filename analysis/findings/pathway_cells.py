"""Which counts of cases stand in the pages on case flow, and how do they add up?

A reader holds all the pages beside each other. So the cells of all of them are one list,
and what is known to add up is one list of rules: within each table, and from one to the
next. `analysis.findings.hidden_cells` then imagines what can be worked out.
"""

from __future__ import annotations

import numpy as np

from analysis.caseflow.steps import Step
from analysis.findings.hidden_cells import adds_up, find_range, hide_cells
from analysis.findings.pathway_ledger import (
    APPEAL_PAIR,
    DECIDED_PAIR,
    RAISED_CASES,
    Ledger,
    again_name,
    edge_name,
    variant_name,
    weeks_name,
)
from analysis.findings.pathway_ties import tie_tables
from analysis.pathways.funnel import NO_PROPOSAL, UNDECIDED
from analysis.pathways.results import DeadlineKept, Edge, PathwayResults, StepWeeks
from analysis.pathways.weeks import PAIRS

_MAIN_PAIRS = tuple(f"{first.value}>{last.value}." for first, last in PAIRS)
_TINY = 1e-6


def find_hidden_counts(
    results: PathwayResults, *, threshold: int, with_centres: bool
) -> frozenset[str]:
    """Return the names of the counts that may not be shown.

    Parameters
    ----------
    results : PathwayResults
        Before any release.
    threshold : int
        The smallest count that is shown, apart from zero.
    with_centres : bool
        Whether centres are shown at all.

    Returns
    -------
    frozenset of str
        Names as the functions of this module give them.

    Notes
    -----
    Rests count as cells: 98 of 100 put before the team says that two were not. What ties the
    tables to each other is in `analysis.findings.pathway_ties`. What is not in the rules:
    what somebody knows of a case from elsewhere. Leans bold there.

    References
    ----------
    As in `analysis.findings.hidden_cells`.
    """
    ledger = Ledger()
    ledger.add("filen", results.n_cases)
    for weeks in results.weeks:
        _enter_weeks(ledger, weeks)
    for deadline in results.deadlines:
        _enter_deadline(ledger, deadline)
    _enter_funnel(ledger, results)
    _enter_reversals(ledger, results)
    _enter_rework(ledger, results)
    _enter_variants(ledger, results)
    _enter_edges(ledger, results.edges)
    if with_centres:
        _enter_centres(ledger, results)
    tie_tables(ledger, results)
    return _solve(ledger, threshold)


def _solve(ledger: Ledger, threshold: int) -> frozenset[str]:
    """Return the names of the cells to hide; those of the weeks last, if that is enough."""
    names = list(ledger.values)
    place = {name: i for i, name in enumerate(names)}
    values = np.array([ledger.values[name] for name in names], dtype=np.int64)
    is_harmless = np.array([name in ledger.harmless for name in names])
    is_small = (values > 0) & (values < threshold) & ~is_harmless
    rules = [adds_up(place[total], [place[p] for p in parts]) for total, parts in ledger.sums]
    unseen = [place[name] for name in ledger.rests]
    is_main = np.array([name.startswith(("fra.", *_MAIN_PAIRS)) for name in names])
    for keep in (np.flatnonzero(is_main & (values >= 2 * threshold)).tolist(), []):
        hidden = hide_cells(values, is_small, rules, threshold=threshold, keep=keep, unseen=unseen)
        ranges = (find_range(values, hidden, rules, int(i)) for i in np.flatnonzero(is_small))
        if all(high - low > threshold - _TINY for low, high in ranges):
            break
    return frozenset(name for name, is_hidden in zip(names, hidden, strict=True) if is_hidden)


def _enter_weeks(ledger: Ledger, weeks: StepWeeks) -> None:
    total = ledger.add(f"fra.{weeks.from_step}", weeks.n_cases)
    parts = {
        "done": weeks.n_done, "open": weeks.n_open, "left": weeks.n_left, "passed": weeks.n_passed,
    }  # fmt: skip
    ledger.sum_up(total, [ledger.add(weeks_name(weeks, part), n) for part, n in parts.items()])


def _enter_deadline(ledger: Ledger, kept: DeadlineKept) -> None:
    if kept.weeks is None:
        return
    total = ledger.add(f"frist.{kept.id}.n_cases", kept.n_cases)
    fields = ("n_within", "n_late", "n_pending", "n_left", "n_passed")
    ledger.sum_up(total, [ledger.add(f"frist.{kept.id}.{f}", getattr(kept, f)) for f in fields])
    ledger.add(f"frist.{kept.id}.n_overdue", kept.n_overdue)
    ledger.split(f"frist.{kept.id}.n_late", f"frist.{kept.id}.n_overdue")


def _enter_funnel(ledger: Ledger, results: PathwayResults) -> None:
    funnel = results.funnel
    names = {stage.id: ledger.add(f"tragt.{stage.id}", stage.n) for stage in funnel.stages}
    newer = ledger.add("tragt.nyere", funnel.n_newer)
    for name, n in (("uafgjort", funnel.n_open + funnel.n_closed), ("åben", funnel.n_open),
                    ("lukket", funnel.n_closed)):  # fmt: skip
        ledger.add(f"tragt.{name}", n)
    ledger.sum_up("tragt.uafgjort", ["tragt.åben", "tragt.lukket"])
    ledger.split(names["rejst"], names["forelagt"])
    ledger.split(names["afgjort"], names["klage"])
    ledger.split(names["klage"], names["ankestyrelse"])
    _enter_cross(ledger, results)
    if RAISED_CASES in ledger.values:
        ledger.sum_up(RAISED_CASES, [names["rejst"], newer])
        ledger.split(f"{DECIDED_PAIR}.done", names["afgjort"])
        ledger.split(f"{DECIDED_PAIR}.open", "tragt.åben")
        ledger.split(f"{DECIDED_PAIR}.left", "tragt.lukket")


def _enter_cross(ledger: Ledger, results: PathwayResults) -> None:
    """Enter proposals by decisions with their totals, which are stages of the funnel."""
    cross = results.funnel.by_scheme
    for scheme, decision in cross:
        ledger.add(f"kryds.{scheme}.{decision}", cross[scheme, decision])
    schemes, decisions = (list(dict.fromkeys(key[i] for key in cross)) for i in (0, 1))
    rows = {s: "rest.ingen" if s == NO_PROPOSAL else f"tragt.indstillet.{s}" for s in schemes}
    columns = {d: "tragt.uafgjort" if d == UNDECIDED else f"tragt.afgjort.{d}" for d in decisions}
    for scheme, total in rows.items():
        ledger.add(total, sum(cross[scheme, d] for d in decisions))
        ledger.sum_up(total, [f"kryds.{scheme}.{d}" for d in decisions])
    for decision, total in columns.items():
        ledger.add(total, sum(cross[s, decision] for s in schemes))
        ledger.sum_up(total, [f"kryds.{s}.{decision}" for s in schemes])
    ledger.rests.add("rest.ingen")
    ledger.sum_up("tragt.indstillet", [v for s, v in rows.items() if s != NO_PROPOSAL])
    ledger.sum_up("tragt.rejst", ["tragt.indstillet", "rest.ingen"])
    ledger.sum_up("tragt.afgjort", [v for d, v in columns.items() if d != UNDECIDED])
    ledger.sum_up("tragt.rejst", ["tragt.afgjort", "tragt.uafgjort"])


def _enter_reversals(ledger: Ledger, results: PathwayResults) -> None:
    found = results.reversals
    n_reversed = found.n_changed + found.n_sent_back
    counts = {
        "n_decided": found.n_decided, "n_upheld": found.n_upheld, "n_changed": found.n_changed,
        "n_sent_back": found.n_sent_back, "n_dismissed": found.n_dismissed,
        "n_unknown": found.n_unknown, "omgjort": n_reversed,
        "realitet": n_reversed + found.n_upheld,
    }  # fmt: skip
    names = {name: ledger.add(f"anke.{name}", n) for name, n in counts.items()}
    ledger.sum_up(names["omgjort"], [names["n_changed"], names["n_sent_back"]])
    ledger.sum_up(names["realitet"], [names["omgjort"], names["n_upheld"]])
    ledger.sum_up(names["n_decided"], [names["realitet"], names["n_dismissed"], names["n_unknown"]])
    if f"{APPEAL_PAIR}.done" in ledger.values:
        ledger.tie(names["n_decided"], f"{APPEAL_PAIR}.done")
        ledger.split(names["n_decided"], "tragt.ankestyrelse")


def _enter_rework(ledger: Ledger, results: PathwayResults) -> None:
    rework = results.rework
    put = ledger.add(f"fra.{Step.PUT_FORWARD.value}", rework.n_put_forward)
    ledger.add("tilbage", rework.n_returned)
    ledger.split(put, "tilbage")
    ledger.add("gentaget", rework.n_repeated)
    ledger.split("filen", "gentaget")


def _enter_variants(ledger: Ledger, results: PathwayResults) -> None:
    total = ledger.add("afsluttede", results.variants.n_finished)
    ways = [ledger.add(variant_name(v.path), v.n_cases) for v in results.variants.shown]
    if ways:
        ledger.sum_up(total, ways)


def _enter_edges(ledger: Ledger, edges: tuple[Edge, ...]) -> None:
    """Enter the steps after one another; what comes to a step goes on from it or stays."""
    for edge in edges:
        # Where few cases make many moves, the few decide.
        ledger.add(edge_name(edge), min(edge.n, edge.n_cases))
        ledger.add(again_name(edge), max(edge.n - edge.n_cases, 0))
    for step in dict.fromkeys(s for e in edges for s in (e.from_step, e.to_step)):
        out = [edge_name(e) for e in edges if e.from_step == step]
        into = [edge_name(e) for e in edges if e.to_step == step]
        n_out, n_in = (sum(ledger.values[name] for name in names) for names in (out, into))
        visits = f"rest.besøg.{step}"
        ledger.values[visits] = max(n_out, n_in)
        ledger.rests.add(visits)
        ledger.harmless.add(visits)
        for names in (out, into):
            ledger.split(visits, *names, is_harmless=True)
    if RAISED_CASES in ledger.values:
        first = [edge_name(e) for e in edges if e.from_step == Step.RAISED.value]
        ledger.split(RAISED_CASES, *first, is_harmless=True)


def _enter_centres(ledger: Ledger, results: PathwayResults) -> None:
    centres = results.centres
    if not centres.centres or RAISED_CASES not in ledger.values:
        return
    for centre in centres.centres:
        name = ledger.add(f"center.{centre.name}.n_cases", centre.n_cases)
        ledger.add(f"center.{centre.name}.n_done", centre.n_done)
        ledger.split(name, f"center.{centre.name}.n_done")
    ledger.add("center..n_cases", centres.n_without)
    everyone = [f"center.{c.name}.n_cases" for c in centres.centres]
    ledger.sum_up(RAISED_CASES, [*everyone, "center..n_cases"])
    ledger.tie(f"{DECIDED_PAIR}.done", *(f"center.{c.name}.n_done" for c in centres.centres))
