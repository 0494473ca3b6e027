"""How often do limits of observed minus expected events hold the true difference?

The expected number rests on a reference that is drawn anew each time. The joined limits of
`difference_to_estimated_expected` are set beside the limits of the ratio, less 1 and times
the expected number, which are the excess of a `StandardisedRatio`. Run with
``python benchmarks/differences.py``; README.md beside this file shows what it printed.
"""

from __future__ import annotations

import time

import numpy as np

from analysis.measures.inputs import Numbers
from analysis.measures.standardised.differences import difference_to_estimated_expected
from analysis.measures.standardised.ratios import ratio_to_estimated_expected
from analysis.measures.standardised.standardisation import expectation

SEED = 20261125
N_DRAWS = 20_000
RATIOS = (0.4, 0.66, 1.0, 1.5)
# True expected number in the focus, and mean number of events in the reference.
SIZES = ((1_556.0, 3_000.0), (100.0, 60.0), (20.0, 40.0), (8.0, 200.0))
# Shares of the events by stratum: in the focus at the reference's practice, in the reference.
Mix = tuple[list[float], list[float]]
ALIKE: Mix = ([1.0], [1.0])
LOPSIDED: Mix = ([0.5, 0.5], [0.05, 0.95])

# Per cent of draws: held, limits wholly under the truth, limits wholly over it.
Shares = tuple[float, float, float]


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(SEED)
    print("Observed minus expected: per cent of draws whose 95 % limits hold the truth")
    for title, mix in (
        ("One stratum", ALIKE),
        ("Half of the expected events in a stratum with 5 % of the reference's", LOPSIDED),
    ):
        print(f"\n    {title}.\n\n{'':>25}{'MOVER':>27}{'excess of the ratio':>27}")
        columns = f"{'held':>9}{'too low':>9}{'too high':>9}"
        print(f"{'expected':>9}{'reference':>10}{'O/E':>6}" + columns * 2)
        for n_expected, n_reference in SIZES:
            for ratio in RATIOS:
                joined, scaled = difference_coverage(mix, n_expected, n_reference, ratio, rng)
                cells = "".join(f"{share:9.1f}" for share in (*joined, *scaled))
                print(f"{n_expected:9.0f}{n_reference:10.0f}{ratio:6.2f}" + cells)
    print(f"\nSeed {SEED}, {time.process_time():.0f} seconds of processor time")


def difference_coverage(
    mix: Mix, n_expected: float, n_reference: float, ratio: float, rng: np.random.Generator
) -> tuple[Shares, Shares]:
    """Return what became of the joined limits and of those scaled from the ratio."""
    focus_means, reference_means = (
        np.array(shares) * total
        for shares, total in zip(mix, (n_expected, n_reference), strict=True)
    )
    # With person-years equal to the mean events every rate is 1: only weights matter.
    observed = rng.poisson(ratio * n_expected, N_DRAWS)
    drawn = rng.poisson(reference_means, (N_DRAWS, reference_means.size))
    predicted = expectation(focus_means, drawn, reference_means)
    numbers = observed, predicted.n_expected, predicted.n_reference
    truth = (ratio - 1.0) * n_expected
    joined = difference_to_estimated_expected(*numbers)
    scaled = ratio_to_estimated_expected(*numbers)
    return (
        _shares(joined.difference_lower, joined.difference_upper, truth),
        _shares(scaled.excess_lower, scaled.excess_upper, truth),
    )


def _shares(lower: Numbers, upper: Numbers, truth: float) -> Shares:
    too_low, too_high = 100 * float(np.mean(upper < truth)), 100 * float(np.mean(lower > truth))
    return 100 - too_low - too_high, too_low, too_high


if __name__ == "__main__":
    main()
