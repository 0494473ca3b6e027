"""Small studies of invented municipalities."""

from __future__ import annotations

import datetime as dt
from typing import Any

from analysis.concepts import Lineage
from analysis.study.fields import read_analysis, read_entry
from analysis.study.model import ExistingAnalysis, PracticeEntry, Study

DAY = dt.date(2026, 3, 1)
LINEAGE = Lineage(frozenset({"pack/study.yaml"}))
ENTRY = {
    "id": "9901-forberedelse",
    "municipality_code": "9901",
    "theme": "forberedelse",
    "practice": "Jobcentret skriver den forberedende del.",
    "category": "jobcenter",
    "period_from": 2024,
    "known_by": "document",
    "reference": "Arbejdsgangsbeskrivelse af 1. maj 2025",
    "known_on": "2025-05-01",
}
ANALYSIS = {
    "id": "analyse",
    "title": "Gennemgang af sager",
    "publisher": "Aby Kommune",
    "published": 2024,
    "method": "random_cases",
    "n_units": 120,
    "unit": "sager",
    "question": "Er grundlaget tilstrækkeligt?",
    "result": "Ja i de fleste.",
    "generalisable": "yes",
    "generalisable_why": "Trukket tilfældigt",
    "reference": "https://example.org/analyse",
}


def entry(**changes: Any) -> PracticeEntry:
    """Return an entry like `ENTRY`, with changes."""
    found, faults = read_entry(ENTRY | changes)
    assert found is not None, faults
    return found


def analysis(**changes: Any) -> ExistingAnalysis:
    """Return an analysis like `ANALYSIS`, with changes."""
    found, faults = read_analysis({k: v for k, v in (ANALYSIS | changes).items() if v is not None})
    assert found is not None, faults
    return found


def study_of(theme: str, key: str, answers: dict[str, Any], **changes: Any) -> Study:
    """Return a study with one answer for each municipality on one theme."""
    entries = tuple(
        entry(
            **({"category": ""} | {key: answer}),
            id=f"{code}-{theme.replace('_', '-')}",
            municipality_code=code,
            theme=theme,
            **changes,
        )
        for code, answer in answers.items()
    )
    return Study(entries, (), LINEAGE)
