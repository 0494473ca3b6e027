"""Copies of a country in which practice is ordinary, and how often verdicts fall there."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from analysis.comparison.calibration.judged_copies import Judging, judge_copies, judge_counts
from analysis.comparison.calibration.ordinary_country import (
    OrdinaryCountry,
    draw_copies,
    fit_ordinary_country,
)
from analysis.comparison.calibration.realised import share_of_many, share_of_one
from analysis.comparison.calibration.verdicts import Question, calibrate_verdicts
from analysis.comparison.everybody import default_peers
from analysis.concepts import Stage
from analysis.errors import EstimationError


@pytest.fixture(scope="module")
def calibration(comparison):
    return calibrate_verdicts(comparison, peers_of=default_peers(comparison), n_copies=60)


def alike(n=40, *, stage=Stage.FLOW, variation=0.0, mean=100.0):
    """Return a country of one stratum and equal municipalities."""
    return OrdinaryCountry(stage, np.full((1, n), mean), np.full((1, n), 10_000.0), variation)


def judge_all_against_five(country, copies, *, is_unusual_asked):
    n = country.means.shape[1]
    members = np.array([[1 <= (j - i) % n <= 5 for j in range(n)] for i in range(n)])
    judging = Judging(country.stage, country.exposure, list(range(n)), members, 0.95)
    return judge_copies(copies, judging, is_unusual_asked=is_unusual_asked)


def test_copies_vary_around_the_country_by_chance_alone():
    country = alike()
    copies = draw_copies(country, 400, rng=np.random.default_rng(1), varies=False)
    assert copies.counts.mean() == pytest.approx(100.0, abs=0.4)
    assert copies.counts.var() == pytest.approx(100.0, rel=0.05)
    assert not copies.planted.any()


@pytest.mark.parametrize("stage", list(Stage))
def test_true_ratios_vary_as_much_as_was_found(stage):
    variation = 0.09 if stage is Stage.FLOW else 0.3
    country = alike(stage=stage, variation=variation)
    copies = draw_copies(country, 500, rng=np.random.default_rng(2), varies=True)
    ratios = copies.true_means[:, 0] / 100.0
    spread = ratios.var() if stage is Stage.FLOW else np.log(ratios).std()
    assert spread == pytest.approx(variation, rel=0.04)


def test_six_in_98_are_planted_with_half_or_twice_the_rate():
    country = alike(98)
    copies = draw_copies(country, 50, rng=np.random.default_rng(3), varies=False, plants=True)
    assert (np.count_nonzero(copies.planted, axis=1) == 6).all()
    assert set(np.unique(copies.true_means)) == {50.0, 100.0, 200.0}
    assert np.array_equal(copies.true_means[:, 0] > 100.0, copies.planted > 0)


def test_municipality_without_figures_has_none_in_a_copy():
    country = alike()
    means = country.means.copy()
    means[:, 7] = np.nan
    known = replace(country, means=means)
    copies = draw_copies(known, 5, rng=np.random.default_rng(4), varies=True, plants=True)
    assert np.isnan(copies.counts[:, :, 7]).all()
    assert np.isfinite(np.delete(copies.counts, 7, axis=2)).all()
    assert not copies.planted[:, 7].any()


def test_realised_rate_of_different_is_the_one_that_enumeration_gives():
    country = alike()
    copies = draw_copies(country, 300, rng=np.random.default_rng(5), varies=False)
    judged = judge_all_against_five(country, copies, is_unusual_asked=False)
    found = share_of_many(np.abs(judged.side))
    here, there = np.arange(40, 180), np.arange(380, 630)
    a, b = np.meshgrid(here, there, indexing="ij")
    tails = stats.binom.cdf(a, a + b, 1 / 6), stats.binom.sf(a - 1, a + b, 1 / 6)
    chances = np.outer(stats.poisson.pmf(here, 100), stats.poisson.pmf(there, 500))
    exact = chances[np.minimum(*tails) < 0.025].sum()
    assert exact < 0.05
    assert found.lower <= exact <= found.upper
    assert found.upper - found.lower < 0.02


def test_side_is_wrong_only_against_the_truth_of_the_copy():
    country = alike(variation=0.09)
    copies = draw_copies(country, 60, rng=np.random.default_rng(6), varies=True)
    judged = judge_all_against_five(country, copies, is_unusual_asked=False)
    ratios = copies.true_means[:, 0]
    peers = np.mean([np.roll(ratios, -k, axis=1) for k in range(1, 6)], axis=0)
    assert np.array_equal(judged.true_side, np.sign(ratios - peers))
    named = judged.side != 0
    assert (judged.side == judged.true_side)[named].mean() > 0.97


@pytest.mark.parametrize("stage", list(Stage))
def test_p_value_is_small_exactly_when_the_range_is_left(stage):
    variation = 0.04 if stage is Stage.FLOW else 0.2
    country = alike(stage=stage, variation=variation)
    copies = draw_copies(country, 60, rng=np.random.default_rng(7), varies=True)
    judged = judge_all_against_five(country, copies, is_unusual_asked=True)
    assert np.array_equal(judged.p_value < 0.05, judged.unusual_side != 0)
    assert 0.02 < (judged.unusual_side != 0).mean() < 0.10


def test_stock_keeps_the_rate_it_states():
    country = alike(98, stage=Stage.STOCK, variation=0.2)
    copies = draw_copies(country, 60, rng=np.random.default_rng(8), varies=True)
    judged = judge_all_against_five(country, copies, is_unusual_asked=True)
    found = share_of_many(np.abs(judged.side))
    assert found.lower - 0.01 <= 0.05 <= found.upper + 0.01


def test_real_counts_are_judged_as_page_one_judges_them(comparison):
    for measure in comparison.measures:
        codes = measure.cells.codes
        peers = [[code in comparison.peers.codes for code in codes]]
        judging = Judging(
            measure.headline.stage, measure.window.exposure, [0], np.array(peers), 0.95
        )
        gaps, p_value = judge_counts(measure.window.counts, judging, is_unusual_asked=True)
        assert gaps.one(0) == measure.against_peers
        assert 0.0 <= p_value[0] <= 1.0


def test_fitted_null_is_the_country_at_its_own_rates(comparison):
    measure = comparison.measures[0]
    country = fit_ordinary_country(measure)
    assert country.means.sum() == pytest.approx(measure.window.counts.sum())
    rates = country.means / measure.window.exposure
    assert np.ptp(rates, axis=1) == pytest.approx(0.0, abs=1e-12)
    # Practice is alike up to 4 % by rule, and Aby at a half is one of 26: chance explains it.
    assert country.variation < 0.01


def test_every_headline_is_calibrated(comparison, calibration):
    assert len(calibration.measures) == len(comparison.measures)
    for found in calibration.measures:
        questions = {answer.question for answer in found.answers}
        is_flow = found.measure.headline.stage is Stage.FLOW
        assert (Question.DIFFERENT in questions) == is_flow
        assert Question.UNUSUAL in questions
        unusual = found.answer(Question.UNUSUAL)
        assert unusual.stated == 0.05
        assert 0.0 <= unusual.everybody.share < 0.2
        assert unusual.n_named[1] <= unusual.n_named[0] <= unusual.n_named[2] + 1
        assert sum(band.n_municipalities for band in unusual.by_size) == found.n_municipalities


def test_aby_at_half_the_awards_is_more_extreme_than_ordinary_copies(calibration):
    awards = calibration.measures[0]
    assert awards.extremeness.predicted < 0.01
    assert awards.extremeness.copied.share < 0.05


def test_same_seed_gives_the_same_and_another_another(comparison):
    first, same, other = (
        calibrate_verdicts(
            replace(comparison, measures=comparison.measures[:1]),
            peers_of={},
            n_copies=20,
            seed=seed,
        )
        for seed in (1, 1, 2)
    )
    # As text, since a share that has no meaning is NaN.
    assert repr(first.measures[0].answers) == repr(same.measures[0].answers)
    assert repr(first.measures[0].answers) != repr(other.measures[0].answers)


def test_headline_with_too_few_municipalities_answers_chance_alone(comparison):
    awards = comparison.measures[0]
    few = replace(awards, municipalities=awards.municipalities.head(10))
    found = calibrate_verdicts(replace(comparison, measures=(few,)), peers_of={}, n_copies=4)
    questions = [answer.question for answer in found.measures[0].answers]
    assert questions == [Question.DIFFERENT, Question.CLEARLY_DIFFERENT]
    assert found.measures[0].extremeness is None
    assert np.isnan(found.measures[0].typical_distance)


def test_one_copy_is_refused(comparison):
    with pytest.raises(EstimationError, match="1 copies"):
        calibrate_verdicts(comparison, peers_of={}, n_copies=1)


def test_shares_without_an_answer_are_none_and_none_named_leaves_room():
    assert share_of_one(np.full(5, np.nan)) is None
    assert share_of_many(np.full((5, 2), np.nan)) is None
    nobody = share_of_many(np.zeros((10, 30)))
    assert (nobody.share, nobody.lower) == (0.0, 0.0)
    assert nobody.upper == pytest.approx(0.01)


@pytest.mark.slow
def test_verdicts_on_the_embedded_data_keep_what_they_state(embedded):
    found = calibrate_verdicts(embedded, n_copies=60)
    for measure in found.measures:
        unusual = measure.answer(Question.UNUSUAL).everybody
        assert 0.03 < unusual.share < 0.08
    different = found.measures[0].answer(Question.DIFFERENT)
    assert different.everybody.share < 0.05
    varying = found.measures[0].answer(Question.DIFFERENT_VARYING)
    assert varying.everybody.share > 0.4
    assert varying.wrong_sign < 0.02
