import dataclasses

import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.model import (
    MIMETYPE,
    STAMP,
    Block,
    Column,
    Figure,
    FindingText,
    Heading,
    KeyFigure,
    Mark,
    Masthead,
    PageBreak,
    Paragraph,
    Row,
    Table,
    Text,
)
from analysis.concepts import Lineage

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path id="p" d="M0 0"/></svg>'
HOSTILE = '<script>alert("x")</script> #evil[] $x$ @ref & "q"'
MADE = Lineage(frozenset({"made.csv"}), frozenset({"made.csv"}))
FOUND = Lineage(frozenset({"found.csv"}))

TABLE = Table(
    "Andel",
    (Column("name", "Kommune", "left"), Column("share", "Andel, %"), Column("mark", "Forhold")),
    (
        Row(("Bestand",), is_group=True),
        Row(("Aby", "6,4", Mark(SVG, "0,9 gange forventet")), is_focus=True),
        Row(("Bekøb", "7,1", Mark(SVG, "1,1 gange forventet"))),
    ),
    ({"name": "Aby", "share": 6.4},),
    note="Afrundet.",
)
FIGURE = Figure("Titel", SVG, "Aby ligger under Bekøb.", "Svar", "Læs", "Ikke", ({"a": 1},))
NUMBERS = [TABLE, FIGURE, KeyFigure("Andel", "6,4 %", "af alle"), FindingText("Færre.", "lavere")]
WORDS = [
    Masthead("Titel", "Aby", "2025", "1. januar 2026", "udkast"),
    Heading("Hvem?"),
    Text((Paragraph("Tekst", "Til:"),), "note"),
    PageBreak(),
]


@pytest.mark.parametrize("content", NUMBERS + WORDS, ids=lambda content: type(content).__name__)
@pytest.mark.parametrize(("lineage", "origin"), [(MADE, "synthetic"), (FOUND, "observed")])
def test_every_block_says_its_id_kind_and_origin(content, lineage, origin):
    markup = block_to_html(Block("et-id", content, lineage))
    about = f'id="et-id" data-kind="{type(content).__name__}" data-origin="{origin}"'
    assert markup.count(about) == 1


@pytest.mark.parametrize("content", NUMBERS, ids=lambda content: type(content).__name__)
def test_synthetic_numbers_are_stamped_and_observed_ones_are_not(content):
    assert STAMP in block_to_html(Block("a", content, MADE))
    assert STAMP not in block_to_html(Block("a", content, FOUND))


@pytest.mark.parametrize("content", WORDS, ids=lambda content: type(content).__name__)
def test_words_are_not_stamped(content):
    assert STAMP not in block_to_html(Block("a", content, MADE))


def test_hostile_text_comes_out_as_text():
    markup = block_to_html(Block("a", FindingText(HOSTILE, HOSTILE)))
    assert "<script>" not in markup
    assert "&lt;script&gt;" in markup
    assert "#evil[] $x$ @ref &amp;" in markup


def test_hostile_alternative_text_stays_inside_its_attribute():
    row = Row(("Aby", Mark(SVG, '" onload="alert(1)')))
    table = Table("T", (Column("a", "A"), Column("b", "B")), (row,), ({},))
    markup = block_to_html(Block("a", table))
    assert 'aria-label="&quot; onload=&quot;alert(1)"' in markup


def test_masthead_is_the_first_heading_and_questions_the_second():
    assert "<h1>" in block_to_html(Block("a", WORDS[0]))
    assert "<h2 " in block_to_html(Block("a", Heading("Hvem?", 1)))
    assert "<h3 " in block_to_html(Block("a", Heading("Del", 2)))


def test_table_names_its_columns_rows_and_groups():
    markup = block_to_html(Block("t", TABLE, FOUND))
    assert markup.count('scope="col"') == 3
    assert markup.count('scope="row"') == 2
    assert '<th scope="rowgroup" colspan="3"><span>Bestand</span></th>' in markup
    assert markup.count('<tr class="focus">') == 1
    assert "<caption" in markup


def test_marks_of_one_table_have_ids_of_their_own():
    markup = block_to_html(Block("t", TABLE, FOUND))
    assert markup.count('id="t-r2c3-p"') == 1
    assert markup.count('id="t-r3c3-p"') == 1
    assert markup.count('role="img"') == 2
    assert 'aria-label="0,9 gange forventet"' in markup


def test_figure_carries_its_three_texts_and_its_alternative_text():
    markup = block_to_html(Block("f", FIGURE, FOUND))
    assert "<desc" in markup
    for text in [
        "Aby ligger under Bekøb.",
        "Figuren svarer på",
        "Sådan læses den",
        "Det viser den ikke",
    ]:
        assert text in markup


LONG = Table(
    "Lang",
    (Column("name", "Kommune", "left"), Column("n", "Antal")),
    tuple(Row((f"Kommune {i}", f"{i}.000"), is_focus=i == 3) for i in range(1, 15)),
    (),
)


def test_long_table_carries_the_values_that_it_sorts_by_only_where_a_page_sorts():
    markup = block_to_html(Block("t", LONG), tables="sorting")
    assert "<table data-sorts data-filters>" in markup
    assert '<td class="right" data-sort="14000">14.000</td>' in markup
    assert markup.count("data-sort=") == 14
    for form in ("plain", "stacking"):
        assert "data-sort" not in block_to_html(Block("t", LONG), tables=form)
    assert "<button" not in markup


def test_stacking_table_stays_a_table_and_labels_its_cells():
    markup = block_to_html(Block("t", TABLE, FOUND), tables="stacking")
    for role in ("table", "rowgroup", "row", "columnheader", "rowheader", "cell"):
        assert f'role="{role}"' in markup
    assert 'data-label="Andel, %">6,4<' in markup
    assert 'role="table"' not in block_to_html(Block("t", TABLE, FOUND))


def test_column_without_a_name_has_no_empty_heading():
    table = dataclasses.replace(LONG, columns=(Column("name", "", "left"), Column("n", "Antal")))
    markup = block_to_html(Block("t", table))
    assert markup.count('<th scope="col"') == 1
    assert '<td class="left"></td>' in markup


def test_low_table_is_kept_on_one_printed_page_and_a_high_one_is_not():
    high = dataclasses.replace(LONG, rows=tuple(Row(("Kommune", "ord " * 60)) for _ in range(14)))
    assert 'class="block table short"' in block_to_html(Block("t", LONG))
    assert 'class="block table"' in block_to_html(Block("t", high))


def test_drawings_take_their_colours_from_the_page_only_where_it_asks():
    figure = dataclasses.replace(FIGURE, svg=SVG.replace("<path", '<path fill="#005A9C"'))
    assert "var(--draw-focus, #005a9c)" in block_to_html(Block("f", figure), is_themed=True)
    assert "var(" not in block_to_html(Block("f", figure))


def test_own_words_are_set_apart():
    text = Text((Paragraph("Vi har nye arbejdsgange.", "Aby, 1. marts 2026:"),), "own")
    assert 'class="block text text-own"' in block_to_html(Block("a", text))


def test_standalone_adds_style_and_nothing_else():
    block = Block("t", TABLE, FOUND)
    assert "<style>" not in block_to_html(block)
    assert block_to_html(block) in block_to_html(block, standalone=True)


def test_notebook_gets_both_the_block_and_its_picture():
    bundle = Block("t", TABLE, FOUND)._repr_mimebundle_()
    assert Block.from_json(bundle[MIMETYPE]) == Block("t", TABLE, FOUND)
    assert "<table>" in bundle["text/html"]


def test_same_block_gives_the_same_text():
    block = Block("f", dataclasses.replace(FIGURE), MADE)
    assert block_to_html(block) == block_to_html(Block.from_json(block.to_json()))
