"""An invented country whose raw files are spoiled one at a time, and the commands that meet them.

The country is Aby's: twenty-six municipalities, all observed. A desk is a folder with the
raw files of one country; what was worked out of them is removed when the desk is left.
"""

from __future__ import annotations

import os
import resource
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from analysis.datasets.project import project_root
from analysis.datasets.store import open_store
from analysis.errors import AnalysisError
from tests.end_to_end.municipality import Said, checksums, give

CODE = "9901"
WRONG_USE, DATA, REPORT, STOPPED = 2, 3, 4, 130
Files = dict[str, tuple[str, str]]
Edit = Callable[[Files], Files]

_INVENTED = Path(__file__).parents[1] / "unit" / "comparison" / "invented.py"
invented = SimpleNamespace(**runpy.run_path(str(_INVENTED)))
COUNTRY: Files = invented.country()
# Files that know municipalities by code, so that a name may be spoiled.
BY_CODE = tuple(n for n, (t, _) in COUNTRY.items() if t in ("AUK01", "FOLK1A", "PEN113"))


def only(*names: str) -> Edit:
    """Keep these files alone."""
    return lambda files: {name: entry for name, entry in files.items() if name in names}


def without(*names: str) -> Edit:
    """Leave files out."""
    return lambda files: invented.without(files, *names)


def text_of(name: str, change: Callable[[str], str]) -> Edit:
    """Change the whole text of a file."""

    def edit(files: Files) -> Files:
        table, text = files[name]
        assert change(text) != text, f"nothing is changed in {name}"
        return {**files, name: (table, change(text))}

    return edit


def swap(name: str, old: str, new: str) -> Edit:
    """Put one text in the place of another."""
    return text_of(name, lambda text: text.replace(old, new))


def count(name: str, row: int, value: str, *more: str) -> Edit:
    """Write other counts from a row on, which is numbered as in the file."""

    def change(text: str) -> str:
        lines = text.splitlines()
        for number, each in enumerate((value, *more), start=row - 1):
            lines[number] = ";".join([*lines[number].split(";")[:-1], each])
        return "\n".join(lines) + "\n"

    return text_of(name, change)


def rows(name: str, is_kept: Callable[[str], bool]) -> Edit:
    """Keep some rows of a file."""

    def change(text: str) -> str:
        header, *lines = text.splitlines()
        return "\n".join([header, *filter(is_kept, lines)]) + "\n"

    return text_of(name, change)


def named(name: str) -> Edit:
    """Give Aby another name, in a country whose files know municipalities by code."""
    rename = swap("municipalities.csv", f"{CODE},Aby,", f'{CODE},"{name}",')
    return lambda files: rename(only(*BY_CODE, "municipalities.csv")(files))


@contextmanager
def country_in(folder: Path, *edits: Edit) -> Iterator[Path]:
    """Write the country, spoiled, into a folder, and remove afterwards what came of it."""
    files = COUNTRY
    for edit in edits:
        files = edit(files)
    raw = invented.write_raw(folder, files)
    with kept_apart(raw):
        yield raw


@contextmanager
def kept_apart(raw: Path) -> Iterator[None]:
    """Remove the validated tables that were made inside the block."""
    processed = project_root() / "data" / "processed"
    before = set(processed.glob("raw-*"))
    try:
        yield
    finally:
        own = validated_tables(raw)
        if own is not None and own not in before:
            for path in own.glob("*"):
                path.unlink()
            own.rmdir()


def validated_tables(raw: Path) -> Path | None:
    """Return the folder of the tables made of raw files, if there is one."""
    try:
        folder = open_store(project_root(), raw).directory
    except AnalysisError:
        return None
    return folder if folder.is_dir() else None


def refuse(*arguments: object, code: int, watched: Path) -> Said:
    """Give a command that must be refused at once, in four parts, and leave nothing behind."""
    before = checksums(watched)
    said = give(*arguments)
    fail_unless_told_well(said, code)
    # Told before anything is computed, so that nobody waits for it.
    assert "Running the notebook" not in said.err
    assert checksums(watched) == before
    return said


def fail_unless_told_well(said: Said, code: int) -> None:
    """Hold a refusal against what every one must be."""
    assert said.code == code, said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    told = said.err[said.err.index("Error: ") :].splitlines()
    assert told[0].endswith((".", ":")), told
    for part in ("  Found in: ", "  Expected: ", "  To fix:   "):
        assert any(line.startswith(part) for line in told), (part, said.err)


def start(
    *arguments: object,
    cache: Path | None = None,
    limit: int = 0,
    temporary: Path | None = None,
) -> subprocess.Popen:
    """Start `praksis` in a process of its own, which may write no larger file than `limit`."""

    def hold_down() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    places = {"XDG_CACHE_HOME": cache, "TMPDIR": temporary}
    return subprocess.Popen(
        [sys.executable, "-m", "analysis", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {name: str(path) for name, path in places.items() if path},
        preexec_fn=hold_down if limit else None,
    )


def wait_for(process: subprocess.Popen) -> Said:
    """Return what a command answered."""
    out, err = process.communicate(timeout=600)
    return Said(process.returncode, out, err)
