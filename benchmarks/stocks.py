"""How often is an ordinary stock called unusual, in small municipalities and in large?

Countries of the 98 municipalities' true sizes are drawn again and again with a known
spread of practice, and each municipality is judged as a report judges it. Run with
``python benchmarks/stocks.py``; README.md beside this file shows what it printed and how
to read it.
"""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.measures.between.ordinary_range import predictive_limits
from analysis.measures.between.spread import Spread, log_spread
from analysis.measures.inputs import FloatArray

SEED = 20261122
N_COUNTRIES = 200
N_PEERS = 5
N_PLANTED = 6
FOCUSES_PER_BAND = 10

MUNICIPALITIES = Path(__file__).resolve().parents[1] / "data" / "raw" / "municipalities.csv"
# Recipients per resident: about sygedagpenge, and about revalidering.
BENEFITS = {"common": 0.015, "rare": 0.001}
# Expected recipients at the country's share.
BANDS = {"small": (10.0, 30.0), "middle": (30.0, 500.0), "large": (500.0, np.inf)}

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


def main() -> None:
    """Print the two tables."""
    print_chance_alone()
    print_spread_coverage(np.random.default_rng(SEED))
    print(f"\nSeed {SEED}, {time.process_time():.0f} seconds of processor time")


def print_chance_alone() -> None:
    """Print what lies outside where chance is all, summed over counts and not simulated."""
    alike = Spread(center=0.0, sd=0.0, n=97, minimum_expected=0.0)
    print("(c) Municipalities that differ by chance alone: per cent under and over the limits\n")
    print(f"{'expected':>10}{'95 %: under':>14}{'over':>7}{'99.8 %: under':>16}{'over':>7}")
    bands = [(5.0, 10.0), (10.0, 30.0), (30.0, 100.0), (100.0, 500.0)]
    for start, end in bands:
        means = np.linspace(start, end, 2_001)
        shares = []
        for level in (0.95, 0.998):
            lower, upper = predictive_limits(means, alike, n_peers=5, level=level)
            under = stats.poisson.cdf(np.ceil(lower) - 1, means)
            over = stats.poisson.sf(np.floor(upper), means)
            shares += [100 * under.mean(), 100 * over.mean()]
        print(f"{f'{start:.0f}-{end:.0f}':>10}" + "{:14.1f}{:7.1f}{:16.2f}{:7.2f}".format(*shares))


def print_spread_coverage(rng: np.random.Generator) -> None:
    """Print how many ordinary municipalities lie outside the usual stocks."""
    population = read_population()
    print("\n(d) Stocks among 98 municipalities of true sizes: per cent outside the 95 % limits")
    print("    5 is meant for ordinary ones. Planted: six with half or twice the stock.\n")
    print(
        f"{'benefit':>8}{'true SD':>9}{'planted':>13}{'small':>8}{'middle':>8}{'large':>7}"
        f"{'planted':>9}{'SD seen':>9}"
    )
    for benefit, share in BENEFITS.items():
        for true_sd in (0.0, 0.1, 0.2, 0.3):
            for planted in ("none", "also peers", "never peers"):
                shares = spread_coverage(population, share, true_sd, planted, rng)
                print(
                    f"{benefit:>8}{true_sd:9.1f}{planted:>13}"
                    "{:8.1f}{:8.1f}{:7.1f}{:9.1f}{:9.3f}".format(*shares).replace("nan", "  -")
                )


def read_population() -> FloatArray:
    """Return the residents from 18 to 64 of the 98 municipalities, rounded."""
    with MUNICIPALITIES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return np.array([float(row["population_18_64_2020_rounded"]) for row in rows])


def spread_coverage(
    population: FloatArray, share: float, true_sd: float, planted: str, rng: np.random.Generator
) -> list[float]:
    """Return per cent outside (small, middle, large, planted) and the median SD measured."""
    bands = [np.flatnonzero(_is_between(share * population, *band)) for band in BANDS.values()]
    outside: list[list[bool]] = [[] for _ in range(len(bands) + 1)]
    measured = []
    for _ in range(N_COUNTRIES):
        is_planted = np.zeros(population.size, dtype=bool)
        if planted != "none":
            is_planted[rng.choice(population.size, N_PLANTED, replace=False)] = True
        recipients = draw_recipients(population, share, true_sd, is_planted, rng)
        excluded = is_planted if planted == "never peers" else np.zeros_like(is_planted)
        ordinary = [band[~is_planted[band]] for band in bands]
        chosen = [rng.permutation(band)[:FOCUSES_PER_BAND] for band in ordinary]
        for group, focuses in enumerate([*chosen, np.flatnonzero(is_planted)]):
            for focus in focuses:
                answer = judge(int(focus), recipients, population, ~excluded, rng)
                if answer is not None:
                    outside[group].append(answer[0])
                    measured.append(answer[1])
    shares = [100 * float(np.mean(group)) if group else np.nan for group in outside]
    return [*shares, float(np.median(measured))]


def draw_recipients(
    population: FloatArray,
    share: float,
    true_sd: float,
    is_planted: Flags,
    rng: np.random.Generator,
) -> Places:
    """Return recipients at one date, where practice differs and the planted are apart."""
    practice = rng.normal(0.0, true_sd, population.size)
    practice += np.where(is_planted, np.log(2.0) * rng.choice([-1, 1], population.size), 0.0)
    return rng.poisson(share * population * np.exp(practice))


def judge(
    focus: int,
    recipients: Places,
    population: FloatArray,
    may_be_peer: Flags,
    rng: np.random.Generator,
) -> tuple[bool, float] | None:
    """Tell whether the focus is outside what is usual, and the spread; None if too small."""
    rest = (recipients.sum() - recipients) / (population.sum() - population)
    from_rest = population * rest
    is_other = np.arange(population.size) != focus
    spread = log_spread(recipients[is_other], from_rest[is_other])
    peers = rng.choice(np.flatnonzero(is_other & may_be_peer), N_PEERS, replace=False)
    of_peers, residents = recipients[peers].sum(), population[peers]
    lower, upper = predictive_limits(
        population[focus] * of_peers / residents.sum(),
        spread,
        n_peers=float(residents.sum() ** 2 / (residents**2).sum()),
        reference_recipients=of_peers,
    )
    if np.isnan(lower):
        return None
    return not lower <= recipients[focus] <= upper, spread.sd


def _is_between(values: FloatArray, start: float, end: float) -> Flags:
    return (values >= start) & (values < end)


if __name__ == "__main__":
    main()
