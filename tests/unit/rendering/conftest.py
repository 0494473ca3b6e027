import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from analysis.rendering.report import Report


def _load(name: str) -> ModuleType:
    """Load a module that lies beside this one, wherever the tests are started from."""
    full_name = f"praksis_tests_{name}"
    spec = importlib.util.spec_from_file_location(full_name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[full_name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """Return the module that makes the sample report."""
    return _load("sample")


@pytest.fixture(scope="session")
def report(sample: ModuleType) -> Report:
    """Return the sample report."""
    return sample.make_report()
