"""How often is a municipality of ordinary practice called unusual, and an unusual one found?

Countries of the 98 municipalities' true sizes are drawn again and again with a known
spread of practice, and every municipality is judged four ways: by its own exact interval,
by the rule of FunnelPlotR, and by the predictive limits with the default dispersion and
with that of maximum likelihood. Run with ``python benchmarks/unusual.py``; README.md
beside this file shows what it printed and how to read it.
"""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.measures.between.overdispersion import likeliest_dispersion, winsorised_dispersion
from analysis.measures.between.unusual import judge_flows
from analysis.measures.counts.intervals import exact_poisson_limits
from analysis.measures.elsewhere.funnelplotr import dispersion_winsorised, square_root_of_ratio
from analysis.measures.inputs import FloatArray

SEED = 20261124
N_COUNTRIES = 120
N_PLANTED = 6
MEAN_EXPECTED = (3.0, 10.0, 40.0, 160.0)
TRUE_SDS = (0.0, 0.1, 0.2, 0.3)
RULES = ("exact", "FunnelPlotR", "winsorised", "likelihood")

MUNICIPALITIES = Path(__file__).resolve().parents[1] / "data" / "raw" / "municipalities.csv"

Flags = NDArray[np.bool_]
# Whether a municipality is called low, and whether it is called high.
Calls = tuple[Flags, Flags]


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(SEED)
    population = read_population()
    print("Flows among 98 municipalities: per cent called unusual at 95 %")
    print("    ordinary: of those of ordinary practice. found: of six with half or twice the")
    print("    awards; wrong: of those found, called so on the wrong side.\n")
    print(f"{'mean E':>7}{'true SD':>8}{'planted':>8}" + "".join(f"{rule:>22}" for rule in RULES))
    print(" " * 23 + f"{'ordinary found wrong':>22}" * len(RULES))
    for mean_expected in MEAN_EXPECTED:
        expected = mean_expected * population / population.mean()
        for true_sd in TRUE_SDS:
            for n_planted in (0, N_PLANTED):
                cells = count_calls(expected, true_sd, n_planted, rng)
                row = "".join(f"{o:10.1f}{f:6.0f}{w:6.1f}" for o, f, w in cells)
                head = f"{mean_expected:7.0f}{true_sd:8.1f}{n_planted:8d}"
                print(head + row.replace("nan", "  -"))
    print(f"\nSeed {SEED}, {time.process_time():.0f} seconds of processor time")


def read_population() -> FloatArray:
    """Return the residents from 18 to 64 of the 98 municipalities, rounded."""
    with MUNICIPALITIES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return np.array([float(row["population_18_64_2020_rounded"]) for row in rows])


def count_calls(
    expected: FloatArray, true_sd: float, n_planted: int, rng: np.random.Generator
) -> list[tuple[float, float, float]]:
    """Return per rule the per cent of ordinary called, of planted found, of found wrong."""
    ordinary, found, wrong = np.zeros((3, len(RULES)))
    for _ in range(N_COUNTRIES):
        shift = np.zeros(expected.size)
        shift[:n_planted] = np.log(2.0) * rng.choice([-1, 1], n_planted)
        rng.shuffle(shift)
        # The mean ratio is 1, as the reference rate makes it.
        practice = rng.normal(-(true_sd**2) / 2.0, true_sd, expected.size) + shift
        observed = rng.poisson(expected * np.exp(practice)).astype(float)
        reference = expected * observed.sum() / expected.sum()
        for rule, (is_low, is_high) in enumerate(judge(observed, reference)):
            is_called = is_low | is_high
            ordinary[rule] += is_called[shift == 0].sum()
            found[rule] += is_called[shift != 0].sum()
            wrong[rule] += (is_low & (shift > 0)).sum() + (is_high & (shift < 0)).sum()
    of_ordinary = N_COUNTRIES * (expected.size - n_planted)
    of_planted = N_COUNTRIES * n_planted
    return [
        (
            100 * ordinary[rule] / of_ordinary,
            100 * found[rule] / of_planted if of_planted else np.nan,
            100 * wrong[rule] / found[rule] if found[rule] else np.nan,
        )
        for rule in range(len(RULES))
    ]


def judge(observed: FloatArray, expected: FloatArray) -> list[Calls]:
    """Return who is called low and high by each rule."""
    lower, upper = exact_poisson_limits(observed)
    calls: list[Calls] = [(upper < expected, lower > expected)]
    scaled = square_root_of_ratio(observed, expected)
    tau2 = dispersion_winsorised(scaled).tau2
    reach = stats.norm.isf(0.025) * np.sqrt(scaled.standard_errors**2 + tau2)
    calls.append((scaled.values < 1.0 - reach, scaled.values > 1.0 + reach))
    for dispersion in (winsorised_dispersion, likeliest_dispersion):
        found = judge_flows(observed, expected, tau2=dispersion(observed, expected).tau2)
        calls.append((observed < found.usual_lower, observed > found.usual_upper))
    return calls


if __name__ == "__main__":
    main()
