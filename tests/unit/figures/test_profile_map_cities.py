"""Rates by age, the map of squares and the six cities: what is drawn, and what stands behind it."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest

from analysis.comparison.age_profile import profile_ages
from analysis.comparison.among.among_all import judge_all
from analysis.comparison.over_time.cities import follow_cities
from analysis.concepts import Lineage, Period, Sex, Stage
from analysis.figures.age_profile import plot_age_profile
from analysis.figures.six_cities import plot_six_cities
from analysis.figures.style import FOCUS, figure_to_svg, house_figure
from analysis.figures.tile_grid import ANSWERS, draw_mark, draw_small_map, draw_square
from analysis.figures.tile_map import plot_tile_map
from analysis.texts.age_profile import say_age_profile

LARGEST_DRAWING = 250_000
SMALLEST_LETTERS = 5.5
HOUSE_COLOURS = {
    "#005a9c", "#4a5560", "#b4bdc6", "#2b333b", "#ffffff", "#d9dfe5", "#ecf0f3", "#e3e7eb",
    "#9aa5b1", "#000000",
}  # fmt: skip
FLOW = "foertidspension-tilkendelser"


@pytest.fixture(scope="module")
def among_all(embedded):
    return judge_all(embedded)


@pytest.fixture(scope="module")
def drawn(embedded, among_all):
    blocks = (
        *plot_age_profile(embedded, profile_ages(embedded)),
        *plot_tile_map(embedded, among_all),
        *plot_six_cities(embedded, follow_cities(embedded)),
    )
    return {block.id: block for block in blocks}


def text_of(svg):
    return " ".join(re.findall(r">([^<>]+)</(?:text|tspan)>", svg))


def test_each_question_has_its_figures(drawn):
    assert list(drawn) == [
        f"aldersprofil-{FLOW}", "aldersprofil-bestand", f"danmarkskort-{FLOW}",
        "danmarkskort-bestand", "seks-byer-ordninger", "seks-byer-ydelser",
    ]  # fmt: skip


def test_every_figure_has_all_its_words_and_names_the_focus(drawn):
    for name, block in drawn.items():
        content = block.content
        for words in (content.title, content.alt, content.how_to_read, content.does_not_show):
            assert len(words) > 15, name
        assert content.answers.endswith("?")
        assert "København" in content.alt


def test_drawings_are_small_stamped_and_in_the_house_colours(drawn):
    for name, block in drawn.items():
        svg = block.content.svg
        assert len(svg.encode()) < LARGEST_DRAWING, name
        assert "SYNTETISKE TAL" in text_of(svg), name
        assert {c.lower() for c in re.findall(r"#[0-9a-fA-F]{6}\b", svg)} <= HOUSE_COLOURS, name


def test_letters_are_large_enough_for_print(drawn):
    for name, block in drawn.items():
        sizes = [float(s) for s in re.findall(r"font: [^;]*?([\d.]+)px", block.content.svg)]
        sizes += [float(s) for s in re.findall(r"font-size: ([\d.]+)px", block.content.svg)]
        assert sizes, name
        assert min(sizes) >= SMALLEST_LETTERS, name


def test_observed_inputs_are_not_stamped(comparison):
    for block in plot_age_profile(comparison, profile_ages(comparison)):
        assert "SYNTETISKE" not in block.content.svg


def test_same_comparison_gives_the_same_drawing(drawn, embedded, among_all):
    for block in plot_tile_map(embedded, among_all):
        assert block.content.svg == drawn[block.id].content.svg


# Age profile


def test_bars_of_the_awards_add_up_to_page_one(drawn, embedded):
    records = drawn[f"aldersprofil-{FLOW}"].content.records
    both = [r["difference"] for r in records if r["sex"] == "total"]
    gap = embedded.measures[0].against_peers
    assert sum(both) == pytest.approx(gap.n_observed - gap.n_expected, abs=1e-4)
    assert len(records) == 3 * len(both)


def test_rate_axes_begin_at_zero_and_women_and_men_share_theirs(embedded):
    svg = plot_age_profile(embedded, profile_ages(embedded))[0].content.svg
    assert {"Kvinder", "Mænd"} <= set(text_of(svg).split())
    axes = re.findall(r'<g id="axes_[12]">.*?(?=<g id="axes_)', svg, re.DOTALL)
    ticks = [[w for w in text_of(ax).split() if re.fullmatch(r"\d+(,\d+)?", w)] for ax in axes]
    assert ticks[0][-2:] == ticks[1][-2:]
    assert all("0" in own or "0,0" in own for own in ticks)


def test_legend_names_the_focus_beside_the_mark_of_the_focus(drawn):
    svg = drawn[f"aldersprofil-{FLOW}"].content.svg
    legend = svg[svg.index('<g id="legend_1">') :]
    before_the_focus = legend[: legend.index("København")]
    assert "#005a9c" in before_the_focus
    assert "#4a5560" not in before_the_focus


def test_only_awards_are_drawn_with_limits_from_chance(drawn):
    for block_id, is_flow in ((f"aldersprofil-{FLOW}", True), ("aldersprofil-bestand", False)):
        for record in drawn[block_id].content.records:
            assert (record["per_1000_lower"] is not None) == is_flow
            assert (record["per_1000_others_10_percent"] is None) == is_flow


def test_text_says_the_difference_and_its_largest_part(embedded):
    profiles = profile_ages(embedded)
    (block,) = say_age_profile(embedded, profiles)
    (paragraph,) = block.content.paragraphs
    groups = profiles[0].of(Sex.TOTAL)
    parts = [g.gap.n_observed - g.gap.n_expected for g in groups]
    largest = groups[int(np.argmin(parts))]
    assert f"{abs(sum(parts)):.0f} færre tilkendelser" in paragraph.text
    assert f"{largest.age_from}-{largest.age_to} år" in paragraph.text
    assert block.lineage.origin.value == "synthetic"


def test_text_counts_groups_outside_on_both_sides(embedded):
    """One group is made to lie above its limits, against the side of the whole."""
    profile = profile_ages(embedded)[0]
    limits = [g.gap.difference for g in profile.of(Sex.TOTAL)]
    n_below = sum(each.upper < 0 for each in limits)
    first, *rest = profile.groups
    above = dataclasses.replace(first.gap.difference, lower=1.0, upper=9.0)
    gap = dataclasses.replace(first.gap, n_observed=first.gap.n_expected + 5, difference=above)
    turned = dataclasses.replace(profile, groups=(dataclasses.replace(first, gap=gap), *rest))
    (block,) = say_age_profile(embedded, (turned,))
    assert limits[0].upper < 0
    assert f"I {n_below} grupper er forskellen" in block.content.paragraphs[0].text


def test_without_ages_the_page_says_what_to_fetch(comparison):
    (missing,) = plot_age_profile(comparison, ())
    assert missing.content.role == "missing"
    assert "fordelt på køn og alder" in missing.content.paragraphs[0].text
    assert say_age_profile(comparison, ()) == ()


# Map


def test_map_has_a_row_of_data_for_every_municipality(drawn, embedded):
    records = drawn[f"danmarkskort-{FLOW}"].content.records
    assert {r["municipality_code"] for r in records} == set(embedded.names)
    assert len({(r["tile_column"], r["tile_row"]) for r in records}) == 98
    assert [r["municipality_code"] for r in records if r["role"] == "fokus"] == ["101"]


def test_awards_are_shaded_only_where_all_comparisons_counted_leave_a_difference(drawn, among_all):
    judged = among_all.measures[0]
    for record in drawn[f"danmarkskort-{FLOW}"].content.records:
        i = judged.place(record["municipality_code"])
        is_shaded = record["answer"] != "ikke til at skelne fra resten"
        assert is_shaded == bool(judged.different.q_value[i] < 0.05)
        if is_shaded:
            assert record["answer"].startswith("færre" if record["ratio"] < 1 else "flere")
            assert ("usædvanligt" in record["answer"]) == bool(judged.unusual.p_value[i] < 0.05)


def test_stocks_are_called_unusual_and_never_different(drawn, among_all):
    judged = {m.measure.headline.id: m for m in among_all.measures}
    for record in drawn["danmarkskort-bestand"].content.records:
        answer, own = record["answer"], judged[record["measure"]]
        p_value = own.unusual.p_value[own.place(record["municipality_code"])]
        assert "end i resten" not in answer
        assert answer.startswith("usædvanligt") == bool(p_value < 0.05)
        assert (answer == "ingen eller for små tal") == bool(np.isnan(p_value))


def test_shade_never_speaks_alone():
    """Fewer, more and unknown differ in their shapes, with all colours taken away."""
    shapes = {}
    for answer in ("færre", "flere", "usædvanligt få", "usædvanligt mange", "uden svar"):
        with house_figure(Lineage(), height=1.0) as (figure, (ax,)):
            draw_square(ax, 0, 0, answer)
            svg = figure_to_svg(figure, name="x")
        shapes[answer] = re.sub(
            r'fill[^;"]*;?|stroke: #\w+;?|opacity: [\d.]+;?|id="[^"]*"', "", svg
        )
    assert len(set(shapes.values())) == len(shapes)


def test_colour_of_the_focus_says_nothing_but_who_is_the_focus():
    """Every square is grey; the frame and the diamond of the focus alone are not."""
    for answer in ANSWERS:
        with house_figure(Lineage(), height=1.0) as (figure, (ax,)):
            draw_square(ax, 0, 0, answer)
            draw_mark(ax, 0, 0, answer, is_focus=False)
            assert "#005a9c" not in figure_to_svg(figure, name="x").lower(), answer
    with house_figure(Lineage(), height=1.5) as (figure, (ax,)):
        draw_small_map(ax, {"751": "usædvanligt mange"}, focus="101", peers=("751",))
        coloured = [
            tuple(line.get_xydata()[0])
            for line in ax.lines
            if FOCUS in {line.get_color(), line.get_markeredgecolor(), line.get_markerfacecolor()}
        ]
    assert coloured == [(19.0, 7.0)]


def test_country_without_the_municipalities_of_the_grid_has_no_map(comparison):
    assert [block.id for block in plot_tile_map(comparison, judge_all(comparison))] == [
        "danmarkskort-mangler"
    ]


def test_headline_without_answers_has_no_map(embedded, among_all):
    silent = tuple(dataclasses.replace(m, different=None, unusual=None) for m in among_all.measures)
    (missing,) = plot_tile_map(embedded, dataclasses.replace(among_all, measures=silent))
    assert missing.content.role == "missing"


def test_small_map_draws_a_municipality_without_answer():
    with house_figure(Lineage(), height=1.5) as (_, (ax,)):
        draw_small_map(ax, {"101": "færre"}, focus="101", peers=("751",))
        points = sum(len(line.get_xdata()) for line in ax.lines)
    # A cross for each but one, a square with lines across for that one, a frame and a ring.
    assert points == 97 + 2 + 2


# Cities


def test_cities_have_a_row_of_data_for_every_point(drawn, embedded):
    records = [*drawn["seks-byer-ordninger"].content.records]
    records += drawn["seks-byer-ydelser"].content.records
    for own in follow_cities(embedded):
        rows = [r for r in records if r["measure"] == own.measure.headline.id]
        assert len(rows) == own.ratio.size
        newest = [r["ratio"] for r in rows[-6:]]
        assert newest == pytest.approx(list(own.ratio[-1]), abs=1e-5)
        assert {r["unit"] for r in rows} == {own.measure.cells.source.unit.value}


def test_awards_of_a_city_are_of_four_quarters_and_a_stock_of_one(drawn):
    for record in drawn["seks-byer-ordninger"].content.records:
        first = Period.parse(record["period_first"])
        length = 4 if record["unit"] == "awards" else 1
        assert str(first.shift(length - 1)) == record["period_last"]


def test_how_many_newest_ratios_lie_outside_by_chance_is_said(drawn):
    """Twelve panels at 95 %, all of them with a field."""
    assert "Omkring 0,6 af de 12 nyeste tal" in drawn["seks-byer-ydelser"].content.does_not_show


def test_unit_of_the_stocks_by_age_is_said(drawn):
    assert "Modtagere (fuldtidspersoner)" in drawn["aldersprofil-bestand"].content.how_to_read


def test_newest_ratio_of_every_city_is_written(drawn):
    words = text_of(drawn["seks-byer-ydelser"].content.svg)
    for name in ("København", "Aarhus", "Aalborg", "Odense", "Esbjerg", "Randers"):
        assert name in words
    assert len(re.findall(r"\b\d,\d\d\b", words)) == 12


def test_focus_outside_the_six_is_added_and_said(smallest):
    blocks = plot_six_cities(smallest, follow_cities(smallest))
    for block in blocks:
        assert "Læsø er ikke en af de seks" in block.content.how_to_read
        assert {r["municipality_code"] for r in block.content.records if r["role"] == "fokus"} == {
            "825"
        }


def test_focus_among_the_six_is_not_added(drawn):
    assert "ikke en af de seks" not in drawn["seks-byer-ordninger"].content.how_to_read


def test_flow_and_stock_are_rows_of_their_own(drawn):
    words = text_of(drawn["seks-byer-ordninger"].content.svg)
    assert words.count(Stage.FLOW.label) == 1
    assert words.count(Stage.STOCK.label) == 4
