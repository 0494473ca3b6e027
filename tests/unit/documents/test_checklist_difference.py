"""What changed between two rule sets, in Danish."""

from __future__ import annotations

import dataclasses
import datetime as dt

from analysis.checklists.load import load_checklist
from analysis.checklists.model import Role
from analysis.documents.checklist_difference import write_difference

OLD, NEW = load_checklist(dt.date(2022, 3, 1)), load_checklist(dt.date(2026, 3, 1))


def test_closed_schemes_and_added_and_removed_items_are_named() -> None:
    text = write_difference(OLD, NEW)
    assert "Lukket for nye borgere: ressourceforløb og revalidering" in text
    added, removed = text.index("\nTILFØJET\n"), text.index("\nUDGÅET\n")
    assert added < text.index("\nG11 ") < removed < text.index("\nR1 ") < text.index("\nÆNDRET\n")
    assert text.startswith("Fra: Regler pr. 1. marts 2022 · version 2022-01-01/1\nTil: ")


def test_the_other_way_round_the_schemes_open() -> None:
    assert "Åbnet for nye borgere: ressourceforløb og revalidering" in write_difference(NEW, OLD)


def test_a_changed_item_shows_each_field_before_and_now() -> None:
    changed = dataclasses.replace(
        OLD.item("F1"), text="Er evnen nedsat?", role=Role.SUPPORTING, answered_by=("læge",)
    )
    items = tuple(changed if item.id == "F1" else item for item in OLD.items)
    text = write_difference(OLD, dataclasses.replace(OLD, items=items))
    assert "Tilføjet: 0 · udgået: 0 · ændret: 1" in text
    assert "før: Er arbejdsevnen varigt nedsat?\n        nu:  Er evnen nedsat?" in text
    assert "før: kræves\n        nu:  støtter vurderingen" in text
    assert "nu:  læge" in text


def test_a_changed_skip_rule_and_mark_are_said_in_words() -> None:
    f5 = OLD.item("F5")
    changed = dataclasses.replace(f5, relevant_when={}, is_verified=not f5.is_verified)
    items = tuple(changed if item.id == "F5" else item for item in OLD.items)
    text = write_difference(OLD, dataclasses.replace(OLD, items=items))
    assert "før: Spørges kun, når G1 er »Under 40 år«.\n        nu:  altid" in text
    assert "[uverificeret]" in text
    assert "før: læst" in text


def test_nothing_changed_is_said() -> None:
    assert "De to stiller de samme spørgsmål" in write_difference(OLD, OLD)
