"""Which cases may be in the trial, and what does each demand cost?

The four criteria of Slagelse's trial, as its committee paper states them, and the log of a
screening: how many cases came in, how many failed each criterion in order, and how many
failed just one. Only counts leave this module. Who failed what does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import ContractError, RequestError

_SOURCE = "Slagelse Kommune, sag 330-2019-13433, Social- og Beskæftigelsesudvalget 4. marts 2019"


@dataclass(frozen=True)
class Criterion:
    """One demand on a case.

    Attributes
    ----------
    code : str
        Column of the screening table.
    text : str
        What a reader sees, in Danish.
    source : str
        Where the demand is stated.
    lapsed_on : date or None
        From when the rule that it speaks of no longer exists.
    note : str
        What must be known to use it, in Danish.
    """

    code: str
    text: str
    source: str
    lapsed_on: dt.date | None = None
    note: str = ""


SLAGELSE_2019 = (
    Criterion("kontanthjaelp_10_aar", "Modtaget kontanthjælp i mindst 10 år", _SOURCE),
    Criterion(
        "fritaget_225_timer", "Fritaget for 225-timersreglen", _SOURCE,
        lapsed_on=dt.date(2025, 7, 1),
        note="225-timersreglen gælder ikke efter kontanthjælpsreformen 1. juli 2025 "
        "(ikke efterprøvet). Vælg et andet mål for, at borgeren er langt fra arbejdsmarkedet.",
    ),
    Criterion(
        "intet_aktivt_tilbud_5_aar",
        "Ikke deltaget aktivt i et beskæftigelsesrettet tilbud de seneste 5 år "
        "(ret- og pligt-tilbud tæller ikke)",
        _SOURCE,
    ),
    Criterion(
        "ikke_seniorpension", "Ikke mulig målgruppe for seniorførtidspension", _SOURCE,
        note="Seniorpension og tidlig pension er kommet til efter forsøget "
        "(ikke efterprøvet).",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class ScreeningStep:
    """One criterion's part of the log.

    Attributes
    ----------
    criterion : Criterion
    n_before, n_failed, n_unknown, n_after : int
        Cases that met all criteria before it; of them those that failed it, those of which
        it is not known, and those left.
    n_failed_only_this : int
        Of all cases, those that met every other criterion and failed this one.
    """

    criterion: Criterion
    n_before: int
    n_failed: int
    n_unknown: int
    n_after: int
    n_failed_only_this: int


@dataclass(frozen=True)
class ScreeningLog:
    """What a screening found, in counts.

    Attributes
    ----------
    n_screened, n_met_all : int
        Cases looked at, and those that met every criterion.
    n_failed_one, n_unknown : int
        Cases that failed exactly one criterion and met the others, and cases that failed
        none but of which something is not known.
    steps : tuple of ScreeningStep
        The criteria in the order asked.
    """

    n_screened: int
    n_met_all: int
    n_failed_one: int
    n_unknown: int
    steps: tuple[ScreeningStep, ...]


def screen_cases(cases: pd.DataFrame, criteria: Sequence[Criterion]) -> ScreeningLog:
    """Count how many cases each criterion lets through.

    Parameters
    ----------
    cases : DataFrame
        ``case_id`` and one column for each criterion: True, False, or missing where it is
        not known. One row per case.
    criteria : sequence of Criterion
        In the order asked.

    Returns
    -------
    ScreeningLog

    Raises
    ------
    RequestError
        If no criterion is asked, or one twice.
    ContractError
        If a column is missing, a case stands twice, or a cell is neither yes nor no.

    Notes
    -----
    Not known counts as not met: leans to too few cases. The counts of the steps depend on
    the order; those that failed only one do not. They are the municipality's own small
    counts: under 5 they are hidden before anybody outside sees them.

    Examples
    --------
    >>> table = pd.DataFrame({
    ...     "case_id": ["A", "B", "C"],
    ...     "kontanthjaelp_10_aar": [True, True, False],
    ...     "fritaget_225_timer": [True, False, True],
    ... })
    >>> log = screen_cases(table, SLAGELSE_2019[:2])
    >>> log.n_met_all, [step.n_after for step in log.steps], log.n_failed_one
    (1, [2, 1], 2)
    """
    _fail_if_criteria_are_not_once(criteria)
    answers = _read_answers(cases, criteria)
    met, failed = answers == 1, answers == 0
    n_failed, n_met = failed.sum(axis=1), met.sum(axis=1)
    only_one = (n_failed == 1) & (n_met == len(criteria) - 1)
    steps, still = [], np.ones(len(cases), dtype=bool)
    for i, criterion in enumerate(criteria):
        after = still & met[:, i]
        steps.append(
            ScreeningStep(
                criterion=criterion,
                n_before=int(still.sum()),
                n_failed=int((still & failed[:, i]).sum()),
                n_unknown=int((still & ~failed[:, i] & ~met[:, i]).sum()),
                n_after=int(after.sum()),
                n_failed_only_this=int((only_one & failed[:, i]).sum()),
            )
        )
        still = after
    return ScreeningLog(
        n_screened=len(cases),
        n_met_all=int(still.sum()),
        n_failed_one=int(only_one.sum()),
        n_unknown=int(((n_failed == 0) & (n_met < len(criteria))).sum()),
        steps=tuple(steps),
    )


def list_lapsed(criteria: Sequence[Criterion], on: dt.date) -> tuple[Criterion, ...]:
    """Return the criteria whose rule no longer exists on a day.

    Examples
    --------
    >>> [each.code for each in list_lapsed(SLAGELSE_2019, dt.date(2026, 3, 1))]
    ['fritaget_225_timer']
    """
    return tuple(each for each in criteria if each.lapsed_on and each.lapsed_on <= on)


def _read_answers(cases: pd.DataFrame, criteria: Sequence[Criterion]) -> np.ndarray:
    """Return 1, 0 or -1 (not known) for each case and criterion."""
    codes = [criterion.code for criterion in criteria]
    absent = [name for name in ("case_id", *codes) if name not in cases.columns]
    if absent:
        raise ContractError(
            "The screening table lacks a column.",
            where=", ".join(absent),
            expected="case_id, and one column for each criterion",
        )
    twice = np.flatnonzero(cases["case_id"].duplicated() | cases["case_id"].isna())
    if twice.size:
        raise ContractError(
            "A case stands twice in the screening table, or has no pseudonym.",
            where=f"column case_id, row {twice[0] + 1}",
            expected="one row per case",
        )
    answers = np.full((len(cases), len(codes)), -1, dtype=np.int64)
    for j, code in enumerate(codes):
        for i, cell in enumerate(cases[code].tolist()):
            if isinstance(cell, (bool, np.bool_)):
                answers[i, j] = int(cell)
            elif not pd.isna(cell):
                raise ContractError(
                    "A cell of the screening table is neither yes nor no.",
                    where=f"column {code}, row {i + 1}",
                    expected="True, False, or empty where it is not known",
                )
    return answers


def _fail_if_criteria_are_not_once(criteria: Sequence[Criterion]) -> None:
    codes = [criterion.code for criterion in criteria]
    if not codes or len({*codes}) < len(codes):
        raise RequestError(
            "There is no criterion, or one is asked twice.",
            where=", ".join(codes),
            expected="at least one criterion, each once",
        )
