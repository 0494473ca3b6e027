"""What does every step of a review share? Where it works, and what it says afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import RenderingError, RequestError
from analysis.review.contracts import CONTRACTS
from analysis.review.folder import RECORDS, Review, table_bytes
from analysis.review.writing import write_atomically


@dataclass(frozen=True)
class StepResult:
    """What a step wrote, and what it has to say.

    Attributes
    ----------
    folder : Path
        The folder of the review.
    files : tuple of str
        Names of the files written there.
    messages : tuple of str
        Sentences for the one who runs the step.
    """

    folder: Path
    files: tuple[str, ...]
    messages: tuple[str, ...]


def work_in(folder: Path, out: Path | None) -> Path:
    """Return the folder to write in, with the review copied where `out` is another one.

    Called when all is settled, just before the first file is written: a step that is
    refused must leave no copy behind.

    Raises
    ------
    RequestError
        If `out` holds a review already.
    RenderingError
        If the review cannot be copied; no file of it is left there.
    """
    if out is None or out.resolve() == folder.resolve():
        return folder
    names = [f"{name}{kind}" for name in CONTRACTS for kind in (".csv", ".csv.gz")]
    names += [*(f"{name}.json" for name in RECORDS), "purpose.yaml", "hidden_answers.csv"]
    _fail_if_taken(out, names)
    copied: list[Path] = []
    try:
        for name in (each for each in names if (folder / each).is_file()):
            write_atomically(out / name, (folder / name).read_bytes())
            copied.append(out / name)
    except (OSError, RenderingError):
        for path in copied:
            path.unlink(missing_ok=True)
        raise
    return out


def checksum_of(table: pd.DataFrame) -> str:
    """Return the SHA-256 of a table as its file holds it."""
    return hashlib.sha256(table_bytes(table)).hexdigest()


def fail_if_not_drawn(review: Review) -> None:
    """Refuse a step that needs a draw where there is none."""
    if review.draw.empty:
        raise RequestError(
            "No cases have been drawn.",
            where=str(review.folder),
            expected="draw.csv and draw.json",
            fix="draw first: praksis review draw FOLDER",
        )


def fail_if_nothing_is_read(review: Review) -> None:
    """Refuse a step that needs answers where none has come back."""
    if review.answers.empty:
        raise RequestError(
            "No reading has come back.",
            where=str(review.folder),
            expected="answers.csv, with at least one answer",
            fix="read the workbooks first: praksis review read FOLDER FILES",
        )


def _fail_if_taken(out: Path, names: Sequence[str]) -> None:
    if any((out / name).exists() for name in names):
        raise RequestError(
            f"The folder {out.name} holds a review already.",
            where=str(out),
            expected="an empty or new folder",
            fix="choose another --out, or work in the folder itself by leaving --out out",
        )
