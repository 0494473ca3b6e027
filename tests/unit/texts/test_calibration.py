"""What is said of calibrated verdicts and of the smallest difference."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.comparison.calibration.detectable import smallest_detectable
from analysis.comparison.calibration.realised import Realised
from analysis.comparison.calibration.verdicts import Question, calibrate_verdicts
from analysis.texts.calibration import explain_calibration
from analysis.texts.detectable import explain_detectable, front_page_clause


@pytest.fixture(scope="module")
def calibration(comparison):
    return calibrate_verdicts(comparison, peers_of={}, n_copies=20)


@pytest.fixture(scope="module")
def detectable(comparison):
    return smallest_detectable(comparison, peers_of={})


def words(block):
    return " ".join(p.text for p in block.content.paragraphs)


def with_unusual(calibration, share, lower, upper):
    """Return the calibration with another realised rate of unusual awards."""
    awards = calibration.measures[0]
    answers = tuple(
        replace(a, everybody=Realised(share, lower, upper, 20), by_size=())
        if a.question is Question.UNUSUAL
        else a
        for a in awards.answers
    )
    return replace(calibration, measures=(replace(awards, answers=answers),))


def test_rate_above_the_stated_is_said_and_one_below_too(comparison, calibration):
    above = words(explain_calibration(comparison, with_unusual(calibration, 0.08, 0.07, 0.09)))
    assert "flere for førtidspension, tilkendelser (8,0\u00a0%)" in above
    below = words(explain_calibration(comparison, with_unusual(calibration, 0.02, 0.01, 0.03)))
    assert "færre for førtidspension, tilkendelser (2,0\u00a0%)" in below


def test_rate_within_chance_of_the_stated_is_not_called_a_departure(comparison, calibration):
    said = words(explain_calibration(comparison, with_unusual(calibration, 0.08, 0.04, 0.12)))
    assert "som oplyst" in said
    assert "flere for" not in said


def test_nothing_is_called_good_or_bad_and_nothing_is_nan(comparison, calibration, detectable):
    for block in (
        explain_calibration(comparison, calibration),
        explain_detectable(comparison, detectable),
    ):
        said = words(block).lower()
        for word in ("nan", " god ", "dårlig", "bedre", "signifikan"):
            assert word not in said


def test_front_page_gets_one_sentence_in_whole_persons(comparison, detectable):
    said = front_page_clause(comparison, detectable)
    assert said.startswith("Mindste forskel, vi kunne have set (8 af 10 gange): førtidspension, ")
    assert said.endswith(" om året.")
    assert said.count(". ") == 0
    year = detectable.measures[0].headline_horizon
    fewer = int(np.ceil((1 - year.different.shortfall[0]) * year.n_expected[0]))
    assert f"{fewer} tilkendelser færre" in said


def test_front_page_says_when_not_even_none_would_be_shown(comparison, detectable):
    measure = detectable.measures[0]
    horizons = tuple(
        replace(h, different=replace(h.different, shortfall=np.array([np.nan])))
        for h in measure.horizons
    )
    blind = replace(detectable, measures=(replace(measure, horizons=horizons),))
    assert "færre kan ikke vises, selv hvis der slet ingen var" in front_page_clause(
        comparison, blind
    )
    assert "vises færre slet ikke" in words(explain_detectable(comparison, blind))


def test_without_awards_the_first_stock_has_the_word(comparison, detectable):
    stocks = replace(detectable, measures=detectable.measures[1:])
    said = front_page_clause(comparison, stocks)
    assert "fuldtidspersoner" in said
    assert "om året" not in said


def test_without_answers_it_is_said_what_is_missing(comparison, calibration, detectable):
    nothing = replace(detectable, measures=())
    assert front_page_clause(comparison, nothing) == ""
    assert explain_detectable(comparison, nothing).content.role == "missing"
    empty = explain_calibration(comparison, replace(calibration, measures=()))
    assert empty.content.role == "missing"


def with_clearly_unusual(calibration, share, lower, upper):
    """Return the calibration with another realised rate of very unusual awards."""
    awards = calibration.measures[0]
    answers = [a for a in awards.answers if a.question is not Question.CLEARLY_UNUSUAL]
    usual = awards.answer(Question.UNUSUAL)
    found = replace(
        usual,
        question=Question.CLEARLY_UNUSUAL,
        stated=0.002,
        everybody=Realised(share, lower, upper, 20),
        by_size=(),
    )
    return replace(calibration, measures=(replace(awards, answers=(*answers, found)),))


def test_very_unusual_has_a_sentence_that_follows_its_numbers(comparison, calibration):
    def said(*rate):
        return words(explain_calibration(comparison, with_clearly_unusual(calibration, *rate)))

    assert "flere for førtidspension, tilkendelser (1,4\u00a0%)" in said(0.014, 0.008, 0.03)
    unsure = said(0.014, 0.0, 0.033)
    assert "flere for førtidspension, tilkendelser (1,4\u00a0%; 0,0 til 3,3)" in unsure
    assert "for få kommuner" in unsure
    assert "Det passer for alle opgørelserne." in said(0.002, 0.001, 0.003)
