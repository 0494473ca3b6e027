"""Everything one meeting gets is put together once, from what there is."""

from __future__ import annotations

import datetime as dt

import pytest

from analysis.errors import RequestError
from analysis.findings.register import Kind
from analysis.packs.assemble import assemble_pack
from analysis.packs.record import read_record
from tests.end_to_end.pack_desk import CODE, write_earlier


def test_every_part_that_is_given_has_findings_and_what_is_not_has_a_reason(pack) -> None:
    kinds = {each.kind for each in pack.register.findings}
    assert kinds == {Kind.BENCHMARK, Kind.EVENTS, Kind.FLOW, Kind.STUDY, Kind.ECONOMICS}
    assert set(pack.register.missing) == {"review"}
    ids = [each.id for each in pack.register.findings]
    assert len(ids) == len(set(ids))


def test_the_record_says_what_the_pack_says(pack) -> None:
    record = pack.record
    assert record.findings == pack.register.findings
    assert record.missing == pack.register.missing
    assert [line["id"] for line in record.recommendations] == [
        each.recommendation.id for each in pack.judged
    ]
    assert (record.municipality_code, record.municipality_name) == (CODE, "Aby")
    assert record.request["level"] == 0.95
    assert record.request["law_of"] == record.meeting_date == "2026-03-09"
    assert pack.meeting_date == dt.date(2026, 3, 9)


def test_plan_and_deadlines_are_followed_on_the_day_that_is_printed(pack) -> None:
    assert pack.plan.today == pack.reduced.today == pack.comparison.report_date
    assert pack.reduced.plan.is_reduced or len(pack.reduced.tasks) < len(pack.plan.tasks)


def test_money_is_reckoned_for_the_gap_without_a_review(pack) -> None:
    (move,) = pack.economics.moves
    assert move.id == "kontanthjaelp-foertidspension"
    assert pack.economics.horizon_years == 5


def test_the_earlier_quarter_is_computed_again_and_its_old_number_called_moved(pack) -> None:
    assert (pack.changes.earlier_period, pack.changes.now_period) == ("2025K3", "2025K4")
    assert pack.changes.is_recomputed
    (moved,) = pack.changes.moved
    assert (moved.finding_id, moved.then.value) == ("benchmark.fleksjob-bestand", 901.0)
    assert moved.recomputed.value != 901.0


def test_nothing_is_recomputed_where_the_data_do_not_reach_back(desk, tmp_path) -> None:
    write_earlier(tmp_path / "gammelt", period="1990K1", date="1990-05-15")
    old = assemble_pack(CODE, raw_dir=desk.raw, against_dir=tmp_path / "gammelt")
    assert not old.changes.is_recomputed
    assert old.changes.moved == ()
    # Nor is money reckoned without rates, or a plan followed without one.
    assert (old.economics, old.plan, old.judged) == (None, None, ())
    assert "rates.yaml" in old.register.missing["economics"]


def test_the_same_quarter_is_held_against_todays_numbers(desk, tmp_path) -> None:
    write_earlier(tmp_path / "samme", period="2025K4", date="2026-01-20")
    same = assemble_pack(CODE, raw_dir=desk.raw, against_dir=tmp_path / "samme")
    assert same.earlier == read_record(tmp_path / "samme")
    assert same.changes.is_recomputed


def test_another_municipalitys_earlier_pack_is_refused(desk, tmp_path) -> None:
    write_earlier(tmp_path / "anden", municipality_code="9902")
    with pytest.raises(RequestError, match="belongs to municipality 9902"):
        assemble_pack(CODE, raw_dir=desk.raw, against_dir=tmp_path / "anden")
