"""Does a Word document look the same where the house's typeface is not installed?

Two pages of type in another typeface may be three. So the regular and the bold of the
bundled typeface travel inside the document, as the standard describes (ECMA-376 part 4,
*Font Embedding*), and another typeface is named for a program that does not read them.
"""

from __future__ import annotations

import uuid
from importlib.resources import files
from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn

if TYPE_CHECKING:
    from docx.document import Document

FONT, FALLBACK = "Inter", "Arial"
_FILES = {"embedRegular": "Inter-Regular.ttf", "embedBold": "Inter-Bold.ttf"}
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_MASKED = 32  # bytes at the head of the file that the standard obscures
_BEFORE_EMBEDDING = {"writeProtection", "view", "zoom"}


def embed_font(document: Document) -> None:
    """Put the bundled typeface into a Word document, under its own name.

    Parameters
    ----------
    document : docx.document.Document
        Changed in place. Its styles should name `FONT`.

    Notes
    -----
    The licence of the typeface (SIL OFL 1.1) allows it to travel inside a document.
    """
    table = document.part.part_related_by(RT.FONT_TABLE)
    faces = []
    for number, (element, name) in enumerate(_FILES.items(), start=1):
        key = uuid.uuid5(uuid.NAMESPACE_URL, name)
        data = _mask((files("analysis") / "fonts" / name).read_bytes(), key)
        package = document.part.package
        assert package is not None
        part = Part(PackURI(f"/word/fonts/font{number}.odttf"), _CONTENT_TYPE, data, package)
        key_text = "{" + str(key).upper() + "}"
        faces.append(
            f'<w:{element} r:id="{table.relate_to(part, RT.FONT)}" w:fontKey="{key_text}"/>'
        )
    entry = (
        f'<w:font w:name="{FONT}"><w:altName w:val="{FALLBACK}"/>'
        '<w:panose1 w:val="020B0502030000000004"/><w:charset w:val="00"/>'
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/>{"".join(faces)}</w:font>'
    )
    table._blob = f"<w:fonts {nsdecls('w', 'r')}>{entry}</w:fonts>".encode()
    _say_embedded(document)


def _mask(data: bytes, key: uuid.UUID) -> bytes:
    """Return the font with its head combined with the key, last byte of the key first."""
    mask = key.bytes[::-1] * (_MASKED // 16)
    head = bytes(a ^ b for a, b in zip(data[:_MASKED], mask, strict=True))
    return head + data[_MASKED:]


def _say_embedded(document: Document) -> None:
    """Say in the settings that fonts are embedded, where the standard's order wants it."""
    settings = document.settings.element
    place = 0
    while place < len(settings) and settings[place].tag in {
        qn(f"w:{name}") for name in _BEFORE_EMBEDDING
    }:
        place += 1
    settings.insert(place, OxmlElement("w:embedTrueTypeFonts"))
