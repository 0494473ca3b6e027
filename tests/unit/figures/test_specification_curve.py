"""Does the curve draw every choice of peers, and say what it shows?"""

import dataclasses

import numpy as np
import pytest

from analysis.comparison.multiverse.multiverse import vary_peers
from analysis.figures.specification_curve import plot_specification_curve
from analysis.labels import number


@pytest.fixture(scope="module")
def multiverse(comparison):
    return vary_peers(comparison, n_draws=40)


def test_curve_has_one_record_per_set_and_marks_the_main_one(comparison, multiverse):
    figure = plot_specification_curve(comparison, multiverse).content
    assert len(figure.records) == multiverse.n_others + 1
    assert [r["set"] for r in figure.records if r["is_main"]] == [0]
    assert sum(r["weight"] for r in figure.records) == pytest.approx(1, abs=1e-3)


def test_curve_names_headline_level_and_decisions(comparison, multiverse):
    figure = plot_specification_curve(comparison, multiverse).content
    assert "førtidspension, tilkendelser" in figure.title
    for text in ("95", "Hovedvalget", "Slags: de nærmeste på vilkår", "Antal: 5 til 9"):
        assert text in figure.svg
    assert comparison.focus_name in figure.alt


def test_ends_of_the_curve_are_written_as_the_words_have_them(comparison, multiverse):
    figure = plot_specification_curve(comparison, multiverse).content
    varied = multiverse.measures[0].varied
    told = varied.ratio[varied.weights > 0]
    for end in (told.min(), told.max()):
        assert f">{number(float(end), decimals=2)}<" in figure.svg
        assert number(float(end), decimals=2) in figure.alt


def test_a_band_that_is_cut_is_said_to_be(comparison, multiverse):
    measure = multiverse.measures[0]
    limits = dataclasses.replace(measure.varied.gaps.ratio)
    wide = dataclasses.replace(limits, upper=np.full_like(limits.upper, 9.0))
    gaps = dataclasses.replace(measure.varied.gaps, ratio=wide)
    cut = dataclasses.replace(measure, varied=dataclasses.replace(measure.varied, gaps=gaps))
    only = dataclasses.replace(multiverse, measures=(cut,))
    assert "pil øverst" in plot_specification_curve(comparison, only).content.how_to_read
    assert "pil øverst" not in plot_specification_curve(comparison, multiverse).content.how_to_read


def test_a_stock_is_explained_by_what_is_ordinary(comparison, multiverse):
    figure = plot_specification_curve(comparison, multiverse, headline="fleksjob-bestand").content
    assert "fleksjob, bestand" in figure.title
    assert "usædvanlig" in figure.how_to_read


def test_curve_is_the_same_every_time(comparison, multiverse):
    first, second = (plot_specification_curve(comparison, multiverse) for _ in range(2))
    assert first == second


def test_without_anything_to_show_a_text_says_what_is_missing(comparison, multiverse):
    empty = dataclasses.replace(multiverse, measures=())
    block = plot_specification_curve(comparison, empty)
    assert block.kind == "Text"
    assert block.content.role == "missing"
