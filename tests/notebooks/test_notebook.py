"""The notebook by every way it is run: our command, plain papermill, a notebook server.

Each of them starts a kernel of its own, so all are slow. That the same input gives the same
bytes is shown in the quick run by the shorter report, on the case review.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.blocks.model import MIMETYPE, Block
from tests.notebooks.described import find_undescribed_columns

MUNICIPALITY = "751"


def read_blocks(path: Path) -> list[Block]:
    """Return the blocks among the outputs of an executed notebook, in order."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [
        Block.from_json(output["data"][MIMETYPE])
        for cell in cells
        for output in cell.get("outputs", [])
        if MIMETYPE in output.get("data", {})
    ]


def run(*command: object, **environment: str) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8",
        check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def report(out: Path, *options: object, **environment: str) -> None:
    run(sys.executable, "-m", "analysis", "report", "--out", out, *options, **environment)


def delivered(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def by_command(tmp_path_factory) -> list[Block]:
    """Return what the notebook showed when our command ran it for Aarhus."""
    folder = tmp_path_factory.mktemp("command")
    report(folder / "out", "--municipality", MUNICIPALITY, XDG_CACHE_HOME=str(folder / "cache"))
    (kept,) = (folder / "cache" / "praksis" / "runs").glob("run-*/praksissammenligning.ipynb")
    return read_blocks(kept)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the cache lies elsewhere on Windows")
def test_plain_papermill_shows_the_same_blocks_as_the_command(by_command, notebook, tmp_path):
    executed = tmp_path / "executed.ipynb"
    papermill = [sys.executable, "-m", "papermill", "--no-progress-bar"]
    run(*papermill, notebook, executed, "-p", "municipality_code", MUNICIPALITY)
    blocks = read_blocks(executed)
    assert len(blocks) > 20
    assert blocks == by_command


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the cache lies elsewhere on Windows")
def test_every_column_of_the_numbers_is_in_the_registry(by_command):
    assert find_undescribed_columns(by_command) == []


@pytest.mark.slow
def test_notebook_runs_by_hand_in_its_own_folder_with_its_defaults(notebook, run_cells):
    """As JupyterLab does it: a kernel that starts in the folder of the notebook."""
    import nbformat
    from nbclient import NotebookClient

    content = nbformat.read(notebook, as_version=4)
    client = NotebookClient(
        content, timeout=600, kernel_name="praksis",
        resources={"metadata": {"path": str(notebook.parent)}},
    )  # fmt: skip
    client.execute()
    outputs = [output for cell in content.cells for output in cell.get("outputs", [])]
    shown = [output["data"] for output in outputs if MIMETYPE in output.get("data", {})]
    assert len(shown) == len(outputs), "a cell printed or returned something that is no block"
    assert all("text/html" in data for data in shown)
    blocks = [Block.from_json(data[MIMETYPE]) for data in shown]
    assert blocks == list(run_cells().values())


@pytest.mark.slow
def test_reports_of_two_municipalities_are_about_themselves(tmp_path):
    for code, name in (("101", "København"), ("751", "Aarhus")):
        report(tmp_path / code, "--municipality", code)
        page = (tmp_path / code / "praksissammenligning.html").read_text(encoding="utf-8")
        assert f"<title>Praksissammenligning · {name}" in page
        manifest = json.loads((tmp_path / code / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["municipality_code"] == code
    assert delivered(tmp_path / "101").keys() == delivered(tmp_path / "751").keys()


@pytest.mark.slow
def test_two_runs_give_identical_bytes_whatever_surrounds_them(tmp_path):
    report(tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    report(tmp_path / "two", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C")
    one, two = delivered(tmp_path / "one"), delivered(tmp_path / "two")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    names = {f"praksissammenligning.{kind}" for kind in ("html", "pdf", "xlsx")}
    assert {*names, "manifest.json"} <= one.keys()
    assert sum(name.startswith("data/") for name in one) > 8
