"""The ratio of ratios against an independent likelihood, and what holds for every input.

The independent route is the conditional binomial likelihood itself, minimised by a method
without derivatives; the estimator reaches it through a Poisson model with a level for
each period.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, special, stats

from analysis.errors import EstimationError
from analysis.measures.over_time.ratio_of_ratios import trend_of_ratio

YEARS = np.arange(16) / 4
OWN = np.array([31, 28, 36, 25, 30, 27, 33, 29, 24, 26, 22, 27, 20, 25, 19, 23])
PEERS = np.array([88, 92, 101, 80, 95, 90, 99, 84, 91, 97, 103, 86, 93, 88, 105, 90])
OWN_YEARS, PEER_YEARS = np.linspace(1.0, 1.2, 16), np.linspace(3.1, 3.0, 16)


def log_likelihood(terms, design):
    logit = np.log(OWN_YEARS / PEER_YEARS) + design @ terms
    return -(OWN * logit - (OWN + PEERS) * special.softplus(logit)).sum()


def test_trend_maximises_the_conditional_binomial_likelihood():
    design = np.column_stack([np.ones(16), YEARS])
    best = optimize.minimize(
        log_likelihood, np.zeros(2), args=(design,), method="Nelder-Mead",
        options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 4000},
    )  # fmt: skip
    moved = trend_of_ratio(OWN, OWN_YEARS, PEERS, PEER_YEARS, YEARS)
    # Nelder-Mead stops at 1e-10 in the slope.
    assert moved.percent_a_year == pytest.approx(100 * np.expm1(best.x[1]), abs=1e-6)
    assert moved.ratio_first == pytest.approx(np.exp(best.x[0]), rel=1e-7)


def test_shift_maximises_the_conditional_binomial_likelihood():
    design = np.column_stack([np.ones(16), YEARS, YEARS >= 2.0])
    best = optimize.minimize(
        log_likelihood, np.zeros(3), args=(design,), method="Nelder-Mead",
        options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 8000},
    )  # fmt: skip
    moved = trend_of_ratio(OWN, OWN_YEARS, PEERS, PEER_YEARS, YEARS, shift_at=2.0)
    assert moved.shift == pytest.approx(np.exp(best.x[2]), rel=1e-6)


def test_width_is_that_of_the_curvature_of_the_likelihood_when_periods_are_even():
    # Shares that follow the model exactly: dispersion 0, so the binomial error stands.
    own, peers = np.full(12, 40), np.full(12, 160)
    times = np.arange(12) / 4
    moved = trend_of_ratio(own, 1.0, peers, 4.0, times)
    information = (200 * 0.2 * 0.8 * (times - times.mean()) ** 2).sum()
    half = 2.2281388519649385 / np.sqrt(information)  # t of 10 degrees of freedom, 97.5 %
    assert moved.percent_upper == pytest.approx(100 * np.expm1(half), rel=1e-9)
    assert moved.percent_a_year == pytest.approx(0.0, abs=1e-9)


def test_what_is_common_to_both_cancels():
    waves = np.tile([1, 3, 2, 5], 4)
    plain = trend_of_ratio(OWN, OWN_YEARS, PEERS, PEER_YEARS, YEARS)
    own_years, peer_years = OWN_YEARS * waves, PEER_YEARS * waves
    waved = trend_of_ratio(OWN, own_years, PEERS, peer_years, YEARS)
    assert waved.percent_a_year == pytest.approx(plain.percent_a_year, rel=1e-9)


def test_planted_shift_is_found():
    after = YEARS >= 2.0
    moved = trend_of_ratio(
        np.where(after, 200, 400), 1.0, np.full(16, 800), 2.0, YEARS, shift_at=2.0
    )
    assert moved.shift == pytest.approx(0.5, rel=1e-6)
    assert moved.shift_upper < 1


def test_periods_left_out_do_not_matter():
    clear = np.arange(16) != 7
    wild = np.where(clear, OWN, 4_000)
    moved = trend_of_ratio(wild, OWN_YEARS, PEERS, PEER_YEARS, YEARS, is_clear=clear)
    calm = trend_of_ratio(OWN, OWN_YEARS, PEERS, PEER_YEARS, YEARS, is_clear=clear)
    assert moved.percent_a_year == calm.percent_a_year
    assert moved.n_periods == 15


def test_period_without_awards_in_either_is_left_out():
    empty = np.arange(16) == 3
    moved = trend_of_ratio(np.where(empty, 0, OWN), 1.0, np.where(empty, 0, PEERS), 3.0, YEARS)
    assert moved.n_periods == 15


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n_events": OWN[:7], "years": YEARS[:7]}, "7 periods are too few"),
        ({"n_events": np.zeros(16)}, "no events at all"),
        ({"shift_at": 3.7}, "15 usable periods before it and 1 after"),
        ({"n_events": OWN + 0.5}, "number with decimals"),
        ({"peer_person_years": 0.0}, "zero or negative"),
    ],
)
def test_what_cannot_be_answered_is_refused(changes, message):
    n = 7 if "years" in changes else 16
    given_data = {
        "n_events": OWN, "person_years": 1.0, "peer_events": PEERS[:n], "peer_person_years": 3.0,
        "years": YEARS,
    } | changes  # fmt: skip
    shift_at = given_data.pop("shift_at", None)
    with pytest.raises(EstimationError, match=message):
        trend_of_ratio(**given_data, shift_at=shift_at)


counts = st.lists(st.integers(1, 60), min_size=9, max_size=9)


@given(own=counts, peers=counts)
def test_trading_places_inverts_the_growth_and_its_limits(own, peers):
    times = np.arange(9) / 4
    there = trend_of_ratio(own, 1.0, peers, 2.0, times)
    back = trend_of_ratio(peers, 2.0, own, 1.0, times)
    assert 1 + back.percent_a_year / 100 == pytest.approx(1 / (1 + there.percent_a_year / 100))
    assert 1 + back.percent_lower / 100 == pytest.approx(1 / (1 + there.percent_upper / 100))


@given(own=counts, peers=counts, factor=st.floats(0.01, 100))
def test_unit_of_the_person_time_does_not_matter(own, peers, factor):
    times = np.arange(9) / 4
    plain = trend_of_ratio(own, 1.0, peers, 2.0, times)
    scaled = trend_of_ratio(own, factor, peers, 2.0, times)
    assert scaled.percent_a_year == pytest.approx(plain.percent_a_year, rel=1e-6, abs=1e-6)
    assert plain.percent_lower <= plain.percent_a_year <= plain.percent_upper


@pytest.mark.slow
@pytest.mark.parametrize(("mean", "dispersion"), [(8, 1.0), (60, 1.0), (60, 2.0)])
def test_limits_hold_the_truth_at_the_stated_rate(mean, dispersion):
    # 600 draws: a coverage of 95 % falls under 92.5 % in fewer than one of 200 runs.
    rng = np.random.default_rng(5)
    times, season = np.arange(18) / 4, np.tile([1.1, 1.0, 0.8, 1.1], 5)[:18]
    means = mean * season * np.exp(0.05 * times)
    held = 0
    for _ in range(600):
        lumps = rng.gamma(mean / max(dispersion - 1, 1e-9), size=18) if dispersion > 1 else 1.0
        shape = mean / max(dispersion - 1, 1e-9) if dispersion > 1 else 1.0
        own = rng.poisson(means * lumps / shape)
        peers = rng.poisson(4 * mean * season)
        moved = trend_of_ratio(own, 1.0, peers, 4.0, times)
        held += moved.percent_lower <= 100 * np.expm1(0.05) <= moved.percent_upper
    assert held / 600 >= 0.925


def test_waves_over_several_periods_give_the_wider_error_of_newey_and_west():
    # The other route: scores of the conditional binomial likelihood, summed by Bartlett's
    # weights over all pairs of periods. The trend ends where the waves do, so it is level.
    own = np.tile(np.repeat([52, 28], 4), 2)
    own = np.concatenate([own, own[::-1]])
    times, n = np.arange(32) / 4, 32
    moved = trend_of_ratio(own, 1.0, np.full(n, 160), 4.0, times)
    design = np.column_stack([np.ones(n), times - times.mean()])
    share = moved.fitted / (moved.fitted + 4.0)
    totals = own + 160
    bread = np.linalg.inv((design * (totals * share * (1 - share))[:, None]).T @ design)
    scores = design * (own - totals * share)[:, None]
    apart = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    bartlett = np.clip(1 - apart / (moved.lag + 1), 0, None)
    error = np.sqrt((bread @ scores.T @ bartlett @ scores @ bread)[1, 1])
    quasi = np.sqrt(bread[1, 1] * max(1.0, moved.dispersion))
    assert error > 1.2 * quasi
    half = np.log1p(moved.percent_upper / 100) - np.log1p(moved.percent_a_year / 100)
    assert half == pytest.approx(stats.t.ppf(0.975, n - 2) * error, rel=1e-6)
