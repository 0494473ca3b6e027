"""The pack for a directors' meeting from request to delivery.

One notebook is executed. Its blocks become the report; the cover paper, the slides and
*what changed* are made from the same blocks and the same record, so that no two of them can
carry different numbers.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis.blocks.model import Attachment, Block, Heading, Masthead, Paragraph, Text
from analysis.commentary.model import DRAFT, Subject
from analysis.concepts import Period
from analysis.errors import RenderingError, RequestError
from analysis.packs.record import NAME as RECORD
from analysis.packs.record import PackRecord, read_record
from analysis.progress import Progress
from analysis.rendering.delivery import deliver, fail_if_out_is_unusable
from analysis.rendering.html import render_html
from analysis.rendering.kept import keep_run, run_or_recall
from analysis.rendering.own_words import (
    add_own_words,
    fail_if_own_words_cannot_be_met,
    list_cautions,
    open_own_words,
)
from analysis.rendering.parameters import check_parameters
from analysis.rendering.pdf import render_pdf
from analysis.rendering.report import Report, ReportMeta, is_question
from analysis.rendering.request import (
    as_request_errors,
    fail_if_date_is_not_a_date,
    fail_if_out_is_among_inputs,
    without_paths,
)

NOTEBOOK = Path("notebooks") / "anbefalinger.ipynb"
NAME = "anbefalinger"
TITLE = "Anbefalinger"
FORMS = ("koebenhavn", "slagelse")
RELEASES = ("lukket", "offentlig")
_CHANGES = "aendret"  # the heading of the page on what changed


@dataclass(frozen=True)
class Request:
    """What a pack is asked to be; an empty text means the default.

    Attributes
    ----------
    municipality_code : str
        Three digits.
    period, peers : str
        As for the practice comparison.
    raw_dir, review_dir, inputs_dir : Path or None
        The municipality's own statistics, case review and folder of inputs.
    meeting_date : str
        ``YYYY-MM-DD``; empty where no meeting is set.
    against : str
        A period, or the folder of an earlier pack.
    form : str
        Form of the cover paper: ``koebenhavn`` or ``slagelse``.
    release : str
        ``lukket`` for the directors, ``offentlig`` for everybody.
    out : Path or None
        Where to write; None for ``reports/<municipality>/<period>-oplaeg``.
    report_date : str
        The date printed.
    status, commentary, approved_by, approved_on, embargo
        As for the practice comparison.
    """

    municipality_code: str = "101"
    period: str = ""
    peers: str = ""
    raw_dir: Path | None = None
    review_dir: Path | None = None
    inputs_dir: Path | None = None
    meeting_date: str = ""
    against: str = ""
    form: str = "koebenhavn"
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
    """What was written, where the executed notebook is kept, and what it was held against."""

    folder: Path
    notebook: Path
    period: Period
    against: Path | None
    caution: str = ""


def make_pack(request: Request, *, progress: Progress) -> Delivery:
    """Render the pack of one municipality for one meeting.

    Parameters
    ----------
    request : Request
        What is wanted.
    progress : callable
        Called with what is being done, its number and how many there are.

    Raises
    ------
    AnalysisError
        If the request, the data or the pack is wrong; nothing is written then.
    """
    # Imported here so that a mistyped option is answered at once.
    from analysis.comparison.assemble import fail_if_municipality_is_unknown  # noqa: PLC0415
    from analysis.comparison.country import municipality_names  # noqa: PLC0415
    from analysis.comparison.newest import resolve_period  # noqa: PLC0415
    from analysis.datasets.project import open_data, project_root  # noqa: PLC0415
    from analysis.datasets.store import DATA_VERSION, DATASETS  # noqa: PLC0415
    from analysis.packs.earlier import find_earlier, folder_name  # noqa: PLC0415

    check_request(request)
    progress("Reading the data", 1, 1)
    store = open_data(request.raw_dir or "")
    names = municipality_names(store)
    # All of it, so that a broken file is told about before the notebook runs.
    for dataset in DATASETS:
        store.load(dataset)
    code = request.municipality_code
    with as_request_errors():
        fail_if_municipality_is_unknown(code, names)
        period = resolve_period(store.load, request.period, is_own_data=store.is_own_data)
    root = project_root()
    folder = root / "reports" / code
    out = request.out or folder / folder_name(period)
    fail_if_out_is_unusable(out)
    own = open_own_words(request, Subject(code, str(period), NAME, request.release), root=root)
    earlier = find_earlier(
        request.against,
        folder=folder if request.out is None else out.parent,
        period=period,
        municipality_code=code,
    )
    _check_what_is_given(request, earlier)
    parameters = check_parameters(root / NOTEBOOK, _parameters(request, period, earlier))
    named = (request.raw_dir, request.review_dir, request.inputs_dir, earlier)
    run = run_or_recall(
        root / NOTEBOOK,
        parameters,
        root=root,
        reads=tuple(each for each in named if each),
        progress=lambda cell, total: progress("Running the notebook", cell, total),
    )
    progress("Writing the pack", 1, 1)
    record = find_record(run.blocks)
    meta = ReportMeta(
        title=TITLE,
        municipality_code=code,
        municipality_name=names[code],
        period=period,
        date=dt.date.fromisoformat(record.date),
        status=own.status,
        inputs=tuple(record.inputs),
        parameters=without_paths(parameters, "raw_dir", "review_dir", "inputs_dir", "against_dir"),
        data_version=str(DATA_VERSION),
        publisher="Udarbejdet med værktøjet praksis",
        peers=record.request.get("peers", {}),
        name=NAME,
    )
    report = add_own_words(Report(run.blocks, meta), own)
    written = deliver(report, out, beside=lambda checked: make_papers(checked, request.form))
    keep_run(run)
    return Delivery(written, run.notebook, period, earlier, list_cautions(report, own))


def make_papers(report: Report, form: str) -> dict[str, bytes]:
    """Return cover paper, slides and what changed, by file name.

    Parameters
    ----------
    report : Report
        The report as it passed the gate.
    form : {'koebenhavn', 'slagelse'}
        Form of the cover paper.
    """
    from analysis.checklists.load import load_checklist  # noqa: PLC0415
    from analysis.documents.checklist_pdf import write_pdf  # noqa: PLC0415
    from analysis.documents.cover_pdf import write_cover_pdf  # noqa: PLC0415
    from analysis.documents.cover_word import write_cover_word  # noqa: PLC0415
    from analysis.documents.slides_pptx import write_slides  # noqa: PLC0415
    from analysis.rendering.pack_deck import make_deck  # noqa: PLC0415
    from analysis.rendering.pack_paper import make_cover  # noqa: PLC0415

    record = find_record(report.blocks)
    blocks = {block.id: block for block in report.blocks}
    approval, embargo = report.meta.approval_line, report.meta.embargo_line
    paper = replace(make_cover(record, blocks, form=form), approval=approval, embargo=embargo)
    deck = replace(make_deck(record, blocks), approval=approval, embargo=embargo)
    changes = _changes_alone(report)
    return {
        "indstilling.docx": write_cover_word(paper),
        "indstilling.pdf": write_cover_pdf(paper),
        "praesentation.pptx": write_slides(deck),
        "aendringer.html": render_html(changes),
        "aendringer.pdf": render_pdf(changes),
        "tjeklister.pdf": write_pdf(load_checklist(_law_day(record))),
    }


def find_record(blocks: tuple[Block, ...]) -> PackRecord:
    """Return the record of the pack that a notebook attached.

    Raises
    ------
    RenderingError
        If it attached none.
    """
    for block in blocks:
        if isinstance(block.content, Attachment) and block.content.file == RECORD:
            return PackRecord.from_json(block.content.values)
    raise RenderingError(
        "The notebook attached no record of the pack.",
        where=NOTEBOOK.name,
        expected=f"a block that carries {RECORD}",
        fix="show texts.pack.attach_record(pack) in the notebook",
    )


def _law_day(record: PackRecord) -> dt.date:
    """Return the day whose law the pack uses."""
    return dt.date.fromisoformat(str(record.request["law_of"]))


def _changes_alone(report: Report) -> Report:
    """Return what changed since last as a report of its own, from the same blocks."""
    head = report.blocks[0]
    assert isinstance(head.content, Masthead)
    title = "Hvad er ændret siden sidst?"
    start = next(i for i, block in enumerate(report.blocks) if block.id == _CHANGES) + 1
    page = itertools.takewhile(lambda block: not is_question(block), report.blocks[start:])
    first = replace(head, content=replace(head.content, title=title))
    return Report(
        (first, *(_as_lead(block) for block in page)),
        replace(report.meta, title=title, name="aendringer"),
    )


def _as_lead(block: Block) -> Block:
    """Let the heading of a part be words in bold: the title stands for the question above."""
    if not isinstance(block.content, Heading):
        return block
    return replace(block, content=Text((Paragraph("", block.content.text),)))


def _parameters(request: Request, period: Period, earlier: Path | None) -> dict[str, Any]:
    """Return what the notebook is run with."""
    folders: Mapping[str, Path | None] = {
        "raw_dir": request.raw_dir,
        "review_dir": request.review_dir,
        "inputs_dir": request.inputs_dir,
        "against_dir": earlier,
    }
    return {
        "municipality_code": request.municipality_code,
        "period": str(period),
        "peers": request.peers,
        **{name: str(path.resolve()) if path else "" for name, path in folders.items()},
        "meeting_date": request.meeting_date,
        "release": request.release,
        "report_date": request.report_date,
        "status": DRAFT,  # said by add_own_words, once the numbers are known
    }


def check_request(request: Request) -> None:
    """Refuse what can be seen to be wrong before any data are read.

    Raises
    ------
    RequestError
        If status, a date, the form or the release is none.
    RenderingError
        If the folder cannot be written to.
    """
    with as_request_errors():
        fail_if_own_words_cannot_be_met(request)
        fail_if_date_is_not_a_date(request.report_date)
    with as_request_errors():
        fail_if_date_is_not_a_date(request.meeting_date, option="--meeting-date")
    if request.form not in FORMS:
        raise RequestError(
            f"{request.form!r} is not a form of a cover paper.",
            where="the option --form",
            expected=" or ".join(FORMS),
            fix="choose one of them",
        )
    if request.release not in RELEASES:
        raise RequestError(
            f"{request.release!r} is not a release.",
            where="the option --release",
            expected="lukket (to the directors) or offentlig (to everybody)",
            fix="choose one of them",
        )
    if request.out is not None:
        given = (request.raw_dir, request.review_dir, request.inputs_dir)
        fail_if_out_is_among_inputs(request.out, *given)
        fail_if_out_is_unusable(request.out)


def _check_what_is_given(request: Request, earlier: Path | None) -> None:
    """Refuse, before the notebook runs, what it would stop at after a while.

    An error inside a notebook is a report that could not be made. Told here, it is what it
    is: a wrong choice, or a file with a mistake.
    """
    from analysis.checklists.load import load_checklist  # noqa: PLC0415
    from analysis.packs.changes import fail_if_municipality_is_another  # noqa: PLC0415
    from analysis.packs.check import fail_if_inputs_cannot_be_used  # noqa: PLC0415
    from analysis.packs.standing import fail_if_review_is_of_another  # noqa: PLC0415
    from analysis.review.folder import open_review  # noqa: PLC0415

    if request.meeting_date:
        with as_request_errors():
            load_checklist(dt.date.fromisoformat(request.meeting_date))
    if earlier is not None:
        fail_if_municipality_is_another(read_record(earlier), request.municipality_code)
    if request.review_dir is not None:
        review = open_review(request.review_dir)
        fail_if_review_is_of_another(
            review.municipality_code, request.municipality_code, where=review.folder.name
        )
    if request.inputs_dir is not None:
        fail_if_inputs_cannot_be_used(
            request.inputs_dir,
            request.municipality_code,
            has_own_statistics=request.raw_dir is not None,
        )
