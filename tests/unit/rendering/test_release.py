"""What a release may not hold is taken out of the blocks, or stops the report."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from analysis.blocks.model import Block, Column, Figure, Row, Table, Text
from analysis.concepts import Lineage
from analysis.errors import RenderingError, RequestError
from analysis.rendering.disclosure import find_small_counts
from analysis.rendering.gate import check_report
from analysis.rendering.identifiers import find_identifiers
from analysis.rendering.policy import list_own_files, list_review_files, policy_on
from analysis.rendering.release import apply_release, find_cells_to_hide

FILES = ("frame.csv.gz", "answers.csv")
INPUTS = tuple(
    {
        "file": file,
        "publisher": "praksis (opdigtet sagsgennemgang)",
        "table": table,
        "extracted": "2025-10-01",
        "licence": "EUPL-1.2",
        "origin": "synthetic",
        "sha256": digit * 64,
    }
    for file, table, digit in [(FILES[0], "frame", "e"), (FILES[1], "answers", "f")]
)
LINEAGE = Lineage(frozenset(FILES), frozenset(FILES))
DAY = dt.date(2025, 11, 28)
POLICY = policy_on(DAY)


def record(value, n, *, scheme="fleksjob", variable="centre", n_cases=40, people=None):
    people = 110 * n if people is None and n is not None else people
    share = None if people is None else people / 4400
    return {
        "variable": variable,
        "value": value,
        "outcome": scheme,
        "n_population": 4400,
        "people": people,
        "people_lower": people,
        "share": share,
        "n_cases": n_cases,
        "n_cases_now": n,
    }


def table_of(records, *, block_id="dele", note=""):
    keys = ("value", "n_cases", "n_cases_now", "people")
    columns = tuple(Column(key, key) for key in keys)
    rows = tuple(
        Row(tuple("–" if each[key] is None else str(each[key]) for key in keys)) for each in records
    )
    table = Table("Dele af befolkningen", columns, rows, tuple(records), note)
    return Block(block_id, table, LINEAGE)


def figure_of(records, block_id="figuren"):
    figure = Figure(
        title="Hvem er de?",
        svg="<svg></svg>",
        alt="Andele i hver gruppe, vist som prikker.",
        answers="a",
        how_to_read="b",
        does_not_show="c",
        records=tuple(records),
    )
    return Block(block_id, figure, LINEAGE)


def problems_of(report, block, *, release="lukket"):
    meta = dataclasses.replace(
        report.meta, inputs=INPUTS, date=DAY, parameters={"release": release}
    )
    return find_small_counts(dataclasses.replace(report, blocks=(block,), meta=meta))


SAFE = [record("A", 6), record("B", 9), record("C", 0)]


class TestGate:
    def test_a_cross_table_of_large_counts_and_zeros_passes(self, report):
        assert problems_of(report, table_of(SAFE)) == []
        assert problems_of(report, figure_of(SAFE)) == []

    def test_estimates_of_few_people_are_no_counts(self, report):
        row = {"outcome": "revalidering", "part": "now", "people": 0, "people_lower": 0}
        row |= {"width_now": 3, "kappa": 1, "years": 2, "weight": 4, "level": 0.95, "n_cases": None}
        assert problems_of(report, figure_of([row])) == []

    @pytest.mark.parametrize(
        ("rows", "says"),
        [
            ([record("A", 3), record("B", 9)], "1 counts below 5 in column n_cases_now"),
            ([record("A", 6, n_cases=4)], "1 counts below 5 in column n_cases"),
            ([record("A", 38), record("B", 9)], "n_cases less n_cases_now"),
            ([record("A", 40), record("B", 9)], "n_cases less n_cases_now"),
            ([record("A", None), record("B", 9), record("C", 7)], "follow from the total"),
            (
                [record("A", None, people=330), record("B", None), record("C", 7)],
                "1 estimates beside a hidden",
            ),
            ([record("A", -1), record("B", 9)], "1 counts below 5 in column n_cases_now"),
        ],
        ids=[
            *("small", "few read", "all but two", "everybody", "margin difference"),
            *("estimate and weight", "a sign for hidden that is shown"),
        ],
    )
    def test_a_leak_in_a_cross_table_is_found(self, report, rows, says):
        for block in (table_of(rows), figure_of(rows)):
            found = problems_of(report, block)
            assert any(says in each for each in found), found

    def test_people_after_more_documentation_may_be_shown_beside_a_hidden_count(self, report):
        row = {"people_after": 1200, "people_after_lower": 700}
        rows = [record(v, None) | row for v in ("A", "B")]
        assert problems_of(report, figure_of(rows)) == []

    def test_a_leak_stops_the_report_and_is_not_shown(self, with_review_block):
        with pytest.raises(RenderingError) as error:
            check_report(with_review_block(table_of([record("Hemmelig", 3), record("B", 9)])))
        assert "dele: 1 counts below 5" in error.value.where
        assert "Hemmelig" not in str(error.value)

    def test_a_hidden_record_does_not_excuse_a_shown_cell(self, report):
        rows = [record("A", 3), record("B", 3), record("C", 9)]
        shown = table_of(rows)
        blank = [each | {"n_cases_now": None, "people": None} for each in rows]
        blank = [each | {"people_lower": None, "share": None} for each in blank]
        content = dataclasses.replace(shown.content, records=tuple(blank))
        found = problems_of(report, dataclasses.replace(shown, content=content))
        assert found == ["dele: 2 cells below 5 under the heading of n_cases_now"]

    def test_the_size_of_the_sample_is_shown(self, report):
        row = {"stratum": "KH-ej-10+", "n_population": 331, "n_cases_drawn": 4, "n_cases_read": 3}
        assert problems_of(report, figure_of([row])) == []

    def test_why_a_few_cases_were_not_read_is_not_shown(self, report):
        row = {"stratum": "KH-ej-10+", "n_cases_drawn": 4, "n_cases_outside": 1}
        assert problems_of(report, figure_of([row])) != []

    def test_centres_and_items_are_not_public(self, report):
        by_centre = table_of(SAFE)
        items = table_of([{**SAFE[0], "variable": "item"}], block_id="spoergsmaal-der-skiller")
        for block in (by_centre, items):
            assert problems_of(report, block) == []
            assert problems_of(report, block, release="offentlig") == [
                f"{block.id}: the public release leaves this out"
            ]

    def test_a_drawing_without_records_is_refused(self, report):
        assert problems_of(report, figure_of([])) != []

    def test_a_table_of_words_needs_no_records(self, report):
        words = Table("Grunde", (Column("a", "A"),), (Row(("Praksis kan afvige.",)),), ())
        assert problems_of(report, Block("grunde", words, LINEAGE)) == []
        numbers = dataclasses.replace(words, rows=(Row(("3 sager",)),))
        assert problems_of(report, Block("grunde", numbers, LINEAGE)) != []

    def test_the_invented_review_is_treated_like_people(self):
        assert list_own_files(INPUTS, POLICY) == frozenset(FILES)

    def test_a_review_is_its_own_whoever_is_named_as_publisher(self):
        named = [dict(entry) | {"publisher": "Aby Kommune"} for entry in INPUTS]
        assert list_review_files(named, POLICY) == list_own_files(named, POLICY) == frozenset(FILES)

    def test_published_statistics_are_no_own_files(self, report):
        assert list_own_files(report.meta.inputs, POLICY) == frozenset()


class TestIdentifiers:
    @pytest.mark.parametrize("column", ["case_id", "ticket", "reviewer_id", "cpr"])
    def test_a_column_that_names_a_case_stops_any_report(self, report, column):
        block = dataclasses.replace(figure_of([{column: "x", "n_cases": 12}]), lineage=Lineage())
        assert find_identifiers([block]) == [
            f"figuren: the column {column} names a case or a reader"
        ]
        assert problems_of(report, block) != []

    def test_a_pseudonym_in_a_text_is_found_and_not_shown(self):
        # Made here: sixteen hexadecimal digits after a p, and thirteen signs after an S.
        for pseudonym in ("p" + "0a1b2c3d" * 2, "S" + "24CMZWXDUTAS"):
            block = table_of([record(f"sag {pseudonym}", 9)])
            found = find_identifiers([block])
            assert found == ["dele: a text holds what may be the pseudonym of a case"]

    def test_an_identifier_of_another_form_is_found_as_a_token(self):
        block = table_of([record("lb-0042 er klar", 9)])
        assert find_identifiers([block]) == []
        assert len(find_identifiers([block], tokens={"lb-0042"})) == 1

    def test_words_and_checksums_are_no_pseudonyms(self):
        block = table_of([record("SYNTETISKE TAL, SOCIALFORVALT, 9a7d3f980ddd16aa", 9)])
        assert find_identifiers([block]) == []


class TestApplyRelease:
    def release(self, block, name="lukket"):
        (found,) = apply_release([block], name, POLICY, own=FILES)
        return found

    def test_a_safe_block_is_the_same(self):
        block = table_of(SAFE)
        assert self.release(block) is block

    def test_a_block_on_published_statistics_is_the_same(self):
        block = dataclasses.replace(table_of([record("A", 3)]), lineage=Lineage(frozenset({"x"})))
        assert self.release(block, "offentlig") is block

    def test_a_small_cell_and_its_complement_become_a_dot_with_a_note(self, report):
        found = self.release(table_of([record("A", 3), record("B", 9), record("C", 20)]))
        table = found.content
        assert [each["n_cases_now"] for each in table.records] == [None, None, 20]
        assert [each["people"] for each in table.records] == [None, None, 2200]
        assert table.rows[0].cells == ("A", "40", "·", "·")
        assert table.rows[2].cells == ("C", "40", "20", "2200")
        assert "diskretion" in table.note
        assert problems_of(report, found) == []

    def test_what_was_hidden_before_and_follows_from_a_total_takes_another(self, report):
        found = self.release(table_of([record("A", None), record("B", 9), record("C", 20)]))
        assert [each["n_cases_now"] for each in found.content.records] == [None, None, 20]
        assert problems_of(report, found) == []

    def test_a_drawing_is_replaced_by_words(self):
        found = self.release(figure_of([record("A", 3), record("B", 9)]))
        assert isinstance(found.content, Text)
        assert "diskretion" in found.content.paragraphs[0].text

    def test_a_table_with_a_row_of_totals_is_replaced_by_words(self):
        block = table_of([record("A", 3), record("B", 9)])
        rows = (*block.content.rows, Row(("I alt", "80", "12", "1320")))
        block = dataclasses.replace(block, content=dataclasses.replace(block.content, rows=rows))
        assert isinstance(self.release(block).content, Text)

    def test_the_public_release_leaves_centres_out(self):
        assert isinstance(self.release(table_of(SAFE), "offentlig").content, Text)
        assert isinstance(self.release(table_of(SAFE), "lukket").content, Table)

    def test_the_public_release_hides_what_the_closed_one_hides(self):
        rows = [record(v, n, variable="in_sof") for v, n in [("ja", 3), ("nej", 9)]]
        closed, public = (self.release(table_of(rows), name) for name in ("lukket", "offentlig"))
        assert closed.content.records == public.content.records

    def test_documents_do_not_add_up_so_that_only_small_ones_are_hidden(self):
        rows = [
            {"document": code, "people": 110 * n, "n_cases": n}
            for code, n in [("lae265", 9), ("cv", 2), ("andet", 6)]
        ]
        hidden = find_cells_to_hide(tuple(rows), POLICY)
        assert hidden == {(1, "n_cases"), (1, "people")}

    def test_a_table_with_health_needs_more_cases(self):
        rows = ({"helbred": "ja", "n_cases": 7}, {"helbred": "nej", "n_cases": 70})
        assert find_cells_to_hide(rows, POLICY) == {(0, "n_cases")}

    def test_an_unknown_release_is_refused(self):
        with pytest.raises(RequestError, match="'intern' is not a release"):
            self.release(table_of(SAFE), "intern")


@pytest.fixture
def with_review_block(report):
    def _add(block):
        meta = dataclasses.replace(
            report.meta, inputs=(*report.meta.inputs, *INPUTS), date=dt.date(2026, 3, 1)
        )
        return dataclasses.replace(report, blocks=(*report.blocks, block), meta=meta)

    return _add
