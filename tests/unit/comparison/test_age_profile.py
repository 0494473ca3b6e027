"""Rates by age: parts that add up to page one, and rates that can be worked out again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from analysis.comparison.age_profile import profile_ages
from analysis.comparison.assemble import compare_practice
from analysis.concepts import Sex, Stage


@pytest.fixture(scope="module")
def profiles(comparison):
    return {p.measure.headline.id: p for p in profile_ages(comparison)}


def adds_up(profile):
    gap = profile.measure.against_peers
    for groups in (profile.of(Sex.TOTAL), profile.of(Sex.WOMEN) + profile.of(Sex.MEN)):
        assert sum(g.gap.n_observed for g in groups) == pytest.approx(gap.n_observed)
        assert sum(g.gap.n_expected for g in groups) == pytest.approx(gap.n_expected)


def test_every_headline_with_ages_has_a_profile_in_order_of_age(profiles, comparison):
    assert list(profiles) == [m.headline.id for m in comparison.measures if m.is_by_age]
    for profile in profiles.values():
        for sex in Sex:
            ages = [g.age_from for g in profile.of(sex)]
            assert ages == sorted(ages)
            assert len(ages) == 3


@settings(max_examples=5)
@given(focus=st.integers(0, 25), steps=st.sets(st.integers(1, 25), min_size=1, max_size=5))
def test_parts_add_up_to_the_whole_of_any_municipality_and_peers(country, focus, steps):
    codes = [str(9901 + i) for i in range(26)]
    peers = ",".join(codes[(focus + step) % 26] for step in sorted(steps))
    for profile in profile_ages(compare_practice(country, codes[focus], peers=peers)):
        adds_up(profile)


def test_parts_add_up_on_the_embedded_data(embedded):
    for profile in profile_ages(embedded):
        adds_up(profile)


def test_rates_of_awards_are_those_worked_out_by_hand(profiles, invented):
    """Awards of twelve months over the residents of the same ages, with Garwood's limits."""
    group = profiles["foertidspension-tilkendelser"].of(Sex.WOMEN)[0]
    ages, months = (18, 39), range(1, 13)
    awards = sum(invented.awards("9901", ages, "K", month=m) for m in months)
    residents = np.mean(
        [
            sum(invented.people("9901", age, "K", quarter=q) for age in range(18, 40))
            for q in (0.5, 1.5, 2.5, 3.5)
        ]
    )
    assert group.gap.n_observed == awards
    assert group.exposure == pytest.approx(residents)
    assert group.rate == pytest.approx(1000 * awards / residents)
    assert group.rate_lower == pytest.approx(1000 * chi2.ppf(0.025, 2 * awards) / 2 / residents)
    assert group.rate_upper == pytest.approx(1000 * chi2.ppf(0.975, 2 * awards + 2) / 2 / residents)


def test_awards_have_limits_and_stocks_have_the_spread_of_others(profiles):
    for profile in profiles.values():
        is_flow = profile.measure.headline.stage is Stage.FLOW
        for g in profile.groups:
            assert np.isfinite([g.rate_lower, g.rate_upper]).all() == is_flow
            assert np.isfinite([g.others_lower, g.others_upper]).all() != is_flow
            assert (g.gap.difference is not None) == is_flow


def test_spread_of_a_stock_holds_most_others_and_not_all(profiles):
    profile = profiles["fleksjob-bestand"]
    group = profile.of(Sex.TOTAL)[1]
    window, strata = profile.measure.window, profile.measure.cells.strata
    rows = [i for i, s in enumerate(strata) if s.age_from == group.age_from]
    rates = 1000 * window.counts[rows].sum(axis=0) / window.exposure[rows].sum(axis=0)
    others = np.delete(rates, 0)
    inside = np.mean((others >= group.others_lower) & (others <= group.others_upper))
    assert 0.7 <= inside <= 0.85


def test_focus_is_no_part_of_the_rates_beside_it(profiles):
    """Aby awards half as much; a country with Aby in it would lie lower."""
    profile = profiles["foertidspension-bestand"]
    window, strata = profile.measure.window, profile.measure.cells.strata
    for group in profile.of(Sex.TOTAL):
        rows = [i for i, s in enumerate(strata) if s.age_from == group.age_from]
        counts, people = window.counts[rows].sum(axis=0), window.exposure[rows].sum(axis=0)
        assert group.country_rate == pytest.approx(1000 * counts[1:].sum() / people[1:].sum())
        assert group.peer_rate == pytest.approx(1000 * counts[1:4].sum() / people[1:4].sum())
        assert group.rate == pytest.approx(1000 * counts[0] / people[0])


def test_headline_with_a_blank_of_the_focus_has_no_profile(comparison):
    """What is expected of the focus needs none of its counts, and is there all the same."""
    first, *rest = comparison.measures
    counts = first.window.counts.copy()
    counts[0, 0] = np.nan
    blank = replace(first, window=replace(first.window, counts=counts))
    found = profile_ages(replace(comparison, measures=(blank, *rest)))
    assert [p.measure.headline.id for p in found] == [
        p.measure.headline.id for p in profile_ages(comparison)[1:]
    ]
