"""Do the tables, texts and the time plan show what was judged, and hide nothing?"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.blocks.html import block_to_html
from analysis.blocks.model import Block, Figure, Table, Text
from analysis.blocks.svg import read_svg_texts
from analysis.concepts import Lineage, Origin
from analysis.figures.pack.gantt import plot_gantt
from analysis.findings.register import Certainty, Finding, FindingRegister
from analysis.recommendations.follow import MilestoneStatus, follow_milestones, reduce_plan
from analysis.recommendations.judge import JudgedRecommendation, judge_recommendations
from analysis.recommendations.model import Cost, Recommendation, RecommendationFile
from analysis.recommendations.plan import MilestonePlan, TaskStatus
from analysis.recommendations.read import read_recommendations
from analysis.recommendations.read_plan import read_milestones
from analysis.recommendations.words import write_cost
from analysis.tables.pack.milestones import tabulate_milestones, tabulate_reduced_plan
from analysis.tables.pack.recommendations import (
    tabulate_recommendation_basis,
    tabulate_recommendation_details,
    tabulate_recommendations,
)
from analysis.texts.pack.milestones import state_milestones
from analysis.texts.pack.recommendations import flag_recommendations

TODAY = dt.date(2026, 3, 12)
LONG = "Ny ensartet praksis i Ringkøbing-Skjern Kommune for begge forvaltninger og alle centre"
Make = Callable[..., Finding]


@pytest.fixture
def file(repository: Path) -> RecommendationFile:
    names = frozenset({"pack/recommendations.yaml"})
    path = repository / "data" / "pack" / "recommendations.yaml"
    return read_recommendations(path, Lineage(names, names))


@pytest.fixture
def plan(repository: Path) -> MilestonePlan:
    names = frozenset({"pack/milestones.yaml"})
    return read_milestones(repository / "data" / "pack" / "milestones.yaml", Lineage(names))


@pytest.fixture
def judged(file: RecommendationFile, make_finding: Make) -> tuple[JudgedRecommendation, ...]:
    findings = (
        make_finding("review.documents", "missing", is_invented=True),
        make_finding("review.agreement", "measured", Certainty.FAIR, is_invented=True),
        make_finding("events.deadline.pensionsafgoerelse", "within", is_invented=True),
    )
    earlier = {"events.deadline.pensionsafgoerelse": "over"}
    return judge_recommendations(file, FindingRegister(findings), today=TODAY, earlier=earlier)


def follow(plan: MilestonePlan, today: dt.date = TODAY) -> tuple[MilestoneStatus, MilestoneStatus]:
    return follow_milestones(plan, today=today), follow_milestones(reduce_plan(plan), today=today)


def table_of(block: Block) -> Table:
    assert isinstance(block.content, Table)
    return block.content


def words_of(block: Block) -> str:
    assert isinstance(block.content, Text)
    return "\n".join(f"{each.lead} {each.text}" for each in block.content.paragraphs)


def test_every_recommendation_has_one_line_and_the_flagged_one_stands_out(
    judged: tuple[JudgedRecommendation, ...],
) -> None:
    table = table_of(tabulate_recommendations(judged))
    assert [row.cells[0] for row in table.rows] == [f"{n}" for n in range(1, 10)]
    assert [row.cells[0] for row in table.rows if row.is_focus] == ["6"]
    assert table.rows[5].cells[2] == "Ingen; holder ikke længere"
    assert table.rows[2].cells[2] == "Middel (eksempel); holder delvist"


def test_what_is_missing_has_a_name_and_no_id(judged: tuple[JudgedRecommendation, ...]) -> None:
    rows = table_of(tabulate_recommendation_basis(judged)).rows
    names = [f"{row.cells[0]}" for row in rows if not row.is_group]
    assert "Sagsforløb: uger fra »sagen rejses« til »kommunen afgør«" in names
    assert all("events." not in name and "_" not in name for name in names)


def test_details_mark_what_nobody_has_verified(judged: tuple[JudgedRecommendation, ...]) -> None:
    table = table_of(tabulate_recommendation_details(judged))
    law = [row["content"] for row in table.records if row["field"] == "Retligt grundlag"]
    assert "Lov om social pension §§ 16-19" in law[0]
    assert "(ikrafttrædelse i 2026)°" in law[0]
    assert "Ikke efterprøvet" in table.note


def test_a_finding_that_is_lost_is_said_in_words(judged: tuple[JudgedRecommendation, ...]) -> None:
    said = words_of(flag_recommendations(judged))
    assert "6. Ugerne mellem trinene følges hvert kvartal." in said
    assert "»Afgørelse om førtidspension« holder ikke længere: within" in said
    assert "Ikke vist endnu: anbefaling 1, 4, 5, 7, 8 og 9" in said


def test_nothing_to_flag_is_said_too(file: RecommendationFile, make_finding: Make) -> None:
    one = dataclasses.replace(file, recommendations=file.recommendations[2:3])
    bases = one.recommendations[0].rests_on
    register = FindingRegister(tuple(make_finding(b.finding_id, b.states[0]) for b in bases))
    said = words_of(flag_recommendations(judge_recommendations(one, register, today=TODAY)))
    assert "ingen frist er overskredet" in said


def test_overdue_recommendations_are_named(file: RecommendationFile) -> None:
    late = judge_recommendations(file, FindingRegister(()), today=dt.date(2027, 1, 29))
    said = words_of(flag_recommendations(late))
    assert "Fristen 15. januar 2027 er overskredet med 2,0 uger; status er foreslået." in said


def test_the_stamp_follows_what_the_recommendations_rest_on(
    judged: tuple[JudgedRecommendation, ...],
) -> None:
    exhibits = (
        *(tabulate_recommendations, tabulate_recommendation_basis),
        *(tabulate_recommendation_details, flag_recommendations),
    )
    assert all(make(judged).lineage.origin is Origin.SYNTHETIC for make in exhibits)


def test_forty_recommendations_with_long_names_are_all_shown(
    file: RecommendationFile, make_finding: Make
) -> None:
    many: tuple[Recommendation, ...] = tuple(
        dataclasses.replace(
            file.recommendations[n % 9], number=n + 1, id=f"r-{n}", title=f"{LONG} {n + 1}"
        )
        for n in range(40)
    )
    register = FindingRegister((make_finding("review.documents", "missing"),))
    judged = judge_recommendations(
        dataclasses.replace(file, recommendations=many), register, today=TODAY
    )
    assert len(table_of(tabulate_recommendations(judged)).rows) == 40
    details = table_of(tabulate_recommendation_details(judged))
    assert sum(row.is_group for row in details.rows) == 40
    html = block_to_html(tabulate_recommendations(judged))
    assert all(f"{LONG} {n}<" in html for n in range(1, 41))


def test_a_cost_that_is_not_reckoned_is_not_nothing() -> None:
    assert write_cost(Cost()) == (
        "Service: ikke opgjort.",
        "Efterspørgselsstyrede overførsler: ikke opgjort.",
    )
    half = write_cost(Cost(service_bif=100.0, price_year=2026, finding_id="economics.total"))
    assert half[0] == "Service: BIF 100, SOF – tusind kr. én gang (2026 p/l)°."
    assert half[1] == "Efterspørgselsstyrede overførsler: se økonomien."


def test_milestones_show_decided_and_expected_dates(plan: MilestonePlan) -> None:
    status, reduced = follow(plan)
    first = table_of(tabulate_milestones(status)).rows[0]
    assert first.cells[2:] == ("SOF, i gang", "30. november 2026", "15. december 2026", "+2,1")
    rows = table_of(tabulate_reduced_plan(status, reduced)).rows
    assert [row.cells[2] for row in rows].count("udgår") == 1


def test_the_plan_in_words_says_what_comes_next_and_what_is_late(plan: MilestonePlan) -> None:
    status, reduced = follow(plan)
    said = words_of(state_milestones(status, reduced))
    assert "Næste milepæl. Tjeklisten er godkendt i begge forvaltninger: 15. december 2026" in said
    assert "»Operationel tjekliste for førtidspensionssager« ventes 2,1 uger senere" in said
    assert "Uden midler." in said
    late, _ = follow(plan, dt.date(2027, 1, 4))
    assert "Overskredet." in words_of(state_milestones(late))


def test_the_time_plan_names_every_task_and_says_it_in_words(plan: MilestonePlan) -> None:
    status, reduced = follow(plan)
    block = plot_gantt(status, reduced)
    assert isinstance(block.content, Figure)
    texts = " ".join(read_svg_texts(block.content.svg))
    assert all(task.title in texts and task.title in block.content.alt for task in plan.tasks)
    assert "udgår uden midler" in texts
    parts = [row["part"] for row in block.content.records]
    assert (parts.count("besluttet"), parts.count("ventes"), parts.count("uden_midler")) == (
        5,
        5,
        4,
    )
    assert block == plot_gantt(status, reduced)


def test_the_time_plan_wraps_a_long_name(plan: MilestonePlan) -> None:
    tasks = tuple(dataclasses.replace(task, title=f"{LONG} {LONG}") for task in plan.tasks)
    block = plot_gantt(follow(dataclasses.replace(plan, tasks=tasks))[0])
    assert isinstance(block.content, Figure)
    assert max(len(text) for text in read_svg_texts(block.content.svg)) <= 90


def test_a_plan_in_which_all_is_dropped_is_said_in_words(plan: MilestonePlan) -> None:
    tasks = tuple(dataclasses.replace(task, status=TaskStatus.DROPPED) for task in plan.tasks)
    status, _ = follow(dataclasses.replace(plan, tasks=tasks))
    assert "ingen plan at vise" in words_of(plot_gantt(status))
    assert "Alle opgaver er bortfaldet" in words_of(state_milestones(status))
