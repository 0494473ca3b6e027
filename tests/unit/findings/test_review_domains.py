"""What may be said of parts of the population and of missing documents."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.findings.review_documents import (
    has_hidden_documents,
    name_document,
    shown_documents,
)
from analysis.findings.review_domains import (
    DomainRule,
    compare_parts,
    list_parts,
    shown_schemes,
)
from analysis.findings.suppression import HIDDEN

_INVENTED = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
invented = SimpleNamespace(**runpy.run_path(str(_INVENTED)))


def part(share, lower, upper, *, n_cases=60):
    found = invented.make_results().domains[0]
    estimate = invented.make_estimate(share, lower, upper, unit="share")
    return replace(found, share_now=estimate, n_cases=n_cases)


@pytest.mark.parametrize(
    ("one", "other", "rule"),
    [
        (part(0.1, 0.05, 0.19), part(0.3, 0.2, 0.4), DomainRule.INTERVALS_APART),
        (part(0.3, 0.2, 0.4), part(0.1, 0.05, 0.19), DomainRule.INTERVALS_APART),
        (part(0.1, 0.05, 0.2), part(0.3, 0.2, 0.4), DomainRule.INTERVALS_OVERLAP),
        (part(0.1, 0.05, 0.19, n_cases=29), part(0.3, 0.2, 0.4), DomainRule.TOO_LITTLE_KNOWN),
        (part(0.1, 0.05, 0.19), part(0.3, 0.2, 0.4, n_cases=HIDDEN), DomainRule.TOO_LITTLE_KNOWN),
        (
            replace(part(0.1, 0.05, 0.19), share_now=invented.make_suppressed("share")),
            part(0.3, 0.2, 0.4),
            DomainRule.TOO_LITTLE_KNOWN,
        ),
    ],
)
def test_two_parts_are_held_beside_each_other_by_rule(one, other, rule):
    assert compare_parts(one, other) is rule


@pytest.mark.parametrize("turn", [False, True])
def test_parts_keep_the_order_of_the_review_whatever_their_size(turn):
    results = invented.make_results()
    domains = results.domains[::-1] if turn else results.domains
    parts = list_parts(replace(results, domains=domains))
    centres = [part.value for part in parts if part.variable == "centre"]
    assert centres == ["Center A", "Center B", "Center C"][:: -1 if turn else 1]


def test_a_division_that_the_review_lacks_is_left_out():
    results = invented.make_results()
    without = replace(results, domains=tuple(d for d in results.domains if d.variable != "centre"))
    assert {p.variable for p in list_parts(without)} == {"benefit", "in_sof", "duration"}


def test_a_scheme_of_which_mostly_zeros_are_left_is_not_drawn():
    results = invented.make_results()
    nobody = invented.make_estimate(0, 0, 0.2, unit="share")
    domains = tuple(
        replace(d, share_now=nobody if i % 2 else invented.make_suppressed("share"))
        if d.scheme == "fleksjob"
        else d
        for i, d in enumerate(results.domains)
    )
    parts = list_parts(replace(results, domains=domains))
    assert "fleksjob" not in shown_schemes(results, parts)
    assert shown_schemes(results, parts)[0] == "mindst_en"


def test_a_scheme_with_nobody_seen_and_nothing_hidden_is_drawn():
    results = invented.make_results()
    nobody = invented.make_estimate(0, 0, 0.2, unit="share")
    domains = tuple(
        replace(d, share_now=nobody) if d.scheme == "fleksjob" else d for d in results.domains
    )
    assert "fleksjob" in shown_schemes(results, list_parts(replace(results, domains=domains)))


def test_hidden_documents_are_left_out_and_told_of():
    results = invented.make_results()
    first = next(d for d in results.missing_documents if d.scheme == "fleksjob")
    hidden = replace(first, people=invented.make_suppressed(), n_cases=HIDDEN)
    documents = tuple(hidden if d is first else d for d in results.missing_documents)
    changed = replace(results, missing_documents=documents)
    assert hidden.code not in [d.code for d in shown_documents(changed, "fleksjob")]
    assert has_hidden_documents(changed, "fleksjob")
    assert not has_hidden_documents(results, "fleksjob")


def test_documents_are_shown_with_most_people_first():
    people = [d.people.value for d in shown_documents(invented.make_results(), "foertidspension")]
    assert people == sorted(people, reverse=True)


def test_an_abbreviation_keeps_its_capital_inside_a_sentence():
    documents = {d.code: name_document(d) for d in invented.make_results().missing_documents}
    assert documents["lae265"].startswith("LÆ 265")
    assert documents["speciallaege"] == "speciallægeerklæring"
