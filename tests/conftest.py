"""What every test may lean on: where the repository is, and other parties' real files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# Without a deadline, since no test asserts seconds, and with the same examples in every run.
settings.register_profile("praksis", deadline=None, derandomize=True)
settings.load_profile("praksis")


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def published_files() -> Path:
    """Return the folder of other parties' files, or skip where it is absent."""
    folder = Path(os.environ.get("PRAKSIS_TEST_DATA") or ROOT / ".." / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(
            f"{folder} is absent: it holds files as their publishers give them, which the "
            "repository does not carry; set PRAKSIS_TEST_DATA to where they are"
        )
    return folder.resolve()
