"""Can everyone read the PDF, and will it open in twenty years? What its structure lacks.

The compiler checks what it knows while it sets the pages. This looks at the finished file
from outside, as a reader or an archive meets it: what it says of itself, and, with
`pdf_tags` and `pdf_content`, its tags and what stands on the pages.

A file without faults here is no certificate: a full validation of PDF/A-2a and PDF/UA-1
takes a validator such as veraPDF, which has not been run on these files.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from analysis.documents.pdf_content import find_content_faults
from analysis.documents.pdf_fault import Fault
from analysis.documents.pdf_tags import find_tag_faults
from analysis.errors import RenderingError

if TYPE_CHECKING:
    import pikepdf

_PDFA, _PDFUA = "http://www.aiim.org/pdfa/ns/id/", "http://www.aiim.org/pdfua/ns/id/"
_DANISH = re.compile(r"da(-DK)?", re.IGNORECASE)
_SIMPLE_FONTS = {"/Type1", "/MMType1", "/TrueType", "/CIDFontType0", "/CIDFontType2"}
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_SCRIPT = re.compile(rb"/(JavaScript|JS)\b")


def find_pdf_faults(data: bytes, *, language: str = "da") -> tuple[Fault, ...]:
    """Return what keeps a PDF from being read by everyone and kept in an archive.

    Parameters
    ----------
    data : bytes
        The file.
    language : str, default "da"
        The language that it should state; ``da`` accepts ``da-DK`` too.

    Returns
    -------
    tuple of Fault
        Each rule that is broken, with the place; none for a sound file. The rules are
        listed in docs/how-to/accessible-pdf.md.

    Raises
    ------
    RenderingError
        If it is no PDF, or needs a password to be opened.

    Notes
    -----
    Leans towards silence: what is looked at is what can be told without judging a text or
    a drawing. Whether an alternative text says what its figure shows is for an eye.

    References
    ----------
    ISO 14289-1:2014 (PDF/UA-1), clause 7. ISO 19005-2:2011 (PDF/A-2), clause 6.
    ISO 32000-1:2008, clauses 14.7 and 14.8.
    """
    # Imported here since most commands never look at a page.
    import pikepdf  # noqa: PLC0415

    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except (pikepdf.PdfError, pikepdf.PasswordError):
        raise RenderingError(
            "The file cannot be read as a PDF.",
            where=f"{len(data)} bytes",
            expected="a whole PDF that opens without a password",
            fix="render it again",
        ) from None
    with pdf:
        return (
            *_find_statement_faults(pdf, language),
            *_find_metadata_faults(pdf),
            *_find_archive_faults(pdf),
            *_find_annotation_faults(pdf),
            *find_tag_faults(pdf),
            *find_content_faults(pdf),
        )


def _find_statement_faults(pdf: pikepdf.Pdf, language: str) -> Iterator[Fault]:
    """Yield what the file should say of itself and does not."""
    root = pdf.Root
    marks: Any = root.get("/MarkInfo", {})
    if not bool(marks.get("/Marked", False)):
        yield Fault("marked", "the file does not say that it is tagged")
    if bool(marks.get("/Suspects", False)):
        yield Fault("marked", "the file says that its tags are suspect")
    stated = str(root.get("/Lang", ""))
    is_stated = _DANISH.fullmatch(stated) if language == "da" else stated == language
    if not is_stated:
        yield Fault("language", f"the language is {stated or 'not stated'}, not {language}")
    window: Any = root.get("/ViewerPreferences", {})
    if not bool(window.get("/DisplayDocTitle", False)):
        yield Fault("title", "the window shows the name of the file and not the title")


def _find_metadata_faults(pdf: pikepdf.Pdf) -> Iterator[Fault]:
    """Yield what the metadata lack, and where they say something else than the old ones."""
    if "/Metadata" not in pdf.Root:
        yield Fault("metadata", "the file has no metadata (XMP)")
        return
    metadata = pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
    info = pdf.docinfo
    title = str(metadata.get("dc:title", "") or "").strip()
    if not title:
        yield Fault("title", "the metadata have no title")
    elif title != str(info.get("/Title", title)):
        yield Fault("metadata", "the title in Info is another than in the metadata")
    for old, new in (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate")):
        if old in info and _digits(str(info[old])) != _digits(str(metadata.get(new, ""))):
            yield Fault("metadata", f"{old} in Info is another than {new} in the metadata")
    part = (
        str(metadata.get(f"{{{_PDFA}}}part", "")),
        str(metadata.get(f"{{{_PDFA}}}conformance", "")),
    )
    if part != ("2", "A"):
        yield Fault("standard", "the metadata do not say PDF/A-2a")
    if str(metadata.get(f"{{{_PDFUA}}}part", "")) != "1":
        yield Fault("standard", "the metadata do not say PDF/UA-1")


def _find_archive_faults(pdf: pikepdf.Pdf) -> Iterator[Fault]:
    """Yield what an archive cannot keep: missing colours and fonts, locks and scripts."""
    intents = pdf.Root.get("/OutputIntents", ())
    if not any(i.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in i for i in intents):
        yield Fault("colour", "the file has no output intent with a profile")
    if "/ID" not in pdf.trailer:
        yield Fault("metadata", "the file has no ID")
    if pdf.is_encrypted:
        yield Fault("locked", "the file is encrypted")
    for each in pdf.objects:
        if not _is_dictionary(each):
            continue
        if _SCRIPT.search(each.unparse(resolved=True)):
            yield Fault("script", "the file holds JavaScript")
        if each.get("/Type") == "/Font":
            yield from _find_font_faults(each)


def _find_font_faults(font: pikepdf.Object) -> Iterator[Fault]:
    name = str(font.get("/BaseFont", "a font")).lstrip("/")
    descriptor: Any = font.get("/FontDescriptor", {})
    if font.get("/Subtype") in _SIMPLE_FONTS and not any(f in descriptor for f in _FONT_FILES):
        yield Fault("font", f"{name} is not embedded")
    if font.get("/Subtype") == "/Type0" and "/ToUnicode" not in font:
        yield Fault("font", f"{name} does not say which letters its signs are")


def _find_annotation_faults(pdf: pikepdf.Pdf) -> Iterator[Fault]:
    """Yield links and notes that say nothing, and pages where the tab key jumps about."""
    for number, page in enumerate(pdf.pages, start=1):
        notes = [n for n in page.get("/Annots", ()) if n.get("/Subtype") != "/Popup"]
        for note in notes:
            if not str(note.get("/Contents", "")).strip():
                yield Fault("annotation", "a link or note has no words (Contents)", page=number)
        if page.get("/Tabs") != "/S":
            yield Fault("tabs", "the tab key does not follow the tags", page=number)


def _is_dictionary(each: object) -> bool:
    """Tell whether an object has keys and holds no data of its own."""
    import pikepdf  # noqa: PLC0415

    return isinstance(each, pikepdf.Dictionary)


def _digits(moment: str) -> str:
    """Return date and time to the second, without what the two ways of writing differ in."""
    return re.sub(r"\D", "", moment)[:14]
