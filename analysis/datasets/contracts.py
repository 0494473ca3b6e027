"""Does a table keep its contract: key, columns, types, ranges?

A contract is stated as data. A table that breaks it is refused with table, row and
column. Numbers of public statistics may be shown in the message; text never is, so the
same check serves tables of cases.

A frame under check has as index the row numbers of its raw file, and where it has the
column ``source_id`` the message names that file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.errors import ContractError


@dataclass(frozen=True)
class ColumnSpec:
    """What one column holds.

    Attributes
    ----------
    name, dtype : str
        Its name and its pandas type: ``str``, ``int64``, ``Int64`` or ``float64``.
    nullable : bool
        Whether a value may be missing.
    minimum, maximum : float or None
        Limits of a number, both included.
    categories : tuple of str
        The values that a text may have; empty if any.
    unit : str
        Unit of a number, such as ``persons``.
    """

    name: str
    dtype: str
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class Contract:
    """What one table holds: its name, its key and its columns in order."""

    name: str
    key: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]

    @property
    def column_names(self) -> list[str]:
        """Return the names of the columns in order."""
        return [column.name for column in self.columns]


def check(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return the frame as it is if it keeps the contract.

    A column of texts may also be a category of texts, which is compared faster.

    Raises
    ------
    ContractError
        At the first breach, with table, row, column, what was expected and a remedy.
    """
    if list(frame.columns) != contract.column_names:
        missing = [name for name in contract.column_names if name not in frame.columns]
        raise ContractError(
            f"The table {contract.name} does not have its columns.",
            where=f"{contract.name}; missing: {', '.join(missing) or 'none, but others are there'}",
            expected=", ".join(contract.column_names),
            fix="build the table with the function for it",
        )
    for spec in contract.columns:
        _check_column(frame, spec, contract.name)
    _fail_if_key_is_doubled(frame, contract)
    return frame


def empty_frame(contract: Contract) -> pd.DataFrame:
    """Return a table without rows that keeps the contract."""
    return pd.DataFrame({c.name: pd.Series([], dtype=c.dtype) for c in contract.columns})


def in_key_order(frames: Iterable[pd.DataFrame], contract: Contract) -> pd.DataFrame:
    """Put checked frames together, sorted by key and numbered from 0."""
    full = [frame for frame in frames if not frame.empty]
    if not full:
        return empty_frame(contract)
    return pd.concat(full).sort_values(list(contract.key), kind="stable", ignore_index=True)


def place(frame: pd.DataFrame, position: int, *, table: str) -> str:
    """Say where a row stands: its raw file and its row number there."""
    file = str(frame["source_id"].iloc[position]) if "source_id" in frame.columns else table
    return f"{file}, row {frame.index[position]}"


def _check_column(frame: pd.DataFrame, spec: ColumnSpec, table: str) -> None:
    column = frame[spec.name]
    is_category = isinstance(column.dtype, pd.CategoricalDtype)
    if str(column.cat.categories.dtype if is_category else column.dtype) != spec.dtype:
        raise ContractError(
            f"The column {spec.name} of {table} has the type {column.dtype}.",
            where=f"{table}, column {spec.name}",
            expected=spec.dtype,
            fix="build the table with the function for it",
        )
    if not spec.nullable:
        _fail_where(frame, column.isna(), spec, table, "is missing", "a value")
    if spec.minimum is not None:
        low = (column < spec.minimum).fillna(False)
        _fail_where(frame, low, spec, table, "is too small", f"{spec.minimum:g} or more")
    if spec.maximum is not None:
        high = (column > spec.maximum).fillna(False)
        _fail_where(frame, high, spec, table, "is too large", f"{spec.maximum:g} or less")
    if spec.categories:
        unknown = column.notna() & ~column.isin(spec.categories)
        _fail_where(frame, unknown, spec, table, "is unknown", ", ".join(spec.categories))


def _fail_where(
    frame: pd.DataFrame,
    is_wrong: pd.Series[Any],
    spec: ColumnSpec,
    table: str,
    what: str,
    expected: str,
) -> None:
    if not is_wrong.any():
        return
    position = int(is_wrong.to_numpy(dtype=bool).argmax())
    value = frame[spec.name].iloc[position]
    is_number = spec.dtype != "str" and not pd.isna(value)
    raise ContractError(
        f"A value of {spec.name} in {table} {what}{f': {value:g}' if is_number else ''}.",
        where=f"{place(frame, position, table=table)}, column {spec.name}",
        expected=f"{expected} {spec.unit}".strip(),
        fix="fetch the raw file again; if the publisher has the value, report it to them",
    )


def _fail_if_key_is_doubled(frame: pd.DataFrame, contract: Contract) -> None:
    keys = list(contract.key)
    doubled = frame.duplicated(keys)
    if not doubled.any():
        return
    position = int(doubled.to_numpy().argmax())
    second = frame.iloc[[position]][keys]
    same = (frame[keys] == second.iloc[0]).all(axis=1).to_numpy()
    first = int(same.argmax())
    raise ContractError(
        f"Two rows of {contract.name} have the same key.",
        where=f"{place(frame, first, table=contract.name)} and "
        f"{place(frame, position, table=contract.name)}",
        expected=f"one row for each {', '.join(contract.key)}",
        fix="remove the row that is there twice, or list only one of two files that overlap",
    )
