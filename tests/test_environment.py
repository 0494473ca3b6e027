"""Is there one environment, whichever of its descriptions a user follows?

``pyproject.toml`` says what the project can work with, ``requirements.lock`` what exactly
is installed, ``environment.yml`` how conda gets the same. The kernel makes notebooks use it.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

NAMED_BY_USERS = {
    *("pandas", "numpy", "scipy", "statsmodels", "matplotlib"),
    *("seaborn", "jupyterlab", "papermill", "pytest"),
}
IMPORTED_BY_THE_PROJECT = (
    *("babel", "ipykernel", "jinja2", "nbclient", "nbformat", "pyarrow", "rich", "typer"),
    *("typst", "yaml", "hypothesis", "pikepdf", "xdist", "mypy"),
)


@dataclass(frozen=True)
class Pin:
    """One package in the lock: its requirement and its number of hashes."""

    requirement: Requirement
    n_hashes: int


@pytest.fixture(scope="module")
def lock_text(repository: Path) -> str:
    return (repository / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pyproject(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def conda(repository: Path) -> dict[str, Any]:
    values: dict[str, Any] = yaml.safe_load((repository / "environment.yml").read_text("utf-8"))
    return values


def test_lock_pins_every_package_to_one_version_with_a_hash(lock_text: str) -> None:
    pins = read_pins(lock_text)
    assert len(pins) > len(NAMED_BY_USERS)
    assert [str(pin.requirement) for pin in pins if not is_exact(pin)] == []


def test_lock_names_no_registry(lock_text: str) -> None:
    assert find_addresses(lock_text) == []


def test_lock_holds_what_users_were_promised(lock_text: str) -> None:
    assert NAMED_BY_USERS - {pin.requirement.name for pin in read_pins(lock_text)} == set()


def test_lock_satisfies_every_range_of_the_project(
    lock_text: str, pyproject: dict[str, Any]
) -> None:
    wanted = list_dependencies(pyproject)
    assert len(wanted) > len(NAMED_BY_USERS)
    assert find_unsatisfied(wanted, read_pins(lock_text)) == []


def test_build_tools_of_the_project_are_locked(lock_text: str, pyproject: dict[str, Any]) -> None:
    wanted = pyproject["build-system"]["requires"]
    assert find_unsatisfied(wanted, read_pins(lock_text)) == []


def test_conda_gives_only_python_and_pip_and_the_lock_gives_the_rest(
    conda: dict[str, Any],
) -> None:
    assert conda["name"] == "praksis"
    plain = [entry for entry in conda["dependencies"] if isinstance(entry, str)]
    assert [re.split("[=<>]", entry)[0] for entry in plain] == ["python", "pip"]
    assert pip_section(conda) == ["-r requirements.lock"]


def test_conda_python_is_one_that_the_project_takes(
    conda: dict[str, Any], pyproject: dict[str, Any]
) -> None:
    pins = [entry for entry in conda["dependencies"] if str(entry).startswith("python=")]
    versions = [pin.removeprefix("python=") for pin in pins]
    accepted = SpecifierSet(pyproject["project"]["requires-python"])
    assert [version in accepted for version in versions] == [True]
    # The oldest one, so that what conda gives is also what lint and types assume.
    assert f">={versions[0]}" == pyproject["project"]["requires-python"]
    assert versions[0] == pyproject["tool"]["mypy"]["python_version"]


def test_kernel_of_the_notebooks_starts_this_environment() -> None:
    spec = Path(sys.prefix) / "share" / "jupyter" / "kernels" / "praksis" / "kernel.json"
    if sys.prefix == sys.base_prefix or not (Path(sys.prefix) / "praksis-setup.json").exists():
        pytest.skip(f"{sys.prefix} was not built by bootstrap.py, which registers the kernel")
    values = json.loads(spec.read_text(encoding="utf-8"))
    assert values["display_name"] == "praksis"
    assert Path(values["argv"][0]).parent == Path(sys.executable).parent


def test_bootstrap_can_be_read_by_an_old_python_which_then_gets_a_message(
    repository: Path,
) -> None:
    source = (repository / "bootstrap.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    before, after = source.split("if sys.version_info < (3, 11):")
    assert "sys.exit(" in after.split("\n\n")[0]
    # Annotations such as list[str] fail on an old Python as soon as it reaches them.
    assert "[str]" not in before


def test_make_offers_what_bootstrap_does(repository: Path) -> None:
    done = bootstrap(repository, "no-such-command")
    assert done.returncode == 1
    offered = re.findall(r"one of (.*);", done.stderr)[0].split(", ")
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"^COMMANDS := (.*)$", makefile, re.MULTILINE) == [" ".join(offered)]
    assert re.findall(r"^  ([a-z-]+)  ", bootstrap(repository, "--help").stdout, re.M) == offered


def test_continuous_integration_runs_make_test_and_nothing_else(repository: Path) -> None:
    script = (repository / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in script if not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make test"]
    assert "set -euo pipefail" in script
    assert sys.platform == "win32" or os.access(repository / ".ci" / "run", os.X_OK)


@pytest.mark.slow
def test_pip_section_builds_a_working_environment_as_conda_does(
    repository: Path, conda: dict[str, Any], tmp_path: Path
) -> None:
    # Conda writes the section to a file beside environment.yml and hands that to pip.
    shutil.copy(repository / "requirements.lock", tmp_path)
    section = tmp_path / "section.txt"
    section.write_text("\n".join(pip_section(conda)), encoding="utf-8")
    run(sys.executable, "-m", "venv", str(tmp_path / "env"))
    python = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = (python, "-m", "pip", "install", "--no-input", "--quiet")
    run(*install, "-U", "--require-hashes", "-r", section)
    run(*install, "--no-deps", "--no-build-isolation", "-e", repository)
    modules = ", ".join([*sorted(NAMED_BY_USERS), *IMPORTED_BY_THE_PROJECT, "analysis"])
    run(python, "-c", f"import {modules}")
    run(python, "-m", "pip", "check")


@pytest.mark.parametrize(
    ("pin", "exact"),
    [
        ("rich==15.0.0 \\\n    --hash=sha256:" + 64 * "a", True),
        ("rich==15.0.0", False),
        ("rich>=15 \\\n    --hash=sha256:" + 64 * "a", False),
        ("rich==15.* \\\n    --hash=sha256:" + 64 * "a", False),
    ],
)
def test_pin_without_hash_or_version_is_noticed(pin: str, exact: bool) -> None:
    assert [is_exact(each) for each in read_pins(pin)] == [exact]


@pytest.mark.parametrize(
    "line",
    ["--index-url mirror", "-i mirror", "--find-links wheels", "a @ file:" + "//a.whl", "-e ."],
)
def test_address_in_a_lock_is_noticed(line: str) -> None:
    assert find_addresses(f"rich==15.0.0\n{line}\n") == [line]


def test_version_outside_the_range_is_noticed() -> None:
    pins = read_pins("numpy==2.4.6 ; python_full_version < '3.12'\nnumpy==3.0.0\n")
    assert find_unsatisfied(["numpy>=2.3,<3"], pins) == ["numpy<3,>=2.3: 2.4.6, 3.0.0"]
    assert find_unsatisfied(["numpy>=2.3"], pins) == []
    assert find_unsatisfied(["Py_Yaml>=6"], pins) == ["Py_Yaml>=6: nothing"]


def read_pins(lock_text: str) -> list[Pin]:
    """Read the lock: one pin per entry, with its continued lines."""
    entries = lock_text.replace("\\\n", " ").splitlines()
    lines = [line for line in entries if line.strip() and not line.startswith(("#", "-"))]
    return [
        Pin(
            Requirement(line.split(" --hash")[0]),
            len(re.findall(r"--hash=sha256:[0-9a-f]{64}(?=\s|$)", line)),
        )
        for line in lines
    ]


def is_exact(pin: Pin) -> bool:
    """Tell whether exactly one version is allowed, and only with a known hash."""
    specifiers = list(pin.requirement.specifier)
    return (
        len(specifiers) == 1
        and specifiers[0].operator == "=="
        and not specifiers[0].version.endswith("*")
        and pin.n_hashes > 0
    )


def find_addresses(lock_text: str) -> list[str]:
    """Return the lines that name a place, or that hold an option other than a hash."""
    lines = [line.strip() for line in lock_text.splitlines()]
    return [
        line
        for line in lines
        if "://" in line or (line.startswith("-") and not line.startswith("--hash="))
    ]


def list_dependencies(pyproject: dict[str, Any]) -> list[str]:
    """Return what the project needs, all extras included."""
    extras = pyproject["project"]["optional-dependencies"].values()
    return [*pyproject["project"]["dependencies"], *(each for extra in extras for each in extra)]


def find_unsatisfied(wanted: list[str], pins: list[Pin]) -> list[str]:
    """Return the requirements that a pin violates (or none fulfils), with the versions."""
    found = []
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        versions = [
            next(iter(pin.requirement.specifier)).version
            for pin in pins
            if canonicalize_name(pin.requirement.name) == name
        ]
        if not versions or not all(version in requirement.specifier for version in versions):
            found.append(f"{requirement}: {', '.join(versions) or 'nothing'}")
    return found


def pip_section(conda: dict[str, Any]) -> list[str]:
    """Return what conda hands to pip."""
    sections = [entry["pip"] for entry in conda["dependencies"] if isinstance(entry, dict)]
    return [line for section in sections for line in section]


def bootstrap(repository: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Give bootstrap.py a command that builds nothing."""
    program = [sys.executable, str(repository / "bootstrap.py"), command]
    return subprocess.run(program, capture_output=True, text=True, check=False)


def run(*command: str | Path) -> None:
    """Run a program, and show what it wrote when it fails."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
