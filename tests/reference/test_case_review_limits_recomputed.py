"""Second readings, rare outcomes, errors and sizes against the same number found by another route.

Brute force, enumeration, the definition written out, a derivative taken numerically,
leaving one case out at a time, or another library: statsmodels and scipy. The inputs are
drawn from seeds, so that no formula can have been fitted to the printed values.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import optimize, special, stats

from analysis.estimation.agreement.coefficients import agreement_of_table
from analysis.estimation.design import stratified_design
from analysis.estimation.misclassification import (
    correct_share,
    correct_share_with_estimated_errors,
    correct_stratified_share,
)
from analysis.estimation.planning.discovery import cases_to_see
from analysis.estimation.planning.ideal_sizes import (
    mean_standard_error,
    sizes_at_cost,
    sizes_at_cv,
)
from analysis.estimation.planning.kappa_sizes import cases_for_kappa, kappa_variance
from analysis.estimation.planning.sizes import (
    cases_for_half_width,
    cases_for_log_odds,
    cases_for_wilson,
)
from analysis.estimation.posterior import independent_posterior
from analysis.estimation.rare import gamma_limits, hypergeometric_limits, zero_bound
from analysis.estimation.share_limits import beta_limits, logit_limits, wald_limits, wilson_limits
from analysis.estimation.two_phase import estimate_two_phase

SEEDS = range(4)

# Two phases


@pytest.mark.parametrize("seed", SEEDS)
def test_two_phase_total_and_variance_equal_the_stratified_formula(seed):
    rng = np.random.default_rng(seed)
    strata, people = np.repeat(["A", "B"], [30, 20]), {"A": 300, "B": 50}
    design = stratified_design(strata.tolist(), people)
    y1, y2 = (rng.random(50) < 0.4).astype(float), (rng.random(50) < 0.4).astype(float)
    read = np.isin(np.arange(50), [*rng.permutation(30)[:12], *(30 + rng.permutation(20)[:9])])
    found = estimate_two_phase(design, y1, np.where(read, y2, np.nan), read)
    total = variance = 0.0
    for name, big in people.items():
        inside = strata == name
        n, m = inside.sum(), (inside & read).sum()
        difference = (y2 - y1)[inside & read]
        total += big * (y1[inside].mean() + difference.mean())
        spread = np.var(y2[inside & read], ddof=1)
        variance += big**2 * (1 - n / big) * spread / n
        variance += big**2 * (1 - m / n) * np.var(difference, ddof=1) / m
    assert found.estimate[0] == pytest.approx(total, rel=1e-9)
    assert found.covariance[0, 0] == pytest.approx(variance, rel=1e-9)


# What is hardly seen


@pytest.mark.parametrize(
    ("x", "n", "people", "level"),
    [(0, 5, 40, 0.95), (1, 12, 60, 0.95), (2, 9, 25, 0.9), (4, 12, 60, 0.99), (12, 12, 60, 0.95)],
)
def test_hypergeometric_limits_equal_a_search_through_every_number(x, n, people, level):
    numbers = [k for k in range(people + 1) if x <= k <= people - n + x]
    for sides, tail in (("both", (1 - level) / 2), ("upper", 1 - level)):
        possible = [k for k in numbers if stats.hypergeom.cdf(x, people, k, n) >= tail]
        at_least = [k for k in numbers if stats.hypergeom.sf(x - 1, people, k, n) >= tail]
        found = hypergeometric_limits(x, n, people, level=level, sides=sides)
        assert found[1] == max(possible)
        assert found[0] == (min(at_least) if sides == "both" else x)


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
@pytest.mark.parametrize(
    ("sampled", "people"), [((4, 3, 5), (20, 18, 7)), ((2, 6), (9, 30)), ((3, 5, 2), (12, 5, 11))]
)
def test_bound_behind_nothing_equals_the_worst_of_every_spread(level, sampled, people):
    for sides, tail in (("both", (1 - level) / 2), ("upper", 1 - level)):
        most = 0
        for spread in itertools.product(
            *(range(b - n + 1) for n, b in zip(sampled, people, strict=True))
        ):
            chance = math.prod(
                math.comb(b - k, n) / math.comb(b, n)
                for n, b, k in zip(sampled, people, spread, strict=True)
            )
            most = max(most, sum(spread)) if chance >= tail - 1e-12 else most
        assert zero_bound(sampled, people, level=level, sides=sides) == most


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_gamma_limits_equal_scipys_distribution(level):
    x, n, people = np.array([2, 0, 5]), np.array([30, 10, 20]), np.array([400, 90, 60])
    weight, tail = people / n, (1 - level) / 2
    total, variance, step = weight @ x, weight**2 @ x, weight.max()
    lower = stats.gamma.ppf(tail, total**2 / variance, scale=variance / total)
    more, much = total + step, variance + step**2
    upper = stats.gamma.ppf(1 - tail, more**2 / much, scale=much / more)
    assert gamma_limits(x, n, people, level=level) == pytest.approx((lower, upper), rel=1e-9)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
@pytest.mark.parametrize(("p", "v", "n", "df"), [(0.07, 0.0005, 90, 84), (0.6, 0.003, 40, 3)])
def test_limits_of_a_share_equal_their_definitions(p, v, n, df, level):
    t = stats.t.ppf((1 + level) / 2, df)
    se = math.sqrt(v)
    assert wald_limits(p, v, df=df, level=level) == pytest.approx((p - t * se, p + t * se))
    centre, half = math.log(p / (1 - p)), t * se / (p * (1 - p))
    found = logit_limits(p, v, df=df, level=level)
    assert [math.log(q / (1 - q)) for q in found] == pytest.approx([centre - half, centre + half])
    # Wilson's limits are the shares whose own error puts p at t.
    size = p * (1 - p) / v
    for limit in wilson_limits(p, v, df=df, level=level):
        assert (p - limit) ** 2 == pytest.approx(t**2 * limit * (1 - limit) / size, rel=1e-9)
    size *= (stats.t.ppf((1 + level) / 2, n - 1) / t) ** 2
    tail = (1 - level) / 2
    lower = stats.beta.ppf(tail, size * p, size * (1 - p) + 1)
    upper = stats.beta.ppf(1 - tail, size * p + 1, size * (1 - p))
    assert beta_limits(p, v, n=n, df=df, level=level) == pytest.approx((lower, upper), rel=1e-9)


@pytest.mark.parametrize("prior", [(0.5, 0.5), (1, 1), (0.2, 3), (2, 0.7)])
def test_posterior_equals_a_convolution_of_scipys_beta_binomials(prior):
    x, n, people = [2, 0, 5], [12, 6, 10], [60, 25, 10]
    pmf = np.ones(1)
    for seen, cases, all_people in zip(x, n, people, strict=True):
        rest = all_people - cases
        a, b = prior[0] + seen, prior[1] + cases - seen
        part = stats.betabinom.pmf(np.arange(rest + 1), rest, a, b) if rest else np.ones(1)
        pmf = np.convolve(pmf, part)
    found = independent_posterior(x, n, people, prior=prior)
    numbers = np.arange(len(pmf)) + sum(x)
    assert found.mean == pytest.approx(numbers @ pmf, rel=1e-9)
    assert found.sd**2 == pytest.approx(numbers**2 @ pmf - (numbers @ pmf) ** 2, rel=1e-8)
    for share in (0.025, 0.5, 0.975):
        expected = numbers[np.searchsorted(np.cumsum(pmf), share)]
        assert found.quantiles((share,)) == (expected,)


# Errors of judgement


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize(
    ("x", "n", "rates"), [(0, 40, (0.9, 0.95)), (7, 40, (0.7, 0.98)), (39, 40, (1.0, 0.6))]
)
def test_corrected_share_equals_mapped_limits_of_statsmodels(x, n, rates, level):
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    for method, theirs in (("wilson", "wilson"), ("exact", "beta")):
        limits = list(proportion.proportion_confint(x, n, alpha=1 - level, method=theirs))
        if method == "wilson" and x == n - 1:
            limits[1] = 1 + math.log(level) / n
        mapped = [(limit + rates[1] - 1) / (sum(rates) - 1) for limit in limits]
        share = correct_share(
            x, n, sensitivity=rates[0], specificity=rates[1], method=method, level=level
        )
        found = share.lower_unbounded, share.upper_unbounded
        assert found == pytest.approx(mapped, rel=1e-9, abs=1e-12)
        held = [min(max(limit, 0), 1) for limit in mapped]
        assert (share.lower, share.upper) == pytest.approx(held, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ((3, 90, 18, 20, 60, 61), 0.9),
        ((80, 90, 25, 25, 30, 40), 0.95),
        ((0, 50, 9, 10, 8, 9), 0.99),
    ],
)
def test_lang_and_reiczigels_interval_is_clipped_where_it_passes_0_or_1(counts, level):
    x, n, found, truly, cleared, not_truly = counts
    z = stats.norm.ppf((1 + level) / 2)
    p, se, sp = (
        (x + z**2 / 2) / (n + z**2),
        (found + 1) / (truly + 2),
        (cleared + 1) / (not_truly + 2),
    )
    gain = se + sp - 1
    middle = (p + sp - 1) / gain
    spread = p * (1 - p) / (n + z**2) + middle**2 * se * (1 - se) / (truly + 2)
    spread += (1 - middle) ** 2 * sp * (1 - sp) / (not_truly + 2)
    shift = middle * se * (1 - se) / (truly + 2) - (1 - middle) * sp * (1 - sp) / (not_truly + 2)
    centre, half = middle + 2 * z**2 * shift, z * math.sqrt(spread) / gain
    share = correct_share_with_estimated_errors(
        *(x, n),
        n_found=found,
        n_truly_positive=truly,
        n_cleared=cleared,
        n_truly_negative=not_truly,
        level=level,
    )
    assert share.lower == pytest.approx(min(max(centre - half, 0), 1), rel=1e-9, abs=1e-12)
    assert share.upper == pytest.approx(min(max(centre + half, 0), 1), rel=1e-9)


@pytest.mark.parametrize("distribution", ["gamma", "beta"])
@pytest.mark.parametrize("x", [[4, 6, 3], [0, 1, 0]])
def test_melded_limits_by_integration_equal_those_by_simulation(x, distribution):
    rates = {"n_found": 40, "n_truly_positive": 44, "n_cleared": 70, "n_truly_negative": 75}
    sample = x, [30, 10, 14], [400, 90, 60]
    exact = correct_stratified_share(*sample, **rates, distribution=distribution)
    rng = np.random.default_rng(11)
    drawn = correct_stratified_share(
        *sample, **rates, distribution=distribution, rng=rng, n_draws=100_000
    )
    assert exact.lower == pytest.approx(drawn.lower, abs=0.003)
    assert exact.upper == pytest.approx(drawn.upper, abs=0.003)
    assert correct_stratified_share(*sample, **rates, distribution=distribution) == exact


def test_melded_limits_with_errorless_judgement_are_those_of_the_share_itself():
    # So many known cases, all judged right, that the judgement cannot be at fault.
    sure = dict.fromkeys(("n_found", "n_truly_positive", "n_cleared", "n_truly_negative"), 10**9)
    x, n, people = [4, 6, 3], [30, 10, 14], [400, 90, 60]
    share = correct_stratified_share(x, n, people, **sure)
    lower, upper = gamma_limits(x, n, people)
    assert (share.lower, share.upper) == pytest.approx((lower / 550, upper / 550), abs=1e-6)


# Sizes


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize(("p", "e"), [(0.04, 0.01), (0.3, 0.07), (0.6, 0.2)])
def test_sizes_give_the_width_that_was_asked_for(p, e, level):
    z = stats.norm.ppf((1 + level) / 2)
    n = cases_for_half_width(p, e, population=5000, level=level)
    assert z * math.sqrt(p * (1 - p) / n * (5000 - n) / 4999) == pytest.approx(e, rel=1e-9)
    relative = cases_for_half_width(p, e / p, relative=True, level=level)
    assert relative == pytest.approx(cases_for_half_width(p, e, level=level), rel=1e-9)
    n = cases_for_wilson(p, e, level=level)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    assert half == pytest.approx(e, rel=1e-9)
    n = cases_for_log_odds(p, e, level=level)
    half = z / math.sqrt(n * p * (1 - p))
    centre = math.log(p / (1 - p))
    width = special.expit(centre + half) - special.expit(centre - half)
    assert width == pytest.approx(2 * e, rel=1e-9)


def test_sizes_at_a_cost_and_at_a_precision_are_the_best_there_are():
    people, spread, costs = np.array([300, 80, 40]), np.array([0.2, 0.4, 0.5]), np.array([3, 1, 2])
    best = sizes_at_cost(people, spread, costs, 200)
    assert best @ costs == pytest.approx(200, rel=1e-9)
    least = mean_standard_error(people, spread, best)
    cheapest = sizes_at_cv(people, spread, mean=0.2, cv=0.1, costs=costs)
    assert mean_standard_error(people, spread, cheapest) == pytest.approx(0.02, rel=1e-9)
    by_variance = sizes_at_cv(people, spread, mean=0.2, variance=0.02**2, costs=costs)
    assert by_variance == pytest.approx(cheapest, rel=1e-9)
    for move in ([1, -3, 0], [-1, 0, 1.5], [0, 2, -1]):
        for sign in (-0.01, 0.01):
            other = best + sign * np.array(move)
            assert other @ costs == pytest.approx(200)
            assert mean_standard_error(people, spread, other) > least
        # At the same precision, other sizes cost more.
        moved = np.maximum(cheapest + 0.01 * np.array(move), 1)
        factor = optimize.brentq(
            lambda c, sizes=moved: mean_standard_error(people, spread, c * sizes) - 0.02, 0.5, 2
        )
        assert factor * moved @ costs > cheapest @ costs


@pytest.mark.parametrize(
    ("share", "people", "allowed"), [(0.03, 200, 0), (0.1, 90, 1), (0.2, 60, 3)]
)
def test_cases_to_see_equal_a_search_through_every_size(share, people, allowed):
    there = math.ceil(round(share * people, 9))
    fewest = min(
        n for n in range(1, people + 1) if stats.hypergeom.cdf(allowed, people, there, n) <= 0.05
    )
    assert cases_to_see(share, population=people, allowed=allowed) == fewest
    fewest = min(n for n in range(1, 200) if stats.binom.cdf(allowed, n, share) <= 0.05)
    assert cases_to_see(share, allowed=allowed) == fewest


@pytest.mark.parametrize(("p", "q", "kappa"), [(0.3, 0.3, 0.7), (0.2, 0.3, 0.5), (0.1, 0.1, 0.4)])
def test_variance_behind_a_kappa_size_equals_the_error_of_a_table_of_that_kind(p, q, kappa):
    chance = p * q + (1 - p) * (1 - q)
    agree = kappa * (1 - chance) + chance
    both = (agree + p + q - 1) / 2
    n = 10**6
    table = np.round(n * np.array([[both, p - both], [q - both, 1 - p - q + both]]))
    error = agreement_of_table(table, [1, 0]).kappa.standard_error
    assert kappa_variance(p, q, kappa) == pytest.approx(n * error**2, rel=1e-4)
    one, two = (cases_for_kappa(p, q, kappa, 0.2, two_sided=sided) for sided in (False, True))
    z = stats.norm.ppf([0.95, 0.975, 0.8])
    roots = [math.sqrt(kappa_variance(p, q, k)) for k in (0.2, kappa)]
    expected = [((a * roots[0] + z[2] * roots[1]) / (kappa - 0.2)) ** 2 for a in z[:2]]
    assert (one, two) == pytest.approx(expected, rel=1e-9)
