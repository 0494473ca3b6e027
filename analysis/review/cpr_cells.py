"""In which cells of a table of people may a CPR number stand? By column and row.

Wider than `analysis.sources.privacy`: a column of CPR numbers that has passed through a
spreadsheet has lost its leading zeros and hyphens, and a person writes a blank for the
hyphen. A whole cell of nine or ten digits whose first six are a date is taken for one.
It leans towards refusing: a case number of nine digits may be refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.sources.privacy import find_cpr_like

_DATE = r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}"
# Nine digits: the zero of the first nine days of a month is lost.
_SHORTENED = r"[1-9](?:0[1-9]|1[0-2])[0-9]{6}(?:\.0)?"
_WHOLE_CELL = re.compile(
    rf"^[ \t]*(?:{_DATE}[ \t._/-]{{0,3}}[0-9]{{4}}|{_SHORTENED})[ \t]*$", re.MULTILINE
)
# What every form of the number holds. Few cells do, so the exact questions are for these.
_DIGITS = "[0-9]{5}[^0-9]{0,3}[0-9]{4}"


def find_cpr_cells(table: pd.DataFrame) -> Iterator[str]:
    """Yield a sentence for each column that holds what looks like a CPR number.

    Parameters
    ----------
    table : DataFrame
        All cells as text. Row 2 is the first.
    """
    for position in range(table.shape[1]):
        is_bad = is_cpr_cell(table.iloc[:, position])
        if is_bad.any():
            # The name may be anything a person typed: CPR-like names are kept back.
            name = str(table.columns[position])
            column = f"number {position + 1}" if find_cpr_like(name) else name
            rows = f"row {int(is_bad.argmax()) + 2}"
            rows += f" and {int(is_bad.sum()) - 1:,} more" if is_bad.sum() > 1 else ""
            yield f"{rows}, column {column}: what looks like a CPR number"


def is_cpr_cell(values: pd.Series) -> np.ndarray:
    """Tell for each cell whether it holds what looks like a CPR number.

    Returns
    -------
    array of bool of shape (n,)
    """
    distinct = values.drop_duplicates()
    few = distinct[distinct.str.contains(_DIGITS)].tolist()
    # One search over these, a line each, is as sharp as one per cell and quicker.
    if not _is_cpr("\n".join(few)):
        return np.zeros(len(values), dtype=bool)
    return np.asarray(values.isin([text for text in few if _is_cpr(text)]), dtype=bool)


def _is_cpr(text: str) -> bool:
    return _WHOLE_CELL.search(text) is not None or find_cpr_like(text)
