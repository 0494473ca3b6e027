"""The figure of stated and realised rates."""

from dataclasses import replace

import pytest

from analysis.comparison.calibration.verdicts import calibrate_verdicts
from analysis.figures.calibration import plot_calibration


@pytest.fixture(scope="module")
def calibration(comparison):
    return calibrate_verdicts(comparison, peers_of={}, n_copies=20)


def test_every_verdict_has_a_row_with_both_rates(comparison, calibration):
    figure = plot_calibration(comparison, calibration).content
    # Awards have two questions, and every stock one.
    assert len(figure.records) == len(comparison.measures) + 1
    assert "Oplyst: 5" in figure.svg
    assert "Aby" in figure.alt
    assert figure.alt.count(" for alle kommuner") == len(figure.records)


def test_figure_is_the_same_every_time(comparison, calibration):
    first, second = (plot_calibration(comparison, calibration).content.svg for _ in range(2))
    assert first == second


def test_without_answers_it_is_said_what_is_missing(comparison, calibration):
    block = plot_calibration(comparison, replace(calibration, measures=()))
    assert block.content.role == "missing"
    assert "AUK01" in block.content.paragraphs[0].text
