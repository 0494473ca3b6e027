"""Each figure: its data, its words, its stamp, and the same drawing every time."""

import dataclasses
import re

import pytest

from analysis import figures
from analysis.comparison.assemble import compare_practice
from analysis.comparison.context import compare_context
from analysis.comparison.published import compare_published_awards
from analysis.concepts import Lineage
from analysis.figures.style import figure_to_svg, house_figure, label_ticks

EMPTY_DASHES = re.compile(r"stroke-dasharray:\s*(?:;|\"|$)")


def draw_all(comparison):
    """Return every figure of a comparison by its id."""
    context, _ = compare_context(comparison)
    blocks = [
        figures.plot_all_municipalities(comparison),
        figures.plot_trend(comparison),
        *figures.plot_age_effect(comparison),
        figures.plot_conditions(comparison),
        *figures.plot_context(comparison, context),
        *figures.plot_published_awards(comparison, compare_published_awards(comparison)),
    ]
    return {block.id: block for block in blocks}


@pytest.fixture(scope="module")
def drawn(comparison):
    return draw_all(comparison)


@pytest.fixture(scope="module")
def synthetic(invented, tmp_path_factory):
    """Return the figures when the awards are synthetic and all else is observed."""
    store = invented.open_country(
        tmp_path_factory.mktemp("made"), synthetic=frozenset({"PEN113.csv"})
    )
    return draw_all(compare_practice(store, "9901", peers=",".join(invented.PEERS)))


def text_of(svg):
    return " ".join(re.findall(r">([^<>]+)</(?:text|tspan)>", svg))


def test_there_are_six_figures(drawn):
    assert len(drawn) == 6


def test_every_figure_has_all_its_words(drawn):
    for name, block in drawn.items():
        content = block.content
        for words in (
            content.title,
            content.alt,
            content.answers,
            content.how_to_read,
            content.does_not_show,
        ):
            assert len(words) > 15, name
        assert content.answers.endswith("?")
        assert "Aby" in content.alt, name


def test_every_figure_has_the_data_behind_it(drawn):
    sizes = {name: len(block.content.records) for name, block in drawn.items()}
    assert sizes["alle-kommuner"] == 7 * 26
    assert sizes["rammevilkaar"] == 4 * 26
    assert sizes["offentliggjort-2016"] == 4
    assert sizes["baggrund"] == 12 + 2 + 12
    assert sizes["udvikling"] == 4 + 6 * 2
    assert sizes["alder-og-koen"] == 7


def test_records_are_the_numbers_of_the_comparison(drawn, comparison):
    measure = comparison.measures[2]
    rows = [
        record
        for record in drawn["alle-kommuner"].content.records
        if record["measure"] == measure.headline.id
    ]
    by_code = {row["municipality_code"]: row for row in rows}
    for code, own in measure.municipalities.iterrows():
        assert by_code[code]["ratio"] == pytest.approx(own["ratio"], abs=1e-5)
    roles = {code: row["role"] for code, row in by_code.items()}
    assert roles["9901"] == "fokus"
    assert [c for c, role in roles.items() if role == "sammenlignelig"] == ["9902", "9903", "9904"]


def test_figure_is_stamped_when_anything_in_it_is_synthetic(drawn, synthetic):
    stamped = {
        n for n, block in synthetic.items() if "SYNTETISKE TAL" in text_of(block.content.svg)
    }
    assert stamped == {n for n, b in drawn.items() if "PEN113.csv" in b.lineage.inputs}
    assert stamped == {"alle-kommuner", "udvikling", "alder-og-koen"}
    assert all("SYNTETISKE" not in block.content.svg for block in drawn.values())


def test_same_comparison_gives_the_same_drawing(drawn, comparison):
    again = figures.plot_all_municipalities(comparison).content.svg
    assert again == drawn["alle-kommuner"].content.svg


def test_drawing_carries_text_as_text_in_danish_numbers(drawn):
    words = text_of(drawn["alle-kommuner"].content.svg)
    assert "0,5" in words
    assert "0.5" not in words
    assert "Førtidspension" in words


def test_drawing_names_no_date_and_no_maker(drawn):
    for block in drawn.values():
        assert "dc:date" not in block.content.svg
        assert "dc:creator" not in block.content.svg


def test_trend_has_a_row_per_period_of_each_headline(drawn, comparison):
    records = drawn["udvikling"].content.records
    for measure in comparison.measures:
        periods = [r["period"] for r in records if r["measure"] == measure.headline.id]
        assert periods == list(measure.trend["period"])


def test_age_figure_goes_from_crude_to_standardised(drawn, comparison):
    first = drawn["alder-og-koen"].content.records[0]
    gap = comparison.measures[0].against_peers
    assert first["ratio_crude"] == pytest.approx(gap.crude_ratio, abs=1e-5)
    assert first["ratio_standardised"] == pytest.approx(gap.plain_ratio, abs=1e-5)


def test_no_ages_give_no_age_figure(comparison):
    crude = dataclasses.replace(comparison, measures=())
    assert figures.plot_age_effect(crude) == ()


def test_no_context_gives_no_context_figure(comparison):
    assert figures.plot_context(comparison, ()) == ()


def test_municipality_without_a_number_is_left_out_and_the_rest_is_drawn(invented, tmp_path):
    files = invented.country()
    table, text = files["AUK01.csv"]
    blank = re.sub(r"^(9910;RE;.*;)\d+$", r"\1..", text, flags=re.MULTILINE)
    store = invented.open_country(tmp_path, {**files, "AUK01.csv": (table, blank)})
    block = figures.plot_all_municipalities(compare_practice(store, "9901", peers="9902,9910"))
    blanks = [r for r in block.content.records if r["ratio"] is None]
    assert [(r["measure"], r["municipality_code"]) for r in blanks] == [
        ("revalidering-bestand", "9910")
    ]
    assert "9910" not in block.content.alt


def test_axes_begin_at_zero(drawn):
    for name in ("alle-kommuner", "udvikling", "baggrund", "offentliggjort-2016", "alder-og-koen"):
        words = text_of(drawn[name].content.svg).split()
        assert {"0", "0,0"} & set(words), name


def test_house_figure_is_closed_when_it_is_done():
    import matplotlib.pyplot as plt

    with house_figure(Lineage(), height=1.0) as (figure, axes):
        assert len(axes) == 1
        assert figure_to_svg(figure, name="x").startswith("<svg")
        assert plt.fignum_exists(figure.number)
    assert not plt.fignum_exists(figure.number)


def test_no_line_has_an_empty_dash_pattern(drawn):
    for name, block in drawn.items():
        assert not EMPTY_DASHES.search(block.content.svg), name
    with house_figure(Lineage(), height=1.0) as (figure, (ax,)):
        ax.plot([0, 1], [0, 1], linestyle=(0, ()))
        assert EMPTY_DASHES.search(figure_to_svg(figure, name="x"))


@pytest.mark.parametrize(
    ("ticks", "written"),
    [
        ([0, 0.25, 0.5, 0.75], ["0,00", "0,25", "0,50", "0,75"]),
        ([0, 0.5, 1.0], ["0,0", "0,5", "1,0"]),
        ([0, 1000, 2000], ["0", "1.000", "2.000"]),
    ],
)
def test_a_tick_is_written_as_the_number_at_which_it_stands(ticks, written):
    with house_figure(Lineage(), height=1.0) as (figure, (ax,)):
        ax.set_xlim(0, ticks[-1])
        ax.set_xticks(ticks)
        label_ticks(ax.xaxis)
        figure.draw_without_rendering()
        assert [label.get_text() for label in ax.get_xticklabels()] == written


def test_shares_are_written_in_per_cent_with_their_sign():
    with house_figure(Lineage(), height=1.0) as (figure, (ax,)):
        ax.set_xlim(-0.025, 0.025)
        ax.set_xticks([-0.025, 0, 0.025])
        label_ticks(ax.xaxis, scale=100, signed=True, suffix=" %")
        figure.draw_without_rendering()
        assert [t.get_text() for t in ax.get_xticklabels()] == ["−2,5 %", "0,0 %", "+2,5 %"]
