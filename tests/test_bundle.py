"""Does the folder for a machine without a registry hold what the lock asks for there?"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement


@pytest.fixture(scope="module")
def bundle(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle", repository / "bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bundle"] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def lock(repository: Path) -> str:
    return (repository / "requirements.lock").read_text(encoding="utf-8")


def names(pins: list[str]) -> list[str]:
    return [Requirement(pin.split(" --hash")[0]).name for pin in pins]


@pytest.mark.parametrize("system", ["windows", "linux", "macos"])
@pytest.mark.parametrize("python", ["3.11.0", "3.11.99", "3.12.4", "3.13.0"])
def test_each_package_is_pinned_once_with_its_hashes(
    bundle: ModuleType, lock: str, system: str, python: str
) -> None:
    pins = bundle.choose_pins(lock, system=bundle.SYSTEMS[system], python=python)
    assert len(pins) > 100
    assert len(set(names(pins))) == len(pins)
    assert [
        pin for pin in pins if not re.search(r"==\S+( --hash=sha256:[0-9a-f]{64})+$", pin)
    ] == []


def test_a_package_that_only_one_system_needs_is_in_that_bundle_alone(
    bundle: ModuleType, lock: str
) -> None:
    chosen = {
        system: set(names(bundle.choose_pins(lock, system=bundle.SYSTEMS[system], python="3.11.7")))
        for system in ("windows", "linux")
    }
    assert "colorama" in chosen["windows"] - chosen["linux"]
    assert "pexpect" in chosen["linux"] - chosen["windows"]


def test_conditions_are_judged_for_the_laptop_and_not_for_this_machine(bundle: ModuleType) -> None:
    digest = "sha256:" + 64 * "a"
    lock = (
        f"old==1.0 ; python_full_version < '3.12' \\\n    --hash={digest}\n"
        f"old==2.0 ; python_full_version >= '3.12' \\\n    --hash={digest}\n"
        f"new==1.0 ; python_full_version >= '3.11.5' \\\n    --hash={digest}\n"
        f"odd==1.0 ; sys_platform == 'win32' \\\n    --hash={digest}\n"
    )
    windows, macos = bundle.SYSTEMS["windows"], bundle.SYSTEMS["macos"]
    assert bundle.choose_pins(lock, system=windows, python="3.11.7") == [
        f"old==1.0 --hash={digest}",
        f"new==1.0 --hash={digest}",
        f"odd==1.0 --hash={digest}",
    ]
    assert bundle.choose_pins(lock, system=macos, python="3.11.4") == [f"old==1.0 --hash={digest}"]
    assert bundle.choose_pins(lock, system=macos, python="3.13.0") == [
        f"old==2.0 --hash={digest}",
        f"new==1.0 --hash={digest}",
    ]


def test_a_wrong_python_is_refused_with_what_was_expected(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, repository / "bundle.py", "--python", "2.7"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "expected 3.11 or newer, such as 3.12" in done.stderr


def test_the_project_is_copied_without_what_was_made(bundle: ModuleType, tmp_path: Path) -> None:
    bundle.copy_project(tmp_path / "copy")
    copied = {each.name for each in (tmp_path / "copy").iterdir()}
    assert {"bootstrap.py", "requirements.lock", "analysis", "notebooks", "data"} <= copied
    assert {".venv", "dist", "build", "wheels"} & copied == set()
    assert not any((tmp_path / "copy" / "reports").glob("*/*.html"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="makes a bundle for Linux and installs it")
def test_a_bundle_is_installed_without_a_registry(repository: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("the project lies here without its version control")
    for name in filter(None, listed.stdout.split("\0")):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(repository / name, project / name)
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    made = subprocess.run(
        [sys.executable, "bundle.py", "--system", "linux", "--python", python],
        cwd=project,
        check=False,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr[-2000:]
    folder = project / "dist" / f"praksis-linux-py{python}"
    nowhere = os.environ | {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE": os.devnull}
    built = subprocess.run(
        [sys.executable, "bootstrap.py", "setup"],
        cwd=folder,
        env=nowhere,
        check=False,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    shown = subprocess.run(
        [folder / ".venv" / "bin" / "praksis", "--help"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert shown.returncode == 0
