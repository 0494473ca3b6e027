"""All municipalities at once: two answers, what each is worth, and when there is none."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.comparison.among.among_all import judge_all
from analysis.comparison.among.among_flows import different_flows, flow_funnel, unusual_flows
from analysis.comparison.among.among_stocks import unusual_stocks
from analysis.comparison.among.variation import vary_flows
from analysis.comparison.assemble import compare_practice
from analysis.comparison.gap_limits import measure_gaps, spread_of_others, tau2_of_others
from analysis.comparison.references import expect, rest_of_country
from analysis.concepts import Stage
from analysis.measures.between.unusual import chance_of_flag
from analysis.measures.counts.two_rate_tests import exact_rate_test
from analysis.measures.counts.two_rates import compare_two_rates

SIZES = np.exp(np.random.default_rng(11).normal(9.2, 0.9, 98)).round()


def against_the_rest(counts, people, *, is_flow=True):
    """Set every municipality of one or more groups beside the rest."""
    counts = np.atleast_2d(np.asarray(counts, dtype=float))
    people = np.atleast_2d(np.asarray(people, dtype=float))
    n = counts.shape[1]
    return expect(counts, people, focus=np.arange(n), members=rest_of_country(n), is_flow=is_flow)


def country(rng, *, sd, rate=0.005, practice=None):
    """Draw the awards of 98 municipalities whose true ratios vary by `sd`."""
    ratios = rng.gamma(1 / sd**2, sd**2, SIZES.size) if sd else np.ones(SIZES.size)
    ratios = ratios if practice is None else ratios * practice
    return rng.poisson(rate * SIZES * ratios)


@pytest.fixture(scope="module")
def judged(embedded):
    return judge_all(embedded)


def test_p_of_different_is_that_of_the_exact_test_of_two_rates_when_there_are_no_ages():
    counts, people = [30, 50, 70, 4], [10_000, 9_000, 11_000, 3_000]
    answer = different_flows(against_the_rest(counts, people), tau2=0.0, level=0.95)
    for i, (own, years) in enumerate(zip(counts, people, strict=True)):
        test = exact_rate_test(own, years, sum(counts) - own, sum(people) - years)
        assert answer.p_value[i] == pytest.approx(float(test.p_value), rel=1e-9)


# R 4.x: poisson.test(c(11, 33), c(800, 3083))$p.value is by likelihood; the central one,
# 2 * min(pbinom(11, 44, s), 1 - pbinom(10, 44, s)) with s = 800/3883, worked out by hand.
def test_p_of_different_is_the_doubled_smaller_binomial_tail():
    answer = different_flows(against_the_rest([11, 33], [800, 3083]), tau2=0.0, level=0.95)
    share = 800 / 3883
    tails = stats.binom.cdf(11, 44, share), stats.binom.sf(10, 44, share)
    assert answer.p_value[0] == pytest.approx(2 * min(tails), rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    counts=st.lists(st.integers(0, 60), min_size=6, max_size=6),
    other=st.lists(st.integers(0, 60), min_size=6, max_size=6),
    level=st.sampled_from([0.9, 0.95, 0.998]),
)
def test_named_as_different_exactly_when_the_limits_of_the_ratio_leave_out_one(
    counts, other, level
):
    people = [[900, 2_000, 500, 4_000, 800, 1_500], [300, 2_500, 900, 1_000, 800, 700]]
    expected = against_the_rest([counts, other], people)
    answer = different_flows(expected, tau2=0.0, level=level)
    gaps = measure_gaps(expected, stage=Stage.FLOW, level=level)
    outside = (gaps.ratio.lower > 1) | (gaps.ratio.upper < 1)
    assert answer.is_named.tolist() == outside.tolist()


def test_unusual_is_the_answer_of_the_limits_and_agrees_with_the_other_pages(judged, embedded):
    for each in judged.measures:
        own = each.place(embedded.focus)
        limits = each.gaps.usual or each.gaps.ordinary
        observed = each.gaps.expected.n_observed
        outside = (observed < limits.lower) | (observed > limits.upper)
        # The lower limit of a stock stops at 0, and a distance has no such stop.
        assert each.unusual.is_named.tolist() == outside.tolist()
        shown = each.measure.against_country
        usual = shown.usual or shown.ordinary
        assert limits.lower[own] == pytest.approx(usual.lower)
        assert limits.upper[own] == pytest.approx(usual.upper)


def test_stock_gets_no_answer_that_takes_its_people_for_events(judged):
    stocks = [m for m in judged.measures if m.measure.headline.stage is Stage.STOCK]
    assert stocks
    assert all(m.different is None and m.gaps.ratio is None for m in stocks)
    assert all(not m.funnel.chance for m in stocks)


def test_answers_are_the_same_whichever_municipality_the_report_is_about(comparison, country):
    other = judge_all(compare_practice(country, "9905", peers="9902,9903"))
    for one, another in zip(judge_all(comparison).measures, other.measures, strict=True):
        np.testing.assert_allclose(one.unusual.p_value, another.unusual.p_value)


def test_same_seed_gives_the_same_and_no_answer_depends_on_it(judged, embedded):
    again, other = judge_all(embedded), judge_all(embedded, seed=5)
    for one, same, another in zip(judged.measures, again.measures, other.measures, strict=True):
        assert one.variation == same.variation
        np.testing.assert_array_equal(one.unusual.q_value, another.unusual.q_value)


def test_q_is_at_least_p_and_names_no_more(judged):
    for each in judged.measures:
        for answer in (each.different, each.unusual):
            if answer is None:
                continue
            known = np.isfinite(answer.p_value)
            assert (answer.q_value[known] >= answer.p_value[known]).all()
            assert answer.n_named_among_all <= answer.n_named
            assert answer.n_compared == known.sum()


def test_power_of_unusual_is_the_chance_of_a_flag():
    rng = np.random.default_rng(3)
    expected = against_the_rest(country(rng, sd=0.2), SIZES)
    tau2 = tau2_of_others(expected)
    answer = unusual_flows(expected, tau2, level=0.95)
    # The reference lies off the typical level too: by a share of the same variance.
    both = tau2 * (1.0 + 1.0 / expected.n_effective)
    chances = chance_of_flag(
        0.5, expected.n_expected, tau2=both, reference_events=expected.n_reference
    )
    np.testing.assert_allclose(answer.power_half, chances.power)
    assert (answer.wrong_sign < 0.5).all()


def test_power_of_different_is_what_a_simulation_finds():
    people = np.array([2_000.0, *SIZES[:40]])
    expected = against_the_rest(np.round(0.006 * people), people)
    answer = different_flows(expected, tau2=0.04, level=0.95)
    drawn = np.random.default_rng(8).poisson(0.5 * expected.n_expected[0], 4_000)
    rest = expected.reference_counts[0], expected.reference_exposure[0]
    found = (np.asarray(compare_two_rates(drawn, 2_000, *rest).p_value) < 0.05).mean()
    assert answer.power_half[0] == pytest.approx(found, abs=4 * math.sqrt(0.25 / 4_000))


@pytest.mark.slow
def test_number_by_chance_holds_where_there_is_nothing_to_find():
    rng = np.random.default_rng(5)
    found, stated, unusual = [], [], []
    for _ in range(40):
        expected = against_the_rest(country(rng, sd=0.0), SIZES)
        answer = different_flows(expected, tau2=0.0, level=0.95)
        found.append(answer.n_named)
        stated.append(answer.n_by_chance)
        unusual.append(unusual_flows(expected, tau2_of_others(expected), level=0.95).n_named)
    # Standard error of the mean of 40 numbers of about 4 is 0.32; three of them.
    assert np.mean(found) == pytest.approx(np.mean(stated), abs=1.0)
    assert np.mean(stated) < 0.05 * 98
    assert np.mean(unusual) < 0.06 * 98


def test_one_at_a_quarter_of_the_practice_is_named_by_both_after_control():
    practice = np.ones(SIZES.size)
    own = int(np.argmax(SIZES))
    practice[own] = 0.25
    expected = against_the_rest(country(np.random.default_rng(2), sd=0.1, practice=practice), SIZES)
    tau2 = tau2_of_others(expected)
    assert different_flows(expected, tau2=0.01, level=0.95).is_named_among_all[own]
    assert unusual_flows(expected, tau2, level=0.95).is_named_among_all[own]


def test_p_of_a_stock_is_under_five_per_cent_exactly_outside_the_limits():
    rng = np.random.default_rng(6)
    counts = np.round(0.03 * SIZES * np.exp(rng.normal(0, 0.25, SIZES.size)))
    expected = against_the_rest(counts, SIZES, is_flow=False)
    spread = spread_of_others(expected)
    gaps = measure_gaps(expected, stage=Stage.STOCK, spread=spread, level=0.95)
    answer = unusual_stocks(expected, gaps.ordinary, spread)
    outside = (counts < gaps.ordinary.lower) | (counts > gaps.ordinary.upper)
    assert answer.is_named.tolist() == outside.tolist()
    assert (answer.p_value < 0.05).tolist() == outside.tolist()


def test_small_stocks_are_neither_named_nor_counted(judged):
    rare = next(m for m in judged.measures if m.measure.headline.id == "revalidering-bestand")
    too_small = rare.gaps.expected.n_expected < 10
    assert too_small.any()
    assert np.isnan(rare.unusual.p_value[too_small]).all()
    assert not rare.unusual.is_named[too_small].any()
    assert rare.unusual.n_compared == (~too_small).sum()


def test_variation_finds_the_spread_that_the_awards_were_drawn_with():
    expected = against_the_rest(country(np.random.default_rng(9), sd=0.3, rate=0.02), SIZES)
    found = vary_flows(
        expected, tau2_of_others(expected), focus=0, rng=np.random.default_rng(1), level=0.95
    )
    true = 100 * np.expm1(np.sqrt(np.log1p(0.09)))
    assert found.typical_lower.above_pct < true < found.typical_upper.above_pct
    assert found.scv.scv_lower < 0.09 < found.scv.scv_upper
    assert found.n == 97


def test_funnel_narrows_and_the_usual_holds_what_chance_allows():
    expected = against_the_rest(country(np.random.default_rng(4), sd=0.2), SIZES)
    funnel = flow_funnel(expected, tau2=0.04, level=0.95)
    for limits in (funnel.usual, funnel.chance):
        lower, upper = limits[0.95]
        outer_lower, outer_upper = limits[0.998]
        assert upper[0] - lower[0] > upper[-1] - lower[-1]
        assert (outer_lower <= lower).all()
        assert (outer_upper >= upper).all()
    large = funnel.n_expected > 20
    assert (funnel.usual[0.95][0][large] < funnel.chance[0.95][0][large]).all()


def test_few_municipalities_leave_the_second_answer_out(invented, tmp_path):
    chosen = set(invented.CODES[:6])
    table, text = invented.country()["PEN113.csv"]
    head, *lines = text.splitlines()
    blanked = [line if line[:4] in chosen else line.rsplit(";", 1)[0] + ";.." for line in lines]
    files = {**invented.country(), "PEN113.csv": (table, "\n".join([head, *blanked]) + "\n")}
    store = invented.open_country(tmp_path, files)
    flow = judge_all(compare_practice(store, "9901", peers="9902,9903")).measures[0]
    assert (flow.unusual, flow.variation, flow.funnel) == (None, None, None)
    assert flow.different.n_compared == 6
    assert flow.different.is_named[flow.place("9901")]
