"""Which pages are looked at, by which browser, and where are the pictures left?

Run by ``make look`` alone: it renders every report once and opens each page. The pictures
are left in ``build/look`` for the eye, since no test can say whether a page is calm.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# What is rendered, as arguments of the command, and the pages that it holds.
REPORTS = {
    "praksissammenligning": ("report",),
    "sagsgennemgang": ("review", "report"),
    "oplaeg": ("pack",),
}


@pytest.fixture(scope="session")
def pictures(repository: Path) -> Path:
    """Return an empty folder for the pictures."""
    folder = repository / "build" / "look"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def deliveries(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the folder of each report, rendered from the data that come with the project."""
    folder = tmp_path_factory.mktemp("look")
    result = {}
    for name, arguments in REPORTS.items():
        result[name] = folder / name
        done = subprocess.run(
            [sys.executable, "-m", "analysis", *arguments, "--out", str(folder / name)],
            cwd=repository,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    return result


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return the system's browser; playwright's own would have to be fetched."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no chromium is here: install it with the system's packages")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--hide-scrollbars"]
        )
        yield browser
        browser.close()
