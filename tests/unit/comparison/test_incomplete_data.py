"""Data that lack something are refused by place, or what they cannot tell is left out."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.comparison.among.among_all import judge_all
from analysis.comparison.among.shrunk import shrink_and_rank
from analysis.comparison.assemble import compare_practice
from analysis.comparison.multiverse.multiverse import vary_peers
from analysis.comparison.peer_distances import measure_distances
from analysis.comparison.references import as_members, expect
from analysis.comparison.stocks.portfolio import compare_portfolio
from analysis.concepts import Stage
from analysis.errors import CoverageError, EstimationError
from analysis.measures.between.distances import z_scores


def with_counts(invented, name, count_of):
    """Return the country with every count of a file asked for again, by its row."""
    table, text = invented.country()[name]
    header, *lines = text.splitlines()
    rows = [line.split(";") for line in lines]
    lines = [";".join([*row[:-1], count_of(row)]) for row in rows]
    return {**invented.country(), name: (table, "\n".join([header, *lines]) + "\n")}


def compare(invented, folder, files):
    return compare_practice(invented.open_country(folder, files), "9901", peers="9902,9903,9904")


@pytest.mark.parametrize("code", ["9901", "9902", "9920"])
def test_somebody_counted_where_nobody_lives_is_refused_by_place(code, invented, tmp_path):
    def count_of(row):
        is_gone = row[0] == code and row[1] == "1" and row[2] != "IALT" and int(row[2]) >= 60
        return "0" if is_gone else row[-1]

    files = with_counts(invented, "FOLK1A.csv", count_of)
    with pytest.raises(CoverageError, match=f"men of 60-69 years in municipality {code}") as error:
        compare(invented, tmp_path, files)
    assert "2025K" in error.value.where
    assert "FOLK1A" in error.value.fix


def test_a_group_that_the_reference_lacks_is_named():
    counts, people = np.zeros((2, 2)), np.array([[10.0, 10.0], [5.0, 0.0]])
    for is_flow in (True, False):
        with pytest.raises(CoverageError, match="stratum women of 40-59 years"):
            expect(
                counts,
                people,
                focus=[0],
                members=as_members([1], 2),
                is_flow=is_flow,
                strata=("women of 16-39 years", "women of 40-59 years"),
            )


@pytest.mark.parametrize("value", [4.0, 4.1])
def test_a_condition_that_is_the_same_everywhere_is_refused_by_name(comparison, value):
    flat = comparison.conditions.assign(unemployment_pct=value)
    with pytest.raises(EstimationError, match="unemployment_pct is the same everywhere"):
        measure_distances(flat, focus="9901")


def test_rounding_does_not_make_equal_conditions_vary():
    # In double precision the mean of ten times 5.3 is not 5.3.
    flat = np.column_stack([np.arange(10.0), np.full(10, 5.3)])
    assert flat.std(axis=0, ddof=1).min() > 0
    with pytest.raises(EstimationError, match="same everywhere"):
        z_scores(flat)


def test_a_headline_that_nobody_has_is_not_shrunk(comparison):
    stock = next(m for m in comparison.measures if m.headline.stage is Stage.STOCK)
    nothing = stock.municipalities.assign(n_observed=0.0, n_expected=0.0)
    shrunk = shrink_and_rank(
        replace(comparison, measures=(replace(stock, municipalities=nothing),)), seed=1
    )
    assert shrunk.missing == (stock.headline,)
    assert shrunk.measures == ()


def test_a_blank_focus_still_has_the_funnel_of_the_others(invented, tmp_path):
    def count_of(row):
        return ".." if row[0] == "9901" and row[4] == "2025K4" else row[-1]

    blank = compare(invented, tmp_path, with_counts(invented, "AUK01.csv", count_of))
    stocks = [m for m in judge_all(blank).measures if m.measure.headline.stage is Stage.STOCK]
    assert len(stocks) == 6
    for stock in stocks:
        lower, upper = stock.funnel.usual[0.95]
        assert (lower < 1).all()
        assert (upper > 1).all()
        assert np.isnan(stock.ratio[stock.place("9901")])


def test_benefits_that_nobody_gets_are_no_portfolio(invented, tmp_path):
    nobody = compare(invented, tmp_path, with_counts(invented, "AUK01.csv", lambda _: "0"))
    assert compare_portfolio(nobody) is None


def test_sets_of_peers_without_a_single_award_give_no_answer(invented, tmp_path):
    def count_of(row):
        return row[-1] if row[0] == "9902" else "0"

    few = compare(invented, tmp_path, with_counts(invented, "PEN113.csv", count_of))
    (measure,) = vary_peers(replace(few, measures=few.measures[:1]), n_draws=50, seed=1).measures
    nothing = measure.varied.gaps.expected.n_expected == 0
    assert 0 < nothing.sum() < nothing.size
    assert (measure.varied.side[nothing] == 0).all()
    assert (measure.varied.side[~nothing] == -1).all()
