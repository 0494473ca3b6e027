"""What is one report: its blocks, and what they were made from?

Every format is rendered from one `Report`. `pages` is the one place that says where a
page begins, so that HTML, its print and PDF break alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.blocks.model import Attachment, Block, Heading, PageBreak, Text
from analysis.concepts import Lineage, Origin, Period
from analysis.labels import date


@dataclass(frozen=True)
class ReportMeta:
    """Whom, when and from what a report was made.

    Attributes
    ----------
    title : str
        Title in Danish, such as ``Praksissammenligning``.
    municipality_code, municipality_name : str
        The focus.
    period : Period or date
        What the report is filed under: the period of its figures, or the day of a draw.
    date : date
        The date printed on the report; also the time stamp inside the PDF.
    status : str
        ``udkast`` or ``godkendt``.
    inputs : tuple of mappings
        The manifest of raw files: ``file``, ``publisher``, ``table``, ``extracted``,
        ``licence``, ``origin`` (``observed`` or ``synthetic``), ``sha256``.
    parameters : mapping
        What the notebook was run with.
    data_version : str
        Version of the code that built the processed data.
    language : str
        Language tag of the text.
    publisher : str
        Who answers for the report, printed at the foot. Empty: the inputs' publishers.
    peers : mapping
        The record of how peers were chosen, made before any outcome was read.
    name : str
        What the files are called, without suffix.
    approved_by : str
        The role that approved the report; empty for a draft.
    approved_on : date or None
        The day of the approval.
    embargo : datetime, date or None
        Before which the report may not be published, in Danish time.
    caution : str
        Why a report that was approved is a draft again, in Danish; mostly empty.
    """

    title: str
    municipality_code: str
    municipality_name: str
    period: Period | dt.date
    date: dt.date
    status: str
    inputs: tuple[Mapping[str, Any], ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    data_version: str = ""
    language: str = "da"
    publisher: str = ""
    peers: Mapping[str, Any] = field(default_factory=dict)
    name: str = "praksissammenligning"
    approved_by: str = ""
    approved_on: dt.date | None = None
    embargo: dt.datetime | dt.date | None = None
    caution: str = ""

    @property
    def heading(self) -> str:
        """Return what the file is called by its readers."""
        when = self.period.label if isinstance(self.period, Period) else date(self.period)
        return f"{self.title} · {self.municipality_name} · {when}"

    @property
    def publisher_line(self) -> str:
        """Return the line at the foot of each page."""
        if self.publisher:
            return self.publisher
        names = dict.fromkeys(str(entry.get("publisher", "")) for entry in self.inputs)
        return "Kilder: " + ", ".join(name for name in names if name)

    @property
    def status_line(self) -> str:
        """Return the status as each page prints it: with role and day once approved."""
        return f"{self.status} {self.approval_line}".rstrip()

    @property
    def approval_line(self) -> str:
        """Return who approved the report and when; nothing of a draft."""
        if self.approved_on is None:
            return ""
        return f"{date(self.approved_on)} af {self.approved_by}"

    @property
    def embargo_line(self) -> str:
        """Return what each page says of an embargo; nothing once the report is dated after it."""
        return write_embargo(self.embargo, on=self.date)


def write_embargo(embargo: dt.datetime | dt.date | None, *, on: dt.date) -> str:
    """Return the line on an embargo that has not passed on a day; empty otherwise.

    Parameters
    ----------
    embargo : datetime, date or None
        Before which nothing may be published, in Danish time.
    on : date
        The day that is asked about: the one printed on the report.

    Notes
    -----
    A day has no hour, so on the day of an embargo with an hour the line still stands. That
    leans towards holding back.

    Examples
    --------
    >>> write_embargo(dt.datetime(2026, 2, 15, 10), on=dt.date(2026, 2, 1))
    'Må ikke offentliggøres før 15. februar 2026 kl. 10.00'
    >>> write_embargo(dt.date(2026, 2, 15), on=dt.date(2026, 2, 15))
    ''
    """
    if embargo is None:
        return ""
    hour = embargo.time() if isinstance(embargo, dt.datetime) else dt.time()
    day = embargo.date() if isinstance(embargo, dt.datetime) else embargo
    if on > day or (on == day and hour == dt.time()):
        return ""
    at = f" kl. {hour:%H.%M}" if hour != dt.time() else ""
    return f"Må ikke offentliggøres før {date(day)}{at}"


@dataclass(frozen=True)
class Report:
    """A report before it is rendered."""

    blocks: tuple[Block, ...]
    meta: ReportMeta


def pages(report: Report) -> tuple[tuple[Block, ...], ...]:
    """Return the blocks page by page: a new one at each question and each page break.

    An attachment is on no page. A page break stands first on the page that it begins. A
    question that can only be answered with what is missing takes no page of its own: it
    follows on the page before.
    """
    result: list[list[Block]] = [[]]
    for block in (b for b in report.blocks if not isinstance(b.content, Attachment)):
        only_breaks = all(isinstance(b.content, PageBreak) for b in result[-1])
        if isinstance(block.content, PageBreak) or (is_question(block) and not only_breaks):
            result.append([])
        result[-1].append(block)
    joined: list[list[Block]] = []
    for page in result:
        if joined and _only_tells_what_is_missing(page):
            joined[-1].extend(page)
        elif page:
            joined.append(page)
    return tuple(tuple(page) for page in joined)


def is_question(block: Block) -> bool:
    """Tell whether a block is the heading of a page."""
    return isinstance(block.content, Heading) and block.content.level == 1


def _only_tells_what_is_missing(page: Sequence[Block]) -> bool:
    """Tell whether a page has a heading and nothing but words on missing data."""
    rest = [block.content for block in page if not isinstance(block.content, Heading)]
    return bool(rest) and all(isinstance(c, Text) and c.role == "missing" for c in rest)


def resolve_origins(report: Report) -> Report:
    """Return the report with each block's origin looked up in the manifest.

    A notebook says which files a block rests on; what those files are is said by the
    manifest. A block that calls itself synthetic stays so.
    """
    synthetic = {
        str(entry["file"])
        for entry in report.meta.inputs
        if entry.get("origin") == Origin.SYNTHETIC.value
    }
    blocks = (
        replace(
            block,
            lineage=Lineage(
                block.lineage.inputs,
                block.lineage.synthetic | (block.lineage.inputs & synthetic),
                block.lineage.released,
            ),
        )
        for block in report.blocks
    )
    return replace(report, blocks=tuple(blocks))
