"""The whole benchmark says the same as page one does for each municipality."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.comparison.everybody import compare_everybody, default_peers, windows_of
from analysis.comparison.peers import select_peers
from analysis.comparison.practice import compare_measure
from analysis.concepts import Stage
from analysis.errors import CoverageError


@pytest.fixture(scope="module")
def peers_of(comparison):
    return default_peers(comparison)


@pytest.fixture(scope="module")
def benchmark(comparison, peers_of):
    return compare_everybody({m.headline: m.cells for m in comparison.measures}, peers_of)


def test_every_row_is_what_page_one_says(comparison, peers_of, benchmark):
    for measure in comparison.measures:
        newest = windows_of(measure.cells).last[-1]
        for code in ("9901", "9913", "9926"):
            peers = replace(comparison.peers, focus=code, codes=peers_of[code])
            alone = compare_measure(
                measure.cells, headline=measure.headline, peers=peers, until=newest, level=0.95
            ).against_peers
            row = benchmark[
                (benchmark["headline"] == measure.headline.id)
                & (benchmark["period_last"] == str(newest))
                & (benchmark["municipality_code"] == code)
            ].iloc[0]
            assert row["n_observed"] == pytest.approx(alone.n_observed)
            assert row["n_expected"] == pytest.approx(alone.n_expected)
            assert row["n_peers"] == alone.n_peers
            pairs = {"ratio": alone.ratio, "difference": alone.difference}
            pairs["usual"] = alone.usual or alone.ordinary
            for name, estimate in pairs.items():
                found = (row[f"{name}_lower"], row[f"{name}_upper"])
                if estimate is None:
                    assert np.isnan(found).all()
                else:
                    assert found == pytest.approx((estimate.lower, estimate.upper))


def test_default_peers_are_those_of_the_single_choice(comparison, peers_of):
    assert set(peers_of) == set(comparison.names)
    for code in ("9902", "9926"):
        chosen = select_peers(
            "",
            focus=code,
            names=comparison.names,
            conditions=comparison.conditions,
            lineage=comparison.peers.lineage,
        )
        assert peers_of[code] == chosen.codes


def test_municipality_without_a_condition_has_no_default_peers(comparison):
    conditions = comparison.conditions.copy()
    conditions.loc["9905"] = np.nan
    found = default_peers(replace(comparison, conditions=conditions))
    assert "9905" not in found
    assert "9905" not in {code for own in found.values() for code in own}


def test_awards_have_four_quarters_and_a_stock_each_of_its_periods(comparison, benchmark):
    for measure in comparison.measures:
        length = 4 if measure.headline.stage is Stage.FLOW else 1
        rows = benchmark[benchmark["headline"] == measure.headline.id]
        assert rows["period_last"].nunique() == len(measure.cells.periods) - length + 1
        assert len(rows) == rows["period_last"].nunique() * len(comparison.names)
    stocks = benchmark[benchmark["stage"] == "stock"]
    assert stocks[["ratio_lower", "ratio_upper", "difference_lower"]].isna().all(axis=None)


def test_windows_do_not_span_a_missing_quarter(comparison):
    awards = next(m.cells for m in comparison.measures if m.headline.stage is Stage.FLOW)
    kept = [0, 2, 3]
    gappy = replace(
        awards,
        periods=tuple(awards.periods[i] for i in kept),
        counts=awards.counts[kept],
        people=awards.people[kept],
    )
    assert windows_of(gappy).last == ()
    assert compare_everybody([(comparison.measures[0].headline, gappy)], {}).empty


def test_blank_municipality_has_a_row_without_a_side(comparison, peers_of):
    measure = next(m for m in comparison.measures if m.headline.stage is Stage.STOCK)
    counts = measure.cells.counts.copy()
    counts[:, :, 4] = np.nan
    found = compare_everybody([(measure.headline, replace(measure.cells, counts=counts))], peers_of)
    blank = found[found["municipality_code"] == measure.cells.codes[4]]
    assert blank[["n_expected", "ratio", "usual_lower"]].isna().all(axis=None)
    assert (blank[["side", "clear_side", "unusual_side"]] == 0).all(axis=None)


def test_municipality_among_its_own_peers_is_refused(comparison):
    measure = comparison.measures[0]
    with pytest.raises(CoverageError, match="own reference"):
        compare_everybody([(measure.headline, measure.cells)], {"9901": ("9901", "9902")})
    with pytest.raises(CoverageError, match="1234 is not in the series"):
        compare_everybody([(measure.headline, measure.cells)], {"9901": ("1234",)})
