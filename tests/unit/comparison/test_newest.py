"""Which period do all headlines share, and which are refused?"""

import pytest

from analysis.comparison.newest import choose_sources, resolve_period
from analysis.errors import ContractError, CoverageError, SourceError


def test_newest_period_is_the_one_that_every_headline_has(country):
    assert str(resolve_period(country.load)) == "2025K4"


def test_newest_period_waits_for_the_slowest_headline(invented, tmp_path):
    files = invented.country()
    table, text = files["PEN113.csv"]
    kept = [line for line in text.splitlines() if ";2025M12;" not in line]
    store = invented.open_country(
        tmp_path, {**files, "PEN113.csv": (table, "\n".join(kept) + "\n")}
    )
    assert str(resolve_period(store.load)) == "2025K3"


def test_own_data_are_read_up_to_the_newest_period_that_any_headline_has(invented, tmp_path):
    files = invented.country()
    table, text = files["PEN113.csv"]
    kept = [line for line in text.splitlines() if ";2025M12;" not in line]
    files = {**files, "PEN113.csv": (table, "\n".join(kept) + "\n")}
    store = invented.open_country(tmp_path, files)
    assert str(resolve_period(store.load, is_own_data=True)) == "2025K4"
    assert str(resolve_period(store.load, "2025K3", is_own_data=True)) == "2025K3"


@pytest.mark.parametrize("text", ["2025K3", "2025Q3", "2025k3", " 2025q3 "])
def test_period_that_is_asked_for_is_returned(country, text):
    assert str(resolve_period(country.load, text)) == "2025K3"


@pytest.mark.parametrize("text", ["2024K4", "2026K1", "1999", "2026M01"])
def test_period_without_data_is_refused_with_what_there_is(country, text):
    with pytest.raises(CoverageError, match=f"There is no data for {text}") as caught:
        resolve_period(country.load, text)
    assert "2025K1 to 2025K4" in caught.value.expected


@pytest.mark.parametrize("text", ["2025K5", "4. kvartal", "2025-12", "K4"])
def test_text_that_is_no_period_is_refused_as_such(country, text):
    with pytest.raises(ContractError, match="is not a period"):
        resolve_period(country.load, text)


def test_folder_without_any_headline_is_refused(invented, tmp_path):
    files = invented.without(invented.country(), "AUK01.csv", "PEN113.csv", "y60a02.json")
    with pytest.raises(SourceError, match="not one headline with data"):
        resolve_period(invented.open_country(tmp_path, files).load)


def test_first_source_with_data_carries_a_headline(country, invented, tmp_path):
    carried = {h.id: s.table for h, s in choose_sources(country.load).items()}
    assert carried["kontanthjaelp-bestand"] == "AUK01"
    assert carried["foertidspension-tilkendelser"] == "PEN113"
    store = invented.open_country(tmp_path, invented.without(invented.country(), "AUK01.csv"))
    carried = {h.id: s.table for h, s in choose_sources(store.load).items()}
    assert carried["kontanthjaelp-bestand"] == "y60a02"
    assert "fleksjob-bestand" not in carried
