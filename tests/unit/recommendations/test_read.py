"""Is a register refused where a director could not decide on it?"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.caseflow.deadlines import read_deadlines
from analysis.concepts import Lineage
from analysis.errors import AnalysisError, ContractError, SourceError
from analysis.recommendations.model import Owner, RecommendationFile
from analysis.recommendations.read import read_recommendations

Read = Callable[..., RecommendationFile]
Content = dict[str, Any]


def test_a_right_register_is_read(read_register: Read, register_content: Content) -> None:
    (each,) = read_register(register_content).recommendations
    assert (each.owner, each.deadline) == (Owner.JOINT, dt.date(2026, 6, 30))
    assert each.rests_on[0].states == ("missing",)
    assert not each.cost.is_counted


@pytest.mark.parametrize("bases", [[], None])
def test_recommendation_without_a_finding_is_refused(
    read_register: Read, register_content: Content, bases: object
) -> None:
    register_content["recommendations"][0]["rests_on"] = bases
    with pytest.raises(ContractError, match="rests on no finding") as error:
        read_register(register_content)
    assert "recommendations.yaml, line" in error.value.where


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("owner", "Borgerrepræsentationen", "owner is not one of the words"),
        ("deadline", "snart", "deadline is no date"),
        ("deadline", dt.datetime(2026, 6, 30, 8), "deadline is no date"),
        ("deadline", None, "deadline is no date"),
        ("status", "vedtaget", "status is not one of the words"),
        ("status", "besluttet", "no day of decision"),
        ("number", 1.5, "number is no whole number"),
        ("number", True, "number is no whole number"),
        ("id", "Komplet Sag", "id is no id"),
        ("title", "", "title is no text"),
        ("text", 12, "text is no text"),
        ("legal_basis", [], "No legal basis"),
        ("cost", "gratis", "neither amounts nor the words"),
        ("cost", {"service_bif": 100}, "no price level"),
        ("cost", {"price_year": 2026}, "neither an amount nor a finding"),
        ("cost", {"finding": "review.documents"}, "not of the economics"),
        ("cost", {"service_bif": "100", "price_year": 2026}, "service_bif is no number"),
        ("rests_on", "review.documents", "rests_on is no list"),
        ("indicator", "sager", "indicator is no mapping"),
    ],
)
def test_a_wrong_value_is_refused_with_its_line(
    read_register: Read, register_content: Content, key: str, value: object, words: str
) -> None:
    register_content["recommendations"][0][key] = value
    with pytest.raises(AnalysisError, match=words) as error:
        read_register(register_content)
    assert re.search(r"recommendations\.yaml, line \d+, recommendations\[1\]", error.value.where)


@pytest.mark.parametrize("key", ["owner", "first_step", "risk", "indicator", "cost"])
def test_a_lacking_key_is_named(read_register: Read, register_content: Content, key: str) -> None:
    del register_content["recommendations"][0][key]
    with pytest.raises(SourceError, match=key):
        read_register(register_content)


def test_an_unknown_key_is_named_with_its_line(read_register: Read, register_text: str) -> None:
    text = register_text.replace("    risk: Sagerne", "    riks: Sagerne")
    with pytest.raises(SourceError, match="lacks risk and does not know riks") as error:
        read_register(text)
    line = 1 + text.splitlines().index("    riks: Sagerne venter længere.")
    assert error.value.where.startswith(f"recommendations.yaml, line {line}, ")


@pytest.mark.parametrize(
    "finding_id",
    ["review.dokumenter", "benchmark.fleksjob", "events.weeks.sag_rejst", "study.vejret", "review",
     "events.weeks.sag_rejst.slut", "documents"],
)  # fmt: skip
def test_an_id_that_no_finding_can_have_is_refused(
    read_register: Read, register_content: Content, finding_id: str
) -> None:
    register_content["recommendations"][0]["rests_on"][0]["finding"] = finding_id
    with pytest.raises(ContractError, match="not the id of a finding"):
        read_register(register_content)


def test_a_state_that_the_finding_cannot_be_in_is_refused(
    read_register: Read, register_content: Content
) -> None:
    register_content["recommendations"][0]["rests_on"][0]["states"] = ["lower"]
    with pytest.raises(ContractError, match="cannot be in the states"):
        read_register(register_content)


def test_resting_on_the_same_finding_twice_is_refused(
    read_register: Read, register_content: Content
) -> None:
    register_content["recommendations"][0]["rests_on"] *= 2
    with pytest.raises(AnalysisError, match="same finding twice"):
        read_register(register_content)


@pytest.mark.parametrize("key", ["number", "id"])
def test_a_number_or_id_used_twice_is_refused(
    read_register: Read, register_content: Content, key: str
) -> None:
    first = register_content["recommendations"][0]
    second = {**first, "number": 2, "id": "anden", key: first[key]}
    register_content["recommendations"].append(second)
    with pytest.raises(SourceError, match=f"The {key} .* is used twice") as error:
        read_register(register_content)
    assert "recommendations[2]" in error.value.where


def test_a_key_written_twice_is_refused(read_register: Read, register_text: str) -> None:
    twice = register_text.replace("    owner: fælles\n", "    owner: BIF\n    owner: SOF\n")
    with pytest.raises(SourceError, match="key owner is written twice"):
        read_register(twice)


@pytest.mark.parametrize("text", ["title: [", "", "- a\n- b\n", "deadline: 2026-02-30\n"])
def test_what_is_no_register_is_refused(read_register: Read, text: str) -> None:
    with pytest.raises(
        SourceError,
        match=r"cannot be read|no keys at the top|does not know deadline|is empty|does not exist",
    ):
        read_register(text)


def test_a_cpr_like_token_is_refused_and_never_printed(
    read_register: Read, register_content: Content
) -> None:
    token = "010190" + "-" + "1234"
    register_content["recommendations"][0]["risk"] = f"Sagen {token} venter."
    with pytest.raises(SourceError, match="CPR number") as error:
        read_register(register_content)
    assert token not in str(error.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "tilkendelser"}, "counts awards or people"),
        ({"kind": "awards"}, "counts awards or people"),
        ({"unit": "persons"}, "counts awards or people"),
        ({"unit": "Personer"}, "counts awards or people"),
        ({"target": "200 tilkendelser"}, "aims at a number of awards"),
        ({"name": "Antal førtidspensioner"}, "aims at a number of awards"),
        ({"how": "Andel af sager, der ender med fleksjob"}, "aims at a number of awards"),
        ({"finding": "benchmark.fleksjob-bestand"}, "read from the benchmark"),
    ],
)
def test_an_award_target_is_refused_with_the_reason(
    read_register: Read, register_content: Content, change: Content, words: str
) -> None:
    register_content["recommendations"][0]["indicator"].update(change)
    with pytest.raises(ContractError, match=words) as error:
        read_register(register_content)
    assert "skøn under regel" in str(error.value)


@pytest.mark.parametrize("key", ["title", "text", "first_step"])
def test_a_recommendation_whose_words_set_a_goal_for_awards_is_refused(
    read_register: Read, register_content: Content, key: str
) -> None:
    register_content["recommendations"][0][key] = "Centrene giver 200 flere tilkendelser om året."
    with pytest.raises(ContractError, match="aims at a number of awards"):
        read_register(register_content)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "wellbeing"}, "kind is not one of the words"),
        ({"unit": "weeks"}, "is not measured in weeks"),
        ({"target": 90}, "target is more than one"),
        ({"target": None}, "target is no target"),
        ({"direction": None}, "direction is not one of the words"),
        ({"finding": "review.dokumenter"}, "not the id of a finding"),
    ],
)
def test_an_indicator_that_cannot_be_measured_is_refused(
    read_register: Read, register_content: Content, change: Content, words: str
) -> None:
    register_content["recommendations"][0]["indicator"].update(change)
    with pytest.raises(AnalysisError, match=words):
        read_register(register_content)


def test_forty_recommendations_are_read_by_number(
    read_register: Read, register_content: Content
) -> None:
    first = register_content["recommendations"][0]
    register_content["recommendations"] = [
        {**first, "number": n, "id": f"nummer-{n}"} for n in range(40, 0, -1)
    ]
    numbers = [each.number for each in read_register(register_content).recommendations]
    assert numbers == list(range(1, 41))


def test_the_register_that_comes_with_the_project_is_right(repository: Path) -> None:
    path = repository / "data" / "pack" / "recommendations.yaml"
    file = read_recommendations(path, Lineage())
    assert 7 <= len(file.recommendations) <= 9
    ids = [b.finding_id for each in file.recommendations for b in each.rests_on]
    deadlines = {i.removeprefix("events.deadline.") for i in ids if ".deadline." in i}
    assert deadlines <= {each.id for each in read_deadlines()}
    kinds = {finding_id.split(".")[0] for finding_id in ids}
    assert kinds == {"benchmark", "review", "events", "study"}
    assert "eksempel" in yaml.safe_load(path.read_text(encoding="utf-8"))["title"]
