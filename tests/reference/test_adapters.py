"""The list of published checks, run through the adapters."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

ADAPTERS_FILE = Path(__file__).with_name("adapters.py")


@pytest.fixture(scope="module")
def adapters() -> dict:
    return runpy.run_path(str(ADAPTERS_FILE))


@pytest.fixture(scope="module")
def reference_folder(published_files) -> Path:
    folder = published_files.parent / "methods" / "reference"
    if not (folder / "benchmark_checks.json").is_file():
        pytest.skip(f"{folder} is absent: the list of published checks is kept outside")
    return folder


def test_published_checks_agree_for_every_method_that_is_offered(
    adapters, reference_folder, tmp_path
):
    checks = json.loads((reference_folder / "benchmark_checks.json").read_text(encoding="utf-8"))
    offered = [check for check in checks if check["method"] in adapters["ADAPTERS"]]
    chosen = tmp_path / "offered.json"
    chosen.write_text(json.dumps(offered), encoding="utf-8")
    assert len(offered) >= 60
    assert adapters["run_checks"](chosen, reference_folder / "data" / "benchmark") == []


def test_adapters_name_only_methods_that_are_known(adapters, reference_folder):
    known = json.loads((reference_folder / "benchmark_methods.json").read_text(encoding="utf-8"))
    assert set(adapters["ADAPTERS"]) <= set(known)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"expected": {"lower": 1.7}}, "five: lower is 1.62348639"),
        ({"expected": {"median": 5.0}}, "five: median is not answered"),
        ({"method": "runes"}, "five: no adapter for runes"),
        ({"expected": {"lower": "Inf"}}, "five: lower is 1.62348639"),
        ({"expected": {"lower": [1.0, 2.0]}}, "five: lower has 1 values, expected 2"),
    ],
)
def test_a_check_that_disagrees_is_reported(adapters, tmp_path, change, line):
    check = {
        "id": "five",
        "method": "poisson_exact_chi2",
        "inputs": {"x": 5, "conf": 0.95},
        "expected": {"lower": 1.62348639011842},
        "rtol": 1e-9,
    }
    path = tmp_path / "checks.json"
    path.write_text(json.dumps([check]), encoding="utf-8")
    assert adapters["run_checks"](path, tmp_path) == []
    path.write_text(json.dumps([{**check, **change}]), encoding="utf-8")
    (problem,) = adapters["run_checks"](path, tmp_path)
    assert problem.startswith(line)


def test_an_absolute_tolerance_is_honoured(adapters, tmp_path):
    check = {
        "id": "none",
        "method": "wilson",
        "inputs": {"x": 0, "n": 20, "conf": 0.95},
        "expected": {"lower": 1e-17},
        "rtol": 1e-10,
        "atol": 1e-8,
    }
    path = tmp_path / "checks.json"
    path.write_text(json.dumps([check]), encoding="utf-8")
    assert adapters["run_checks"](path, tmp_path) == []
