"""The command line: `praksis`, or `python -m analysis`.

Exit codes: 0 done; 1 a fault in the program; 2 the command or a choice is wrong; 3 the
data cannot be trusted or do not cover what was asked, or a checked paper has flags; 4 the
report could not be made or written; 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Annotated

import typer

from analysis.commands.batch import fail_if_one_is_named, fail_if_only_for_all, report_all
from analysis.commands.check import check
from analysis.commands.checklist import app as checklist_app
from analysis.commands.commentary import app as commentary_app
from analysis.commands.data import data
from analysis.commands.inputs import app as inputs_app
from analysis.commands.options import (
    AllOption,
    ApprovedByOption,
    ApprovedOnOption,
    CommentaryOption,
    DateOption,
    EmbargoOption,
    ExecutorOption,
    JobsOption,
    MunicipalitiesOption,
    MunicipalityOption,
    PeersOption,
    PeriodOption,
    RawOption,
    StatusOption,
)
from analysis.commands.pack import pack
from analysis.commands.rendering import FreshOption, count_with_one_thread, render
from analysis.commands.review import app as review_app
from analysis.commands.study import app as study_app
from analysis.errors import AnalysisError, RenderingError, RequestError, is_disk_full

# What no code of ours can mend: no room, a disk for reading only, a name too long, ...
_OF_THE_MACHINE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.ENAMETOOLONG}
)

app = typer.Typer(
    name="praksis",
    help="Compare how a Danish municipality refers citizens to førtidspension, fleksjob, "
    "ressourceforløb and revalidering with how comparable municipalities do, review case files "
    "to see how many more could be referred, and put recommendations before the directors.",
    epilog="Exit codes: 0 done, 2 wrong use, 3 the data, 4 the report, 130 stopped.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain text: what draws frames around it takes longer to load than all the rest.
    rich_markup_mode=None,
    context_settings={"max_content_width": 100},
)
app.add_typer(checklist_app)
app.add_typer(review_app)
app.add_typer(study_app)
app.add_typer(inputs_app)
app.add_typer(commentary_app)
app.command(
    epilog="Examples: praksis pack · praksis pack --municipality 751 --against 2025K3 · "
    "praksis pack --raw extracts --inputs inputs --meeting-date 2026-12-09"
)(pack)
app.command(
    epilog="Examples: praksis check indstilling.docx · praksis check press.txt --pack "
    "reports/101/2025K4-oplaeg"
)(check)


app.command(
    epilog="Examples: praksis data · praksis data --raw extracts · "
    "praksis data --raw downloads --recognise --extracted 2026-02-02"
)(data)


@app.command(
    epilog="Examples: praksis report · praksis report --municipality 751 --peers nearest:10 · "
    "praksis report --raw extracts --out report"
)
def report(
    municipality: MunicipalityOption = "",
    period: PeriodOption = "",
    peers: PeersOption = "",
    raw: RawOption = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The folder of an earlier report, to say why its numbers differ from these.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where to write. Default: reports/<municipality>/<period>."
        ),
    ] = None,
    date: DateOption = "",
    status: StatusOption = "",
    commentary: CommentaryOption = None,
    approved_by: ApprovedByOption = "",
    approved_on: ApprovedOnOption = "",
    embargo: EmbargoOption = "",
    everybody: AllOption = False,
    municipalities: MunicipalitiesOption = "",
    jobs: JobsOption = None,
    executor: ExecutorOption = "",
    fresh: FreshOption = False,
) -> None:
    """Render the practice comparison of one municipality as HTML and PDF."""
    count_with_one_thread()
    from analysis.rendering.practice import Request, make_practice_report  # noqa: PLC0415

    request = Request(
        municipality_code=municipality or "101",
        period=period,
        peers=peers,
        raw_dir=raw,
        against=against,
        out=out,
        report_date=date,
        status=status,
        commentary=commentary,
        approved_by=approved_by,
        approved_on=approved_on,
        embargo=embargo,
    )
    if everybody:
        fail_if_one_is_named(municipality)
        _fail_if_held_against_one(against)
        report_all(
            request,
            municipalities=municipalities,
            executor=executor or "loky",
            n_jobs=jobs or 0,
            resume=not fresh,
        )
        return
    fail_if_only_for_all(municipalities, jobs, executor)
    render(make_practice_report, request, name="praksissammenligning", fresh=fresh)


def _fail_if_held_against_one(against: Path | None) -> None:
    if against is not None:
        raise RequestError(
            "An earlier report is one municipality's, and --all makes those of many.",
            where="--against and --all",
            expected="one of the two",
            fix="leave --against out, or name one --municipality",
        )


def main() -> None:
    """Run the command line, and turn our own errors into a message and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except AnalysisError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(_exit_code(error))
    except OSError as error:
        if error.errno not in _OF_THE_MACHINE:
            raise
        _leave_what_cannot_be_printed()
        typer.echo(f"RenderingError: {_explain(error)}", err=True)
        sys.exit(4)


def _explain(error: OSError) -> RenderingError:
    """Say in our own words what the machine refused, wherever it did."""
    return RenderingError(
        "The disk is full." if is_disk_full(error) else f"The machine refused: {error.strerror}.",
        where=str(error.filename or "")[:200] or "what the command prints, or a file it writes",
        expected="room, and the right to write",
        fix="make room or choose another folder, and run the command again",
    )


def _leave_what_cannot_be_printed() -> None:
    """Let what is still to be printed not fail once more, and change the exit code, at the end."""
    try:
        sys.stdout.flush()
    except OSError:
        sys.stdout = sys.stderr


def _exit_code(error: AnalysisError) -> int:
    """Return 2 for a wrong choice, 3 for the data, 4 for the report."""
    if isinstance(error, RequestError):
        return 2
    return 4 if isinstance(error, RenderingError) else 3


if __name__ == "__main__":
    main()
