"""Can the steps of a case have happened in this order?

Cases go back and forth, and much is allowed: a step may be repeated, skipped or sent back.
What is refused cannot have happened: a case that is decided before it is raised, raised
twice, appealed before anybody complained, or alive after it was closed.
"""

from __future__ import annotations

import pandas as pd

from analysis.caseflow.steps import Step
from analysis.errors import ContractError
from analysis.pathways.case_days import days_of

# A doctor's certificate may be older than the case that it is used in.
_MAY_PRECEDE = {Step.RAISED.value, Step.MEDICAL_ORDERED.value, Step.MEDICAL_RECEIVED.value}


def fail_if_order_is_impossible(table: pd.DataFrame, name: str) -> None:
    """Refuse a table in which a case's steps cannot have happened in their order.

    Parameters
    ----------
    table : DataFrame
        ``case_id``, ``step``, ``date`` (days), ``rank`` (the step's place in `Step`) and
        ``row`` (the line of the file), sorted by case, day and rank.
    name : str
        The file, for the message.

    Raises
    ------
    ContractError
        With the row, never the content.

    Notes
    -----
    Two steps on the same day are taken to be in the order of `Step`.
    """
    _fail_if_raised_twice(table, name)
    earlier = ~table["step"].isin(_MAY_PRECEDE)
    _fail_if_before(table, name, Step.RAISED, earlier, required=False)
    _fail_if_before(table, name, Step.DECIDED, table["step"] == Step.COMPLAINED.value)
    _fail_if_before(table, name, Step.COMPLAINED, table["step"] == Step.APPEAL_DECIDED.value)
    _fail_if_after_closing(table, name)


def _fail_if_raised_twice(table: pd.DataFrame, name: str) -> None:
    raised = table[table["step"] == Step.RAISED.value]
    _refuse(raised[raised.duplicated("case_id")], name, "A case is raised twice.",
            "one day on which each case is raised; a new case has a new pseudonym")  # fmt: skip


def _fail_if_before(
    table: pd.DataFrame,
    name: str,
    step: Step,
    is_later: pd.Series[bool],
    *,
    required: bool = True,
) -> None:
    first = table[table["step"] == step.value].groupby("case_id")["date"].min()
    after = table[is_later]
    days = days_of(after["case_id"], first)
    # A case that was on its way when the window opened need not have its first steps.
    begins = table.groupby("case_id")["step"].transform("first").reindex(after.index)
    has_begun = required & (begins == Step.RAISED.value)
    wrong = (days > after["date"]) | (days.isna() & has_begun)
    _refuse(after[wrong], name, f"A step comes before the step {step.value}.",
            f"every step that presupposes {step.value} on the same day or later")  # fmt: skip


def _fail_if_after_closing(table: pd.DataFrame, name: str) -> None:
    closed = table[table["step"] == Step.CLOSED.value].groupby("case_id")["date"].min()
    days = days_of(table["case_id"], closed)
    is_again = (table["step"] == Step.CLOSED.value) & table.duplicated(["case_id", "step"])
    _refuse(
        table[(days < table["date"]) | is_again],
        *(name, "A step comes after the case is closed."),
        f"no step after {Step.CLOSED.value}; a case taken up again has a new pseudonym",
    )


def _refuse(wrong: pd.DataFrame, name: str, what: str, wanted: str) -> None:
    if len(wrong):
        raise ContractError(
            what,
            where=f"{name}, column step, row {int(wrong['row'].min())} ({len(wrong)} rows in all)",
            expected=wanted,
            fix="correct the extract; the content of the cell is not shown here",
        )
