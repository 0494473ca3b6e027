"""Does a screen reader say whose number it reads? The first cell of each row as its header.

Typst tags the heading of a column and the heading of a group of rows, and every other cell
as data. In our tables the first cell names its row, so that cell is made a header of the
row here, and the other cells of the row point at it, after their column. The rest of the
file is kept as Typst wrote it: standard, metadata, colour profile and fonts.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

_PARTS = ("/THead", "/TBody", "/TFoot")


def name_rows(data: bytes) -> bytes:
    """Make the first cell of each row of data a header of its row.

    Parameters
    ----------
    data : bytes
        A tagged PDF whose tables name their rows in the first column, as all of this
        project's do.

    Returns
    -------
    bytes
        The same pages with ``TH`` and ``Scope=Row`` where a ``TD`` stood first, the same
        bytes each time. A first cell that holds nothing names nothing and stays data, and
        so does one that spans the whole table.

    Notes
    -----
    PDF/UA-1 (ISO 14289-1, 7.5) asks that a table's headers can be told; ISO 32000-1,
    14.8.5.7 has the attributes. Cells that list their headers by name get the row's too,
    since a reader that finds a list does not look at scopes.
    """
    # Imported here since most commands never set a page.
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root.StructTreeRoot
        named: dict[str, pikepdf.Object] = {}
        for number, table in enumerate(_find(root.get("/K"), "/Table")):
            for place, row in enumerate(_rows(table)):
                _name_row(row, f"R{number}y{place}", named)
        _list_ids(root, named)
        # Its default is the value that it has, and some readers warn when it is spelled out.
        if "/Suspects" in pdf.Root.MarkInfo and not pdf.Root.MarkInfo.Suspects:
            del pdf.Root.MarkInfo["/Suspects"]
        saved = io.BytesIO()
        pdf.save(
            saved,
            deterministic_id=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return saved.getvalue()


def _name_row(row: pikepdf.Object, name: str, named: dict[str, pikepdf.Object]) -> None:
    """Turn the first cell of a row of data into its header, and let the others point at it."""
    import pikepdf  # noqa: PLC0415

    cells = list(_children(row))
    if len(cells) < 2 or cells[0].get("/S") != "/TD" or not _children(cells[0]):
        return
    first = cells[0]
    first.S = pikepdf.Name("/TH")
    first.ID = pikepdf.String(name)
    _table_attributes(first)["/Scope"] = pikepdf.Name("/Row")
    named[name] = first
    for cell in cells[1:]:
        attributes = _table_attributes(cell)
        listed = list(attributes.get("/Headers", pikepdf.Array()))
        attributes["/Headers"] = pikepdf.Array([*listed, pikepdf.String(name)])


def _table_attributes(cell: pikepdf.Object) -> Any:
    """Return a cell's attributes as a table cell, made if it has none."""
    import pikepdf  # noqa: PLC0415

    found = cell.get("/A", pikepdf.Array())
    attributes = list(found) if isinstance(found, pikepdf.Array) else [found]
    for each in attributes:
        if isinstance(each, pikepdf.Dictionary) and each.get("/O") == "/Table":
            return each
    cell.A = pikepdf.Array([pikepdf.Dictionary(O=pikepdf.Name("/Table")), *attributes])
    return cell.A[0]


def _list_ids(root: pikepdf.Object, named: dict[str, pikepdf.Object]) -> None:
    """Enter the new names in the file's list of names, which is in order."""
    import pikepdf  # noqa: PLC0415

    if not named:
        return
    tree = pikepdf.NameTree(root.IDTree) if "/IDTree" in root else None
    earlier = {str(name): cell for name, cell in tree.items()} if tree is not None else {}
    names: list[Any] = []
    for name, element in sorted((earlier | named).items()):
        names += [pikepdf.String(name), element]
    root.IDTree = pikepdf.Dictionary(Names=pikepdf.Array(names))


def _find(element: Any, kind: str) -> Iterator[pikepdf.Object]:
    """Yield the elements of one kind, outermost first, in the order they are read."""
    import pikepdf  # noqa: PLC0415

    waiting = [element]
    while waiting:
        current = waiting.pop()
        if isinstance(current, pikepdf.Array):
            waiting.extend(reversed(list(current)))
        elif isinstance(current, pikepdf.Dictionary):
            if current.get("/S") == kind:
                yield current
            if "/K" in current:
                waiting.append(current.K)


def _rows(table: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the rows of a table that are not in its heading."""
    for part in _children(table):
        if part.get("/S") == "/TR":
            yield part
        elif part.get("/S") in _PARTS[1:]:
            yield from (row for row in _children(part) if row.get("/S") == "/TR")


def _children(element: pikepdf.Object) -> list[pikepdf.Object]:
    """Return what stands right below an element; a number of marked content is content too."""
    import pikepdf  # noqa: PLC0415

    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]
