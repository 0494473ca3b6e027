"""What do the codes and labels of a StatBank table mean?

Turns the text of one raw file into the cells of a dataset: benefit, municipality,
period, sex, ages and a count. Each distinct text is looked up once, in
``parameters/statbank.yaml``. Rows of areas that are no municipality, of benefits that
are not compared, and of other values of a selector are left out; a text that is not
known is refused by name, since it may be a total that would count people twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.concepts import Sex
from analysis.datasets.ages import WHOLE_LIFE, parse_ages
from analysis.datasets.areas import Gazetteer
from analysis.datasets.periods import parse_period
from analysis.errors import ContractError
from analysis.parameters.loader import load_yaml
from analysis.sources.manifest import RawFile
from analysis.sources.privacy import show_value
from analysis.sources.statbank import VALUE_COLUMN, read_statbank

Lookup = Callable[[str, str], Any]

_MISSING = ".."
_NOT_USED = object()


def read_cells(raw: RawFile, *, dataset: str, value: str, gazetteer: Gazetteer) -> pd.DataFrame:
    """Read the cells of one dataset from one StatBank file.

    Parameters
    ----------
    raw : RawFile
        A file of a table in ``parameters/statbank.yaml``.
    dataset : str
        The dataset wanted; decides which value of a selector is read.
    value : str
        Name of the column of counts.
    gazetteer : Gazetteer
        The municipalities.

    Returns
    -------
    DataFrame
        ``benefit`` and ``group`` (where the table has them), ``municipality_code``,
        ``period``, ``sex``, ``age_from``, ``age_to`` (all and 0-125 where the table has
        neither), the counts (Int64; ``..`` is missing), ``source_id`` and
        ``source_table``. The index is the row number in the file.

    Raises
    ------
    SourceError, ContractError
        If the file is broken, or holds a text or a count that is not known.
    """
    meaning = load_yaml("statbank")[raw.table]
    frame = read_statbank(raw.path)
    roles = _roles_of_columns(frame, meaning, raw)
    lookups = _lookups(meaning, dataset=dataset, raw=raw, gazetteer=gazetteer)
    found = {
        column: _look_up(frame[column], lookups[role], raw=raw) for column, role in roles.items()
    }
    for column, role in roles.items():
        if role == "benefit":
            _fail_if_two_texts_mean_one_benefit(frame[column], found[column][0], raw)
    keep = np.logical_and.reduce([_is_used(*pair) for pair in found.values()])
    rows = pd.Index(np.flatnonzero(keep) + 2, name="row")
    cells = _whole_table(meaning, len(rows))
    for column, role in roles.items():
        values, codes = found[column]
        cells |= _columns_of_role(role, values, codes[keep])
    cells[value] = _parse_counts(frame[VALUE_COLUMN][keep].set_axis(rows), raw=raw)
    cells["source_id"] = _repeat(raw.file, len(rows))
    cells["source_table"] = _repeat(raw.table, len(rows))
    return pd.DataFrame(cells, index=rows)


def _roles_of_columns(frame: pd.DataFrame, meaning: dict[str, Any], raw: RawFile) -> dict[str, str]:
    roles: dict[str, str] = meaning["variables"]
    columns = [column for column in frame.columns if column != VALUE_COLUMN]
    unknown = [column for column in columns if column not in roles]
    missing = [c for c in roles if c not in columns and c not in meaning.get("optional", [])]
    if unknown or missing:
        what = f"has the variable {show_value(unknown[0])}" if unknown else f"lacks {missing[0]}"
        what += f" and lacks {missing[0]}" if unknown and missing else ""
        raise ContractError(
            f"The file {raw.file} {what}.",
            where=f"{raw.file}, row 1 (the header)",
            expected=f"the variables {', '.join(roles)} and {VALUE_COLUMN}",
            fix="choose values for exactly these variables when the table is downloaded, and "
            "check the table in the manifest",
        )
    return {
        column: f"selector {column}" if roles[column] == "selector" else roles[column]
        for column in columns
    }


def _lookups(
    meaning: dict[str, Any], *, dataset: str, raw: RawFile, gazetteer: Gazetteer
) -> dict[str, Lookup]:
    """Return, by role, what a text means; a text without meaning gives None."""
    sexes = _by_text(meaning.get("sex", {}))
    benefits = _by_text(meaning.get("benefits", {})) | _not_used(meaning)
    age = meaning.get("age", {"total": [], "open_to": WHOLE_LIFE[1]})
    lookups: dict[str, Lookup] = {
        "area": lambda text, where: gazetteer.resolve(text, where=where) or _NOT_USED,
        "sex": _lookup_in(sexes),
        "age": lambda text, _: parse_ages(text, totals=age["total"], open_to=age["open_to"]),
        "period": lambda text, where: parse_period(
            text, frequency=meaning["frequency"], raw=raw, where=where
        ),
        "benefit": _lookup_in(benefits),
        "group": _lookup_in(_by_text(meaning.get("groups", {}))),
    }
    for name, selector in meaning.get("selectors", {}).items():
        used = {text.casefold(): True for text in selector["use"].get(dataset, [])}
        others = [text for texts in selector["use"].values() for text in texts]
        known = _not_used({"not_used": [*others, *selector["not_used"]]}) | used
        lookups[f"selector {name}"] = _lookup_in(known)
    return lookups


def _lookup_in(known: dict[str, Any]) -> Lookup:
    return lambda text, _: known.get(text.casefold())


def _by_text(groups: dict[str, list[str]]) -> dict[str, Any]:
    return {text.casefold(): name for name, texts in groups.items() for text in texts}


def _not_used(meaning: dict[str, Any]) -> dict[str, Any]:
    return {text.casefold(): _NOT_USED for text in meaning.get("not_used", [])}


def _look_up(
    column: pd.Series[Any], lookup: Lookup, *, raw: RawFile
) -> tuple[list[Any], npt.NDArray[np.int64]]:
    """Return the meaning of each distinct text of a column, and the codes of the rows."""
    codes: npt.NDArray[np.int64] = column.cat.codes.to_numpy().astype(np.int64)
    first = np.zeros(len(column.cat.categories), dtype=np.int64)
    # Written from the last row to the first, so that the first one stays.
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    values = []
    for code, text in enumerate(column.cat.categories):
        where = f"{raw.file}, row {first[code] + 2}, column {column.name}"
        found = lookup(str(text).strip(), where)
        if found is None:
            raise ContractError(
                f"{show_value(text)} is not a known value of {column.name} in {raw.table}.",
                where=where,
                expected="a code or label listed in analysis/parameters/statbank.yaml",
                fix="leave the value out of the download; if it is a new one, add what it "
                "means to the file",
            )
        values.append(found)
    return values, codes


def _is_used(values: list[Any], codes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    return np.array([value is not _NOT_USED for value in values], dtype=bool)[codes]


def _whole_table(meaning: dict[str, Any], n_rows: int) -> dict[str, Any]:
    """Return what holds for every row where the table has no variable for it."""
    benefit = {"benefit": _repeat(meaning["benefit"], n_rows)} if "benefit" in meaning else {}
    return benefit | {
        "sex": _repeat(Sex.TOTAL.value, n_rows),
        "age_from": np.full(n_rows, WHOLE_LIFE[0], dtype=np.int64),
        "age_to": np.full(n_rows, WHOLE_LIFE[1], dtype=np.int64),
    }


def _repeat(text: str, n_rows: int) -> Any:
    return pd.array([text], dtype="str").take(np.zeros(n_rows, dtype=np.int64))


def _columns_of_role(role: str, values: list[Any], codes: npt.NDArray[np.int64]) -> dict[str, Any]:
    names = {"area": "municipality_code"} | {n: n for n in ("sex", "period", "benefit", "group")}
    if role == "age":
        ages = np.array(values, dtype=np.int64).reshape(-1, 2)
        return {"age_from": ages[codes, 0], "age_to": ages[codes, 1]}
    if role not in names:
        return {}
    texts = pd.array(["" if v is _NOT_USED else v for v in values], dtype="str")
    return {names[role]: texts.take(codes)}


def _parse_counts(column: pd.Series[Any], *, raw: RawFile) -> Any:
    is_missing = (column == _MISSING).to_numpy(dtype=bool)
    is_count = column.str.fullmatch(r"[0-9]{1,15}").to_numpy(dtype=bool)
    if not (is_missing | is_count).all():
        _refuse_count(column[~(is_missing | is_count)], raw=raw)
    # Arrow reads a million texts in a twentieth of the time that pandas takes.
    texts = pa.array(column.where(~is_missing, "0"), type=pa.string())
    numbers = pc.cast(texts, pa.int64()).to_numpy(zero_copy_only=False)
    return pd.arrays.IntegerArray(numbers.astype(np.int64), is_missing)


def _refuse_count(wrong: pd.Series[Any], *, raw: RawFile) -> NoReturn:
    """Refuse the first text that is no count, and say what is wrong with it."""
    row, text = wrong.index[0], str(wrong.iloc[0])
    what = f"A count of {raw.table} is no whole number: {show_value(text)}."
    if text.startswith("-"):
        what = f"A count of {raw.table} is negative: {show_value(text)}."
    elif all(wrong.str.contains(mark, regex=False).any() for mark in ",."):
        what = (
            f"The counts of {raw.table} mix decimal comma and decimal point; first met: "
            f"{show_value(text)}."
        )
    raise ContractError(
        what,
        where=f"{raw.file}, row {row}, column {VALUE_COLUMN}",
        expected=f"a whole number from 0 on, or {_MISSING} where the publisher has none",
        fix="fetch the table again without thousands separators; do not edit it by hand",
    )


def _fail_if_two_texts_mean_one_benefit(
    column: pd.Series[Any], values: list[Any], raw: RawFile
) -> None:
    text_of: dict[str, str] = {}
    for text, value in zip(column.cat.categories, values, strict=True):
        if value is _NOT_USED:
            continue
        if value in text_of:
            raise ContractError(
                f"{show_value(text_of[value])} and {show_value(text)} both mean {value}.",
                where=f"{raw.file}, column {column.name}",
                expected="one of the two; together they would count people twice",
                fix="leave one of them out of the download",
            )
        text_of[value] = str(text)
