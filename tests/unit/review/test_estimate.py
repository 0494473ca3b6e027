"""Estimates of a review: recomputed by other routes, whole, and whatever became of the cases.

==============================  =====================================================
Case                            Result
==============================  =====================================================
A stratum nobody could read     joined with its neighbour, and said
A stratum with one case         joined with its neighbour, and said
Nobody is *klar*                zero, with the exact bound
Everybody is *klar*             all people, with the exact bound turned round
A scheme closed by the date     no outcome; named in `closed`
No answers, or none finished    CoverageError that names the command
No second reading               first readings alone, no agreement
A second reading not finished   counts as not read again
A reading twice                 ContractError
An answer to a foreign case     ContractError without content
Only one benefit                the parts of one benefit
A part nobody was read in       NaN, and said
Two checklist versions          each judged by its own
==============================  =====================================================
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.checklists.load import load_checklist
from analysis.concepts import Lineage, Origin
from analysis.errors import ContractError, CoverageError, EstimationError
from analysis.review.assign import assign_rare, assign_readings
from analysis.review.contracts import empty_table
from analysis.review.draw import draw_cases
from analysis.review.estimate import estimate_review, name_municipality
from analysis.review.estimate_domains import estimate_parts
from analysis.review.estimate_outcomes import estimate_outcome, estimate_population, make_bases
from analysis.review.estimate_sample import read_sample
from analysis.review.estimate_second import settle_second_readings
from analysis.review.folder import Review, open_review, write_record, write_table
from analysis.review.plan import PlanChoices, plan_review
from analysis.review.step_assign import judge_review
from analysis.review.tables import ADJUDICATION_COLUMNS, ANSWER_COLUMNS, CONCLUSION_COLUMNS

DAY = dt.date(2022, 5, 1)
SCHEMES = ("foertidspension", "fleksjob", "ressourceforloeb", "revalidering")
DECIDES = dict(zip(SCHEMES, ("F2", "J4", "R2", "V2"), strict=True))
DOCUMENT = dict(zip(SCHEMES, ("indstilling", "praktikrapport", "handleplan", "cv"), strict=True))
DOCUMENT["revalidering"] = "tidligere_indsatser"
READY, LACKS, NOT_TARGET = "klar", "mangler_dokumentation", "ikke_maalgruppe"
ANSWER = {READY: "opfyldt", LACKS: "uoplyst", NOT_TARGET: "ikke_opfyldt", "": ""}
READERS = pd.DataFrame({"reviewer_id": ["L1", "L2", "L3"], "centre": ["Nord", "Syd", ""]})


def invent_people(n: int = 600) -> pd.DataFrame:
    rows = np.arange(n)
    is_sick = rows % 3 == 0
    return pd.DataFrame(
        {
            "case_id": [f"p{i:05d}" for i in rows],
            "benefit": np.where(is_sick, "sygedagpenge", "kontanthjaelp"),
            "weeks": np.where(is_sick, rows * 7 % 60, rows * 13 % 700),
            "in_sof": np.where(rows % 4 == 0, "ja", "nej"),
            "centre": np.where(rows % 5 < 2, "Nord", "Syd"),
            "age_group": np.where(rows % 2 == 0, "40-49", "30-39"),
            "sex": np.where(rows % 7 < 3, "kvinde", "mand"),
        }
    )


def draw_review(
    people: pd.DataFrame, *, n_cases: int = 60, day: dt.date = DAY, minimum: int = 3
) -> Review:
    """Plan, draw and assign a review in memory, with nothing read yet."""
    choices = PlanChoices(n_cases=n_cases, minimum=minimum, rare=("revalidering",))
    plan = plan_review(people, choices)
    draw = draw_cases(plan.frame, plan.record["cases"], seed="Aby")
    cases = draw[draw["status"] == "udtrukket"][["case_id"]].merge(plan.frame, on="case_id")
    record = {"seed": "Aby", "draw_date": day.isoformat(), "cases": plan.record["cases"]}
    return Review(
        folder=Path("aby"),
        municipality_code="9901",
        origin=Origin.SYNTHETIC,
        purpose={},
        frame=plan.frame,
        frame_record={},
        plan=plan.record,
        draw=draw,
        draw_record=record | {"checklist_version": load_checklist(day).version},
        reviewers=READERS,
        assignment=assign_readings(cases, READERS, seed="Aby", n_second=24),
        dispositions=cases[["case_id"]].assign(disposition="gennemgaaet", replaced_by="", date=""),
        answers=empty_table("answers"),
        conclusions=empty_table("conclusions"),
        adjudications=empty_table("adjudications"),
        inputs=(),
        lineage=Lineage(frozenset({"frame.csv"}), frozenset({"frame.csv"})),
    )


def read(review: Review, tasks: pd.DataFrame, statuses: pd.DataFrame) -> Review:
    """Let readers find the given statuses: one row per case, one column per scheme."""
    version = review.draw_record["checklist_version"]
    checklist = load_checklist(dt.date.fromisoformat(version[:10]))
    answers, conclusions = [], []
    for case, reading, reader in tasks[["case_id", "reading", "reviewer_id"]].itertuples(False):
        found = {DECIDES[scheme]: scheme for scheme in SCHEMES}
        for item in checklist.items:
            answer = {"G1": "40_plus", "R6": "ikke_opfyldt"}.get(item.id, "opfyldt")
            if item.section == "andre_indsatser" or item.role.value == "aabenbar_sag":
                answer = "ikke_opfyldt"
            if item.id in found:
                answer = ANSWER[statuses.loc[case, found[item.id]]]
            document = DOCUMENT[found[item.id]] if answer == "uoplyst" else ""
            if answer:
                answers.append((case, reading, reader, item.id, answer, document))
        conclusions.append((case, reading, reader, "2022-06-01", 40.0, "ingen", "nej", version))
    return dataclasses.replace(
        review,
        answers=join(review.answers, answers, ANSWER_COLUMNS),
        conclusions=join(review.conclusions, conclusions, CONCLUSION_COLUMNS),
    )


def join(table: pd.DataFrame, rows: list, columns: tuple[str, ...]) -> pd.DataFrame:
    new = pd.DataFrame(rows, columns=list(columns))
    return new if table.empty else pd.concat([table, new], ignore_index=True)


def invent_statuses(review: Review, seed: int = 1, shares=(0.25, 0.2, 0.55)) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    kinds = rng.choice([READY, LACKS, NOT_TARGET], (len(review.frame), 4), p=shares)
    table = pd.DataFrame(kinds, columns=list(SCHEMES), index=review.frame["case_id"])
    rare = rng.choice([READY, LACKS, NOT_TARGET], len(table), p=(0.1, 0.1, 0.8))
    return table.assign(revalidering=rare)


def read_first(review: Review, statuses: pd.DataFrame) -> Review:
    tasks = review.assignment[review.assignment["reading"] == 1]
    away = review.dispositions[review.dispositions["disposition"] != "gennemgaaet"]["case_id"]
    return read(review, tasks[~tasks["case_id"].isin(away)], statuses)


def read_second(review: Review, statuses: pd.DataFrame, *, adjudicate: bool = True) -> Review:
    """Add the second round with its readings, and settle what differs as the second has it."""
    cases = review.frame.merge(review.dispositions, on="case_id")
    cases = cases[cases["disposition"] == "gennemgaaet"]
    both = assign_rare(
        review.assignment, judge_review(review), cases, READERS, rare=["revalidering"], seed="Aby"
    )
    review = dataclasses.replace(review, assignment=both)
    tasks = both[(both["reading"] == 2) & both["case_id"].isin(cases["case_id"])]
    review = read(review, tasks, statuses)
    if not adjudicate:
        return review
    judged = judge_review(review).set_index(["case_id", "reading"])
    rows = [
        (case, scheme, judged.loc[(case, 2), f"status_{scheme}"], "2022-07-01")
        for case in tasks["case_id"]
        for scheme in SCHEMES
        if judged.loc[(case, 1), f"status_{scheme}"] != judged.loc[(case, 2), f"status_{scheme}"]
    ]
    return dataclasses.replace(
        review, adjudications=pd.DataFrame(rows, columns=list(ADJUDICATION_COLUMNS))
    )


def dispose(review: Review, cases: list[str], code: str) -> Review:
    table = review.dispositions.copy()
    table.loc[table["case_id"].isin(cases), "disposition"] = code
    return dataclasses.replace(review, dispositions=table)


def statuses_by_reading(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the status for revalidering, one row per case and one column per reading."""
    columns = [
        judged[judged["reading"] == reading].set_index("case_id")["status_revalidering"]
        for reading in (1, 2)
    ]
    return pd.concat(columns, axis=1, keys=(1, 2))


def drawn_in(review: Review, stratum: str) -> list[str]:
    table = review.draw
    return table[(table["stratum"] == stratum) & (table["status"] == "udtrukket")][
        "case_id"
    ].tolist()


def estimate_main(review: Review) -> SimpleNamespace:
    """Estimate the outcomes alone, which takes a fraction of the time of everything."""
    sample = read_sample(review)
    second = settle_second_readings(review, sample)
    bases = make_bases(sample, second, level=0.95)
    people = estimate_population(sample, level=0.95)
    outcomes = {
        name: estimate_outcome(sample, basis, people, level=0.95) for name, basis in bases.items()
    }
    return SimpleNamespace(
        outcomes=outcomes,
        population=people,
        notes=sample.notes,
        sample=sample,
        second=second,
        bases=bases,
    )


@pytest.fixture(scope="module")
def unread() -> Review:
    return draw_review(invent_people())


@pytest.fixture(scope="module")
def statuses(unread: Review) -> pd.DataFrame:
    return invent_statuses(unread)


@pytest.fixture(scope="module")
def once(unread: Review, statuses: pd.DataFrame) -> Review:
    """Everything read once; two files not available and one person outside the population."""
    away = drawn_in(unread, "KH-ej-0-2")[:2]
    review = dispose(unread, away, "sag_ikke_tilgaengelig")
    review = dispose(review, drawn_in(unread, "SD-26+")[:1], "ikke_i_population")
    return read_first(review, statuses)


@pytest.fixture(scope="module")
def twice(once: Review, statuses: pd.DataFrame) -> Review:
    """Also read again; half of the first-reading positives for revalidering were wrong."""
    other = statuses.copy()
    positive = other.index[other["revalidering"] == READY]
    other.loc[positive[::2], "revalidering"] = NOT_TARGET
    return read_second(once, other)


@pytest.fixture(scope="module")
def results(once: Review):
    return estimate_review(once)


@pytest.fixture(scope="module")
def corrected(twice: Review):
    return estimate_review(twice)


def weigh(review: Review, statuses: pd.DataFrame) -> pd.DataFrame:
    """Return the settled cases with the people that each speaks for, by pandas alone."""
    cases = review.dispositions.merge(review.frame, on="case_id")
    cases = cases.join(statuses, on="case_id")
    kept = cases[cases["disposition"].isin(["gennemgaaet", "ikke_i_population"])].copy()
    people, n_kept = review.frame["stratum"].value_counts(), kept["stratum"].value_counts()
    kept["weight"] = kept["stratum"].map(people / n_kept)
    kept["is_in"] = kept["disposition"] == "gennemgaaet"
    return kept


# Recomputed by another route


@pytest.mark.parametrize("scheme", SCHEMES)
def test_totals_are_the_weighted_cases_of_each_stratum(once, statuses, results, scheme):
    kept = weigh(once, statuses)
    outcome = results.outcomes[scheme]
    for kind, estimate in ((READY, outcome.now), (LACKS, outcome.after)):
        is_kind = (kept[scheme] == kind) & kept["is_in"]
        assert estimate.value == pytest.approx(kept.loc[is_kind, "weight"].sum())
    assert outcome.n_cases_now == ((kept[scheme] == READY) & kept["is_in"]).sum()
    assert outcome.n_cases_after == ((kept[scheme] == LACKS) & kept["is_in"]).sum()


def test_at_least_one_scheme_counts_everybody_once(once, statuses, results):
    kept = weigh(once, statuses)
    is_any = (kept[list(SCHEMES)] == READY).any(axis=1) & kept["is_in"]
    assert results.outcomes["mindst_en"].now.value == pytest.approx(kept[is_any]["weight"].sum())


def test_standard_error_of_a_contrast_is_that_of_the_textbook(once, statuses, results):
    kept = weigh(once, statuses)
    first, second = ((kept[name] == READY) & kept["is_in"] for name in SCHEMES[:2])
    kept = kept.assign(gap=first.astype(float) - second.astype(float))
    variance = 0.0
    for stratum, part in kept.groupby("stratum"):
        n, people = len(part), int((once.frame["stratum"] == stratum).sum())
        variance += people**2 * (1 - n / people) * part["gap"].var(ddof=1) / n
    place = results.contrasts.names.index("foertidspension minus fleksjob")
    assert results.contrasts.standard_error[place] == pytest.approx(math.sqrt(variance))


def test_bounds_count_files_that_were_not_available_as_no_and_as_yes(once, statuses, results):
    cases = once.dispositions.merge(once.frame, on="case_id").join(statuses, on="case_id")
    share = once.frame["stratum"].value_counts() / cases["stratum"].value_counts()
    weight = cases["stratum"].map(share)
    is_read = cases["disposition"] == "gennemgaaet"
    is_away = cases["disposition"] == "sag_ikke_tilgaengelig"
    is_now, is_after = (cases["fleksjob"] == kind for kind in (READY, LACKS))
    outcome = results.outcomes["fleksjob"]
    assert outcome.lowest.value == pytest.approx(weight[is_read & is_now].sum())
    highest = weight[(is_read & (is_now | is_after)) | is_away].sum()
    assert outcome.highest.value == pytest.approx(highest)
    assert outcome.lowest.lower <= outcome.now.value <= outcome.highest.upper


def test_overlaps_count_cases_that_are_ready_in_both(once, statuses, results):
    kept = weigh(once, statuses)
    assert set(results.overlaps) == set(combinations(SCHEMES, 2))
    for (a, b), found in results.overlaps.items():
        both = (kept[a] == READY) & (kept[b] == READY) & kept["is_in"]
        assert found.value == pytest.approx(kept.loc[both, "weight"].sum())


def test_documents_are_counted_for_the_scheme_that_they_would_decide(once, statuses, results):
    kept = weigh(once, statuses)
    for scheme in SCHEMES:
        [found] = [m for m in results.missing_documents if m.scheme == scheme]
        lacks = (kept[scheme] == LACKS) & kept["is_in"]
        assert (found.code, found.n_cases) == (DOCUMENT[scheme], int(lacks.sum()))
        assert found.people.value == pytest.approx(kept.loc[lacks, "weight"].sum())
    of_any = [m for m in results.missing_documents if m.scheme == "mindst_en"]
    assert [m.people.value for m in of_any] == sorted(m.people.value for m in of_any)[::-1]


def test_corrected_total_is_the_first_reading_plus_the_expanded_differences(twice, corrected):
    outcome = corrected.outcomes["revalidering"]
    judged = statuses_by_reading(judge_review(twice))
    kept = weigh(twice, judged)
    y1 = ((kept[1] == READY) & kept["is_in"]).astype(float)
    # Adjudicated as the second reading has it; outside the population nothing is to be read.
    y2 = (kept[2] == READY).astype(float)
    reread = kept[2].notna() & kept["is_in"]
    certain = kept[1].isin([READY, LACKS]) & kept["is_in"]
    assert reread[certain].all()
    total = (kept["weight"] * y1).sum() + (kept["weight"] * (y2 - y1))[certain].sum()
    # No case outside the certain ones was found by the second reader, so nothing is added.
    assert (y2[reread & ~certain] == 0).all()
    assert outcome.is_corrected
    assert outcome.now.value == pytest.approx(total)
    assert outcome.first_reading.value == pytest.approx((kept["weight"] * y1).sum())
    assert outcome.now.value < outcome.first_reading.value
    assert outcome.n_cases_now == int(y1.sum())


# What holds for every review


@pytest.mark.parametrize("name", ["results", "corrected"])
def test_now_after_and_neither_add_up_to_the_population(name, request):
    found = request.getfixturevalue(name)
    for outcome in found.outcomes.values():
        parts = outcome.now.value + outcome.after.value + outcome.neither.value
        assert parts == pytest.approx(found.population.value)


@pytest.mark.parametrize("name", ["results", "corrected"])
def test_the_parts_of_each_variable_add_up_to_the_whole(name, request):
    found = request.getfixturevalue(name)
    table = pd.DataFrame(
        [(d.variable, d.scheme, d.n_population, d.now.value, d.after.value) for d in found.domains],
        columns=["variable", "scheme", "people", "now", "after"],
    )
    assert set(table["variable"]) == {
        *("benefit", "in_sof", "centre", "duration", "age_group", "sex")
    }
    for (_, scheme), part in table.groupby(["variable", "scheme"]):
        outcome = found.outcomes[str(scheme)]
        assert part["people"].sum() == len(found.review.frame)
        assert part["now"].sum() == pytest.approx(outcome.now.value)
        assert part["after"].sum() == pytest.approx(outcome.after.value)


@pytest.mark.parametrize("name", ["results", "corrected"])
def test_every_estimate_lies_within_its_limits(name, request):
    found = request.getfixturevalue(name)
    estimates = [found.population, found.minutes, found.drift, *found.overlaps.values()]
    for outcome in found.outcomes.values():
        estimates += [outcome.now, outcome.after, outcome.neither, outcome.share_now]
        estimates += [outcome.share_after, outcome.lowest, outcome.highest]
    estimates += [e for d in found.domains for e in (d.now, d.after, d.share_now)]
    estimates += [m.people for m in found.missing_documents]
    for estimate in estimates:
        assert estimate.lower <= estimate.value <= estimate.upper


def test_contrasts_are_differences_of_the_main_figures(corrected):
    values = dict(zip(corrected.contrasts.names, corrected.contrasts.estimate, strict=True))
    now = {name: corrected.outcomes[name].now.value for name in SCHEMES}
    for a, b in combinations(SCHEMES, 2):
        assert values[f"{a} minus {b}"] == pytest.approx(now[a] - now[b])
    assert values["sum"] == pytest.approx(sum(now.values()))


@pytest.fixture(scope="module")
def mixed(twice: Review) -> Review:
    """Return the review that was read twice, with the rows of every table in another order."""

    def mix(table: pd.DataFrame) -> pd.DataFrame:
        return table.sample(frac=1, random_state=3).reset_index(drop=True)

    names = ("frame", "draw", "answers", "conclusions", "dispositions", "adjudications")
    return dataclasses.replace(twice, **{name: mix(getattr(twice, name)) for name in names})


def test_order_of_rows_does_not_count(mixed, corrected):
    assert estimate_main(mixed).outcomes == corrected.outcomes


@pytest.mark.slow
def test_order_of_rows_counts_neither_for_parts_nor_for_documents(mixed, corrected):
    again = estimate_review(mixed)
    for name, outcome in corrected.outcomes.items():
        assert again.outcomes[name] == outcome
    assert again.domains == corrected.domains
    assert again.more_cases == corrected.more_cases
    assert again.missing_documents == corrected.missing_documents


@settings(max_examples=4)
@given(seed=st.integers(0, 10_000), shares=st.sampled_from([(0.9, 0.05, 0.05), (0.02, 0.03, 0.95)]))
def test_whatever_is_found_the_bounds_hold_the_estimate(seed, shares):
    review = draw_review(invent_people(120), n_cases=30, minimum=2)
    found = estimate_main(read_first(review, invent_statuses(review, seed, shares)))
    for outcome in found.outcomes.values():
        assert outcome.lowest.value <= outcome.now.value + 1e-9
        assert outcome.now.value + outcome.after.value <= outcome.highest.value + 1e-9
        total = outcome.now.value + outcome.after.value + outcome.neither.value
        assert total == pytest.approx(len(review.frame))


def test_a_folder_gives_the_same_as_the_tables(tmp_path, twice, corrected):
    names = ("frame", "draw", "reviewers", "assignment", "dispositions", "answers")
    for name in (*names, "conclusions", "adjudications"):
        write_table(tmp_path, name, getattr(twice, name))
    write_record(tmp_path, "plan", twice.plan)
    write_record(tmp_path, "draw", twice.draw_record)
    write_record(tmp_path, "frame", {"municipality_code": "9901", "origin": "synthetic"})
    review = open_review(tmp_path)
    assert estimate_main(review).outcomes == corrected.outcomes
    assert name_municipality(review) == corrected.municipality_name == "Aby"


# What became of the cases


def test_strata_tell_what_became_of_their_cases(results):
    rows = {row.label: row for row in results.strata}
    assert rows["KH-ej-0-2"].n_not_available == 2
    assert rows["SD-26+"].n_outside == 1
    for row in rows.values():
        kept = row.n_read + row.n_not_available + row.n_outside + row.n_unfinished
        assert kept == row.n_drawn
        assert row.weight == pytest.approx(row.n_population / (row.n_read + row.n_outside))
    assert results.n_cases_read == 57


def test_population_leaves_out_what_frame_errors_stand_for(results, unread, statuses):
    row = next(row for row in results.strata if row.label == "SD-26+")
    assert results.population.value == pytest.approx(600 - row.weight)
    whole = estimate_main(read_first(unread, statuses)).population
    assert (whole.value, whole.lower, whole.upper) == (600, 600, 600)


def test_replacement_of_a_frame_error_is_one_more_case_of_its_stratum(unread, statuses):
    outside = drawn_in(unread, "SD-26+")[0]
    reserve = unread.draw[
        (unread.draw["stratum"] == "SD-26+") & (unread.draw["status"] == "reserve")
    ]["case_id"].iloc[0]
    review = dispose(unread, [outside], "ikke_i_population")
    table = review.dispositions.copy()
    table.loc[table["case_id"] == outside, "replaced_by"] = reserve
    table.loc[len(table)] = [reserve, "gennemgaaet", "", ""]
    tasks = review.assignment.copy()
    tasks.loc[(tasks["case_id"] == outside) & (tasks["reading"] == 1), "case_id"] = reserve
    review = dataclasses.replace(review, dispositions=table, assignment=tasks)
    found = estimate_main(read_first(review, statuses))
    n = len(drawn_in(unread, "SD-26+"))
    mine = (found.sample.cases["stratum"] == "SD-26+").to_numpy()
    assert (mine.sum(), (mine & ~found.sample.is_inside).sum()) == (n + 1, 1)
    people = (unread.frame["stratum"] == "SD-26+").sum()
    assert found.population.value == pytest.approx(600 - people / (n + 1))


def test_stratum_that_nobody_could_read_is_spoken_for_by_its_neighbour(unread, statuses):
    review = dispose(unread, drawn_in(unread, "KH-SOF-10+"), "sag_ikke_tilgaengelig")
    found = estimate_main(read_first(review, statuses))
    assert any("KH-SOF-10+" in note and "KH-SOF-5-10" in note for note in found.notes)
    assert found.outcomes["fleksjob"].highest.value > found.outcomes["fleksjob"].now.value
    assert found.population.value == 600


def test_stratum_with_one_case_is_joined_with_its_neighbour(unread, statuses):
    review = dispose(unread, drawn_in(unread, "KH-SOF-10+")[1:], "sag_ikke_tilgaengelig")
    found = estimate_main(read_first(review, statuses))
    assert any("KH-SOF-10+" in note for note in found.notes)
    assert all(math.isfinite(found.outcomes[name].now.upper) for name in SCHEMES)


@pytest.mark.parametrize(("kind", "value"), [(NOT_TARGET, 0), (READY, 600)])
def test_nobody_or_everybody_gets_an_exact_bound(unread, statuses, kind, value):
    found = estimate_main(read_first(unread, statuses.assign(fleksjob=kind)))
    now = found.outcomes["fleksjob"].now
    assert now.value == pytest.approx(value)
    assert "exact bound" in now.method
    assert now.lower < now.upper


def test_closed_schemes_have_no_outcome_and_are_named(statuses):
    review = draw_review(invent_people(), day=dt.date(2026, 3, 1))
    found = estimate_review(read_first(review, statuses))
    assert list(found.outcomes) == [*SCHEMES[:2], "mindst_en", "andre_indsatser"]
    assert found.closed == ("ressourceforløb", "revalidering")
    assert found.fast_track is None
    assert found.light is None
    assert {d.scheme for d in found.domains} == {*SCHEMES[:2], "mindst_en"}


def test_obvious_and_light_cases_are_estimated_where_the_rules_have_them(results):
    assert results.fast_track.value == 0
    assert results.light.value == 0
    assert results.light.upper > 0


def test_review_of_one_benefit_has_the_parts_of_that_benefit(statuses):
    people = invent_people()
    review = draw_review(people[people["benefit"] == "kontanthjaelp"].reset_index(drop=True))
    review = read_first(review, statuses)
    main = estimate_main(review)
    parts, _ = estimate_parts(review, main.sample, main.bases, level=0.95)
    assert {d.value for d in parts if d.variable == "benefit"} == {"kontanthjaelp"}
    assert all(d.value.startswith("KH") for d in parts if d.variable == "duration")


def test_part_without_a_case_is_missing_and_said(once, results):
    frame = once.frame.copy()
    unseen = frame.index[~frame["case_id"].isin(once.dispositions["case_id"])][:30]
    frame.loc[unseen, "centre"] = "Øst"
    review = dataclasses.replace(once, frame=frame)
    main = estimate_main(review)
    parts, notes = estimate_parts(review, main.sample, main.bases, level=0.95)
    parts = [d for d in parts if d.value == "Øst"]
    assert {d.n_population for d in parts} == {30}
    assert all(math.isnan(d.now.value) and math.isnan(d.share_now.upper) for d in parts)
    assert any("Øst" in note for note in notes)
    assert main.outcomes == results.outcomes


def test_scheme_that_nobody_was_judged_for_is_left_out_and_said(unread, statuses):
    found = estimate_main(read_first(unread, statuses.assign(ressourceforloeb="")))
    assert "ressourceforloeb" not in found.outcomes
    assert any("ressourceforløb" in note for note in found.notes)


def test_scheme_that_few_were_judged_for_does_not_join_the_strata_of_others(once, statuses):
    blank = statuses.copy()
    kept = weigh(once, statuses)
    blank.loc[kept.loc[kept["stratum"] == "SD-26+", "case_id"], "fleksjob"] = ""
    review = dataclasses.replace(
        once, answers=empty_table("answers"), conclusions=empty_table("conclusions")
    )
    found, before = estimate_main(read_first(review, blank)), estimate_main(once)
    assert found.sample.design.labels == before.sample.design.labels
    assert found.outcomes["revalidering"].now == before.outcomes["revalidering"].now
    # The one case outside the population is alone in its stratum, and its neighbour speaks.
    assert len(found.bases["fleksjob"].design.labels) == len(before.sample.design.labels) - 1


def test_cases_not_judged_for_one_scheme_widen_its_bounds_alone(once, statuses, results):
    some = weigh(once, statuses)["case_id"].iloc[:3]
    blank = statuses.copy()
    blank.loc[some, "fleksjob"] = ""
    review = dataclasses.replace(
        once, answers=empty_table("answers"), conclusions=empty_table("conclusions")
    )
    found = estimate_main(read_first(review, blank))
    gap = {
        name: found.outcomes[name].highest.value - found.outcomes[name].lowest.value
        for name in SCHEMES
    }
    before = {
        name: results.outcomes[name].highest.value - results.outcomes[name].lowest.value
        for name in SCHEMES
    }
    assert gap["fleksjob"] > before["fleksjob"]
    assert gap["revalidering"] == pytest.approx(before["revalidering"])


# Second readings


def test_without_second_readings_the_first_stand_alone(results):
    assert results.agreement == ()
    assert results.n_second_readings == 0
    for outcome in results.outcomes.values():
        assert outcome.corrected is None
        assert not outcome.is_corrected
        assert outcome.correction_note == (
            "Ingen sager er læst af to, så første læsning står alene."
        )


def test_second_reading_that_is_not_finished_counts_as_none(twice, corrected):
    tasks = twice.assignment[twice.assignment["reading"] == 2]
    missing = tasks[tasks["reviewer_id"] == "L1"]["case_id"]
    keep = (twice.conclusions["reading"] == 1) | ~twice.conclusions["case_id"].isin(missing)
    found = estimate_main(dataclasses.replace(twice, conclusions=twice.conclusions[keep]))
    n_missing = len(set(missing) & set(twice.answers[twice.answers["reading"] == 2]["case_id"]))
    n_again = int((found.sample.second["mindst_en"] != "").sum())
    assert n_again == corrected.n_second_readings - n_missing
    assert found.outcomes["fleksjob"].first_reading == corrected.outcomes["fleksjob"].first_reading


def test_disagreement_that_waits_is_not_decided_and_is_counted(twice, corrected):
    found = estimate_main(dataclasses.replace(twice, adjudications=empty_table("adjudications")))
    assert corrected.n_waiting == 0
    assert found.second.n_waiting > 0
    waiting, settled = (each.outcomes["revalidering"] for each in (found, corrected))
    assert waiting.corrected is None or waiting.corrected.value > settled.corrected.value


def test_agreement_counts_the_cases_read_twice(twice, corrected):
    judged = judge_review(twice)
    wide = statuses_by_reading(judged).dropna()
    [found] = [a for a in corrected.agreement if a.id == "revalidering"]
    assert (found.n_cases, found.n_agree) == (len(wide), int((wide[1] == wide[2]).sum()))
    assert found.share_agree.value == pytest.approx(found.n_agree / found.n_cases)
    items = [a for a in corrected.agreement if a.is_item]
    assert sum(a.share_of_disagreements for a in items) == pytest.approx(1)
    assert next(a for a in items if a.id == "V2").share_of_disagreements > 0
    assert [a.is_item for a in corrected.agreement] == sorted(
        a.is_item for a in corrected.agreement
    )


def test_more_cases_narrow_the_interval_that_is_shown(corrected):
    for row in corrected.more_cases:
        now = corrected.outcomes[row.scheme].now
        assert row.width_now == pytest.approx(now.upper - now.lower)
        assert row.width_then < row.width_now
        assert row.n_cases_more == 50


def test_calibrated_weights_are_those_of_proportional_fitting(once, statuses, results):
    kept = weigh(once, statuses)
    known = {variable: once.frame[variable].value_counts() for variable in ("age_group", "sex")}
    for variable in [*known] * 20:
        reached = kept.groupby(variable)["weight"].sum()
        kept["weight"] *= kept[variable].map(known[variable] / reached)
    assert set(results.calibrated) == set(results.outcomes)
    for scheme in SCHEMES:
        is_now = (kept[scheme] == READY) & kept["is_in"]
        expected = kept.loc[is_now, "weight"].sum()
        assert results.calibrated[scheme].value == pytest.approx(expected)


def test_minutes_and_drift_are_those_of_the_readings(results):
    assert results.minutes.value == pytest.approx(40)
    assert results.minutes.unit == "minutes"
    assert -1 <= results.drift.value <= 1


# Refused


def test_review_that_nobody_has_read_names_the_command(unread):
    with pytest.raises(CoverageError, match="praksis review read"):
        estimate_review(unread)


def test_review_without_a_finished_reading_names_the_command(once):
    review = dispose(once, once.dispositions["case_id"].tolist(), "ikke_afsluttet")
    review = dataclasses.replace(review, conclusions=empty_table("conclusions"))
    with pytest.raises(CoverageError, match="No first reading is finished"):
        estimate_review(review)


def test_half_finished_case_is_not_judged_by_what_was_found_so_far(once):
    case = once.answers["case_id"].iloc[0]
    review = dispose(once, [case], "ikke_afsluttet")
    review = dataclasses.replace(
        review, conclusions=once.conclusions[once.conclusions["case_id"] != case]
    )
    sample = read_sample(review)
    assert sample.is_read.sum() == 56
    assert not sample.is_read[(sample.cases["case_id"] == case).to_numpy()].any()


def test_one_finished_case_is_refused(once):
    case = once.answers["case_id"].iloc[0]
    others = once.dispositions["case_id"][once.dispositions["case_id"] != case].tolist()
    with pytest.raises(EstimationError, match="One finished case"):
        estimate_review(dispose(once, others, "sag_ikke_tilgaengelig"))


def test_reading_that_is_there_twice_is_refused(once):
    for name in ("answers", "conclusions"):
        table = getattr(once, name)
        doubled = pd.concat([table, table.iloc[:1]], ignore_index=True)
        with pytest.raises(ContractError):
            estimate_review(dataclasses.replace(once, **{name: doubled}))


def test_answers_to_a_case_that_was_not_drawn_are_refused_without_their_content(once):
    reserve = once.draw[once.draw["status"] == "reserve"]["case_id"].iloc[0]
    for stranger in (reserve, "x99999"):
        answers = once.answers.copy()
        answers.loc[5, "case_id"] = stranger
        with pytest.raises(ContractError, match="not to be read") as caught:
            estimate_review(dataclasses.replace(once, answers=answers))
        assert "row 7" in str(caught.value)
        assert stranger not in str(caught.value)


def test_unknown_version_is_refused(once):
    conclusions = once.conclusions.assign(checklist_version="2022-01-01/99")
    with pytest.raises(CoverageError, match="no checklist of version"):
        estimate_review(dataclasses.replace(once, conclusions=conclusions))


def test_two_versions_are_each_judged_by_their_own(once, results):
    case = once.conclusions["case_id"].iloc[0]
    older = load_checklist(dt.date(2020, 5, 1))
    conclusions = once.conclusions.copy()
    conclusions.loc[conclusions["case_id"] == case, "checklist_version"] = older.version
    known = {item.id for item in older.items}
    keep = (once.answers["case_id"] != case) | once.answers["item_id"].isin(known)
    found = estimate_main(
        dataclasses.replace(once, conclusions=conclusions, answers=once.answers[keep])
    )
    assert any(older.version in note for note in found.notes)
    assert found.sample.checklist.version == results.checklist.version
