"""How are the reports of all municipalities made from the command line?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import typer

from analysis.errors import ContractError, RequestError

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.rendering.batch import BatchProgress, BatchSummary, Job
    from analysis.rendering.batch_work import Outcome
    from analysis.rendering.pack import Request as PackRequest
    from analysis.rendering.practice import Request

FAILED = 4
STOPPED = 130


def report_all(
    request: Request,
    *,
    municipalities: str = "",
    executor: str = "loky",
    n_jobs: int = 0,
    resume: bool = True,
) -> None:
    """Render the practice comparison of all municipalities, or of those named.

    Parameters
    ----------
    request : Request
        What is asked for. Its municipality is not used; its ``out`` is the folder above
        all reports, by default ``reports/alle/<period>``.
    municipalities : str, default ''
        Codes with commas between; empty for all.
    executor : str, default 'loky'
        ``serial``, ``loky`` or ``dask://host:port``.
    n_jobs : int, default 0
        Processes; 0 for one per core.
    resume : bool, default True
        Whether to leave alone what is up to date.

    Raises
    ------
    typer.Exit
        With code 4 if any report could not be made, 130 if the user stops it.
    AnalysisError
        If the request or the data are wrong; nothing is started then.
    """
    _make_all(plan_reports, request, municipalities, executor, n_jobs, resume=resume)


def plan_reports(request: Request, *, municipalities: str = "") -> tuple[list[Job], Path]:
    """Return a job for each municipality, and the folder that all are written to.

    Raises
    ------
    RequestError
        If a code, the period, the status or the date cannot be met.
    """
    from analysis.comparison.ahead.kept_forecasts import FOLDER  # noqa: PLC0415 (slow)
    from analysis.comparison.country import municipality_names  # noqa: PLC0415 (slow)
    from analysis.comparison.newest import resolve_period  # noqa: PLC0415 (slow)
    from analysis.datasets.project import open_data, project_root  # noqa: PLC0415 (slow)
    from analysis.rendering.batch import Job  # noqa: PLC0415 (slow)
    from analysis.rendering.fingerprint import forecasts_that_count  # noqa: PLC0415 (slow)
    from analysis.rendering.own_words import (  # noqa: PLC0415 (slow)
        fail_if_own_words_cannot_be_met,
        list_files_of,
    )
    from analysis.rendering.practice import NOTEBOOK  # noqa: PLC0415 (slow)
    from analysis.rendering.request import (  # noqa: PLC0415 (slow)
        as_request_errors,
        fail_if_date_is_not_a_date,
    )

    with as_request_errors():
        fail_if_own_words_cannot_be_met(request)
        fail_if_date_is_not_a_date(request.report_date)
    store = open_data(request.raw_dir or "")
    names = municipality_names(store)
    codes = choose_codes(municipalities, names)
    with as_request_errors():
        period = str(resolve_period(store.load, request.period, is_own_data=store.is_own_data))
    root = project_root()
    kept = forecasts_that_count(root / FOLDER, period)
    reads = (root / NOTEBOOK, request.raw_dir or root / "data" / "raw", *kept)
    jobs = [
        Job(
            code=code,
            make="analysis.rendering.practice.make_practice_report",
            request=replace(request, municipality_code=code, period=period, out=None),
            reads=(*reads, *list_files_of(request.commentary, code, period, root=root)),
            label=names[code],
        )
        for code in codes
    ]
    return jobs, request.out or root / "reports" / "alle" / period


def pack_all(
    request: PackRequest,
    *,
    municipalities: str = "",
    executor: str = "loky",
    n_jobs: int = 0,
    resume: bool = True,
) -> None:
    """Render the packs of all municipalities, or of those named, for one meeting date.

    Each is held against its own earlier pack, which lies in the same folder.

    Parameters
    ----------
    request : Request
        What is asked for. Its municipality is not used; its ``out`` is the folder above
        the municipalities' folders, by default ``reports``.
    municipalities, executor, n_jobs, resume
        As in `report_all`.

    Raises
    ------
    typer.Exit
        With code 4 if any pack could not be made, 130 if the user stops it.
    AnalysisError
        If the request or the data are wrong; nothing is started then.
    """
    _make_all(plan_packs, request, municipalities, executor, n_jobs, resume=resume)


def plan_packs(request: PackRequest, *, municipalities: str = "") -> tuple[list[Job], Path]:
    """Return a job for each municipality's pack, and the folder above all of them.

    Raises
    ------
    RequestError
        If a choice cannot be met, or one folder is to be the earlier pack of them all.
    """
    from analysis.comparison.country import municipality_names  # noqa: PLC0415 (slow)
    from analysis.comparison.newest import resolve_period  # noqa: PLC0415 (slow)
    from analysis.datasets.project import open_data, project_root  # noqa: PLC0415 (slow)
    from analysis.packs.earlier import find_earlier, folder_name  # noqa: PLC0415 (slow)
    from analysis.rendering.batch import Job  # noqa: PLC0415 (slow)
    from analysis.rendering.own_words import list_files_of  # noqa: PLC0415 (slow)
    from analysis.rendering.pack import NOTEBOOK, check_request  # noqa: PLC0415 (slow)
    from analysis.rendering.request import as_request_errors  # noqa: PLC0415 (slow)

    # Each municipality has a folder of its own below the one that is given.
    check_request(replace(request, out=None))
    _fail_if_one_pack_is_everybodys(request.against)
    store = open_data(request.raw_dir or "")
    names = municipality_names(store)
    codes = choose_codes(municipalities, names)
    with as_request_errors():
        period = resolve_period(store.load, request.period, is_own_data=store.is_own_data)
    root = project_root()
    out = request.out or root / "reports"
    reads = (
        root / NOTEBOOK,
        request.raw_dir or root / "data" / "raw",
        request.review_dir or root / "data" / "review",
        request.inputs_dir or root / "data" / "pack",
    )
    jobs = []
    for code in codes:
        earlier = find_earlier(
            request.against, folder=out / code, period=period, municipality_code=code
        )
        words = list_files_of(request.commentary, code, str(period), root=root)
        jobs.append(
            Job(
                code=code,
                make="analysis.rendering.pack.make_pack",
                request=replace(request, municipality_code=code, period=str(period), out=None),
                reads=(*reads, *words, *([earlier] if earlier else [])),
                label=names[code],
                subfolder=folder_name(period),
            )
        )
    return jobs, out


def _make_all(
    plan: Callable[..., tuple[list[Job], Path]],
    request: Any,
    municipalities: str,
    executor: str,
    n_jobs: int,
    *,
    resume: bool,
) -> None:
    """Check what needs no data, plan the jobs, and make them."""
    from analysis.rendering.batch_executors import (  # noqa: PLC0415 (--help needs none)
        fail_if_executor_is_unknown,
    )
    from analysis.rendering.request import fail_if_out_is_among_inputs  # noqa: PLC0415
    from analysis.rendering.runner import ONE_THREAD  # noqa: PLC0415

    # Before anything counts with several threads: all ways to run must give the same bytes.
    os.environ.update(ONE_THREAD)
    n_jobs = n_jobs or os.cpu_count() or 1
    # Before the data are read, which takes seconds.
    fail_if_executor_is_unknown(executor, n_jobs)
    given = ("raw_dir", "review_dir", "inputs_dir")
    fail_if_out_is_among_inputs(request.out, *(getattr(request, name, None) for name in given))
    jobs, out = plan(request, municipalities=municipalities)
    run_batch(jobs, out=out, executor=executor, n_jobs=n_jobs, resume=resume)


def choose_codes(municipalities: str, names: dict[str, str]) -> list[str]:
    """Return the codes named, in their order, or all.

    Raises
    ------
    RequestError
        If a code is unknown or named twice.

    Examples
    --------
    >>> choose_codes("9902, 9901", {"9901": "Aby", "9902": "Bekøb"})
    ['9902', '9901']
    """
    codes = [each.strip() for each in municipalities.split(",")] if municipalities else list(names)
    unknown = [code for code in codes if code not in names]
    if unknown or len(set(codes)) < len(codes):
        raise RequestError(
            f"There is no municipality with the code {unknown[0]!r}."
            if unknown
            else "A municipality is named twice.",
            where="the option --municipalities",
            expected="codes of three digits with commas between, such as 101,751",
            fix="look the code up with: praksis data --municipalities",
        )
    return codes


def fail_if_one_is_named(municipality: str) -> None:
    """Refuse one municipality where all are asked for.

    Parameters
    ----------
    municipality : str
        The option ``--municipality`` as given; empty where it was left out.

    Raises
    ------
    RequestError
        If it was given.
    """
    if municipality:
        raise RequestError(
            "One municipality and all of them are asked for at once.",
            where="the options --municipality and --all",
            expected="one of the two",
            fix="leave --municipality out, or name those you want: --all --municipalities 101,751",
        )


def fail_if_only_for_all(*given: str | int | None) -> None:
    """Refuse options that mean something with ``--all`` alone.

    Raises
    ------
    RequestError
        If any was given.
    """
    if any(given):
        raise RequestError(
            "An option for many municipalities is given for one.",
            where="the options --municipalities, --jobs and --executor",
            expected="--all beside them",
            fix="add --all, or leave them out",
        )


def _fail_if_one_pack_is_everybodys(against: str) -> None:
    from analysis.concepts import Period  # noqa: PLC0415 (--help needs none)

    try:
        if against:
            Period.parse(against)
    except ContractError:
        raise RequestError(
            "One folder cannot be the earlier pack of every municipality.",
            where=f"--against {against}",
            expected="a period such as 2025K3, or nothing for each one's newest earlier pack",
            fix="leave the option out, or give a period",
        ) from None


def run_batch(
    jobs: Sequence[Job], *, out: Path, executor: str, n_jobs: int = 0, resume: bool = True
) -> None:
    """Make what the jobs say, with progress, and print what became of it.

    Parameters
    ----------
    jobs : sequence of Job
        What to make.
    out : Path
        The folder above all of it.
    executor, n_jobs, resume
        As in `report_all`.

    Raises
    ------
    typer.Exit
        With code 4 if any failed, 130 if the user stops it.
    """
    from analysis.rendering.batch import render_all  # noqa: PLC0415 (slow, and --help needs none)

    try:
        with follow_batch(len(jobs)) as progress:
            summary = render_all(
                jobs,
                out=out,
                executor=executor,
                n_jobs=n_jobs or os.cpu_count() or 1,
                progress=progress,
                resume=resume,
            )
    except KeyboardInterrupt:
        typer.echo("Stopped. What is done stays; the same command goes on from there.", err=True)
        raise typer.Exit(STOPPED) from None
    _print_summary(summary)
    if summary.failed:
        raise typer.Exit(FAILED)


@contextmanager
def follow_batch(n_jobs: int) -> Iterator[BatchProgress]:
    """Yield a function that shows each outcome: a bar on a terminal, else a line each."""
    if not sys.stderr.isatty():
        yield _write_line
        return
    from rich.console import Console  # noqa: PLC0415 (slow, and a log needs none of it)
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns: tuple[Any, ...] = (TextColumn("{task.description:<20}"), BarColumn())
    clocks = (MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, *clocks, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("Rendering", total=n_jobs)

        def advance(outcome: Outcome, number: int, total: int) -> None:
            bars.update(task, completed=number, total=total)
            if outcome.state == "failed":
                bars.console.print(f"{outcome.code} failed: {outcome.reason}", markup=False)

        yield advance


def _write_line(outcome: Outcome, number: int, total: int) -> None:
    took = f" in {outcome.seconds:.0f} s" if outcome.seconds else ""
    sys.stderr.write(f"{number}/{total} {outcome.code} {outcome.state}{took}\n")
    sys.stderr.flush()


def _print_summary(summary: BatchSummary) -> None:
    """Print how many, where, and of each failure why and what to do."""
    counts = f"{len(summary.rendered)} rendered, {len(summary.skipped)} unchanged"
    typer.echo(f"{counts}, {len(summary.failed)} failed")
    typer.echo(str(summary.folder / "summary.html"))
    for outcome in summary.failed:
        typer.echo(f"{outcome.code}: {outcome.advice or outcome.reason}", err=True)
