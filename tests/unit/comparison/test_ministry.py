"""The ministry's expected numbers beside the report's own."""

from __future__ import annotations

import dataclasses
import json

import pytest

from analysis.comparison.assemble import compare_practice
from analysis.comparison.explained.given_conditions import expect_given_conditions
from analysis.comparison.explained.ministry import compare_with_ministry

TWO = ["immigrants_and_descendants_pct", "one_person_households_pct"]
COLUMNS = ["Periode", "Område", "Ydelsesgrupper", "Forventet antal", "Faktisk antal"]
ROWS = [
    ["2025QMAT03", "Aby", "Sygedagpenge", 500, 520],
    ["2025QMAT04", "Aby", "Sygedagpenge", 510, 540],
    ["2025QMAT04", "Aby", "A-dagpenge", 300, None],
    ["2025QMAT04", "Bekøb", "Sygedagpenge", 600, 610],
]


@pytest.fixture(scope="module")
def with_file(invented, tmp_path_factory):
    """Return Aby in a country that has the ministry's table as well."""
    answer = json.dumps({"columns": COLUMNS, "rows": ROWS})
    files = {**invented.country(), "y30r21.json": ("y30r21", answer)}
    store = invented.open_country(tmp_path_factory.mktemp("ministry"), files)
    made = compare_practice(store, invented.FOCUS, peers=",".join(invented.PEERS))
    return dataclasses.replace(made, conditions=made.conditions[TWO])


def test_newest_period_stands_beside_our_own_headline(with_file):
    result = compare_with_ministry(with_file, expect_given_conditions(with_file))
    by_name = {group.benefit_group: group for group in result.groups}
    sick = by_name["Sygedagpenge"]
    assert (str(sick.period), sick.n_expected, sick.n_observed) == ("2025K4", 510, 540)
    assert sick.ratio == pytest.approx(540 / 510)
    assert sick.own is not None
    assert sick.own.measure.headline.id == "sygedagpenge-bestand"
    assert by_name["A-dagpenge"].own is None
    assert "y30r21.json" in result.lineage.inputs


def test_without_a_file_there_is_nothing_to_compare(comparison):
    result = compare_with_ministry(comparison, expect_given_conditions(comparison))
    assert result.groups == ()


def test_period_after_the_report_is_not_used(with_file):
    earlier = dataclasses.replace(with_file, period=with_file.period.shift(-4))
    given = expect_given_conditions(with_file)
    assert compare_with_ministry(earlier, given).groups == ()
