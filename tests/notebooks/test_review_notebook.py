"""The notebook of a case review: by our command, by plain papermill, and cell by cell here.

It is the shorter of the two reports, so it is the one that shows in the quick run that the
same input gives the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.blocks.model import MIMETYPE, Block, FindingText, KeyFigure, Table
from analysis.blocks.model import Figure as FigureBlock
from analysis.concepts import Origin
from tests.notebooks.described import find_undescribed_columns

NAME = "sagsgennemgang"
WITH_NUMBERS = (Table, FigureBlock, KeyFigure, FindingText)


@pytest.fixture(scope="module")
def review_notebook(repository) -> Path:
    return repository / "notebooks" / f"{NAME}.ipynb"


@pytest.fixture(scope="module")
def run_review(review_notebook):
    """Return a function that runs the cells in this process and returns the blocks by id."""
    cells = json.loads(review_notebook.read_text("utf-8"))["cells"]

    def run(**parameters: object) -> dict[str, Block]:
        shown: list[Block] = []

        def collect(*items: object) -> None:
            for item in items:
                shown.extend([item] if isinstance(item, Block) else item)

        names: dict[str, object] = {}
        for cell in cells:
            if cell["cell_type"] != "code":
                continue
            exec(compile("".join(cell["source"]), str(review_notebook), "exec"), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names |= parameters
            if "show" in names:
                names["show"] = collect
        assert len({block.id for block in shown}) == len(shown)
        return {block.id: block for block in shown}

    return run


@pytest.fixture(scope="module")
def by_command(tmp_path_factory) -> tuple[Path, list[Block]]:
    """Return a delivery of our command, and what its notebook showed."""
    folder = tmp_path_factory.mktemp("command")
    out, cache = folder / "out", folder / "cache"
    report(out, XDG_CACHE_HOME=str(cache), PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    kept = sorted((cache / "praksis" / "runs").glob(f"run-*/{NAME}.ipynb"))
    return out, read_blocks(kept[0]) if kept else []


@pytest.fixture(scope="module")
def closed(by_command) -> dict[str, Block]:
    """Return the blocks of the command's notebook by id: the release within the municipality."""
    _, blocks = by_command
    if not blocks:
        pytest.skip("the cache lies elsewhere on Windows")
    assert len({block.id for block in blocks}) == len(blocks)
    return {block.id: block for block in blocks}


def test_two_runs_give_identical_bytes_whatever_surrounds_them(by_command, tmp_path):
    report(tmp_path / "two", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C")
    one, two = delivered(by_command[0]), delivered(tmp_path / "two")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    assert {f"{NAME}.html", f"{NAME}.pdf", f"{NAME}.xlsx", "manifest.json"} <= one.keys()
    assert sum(name.startswith("data/") for name in one) > 8


@pytest.mark.slow
def test_cells_show_the_same_blocks_here_as_through_the_command(closed, run_review):
    assert list(closed.values()) == list(run_review().values())


def test_every_block_with_numbers_of_the_invented_review_is_stamped(closed):
    numbers = [b for b in closed.values() if isinstance(b.content, WITH_NUMBERS)]
    assert len(numbers) > 20
    assert [b.id for b in numbers if b.lineage.origin is not Origin.SYNTHETIC] == []


def test_every_column_of_the_numbers_is_in_the_registry(closed):
    assert find_undescribed_columns(closed.values()) == []


@pytest.mark.slow
def test_observed_people_are_not_stamped_and_nothing_invented_stands_beside_them(
    run_review, closed, repository, tmp_path
):
    folder = tmp_path / "gennemgang"
    shutil.copytree(repository / "data" / "review", folder)
    record = json.loads((folder / "frame.json").read_text("utf-8"))
    record["origin"] = Origin.OBSERVED.value
    (folder / "frame.json").write_text(json.dumps(record), encoding="utf-8")
    observed = run_review(review_dir=str(folder))
    assert [b.id for b in observed.values() if b.lineage.origin is Origin.SYNTHETIC] == []
    assert not any("SYNTETISKE" in json.dumps(b.to_json()) for b in observed.values())
    statistics = files_behind(closed) - {path.name for path in folder.iterdir()}
    assert statistics
    assert not statistics & files_behind(observed)


@pytest.mark.slow
def test_public_release_shows_less_than_the_closed_one(run_review, closed):
    public = run_review(release="offentlig")
    both = closed.keys() & public.keys()
    assert {"forside", "manglende-dokumenter"} & both
    assert [name for name in both if closed[name].content != public[name].content] != []
    assert n_rows(public.values()) < n_rows(closed.values())


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the cache lies elsewhere on Windows")
def test_plain_papermill_shows_the_same_blocks_as_the_command(
    by_command, review_notebook, tmp_path
):
    executed = tmp_path / "executed.ipynb"
    run(sys.executable, "-m", "papermill", "--no-progress-bar", review_notebook, executed)
    blocks = read_blocks(executed)
    assert len(blocks) > 20
    assert blocks == by_command[1]


def report(out: Path, *options: object, **environment: str) -> None:
    command = (sys.executable, "-m", "analysis", "review", "report")
    run(*command, "--out", out, *options, **environment)


def run(*command: object, **environment: str) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8",
        check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def read_blocks(path: Path) -> list[Block]:
    """Return the blocks among the outputs of an executed notebook, in order."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        Block.from_json(output["data"][MIMETYPE])
        for cell in cells
        for output in cell.get("outputs", [])
        if MIMETYPE in output.get("data", {})
    ]


def delivered(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def files_behind(blocks: dict[str, Block]) -> set[str]:
    return {name for block in blocks.values() for name in block.lineage.inputs}


def n_rows(blocks) -> int:
    return sum(len(block.content.records) for block in blocks if isinstance(block.content, Table))
