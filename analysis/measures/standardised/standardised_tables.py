"""From two tables to observed and expected: which column is the flow, which the stock?

The arithmetic is in `standardisation` and `stocks`. Here tables meet it: rows are added
up by stratum, strata are matched by name, and a table is refused when it holds the other
kind of number, lacks a stratum, or has the focus in its own reference.
"""

from __future__ import annotations

import pandas as pd

from analysis.concepts import Unit
from analysis.errors import ContractError, CoverageError, EstimationError
from analysis.measures.standardised.ratios import StandardisedRatio
from analysis.measures.standardised.standardisation import standardise_flow
from analysis.measures.standardised.stocks import StandardisedStock, standardise_recipients

_FLOW_COUNTS = ("n_awards", "n_events")
_STOCK_UNITS = {"n_fulltime_persons": Unit.FULLTIME_PERSONS, "n_persons": Unit.PERSONS}


def indirectly_standardise(
    focus: pd.DataFrame, reference: pd.DataFrame, *, level: float = 0.95
) -> StandardisedRatio:
    """Compare a municipality's events with those expected at the reference's rates.

    Parameters
    ----------
    focus, reference : DataFrame
        Rows with ``stratum`` (age and sex), ``n_awards`` (awards in a time; or
        ``n_events`` for another flow) and ``person_years`` (years lived by residents
        in that time). Rows of one stratum are added up, so the reference may hold a row
        per municipality. Where both have ``municipality_code`` they may share none.
    level : float, default 0.95
        Confidence level, a fraction in (0, 1).

    Returns
    -------
    StandardisedRatio
        As from `standardise_flow`, which says what the limits assume.

    Raises
    ------
    ContractError
        If a column is missing, or a table holds a stock.
    CoverageError
        If a stratum stands in one table only, or has people here and none in the
        reference.
    EstimationError
        If a number is missing or negative, or the focus is in its own reference.

    Examples
    --------
    >>> columns = ["stratum", "n_awards", "person_years"]
    >>> aby = pd.DataFrame([["18-39", 2, 4_000], ["40-64", 8, 2_000]], columns=columns)
    >>> bekoeb = pd.DataFrame([["18-39", 4, 4_000], ["40-64", 48, 6_000]], columns=columns)
    >>> result = indirectly_standardise(aby, bekoeb)
    >>> result.n_observed, result.n_expected, result.ratio
    (10.0, 20.0, 0.5)
    """
    _fail_if_a_table_holds_a_stock(focus, reference)
    column = _count_column(focus, reference, choices=_FLOW_COUNTS)
    here, there = _aligned(focus, reference, columns=[column, "person_years"])
    return standardise_flow(
        here[column],
        here["person_years"],
        there[column],
        there["person_years"],
        level=level,
        strata=list(here.index),
    )


def standardise_stock(focus: pd.DataFrame, reference: pd.DataFrame) -> StandardisedStock:
    """Compare a municipality's recipients with those expected at the reference's shares.

    Parameters
    ----------
    focus, reference : DataFrame
        Rows with ``stratum`` (age and sex), ``n_fulltime_persons`` or ``n_persons``
        (recipients at one date, the same column in both) and ``n_population`` (residents
        at that date). Rows of one stratum are added up. Where both have
        ``municipality_code`` they may share none.

    Returns
    -------
    StandardisedStock
        As from `standardise_recipients`: without limits.

    Raises
    ------
    ContractError
        If a column is missing, a table holds a flow, or the units differ.
    CoverageError
        If a stratum stands in one table only, or has people here and none in the
        reference.
    EstimationError
        If a number is missing or negative, or the focus is in its own reference.

    Examples
    --------
    >>> columns = ["stratum", "n_fulltime_persons", "n_population"]
    >>> aby = pd.DataFrame([["18-39", 40, 4_000], ["40-64", 210, 2_000]], columns=columns)
    >>> bekoeb = pd.DataFrame([["18-39", 40, 4_000], ["40-64", 480, 6_000]], columns=columns)
    >>> result = standardise_stock(aby, bekoeb)
    >>> result.n_expected, result.ratio, result.unit.label
    (200.0, 1.25, 'fuldtidspersoner')
    """
    _fail_if_a_table_holds_a_flow(focus, reference)
    column = _count_column(focus, reference, choices=tuple(_STOCK_UNITS))
    here, there = _aligned(focus, reference, columns=[column, "n_population"])
    return standardise_recipients(
        here[column],
        here["n_population"],
        there[column],
        there["n_population"],
        unit=_STOCK_UNITS[column],
        strata=list(here.index),
    )


def _fail_if_a_table_holds_a_stock(focus: pd.DataFrame, reference: pd.DataFrame) -> None:
    for table, name in ((focus, "focus"), (reference, "reference")):
        stocks = [column for column in _STOCK_UNITS if column in table.columns]
        if stocks:
            raise ContractError(
                f"The table {name} holds a stock ({stocks[0]}), not a flow.",
                where=name,
                expected="n_awards and person_years: events counted over a time",
                fix="use standardise_stock(), which gives no Poisson limits",
            )


def _fail_if_a_table_holds_a_flow(focus: pd.DataFrame, reference: pd.DataFrame) -> None:
    for table, name in ((focus, "focus"), (reference, "reference")):
        flows = [column for column in (*_FLOW_COUNTS, "person_years") if column in table.columns]
        if flows:
            raise ContractError(
                f"The table {name} holds a flow ({flows[0]}), not a stock.",
                where=name,
                expected="n_fulltime_persons or n_persons, and n_population, at one date",
                fix="use indirectly_standardise(), which gives limits for events",
            )


def _count_column(focus: pd.DataFrame, reference: pd.DataFrame, *, choices: tuple[str, ...]) -> str:
    """Return the one count column that both tables have."""
    here = [column for column in choices if column in focus.columns]
    there = [column for column in choices if column in reference.columns]
    if len(here) == 1 and here == there:
        return here[0]
    raise ContractError(
        "The tables focus and reference do not have one count column in common.",
        where=f"focus has {', '.join(here) or 'none'}; reference has {', '.join(there) or 'none'}",
        expected=f"the same one of {', '.join(choices)} in both",
        fix="take both tables from the same dataset",
    )


def _aligned(
    focus: pd.DataFrame, reference: pd.DataFrame, *, columns: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add up the rows of each table by stratum, in the same order."""
    _fail_if_columns_are_missing(focus, name="focus", columns=columns)
    _fail_if_columns_are_missing(reference, name="reference", columns=columns)
    _fail_if_the_focus_is_in_its_reference(focus, reference)
    here, there = _by_stratum(focus, columns), _by_stratum(reference, columns)
    _fail_if_strata_differ(here, there)
    return here, there.loc[here.index]


def _by_stratum(table: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    # A missing number must stay missing: pandas adds it as a zero unless told not to.
    numbers = table[columns].astype("float64")
    return numbers.groupby(table["stratum"].astype(str), sort=False).sum(skipna=False)


def _fail_if_columns_are_missing(table: pd.DataFrame, *, name: str, columns: list[str]) -> None:
    missing = [column for column in ("stratum", *columns) if column not in table.columns]
    if missing:
        raise ContractError(
            f"The table {name} lacks {', '.join(missing)}.",
            where=name,
            expected=f"the columns stratum, {', '.join(columns)}",
            fix="build the table from the datasets, which have these names",
        )


def _fail_if_the_focus_is_in_its_reference(focus: pd.DataFrame, reference: pd.DataFrame) -> None:
    if "municipality_code" not in focus.columns or "municipality_code" not in reference.columns:
        return
    shared = sorted(set(focus["municipality_code"]) & set(reference["municipality_code"]))
    if shared:
        raise EstimationError(
            f"Municipality {shared[0]} is in its own reference.",
            where="reference",
            expected="a reference without the focus, or the ratio is pulled to 1",
            fix="leave the rows of the focus out of the reference",
        )


def _fail_if_strata_differ(here: pd.DataFrame, there: pd.DataFrame) -> None:
    for lacking, full, name in ((there, here, "reference"), (here, there, "focus")):
        missing = [stratum for stratum in full.index if stratum not in lacking.index]
        if missing:
            raise CoverageError(
                f"The table {name} lacks the stratum {', '.join(missing)}.",
                where=name,
                expected="the same strata in both tables",
                fix="regroup the ages alike, or add a row of zeros where nobody lives",
            )
