"""What does Word need that python-docx does not say by itself? Boxes, heads, page numbers.

Also the look: one typeface, Danish as the language of the text, A4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

INK, QUIET, FOCUS = (RGBColor.from_string(code) for code in ("2B333B", "55606B", "005A9C"))
TEXT_WIDTH = 174.0  # mm between the margins
_FONT, _BOX_FONT = "Calibri", "MS Gothic"
_WORD_2010 = "http://schemas.microsoft.com/office/word/2010/wordml"
_BOX = """<w:sdt {namespaces} xmlns:w14="{word_2010}">
<w:sdtPr><w:alias w:val={name}/><w:tag w:val={tag}/><w14:checkbox><w14:checked w14:val="0"/>
<w14:checkedState w14:val="2612" w14:font="{font}"/>
<w14:uncheckedState w14:val="2610" w14:font="{font}"/></w14:checkbox></w:sdtPr>
<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"
 w:hint="eastAsia"/></w:rPr><w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>"""
_TABLE_LOOK = f"""<w:tblBorders {nsdecls("w")}>
<w:top w:val="single" w:sz="8" w:color="2B333B"/><w:left w:val="nil"/>
<w:bottom w:val="single" w:sz="8" w:color="2B333B"/><w:right w:val="nil"/>
<w:insideH w:val="single" w:sz="4" w:color="AEB8C1"/><w:insideV w:val="nil"/></w:tblBorders>"""
_TABLE_AIR = f"""<w:tblCellMar {nsdecls("w")}>
<w:top w:w="60" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>
<w:bottom w:w="60" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>"""
_HEADINGS = {"Title": (20, INK), "Heading 1": (15, FOCUS), "Heading 2": (12, INK)}


def open_document(*, title: str, subject: str) -> Document:
    """Return an empty A4 document in Danish, in the house's look.

    Parameters
    ----------
    title, subject : str
        Written as properties of the file.
    """
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.subject, properties.author = title, subject, "praksis"
    properties.language, properties.comments = "da-DK", ""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    _set_language(document)
    _set_look(document, "Normal", size=10, colour=INK)
    for name, (size, colour) in _HEADINGS.items():
        _set_look(document, name, size=size, colour=colour)
    return document


def number_pages(document: Document, *, header: str, footer: str) -> None:
    """Write a running head, and a foot with a text to the left and *side x af y* to the right."""
    section = document.sections[0]
    small(section.header.paragraphs[0], header)
    paragraph = section.footer.paragraphs[0]
    # The style's own stops lie in the middle and where a letter-size page ends.
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    small(paragraph, f"{footer}\tside ")
    _add_field(paragraph, "PAGE")
    small(paragraph, " af ")
    _add_field(paragraph, "NUMPAGES")


def add_table(document: Document, headings: list[str], *, widths: list[float]) -> Table:
    """Add a table with a head that is repeated on each page; widths in mm."""
    table: Table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.autofit = False
    # Word refuses a table whose properties stand in another order than the standard's.
    properties = table._tbl.tblPr
    properties.find(qn("w:tblLayout")).addprevious(parse_xml(_TABLE_LOOK))
    properties.find(qn("w:tblLook")).addprevious(parse_xml(_TABLE_AIR))
    _mark_as_head(table.rows[0])
    for cell, heading in zip(table.rows[0].cells, headings, strict=True):
        small(cell.paragraphs[0], heading).bold = True
        cell._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="E3EBF3"/>')
        )
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    set_widths(table.rows[0], widths)
    return table


def add_row(table: Table, *, widths: list[float]) -> list[_Cell]:
    """Add a row that is not torn between two pages, and return its cells."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    set_widths(row, widths)
    return list(row.cells)


def set_widths(row: _Row, widths: list[float]) -> None:
    """Set the width of each cell of a row, in mm; LibreOffice looks here."""
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)


def add_line(cell: _Cell, *, is_first: bool = False) -> Paragraph:
    """Return the cell's first paragraph, or a new one, close to the one above."""
    paragraph: Paragraph = cell.paragraphs[0] if is_first else cell.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(1.5)
    paragraph.paragraph_format.line_spacing = 1.0
    return paragraph


def add_box(paragraph: Paragraph, words: str, *, name: str) -> None:
    """Add a box to tick, and the words beside it; `name` is what a screen reader says."""
    box = _BOX.format(
        namespaces=nsdecls("w"),
        word_2010=_WORD_2010,
        name=quoteattr(name[:64]),
        tag=quoteattr(name[:64]),
        font=_BOX_FONT,
    )
    paragraph._p.append(parse_xml(box))
    paragraph.add_run(f"\u00a0{words}").font.size = Pt(9.5)


def small(paragraph: Paragraph, words: str) -> Run:
    """Add small, quiet words and return them."""
    run = paragraph.add_run(words)
    run.font.size = Pt(8.5)
    run.font.color.rgb = QUIET
    return run


def _set_look(document: Document, name: str, *, size: float, colour: RGBColor) -> None:
    style: ParagraphStyle = document.styles[name]
    style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), _FONT)
    style.paragraph_format.space_after = Pt(4)
    if name == "Title":
        for rule in style.element.findall(".//" + qn("w:pBdr")):
            rule.getparent().remove(rule)


def _set_language(document: Document) -> None:
    """Say that the text is Danish, so that spelling and speech follow."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "da-DK")


def _mark_as_head(row: _Row) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))


def _add_field(paragraph: Paragraph, name: str) -> None:
    """Add a field that Word works out itself, such as the number of the page."""
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{name}"/>')
    run = small(paragraph, "1")
    field.append(run._r)
    paragraph._p.append(field)
