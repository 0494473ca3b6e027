"""Where do the invented files go, and how is the manifest kept true?

Three gzipped tables to the folder of raw data, the truth to a place apart, and the
tables' lines in the manifest. Every file is written beside its place and then renamed:
a run that dies leaves the old file or the new one.
"""

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.concepts import Origin
from analysis.errors import SourceError
from analysis.synthetic.assumptions import assumed
from analysis.synthetic.pension import simulate_pension
from analysis.synthetic.places import read_places
from analysis.synthetic.population import simulate_population
from analysis.synthetic.recipients import simulate_recipients
from analysis.synthetic.statbank import (
    compress,
    print_pension,
    print_population,
    print_recipients,
)
from analysis.synthetic.truth import draw_truth, tabulate_truth

MANIFEST_COLUMNS = (
    "file",
    "publisher",
    "table",
    "language",
    "extracted",
    "licence",
    "origin",
    "sha256",
)


@dataclass(frozen=True)
class MadeFile:
    """One file: its name, and its text before it is packed."""

    name: str
    text: str

    def pack(self) -> bytes:
        """Return the bytes as they are to lie on disk."""
        return compress(self.text) if self.name.endswith(".gz") else self.text.encode()


def make_files(facts: Path) -> Iterator[MadeFile]:
    """Make the text of every file, the truth first.

    Parameters
    ----------
    facts : Path
        The folder with ``municipalities.csv`` and ``national_age_structure_2020.csv``.

    Yields
    ------
    MadeFile
        ``truth.csv``, ``FOLK1A.csv.gz``, ``PEN113.csv.gz`` and ``AUK01.csv.gz``.
    """
    places = read_places(facts)
    truth = draw_truth(places)
    table = tabulate_truth(places, truth)
    yield MadeFile("truth.csv", table.to_csv(index=False, lineterminator="\n"))
    population = simulate_population(places)
    yield MadeFile("FOLK1A.csv.gz", print_population(places, population))
    pension = simulate_pension(places, population, truth)
    yield MadeFile("PEN113.csv.gz", print_pension(places, pension))
    recipients = simulate_recipients(places, population, truth)
    yield MadeFile("AUK01.csv.gz", print_recipients(places, recipients, pension))


def write_files(raw: Path, truth: Path) -> Iterator[Path]:
    """Write the tables to `raw`, the truth to `truth`, and their lines in the manifest.

    Yields
    ------
    Path
        Each file when it has been written, the manifest last.

    Raises
    ------
    SourceError
        If a file cannot be written or the manifest has other columns.
    """
    checksums = {}
    for made in make_files(raw):
        path = truth if made.name == truth.name else raw / made.name
        content = made.pack()
        _write(path, content)
        if path != truth:
            checksums[made.name] = hashlib.sha256(content).hexdigest()
        yield path
    manifest = raw / "manifest.csv"
    _write(manifest, _manifest_with(manifest, checksums))
    yield manifest


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        raise SourceError(
            "A file could not be written.",
            where=path.name,
            expected="a folder that may be written to",
            fix="free the name or the folder, and run again",
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def _manifest_with(manifest: Path, checksums: dict[str, str]) -> bytes:
    """Return the manifest with the tables' lines put in place of the old ones."""
    rows = [row for row in _read_manifest(manifest) if row["file"] not in checksums]
    rows += [
        {
            "file": name,
            "publisher": "praksis (generator)",
            "table": name.split(".")[0],
            "language": "da",
            "extracted": str(assumed("extracted")),
            "licence": "EUPL-1.2",
            "origin": Origin.SYNTHETIC.value,
            "sha256": checksum,
        }
        for name, checksum in sorted(checksums.items())
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, MANIFEST_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _read_manifest(manifest: Path) -> list[dict[str, str]]:
    if not manifest.is_file():
        return []
    with manifest.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != MANIFEST_COLUMNS:
            raise SourceError(
                "The manifest has other columns than it should.",
                where=manifest.name,
                expected=",".join(MANIFEST_COLUMNS),
                fix="restore the file as it was committed",
            )
        return list(reader)
