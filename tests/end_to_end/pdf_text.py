"""Which text stands in a PDF? Every glyph that is set, by what its font says that it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf

_HEX = r"<([0-9A-Fa-f ]+)>"


def read_pdf_text(path: Path) -> str:
    """Return the text of all pages in the order in which it is set, lines not told apart."""
    with pikepdf.open(path) as document:
        return "".join(
            "".join(_read_page(page, page.resources.get("/Font", {}))) for page in document.pages
        )


def _read_page(content: object, fonts: object) -> Iterator[str]:
    maps = {name: _read_meanings(font) for name, font in dict(fonts).items()}
    meaning: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(content):
        if str(operator) == "Tf":
            meaning = maps[str(operands[0])]
        elif str(operator) in {"Tj", "TJ"}:
            parts = operands[0] if str(operator) == "TJ" else operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    codes = bytes(part)
                    pairs = zip(codes[::2], codes[1::2], strict=True)
                    yield "".join(meaning.get(256 * a + b, "") for a, b in pairs)


def _read_meanings(font: pikepdf.Object) -> dict[int, str]:
    """Return what each two-byte code of a font means, from its table for copying text."""
    table = font["/ToUnicode"].read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(rf"{_HEX}\s*{_HEX}", block):
            found[int(code, 16)] = _to_text(text)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(rf"{_HEX}\s*{_HEX}\s*{_HEX}", block):
            start = _to_text(text)
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = start[:-1] + chr(ord(start[-1]) + code - int(first, 16))
    return found


def _to_text(digits: str) -> str:
    return bytes.fromhex(digits.replace(" ", "")).decode("utf-16-be")
