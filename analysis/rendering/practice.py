"""The practice comparison from request to delivery: check, execute, collect, write.

Everything that can be wrong in the request or the data is found before a kernel starts:
the output folder, the municipality, the period, the peers, and every raw file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.blocks.model import Block, Figure
from analysis.commentary.model import DRAFT, Subject
from analysis.concepts import Period
from analysis.errors import SourceError
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

NOTEBOOK = Path("notebooks") / "praksissammenligning.ipynb"
NAME = "praksissammenligning"
TITLE = "Praksissammenligning"
FORECASTS = "prognoser"  # the block whose numbers the next report holds against the figures


@dataclass(frozen=True)
class Request:
    """What a report is asked to be; an empty text means the default.

    Attributes
    ----------
    municipality_code : str
        Three digits.
    period : str
        A period such as ``2025K4``; empty for the newest that every headline has.
    peers : str
        How peers are chosen; empty for the default.
    raw_dir : Path or None
        Raw files that take the place of the embedded statistics.
    out : Path or None
        Where to write; None for ``reports/<municipality>/<period>``.
    report_date : str
        The date printed, ``YYYY-MM-DD``; empty for the newest extraction date.
    against : Path or None
        The folder of an earlier report, to say why it has other numbers.
    status : str
        ``udkast`` or ``godkendt``; empty for what the commentary file says, or a draft.
    commentary : Path or None
        The municipality's own words: a file, or a folder of them; None for
        ``data/commentary``.
    approved_by, approved_on, embargo : str
        Who approved and when, and until when nothing may be published; empty for what the
        commentary file says.
    """

    municipality_code: str = "101"
    period: str = ""
    peers: str = ""
    raw_dir: Path | None = None
    against: Path | None = None
    out: Path | None = None
    report_date: str = ""
    status: str = ""
    commentary: Path | None = None
    approved_by: str = ""
    approved_on: str = ""
    embargo: str = ""


@dataclass(frozen=True)
class Delivery:
    """What was written, where the executed notebook is kept, and what could not be kept.

    `is_complete` is false where asking again may do what could not be done.
    """

    folder: Path
    notebook: Path
    period: Period
    caution: str = ""
    is_complete: bool = True


def make_practice_report(request: Request, *, progress: Progress) -> Delivery:
    """Render the practice comparison of one municipality.

    Parameters
    ----------
    request : Request
        What is wanted.
    progress : callable
        Called with what is being done, its number and how many there are.

    Raises
    ------
    AnalysisError
        If the request, the data or the report is wrong; nothing is written then.
    """
    # Imported here so that a mistyped option is answered at once.
    from analysis.comparison.assemble import fail_if_municipality_is_unknown  # noqa: PLC0415
    from analysis.comparison.country import municipality_names  # noqa: PLC0415
    from analysis.comparison.newest import resolve_period  # noqa: PLC0415
    from analysis.datasets.project import open_data, project_root  # noqa: PLC0415
    from analysis.datasets.store import DATA_VERSION, DATASETS  # noqa: PLC0415

    with as_request_errors():
        fail_if_own_words_cannot_be_met(request)
        fail_if_date_is_not_a_date(request.report_date)
    if request.out is not None:
        fail_if_out_is_among_inputs(request.out, request.raw_dir)
        fail_if_out_is_unusable(request.out)
    store = open_data(request.raw_dir or "")
    names = municipality_names(store)
    # Peers are chosen by these: a fault in them is one of the data and not of the choice.
    for dataset in ("conditions", "population"):
        store.load(dataset)
    with as_request_errors():
        fail_if_municipality_is_unknown(request.municipality_code, names)
        # Chosen and recorded before any outcome is read.
        peers = _choose_peers(request, store)
    for number, dataset in enumerate(DATASETS, start=1):
        progress("Reading the data", number, len(DATASETS))
        store.load(dataset)
    with as_request_errors():
        period = resolve_period(store.load, request.period, is_own_data=store.is_own_data)
    root = project_root()
    out = request.out or root / "reports" / request.municipality_code / str(period)
    fail_if_out_is_unusable(out)
    subject = Subject(request.municipality_code, str(period), NAME)
    own = open_own_words(request, subject, root=root)

    asked = {
        "municipality_code": request.municipality_code,
        "period": str(period),
        "peers": request.peers,
        "raw_dir": str(request.raw_dir.resolve()) if request.raw_dir else "",
        "against_dir": str(request.against.resolve()) if request.against else "",
        "report_date": request.report_date,
        "status": DRAFT,  # said by add_own_words, once the numbers are known
    }
    parameters = check_parameters(root / NOTEBOOK, asked)
    run = run_or_recall(
        root / NOTEBOOK,
        parameters,
        root=root,
        reads=tuple(each for each in (request.raw_dir, request.against) if each),
        progress=lambda cell, total: progress("Running the notebook", cell, total),
    )
    progress("Writing the report", 1, 1)
    meta = ReportMeta(
        title=TITLE,
        municipality_code=request.municipality_code,
        municipality_name=names[request.municipality_code],
        period=period,
        date=_date(request, store.manifest.newest_extraction, period),
        status=own.status,
        inputs=tuple(describe_input(raw) for raw in store.manifest.files),
        parameters=without_paths(parameters, "raw_dir", "against_dir"),
        data_version=str(DATA_VERSION),
        publisher="Udarbejdet med værktøjet praksis",
        peers=peers,
    )
    report = add_own_words(Report(run.blocks, meta), own)
    folder = deliver(report, out)
    keep_run(run)
    unkept = _keep_forecasts(run.blocks, root)
    cautions = "\n".join(each for each in (list_cautions(report, own), unkept) if each)
    return Delivery(folder, run.notebook, period, cautions, is_complete=not unkept)


def _date(request: Request, newest: dt.date | None, period: Period) -> dt.date:
    """Return the date asked for, or the newest extraction, or the period's end."""
    if request.report_date:
        return dt.date.fromisoformat(request.report_date)
    return newest or period.last_day


def _choose_peers(request: Request, store: Any) -> dict[str, Any]:
    """Return the record of the peers, chosen before a kernel starts; refuse wrong ones.

    The notebook makes the same choice from the same conditions once more.
    """
    from analysis.comparison.country import Country  # noqa: PLC0415
    from analysis.comparison.peer_choice import choose_peers  # noqa: PLC0415

    chosen = choose_peers(Country(store), request.peers, focus=request.municipality_code)
    return chosen.record.to_json()


def _keep_forecasts(blocks: Sequence[Block], root: Path) -> str:
    """Keep what the report forecasts, for the next one to judge; say why if it cannot be.

    The report stands already, so a folder that cannot be written to does not undo it.
    """
    from analysis.comparison.ahead.kept_forecasts import FOLDER, keep_forecasts  # noqa: PLC0415

    shown = [block.content for block in blocks if block.id == FORECASTS]
    records = [r for content in shown if isinstance(content, Figure) for r in content.records]
    try:
        keep_forecasts(records, root / FOLDER)
    except SourceError as error:
        return str(error)
    return ""
