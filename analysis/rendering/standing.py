"""Does a report stand there, whole and as it was written?

A manifest has the checksums of all files of its report. A mark has the manifest's, and the
key that the report was made with. So a small mark answers for the whole report: one that
was edited, damaged or replaced by another does not stand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_MANIFEST = "manifest.json"


def mark_report(folder: Path, key: str) -> dict[str, str]:
    """Return the mark of the report that stands in a folder.

    Parameters
    ----------
    folder : Path
        Where the report was written.
    key : str
        What decided how it came out.

    Raises
    ------
    OSError
        If it has no manifest.
    """
    manifest = (folder / _MANIFEST).read_bytes()
    return {"key": key, "manifest_sha256": _checksum(manifest)}


def is_standing(folder: Path, mark: Mapping[str, Any], key: str) -> bool:
    """Tell whether a marked report was made with this key, and all its files are unharmed.

    Parameters
    ----------
    folder : Path
        Where it was written.
    mark : mapping
        From `mark_report`; more beside the key and the checksum does not count.
    key : str
        What would decide how it comes out now.
    """
    try:
        manifest = (folder / _MANIFEST).read_bytes()
        if mark["key"] != key or mark["manifest_sha256"] != _checksum(manifest):
            return False
        return all(
            _checksum((folder / each["file"]).read_bytes()) == str(each["sha256"])
            for each in json.loads(manifest)["outputs"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
