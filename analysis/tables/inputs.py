"""What the report rests on: each raw file with its publisher, date, origin and checksum."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from analysis.blocks.model import Block, Column, Row, Table
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.context import ContextResult
from analysis.comparison.published import PublishedAwards
from analysis.concepts import Origin
from analysis.labels import date

_ZERO_WIDTH_SPACE = "\u200b"
_ORIGINS = {Origin.OBSERVED: "observeret", Origin.SYNTHETIC: "syntetisk"}


def tabulate_inputs(
    comparison: PracticeComparison,
    *,
    context: Sequence[ContextResult],
    published: PublishedAwards | None,
) -> Block:
    """Return the raw files, those that the report rests on first.

    Parameters
    ----------
    comparison : PracticeComparison
        Knows the manifest.
    context : sequence of ContextResult
        The context series that are shown.
    published : PublishedAwards or None
        The published figures that are shown.
    """
    shown = [result.lineage for result in context]
    if published is not None:
        shown.append(published.lineage)
    used = reduce(or_, shown, comparison.lineage)
    files = sorted(
        comparison.store.manifest.files, key=lambda f: (f.file not in used.inputs, f.file)
    )
    rows = tuple(
        Row(
            (
                breakable(file.file),
                breakable(f"{file.publisher}, {file.table}"),
                date(file.extracted) if file.extracted else "ikke oplyst",
                _ORIGINS[file.origin],
                "ja" if file.file in used.inputs else "nej",
                file.sha256[:12],
            )
        )
        for file in files
    )
    records = tuple(
        {
            "file": file.file,
            "publisher": file.publisher,
            "table": file.table,
            "extracted": file.extracted.isoformat() if file.extracted else "",
            "licence": file.licence,
            "origin": file.origin.value,
            "is_used": file.file in used.inputs,
            "sha256": file.sha256,
        }
        for file in files
    )
    content = Table(
        caption="Kilder",
        columns=(
            Column("file", "Fil", "left"),
            Column("publisher", "Udgiver og tabel", "left"),
            Column("extracted", "Hentet", "left"),
            Column("origin", "Oprindelse", "left"),
            Column("is_used", "Brugt", "left"),
            Column("sha256", "SHA-256 (begyndelse)", "left"),
        ),
        rows=rows,
        records=records,
        note="Hele kontrolsummen står i manifest.json og i data/kilder.csv ved siden af rapporten.",
    )
    everything = comparison.store.manifest.lineage(file.file for file in files)
    return Block("kilder", content, everything)


def breakable(name: str) -> str:
    """Let a long name of a file or table break at its underscores."""
    return name.replace("_", "_" + _ZERO_WIDTH_SPACE)
