"""`praksis data`: what data are here, and what are the files in a folder?"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.commands.options import RawOption
from analysis.errors import RequestError

if TYPE_CHECKING:
    from analysis.sources.recognition import Recognised

_FILE_DATE = "file"


def data(
    raw: RawOption = None,
    municipalities: Annotated[
        bool, typer.Option("--municipalities", help="List the municipalities and their codes.")
    ] = False,
    recognise: Annotated[
        bool,
        typer.Option(
            "--recognise",
            help="With --raw: tell by its content which table each file is, and write a "
            "manifest.csv for those recognised. Never over an existing one.",
        ),
    ] = False,
    extracted: Annotated[
        str,
        typer.Option(
            "--extracted",
            metavar="YYYY-MM-DD|file",
            help="With --recognise: the day the files were fetched, or 'file' for the day each was "
            "last changed. Default: left open, to be filled in.",
        ),
    ] = "",
) -> None:
    """Show what data are here, from where, how old, and whether observed or synthetic."""
    from analysis.rendering.inventory import list_inventory, list_municipalities  # noqa: PLC0415

    if extracted and not recognise:
        raise RequestError(
            "--extracted is only of use with --recognise.",
            expected="--raw DIR --recognise --extracted YYYY-MM-DD",
            fix="add --recognise, or leave --extracted out",
        )
    if recognise:
        _recognise(raw, extracted)
    else:
        typer.echo(list_municipalities(raw) if municipalities else list_inventory(raw))


def _recognise(folder: Path | None, extracted: str) -> None:
    from analysis.datasets.project import project_root  # noqa: PLC0415 (--help needs none)
    from analysis.sources.manifest import MANIFEST_NAME, open_raw  # noqa: PLC0415
    from analysis.sources.manifest_draft import draft_lines, write_new_manifest  # noqa: PLC0415
    from analysis.sources.recognition import recognise_folder  # noqa: PLC0415

    if folder is None:
        raise RequestError(
            "--recognise needs a folder.",
            where="--raw",
            expected="--raw DIR --recognise",
            fix="name the folder of the downloaded files",
        )
    day = _parse_extracted(extracted)
    known = open_raw(project_root() / "data" / "raw").files
    found = [_dated(each, extracted, day) for each in recognise_folder(folder, known=known)]
    typer.echo(_describe(found))
    if (folder / MANIFEST_NAME).exists():
        typer.echo(f"\nLines for {MANIFEST_NAME}:\n{draft_lines(found)}", nl=False)
        raise RequestError(
            f"The folder has a {MANIFEST_NAME} already; it was left as it is.",
            where=str(folder),
            expected=f"a folder without {MANIFEST_NAME}",
            fix="copy the lines above that it lacks, or move it away and ask again",
        )
    path = write_new_manifest(folder, found)
    undated = [each.file for each in found if each.table and each.extracted is None]
    typer.echo(f"\n{path}")
    if undated:
        typer.echo(
            "The day they were fetched is left open: fill in 'extracted' for "
            f"{', '.join(undated)}, or move the manifest away and ask again with --extracted.",
            err=True,
        )


def _dated(each: Recognised, extracted: str, day: dt.date | None) -> Recognised:
    """Return the file with the day it was fetched, where that was said; a known day stays."""
    if not each.table or each.extracted is not None:
        return each
    return replace(each, extracted=each.modified if extracted == _FILE_DATE else day)


def _describe(found: list[Recognised]) -> str:
    lines = []
    for each in found:
        if each.table:
            origin = f", {each.origin.value}" if each.origin.value != "observed" else ""
            lines.append(
                f"{each.file}: {each.table} ({each.publisher}{origin}; last changed "
                f"{each.modified.isoformat()}), told {each.reason}"
            )
        else:
            lines.append(f"{each.file}: not recognised: {each.reason}")
    return "\n".join(lines)


def _parse_extracted(text: str) -> dt.date | None:
    if text in ("", _FILE_DATE):
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise RequestError(
            f"{text!r} is not a date.",
            where="--extracted",
            expected=f"a date such as 2026-02-01, or {_FILE_DATE!r}",
            fix="write the date in this form",
        ) from None
    if day > dt.date.today():
        raise RequestError(
            f"{text} lies in the future.",
            where="--extracted",
            expected="the day the files were fetched",
            fix="correct the date",
        )
    return day
