from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.ahead.forecast_scores import backtest, score_forecasts, with_outcome
from analysis.comparison.ahead.forecasts import forecast_practice
from analysis.comparison.ahead.kept_forecasts import forecast_records, keep_forecasts, score_kept
from analysis.comparison.ahead.next_period import first_periods, forecast_next
from analysis.concepts import Lineage
from analysis.errors import EstimationError, SourceError


@pytest.fixture(scope="module")
def forecasts(embedded):
    return forecast_practice(embedded)


@pytest.fixture
def earlier(embedded):
    """Return the comparison as it was two quarters ago, as far as forecasts need it."""
    measures = tuple(
        replace(m, cells=first_periods(m.cells, len(m.cells.periods) - 2))
        for m in embedded.measures
    )
    return replace(embedded, measures=measures)


def test_all_municipalities_have_an_interval_for_the_next_quarter(forecasts):
    for measure in forecasts.measures:
        assert set(measure.ahead["period"]) == {"2026K1"}
        assert len(measure.ahead) == 98
        assert (measure.ahead["lower"] <= measure.ahead["upper"]).all()


def test_recalculated_intervals_hold_about_as_often_as_stated(forecasts):
    for measure in forecasts.measures:
        assert measure.held.n == 8 * 98
        # Whole numbers and jumps of whole years keep some above the level.
        assert 0.92 <= measure.held.n_held / measure.held.n <= 0.995


def test_a_forecast_knows_nothing_of_the_quarter_it_is_for(embedded):
    for measure in (embedded.measures[0], embedded.measures[1]):
        cells = measure.cells
        changed = cells.counts.copy()
        changed[-1] *= 5
        first = backtest(cells, n_periods=1)
        second = backtest(replace(cells, counts=changed), n_periods=1)
        pd.testing.assert_frame_equal(
            first[["expected", "lower", "upper"]], second[["expected", "lower", "upper"]]
        )
        assert second["n_observed"].sum() == pytest.approx(5 * first["n_observed"].sum())


def test_outcomes_are_put_beside_the_right_municipality(embedded):
    cells = embedded.measures[1].cells
    rows = with_outcome(
        pd.DataFrame(
            {
                "period": ["2025K4", "2025K3", "2030K1"],
                "municipality_code": ["825", "101", "101"],
                "lower": [0.0, 0.0, 0.0],
                "upper": [1.0, 1e6, 1.0],
                "level": [0.95, 0.9, 0.95],
            }
        ),
        cells,
    )
    assert rows["n_observed"].tolist() == [
        cells.counts[-1][:, cells.codes.index("825")].sum(),
        cells.counts[-2][:, cells.codes.index("101")].sum(),
    ]
    assert rows["is_held"].tolist() == [False, True]
    assert rows["score"].iloc[1] == 1e6


def test_share_that_held_has_exact_limits():
    past = pd.DataFrame({"is_held": [True] * 95 + [False] * 5, "score": [1.0] * 100})
    held = score_forecasts(past, level=0.95)
    # R: binom.test(95, 100)$conf.int -> 0.8871651 0.9835681
    assert (held.share_lower, held.share_upper) == pytest.approx((0.8871651, 0.9835681), abs=1e-6)
    assert score_forecasts(past.head(0), level=0.95) is None


def test_blank_municipality_gets_no_forecast(embedded):
    for measure in (embedded.measures[0], embedded.measures[1]):
        counts = measure.cells.counts.copy()
        counts[-1, 0, 3] = np.nan
        ahead = forecast_next(replace(measure.cells, counts=counts))
        assert measure.cells.codes[3] not in set(ahead["municipality_code"])
        assert len(ahead) == 97


def test_few_periods_are_refused_and_named(comparison):
    with pytest.raises(EstimationError, match="too few"):
        forecast_next(comparison.measures[0].cells)
    forecasts = forecast_practice(comparison)
    assert forecasts.measures == ()
    assert len(forecasts.missing) == len(comparison.measures)


def test_kept_forecasts_are_scored_when_their_quarter_has_come(embedded, earlier, tmp_path):
    kept = keep_forecasts(forecast_records(forecast_practice(earlier, n_backtest=1)), tmp_path)
    assert len(kept.written) == 7
    assert all(name.endswith("-2025K3-syntetisk.csv") for name in kept.written)
    scores = score_kept(embedded, folder=tmp_path)
    assert len(scores.scores) == 7
    for score in scores.scores:
        assert score.held.n == 98
        assert score.held.n_held > 80
        assert str(score.made_with) == "2025K2"
        assert score.focus_observed is not None


def test_a_kept_file_is_never_written_over(forecasts, tmp_path):
    records = forecast_records(forecasts)
    first = keep_forecasts(records, tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert keep_forecasts(records, tmp_path).same == first.written
    moved = [{**record, "upper": record["upper"] + 1} for record in records]
    assert keep_forecasts(moved, tmp_path).stayed == first.written
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_nothing_is_said_of_a_quarter_still_to_come(embedded, forecasts, tmp_path):
    keep_forecasts(forecast_records(forecasts), tmp_path)
    kept = score_kept(embedded, folder=tmp_path)
    assert (kept.scores, kept.set_aside, kept.unreadable) == ((), (), ())
    assert score_kept(embedded, folder=tmp_path / "absent").scores == ()


def test_synthetic_forecasts_are_never_held_against_observed_figures(embedded, earlier, tmp_path):
    keep_forecasts(forecast_records(forecast_practice(earlier, n_backtest=1)), tmp_path)
    observed = tuple(
        replace(
            m,
            cells=replace(
                m.cells, lineages=tuple(Lineage(each.inputs) for each in m.cells.lineages)
            ),
        )
        for m in embedded.measures
    )
    kept = score_kept(replace(embedded, measures=observed), folder=tmp_path)
    assert kept.scores == ()
    assert len(kept.set_aside) == 7


def test_a_forecast_of_a_quarter_that_is_known_is_not_kept(embedded, tmp_path):
    past = replace(embedded, period=embedded.measures[0].cells.periods[-3])
    kept = keep_forecasts(forecast_records(forecast_practice(past, n_backtest=1)), tmp_path)
    assert kept.written == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "headline,table\n1,2\n", "\x00\x01", "a" * 10])
def test_a_damaged_file_is_named_and_not_used(embedded, tmp_path, text):
    (tmp_path / "foertidspension-bestand-AUK01-2025K3.csv").write_text(text)
    kept = score_kept(embedded, folder=tmp_path)
    assert kept.unreadable == ("foertidspension-bestand-AUK01-2025K3.csv",)


def test_a_folder_that_cannot_be_made_is_refused(forecasts, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(SourceError, match="cannot be kept"):
        keep_forecasts(forecast_records(forecasts), tmp_path / "file")


def test_records_name_the_inputs_by_one_checksum(forecasts):
    sums = {r["headline"]: r["inputs_sha256"] for r in forecast_records(forecasts)}
    assert all(len(each) == 64 for each in sums.values())
    assert sums["foertidspension-tilkendelser"] != sums["fleksjob-bestand"]
