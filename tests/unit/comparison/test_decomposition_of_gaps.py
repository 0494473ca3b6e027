"""The gap to the peers in parts: they add up, they move as they should, and may lack."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison.assemble import compare_practice
from analysis.comparison.explained.decomposition import split_gaps
from analysis.comparison.explained.decomposition_draws import (
    draw_counts,
    draw_each,
    limits_of_parts,
)
from analysis.measures.counts.intervals import midp_poisson_limits


@pytest.fixture(scope="module")
def split(comparison):
    return split_gaps(comparison, n_draws=400)


def test_parts_add_up_to_the_gap_and_groups_to_their_part(split):
    assert len(split.splits) == 7
    for each in split.splits:
        assert each.structure.value + each.practice.value == pytest.approx(each.gap.value)
        for whole, groups in (
            (each.structure, each.structure_by_group),
            (each.practice, each.practice_by_group),
        ):
            assert sum(part.value for part in groups) == pytest.approx(whole.value)


def test_gap_is_observed_less_what_the_peers_crude_rate_gives(split, comparison):
    for each, measure in zip(split.splits, comparison.measures, strict=True):
        gap = measure.against_peers
        assert each.gap.value == pytest.approx(gap.n_observed * (1 - 1 / gap.crude_ratio))


def test_practice_is_the_mean_of_two_standardised_differences(split, comparison):
    # Kitagawa's part of the rates by another way: the difference at the focus's own
    # people, and the one at the peers', each age by age and sex by sex.
    each, window = split.splits[0], comparison.measures[0].window
    codes = comparison.population.codes
    own = codes.index(comparison.focus)
    peers = [codes.index(code) for code in comparison.peers.codes]
    rate = window.counts[:, own] / window.exposure[:, own]
    people, theirs = window.exposure[:, own], window.exposure[:, peers].sum(axis=1)
    peer_rate = window.counts[:, peers].sum(axis=1) / theirs
    at_own = ((rate - peer_rate) * people).sum() / people.sum()
    at_theirs = ((rate - peer_rate) * theirs).sum() / theirs.sum()
    assert each.practice.value == pytest.approx(people.sum() * (at_own + at_theirs) / 2)


def test_aby_awards_half_as_many_and_its_youth_gives_a_part_of_the_gap(split):
    awards = split.splits[0]
    assert awards.practice.upper < 0
    assert awards.practice.value < awards.structure.value
    assert awards.structure.value < 0
    assert awards.gap.lower < awards.gap.value < awards.gap.upper


def test_stock_has_no_limits(split):
    for each in split.splits[1:]:
        parts = (each.gap, each.structure, each.practice, *each.practice_by_group)
        assert all(np.isnan([part.lower, part.upper]).all() for part in parts)


def test_same_seed_gives_the_same_limits_and_another_seed_nearly_the_same(comparison, split):
    again = split_gaps(comparison, n_draws=400)
    other = split_gaps(comparison, n_draws=400, seed=8).splits[0].practice
    first = split.splits[0].practice
    assert again.splits[0].practice == first
    assert other.value == first.value
    assert other.lower != first.lower
    assert other.lower == pytest.approx(first.lower, rel=0.2)


def test_factors_add_up_and_are_the_hand_computed_halves(split):
    (factors,) = split.factors
    assert factors.target.value + factors.awards.value == pytest.approx(factors.gap.value)
    people = split.splits[0].people
    shift = (factors.target_share - factors.peer_target_share) * people
    by_hand = shift * (factors.award_rate + factors.peer_award_rate) / 2
    assert factors.target.value == pytest.approx(by_hand)
    assert factors.gap.value == pytest.approx(split.splits[0].gap.value)


def test_target_group_is_the_mean_stock_over_the_time_of_the_awards(split, comparison):
    (factors,) = split.factors
    stocks = [m for m in comparison.measures if m.headline.id.startswith(("kont", "syg"))]
    own = comparison.population.codes.index(comparison.focus)
    mean = sum(m.cells.counts[:, :, own].sum(axis=1).mean() for m in stocks)
    assert factors.target_share * split.splits[0].people == pytest.approx(mean)
    assert str(factors.first) == "2025K3"


def test_without_sickness_benefit_there_are_no_factors(invented, tmp_path):
    table, text = invented.country()["AUK01.csv"]
    kept = "\n".join(line for line in text.splitlines() if ";SY;" not in line) + "\n"
    files = {**invented.country(), "AUK01.csv": (table, kept)}
    store = invented.open_country(tmp_path, files)
    split = split_gaps(compare_practice(store, "9901", peers="9902,9903"), n_draws=20)
    assert split.factors == ()
    assert split.splits


def test_without_ages_nothing_is_split_by_age_and_the_target_group_still_is(invented, tmp_path):
    files = invented.without(invented.country(), "FOLK1A.csv")
    store = invented.open_country(tmp_path, files)
    split = split_gaps(compare_practice(store, "9901", peers="9902,9903"), n_draws=20)
    assert split.splits == ()
    assert len(split.factors) == 1


def test_peers_without_figures_leave_nothing_to_split(invented, tmp_path):
    table, text = invented.country()["PEN113.csv"]
    lines = [
        line.rsplit(";", 1)[0] + ";.." if line[:4] in ("9902", "9903") else line
        for line in text.splitlines()
    ]
    files = {**invented.country(), "PEN113.csv": (table, "\n".join(lines) + "\n")}
    store = invented.open_country(tmp_path, files)
    split = split_gaps(compare_practice(store, "9901", peers="9902,9903"), n_draws=20)
    assert all(not each.is_flow for each in split.splits)
    assert split.factors == ()


@pytest.mark.parametrize("total", [1, 5, 40])
def test_drawn_totals_have_the_midp_limits_of_the_count(total):
    counts = np.array([total, 0.0])
    drawn = draw_counts(
        counts, if_none=np.ones(2), n_draws=40_000, rng=np.random.default_rng(total)
    )
    lower, upper = np.quantile(drawn.sum(axis=1), [0.025, 0.975])
    wanted = midp_poisson_limits(total)
    # Mid-p limits are found from the sum of the two tails, these from their mixture: they
    # are the same function, and what is left is the error of 40,000 draws.
    assert lower == pytest.approx(float(wanted[0]), abs=0.03 * total + 0.02)
    assert upper == pytest.approx(float(wanted[1]), rel=0.03)


def test_no_awards_still_have_an_upper_limit():
    rng = np.random.default_rng(1)
    drawn = draw_counts(np.zeros(2), if_none=np.array([1.0, 3.0]), n_draws=20_000, rng=rng)
    assert np.quantile(drawn.sum(axis=1), 0.025) == 0
    assert np.quantile(drawn.sum(axis=1), 0.975) == pytest.approx(3.0, rel=0.05)
    assert drawn[:, 1].sum() == pytest.approx(3 * drawn[:, 0].sum(), rel=0.1)
    even = draw_counts(np.zeros(2), if_none=np.zeros(2), n_draws=10, rng=rng)
    assert np.isfinite(even).all()


@settings(max_examples=30, deadline=None)
@given(counts=st.lists(st.integers(0, 50), min_size=1, max_size=8), seed=st.integers(0, 99))
def test_draws_are_never_negative_and_each_group_may_have_had_events(counts, seed):
    events, rng = np.array(counts, dtype=float), np.random.default_rng(seed)
    whole = draw_counts(events, if_none=np.ones_like(events), n_draws=50, rng=rng)
    each = draw_each(events, n_draws=50, rng=rng)
    assert whole.shape == each.shape == (50, events.size)
    assert (whole >= 0).all()
    assert (each >= 0).all()
    assert (each.max(axis=0) > 0).all()


def test_limits_of_parts_are_quantiles_and_missing_without_draws():
    drawn = np.arange(101.0)[:, None]
    assert limits_of_parts(np.array([7.0]), drawn, level=0.9)[0] == pytest.approx((7.0, 5.0, 95.0))
    value, lower, upper = limits_of_parts(np.array([7.0]), None, level=0.9)[0]
    assert value == 7.0
    assert np.isnan([lower, upper]).all()


@pytest.fixture(scope="module")
def lasting():
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("lasting.py"))))


def test_limits_hold_the_chance_of_the_peers_awards_too(split, comparison):
    # To first order the gap varies by O + (people / peers' people)^2 * peers' awards.
    window, codes = comparison.measures[0].window, comparison.population.codes
    peers = [codes.index(code) for code in comparison.peers.codes]
    own = window.counts[:, codes.index(comparison.focus)].sum()
    step = split.splits[0].people / window.exposure[:, peers].sum()
    of_peers = step**2 * window.counts[:, peers].sum()
    assert of_peers > own / 4
    reach = 2 * 1.96 * np.sqrt(own + of_peers)
    for gap in (split.splits[0].gap, split.factors[0].gap):
        # Four hundred draws leave an error of about 5 per cent in the width.
        assert gap.upper - gap.lower == pytest.approx(reach, rel=0.1)


def test_target_group_ends_where_the_awards_do(lasting, invented, tmp_path):
    whole = lasting.compare_lasting(invented, tmp_path)
    earlier = compare_practice(whole.store, "9901", period="2025K2", peers="9902,9903")
    (factors,) = split_gaps(earlier, n_draws=20).factors
    # Aby's two target stocks of 2024K3 to 2025K2, the third to the sixth after 2023K4.
    mean = np.mean(
        [
            sum(lasting.stock(invented, "9901", benefit, number) for benefit in ("KT", "SY"))
            for number in (3, 4, 5, 6)
        ]
    )
    people = earlier.measures[0].window.exposure[:, earlier.population.codes.index("9901")].sum()
    assert str(factors.first) == "2024K3"
    assert factors.target_share * people == pytest.approx(mean)
