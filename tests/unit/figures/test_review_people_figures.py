"""The figures of how many, who they are, and what is missing."""

from __future__ import annotations

import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.model import Block, Figure, Text
from analysis.blocks.svg import read_svg_texts
from analysis.figures.review.domains import plot_domains
from analysis.figures.review.missing_documents import plot_missing_documents
from analysis.figures.review.potential import plot_potential
from analysis.findings.suppression import HIDDEN

_INVENTED = Path(__file__).parents[1] / "review_exhibits" / "conftest.py"
invented = SimpleNamespace(**runpy.run_path(str(_INVENTED)))
ALL = (plot_potential, plot_domains, plot_missing_documents)


@pytest.fixture(scope="module")
def drawn():
    """Return every figure of the invented review, drawn once."""
    return {plot: plot(invented.make_results()) for plot in ALL}


@pytest.mark.parametrize("plot", ALL)
def test_figure_is_stamped_travels_and_shows_no_nan(drawn, plot):
    block = drawn[plot]
    assert isinstance(block.content, Figure)
    assert "SYNTETISKE TAL" in read_svg_texts(block.content.svg)
    html = block_to_html(block, standalone=True)
    assert not re.search(r"\bnan\b", html, re.IGNORECASE)
    assert Block.from_json(block.to_json()) == block


@pytest.mark.parametrize("plot", [plot_potential, plot_missing_documents])
def test_figure_is_the_same_each_time(drawn, plot):
    assert plot(invented.make_results()) == drawn[plot]


@pytest.mark.parametrize("plot", ALL)
def test_figure_begins_its_axis_at_zero_and_says_so(drawn, plot):
    content = drawn[plot].content
    assert "0" in read_svg_texts(content.svg)
    assert "nul" in content.how_to_read
    assert "95" in content.how_to_read


def test_potential_has_a_row_and_four_records_for_each_outcome(drawn):
    block = drawn[plot_potential]
    words = read_svg_texts(block.content.svg)
    assert {"Mindst én ordning", "Førtidspension", "Andre indsatser"} <= set(words)
    assert len(block.content.records) == 4 * 6
    both = next(
        r
        for r in block.content.records
        if (r["outcome"], r["part"]) == ("foertidspension", "nu_og_efter")
    )
    assert both["people"] == pytest.approx(421.5 + 913.4)


def test_potential_says_the_numbers_in_words(drawn):
    alt = drawn[plot_potential].content.alt
    assert "førtidspension: nu 420 (250 til 690), nu og efter mere dokumentation 1.300" in alt


def test_potential_without_outcomes_says_what_to_do():
    block = plot_potential(invented.make_results(outcomes={}))
    assert isinstance(block.content, Text)
    assert block.content.role == "missing"


def test_domains_have_a_panel_for_each_outcome_and_a_row_for_each_part(drawn):
    words = read_svg_texts(drawn[plot_domains].content.svg)
    assert {"Mindst én ordning", "Fleksjob", "Center B", "Sygedagpenge, 26+ uger"} <= set(words)


def test_domains_leave_a_mostly_hidden_scheme_out_and_say_so():
    results = invented.make_results()
    domains = tuple(
        replace(
            d, now=invented.make_suppressed(), share_now=invented.make_suppressed("share"),
            n_cases_now=HIDDEN,
        )
        if d.scheme == "revalidering"
        else d
        for d in results.domains
    )  # fmt: skip
    block = plot_domains(replace(results, domains=domains), variables=("benefit",))
    assert "Revalidering" not in read_svg_texts(block.content.svg)
    assert "har intet felt" in block.content.how_to_read
    hidden = [r for r in block.content.records if r["outcome"] == "revalidering"]
    assert hidden
    assert all(r["share"] is None and r["n_cases_now"] is None for r in hidden)


def test_domains_with_everything_hidden_say_what_is_missing():
    results = invented.make_results()
    domains = tuple(
        replace(d, share_now=invented.make_suppressed("share")) for d in results.domains
    )
    block = plot_domains(replace(results, domains=domains))
    assert isinstance(block.content, Text)
    assert block.content.role == "missing"


def test_domains_can_be_asked_for_other_divisions():
    words = read_svg_texts(plot_domains(invented.make_results(), variables=("in_sof",)).content.svg)
    assert "Hos Socialforvaltningen" in words
    assert "Center A" not in words


def test_missing_documents_name_what_most_people_lack_first(drawn):
    content = drawn[plot_missing_documents].content
    assert content.alt.index("LÆ 265") < content.alt.index("Speciallægeerklæring")
    assert next(r["document"] for r in content.records) == "lae265"


def test_missing_documents_of_one_scheme_have_a_name_of_their_own():
    block = plot_missing_documents(invented.make_results(), scheme="fleksjob")
    assert block.id == "manglende-dokumenter-fleksjob"
    assert {r["outcome"] for r in block.content.records} == {"fleksjob"}


def test_no_missing_document_and_only_hidden_ones_are_told_apart():
    results = invented.make_results()
    hidden = tuple(
        replace(d, people=invented.make_suppressed(), n_cases=HIDDEN)
        for d in results.missing_documents
    )
    none = plot_missing_documents(replace(results, missing_documents=()))
    kept = plot_missing_documents(replace(results, missing_documents=hidden))
    assert "uoplyst" in none.content.paragraphs[0].text
    assert "diskretion" in kept.content.paragraphs[0].text
