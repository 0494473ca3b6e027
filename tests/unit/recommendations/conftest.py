"""A register and a plan of two invented forvaltninger, small enough to break on purpose."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.concepts import Lineage
from analysis.findings.register import Certainty, Finding, Kind, Number
from analysis.recommendations.finding_ids import kind_of
from analysis.recommendations.model import RecommendationFile
from analysis.recommendations.plan import MilestonePlan
from analysis.recommendations.read import read_recommendations
from analysis.recommendations.read_plan import read_milestones

OBSERVED = Lineage(frozenset({"pack/recommendations.yaml"}))
REGISTER = """
title: Anbefalinger
recommendations:
  - number: 1
    id: komplet
    title: Dokumentationen er komplet
    text: En sag forelægges først, når tjeklisten er opfyldt.
    rests_on:
      - finding: review.documents
        states: [missing]
        why: Dokumentation mangler i mange sager.
    owner: fælles
    legal_basis:
      - reference: Lov om social pension § 19
        verified: true
    cost: ikke opgjort
    deadline: 2026-06-30
    first_step: Tjeklisten lægges i fagsystemet.
    risk: Sagerne venter længere.
    indicator:
      name: Andel af sager med komplet dokumentation
      kind: documentation_complete
      unit: share
      direction: mindst
      target: 0.9
      how: Tælles ved mødet.
    status: foreslået
"""
PLAN = """
title: Plan
tasks:
  - id: liste
    title: Tjekliste
    milestone: Godkendt
    planned_start: 2026-01-05
    planned_end: 2026-03-30
    status: i gang
    owner: SOF
  - id: gennemgang
    title: Gennemgang
    milestone: Læst
    planned_start: 2026-04-01
    planned_end: 2026-06-01
    status: ikke begyndt
    owner: BIF
    depends_on: [liste]
"""


@pytest.fixture
def register_text() -> str:
    """Return the register as it is written."""
    return REGISTER


@pytest.fixture
def register_content() -> dict[str, Any]:
    """Return the register as plain values, free to be broken."""
    return copy.deepcopy(yaml.safe_load(REGISTER))


@pytest.fixture
def plan_content() -> dict[str, Any]:
    """Return the plan as plain values, free to be broken."""
    return copy.deepcopy(yaml.safe_load(PLAN))


@pytest.fixture
def read_register(tmp_path: Path) -> Callable[..., RecommendationFile]:
    """Return a reader of values (or text) as a register."""

    def read(content: Any) -> RecommendationFile:
        path = tmp_path / "recommendations.yaml"
        path.write_text(_dump(content), encoding="utf-8")
        return read_recommendations(path, OBSERVED)

    return read


@pytest.fixture
def read_plan(tmp_path: Path) -> Callable[..., MilestonePlan]:
    """Return a reader of values (or text) as a plan."""

    def read(content: Any) -> MilestonePlan:
        path = tmp_path / "milestones.yaml"
        path.write_text(_dump(content), encoding="utf-8")
        return read_milestones(path, OBSERVED)

    return read


@pytest.fixture
def make_finding() -> Callable[..., Finding]:
    """Return a maker of findings."""

    def make(
        finding_id: str,
        state: str,
        certainty: Certainty = Certainty.CLEAR,
        *,
        is_invented: bool = False,
        numbers: tuple[Number, ...] = (),
    ) -> Finding:
        names = frozenset({f"{finding_id}.csv"})
        kind: Kind = kind_of(finding_id)
        return Finding(
            finding_id, kind, finding_id, "En sætning.", state, state, certainty, "rule", "2025K4",
            numbers, Lineage(names, names if is_invented else frozenset()),
        )  # fmt: skip

    return make


def _dump(content: Any) -> str:
    return content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
