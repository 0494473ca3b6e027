"""The tables of calibrated verdicts and of the smallest differences."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.comparison.calibration.detectable import smallest_detectable
from analysis.comparison.calibration.verdicts import Question, calibrate_verdicts
from analysis.tables.calibration import (
    tabulate_calibration,
    tabulate_calibration_by_size,
    tabulate_extremeness,
)
from analysis.tables.detectable import tabulate_detectable


@pytest.fixture(scope="module")
def calibration(comparison):
    return calibrate_verdicts(comparison, peers_of={}, n_copies=20)


@pytest.fixture(scope="module")
def detectable(comparison):
    return smallest_detectable(comparison, peers_of={})


def cells_of(block):
    return [cell for row in block.content.rows for cell in row.cells]


def test_stated_stands_beside_realised(comparison, calibration):
    table = tabulate_calibration(comparison, calibration).content
    labels = [row.cells[0] for row in table.rows]
    assert labels[0].startswith("Førtidspension, tilkendelser · 1 kommune, praksis ")
    unusual = next(row for row in table.rows if row.cells[0].startswith("Usædvanlig, når praksis"))
    assert unusual.cells[1] == "5\u00a0%"
    assert unusual.cells[2].endswith(")")
    record = table.records[0]
    assert (record["question"], record["stated"]) == ("different", 0.05)
    assert record["focus_lower"] <= record["focus_share"] <= record["focus_upper"]


def test_share_that_is_stated_nowhere_is_a_dash(comparison, calibration):
    table = tabulate_calibration(comparison, calibration).content
    varying = next(row for row in table.rows if "varierer som fundet" in row.cells[0])
    assert varying.cells[1] == "–"


def test_sizes_have_a_column_each_and_the_dash_for_none(comparison, calibration):
    table = tabulate_calibration_by_size(comparison, calibration).content
    assert [c.label for c in table.columns[1:3]] == ["Under 5", "5–10"]
    assert table.columns[-1].label == "300 og flere"
    assert table.rows[0].cells[1] == "–"


def test_extremeness_is_given_both_ways(comparison, calibration):
    table = tabulate_extremeness(comparison, calibration).content
    assert len(table.rows) == len(comparison.measures)
    assert table.records[0]["predicted"] < 0.01


def test_smallest_difference_is_whole_persons_and_has_every_length(comparison, detectable):
    table = tabulate_detectable(comparison, detectable).content
    labels = [row.cells[0] for row in table.rows]
    assert "Forskellig, et kvartal" in labels
    assert "Usædvanlig, et år" in labels
    year = next(row for row in table.rows if row.cells[0] == "Forskellig, et år")
    record = next(
        r for r in table.records if r["question"] == "different" and r["period_first"] == "2025K1"
    )
    assert year.cells[2].startswith(f"−{int(np.ceil(record['shortfall']))}")
    assert year.cells[3].startswith(f"+{int(np.ceil(record['excess']))}")


def test_shortfall_that_cannot_be_shown_is_said_in_words(comparison, detectable):
    measure = detectable.measures[0]
    year = measure.horizons[-1]
    ratios = replace(year.different, shortfall=np.array([np.nan]))
    blind = replace(measure, horizons=(replace(year, different=ratios),))
    table = tabulate_detectable(comparison, replace(detectable, measures=(blind,))).content
    assert table.rows[1].cells[2] == "kan ikke vises"
    assert table.records[0]["shortfall"] is None


def test_without_answers_it_is_said_what_is_missing(comparison, calibration, detectable):
    empty = replace(calibration, measures=())
    blocks = [
        tabulate_calibration(comparison, empty),
        tabulate_calibration_by_size(comparison, empty),
        tabulate_extremeness(comparison, empty),
        tabulate_detectable(comparison, replace(detectable, measures=())),
    ]
    for block in blocks:
        assert block.content.role == "missing"
        assert "PEN113" in block.content.paragraphs[0].text or "AUK01" in str(block.content)


def test_no_cell_is_ever_nan(comparison, calibration, detectable):
    for block in (
        tabulate_calibration(comparison, calibration),
        tabulate_calibration_by_size(comparison, calibration),
        tabulate_extremeness(comparison, calibration),
        tabulate_detectable(comparison, detectable),
    ):
        assert not any("nan" in cell for cell in cells_of(block))
        assert block.lineage.inputs


def test_headline_of_chance_alone_has_its_two_rows(comparison, calibration):
    awards = calibration.measures[0]
    chance = tuple(
        a for a in awards.answers if a.question in (Question.DIFFERENT, Question.CLEARLY_DIFFERENT)
    )
    only = replace(awards, answers=chance, extremeness=None, typical_distance=float("nan"))
    table = tabulate_calibration(comparison, replace(calibration, measures=(only,))).content
    assert len(table.rows) == 3
    assert "for få kommuner" in table.rows[0].cells[0]
