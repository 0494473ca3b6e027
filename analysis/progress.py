"""Show on the terminal how far a command has come.

A bar where there is a terminal to draw on, a plain line per step where there is none,
so that a log stays readable. Everything goes to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int, int], None]


@contextmanager
def follow_progress() -> Iterator[Progress]:
    """Yield a function that is told what is being done, its number, and of how many."""
    if not sys.stderr.isatty():
        yield _plain_lines()
        return
    # The terminal library is slow to load, and a log needs none of it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description:<24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, object] = {}

        def advance(what: str, number: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=number, total=total)  # type: ignore[arg-type]

        yield advance


def _plain_lines() -> Progress:
    """Return a function that writes one line for each new step."""
    seen: set[str] = set()

    def advance(what: str, number: int, total: int) -> None:  # noqa: ARG001 (the bar's shape)
        if what not in seen:
            seen.add(what)
            sys.stderr.write(f"{what} ...\n")
            sys.stderr.flush()

    return advance
