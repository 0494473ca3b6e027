"""The slides: editable, readable, described, stamped, the same bytes each time."""

from __future__ import annotations

import io
import runpy
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pikepdf
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from analysis.blocks.model import STAMP
from analysis.documents.slides_faults import find_slide_faults
from analysis.documents.slides_pptx import write_slides
from analysis.errors import RenderingError

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_samples.py"))))
WHOLE = write_slides(samples.deck())


def open_slides(*slides):
    data = write_slides(samples.deck(*slides)) if slides else WHOLE
    return list(Presentation(io.BytesIO(data)).slides)


def chart_of(slide):
    return next(shape.chart for shape in slide.shapes if getattr(shape, "has_chart", False))


def test_a_whole_deck_has_no_fault() -> None:
    assert find_slide_faults(WHOLE) == []


def test_a_name_of_two_lines_is_written_whole_on_the_first_slide() -> None:
    data = write_slides(samples.deck(municipality=samples.LONG_NAME))
    assert find_slide_faults(data) == []
    first = Presentation(io.BytesIO(data)).slides[0]
    assert any(samples.LONG_NAME in s.text_frame.text for s in first.shapes if s.has_text_frame)


@pytest.mark.parametrize("municipality", ["Aby", samples.LONG_NAME])
def test_an_embargo_is_whole_on_every_slide_and_an_approval_on_the_first(municipality) -> None:
    line = "Må ikke offentliggøres før 27. september 2026 kl. 10.00"
    deck = replace(
        samples.deck(municipality=municipality),
        status="godkendt",
        approval="12. september 2026 af Beskæftigelsesdirektøren",
        embargo=line,
    )
    data = write_slides(deck)
    assert find_slide_faults(data) == []
    slides = [
        "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        for slide in Presentation(io.BytesIO(data)).slides
    ]
    assert all(line in words for words in slides)
    assert "godkendt 12. september 2026 af Beskæftigelsesdirektøren" in slides[0]


def test_the_same_deck_gives_the_same_bytes() -> None:
    assert write_slides(samples.deck()) == WHOLE


def test_no_clock_and_no_foreign_picture_is_left_in_the_file() -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as file:
        assert {entry.date_time[0] for entry in file.infolist()} == {1980}
        assert not [name for name in file.namelist() if "thumbnail" in name or "printer" in name]


def test_slides_are_wide_numbered_titled_and_noted() -> None:
    presentation = Presentation(io.BytesIO(WHOLE))
    assert presentation.slide_width / presentation.slide_height == pytest.approx(16 / 9, abs=1e-3)
    slides = list(presentation.slides)
    assert len(slides) == 8
    for slide in slides:
        assert slide.shapes.title.text_frame.text
        assert "Forbehold" in slide.notes_slide.notes_text_frame.text
    fields = [slide._element.findall(f".//{qn('a:fld')}") for slide in slides[1:]]
    assert all(field[0].get("type") == "slidenum" for field in fields)


def test_the_master_is_ours() -> None:
    presentation = Presentation(io.BytesIO(WHOLE))
    assert [each.name for each in presentation.slide_layouts] == ["Forside", "Budskab"]
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as file:
        theme = file.read("ppt/theme/theme1.xml").decode()
    assert 'typeface="Inter"' in theme
    assert "005A9C" in theme


@pytest.mark.parametrize("kind", ["bar", "bar_stacked", "interval", "line", "gantt", "funnel"])
def test_each_kind_of_chart_is_native_without_fault_and_has_its_numbers(kind: str) -> None:
    shown = samples.chart(kind)
    data = write_slides(samples.deck(samples.slide("chart", shown)))
    assert find_slide_faults(data) == []
    chart = chart_of(Presentation(io.BytesIO(data)).slides[0])
    assert tuple(chart.plots[0].categories) == shown.categories
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    for place, series in enumerate(chart.plots[0].series, start=2):
        column = [sheet.cell(row, place).value for row in range(2, 5)]
        assert sheet.cell(1, place).value == series.name
        assert column == pytest.approx(list(series.values), nan_ok=True)


def test_limits_of_an_interval_are_read_from_the_workbook() -> None:
    chart = chart_of(open_slides(samples.slide("chart", samples.chart()))[0])
    (bars,) = chart._chartSpace.findall(f".//{qn('c:errBars')}")
    above = [float(v.text) for v in bars.findall(f"{qn('c:plus')}//{qn('c:v')}")]
    assert above == pytest.approx([0.12, 0.08, 0.35])
    assert bars.find(f"{qn('c:plus')}//{qn('c:f')}").text == "Sheet1!$C$2:$C$4"
    sheet = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert [sheet.cell(row, 3).value for row in (2, 3, 4)] == pytest.approx(above)


def test_the_axis_of_an_interval_begins_at_zero_and_holds_the_longest_limit() -> None:
    axis = chart_of(open_slides(samples.slide("chart", samples.chart()))[0]).value_axis
    assert axis.minimum_scale == 0
    assert axis.maximum_scale >= 1.45


@pytest.mark.parametrize(
    ("number_format", "scale", "step"),
    [("0.0", 1.0, 0.5), ("0.0", 0.2, 0.1), ("#,##0", 1.0, 1.0), ("0 %", 0.1, 0.05)],
)
def test_ticks_of_an_interval_are_numbers_that_the_format_can_write(
    number_format: str, scale: float, step: float
) -> None:
    shown = samples.chart(
        series=(("x", (0.9 * scale, 0.7 * scale, 1.1 * scale)),),
        lower=tuple(scale * each for each in (-0.8, 0.6, 0.7)),
        upper=tuple(scale * each for each in (1.0, 0.8, 1.45)),
        number_format=number_format,
    )
    axis = chart_of(open_slides(samples.slide("chart", shown))[0]).value_axis
    assert axis.major_unit == pytest.approx(step)
    for end in (axis.minimum_scale, axis.maximum_scale):
        assert end / step == pytest.approx(round(end / step))
    assert axis.minimum_scale <= -0.8 * scale
    assert axis.maximum_scale >= 1.45 * scale


def test_a_value_outside_its_limits_is_refused() -> None:
    shown = samples.chart(lower=(0.95, 0.65, 0.7))
    with pytest.raises(RenderingError, match="outside its limits"):
        write_slides(samples.deck(samples.slide("chart", shown)))


def test_a_table_is_native_with_a_flagged_head_and_an_alternative_text() -> None:
    slide = open_slides(samples.slide("table", samples.table()))[0]
    frame = next(shape for shape in slide.shapes if shape.has_table)
    assert frame.table.first_row
    assert [cell.text for cell in frame.table.rows[0].cells] == ["Post", "2026", "2027"]
    assert "1.000 kr." in frame._element.xpath(".//p:cNvPr")[0].get("descr")


def test_arrows_are_tied_to_their_boxes() -> None:
    slide = open_slides(samples.slide("figure", samples.diagram()))[0]
    tied = slide._element.findall(f".//{qn('a:stCxn')}") + slide._element.findall(
        f".//{qn('a:endCxn')}"
    )
    assert len(tied) == 4


def test_only_slides_that_rest_on_synthetic_data_are_stamped() -> None:
    observed = samples.slide("bullets", samples.text("x"))
    invented = samples.slide("chart", samples.chart(lineage=samples.INVENTED))
    slides = open_slides(samples.slide("title", samples.text("x")), observed, invented)
    stamped = [
        any(s.has_text_frame and s.text_frame.text == STAMP for s in slide.shapes)
        for slide in slides
    ]
    assert stamped == [True, False, True]


@pytest.mark.parametrize(
    ("items", "layout", "message"),
    [
        ((samples.text("ord " * 900),), "bullets", "does not fit its place"),
        ((samples.table(30),), "table", "does not fit on the slide"),
        ((samples.table(), samples.chart()), "chart", "one exhibit, not 2"),
        ((samples.table(),), "bullets", "no text for a slide"),
        ((samples.table(),), "statement", "not statements"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_slide(items, layout, message) -> None:
    with pytest.raises(RenderingError, match=message) as caught:
        write_slides(samples.deck(samples.slide(layout, *items, name="den-her")))
    assert "slide den-her" in str(caught.value)


def test_too_many_categories_are_refused_with_how_many_fit() -> None:
    names = tuple(f"Kommune {n}" for n in range(40))
    shown = samples.chart("bar", categories=names, series=(("x", (1.0,) * 40),), focus=0,
                          lower=(), upper=())  # fmt: skip
    with pytest.raises(RenderingError, match="40 categories do not fit") as caught:
        write_slides(samples.deck(samples.slide("chart", shown)))
    assert "at most" in str(caught.value)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="soffice is not installed")
def test_libreoffice_opens_the_slides(tmp_path: Path) -> None:
    path = tmp_path / "slides.pptx"
    path.write_bytes(WHOLE)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    done = subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path],
        check=False, capture_output=True, timeout=120,
    )  # fmt: skip
    if b"could not be loaded" in done.stderr + done.stdout:
        pytest.skip("LibreOffice is installed without Impress, so slides are not opened here")
    with pikepdf.open(tmp_path / "slides.pdf") as file:
        assert len(file.pages) == 8
