"""Do the limits hold what the embedded awards and stocks were made with?

`benchmarks/truth.py` works the truth out from the generator's assumptions and
``truth.csv``; no estimator reads either. The standardised ratio's estimand is the true
rate *of that time*, age by age, over the same of the rest of the country: lasting
practice, conditions and hidden need, times the municipality's good or bad years. Of 490
limits (98 municipalities in five years that share no award) 95 to 96 % hold it.

What is not recovered, and why:

- Lasting effects alone are held 89 % of the time. A year of a municipality is 6 % (one
  standard deviation) better or worse than its lasting rate, which no limits of that
  year's awards can know.
- Practice alone is not found: the need that no column carries stays in the ratio.
- The crude ratio's limits hold the truth 91 % of the time in one year and under 80 %
  over five, where they are narrow enough to show that ages were left out.
"""

from __future__ import annotations

import runpy
from types import SimpleNamespace

import numpy as np
import pytest

from analysis.comparison.assemble import PracticeComparison, compare_practice
from analysis.concepts import Stage
from analysis.datasets.project import open_data

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study(repository) -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(repository / "benchmarks" / "truth.py")))


@pytest.fixture(scope="module")
def embedded() -> PracticeComparison:
    return compare_practice(open_data(), "101")


@pytest.fixture(scope="module")
def truth(study):
    return study.read_truth()


@pytest.fixture(scope="module")
def awards(study, embedded, truth):
    cells = embedded.measures[0].cells
    return cells, study.true_awards(cells, truth)


@pytest.fixture(scope="module")
def one_by_one(study, awards):
    cells, means = awards
    return {
        name: [study.hold_awards(cells, means[name], (year,)) for year in study.YEARS]
        for name in study.TRUTHS
    }


def share(held, part):
    return float(np.mean([getattr(each, part) for each in held]))


def test_limits_of_the_standardised_ratio_hold_the_truth_at_the_stated_rate(one_by_one):
    # 490 limits at 95 %: two standard errors are 2 points; exact limits hold a little more.
    for name in ("with years", "of those at risk"):
        assert 0.93 <= share(one_by_one[name], "standardised") <= 0.985


def test_limits_over_five_years_hold_it_too_and_the_crude_ones_do_not(study, awards):
    cells, means = awards
    held = study.hold_awards(cells, means["of those at risk"], study.YEARS)
    assert held.standardised.mean() >= 0.93
    assert held.crude.mean() < 0.85


def test_crude_limits_hold_less_than_stated_in_every_truth(one_by_one):
    for held in one_by_one.values():
        assert share(held, "crude") < share(held, "standardised") - 0.02
    assert share(one_by_one["of those at risk"], "crude") < 0.93


def test_limits_of_the_shrunken_ratio_hold_the_truth_at_the_stated_rate(one_by_one):
    assert 0.93 <= share(one_by_one["of those at risk"], "shrunk") <= 0.975


def test_a_year_does_not_hold_what_lasts_at_the_stated_rate(one_by_one):
    # The reservation in the words above is itself a finding: were it to vanish, say so.
    assert 0.85 <= share(one_by_one["lasting"], "standardised") < 0.93


def test_truth_tells_municipalities_apart(awards):
    _, means = awards
    total = means["of those at risk"].sum(axis=(0, 1))
    assert total.shape == (98,)
    assert (means["of those at risk"] <= means["with years"]).all()


@pytest.mark.parametrize(
    ("benefit", "least"),
    [
        ("foertidspension", 0.95),
        ("fleksjob", 0.95),
        ("ressourceforloeb", 0.80),
        ("revalidering", 0.75),
        ("kontanthjaelp", 0.90),
        ("sygedagpenge", 0.75),
    ],
)
def test_ratio_of_a_stock_follows_the_truth(study, embedded, truth, benefit, least):
    signals = study.stock_signals(stock_of(embedded, benefit), truth)
    assert signals["measured"].corr(signals["true"]) > least


def test_ordinary_range_names_most_that_are_truly_out_and_few_others(study, embedded, truth):
    parts = [
        study.stock_signals(measure, truth)
        for measure in embedded.measures
        if measure.headline.stage is Stage.STOCK
    ]
    out = np.concatenate([part["truly_out"] for part in parts])
    named = np.concatenate([part["named"] for part in parts])
    assert out.sum() >= 15
    assert named[out].mean() > 0.6
    assert named[~out].mean() < 0.05


def test_practice_alone_is_not_what_the_ratio_follows(study, embedded, truth):
    signals = study.stock_signals(stock_of(embedded, "kontanthjaelp"), truth)
    correlations = signals[["true", "practice"]].corrwith(signals["measured"])
    assert correlations["practice"] < correlations["true"] - 0.2


def stock_of(comparison, benefit):
    return next(
        m
        for m in comparison.measures
        if m.headline.stage is Stage.STOCK and m.headline.benefit.value == benefit
    )
