"""What the cover paper asks for and says: never more than the findings, never empty."""

from __future__ import annotations

import dataclasses
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.concepts import Origin
from analysis.texts.pack.cover import propose_decisions
from analysis.texts.pack.cover_committee import (
    list_options,
    say_other_committees,
    say_staff,
    state_law,
    state_theme,
)
from analysis.texts.pack.cover_economy import say_economy
from analysis.texts.pack.cover_problem import state_problem
from analysis.texts.pack.cover_process import list_attachments, say_process
from analysis.texts.pack.cover_solution import MOST_ROWS, describe_solution
from analysis.texts.pack.cover_words import list_numbers

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_record.py"))))


def words(*blocks) -> str:
    """Return all paragraphs of some blocks as one text."""
    paragraphs = [p for b in blocks for p in getattr(b.content, "paragraphs", ())]
    return " ".join(f"{each.lead} {each.text}".strip() for each in paragraphs)


def points(record) -> list[str]:
    return [each.text for each in propose_decisions(record).content.paragraphs]


def with_recommendations(*changes: dict):
    rows = (samples.recommendation(n, **each) for n, each in enumerate(changes, start=1))
    return samples.record(recommendations=tuple(rows))


WAITING = {"verdict": "not_shown", "verdict_words": "ikke vist endnu"}
LOST = {"verdict": "no_longer_holds", "is_flagged": True}


def test_points_begin_with_at_and_only_the_last_ends_with_a_full_stop() -> None:
    found = points(samples.record())
    assert all(point.startswith("at ") for point in found)
    assert [point[-1] for point in found] == [*[","] * (len(found) - 1), "."]


def test_recommendations_to_approve_are_named_with_their_owners() -> None:
    assert points(samples.record())[0] == (
        "at direktionen godkender anbefaling 1-3 (BIF: 3; SOF: 1; fælles: 2),"
    )


def test_copenhagen_has_two_boards() -> None:
    assert points(samples.record(municipality_code="101"))[0].startswith("at direktionerne ")


def test_what_has_lost_its_basis_is_taken_up_again_and_not_approved() -> None:
    found = points(with_recommendations({}, LOST, {}))
    assert "godkender anbefaling 1 og 3 " in found[0]
    assert "genbehandler anbefaling 2, " in found[1]


def test_what_nothing_is_known_of_is_not_decided_on() -> None:
    found = points(with_recommendations({}, WAITING, WAITING))
    assert "godkender anbefaling 1 " in found[0]
    assert "ikke tager stilling til anbefaling 2 og 3 nu" in found[1]


def test_a_basis_that_holds_in_part_is_said_where_approval_is_asked_for() -> None:
    found = points(with_recommendations({}, {"verdict": "partly"}))
    assert "anbefaling 2 hviler kun delvist" in found[0]


def test_no_register_is_said_in_one_point() -> None:
    found = points(samples.record(recommendations=()))
    assert "ikke er lagt et register over anbefalinger ved" in found[0]
    assert not any("godkender" in point for point in found)


def test_milestones_and_deadlines_that_have_passed_are_said() -> None:
    record = with_recommendations({}, {"is_overdue": True})
    late = (samples.milestone("a", "2026-11-20"), samples.milestone("b", "2026-12-20"))
    found = points(dataclasses.replace(record, milestones=late))
    assert any("fordi 1 af 2 milepæle" in p and "frist for anbefaling 2" in p for p in found)


def test_a_milestone_due_on_the_day_is_not_late() -> None:
    record = samples.record(milestones=(samples.milestone("a", "2026-11-21"),))
    assert any("næste milepæl er »Opgaven a« 21. november 2026" in p for p in points(record))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "status": st.sampled_from(
                    ["foreslået", "besluttet", "i gang", "gennemført", "bortfaldet"]
                ),
                "verdict": st.sampled_from(["holds", "partly", "no_longer_holds", "not_shown"]),
                "is_flagged": st.booleans(),
                "is_overdue": st.booleans(),
            }
        ),
        max_size=40,
    )
)
def test_whatever_the_register_there_are_at_most_six_short_points(rows: list[dict]) -> None:
    found = points(with_recommendations(*rows))
    assert 1 <= len(found) <= 6
    assert all(len(point) < 420 for point in found)


@settings(deadline=None, max_examples=100)
@given(st.sets(st.integers(1, 60), min_size=1))
def test_numbers_drawn_together_name_exactly_the_same_numbers(numbers: set[int]) -> None:
    said = list_numbers([{"number": number} for number in numbers])
    back: set[int] = set()
    for part in said.replace(" og ", ", ").split(", "):
        first, _, last = part.partition("-")
        back |= set(range(int(first), int(last or first) + 1))
    assert back == numbers


def test_sentences_of_findings_are_used_whole_and_strongest_first() -> None:
    said = words(state_problem(samples.record(), samples.blocks()))
    places = [
        said.index(each.sentence)
        for each in samples.findings()
        if each.id in {"benchmark.foertidspension-tilkendelser", "review.mindst_en",
                       "events.weeks.sag_rejst.afgoerelse"}
    ]  # fmt: skip
    assert places == sorted(places)


def test_the_problem_names_the_peers_and_tells_flow_from_stock() -> None:
    said = words(state_problem(samples.record(), samples.blocks()))
    assert "Sammenlignet med Bekøb og Cedel" in said
    assert "Reglerne er dagens" not in said
    assert "Tilkendelser tælles over et år, mens bestanden" in said


def test_what_is_missing_is_said_instead_of_nothing() -> None:
    record = samples.bare_record()
    assert "Der er ikke lagt en sagsgennemgang ved." in words(state_problem(record))
    (economy,) = say_economy(record, {})
    assert "Der er ingen personer at regne økonomi for." in words(economy)
    assert "koster normalt kommunen penge" in words(economy)


def test_a_table_of_forty_recommendations_is_cut_and_says_how_many_more() -> None:
    record = with_recommendations(*[{}] * 40)
    _, table = describe_solution(record)
    assert len(table.content.rows) == MOST_ROWS + 1
    assert table.content.rows[-1].cells[1] == "… og 32 til i rapporten"


def test_one_recommendation_more_than_the_rows_is_shown_rather_than_announced() -> None:
    _, table = describe_solution(with_recommendations(*[{}] * (MOST_ROWS + 1)))
    assert table.content.rows[-1].cells[0] == str(MOST_ROWS + 1)


def test_a_deadline_that_has_passed_is_marked_in_the_table() -> None:
    _, table = describe_solution(with_recommendations({"is_overdue": True}))
    assert table.content.rows[0].cells[3] == "1. marts 2027 (overskredet)"


def test_money_is_split_by_area_in_the_finding_s_own_numbers() -> None:
    text, _ = say_economy(samples.record(), samples.blocks())
    total = samples.record().register.find("economics.total")
    said = words(text)
    assert total.sentence in said
    for key in ("case_total", "case_service", "case_transfers"):
        assert total.number(key).text in said
    assert total.number("case_total").limits_text in said


def test_the_extract_of_the_business_case_keeps_sums_and_limits() -> None:
    _, table = say_economy(samples.record(), samples.blocks())
    assert [row.cells[0] for row in table.content.rows] == [
        "Service", "Samlet varig", "Samlet engang", "Samlet påvirkning", "nedre grænse",
    ]  # fmt: skip


def test_the_reduced_plan_names_what_is_dropped() -> None:
    said = words(say_process(samples.record()))
    assert "udgår »Opgaven undersøgelse«" in said
    assert "15. december 2026. Opgaven tjekliste (SOF): tjekliste er færdig." in said


def test_a_plan_that_is_missing_or_done_is_said() -> None:
    assert "ikke lagt en plan" in words(say_process(samples.record(milestones=())))
    done = (samples.milestone("a", "2026-12-01", status="gennemført"),)
    assert "Alle milepæle er nået." in words(say_process(samples.record(milestones=done)))


def test_laws_are_named_once_with_their_mark() -> None:
    said = words(state_law(samples.record(), samples.blocks()))
    assert said.count("Lov om social pension § 18") == 1
    assert "Lov 1750 (kravet bortfalder; dato ukendt)°" in said
    assert "mærket °, er ikke efterprøvet" in said
    assert "retssikkerhedsloven" in words(state_law(samples.record(), {}))


def test_the_committee_s_form_says_so_where_there_is_no_register() -> None:
    record = samples.record(recommendations=())
    assert "Orientering" in words(state_theme(record))
    assert "godkende" not in words(list_options(record))
    assert words(say_staff(record)) == words(say_other_committees(record))


@pytest.mark.parametrize("origin", ["observed", "synthetic"])
def test_an_invented_register_stamps_what_is_said_of_it(origin: str) -> None:
    record = samples.record(inputs=tuple(samples.inputs(origin)))
    expected = Origin.SYNTHETIC if origin == "synthetic" else Origin.OBSERVED
    for block in (propose_decisions(record), *describe_solution(record), say_process(record)):
        assert block.lineage.origin is expected


def test_an_invented_finding_stamps_what_is_said_of_it() -> None:
    record = samples.record(findings=samples.findings(samples.INVENTED))
    for block in (state_problem(record), *say_economy(record, {}), propose_decisions(record)):
        assert block.lineage.origin is Origin.SYNTHETIC
    assert list_attachments().lineage.origin is Origin.OBSERVED
