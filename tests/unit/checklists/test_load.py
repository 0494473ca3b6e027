import datetime as dt
import re
from itertools import combinations

import pytest

from analysis.checklists.library import read_library
from analysis.checklists.load import (
    compute_checksum,
    list_rule_dates,
    list_versions,
    load_checklist,
    load_version,
)
from analysis.checklists.model import SCHEMES, Role
from analysis.concepts import Benefit
from analysis.errors import CoverageError

EVERY_ITEM = (
    *(f"G{number}" for number in range(1, 11)),
    *("F1", "F2", "F3", "F4", "F5", "F6", "F7a", "F7b", "F7c", "F7d", "F8", "F9"),
    *(f"J{number}" for number in range(1, 7)),
    *("R1", "R2", "R3", "R4", "R5", "R6", "R6a", "R6b", "R6c", "R6d", "R6e"),
    *("V1", "V2", "V3", "V4", "V5", "A1", "A2", "G11", "G12"),
)

# The wording that each version names. When a test fails here because an item was reworded
# on purpose, raise the edition in rule_sets.yaml and renew the line.
CHECKSUMS = {
    "2016-01-01/1": "01701e0dd7b3125e",
    "2016-06-01/1": "6b7a8bffe55d88af",
    "2018-07-01/1": "ed3ca0fd3a522991",
    "2020-01-01/1": "4fc1d8dc6c3aa495",
    "2022-01-01/1": "96ad198c5c2b75e8",
    "2023-04-17/1": "07749aa5045c7ee3",
    "2026-02-01/1": "24729836e91477f5",
}


def ids_on(*date: int) -> set[str]:
    return {item.id for item in load_checklist(dt.date(*date)).items}


@pytest.mark.parametrize("item_id", EVERY_ITEM)
def test_every_item_of_the_draft_is_in_force_on_some_date(item_id):
    assert any(item_id in {item.id for item in load_version(v).items} for v in list_versions())


def test_rule_sets_begin_on_the_agreed_days():
    assert list_rule_dates() == (
        dt.date(2016, 1, 1),
        dt.date(2018, 7, 1),
        dt.date(2020, 1, 1),
        dt.date(2022, 1, 1),
        dt.date(2026, 2, 1),
    )


def test_fast_track_is_asked_from_the_first_of_june_2016():
    fast = {"F7a", "F7b", "F7c", "F7d"}
    assert not fast & ids_on(2016, 5, 31)
    assert fast <= ids_on(2016, 6, 1)
    assert fast <= ids_on(2026, 1, 31)
    assert not fast & ids_on(2026, 2, 1)


def test_prospect_of_development_is_asked_from_july_2018_and_own_wish_from_2022():
    assert "R4" not in ids_on(2018, 6, 30)
    assert "R4" in ids_on(2018, 7, 1)
    assert "R5" not in ids_on(2021, 12, 31)
    assert "R5" in ids_on(2022, 1, 1)


def test_only_foertidspension_and_fleksjob_are_open_from_february_2026():
    assert load_checklist(dt.date(2026, 1, 31)).open_schemes == SCHEMES
    after = load_checklist(dt.date(2026, 2, 1))
    assert after.open_schemes == (Benefit.FOERTIDSPENSION, Benefit.FLEKSJOB)
    assert {item.section for item in after.items} == {
        *("faelles", "foertidspension", "fleksjob", "andre_indsatser"),
    }
    assert {"G11", "G12"} <= {item.id for item in after.items}
    assert not any(item.is_verified for item in after.items)


def test_first_day_of_closing_is_said_to_be_inferred():
    assert any("ikke efterprøvet" in note for note in load_checklist(dt.date(2026, 2, 1)).notes)


@pytest.mark.parametrize(
    ("item_id", "before", "after"),
    [
        ("R1", "§ 68 a", "§ 112"),
        ("J2", "§§ 70 og 70 a", "§ 116"),
        ("J5", "§§ 70 og 70 a", "§ 118"),
        ("V1", "aktiv socialpolitik § 46", "§ 142"),
    ],
)
def test_paragraph_follows_the_date(item_id, before, after):
    assert before in load_checklist(dt.date(2019, 12, 31)).item(item_id).legal_basis
    assert after in load_checklist(dt.date(2020, 1, 1)).item(item_id).legal_basis


def test_senior_scheme_is_called_by_its_name_on_the_date():
    assert "seniorførtidspension" in load_checklist(dt.date(2019, 12, 31)).item("F9").text
    assert "seniorpension" in load_checklist(dt.date(2020, 1, 1)).item("F9").text


def test_only_relevant_measures_are_asked_for_from_july_2018():
    assert "relevante" not in load_checklist(dt.date(2018, 6, 30)).item("F4").text
    assert "relevante" in load_checklist(dt.date(2018, 7, 1)).item("F4").text


def test_entries_of_one_item_never_overlap_and_end_after_they_begin():
    items = read_library().items
    assert all(item.valid_to is None or item.valid_from <= item.valid_to for item in items)
    for one, other in combinations(items, 2):
        if one.id == other.id:
            first, second = sorted((one, other), key=lambda item: item.valid_from)
            assert first.valid_to is not None
            assert first.valid_to < second.valid_from


@pytest.mark.parametrize("item", read_library().items, ids=lambda i: f"{i.id}-{i.valid_from}")
def test_no_item_is_a_placeholder(item):
    assert item.text.endswith("?")
    assert 20 < len(item.text) < 220
    assert "plyst:" in item.help, "the help says what uoplyst means here"
    assert re.search(r"[Ll]ov|[Vv]ejledning|Bekendtgørelse|Refusion|Praksis", item.legal_basis)
    assert item.documents
    assert item.answered_by
    assert item.local_guideline == ""
    assert not item.is_verified or "https://" in item.legal_source
    assert item.is_verified or "Ikke efterprøvet: " in item.legal_source


@pytest.mark.parametrize("version", list_versions())
def test_answers_to_every_item_can_be_uoplyst(version):
    assert all("uoplyst" in item.answers for item in load_version(version).items)


@pytest.mark.parametrize("version", list_versions())
def test_each_open_scheme_has_required_items_of_its_own(version):
    checklist = load_version(version)
    for scheme in checklist.open_schemes:
        own = [item for item in checklist.items if item.section == scheme.value]
        assert sum(item.role is Role.REQUIRED for item in own) >= 3


def test_version_is_shared_by_all_days_with_the_same_items():
    assert load_checklist(dt.date(2016, 6, 1)).version == "2016-06-01/1"
    assert load_checklist(dt.date(2018, 6, 30)).version == "2016-06-01/1"
    assert load_checklist(dt.date(2016, 5, 31)).version == "2016-01-01/1"


@pytest.mark.parametrize("version", list_versions())
def test_version_brings_back_the_checklist_it_was_made_from(version):
    checklist = load_version(version)
    assert checklist.version == version
    later = load_checklist(checklist.date + dt.timedelta(days=10))
    assert later.version == version
    assert later.items == checklist.items
    assert compute_checksum(later) == compute_checksum(checklist)


def test_every_version_has_a_wording_of_its_own():
    checksums = {compute_checksum(load_version(version)) for version in list_versions()}
    assert len(checksums) == len(list_versions())


@pytest.mark.parametrize("version", list_versions())
def test_wording_of_a_version_has_not_changed_without_a_new_edition(version):
    assert compute_checksum(load_version(version))[:16] == CHECKSUMS[version]


@pytest.mark.parametrize("version", ["2022-01-01/2", "2022-01-02/1", "newest", ""])
def test_unknown_version_is_refused(version):
    with pytest.raises(CoverageError, match="no checklist of version"):
        load_version(version)


def test_date_before_the_first_rules_is_refused():
    with pytest.raises(CoverageError, match="no checklist for 2015-12-31"):
        load_checklist(dt.date(2015, 12, 31))
