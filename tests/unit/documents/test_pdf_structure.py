"""The PDF as a reader for the blind and an archive meet it: each planted fault is found."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import runpy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest

from analysis.checklists.load import load_checklist
from analysis.documents.checklist_pdf import write_pdf
from analysis.documents.cover_pdf import write_cover_pdf
from analysis.documents.pdf_fault import Fault
from analysis.documents.pdf_structure import find_pdf_faults
from analysis.documents.pdf_tags import walk_tags
from analysis.errors import RenderingError

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_samples.py"))))
ALL_ITEMS = load_checklist(dt.date(2026, 3, 1))
# Few items, so that it is quick to spoil again and again; two sections and two pages.
CHECKLIST = write_pdf(
    dataclasses.replace(ALL_ITEMS, items=(*ALL_ITEMS.items[:3], *ALL_ITEMS.items[-2:]))
)
Damage = Callable[[pikepdf.Pdf], None]


def damage(do: Damage, data: bytes = CHECKLIST) -> tuple[Fault, ...]:
    """Return what is found in a sound file after one thing was spoiled."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        do(pdf)
        saved = io.BytesIO()
        pdf.save(saved, fix_metadata_version=False)
    return find_pdf_faults(saved.getvalue())


def elements(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    return [e for e in walk_tags(pdf.Root.StructTreeRoot.K) if kind == e.S]


def table_attributes(cell: pikepdf.Object) -> pikepdf.Object:
    return next(a for a in cell.A if "/O" in a and a.O == "/Table")


def replace_in_metadata(pdf: pikepdf.Pdf, old: bytes, new: bytes) -> None:
    before = pdf.Root.Metadata.read_bytes()
    assert old in before
    pdf.Root.Metadata.write(before.replace(old, new))


def rewrite_page(pdf: pikepdf.Pdf, change: Callable[[bytes], bytes]) -> None:
    page = pdf.pages[1]
    before = page.Contents.read_bytes()
    after = change(before)
    assert after != before
    page.Contents = pdf.make_stream(after)


@pytest.mark.parametrize("template", ["koebenhavn", "slagelse"])
def test_the_cover_paper_has_no_faults(template: str) -> None:
    assert find_pdf_faults(write_cover_pdf(samples.cover(template))) == ()


@pytest.mark.parametrize("data", [CHECKLIST, write_pdf(ALL_ITEMS)], ids=["few", "all"])
def test_the_checklist_has_no_faults(data: bytes) -> None:
    assert find_pdf_faults(data) == ()


def drop_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


def say_english(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = pikepdf.String("en")


def say_untagged(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


def say_suspect(pdf: pikepdf.Pdf) -> None:
    pdf.Root.MarkInfo.Suspects = True


def show_the_file_name(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def contradict_the_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Noget andet"


def contradict_the_date(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/CreationDate"] = "D:19990101120000Z"


def drop_metadata(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Metadata"]


def claim_level_b(pdf: pikepdf.Pdf) -> None:
    replace_in_metadata(pdf, b"<pdfaid:conformance>A<", b"<pdfaid:conformance>B<")


def claim_no_access(pdf: pikepdf.Pdf) -> None:
    replace_in_metadata(pdf, b"<pdfuaid:part>1<", b"<pdfuaid:part>9<")


def drop_colours(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def drop_a_font(pdf: pikepdf.Pdf) -> None:
    descriptor = next(
        each
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
    )
    for key in [key for key in descriptor.keys() if key.startswith("/FontFile")]:  # noqa: SIM118
        del descriptor[key]


def drop_the_letters(pdf: pikepdf.Pdf) -> None:
    font = next(
        each
        for each in pdf.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Subtype") == "/Type0"
    )
    del font["/ToUnicode"]


def add_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert(1)")
    )


def add_a_silent_link(pdf: pikepdf.Pdf) -> None:
    link = pikepdf.Dictionary(
        Type=pikepdf.Name("/Annot"), Subtype=pikepdf.Name("/Link"), Rect=[0, 0, 9, 9]
    )
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(link)])


def let_the_tab_key_jump(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0]["/Tabs"]


def drop_the_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/StructTreeRoot"]


def skip_a_level(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "/H2")[0].S = pikepdf.Name("/H3")


def write_two_titles(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "/H2")[0].S = pikepdf.Name("/H1")


def drop_the_bookmarks(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[0].children.pop()


def drop_a_scope(pdf: pikepdf.Pdf) -> None:
    del table_attributes(elements(pdf, "/TH")[0])["/Scope"]


def break_a_scope(pdf: pikepdf.Pdf) -> None:
    table_attributes(elements(pdf, "/TH")[0])["/Scope"] = pikepdf.Name("/Kolonne")


def take_a_row_its_name(pdf: pikepdf.Pdf) -> None:
    header = next(e for e in elements(pdf, "/TH") if table_attributes(e).Scope == "/Row")
    header.S = pikepdf.Name("/TD")


def drop_a_cell(pdf: pikepdf.Pdf) -> None:
    del elements(pdf, "/TR")[1].K[-1]


def widen_a_cell(pdf: pikepdf.Pdf) -> None:
    table_attributes(elements(pdf, "/TD")[0])["/ColSpan"] = 3


def paint_outside_the_tags(pdf: pikepdf.Pdf) -> None:
    rewrite_page(pdf, lambda content: content + b"\n0 0 m 9 9 l S")


def read_the_header_aloud(pdf: pikepdf.Pdf) -> None:
    rewrite_page(
        pdf,
        lambda content: re.sub(rb"/Artifact\s*<<.*?>>\s*BDC", b"/Span<</MCID 0>>BDC", content),
    )


def empty_a_page(pdf: pikepdf.Pdf) -> None:
    rewrite_page(pdf, lambda _: b"/Artifact BMC\n0 0 m 9 9 l S\nEMC")


def read_from_the_bottom(pdf: pikepdf.Pdf) -> None:
    document = pdf.Root.StructTreeRoot.K
    document = document[0] if isinstance(document, pikepdf.Array) else document
    document.K = pikepdf.Array(reversed(list(document.K)))


PLANTED = {
    drop_language: "language",
    say_english: "language",
    say_untagged: "marked",
    say_suspect: "marked",
    show_the_file_name: "title",
    contradict_the_title: "metadata",
    contradict_the_date: "metadata",
    drop_metadata: "metadata",
    claim_level_b: "standard",
    claim_no_access: "standard",
    drop_colours: "colour",
    drop_a_font: "font",
    drop_the_letters: "font",
    add_a_script: "script",
    add_a_silent_link: "annotation",
    let_the_tab_key_jump: "tabs",
    drop_the_tags: "tags",
    skip_a_level: "heading",
    write_two_titles: "heading",
    drop_the_bookmarks: "bookmark",
    drop_a_scope: "table",
    break_a_scope: "table",
    take_a_row_its_name: "table",
    drop_a_cell: "table",
    widen_a_cell: "table",
    paint_outside_the_tags: "content",
    read_the_header_aloud: "margin",
    empty_a_page: "empty",
    read_from_the_bottom: "order",
}


@pytest.mark.parametrize(("do", "rule"), PLANTED.items(), ids=[do.__name__ for do in PLANTED])
def test_a_planted_fault_is_found_under_its_rule(do: Damage, rule: str) -> None:
    assert rule in {fault.rule for fault in damage(do)}


def test_a_locked_file_that_opens_is_told_of() -> None:
    with pikepdf.open(io.BytesIO(CHECKLIST)) as pdf:
        saved = io.BytesIO()
        pdf.save(saved, encryption=pikepdf.Encryption(owner="ejer", user=""))
    assert "locked" in {fault.rule for fault in find_pdf_faults(saved.getvalue())}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nintet", CHECKLIST[: len(CHECKLIST) // 3][:900]])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(RenderingError, match="cannot be read as a PDF"):
        find_pdf_faults(data)


def test_another_language_is_asked_for_by_name() -> None:
    faults = find_pdf_faults(CHECKLIST, language="en")
    assert [fault.rule for fault in faults] == ["language"]


def test_a_fault_on_a_page_names_the_page() -> None:
    (fault,) = damage(paint_outside_the_tags)
    assert str(fault) == "page 2: something is neither tagged nor set aside [content]"


def test_every_rule_is_explained_in_the_guide() -> None:
    guide = Path(__file__).parents[3] / "docs" / "how-to" / "accessible-pdf.md"
    text = guide.read_text(encoding="utf-8")
    rules = {*PLANTED.values(), "locked", "alt"}
    assert [rule for rule in sorted(rules) if f"`{rule}`" not in text] == []
