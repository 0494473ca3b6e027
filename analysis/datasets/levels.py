"""Which rows are totals, and which are the parts that add up to them?

Publishers print totals and parts in one table. Adding them counts people twice, so a
reader takes either the total rows or the part rows and never both.

- The **total row** has sex total and the widest ages of its table in the period: 0-125
  where the publisher says "age, total", 18-69 for PEN113.
- The **part rows** are women and men by narrower ages that do not overlap.
- Women of all ages, or both sexes by age, are **margins**: they stay in the dataset and
  are in neither.

Levels are told apart by table, benefit and period, over all municipalities. A table
with totals only has no part rows.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.concepts import Sex
from analysis.datasets.contracts import place
from analysis.errors import ContractError

_AGES = ["age_from", "age_to"]
_TOTAL, _PART, _BY_SEX, _BY_AGE = "total", "part", "by sex", "by age"


def total_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the one total row per table, benefit, municipality and period.

    Where a table prints no total, the sum of its parts (or else of one margin) stands in:
    missing if one of them is missing, and left out if only one sex is there.

    Parameters
    ----------
    frame : DataFrame
        A dataset by sex and age, or a selection of its rows by other columns than those.

    Returns
    -------
    DataFrame
        The columns of `frame`.

    Raises
    ------
    ContractError
        If the ages of the parts overlap.
    """
    levels = _levels(frame).to_numpy()
    group = _group_columns(frame)
    found: pd.DataFrame = frame[levels == _TOTAL]
    for level in (_PART, _BY_SEX, _BY_AGE):
        rest = frame[levels == level]
        if not rest.empty:
            has_total = pd.MultiIndex.from_frame(found[group].drop_duplicates())
            rest = rest[~pd.MultiIndex.from_frame(rest[group]).isin(has_total)]
        if not rest.empty:
            sums = _sums(rest, needs_both_sexes=level != _BY_AGE)
            found = pd.concat([found, sums], ignore_index=True)
    return found


def part_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return women and men by ages that do not overlap; no rows where there are none.

    Parameters
    ----------
    frame : DataFrame
        A dataset by sex and age, or a selection of its rows by other columns than those.

    Raises
    ------
    ContractError
        If the ages of the parts overlap.
    """
    parts: pd.DataFrame = frame[_levels(frame).to_numpy() == _PART]
    return parts


def check_levels(frame: pd.DataFrame, *, may_lack_ages: bool = False) -> pd.DataFrame:
    """Return the frame as it is if its parts add up to its totals.

    Each part and each total may have been rounded: they may differ by half a person per
    part and one more. Where a part is missing, the others may not exceed the total.

    Parameters
    ----------
    frame : DataFrame
        A dataset by sex and age; its last numeric column holds the counts.
    may_lack_ages : bool, default False
        Whether the parts may begin above age 0 and so leave people out of the sum.

    Raises
    ------
    ContractError
        If the ages of the parts overlap, or the parts do not add up.
    """
    levels = _levels(frame).to_numpy()
    parts, totals = frame[levels == _PART], frame[levels == _TOTAL]
    if parts.empty or totals.empty:
        return frame
    group, value = [*_group_columns(frame), "municipality_code"], _value_column(frame)
    summed = parts.groupby(group)[value].agg(n_known="count", n_parts="size", total="sum")
    summed["youngest"] = parts.groupby(group)["age_from"].min()
    joined = totals[[*group, value]].join(summed, on=group, how="inner")
    slack = joined["n_parts"] * 0.5 + 1
    gap = joined["total"] - joined[value]
    is_open = joined["n_known"] < joined["n_parts"]
    if may_lack_ages:
        is_open |= joined["youngest"] > 0
    is_wrong = ((gap > slack) | ((gap < -slack) & ~is_open)).fillna(False)
    if is_wrong.any():
        position = int(is_wrong.to_numpy(dtype=bool).argmax())
        row = joined.iloc[position]
        at = _position(frame, row, group)
        raise ContractError(
            f"The parts of municipality {row['municipality_code']} in {row['period']} sum to "
            f"{row['total']:g}, and their total is {row[value]:g}.",
            where=f"{place(frame, at, table=str(row['source_table']))}, column {value}",
            expected=f"a difference of at most {slack.iloc[position]:g}, from rounding",
            fix="fetch all sexes and ages again; do not sum totals with parts",
        )
    return frame


def _levels(frame: pd.DataFrame) -> pd.Series[Any]:
    """Return the level of each row, with the index of the frame."""
    cell = [*_group_columns(frame), "sex", *_AGES]
    number = frame.groupby(cell, sort=False).ngroup()
    cells = frame.loc[(~number.duplicated()).to_numpy(), cell].reset_index(drop=True)
    group = cells.groupby(_group_columns(frame), sort=False).ngroup()
    widest = cells["age_from"] == cells["age_from"].groupby(group).transform("min")
    widest &= cells["age_to"] == cells["age_to"].groupby(group).transform("max")
    is_total = cells["sex"] == Sex.TOTAL.value
    level = pd.Series(_TOTAL, index=cells.index, dtype="str")
    level[~is_total & widest] = _BY_SEX
    level[is_total & ~widest] = _BY_AGE
    level[~is_total & ~widest] = _PART
    _fail_if_ages_overlap(cells[~widest].assign(group=group))
    return pd.Series(level.to_numpy()[number.to_numpy()], index=frame.index, dtype="str")


def _fail_if_ages_overlap(narrow: pd.DataFrame) -> None:
    """Refuse ages that overlap within a table, benefit and period."""
    ages = narrow.sort_values(["group", *_AGES]).drop_duplicates(["group", *_AGES])
    before = ages.groupby("group")["age_to"].shift(1, fill_value=-1)
    overlap = (ages["age_from"] <= before).to_numpy()
    if overlap.any():
        row, previous = ages.iloc[int(overlap.argmax())], int(before.iloc[int(overlap.argmax())])
        raise ContractError(
            f"The ages {row['age_from']}-{row['age_to']} overlap with those up to {previous}.",
            where=f"{row['source_table']}, {row['period']}, column age",
            expected="one total and age groups that do not overlap",
            fix="fetch one division by age; subtotals would count people twice",
        )


def _sums(rows: pd.DataFrame, *, needs_both_sexes: bool) -> pd.DataFrame:
    """Return rows summed, as total rows of the ages that they span."""
    group, value = [*_group_columns(rows), "municipality_code"], _value_column(rows)
    grouped = rows.groupby(group, sort=False)
    _fail_if_two_files(grouped)
    has_all = grouped[value].count() == grouped.size()
    result = grouped.first()
    result[value] = grouped[value].sum().where(has_all)
    result["sex"] = Sex.TOTAL.value
    result["age_from"], result["age_to"] = grouped["age_from"].min(), grouped["age_to"].max()
    if needs_both_sexes:
        result = result[grouped["sex"].nunique() == 2]
    return result.reset_index()[list(rows.columns)].astype({value: rows[value].dtype})


def _fail_if_two_files(grouped: Any) -> None:
    """Refuse a sum over two raw files: it could name only one of them as its source."""
    mixed = grouped["source_id"].nunique()
    mixed = mixed[mixed > 1]
    if not mixed.empty:
        names = dict(zip(mixed.index.names, mixed.index[0], strict=True))
        raise ContractError(
            f"The parts of municipality {names['municipality_code']} in {names['period']} stand "
            "in two files.",
            where=str(names["source_table"]),
            expected="the parts of one municipality and period in one file, or a printed total",
            fix="include the totals in the download, or fetch the parts in one file",
        )


def _group_columns(frame: pd.DataFrame) -> list[str]:
    return [name for name in ("source_table", "benefit", "period") if name in frame.columns]


def _value_column(frame: pd.DataFrame) -> str:
    return next(str(name) for name in frame.columns if str(name).startswith("n_"))


def _position(frame: pd.DataFrame, row: pd.Series[Any], group: list[str]) -> int:
    is_row = (frame[group] == row[group]).all(axis=1) & (_levels(frame) == _TOTAL).to_numpy()
    return int(is_row.to_numpy().argmax())
