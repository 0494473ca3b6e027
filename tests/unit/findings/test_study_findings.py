"""What the practice study carries, by stated rules."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings.register import Certainty, Finding, Kind
from analysis.findings.study_findings import find_study
from analysis.study.model import Study
from analysis.study.themes import load_themes

_STUDIES = Path(__file__).parents[1] / "study" / "studies.py"
made = SimpleNamespace(**runpy.run_path(str(_STUDIES)))
NAMES = {"9901": "Aby", "9902": "Bekøb"}
PEERS = ["9902", "9903", "9904", "9905", "9906"]


def find(study, theme, peers=PEERS):
    findings = find_study(study, focus="9901", peers=peers, date=made.DAY, names=NAMES)
    return next(finding for finding in findings if finding.id == f"study.{theme}")


def categories(own, *others):
    answers = {"9901": own} | dict(zip(PEERS, others, strict=False))
    return made.study_of("forberedelse", "category", answers)


def numbers(own, *others):
    answers = {"9901": own} | dict(zip(PEERS, others, strict=False))
    return made.study_of("sagsstamme", "value", answers)


def test_there_is_one_finding_for_each_theme_even_of_an_empty_study():
    findings = find_study(Study(), focus="9901", peers=PEERS, date=made.DAY)
    assert [finding.id for finding in findings] == [f"study.{theme}" for theme in load_themes()]
    assert {finding.state for finding in findings} == {"focus_unknown"}
    assert {finding.certainty for finding in findings} == {Certainty.NONE}


@pytest.mark.parametrize(
    ("study", "state", "rule"),
    [
        (categories("jobcenter", "jobcenter", "faelles"), "too_few", "under-three-peers"),
        (categories("jobcenter", *["faelles"] * 3), "differs", "category-differs"),
        (categories("jobcenter", *["jobcenter"] * 3), "alike", "category-alike"),
        (categories("jobcenter", *["jobcenter", "faelles"] * 2), "alike", "category-alike"),
        (categories("jobcenter", "jobcenter", *["faelles"] * 2), "differs", "category-differs"),
        (numbers(70, 30, 40, 50), "differs", "number-outside"),
        (numbers(50, 30, 40, 50), "alike", "number-within"),
        (numbers(20, 30, 40, 50), "differs", "number-outside"),
    ],
)
def test_state_follows_the_rules(study, state, rule):
    theme = study.entries[0].theme
    found = find(study, theme)
    assert (found.state, found.rule, found.kind) == (state, rule, Kind.STUDY)


def test_what_is_old_of_the_focus_is_not_used_and_its_date_is_said():
    study = made.study_of(
        "forberedelse", "category", dict.fromkeys(["9901", *PEERS], "faelles"),
        known_on="2018-04", period_from=2017,
    )  # fmt: skip
    found = find(study, "forberedelse")
    assert found.state == "focus_unknown"
    assert "april 2018" in found.sentence
    assert "ikke kendt i nogen af de 5" in found.sentence


def test_five_strong_sources_are_fairly_sure_and_a_weak_one_is_not():
    strong = categories("jobcenter", *["faelles"] * 5)
    assert find(strong, "forberedelse").certainty is Certainty.FAIR
    weak = Study(
        (*strong.entries[:-1], made.entry(id="svag", municipality_code="9906",
                                          known_by="public_source")), (), made.LINEAGE
    )  # fmt: skip
    assert find(weak, "forberedelse").certainty is Certainty.WEAK
    assert find(categories("jobcenter", *["faelles"] * 4), "forberedelse").certainty is (
        Certainty.WEAK
    )


def test_sentence_says_what_and_of_how_many_and_judges_nothing():
    found = find(categories("jobcenter", "faelles", "faelles", "jobcenter"), "forberedelse")
    assert "Aby har »jobcenter«" in found.sentence
    assert "»faelles«" not in found.sentence
    assert "»fælles« i 2" in found.sentence
    assert "blandt 3 sammenlignelige kommuner" in found.sentence
    assert found.number("n_peers_known").value == 3
    assert found.number("n_peers").value == 5


def test_number_of_the_focus_is_one_that_can_be_checked():
    found = find(numbers(70, 30, 40, 50), "sagsstamme")
    assert found.number("own").text == "70"
    assert "fra 30 til 50 sager pr. medarbejder" in found.sentence


def test_per_cent_of_the_focus_is_a_share():
    answers = dict(zip(["9901", *PEERS[:3]], [50, 10, 20, 30], strict=True))
    found = find(made.study_of("afslag", "value", answers), "afslag")
    assert found.number("own").text == "50\u00a0%"
    assert "fra 10 til 30 pct. af afgørelserne" in found.sentence


def test_finding_reads_back_from_its_json_and_keeps_its_lineage():
    found = find(numbers(70, 30, 40, 50), "sagsstamme")
    assert Finding.from_json(found.to_json()) == found
    assert found.lineage == made.LINEAGE


@given(st.lists(st.integers(1, 500), min_size=4, max_size=6))
def test_state_does_not_depend_on_the_order_of_peers(values):
    own, *others = values
    one, other = (find(numbers(own, *order), "sagsstamme") for order in (others, others[::-1]))
    assert (one.state, one.sentence) == (other.state, other.sentence)
