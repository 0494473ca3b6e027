"""Invented people, purposes and readers, built so that one thing can be made wrong at a time."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.review.plan import PlanChoices
from analysis.review.step_assign import assign_review
from analysis.review.step_draw import draw_review
from analysis.review.step_plan import start_review

READERS = "reviewer_id;centre\nL1;Nord\nL2;Syd\nL3;\n"
DAY = dt.date(2026, 3, 1)
READERS = "reviewer_id;centre\nL1;Nord\nL2;Syd\nL3;\n"
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
    path.write_text(READERS, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def planned_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a planned review that nobody changes: each test gets a copy."""
    folder = tmp_path_factory.mktemp("planned")
    invent_people().to_csv(folder / "ramme.csv", index=False)
    choices = PlanChoices(n_cases=60, minimum=3)
    start_review(
        folder / "ramme.csv", folder / "review", choices=choices, municipality_code="9901", date=DAY
    )
    return folder / "review"


@pytest.fixture(scope="session")
def assigned_once(planned_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an assigned review that nobody changes: each test gets a copy."""
    folder = tmp_path_factory.mktemp("assigned")
    shutil.copytree(planned_once, folder / "review")
    (folder / "laesere.csv").write_text(READERS, encoding="utf-8")
    write_purpose(folder / "review")
    draw_review(folder / "review", seed="Aby 2026", date=DAY)
    assign_review(folder / "review", reviewers=folder / "laesere.csv", n_second=18)
    return folder / "review"


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place with a planned and an assigned review, made once and copied by each test."""
    place = tmp_path_factory.mktemp("gennemgange")
    source, readers = place / "ramme.csv", place / "laesere.csv"
    invent_people().to_csv(source, index=False)
    readers.write_text(READERS, encoding="utf-8")
    planned, assigned = place / "planlagt", place / "fordelt"
    choices = PlanChoices(n_cases=60, minimum=3)
    start_review(source, planned, choices=choices, municipality_code="9901", date=DAY)
    shutil.copytree(planned, assigned)
    write_purpose(assigned)
    draw_review(assigned, seed="Aby 2026", date=DAY)
    assign_review(assigned, reviewers=readers, n_second=18)
    return place


@pytest.fixture
def planned(tmp_path: Path, once: Path) -> Path:
    return Path(shutil.copytree(once / "planlagt", tmp_path / "gennemgang"))


@pytest.fixture
def assigned(tmp_path: Path, once: Path) -> Path:
    return Path(shutil.copytree(once / "fordelt", tmp_path / "gennemgang"))
