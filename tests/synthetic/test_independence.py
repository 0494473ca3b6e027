"""The generator stands apart: no estimator, no reader, every figure stated and documented."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from analysis.errors import SourceError
from analysis.synthetic.assumptions import assumed, load_assumptions

ALLOWED = ("analysis.errors", "analysis.concepts", "analysis.synthetic")


def imported(source: str) -> set[str]:
    """Return the modules of the package that a source text imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] == "analysis"}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import analysis.measures.counts.rates", {"analysis.measures.counts.rates"}),
        ("from analysis import measures", {"analysis.measures"}),
        ("from analysis.measures.counts import rates as r", {"analysis.measures.counts.rates"}),
    ],
)
def test_an_import_of_an_estimator_is_seen_however_it_is_written(
    source: str, found: set[str]
) -> None:
    assert imported(source) == found


def test_generator_imports_no_estimator_and_no_reader(repository: Path) -> None:
    modules = sorted((repository / "analysis" / "synthetic").rglob("*.py"))
    assert modules
    for module in modules:
        for name in imported(module.read_text(encoding="utf-8")):
            assert name.startswith(ALLOWED), f"{module.name} imports {name}"


def test_every_assumption_has_value_unit_and_source() -> None:
    for name, entry in load_assumptions().items():
        assert set(entry) == {"value", "unit", "source"}, name
        assert entry["value"] is not None, name
        assert entry["unit"], name
        assert entry["source"], name


def test_every_assumption_is_used_and_documented(repository: Path) -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in (repository / "analysis" / "synthetic").rglob("*.py")
    )
    page = (repository / "docs" / "synthetic-data.md").read_text(encoding="utf-8")
    for name, entry in load_assumptions().items():
        value = str(entry["value"]).translate(str.maketrans("", "", "'{}"))
        assert f'"{name}"' in code, f"{name} is not used"
        row = f"| `{name}` | {value} | {entry['unit']} | {entry['source']} |"
        assert row in page, f"{name} is not documented as it stands"


def test_an_unknown_assumption_is_refused_by_name() -> None:
    with pytest.raises(SourceError, match="no assumption named pension_ages"):
        assumed("pension_ages")
