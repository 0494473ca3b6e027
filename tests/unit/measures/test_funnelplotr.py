"""Numbers of FunnelPlotR 0.6.0, recognised."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import EstimationError
from analysis.measures.elsewhere.funnelplotr import (
    Transformed,
    arcsine_of_share,
    dispersion_truncated,
    dispersion_winsorised,
    drawn_ratio_limits,
    logarithm_of_ratio,
    logarithm_of_two_counts,
    square_root_of_ratio,
)

# The example data of FunnelPlotR's tests; its internals were run in R.
OBSERVED = [100, 150, 180, 80, 120, 225]
EXPECTED = np.array([108, 112, 165, 95, 100, 220])


@pytest.mark.parametrize(
    ("scaled", "dispersion", "phi", "tau2"),
    [
        (
            logarithm_of_ratio(OBSERVED, EXPECTED),
            dispersion_truncated,
            2.94803317510236,
            0.0194775305780216,
        ),
        (
            square_root_of_ratio(OBSERVED, EXPECTED),
            dispersion_winsorised,
            2.32717825759412,
            0.00343978015418627,
        ),
        (
            logarithm_of_two_counts(OBSERVED, EXPECTED),
            dispersion_winsorised,
            0.9204353657445,
            0.00154867476298394,
        ),
        (
            arcsine_of_share(OBSERVED, 5 * EXPECTED),
            dispersion_winsorised,
            2.43251010812169,
            0.000736464199679175,
        ),
    ],
)
def test_phi_and_tau2_are_those_of_funnelplotr(scaled, dispersion, phi, tau2):
    found = dispersion(scaled)
    assert (found.phi, found.tau2) == pytest.approx((phi, tau2), rel=1e-9)


def test_drawn_limits_are_those_of_funnelplotr():
    lower, upper = drawn_ratio_limits([15, 20, 30])
    assert lower == pytest.approx([0.5596924, 0.610826, 0.6746958], rel=1e-6)
    assert upper == pytest.approx([1.649348, 1.544419, 1.427562], rel=1e-6)


def normal(n=200_000):
    values = np.random.default_rng(1).normal(size=n)
    return Transformed(values, np.ones(n), 0.0)


@pytest.mark.parametrize("dispersion", [dispersion_winsorised, dispersion_truncated])
@pytest.mark.parametrize("each_end", [0.0, 0.05, 0.1, 0.2])
def test_corrected_phi_of_chance_alone_is_one(dispersion, each_end):
    # Standard error of a mean square over 200,000: under 0.006.
    assert dispersion(normal(), each_end=each_end).phi_corrected == pytest.approx(1, abs=0.02)


def test_uncorrected_phi_of_chance_alone_is_a_third_or_more_too_small():
    assert dispersion_winsorised(normal()).phi == pytest.approx(0.679, abs=0.01)
    assert dispersion_truncated(normal()).phi == pytest.approx(0.438, abs=0.01)


def test_truncation_leaves_the_outer_tenths_out_and_winsorising_nobody():
    scaled = normal(99)
    assert dispersion_truncated(scaled).n_used == 80
    assert dispersion_winsorised(scaled).n_used == 99


def test_a_unit_without_events_is_refused_by_the_logarithm_and_taken_by_the_root():
    with pytest.raises(EstimationError, match="no logarithm"):
        logarithm_of_ratio([0, 5], [4, 4])
    assert np.isfinite(dispersion_winsorised(square_root_of_ratio([0, 5, 4], [4, 4, 4])).phi)
