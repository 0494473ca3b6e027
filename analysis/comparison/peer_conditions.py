"""On which conditions may municipalities be called alike?

Conditions describe who lives in a municipality and its local labour market. No outcome is
among them: a municipality's use of the schemes, and whatever that use moves, such as
kontanthjælp, would make the peers those who happen to do the same.

The share of students matters for university cities. It is no part of the project's own
facts, and is used only where the raw files give it for every municipality, since a
municipality without it would be nobody's neighbour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import CoverageError


@dataclass(frozen=True)
class Condition:
    """A condition that nearness is measured on.

    Name and year in the dataset, Danish label with unit, a word for it in running text,
    decimals shown, and whether its logarithm is what is compared.
    """

    name: str
    year: int
    label: str
    word: str
    decimals: int = 1
    is_logarithmic: bool = False


CONDITIONS = (
    Condition("unemployment_pct", 2024, "Ledighed, pct. (2024)", "ledighed"),
    Condition(
        "immigrants_and_descendants_pct",
        2022,
        "Indvandrere og efterkommere, pct. (2022)",
        "herkomst",
    ),
    Condition(
        "one_person_households_pct", 2025, "Enlige husstande, pct. (2025)", "enlige husstande"
    ),
    Condition(
        "population", 2022, "Indbyggere (2022)", "indbyggertal", decimals=0, is_logarithmic=True
    ),
)
OPTIONAL_CONDITIONS = (
    Condition("students_pct", 2025, "Studerende, pct. (2025)", "andel studerende"),
)


def condition_table(conditions: pd.DataFrame) -> pd.DataFrame:
    """Turn the long dataset of conditions into one row per municipality.

    Parameters
    ----------
    conditions : DataFrame
        The dataset ``conditions``: ``municipality_code``, ``condition``, ``year``,
        ``value``.

    Returns
    -------
    DataFrame
        Indexed by ``municipality_code``, one column per entry of `CONDITIONS` in its own
        unit, and one per entry of `OPTIONAL_CONDITIONS` that every municipality has.
    """
    columns = {condition.name: _column(conditions, condition) for condition in CONDITIONS}
    table = pd.DataFrame(columns).astype(float).sort_index()
    for condition in OPTIONAL_CONDITIONS:
        values = _column(conditions, condition).astype(float).reindex(table.index)
        if len(values) and values.notna().all():
            table[condition.name] = values
    return table


def conditions_of(table: pd.DataFrame) -> tuple[Condition, ...]:
    """Return the conditions that a table holds, in their order.

    Parameters
    ----------
    table : DataFrame
        As `condition_table` returns it.
    """
    return tuple(c for c in (*CONDITIONS, *OPTIONAL_CONDITIONS) if c.name in table.columns)


def comparable_values(table: pd.DataFrame) -> pd.DataFrame:
    """Return the values that are compared: whole rows only, logarithms where skew asks for it.

    Parameters
    ----------
    table : DataFrame
        As `condition_table` returns it.

    Returns
    -------
    DataFrame
        The municipalities that have every condition.

    Raises
    ------
    CoverageError
        If a condition whose logarithm is compared is not above 0.
    """
    values = table[[condition.name for condition in conditions_of(table)]].dropna()
    for condition in conditions_of(table):
        if not condition.is_logarithmic:
            continue
        _fail_if_not_positive(values, condition)
        values[condition.name] = np.log(values[condition.name])
    return values


def _column(conditions: pd.DataFrame, condition: Condition) -> pd.Series:
    """Return one condition of its own year by municipality."""
    wanted = (conditions["condition"] == condition.name) & (conditions["year"] == condition.year)
    return conditions[wanted].set_index("municipality_code")["value"]


def _fail_if_not_positive(values: pd.DataFrame, condition: Condition) -> None:
    """Refuse a number that has no logarithm."""
    bad = [str(code) for code in values.index[values[condition.name] <= 0]]
    if bad:
        raise CoverageError(
            f"The condition {condition.name} of municipality {bad[0]} is not above 0.",
            where="the table of conditions",
            expected="a number above 0, since its logarithm is compared",
            fix="correct the number, or leave the field empty",
        )
