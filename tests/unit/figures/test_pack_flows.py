"""The picture of the case flow: one bar per step, words beside marks, and nothing too small."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from analysis.blocks.svg import prepare_svg, read_svg_texts
from analysis.caseflow.compare import compare_flows, compare_pair
from analysis.caseflow.load import load_flow_file
from analysis.caseflow.model import CaseFlow, Cases, FlowStep, FlowUnit, Weeks
from analysis.caseflow.steps import Step
from analysis.concepts import Lineage, Origin
from analysis.datasets.project import project_root
from analysis.figures.pack.flow_layout import lay_out
from analysis.figures.pack.flows import plot_flows

MARCH_2026 = dt.date(2026, 3, 4)
MADE = Lineage(frozenset({"pack/flow.yaml"}), frozenset({"pack/flow.yaml"}))
SLIDE, PAGE = 12.3, 6.9  # inches of width on a slide and on a page


@pytest.fixture(scope="module")
def comparison():
    return compare_pair(
        load_flow_file(project_root() / "data" / "pack" / "flow.yaml", MADE), date=MARCH_2026
    )


@pytest.fixture(scope="module")
def block(comparison):
    return plot_flows(comparison)


def crowded(n_steps: int) -> CaseFlow:
    """Return a flow in which one unit has many steps at once, with long names."""
    first = make("rejs", (), event=Step.RAISED)
    many = [make(f"trin{i}", ("rejs",)) for i in range(n_steps)]
    last = make("afgoer", tuple(each.id for each in many), event=Step.DECIDED)
    return CaseFlow("aby", "Aby", dt.date(2013, 1, 1), None, (first, *many, last))


def make(name: str, after: tuple[str, ...], *, event: Step | None = None) -> FlowStep:
    return FlowStep(
        id=name, label=f"{name} med et langt navn", step=event, unit=FlowUnit.BIF, cases=Cases.ALL,
        after=after, documents=(), waiting=Weeks(1, 1, 1), work=Weeks(1, 1, 1), own_deadline=None,
        deadline_id="", note="", source="antagelse",
    )  # fmt: skip


def test_figure_is_stamped_by_the_origin_of_the_file(block):
    assert block.lineage.origin is Origin.SYNTHETIC
    assert "SYNTETISKE TAL" in read_svg_texts(block.content.svg)


def test_figure_says_new_and_gone_in_words(block):
    words = read_svg_texts(block.content.svg)
    assert (words.count("udgår"), words.count("ny")) == (2, 2)


def test_figure_names_weeks_waiting_and_hands_of_both_flows(block):
    words = read_svg_texts(block.content.svg)
    assert "I dag: ca. 37 uger, heraf 25 venter · 6 overdragelser" in words
    assert "Forslag: ca. 23 uger, heraf 12 venter · 6 overdragelser" in words
    assert {"uge 37", "uge 23", "uge 17"} <= set(words)


def test_records_hold_every_step_of_every_route(comparison, block):
    n_steps = sum(
        len(route.steps)
        for timed in (comparison.today, comparison.proposed)
        for route in timed.routes
    )
    assert len(block.content.records) == n_steps


def test_alternative_text_tells_every_step_and_the_decision(comparison, block):
    for step in (*comparison.today.flow.steps, *comparison.proposed.flow.steps):
        assert step.label in block.content.alt
    assert "Åbenbare sager: uge 17" in block.content.alt


def test_words_are_at_least_14_points_on_a_slide(block):
    sizes = [float(size) for size in re.findall(r"font:[^;\"]*?([\d.]+)px", block.content.svg)]
    sizes += [float(size) for size in re.findall(r"font-size:\s*([\d.]+)px", block.content.svg)]
    assert sizes != []
    # The stamp is a word of the page; a slide has its own.
    assert min(size for size in sizes if size != 7.0) * SLIDE / PAGE >= 14


def test_figure_is_flat_enough_for_a_slide(block):
    _, _, width, height = map(float, re.search(r'viewBox="([^"]+)"', block.content.svg)[1].split())
    assert width / height >= SLIDE / 6.5


def test_drawing_may_stand_in_a_page_and_is_the_same_twice(comparison, block):
    assert prepare_svg(block.content.svg, prefix="sagsgang", title="x", description="y")
    assert plot_flows(comparison).content.svg == block.content.svg


@pytest.mark.parametrize("n_steps", [1, 12])
def test_bars_and_labels_never_share_a_place(n_steps):
    comparison = compare_flows(crowded(n_steps), crowded(2), date=MARCH_2026)
    panel = lay_out(
        comparison, comparison.today, top=0.0, reach=9.0, weeks_per_point=0.02, size=8.0
    )
    bars = panel.bars
    assert len(bars) == n_steps + 2
    assert all(bar.label_week + bar.label_weeks <= 9.0 for bar in bars)
    for index, one in enumerate(bars):
        for other in bars[index + 1 :]:
            same_bar = one.y == other.y and one.start < other.end and other.start < one.end
            same_words = (
                one.label_y == other.label_y
                and one.label_week < other.label_week + other.label_weeks
                and other.label_week < one.label_week + one.label_weeks
            )
            assert not same_bar
            assert not same_words


def test_flow_that_is_not_allowed_says_so_in_its_title(comparison):
    early = compare_flows(comparison.today.flow, comparison.proposed.flow, date=dt.date(2016, 5, 1))
    words = read_svg_texts(plot_flows(early).content.svg)
    assert any(word.startswith("Forslag:") and word.endswith("IKKE TILLADT") for word in words)
