"""An item reads the same everywhere, and a chosen scheme brings what it needs along."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from analysis.checklists.load import load_checklist
from analysis.checklists.model import COMMON
from analysis.documents.checklist_words import (
    UNVERIFIED,
    choose_schemes,
    group_by_section,
    label_answer,
    mark,
    outcomes,
    say_skip_rule,
    say_unverified,
)
from analysis.errors import RequestError

OLD, NEW = load_checklist(dt.date(2022, 3, 1)), load_checklist(dt.date(2026, 3, 1))


def test_a_skip_rule_is_said_with_the_words_of_the_answers() -> None:
    assert say_skip_rule(OLD, OLD.item("F5")) == "Spørges kun, når G1 er »Under 40 år«."
    assert say_skip_rule(OLD, OLD.item("F1")) == ""


def test_a_skip_rule_with_several_answers_and_items_says_or_within_and_and_between() -> None:
    item = dataclasses.replace(
        OLD.item("F5"), relevant_when={"G1": ("under_40", "uoplyst"), "F1": ("opfyldt",)}
    )
    assert (
        say_skip_rule(OLD, item)
        == "Spørges kun, når G1 er »Under 40 år« eller »Uoplyst« og F1 er »Opfyldt«."
    )


def test_an_item_s_own_words_for_an_answer_go_before_the_usual_ones() -> None:
    assert label_answer(OLD.item("G1"), "under_40") == "Under 40 år"
    assert label_answer(OLD.item("F1"), "ikke_opfyldt") == "Ikke opfyldt"


def test_only_unverified_items_are_marked_and_their_number_is_said() -> None:
    unverified = [item for item in OLD.items if mark(item) == UNVERIFIED]
    assert 0 < len(unverified) < len(OLD.items)
    assert unverified == [item for item in OLD.items if not item.is_verified]
    assert say_unverified(OLD).startswith(f"{len(unverified)} af {len(OLD.items)} punkter")


def test_a_checklist_without_unverified_items_says_nothing_of_them() -> None:
    items = tuple(dataclasses.replace(item, is_verified=True) for item in OLD.items)
    assert say_unverified(dataclasses.replace(OLD, items=items)) == ""


def test_a_scheme_comes_with_the_common_items_and_without_the_other_schemes() -> None:
    chosen = choose_schemes(OLD, ["fleksjob"])
    sections = {item.section for item in chosen.items}
    assert {"fleksjob", COMMON} <= sections
    assert sections.isdisjoint({"foertidspension", "ressourceforloeb", "revalidering"})
    assert chosen.version == OLD.version


def test_an_item_of_another_scheme_comes_along_when_a_skip_rule_asks_of_it() -> None:
    items = tuple(
        dataclasses.replace(item, relevant_when={"R1": ("opfyldt",)}) if item.id == "J2" else item
        for item in OLD.items
    )
    chosen = choose_schemes(dataclasses.replace(OLD, items=items), ["fleksjob"])
    assert {item.id for item in chosen.items if item.section == "ressourceforloeb"} == {"R1"}


def test_no_scheme_means_all() -> None:
    assert choose_schemes(OLD, []) == OLD


@pytest.mark.parametrize(
    ("scheme", "message"), [("efterløn", "not a scheme"), ("revalidering", "no new citizens")]
)
def test_an_unknown_or_closed_scheme_is_refused(scheme: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        choose_schemes(NEW, [scheme])


def test_a_closed_scheme_is_no_outcome() -> None:
    assert list(outcomes(NEW)) == ["foertidspension", "fleksjob", "andre_indsatser", "ingen"]
    assert len(outcomes(OLD)) == 6


def test_sections_hold_every_item_once_in_the_order_of_the_checklist() -> None:
    sections = group_by_section(OLD)
    assert [item for section in sections for item in section.items] == list(OLD.items)
    assert [section.heading for section in sections][:2] == ["Fælles om sagen", "Førtidspension"]
