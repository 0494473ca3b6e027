import dataclasses
import io

import pikepdf
import pytest

from analysis.blocks.model import Block, FindingText, Heading, Paragraph, Text
from analysis.errors import RenderingError
from analysis.rendering.pdf import render_pdf


@pytest.fixture(scope="module")
def document(report):
    with pikepdf.open(io.BytesIO(render_pdf(report))) as pdf:
        yield pdf


def test_document_states_language_title_and_that_it_is_tagged(document):
    assert str(document.Root.Lang).startswith("da")
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == "Praksissammenligning · Aby · 4. kvartal 2025"
        assert metadata["pdfuaid:part"] == "1"


def test_every_drawing_has_its_alternative_text(document, sample):
    alternatives = [str(e.Alt) for e in _elements(document, "/Figure")]
    assert sample.make_figure().alt in alternatives
    assert len(alternatives) == 1 + len(sample.ROWS)
    assert all(alternatives)


def test_tables_have_header_cells(document):
    headers = _elements(document, "/TH")
    assert len(headers) >= 6 + 2 + 4 + 4
    assert len(_elements(document, "/Table")) == 3


def test_headings_are_tagged_in_order(document):
    levels = [int(str(e.S)[2]) for e in _walk(document.Root.StructTreeRoot) if _is_heading(e)]
    assert levels == [1, 2, 2, 3, 2, 2]


def test_bookmarks_name_each_question(document):
    with document.open_outline() as outline:
        names = [child.title for item in outline.root for child in (item, *item.children)]
    assert "Hvem sammenligner vi med?" in names


def test_page_one_is_one_page_of_a4(document, report):
    assert [round(float(x)) for x in document.pages[0].MediaBox] == [0, 0, 595, 842]
    n_questions = sum(b.kind == "Heading" and b.content.level == 1 for b in report.blocks)
    assert len(document.pages) == 1 + n_questions


def test_same_report_gives_the_same_bytes(report, sample):
    assert render_pdf(report) == render_pdf(sample.make_report())


def test_hostile_text_is_set_as_text(report):
    hostile = '#evil[] $x$ <script> @ref *b* _i_ `c` \\n = h // "q" #sys.inputs'
    text = Text((Paragraph(hostile, hostile),))
    blocks = (report.blocks[0], Block("a", Heading(hostile)), Block("b", text))
    pdf = render_pdf(dataclasses.replace(report, blocks=blocks))
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        names = [child.title for item in outline.root for child in (item, *item.children)]
    assert hostile in names


def test_only_pages_with_synthetic_numbers_are_stamped_in_their_header(report, sample):
    masthead, finding = report.blocks[0], FindingText("Færre.", "lavere")
    blocks = (
        masthead,
        Block("a", Heading("Observeret?")),
        Block("b", finding, sample.OBSERVED),
        Block("c", Heading("Syntetisk?")),
        Block("d", finding, sample.STOCK),
    )
    with pikepdf.open(
        io.BytesIO(render_pdf(dataclasses.replace(report, blocks=blocks)))
    ) as document:
        # Only the stamp has a fill that is not grey, ink or white.
        sand = [b"0.9647" in page.Contents.read_bytes() for page in document.pages]
    assert sand == [False, False, True]


def test_figure_without_alternative_text_is_refused(report, sample):
    figure = Block("f", sample.make_figure(alt=""), sample.OBSERVED)
    with pytest.raises(RenderingError, match="The PDF cannot be set"):
        render_pdf(dataclasses.replace(report, blocks=(report.blocks[0], figure)))


def _elements(document, kind):
    return [e for e in _walk(document.Root.StructTreeRoot) if e.get("/S") == kind]


def _is_heading(element):
    return str(element.get("/S", "")) in {"/H1", "/H2", "/H3"}


def _walk(element):
    if isinstance(element, pikepdf.Array):
        for each in element:
            yield from _walk(each)
    elif isinstance(element, pikepdf.Dictionary):
        yield element
        if "/K" in element:
            yield from _walk(element.K)
