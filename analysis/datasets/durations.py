"""How many have received a benefit for so long?

Duration is another question than how many there are: a municipality may have few on
kontanthjælp and most of them for years. Read from a jobindsats table with a dimension of
duration, whose layout is known from descriptions and not from a file: the dimension is
found by how its name begins, and its groups by what their labels say.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, NoReturn

import pandas as pd

from analysis.datasets import columns
from analysis.datasets.areas import Gazetteer
from analysis.datasets.completeness import check_complete
from analysis.datasets.contracts import ColumnSpec, Contract, check, in_key_order
from analysis.datasets.jobindsats_rows import find_measure, parse_counts, read_answer, select_rows
from analysis.datasets.municipalities import TABLE as MUNICIPALITIES
from analysis.datasets.municipalities import read_gazetteer
from analysis.errors import ContractError
from analysis.parameters.loader import load_yaml
from analysis.sources.manifest import Manifest, RawFile
from analysis.sources.privacy import show_value

RECIPIENTS_BY_DURATION = Contract(
    "recipients_by_duration",
    ("benefit", "municipality_code", "period", "weeks_from", "source_table"),
    (
        columns.MUNICIPALITY,
        columns.PERIOD,
        columns.BENEFIT,
        ColumnSpec("weeks_from", "int64", minimum=0, unit="weeks"),
        ColumnSpec("weeks_to", "Int64", nullable=True, minimum=0, unit="weeks"),
        ColumnSpec("recipients_persons", "Int64", nullable=True, minimum=0, unit="persons"),
        *columns.SOURCE,
    ),
)
_DIMENSION = "varighed"
_TOTAL = "i alt"
WEEKS_PER_YEAR = 52
_UNIT = r"(uger|uge|år|måneder|mdr\.?)"
_RANGE = re.compile(rf"^(\d+)\s*(?:{_UNIT})?\s*(?:-|–|til)\s*(\d+)\s*{_UNIT}$")
_UNDER = re.compile(rf"^(?:under|mindre end|<)\s*(\d+)\s*{_UNIT}$")
_UP_TO = re.compile(rf"^(?:op til|til og med|højst)\s*(\d+)\s*{_UNIT}$")
_OVER = re.compile(rf"^(?:over|mere end|>)\s*(\d+)\s*{_UNIT}$")
_FROM = re.compile(
    rf"^(?:mindst\s*(\d+)\s*{_UNIT}|(\d+)\s*{_UNIT}\s*(?:og derover|og over|eller mere|\+))$"
)


def tables() -> tuple[str, ...]:
    """Return the tables that the dataset is read from, as the parameters list them."""
    listed = load_yaml("jobindsats").items()
    return (MUNICIPALITIES, *(table for table, meaning in listed if "durations" in meaning))


def build_recipients_by_duration(manifest: Manifest) -> pd.DataFrame:
    """Build the table of recipients by how long they have received.

    Parameters
    ----------
    manifest : Manifest
        The raw files.

    Returns
    -------
    DataFrame
        One row per municipality, period, benefit and group of durations; without rows where
        the manifest lists no such table. ``weeks_from`` and ``weeks_to`` are whole weeks,
        both included; ``weeks_to`` is missing in the open group. ``recipients_persons`` is
        missing where the publisher blanks it. Totals over durations are left out.

    Raises
    ------
    SourceError, ContractError
        If a file is broken, has no dimension of duration, or its groups overlap or leave a
        gap.
    CoverageError
        If a table lacks a municipality, or a period between its first and last.

    Notes
    -----
    A year is read as 52 weeks and a quarter of a year as 13, so that groups in years and in
    weeks can be held together; a year is a day longer, hence *over 1 år*, read as 52 weeks,
    leaves out those of the last day: too few, by a day for each year. Blank groups stay
    blank: a sum that passes over them is 0-2 persons too low for each.
    """
    gazetteer = read_gazetteer(manifest)
    files = [raw for table in tables()[1:] for raw in manifest.find(table)]
    frames = [_read(raw, gazetteer=gazetteer) for raw in files]
    frames = [frame for frame in frames if not frame.empty]
    if not frames:
        return in_key_order([], RECIPIENTS_BY_DURATION)
    frame = check(pd.concat(frames), RECIPIENTS_BY_DURATION)
    # Durations stand where ages do elsewhere: the same groups in every municipality and period.
    cells = frame.assign(sex="total", age_from=frame["weeks_from"], age_to=frame["weeks_to"])
    cells["age_to"] = cells["age_to"].fillna(-1).astype("int64")
    check_complete(cells, municipalities=gazetteer.codes, may_skip_periods=False)
    return in_key_order([frame], RECIPIENTS_BY_DURATION)


def parse_weeks(label: str) -> tuple[int, int | None] | None:
    """Return the first and last whole week that a group of durations means, or None.

    Parameters
    ----------
    label : str
        As published, such as ``27-52 uger`` or ``Over 2 år``.

    Examples
    --------
    >>> parse_weeks("27-52 uger"), parse_weeks("Over 52 uger")
    ((27, 52), (53, None))
    >>> parse_weeks("1-2 år"), parse_weeks("2 år og derover"), parse_weeks("Under 1 år")
    ((52, 103), (104, None), (0, 51))
    >>> parse_weeks("Lang") is None
    True
    """
    text = " ".join(label.casefold().split())
    if match := _RANGE.match(text):
        low, low_unit, high, unit = match.groups()
        first, last = _weeks(low, low_unit or unit), _weeks(high, unit)
        in_weeks = unit.startswith("uge")
        return _ordered(first, last if last is None or in_weeks else last - 1)
    if match := _UNDER.match(text):
        weeks = _weeks(*match.groups())
        return None if not weeks else (0, weeks - 1)
    if match := _UP_TO.match(text):
        weeks = _weeks(*match.groups())
        return None if weeks is None else (0, weeks)
    if match := _OVER.match(text):
        weeks = _weeks(*match.groups())
        # Over 52 weeks begins with the 53rd; over 1 year is what follows "0-1 år".
        return None if weeks is None else (weeks + match.group(2).startswith("uge"), None)
    if match := _FROM.match(text):
        number, unit = match.group(1) or match.group(3), match.group(2) or match.group(4)
        weeks = _weeks(number, unit)
        return None if weeks is None else (weeks, None)
    return None


def _weeks(number: str, unit: str) -> int | None:
    """Return a length in whole weeks, or None where it is none."""
    count = int(number)
    if unit.startswith("uge"):
        return count
    if unit == "år":
        return count * WEEKS_PER_YEAR
    weeks, rest = divmod(count * WEEKS_PER_YEAR, 12)
    return None if rest else weeks


def _ordered(first: int | None, last: int | None) -> tuple[int, int | None] | None:
    return None if first is None or last is None or last < first else (first, last)


def _read(raw: RawFile, *, gazetteer: Gazetteer) -> pd.DataFrame:
    meaning = load_yaml("jobindsats")[raw.table]
    frame = read_answer(raw)
    dimension = _find_dimension(frame, raw)
    measure = find_measure(frame, meaning["durations"]["recipients_persons"], raw=raw)
    if measure is None:
        _refuse_no_persons(meaning, raw)
    rows = select_rows(
        frame,
        raw=raw,
        frequency=meaning["frequency"],
        gazetteer=gazetteer,
        keep=(dimension, measure),
    )
    rows = rows[~rows[dimension].astype("str").str.casefold().str.strip().str.endswith(_TOTAL)]
    weeks = _find_groups(rows[dimension], meaning=meaning, raw=raw)
    first, last = rows[dimension].map(weeks).str[0], rows[dimension].map(weeks).str[1]
    n = len(rows)
    return pd.DataFrame(
        {
            "municipality_code": rows["municipality_code"],
            "period": rows["period"],
            "benefit": pd.array([meaning["benefit"]] * n, dtype="str"),
            "weeks_from": first.astype("int64"),
            "weeks_to": last.astype("Int64"),
            "recipients_persons": parse_counts(rows[measure], raw=raw),
            "source_id": pd.array([raw.file] * n, dtype="str"),
            "source_table": pd.array([raw.table] * n, dtype="str"),
        },
        index=rows.index,
    )


def _find_dimension(frame: pd.DataFrame, raw: RawFile) -> str:
    names = [str(n) for n in frame.columns if str(n).casefold().startswith(_DIMENSION)]
    if len(names) == 1 and not pd.api.types.is_numeric_dtype(frame[names[0]]):
        return names[0]
    raise ContractError(
        f"The answer {raw.file} is not split by duration.",
        where=f"{raw.file}, columns",
        expected="one dimension whose name begins with 'Varighed', with groups such as 27-52 uger",
        fix="ask for the table that counts persons by how long they have received; the mean length "
        "of ended spells says nothing of those who are still there",
    )


def _find_groups(
    column: pd.Series[Any], *, meaning: dict[str, Any], raw: RawFile
) -> dict[str, tuple[int, int | None]]:
    """Return the weeks of each group; refuse one that is not understood, a gap, an overlap."""
    listed = {str(k): (v[0], v[1] if len(v) > 1 else None) for k, v in meaning["groups"].items()}
    found: dict[str, tuple[int, int | None]] = {}
    for label in column.unique():
        weeks = listed.get(str(label)) or parse_weeks(str(label))
        if weeks is None:
            row = column.index[(column == label).to_numpy(dtype=bool)][0]
            raise ContractError(
                f"{show_value(label)} is no group of durations that is understood.",
                where=f"{raw.file}, row {row}, column {column.name}",
                expected="a label such as 0-26 uger, 1-2 år or Over 5 år",
                fix=f"write its weeks under groups of {raw.table} in "
                "analysis/parameters/jobindsats.yaml",
            )
        found[str(label)] = weeks
    _fail_if_groups_do_not_follow(found, raw=raw)
    return found


def _fail_if_groups_do_not_follow(
    groups: dict[str, tuple[int, int | None]], *, raw: RawFile
) -> None:
    ordered = sorted(groups.items(), key=lambda item: item[1][0])
    for (before, (_, last)), (after, (first, _)) in pairwise(ordered):
        if last is None or first != last + 1:
            what = "overlap" if last is None or first <= last else "leave a gap"
            raise ContractError(
                f"The durations {show_value(before)} and {show_value(after)} {what}.",
                where=f"{raw.file}, columns",
                expected="groups that follow each other without a gap",
                fix="ask for one division by duration, with all its groups; if the labels mean "
                "something else, write their weeks under groups in "
                "analysis/parameters/jobindsats.yaml",
            )


def _refuse_no_persons(meaning: dict[str, Any], raw: RawFile) -> NoReturn:
    beginning = meaning["durations"]["recipients_persons"]
    raise ContractError(
        f"The answer {raw.file} does not count persons by duration.",
        where=f"{raw.file}, columns",
        expected=f"one column that begins with {beginning!r}",
        fix="ask for the number of persons: a share cannot be turned into persons, nor a mean",
    )
