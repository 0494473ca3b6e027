"""The findings of the practice comparison: page one's words, and its numbers."""

from __future__ import annotations

import pytest

from analysis.concepts import Stage
from analysis.findings.benchmark_findings import find_benchmark
from analysis.findings.register import Certainty, Kind
from analysis.findings.verdict import judge
from analysis.findings.wording import conclude_findings
from analysis.recommendations.finding_ids import list_states


@pytest.fixture(scope="module")
def found(comparison):
    return {each.id: each for each in find_benchmark(comparison)}


def test_every_headline_has_one_finding_with_a_state_that_can_be_rested_on(comparison, found):
    headlines = [m.headline for m in comparison.measures] + list(comparison.missing)
    assert list(found) == [f"benchmark.{each.id}" for each in headlines]
    assert [f.id for f in found.values() if f.state not in list_states(f.id)] == []
    assert {each.kind for each in found.values()} == {Kind.BENCHMARK}
    assert {each.period for each in found.values()} == {str(comparison.period)}


def test_sentences_are_those_of_the_page_of_the_practice_report(comparison, found):
    said = {each.sentence for each in conclude_findings(comparison)}
    differ = [m for m in comparison.measures if judge(m.against_peers).is_difference]
    with_their_own = [found[f"benchmark.{m.headline.id}"] for m in differ]
    assert len(with_their_own) >= 1
    assert [f.id for f in with_their_own if f.sentence not in said] == []


def test_numbers_are_those_of_the_comparison_and_fit_together(comparison, found):
    for measure in comparison.measures:
        gap, finding = measure.against_peers, found[f"benchmark.{measure.headline.id}"]
        observed, expected = finding.number("observed").value, finding.number("expected").value
        assert observed == gap.n_observed
        assert finding.number("ratio").value == pytest.approx(observed / expected)
        assert finding.number("difference").value == pytest.approx(observed - expected)
        assert finding.state == judge(gap).value


def test_half_of_everybody_elses_awards_is_found_clear_and_flow_is_told_from_stock(found):
    awards = found["benchmark.foertidspension-tilkendelser"]
    assert awards.certainty in (Certainty.CLEAR, Certainty.FAIR)
    assert awards.number("ratio").value == pytest.approx(0.5, abs=0.1)
    assert awards.title == "Førtidspension, tilkendelser"
    assert found["benchmark.foertidspension-bestand"].title == "Førtidspension, bestand"
    assert Stage.FLOW.label in ("tilkendelser", awards.title.partition(", ")[2])


def test_what_has_no_data_is_said_with_no_number_and_no_certainty(comparison, found):
    for headline in comparison.missing:
        finding = found[f"benchmark.{headline.id}"]
        assert (finding.state, finding.numbers) == ("no_data", ())
        assert finding.certainty is Certainty.NONE


def test_every_finding_rests_on_files(found):
    assert [each.id for each in found.values() if not each.lineage.inputs] == []
