"""How is a report rendered from the command line? With progress, and whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer


def render(make: Callable[..., Any], request: Any, *, name: str) -> Any:
    """Make a report, print where its two files lie, and return the delivery.

    Parameters
    ----------
    make : callable
        Takes the request and `progress`; returns a delivery with its `folder`.
    request : object
        What is asked for.
    name : str
        What the files are called, without suffix.

    Raises
    ------
    typer.Exit
        With code 130, if the user stops it; nothing is written then.
    """
    from analysis.progress import follow_progress  # noqa: PLC0415 (slow, and --help needs none)

    try:
        with follow_progress() as progress:
            delivery = make(request, progress=progress)
    except KeyboardInterrupt:
        typer.echo("Stopped. Nothing was written.", err=True)
        raise typer.Exit(130) from None
    for suffix in ("html", "pdf"):
        typer.echo(str(delivery.folder / f"{name}.{suffix}"))
    return delivery
