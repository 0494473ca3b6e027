"""The whole comparison: what is in it, what is missing, what it rests on."""

import datetime as dt

import pytest

from analysis.comparison.assemble import compare_practice
from analysis.comparison.country import municipality_names
from analysis.comparison.headlines import HEADLINES
from analysis.concepts import Origin, Stage
from analysis.errors import CoverageError


def test_every_headline_is_compared_or_named_as_missing(comparison, invented, tmp_path):
    assert [m.headline for m in comparison.measures] == list(HEADLINES)
    store = invented.open_country(tmp_path, invented.without(invented.country(), "PEN113.csv"))
    without = compare_practice(store, "9901", peers="9902")
    assert [h.id for h in without.missing] == ["foertidspension-tilkendelser"]
    assert len(without.measures) == len(HEADLINES) - 1


def test_headline_without_a_whole_year_of_awards_is_missing(country):
    early = compare_practice(country, "9901", peers="9902", period="2025K3")
    assert [h.id for h in early.missing] == ["foertidspension-tilkendelser"]


def test_awards_are_those_of_four_quarters_worked_out_by_hand(comparison, invented):
    measure = comparison.measures[0]
    by_hand = sum(
        invented.awards("9901", ages, sex, month=month)
        for ages in invented.PEN113_AGES.values()
        for sex in ("K", "M")
        for month in range(1, 13)
    )
    assert measure.headline.stage is Stage.FLOW
    assert measure.against_peers.n_observed == by_hand
    assert [str(p) for p in (measure.window.first, measure.window.last)] == ["2025K1", "2025K4"]


def test_expected_stock_is_worked_out_by_hand_from_the_peers_rates(comparison, invented):
    """Residents are the mean of 1 October and 1 January; the pension age is 67."""
    expected = 0.0
    for ages in invented.AUK01_AGES.values():
        for sex in ("K", "M"):
            people = {
                code: sum(
                    (invented.people(code, age, sex, quarter=3)
                     + invented.people(code, age, sex, quarter=4)) / 2
                    for age in range(ages[0], ages[1] + 1)
                )
                for code in ("9901", *invented.PEERS)
            }  # fmt: skip
            count = sum(invented.recipients(code, "FL", ages, sex) for code in invented.PEERS)
            rate = count / sum(people[code] for code in invented.PEERS)
            expected += rate * people["9901"]
    measure = next(m for m in comparison.measures if m.headline.id == "fleksjob-bestand")
    assert measure.against_peers.n_expected == pytest.approx(expected)


def test_practice_that_is_half_of_the_peers_shows_as_half(comparison):
    ratios = {m.headline.id: m.against_peers.plain_ratio for m in comparison.measures}
    assert ratios["foertidspension-bestand"] == pytest.approx(0.5, abs=0.02)
    assert ratios["foertidspension-tilkendelser"] == pytest.approx(0.5, abs=0.03)
    assert ratios["fleksjob-bestand"] == pytest.approx(0.95, abs=0.03)


def test_counts_by_age_are_compared_in_total_where_no_population_has_ages(invented, tmp_path):
    store = invented.open_country(tmp_path, invented.without(invented.country(), "FOLK1A.csv"))
    comparison = compare_practice(store, "9901", peers="9902")
    assert not any(m.is_by_age for m in comparison.measures)
    assert {m.window.carried for m in comparison.measures} == {"2015-01-01"}
    stock = comparison.measures[1].against_peers
    assert stock.n_observed == 762
    assert stock.plain_ratio == pytest.approx(stock.crude_ratio)


def test_unknown_municipality_is_refused(country):
    with pytest.raises(CoverageError, match="'101' is not a municipality"):
        compare_practice(country, "101")


def test_date_printed_is_the_newest_extraction_unless_given(country):
    assert compare_practice(country, "9901", peers="9902").report_date == dt.date(2026, 2, 15)
    given = compare_practice(country, "9901", peers="9902", report_date="2026-03-01")
    assert given.report_date == dt.date(2026, 3, 1)


def test_lineage_of_a_headline_names_its_files_and_no_others(comparison):
    awards, stock = comparison.measures[0].lineage, comparison.measures[2].lineage
    assert awards.inputs == {"PEN113.csv", "FOLK1A.csv"}
    assert stock.inputs == {"AUK01.csv", "FOLK1A.csv"}


def test_comparison_is_synthetic_as_soon_as_one_input_is(comparison, invented, tmp_path):
    assert comparison.lineage.origin is Origin.OBSERVED
    store = invented.open_country(tmp_path, synthetic=frozenset({"PEN113.csv"}))
    made = compare_practice(store, "9901", peers="9902")
    assert made.lineage.synthetic == {"PEN113.csv"}
    assert made.measures[2].lineage.origin is Origin.OBSERVED


def test_names_are_those_of_the_file(country, invented):
    assert municipality_names(country)["9902"] == "Bekøb"
    assert len(municipality_names(country)) == len(invented.CODES)
