"""The invented world of the end-to-end tests, and a small review whose workbooks are out."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.synthetic.review.files import Files, write_files
from analysis.synthetic.review.items import Question, read_questions
from analysis.synthetic.review.population import People, simulate_people
from tests.end_to_end.imitated_reviewers import RULES, Reader
from tests.end_to_end.municipality import (
    DRAWN_ON,
    Municipality,
    fill_in_purpose,
    found_municipality,
)

N_PEOPLE = 2_000


@dataclass(frozen=True)
class World:
    """The people, what their files hold, and what is asked."""

    people: People
    files: Files
    questions: tuple[Question, ...]

    def reader(
        self,
        place_of: Mapping[str, int],
        *,
        seed: int,
        outcomes: Mapping[str, str] | None = None,
    ) -> Reader:
        """Return one who reads the files of those that the key-holder can name."""
        return Reader(
            lambda case_id: {
                item: str(each[place_of[case_id]]) for item, each in self.files.items()
            },
            self.questions,
            np.random.default_rng(seed),
            outcomes or {},
        )


@pytest.fixture(scope="session")
def world() -> World:
    """Return the invented people with their files."""
    people, questions = simulate_people(), read_questions(RULES)
    return World(people, write_files(people, questions), questions)


@pytest.fixture(scope="session")
def sent(world: World, tmp_path_factory: pytest.TempPathFactory) -> Municipality:
    """Return a review of four cases whose first workbooks are written and not filled in."""
    town = found_municipality(tmp_path_factory.mktemp("lille"), world.people, n=60)
    pseudonymise(town)
    options = ("--strata", "benefit", "--cases", 4, "--minimum", 2, "--second-readings", 2)
    plan(town, *options)
    fill_in_purpose(town.folder)
    town.succeed("draw", town.folder, "--seed", "007", "--date", DRAWN_ON)
    town.succeed("assign", town.folder, "--reviewers", town.desk / "laesere.csv")
    town.succeed("workbooks", town.folder, "--reading", 1, "--out", town.desk / "ud")
    return town


@pytest.fixture
def fresh(sent: Municipality, tmp_path: Path) -> Municipality:
    """Return a copy of the small review that a test may spoil."""
    desk = tmp_path / "bord"
    shutil.copytree(sent.desk, desk)
    return Municipality(desk, sent.numbers)


@pytest.fixture
def empty_desk(tmp_path: Path, world: World) -> Municipality:
    """Return a municipality that has its list and nothing else."""
    return found_municipality(tmp_path / "bord", world.people, n=60)


@pytest.fixture
def fill(world: World) -> Callable[[Municipality, Path], Path]:
    """Return a function that has a reader fill in a workbook of a municipality."""

    def fill_one(town: Municipality, path: Path, *, seed: int = 1, only: int | None = None) -> Path:
        return world.reader(places_of(town), seed=seed).fill(path, only=only)

    return fill_one


def pseudonymise(town: Municipality) -> str:
    """Turn the list into a frame, with the same key each time, and the key-holder's list."""
    key = town.desk / "noegle.txt"
    key.write_text(hashlib.sha256(b"Aby").hexdigest() + "\n", encoding="ascii")
    key.chmod(0o600)
    files = ("--key", key, "--out", town.desk / "ramme.csv")
    holder = ("--key-list", town.desk / "noegleliste.csv")
    return town.succeed("pseudonymise", town.desk / "borgere.csv", *files, *holder)


def plan(town: Municipality, *options: object) -> str:
    """Plan a review of the frame in the municipality's folder."""
    given = ("--municipality", "9901", "--date", "2025-09-15", "--out", town.folder)
    return town.succeed("plan", town.desk / "ramme.csv", *given, *options)


def places_of(town: Municipality) -> dict[str, int]:
    """Return the row of each pseudonym in the list, which the key-holder alone can tell."""
    listed = pd.read_csv(town.desk / "noegleliste.csv", dtype=str)
    row_of = {number.replace("-", ""): row for row, number in enumerate(town.numbers)}
    return {case: row_of[cpr] for case, cpr in zip(listed["case_id"], listed["cpr"], strict=True)}
