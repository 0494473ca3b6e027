"""The commands for a municipality's own inputs to the pack: begin a folder, and check it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="inputs",
    help="Begin and check the folder with the municipality's own inputs to praksis pack: case "
    "flow, practice study, rates, recommendations, milestones and event file.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(epilog="Example: praksis inputs start --municipality 751 --out inputs")
def start(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to begin.")],
    municipality: Annotated[
        str, typer.Option(metavar="CODE", help="The municipality, by its three digits.")
    ] = "101",
) -> None:
    """Write a folder to begin with: the examples of the project, and an empty event file."""
    from analysis.packs.start import start_inputs  # noqa: PLC0415

    for path in start_inputs(out, municipality):
        typer.echo(str(path))
    typer.echo(f"Next: edit the files, then praksis inputs check {out}")


@app.command(epilog="Example: praksis inputs check inputs")
def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of inputs.")],
) -> None:
    """Read every file as the pack would, and say what is there and what is missing."""
    from analysis.packs.check import check_inputs  # noqa: PLC0415

    for line in check_inputs(folder):
        typer.echo(line)
