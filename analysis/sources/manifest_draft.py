"""Write a first manifest for files that were recognised, and never over one that is there."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from analysis.errors import SourceError
from analysis.sources.manifest import COLUMNS, MANIFEST_NAME
from analysis.sources.recognition import Recognised


def draft_lines(files: Iterable[Recognised]) -> str:
    """Return the manifest of the files that were recognised, as text with its header.

    Examples
    --------
    >>> print(draft_lines([Recognised("a.csv", "by its codes", "KY16", "P", "da", "L")]), end="")
    file,publisher,table,language,extracted,licence,origin,sha256
    a.csv,P,KY16,da,,L,observed,
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in files:
        if each.table:
            day = each.extracted.isoformat() if each.extracted else ""
            row = (each.file, each.publisher, each.table, each.language, day, each.licence)
            writer.writerow((*row, each.origin.value, each.sha256))
    return text.getvalue()


def write_new_manifest(folder: Path, files: Iterable[Recognised]) -> Path:
    """Write the manifest of a folder that has none.

    Parameters
    ----------
    folder : Path
        Where the files lie.
    files : iterable of Recognised
        Those without a table are left out.

    Returns
    -------
    Path
        The manifest.

    Raises
    ------
    SourceError
        If no file was recognised, the folder has a manifest, or it cannot be written.
    """
    listed = [each for each in files if each.table]
    if not listed:
        raise SourceError(
            f"No file in {folder.name or folder} was recognised; no {MANIFEST_NAME} was written.",
            where=str(folder),
            expected="a table of Statistikbanken as CSV, or an answer of jobindsats",
            fix="see the reason beside each file",
        )
    path = folder / MANIFEST_NAME
    beside = folder / f".{MANIFEST_NAME}.{os.getpid()}-{secrets.token_hex(4)}"
    try:
        beside.write_text(draft_lines(listed), encoding="utf-8", newline="\n")
        # A link fails where the name is taken, so that no other run's manifest is lost.
        os.link(beside, path)
    except FileExistsError as error:
        raise SourceError(
            f"The folder {folder.name or folder} has a {MANIFEST_NAME} already.",
            where=str(path),
            expected="a folder without one",
            fix="add the lines by hand, or move the old manifest away and ask again",
        ) from error
    except OSError as error:
        raise SourceError(
            f"The {MANIFEST_NAME} of {folder.name or folder} cannot be written.",
            where=str(path),
            expected="a folder that you may write to, with space left",
            fix="copy the files into a folder of your own, and ask again",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return path
