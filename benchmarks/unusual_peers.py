"""Against a few peers, how often is ordinary practice called unusual?

The level of five peers is not the level of the country: they are a draw from the same
variation of practice as the municipality that is held against them. Awards of countries
of the 98 municipalities' true sizes are drawn again and again, every municipality is held
against five others drawn at random, and is judged by the limits of page one, beside the same
rule without the peers' part of the variation. Run with ``python benchmarks/unusual_peers.py``;
README.md beside this file shows what it printed and how to read it.
"""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.comparison.gap_limits import tau2_of_others, variance_of_practice
from analysis.comparison.references import expect, rest_of_country
from analysis.measures.between.gamma_poisson import at_most
from analysis.measures.inputs import FloatArray

SEED = 20261126
N_COUNTRIES = 80
N_PLANTED, N_PEERS = 6, 5
MEAN_EXPECTED = (10.0, 40.0, 160.0)
TRUE_SDS = (0.0, 0.1, 0.2, 0.3)
PLANTED = ("none", "also peers", "never peers")
# Awards per resident from 18 to 64 and year.
RATE = 0.0057

MUNICIPALITIES = Path(__file__).resolve().parents[1] / "data" / "raw" / "municipalities.csv"

Flags = NDArray[np.bool_]


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(SEED)
    population = read_population()
    print("Awards against five peers drawn at random: per cent called unusual at 95 %")
    print("    ordinary: of those of ordinary practice. found: of six with half or twice the")
    print("    awards; wrong: of those found, called so on the wrong side.\n")
    head = "".join(f"{rule:>22}" for rule in ("page one", "without the peers'"))
    print(f"{'mean E':>7}{'true SD':>8}{'planted':>13}" + head)
    print(" " * 28 + f"{'ordinary found wrong':>22}" * 2)
    for mean_expected in MEAN_EXPECTED:
        for true_sd in TRUE_SDS:
            for planted in PLANTED:
                rates = count_calls(population, mean_expected, true_sd, planted, rng)
                row = "".join(f"{o:10.1f}{f:6.0f}{w:6.1f}" for o, f, w in rates)
                label = f"{mean_expected:7.0f}{true_sd:8.1f}{planted:>13}"
                print(label + row.replace("nan", "  -"))
    print(f"\nSeed {SEED}, {time.process_time():.0f} seconds of processor time")


def read_population() -> FloatArray:
    """Return the residents from 18 to 64 of the 98 municipalities, rounded."""
    with MUNICIPALITIES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return np.array([float(row["population_18_64_2020_rounded"]) for row in rows])


def count_calls(
    population: FloatArray,
    mean_expected: float,
    true_sd: float,
    planted: str,
    rng: np.random.Generator,
) -> list[tuple[float, float, float]]:
    """Return per rule the per cent of ordinary called, of planted found, of found wrong."""
    n = population.size
    exposure = population * mean_expected / (RATE * population.mean())
    sums = np.zeros((2, 3))
    n_ordinary = n_planted = 0
    for _ in range(N_COUNTRIES):
        shift = np.zeros(n)
        if planted != "none":
            shift[:N_PLANTED] = np.log(2.0) * rng.choice([-1, 1], N_PLANTED)
            rng.shuffle(shift)
        practice = rng.normal(-(true_sd**2) / 2.0, true_sd, n) + shift
        counts = rng.poisson(RATE * exposure * np.exp(practice)).astype(float)
        may_be_peer = shift == 0 if planted == "never peers" else np.ones(n, dtype=bool)
        members = draw_peers(may_be_peer, rng)
        for rule, (is_low, is_high) in enumerate(judge(counts, exposure, members)):
            is_called = is_low | is_high
            wrong = (is_low & (shift > 0)).sum() + (is_high & (shift < 0)).sum()
            sums[rule] += is_called[shift == 0].sum(), is_called[shift != 0].sum(), wrong
        n_ordinary += int((shift == 0).sum())
        n_planted += int((shift != 0).sum())
    return [
        (
            100 * ordinary / n_ordinary,
            100 * found / n_planted if n_planted else np.nan,
            100 * wrong / found if found else np.nan,
        )
        for ordinary, found, wrong in sums
    ]


def draw_peers(may_be_peer: Flags, rng: np.random.Generator) -> Flags:
    """Return for each municipality the peers that it is held against, one row each."""
    n = may_be_peer.size
    members = np.zeros((n, n), dtype=bool)
    for focus in range(n):
        others = np.flatnonzero(may_be_peer & (np.arange(n) != focus))
        members[focus, rng.choice(others, N_PEERS, replace=False)] = True
    return members


def judge(counts: FloatArray, exposure: FloatArray, members: Flags) -> list[tuple[Flags, Flags]]:
    """Return who is called low and high by page one, and without the peers' variation."""
    focus = np.arange(counts.size)
    series = counts[np.newaxis, :], exposure[np.newaxis, :]
    rest = expect(*series, focus=focus, members=rest_of_country(counts.size), is_flow=True)
    tau2 = tau2_of_others(rest)
    expected = expect(*series, focus=focus, members=members, is_flow=True)
    calls = []
    for variance in (variance_of_practice(expected, tau2), tau2):
        total = variance + 1.0 / expected.n_reference
        # Half of a count's own probability belongs to either tail, as in `usual_limits`,
        # whose limits are passed exactly where this is under 2.5 % or over 97.5 %.
        under = at_most(counts, expected.n_expected, total)
        under = (under + at_most(counts - 1.0, expected.n_expected, total)) / 2.0
        calls.append((under < 0.025, under > 0.975))
    return calls


if __name__ == "__main__":
    main()
