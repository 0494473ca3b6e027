"""Where do the validated tables lie, and are they still those of the raw files?

The store is the only writer and reader of ``data/processed/``. It keeps one Parquet file
per dataset with a key in its metadata: a checksum over the raw files that the dataset
is read from and over `DATA_VERSION`. A file with another key, or a damaged one, is built
again from the raw files. Origin is not in the file: it is asked of the manifest each
time, so a corrected origin holds at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.datasets import (
    counts,
    durations,
    ministry_expectation,
    municipalities,
    published_figures,
    visitation,
)
from analysis.datasets.contracts import Contract
from analysis.datasets.people import fail_if_more_than_live_there
from analysis.errors import CoverageError, RenderingError, SourceError, is_disk_full
from analysis.sources.facts import FACT_COLUMNS
from analysis.sources.manifest import Manifest, RawFile, fail_if_changed, open_raw

# Raised by one in every change to what a dataset holds or how it is read.
DATA_VERSION = 4
# Behind a table's name in the manifest: an earlier extract, read for the delay alone.
EARLIER = "-tidligere"
_KEY = b"praksis_key"


@dataclass(frozen=True)
class Dataset:
    """How a dataset is built, what it keeps, and which publishers' tables it reads.

    Attributes
    ----------
    build : callable
        Makes the table from the raw files.
    contract : Contract
        What it keeps.
    tables : tuple of str
        The publishers' tables that decide its content.
    value : str
        Its column of persons, where no municipality may have more than live there.
    """

    build: Callable[[Manifest], pd.DataFrame]
    contract: Contract
    tables: tuple[str, ...]
    value: str = ""


def _counts(described: counts.Counts) -> Dataset:
    of_recipients = described is not counts.POPULATION
    population = counts.POPULATION.tables if of_recipients else ()
    return Dataset(
        partial(counts.build_counts, counts=described),
        described.contract,
        (municipalities.TABLE, *described.tables, *population),
        described.value if of_recipients else "",
    )


DATASETS: dict[str, Dataset] = {
    "municipalities": Dataset(
        municipalities.build_municipalities,
        municipalities.MUNICIPALITIES,
        (municipalities.TABLE,),
    ),
    "conditions": Dataset(
        municipalities.build_conditions, municipalities.CONDITIONS, (municipalities.TABLE,)
    ),
    "population": _counts(counts.POPULATION),
    "recipients_fulltime": _counts(counts.RECIPIENTS_FULLTIME),
    "recipients_persons": _counts(counts.RECIPIENTS_PERSONS),
    "awards": _counts(counts.AWARDS),
    "published_figures": Dataset(
        published_figures.build_published_figures,
        published_figures.PUBLISHED_FIGURES,
        (municipalities.TABLE, published_figures.TABLE),
    ),
    "ministry_expectation": Dataset(
        ministry_expectation.build_ministry_expectation,
        ministry_expectation.MINISTRY_EXPECTATION,
        ministry_expectation.TABLES,
    ),
    "recipients_by_group": Dataset(
        visitation.build_recipients_by_group, visitation.RECIPIENTS_BY_GROUP, visitation.TABLES
    ),
    "recipients_by_duration": Dataset(
        durations.build_recipients_by_duration,
        durations.RECIPIENTS_BY_DURATION,
        durations.tables(),
    ),
}


@dataclass(frozen=True)
class Store:
    """The validated tables of one set of raw files.

    Attributes
    ----------
    manifest : Manifest
        The raw files.
    directory : Path
        The folder of the Parquet files; made when first needed.
    is_own_data : bool, default False
        Whether the statistics are the user's own: each headline then states its own
        newest period.
    """

    manifest: Manifest
    directory: Path
    is_own_data: bool = False

    def load(self, dataset: str) -> pd.DataFrame:
        """Return a dataset, built from the raw files if they or the code have changed.

        Parameters
        ----------
        dataset : str
            A name in `DATASETS`.

        Returns
        -------
        DataFrame
            The columns of the dataset's contract; without rows where no raw file has
            any of its tables.

        Raises
        ------
        CoverageError
            If there is no dataset of that name, or a table lacks a municipality or period.
        SourceError, ContractError
            If a raw file cannot be trusted, or was changed while it was read. Nothing is
            kept then.
        RenderingError
            If the disk is full.
        """
        described = _describe(dataset)
        path = self.directory / f"{dataset}.parquet"
        key = _key_of(_inputs(self.manifest, described))
        kept = _read(path, key)
        if kept is not None:
            return kept
        frame = described.build(self.manifest)
        for raw in _inputs(self.manifest, described):
            fail_if_changed(raw)
        if described.value and any(map(self.manifest.find, counts.POPULATION.tables)):
            fail_if_more_than_live_there(frame, self.load("population"), value=described.value)
        _write(frame, path, key)
        return frame

    @property
    def unused(self) -> tuple[str, ...]:
        """Return the names of listed files whose table is not known, hence not read."""
        known = set(FACT_COLUMNS).union(*(each.tables for each in DATASETS.values()))
        tables = {raw.file: raw.table.removesuffix(EARLIER) for raw in self.manifest.files}
        return tuple(file for file, table in tables.items() if table not in known)


def open_store(root: Path, raw_dir: Path | None = None) -> Store:
    """Open the store of the embedded data, or of a folder of the user's.

    Parameters
    ----------
    root : Path
        The project folder, which holds ``data/raw`` and ``data/processed``.
    raw_dir : Path, optional
        A folder of raw files with a manifest. Each set of files has a folder of its own
        under ``data/processed``, so that one never replaces another.

    Raises
    ------
    SourceError
        If a manifest is missing or wrong, or a listed file is missing or has changed.
    """
    manifest = open_raw(root / "data" / "raw", raw_dir)
    directory = root / "data" / "processed"
    if raw_dir is not None:
        directory /= f"raw-{_key_of(manifest.files)[:12]}"
    return Store(manifest, directory, is_own_data=raw_dir is not None)


def _describe(dataset: str) -> Dataset:
    if dataset not in DATASETS:
        raise CoverageError(
            f"There is no dataset {dataset!r}.",
            where="the store",
            expected=", ".join(DATASETS),
            fix="correct the name",
        )
    return DATASETS[dataset]


def _inputs(manifest: Manifest, described: Dataset) -> tuple[RawFile, ...]:
    return tuple(raw for raw in manifest.files if raw.table in described.tables)


def _key_of(files: tuple[RawFile, ...]) -> str:
    """Return the checksum over what decides the content of a dataset."""
    facts = [[raw.file, raw.table, str(raw.extracted), raw.sha256] for raw in files]
    return hashlib.sha256(json.dumps([DATA_VERSION, facts]).encode()).hexdigest()


def _read(path: Path, key: str) -> pd.DataFrame | None:
    """Return the kept table, or None if it is absent, outdated or damaged."""
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            if (file.schema_arrow.metadata or {}).get(_KEY) != key.encode():
                return None
            frame: pd.DataFrame = file.read().to_pandas()
            return frame
    except (OSError, pa.ArrowException):
        return None


def _write(frame: pd.DataFrame, path: Path, key: str) -> None:
    """Write beside and rename, so that a run that dies leaves no half table."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), _KEY: key.encode()})
    beside = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, beside, compression="zstd", write_page_checksum=True)
        beside.replace(path)
    except OSError as error:
        if is_disk_full(error):
            raise RenderingError(
                f"The disk is full: the validated table {path.name} cannot be kept.",
                where=str(path.parent),
                expected="room for a few times the size of the raw files",
                fix="make room and run the command again; nothing half-written is left",
            ) from None
        raise SourceError(
            f"The validated table {path.name} cannot be kept.",
            where=str(path.parent),
            expected="a folder that you may write to, with space left",
            fix="free the folder, or move the project to one of your own",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
