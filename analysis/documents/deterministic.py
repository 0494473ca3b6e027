"""Do two runs write the same bytes? Excel and Word files without the clock in them.

Both formats are zip archives. openpyxl and python-docx stamp the archive's entries, and
openpyxl the properties too, with the time of saving. Here every entry gets the first
moment that a zip archive can hold, and the properties get the day that the caller
names, so that a checksum in a record says whether the content changed.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import RenderingError

if TYPE_CHECKING:
    from docx.document import Document
    from openpyxl import Workbook

DEFAULT_DAY = dt.date(2000, 1, 1)
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_SAVED = re.compile(rb"(<dcterms:(?P<kind>created|modified)[^>]*>)[^<]*(</dcterms:(?P=kind)>)")


def finish_xlsx(workbook: Workbook, *, day: dt.date = DEFAULT_DAY) -> bytes:
    """Return a workbook as the bytes of an xlsx file, the same each time.

    Parameters
    ----------
    workbook : openpyxl.Workbook
        The finished workbook. Title and author are left as they were set.
    day : date
        Written as the day of making and of the last change.

    Examples
    --------
    >>> from openpyxl import Workbook
    >>> finish_xlsx(Workbook()) == finish_xlsx(Workbook())
    True
    """
    saved = io.BytesIO()
    workbook.save(saved)
    return _without_clock(saved.getvalue(), day=day)


def finish_docx(document: Document, *, day: dt.date = DEFAULT_DAY) -> bytes:
    """Return a Word document as the bytes of a docx file, the same each time.

    Parameters
    ----------
    document : docx.document.Document
        The finished document. Title and author are left as they were set.
    day : date
        Written as the day of making and of the last change.
    """
    noon = dt.datetime(day.year, day.month, day.day, 12)
    document.core_properties.created = noon
    document.core_properties.modified = noon
    saved = io.BytesIO()
    document.save(saved)
    return _without_clock(saved.getvalue(), day=day)


def write_atomically(path: str | Path, data: bytes) -> Path:
    """Write a file whole or not at all: beside its place first, then renamed.

    Parameters
    ----------
    path : path
        The file. Folders above it are made; an earlier file is replaced.
    data : bytes
        What to write.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    RenderingError
        If it cannot be written; an earlier file is then as it was.
    """
    target = Path(path)
    beside: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        beside = Path(name)
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is closed to others; the one written is as open as any new file.
        beside.chmod(0o666 & ~_umask())
        beside.replace(target)
    except OSError as error:
        if beside is not None:
            beside.unlink(missing_ok=True)
        raise RenderingError(
            f"The file could not be written: {error.strerror}.",
            where=str(target),
            expected="a folder with room and the right to write, and a path that is no folder",
            fix="close the file where it is open, or choose another place with --out",
        ) from None
    return target


def _without_clock(archive: bytes, *, day: dt.date) -> bytes:
    """Return the archive with the same entries in the same order and no time of saving."""
    moment = f"{day.isoformat()}T12:00:00Z".encode("ascii")
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                data = _SAVED.sub(rb"\g<1>" + moment + rb"\g<3>", data)
            entry = zipfile.ZipInfo(name, date_time=_FIRST_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every operating system
            target.writestr(entry, data, compresslevel=_LEVEL)
    return result.getvalue()


def _umask() -> int:
    """Return the process's mask for new files, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
