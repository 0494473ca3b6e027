"""The slides of a pack: at most eight, none without its material, and no fault in any."""

from __future__ import annotations

import dataclasses
import io
import runpy
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn

from analysis.blocks.model import Table, Text
from analysis.documents.deck import NativeChart, NativeDiagram
from analysis.documents.slides_faults import find_slide_faults
from analysis.documents.slides_pptx import write_slides
from analysis.findings.register import Certainty
from analysis.rendering.pack_deck import make_deck

HERE = Path(__file__)
samples = SimpleNamespace(**runpy.run_path(str(HERE.parents[1] / "texts" / "pack_record.py")))
ALL = ["indstilling", "praksis", "potentiale", "tiden", "sagsgang", "anbefalinger", "oekonomi",
       "plan"]  # fmt: skip
FORTY = tuple(samples.recommendation(n, is_overdue=True) for n in range(1, 41))
RECORDS = {
    "full": samples.record(),
    "bare": samples.bare_record(),
    "empty": samples.bare_record(findings=(), recommendations=(), milestones=()),
    "forty": samples.record(municipality_name=samples.TWO_LINES, recommendations=FORTY),
}


def slide(record, name: str, blocks=None):
    deck = make_deck(record, samples.blocks() if blocks is None else blocks)
    return next(each for each in deck.slides if each.id == name)


def chart(record, name: str) -> NativeChart:
    return next(each for each in slide(record, name).items if isinstance(each, NativeChart))


def native_chart(record, name: str):
    deck = Presentation(io.BytesIO(write_slides(make_deck(record, samples.blocks()))))
    (found,) = (each for each in deck.slides if each.name == name)
    return next(shape.chart for shape in found.shapes if shape.has_chart)


def label_shapes(series) -> list:
    return [series.points[place].data_label for place in range(len(series.values))]


@pytest.mark.parametrize("name", RECORDS)
def test_no_slide_has_a_fault(name: str) -> None:
    assert find_slide_faults(write_slides(make_deck(RECORDS[name], samples.blocks()))) == []


def test_a_full_record_gives_all_eight_slides() -> None:
    assert [each.id for each in make_deck(samples.record(), samples.blocks()).slides] == ALL


def test_slides_without_material_are_left_out_and_what_is_unknown_is_said() -> None:
    found = [each.id for each in make_deck(samples.bare_record(), {}).slides]
    assert found == ["indstilling", "praksis", "ved-ikke", "anbefalinger", "plan"]
    assert "hvor tiden går" in slide(samples.bare_record(), "ved-ikke").title


def test_ratios_stand_with_limits_for_flows_and_as_points_for_stocks() -> None:
    found = chart(samples.record(), "praksis")
    assert found.categories == ("Førtidspension, tilkendelser", "Fleksjob, bestand")
    assert found.point_labels == ("0,72 (0,65 til 0,80)", "0,90")
    assert (found.lower, found.upper) == ((0.651, 0.9), (0.802, 0.9))


def test_the_message_names_the_difference_with_how_sure_it_is() -> None:
    title = slide(samples.record(), "praksis").title
    assert title == "Tilkendelserne af førtidspension er lavere end forventet (meget sikkert)"


def test_nothing_to_tell_apart_is_said_as_such() -> None:
    weak = tuple(
        dataclasses.replace(each, certainty=Certainty.WEAK, state="indistinguishable")
        for each in samples.findings()
    )
    assert slide(samples.record(findings=weak), "praksis").title.startswith("Ingen ordning kan")


def test_an_upper_limit_alone_is_no_estimate_in_the_chart() -> None:
    found = chart(samples.record(), "potentiale")
    place = found.categories.index("Revalidering")
    assert found.series[0][1][place] == 0.0
    assert found.point_labels[place] == "højst 60"


def test_steps_at_the_same_time_stand_side_by_side_and_obvious_cases_are_left_out() -> None:
    items = slide(samples.record(), "sagsgang").items
    boxes = {box.id: box for each in items if isinstance(each, NativeDiagram) for box in each.boxes}
    assert boxes["forslag-laege"].y == boxes["forslag-social"].y
    assert boxes["forslag-laege"].x < boxes["forslag-social"].x
    assert boxes["forslag-social"].role == "focus"
    assert boxes["nuvaerende-ekstra"].role == "waiting"
    assert boxes["forslag-afgoer"].text == "Trin afgoer · SOF: 4 uger"
    assert "forslag-hurtig" not in boxes


def test_a_flow_with_more_steps_than_can_be_read_is_left_to_the_report() -> None:
    blocks = samples.blocks()
    many = tuple(samples.step(flow, f"t{n}", n, n + 1) for flow in ("nuvaerende", "forslag")
                 for n in range(15))  # fmt: skip
    picture = blocks["sagsgang"]
    content = dataclasses.replace(picture.content, records=many)
    blocks["sagsgang"] = dataclasses.replace(picture, content=content)
    assert "sagsgang" not in [each.id for each in make_deck(samples.record(), blocks).slides]


def test_of_forty_recommendations_as_many_are_shown_as_can_be_read() -> None:
    (table,) = slide(RECORDS["forty"], "anbefalinger").items
    assert isinstance(table.content, Table)
    shown = len(table.content.rows) - 1
    assert 3 <= shown <= 8
    assert table.content.rows[-1].cells[1] == f"… og {40 - shown} til i rapporten"


def test_recommendations_with_long_titles_show_the_strength_alone_to_stay_readable() -> None:
    few = samples.record(recommendations=FORTY[:3])
    (table,) = slide(few, "anbefalinger").items
    assert table.content.rows[0].cells[4] == "Stærk; holder"
    (table,) = slide(RECORDS["forty"], "anbefalinger").items
    assert table.content.rows[0].cells[4] == "Stærk"


def test_ratios_of_numbers_too_small_to_judge_are_not_drawn() -> None:
    small = tuple(
        dataclasses.replace(each, certainty=Certainty.NONE, state="too_few")
        if each.id == "benchmark.fleksjob-bestand"
        else each
        for each in samples.findings()
    )
    assert chart(samples.record(findings=small), "praksis").categories == (
        "Førtidspension, tilkendelser",
    )


def test_money_stands_by_whose_it_is_and_is_no_argument_about_rights() -> None:
    found = slide(samples.record(), "oekonomi")
    assert chart(samples.record(), "oekonomi").point_labels[0] == "−396 (−549 til −249)"
    assert "merudgift for kommunen" in found.title
    said = [p.text for each in found.items if not isinstance(each, NativeChart)
            for p in each.content.paragraphs]  # fmt: skip
    assert any("ikke et argument om, hvem der har ret" in text for text in said)


def test_the_plan_says_what_is_next_and_what_changed_since_last() -> None:
    found = slide(samples.record(), "plan")
    assert found.title == "Næste milepæl er »Opgaven tjekliste«, 15. december 2026"
    said = [each for each in found.items if not isinstance(each, NativeChart)]
    assert isinstance(said[0].content, Text)
    assert said[0].content.paragraphs[-1].text == "Intet er ændret siden da."


def test_words_after_an_interval_begin_after_its_upper_limit_and_never_left_of_zero() -> None:
    for name, least in (("praksis", 0.802), ("oekonomi", 0.0)):
        native = native_chart(samples.record(), name)
        bars, anchor = native.plots[0].series
        assert next(iter(anchor.values)) == pytest.approx(least)
        (limits,) = native._chartSpace.findall(f".//{qn('c:errBars')}")
        assert limits.find(f"{qn('c:plus')}//{qn('c:f')}").text.startswith("Sheet1!$D$2")
        sheet = openpyxl.load_workbook(io.BytesIO(native.part.chart_workbook.xlsx_part.blob)).active
        found = chart(samples.record(), name)
        assert sheet.cell(2, 4).value == pytest.approx(found.upper[0] - found.series[0][1][0])
        assert [label.text_frame.text for label in label_shapes(anchor)] == [*found.point_labels]
        assert len(bars.values) == len(found.categories)


def test_every_slide_has_notes_that_say_where_the_numbers_stand() -> None:
    for each in make_deck(samples.record(), samples.blocks()).slides:
        assert "bilaget »alle fund«" in each.notes


def test_a_slide_of_invented_findings_is_stamped() -> None:
    invented = samples.record(findings=samples.findings(samples.INVENTED))
    deck = make_deck(invented, samples.blocks())
    stamped = {each.id for each in deck.slides if deck.stamp_of(each)}
    assert {"indstilling", "praksis", "potentiale", "tiden", "oekonomi"} <= stamped


def test_the_same_record_gives_the_same_bytes() -> None:
    one, two = (write_slides(make_deck(samples.record(), samples.blocks())) for _ in range(2))
    assert one == two
