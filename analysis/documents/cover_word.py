"""How is the cover paper handed on for editing? As a Word document of the same two pages.

Headings are styles, *at*-points are a numbered list that numbers itself, a table's head
is repeated, and type and size are those of the PDF.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from analysis.documents.checklist_word_parts import (
    QUIET,
    TEXT_WIDTH,
    add_line,
    add_row,
    add_table,
    number_pages,
    open_document,
)
from analysis.documents.cover_fonts import FONT, embed_font
from analysis.documents.cover_pdf import set_cover
from analysis.documents.cover_words import describe_section, say_facts, say_header
from analysis.documents.deterministic import finish_docx
from analysis.documents.paper import POINTS, CoverPaper

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}
_STAMP_LOOK = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="F6EBCB"/>'
_STAMP_FRAME = f'<w:bdr {nsdecls("w")} w:val="single" w:sz="4" w:space="0" w:color="2B333B"/>'
_FOCUS_FILL = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="E8F0F7"/>'
_FOCUS_RULE = (
    f"<w:pBdr {nsdecls('w')}>"
    '<w:left w:val="single" w:sz="18" w:space="6" w:color="005A9C"/></w:pBdr>'
)


def write_cover_word(paper: CoverPaper) -> bytes:
    """Write the cover paper as a Word document.

    Parameters
    ----------
    paper : CoverPaper
        What to write.

    Returns
    -------
    bytes
        A docx file on A4, the same bytes each time: language da-DK, real headings and
        numbering, repeated table heads, *side x af y*, and the typeface inside it.

    Raises
    ------
    RenderingError
        If the paper does not fit on two pages, measured by its PDF.
    """
    size = set_cover(paper)[1]
    document = open_document(title=paper.title, subject=say_header(paper))
    _set_look(document, size=size)
    number_pages(document, header=say_header(paper), footer=paper.footer)
    _add_stamp(document, paper.shown_stamp)
    document.add_heading(paper.title, level=0)
    for lead, fact in say_facts(paper):
        _add_fact(document, lead, fact, size=size)
    for section in paper.sections:
        document.add_heading(section.heading, level=1)
        described = describe_section(section)["blocks"]
        numbering = _start_numbering(document)
        for values in described:
            _add_block(document, values, size=size, numbering=numbering)
    embed_font(document)
    return finish_docx(document, day=paper.meeting_date)


def _set_look(document: Document, *, size: float) -> None:
    """Set the house's typeface, and the sizes and distances of the PDF."""
    section = document.sections[0]
    section.left_margin = section.right_margin = Mm((210 - TEXT_WIDTH) / 2)
    section.top_margin, section.bottom_margin = Mm(21), Mm(17)
    section.header_distance, section.footer_distance = Mm(10), Mm(8)
    looks = {
        "Normal": (size, 0.0, 3.5),
        "Title": (17.0, 0.0, 4.0),
        "Heading 1": (size + 1.5, 8.0, 2.5),
        "List Number": (size, 0.0, 2.0),
        "List Bullet": (size, 0.0, 2.0),
        "Header": (8.0, 0.0, 0.0),
        "Footer": (8.0, 0.0, 0.0),
    }
    for name, (points, before, after) in looks.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(points)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
        layout = style.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        layout.line_spacing = 1.0
    document.styles["Title"].font.bold = True
    document.styles["Heading 1"].paragraph_format.keep_with_next = True


def _add_stamp(document: Document, stamp: str) -> None:
    """Put the stamp first in the running head, so that no page is without it."""
    if not stamp:
        return
    head = document.sections[0].header.paragraphs[0]
    run = head.add_run(f" {stamp} ")
    run.bold, run.font.size = True, Pt(7.5)
    properties = run._r.get_or_add_rPr()
    properties.append(parse_xml(_STAMP_FRAME))
    properties.append(parse_xml(_STAMP_LOOK))
    space = head.add_run("   ")
    head._p.insert(1 if head._p.pPr is not None else 0, run._r)
    run._r.addnext(space._r)


def _add_fact(document: Document, lead: str, fact: str, *, size: float) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0.5)
    for words, is_bold in ((f"{lead}: ", True), (fact, False)):
        run = paragraph.add_run(words)
        run.bold, run.font.size, run.font.color.rgb = is_bold, Pt(size - 0.5), QUIET


def _start_numbering(document: Document) -> int:
    """Return a new numbering of the style *List Number*, which begins with 1."""
    numbering: Any = document.part.numbering_part.element
    style: Any = document.styles["List Number"]
    first = style.element.pPr.numPr.numId.val
    abstract = next(each.abstractNumId.val for each in numbering.num_lst if each.numId == first)
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def _add_block(document: Document, values: dict[str, Any], *, size: float, numbering: int) -> None:
    if values["kind"] == "table":
        _add_table(document, values, size=size)
    elif values["kind"] == "finding":
        _add_finding(document, values)
    else:
        for each in values["paragraphs"]:
            _add_paragraph(document, each, role=values["role"], size=size, numbering=numbering)


def _add_finding(document: Document, values: dict[str, Any]) -> None:
    paragraph = document.add_paragraph(values["sentence"])
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(_FOCUS_RULE))
    paragraph.paragraph_format.left_indent = Mm(3)
    if values["verdict"]:
        paragraph.add_run(f" ({values['verdict']})").font.color.rgb = QUIET


def _add_paragraph(
    document: Document, each: dict[str, str], *, role: str, size: float, numbering: int
) -> None:
    styles = {POINTS: "List Number", "list": "List Bullet"}
    paragraph = document.add_paragraph(style=styles.get(role, "Normal"))
    if role == POINTS:
        chosen: Any = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        chosen.get_or_add_ilvl().val = 0
        chosen.get_or_add_numId().val = numbering
    if each["lead"]:
        paragraph.add_run(f"{each['lead']} ").bold = True
    run = paragraph.add_run(each["text"])
    if role == "lead":
        run.bold = True
    if role in {"note", "missing"}:
        for part in paragraph.runs:
            part.font.size, part.font.color.rgb = Pt(size - 1), QUIET


def _add_table(document: Document, values: dict[str, Any], *, size: float) -> None:
    caption = document.add_paragraph()
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(3)
    run = caption.add_run(values["caption"])
    run.bold, run.font.size = True, Pt(size - 1)
    total = sum(values["widths"])
    widths = [TEXT_WIDTH * width / total for width in values["widths"]]
    table = add_table(document, values["labels"], widths=widths)
    _describe_for_screen_readers(table, values["caption"])
    for cell, align in zip(table.rows[0].cells, values["aligns"], strict=True):
        cell.paragraphs[0].alignment = _ALIGNMENTS[align]
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    for row in values["rows"]:
        cells = add_row(table, widths=widths)
        if row["group"]:
            cells = [cells[0].merge(cells[-1])]
        for cell, words, align in zip(cells, row["cells"], values["aligns"], strict=False):
            line: Paragraph = add_line(cell, is_first=True)
            line.alignment = _ALIGNMENTS[align]
            line.paragraph_format.space_after = Pt(0)
            part = line.add_run(words)
            part.font.size, part.bold = Pt(size - 1.2), row["focus"] or row["group"]
            if row["focus"]:
                cell._tc.get_or_add_tcPr().append(parse_xml(_FOCUS_FILL))
    after = document.add_paragraph()
    after.paragraph_format.space_after = Pt(1)
    note = after.add_run(values["note"])
    note.font.size, note.font.color.rgb = Pt(size - 2 if values["note"] else 3), QUIET


def _describe_for_screen_readers(table: Table, words: str) -> None:
    """Write the table's alternative text, last among its properties as the standard has it."""
    described = parse_xml(f"<w:tblCaption {nsdecls('w')}/>")
    described.set(qn("w:val"), words)
    table._tbl.tblPr.append(described)
