import datetime as dt
from dataclasses import replace

import pytest

from analysis.checklists.compare import FieldChange, compare_checklists
from analysis.checklists.load import list_versions, load_checklist, load_version
from analysis.concepts import Benefit


def on(*date):
    return load_checklist(dt.date(*date))


@pytest.mark.parametrize("version", list_versions())
def test_checklist_does_not_differ_from_itself(version):
    assert compare_checklists(load_version(version), load_version(version)).is_empty


def test_days_of_the_same_version_do_not_differ():
    assert compare_checklists(on(2016, 6, 1), on(2018, 6, 30)).is_empty


def test_fast_track_was_added_and_nothing_else_in_june_2016():
    difference = compare_checklists(on(2016, 5, 31), on(2016, 6, 1))
    assert [item.id for item in difference.added] == ["F7a", "F7b", "F7c", "F7d"]
    assert (difference.removed, difference.changed, difference.closed) == ((), (), ())


def test_reform_of_2026_closes_two_schemes_and_removes_their_items():
    difference = compare_checklists(on(2026, 1, 31), on(2026, 2, 1))
    assert difference.closed == (Benefit.RESSOURCEFORLOEB, Benefit.REVALIDERING)
    assert {item.id[0] for item in difference.removed} == {"R", "V", "F"}
    assert {item.id for item in difference.added} == {"G11", "G12"}
    verified = [field for each in difference.changed for field in each.fields]
    assert FieldChange("is_verified", True, False) in verified


def test_change_is_told_field_by_field():
    old = on(2022, 5, 1)
    items = tuple(
        replace(item, text="Ny tekst?", documents=("andet",)) if item.id == "F1" else item
        for item in old.items
    )
    difference = compare_checklists(old, replace(old, items=items))
    assert [each.id for each in difference.changed] == ["F1"]
    assert difference.changed[0].fields == (
        FieldChange("text", old.item("F1").text, "Ny tekst?"),
        FieldChange("documents", old.item("F1").documents, ("andet",)),
    )


@pytest.mark.parametrize("pair", [(0, 1), (1, 4), (2, 6)])
def test_difference_turns_around_with_the_order(pair):
    old, new = (load_version(list_versions()[place]) for place in pair)
    there, back = compare_checklists(old, new), compare_checklists(new, old)
    assert there.added == back.removed
    assert there.closed == back.opened
    assert [each.id for each in there.changed if each.id in {e.id for e in back.changed}] == [
        each.id for each in there.changed
    ]


def test_documents_are_compared_too():
    old = on(2022, 5, 1)
    difference = compare_checklists(old, replace(old, documents=old.documents[1:]))
    assert difference.documents_removed == old.documents[:1]
    assert not difference.is_empty
