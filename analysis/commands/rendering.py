"""How is a report rendered from the command line? With progress, and whole or not at all.

The notebook runs in this process, which has imported everything once, and a run is taken
from where it was kept if nothing has changed since.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

import typer

FreshOption = Annotated[
    bool,
    typer.Option(
        "--fresh",
        help="Compute everything again. Default: a report that stands there unharmed, with "
        "nothing changed since, is left alone; and where only its words or place are new, what "
        "was computed is taken, and only checked and written again.",
    ),
]


def count_with_one_thread() -> None:
    """Let all ways to run give the same bytes; called before anything that counts is loaded.

    Sums over several threads differ in the last digit from one number of cores to another.
    """
    from analysis.rendering.runner import ONE_THREAD  # noqa: PLC0415 (--help needs none)

    os.environ.update(ONE_THREAD)


def render(
    make: Callable[..., Any], request: Any, *, name: str, fresh: bool = False, beside: str = ""
) -> Any:
    """Make a report, print where its two files lie, and return what stands there.

    Parameters
    ----------
    make : callable
        Takes the request and `progress`; returns a delivery with its `folder` and `caution`.
    request : object
        What is asked for.
    name : str
        What the files are called, without suffix.
    fresh : bool, default False
        Whether to run the notebook although the report stands there, or a kept run would do.
    beside : str, default ''
        Pattern of reports in the same folder that this one may be held against.

    Raises
    ------
    typer.Exit
        With code 130, if the user stops it; what stands in the output folder is whole then.
    """
    from analysis.rendering.made import ask, find_made, note_made  # noqa: PLC0415 (--help)

    try:
        asked = ask(make, request, beside=beside)
    except (OSError, RuntimeError):  # a file or a link that cannot be followed: told below
        asked = None
    found = None if fresh or asked is None else find_made(asked)
    if found is not None:
        when = _write_moment(found.made_at)
        typer.echo(f"Nothing has changed since {when}; --fresh makes it again.", err=True)
        _print_places(found, name)
        return found
    delivery = _make(make, request, fresh=fresh)
    # The report stands already; it is made again another time if this fails.
    with suppress(OSError, RuntimeError):
        if asked is not None:
            note_made(asked, delivery)
    _print_places(delivery, name)
    return delivery


def _make(make: Callable[..., Any], request: Any, *, fresh: bool) -> Any:
    """Make a report with progress, and tell if a kept run was taken."""
    from analysis.progress import follow_progress  # noqa: PLC0415 (slow, and --help needs none)
    from analysis.rendering.kept import keep_runs  # noqa: PLC0415
    from analysis.rendering.warm import warm_notebooks  # noqa: PLC0415

    count_with_one_thread()
    try:
        with keep_runs(fresh=fresh) as keeping, warm_notebooks(), follow_progress() as progress:
            delivery = make(request, progress=progress)
    except KeyboardInterrupt:
        typer.echo("Stopped. Nothing half-written was left.", err=True)
        raise typer.Exit(130) from None
    if keeping.kept_at:
        typer.echo(
            f"Data, code and choices are those of {_write_moment(keeping.kept_at)}: the results "
            "of that run were taken, checked and written again. --fresh computes them again.",
            err=True,
        )
    return delivery


def _write_moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def _print_places(delivery: Any, name: str) -> None:
    for suffix in ("html", "pdf"):
        typer.echo(str(delivery.folder / f"{name}.{suffix}"))
    if delivery.caution:
        typer.echo(delivery.caution, err=True)
