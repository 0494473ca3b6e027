import dataclasses
import datetime as dt

import pytest

from analysis.blocks.model import Block, FindingText, Heading, KeyFigure, Mark, Paragraph, Row, Text
from analysis.concepts import Lineage, Origin
from analysis.errors import RenderingError
from analysis.rendering.gate import check_report

CPR = "0101" + "90" + "-" + "1234"
BARE = CPR.replace("-", "")
OWN = "sager.csv"


@pytest.fixture
def with_block(report):
    """Return the sample report with one more block at its end."""

    def add(block, **meta):
        changed = dataclasses.replace(report.meta, **meta)
        return dataclasses.replace(report, blocks=(*report.blocks, block), meta=changed)

    return add


def test_sample_report_passes(report):
    assert len(check_report(report).blocks) == len(report.blocks)


@pytest.mark.parametrize("token", [CPR, BARE], ids=["hyphen", "bare"])
@pytest.mark.parametrize(
    "place", ["text", "cell", "record", "column", "svg", "alt", "caption", "id"]
)
def test_cpr_like_token_stops_the_report_and_is_not_shown(with_block, sample, token, place):
    table, figure = sample.main_table(), sample.make_figure()
    replace = dataclasses.replace
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><text>a {token}</text></svg>'
    content = {
        "text": Text((Paragraph(f"Borger {token} ringede."),)),
        "cell": replace(table, rows=(Row((token, "1")),)),
        "record": replace(table, records=({"name": token},)),
        "column": replace(table, records=({token: 1},)),
        "svg": replace(figure, svg=svg),
        "alt": replace(figure, alt=f"Aby ligger under Bekøb, siger {token}."),
        "caption": replace(table, caption=token),
        "id": Text((Paragraph("Tekst."),)),
    }[place]
    block = Block(token if place == "id" else "ny", content, sample.STOCK)
    with pytest.raises(RenderingError, match="may not be written") as error:
        check_report(with_block(block))
    assert token not in str(error.value)
    assert "CPR number" in error.value.where


def test_digests_coordinates_and_numbers_are_not_taken_for_cpr(with_block, sample):
    figure = dataclasses.replace(
        sample.make_figure(),
        svg=f'<svg xmlns="http://www.w3.org/2000/svg"><path d="M{BARE} 1"/></svg>',
        records=({"n_persons": int(BARE[1:] + "0"), "sha256": "ab" + BARE + "cd" * 26},),
    )
    check_report(with_block(Block("ny", figure, sample.STOCK)))


@pytest.mark.parametrize(
    "alt",
    [
        "",
        "   ",
        "Figur",
        "billede.",
        "Kort tekst.",
        "Førtidspension, bestand i procent af 18-66-årige",
    ],
)
def test_figure_without_a_real_description_is_refused(with_block, sample, alt):
    figure = Block("ny", sample.make_figure(alt=alt), sample.STOCK)
    with pytest.raises(RenderingError) as error:
        check_report(with_block(figure))
    assert "ny: the alternative text" in error.value.where


def test_mark_without_words_is_refused(with_block, sample):
    table = sample.main_table()
    rows = (Row(("Aby", "1", "1", "0", Mark(sample.draw_mark(1, 0, 2), " "), "")),)
    block = Block("ny", dataclasses.replace(table, rows=rows), sample.STOCK)
    with pytest.raises(RenderingError) as error:
        check_report(with_block(block))
    assert "ny, row 1: a drawing has no words" in error.value.where


@pytest.mark.parametrize("content", [FindingText("Færre.", "lavere"), KeyFigure("a", "1", "b")])
def test_number_of_unknown_origin_is_refused(with_block, content):
    with pytest.raises(RenderingError) as error:
        check_report(with_block(Block("ny", content)))
    assert "ny: rests on no listed input" in error.value.where


def test_input_that_the_manifest_does_not_list_is_refused(with_block):
    block = Block("ny", FindingText("Færre.", "lavere"), Lineage(frozenset({"other.csv"})))
    with pytest.raises(RenderingError) as error:
        check_report(with_block(block))
    assert "ny: rests on an input that is not in the manifest" in error.value.where


def test_block_cannot_call_itself_observed_when_its_input_is_synthetic(with_block, sample):
    claim = Lineage(frozenset({sample.RECIPIENTS}))
    checked = check_report(with_block(Block("ny", FindingText("Færre.", "lavere"), claim)))
    assert claim.origin is Origin.OBSERVED
    assert checked.blocks[-1].lineage.origin is Origin.SYNTHETIC


@pytest.mark.parametrize("file", ["AUK01.csv", "PEN113.csv", "FOLK1A.csv", "facts.csv"])
def test_flipping_an_input_flips_the_blocks_that_rest_on_it_and_no_other(report, sample, file):
    def origins(synthetic_file):
        inputs = tuple(
            entry | {"origin": "synthetic" if entry["file"] == synthetic_file else "observed"}
            for entry in sample.INPUTS
        )
        blocks = tuple(
            dataclasses.replace(b, lineage=Lineage(b.lineage.inputs)) for b in report.blocks
        )
        meta = dataclasses.replace(report.meta, inputs=inputs)
        return [b.lineage.origin for b in check_report(type(report)(blocks, meta)).blocks]

    before, after = origins(None), origins(file)
    flipped = [old is not new for old, new in zip(before, after, strict=True)]
    assert flipped == [file in block.lineage.inputs for block in report.blocks]


def test_heading_that_skips_a_level_is_refused(with_block):
    with pytest.raises(RenderingError) as error:
        check_report(with_block(Block("ny", Heading("Del", 3))))
    assert "ny: heading of level 3 after level 1" in error.value.where


def test_report_without_masthead_first_is_refused(report):
    with pytest.raises(RenderingError) as error:
        check_report(dataclasses.replace(report, blocks=report.blocks[1:]))
    assert "masthead" in error.value.where


@pytest.mark.parametrize("block_id", ["../ud", "Stor", "a b", "", "noter"])
def test_id_that_is_no_file_name_or_stands_twice_is_refused(with_block, block_id):
    with pytest.raises(RenderingError):
        check_report(with_block(Block(block_id, Text((Paragraph("Tekst."),)))))


def test_all_problems_are_named_at_once(with_block, sample):
    block = Block("Ny", sample.make_figure(alt=""))
    with pytest.raises(RenderingError, match="3 problems") as error:
        check_report(with_block(block))
    assert error.value.where.count("\n") == 2


class TestSmallCounts:
    def own_table(self, sample, records):
        table = dataclasses.replace(sample.main_table(), records=records)
        return Block("egne", table, Lineage(frozenset({OWN})))

    def own_inputs(self, sample, publisher="Kommunens egen fil"):
        own = dict(sample.INPUTS[2]) | {"file": OWN, "publisher": publisher}
        return (*sample.INPUTS, own)

    @pytest.mark.parametrize(
        "records",
        [
            ({"name": "a", "n_persons": 4},),
            ({"name": "a", "n_persons": 0},),
            ({"name": "a", "persons": 4.0},),
            ({"diagnosis": "a", "n_persons": 9},),
            (),
        ],
        ids=["below five", "zero", "decimal", "below ten with health", "no records"],
    )
    def test_small_count_from_an_own_file_stops_the_report(self, with_block, sample, records):
        block = self.own_table(sample, records)
        with pytest.raises(RenderingError) as error:
            check_report(with_block(block, inputs=self.own_inputs(sample)))
        assert error.value.where.startswith("egne: ")

    @pytest.mark.parametrize(
        "records",
        [
            ({"name": "a", "n_persons": 5},),
            ({"name": "a", "n_persons": None},),
            ({"diagnosis": "a", "n_persons": 10},),
            ({"year": 4, "share_eligible": 1.0, "n_persons": 12},),
        ],
        ids=["five", "suppressed", "ten with health", "not counts"],
    )
    def test_count_that_is_large_enough_passes(self, with_block, sample, records):
        block = self.own_table(sample, records)
        check_report(with_block(block, inputs=self.own_inputs(sample)))

    def test_published_statistics_are_shown_as_printed(self, with_block, sample):
        block = self.own_table(sample, ({"name": "a", "n_persons": 1},))
        inputs = self.own_inputs(sample, publisher="Danmarks Statistik")
        check_report(with_block(block, inputs=inputs))

    def test_date_that_no_rule_covers_is_refused(self, with_block, sample):
        block = self.own_table(sample, ({"n_persons": 12},))
        old = with_block(block, inputs=self.own_inputs(sample), date=dt.date(2019, 1, 1))
        with pytest.raises(RenderingError, match="No rule for small counts"):
            check_report(old)
