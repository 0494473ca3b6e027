"""What a report shows is known by block, and a place covers what a reader thinks it does."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.blocks.model import Block, Heading, Paragraph, Text
from analysis.commentary.kept import read_shown, shown_to_json
from analysis.commentary.shown import DRAWN, IN_WORDS, Shown, ShownBlock, list_shown


def test_cells_are_named_by_row_column_and_group_and_drawings_by_their_words(blocks):
    cells = list_shown(blocks()).figures["forside"]
    assert cells["Førtidspension, faktisk (Tilkendelser)"] == "1.026"
    assert cells["Førtidspension, faktisk (Bestand)"] == "9.214"
    assert cells["Førtidspension, faktisk / forventet (Bestand)"] == "0,93 gange"


def test_a_place_covers_its_page_its_part_or_its_block(blocks):
    shown = list_shown(blocks())
    covered = {
        place: [block.id for block in shown.under(place)]
        for place in ("side-1", "over-tid", "del", "forside", "kilder", "ukendt")
    }
    assert covered == {
        "side-1": ["fund-1", "forside"],
        "over-tid": ["udvikling", "del", "noegletal"],
        "del": ["noegletal"],
        "forside": ["forside"],
        "kilder": ["kilder-ord"],
        "ukendt": [],
    }


def test_every_block_lies_on_exactly_one_page(blocks):
    shown = list_shown(blocks())
    pages = ["side-1", *(block.id for block in shown.headings if block.level == 1)]
    found = [block.id for page in pages for block in shown.under(page)]
    without_questions = [block.id for block in shown.blocks if block.level != 1]
    assert found == without_questions


def test_remarks_themselves_are_not_among_what_is_shown(blocks):
    own = Block("egne-ord-1", Text((Paragraph("Der var 3 ting."),), role="own"))
    assert list_shown((*blocks(), own)) == list_shown(blocks())


def test_numbers_behind_a_drawing_and_in_a_text_are_kept_as_digests(blocks):
    before, after = (list_shown(blocks(share=share)).figures for share in (0.25, 0.26))
    assert before["udvikling"][DRAWN] != after["udvikling"][DRAWN]
    assert before["kilder-ord"] == after["kilder-ord"]
    assert set(before["kilder-ord"]) == {IN_WORDS}


def test_the_last_digits_of_an_unseen_number_move_nothing(blocks):
    one, other = (list_shown(blocks(share=share)) for share in (0.1 + 0.2, 0.3))
    assert one == other


def test_a_number_that_is_missing_is_the_same_from_a_kernel_and_without_one(blocks):
    # A kernel's messages hold no "not a number".
    one, other = (list_shown(blocks(share=share)) for share in (float("nan"), None))
    assert one == other


def test_what_is_shown_survives_its_file(blocks, subject, tmp_path):
    shown = list_shown(blocks())
    text = json.dumps(shown_to_json(shown, subject), ensure_ascii=False)
    (tmp_path / "sidernes-tal.json").write_text(text, encoding="utf-8")
    assert read_shown(tmp_path) == (shown, subject)


@settings(deadline=None)
@given(st.lists(st.sampled_from([0, 0, 1, 2]), max_size=12))
def test_the_pages_of_any_report_divide_its_blocks(levels):
    blocks = tuple(ShownBlock(f"b{i}", "", level, {}) for i, level in enumerate(levels))
    shown = Shown(blocks)
    pages = ["side-1", *(block.id for block in blocks if block.level == 1)]
    under = [block for page in pages for block in shown.under(page)]
    assert under == [block for block in blocks if block.level != 1]


def test_a_heading_of_the_same_text_is_another_place():
    shown = list_shown((Block("a", Heading("Alder")), Block("b", Heading("Alder"))))
    assert shown.has("a")
    assert shown.title_of("b") == "Alder"
