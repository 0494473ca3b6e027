"""Does the table say per headline who agrees and what changes the answer?"""

import dataclasses

import pytest

from analysis.comparison.multiverse.flips import PeerChange
from analysis.comparison.multiverse.multiverse import vary_peers
from analysis.tables.multiverse import tabulate_multiverse


@pytest.fixture(scope="module")
def multiverse(comparison):
    return vary_peers(comparison, n_draws=40)


def cells(comparison, found, multiverse):
    only = dataclasses.replace(multiverse, measures=(found,))
    return tabulate_multiverse(comparison, only).content.rows[0].cells


def test_one_row_per_headline_with_its_record(comparison, multiverse):
    table = tabulate_multiverse(comparison, multiverse).content
    assert len(table.rows) == len(table.records) == len(comparison.measures)
    assert table.records[0]["measure"] == "foertidspension-tilkendelser"
    assert table.records[0]["share_same_answer"] == pytest.approx(1, abs=1e-6)
    assert "Enighed er ikke bevis" in table.note


def test_nearly_all_is_not_written_as_all(comparison, multiverse):
    first = multiverse.measures[0]
    varied = dataclasses.replace(first.varied, same_answer=0.997)
    row = cells(comparison, dataclasses.replace(first, varied=varied), multiverse)
    assert row[4] == "over 99\xa0%"


def test_municipalities_that_change_the_answer_are_named_and_the_rest_counted(
    comparison, multiverse
):
    changes = (
        PeerChange("9902", True, 0, 0.9),
        *(PeerChange(code, False, 0, 0.9) for code in ("9905", "9906", "9907", "9908")),
    )
    found = dataclasses.replace(multiverse.measures[0], changes=changes)
    assert cells(comparison, found, multiverse)[6] == (
        "Uden Bekøb; også med Eskov, Fivad eller én af 2 andre"
    )


def test_few_copies_are_not_written_as_none(comparison, multiverse):
    first = multiverse.measures[0]
    standing = dataclasses.replace(first.varied.standing, n_copies=40, answer_on_difference=0.0)
    varied = dataclasses.replace(first.varied, standing=standing)
    row = cells(comparison, dataclasses.replace(first, varied=varied), multiverse)
    assert row[5] == "under 1 af 100 om en forskel"


def test_without_other_sets_a_text_says_what_is_missing(comparison, multiverse):
    block = tabulate_multiverse(comparison, dataclasses.replace(multiverse, measures=()))
    assert block.content.role == "missing"
