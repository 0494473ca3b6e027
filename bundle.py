"""How does praksis get onto a laptop that reaches no package registry? As one folder.

``python3 bootstrap.py bundle`` makes ``dist/praksis-<system>-py<version>``: the project as it
is committed, and in ``wheels`` every package of ``requirements.lock`` for that system and
Python, each held to its hash. Carried over on a stick or a share, the same two commands work
there: ``bootstrap.py`` sees ``wheels`` and asks no registry.

Which packages a system needs is decided here from the lock's own conditions, since pip
judges them by the machine that it runs on.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"


@dataclass(frozen=True)
class System:
    """One kind of machine: what the lock's conditions see there, and which wheels it takes."""

    sys_platform: str
    platform_system: str
    os_name: str
    platform_machine: str
    wheel_tags: tuple[str, ...]


SYSTEMS = {
    "windows": System("win32", "Windows", "nt", "AMD64", ("win_amd64",)),
    "linux": System(
        *("linux", "Linux", "posix", "x86_64"),
        (
            *(f"manylinux_2_{minor}_x86_64" for minor in (34, 31, 28, 27, 26, 24, 17, 12, 5)),
            *("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64"),
        ),
    ),
    "macos": System(
        *("darwin", "Darwin", "posix", "arm64"),
        (
            *("macosx_14_0_arm64", "macosx_13_0_arm64", "macosx_12_0_arm64", "macosx_11_0_arm64"),
            *("macosx_11_0_universal2", "macosx_10_13_universal2", "macosx_10_9_universal2"),
        ),
    ),
}


def main(arguments: list[str]) -> int:
    """Make the folder, and say where it lies and what to do with it."""
    parser = argparse.ArgumentParser(prog="bootstrap.py bundle", description=__doc__)
    parser.add_argument("--system", choices=SYSTEMS, default="windows", help="default: windows")
    parser.add_argument(
        "--python", default="3.11", metavar="VERSION", help="the laptop's Python, default 3.11"
    )
    chosen = parser.parse_args(arguments)
    if not re.fullmatch(r"3\.\d+", chosen.python) or int(chosen.python[2:]) < 11:
        parser.error(f"--python {chosen.python}: expected 3.11 or newer, such as 3.12")
    folder = ROOT / "dist" / f"praksis-{chosen.system}-py{chosen.python}"
    beside = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        copy_project(beside)
        system = SYSTEMS[chosen.system]
        lock = LOCK.read_text(encoding="utf-8")
        # The laptop's patch release is not known, and the lock may ask for it.
        oldest, newest = f"{chosen.python}.0", f"{chosen.python}.99"
        pins = choose_pins(lock, system=system, python=oldest)
        later = [p for p in choose_pins(lock, system=system, python=newest) if p not in pins]
        wheels = beside / "wheels"
        wheels.mkdir()
        if fetch_wheels(pins, wheels, system=system, python=oldest) or (
            later and fetch_wheels(later, wheels, system=system, python=newest)
        ):
            print(
                "The wheels could not be fetched.\n"
                f"  Found in: requirements.lock, for {chosen.system} and Python {chosen.python}\n"
                "  Expected: a registry that has each package as a wheel for that system\n"
                "  To fix:   see what pip says above; check network, proxy and mirror",
                file=sys.stderr,
            )
            return 1
        shutil.rmtree(folder, ignore_errors=True)
        beside.rename(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    n_bytes = sum(file.stat().st_size for file in (folder / "wheels").iterdir())
    n_wheels = len(pins) + len(later)
    print(f"{folder.relative_to(ROOT)}: {n_wheels} wheels, {n_bytes / 1e6:.0f} MB")
    print("Next: copy the folder over, and there: python bootstrap.py report")
    return 0


def choose_pins(lock: str, *, system: System, python: str) -> list[str]:
    """Return the pins of a lock that hold on a system, with their hashes and no condition.

    Parameters
    ----------
    lock : str
        The text of ``requirements.lock``.
    system : System
        The machine that it is for.
    python : str
        Its Python, such as ``3.11.7``.
    """
    minor = ".".join(python.split(".")[:2])
    seen = {
        "sys_platform": system.sys_platform,
        "platform_system": system.platform_system,
        "os_name": system.os_name,
        "platform_machine": system.platform_machine,
        "python_version": minor,
        "python_full_version": python,
        "implementation_name": "cpython",
        "implementation_version": python,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
        "extra": "",
    }
    pins = []
    for entry in lock.replace("\\\n", " ").splitlines():
        if not entry.strip() or entry.startswith("#"):
            continue
        pin, *hashes = entry.split(" --hash=")
        requirement = Requirement(pin.strip())
        marker: Marker | None = requirement.marker
        if marker is None or marker.evaluate(seen):
            exact = f"{requirement.name}{requirement.specifier}"
            pins.append(" ".join([exact, *(f"--hash={each.strip()}" for each in hashes)]))
    return pins


def copy_project(folder: Path) -> None:
    """Copy what is committed, or all but what is made, where there is no version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0 and listed.stdout:
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)
        return
    made = (".*", "__pycache__", "*.egg-info", "build", "dist", "wheels", "reviews")
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*made))


def fetch_wheels(pins: list[str], folder: Path, *, system: System, python: str) -> int:
    """Fetch the wheels of exactly these pins; return pip's exit code."""
    chosen = folder / "chosen.txt"
    chosen.write_text("\n".join(pins) + "\n", encoding="utf-8")
    tags = [part for tag in system.wheel_tags for part in ("--platform", tag)]
    command = [
        *(sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes"),
        *("--only-binary", ":all:", "--implementation", "cp", "--python-version", python),
        *("--no-input", "--progress-bar", "off", "--quiet", "--dest", str(folder)),
        *(*tags, "-r", str(chosen)),
    ]
    code = subprocess.run(command, check=False).returncode
    chosen.unlink()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
