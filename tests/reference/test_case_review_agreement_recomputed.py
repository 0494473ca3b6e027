"""Agreement between readers against the same number found by another route.

Brute force, enumeration, the definition written out, a derivative taken numerically,
leaving one case out at a time, or another library: statsmodels and scipy. The inputs are
drawn from seeds, so that no formula can have been fitted to the printed values.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from analysis.estimation.agreement.coefficients import COEFFICIENTS, agreement_of_table
from analysis.estimation.agreement.krippendorff import krippendorff_alpha
from analysis.estimation.agreement.readers import agreement_of_counts, measure_reader_agreement
from analysis.estimation.agreement.tables import agreement_weights

SEEDS = range(4)
WEIGHTS = ("unweighted", "linear", "quadratic", "ordinal")


def table_of(seed: int, q: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    table = rng.poisson(2.0, (q, q)) + np.diag(rng.poisson(12.0, q))
    if seed == 3:
        # A category that nobody used still stands on the checklist.
        table[q - 1], table[:, q - 1] = 0, 0
    return table


def readings_of(seed: int, n: int = 40, readers: int = 4, q: int = 4) -> list[list[int | None]]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, q, n)
    answers = np.where(
        rng.random((n, readers)) < 0.7, truth[:, None], rng.integers(0, q, (n, readers))
    )
    return [
        [None if rng.random() < 0.2 * (seed > 0) else int(a) + 1 for a in row] for row in answers
    ]


# Agreement


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("q", [2, 3, 5])
@pytest.mark.parametrize("weights", ["unweighted", "linear", "quadratic"])
def test_kappa_and_both_its_errors_equal_statsmodels(seed, q, weights):
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    # An unused category of two would leave one, of which no kappa is defined.
    table = table_of(min(seed, 2) if q == 2 else seed, q)
    steps = {"unweighted": None, "linear": "linear", "quadratic": "quadratic"}[weights]
    theirs = inter_rater.cohens_kappa(table, wt=steps)
    ours = agreement_of_table(table, range(q), weights=weights)
    found = ours.kappa.value, ours.kappa.standard_error, ours.kappa.standard_error_by_chance
    assert found == pytest.approx((theirs.kappa, theirs.std_kappa, theirs.std_kappa0), rel=1e-9)
    if steps is None:
        assert ours.kappa_maximum == pytest.approx(theirs.kappa_max, rel=1e-9)


def chance_by_definition(name: str, shares: np.ndarray, weights: np.ndarray) -> float:
    q = len(shares)
    first, second = shares.sum(axis=1), shares.sum(axis=0)
    mean = (first + second) / 2
    pairs = itertools.product(range(q), range(q))
    if name == "cohen":
        return sum(weights[k, m] * first[k] * second[m] for k, m in pairs)
    if name in ("scott", "krippendorff"):
        return sum(weights[k, m] * mean[k] * mean[m] for k, m in pairs)
    if name == "gwet":
        return float(weights.sum() / (q * (q - 1)) * sum(p * (1 - p) for p in mean))
    return float(weights.sum() / q**2)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", COEFFICIENTS)
@pytest.mark.parametrize("weights", WEIGHTS)
def test_errors_of_every_coefficient_equal_a_numerical_derivative(seed, name, weights):
    q, table = 4, table_of(seed, 4)
    n = table.sum()
    matrix = agreement_weights(weights, q)

    def value(cells: np.ndarray) -> float:
        shares = cells.reshape(q, q) / cells.sum()
        chance = chance_by_definition(name, shares, matrix)
        return float((np.sum(shares * matrix) - chance) / (1 - chance))

    cells, step = table.ravel().astype(float), 1e-4
    slopes = np.array(
        [(value(cells + step * e) - value(cells - step * e)) / (2 * step) for e in np.eye(q * q)]
    )
    error = math.sqrt(np.sum(cells * slopes**2) - np.sum(cells * slopes) ** 2 / n)
    found = agreement_of_table(table, range(q), weights=weights).coefficients[name]
    assert found.standard_error == pytest.approx(error, rel=1e-6)
    plain = value(cells)
    # Krippendorff's small-sample term: 1 - alpha is smaller by a part in 2n.
    expected = 1 - (1 - plain) * (1 - 1 / (2 * n)) if name == "krippendorff" else plain
    assert found.value == pytest.approx(expected, rel=1e-9)


def alpha_by_coincidences(ratings: list[list[int | None]], metric: str) -> float:
    """Krippendorff's own route: pairs of answers within cases, then pairs of all answers."""
    used = [[a for a in row if a is not None] for row in ratings]
    used = [row for row in used if len(row) > 1]
    every = sorted(a for row in used for a in row)
    counts = {c: every.count(c) for c in sorted(set(every))}

    def squared(a: int, b: int) -> float:
        if metric == "nominal":
            return float(a != b)
        if metric == "interval":
            return float((a - b) ** 2)
        if metric == "ratio":
            return ((a - b) / (a + b)) ** 2
        low, high = min(a, b), max(a, b)
        between = sum(n for c, n in counts.items() if low <= c <= high)
        return float((between - (counts[low] + counts[high]) / 2) ** 2)

    seen = sum(
        squared(a, b) / (len(row) - 1) for row in used for a, b in itertools.permutations(row, 2)
    )
    by_chance = sum(n * m * squared(a, b) for a, n in counts.items() for b, m in counts.items())
    return 1 - (len(every) - 1) * seen / by_chance


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_equals_krippendorffs_coincidences(seed, metric):
    ratings = readings_of(seed)
    found = krippendorff_alpha(ratings, [1, 2, 3, 4, 5], metric=metric)
    assert found.value == pytest.approx(alpha_by_coincidences(ratings, metric), rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_alpha_of_a_table_equals_alpha_of_its_readings(seed):
    table = table_of(seed, 3)
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(table[i, j])]
    of_table = agreement_of_table(table, range(3), weights="quadratic")
    of_readings = measure_reader_agreement(pairs, range(3), weights="quadratic")
    interval = krippendorff_alpha(pairs, range(3), metric="interval")
    assert of_table.coefficients["krippendorff"].value == pytest.approx(interval.value, rel=1e-9)
    weighted = of_readings.coefficients["krippendorff"]
    if seed != 3:
        assert weighted.value == pytest.approx(interval.value, rel=1e-9)
        assert weighted.standard_error == pytest.approx(interval.standard_error, rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_fleiss_of_complete_readings_equals_statsmodels(seed):
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    counts = np.random.default_rng(seed).multinomial(5, [0.5, 0.3, 0.2], size=30)
    found = agreement_of_counts(counts, range(3)).coefficients["fleiss"]
    assert found.value == pytest.approx(inter_rater.fleiss_kappa(counts), rel=1e-9)


def conger_by_pairs(ratings: list[list[int | None]], weights: np.ndarray) -> float:
    """Agreement over pairs of readers of a case, chance over pairs of readers' own shares."""
    q = len(weights)
    pairs = []
    for row in ratings:
        both = [weights[a - 1, b - 1] for a, b in itertools.permutations(row, 2) if a and b]
        if both:
            pairs.append(np.mean(both))
    columns = [[a for a in column if a] for column in zip(*ratings, strict=True)]
    shares = [np.array([column.count(k + 1) for k in range(q)]) / len(column) for column in columns]
    chance = np.mean([f @ weights @ s for f, s in itertools.permutations(shares, 2)])
    return float((np.mean(pairs) - chance) / (1 - chance))


@pytest.mark.parametrize("seed", [0, 2])
@pytest.mark.parametrize("weights", ["unweighted", "quadratic"])
def test_conger_and_its_error_equal_pairs_and_leaving_one_case_out(seed, weights):
    ratings = readings_of(seed, n=100)
    matrix = agreement_weights(weights, 4)
    found = measure_reader_agreement(ratings, [1, 2, 3, 4], weights=weights).coefficients["conger"]
    assert found.value == pytest.approx(conger_by_pairs(ratings, matrix), rel=1e-9)
    n = len(ratings)
    left_out = [conger_by_pairs(ratings[:i] + ratings[i + 1 :], matrix) for i in range(n)]
    jackknife = math.sqrt((n - 1) / n * np.sum((np.array(left_out) - np.mean(left_out)) ** 2))
    # The two differ by terms of the order 1/n, and where readers are missing as below.
    assert found.standard_error == pytest.approx(jackknife, rel=0.05 if seed else 0.02)


@pytest.mark.parametrize("weights", ["unweighted", "linear"])
@pytest.mark.parametrize("seed", [0, 2])
def test_errors_of_several_readers_equal_leaving_one_case_out(seed, weights):
    counts = np.array([[row.count(k) for k in (1, 2, 3, 4)] for row in readings_of(seed, n=80)])
    found = agreement_of_counts(counts, [1, 2, 3, 4], weights=weights).coefficients
    n = len(counts)
    left_out = [
        agreement_of_counts(np.delete(counts, i, axis=0), [1, 2, 3, 4], weights=weights)
        for i in range(n)
    ]
    for name, coefficient in found.items():
        values = np.array([each.coefficients[name].value for each in left_out])
        jackknife = math.sqrt((n - 1) / n * np.sum((values - values.mean()) ** 2))
        # Where readers are missing, the error is irrCAC's, which takes a case with one
        # reader as a case that agrees as chance has it: larger by a few per cent.
        assert coefficient.standard_error == pytest.approx(jackknife, rel=0.05 if seed else 0.03)


@pytest.mark.parametrize("seed", SEEDS)
def test_light_is_the_mean_of_the_pairs_kappas_and_share_errors_their_spread(seed):
    ratings = readings_of(0, n=60 + seed)
    found = measure_reader_agreement(ratings, [1, 2, 3, 4])
    columns = list(zip(*ratings, strict=True))
    kappas = []
    for first, second in itertools.combinations(columns, 2):
        table = np.zeros((4, 4))
        np.add.at(table, (np.array(first) - 1, np.array(second) - 1), 1)
        kappas.append(agreement_of_table(table, [1, 2, 3, 4]).kappa.value)
    assert found.light == pytest.approx(np.mean(kappas), rel=1e-9)
    same = [np.mean([a == b for a, b in itertools.permutations(row, 2)]) for row in ratings]
    assert found.share_agree == pytest.approx(np.mean(same), rel=1e-9)
    assert found.share_agree_error == pytest.approx(stats.sem(same), rel=1e-9)
