"""The cells of the notebook run in this process, and what they show is collected."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.blocks.model import Block
from analysis.datasets.project import open_data
from analysis.datasets.store import Store

_COUNTRY = Path(__file__).parents[1] / "unit" / "comparison" / "invented.py"


@pytest.fixture(scope="session")
def invented() -> SimpleNamespace:
    """Return the module that writes an invented country."""
    return SimpleNamespace(**runpy.run_path(str(_COUNTRY)))


@pytest.fixture(scope="session")
def notebook(repository: Path) -> Path:
    return repository / "notebooks" / "praksissammenligning.ipynb"


@pytest.fixture(scope="session")
def run_cells(notebook: Path):
    """Return a function that runs the notebook on a store and returns its blocks by id.

    A notebook holds calls only, so its cells can be run here, one after the other. The
    data come from the store that is given, and `show` collects instead of displaying.
    """
    cells = [c for c in json.loads(notebook.read_text("utf-8"))["cells"] if c["source"]]

    def run(store: Store | None = None, **parameters: str) -> dict[str, Block]:
        shown: list[Block] = []

        def collect(*items: object) -> None:
            for item in items:
                shown.extend([item] if isinstance(item, Block) else item)

        names: dict[str, object] = {}
        for cell in cells:
            if cell["cell_type"] != "code":
                continue
            exec(compile("".join(cell["source"]), str(notebook), "exec"), names)
            if "parameters" in cell["metadata"].get("tags", []):
                names |= parameters
            if "show" in names:
                names["show"] = collect
                names["open_data"] = lambda raw_dir: store or open_data(raw_dir)
        assert len({block.id for block in shown}) == len(shown)
        return {block.id: block for block in shown}

    return run
