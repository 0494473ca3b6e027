"""A report that is being made while something goes wrong: what stood there stands there whole.

One report of an invented country is made first. Each test then asks for it with another
embargo, which changes every page and none of the numbers, so that no notebook is run again.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pikepdf
import pytest

from tests.end_to_end import spoiled_country as spoil
from tests.end_to_end.municipality import Said, checksums
from tests.end_to_end.spoiled_country import CODE, REPORT, STOPPED

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals and limits"),
]
_DAYS = count(1)


@dataclass(frozen=True)
class Standing:
    """A report that stands, what it was made from, and the cache of its user."""

    raw: Path
    out: Path
    cache: Path

    def start(self, *options: object, limit: int = 0) -> subprocess.Popen:
        """Ask for the report with an embargo that none had before."""
        embargo = f"2041-01-{next(_DAYS):02d}"
        command = ("report", "--municipality", CODE, "--raw", self.raw, "--out", self.out)
        given = (*command, "--embargo", embargo, *options)
        return spoil.start(*given, cache=self.cache, limit=limit)

    def run(self, *options: object) -> Said:
        """Ask for the report and wait for it."""
        return spoil.wait_for(self.start(*options))

    def fail_unless_whole(self) -> str:
        """Hold every file against the manifest; return the embargo that the report has."""
        manifest = json.loads((self.out / "manifest.json").read_text(encoding="utf-8"))
        stands = checksums(self.out)
        stands.pop("manifest.json")
        assert {each["file"]: each["sha256"] for each in manifest["outputs"]} == {
            name: hashlib.sha256(content).hexdigest() for name, content in stands.items()
        }
        return str(manifest["embargo"])


@pytest.fixture(scope="module")
def standing(tmp_path_factory) -> Iterator[Standing]:
    """Return a report that was made once."""
    folder = tmp_path_factory.mktemp("skade")
    with spoil.country_in(folder / "statistik") as raw:
        made = Standing(raw, folder / "rapporter" / "ud", folder / "cache")
        said = made.run()
        assert said.code == 0, said.err
        made.fail_unless_whole()
        yield made


def test_two_runs_at_once_leave_the_whole_report_of_one(standing):
    before = standing.fail_unless_whole()
    for pause in (0.0, 0.5):
        first = standing.start()
        time.sleep(pause)
        answers = [spoil.wait_for(process) for process in (standing.start(), first)]
        assert [said.code for said in answers] == [0, 0], [said.err for said in answers]
        assert standing.fail_unless_whole() != before
        assert list(standing.out.parent.iterdir()) == [standing.out]


@pytest.mark.parametrize("seconds", [0.3, 0.8, 1.5, 2.5, 3.5, 5.0, 6.5, 8.0, 10.0])
def test_stopping_it_leaves_the_earlier_report_or_the_new_one(seconds, standing):
    before = standing.fail_unless_whole()
    process = standing.start()
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    said = spoil.wait_for(process)
    # While Python itself still loads, it says so in its own words.
    assert said.code in {0, STOPPED, -signal.SIGINT}, said.err
    assert said.code == -signal.SIGINT or "Traceback" not in said.err
    now = standing.fail_unless_whole()
    # Stopped on its way out, it has told of the report already, which is then the new one.
    assert ".html" not in said.out or now != before
    assert list(standing.out.parent.iterdir()) == [standing.out]


def test_killing_it_harms_nothing_and_the_next_run_works(standing):
    for seconds in (0.5, 2.0, 4.0, 6.0, 8.0):
        process = standing.start()
        time.sleep(seconds)
        process.kill()
        process.wait(timeout=60)
        process.communicate()
        standing.fail_unless_whole()
    said = standing.run()
    assert said.code == 0, said.err
    standing.fail_unless_whole()
    assert list(standing.out.parent.iterdir()) == [standing.out]


def test_full_disk_leaves_the_earlier_report(standing):
    before = checksums(standing.out)
    said = spoil.wait_for(standing.start(limit=100_000))
    spoil.fail_unless_told_well(said, REPORT)
    assert "room for" in said.err
    assert checksums(standing.out) == before
    assert list(standing.out.parent.iterdir()) == [standing.out]


def test_full_disk_while_the_notebook_runs_leaves_the_earlier_report(standing):
    before = checksums(standing.out)
    said = spoil.wait_for(standing.start("--fresh", limit=20_000))
    spoil.fail_unless_told_well(said, REPORT)
    assert "The disk is full: the notebook could not be run." in said.err
    assert checksums(standing.out) == before


def test_damaged_tables_and_kept_runs_are_made_again(standing):
    tables = spoil.validated_tables(standing.raw)
    assert tables is not None
    damaged = [*tables.glob("*.parquet"), *(standing.cache / "praksis" / "kept").glob("*")]
    assert len(damaged) > 5
    for number, path in enumerate(damaged):
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] if number % 2 else b"PAR1" + content[::-1])
    said = standing.run()
    assert said.code == 0, said.err
    assert "Running the notebook" in said.err
    standing.fail_unless_whole()


def test_name_of_two_lines_and_sixty_signs_leaves_page_one_one_page(tmp_path):
    name = "Nordre Aby-Bekøb og\nSøndre Cedal-Dunby-Langholm i Vesterland"
    with spoil.country_in(tmp_path / "statistik", spoil.named(name)) as raw:
        made = Standing(raw, tmp_path / "ud", tmp_path / "cache")
        said = made.run()
        assert said.code == 0, said.err
        with pikepdf.open(made.out / "praksissammenligning.pdf") as paper:
            pages = {page.objgen: number for number, page in enumerate(paper.pages, start=1)}
            with paper.open_outline() as outline:
                second = outline.root[0].children[0]
            assert "blandt alle" in second.title
            assert pages[second.destination[0].objgen] == 2
    html = (made.out / "praksissammenligning.html").read_text(encoding="utf-8")
    assert name.replace("\n", " ") in html
