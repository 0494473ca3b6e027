"""How are the reports of all municipalities made in parallel, and taken up again?

One job is one report. Jobs share nothing but the folder that they write to, so the same
ones run one after another, in processes of this machine, or on a Dask cluster, and leave
the same bytes. A job whose key stands beside an unharmed report is left alone; one that
fails is told about at the end and stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import RequestError
from analysis.rendering.batch_executors import fail_if_executor_is_unknown, run_work
from analysis.rendering.batch_state import (
    Marks,
    claim_folder,
    fail_if_folder_is_not_ours,
    sweep_leftovers,
)
from analysis.rendering.batch_summary import write_summary
from analysis.rendering.batch_work import Outcome, Work, make_of
from analysis.rendering.fingerprint import (
    fingerprint_code,
    fingerprint_files,
    fingerprint_request,
    join_fingerprints,
)
from analysis.rendering.replacing import resolve_out

BatchProgress = Callable[[Outcome, int, int], None]


@dataclass(frozen=True)
class Job:
    """One report to make.

    Attributes
    ----------
    code : str
        The municipality's code; also the folder under `out`.
    make : str
        Who makes it, by dotted name, such as
        ``analysis.rendering.practice.make_practice_report``: called with the request and
        `progress`, and writes into the request's ``out``.
    request : dataclass
        What is asked for, with a field ``out``, which the batch sets.
    reads : tuple of Path
        Files and folders beside the package that decide what the report says: raw data,
        notebook, input folder.
    label : str
        What a reader knows it by, such as the municipality's name.
    subfolder : str
        The folder below that of the code which is written to, such as ``2025K4-oplaeg``;
        empty for the folder of the code itself. Others beside it are left alone.
    """

    code: str
    make: str
    request: Any
    reads: tuple[Path, ...] = ()
    label: str = ""
    subfolder: str = ""

    @property
    def folder(self) -> str:
        """Return the folder below `out`, with a slash between its parts."""
        return f"{self.code}/{self.subfolder}" if self.subfolder else self.code


@dataclass(frozen=True)
class BatchSummary:
    """What became of each job, in the order of the jobs.

    Attributes
    ----------
    folder : Path
        What was written to.
    outcomes : tuple of Outcome
        One for each job: rendered, skipped (unchanged) or failed, and why.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]

    @property
    def rendered(self) -> tuple[Outcome, ...]:
        """Return those that were made now."""
        return tuple(each for each in self.outcomes if each.state == "rendered")

    @property
    def skipped(self) -> tuple[Outcome, ...]:
        """Return those that stood there, unchanged and unharmed."""
        return tuple(each for each in self.outcomes if each.state == "skipped")

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Return those that could not be made."""
        return tuple(each for each in self.outcomes if each.state == "failed")


def render_all(
    jobs: Sequence[Job],
    *,
    out: Path,
    executor: str = "loky",
    n_jobs: int = 2,
    progress: BatchProgress | None = None,
    resume: bool = True,
    root: Path | None = None,
    warm: bool = True,
) -> BatchSummary:
    """Make many reports in parallel; skip unchanged ones, and let no failure stop the rest.

    Parameters
    ----------
    jobs : sequence of Job
        What to make; each has a code of its own.
    out : Path
        The folder to write to. It gets one folder per job, ``summary.json``,
        ``summary.html``, and ``.praksis`` with the keys.
    executor : str, default 'loky'
        ``serial``, ``loky`` (processes of this machine), or the address of a Dask
        scheduler, such as ``dask://10.0.0.5:8786``, whose workers have the same package,
        data and `out` at the same place.
    n_jobs : int, default 2
        Processes for ``loky``; each uses one thread. The others do not heed it.
    progress : callable, optional
        Called with each outcome, how many are done and how many there are.
    resume : bool, default True
        Whether to skip jobs whose report is up to date.
    root : Path, optional
        The project folder, whose lock counts; default: the one of this checkout.
    warm : bool, default True
        Whether notebooks run in the workers themselves. False starts a kernel for each.

    Returns
    -------
    BatchSummary
        Same order as `jobs`. Files under `out` are the same whether a job was rendered
        or skipped, in one run or in several.

    Raises
    ------
    RequestError
        If two jobs have one code, or a code, executor or number of processes cannot be.
    RenderingError
        If `out` cannot be used, or another batch is writing to it.
    KeyboardInterrupt
        If the user stops it: workers are ended, and what is done stays done.
    """
    _fail_if_codes_are_no_folders(jobs)
    fail_if_executor_is_unknown(executor, n_jobs)
    for name in sorted({job.make for job in jobs}):
        make_of(name)
    folder = resolve_out(out)
    fail_if_folder_is_not_ours(folder, is_shared=any(job.subfolder for job in jobs))
    keys = _keys_of(jobs, root or _checkout())
    with ExitStack() as stack:
        marks: Marks = stack.enter_context(claim_folder(folder))
        sweep_leftovers(folder, (job.folder for job in jobs))
        done: dict[str, Outcome] = {}

        def take(outcome: Outcome) -> None:
            done[outcome.code] = outcome
            if progress is not None:
                progress(outcome, len(done), len(jobs))

        for job in jobs:
            if resume and marks.is_up_to_date(job.folder, keys[job.code]):
                take(Outcome(job.code, "skipped"))
        work = [
            Work(
                job.code,
                job.make,
                job.request,
                str(folder),
                keys[job.code],
                warm,
                subfolder=job.subfolder,
            )
            for job in jobs
            if job.code not in done
        ]
        run_work(work, executor=executor, n_jobs=n_jobs, take=take)
        sweep_leftovers(folder, (job.folder for job in jobs))
        summary = BatchSummary(folder, tuple(done[job.code] for job in jobs))
        labels = {job.code: job.label for job in jobs}
        places = {job.code: job.folder for job in jobs}
        write_summary(folder, summary.outcomes, labels=labels, keys=keys, places=places)
    return summary


def _keys_of(jobs: Sequence[Job], root: Path) -> dict[str, str]:
    """Return the key of each job; what many share is read once."""
    code = fingerprint_code(root)
    inputs = {reads: fingerprint_files(reads) for reads in {job.reads for job in jobs}}
    return {
        job.code: join_fingerprints(
            code, inputs[job.reads], job.folder, job.make, fingerprint_request(job.request)
        )
        for job in jobs
    }


def _checkout() -> Path:
    return Path(__file__).resolve().parents[2]


def _fail_if_codes_are_no_folders(jobs: Sequence[Job]) -> None:
    codes = [job.code for job in jobs]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    odd = sorted(code for code in codes if not (code.isascii() and code.isalnum()))
    if twice or odd:
        raise RequestError(
            f"Two jobs have the code {twice[0]}." if twice else f"{odd[0]!r} is no code.",
            where="the jobs of a batch",
            expected="a code of its own for each, of letters and digits, since it names a folder",
            fix="correct the codes",
        )
