"""Is the key secret enough to keep pseudonyms apart from people?"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from analysis.errors import RequestError, SourceError

MIN_BYTES = 32
_MIN_DISTINCT = 8


def make_key(path: Path) -> bytes:
    """Return a new key of 256 random bits, for a file that is not there yet.

    Raises
    ------
    RequestError
        If the file is there: another key would make other pseudonyms.
    """
    if path.exists():
        raise RequestError(
            "The key is there already.",
            where=str(path),
            expected="a new file: with another key nobody could be found again",
            fix="leave --new-key out to use it, or choose another file",
        )
    return secrets.token_hex(MIN_BYTES).encode("ascii")


def read_key(path: Path) -> bytes:
    """Read a key and check that it is long, varied and closed to others.

    Raises
    ------
    SourceError
        If it is not; the message says nothing of what it holds.
    """
    try:
        key = path.read_bytes().strip()
        mode = path.stat().st_mode
    except OSError as error:
        raise _refusal(path, "The key cannot be read.", "make one with --new-key") from error
    if len(key) < MIN_BYTES or len(set(key)) < _MIN_DISTINCT:
        raise _refusal(path, "The key is too short or too plain.", "make one with --new-key")
    # Windows keeps no such bits; there the folder's own rights must do.
    if os.name == "posix" and stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise _refusal(path, "The key is open to others.", "close it: chmod 600 KEYFILE")
    return key


def _refusal(path: Path, what: str, fix: str) -> SourceError:
    return SourceError(
        what,
        where=str(path),
        expected=f"a file of at least {MIN_BYTES} random bytes that only its owner can read",
        fix=fix,
    )
