"""The ministry's four numbers, with exact limits, and nothing mixed into them."""

import datetime as dt

import pytest
from scipy.stats import chi2

from analysis.comparison.assemble import compare_practice
from analysis.comparison.published import compare_published_awards
from analysis.concepts import Origin


@pytest.fixture(scope="module")
def published(comparison):
    return compare_published_awards(comparison)


def test_only_the_ministrys_four_numbers_are_compared(embedded):
    published = compare_published_awards(embedded)
    assert dict(published.frame["n_awards"]) == {"101": 322, "461": 386, "751": 379, "851": 249}
    assert "321" not in [f"{value:g}" for value in published.frame["n_awards"]]


def test_own_count_of_the_same_year_is_a_note(embedded):
    notes = compare_published_awards(embedded).notes
    own = notes[notes["municipality_code"] == "101"]
    assert list(own["value_from"]) == [321]


def test_note_of_a_city_that_the_ministry_did_not_count_is_left_out(embedded):
    assert set(compare_published_awards(embedded).notes["municipality_name"]) == {"København"}


def test_observed_awards_are_never_divided_by_a_synthetic_population(embedded):
    assert embedded.store.manifest.lineage(embedded.population.files).origin is Origin.SYNTHETIC
    published = compare_published_awards(embedded)
    assert published.lineage.origin is Origin.OBSERVED
    assert published.residents_date == dt.date(2022, 1, 1)
    assert published.frame.loc["101", "n_residents"] == 644400


def test_observed_residents_nearest_to_the_middle_of_the_year_are_used(published):
    assert published.residents_date == dt.date(2015, 1, 1)
    assert list(published.frame["n_residents"]) == [20000, 20500, 21000, 21500]
    assert "FOLK1A-2015.csv" in published.lineage.inputs
    assert "FOLK1A.csv" not in published.lineage.inputs


def test_facts_stand_in_where_the_nearest_residents_are_synthetic(invented, tmp_path):
    store = invented.open_country(tmp_path, synthetic=frozenset({"FOLK1A-2015.csv"}))
    comparison = compare_practice(store, "9901", peers="9902")
    published = compare_published_awards(comparison)
    assert published.residents_date == dt.date(2022, 1, 1)
    assert published.frame.loc["9901", "n_residents"] == 21000
    assert published.lineage.origin is Origin.OBSERVED


def test_limits_are_exact_poisson_limits_per_resident(published):
    city = published.frame.loc["9901"]
    lower = chi2.ppf(0.025, 2 * 60) / 2 / 20000 * 10_000
    upper = chi2.ppf(0.975, 2 * 61) / 2 / 20000 * 10_000
    assert city["per_10000"] == pytest.approx(60 / 20000 * 10_000)
    assert (city["per_10000_lower"], city["per_10000_upper"]) == pytest.approx((lower, upper))


def test_ratio_is_to_the_other_cities_pooled(published):
    others = (120 + 130 + 90) / (20500 + 21000 + 21500)
    assert published.ratio.ratio == pytest.approx((60 / 20000) / others)


def test_city_that_is_not_among_them_has_no_ratio(country):
    published = compare_published_awards(compare_practice(country, "9910", peers="9902"))
    assert published.ratio is None
    assert len(published.frame) == 4
