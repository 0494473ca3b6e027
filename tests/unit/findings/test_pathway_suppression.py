"""What a release of the event file hides, and that a reader cannot work it out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.caseflow.deadlines import load_deadlines
from analysis.errors import RequestError
from analysis.findings.pathway_findings import find_pathways
from analysis.findings.pathway_suppression import suppress_pathways
from analysis.findings.register import Finding
from analysis.findings.suppression import HIDDEN, is_hidden
from analysis.pathways.measure import measure_pathways
from analysis.pathways.results import PathwayResults

_MAKER = Path(__file__).parents[1] / "pathways" / "invented_log.py"


@pytest.fixture
def measured(measured_pathways) -> PathwayResults:
    return measured_pathways


@pytest.fixture
def shown(shown_pathways) -> PathwayResults:
    return shown_pathways


@pytest.fixture(scope="module")
def public(measured_pathways) -> PathwayResults:
    return suppress_pathways(measured_pathways, "offentlig")


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> PathwayResults:
    maker = SimpleNamespace(**runpy.run_path(str(_MAKER)))
    log = maker.read_rows(tmp_path_factory.mktemp("few"), maker.make_rows(9, seed=2))
    return measure_pathways(log, deadlines=load_deadlines(dt.date(2026, 3, 1)))


@pytest.fixture(scope="module")
def shown_small(small) -> PathwayResults:
    return suppress_pathways(small)


def list_counts(value: object, name: str = "") -> list[tuple[str, int]]:
    """Return every count of cases, however deep."""
    if isinstance(value, int) and not isinstance(value, bool):
        return [(name, value)]
    if dataclasses.is_dataclass(value):
        fields = [(f.name, getattr(value, f.name)) for f in dataclasses.fields(value)]
        return [found for key, each in fields for found in list_counts(each, f"{name}.{key}")]
    if isinstance(value, dict):
        return [
            found for key, each in value.items() for found in list_counts(each, f"{name}.{key}")
        ]
    if isinstance(value, tuple):
        return [found for each in value for found in list_counts(each, name)]
    return []


NOT_CASES = ("weeks", "settle_weeks", "n_compared", "smallest", "n_hidden_edges", "n_other_paths")


def test_no_small_count_is_left(shown, public, shown_small, small) -> None:
    for results in (shown, public, shown_small, suppress_pathways(small, "offentlig")):
        counts = [each for each in list_counts(results) if not each[0].endswith(NOT_CASES)]
        assert len(counts) > 20
        assert [each for each in counts if 0 < each[1] < 5] == []


def test_the_file_has_small_counts_to_hide(measured) -> None:
    assert [n for _, n in list_counts(measured) if 0 < n < 5]


def test_no_sum_has_one_hidden_part(shown) -> None:
    for weeks in shown.weeks:
        parts = (weeks.n_done, weeks.n_open, weeks.n_left, weeks.n_passed)
        assert is_hidden(weeks.n_cases) or parts.count(HIDDEN) != 1
    cross = shown.funnel.by_scheme
    for scheme in {key[0] for key in cross}:
        stage = shown.funnel.stage(f"indstillet.{scheme}")
        row = [n for (s, _), n in cross.items() if s == scheme]
        assert stage is None or is_hidden(stage.n) or row.count(HIDDEN) != 1
    for decision in ("bevilget", "afslag"):
        stage = shown.funnel.stage(f"afgjort.{decision}")
        column = [n for (_, d), n in cross.items() if d == decision]
        assert stage is None or is_hidden(stage.n) or column.count(HIDDEN) != 1
    centres = [*shown.centres.centres]
    n_hidden = [c.n_cases for c in centres].count(HIDDEN)
    assert n_hidden != 1 or is_hidden(shown.centres.n_without)


def test_a_complement_of_a_few_is_hidden_too(measured) -> None:
    stages = list(measured.funnel.stages)
    put = next(i for i, stage in enumerate(stages) if stage.id == "forelagt")
    stages[put] = dataclasses.replace(stages[put], n=stages[0].n - 2)
    funnel = dataclasses.replace(measured.funnel, stages=tuple(stages))
    shown = suppress_pathways(dataclasses.replace(measured, funnel=funnel))
    assert is_hidden(shown.funnel.stage("forelagt").n)
    assert is_hidden(shown.funnel.stage("forelagt").share)


def test_gathered_ways_hold_no_few_cases(shown) -> None:
    variants = shown.variants
    assert variants.n_other_cases == 0 or variants.n_other_cases >= 5
    assert sum(v.n_cases for v in variants.shown) + variants.n_other_cases == variants.n_finished


def test_the_longest_wait_of_a_case_is_never_shown(shown) -> None:
    assert all(math.isnan(edge.max_days) for edge in shown.edges)


def test_few_finished_cases_show_no_median(shown_small) -> None:
    for weeks in shown_small.weeks:
        assert math.isnan(weeks.median.value)


def test_centres_are_not_in_the_public_release(shown, public) -> None:
    assert shown.centres.centres
    assert public.centres.centres == ()
    assert any("offentlige" in note for note in public.suppressed)


def test_results_are_suppressed_once(shown) -> None:
    with pytest.raises(RequestError, match="went through a release"):
        suppress_pathways(shown)


# What the findings say


def by_id(results: PathwayResults) -> dict[str, Finding]:
    return {finding.id: finding for finding in find_pathways(results)}


def test_findings_have_their_ids_states_and_lineage(shown, measured) -> None:
    found = by_id(shown)
    assert set(found) >= {
        "events.weeks.sag_rejst.afgoerelse", "events.deadline.pensionsafgoerelse",
        "events.rework", "events.reversals", "events.centres",
    }  # fmt: skip
    assert "events.deadline.foer_teammoede" not in found
    assert found["events.weeks.sag_rejst.afgoerelse"].state == "estimated"
    assert found["events.centres"].state in {"differ", "indistinguishable"}
    assert all(finding.lineage == measured.lineage.release() for finding in found.values())


def test_the_numbers_of_a_finding_stand_in_its_sentence(shown) -> None:
    finding = by_id(shown)["events.weeks.sag_rejst.afgoerelse"]
    assert finding.number("median").text in finding.sentence
    assert finding.number("median").limits_text in finding.sentence


def test_a_small_file_says_that_it_is_too_small(shown_small) -> None:
    found = by_id(shown_small)
    assert {found[name].state for name in ("events.rework", "events.centres")} == {"too_few"}
    assert found["events.weeks.sag_rejst.afgoerelse"].state == "too_few"
    assert found["events.weeks.sag_rejst.afgoerelse"].numbers == ()


def test_no_reversal_seen_says_how_many_there_may_be(measured) -> None:
    upheld = dataclasses.replace(
        measured.reversals, n_decided=30, n_upheld=30, n_changed=0, n_sent_back=0,
        share_reversed=dataclasses.replace(
            measured.reversals.share_reversed, value=0.0, lower=0.0, upper=0.11, n=30
        ),
    )  # fmt: skip
    finding = by_id(dataclasses.replace(measured, reversals=upheld))["events.reversals"]
    assert finding.state == "none_seen"
    assert "op til 11" in finding.sentence


def test_a_finding_names_no_centre_without_a_difference(measured) -> None:
    alike = dataclasses.replace(measured.centres, p_value=0.4)
    shown = suppress_pathways(dataclasses.replace(measured, centres=alike))
    finding = by_id(shown)["events.centres"]
    assert finding.state == "indistinguishable"
    assert "Vest" not in finding.sentence
