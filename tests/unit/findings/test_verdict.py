"""One test per row of the table of verdicts, and the words for each."""

import dataclasses
import math

import pytest

from analysis.comparison.gaps import Gap
from analysis.concepts import Estimate, Stage
from analysis.findings.verdict import Verdict, full_words, judge, verdict_words


def estimate(lower, upper, *, value=1.0):
    return Estimate(value, lower, upper, 0.95, "ratio", 10, "exact")


def flow(limits, clear, *, n_observed=50.0, n_expected=50.0):
    return Gap(
        n_observed=n_observed, n_expected=n_expected, crude_ratio=1.0, n_peers=3,
        ratio=estimate(*limits), clear_ratio=estimate(*clear),
    )  # fmt: skip


def stock(n_observed, ordinary=(80, 125), clearly=(70, 140)):
    return Gap(
        n_observed=n_observed, n_expected=100.0, crude_ratio=1.0, n_peers=3,
        ordinary=estimate(*ordinary), clearly_ordinary=estimate(*clearly),
    )  # fmt: skip


def bare(*, n_expected, n_observed=3.0):
    return Gap(n_observed=n_observed, n_expected=n_expected, crude_ratio=1.0, n_peers=3)


def test_no_data_when_nothing_can_be_expected():
    assert judge(bare(n_expected=math.nan)) is Verdict.NO_DATA


def test_no_data_when_the_focus_has_no_count():
    assert judge(bare(n_expected=math.nan, n_observed=math.nan)) is Verdict.NO_DATA


def test_too_few_when_there_are_no_limits():
    assert judge(bare(n_expected=4.0)) is Verdict.TOO_FEW
    assert judge(bare(n_expected=0.0)) is Verdict.TOO_FEW


def test_no_difference_is_claimed_absent_where_few_awards_are_expected():
    assert judge(flow((0.2, 3.0), (0.1, 5.0), n_expected=4.9)) is Verdict.TOO_FEW
    assert judge(flow((1.3, 5.3), (0.9, 7.0), n_expected=4.9)) is Verdict.HIGHER


@pytest.mark.parametrize("limits", [(0.8, 1.2), (1.0, 1.5), (0.5, 1.0)])
def test_flow_is_indistinguishable_when_the_limits_hold_one(limits):
    assert judge(flow(limits, (0.4, 1.6))) is Verdict.INDISTINGUISHABLE


def test_flow_is_lower_when_the_limits_lie_below_one():
    assert judge(flow((0.7, 0.99), (0.6, 1.1))) is Verdict.LOWER


def test_flow_is_higher_when_the_limits_lie_above_one():
    assert judge(flow((1.01, 1.4), (0.9, 1.5))) is Verdict.HIGHER


def test_flow_is_clearly_lower_when_the_stricter_limits_lie_below_one():
    assert judge(flow((0.5, 0.8), (0.4, 0.9))) is Verdict.CLEARLY_LOWER


def test_flow_is_clearly_higher_when_the_stricter_limits_lie_above_one():
    assert judge(flow((1.4, 1.6), (1.2, 1.9))) is Verdict.CLEARLY_HIGHER


@pytest.mark.parametrize(
    ("n_observed", "verdict"),
    [
        (69, Verdict.CLEARLY_LOWER),
        (70, Verdict.LOWER),
        (79, Verdict.LOWER),
        (80, Verdict.INDISTINGUISHABLE),
        (100, Verdict.INDISTINGUISHABLE),
        (125, Verdict.INDISTINGUISHABLE),
        (126, Verdict.HIGHER),
        (141, Verdict.CLEARLY_HIGHER),
    ],
)
def test_stock_is_judged_by_the_range_that_is_ordinary(n_observed, verdict):
    assert judge(stock(n_observed)) is verdict


def test_only_the_four_differences_claim_a_difference():
    claims = {verdict for verdict in Verdict if verdict.is_difference}
    lower = {verdict for verdict in Verdict if verdict.is_lower}
    assert claims == {
        Verdict.LOWER, Verdict.CLEARLY_LOWER, Verdict.HIGHER, Verdict.CLEARLY_HIGHER,
    }  # fmt: skip
    assert lower == {Verdict.LOWER, Verdict.CLEARLY_LOWER}


@pytest.mark.parametrize("verdict", [v for v in Verdict if v.is_difference])
def test_flow_is_sure_and_stock_is_unusual(verdict):
    assert "sikkert" in verdict_words(verdict, Stage.FLOW)
    assert "usædvanligt" in verdict_words(verdict, Stage.STOCK)
    strong = verdict in {Verdict.CLEARLY_LOWER, Verdict.CLEARLY_HIGHER}
    assert all(("meget" in verdict_words(verdict, stage)) == strong for stage in Stage)


def test_no_difference_has_different_words_for_flow_and_stock():
    assert verdict_words(Verdict.INDISTINGUISHABLE, Stage.FLOW) == "ikke til at skelne"
    assert verdict_words(Verdict.INDISTINGUISHABLE, Stage.STOCK) == "almindelig variation"


@pytest.mark.parametrize(
    ("usual", "words"),
    [
        (estimate(10, 90), "lavere, ret sikkert; almindeligt mellem kommuner"),
        (estimate(31, 90), "lavere, ret sikkert; usædvanligt mellem kommuner"),
        (None, "lavere, ret sikkert"),
    ],
)
def test_difference_of_awards_also_says_whether_it_is_unusual(usual, words):
    gap = flow((0.4, 0.9), (0.3, 1.1), n_observed=30.0)
    assert full_words(dataclasses.replace(gap, usual=usual), Stage.FLOW) == words


def test_awards_without_a_difference_are_not_called_usual_or_unusual():
    gap = dataclasses.replace(flow((0.8, 1.2), (0.7, 1.3)), usual=estimate(10, 90))
    assert full_words(gap, Stage.FLOW) == "ikke til at skelne"
