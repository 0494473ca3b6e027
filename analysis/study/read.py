"""What stands in a file of a practice study? Read with care, or refused with reasons.

A file has two lists, ``entries`` and ``analyses``. Everything that is wrong is said at
once, by entry number and key, and never with what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from analysis.concepts import Lineage
from analysis.errors import SourceError
from analysis.parameters.yaml_files import read_places
from analysis.parameters.yaml_places import Place
from analysis.sources.private_files import fail_if_file_has_cpr
from analysis.study.fields import Fault, read_analysis, read_entry
from analysis.study.model import ExistingAnalysis, PracticeEntry, Study

LISTS = ("entries", "analyses")
_MOST_SHOWN = 12
_Thing = TypeVar("_Thing", PracticeEntry, ExistingAnalysis)


def read_study(path: Path, lineage: Lineage, *, codes: Collection[str] = ()) -> Study:
    """Read a practice study from a YAML file.

    Parameters
    ----------
    path : Path
        The file, with the lists ``entries`` and ``analyses``; either may be missing.
    lineage : Lineage
        What the file is known by, and whether it is invented.
    codes : collection of str, optional
        Codes of the municipalities that there are, such as ``comparison.names``; another is
        refused. Without them only the form of a code is checked.

    Raises
    ------
    SourceError
        If the file cannot be read, writes a key twice, holds what looks like a CPR number,
        or any entry has a fault; all faults in one error.
    """
    fail_if_file_has_cpr(path)
    content = read_places(path)
    content.check_keys((), LISTS)
    faults: list[str] = []
    entries = _read_all(content, "entries", partial(read_entry, codes=codes), faults)
    analyses = _read_all(content, "analyses", read_analysis, faults)
    fail_if_any(faults, where=path.name)
    return Study(entries, analyses, lineage)


def find_repeated_ids(ids: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a fault for each place whose id stood in an earlier one."""
    seen: dict[str, str] = {}
    for place, entry_id in ids:
        if entry_id in seen:
            yield f"{place}, id: is the same as in {seen[entry_id]}; expected: an id of its own"
        seen.setdefault(entry_id, place)


def write_fault(place: str, fault: Fault) -> str:
    """Write a fault as one line: where, what, and what was expected."""
    return f"{place}, {fault.key}: {fault.what}; expected: {fault.expected}"


def fail_if_any(faults: list[str], *, where: str) -> None:
    """Refuse a file because of its faults, the first twelve of them named.

    Raises
    ------
    SourceError
        If there are any.
    """
    if not faults:
        return
    shown = faults[:_MOST_SHOWN]
    more = len(faults) - len(shown)
    lines = [*shown, *([f"and {more} more"] if more else [])]
    raise SourceError(
        f"The practice study cannot be used as it is: {len(faults)} "
        f"{'field is' if len(faults) == 1 else 'fields are'} wrong.",
        where=where + "".join(f"\n    {line}" for line in lines),
        fix="correct the fields; what stands in them is not shown here",
    )


def _read_all(
    content: Place,
    key: str,
    read: Callable[[Mapping[str, Any]], tuple[_Thing | None, tuple[Fault, ...]]],
    faults: list[str],
) -> tuple[_Thing, ...]:
    """Return the things of one list, and add what is wrong to the faults."""
    things: list[tuple[str, _Thing]] = []
    for number, row in enumerate(content.at(key).entries(), start=1):
        place = f"{key}, entry {number}"
        if not isinstance(row.value, Mapping):
            faults.append(
                f"line {row.line}: {place} has no keys; expected: one key: value on each line"
            )
            continue
        thing, wrong = read(row.value)
        faults += [f"line {row.line}: {write_fault(place, fault)}" for fault in wrong]
        if thing is not None:
            things.append((place, thing))
    faults += find_repeated_ids((place, thing.id) for place, thing in things)
    return tuple(thing for _, thing in things)
