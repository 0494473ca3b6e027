import dataclasses
import datetime as dt
import io
import re
import shutil
import subprocess

import pikepdf
import pytest

from analysis.blocks.model import (
    Block,
    Column,
    FindingText,
    Heading,
    Paragraph,
    Row,
    Table,
    Text,
)
from analysis.documents.pdf_structure import find_pdf_faults
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
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")


def test_document_has_no_faults(report):
    assert find_pdf_faults(render_pdf(report)) == ()


def test_figure_with_a_placeholder_for_its_alternative_text_is_found(report, sample):
    figure = Block("f", sample.make_figure(alt="Figur 1"), sample.OBSERVED)
    pdf = render_pdf(dataclasses.replace(report, blocks=(report.blocks[0], figure)))
    assert [fault.rule for fault in find_pdf_faults(pdf)] == ["alt"]


def test_first_cell_of_each_row_of_data_heads_its_row(document, sample):
    rows = [e for e in _elements(document, "/TR") if len(e.K) > 1]
    named = [row for row in rows if _scope(row.K[0]) == "/Row"]
    assert len(named) >= len(sample.ROWS)
    assert all(str(row.K[0].S) == "/TH" for row in rows)


def test_groups_right_below_each_other_are_set(report):
    groups = [Row((name,), is_group=True) for name in ("Service", "Overførsler", "Varigt")]
    rows = (*groups, Row(("Førtidspension", "12")), *groups, Row(("Fleksjob", "7")))
    table = Table("Tabel", (Column("a", "Ordning", "left"), Column("b", "Antal")), rows, ())
    pdf = render_pdf(dataclasses.replace(report, blocks=(report.blocks[0], Block("t", table))))
    assert find_pdf_faults(pdf) == ()


def test_status_and_embargo_stand_on_every_page(report):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is absent: it reads the words of the PDF back")
    embargo = report.meta.date + dt.timedelta(days=14)
    meta = dataclasses.replace(report.meta, status="godkendt", embargo=embargo)
    pages = _read_pages(render_pdf(dataclasses.replace(report, meta=meta)))
    assert len(pages) > 1
    assert all("godkendt" in page for page in pages)
    assert all(meta.embargo_line in page for page in pages)


def test_own_words_are_set_under_who_and_when(report):
    words = (Paragraph("Vi har ændret praksis.", "Kommunens ord, 3. februar"), Paragraph("Mere."))
    blocks = (report.blocks[0], Block("own", Text(words, role="own")))
    pdf = render_pdf(dataclasses.replace(report, blocks=blocks))
    assert find_pdf_faults(pdf) == ()
    with pikepdf.open(io.BytesIO(pdf)) as own:
        assert len(_elements(own, "/P")) >= len(words)


@pytest.mark.parametrize("n_rows", [5, 19, 60])
def test_note_of_a_table_never_stands_alone_on_a_page(report, n_rows):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is absent: it reads the words of the PDF back")
    columns = (Column("a", "Ordning", "left"), Column("b", "Antal"))
    rows = tuple(Row((f"Række {i}", str(i))) for i in range(n_rows))
    filler = Text(tuple(Paragraph("Ord " * 60) for _ in range(9)))
    blocks = (
        report.blocks[0],
        Block("x", filler),
        Block("t", Table("Tabel", columns, rows, (), note="Bemærkningen " * 30)),
    )
    pages = _read_pages(render_pdf(dataclasses.replace(report, blocks=blocks)))
    with_note = [page for page in pages if "Bemærkningen" in page]
    assert with_note
    assert all("Række" in page for page in with_note)


def test_figure_is_drawn_smaller_where_that_keeps_its_table_beside_it(report, sample):
    columns = (Column("a", "Ordning", "left"), Column("b", "Antal"))

    def count(n_rows):
        rows = tuple(Row((f"Række {i}", str(i))) for i in range(n_rows))
        figures = [Block(f"f{i}", sample.make_figure(), sample.OBSERVED) for i in range(2)]
        table = Block("t", Table("Tabel", columns, rows, ()))
        blocks = (Block("h", Heading("Hvad nu?")), *figures, table)
        pdf = render_pdf(dataclasses.replace(report, blocks=(report.blocks[0], *blocks)))
        with pikepdf.open(io.BytesIO(pdf)) as set_pages:
            heights = [_height(e) for e in _elements(set_pages, "/Figure")]
            return len(set_pages.pages), heights[-1]

    (few_pages, smaller), (more_pages, full) = count(1), count(19)
    assert (few_pages, more_pages) == (2, 3)
    assert 0.75 * full < smaller < 0.97 * full


def test_bookmark_of_the_title_parts_its_words(document):
    with document.open_outline() as outline:
        words = outline.root[0].title.split()
    assert " ".join(words) == "Praksissammenligning Aby 4. kvartal 2025"


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


def test_page_one_is_set_smaller_before_it_becomes_two(report):
    words = [Block(f"t{n}", Text((Paragraph("Ord, der fylder en linje."),))) for n in range(60)]

    def sheets_with(n):
        pdf = render_pdf(dataclasses.replace(report, blocks=(report.blocks[0], *words[:n])))
        with pikepdf.open(io.BytesIO(pdf)) as document:
            # Whatever is set smaller than it is measured is scaled by a matrix of its own.
            drawn = document.pages[0].Contents.read_bytes()
            scaled = re.findall(rb"\b0?\.9\d* 0 0 -0?\.9\d* ", drawn)
            return len(document.pages), bool(scaled)

    sheets = [sheets_with(n) for n in range(5, 60, 2)]
    assert sheets[0] == (1, False)
    assert (1, True) in sheets
    assert sheets[-1] == (2, False)
    assert sheets == sorted(sheets, key=lambda each: (each[0], each[0] == 1 and each[1]))


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


def _scope(cell):
    return next((str(a.Scope) for a in cell.get("/A", ()) if "/Scope" in a), "")


def _height(figure):
    box = next(a.BBox for a in figure.A if "/BBox" in a)
    return float(box[3]) - float(box[1])


def _read_pages(pdf):
    found = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return found.stdout.decode().split("\f")[:-1]
