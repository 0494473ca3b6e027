"""How far have the comments on the checklists come, item by item?

The register of comments (`praksis checklist comments`) is read for its counts alone: what
was written stays in it.
"""

from __future__ import annotations

import csv
from pathlib import Path

from analysis.errors import SourceError

_SETTLED = ("indarbejdet", "ikke_fulgt")
_STATUSES = ("modtaget", "under_behandling", *_SETTLED)


def count_comments(path: Path) -> dict[str, tuple[int, int]]:
    """Count the comments of each item, and those of them that are settled.

    Parameters
    ----------
    path : Path
        A register of comments, as `praksis checklist comments` writes it.

    Returns
    -------
    dict of str to (int, int)
        By item id: comments made, and comments settled.

    Raises
    ------
    SourceError
        If a column is missing or a status is unknown.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
        columns = set(rows[0]) if rows else {"item_id", "status"}
    if not {"item_id", "status"} <= columns:
        raise SourceError(
            "The register of comments lacks a column.",
            where=path.name,
            expected="item_id and status among its columns",
            fix="take the register that praksis checklist comments wrote",
        )
    counts: dict[str, tuple[int, int]] = {}
    for line, row in enumerate(rows, start=2):
        _fail_if_status_is_unknown(row["status"], f"{path.name}, line {line}")
        made, settled = counts.get(row["item_id"], (0, 0))
        counts[row["item_id"]] = (made + 1, settled + (row["status"] in _SETTLED))
    return counts


def _fail_if_status_is_unknown(status: str, where: str) -> None:
    if status not in _STATUSES:
        raise SourceError(
            "A comment has an unknown status.",
            where=f"{where}, column status",
            expected=", ".join(_STATUSES),
            fix="correct the status",
        )
