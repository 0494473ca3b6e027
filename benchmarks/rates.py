"""How often do limits of a standardised rate, and of two rates, hold the truth?

Parts (e), (f) and (g); the others are in ``coverage.py`` and ``stocks.py``. Run with
``python benchmarks/rates.py``; README.md beside this file shows what it printed and how
to read it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from scipy import stats

from analysis.measures.counts.two_rate_limits import (
    rate_difference,
    recovered_ratio_limits,
    score_rate_difference,
    score_ratio_limits,
)
from analysis.measures.counts.two_rate_tests import (
    RateTest,
    e_test,
    exact_rate_test,
    midp_rate_test,
)
from analysis.measures.counts.two_rates import compare_two_rates, compare_two_rates_midp
from analysis.measures.elsewhere.compatibility_rates import wald_ratio_limits
from analysis.measures.inputs import FloatArray, Numbers
from analysis.measures.standardised.direct_limits import (
    DirectRate,
    dobson_rate,
    fay_feuer_rate,
    fay_kim_rate,
    tiwari_rate,
)
from analysis.measures.standardised.direct_standardisation import weighted_sum
from analysis.measures.standardised.ratios import (
    ratio_to_estimated_expected,
    ratio_to_sparse_expected,
)
from analysis.measures.standardised.standardisation import expectation

SEED = 20261123
N_DRAWS = 5_000

# Events by stratum here, and by how much one event moves the rate: as many person-years
# as in the standard, and a municipality whose oldest stratum is nearly empty.
LIKE_STANDARD = ([0.14, 0.27, 0.53, 1.02, 1.98, 4.0] * 2, [1.0] * 12)
FEW_OLD = ([0.14, 0.27, 0.53, 1.02, 1.98, 0.4] * 2, [0.8, 0.8, 0.9, 1.0, 1.2, 8.0] * 2)

# As in coverage.py: events by stratum in the focus and in its reference.
YOUNGER = (
    [0.24, 0.40, 0.60, 0.90, 1.32, 1.80] * 2,
    [0.14, 0.27, 0.53, 1.02, 1.98, 4.00] * 2,
)
LOPSIDED = ([0.5, 0.3, 0.2], [0.05, 0.15, 0.80])

DIRECT: dict[str, Callable[..., DirectRate]] = {
    "Fay-Feuer": fay_feuer_rate,
    "Fay-Kim": fay_kim_rate,
    "Tiwari": tiwari_rate,
    "Dobson": dobson_rate,
}


def main() -> None:
    """Print the three tables."""
    rng = np.random.default_rng(SEED)
    print_direct_coverage(rng)
    print_sparse_coverage(rng)
    print_two_rates()
    print(f"\nSeed {SEED}, {time.process_time():.0f} seconds of processor time")


def print_direct_coverage(rng: np.random.Generator) -> None:
    """Print coverage and median width of the limits of a directly standardised rate."""
    print("(e) Directly standardised rate: per cent of draws whose 95 % limits hold it")
    print("    In brackets the median width, Fay-Kim = 1.")
    for title, (mix, steps) in (
        ("Twelve strata, people as in the standard", LIKE_STANDARD),
        ("Twelve strata, an eighth of the standard's people in the oldest", FEW_OLD),
    ):
        print(f"\n    {title}.\n")
        print(f"{'events':>8}" + "".join(f"{name:>16}" for name in DIRECT) + f"{'step':>8}")
        for n_events in (3.0, 10.0, 30.0, 100.0, 1_000.0):
            means = np.array(mix) / sum(mix) * n_events
            drawn = rng.poisson(means, (N_DRAWS, means.size))
            # Equal weights, so that the person-years alone set the steps.
            total = weighted_sum(drawn, 1.0 / np.array(steps), np.ones(means.size))
            truth = float((np.array(steps) * means).mean())
            results = [method(total, per=1.0) for method in DIRECT.values()]
            widths = [np.nanmedian(r.rate_upper - r.rate_lower) for r in results]
            cells = [
                f"{held(r.rate_lower, r.rate_upper, truth):9.1f} ({width / widths[1]:.2f})"
                for r, width in zip(results, widths, strict=True)
            ]
            step = np.nanmedian(total.largest_step)
            print(f"{n_events:8.0f}" + "".join(f"{cell:>16}" for cell in cells) + f"{step:8.3f}")


def print_sparse_coverage(rng: np.random.Generator) -> None:
    """Print coverage of the standardised ratio with and without one more event."""
    print("\n(f) Standardised ratio: per cent of draws whose 95 % limits hold the true ratio")
    print("    default: ratio_to_estimated_expected; sparse: ratio_to_sparse_expected, and its")
    print("    median width on the log scale over that of the default.")
    for title, mix in (
        ("Twelve strata, the focus younger than its reference", YOUNGER),
        ("Half of the expected events in a stratum with 5 % of the reference's", LOPSIDED),
    ):
        print(f"\n    {title}.\n")
        print(
            f"{'expected':>9}{'reference':>10}{'ratio':>7}{'default':>9}{'sparse':>8}"
            f"{'too low':>9}{'too high':>9}{'wider':>7}{'step':>7}"
        )
        for n_expected in (5.0, 20.0, 300.0):
            for n_reference in (10.0, 40.0, 200.0, 2_000.0):
                for ratio in (0.7, 1.5):
                    cells = sparse_coverage(mix, n_expected, n_reference, ratio, rng)
                    print(
                        f"{n_expected:9.0f}{n_reference:10.0f}{ratio:7.1f}"
                        "{:9.1f}{:8.1f}{:9.1f}{:9.1f}{:7.2f}{:7.3f}".format(*cells)
                    )


def sparse_coverage(
    mix: tuple[list[float], list[float]],
    n_expected: float,
    n_reference: float,
    ratio: float,
    rng: np.random.Generator,
) -> list[float]:
    """Return coverage of both, misses and relative width of the sparse one, and the step."""
    focus_means, reference_means = (
        np.array(shares) / sum(shares) * total
        for shares, total in zip(mix, (n_expected, n_reference), strict=True)
    )
    observed = rng.poisson(ratio * focus_means.sum(), N_DRAWS)
    drawn = rng.poisson(reference_means, (N_DRAWS, reference_means.size))
    predicted = expectation(focus_means, drawn, reference_means)
    usable = np.asarray(predicted.n_expected) > 0
    numbers = observed[usable], predicted.n_expected[usable], predicted.n_reference[usable]
    default = ratio_to_estimated_expected(*numbers)
    sparse = ratio_to_sparse_expected(*numbers, predicted.largest_step[usable])
    some = observed[usable] > 0
    widths = [np.log(r.ratio_upper[some]) - np.log(r.ratio_lower[some]) for r in (sparse, default)]
    return [
        held(default.ratio_lower, default.ratio_upper, ratio),
        held(sparse.ratio_lower, sparse.ratio_upper, ratio),
        100 * float(np.mean(sparse.ratio_upper < ratio)),
        100 * float(np.mean(sparse.ratio_lower > ratio)),
        float(np.median(widths[0] / widths[1])),
        float(np.median(predicted.largest_step[usable])),
    ]


def print_two_rates() -> None:
    """Print coverage and error rates of two rates, summed over all counts."""
    pairs = ((0.5, 0.5), (1.0, 4.0), (3.0, 3.0), (3.0, 12.0), (10.0, 10.0), (10.0, 100.0))
    print("\n(g) Two rates: per cent of counts whose 95 % limits hold the truth")
    print("    Columns: the means of the two counts. Person-years are as the means, so the")
    print("    ratio is 1 and the difference 0.\n")
    print(f"{'means':>22}" + "".join(f"{f'{a:g}, {b:g}':>10}" for a, b in pairs))
    for name, limits, truth in two_rate_methods():
        shares = [two_rate_coverage(limits, pair, truth) for pair in pairs]
        print(f"{name:>22}" + "".join(f"{share:10.1f}" for share in shares))
    print("\n    Per cent of counts with a two-sided p value below 5 %\n")
    for name, test in (("exact", exact_rate_test), ("mid-p", midp_rate_test), ("E-test", e_test)):
        cells = [two_rate_errors(test, pair) for pair in pairs]
        print(f"{name:>22}" + "".join(f"{cell:10.1f}" for cell in cells))


def two_rate_methods() -> list[tuple[str, Callable[..., tuple[Numbers, Numbers]], float]]:
    """Return name, limits and true value of each method."""

    def of_result(compare: Callable[..., object], kind: str) -> Callable[..., tuple]:
        def limits(*counts: FloatArray) -> tuple:
            result = compare(*counts)
            return getattr(result, f"{kind}_lower"), getattr(result, f"{kind}_upper")

        return limits

    return [
        ("ratio, exact", of_result(compare_two_rates, "ratio"), 1.0),
        ("ratio, mid-p", of_result(compare_two_rates_midp, "ratio"), 1.0),
        ("ratio, MOVER", recovered_ratio_limits, 1.0),
        ("ratio, score", score_ratio_limits, 1.0),
        ("ratio, Wald", wald_ratio_limits, 1.0),
        ("difference, MOVER", of_result(rate_difference, "difference"), 0.0),
        ("difference, score", of_result(score_rate_difference, "difference"), 0.0),
    ]


def two_rate_coverage(
    limits: Callable[..., tuple[Numbers, Numbers]], means: tuple[float, float], truth: float
) -> float:
    """Return the probability, in per cent, that the limits hold the truth."""
    first, second, chance = count_pairs(means)
    lower, upper = limits(first, np.full(first.shape, means[0]), second, means[1])
    # Missing limits (Wald with a count of 0) hold nothing.
    return 100 * float(chance[(lower <= truth) & (truth <= upper)].sum())


def two_rate_errors(test: Callable[..., RateTest], means: tuple[float, float]) -> float:
    """Return the probability, in per cent, of a p value below 5 % at equal rates."""
    first, second, chance = count_pairs(means)
    # Counts that hardly happen would only take time.
    likely = chance > 1e-7
    result = test(first[likely], means[0], second[likely], means[1])
    return 100 * float(chance[likely][result.p_value < 0.05].sum())


def count_pairs(means: tuple[float, float]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return all pairs of counts that can happen, and how probable each is."""
    axes = [np.arange(stats.poisson.ppf(1 - 1e-10, mean) + 1) for mean in means]
    first, second = (grid.ravel() for grid in np.meshgrid(*axes, indexing="ij"))
    chance = stats.poisson.pmf(first, means[0]) * stats.poisson.pmf(second, means[1])
    return first, second, chance


def held(lower: Numbers, upper: Numbers, truth: float) -> float:
    """Return per cent of the limits that hold the truth; a missing limit holds nothing."""
    return 100 * float(np.mean((np.asarray(lower) <= truth) & (truth <= np.asarray(upper))))


if __name__ == "__main__":
    main()
