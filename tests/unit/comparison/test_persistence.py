from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from analysis.comparison.ahead.persistence import N_EXTREME, follow_years
from analysis.comparison.ahead.rolling import against_the_rest, ratio_series, unbroken
from analysis.concepts import Period, Stage


@pytest.fixture(scope="module")
def followed(embedded):
    return follow_years(embedded)


def test_the_newest_year_is_that_of_page_one(followed, embedded):
    for measure, compared in zip(followed.measures, embedded.measures, strict=True):
        if measure.is_flow:
            own = compared.municipalities.loc["101"]
            assert measure.n_now == own["n_observed"]
            assert measure.ratios[-1] == pytest.approx(own["ratio"], rel=1e-12)


def test_years_are_whole_and_do_not_overlap(followed):
    for measure in followed.measures:
        ends = measure.years.last
        assert all(b == a.shift(4) for a, b in pairwise(ends))
        assert [p.shift(-3) for p in ends] == list(measure.years.first)


def test_extremes_of_earlier_years_come_nearer_as_foreseen(followed):
    awards = followed.measures[0]
    lowest = [r for r in awards.replications if r.is_lowest]
    picked, predicted, realised = (
        np.mean([getattr(r, name) for r in lowest]) for name in ("picked", "predicted", "realised")
    )
    assert len(lowest) == 3
    assert all(r.n == N_EXTREME for r in lowest)
    assert picked < predicted < 1
    # Ten municipalities in each of three years, mostly small: an error of about 0.05.
    assert predicted == pytest.approx(realised, abs=0.1)


def test_intervals_of_earlier_years_hold_about_as_stated(followed):
    for measure in followed.measures:
        assert 0.9 <= measure.n_held / measure.n_tried <= 0.99


def test_limits_of_what_is_foreseen_are_narrower_for_ten_than_for_one(followed):
    awards = followed.measures[0]
    for end in awards.followed:
        assert end.predicted_lower < end.predicted < end.predicted_upper
        years = [r for r in awards.replications if r.is_lowest is end.is_lowest]
        assert end.realised == pytest.approx(np.mean([r.realised for r in years]))
        # Three years as independent: the root of 3 narrower than the mean of one.
        widths = [r.predicted_upper - r.predicted_lower for r in years]
        wanted = np.mean(widths) / np.sqrt(3)
        assert end.predicted_upper - end.predicted_lower == pytest.approx(wanted)


def test_shares_of_the_parts_have_limits_for_awards_alone(followed):
    for measure in followed.measures:
        assert (measure.shares is not None) is measure.is_flow
    shares = followed.measures[0].shares
    assert shares.value[0] == pytest.approx(
        followed.measures[0].split.persistent
        / sum(getattr(followed.measures[0].split, n) for n in ("persistent", "transient", "chance"))
    )
    assert (shares.lower < shares.upper).all()


def test_a_stock_is_not_split_by_chance(followed):
    stocks = [m for m in followed.measures if m.headline.stage is Stage.STOCK]
    assert stocks
    assert all(m.split.chance == 0 and m.from_this_year is None for m in stocks)


def test_earlier_years_are_foreseen_from_the_years_before_alone(embedded, followed):
    measure = embedded.measures[0]
    counts = measure.cells.counts.copy()
    counts[-4:] *= 3
    tampered = replace(measure, cells=replace(measure.cells, counts=counts))
    other = follow_years(replace(embedded, measures=(tampered,))).measures[0]
    assert [r.predicted for r in other.replications] == pytest.approx(
        [r.predicted for r in followed.measures[0].replications]
    )


def test_too_few_years_are_named_as_missing(comparison):
    followed = follow_years(comparison)
    assert followed.measures == ()
    assert set(followed.missing) == {m.headline for m in comparison.measures}


def test_a_gap_in_the_periods_shortens_the_run(embedded):
    cells = embedded.measures[0].cells
    kept = [i for i in range(len(cells.periods)) if i != 5]
    gapped = replace(
        cells,
        periods=tuple(cells.periods[i] for i in kept),
        counts=cells.counts[kept],
        people=cells.people[kept],
        carried=tuple(cells.carried[i] for i in kept),
        lineages=tuple(cells.lineages[i] for i in kept),
    )
    assert unbroken(gapped, until=embedded.period).periods == cells.periods[6:]
    assert len(ratio_series(gapped, until=embedded.period, n_periods=4).last) == 3


def test_a_run_shorter_than_a_window_has_none(embedded):
    series = ratio_series(embedded.measures[0].cells, until=Period.parse("2021K2"), n_periods=4)
    assert series.last == ()
    assert series.n_observed.shape == (0, 98)


def test_each_municipality_is_held_against_the_others_as_on_page_one(embedded):
    for measure in embedded.measures:
        observed, expected = against_the_rest(measure.window)
        assert observed == pytest.approx(measure.municipalities["n_observed"].to_numpy())
        assert expected == pytest.approx(measure.municipalities["n_expected"].to_numpy())
