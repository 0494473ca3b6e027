"""Do the limits hold what the embedded data were made with?

The invented awards of 98 municipalities were drawn from known rates. Three truths are
held against the limits of each municipality's ratio to the rest of the country, one more
exact than the other: what lasts (practice, conditions, hidden need: ``truth.csv``), that
with the good and the bad years of each municipality, and that again among the people who
could still be awarded a pension. Run with ``python benchmarks/truth.py``; README.md beside
this file shows what it printed and how to read it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.comparison.assemble import compare_practice
from analysis.comparison.cells import Cells
from analysis.comparison.gap_limits import measure_gaps, spread_of_others
from analysis.comparison.practice import MeasureComparison
from analysis.comparison.references import Expected, expect, rest_of_country
from analysis.concepts import Sex, Stage
from analysis.datasets.project import open_data
from analysis.measures.inputs import FloatArray
from analysis.measures.shrunk.gamma_shrinkage import shrink_ratios
from analysis.synthetic.assumptions import along, assumed
from analysis.synthetic.calendar import FIRST_YEAR, MONTHS, shares_below_pension_age
from analysis.synthetic.pension import PENSION_AGES, simulate_pension
from analysis.synthetic.places import read_places
from analysis.synthetic.population import AGES, simulate_population
from analysis.synthetic.randomness import persistent_shocks, stream
from analysis.synthetic.truth import draw_truth

ROOT = Path(__file__).resolve().parents[1]
YEARS = (2021, 2022, 2023, 2024, 2025)
TRUTHS = ("lasting", "with years", "of those at risk")


@dataclass(frozen=True)
class Held:
    """Which municipalities' limits hold the truth, one flag each, by kind of limits."""

    standardised: FloatArray
    crude: FloatArray
    shrunk: FloatArray


def main() -> None:
    """Print the two tables."""
    comparison = compare_practice(open_data(), "101")
    truth = read_truth()
    awards = comparison.measures[0].cells
    means = true_awards(awards, truth)
    print("Awards: per cent of 98 municipalities whose 95 % limits hold the true ratio\n")
    print(f"{'truth':>18}{'years':>12}{'standardised':>14}{'crude':>8}{'shrunken':>10}")
    for name in TRUTHS:
        each = [hold_awards(awards, means[name], (year,)) for year in YEARS]
        _print(name, "one at a time", each)
        _print(name, "all five", [hold_awards(awards, means[name], YEARS)])
    print("\nStocks: how the ratio follows the truth, and whom the ordinary range names\n")
    print(f"{'':>20}{'truth':>8}{'practice':>10}{'truly out':>11}{'named':>7}{'others named':>14}")
    for measure in comparison.measures:
        if measure.headline.stage is Stage.STOCK:
            print(f"{measure.headline.benefit.value:>20}" + _stock_row(measure, truth))
    print(f"\n{time.process_time():.0f} seconds of processor time")


def read_truth() -> pd.DataFrame:
    """Return the true effects, one row per municipality, benefit and stage."""
    path = ROOT / "tests" / "synthetic" / "truth.csv"
    frame = pd.read_csv(path, dtype={"municipality_code": "str"})
    need = np.log(frame["multiplier_conditions"] * frame["multiplier_hidden_need"])
    return frame.assign(log_rate=frame["log_practice_effect"] + need)


def true_effects(truth: pd.DataFrame, measure: MeasureComparison, column: str) -> FloatArray:
    """Return one true effect of a headline by municipality, in the order of its cells."""
    headline = measure.headline
    rows = truth[
        (truth["benefit"] == headline.benefit.value) & (truth["stage"] == headline.stage.value)
    ]
    return rows.set_index("municipality_code")[column].loc[list(measure.cells.codes)].to_numpy()


def true_awards(cells: Cells, truth: pd.DataFrame) -> dict[str, FloatArray]:
    """Return the mean number of awards that each truth gives.

    Returns
    -------
    dict of str to ndarray, shape (years, strata, municipalities)
        Up to factors that are the same everywhere, such as the seasons.
    """
    places = read_places(ROOT / "data" / "raw")
    population = simulate_population(places)
    history = simulate_pension(places, population, draw_truth(places))
    order = [[str(code) for code in places.codes].index(code) for code in cells.codes]
    rows = truth[(truth["benefit"] == "foertidspension") & (truth["stage"] == "flow")]
    lasting = np.exp(rows.set_index("municipality_code")["log_rate"].loc[list(cells.codes)])
    # The first that the stream gives, as the generator takes it.
    shocks = persistent_shocks(
        stream("pension"),
        n_rows=len(order),
        n_steps=len(MONTHS) // 12,
        sd=assumed("award_shock_sd"),
        persistence=0.0,
    )[order]
    below = shares_below_pension_age(PENSION_AGES, FIRST_YEAR + np.arange(len(MONTHS)) / 12)
    residents = population.by_age[:, :, np.isin(AGES, PENSION_AGES), :][order]
    stay = 1.0 - along("pension_exit", PENSION_AGES + 0.5) / 12
    rates = _award_rates()
    found = {name: np.zeros((len(YEARS), *cells.counts.shape[1:])) for name in TRUTHS}
    for row, year in enumerate(YEARS):
        own_year = np.exp(shocks[:, year - FIRST_YEAR])
        for month in range(12 * (year - FIRST_YEAR), 12 * (year - FIRST_YEAR + 1)):
            everybody = residents[..., month // 3] * below[:, month]
            at_risk = np.maximum(everybody - history.recipients[month - 1][order] * stay, 0.0)
            factors = {
                "lasting": everybody,
                "with years": everybody * own_year[:, None, None],
                "of those at risk": at_risk * own_year[:, None, None],
            }
            for name, people in factors.items():
                by_age = people * rates * lasting.to_numpy()[:, None, None]
                found[name][row] += _in_strata(by_age, cells)
    return found


def hold_awards(cells: Cells, means: FloatArray, years: tuple[int, ...]) -> Held:
    """Tell which municipalities' limits hold the truth over some years together."""
    chosen = [i for i, period in enumerate(cells.periods) if period.year in years]
    exposure = cells.people[chosen].sum(axis=0) / 4
    found = _against_the_rest(cells.counts[chosen].sum(axis=0), exposure, is_flow=True)
    mean = means[[YEARS.index(year) for year in years]].sum(axis=0)
    true = _against_the_rest(mean, exposure, is_flow=False)
    ratio = true.n_observed / true.n_expected
    gaps = measure_gaps(found, stage=Stage.FLOW, level=0.95)
    shrunken = shrink_ratios(found.n_observed, found.n_expected)
    assert gaps.ratio is not None
    assert gaps.crude is not None
    pairs = [(limits.lower, limits.upper) for limits in (gaps.ratio, gaps.crude)]
    pairs.append((shrunken.ratio_lower, shrunken.ratio_upper))
    return Held(*(np.asarray((low <= ratio) & (ratio <= high), dtype=float) for low, high in pairs))


def stock_signals(measure: MeasureComparison, truth: pd.DataFrame) -> pd.DataFrame:
    """Return by municipality the measured and the true log ratio, and who is named.

    Returns
    -------
    DataFrame
        ``measured``, ``true`` and ``practice`` (log ratios), ``truly_out`` (the true
        ratio itself lies outside the ordinary range) and ``named``; municipalities with
        too few expected are left out.
    """
    window, log_rate = measure.window, true_effects(truth, measure, "log_rate")
    found = _against_the_rest(window.counts, window.exposure, is_flow=False)
    gaps = measure_gaps(
        found, stage=Stage.STOCK, spread=spread_of_others(found), level=measure.level
    )
    assert gaps.ordinary is not None
    weight = np.nan_to_num(found.n_expected)
    rest = (weight @ np.exp(log_rate) - weight * np.exp(log_rate)) / (weight.sum() - weight)
    true = np.exp(log_rate) / rest
    number = true * found.n_expected
    frame = pd.DataFrame(
        {
            "measured": np.log(np.maximum(found.n_observed, 0.5) / found.n_expected),
            "true": np.log(true),
            "practice": true_effects(truth, measure, "log_practice_effect"),
            "truly_out": (number < gaps.ordinary.lower) | (number > gaps.ordinary.upper),
            "named": gaps.side != 0,
        },
        index=list(measure.cells.codes),
    )
    return frame[np.isfinite(gaps.ordinary.upper)]


def _award_rates() -> FloatArray:
    """Return awards per person at risk by sex and age, up to a factor: (2, ages)."""
    shares = along("pension_share", PENSION_AGES + 0.5) / 1000
    exits = along("pension_exit", PENSION_AGES + 0.5)
    by_age = np.maximum(np.diff(shares, prepend=0.0) + exits * shares, 0.0) / (1 - shares)
    ratio = assumed("women_to_men")["FP"]
    return np.array([[1.0], [ratio]]) * by_age


def _in_strata(by_age: FloatArray, cells: Cells) -> FloatArray:
    """Add up municipality, sex and single age to the strata of the series."""
    sums = []
    for stratum in cells.strata:
        inside = (stratum.age_from <= PENSION_AGES) & (stratum.age_to >= PENSION_AGES)
        sums.append(by_age[:, int(stratum.sex is Sex.WOMEN), inside].sum(axis=1))
    return np.array(sums)


def _against_the_rest(counts: FloatArray, exposure: FloatArray, *, is_flow: bool) -> Expected:
    n = counts.shape[-1]
    return expect(counts, exposure, focus=np.arange(n), members=rest_of_country(n), is_flow=is_flow)


def _print(name: str, years: str, held: list[Held]) -> None:
    parts = ("standardised", "crude", "shrunk")
    shares = [100 * np.mean([getattr(each, part) for each in held]) for part in parts]
    print(f"{name:>18}{years:>15}{shares[0]:11.1f}{shares[1]:8.1f}{shares[2]:10.1f}")


def _stock_row(measure: MeasureComparison, truth: pd.DataFrame) -> str:
    frame = stock_signals(measure, truth)
    out = frame["truly_out"]
    correlations = frame[["true", "practice"]].corrwith(frame["measured"])
    return (
        f"{correlations['true']:8.2f}{correlations['practice']:10.2f}{int(out.sum()):11d}"
        f"{int(frame.loc[out, 'named'].sum()):7d}{int(frame.loc[~out, 'named'].sum()):14d}"
    )


if __name__ == "__main__":
    main()
