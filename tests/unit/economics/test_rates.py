"""Reading a file of rates, and what is refused."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import yaml

from analysis.concepts import Lineage
from analysis.economics.catalogue import list_found_rates, rate_kinds
from analysis.economics.rates import read_rates
from analysis.errors import CoverageError, SourceError

GOOD = {
    "id": "ydelse.kontanthjaelp",
    "value": 13_500,
    "low": 12_500,
    "high": 14_500,
    "unit": "kroner_pr_maaned",
    "valid_from": dt.date(2026, 1, 1),
    "valid_to": dt.date(2026, 12, 31),
    "price_year": 2026,
    "source": "antagelse til eksemplet",
    "verified": False,
}


def write(folder, *entries):
    path = folder / "rates.yaml"
    path.write_text(yaml.safe_dump({"rates": list(entries)}, allow_unicode=True), "utf-8")
    return path


def test_rate_is_read_with_its_days_and_found_only_on_them(tmp_path):
    book = read_rates(write(tmp_path, GOOD), Lineage())
    rate = book.at("ydelse.kontanthjaelp", dt.date(2026, 12, 31))
    assert (rate.value, rate.unit.factor, rate.unit.label) == (13_500, 12, "kr./måned")
    with pytest.raises(CoverageError, match="not in force on 2027-01-01"):
        book.at("ydelse.kontanthjaelp", dt.date(2027, 1, 1))
    with pytest.raises(CoverageError, match=r"ydelse\.fleksjob is not stated"):
        book.at("ydelse.fleksjob", dt.date(2026, 3, 1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"valid_from": None}, "no date in force"),
        ({"valid_to": "2026"}, "valid_to is no date"),
        ({"valid_to": dt.date(2025, 1, 1)}, "valid_to lies before valid_from"),
        ({"value": -1}, "value is no number of 0 or more"),
        ({"value": 11_000}, "outside its limits"),
        ({"value": "12.500,00"}, "value is no number"),
        ({"value": True}, "value is no number"),
        ({"unit": "timer"}, "unit is not one of the words"),
        ({"id": "ydelse.folkepension"}, "id is not one of the words"),
        ({"price_year": "2026"}, "price_year is no whole number from 2000"),
        ({"source": ""}, "source is no text"),
        ({"verified": "nej"}, "verified is neither true nor false"),
        ({"verified": True}, "marks an assumption as verified"),
        ({"belob": 3}, "does not know belob"),
        ({"control_area": "anlaeg"}, "control_area is not one of the words"),
    ],
)
def test_faulty_rate_is_refused_with_its_line(tmp_path, change, message):
    with pytest.raises(SourceError, match=message) as caught:
        read_rates(write(tmp_path, GOOD, {**GOOD, **change}), Lineage())
    assert re.match(r"rates\.yaml, line (1[2-9]|2\d), ", caught.value.where)
    assert "rates[2]" in caught.value.where


def test_rate_without_a_date_in_force_is_refused(tmp_path):
    entry = {key: value for key, value in GOOD.items() if key != "valid_from"}
    with pytest.raises(SourceError, match="no date in force"):
        read_rates(write(tmp_path, entry), Lineage())


def test_rate_that_lacks_a_source_key_is_refused(tmp_path):
    entry = {key: value for key, value in GOOD.items() if key != "source"}
    with pytest.raises(SourceError, match="lacks source"):
        read_rates(write(tmp_path, entry), Lineage())


def test_control_area_of_a_rate_that_has_none_is_refused(tmp_path):
    share = {"id": "fraflytning", "unit": "andel_pr_aar", "value": 0.1, "low": 0, "high": 1}
    path = write(tmp_path, {**GOOD, **share, "control_area": "service"})
    with pytest.raises(SourceError, match="control_area does not belong"):
        read_rates(path, Lineage())


def test_rate_with_a_cpr_like_token_is_refused_without_printing_it(tmp_path):
    token = "010190" + "-" + "1234"
    path = write(tmp_path, {**GOOD, "source": f"sag {token}"})
    with pytest.raises(SourceError, match="looks like a CPR number") as caught:
        read_rates(path, Lineage())
    assert "rates.yaml, line" in caught.value.where
    assert token not in str(caught.value)


def test_share_written_in_per_cent_is_refused(tmp_path):
    share = {"id": "fraflytning", "unit": "andel_pr_aar", "value": 3, "low": 1, "high": 5}
    with pytest.raises(SourceError, match="share above 1"):
        read_rates(write(tmp_path, {**GOOD, **share}), Lineage())


def test_rate_stated_twice_for_a_day_is_refused(tmp_path):
    later = {**GOOD, "valid_from": dt.date(2026, 12, 31), "valid_to": dt.date(2027, 12, 31)}
    with pytest.raises(SourceError, match="stated twice for 2026-12-31"):
        read_rates(write(tmp_path, GOOD, later), Lineage())


def test_control_area_may_be_stated_where_there_is_one(tmp_path):
    book = read_rates(write(tmp_path, {**GOOD, "control_area": "service"}), Lineage())
    assert book.rates[0].control_area == "service"


@pytest.mark.parametrize("text", ["rates: [", "rates: []", "satser: []", "- 1"])
def test_file_that_is_no_list_of_rates_is_refused(tmp_path, text):
    path = tmp_path / "rates.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"rates|cannot be read"):
        read_rates(path, Lineage())


def test_embedded_rates_cover_the_catalogue_and_are_all_assumptions(repository):
    book = read_rates(repository / "data" / "pack" / "rates.yaml", Lineage())
    assert {rate.id for rate in book.rates} == set(rate_kinds()) - {"prisregulering"}
    assert not any(rate.verified for rate in book.rates)


def test_published_levels_are_those_that_were_found_and_belong_to_their_years():
    found = {rate.id: (rate.value, rate.price_year) for rate in list_found_rates()}
    assert found["sygedagpenge.maksimum.2023"] == (4_550, 2023)
    assert found["kontanthjaelp.forsoerger.2021"] == (15_547, 2021)
    assert found["revalidering.30.2019"] == (18_878, 2019)
    assert not any(rate.is_in_force(dt.date(2026, 3, 1)) for rate in list_found_rates())
