"""How a number of a finding is printed, and that a finding comes back from its file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.concepts import Lineage, Origin
from analysis.errors import CoverageError
from analysis.findings.register import Certainty, Finding, FindingRegister, Kind, Number

NUMBERS = (Number("a", "a", 1.0, "persons"), Number("b", "b", 2.0, "persons", is_detail=True))


def a_finding(finding_id: str, **changes: object) -> Finding:
    values = {
        "kind": Kind(finding_id.partition(".")[0]), "title": "Titel", "sentence": "Sætning.",
        "state": "lower", "state_words": "lavere", "certainty": Certainty.FAIR, "rule": "regel",
        "period": "2025K4", "numbers": NUMBERS, **changes,
    }  # fmt: skip
    return Finding(id=finding_id, **values)


@pytest.mark.parametrize(
    ("number", "text", "limits"),
    [
        (Number("n", "n", 1234.4, "awards", 1000.0, 2000.0), "1.234", "1.000 til 2.000"),
        (Number("n", "n", 0.284, "share", 0.2, 0.35), "28\N{NO-BREAK SPACE}%", "20 til 35 %"),
        (
            Number("n", "n", 0.284, "share", 0.2, 0.35, 1),
            "28,4\N{NO-BREAK SPACE}%",
            "20,0 til 35,0 %",
        ),
        (Number("n", "n", 1385.0, "estimated_persons", 771.0, 2390.0), "1.400", "770 til 2.400"),
        (Number("n", "n", 36.29, "weeks", 35.6, 37.7, 1), "36,3", "35,6 til 37,7"),
        (Number("n", "n", 12.0, "weeks", 10.0), "12", ""),
        (Number("n", "n", 12.0, "weeks", None, 14.0), "12", ""),
    ],
)
def test_a_number_is_printed_as_its_unit_deserves(number, text, limits) -> None:
    assert (number.text, number.limits_text) == (text, limits)


def test_a_difference_carries_its_sign_in_value_and_limits() -> None:
    up = Number("d", "forskel", 12.0, "persons", 3.0, 21.0, is_signed=True)
    assert (up.text, up.limits_text) == ("+12", "+3 til +21")
    down = Number("d", "forskel", -12.0, "persons", -21.0, 3.0, is_signed=True)
    assert (down.text[0], down.text[1:]) == ("−", "12")
    assert "+3" in down.limits_text


def test_a_number_is_found_by_its_key_and_a_wrong_key_names_those_there_are() -> None:
    finding = a_finding("review.fleksjob")
    assert finding.number("b") is NUMBERS[1]
    with pytest.raises(CoverageError, match="no number 'c'") as caught:
        finding.number("c")
    assert "a, b" in str(caught.value)


def test_the_register_finds_by_id_and_by_kind_in_order() -> None:
    ids = ("review.fleksjob", "benchmark.fleksjob-bestand", "review.mindst_en")
    register = FindingRegister(tuple(map(a_finding, ids)))
    assert register.find(ids[2]).id == ids[2]
    assert register.find("review.light") is None
    assert [each.id for each in register.of(Kind.REVIEW)] == [ids[0], ids[2]]
    assert register.of(Kind.FLOW) == ()


def test_every_kind_and_certainty_has_words_of_its_own() -> None:
    for words in (Kind, Certainty):
        assert len({each.label for each in words}) == len(words)


FINITE = st.floats(-1e9, 1e9, allow_nan=False)


@given(
    st.lists(st.tuples(FINITE, st.none() | FINITE, st.booleans(), st.booleans()), max_size=3),
    st.sets(st.sampled_from(["a.csv", "b.csv", "c.csv"])),
)
def test_a_finding_comes_back_from_json_as_it_was(drawn, invented) -> None:
    numbers = tuple(
        Number(f"n{i}", "tal", value, "weeks", lower, lower, 1, 0.95, signed, detail)
        for i, (value, lower, signed, detail) in enumerate(drawn)
    )
    lineage = Lineage(frozenset({"a.csv", "b.csv", "c.csv"}), frozenset(invented))
    finding = a_finding("events.rework", numbers=numbers, lineage=lineage)
    back = Finding.from_json(json.loads(json.dumps(finding.to_json())))
    assert back == finding
    assert (back.lineage.origin is Origin.SYNTHETIC) == bool(invented)
