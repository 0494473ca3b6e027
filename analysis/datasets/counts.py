"""People counted by municipality, period, sex and age: who lives there, who receives.

Stock and flow, persons and full-time persons are different datasets with different
columns, so that none can be taken for another. All keep the totals and the parts that
their publisher prints; `analysis.datasets.levels` tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.datasets import columns, jobindsats_cells, statbank_cells
from analysis.datasets.completeness import check_complete
from analysis.datasets.contracts import ColumnSpec, Contract, check, in_key_order, place
from analysis.datasets.levels import check_levels, total_rows
from analysis.datasets.municipalities import read_gazetteer
from analysis.errors import ContractError
from analysis.sources.manifest import Manifest


@dataclass(frozen=True)
class Counts:
    """A dataset of counts: its contract and the publishers' tables that it is read from."""

    contract: Contract
    value: str
    statbank: tuple[str, ...] = ()
    jobindsats: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[str, ...]:
        """Return the publishers' tables that the dataset is read from."""
        return (*self.statbank, *self.jobindsats)


def _contract(name: str, value: ColumnSpec, *, by_benefit: bool = True) -> Contract:
    benefit = (columns.BENEFIT,) if by_benefit else ()
    # Two tables may count the same people: each keeps its own figures, and none is joined.
    key = (*(column.name for column in benefit), *columns.CELL_KEY, "source_table")
    cell = (columns.MUNICIPALITY, columns.PERIOD, columns.SEX, columns.AGE_FROM, columns.AGE_TO)
    return Contract(name, key, (*benefit, *cell, value, *columns.SOURCE))


POPULATION = Counts(
    _contract(
        "population",
        ColumnSpec("n_population", "int64", minimum=0, unit="persons"),
        by_benefit=False,
    ),
    "n_population",
    statbank=("FOLK1A", "FOLK1AM"),
)
RECIPIENTS_FULLTIME = Counts(
    _contract(
        "recipients_fulltime",
        ColumnSpec("n_fulltime_persons", "Int64", nullable=True, minimum=0, unit="persons"),
    ),
    "n_fulltime_persons",
    statbank=("AUK01", "SYGEDP01"),
    jobindsats=jobindsats_cells.tables_of("recipients_fulltime"),
)
RECIPIENTS_PERSONS = Counts(
    _contract(
        "recipients_persons",
        ColumnSpec("n_persons", "Int64", nullable=True, minimum=0, unit="persons"),
    ),
    "n_persons",
    statbank=("PEN113", "KY16", "SYGEDP01"),
    jobindsats=jobindsats_cells.tables_of("recipients_persons"),
)
AWARDS = Counts(
    _contract("awards", ColumnSpec("n_awards", "Int64", nullable=True, minimum=0, unit="persons")),
    "n_awards",
    statbank=("PEN113",),
)


def build_counts(manifest: Manifest, counts: Counts) -> pd.DataFrame:
    """Build one dataset of counts from the raw files of its tables.

    Parameters
    ----------
    manifest : Manifest
        The raw files.
    counts : Counts
        ``POPULATION``, ``RECIPIENTS_FULLTIME``, ``RECIPIENTS_PERSONS`` or ``AWARDS``.

    Returns
    -------
    DataFrame
        The columns of the contract, in order of its key; without rows where the
        manifest lists none of the tables.

    Raises
    ------
    SourceError, ContractError
        If a raw file is broken, or the table as a whole does not hold together.
    CoverageError
        If a table lacks a municipality, or a period between its first and last.
    """
    contract = counts.contract
    gazetteer = read_gazetteer(manifest)
    readers = [
        (statbank_cells.read_cells, counts.statbank),
        (jobindsats_cells.read_cells, counts.jobindsats),
    ]
    frames = [
        read(raw, dataset=contract.name, value=counts.value, gazetteer=gazetteer)
        for read, tables in readers
        for table in tables
        for raw in manifest.find(table)
    ]
    frames = [frame for frame in frames if not frame.empty]
    if not frames:
        return in_key_order([], contract)
    if counts is POPULATION:
        frames = [_without_missing(frame, counts.value) for frame in frames]
    frame = (frames[0] if len(frames) == 1 else pd.concat(frames))[contract.column_names]
    # Texts that repeat a million times are compared by their number.
    coded = frame.astype(dict.fromkeys(_text_columns(frame), "category"))
    check(coded, contract)
    check_complete(coded, municipalities=gazetteer.codes, may_skip_periods=counts is POPULATION)
    check_levels(coded, may_lack_ages=counts is POPULATION)
    if counts is POPULATION:
        _fail_if_nobody_lives_there(frame)
    order = coded[list(contract.key)].reset_index(drop=True).sort_values(list(contract.key))
    return frame.iloc[order.index.to_numpy()].reset_index(drop=True)


def _text_columns(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if frame[name].dtype == "str"]


def _without_missing(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return the population as plain whole numbers; a missing one is refused."""
    missing = frame[value].isna()
    if missing.any():
        position = int(missing.to_numpy(dtype=bool).argmax())
        raise ContractError(
            "A population is missing.",
            where=f"{place(frame, position, table='population')}, column INDHOLD",
            expected="a whole number; nothing can be counted per resident without it",
            fix="fetch the table again, for dates that the publisher has figures for",
        )
    return frame.assign(**{value: frame[value].astype("int64")})


def _fail_if_nobody_lives_there(frame: pd.DataFrame) -> None:
    totals = total_rows(frame)
    empty = totals["n_population"] == 0
    if empty.any():
        position = int(empty.to_numpy().argmax())
        row = totals.iloc[position]
        raise ContractError(
            f"Municipality {row['municipality_code']} has no inhabitants in {row['period']}.",
            where=f"{place(totals, position, table='population')}, column INDHOLD",
            expected="a population above 0",
            fix="fetch the table again; a blank may have become 0 on the way",
        )
