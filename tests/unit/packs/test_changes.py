"""What changed, what only moved, and what a reader must know first."""

from __future__ import annotations

import math
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.concepts import Lineage
from analysis.errors import RequestError
from analysis.findings.register import Kind, Number
from analysis.packs.change_figures import judge_reach
from analysis.packs.change_model import Cause, Event, Reach
from analysis.packs.changes import compare_packs
from analysis.tables.pack.changes import (
    tabulate_changes,
    tabulate_input_changes,
    tabulate_numbers_moved,
)
from analysis.texts.pack.changes import say_changes

packs = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("pack_records.py"))))
THEN = {"period": "2025K3", "date": "2025-11-15"}


def change(changes, finding_id, key):
    return next(
        each for each in changes.figures if (each.finding_id, each.number.key) == (finding_id, key)
    )


def said(block):
    return " ".join(f"{each.lead} {each.text}" for each in block.content.paragraphs)


def test_a_pack_against_itself_has_no_change_but_that_the_period_is_the_same() -> None:
    changes = compare_packs(packs.record(), packs.record(), recomputed=packs.findings())
    assert not changes.changed_figures
    assert not changes.moved
    lists = (changes.verdicts, changes.recommendations, changes.milestones, changes.inputs)
    assert not any(lists)
    assert len(changes.differences) == 1


def test_another_municipality_is_refused() -> None:
    with pytest.raises(RequestError, match="belongs to municipality 9902"):
        compare_packs(packs.record(), packs.record(municipality_code="9902"))


def test_intervals_without_a_common_point_are_beyond_the_uncertainty() -> None:
    low = Number("now", "personer", 100, "persons", 90, 110, level=0.95)
    high = Number("now", "personer", 125, "persons", 111, 140, level=0.95)
    touching = Number("now", "personer", 125, "persons", 110, 140, level=0.95)
    assert judge_reach(high, low, kind=Kind.REVIEW) is Reach.BEYOND
    assert judge_reach(touching, low, kind=Kind.REVIEW) is Reach.WITHIN


def test_the_range_of_ordinary_practice_is_no_uncertainty() -> None:
    then = Number("expected", "forventede", 100, "persons", 90, 110, level=0.95)
    now = Number("expected", "forventede", 200, "persons", 190, 210, level=0.95)
    assert judge_reach(now, then, kind=Kind.BENCHMARK) is Reach.RANGE_ONLY
    assert judge_reach(now, then, kind=Kind.REVIEW) is Reach.BEYOND


def test_limits_of_another_level_are_not_compared() -> None:
    then = Number("now", "personer", 100, "persons", 90, 110, level=0.95)
    assert (
        judge_reach(
            replace(then, value=300, lower=290, upper=310, level=0.8), then, kind=Kind.REVIEW
        )
        is Reach.NOT_COMPARABLE
    )


def test_numbers_of_another_unit_are_not_compared() -> None:
    then = Number("now", "personer", 100, "persons", 90, 110, level=0.95)
    weeks = replace(then, value=300, lower=290, upper=310, unit="weeks")
    assert judge_reach(weeks, then, kind=Kind.REVIEW) is Reach.NOT_COMPARABLE


def test_a_number_that_is_counted_in_another_unit_today_has_moved() -> None:
    then = packs.awards(1026, period="2025K3")
    first, *rest = then.numbers
    again = replace(then, numbers=(replace(first, unit="persons"), *rest))
    changes = compare_packs(
        packs.record(packs.awards()), packs.record(then, **THEN), recomputed=(again,)
    )
    assert [each.then.key for each in changes.moved] == ["observed"]
    observed = change(changes, "benchmark.foertidspension-tilkendelser", "observed")
    assert observed.reach is Reach.NOT_COMPARABLE
    assert math.isnan(observed.change)


@settings(deadline=None)
@given(
    st.tuples(*[st.floats(-1e6, 1e6)] * 2).map(sorted),
    st.tuples(*[st.floats(-1e6, 1e6)] * 2).map(sorted),
)
def test_beyond_is_symmetric_and_never_said_of_intervals_that_meet(one, other) -> None:
    first = Number("n", "n", sum(one) / 2, "persons", *one, level=0.95)
    second = Number("n", "n", sum(other) / 2, "persons", *other, level=0.95)
    reach = judge_reach(first, second, kind=Kind.REVIEW)
    assert reach is judge_reach(second, first, kind=Kind.REVIEW)
    if max(one[0], other[0]) <= min(one[1], other[1]):
        assert reach is not Reach.BEYOND


def test_a_change_over_time_is_counted_from_the_recomputed_number() -> None:
    # 1,000 then; 1,010 in today's data; 1,026 now: 16 more over time, and 10 moved.
    earlier = packs.record(packs.awards(1000, period="2025K3"), **THEN)
    again = (packs.awards(1010, period="2025K3"),)
    changes = compare_packs(packs.record(packs.awards()), earlier, recomputed=again)
    observed = change(changes, "benchmark.foertidspension-tilkendelser", "observed")
    assert observed.change == 16
    moved = next(each for each in changes.moved if each.then.key == "observed")
    assert (moved.then.value, moved.recomputed.value) == (1000, 1010)


@pytest.mark.parametrize(
    ("code", "sha256", "peers", "causes"),
    [
        ("c2", "a1", ["9902"], (Cause.METHOD,)),
        ("c1", "b2", ["9902"], (Cause.DATA,)),
        ("c2", "b2", ["9902"], (Cause.DATA, Cause.METHOD)),
        ("c1", "a1", ["9903"], (Cause.REQUEST,)),
        ("c1", "a1", ["9902"], ()),
    ],
)
def test_the_reason_of_a_moved_number_follows_from_checksums_and_method(
    code, sha256, peers, causes
) -> None:
    earlier = packs.record(packs.awards(1000, period="2025K3"), **THEN)
    now = packs.record(
        packs.awards(),
        method={"code": code},
        inputs=(packs.entry("AUK01.csv", sha256), packs.entry("pack/study.yaml")),
        request={"peers": {"codes": peers}, "level": 0.95, "seed": 1},
    )
    again = (packs.awards(1010, period="2025K3"),)
    changes = compare_packs(now, earlier, recomputed=again)
    assert {each.causes for each in changes.moved} == {causes}


def test_a_file_that_the_number_does_not_rest_on_is_no_reason() -> None:
    earlier = packs.record(packs.awards(1000, period="2025K3"), **THEN)
    now = packs.record(
        packs.awards(),
        method={"code": "c2"},
        inputs=(packs.entry("AUK01.csv"), packs.entry("pack/study.yaml", "z9")),
    )
    changes = compare_packs(now, earlier, recomputed=(packs.awards(1010, period="2025K3"),))
    assert {each.reason for each in changes.moved} == {"metode"}


def test_what_cannot_be_recomputed_is_not_called_moved() -> None:
    earlier = packs.record(packs.awards(1000, period="2025K3"), **THEN)
    changes = compare_packs(packs.record(packs.awards()), earlier)
    assert not changes.moved
    assert "kan ikke regnes igen" in said(say_changes(changes))


def test_verdicts_new_findings_and_those_gone_are_told_apart_with_the_reason() -> None:
    earlier = packs.record(packs.awards(state="lower", state_words="lavere"), packs.review())
    now = packs.record(packs.awards(), packs.weeks(), missing={"review": "Ingen gennemgang."})
    verdicts = compare_packs(now, earlier).verdicts
    assert [each.event for each in verdicts] == [Event.VERDICT, Event.NEW, Event.GONE]
    assert verdicts[2].why == "Ingen gennemgang."


def test_a_recommendation_whose_basis_no_longer_holds_stands_first() -> None:
    lost = packs.recommendation(
        verdict="no_longer_holds",
        verdict_words="holder ikke længere",
        basis={"benchmark.foertidspension-tilkendelser": "indistinguishable"},
    )
    other = packs.recommendation(id="anden", number=0, title="Anden", status="besluttet")
    before = packs.recommendation(id="anden", number=0, title="Anden")
    changes = compare_packs(
        packs.record(recommendations=(other, lost)),
        packs.record(recommendations=(before, packs.recommendation()), **THEN),
    )
    assert [each.event for each in changes.recommendations] == [Event.BASIS, Event.STATUS]
    assert changes.lost[0].finding_ids == ("benchmark.foertidspension-tilkendelser",)
    assert "praksissammenligning: førtidspension, tilkendelser" in said(say_changes(changes))


def test_milestones_are_moved_or_done() -> None:
    late = packs.task(current_end="2026-05-15")
    done = packs.task(id="anden", title="Anden", done_on="2026-02-01", status="afsluttet")
    before = packs.task(id="anden", title="Anden")
    changes = compare_packs(
        packs.record(milestones=(late, done)),
        packs.record(milestones=(packs.task(), before), **THEN),
    ).milestones
    assert [each.event for each in changes] == [Event.MOVED, Event.DONE]
    assert changes[0].now == "15. maj 2026"


def test_files_new_gone_changed_and_of_another_origin_are_told_apart() -> None:
    now = packs.record(
        inputs=(
            packs.entry("AUK01.csv", "b2"),
            packs.entry("ny.csv"),
            packs.entry("c.csv", origin="synthetic"),
        )
    )
    earlier = packs.record(
        inputs=(packs.entry("AUK01.csv"), packs.entry("gl.csv"), packs.entry("c.csv")), **THEN
    )
    changes = {each.id: each.event for each in compare_packs(now, earlier).inputs}
    assert changes == {
        "AUK01.csv": Event.CONTENT,
        "ny.csv": Event.NEW,
        "gl.csv": Event.GONE,
        "c.csv": Event.ORIGIN,
    }


def test_a_public_pack_repeats_nothing_of_a_closed_one_from_own_files() -> None:
    changes = compare_packs(
        packs.record(release="offentlig"), packs.record(packs.review(900), **THEN)
    )
    assert not any(each.finding_id.startswith("review") for each in changes.figures)
    assert not any(each.finding_id.startswith("review") for each in changes.verdicts)
    assert "offentligt" in changes.differences[0]


def test_other_peers_are_said_before_anything_else() -> None:
    earlier = packs.record(request={"peers": {"codes": ["9903"]}, "level": 0.95, "seed": 1}, **THEN)
    text = said(say_changes(compare_packs(packs.record(), earlier)))
    assert text.index("ikke de samme som sidst") < text.index("Vurderinger")


def test_without_an_earlier_pack_the_text_says_so() -> None:
    block = say_changes(None, lineage=Lineage())
    assert said(block).strip() == "Der er intet tidligere oplæg at sammenligne med."


def test_tables_hold_what_changed_and_say_so_where_nothing_did() -> None:
    earlier = packs.record(packs.awards(1000, period="2025K3"), **THEN)
    now = packs.record(packs.awards())
    changes = compare_packs(now, earlier, recomputed=(packs.awards(1010, period="2025K3"),))
    lineage = packs.OBSERVED
    table = tabulate_changes(changes, lineage=lineage)
    row = next(
        each.cells for each in table.content.rows if each.cells[0] == "faktiske tilkendelser"
    )
    assert row[1:5] == ("1.000", "1.010", "1.026", "+16")
    assert tabulate_numbers_moved(changes, lineage=lineage).kind == "Table"
    nothing = tabulate_input_changes(changes, lineage=lineage)
    assert (nothing.id, nothing.kind) == ("aendrede-inddata", "Text")


def test_a_number_that_is_nowhere_has_no_change() -> None:
    then = replace(packs.review(), numbers=())
    changes = compare_packs(packs.record(packs.review()), packs.record(then, **THEN))
    only = change(changes, "review.foertidspension", "now")
    assert only.reach is Reach.NOT_COMPARABLE
    assert math.isnan(only.change)
