"""Is everything on a PDF's pages tagged or set aside, and is it read from the top down?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.documents.pdf_fault import Fault
from analysis.documents.pdf_tags import walk_tags

if TYPE_CHECKING:
    import pikepdf

_TEXT = {"Tj", "TJ", "'", '"'}
_PAINT = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do"} | _TEXT
_PLACE = {"q", "Q", "cm", "BT", "Tm", "Td", "TD", "m", "re"}
_READ = " ".join(sorted(_PAINT | _PLACE | {"BMC", "BDC", "EMC"}))
_MARGIN = 37.0  # pt: header and footer lie nearer to the edge of the page than this
_LEVEL = 3.0  # pt: two lines this near to each other stand on one line
_Matrix = tuple[float, float, float, float, float, float]
_AS_IS: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class _Piece:
    """Something painted: the number of its tag (None if it has none), and how high it is."""

    number: int | None
    is_set_aside: bool
    is_text: bool
    height: float


def find_content_faults(pdf: pikepdf.Pdf) -> tuple[Fault, ...]:
    """Return what on the pages of an open PDF is not tagged, is misplaced, or is missing.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        The file, opened.

    Returns
    -------
    tuple of Fault
        Of the rules ``content`` (neither tagged nor set aside), ``margin`` (a header or
        footer that is read aloud), ``empty`` (a page that shows nothing) and ``order``.

    Notes
    -----
    The order is held against the eye block by block, since columns in a block are read one
    after the other, and rightly so. A page where a block begins higher than the block read
    before it is a fault. Heights are those of the first sign or line of each tagged piece.
    """
    faults: list[Fault] = []
    heights: dict[tuple[int, int], float] = {}
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    for number, page in enumerate(pdf.pages, start=1):
        pieces = list(_read_pieces(page))
        faults += _find_page_faults(pieces, number, float(page.mediabox[3]))
        for piece in pieces:
            if piece.number is not None:
                key = number, piece.number
                heights[key] = max(piece.height, heights.get(key, piece.height))
    return (*faults, *_find_order_faults(pdf, heights, numbers))


def _find_page_faults(pieces: list[_Piece], page: int, top: float) -> Iterator[Fault]:
    if not any(piece.number is not None for piece in pieces):
        yield Fault("empty", "the page shows nothing but header and footer", page=page)
    if any(piece.number is None and not piece.is_set_aside for piece in pieces):
        yield Fault("content", "something is neither tagged nor set aside", page=page)
    if any(
        piece.number is not None and piece.is_text and not _MARGIN <= piece.height <= top - _MARGIN
        for piece in pieces
    ):
        yield Fault("margin", "words in the header or footer are read as content", page=page)


def _find_order_faults(
    pdf: pikepdf.Pdf,
    heights: dict[tuple[int, int], float],
    pages: dict[Any, int],
) -> Iterator[Fault]:
    """Yield pages where a block is read after one that begins below it."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    lowest: dict[int, float] = {}
    told: set[int] = set()
    for block in _blocks(pdf.Root.StructTreeRoot):
        tops: dict[int, float] = {}
        for page, number in _contents(block, pages):
            if (page, number) in heights:
                tops[page] = max(heights[page, number], tops.get(page, 0.0))
        for page, top in tops.items():
            if top > lowest.get(page, top) + _LEVEL and page not in told:
                told.add(page)
                yield Fault("order", "a block is read after one that begins below it", page=page)
            lowest[page] = min(top, lowest.get(page, top))


def _blocks(root: pikepdf.Object) -> Iterator[Any]:
    """Yield what stands right below the document."""
    for document in _kids(root):
        yield from _kids(document) if document.get("/S") == "/Document" else [document]


def _contents(block: Any, pages: dict[Any, int]) -> Iterator[tuple[int, int]]:
    """Yield page and number of each tagged piece in a block."""
    import pikepdf  # noqa: PLC0415

    for element in walk_tags(block):
        own = pages.get(element.Pg.objgen, 0) if "/Pg" in element else 0
        for kid in _kids(element):
            if isinstance(kid, int):
                yield own, kid
            elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                page = pages.get(kid.Pg.objgen, own) if "/Pg" in kid else own
                yield page, int(kid.MCID)


def _kids(element: Any) -> list[Any]:
    import pikepdf  # noqa: PLC0415

    kids = element.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _read_pieces(page: pikepdf.Page) -> Iterator[_Piece]:
    """Yield what a page paints, in the order of painting."""
    import pikepdf  # noqa: PLC0415

    matrix, kept, line = _AS_IS, [], _AS_IS
    marks: list[tuple[int | None, bool]] = []
    place = (0.0, 0.0)
    for instruction in pikepdf.parse_content_stream(page, operators=_READ):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "q":
            kept.append(matrix)
        elif name == "Q":
            matrix = kept.pop() if kept else _AS_IS
        elif name == "cm":
            matrix = _multiply(_as_matrix(operands), matrix)
        elif name == "BT":
            line = _AS_IS
        elif name == "Tm":
            line = _as_matrix(operands)
        elif name in ("Td", "TD"):
            line = _multiply((1, 0, 0, 1, float(operands[0]), float(operands[1])), line)
        elif name in ("m", "re"):
            place = float(operands[0]), float(operands[1])
        elif name in ("BMC", "BDC"):
            marks.append((_number(operands, page), str(operands[0]) == "/Artifact"))
        elif name == "EMC":
            if marks:
                marks.pop()
        else:
            at = (line[4], line[5]) if name in _TEXT else (0.0, 0.0) if name == "Do" else place
            number = next((n for n, _ in reversed(marks) if n is not None), None)
            aside = any(is_artifact for _, is_artifact in marks)
            height = matrix[1] * at[0] + matrix[3] * at[1] + matrix[5]
            yield _Piece(number, aside, name in _TEXT, height)


def _number(operands: Any, page: pikepdf.Page) -> int | None:
    """Return the number of a tagged piece, which may stand among the page's resources."""
    import pikepdf  # noqa: PLC0415

    if len(operands) < 2:
        return None
    values = operands[1]
    if isinstance(values, pikepdf.Name):
        resources: Any = page.get("/Resources", {})
        values = resources.get("/Properties", {}).get(str(values), {})
    return int(values["/MCID"]) if "/MCID" in values else None


def _as_matrix(operands: Any) -> _Matrix:
    a, b, c, d, e, f = (float(each) for each in operands)
    return a, b, c, d, e, f


def _multiply(first: _Matrix, then: _Matrix) -> _Matrix:
    """Return the matrix that does one and then the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        *(a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s),
        *(e * p + f * r + t, e * q + f * s + u),
    )
