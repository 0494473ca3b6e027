"""The funnel: every municipality in its place, names that do not collide, and gaps said."""

import re

import numpy as np
import pytest

from analysis.comparison.among.among_all import judge_all
from analysis.comparison.assemble import compare_practice
from analysis.concepts import Lineage
from analysis.figures.dot_names import NamedDot, name_dots
from analysis.figures.funnel import plot_funnel
from analysis.figures.style import FOCUS, house_figure


@pytest.fixture(scope="module")
def among_all(comparison):
    return judge_all(comparison)


@pytest.fixture(scope="module")
def drawn(comparison, among_all):
    return {block.id: block for block in plot_funnel(comparison, among_all)}


def text_of(svg):
    return " ".join(re.findall(r">([^<>]+)</(?:text|tspan)>", svg))


def test_awards_have_a_funnel_of_their_own_and_stocks_share_one(drawn):
    assert set(drawn) == {"tragt-foertidspension-tilkendelser", "tragt-bestand"}
    titles = text_of(drawn["tragt-bestand"].content.svg)
    for name in ("Førtidspension", "Fleksjob", "Ressourceforløb", "Kontanthjælp", "Sygedagpenge"):
        assert name in titles


def test_focus_is_named_in_its_colour(drawn):
    for block in drawn.values():
        assert "Aby" in text_of(block.content.svg)
        assert FOCUS.lower() in block.content.svg.lower()
        assert "Aby har" in block.content.alt


def test_records_are_the_answers_of_every_municipality(drawn, among_all):
    records = drawn["tragt-foertidspension-tilkendelser"].content.records
    judged = among_all.measures[0]
    assert len(records) == 26
    for record in records:
        place = judged.place(record["municipality_code"])
        assert record["ratio"] == pytest.approx(judged.ratio[place], abs=1e-5)
        assert record["p_value_unusual"] == pytest.approx(judged.unusual.p_value[place], abs=1e-8)
        assert record["q_value_different"] >= record["p_value_different"]
        assert record["ratio_lower"] <= record["ratio"] <= record["ratio_upper"]
    roles = [record["role"] for record in records]
    assert (roles.count("fokus"), roles.count("sammenlignelig")) == (1, 3)


def test_stocks_have_no_limits_of_chance_in_words_or_numbers(drawn):
    content = drawn["tragt-bestand"].content
    assert "Tilfældigheder alene" not in text_of(content.svg)
    assert "Tilfældigheder alene" in text_of(
        drawn["tragt-foertidspension-tilkendelser"].content.svg
    )
    assert all(record["ratio_lower"] is None for record in content.records)
    assert all(record["p_value_different"] is None for record in content.records)


def test_every_funnel_has_all_its_words_and_no_missing_number(drawn):
    for block in drawn.values():
        content = block.content
        for words in (content.alt, content.answers, content.how_to_read, content.does_not_show):
            assert len(words) > 15
            assert not re.search(r"\bnan\b", words)
        assert content.answers.endswith("?")
        assert not re.search(r"\bnan\b", text_of(content.svg))


@pytest.mark.slow
def test_same_numbers_give_the_same_drawing(comparison, among_all, drawn):
    again = {block.id: block for block in plot_funnel(comparison, among_all)}
    assert {name: block.content.svg for name, block in again.items()} == {
        name: block.content.svg for name, block in drawn.items()
    }


@pytest.mark.slow
def test_synthetic_input_stamps_only_the_funnel_that_rests_on_it(invented, tmp_path):
    store = invented.open_country(tmp_path, synthetic=frozenset({"PEN113.csv"}))
    made = compare_practice(store, "9901", peers="9902")
    flow, stocks = plot_funnel(made, judge_all(made))
    assert "SYNTETISKE TAL" in flow.content.svg
    assert "SYNTETISKE TAL" not in stocks.content.svg


def test_without_awards_the_report_says_how_to_get_them(invented, tmp_path):
    files = invented.without(invented.country(), "PEN113.csv")
    made = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    blocks = {block.id: block for block in plot_funnel(made, judge_all(made))}
    assert set(blocks) == {"tragt-bestand", "tragt-mangler"}
    missing = blocks["tragt-mangler"].content
    assert missing.role == "missing"
    assert "PEN113" in missing.paragraphs[0].text


@pytest.mark.slow
def test_too_few_municipalities_are_said_and_not_drawn(invented, tmp_path):
    table, text = invented.country()["PEN113.csv"]
    head, *lines = text.splitlines()
    blanked = [line if line[:4] < "9907" else line.rsplit(";", 1)[0] + ";.." for line in lines]
    files = {**invented.country(), "PEN113.csv": (table, "\n".join([head, *blanked]) + "\n")}
    made = compare_practice(invented.open_country(tmp_path, files), "9901", peers="9902,9903")
    blocks = {block.id: block for block in plot_funnel(made, judge_all(made))}
    assert "tragt-foertidspension-tilkendelser" not in blocks
    said = blocks["tragt-mangler"].content.paragraphs[0].text
    assert "førtidspension (tilkendelser)" in said
    assert "98 kommuner" in said


def test_names_leave_room_for_dots_and_for_each_other():
    with house_figure(Lineage(), height=2.0) as (_, (ax,)):
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1)
        ax.get_figure().draw_without_rendering()
        crowd = [(0.5 + 0.004 * i, 0.5) for i in range(3)]
        names = [NamedDot(x, y, f"Langtnavn{i}") for i, (x, y) in enumerate(crowd)]
        written = name_dots(ax, names, dots=crowd)
        boxes = [text.get_window_extent() for text in ax.texts]
    assert written[0] == "Langtnavn0"
    assert len(boxes) == len(written)
    for i, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[i + 1 :])


def test_focus_is_named_even_where_there_is_no_room_and_others_are_not():
    with house_figure(Lineage(), height=1.2, columns=2) as (_, axes):
        ax = axes[0]
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1)
        ax.get_figure().draw_without_rendering()
        dots = [(x, y) for x in np.linspace(0, 1, 40) for y in np.linspace(0, 1, 20)]
        assert name_dots(ax, [NamedDot(0.5, 0.5, "Bekøb")], dots=dots) == ()
        focus = NamedDot(0.5, 0.5, "Aby", is_focus=True)
        assert name_dots(ax, [focus], dots=dots) == ("Aby",)


def test_limits_of_chance_are_drawn_with_a_stroke_that_every_renderer_knows(drawn):
    for name, block in drawn.items():
        assert not re.search(r"stroke-dasharray:\s*(?:;|\"|$)", block.content.svg), name
