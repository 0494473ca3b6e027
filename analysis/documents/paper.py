"""What is a cover paper? A title, where it is decided, and sections under fixed headings.

The headings belong to the municipality's form and stand in `cover_forms.yaml`. A section
holds report blocks: texts, findings and tables. A figure belongs in the report, not on
two pages.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from analysis.blocks.model import STAMP, Block, FindingText, Table, Text
from analysis.concepts import Origin
from analysis.documents.cover_forms import CoverForm, load_form
from analysis.errors import RenderingError

STATUSES = ("udkast", "godkendt")
POINTS = "points"
TEXT_ROLES = ("body", "lead", "list", "note", "missing", POINTS)


@dataclass(frozen=True)
class Section:
    """A heading of the form and what stands under it.

    Attributes
    ----------
    heading : str
        As the form has it.
    blocks : tuple of Block
        Contents `Text`, `FindingText` or `Table`. A text in the role ``points`` is a
        numbered list of *at*-points; its numbers run on through the section.
    """

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class CoverPaper:
    """The paper that a directors' meeting or a committee decides on.

    Attributes
    ----------
    template : str
        Whose form: ``koebenhavn`` or ``slagelse``.
    title, municipality, meeting : str
        Printed at the head.
    meeting_date : date
        Day of the meeting, or the day printed where no meeting is set; also the date of
        the file.
    case_number : str
        The municipality's own number; empty where it is not known yet.
    status : str
        ``udkast`` or ``godkendt``.
    stamp : str
        Printed at the head of each page. Empty: `shown_stamp` follows from the blocks.
    sections : tuple of Section
        One for each heading of the form, in its order.
    footer : str
        Printed at the foot of each page.
    is_meeting_set : bool
        Whether `meeting_date` is the day of a meeting; if not, the head says so.
    approval : str
        When and by whom an approved paper was approved.
    embargo : str
        Before which the paper may not be published, in words; printed on each page.

    Raises
    ------
    RenderingError
        If template, status, headings or contents are others than the form allows.
    """

    template: str
    title: str
    municipality: str
    meeting: str
    meeting_date: dt.date
    case_number: str
    status: str
    stamp: str
    sections: tuple[Section, ...]
    footer: str
    is_meeting_set: bool = True
    approval: str = ""
    embargo: str = ""

    def __post_init__(self) -> None:
        """Refuse what the form does not know."""
        _fail_if_headings_differ(self)
        _fail_if_status_is_unknown(self.status)
        for section in self.sections:
            _fail_if_blocks_are_unfit(section)

    @property
    def form(self) -> CoverForm:
        """Return the form that the paper is written in."""
        return load_form(self.template)

    @property
    def shown_stamp(self) -> str:
        """Return the stamp, which no caller can leave out where a block is synthetic."""
        blocks = [block for section in self.sections for block in section.blocks]
        is_synthetic = any(block.lineage.origin is Origin.SYNTHETIC for block in blocks)
        return self.stamp or (STAMP if is_synthetic else "")


def _fail_if_headings_differ(paper: CoverPaper) -> None:
    expected = paper.form.headings
    found = tuple(section.heading for section in paper.sections)
    if found == expected:
        return
    other = [heading for heading in found if heading not in expected]
    lacking = [heading for heading in expected if heading not in found]
    if other:
        what = f"The form {paper.template} has no heading {other[0]!r}."
    elif lacking:
        what = f"The section {lacking[0]!r} is missing from the cover paper."
    else:
        what = "The sections of the cover paper stand in another order than the form's."
    raise RenderingError(
        what,
        where=f"cover paper for {paper.meeting}, form {paper.template}",
        expected=", ".join(expected),
        fix="give one section for each of these headings, in this order",
    )


def _fail_if_status_is_unknown(status: str) -> None:
    if status not in STATUSES:
        raise RenderingError(
            f"{status!r} is not a status of a paper.",
            expected=" or ".join(STATUSES),
            fix="choose one of them",
        )


def _fail_if_blocks_are_unfit(section: Section) -> None:
    where = f"section {section.heading!r}"
    if not section.blocks:
        raise RenderingError(
            f"The section {section.heading!r} of the cover paper is empty.",
            expected="at least one text, such as 'Ingen bemærkninger.'",
            fix="say that there is nothing to remark",
        )
    for block in section.blocks:
        if not isinstance(block.content, Text | FindingText | Table):
            raise RenderingError(
                f"A {block.kind} cannot stand in a cover paper.",
                where=f"{where}, block {block.id}",
                expected="Text, FindingText or Table",
                fix="keep it in the report and refer to it",
            )
        if isinstance(block.content, Text) and block.content.role not in TEXT_ROLES:
            raise RenderingError(
                f"A cover paper has no text role {block.content.role!r}.",
                where=f"{where}, block {block.id}",
                expected=", ".join(TEXT_ROLES),
                fix="choose one of them",
            )
