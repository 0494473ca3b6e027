"""What stands in an edited paper: every paragraph, cell, note, box and chart, in order?

The file is read as it lies in its archive, so that nothing hides from the check: text
boxes, notes, headers and footers, comments, and the numbers behind a chart.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from analysis.documents.paper_slides import read_slides
from analysis.documents.paper_word import read_word
from analysis.errors import RequestError, SourceError
from analysis.packs.tracing.model import Passage

SUFFIXES = (".docx", ".pptx", ".txt")
_MOST_BYTES = 200_000_000
_LIST_LINE = re.compile(r"\s*(?:[-–•*]|\(?\d{1,2}[.)])\s")
# Office programs keep a protected document inside a container of the old kind.
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0"
_PARTS = {".docx": "word/document.xml", ".pptx": "ppt/presentation.xml"}


def read_paper_text(path: str | Path) -> tuple[Passage, ...]:
    """Read the text of a Word document, a set of slides or a plain text.

    Parameters
    ----------
    path : str or Path
        A file in .docx, .pptx or .txt.

    Returns
    -------
    tuple of Passage
        In reading order, without empty ones.

    Raises
    ------
    RequestError
        If there is no such file, or it is of another kind.
    SourceError
        If it is empty, protected, damaged or larger than any paper.
    """
    file = Path(path)
    suffix = file.suffix.casefold()
    if suffix not in SUFFIXES:
        raise RequestError(
            f"{file.suffix or 'A file without an ending'} cannot be checked.",
            where=file.name,
            expected=" or ".join(SUFFIXES),
            fix="save the paper as .docx or .pptx, or its text as .txt",
        )
    if not file.is_file():
        raise RequestError(
            "There is no such file.", where=str(file), fix="check the name and the folder"
        )
    data = _read(file)
    if suffix == ".txt":
        passages = tuple(_read_plain(_decode(data, file.name)))
    else:
        archive = _open(data, file.name, suffix)
        passages = tuple(read_word(archive) if suffix == ".docx" else read_slides(archive))
    if not passages:
        raise SourceError(
            "There is no text in this file.",
            where=file.name,
            expected="a paper with text; text in pictures cannot be read",
            fix="check that it is the right file",
        )
    return passages


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise _unreadable(file.name, "it is larger than any paper")
        data = file.read_bytes()
    except OSError as error:
        raise _unreadable(file.name, error.strerror or "it cannot be opened") from None
    if not data:
        raise SourceError(
            "This file is empty.",
            where=file.name,
            expected="a paper with text",
            fix="save the paper again",
        )
    return data


def _open(data: bytes, name: str, suffix: str) -> dict[str, bytes]:
    """Return the parts of an office file by name."""
    if data.startswith(_OLD_CONTAINER):
        raise SourceError(
            "This file is protected with a password, or of an old kind.",
            where=name,
            expected=f"a {suffix} file that opens without a password",
            fix="open it, take the protection away, and save it as a new file",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > _MOST_BYTES:
                raise _unreadable(name, "its content is larger than any paper")
            parts = {
                each.filename: archive.read(each)
                for each in archive.infolist()
                if each.filename.endswith((".xml", ".rels"))
            }
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError):
        raise _unreadable(name, "it is damaged, or something else than its name says") from None
    if _PARTS[suffix] not in parts:
        raise _unreadable(name, f"it is no {suffix} file inside")
    return parts


def _decode(data: bytes, name: str) -> str:
    """Return a plain text, in the encodings that Danish texts are saved in."""
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _unreadable(name, "it holds no plain text")


def _read_plain(text: str) -> Iterator[Passage]:
    """Yield the paragraphs of a text; lines of one paragraph are joined, a list is not."""
    first, lines = 1, list[str]()
    for place, line in enumerate([*text.splitlines(), ""], start=1):
        if lines and (not line.strip() or _LIST_LINE.match(line)):
            yield Passage(f"linje {first}", " ".join(lines), part="tekst")
            lines = []
        if line.strip():
            first = first if lines else place
            lines.append(line.strip())


def _unreadable(name: str, why: str) -> SourceError:
    return SourceError(
        f"This file cannot be read: {why}.",
        where=name,
        expected="a .docx, .pptx or .txt that opens in an office program",
        fix="open it, save it as a new file, and check that one",
    )
