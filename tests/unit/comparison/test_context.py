"""Series that are shown beside the comparison, raw and per resident."""

import datetime as dt
import re

import numpy as np
import pytest

from analysis.comparison.assemble import compare_practice
from analysis.comparison.context import CONTEXT, compare_context

_FIRST, _DAY, _LATER = (dt.date(2025, month, 1) for month in (1, 7, 10))


@pytest.fixture(scope="module")
def context(comparison):
    present, _ = compare_context(comparison)
    return {result.series.headline.benefit.value: result for result in present}


def test_every_series_with_data_is_there(context):
    assert set(context) == {"kontanthjaelp", "kontanthjaelp_jobparat", "ledighed"}


def test_series_of_the_focus_is_as_published(context):
    frame = context["kontanthjaelp"].frame
    assert list(frame["n_observed"]) == [70 + month for month in range(12)]
    assert list(frame["period"]) == [f"2025M{month:02d}" for month in range(1, 13)]


def test_rate_is_per_thousand_residents(context, comparison):
    residents = comparison.population.totals[comparison.population.dates.index(_DAY), 0]
    later = comparison.population.totals[comparison.population.dates.index(_LATER), 0]
    frame = context["kontanthjaelp_jobparat"].frame.set_index("period")
    assert frame.loc["2025K3", "per_1000"] == pytest.approx(30 / ((residents + later) / 2) * 1000)


def test_peers_are_pooled_and_not_averaged(context, comparison):
    days = [comparison.population.dates.index(day) for day in (_DAY, _LATER)]
    people = comparison.population.totals[days, 1:4].mean(axis=0)
    frame = context["kontanthjaelp_jobparat"].frame.set_index("period")
    pooled = (31 + 32 + 33) / people.sum() * 1000
    assert frame.loc["2025K3", "peers_per_1000"] == pytest.approx(pooled)


def test_peer_with_a_blank_is_left_out_of_both_sums(invented, tmp_path):
    files = invented.changed(
        invented.country(), "y60a02.json", '["2025M01", "Bek\\u00f8b", 73, 72]',
        '["2025M01", "Bek\\u00f8b", null, null]',
    )  # fmt: skip
    comparison = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    present, _ = compare_context(comparison)
    frame = present[0].frame
    first = comparison.population.dates.index(_FIRST)
    assert frame.loc[0, "peers_per_1000"] == pytest.approx(
        1000 * 76 / comparison.population.totals[first, 2]
    )


def test_blank_of_the_focus_stays_missing(invented, tmp_path):
    files = invented.changed(
        invented.country(), "y60a02.json", '["2025M01", "Aby", 70, 69]',
        '["2025M01", "Aby", null, null]',
    )  # fmt: skip
    store = invented.open_country(tmp_path, files)
    present, _ = compare_context(compare_practice(store, "9901", peers="9902,9903"))
    assert np.isnan(present[0].frame.loc[0, "n_observed"])
    assert np.isnan(present[0].frame.loc[0, "per_1000"])


def test_series_without_data_are_named_and_not_shown(invented, tmp_path):
    files = invented.without(invented.country(), "y25i01.json", "y60a02.json", "AUK01-net.csv")
    store = invented.open_country(tmp_path, files)
    present, missing = compare_context(compare_practice(store, "9901", peers="9902"))
    assert present == ()
    assert missing == CONTEXT


def test_series_that_is_blank_throughout_for_the_focus_is_named_as_missing(invented, tmp_path):
    files = invented.country()
    table, text = files["y25i01.json"]
    blank = re.sub(r'("Aby", )\d+', r"\1null", text)
    store = invented.open_country(tmp_path, {**files, "y25i01.json": (table, blank)})
    present, missing = compare_context(compare_practice(store, "9901", peers="9902"))
    assert [series.headline.benefit.value for series in missing] == ["ledighed"]
    assert len(present) == 2


def test_lineage_of_a_series_names_its_own_file(context):
    assert "y25i01.json" in context["ledighed"].lineage.inputs
    assert "y60a02.json" not in context["ledighed"].lineage.inputs
    assert "AUK01.csv" not in context["kontanthjaelp_jobparat"].lineage.inputs
    assert "AUK01-net.csv" in context["kontanthjaelp_jobparat"].lineage.inputs
