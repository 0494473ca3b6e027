"""What data are here? A plain list for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.datasets.project import open_data
from analysis.datasets.store import DATASETS, Store


def list_inventory(raw_dir: Path | None) -> str:
    """Return the raw files and the datasets made of them, as text.

    Parameters
    ----------
    raw_dir : Path or None
        A folder of raw files; None for the embedded data.
    """
    store = open_data(raw_dir or "")
    return "\n\n".join([_list_files(store), *_list_unlisted(store), _list_datasets(store)])


def list_municipalities(raw_dir: Path | None) -> str:
    """Return code and name of each municipality, as text."""
    municipalities = open_data(raw_dir or "").load("municipalities").astype(str)
    pairs = zip(
        municipalities["municipality_code"], municipalities["municipality_name"], strict=True
    )
    return "\n".join(f"{code}  {name}" for code, name in sorted(pairs))


def _list_files(store: Store) -> str:
    """Return the raw files with publisher, date and origin."""
    rows = [("FILE", "TABLE", "PUBLISHER", "EXTRACTED", "ORIGIN", "LICENCE")]
    for raw in store.manifest.files:
        note = " (not read: unknown table)" if raw.file in store.unused else ""
        day = raw.extracted.isoformat() if raw.extracted else "unknown"
        rows.append((raw.file, raw.table + note, raw.publisher, day, raw.origin.value, raw.licence))
    return _columns(rows)


def _list_unlisted(store: Store) -> list[str]:
    """Name the files that the manifest does not list, if there are any."""
    if not store.manifest.unlisted:
        return []
    return ["Not listed in the manifest and left alone: " + ", ".join(store.manifest.unlisted)]


def _list_datasets(store: Store) -> str:
    """Return each dataset's size, periods and tables."""
    rows = [("DATASET", "ROWS", "FIRST", "NEWEST", "FROM")]
    for name in DATASETS:
        frame = store.load(name)
        periods = sorted(frame["period"].astype(str)) if "period" in frame and len(frame) else []
        tables = ", ".join(sorted(frame["source_table"].astype(str).unique()))
        span = (periods[0], periods[-1]) if periods else ("", "")
        rows.append((name, str(len(frame)), *span, tables or "no data"))
    return _columns(rows)


def _columns(rows: Sequence[tuple[str, ...]]) -> str:
    """Set rows in columns of even width."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join(lines)
