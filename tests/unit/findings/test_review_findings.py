"""What a case review puts into the register, and what it keeps back."""

from __future__ import annotations

import math
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.findings.register import Certainty, Finding, Kind
from analysis.findings.review_findings import find_review
from analysis.findings.review_words import conclude_review

_INVENTED = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
invented = SimpleNamespace(**runpy.run_path(str(_INVENTED)))
SCHEMES = ("foertidspension", "fleksjob", "ressourceforloeb", "revalidering", "andre_indsatser")


def found(**changes: object) -> dict[str, Finding]:
    """Return the findings of the invented review by id, with the changes asked for."""
    return {each.id: each for each in find_review(invented.make_results(**changes))}


def with_outcome(scheme: str, **changes: object) -> dict[str, Finding]:
    results = invented.make_results()
    outcome = replace(results.outcomes[scheme], **changes)
    return found(outcomes={**results.outcomes, scheme: outcome})


def test_each_finding_is_there_once_with_day_kind_and_lineage() -> None:
    results = invented.make_results()
    every = find_review(results)
    assert {each.id for each in every} == {
        "review.mindst_en", *(f"review.{scheme}" for scheme in SCHEMES),
        "review.documents", "review.light", "review.fast_track", "review.agreement",
    }  # fmt: skip
    assert len({each.id for each in every}) == len(every)
    assert {(each.kind, each.period) for each in every} == {(Kind.REVIEW, "2025-10-01")}
    assert all(each.lineage == results.lineage for each in every)


def test_the_sentence_of_a_scheme_is_that_of_page_one_with_its_numbers() -> None:
    said = {each.id: each.sentence for each in conclude_review(invented.make_results())}
    finding = found()["review.foertidspension"]
    assert finding.sentence == said["fund-foertidspension"]
    now, after = finding.number("now"), finding.number("after")
    assert (now.text, now.limits_text) == ("420", "250 til 690")
    assert (after.text, after.limits_text) == ("910", "530 til 1.500")
    assert now.level == 0.95


def test_a_count_that_is_kept_back_has_no_number_anywhere() -> None:
    hidden = with_outcome(
        "fleksjob", now=invented.make_suppressed(), after=invented.make_suppressed()
    )["review.fleksjob"]
    assert (hidden.state, hidden.numbers) == ("kept_back", ())
    assert not any(character.isdigit() for character in hidden.sentence)


def test_missing_documents_are_counted_with_the_two_most_frequent() -> None:
    documents = found()["review.documents"]
    after = documents.number("after")
    assert documents.state == "missing"
    assert f"omkring {after.text} personer ({after.limits_text})" in documents.sentence
    assert "LÆ 265" in documents.sentence
    assert documents.number("share_after").unit == "share"


def test_no_document_missing_and_documents_kept_back_are_told_apart() -> None:
    none = invented.make_estimate(0, 0, 300, method="exact bound, none seen")
    assert with_outcome("mindst_en", after=none, n_cases_after=0)["review.documents"].state == (
        "none_missing"
    )
    hidden = with_outcome(
        "mindst_en", after=invented.make_suppressed(), share_after=invented.make_suppressed("share")
    )["review.documents"]
    assert (hidden.state, hidden.numbers) == ("kept_back", ())


@pytest.mark.parametrize("aspect", ["light", "fast_track"])
def test_cases_of_a_kind_are_told_as_exactly_as_the_limits_allow(aspect) -> None:
    make = invented.make_estimate
    narrow = found(**{aspect: make(400, 300, 520, 40)})[f"review.{aspect}"]
    assert (narrow.state, narrow.number("people").text) == ("shown", "400")
    assert "omkring 400 personer (300 til 520)" in narrow.sentence
    nobody = found(**{aspect: make(0, 0, 417, method="exact bound, none seen")})[f"review.{aspect}"]
    assert nobody.state == "nobody_seen"
    assert "ingen læst sag" in nobody.sentence
    assert "420" in nobody.sentence
    hidden = found(**{aspect: invented.make_suppressed()})[f"review.{aspect}"]
    assert (hidden.state, hidden.numbers) == ("kept_back", ())
    closed = found(**{aspect: None})[f"review.{aspect}"]
    assert (closed.state, closed.certainty) == ("closed", Certainty.NONE)


def test_readers_are_least_agreed_where_the_share_is_lowest() -> None:
    results = invented.make_results()
    finding = found(n_second_readings=80)["review.agreement"]
    schemes = [each for each in results.agreement if not each.is_item]
    least = min(schemes, key=lambda each: each.share_agree.value)
    assert finding.state == "measured"
    assert f"mindst enige om {least.label}: i {least.n_agree} af {least.n_cases}" in (
        finding.sentence
    )
    assert {number.key for number in finding.numbers} == {each.id for each in schemes}


@pytest.mark.parametrize(
    ("n", "state"), [(0, "too_few"), (49, "too_few"), (50, "measured")], ids=str
)
def test_so_few_second_readings_say_nothing_of_agreement(n, state) -> None:
    finding = found(n_second_readings=n)["review.agreement"]
    assert finding.state == state
    assert bool(finding.numbers) == (state == "measured")
    assert ("Ingen sag er læst af to" in finding.sentence) == (n == 0)


def test_agreement_that_is_hidden_is_not_counted_as_the_lowest() -> None:
    results = invented.make_results()
    first, *rest = results.agreement
    hidden = replace(first, share_agree=invented.make_suppressed("share"))
    finding = found(n_second_readings=80, agreement=(hidden, *rest))["review.agreement"]
    assert first.id not in {number.key for number in finding.numbers}
    assert all(math.isfinite(number.value) for number in finding.numbers)
