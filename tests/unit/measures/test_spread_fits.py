"""The weight of each spread against the likelihood integrated over the level by quadrature."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from analysis.measures.shrunk.spread_fits import fit_over_spreads, spread_out

OBSERVED = np.array([14.0, 33, 52, 8, 27, 71, 19, 40, 23, 36, 61, 12])
EXPECTED = np.array([20.0, 25, 40, 15, 30, 45, 22, 35, 30, 28, 50, 18])


def test_weights_are_those_of_the_likelihood_integrated_over_the_level():
    fits = fit_over_spreads(OBSERVED, EXPECTED, np.ones((12, 1)))
    wanted = []
    for spread, (level,) in zip(fits.spreads, fits.coefficients, strict=True):
        size = spread**-2

        def likelihood(log_level: float, size: float = size) -> float:
            means = EXPECTED * np.exp(log_level)
            return np.exp(stats.nbinom.logpmf(OBSERVED, size, size / (size + means)).sum() + 40)

        wanted.append(integrate.quad(likelihood, level - 2, level + 2, points=[level])[0])
    wanted = np.array(wanted) / np.max(wanted)
    likely = wanted > 1e-3
    assert likely.sum() > 8
    # What Laplace leaves out: a skewness that grows with the spread.
    assert fits.weights[likely] == pytest.approx(wanted[likely], rel=0.05)


@given(st.integers(0, 1_000))
@settings(max_examples=10, deadline=None)
def test_weights_add_up_and_no_modelled_ratio_is_negative(seed):
    observed = np.random.default_rng(seed).poisson(EXPECTED).astype(float)
    level = np.ones((12, 1))
    modelled, _, weights = spread_out(fit_over_spreads(observed, EXPECTED, level), level)
    assert weights.sum() == pytest.approx(1)
    assert (modelled > 0).all()
