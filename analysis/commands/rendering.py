"""How is a report rendered from the command line? With progress, and whole or not at all.

The notebook runs in this process, which has imported everything once, and a run is taken
from where it was kept if nothing has changed since.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Annotated, Any

import typer

FreshOption = Annotated[
    bool,
    typer.Option(
        "--fresh",
        help="Compute everything again. Default: where nothing has changed since an earlier "
        "run, its results are taken, and only checked and written again.",
    ),
]


def count_with_one_thread() -> None:
    """Let all ways to run give the same bytes; called before anything that counts is loaded.

    Sums over several threads differ in the last digit from one number of cores to another.
    """
    from analysis.rendering.runner import ONE_THREAD  # noqa: PLC0415 (--help needs none)

    os.environ.update(ONE_THREAD)


def render(make: Callable[..., Any], request: Any, *, name: str, fresh: bool = False) -> Any:
    """Make a report, print where its two files lie, and return the delivery.

    Parameters
    ----------
    make : callable
        Takes the request and `progress`; returns a delivery with its `folder` and `caution`.
    request : object
        What is asked for.
    name : str
        What the files are called, without suffix.
    fresh : bool, default False
        Whether to run the notebook although a kept run would do.

    Raises
    ------
    typer.Exit
        With code 130, if the user stops it; nothing is written then.
    """
    from analysis.progress import follow_progress  # noqa: PLC0415 (slow, and --help needs none)
    from analysis.rendering.kept import keep_runs  # noqa: PLC0415
    from analysis.rendering.warm import warm_notebooks  # noqa: PLC0415

    count_with_one_thread()
    try:
        with keep_runs(fresh=fresh) as keeping, warm_notebooks(), follow_progress() as progress:
            delivery = make(request, progress=progress)
    except KeyboardInterrupt:
        typer.echo("Stopped. Nothing was written.", err=True)
        raise typer.Exit(130) from None
    if keeping.kept_at:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(keeping.kept_at))
        typer.echo(
            f"Data, code and choices are those of {when}: the results of that run were taken, "
            "checked and written again. --fresh computes them again.",
            err=True,
        )
    for suffix in ("html", "pdf"):
        typer.echo(str(delivery.folder / f"{name}.{suffix}"))
    if delivery.caution:
        typer.echo(delivery.caution, err=True)
    return delivery
