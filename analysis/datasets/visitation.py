"""How many on kontanthjælp are judged ready for work, for activity, for education?

The visitation group is a judgement of the jobcentre. It stands in for no duration: who is
*aktivitetsparat* may have come last month, and who is *jobparat* may have been there for
years.
"""

from __future__ import annotations

import pandas as pd

from analysis.datasets import columns, statbank_cells
from analysis.datasets.completeness import check_complete
from analysis.datasets.contracts import ColumnSpec, Contract, check, in_key_order, place
from analysis.datasets.municipalities import TABLE as MUNICIPALITIES
from analysis.datasets.municipalities import read_gazetteer
from analysis.errors import ContractError
from analysis.parameters.loader import load_yaml
from analysis.sources.manifest import Manifest

TABLE = "KY04"
TABLES = (MUNICIPALITIES, TABLE)
_TOTAL = "i_alt"
# Everybody in one of them; "uoplyst" is a group of its own and never shared out.
GROUPS = tuple(group for group in load_yaml("statbank")[TABLE]["groups"] if group != _TOTAL)
RECIPIENTS_BY_GROUP = Contract(
    "recipients_by_group",
    ("municipality_code", "period", "group"),
    (
        columns.MUNICIPALITY,
        columns.PERIOD,
        ColumnSpec("group", "str", categories=GROUPS),
        ColumnSpec("recipients_persons", "Int64", nullable=True, minimum=0, unit="persons"),
        *columns.SOURCE,
    ),
)


def build_recipients_by_group(manifest: Manifest) -> pd.DataFrame:
    """Build the table of recipients of kontanthjælp by visitation group.

    Parameters
    ----------
    manifest : Manifest
        The raw files.

    Returns
    -------
    DataFrame
        One row per municipality, month and group (``jobparat``, ``aktivitetsparat``,
        ``aabenlyst_uddannelsesparat``, ``uddannelsesparat``, ``uoplyst``); without rows
        where the manifest lists no KY04. The printed total is held against the groups and
        left out.

    Raises
    ------
    SourceError, ContractError
        If a file is broken, or the groups do not sum to the printed total.
    CoverageError
        If the table lacks a municipality, or a month between its first and last.

    Notes
    -----
    A person who changes group within a month may be counted in both, so that the groups
    exceed the total; that is let pass. Groups that fall short of it by more than a hundredth
    and three persons are refused, since a group is then missing.
    """
    gazetteer = read_gazetteer(manifest)
    frames = [
        statbank_cells.read_cells(
            raw,
            dataset=RECIPIENTS_BY_GROUP.name,
            value="recipients_persons",
            gazetteer=gazetteer,
        )
        for raw in manifest.find(TABLE)
    ]
    frames = [frame for frame in frames if not frame.empty]
    if not frames:
        return in_key_order([], RECIPIENTS_BY_GROUP)
    cells = pd.concat(frames)
    _fail_if_groups_miss_the_total(cells)
    cells = cells[cells["group"] != _TOTAL]
    frame = check(cells[RECIPIENTS_BY_GROUP.column_names], RECIPIENTS_BY_GROUP)
    # A group stands where a benefit does elsewhere: all municipalities in every month.
    check_complete(
        cells.assign(benefit=cells["group"]),
        municipalities=gazetteer.codes,
        may_skip_periods=False,
    )
    return in_key_order([frame], RECIPIENTS_BY_GROUP)


def _fail_if_groups_miss_the_total(cells: pd.DataFrame) -> None:
    key = ["municipality_code", "period"]
    totals = cells[cells["group"] == _TOTAL]
    groups = cells[cells["group"] != _TOTAL].groupby(key)["recipients_persons"]
    sums = groups.agg(["sum", "count", "size"])
    joined = totals.join(sums, on=key, how="inner")
    complete = (joined["count"] == joined["size"]) & (joined["size"] == len(GROUPS))
    short = joined["recipients_persons"] - joined["sum"]
    is_wrong = (complete & (short > joined["recipients_persons"] * 0.01 + 3)).fillna(False)
    if is_wrong.any():
        position = int(is_wrong.to_numpy(dtype=bool).argmax())
        row = joined.iloc[position]
        raise ContractError(
            f"The groups of municipality {row['municipality_code']} in {row['period']} sum to "
            f"{row['sum']:g}, and their total is {row['recipients_persons']:g}.",
            where=f"{place(joined, position, table=TABLE)}, column INDHOLD",
            expected="groups that make up the total",
            fix="fetch all groups of VISITATION again, for all municipalities and months",
        )
