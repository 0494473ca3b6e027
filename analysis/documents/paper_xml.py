"""How is text read out of the parts of an office file, without trusting what is in them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from analysis.errors import SourceError
from analysis.packs.tracing.model import Form, Passage

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def parse(parts: Mapping[str, bytes], name: str) -> Any:
    """Return the root of one part.

    Parameters
    ----------
    parts : mapping of str to bytes
        The parts of an office file.
    name : str
        Which of them.

    Raises
    ------
    SourceError
        If the part is not there or is damaged.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(parts[name], parser)
    except (KeyError, etree.XMLSyntaxError):
        raise SourceError(
            "A part of this file is missing or damaged.",
            where=name,
            expected="a file as an office program saves it",
            fix="open it, save it as a new file, and check that one",
        ) from None


def list_relations(parts: Mapping[str, bytes], name: str) -> dict[str, tuple[str, str]]:
    """Return the parts that a part refers to: kind and name, by reference."""
    folder, file = dirname(name), name.rpartition("/")[2]
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in parts:
        return {}
    found = {}
    for each in parse(parts, relations).iter(f"{_RELATIONS}Relationship"):
        target = each.get("Target", "")
        if each.get("TargetMode") != "External":
            full = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
            found[each.get("Id", "")] = each.get("Type", "").rpartition("/")[2], full
    return found


def read_chart(parts: Mapping[str, bytes], name: str, where: str, part: str) -> Iterator[Passage]:
    """Yield title, axis titles, labels and the numbers of a chart.

    Parameters
    ----------
    parts : mapping of str to bytes
        The parts of the file.
    name : str
        The chart's.
    where, part : str
        What the passages are called, and whose stamp speaks for them.

    Notes
    -----
    Error bars are distances from a value and not numbers of their own; they are left out.
    """
    root = parse(parts, name)
    for paragraph in root.iter(f"{A}p"):
        text = join_runs(paragraph, A)
        if text and not any(each.tag == f"{C}dLbl" for each in paragraph.iterancestors()):
            yield Passage(f"{where}, tekst i diagram", text, part=part)
    for series in root.iter(f"{C}ser"):
        title = " ".join(_points(series.find(f"{C}tx")).values())
        categories = _points(series.find(f"{C}cat"))
        for label in series.iter(f"{C}dLbl"):
            text = " ".join(filter(None, (join_runs(each, A) for each in label.iter(f"{A}p"))))
            index = label.find(f"{C}idx")
            category = "" if index is None else categories.get(int(index.get("val", "0")), "")
            if text:
                place_name = f"{where}, diagram, {category or 'etiket'}"
                yield Passage(place_name, text, f"{category} | {title}", part, Form.CELL)
        for place, value in _points(series.find(f"{C}val")).items():
            category = categories.get(place, "")
            yield Passage(
                f"{where}, diagram, {category or f'punkt {place + 1}'}",
                value,
                context=f"{category} | {title}",
                part=part,
                form=Form.CHART,
            )


def join_runs(paragraph: Any, space: str) -> str:
    """Return the text of one paragraph: runs, tabs and line breaks, without what is deleted."""
    parts = []
    for node in paragraph.iter(f"{space}t", f"{space}tab", f"{space}br", f"{W}noBreakHyphen"):
        if _belongs(node, paragraph, space):
            hyphen = "\u2011" if node.tag.endswith("noBreakHyphen") else " "
            parts.append(node.text or "" if node.tag == f"{space}t" else hyphen)
    return "".join(parts).strip()


def is_fallback(node: Any) -> bool:
    """Tell whether a node is the second copy of something for older programs."""
    return any(each.tag == f"{MC}Fallback" for each in node.iterancestors())


def _belongs(node: Any, paragraph: Any, space: str) -> bool:
    """Tell whether a run is this paragraph's own, and not of a text box inside it."""
    for ancestor in node.iterancestors():
        if ancestor is paragraph:
            return True
        if ancestor.tag in {f"{space}p", f"{MC}Fallback", f"{W}del", f"{W}moveFrom"}:
            return False
    return False


def _points(node: Any) -> dict[int, str]:
    """Return the cached points of a part of a chart, by place."""
    if node is None:
        return {}
    found = {}
    for point in node.iter(f"{C}pt"):
        value = point.findtext(f"{C}v")
        if value:
            found[int(point.get("idx", "0"))] = value
    if not found and (plain := node.findtext(f"{C}v")):
        found[0] = plain
    return found
