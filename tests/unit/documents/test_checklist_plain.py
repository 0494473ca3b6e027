"""The checklist as text: the date first, every item there, no line too long."""

from __future__ import annotations

import datetime as dt

from analysis.checklists.load import load_checklist
from analysis.documents.checklist_plain import WIDTH, write_plain

CHECKLIST = load_checklist(dt.date(2022, 3, 1))
TEXT = write_plain(CHECKLIST)
FLAT = " ".join(TEXT.split())


def test_the_first_line_says_which_rules_and_version() -> None:
    first, second, *_ = TEXT.splitlines()
    assert first == "Tjeklister efter reglerne pr. 1. januar 2022 · version 2022-01-01/1"
    assert second == "Slået op for 1. marts 2022"


def test_on_the_first_day_of_the_rules_the_date_is_said_once() -> None:
    text = write_plain(load_checklist(dt.date(2026, 2, 1)))
    assert text.splitlines()[:2] == [
        "Tjeklister efter reglerne pr. 1. februar 2026 · version 2026-02-01/1",
        "",
    ]


def test_every_item_is_there_with_its_basis_and_its_mark() -> None:
    for item in CHECKLIST.items:
        question = f"{item.id} {item.text}" + ("" if item.is_verified else " [uverificeret]")
        assert question in FLAT
        assert f"Lov: {item.legal_basis}" in FLAT
    assert FLAT.count(" [uverificeret] ") == sum(not item.is_verified for item in CHECKLIST.items)


def test_skip_rules_and_notes_are_said_in_words() -> None:
    assert "Spørges kun, når G1 er »Under 40 år«." in FLAT
    assert all(" ".join(note.split()) in FLAT for note in CHECKLIST.notes)


def test_no_line_is_longer_than_a_hundred() -> None:
    assert max(map(len, TEXT.splitlines())) <= WIDTH == 100
