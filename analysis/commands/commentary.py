"""The commands for a municipality's own words: begin a file, see what moved, confirm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from analysis.commentary.check import CommentaryCheck
    from analysis.commentary.model import Subject

FLAGGED = 3

app = typer.Typer(
    name="commentary",
    help="The municipality's own words to a report: a file of remarks, status and embargo that "
    "stays when the report is made again, and tells when the numbers under a remark have moved.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

MunicipalityOption = Annotated[
    str, typer.Option(metavar="CODE", help="The municipality by its code.")
]
PeriodOption = Annotated[
    str,
    typer.Option(metavar="PERIOD", help="Such as 2025K4; for a review the day of its draw."),
]
ReportOption = Annotated[
    str,
    typer.Option(metavar="REPORT", help="praksissammenligning, sagsgennemgang or anbefalinger."),
]
ReleaseOption = Annotated[
    str,
    typer.Option(metavar="WHO", help="lukket (the directors) or offentlig: a file of its own."),
]
DeliveryOption = Annotated[
    Path | None,
    typer.Option(
        "--delivery",
        metavar="DIR",
        help="The folder of the report. Default: where it is written in reports.",
    ),
]
FileOption = Annotated[
    Path | None,
    typer.Option(
        "--commentary", metavar="FILE|DIR", help="The file. Default: its place in data/commentary."
    ),
]


@app.command(epilog="Example: praksis commentary start --municipality 101 --period 2025K4")
def start(
    period: PeriodOption,
    municipality: MunicipalityOption = "101",
    report: ReportOption = "praksissammenligning",
    release: ReleaseOption = "lukket",
    delivery: DeliveryOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write. Default: its place in data/commentary."),
    ] = None,
) -> None:
    """Write a file to begin with, with the places of the report listed in it."""
    from analysis.commentary.check import read_delivery  # noqa: PLC0415
    from analysis.commentary.files import place_of  # noqa: PLC0415
    from analysis.commentary.start import start_commentary  # noqa: PLC0415
    from analysis.datasets.project import project_root  # noqa: PLC0415

    subject = _subject(municipality, period, report, release)
    shown = read_delivery(delivery or _delivery_of(subject), subject)
    path = start_commentary(out or place_of(subject, root=project_root()), subject, shown)
    typer.echo(str(path))
    typer.echo("Next: write in it with a text editor; the command that confirms is named in it")


@app.command(epilog="Example: praksis commentary check --municipality 101 --period 2025K4")
def check(
    period: PeriodOption,
    municipality: MunicipalityOption = "101",
    report: ReportOption = "praksissammenligning",
    release: ReleaseOption = "lukket",
    delivery: DeliveryOption = None,
    commentary: FileOption = None,
) -> None:
    """Tell what has moved since each remark and the approval; exit code 3 if anything has."""
    subject = _subject(municipality, period, report, release)
    checked = _check(subject, delivery, commentary)
    for line in checked.lines:
        typer.echo(line)
    if checked.is_flagged:
        raise typer.Exit(FLAGGED)


@app.command(epilog="Example: praksis commentary confirm --municipality 101 --period 2025K4")
def confirm(
    period: PeriodOption,
    municipality: MunicipalityOption = "101",
    report: ReportOption = "praksissammenligning",
    release: ReleaseOption = "lukket",
    delivery: DeliveryOption = None,
    commentary: FileOption = None,
    on: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="The day of the reading. Default: today.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Confirm without being asked.")] = False,
) -> None:
    """Name what has moved, ask, and take the report as it is as what the remarks are about."""
    import datetime as dt  # noqa: PLC0415

    from analysis.commentary.check import confirm_commentary  # noqa: PLC0415
    from analysis.rendering.request import fail_if_date_is_not_a_date  # noqa: PLC0415

    fail_if_date_is_not_a_date(on, option="--on")
    subject = _subject(municipality, period, report, release)
    checked = _check(subject, delivery, commentary)
    for line in checked.lines:
        typer.echo(line)
    if not yes:
        typer.confirm("Have the remarks been read beside these numbers?", abort=True)
    day = dt.date.fromisoformat(on) if on else dt.date.today()
    typer.echo(str(confirm_commentary(checked, on=day)))
    typer.echo("Next: make the report again, and the flags are gone")


def _check(subject: Subject, delivery: Path | None, commentary: Path | None) -> CommentaryCheck:
    from analysis.commentary.check import check_commentary  # noqa: PLC0415
    from analysis.commentary.files import find_commentary, place_of  # noqa: PLC0415
    from analysis.datasets.project import project_root  # noqa: PLC0415
    from analysis.errors import RequestError  # noqa: PLC0415

    root = project_root()
    path = find_commentary(commentary, subject, root=root)
    if path is None:
        raise RequestError(
            "There is no commentary to this report.",
            where=str(commentary or place_of(subject, root=root)),
            fix="begin one with praksis commentary start, or name the file with --commentary",
        )
    return check_commentary(path, subject, delivery or _delivery_of(subject))


def _subject(municipality: str, period: str, report: str, release: str) -> Subject:
    """Return the report that is meant, and refuse what is none."""
    from analysis.commentary.check import name_subject  # noqa: PLC0415

    return name_subject(municipality, period, report, release)


def _delivery_of(subject: Subject) -> Path:
    """Return where a report is written unless another folder was named."""
    from analysis.commentary.files import delivery_of  # noqa: PLC0415
    from analysis.datasets.project import project_root  # noqa: PLC0415

    return delivery_of(subject, root=project_root())
