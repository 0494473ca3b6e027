"""Which counts of cases in different tables are the same cases?

A case that was prepared stands in the weeks from raised to prepared and in those from
prepared to the team, in a step after another, in a way through and, if it is old, in the
funnel. A count that one table hides must not follow from the others.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from analysis.caseflow.steps import Step
from analysis.findings.pathway_ledger import (
    APPEAL_PAIR,
    DECIDED_PAIR,
    Ledger,
    edge_name,
    variant_name,
)
from analysis.pathways.funnel import NO_PROPOSAL
from analysis.pathways.results import PathwayResults

_STAGES = (Step.RAISED, Step.PREPARED, Step.PUT_FORWARD, Step.PROPOSED, Step.DECIDED)
_PAIRS = tuple(f"{a.value}>{b.value}" for a, b in pairwise(_STAGES))
_BEFORE_PREPARED = (Step.RAISED, Step.MEDICAL_ORDERED, Step.MEDICAL_RECEIVED)
_CERTIFICATE = "frist.lae265"
_DECISION_WITHOUT_TEAM = f"{_PAIRS[1]}.passed"


def tie_tables(ledger: Ledger, results: PathwayResults) -> None:
    """Enter what ties the tables to each other.

    Parameters
    ----------
    ledger : Ledger
        With the cells of all tables.
    results : PathwayResults
        Where they are from.

    Notes
    -----
    The ties are those of a case that goes step by step, may be sent back, may pass the
    team by, and closes at most once. Where a file has other cases, a rest takes them.
    """
    _tie_stages(ledger)
    _tie_edges(ledger, results)
    _tie_ways(ledger, results)
    _tie_funnel(ledger, results)
    _tie_certificate(ledger)


def _tie_stages(ledger: Ledger) -> None:
    """Tie the weeks of each two steps to those of the next, and to those of the whole."""
    for pair, step in zip(_PAIRS[:3], _STAGES[1:], strict=False):
        ledger.tie(f"fra.{step.value}", f"{pair}.done")
    ledger.tie(f"{DECIDED_PAIR}.done", f"{_PAIRS[3]}.done", _DECISION_WITHOUT_TEAM)
    for part in ("open", "left"):
        ledger.tie(f"{DECIDED_PAIR}.{part}", *(f"{pair}.{part}" for pair in _PAIRS))
    ledger.tie("filen", f"fra.{Step.RAISED.value}")
    ledger.tie("afsluttede", f"{DECIDED_PAIR}.done", f"{DECIDED_PAIR}.left")
    ledger.tie("tilbage", "gentaget")


def _tie_edges(ledger: Ledger, results: PathwayResults) -> None:
    """Tie steps after one another to the weeks between them."""

    def into(step: Step, *sources: Step) -> list[str]:
        starts = {source.value for source in sources}
        return [
            edge_name(edge)
            for edge in results.edges
            if edge.to_step == step.value and (not starts or edge.from_step in starts)
        ]

    ledger.tie(f"{_PAIRS[0]}.done", *into(Step.PREPARED, *_BEFORE_PREPARED))
    ledger.tie(f"{_PAIRS[0]}.left", *into(Step.CLOSED, *_BEFORE_PREPARED))
    ledger.tie(f"{_PAIRS[1]}.passed", *into(Step.DECIDED, Step.PREPARED))
    ledger.tie(f"{_PAIRS[1]}.done", *into(Step.PUT_FORWARD))
    ledger.tie(f"{_PAIRS[2]}.done", *into(Step.PROPOSED))
    ledger.tie(f"{_PAIRS[3]}.done", *into(Step.DECIDED, Step.PROPOSED))
    ledger.tie(f"{_PAIRS[3]}.left", *into(Step.CLOSED, Step.PROPOSED))
    ledger.tie(f"{DECIDED_PAIR}.done", *into(Step.DECIDED))
    ledger.tie(f"{DECIDED_PAIR}.left", *into(Step.CLOSED))
    ledger.tie("fra.klage", *into(Step.COMPLAINED))
    ledger.tie(f"{APPEAL_PAIR}.done", *into(Step.APPEAL_DECIDED))
    ledger.tie("tilbage", *into(Step.RETURNED))
    ledger.tie("gentaget", *into(Step.PREPARED, Step.RETURNED))
    ledger.tie("gentaget", f"igen.kant.{Step.PREPARED.value}>{Step.PUT_FORWARD.value}")


def _tie_ways(ledger: Ledger, results: PathwayResults) -> None:
    """Tie the ways through to where cases closed, and to those that the team sent back."""

    def ways(fits: Callable[[tuple[str, ...]], bool]) -> list[str]:
        return [variant_name(v.path) for v in results.variants.shown if fits(v.path)]

    closed, decided = Step.CLOSED.value, Step.DECIDED.value
    ledger.tie(f"{DECIDED_PAIR}.done", *ways(lambda path: decided in path))
    ledger.tie(f"{DECIDED_PAIR}.left", *ways(lambda path: decided not in path))
    reached = [{step.value for step in _STAGES[: i + 1]} for i in range(4)]
    for pair, steps in zip(_PAIRS, reached, strict=True):
        ledger.tie(f"{pair}.left", *ways(
            lambda path, steps=steps: closed in path and decided not in path  # type: ignore[misc]
            and steps == set(path) & reached[3]
        ))  # fmt: skip
    for edge in results.edges:
        last = (edge.from_step, edge.to_step)
        if edge.to_step in {closed, decided}:
            ledger.tie(edge_name(edge), *ways(lambda path, last=last: path[-2:] == last))  # type: ignore[misc]
    team = {Step.PUT_FORWARD.value, Step.PROPOSED.value}
    ledger.tie(_DECISION_WITHOUT_TEAM, *ways(lambda p: decided in p and not team & set(p)))
    ledger.tie(f"{_PAIRS[3]}.done", *ways(lambda p: decided in p and bool(team & set(p))))
    ledger.tie("tilbage", *ways(lambda path: Step.RETURNED.value in path))
    ledger.tie("gentaget", *ways(lambda path: len(set(path)) < len(path)))


def _tie_funnel(ledger: Ledger, results: PathwayResults) -> None:
    """Tie the old cases to all cases, and decisions without a proposal to those."""
    for stage, step in (
        ("forelagt", Step.PUT_FORWARD), ("indstillet", Step.PROPOSED), ("klage", Step.COMPLAINED),
    ):  # fmt: skip
        ledger.tie(f"fra.{step.value}", f"tragt.{stage}")
    ledger.tie("tragt.forelagt", "tragt.indstillet")
    decided = [
        f"kryds.{scheme}.{decision}"
        for scheme, decision in results.funnel.by_scheme
        if scheme == NO_PROPOSAL and f"tragt.afgjort.{decision}" in ledger.values
    ]
    ledger.tie(_DECISION_WITHOUT_TEAM, *decided)


def _tie_certificate(ledger: Ledger) -> None:
    """Tie the deadline of the medical certificate to the steps after one another."""
    ordered, received = Step.MEDICAL_ORDERED.value, Step.MEDICAL_RECEIVED.value
    ledger.tie(f"{_CERTIFICATE}.n_cases", f"kant.{Step.RAISED.value}>{ordered}")
    late = f"rest.{_CERTIFICATE}.n_late={_CERTIFICATE}.n_overdue"
    ledger.tie(f"kant.{ordered}>{received}", f"{_CERTIFICATE}.n_within", late)
    ledger.tie(f"{_CERTIFICATE}.n_left", f"kant.{ordered}>{Step.CLOSED.value}")
