"""Invented people, purposes and readers, built so that one thing can be made wrong at a time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from analysis.review.plan import PlanChoices
from analysis.review.step_assign import assign_review
from analysis.review.step_draw import draw_review
from analysis.review.step_plan import start_review

DAY = dt.date(2026, 3, 1)
PURPOSE = {
    "formaal": "Afklare mulig målgruppe i Aby",
    "retsgrundlag": "lov om organisering og understøttelse af beskæftigelsesindsatsen",
    "delingsgrundlag": "aftale mellem to forvaltninger",
    "konsekvensanalyse": "2026-17",
    "noegleholder": "specialkonsulent",
    "slettedato": dt.date(2027, 1, 1),
    "besluttet_af": "direktionen",
    "besluttet_den": dt.date(2026, 2, 1),
    "bruges_i_sagsbehandling": "ja",
}


def invent_people(n: int = 600) -> pd.DataFrame:
    """Return people as a municipality's file has them, in Danish; every stratum is there."""
    rows = range(n)
    return pd.DataFrame(
        {
            "Pseudonym": [f"p{i:05d}" for i in rows],
            "Ydelse": ["Sygedagpenge" if i % 3 == 0 else "Kontanthjælp" for i in rows],
            "Uger": [str(i * 7 % 60 if i % 3 == 0 else i * 13 % 700) for i in rows],
            "SOF": ["ja" if i % 4 == 0 else "nej" for i in rows],
            "Center": ["Nord" if i % 5 < 2 else "Syd" for i in rows],
            "Aldersgruppe": ["30-39" if i % 2 else "40-49" for i in rows],
            "Køn": ["K" if i % 7 < 3 else "M" for i in rows],
        }
    )


def write_purpose(folder: Path, **changes: object) -> None:
    lines = (f"{key}: {value}\n" for key, value in (PURPOSE | changes).items())
    (folder / "purpose.yaml").write_text("".join(lines), encoding="utf-8")


@pytest.fixture
def people_file(tmp_path: Path) -> Path:
    path = tmp_path / "ramme.csv"
    invent_people().to_csv(path, index=False)
    return path


@pytest.fixture
def reviewers_file(tmp_path: Path) -> Path:
    path = tmp_path / "laesere.csv"
    path.write_text("reviewer_id;centre\nL1;Nord\nL2;Syd\nL3;\n", encoding="utf-8")
    return path


@pytest.fixture
def planned(tmp_path: Path, people_file: Path) -> Path:
    folder = tmp_path / "gennemgang"
    choices = PlanChoices(n_cases=60, minimum=3)
    start_review(people_file, folder, choices=choices, municipality_code="9901", date=DAY)
    return folder


@pytest.fixture
def assigned(planned: Path, reviewers_file: Path) -> Path:
    write_purpose(planned)
    draw_review(planned, seed="Aby 2026", date=DAY)
    assign_review(planned, reviewers=reviewers_file, n_second=18)
    return planned
