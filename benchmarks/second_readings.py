"""Are second readings worth their time, for a rare scheme and for a common outcome?

A population of 1,270 people in six strata is drawn again and again, 160 cases at a time.
Each is judged by a first reader who errs at known rates, and some of them are read again
and settled without error. Three ways of choosing them are compared: at random among all,
or every first-reading positive and a random part of the others. Run with
``python benchmarks/second_readings.py``; README.md beside this file shows what it printed
and how to read it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.estimation.design import Design, stratified_design
from analysis.estimation.phases import form_phase2_strata
from analysis.estimation.second_readings import CORRECTED, weigh_second_readings

SEED = 20261122
N_SAMPLES = 300

# Strata of a small municipality: people, and cases drawn.
PEOPLE = {"KH-0-2": 520, "KH-2-5": 310, "KH-5-10": 170, "KH-10+": 75, "SD-0-26": 150, "SD-26+": 45}
CASES = {"KH-0-2": 36, "KH-2-5": 34, "KH-5-10": 30, "KH-10+": 24, "SD-0-26": 16, "SD-26+": 20}
# How much likelier a person of each stratum is to be in a target group.
LIKELIHOOD = {"KH-0-2": 1, "KH-2-5": 2, "KH-5-10": 3, "KH-10+": 5, "SD-0-26": 1, "SD-26+": 5}
SENSITIVITY, SPECIFICITY = 0.84, 0.95

FloatArray = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Scenario:
    """So many truly in the target group, and so many second readings, chosen so."""

    name: str
    n_truly: int
    n_second: int
    is_targeted: bool


SCENARIOS = (
    Scenario("rare, 80 targeted", 28, 80, True),
    Scenario("rare, 80 random", 28, 80, False),
    Scenario("uncommon, 80 targeted", 81, 80, True),
    Scenario("uncommon, 80 random", 81, 80, False),
    Scenario("common, 80 targeted", 320, 80, True),
    Scenario("common, 80 random", 320, 80, False),
    Scenario("common, 48 random", 320, 48, False),
)


def main() -> None:
    """Print one row per scenario."""
    print(
        f"{N_SAMPLES} samples of {sum(CASES.values())} of {sum(PEOPLE.values()):,} people; first "
        f"reader: sensitivity {SENSITIVITY}, specificity {SPECIFICITY}\n"
    )
    print(
        f"{'':<22}{'':>6}{'first reading':>15}{'corrected':>19}{'':>18}{'chosen':>9}"
        f"{'led by':>10}\n"
        f"{'outcome, readings':<22}{'truth':>6}{'mean':>8}{'RMSE':>7}{'mean':>7}{'RMSE':>6}"
        f"{'SE':>6}{'covered':>9}{'width':>7}{'RMSE':>11}{'corrected':>12}"
    )
    for scenario in SCENARIOS:
        print_scenario(scenario, np.random.default_rng(SEED))
    print(f"\nSeed {SEED}, {time.process_time():.0f} seconds of processor time")


def print_scenario(scenario: Scenario, rng: np.random.Generator) -> None:
    """Draw the samples of one scenario and print what became of the two figures."""
    stratum, truth = make_population(scenario.n_truly, rng)
    labels = list(PEOPLE)
    design = stratified_design([h for h in labels for _ in range(CASES[h])], PEOPLE)
    places = {h: np.flatnonzero(stratum == i) for i, h in enumerate(labels)}
    rows = []
    for _ in range(N_SAMPLES):
        drawn = np.concatenate([rng.choice(places[h], CASES[h], replace=False) for h in labels])
        rows.append(estimate_once(design, truth[drawn], scenario, rng))
    first, corrected, error, lower, upper, chosen, leads = np.array(rows).T
    true = scenario.n_truly
    print(
        f"{scenario.name:<22}{true:6d}{first.mean():8.1f}{rmse(first, true):7.1f}"
        f"{corrected.mean():7.1f}{rmse(corrected, true):6.1f}{np.sqrt(np.mean(error**2)):6.1f}"
        f"{np.mean((lower <= true) & (true <= upper)):9.3f}{np.mean(upper - lower):7.0f}"
        f"{rmse(chosen, true):11.1f}{leads.mean():12.2f}"
    )


def make_population(n_truly: int, rng: np.random.Generator) -> tuple[NDArray[np.int64], FloatArray]:
    """Return the stratum of each person, and who is truly in the target group."""
    stratum = np.repeat(np.arange(len(PEOPLE)), list(PEOPLE.values()))
    odds = np.array(list(LIKELIHOOD.values()), dtype=float)[stratum]
    truth = np.zeros(len(stratum))
    truth[rng.choice(len(stratum), n_truly, replace=False, p=odds / odds.sum())] = 1.0
    return stratum, truth


def estimate_once(
    design: Design, truth: FloatArray, scenario: Scenario, rng: np.random.Generator
) -> tuple[float, ...]:
    """Return both totals, error and limits of the corrected, the chosen one and which it is."""
    chance = rng.random(len(truth))
    first = np.where(truth > 0, chance < SENSITIVITY, chance < 1 - SPECIFICITY).astype(float)
    is_certain = (first > 0) & scenario.is_targeted
    was_reread = choose_second_readings(is_certain, scenario.n_second, rng)
    [worth] = weigh_second_readings(
        design,
        first,
        truth,
        was_reread.tolist(),
        phase2_strata=form_phase2_strata(design, is_certain.tolist(), was_reread.tolist()),
    )
    chosen = worth.corrected if worth.main == CORRECTED else worth.first
    total = worth.corrected
    return (
        worth.first.value,
        total.value,
        worth.rmse_corrected,
        total.lower,
        total.upper,
        chosen.value,
        float(worth.is_worth_it),
    )


def choose_second_readings(is_certain: Flags, n_second: int, rng: np.random.Generator) -> Flags:
    """Return who is read again: the certain ones, and others at random up to the number."""
    others = np.flatnonzero(~is_certain)
    n_random = min(max(n_second - int(is_certain.sum()), 12), len(others))
    result = is_certain.copy()
    result[rng.choice(others, n_random, replace=False)] = True
    return result


def rmse(values: FloatArray, truth: float) -> float:
    """Return the root of the mean squared distance from the truth."""
    return float(np.sqrt(np.mean((values - truth) ** 2)))


if __name__ == "__main__":
    main()
