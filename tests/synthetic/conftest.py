"""The embedded tables, read with plain pandas so that no reader of ours is trusted here."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.synthetic.embedded_review import World, make_world

CODES = dict.fromkeys(("OMRÅDE", "YDELSESTYPE", "MODTAG1", "KØN", "ALDER", "TID"), "str")
AUK01_AGES = ["16-24", *(f"{first}-{first + 4}" for first in range(25, 60, 5)), "6099"]
PUBLISHED_BANDS = {
    "25-39": ["25-29", "30-34", "35-39"],
    "40-49": ["40-44", "45-49"],
    "50-59": ["50-54", "55-59"],
}


@pytest.fixture(scope="session")
def raw(repository: Path) -> Path:
    return repository / "data" / "raw"


@pytest.fixture(scope="session")
def recipients(raw: Path) -> pd.DataFrame:
    return _read(raw / "AUK01.csv.gz")


@pytest.fixture(scope="session")
def pension(raw: Path) -> pd.DataFrame:
    return _read(raw / "PEN113.csv.gz")


@pytest.fixture(scope="session")
def population(raw: Path) -> pd.DataFrame:
    return _read(raw / "FOLK1A.csv.gz")


@pytest.fixture(scope="session")
def residents(population: pd.DataFrame) -> pd.DataFrame:
    """Residents by municipality, AUK01's age group, sex and quarter: quarters in columns."""
    parts = population[
        (population["OMRÅDE"] != "000")
        & population["KØN"].isin(["1", "2"])
        & (population["ALDER"] != "IALT")
    ].copy()
    starts = [16, *range(25, 65, 5), 70]
    ages = parts["ALDER"].astype(int)
    parts["ALDER"] = pd.cut(ages, starts, right=False, labels=AUK01_AGES).astype(str)
    parts["KØN"] = parts["KØN"].map({"1": "M", "2": "K"})
    return parts.pivot_table(
        index=["OMRÅDE", "ALDER", "KØN"], columns="TID", values="INDHOLD", aggfunc="sum"
    )


@pytest.fixture(scope="session")
def truth(repository: Path) -> pd.DataFrame:
    return pd.read_csv(repository / "tests" / "synthetic" / "truth.csv")


@pytest.fixture(scope="session")
def world() -> World:
    """Return the invented people of the review, with everything that their files hold."""
    return make_world()


@pytest.fixture(scope="session")
def published_bands() -> dict[str, list[str]]:
    return PUBLISHED_BANDS


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", encoding="utf-8-sig", dtype=CODES)
