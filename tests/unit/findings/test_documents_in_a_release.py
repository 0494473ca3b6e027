"""How many people lack a document is shown for everybody, and for no scheme of a few cases."""

from __future__ import annotations

import dataclasses
import itertools
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.findings.hidden_cells import find_range, is_covered, is_within
from analysis.findings.suppression import HIDDEN, is_hidden, suppress_results
from analysis.tables.review.missing_documents import tabulate_missing_documents

_HAND = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
hand = SimpleNamespace(**runpy.run_path(str(_HAND)))
ANY = "mindst_en"


def document(scheme, n_cases, people, code="lae265"):
    estimate = hand.make_estimate(people, 0.2 * people, 3 * people, method="gamma")
    template = hand.make_results().missing_documents[0]
    return dataclasses.replace(template, scheme=scheme, code=code, n_cases=n_cases, people=estimate)


def release(documents, name="lukket"):
    results = hand.make_results(domains=(), missing_documents=tuple(documents))
    return suppress_results(results, name)


def test_a_total_of_few_cases_has_its_interval_and_no_number_of_cases_in_the_closed_release():
    [shown] = release([document(ANY, 1, 106.1)]).missing_documents
    assert shown.n_cases == HIDDEN
    assert (shown.people.value, shown.people.lower, shown.people.upper) == (100, 0, 350)


def test_a_total_of_few_cases_stays_out_of_the_public_release():
    [shown] = release([document(ANY, 1, 106.1)], "offentlig").missing_documents
    assert is_hidden(shown.people)


@pytest.mark.parametrize("scheme", ["fleksjob", "foertidspension"])
def test_a_scheme_and_document_of_few_cases_stays_hidden(scheme):
    [shown] = release([document(scheme, 4, 440.0)]).missing_documents
    assert is_hidden(shown.people)


def test_a_document_that_tells_of_treatment_stays_hidden_as_a_total_too():
    [shown] = release([document(ANY, 7, 800.0, code="misbrugsbehandling")]).missing_documents
    assert is_hidden(shown.people)


def test_a_total_of_enough_cases_keeps_its_cases_and_its_whole_persons():
    [shown] = release([document(ANY, 5, 523.4)]).missing_documents
    assert (shown.n_cases, shown.people.value) == (5, 523)


def test_a_total_of_one_case_does_not_tell_its_stratum():
    # The weights of the ten strata of the invented review.
    weights = (106.1, 114.5, 114.9, 114.0, 115.4, 108.9, 106.0, 82.8, 106.3, 103.1)
    # One document for each stratum, so that one release shows them all.
    found = release([document(ANY, 1, w, code=f"stratum {w}") for w in weights])
    assert len(found.missing_documents) == len(weights)
    assert {each.people.value for each in found.missing_documents} == {100.0}


@pytest.mark.parametrize("total", [1, 3, 6])
def test_beside_a_total_a_hidden_scheme_can_be_anything_up_to_it(total):
    # Places: at least one scheme, then two schemes that are both hidden.
    rules = [is_within(1, 0), is_within(2, 0), is_covered(0, [1, 2])]
    low, high = find_range([total, 1, total], [False, True, True], rules, 1)
    assert (low, high) == (0, total)
    possible = {
        a for a, b in itertools.product(range(total + 1), repeat=2) if max(a, b) <= total <= a + b
    }
    assert possible == set(range(total + 1))


def test_the_table_says_that_few_cases_lie_behind():
    block = tabulate_missing_documents(release([document(ANY, 2, 210.0)]))
    assert "brug intervallet" in block.content.note
    [record] = block.content.records
    assert (record["people"], record["n_cases"]) == (200, None)
