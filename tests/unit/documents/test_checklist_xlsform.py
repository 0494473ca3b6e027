"""The XLSForm: the standard's columns, names that resolve, and skip rules that mean the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import random
import re

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from analysis.checklists.load import load_checklist
from analysis.checklists.model import SCHEMES
from analysis.checklists.relevance import find_relevant
from analysis.documents.checklist_words import choose_schemes
from analysis.documents.checklist_xlsform import write_xlsform

RULES = {
    "F6": {"G1": ("under_40", "40_plus"), "F1": ("opfyldt", "uoplyst")},
    "F8": {"F6": ("opfyldt",), "G2": ("ikke_opfyldt",)},
}
CHECKLIST = load_checklist(dt.date(2022, 3, 1))


def read_sheet(name: str, form: bytes) -> list[dict[str, str]]:
    head, *rows = openpyxl.load_workbook(io.BytesIO(form))[name].iter_rows(values_only=True)
    return [{key: value or "" for key, value in zip(head, row, strict=True)} for row in rows]


FORM = write_xlsform(CHECKLIST)
SURVEY, CHOICES = read_sheet("survey", FORM), read_sheet("choices", FORM)
LABEL = "label::Dansk (da)"


def test_every_name_is_a_name_and_stands_once() -> None:
    names = [row["name"] for row in SURVEY if row["type"] != "end_group"]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", name) for name in names)


def test_every_list_is_there_and_no_choice_stands_twice_in_it() -> None:
    used = {row["type"].split()[1] for row in SURVEY if row["type"].startswith("select_one")}
    assert used == {row["list_name"] for row in CHOICES}
    pairs = [(row["list_name"], row["name"]) for row in CHOICES]
    assert len(set(pairs)) == len(pairs)
    assert all(row[LABEL] and not re.search(r"\s", row["name"]) for row in CHOICES)


def test_groups_open_and_close_in_pairs() -> None:
    depth = 0
    for row in SURVEY:
        depth += (row["type"] == "begin_group") - (row["type"] == "end_group")
        assert depth >= 0
    assert depth == 0


def test_every_expression_refers_to_a_question_of_the_form_for_each_scheme() -> None:
    for scheme in SCHEMES:
        form = write_xlsform(choose_schemes(CHECKLIST, [scheme.value]))
        rows = read_sheet("survey", form)
        names = {row["name"] for row in rows}
        referred = {name for row in rows for name in re.findall(r"\$\{(.+?)\}", row["relevant"])}
        assert referred <= names


def test_every_item_is_required_and_offers_its_own_answers() -> None:
    for item in CHECKLIST.items:
        (row,) = (each for each in SURVEY if each["name"] == item.id)
        assert row["required"] == "yes"
        offered = [each for each in CHOICES if each["list_name"] == row["type"].split()[1]]
        assert tuple(each["name"] for each in offered) == item.answers


def test_uoplyst_asks_which_document_is_missing() -> None:
    (row,) = (each for each in SURVEY if each["name"] == "F1_mangler")
    assert row["relevant"] == "${F1} = 'uoplyst'"
    offered = [each["name"] for each in CHOICES if each["list_name"] == row["type"].split()[1]]
    assert tuple(offered) == (*CHECKLIST.item("F1").documents, "ikke_angivet")


def test_the_version_stands_in_the_settings_and_on_every_answer() -> None:
    (settings,) = read_sheet("settings", FORM)
    assert settings["version"] == CHECKLIST.version == "2022-01-01/1"
    (row,) = (each for each in SURVEY if each["name"] == "checklist_version")
    assert (row["type"], row["calculation"]) == ("calculate", "'2022-01-01/1'")


def test_no_text_field_takes_what_looks_like_a_cpr_number() -> None:
    pattern = re.compile(re.search(r"'(.+)'", _constraint()).group(1))
    cpr = "010190" + "-" + "1234"
    assert all(pattern.fullmatch(f"se {each}") for each in (cpr, cpr.replace("-", "")))
    assert not pattern.fullmatch("P-000123, dateret 01-03-2022")
    assert all(row["constraint"] for row in SURVEY if row["type"] == "text")


def _constraint() -> str:
    return next(row["constraint"] for row in SURVEY if row["name"] == "case_id")


def test_a_form_on_some_schemes_has_an_id_of_its_own() -> None:
    some = write_xlsform(choose_schemes(CHECKLIST, ["fleksjob"]))
    assert read_sheet("settings", some)[0]["form_id"] == "praksis_tjekliste_fleksjob"
    assert read_sheet("settings", FORM)[0]["form_id"] == "praksis_tjekliste"


# Rules on two questions at once, with several answers each, and on a hidden question.
ENTANGLED = dataclasses.replace(
    CHECKLIST,
    items=tuple(
        dataclasses.replace(item, relevant_when=RULES.get(item.id, item.relevant_when))
        for item in CHECKLIST.items
    ),
)
ENTANGLED_SURVEY = read_sheet("survey", write_xlsform(ENTANGLED))


@given(seed=st.integers(0, 10**6))
def test_a_form_asks_what_the_skip_rules_ask(seed: int) -> None:
    rng = random.Random(seed)
    answers = {item.id: rng.choice(item.answers) for item in ENTANGLED.items}
    rules = {
        row["name"]: row["relevant"] for row in ENTANGLED_SURVEY if row["name"].startswith("punkt_")
    }
    shown: dict[str, bool] = {}
    for item in ENTANGLED.items:  # a hidden question counts as unanswered
        kept = {key: value for key, value in answers.items() if shown.get(key)}
        rule = re.sub(r"\$\{(.+?)\} = ('.*?')", r"(kept.get('\1', '') == \2)",
                      rules[f"punkt_{item.id}"])  # fmt: skip
        shown[item.id] = bool(eval(rule, {"kept": kept})) if rule else True
    assert shown == {key: found is True for key, found in find_relevant(ENTANGLED, answers).items()}
