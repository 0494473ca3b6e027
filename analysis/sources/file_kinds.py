"""Which format is a file in, if it is none that can be read?

Publishers offer the same table in many formats. Those that this package does not read are
known by their first bytes, and each is refused with how to get the table in one that it does.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.errors import SourceError


@dataclass(frozen=True)
class OtherFormat:
    """A format that is recognised and not read: what it is, and the way out."""

    name: str
    way_out: str


_CSV = "on statistikbanken.dk choose the file format 'Semikolonsepareret' or ask the API for BULK"
_WORKBOOK = (
    f"{_CSV}; from jobindsats ask for format=json or format=csv. A spreadsheet saved as CSV is no "
    "way out: it changes numbers and periods"
)
_BY_FIRST_BYTES = (
    ((b"PK\x03\x04",), OtherFormat("an Excel workbook (xlsx) or another zip file", _WORKBOOK)),
    ((b"\xd0\xcf\x11\xe0",), OtherFormat("an old Excel workbook (xls)", _WORKBOOK)),
    ((b"%PDF-",), OtherFormat("a PDF", "fetch the table behind it from its publisher")),
    ((b"PAR1",), OtherFormat("a Parquet file", "use the publisher's own file")),
    ((b"CHARSET=", b"AXIS-VERSION="), OtherFormat("a PX file (PC-Axis)", _CSV)),
)
_JSON_STAT = OtherFormat("a JSON-stat answer", _CSV)
_TABLE_INFO = OtherFormat(
    "the description of a table (tableinfo) and not its figures",
    "ask for the figures under /data, with format BULK",
)


def find_other_format(raw: bytes) -> OtherFormat | None:
    """Return the format of a file that cannot be read, or None for one that might.

    Examples
    --------
    >>> find_other_format(b"%PDF-1.7").name
    'a PDF'
    >>> find_other_format(b"TID;INDHOLD") is None
    True
    """
    for starts, found in _BY_FIRST_BYTES:
        if raw.startswith(starts):
            return found
    start = b"".join(raw[:4000].split())
    if start.startswith(b"{"):
        if start.startswith((b'{"dataset":', b'{"class":"dataset"', b'{"version":"2.')):
            return _JSON_STAT
        if b'"variables":[{' in start and b'"columns":' not in start:
            return _TABLE_INFO
    return None


def fail_if_other_format(raw: bytes, *, name: str) -> None:
    """Refuse a file whose format is recognised and not read.

    Raises
    ------
    SourceError
        With the format and how to get the table in one that can be read.
    """
    found = find_other_format(raw)
    if found is not None:
        raise SourceError(
            f"The file {name} is {found.name}.",
            where=name,
            expected="a table as CSV in UTF-8, or an answer of jobindsats as JSON or CSV",
            fix=found.way_out,
        )
