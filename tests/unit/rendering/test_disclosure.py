"""What a release may not hold stops the report."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from analysis.blocks.model import (
    Block,
    Column,
    Figure,
    FindingText,
    KeyFigure,
    Paragraph,
    Row,
    Table,
    Text,
)  # fmt: skip
from analysis.concepts import Lineage
from analysis.errors import RenderingError
from analysis.rendering.disclosure import find_small_counts
from analysis.rendering.gate import check_report
from analysis.rendering.identifiers import find_identifiers
from analysis.rendering.policy import list_own_files, list_review_files, policy_on

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
UNRELEASED = Lineage(frozenset(FILES), frozenset(FILES))
LINEAGE = UNRELEASED.release()
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


class TestReleased:
    """A result that small numbers were not hidden in is refused, whatever it shows."""

    def test_an_exhibit_of_unreleased_results_is_refused_though_its_counts_are_large(self, report):
        block = dataclasses.replace(
            table_of([record("a", 20), record("b", 20)]), lineage=UNRELEASED
        )
        [problem] = problems_of(report, block)
        assert problem.startswith("dele: rests on answers.csv, and was made before small numbers")

    @pytest.mark.parametrize(
        "content",
        [
            Text((Paragraph("14 af 160 sager.", lead="Fundet."),)),
            FindingText("14 af 160 sager er klar.", "ret sikkert"),
            KeyFigure("Klar nu", "14", "af 160 sager"),
        ],
        ids=["text", "finding", "key figure"],
    )
    def test_words_are_held_to_it_like_tables(self, report, content):
        assert problems_of(report, Block("ord", content, UNRELEASED)) != []
        assert problems_of(report, Block("ord", content, LINEAGE)) == []

    def test_what_is_joined_with_an_unreleased_part_is_unreleased(self, report):
        block = dataclasses.replace(
            table_of([record("a", 20), record("b", 20)]), lineage=LINEAGE | UNRELEASED
        )
        assert problems_of(report, block) != []

    def test_own_events_are_held_to_it_whoever_publishes_them(self, report):
        events = {**INPUTS[0], "file": "events.csv", "table": "events", "publisher": "X Kommune"}
        words = Block("ord", Text((Paragraph("14 sager."),)), Lineage(frozenset({"events.csv"})))
        meta = dataclasses.replace(report.meta, inputs=(events,), date=DAY)
        refused = dataclasses.replace(report, blocks=(words,), meta=meta)
        assert len(find_small_counts(refused)) == 1
        released = dataclasses.replace(words, lineage=words.lineage.release())
        assert find_small_counts(dataclasses.replace(refused, blocks=(released,))) == []

    def test_published_statistics_need_no_release(self, report):
        block = table_of([record("a", 20), record("b", 20)])
        statistics = dataclasses.replace(block, lineage=Lineage(frozenset({"AUK01.csv"})))
        assert problems_of(report, statistics) == []

    def test_a_release_survives_the_way_through_a_notebook(self):
        block = table_of([record("a", 20)])
        assert Block.from_json(block.to_json()).lineage == LINEAGE


@pytest.fixture
def with_review_block(report):
    def _add(block):
        meta = dataclasses.replace(
            report.meta, inputs=(*report.meta.inputs, *INPUTS), date=dt.date(2026, 3, 1)
        )
        return dataclasses.replace(report, blocks=(*report.blocks, block), meta=meta)

    return _add
