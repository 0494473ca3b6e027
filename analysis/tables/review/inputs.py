"""What the report on a review rests on: its own files, and the statistics beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.comparison.assemble import PracticeComparison
from analysis.concepts import Origin
from analysis.findings.released import ReleasedReview
from analysis.labels import MISSING, date
from analysis.tables.inputs import breakable

_ORIGINS = {Origin.OBSERVED.value: "observeret", Origin.SYNTHETIC.value: "syntetisk"}


def tabulate_inputs(results: ReleasedReview, comparison: PracticeComparison | None) -> Block:
    """Return the files of the review, and those of the benchmark where there is one.

    Parameters
    ----------
    results : ReleasedReview
        Knows the review's files.
    comparison : PracticeComparison or None
        What the review is held beside.
    """
    files = [dict(each) for each in results.review.inputs]
    lineage = results.lineage
    if comparison is not None:
        used = [f for f in comparison.store.manifest.files if f.file in comparison.lineage.inputs]
        files += [_describe(each) for each in used]
        lineage = lineage | comparison.store.manifest.lineage(each.file for each in used)
    content = Table(
        caption="Kilder",
        columns=(
            Column("file", "Fil", "left"),
            Column("publisher", "Fra", "left"),
            Column("extracted", "Dato", "left"),
            Column("origin", "Oprindelse", "left"),
            Column("sha256", "SHA-256 (begyndelse)", "left"),
        ),
        rows=tuple(_row(each) for each in files),
        records=tuple(files),
        note="Hele kontrolsummen står i manifest.json og i data/kilder.csv ved siden af rapporten. "
        "Gennemgangens filer bliver i kommunen og følger ikke med rapporten.",
    )
    return Block("kilder", content, lineage)


def _describe(raw: Any) -> dict[str, str]:
    return {
        "file": raw.file,
        "publisher": raw.publisher,
        "table": raw.table,
        "extracted": raw.extracted.isoformat() if raw.extracted else "",
        "licence": raw.licence,
        "origin": raw.origin.value,
        "sha256": raw.sha256,
    }


def _row(file: dict[str, Any]) -> Row:
    day = str(file["extracted"])
    return Row(
        (
            breakable(str(file["file"])),
            breakable(str(file["publisher"])),
            date(dt.date.fromisoformat(day)) if day else MISSING,
            _ORIGINS[str(file["origin"])],
            str(file["sha256"])[:12],
        )
    )
