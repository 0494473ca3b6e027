"""Which options do several commands take? Each is described once, in the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MunicipalityOption = Annotated[
    str, typer.Option(metavar="CODE", help="The municipality by its code. Default: 101.")
]
PeriodOption = Annotated[
    str,
    typer.Option(metavar="PERIOD", help="Such as 2025K4. Default: the newest that all have."),
]
PeersOption = Annotated[
    str,
    typer.Option(
        metavar="PEERS",
        help="6byerne, taskforce2018, nearest:7, mahalanobis:7, "
        "weighted:7:unemployment_pct=2, model:7, or codes such as 751,461,851. Default: the "
        "other five of 6-byerne for one of the six, otherwise nearest:7.",
    ),
]
RawOption = Annotated[
    Path | None,
    typer.Option(
        "--raw",
        metavar="DIR",
        help="A folder of raw files with a manifest.csv. It replaces all embedded statistics; "
        "nothing synthetic is used beside it. Default: the data that come with the project.",
    ),
]
DateOption = Annotated[
    str,
    typer.Option(
        metavar="YYYY-MM-DD",
        help="The date printed. Default: the newest extraction among the statistics.",
    ),
]
StatusOption = Annotated[
    str,
    typer.Option(
        metavar="STATUS",
        help="udkast (draft) or godkendt (approved, with who and when). Default: what the "
        "commentary file says, or udkast.",
    ),
]
CommentaryOption = Annotated[
    Path | None,
    typer.Option(
        "--commentary",
        metavar="FILE|DIR",
        help="The municipality's own words (praksis commentary). Default: data/commentary.",
    ),
]
ApprovedByOption = Annotated[
    str,
    typer.Option(
        "--approved-by",
        metavar="ROLE",
        help="With --status godkendt: who approved, as a role. Default: the commentary file's.",
    ),
]
ApprovedOnOption = Annotated[
    str,
    typer.Option(
        "--approved-on", metavar="YYYY-MM-DD", help="With --status godkendt: the day of it."
    ),
]
EmbargoOption = Annotated[
    str,
    typer.Option(
        metavar="YYYY-MM-DD[ HH:MM]",
        help="Printed on every page: not to be published before. Default: the commentary file's.",
    ),
]
AllOption = Annotated[
    bool, typer.Option("--all", help="All 98 municipalities in parallel; see --municipalities.")
]
MunicipalitiesOption = Annotated[
    str, typer.Option(metavar="CODES", help="With --all: only these, such as 101,751.")
]
JobsOption = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="With --all: processes. Default: one per core."),
]
ExecutorOption = Annotated[
    str,
    typer.Option(metavar="WHERE", help="With --all: loky (default), serial or dask://host:port."),
]
