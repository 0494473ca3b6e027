"""The report on a case review from request to delivery: check, execute, write.

It is filed under the day of the draw. Whatever can be wrong in the folder or the request
is found before a kernel starts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.commentary.model import DRAFT, Subject
from analysis.errors import CoverageError, RequestError
from analysis.progress import Progress
from analysis.rendering.delivery import deliver, fail_if_out_is_unusable
from analysis.rendering.kept import keep_run, run_or_recall
from analysis.rendering.own_words import (
    add_own_words,
    fail_if_own_words_cannot_be_met,
    list_cautions,
    open_own_words,
)
from analysis.rendering.parameters import check_parameters
from analysis.rendering.report import Report, ReportMeta
from analysis.rendering.request import (
    as_request_errors,
    describe_input,
    fail_if_date_is_not_a_date,
    fail_if_out_is_among_inputs,
    without_paths,
)

if TYPE_CHECKING:
    from analysis.blocks.model import Block
    from analysis.review.folder import Review
    from analysis.sources.manifest import RawFile

NOTEBOOK = Path("notebooks") / "sagsgennemgang.ipynb"
NAME = "sagsgennemgang"
TITLE = "Sagsgennemgang og mulig målgruppe"
RELEASES = ("lukket", "offentlig")


@dataclass(frozen=True)
class Request:
    """What a report on a review is asked to be; an empty text means the default.

    Attributes
    ----------
    review_dir : Path or None
        The review's folder; None for the invented review that comes with the project.
    raw_dir : Path or None
        Raw statistics to hold the review beside; None for the embedded ones, which are
        only used beside the embedded review.
    capacity : float or None
        Cases that the municipality can prepare and decide in a year.
    release : str
        ``lukket`` for the directors, ``offentlig`` for everybody.
    out : Path or None
        Where to write; None for ``reports/<municipality>/<draw date>``, and the same with
        ``-offentlig`` for the public release.
    report_date : str
        The date printed, ``YYYY-MM-DD``; empty for the day of the last reading.
    status : str
        ``udkast`` or ``godkendt``; empty for what the commentary file says, or a draft.
    commentary : Path or None
        The municipality's own words: a file, or a folder of them; None for
        ``data/commentary``.
    approved_by, approved_on, embargo : str
        Who approved and when, and until when nothing may be published; empty for what the
        commentary file says.
    """

    review_dir: Path | None = None
    raw_dir: Path | None = None
    capacity: float | None = None
    release: str = "lukket"
    out: Path | None = None
    report_date: str = ""
    status: str = ""
    commentary: Path | None = None
    approved_by: str = ""
    approved_on: str = ""
    embargo: str = ""


@dataclass(frozen=True)
class Delivery:
    """What was written, where the executed notebook is kept, and what to know about it."""

    folder: Path
    notebook: Path
    caution: str = ""


def make_review_report(request: Request, *, progress: Progress) -> Delivery:
    """Render the report on one case review.

    Parameters
    ----------
    request : Request
        What is wanted.
    progress : callable
        Called with what is being done, its number and how many there are.

    Raises
    ------
    AnalysisError
        If the request, the review or the report is wrong; nothing is written then.
    """
    # Imported here so that a mistyped option is answered at once.
    from analysis.comparison.country import municipality_names  # noqa: PLC0415
    from analysis.datasets.project import open_data, project_root  # noqa: PLC0415
    from analysis.datasets.store import DATASETS  # noqa: PLC0415
    from analysis.review.folder import open_review  # noqa: PLC0415

    with as_request_errors():
        fail_if_own_words_cannot_be_met(request)
        fail_if_date_is_not_a_date(request.report_date)
    _fail_if_release_is_unknown(request.release)
    _fail_if_capacity_is_none(request.capacity)
    if request.out is not None:
        fail_if_out_is_among_inputs(request.out, request.raw_dir, request.review_dir)
        fail_if_out_is_unusable(request.out)
    progress("Reading the review", 1, 1)
    review = open_review(request.review_dir or "")
    drawn_on = _day_of_draw(review)
    store = open_data(request.raw_dir or "")
    # All of it, so that a broken file is told about before the notebook runs.
    for dataset in DATASETS:
        store.load(dataset)
    code = review.municipality_code
    root = project_root()
    out = request.out or root / "reports" / code / _folder_name(drawn_on, request.release)
    fail_if_out_is_unusable(out)
    subject = Subject(code, drawn_on.isoformat(), NAME, request.release)
    own = open_own_words(request, subject, root=root)

    asked = {
        "review_dir": str(request.review_dir.resolve()) if request.review_dir else "",
        "raw_dir": str(request.raw_dir.resolve()) if request.raw_dir else "",
        "capacity": float(request.capacity or 0),
        "release": request.release,
        "report_date": request.report_date,
        "status": DRAFT,  # said by add_own_words, once the numbers are known
    }
    parameters = check_parameters(root / NOTEBOOK, asked)
    run = run_or_recall(
        root / NOTEBOOK,
        parameters,
        root=root,
        reads=tuple(each for each in (request.review_dir, request.raw_dir) if each),
        progress=lambda cell, total: progress("Running the notebook", cell, total),
    )
    progress("Writing the report", 1, 1)
    beside = _statistics_beside(run.blocks, store.manifest.files)
    meta = ReportMeta(
        title=TITLE,
        municipality_code=code,
        municipality_name=municipality_names(store).get(code, code),
        period=drawn_on,
        date=_date(request, review, drawn_on),
        status=own.status,
        inputs=(*review.inputs, *(describe_input(raw) for raw in beside)),
        parameters=without_paths(parameters, "review_dir", "raw_dir"),
        publisher="Udarbejdet med værktøjet praksis",
        name=NAME,
    )
    report = add_own_words(Report(run.blocks, meta), own)
    folder = deliver(report, out)
    keep_run(run)
    return Delivery(folder, run.notebook, list_cautions(report, own))


def _day_of_draw(review: Review) -> dt.date:
    """Return the day the cases were drawn, which the report is filed under."""
    if not review.draw_record:
        raise CoverageError(
            "No cases have been drawn in this review.",
            where=review.folder.name,
            expected="draw.json, written by praksis review draw",
            fix="plan, draw and assign first; then read the workbooks",
        )
    return dt.date.fromisoformat(str(review.draw_record["draw_date"]))


def _statistics_beside(
    blocks: tuple[Block, ...], statistics: tuple[RawFile, ...]
) -> tuple[RawFile, ...]:
    """Return all statistics if the notebook held the review beside any, and none if not."""
    shown: frozenset[str] = frozenset().union(*(block.lineage.inputs for block in blocks))
    return statistics if shown & {raw.file for raw in statistics} else ()


def _folder_name(drawn_on: dt.date, release: str) -> str:
    """Keep the two releases apart: the public one must never hold the closed one's files."""
    return drawn_on.isoformat() + ("-offentlig" if release == "offentlig" else "")


def _date(request: Request, review: Review, drawn_on: dt.date) -> dt.date:
    """Return the date asked for, or the day of the last reading, or that of the draw."""
    if request.report_date:
        return dt.date.fromisoformat(request.report_date)
    days = [str(day) for day in review.conclusions["reviewed_on"].dropna() if str(day)]
    return dt.date.fromisoformat(max(days)) if days else drawn_on


def _fail_if_release_is_unknown(release: str) -> None:
    if release not in RELEASES:
        raise RequestError(
            f"{release!r} is not a release.",
            where="the option --release",
            expected="lukket (to the directors) or offentlig (to everybody)",
            fix="choose one of them",
        )


def _fail_if_capacity_is_none(capacity: Any) -> None:
    if capacity is not None and not capacity > 0:
        raise RequestError(
            "The yearly capacity is not above zero.",
            where="the option --capacity",
            expected="the number of cases that can be prepared and decided in a year",
            fix="give the number, or leave the option out",
        )
