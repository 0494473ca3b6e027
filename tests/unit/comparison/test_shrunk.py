from dataclasses import replace

import numpy as np
import pytest

from analysis.comparison.among.shrunk import FEWEST_FOR_ENDS, shrink_and_rank
from analysis.concepts import Stage


@pytest.fixture(scope="module")
def shrunk(embedded):
    return shrink_and_rank(embedded, seed=1)


def test_every_headline_with_data_is_shrunk_for_all_municipalities(shrunk, embedded):
    assert [m.headline for m in shrunk.measures] == [m.headline for m in embedded.measures]
    assert all(len(m.municipalities) == 98 for m in shrunk.measures)
    assert all(len(m.conditions) == 4 for m in shrunk.measures)


def test_small_municipalities_are_pulled_further_than_large_ones(shrunk):
    table = shrunk.measures[0].municipalities
    moved = (table["ratio"] - table["raw_ratio"]).abs()
    width = table["ratio_upper"] - table["ratio_lower"]
    assert moved["825"] > 10 * moved["101"]
    assert width["825"] > 10 * width["101"]


def test_limits_hold_the_shrunken_ratio(shrunk):
    for measure in shrunk.measures:
        table = measure.municipalities
        assert (table["ratio_lower"] < table["ratio"]).all()
        assert (table["ratio"] < table["ratio_upper"]).all()


def test_places_without_a_model_are_given_for_awards_only(shrunk):
    for measure in shrunk.measures:
        is_flow = measure.headline.stage is Stage.FLOW
        assert (measure.standing.set_lower is not None) is is_flow
        assert measure.standing.place_lower <= measure.standing.place_upper


def test_chance_of_an_end_agrees_with_the_places(shrunk):
    for measure in shrunk.measures:
        standing = measure.standing
        if standing.n < FEWEST_FOR_ENDS:
            assert standing.chance_highest is None
            continue
        assert (standing.chance_highest > 0.5) <= (standing.place_lower <= 10)
        assert (standing.chance_lowest > 0.5) <= (standing.place_upper > standing.n - 10)


def test_same_seed_gives_the_same_result_and_another_nearly_so(embedded, shrunk):
    two = replace(embedded, measures=embedded.measures[:2])
    again, other = shrink_and_rank(two, seed=1), shrink_and_rank(two, seed=2)
    assert [m.standing for m in again.measures] == [m.standing for m in shrunk.measures[:2]]
    # 4,000 draws: a chance near one half has an error of 0.008.
    for one, another in zip(shrunk.measures[:2], other.measures, strict=True):
        assert one.standing.chance_below_peers == pytest.approx(
            another.standing.chance_below_peers, abs=0.04
        )


def test_few_municipalities_get_no_chance_of_an_end_and_one_level(comparison):
    shrunk = shrink_and_rank(comparison, seed=1)
    measure = shrunk.measures[0]
    assert measure.standing.chance_lowest is None
    assert measure.conditions == ()
    assert measure.standing.n == 26


def test_aby_with_half_the_awards_lies_below_its_peers(comparison):
    shrunk = shrink_and_rank(comparison, seed=1)
    assert shrunk.measures[0].standing.chance_below_peers > 0.99


def test_a_focus_without_figures_has_no_standing(comparison):
    blank = comparison.measures[0].municipalities.copy()
    blank.loc[comparison.focus] = np.nan
    measures = (replace(comparison.measures[0], municipalities=blank),)
    shrunk = shrink_and_rank(replace(comparison, measures=measures), seed=1)
    assert shrunk.measures[0].standing is None
    assert comparison.focus not in shrunk.measures[0].municipalities.index


def test_a_municipality_of_which_too_little_is_expected_has_no_place_and_is_not_counted(comparison):
    first = comparison.measures[0]
    for code, n in (("9902", 25), (comparison.focus, None)):
        table = first.municipalities.copy()
        table.loc[code, "n_expected"] = 4.9
        changed = replace(comparison, measures=(replace(first, municipalities=table),))
        (measure,) = shrink_and_rank(changed, seed=1).measures
        assert len(measure.municipalities) == 26
        assert (measure.standing.n if measure.standing else None) == n


def test_too_few_others_of_enough_size_give_no_place(comparison):
    first = comparison.measures[0]
    table = first.municipalities.copy()
    others = [code for code in table.index if code != comparison.focus][:18]
    table.loc[others, "n_expected"] = 4.0
    changed = replace(comparison, measures=(replace(first, municipalities=table),))
    assert shrink_and_rank(changed, seed=1).measures[0].standing is None


def test_too_few_municipalities_are_named_as_missing(comparison):
    few = comparison.measures[0].municipalities.head(4)
    measures = (replace(comparison.measures[0], municipalities=few),)
    shrunk = shrink_and_rank(replace(comparison, measures=measures), seed=1)
    assert shrunk.measures == ()
    assert shrunk.missing == (comparison.measures[0].headline,)


@pytest.mark.slow
def test_the_smallest_municipality_can_be_shrunk(smallest):
    shrunk = shrink_and_rank(smallest, seed=1)
    assert all(np.isfinite(m.municipalities.to_numpy()).all() for m in shrunk.measures)
