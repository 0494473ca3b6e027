"""Do limits of shrinkage, places, trends and reforms hold as often as they say?

Countries of the 98 municipalities' true sizes and series of quarters are drawn again and
again with a known truth. Run with ``python benchmarks/shrinkage_and_time.py``; README.md
beside this file shows what it printed and how to read it.
"""

from __future__ import annotations

import csv
from pathlib import Path
from time import process_time

import numpy as np

from analysis.measures.inputs import FloatArray
from analysis.measures.over_time.control_charts import (
    expected_chance_signals,
    laney_rate_chart,
    rate_chart,
)
from analysis.measures.over_time.interruptions import Reform, fit_interrupted_series
from analysis.measures.over_time.run_rules import judge_runs
from analysis.measures.over_time.trends import log_linear_trend
from analysis.measures.shrunk.gamma_shrinkage import shrink_ratios
from analysis.measures.shrunk.rank_sets import rank_sets_of_rates

SEED = 20261124
N_COUNTRIES = 14
N_RANKED = 12
N_SERIES = 400
N_CHARTED = 40
N_QUARTERS = 32
REFORM = 20

MUNICIPALITIES = Path(__file__).resolve().parents[1] / "data" / "raw" / "municipalities.csv"
AWARDS_A_YEAR = 0.0057


def main() -> None:
    """Print the tables."""
    population, rng = read_population(), np.random.default_rng(SEED)
    print_shrinkage(population, rng)
    print_places(population, rng)
    print_series(rng)
    print_charts(population, rng)
    print(f"\nSeed {SEED}, {process_time():.0f} seconds of processor time")


def read_population() -> FloatArray:
    """Return the residents from 18 to 64 of the 98 municipalities, rounded."""
    with MUNICIPALITIES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return np.array([float(row["population_18_64_2020_rounded"]) for row in rows])


def draw_truth(sd: float, shape: str, size: int, rng: np.random.Generator) -> FloatArray:
    """Return true ratios around 1, of a gamma or a log-normal distribution."""
    if sd == 0.0:
        return np.ones(size)
    if shape == "gamma":
        return rng.gamma(sd**-2, sd**2, size)
    return np.exp(rng.normal(-(sd**2) / 2.0, sd, size))


def print_shrinkage(population: FloatArray, rng: np.random.Generator) -> None:
    """Print how often limits of shrunken ratios hold the truth, and the error saved."""
    print("(m) Shrunken ratios of awards in a year, 98 municipalities: per cent of 95 % limits")
    print("    that hold the truth, and squared error in per cent of the raw ratio's\n")
    print(f"{'truth':>10}{'SD':>6}{'E':>8}{'all':>8}{'small':>8}{'large':>8}{'error':>8}")
    for shape in ("gamma", "log-normal"):
        for sd in (0.0, 0.1, 0.2, 0.3):
            for size, factor in (("year", 1.0), ("quarter", 0.25)):
                expected = AWARDS_A_YEAR * factor * population
                is_small = expected < np.median(expected)
                held, error, raw = [], 0.0, 0.0
                for _ in range(N_COUNTRIES):
                    truth = draw_truth(sd, shape, expected.size, rng)
                    shrunk = shrink_ratios(rng.poisson(expected * truth), expected)
                    held.append((shrunk.ratio_lower <= truth) & (truth <= shrunk.ratio_upper))
                    error += float(((shrunk.ratio - truth) ** 2).sum())
                    raw += float(((shrunk.raw_ratio - truth) ** 2).sum())
                shares = 100 * np.mean(held, axis=0)
                print(
                    f"{shape:>10}{sd:6.1f}{size:>8}{shares.mean():8.1f}"
                    f"{shares[is_small].mean():8.1f}{shares[~is_small].mean():8.1f}"
                    f"{100 * error / raw:8.0f}"
                )


def print_places(population: FloatArray, rng: np.random.Generator) -> None:
    """Print how often sets of places hold the true places, and how wide they are."""
    print("\n(n) Sets of places from awards in a year, 98 municipalities: per cent of 95 % sets")
    print("    that hold the true place (one at a time), all places, and the median width\n")
    print(f"{'SD':>6}{'one':>8}{'all':>8}{'width one':>12}{'width all':>12}")
    for sd in (0.1, 0.3):
        one, together, widths = [], [], []
        for _ in range(N_RANKED):
            truth = draw_truth(sd, "log-normal", population.size, rng)
            places = 1 + np.argsort(np.argsort(-truth))
            counts = rng.poisson(AWARDS_A_YEAR * population * truth)
            sets = rank_sets_of_rates(counts, population, rng=rng, n_draws=500)
            one.append(np.mean((sets.lower_alone <= places) & (places <= sets.upper_alone)))
            is_in = (sets.lower_together <= places) & (places <= sets.upper_together)
            together.append(np.all(is_in))
            widths.append(
                [
                    np.median(sets.upper_alone - sets.lower_alone + 1),
                    np.median(sets.upper_together - sets.lower_together + 1),
                ]
            )
        width = np.mean(widths, axis=0)
        print(
            f"{sd:6.1f}{100 * np.mean(one):8.1f}{100 * np.mean(together):8.1f}"
            f"{width[0]:12.0f}{width[1]:12.0f}"
        )


def draw_quarters(mean: float, kind: str, rng: np.random.Generator) -> FloatArray:
    """Return quarterly counts without trend or reform."""
    if kind == "Poisson":
        return rng.poisson(mean, N_QUARTERS)
    if kind == "uneven":
        # Twice the variance of a Poisson count.
        return rng.negative_binomial(mean, 0.5, N_QUARTERS)
    levels = np.empty(N_QUARTERS)
    level = rng.normal()
    for quarter in range(N_QUARTERS):
        level = 0.4 * level + np.sqrt(1 - 0.4**2) * rng.normal()
        levels[quarter] = level
    return rng.poisson(mean * np.exp(levels / np.sqrt(mean) - 0.5 / mean))


def print_series(rng: np.random.Generator) -> None:
    """Print how often a trend, a shift and an excess of nothing are called something."""
    print("\n(o) 32 quarters in which nothing happens: per cent of 95 % limits that leave out 0")
    print("    5 is meant. Poisson and quasi: the trend's limits with those errors alone\n")
    print(
        f"{'mean':>6}{'quarters':>10}{'Poisson':>9}{'quasi':>8}{'trend':>8}{'shift':>8}"
        f"{'excess':>8}"
    )
    time = np.arange(N_QUARTERS)
    for mean in (5.0, 20.0, 100.0):
        for kind in ("Poisson", "uneven", "alike"):
            flags = []
            for _ in range(N_SERIES):
                counts = draw_quarters(mean, kind, rng)
                trend = log_linear_trend(counts, 1e4, time / 4)
                series = fit_interrupted_series(
                    counts, 1e4, time, reforms=[Reform("none", REFORM)], rng=rng
                )
                effect = series.effects[0]
                flags.append(
                    [
                        abs(trend.slope) > 2.042 * trend.se_poisson,
                        abs(trend.slope) > 2.042 * trend.se_quasi,
                        not trend.percent_lower <= 0 <= trend.percent_upper,
                        not effect.ratio_lower <= 1 <= effect.ratio_upper,
                        not series.excess_lower <= 0 <= series.excess_upper,
                    ]
                )
            shares = 100 * np.mean(flags, axis=0)
            print(f"{mean:6.0f}{kind:>10}" + "{:9.1f}{:8.1f}{:8.1f}{:8.1f}{:8.1f}".format(*shares))


def print_charts(population: FloatArray, rng: np.random.Generator) -> None:
    """Print how many of 98 charts signal though nothing happens."""
    print("\n(p) Signals by chance over 98 charts of 32 quarters in which nothing happens:")
    n_stated = expected_chance_signals(population.size, N_QUARTERS)
    print(f"    quarters outside, {n_stated:.1f} stated, and charts with a signal of runs\n")
    print(f"{'quarters':>10}{'u':>8}{'u prime':>10}{'runs':>8}")
    for kind in ("Poisson", "uneven", "alike"):
        signals = np.zeros(3)
        for _ in range(N_CHARTED):
            for residents in population:
                counts = draw_quarters(AWARDS_A_YEAR / 4 * residents, kind, rng)
                if counts.sum() == 0:
                    continue
                chart = rate_chart(counts, residents)
                median = float(np.median(chart.values))
                signals += [
                    chart.is_outside.sum(),
                    laney_rate_chart(counts, residents).is_outside.sum(),
                    np.unique(chart.values).size > 1
                    and judge_runs(chart.values, center=median).is_signal,
                ]
        signals /= N_CHARTED
        print(f"{kind:>10}" + "{:8.1f}{:10.1f}{:8.1f}".format(*signals))


if __name__ == "__main__":
    main()
