"""From a published check of the case review to this package's answer, one adapter per kind.

A check is a dict with ``id`` and ``value``: nested numbers as the other software printed
them, its inputs among them. `run_case_review_checks` reads a file of them and returns what
does not agree, in words. Kinds are globs over ids, so that a value of a known kind with
other inputs goes the same way. Three things are told apart: what is answered, what is an
input, and what the package does not offer, with the reason.
"""

from __future__ import annotations

import json
import math
import re
import runpy
from collections.abc import Callable, Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

# By path, since this file is itself read by path and the tests are no package.
_PARTS = [
    runpy.run_path(str(path))
    for path in sorted(Path(__file__).parent.glob("case_review_adapters_*.py"))
]

CASE_REVIEW_ADAPTERS: dict[str, Callable[[dict, Path], dict]] = {
    name: adapter for part in _PARTS for name, adapter in part["ADAPTERS"].items()
}
NOT_OFFERED: dict[str, str] = {
    name: reason for part in _PARTS for name, reason in part["NOT_OFFERED"].items()
}
# Globs over "id/key/key": numbers inside an answered check that the package does not give.
LEFT_OUT: dict[str, str] = {
    name: reason for part in _PARTS for name, reason in part["LEFT_OUT"].items()
}
# Globs over places again: what a check repeats of its input.
INPUTS: tuple[str, ...] = tuple(name for part in _PARTS for name in part["INPUTS"])
_TOLERANCES: dict[str, tuple[float, float]] = {
    name: tolerance for part in _PARTS for name, tolerance in part["TOLERANCES"].items()
}

# Relative, and absolute for what should be nothing.
_CLOSED_FORM = (1e-9, 1e-12)
_TEXT_LIMITS = re.compile(r"^\((NaN|-?[\d.]+),(NaN|-?[\d.]+)\)$")


def run_case_review_checks(path: Path | str, data_dir: Path | str) -> list[str]:
    """Return one line per disagreement with the checks in a file; none when all agree.

    Parameters
    ----------
    path : Path
        JSON with a list ``checks``.
    data_dir : Path
        The folder with ``api`` and ``synthetic``.
    """
    checks = json.loads(Path(path).read_text(encoding="utf-8"))["checks"]
    return [line for check in checks for line in failures(check, Path(data_dir))]


def failures(check: dict[str, Any], data_dir: Path) -> list[str]:
    """Return one line per number of a check that disagrees or is not answered."""
    name = check["id"]
    if find_kind(name, NOT_OFFERED) is not None:
        return []
    kind = find_kind(name, CASE_REVIEW_ADAPTERS)
    if kind is None:
        return [f"{name}: no adapter"]
    value = check["value"].get("value", check["value"])
    answer = CASE_REVIEW_ADAPTERS[kind]({**value, "id": name}, data_dir)
    return list(_differences(name, answer, value))


def find_kind(name: str, globs: Iterable[str]) -> str | None:
    """Return the glob that a name fits: itself, or else the longest."""
    order = sorted(globs, key=lambda glob: ("*" in glob, -len(glob)))
    return next((glob for glob in order if fnmatch(name, glob)), None)


def count_compared(check: dict[str, Any]) -> int:
    """Return how many numbers of an answered check are compared."""
    return sum(1 for _ in _leaves(check["id"], check["value"].get("value", check["value"])))


def _leaves(place: str, expected: Any) -> Iterable[tuple[str, Any]]:
    if _is_passed_over(place):
        return
    if isinstance(expected, dict):
        for key, value in expected.items():
            yield from _leaves(f"{place}/{key}", value)
    elif isinstance(expected, list):
        for i, value in enumerate(expected):
            yield from _leaves(f"{place}/{i}", value)
    else:
        yield place, expected


def _is_passed_over(place: str) -> bool:
    return find_kind(place, (*INPUTS, *LEFT_OUT)) is not None


def _differences(place: str, got: Any, expected: Any) -> Iterable[str]:
    if _is_passed_over(place):
        return
    if isinstance(expected, dict):
        for key, value in expected.items():
            inner = got.get(key) if isinstance(got, dict) else None
            yield from _differences(f"{place}/{key}", inner, value)
    elif isinstance(expected, list):
        values = [] if got is None else list(got)
        if len(values) != len(expected):
            yield f"{place} has {len(values)} values, expected {len(expected)}"
            return
        for i, value in enumerate(expected):
            yield from _differences(f"{place}/{i}", values[i], value)
    elif isinstance(expected, str) and (limits := _TEXT_LIMITS.match(expected)):
        yield from _text_limits_differ(place, got, limits.groups())
    elif got is None:
        yield f"{place} is not answered"
    elif not _agrees(place, got, expected):
        yield f"{place} is {got!r}, expected {expected!r}"


def _text_limits_differ(place: str, got: Any, limits: tuple[str, ...]) -> Iterable[str]:
    """Compare limits that other software prints as text, with the decimals it prints."""
    if got is None:
        yield f"{place} is not answered"
        return
    for value, text in zip(got, limits, strict=True):
        both_unknown = text == "NaN" and math.isnan(value)
        if not both_unknown and not abs(value - float(text)) <= 0.00051:
            yield f"{place} is {got!r}, expected {limits!r}"


def _agrees(place: str, got: Any, expected: Any) -> bool:
    if isinstance(expected, str):
        return bool(got == expected)
    if expected is None:
        return math.isnan(float(got))
    relative, absolute = _TOLERANCES.get(find_kind(place, _TOLERANCES) or "", _CLOSED_FORM)
    # Written so that an answer of NaN never agrees.
    return bool(abs(float(got) - float(expected)) <= absolute + relative * abs(float(expected)))
