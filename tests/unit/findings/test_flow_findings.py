"""Does the register say of a case flow what the flow itself says, and never more?"""

import datetime as dt

import pytest

from analysis.caseflow.compare import compare_pair
from analysis.caseflow.load import load_flow_file
from analysis.findings.flow_findings import find_flow
from analysis.findings.register import Certainty, Finding
from analysis.packs.inputs import open_inputs
from analysis.recommendations.finding_ids import list_states


@pytest.fixture(scope="module")
def comparison():
    file = open_inputs().files["flow.yaml"]
    return compare_pair(load_flow_file(file.path, file.lineage), date=dt.date(2026, 11, 21))


@pytest.fixture(scope="module")
def finding(comparison) -> Finding:
    (found,) = find_flow(comparison)
    return found


def test_weeks_are_those_of_the_longest_way(comparison, finding):
    assert finding.number("today").value == comparison.today.main.weeks.expected
    assert finding.number("proposed").value == comparison.proposed.main.weeks.expected
    assert finding.number("today").text in finding.sentence
    assert finding.number("proposed").text in finding.sentence


def test_every_step_of_both_flows_has_its_weeks(comparison, finding):
    steps = {f"today.{step.id}" for step in comparison.today.flow.steps}
    steps |= {f"proposed.{step.id}" for step in comparison.proposed.flow.steps}
    assert {each.key for each in finding.numbers} == steps | {"today", "proposed"}
    for step in comparison.today.flow.steps:
        weeks = step.waiting.expected + step.work.expected
        assert finding.number(f"today.{step.id}").value == weeks


def test_expectations_are_never_called_certain(finding):
    assert finding.certainty is Certainty.NONE
    assert "ikke målt" in finding.sentence
    assert finding.state in list_states(finding.id)
