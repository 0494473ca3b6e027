"""What the pack rests on: every file with publisher, date, origin and checksum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.packs.assemble import Pack
from analysis.tables.inputs import breakable

_ORIGINS = {"observed": "observeret", "synthetic": "syntetisk"}


def tabulate_inputs(pack: Pack) -> Block:
    """Return every input of the pack.

    Parameters
    ----------
    pack : Pack
        Everything that the meeting gets.
    """
    columns = (
        Column("file", "Fil", "left"),
        Column("publisher", "Kilde", "left"),
        Column("extracted", "Hentet", "left"),
        Column("origin", "Oprindelse", "left"),
        Column("sha256", "Kontrolsum", "left"),
    )
    inputs = pack.record.inputs
    return Block(
        "oplaeg-inddata",
        Table(
            caption="Filer, som oplægget bygger på",
            columns=columns,
            rows=tuple(_row(each) for each in inputs),
            records=tuple(dict(each) for each in inputs),
            note="Kontrolsum: de første 12 tegn af SHA-256; hele summen står i datafilen.",
        ),
        pack.lineage,
    )


def _row(entry: Mapping[str, Any]) -> Row:
    day = str(entry.get("extracted", ""))
    return Row(
        (
            breakable(str(entry["file"])),
            breakable(str(entry["publisher"])),
            _short_date(dt.date.fromisoformat(day)) if day else "ikke oplyst",
            _ORIGINS[str(entry["origin"])],
            str(entry["sha256"])[:12],
        )
    )


def _short_date(day: dt.date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
