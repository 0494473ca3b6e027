"""Do the tags of a PDF say what is a heading, a table and a figure, and in which order?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from analysis.documents.pdf_fault import Fault

if TYPE_CHECKING:
    import pikepdf

_HEADING = re.compile(r"/H([1-6])")
_PLACEHOLDER = re.compile(
    r"(alt(ernativ)?( ?te(ks|x)t)?|figur|figure|billede|image|graf|graph|diagram|chart|plot|"
    r"tom|todo|xxx|untitled|none)[\s.:]*\d*|.*\.(svg|png|jpe?g|pdf)",
    re.IGNORECASE,
)
_SHORTEST_ALT = 8  # letters: less than two words tell nothing of a figure
_SCOPES = {"/Row", "/Column", "/Both"}
_LEVELS_BOOKMARKED = 2  # the title and the questions


def find_tag_faults(pdf: pikepdf.Pdf) -> tuple[Fault, ...]:
    """Return what the tags of an open PDF lack.

    Parameters
    ----------
    pdf : pikepdf.Pdf
        The file, opened.

    Returns
    -------
    tuple of Fault
        Of the rules ``tags``, ``heading``, ``bookmark``, ``alt`` and ``table``.
    """
    if "/StructTreeRoot" not in pdf.Root or "/K" not in pdf.Root.StructTreeRoot:
        return (Fault("tags", "the file has no tags"),)
    elements = list(walk_tags(pdf.Root.StructTreeRoot.K))
    pages = {page.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    return (
        *_find_heading_faults(elements, pages),
        *_find_bookmark_faults(pdf, elements),
        *_find_alt_faults(elements, pages),
        *_find_table_faults(elements, pages),
    )


def walk_tags(element: Any) -> Iterator[pikepdf.Object]:
    """Yield the elements of a tree of tags in the order they are read.

    Parameters
    ----------
    element : pikepdf.Object
        Where to begin: an element, or the root's list of them.
    """
    import pikepdf  # noqa: PLC0415

    waiting = [element]
    while waiting:
        current = waiting.pop()
        if isinstance(current, pikepdf.Array):
            waiting.extend(reversed(list(current)))
        elif isinstance(current, pikepdf.Dictionary) and "/S" in current:
            yield current
            if "/K" in current:
                waiting.append(current.K)


def page_of(element: pikepdf.Object, pages: dict[Any, int]) -> int:
    """Return the number of the page that an element begins on, 0 where it says none."""
    for each in walk_tags(element):
        if "/Pg" in each:
            return pages.get(each.Pg.objgen, 0)
    return 0


def _find_heading_faults(
    elements: Iterable[pikepdf.Object], pages: dict[Any, int]
) -> Iterator[Fault]:
    """Yield a missing or repeated title, and levels that are skipped."""
    before = n_titles = 0
    for element in elements:
        found = _HEADING.fullmatch(str(element.S))
        if not found:
            continue
        level = int(found.group(1))
        n_titles += level == 1
        if level > before + 1:
            yield Fault(
                "heading",
                f"a heading of level {level} follows one of level {before}",
                page=page_of(element, pages),
            )
        before = level
    if n_titles != 1:
        yield Fault("heading", f"the file has {n_titles} headings of level 1, not one")


def _find_bookmark_faults(pdf: pikepdf.Pdf, elements: Iterable[pikepdf.Object]) -> Iterator[Fault]:
    """Yield the title and the questions that no bookmark leads to."""
    with pdf.open_outline() as outline:
        marked = {_plain(item.title) for item in _walk_outline(outline.root)}
    for element in elements:
        found = _HEADING.fullmatch(str(element.S))
        if not found or int(found.group(1)) > _LEVELS_BOOKMARKED:
            continue
        if _plain(str(element.get("/T", ""))) not in marked:
            yield Fault("bookmark", f"no bookmark leads to a heading of level {found.group(1)}")


def _find_alt_faults(elements: Iterable[pikepdf.Object], pages: dict[Any, int]) -> Iterator[Fault]:
    """Yield figures and formulas without an alternative text that says something."""
    for element in elements:
        if element.S not in ("/Figure", "/Formula"):
            continue
        words = str(element.get("/Alt", element.get("/ActualText", ""))).strip()
        if len(words) < _SHORTEST_ALT or _PLACEHOLDER.fullmatch(words):
            what = "a placeholder as" if words else "no"
            yield Fault(
                "alt", f"a figure has {what} alternative text", page=page_of(element, pages)
            )


def _find_table_faults(
    elements: Iterable[pikepdf.Object], pages: dict[Any, int]
) -> Iterator[Fault]:
    """Yield tables whose cells do not say which column and row they belong to."""
    for number, table in enumerate((e for e in elements if e.S == "/Table"), start=1):
        rows = [[*_cells(row)] for row in walk_tags(table.get("/K")) if row.S == "/TR"]
        page = page_of(table, pages)
        problems = [*_describe_scopes(rows), *_describe_widths(rows), *_describe_rows(rows)]
        for problem in dict.fromkeys(problems):
            yield Fault("table", f"table {number}: {problem}", page=page)


def _describe_scopes(rows: list[list[pikepdf.Object]]) -> Iterator[str]:
    headers = [cell for row in rows for cell in row if cell.S == "/TH"]
    if not headers:
        yield "it has no header cells"
    if any(_attribute(cell, "/Scope") not in _SCOPES for cell in headers):
        yield "a header cell does not say what it heads (Scope)"


def _describe_widths(rows: list[list[pikepdf.Object]]) -> Iterator[str]:
    """Yield a word on rows of different width, where spans count as what they cover."""
    if not rows:
        yield "it has no rows"
        return
    widths: list[int] = []
    hanging: list[int] = []  # how many more rows each cell from above reaches down
    for row in rows:
        width = len([rest for rest in hanging if rest > 0])
        hanging = [rest - 1 for rest in hanging if rest > 1]
        for cell in row:
            across, down = (
                int(_attribute(cell, "/ColSpan", 1)),
                int(_attribute(cell, "/RowSpan", 1)),
            )
            width += across
            hanging += [down - 1] * across if down > 1 else []
        widths.append(width)
    if len(set(widths)) > 1:
        yield "its rows have different numbers of cells"


def _describe_rows(rows: list[list[pikepdf.Object]]) -> Iterator[str]:
    """Yield a word on rows of data whose first cell holds words and is no header."""
    for row in rows:
        is_data = len(row) > 1 and any(cell.S == "/TD" for cell in row)
        if is_data and row[0].S == "/TD" and "/K" in row[0] and list(_kids(row[0])):
            yield "the first cell of a row is not its header"


def _cells(row: pikepdf.Object) -> Iterator[pikepdf.Object]:
    return (cell for cell in _kids(row) if cell.get("/S") in ("/TH", "/TD"))


def _kids(element: pikepdf.Object) -> list[Any]:
    import pikepdf  # noqa: PLC0415

    kids = element.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _attribute(cell: pikepdf.Object, name: str, missing: Any = None) -> Any:
    """Return one of a cell's attributes, wherever in its list it stands."""
    import pikepdf  # noqa: PLC0415

    found = cell.get("/A", pikepdf.Array())
    for each in list(found) if isinstance(found, pikepdf.Array) else [found]:
        if isinstance(each, pikepdf.Dictionary) and name in each:
            return each[name]
    return missing


def _walk_outline(items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _walk_outline(item.children)


def _plain(words: str) -> str:
    """Return words without spaces and signs that a line break may put in or take out."""
    return re.sub(r"[\s\u00ad\u200b]", "", words)
