"""How often does the interval of a case review hold the true number of people?

Stratified samples are drawn again and again from populations whose number of people with
an outcome is known, and the share of samples whose interval holds it is counted, beside the
mean width. Run with ``python benchmarks/review_intervals.py``; README.md beside this file
shows what it printed and how to read it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from analysis.estimation.count_rule import limit_counts
from analysis.estimation.posterior import pooled_posterior
from analysis.estimation.rare import gamma_limits
from analysis.estimation.share_limits import (
    FloatArray,
    beta_limits,
    capped_limits,
    logit_limits,
    wald_limits,
)

SEED = 20261122
N_DRAWS = 2_000
# The posterior is computed draw by draw, some of them hundreds of times slower than a rule.
N_POSTERIOR = {"small": 200, "large": 40}

# People and cases by stratum: a small municipality, and one of 17,650 recipients.
STRATA = {
    "small": ([520, 310, 170, 75, 150, 45], [36, 34, 30, 24, 16, 20]),
    "large": (
        [1_900, 2_600, 2_300, 1_650, 1_500, 1_450, 900, 450, 3_300, 1_600],
        [15, 20, 20, 18, 12, 13, 12, 10, 24, 16],
    ),
}
Limits = tuple[FloatArray, FloatArray]


@dataclass(frozen=True)
class Scenario:
    """A population: its strata, and the people with the outcome in each."""

    name: str
    strata: str
    people: tuple[int, ...]


SCENARIOS = (
    Scenario("common, 27 %", "small", (96, 92, 68, 38, 28, 15)),
    Scenario("10 %", "small", (36, 34, 24, 16, 12, 5)),
    Scenario("6 %", "small", (13, 18, 21, 17, 6, 4)),
    Scenario("2 %", "small", (11, 6, 4, 3, 3, 1)),
    Scenario("6 people, one big stratum", "small", (6, 0, 0, 0, 0, 0)),
    Scenario("14 people, small strata only", "small", (0, 0, 0, 8, 0, 6)),
    Scenario("30 people, heaviest stratum", "small", (30, 0, 0, 0, 0, 0)),
    Scenario("45 people, heaviest stratum", "small", (45, 0, 0, 0, 0, 0)),
    Scenario("70 people, heaviest stratum", "small", (70, 0, 0, 0, 0, 0)),
    Scenario("95 %, the rest heaviest", "small", (460, 310, 170, 75, 150, 45)),
    Scenario("large, 14 %", "large", (80, 260, 420, 560, 60, 150, 210, 200, 180, 400)),
    Scenario("large, 6 %", "large", (20, 90, 160, 270, 20, 60, 90, 100, 60, 190)),
    Scenario("large, 2 %", "large", (25, 45, 60, 60, 15, 20, 15, 15, 40, 35)),
    Scenario("large, heaviest stratum only", "large", (0, 0, 0, 0, 0, 0, 0, 0, 900, 0)),
)


def main() -> None:
    """Print coverage and width of each method in each population."""
    rng = np.random.default_rng(SEED)
    print("Per cent of samples whose 95 % limits hold the true number; mean width, in people\n")
    names = ("Wald", "logit", "beta", "capped", "gamma", "plain rule", "rule", "pooled")
    print(f"{'':30}{'true':>6}{'none':>6}" + "".join(f"{name:>13}" for name in names))
    for scenario in SCENARIOS:
        print_scenario(scenario, rng)
    print(
        "\n'none': per cent of samples without a positive. Limits that do not exist count as"
        "\nmissing the truth and have no width. 'plain rule': without keeping the upper limit"
        f"\nfrom falling. 'pooled': {N_POSTERIOR['small']} samples of the small population,"
        f" {N_POSTERIOR['large']} of the large one; others {N_DRAWS}."
    )
    print(f"\nSeed {SEED}, {time.process_time():.0f} seconds of processor time")


def print_scenario(scenario: Scenario, rng: np.random.Generator) -> None:
    """Print one line: coverage and mean width of every method in one population."""
    people, cases = (np.array(part) for part in STRATA[scenario.strata])
    with_outcome = np.array(scenario.people)
    positives = rng.hypergeometric(
        with_outcome, people - with_outcome, cases, size=(N_DRAWS, len(people))
    )
    truth = int(with_outcome.sum())
    none = 100 * float(np.mean(positives.sum(axis=1) == 0))
    some = positives[: N_POSTERIOR[scenario.strata]]
    shown = [
        summarise(limits, truth)
        for limits in (
            *list_limits(positives, cases, people),
            posterior_limits(some, cases, people),
        )
    ]
    print(
        f"{scenario.name:30}{truth:6}{none:6.1f}"
        + "".join(f"{held:7.1f}{width:6.0f}" for held, width in shown)
    )


def list_limits(positives: FloatArray, cases: FloatArray, people: FloatArray) -> list[Limits]:
    """Return the limits, in people, of each method but the posterior, for all samples."""
    total, n, df = people.sum(), cases.sum(), cases.sum() - len(cases)
    share = positives @ (people / cases) / total
    pairs = positives * (cases - positives)
    scale = people**2 * (1 - cases / people) / (cases**2 * (cases - 1))
    variance = pairs @ scale / total**2
    by_variance = [
        wald_limits(share, variance, df=df),
        logit_limits(share, variance, df=df),
        beta_limits(share, variance, n=n, df=df),
        capped_limits(share, variance, n=n, df=df),
    ]
    rules = [limit_counts(positives, cases, people, monotone=kept) for kept in (False, True)]
    return [
        *((total * lower, total * upper) for lower, upper in by_variance),
        gamma_limits(positives, cases, people),
        *((rule.lower, rule.upper) for rule in rules),
    ]


def posterior_limits(positives: FloatArray, cases: FloatArray, people: FloatArray) -> Limits:
    """Return the limits of the pooled posterior; equal samples are computed once."""
    rows, place = np.unique(positives, axis=0, return_inverse=True)
    limits = np.array([pooled_posterior(row, cases, people).interval() for row in rows])
    lower, upper = limits[place.ravel()].T.astype(float)
    return lower, upper


def summarise(limits: Limits, truth: int) -> tuple[float, float]:
    """Return per cent that hold the truth, and the mean width of those that exist."""
    lower, upper = limits
    # A limit that is itself a whole number may lie a rounding error beyond the truth.
    held = (lower <= truth + 1e-9) & (upper >= truth - 1e-9)
    return 100 * float(np.mean(held)), float(np.nanmean(upper - lower))


if __name__ == "__main__":
    main()
