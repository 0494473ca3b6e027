"""What is known of today, and what is only known of earlier."""

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.errors import RequestError
from analysis.study.matrix import Known, practice_matrix
from analysis.study.model import Study
from analysis.study.strength import Strength, rate_analysis, rate_entry

made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("studies.py"))))


def matrix_of(*entries, **options):
    study = Study(tuple(entries), (), made.LINEAGE)
    return practice_matrix(study, focus="9901", peers=["9902"], date=made.DAY, **options)


def known(*entries, **options):
    return matrix_of(*entries, **options).cell("forberedelse", "9901").known


def test_recent_entry_is_of_today_and_nothing_is_not_studied():
    matrix = matrix_of(made.entry())
    assert matrix.cell("forberedelse", "9901").known is Known.CURRENT
    assert matrix.cell("forberedelse", "9902").known is Known.NOT_STUDIED
    assert matrix.cell("forberedelse", "9902").entry is None


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"known_on": "2021-03-02"}, Known.CURRENT),
        ({"known_on": "2021-02-26", "period_from": 2020}, Known.OLD),
        ({"known_on": "ukendt"}, Known.OLD),
        ({"period_to": "2026-02-28"}, Known.OLD),
        ({"period_to": "2026-03"}, Known.CURRENT),
        ({"period_from": "2026-04-01"}, Known.OLD),
        ({"reading": "title_only", "category": ""}, Known.TITLE_ONLY),
    ],
)
def test_what_is_too_old_over_or_not_yet_begun_says_nothing_of_today(changes, state):
    assert known(made.entry(**({"period_from": 2020} | changes))) is state


def test_age_that_is_allowed_decides():
    entry = made.entry(known_on="2023-01-01", period_from=2020)
    assert known(entry, max_age_years=2) is Known.OLD
    assert known(entry, max_age_years=4) is Known.CURRENT


def test_entry_of_today_stands_before_a_newer_one_that_is_over():
    trial = made.entry(id="forsoeg", period_from="2025-06-01", period_to="2025-12-31",
                       known_on="2026-01-01", category="faelles")  # fmt: skip
    cell = matrix_of(trial, made.entry()).cell("forberedelse", "9901")
    assert (cell.entry.id, cell.known, cell.n_entries) == ("9901-forberedelse", Known.CURRENT, 2)


def test_entry_that_was_read_stands_before_a_newer_title():
    title = made.entry(id="titel", reading="title_only", category="", known_on="2026-01-01")
    old = made.entry(known_on="2012", period_from=2011)
    assert matrix_of(title, old).cell("forberedelse", "9901").entry.id == "9901-forberedelse"


def test_lasting_practice_stands_before_a_trial_known_of_the_same_day():
    trial = made.entry(id="z-forsoeg", period_to="2025-08-31", category="faelles", period_from=2020,
                       known_on=2012)  # fmt: skip
    lasting = made.entry(period_from="ukendt", known_on=2012)
    assert matrix_of(trial, lasting).cell("forberedelse", "9901").entry.category == "jobcenter"


def test_focus_stands_first_and_once():
    study = Study((made.entry(),), (), made.LINEAGE)
    matrix = practice_matrix(study, focus="9901", peers=["9902", "9901"], date=made.DAY)
    assert matrix.codes == ("9901", "9902")


def test_entries_are_numbered_theme_by_theme():
    load = made.entry(id="stamme", theme="sagsstamme", category="", value=45)
    matrix = matrix_of(load, made.entry())
    assert [matrix.number_of(entry) for entry in matrix.entries] == [1, 2]
    assert matrix.entries[0].theme == "forberedelse"


def test_theme_that_is_none_is_refused():
    with pytest.raises(RequestError, match="is not a theme"):
        matrix_of(themes=["vejret"])


@pytest.mark.parametrize(
    ("changes", "strength"),
    [
        ({}, Strength.STRONG),
        ({"known_by": "own_observation"}, Strength.STRONG),
        ({"known_by": "interview", "stated_by": "teamleder"}, Strength.MEDIUM),
        ({"known_by": "interview"}, Strength.WEAK),
        ({"known_by": "public_source"}, Strength.WEAK),
        ({"known_on": "ukendt"}, Strength.WEAK),
        ({"reading": "title_only", "category": ""}, Strength.NONE),
    ],
)
def test_strength_of_an_entry_follows_the_rules(changes, strength):
    assert rate_entry(made.entry(**changes)).strength is strength


@pytest.mark.parametrize(
    ("changes", "strength"),
    [
        ({}, Strength.STRONG),
        ({"n_units": 99}, Strength.MEDIUM),
        ({"method": "register", "n_units": None}, Strength.STRONG),
        ({"generalisable": "not_stated"}, Strength.MEDIUM),
        ({"generalisable": "not_stated", "method": "cases"}, Strength.WEAK),
        ({"generalisable": "no"}, Strength.WEAK),
        ({"reading": "title_only", "result": None}, Strength.NONE),
    ],
)
def test_strength_of_an_analysis_follows_the_rules(changes, strength):
    assert rate_analysis(made.analysis(**changes)).strength is strength


def test_level_follows_the_order_of_options_and_text_has_none():
    low, high = (
        made.entry(theme="klinisk_funktion", category=code) for code in ("sjaeldent", "altid")
    )
    assert (low.level, high.level) == (0.0, 3.0)
    assert made.entry().level is None
    assert replace(made.entry(), theme="sagsstamme", category="", value=40.5).short == (
        "40,5 sager pr. medarbejder"
    )
