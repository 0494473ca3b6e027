"""Which measures of a jobindsats answer are counts that a dataset holds?

Column names change between versions of the service, so a measure is found by how its
name begins. ``null`` stays missing: it means "0-2 or missing", never 0. Sex and age are
not read here; each row is a total.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.concepts import Sex
from analysis.datasets.ages import WHOLE_LIFE
from analysis.datasets.areas import Gazetteer
from analysis.datasets.jobindsats_rows import find_measure, parse_counts, read_answer, select_rows
from analysis.errors import ContractError
from analysis.parameters.loader import load_yaml
from analysis.sources.jobindsats import AREA_COLUMN, PERIOD_COLUMN
from analysis.sources.manifest import RawFile


def tables_of(dataset: str) -> tuple[str, ...]:
    """Return the jobindsats tables that a dataset is read from, as the parameters list them.

    Examples
    --------
    >>> "y10a02" in tables_of("recipients_persons")
    True
    """
    tables = load_yaml("jobindsats").items()
    return tuple(table for table, meaning in tables if dataset in meaning.get("measures", {}))


def read_cells(raw: RawFile, *, dataset: str, value: str, gazetteer: Gazetteer) -> pd.DataFrame:
    """Read the cells of one dataset from one jobindsats answer.

    Parameters
    ----------
    raw : RawFile
        An answer for a table in ``parameters/jobindsats.yaml``.
    dataset : str
        The dataset wanted; decides which measure is read.
    value : str
        Name of the column of counts.
    gazetteer : Gazetteer
        The municipalities.

    Returns
    -------
    DataFrame
        As `analysis.datasets.statbank_cells.read_cells` returns it; all rows have sex
        total and ages 0-125. Without rows where the answer has another measure of its
        table only. The index is the row's number in the answer.

    Raises
    ------
    SourceError, ContractError
        If the file is broken, or an area, period, measure or count is not known.
    """
    meaning = load_yaml("jobindsats")[raw.table]
    frame = read_answer(raw)
    found = {
        name: find_measure(frame, beginning, raw=raw)
        for name, beginning in meaning["measures"].items()
    }
    _fail_if_no_measure_is_known(found, meaning["measures"], raw)
    measure = found[dataset]
    rows = select_rows(
        frame,
        raw=raw,
        frequency=meaning["frequency"],
        gazetteer=gazetteer,
        keep=[name for name in found.values() if name],
    )
    rows = rows if measure else rows.iloc[:0]
    n = len(rows)
    return pd.DataFrame(
        {
            "benefit": pd.array([meaning["benefit"]] * n, dtype="str"),
            "municipality_code": rows["municipality_code"],
            "period": rows["period"],
            "sex": pd.array([Sex.TOTAL.value] * n, dtype="str"),
            "age_from": np.full(n, WHOLE_LIFE[0], dtype=np.int64),
            "age_to": np.full(n, WHOLE_LIFE[1], dtype=np.int64),
            value: parse_counts(rows[measure or AREA_COLUMN], raw=raw),
            "source_id": pd.array([raw.file] * n, dtype="str"),
            "source_table": pd.array([raw.table] * n, dtype="str"),
        },
        index=rows.index,
    )


def _fail_if_no_measure_is_known(
    found: dict[str, str | None], measures: dict[str, str], raw: RawFile
) -> None:
    if not any(found.values()):
        expected = " or ".join(repr(beginning) for beginning in measures.values())
        raise ContractError(
            f"The answer {raw.file} has 0 columns that begin with {expected}.",
            where=f"{raw.file}, columns",
            expected=f"{PERIOD_COLUMN}, {AREA_COLUMN} and one column that begins with {expected}",
            fix="ask for this measure, or write the new name into "
            "analysis/parameters/jobindsats.yaml",
        )
