"""Assignment: even, never the own centre, a blind other second reader, one order per seed."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ContractError, RequestError
from analysis.review.assign import assign_rare, assign_readings
from analysis.review.dispositions import (
    list_sampled_cases,
    record_dispositions,
    replace_frame_errors,
)
from analysis.review.folder import open_review
from analysis.review.step_assign import assign_review, settle_dispositions
from analysis.review.workload import Task, share_out

SCHEMES = ("foertidspension", "fleksjob", "ressourceforloeb", "revalidering")


def cases_of(n: int = 60) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "case_id": [f"C{i:04d}" for i in range(n)],
            "stratum": [f"S{i % 4}" for i in range(n)],
            "centre": [f"centre {i % 3}" for i in range(n)],
        }
    )


def readers_of(*centres: str, **more: list[int]) -> pd.DataFrame:
    ids = [f"L{i}" for i in range(len(centres))]
    return pd.DataFrame({"reviewer_id": ids, "centre": centres, **more})


ALL = readers_of("centre 0", "centre 1", "Centre 2", "")


def test_everybody_reads_as_much_and_nobody_their_own_centre() -> None:
    cases = cases_of()
    table = assign_readings(cases, ALL, seed="x", n_second=20).merge(cases, on="case_id")
    own = table.merge(ALL, on="reviewer_id")
    assert not (own["centre_x"].str.casefold() == own["centre_y"].str.casefold()).any()
    first = table[table["reading"] == 1]["reviewer_id"].value_counts()
    assert first.to_list() == [15, 15, 15, 15]
    assert table["reviewer_id"].value_counts().to_list() == [20, 20, 20, 20]


def test_second_reader_is_another_and_the_random_part_is_spread_over_strata() -> None:
    cases = cases_of()
    table = assign_readings(cases, ALL, seed="x", n_second=20)
    readers = table.groupby("case_id")["reviewer_id"].agg(["nunique", "size"])
    assert (readers["nunique"] == readers["size"]).all()
    second = table[table["reading"] == 2].merge(cases, on="case_id")
    assert second["stratum"].value_counts().to_list() == [5, 5, 5, 5]


def test_order_of_rows_does_not_matter_and_the_seed_does() -> None:
    cases = cases_of()
    table = assign_readings(cases, ALL, seed="x", n_second=20)
    shuffled = assign_readings(
        cases.sample(frac=1, random_state=3), ALL.iloc[::-1], seed="x", n_second=20
    )
    pd.testing.assert_frame_equal(table, shuffled)
    assert not table.equals(assign_readings(cases, ALL, seed="y", n_second=20))


def test_each_reader_has_places_from_one_in_an_order_unlike_that_of_the_draw() -> None:
    table = assign_readings(cases_of(), ALL, seed="x", n_second=20)
    for _, part in table.groupby(["reviewer_id", "reading"]):
        assert part["position"].to_list() == list(range(1, len(part) + 1))
        assert not part["case_id"].is_monotonic_increasing


def test_every_obstacle_is_said_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        assign_readings(cases_of(), readers_of("centre 0", "centre 0"), seed="x", n_second=60)
    assert "20 cases" in str(caught.value)
    assert "for the first reading" in str(caught.value)
    assert "for the second reading" in str(caught.value)
    assert "C0000" not in str(caught.value)


def test_capacity_is_never_passed_and_too_little_of_it_is_refused() -> None:
    most = {"L0": 30, "L1": 60, "L2": 30}
    tight = readers_of("", "", "", capacity=list(most.values()))
    loads = assign_readings(cases_of(), tight, seed="x", n_second=50)["reviewer_id"].value_counts()
    assert all(loads[reader] <= room for reader, room in most.items())
    with pytest.raises(RequestError, match="are full"):
        assign_readings(cases_of(), readers_of("", capacity=[59]), seed="x", n_second=0)


@given(data=st.data())
def test_no_reader_could_be_relieved(data: st.DataObject) -> None:
    names = ["A", "B", "C", "D"]
    allowed = st.sets(st.sampled_from(names), min_size=1)
    sets = data.draw(st.lists(allowed, min_size=1, max_size=25))
    tasks = [Task(f"C{i}", "S", frozenset(each)) for i, each in enumerate(sets)]
    sharing = share_out(tasks, dict.fromkeys(names, 99), seed="x")
    loads = {name: list(sharing.reader_of.values()).count(name) for name in names}
    assert len(sharing.reader_of) == len(tasks)
    for task in tasks:
        reader = sharing.reader_of[task.case_id]
        assert reader in task.allowed
        assert all(loads[reader] - loads[other] <= 1 for other in task.allowed)


def judgements_of(cases: pd.DataFrame, positive: dict[str, list[str]]) -> pd.DataFrame:
    table = pd.DataFrame({"case_id": cases["case_id"], "reading": 1})
    for scheme in SCHEMES:
        found = table["case_id"].isin(positive.get(scheme, []))
        table[f"status_{scheme}"] = found.map({True: "klar", False: "ikke_maalgruppe"})
    return table


def test_every_first_positive_of_a_rare_scheme_is_read_again_by_another_once() -> None:
    cases = cases_of()
    before = assign_readings(cases, ALL, seed="x", n_second=20)
    in_random = set(before.loc[before["reading"] == 2, "case_id"])
    positive = [*sorted(in_random)[:2], *sorted(set(cases["case_id"]) - in_random)[:5]]
    found = judgements_of(cases, {"revalidering": positive, "fleksjob": ["C0059"]})
    after = assign_rare(before, found, cases, ALL, rare=["revalidering"], seed="x")
    again = assign_rare(after, found, cases, ALL, rare=["revalidering"], seed="x")
    second = after[after["reading"] == 2].set_index("case_id")
    assert set(positive) <= set(second.index)
    assert (second["reason"] == "sjaelden_ordning").sum() == 5
    readers = after.groupby("case_id")["reviewer_id"].agg(["nunique", "size"])
    assert (readers["nunique"] == readers["size"]).all()
    pd.testing.assert_frame_equal(after, again)


def test_sample_has_the_drawn_cases_until_one_is_replaced(assigned) -> None:
    review = open_review(assigned)
    sample = list_sampled_cases(review)
    assert len(sample) == 60
    assert set(sample["disposition"]) == {"ikke_afsluttet"}


def test_frame_error_is_replaced_by_the_next_ticket_of_its_stratum(assigned) -> None:
    review = open_review(assigned)
    case = review.assignment.loc[review.assignment["reading"] == 2, "case_id"].iloc[0]
    stratum = review.draw.set_index("case_id").loc[case, "stratum"]
    is_reserve = (review.draw["stratum"] == stratum) & (review.draw["status"] == "reserve")
    expected = review.draw.loc[is_reserve, "case_id"].iloc[0]
    given = pd.DataFrame({"case_id": [case], "disposition": ["ikke_i_population"]})
    review = dataclasses.replace(review, dispositions=record_dispositions(review, given))
    result = replace_frame_errors(review)
    assert result.dispositions["replaced_by"].to_list() == [expected]
    new = result.assignment[result.assignment["case_id"] == expected]
    assert sorted(new["reading"]) == [1, 2]
    assert new["reviewer_id"].nunique() == 2
    old = result.assignment[result.assignment["case_id"] == case]
    assert old["reading"].to_list() == [1]
    done = dataclasses.replace(
        review, dispositions=result.dispositions, assignment=result.assignment
    )
    assert replace_frame_errors(done).n_replaced == 0
    assert len(list_sampled_cases(done)) == 61


def test_frame_error_loses_its_second_reading_even_without_a_reserve(assigned) -> None:
    review = open_review(assigned)
    case = review.assignment.loc[review.assignment["reading"] == 2, "case_id"].iloc[0]
    given = pd.DataFrame({"case_id": [case], "disposition": ["ikke_i_population"]})
    drawn = review.draw[review.draw["status"] == "udtrukket"]
    review = dataclasses.replace(
        review, dispositions=record_dispositions(review, given), draw=drawn
    )
    result = replace_frame_errors(review)
    assert len(result.exhausted) == 1
    theirs = result.assignment[result.assignment["case_id"] == case]
    assert theirs["reading"].to_list() == [1]


def test_case_that_cannot_be_had_is_kept_and_not_replaced(assigned, tmp_path) -> None:
    case = open_review(assigned).draw["case_id"].iloc[0]
    file = tmp_path / "frafald.csv"
    file.write_text(f"case_id,disposition\n{case},sag_ikke_tilgaengelig\n", encoding="utf-8")
    settle_dispositions(assigned, given=file)
    review = open_review(assigned)
    assert review.dispositions["replaced_by"].to_list() == [""]
    assert len(list_sampled_cases(review)) == 60


@pytest.mark.parametrize("code", ["for_svaer", "erstattes", ""])
def test_hard_case_is_no_disposition(code: str, assigned) -> None:
    review = open_review(assigned)
    given = pd.DataFrame({"case_id": review.draw["case_id"][:1], "disposition": [code]})
    with pytest.raises(ContractError, match="may not hold"):
        record_dispositions(review, given)


def test_reserve_that_has_replaced_nobody_has_no_disposition(assigned) -> None:
    review = open_review(assigned)
    reserve = review.draw.loc[review.draw["status"] == "reserve", "case_id"].iloc[:1]
    given = pd.DataFrame({"case_id": reserve, "disposition": ["ikke_i_population"]})
    with pytest.raises(ContractError, match="not to be read"):
        record_dispositions(review, given)


def test_case_that_has_been_read_is_not_replaced(assigned) -> None:
    review = open_review(assigned)
    case = review.draw["case_id"].iloc[0]
    concluded = pd.DataFrame({"case_id": [case], "reading": [1]})
    review = dataclasses.replace(review, conclusions=concluded)
    given = pd.DataFrame({"case_id": [case], "disposition": ["ikke_i_population"]})
    with pytest.raises(ContractError, match="cannot be changed"):
        record_dispositions(review, given)


def test_second_assignment_is_refused_unless_it_is_to_replace(assigned) -> None:
    with pytest.raises(RequestError, match="assigned already"):
        assign_review(assigned)
    assign_review(assigned, n_second=5, replace=True)
    assert (open_review(assigned).assignment["reading"] == 2).sum() == 5


def test_a_blank_capacity_is_no_limit() -> None:
    blank = readers_of("", "", capacity=[10, float("nan")])
    readings = assign_readings(cases_of(), blank, seed="x", n_second=0)
    loads = readings["reviewer_id"].value_counts()
    assert loads[blank.loc[0, "reviewer_id"]] == 10
    assert loads.sum() == len(cases_of())
