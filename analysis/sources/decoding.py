"""Is the file what its name promises? Bytes in, text out, or a refusal that says why.

A download that went wrong often leaves a file that a reader would misread: an error page
saved as CSV, a spreadsheet's UTF-16, an editor's Latin-1. Each is recognised and named.
"""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path

from analysis.errors import SourceError
from analysis.sources.file_kinds import fail_if_other_format
from analysis.sources.privacy import find_cpr_like

_BOM = b"\xef\xbb\xbf"


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, unpacked where its name ends in ``.gz``, without BOM.

    Raises
    ------
    SourceError
        If the file is missing, empty, damaged, in a format that is not read, or not UTF-8.
    """
    try:
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(
            f"The file {path.name} cannot be read.",
            where=path.name,
            expected="a file that is whole and that you may read",
            fix="download it again, and check that the download finished",
        ) from error
    raw = raw.removeprefix(_BOM)
    if not raw.strip():
        raise SourceError(
            f"The file {path.name} is empty.",
            where=path.name,
            expected="a header line and rows",
            fix="download it again",
        )
    fail_if_other_format(raw, name=path.name)
    _fail_if_not_utf8(raw, name=path.name)
    return raw


def fail_if_page_or_answer(raw: bytes, *, name: str) -> None:
    """Refuse a table that is a web page or a service's error answer.

    Raises
    ------
    SourceError
        With the service's own message, where it has one.
    """
    fail_if_page(raw, name=name)
    if raw[:2000].lstrip().startswith((b"{", b"[")):
        raise SourceError(
            f"The file {name} is a JSON answer and not a table{_message_in(raw)}.",
            where=f"{name}, row 1",
            expected="lines of fields separated by ;",
            fix="ask for format CSV or BULK, and for fewer cells if the answer says too many",
        )


def fail_if_page(raw: bytes, *, name: str) -> None:
    """Refuse a file that is a web page.

    Raises
    ------
    SourceError
        With what such a page usually is.
    """
    start = raw[:2000].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise SourceError(
            f"The file {name} is a web page and not a table.",
            where=f"{name}, row 1",
            expected="lines of fields separated by ;",
            fix="the server answered with a page, often an error or a login page; "
            "download the table again",
        )


def _message_in(raw: bytes) -> str:
    """Return the message of an error answer, or nothing."""
    try:
        answer = json.loads(raw)
    except ValueError:
        return ""
    if not isinstance(answer, dict):
        return ""
    texts = [str(answer[k]) for k in ("message", "cause", "errorTypeCode", "error") if k in answer]
    text = texts[0][:200] if texts else ""
    return f" (it says: {text})" if text and not find_cpr_like(text) else ""


def _fail_if_not_utf8(raw: bytes, *, name: str) -> None:
    is_utf16 = raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:4000]
    found, where = "UTF-16", name
    if not is_utf16:
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as error:
            row = raw.count(b"\n", 0, error.start) + 1
            found, where = "Latin-1 (Windows-1252)", f"{name}, row {row}"
        else:
            return
    raise SourceError(
        f"The file {name} is not in UTF-8; it looks like {found}.",
        where=where,
        expected="UTF-8, with or without a byte order mark",
        fix="use the file as downloaded; one that was opened and saved again must be saved "
        "as 'CSV UTF-8'",
    )
