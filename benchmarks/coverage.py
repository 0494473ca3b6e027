"""How often do the limits hold what they are meant to hold?

Data are drawn again and again from a known truth, and the share of draws in which the
limits hold it is counted. Run with ``python benchmarks/coverage.py``; README.md beside
this file shows what it printed and how to read it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy import stats

from analysis.measures.counts.intervals import (
    byar_limits,
    exact_poisson_limits,
    jeffreys_poisson_limits,
    midp_poisson_limits,
    score_poisson_limits,
)
from analysis.measures.inputs import FloatArray, Numbers
from analysis.measures.standardised.ratios import (
    ratio_to_estimated_expected,
    ratio_to_estimated_expected_midp,
    ratio_to_known_expected,
)
from analysis.measures.standardised.standardisation import expectation

SEED = 20261121
N_DRAWS = 5_000

# Events by stratum, in the focus and in the reference: rates that rise twentyfold with
# age, as they do for førtidspension, in a young and in an older population.
YOUNGER = (
    [0.24, 0.40, 0.60, 0.90, 1.32, 1.80] * 2,
    [0.14, 0.27, 0.53, 1.02, 1.98, 4.00] * 2,
)
LOPSIDED = ([0.5, 0.3, 0.2], [0.05, 0.15, 0.80])

Limits = Callable[..., tuple[Numbers, Numbers]]


def main() -> None:
    """Print the two tables."""
    rng = np.random.default_rng(SEED)
    print_poisson_coverage()
    print_ratio_coverage(rng)
    print(f"\nSeed {SEED}, {time.process_time():.0f} seconds of processor time")


def print_poisson_coverage() -> None:
    """Print the coverage of one Poisson mean, summed over all counts and not simulated."""
    methods: dict[str, Limits] = {
        "exact": exact_poisson_limits,
        "mid-p": midp_poisson_limits,
        "Jeffreys": jeffreys_poisson_limits,
        "score": score_poisson_limits,
        "Byar": byar_limits,
    }
    means = (0.3, 0.5, 1.0, 3.0, 10.0, 30.0)
    grid = np.arange(0.3, 30.0005, 0.01)
    print("(a) One Poisson mean: per cent of counts whose 95 % limits hold the mean\n")
    print(f"{'mean':>10}" + "".join(f"{mean:>8g}" for mean in means) + "     lowest  average")
    for name, method in methods.items():
        shares, over_grid = (
            poisson_coverage(np.array(means), method),
            poisson_coverage(grid, method),
        )
        print(
            f"{name:>10}"
            + "".join(f"{share:8.1f}" for share in shares)
            + f"{over_grid.min():11.1f}{over_grid.mean():9.1f}"
        )


def poisson_coverage(means: FloatArray, method: Limits) -> FloatArray:
    """Return the probability, in per cent, that the limits of a count hold each mean."""
    counts = np.arange(120)
    lower, upper = method(counts)
    holds = (np.nan_to_num(lower) <= means[:, None]) & (means[:, None] <= upper)
    return np.asarray(100 * (stats.poisson.pmf(counts, means[:, None]) * holds).sum(axis=1))


def print_ratio_coverage(rng: np.random.Generator) -> None:
    """Print the coverage of the standardised ratio, with and without its uncertainty."""
    print("\n(b) Standardised ratio: per cent of draws whose 95 % limits hold the true ratio")
    for title, mix in (
        ("Twelve strata, the focus younger than its reference", YOUNGER),
        ("Half of the expected events in a stratum with 5 % of the reference's", LOPSIDED),
    ):
        print(f"\n    {title}.\n")
        print(
            f"{'expected':>9}{'reference':>10}{'ratio':>7}{'uncertain':>11}{'mid-p':>7}{'known':>7}"
            f"{'too low':>9}{'too high':>9}{'step':>7}"
        )
        for n_expected in (5.0, 20.0, 300.0):
            for n_reference in (10.0, 40.0, 200.0, 2_000.0):
                for ratio in (0.7, 1.5):
                    shares = ratio_coverage(mix, n_expected, n_reference, ratio, rng)
                    print(
                        f"{n_expected:9.0f}{n_reference:10.0f}{ratio:7.1f}"
                        "{:11.1f}{:7.1f}{:7.1f}{:9.1f}{:9.1f}{:7.3f}".format(*shares)
                    )


def ratio_coverage(
    mix: tuple[list[float], list[float]],
    n_expected: float,
    n_reference: float,
    ratio: float,
    rng: np.random.Generator,
) -> list[float]:
    """Return per cent covered by three methods, the misses of the first, and its step.

    `mix` gives the shares of the events by stratum, in the focus at the reference's
    practice and in the reference; `n_expected` and `n_reference` are their sums, and
    `ratio` is the true practice of the focus.
    """
    focus_means, reference_means = (
        np.array(shares) / sum(shares) * total
        for shares, total in zip(mix, (n_expected, n_reference), strict=True)
    )
    # With person-years equal to the mean events every rate is 1: only weights matter.
    observed = rng.poisson(ratio * focus_means.sum(), N_DRAWS)
    drawn = rng.poisson(reference_means, (N_DRAWS, reference_means.size))
    predicted = expectation(focus_means, drawn, reference_means)
    usable = np.asarray(predicted.n_expected) > 0
    numbers = observed[usable], predicted.n_expected[usable], predicted.n_reference[usable]
    results = (
        ratio_to_estimated_expected(*numbers),
        ratio_to_estimated_expected_midp(*numbers),
        ratio_to_known_expected(*numbers[:2]),
    )
    too_low = [100 * float(np.mean(r.ratio_upper < ratio)) for r in results]
    too_high = [100 * float(np.mean(r.ratio_lower > ratio)) for r in results]
    held = [100 - low - high for low, high in zip(too_low, too_high, strict=True)]
    return [*held, too_low[0], too_high[0], float(np.median(predicted.largest_step[usable]))]


if __name__ == "__main__":
    main()
