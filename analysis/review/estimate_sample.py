"""Which cases does an estimate rest on, what stratum are they in, and what was found?

Every drawn case stays, whatever became of it. One outside the population is a case that
does not count, one whose file could not be had is a missing answer, and neither is left
out: the first says how many of the frame do not belong, the second is bounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import labels
from analysis.checklists.judge_cases import judge_all, list_missing_documents
from analysis.checklists.load import load_version
from analysis.checklists.model import OTHER_SERVICES, SCHEMES, Checklist, Status
from analysis.errors import ContractError, CoverageError, EstimationError
from analysis.estimation.design import Design, stratified_design
from analysis.estimation.response import respondent_design
from analysis.review.dispositions import OUTSIDE, READ, UNFINISHED, list_sampled_cases
from analysis.review.folder import Review
from analysis.review.results import ANY
from analysis.review.strata import merge_small
from analysis.review.tables import FIRST_READING

BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.str_]

NOW, AFTER, NEITHER = (s.value for s in (Status.READY, Status.LACKS_DOCUMENTS, Status.NOT_TARGET))
UNKNOWN = Status.NOT_JUDGED.value
_NO_LIMIT = 10**9
_SETTLED = (NOW, AFTER, NEITHER, Status.CLOSED.value)


@dataclass(frozen=True, eq=False)
class Sample:
    """The drawn cases in the order of their pseudonyms.

    Attributes
    ----------
    cases : DataFrame
        As `analysis.review.dispositions.list_sampled_cases`, n rows.
    design : Design
        All n cases; strata too thin to be estimated are joined.
    checklist : Checklist
        The one that most first readings were made with.
    schemes : tuple of str
        Open schemes that at least half of the cases read were judged for.
    is_inside, is_read : array of bool, shape (n,)
        Not found to be outside the population; inside, and the first reading finished.
    first, second : mapping of outcome to array of str, shape (n,)
        What each reading found: a `Status`, and an empty text where it was not made. The
        outcomes are the schemes, ``mindst_en`` and ``andre_indsatser``.
    findings : DataFrame
        One row per case: ``is_fast_track`` and ``is_light`` of the first reading.
    lacking : DataFrame
        ``case_id``, ``scheme`` and ``document`` of the first reading.
    notes : tuple of str
        What was done to the sample, in Danish.
    """

    cases: pd.DataFrame
    design: Design
    checklist: Checklist
    schemes: tuple[str, ...]
    is_inside: BoolArray
    is_read: BoolArray
    first: Mapping[str, TextArray]
    second: Mapping[str, TextArray]
    findings: pd.DataFrame
    lacking: pd.DataFrame
    notes: tuple[str, ...]


def read_sample(review: Review) -> Sample:
    """Return the drawn cases of a review with what each reading found.

    Parameters
    ----------
    review : Review
        With a draw and at least one finished first reading.

    Raises
    ------
    CoverageError
        If nothing was drawn, no first reading is finished, or a checklist version is
        unknown.
    ContractError
        If answers belong to a case that is not to be read, or a reading is there twice.
    EstimationError
        If fewer than two cases are settled.

    Notes
    -----
    A recorded disposition decides whether a case was read; where none is recorded, a
    conclusion of the first reading does. The answers of a case that is not finished are
    not used at all: a *no* is often found before a *yes*, so half of a reading leans to
    *ikke målgruppe*.
    """
    _fail_if_nothing_was_read(review)
    _fail_if_conclusions_are_repeated(review)
    cases = list_sampled_cases(review).sort_values("case_id", ignore_index=True)
    _fail_if_cases_were_not_drawn(review, cases)
    readings = _judge(review)
    checklist = load_version(_main_version(review))
    finished = review.conclusions.loc[review.conclusions["reading"] == FIRST_READING, "case_id"]
    has_first = cases["case_id"].isin(readings.loc[readings["reading"] == 1, "case_id"])
    is_done = (cases["disposition"] == READ) | (
        (cases["disposition"] == UNFINISHED) & cases["case_id"].isin(finished)
    )
    is_read = (is_done & has_first).to_numpy(bool)
    is_inside = (cases["disposition"] != OUTSIDE).to_numpy(bool)
    _fail_if_no_case_is_finished(is_read)
    of_first = _align(readings, cases, 1, is_read)
    of_second = _align(readings, cases, 2, is_read)
    schemes, silent = _split_schemes(checklist, of_first)
    first = {name: _status_of(of_first, name, schemes) for name in _outcomes(schemes)}
    second = {name: _status_of(of_second, name, schemes) for name in _outcomes(schemes)}
    strata, population, merged = _join_thin(review, cases, is_read | ~is_inside)
    return Sample(
        cases=cases,
        design=stratified_design(strata, population),
        checklist=checklist,
        schemes=schemes,
        is_inside=is_inside,
        is_read=is_read,
        first=first,
        second=second,
        findings=of_first[["is_fast_track", "is_light"]],
        lacking=_list_lacking(review, cases.loc[is_read, "case_id"]),
        notes=(*silent, *merged, *_about_versions(review)),
    )


def settle_design(sample: Sample, rows: BoolArray) -> Design:
    """Return the design of some settled cases, which speak for the others of their stratum.

    Parameters
    ----------
    sample : Sample
        The n drawn cases.
    rows : array of bool, shape (n,)
        Judged for what is asked, or outside the population.

    Raises
    ------
    EstimationError
        If there are fewer than two.

    Notes
    -----
    A stratum with fewer than two of them is joined with its nearest neighbour, as in
    `merge_small`; it is taken to be like that.
    """
    _fail_if_one_case_is_settled(int(rows.sum()))
    design = sample.design
    n_rows = np.bincount(design.stratum[rows], minlength=len(design.labels))
    counts = dict(zip(design.labels, n_rows.tolist(), strict=True))
    names = merge_small(counts, _NO_LIMIT).names
    anchor: dict[str, str] = {}
    for label in design.labels:
        held = anchor.setdefault(names[label], label)
        anchor[names[label]] = max(held, label, key=lambda each: counts[each])
    neighbours = {
        label: anchor[names[label]] for label in design.labels if anchor[names[label]] != label
    }
    return respondent_design(design, rows, neighbours=neighbours)


def combine_statuses(statuses: Sequence[TextArray]) -> TextArray:
    """Return the status of at least one of several schemes, case by case.

    *Klar* where one is; otherwise not judged where one is not; otherwise *mangler
    dokumentation* where one is; otherwise *ikke målgruppe*.
    """
    given = np.column_stack(statuses)
    unknown = ((given == "") | (given == UNKNOWN)).any(axis=1)
    lacks, ready = (given == AFTER).any(axis=1), (given == NOW).any(axis=1)
    result = np.where(ready, NOW, np.where(unknown, UNKNOWN, np.where(lacks, AFTER, NEITHER)))
    return np.where((given == "").all(axis=1), "", result)


def _outcomes(schemes: Sequence[str]) -> tuple[str, ...]:
    return (*schemes, ANY, OTHER_SERVICES)


def _versions(review: Review) -> pd.Series:
    """Return the checklist version of each answer, by the conclusion of its reading."""
    by_reading = review.conclusions.set_index(["case_id", "reading"])["checklist_version"]
    keys = pd.MultiIndex.from_frame(review.answers[["case_id", "reading"]])
    found = pd.Series(by_reading.reindex(keys).to_numpy(), index=review.answers.index, dtype="str")
    return found.fillna(str(review.draw_record.get("checklist_version", "")))


def _main_version(review: Review) -> str:
    first = review.conclusions["reading"] == FIRST_READING
    counts = review.conclusions.loc[first, "checklist_version"].value_counts()
    if len(counts):
        return str(min(counts.index[counts == counts.max()]))
    return str(_versions(review).iloc[0])


def _judge(review: Review) -> pd.DataFrame:
    versions = _versions(review)
    parts = [
        judge_all(load_version(str(version)), review.answers[versions == version])
        for version in sorted(versions.unique())
    ]
    table = pd.concat(parts, ignore_index=True)
    said = review.conclusions[["case_id", "reading", "other_services"]].assign(is_finished=True)
    joined = table.merge(said, on=["case_id", "reading"], how="left")
    return joined.assign(is_finished=joined["is_finished"].notna())


def _align(
    readings: pd.DataFrame, cases: pd.DataFrame, reading: int, is_read: BoolArray
) -> pd.DataFrame:
    """Return one row per case; empty where the reading was not made or not finished."""
    one = readings[readings["reading"] == reading].set_index("case_id")
    if reading != FIRST_READING:
        one = one[one["is_finished"]]
    wide = one.reindex(cases["case_id"]).reset_index(drop=True)
    wide["is_made"] = is_read & cases["case_id"].isin(one.index).to_numpy()
    return wide


def _split_schemes(
    checklist: Checklist, first: pd.DataFrame
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the open schemes that were judged, and a note on each one that was not."""
    judged, notes = [], []
    for scheme in (each for each in SCHEMES if each in checklist.open_schemes):
        status = first.loc[first["is_made"], f"status_{scheme.value}"]
        n_judged, n_read = int(status.isin(_SETTLED).sum()), len(status)
        if n_judged >= max(1, n_read / 2):
            judged.append(scheme.value)
        else:
            notes.append(
                f"Kun {n_judged} af {n_read} læste sager er vurderet færdigt for "
                f"{scheme.label}, så tallet mangler."
            )
    _fail_if_no_scheme_was_judged(judged)
    return tuple(judged), tuple(notes)


def _status_of(readings: pd.DataFrame, outcome: str, schemes: Sequence[str]) -> TextArray:
    if outcome == ANY:
        return combine_statuses([_status_of(readings, scheme, schemes) for scheme in schemes])
    made = readings["is_made"].to_numpy(bool)
    if outcome != OTHER_SERVICES:
        found = readings[f"status_{outcome}"].fillna("").to_numpy(str)
        found = np.where(found == Status.CLOSED.value, NEITHER, found)
        return np.where(made, found, "")
    needs = readings["needs_other_services"]
    said = readings["other_services"].fillna("").to_numpy(str)
    is_yes = needs.fillna(False).to_numpy(bool) | (needs.isna().to_numpy() & (said == "ja"))
    is_no = (~needs.fillna(True)).to_numpy(bool) | (needs.isna().to_numpy() & (said == "nej"))
    return np.where(made, np.where(is_yes, NOW, np.where(is_no, NEITHER, AFTER)), "")


def _join_thin(
    review: Review, cases: pd.DataFrame, is_settled: BoolArray
) -> tuple[list[str], dict[str, int], tuple[str, ...]]:
    """Join strata with fewer than two settled cases with their nearest neighbour."""
    people = {str(name): int(n) for name, n in review.frame["stratum"].value_counts().items()}
    order = [*dict.fromkeys([*review.draw_record.get("cases", {}), *sorted(people)])]
    strata = cases["stratum"].astype("str")
    settled = strata[is_settled].value_counts()
    counts = {name: int(settled.get(name, 0)) for name in order if name in people}
    full = {name: max(n, 2) if n == people[name] else n for name, n in counts.items()}
    names = merge_small(full, _NO_LIMIT).names
    population: dict[str, int] = {}
    for name in counts:
        population[names[name]] = population.get(names[name], 0) + people[name]
    _fail_if_one_case_is_settled(int(is_settled.sum()))
    groups = [[n for n in counts if names[n] == joined] for joined in population]
    notes = tuple(
        f"Strata {labels.listing(group)} er lagt sammen i beregningen, da mindst et af dem har "
        "under to færdige sager. Sagerne taler derfor også for naboen."
        for group in groups
        if len(group) > 1
    )
    return [names[name] for name in strata], population, notes


def _list_lacking(review: Review, read: pd.Series) -> pd.DataFrame:
    versions = _versions(review)
    first = (review.answers["reading"] == FIRST_READING) & review.answers["case_id"].isin(read)
    parts = [
        list_missing_documents(
            load_version(str(version)), review.answers[first & (versions == version)]
        )
        for version in sorted(versions[first].unique())
    ]
    table = pd.concat(parts, ignore_index=True)[["case_id", "scheme", "document"]]
    return table.drop_duplicates(ignore_index=True)


def _about_versions(review: Review) -> tuple[str, ...]:
    versions = sorted(_versions(review).unique())
    if len(versions) < 2:
        return ()
    return (
        f"Sagerne er læst med {len(versions)} udgaver af tjeklisten ({labels.listing(versions)}). "
        "Hver er vurderet efter sin egen.",
    )


def _fail_if_nothing_was_read(review: Review) -> None:
    if review.draw.empty or review.answers.empty:
        raise CoverageError(
            "No case of this review has been read, so there is nothing to estimate.",
            where=str(review.folder),
            expected="draw.csv, and answers.csv with at least one finished first reading",
            fix="read the workbooks first: praksis review read FOLDER FILES",
        )


def _fail_if_no_case_is_finished(is_read: BoolArray) -> None:
    if not is_read.any():
        raise CoverageError(
            "No first reading is finished, so there is nothing to estimate.",
            where="answers.csv, conclusions.csv and dispositions.csv",
            expected="at least one case inside the population with a finished first reading",
            fix="finish the workbooks and read them: praksis review read FOLDER FILES",
        )


def _fail_if_no_scheme_was_judged(judged: Sequence[str]) -> None:
    if not judged:
        raise CoverageError(
            "Too few of the finished cases were judged to the end for any open scheme.",
            where="answers.csv",
            expected="for at least one scheme, half of the cases read with all required "
            "items answered",
            fix="finish the workbooks and read them: praksis review read FOLDER FILES",
        )


def _fail_if_one_case_is_settled(n_settled: int) -> None:
    if n_settled < 2:
        raise EstimationError(
            "One finished case shows no variation, so no interval can be given.",
            where="answers.csv",
            expected="at least two finished cases",
            fix="finish more cases and read the workbooks again",
        )


def _fail_if_conclusions_are_repeated(review: Review) -> None:
    is_repeated = review.conclusions.duplicated(["case_id", "reading"]).to_numpy()
    if is_repeated.any():
        raise ContractError(
            "A reading has two conclusions.",
            where=f"conclusions.csv, row {int(is_repeated.argmax()) + 2}, column case_id; "
            f"{int(is_repeated.sum())} in all",
            expected="one row per case and reading",
            fix="remove the repeated rows",
        )


def _fail_if_cases_were_not_drawn(review: Review, cases: pd.DataFrame) -> None:
    for name in ("answers", "conclusions", "adjudications"):
        table: pd.DataFrame = getattr(review, name)
        is_foreign = ~table["case_id"].isin(cases["case_id"]).to_numpy()
        if is_foreign.any():
            raise ContractError(
                f"The table {name} holds cases that were not to be read.",
                where=f"{name}.csv, row {int(is_foreign.argmax()) + 2}, column case_id; "
                f"{int(is_foreign.sum())} rows in all",
                expected="cases that were drawn, or that replace one outside the population",
                fix="remove these rows; a reserve counts only when it has replaced a case",
            )
