"""May this drawing stand in a page, and can it stand beside another one?

A drawing is the only markup that a block carries, so it is read element by element and
only what draws is let through: no script, no embedded document, nothing fetched from
elsewhere. Ids are made unique with the block's own id, since two drawings from the same
library otherwise share their clip paths, and the second is cut by the first one's frame.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import lru_cache

from analysis.blocks.svg_colours import name_colours
from analysis.errors import RenderingError

_NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_SHAPES = {"path", "use", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_STRUCTURE = {"svg", "g", "defs", "style", "clipPath", "mask", "marker", "symbol"}
_PAINT = {"linearGradient", "radialGradient", "stop", "pattern"}
_DRAWN = _SHAPES | _STRUCTURE | _PAINT | {"text", "tspan"}
# Names and creators are dropped: the block has its own title and alternative text.
_DROPPED = frozenset({"metadata", "title", "desc"})
_PROLOG = re.compile(
    r"^\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--.*?-->\s*)*(?:<!DOCTYPE[^>\[]*>)?", re.DOTALL
)
_OUTSIDE_URL = re.compile(r"url\(\s*['\"]?\s*(?!#)", re.IGNORECASE)
_OUTSIDE_STYLE = re.compile(r"[@\\<]|image-set\(|src\(|expression\(", re.IGNORECASE)
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")
_POINTS = {"pt": 1.0, "px": 0.75, "": 0.75, "in": 72.0, "mm": 72 / 25.4, "cm": 720 / 25.4}


def prepare_svg(
    svg: str,
    *,
    prefix: str,
    label: str = "",
    title: str = "",
    description: str = "",
    is_themed: bool = False,
) -> str:
    """Return a drawing that is safe to place inline, with ids of its own.

    Parameters
    ----------
    svg : str
        A whole SVG document, as matplotlib writes it, or its root element.
    prefix : str
        Put before every id; unique in the page.
    label : str
        What the drawing says, for a small one (``aria-label``).
    title, description : str
        Name and alternative text of a figure (``title`` and ``desc`` elements).
    is_themed : bool, default False
        Let the page's style decide the colours, so that they follow light and dark.

    Returns
    -------
    str
        The root element, without a prolog. The same drawing gives the same text.

    Raises
    ------
    RenderingError
        If it is no SVG, or holds anything that does not draw or that points elsewhere.

    Examples
    --------
    >>> prepare_svg('<svg viewBox="0 0 1 1"><path id="a" d="M0 0"/></svg>', prefix="p", label="En")
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" id="p-svg" role="img"
    aria-label="En"><path id="p-a" d="M0 0" /></svg>'
    """
    source = _parse(svg, where=prefix)
    root = _copy(source, prefix=prefix, is_themed=is_themed)
    root.attrib = {"xmlns": _NAMESPACE, **root.attrib, "id": f"{prefix}-svg", "role": "img"}
    if label:
        root.set("aria-label", label)
    if title:
        root.set("aria-labelledby", f"{prefix}-svg-title {prefix}-svg-desc")
        for position, (tag, text) in enumerate([("title", title), ("desc", description)]):
            element = ET.Element(tag, {"id": f"{prefix}-svg-{tag}"})
            element.text = text
            root.insert(position, element)
    return ET.tostring(root, encoding="unicode")


@lru_cache(maxsize=128)  # several checks ask about the same drawing
def read_svg_texts(svg: str) -> tuple[str, ...]:
    """Return the words that a drawing shows, in the order in which they are drawn."""
    elements = (e for e in _parse(svg, where="a drawing").iter() if _tag(e) == "text")
    words = (" ".join(" ".join(element.itertext()).split()) for element in elements)
    return tuple(word for word in words if word)


def svg_width(svg: str) -> float:
    """Return the drawing's natural width in points, 0 where it states none.

    Examples
    --------
    >>> svg_width('<svg width="150pt" height="18pt"/>')
    150.0
    """
    stated = _parse(svg, where="a drawing").get("width", "")
    match = re.fullmatch(r"([\d.]+)(pt|px|in|mm|cm|)", stated.strip())
    return float(match[1]) * _POINTS[match[2]] if match else 0.0


def _parse(svg: str, *, where: str) -> ET.Element:
    """Read the root element; a document type with definitions of its own is refused."""
    body = _PROLOG.sub("", svg, count=1)
    if "<!DOCTYPE" in body or "<!ENTITY" in body:
        raise _refusal("a document type definition", where)
    try:
        root = ET.fromstring(body)
    except ET.ParseError:
        raise _refusal("text that is not well-formed XML", where) from None
    if _tag(root) != "svg":
        raise _refusal("something other than an svg element", where)
    return root


def _copy(element: ET.Element, *, prefix: str, is_themed: bool) -> ET.Element:
    """Copy what draws, with prefixed ids; refuse what does not draw."""
    tag = _tag(element)
    if tag not in _DRAWN:
        raise _refusal(f"the element '{tag}'", prefix)
    attributes = _copy_attributes(element, prefix=prefix)
    if is_themed:
        attributes = {name: name_colours(name, value) for name, value in attributes.items()}
    result = ET.Element(tag, attributes)
    result.text = element.text
    if tag == "style":
        style = _scope(element.text or "", prefix=prefix)
        result.text = name_colours("style", style) if is_themed else style
    for child in element:
        if _tag(child) in _DROPPED:
            continue
        copied = _copy(child, prefix=prefix, is_themed=is_themed)
        copied.tail = child.tail if tag in {"text", "tspan"} else None
        result.append(copied)
    if tag not in {"text", "tspan", "style"}:
        result.text = None
    return result


def _copy_attributes(element: ET.Element, *, prefix: str) -> dict[str, str]:
    """Copy the attributes, checked, without those of other vocabularies."""
    attributes = {}
    for name, value in element.attrib.items():
        name = "href" if name == _XLINK_HREF else name
        if name.startswith(("{", "aria-")) or name in {"role", "type"}:
            continue
        if name.lower().startswith("on"):
            raise _refusal(f"the attribute '{name}'", prefix)
        if name == "href" and not value.startswith("#"):
            raise _refusal("a reference to another document", prefix)
        _fail_if_style_points_elsewhere(value, prefix, is_style=name == "style")
        if name == "id":
            value = f"{prefix}-{value}"
        elif name == "href":
            value = f"#{prefix}-{value[1:]}"
        else:
            value = _REFERENCE.sub(rf"url(#{prefix}-\1)", value)
        attributes[name] = value
    return attributes


def _scope(style: str, *, prefix: str) -> str:
    """Let a drawing's style rules reach no further than the drawing itself."""
    _fail_if_style_points_elsewhere(style, prefix, is_style=True)
    rules = []
    for selectors, declarations in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        own = [_rename_references(each.strip(), prefix) for each in selectors.split(",")]
        scoped = ", ".join(f"#{prefix}-svg {each}" for each in own)
        rules.append(f"{scoped} {{{_rename_references(declarations, prefix)}}}")
    return " ".join(rules)


def _rename_references(text: str, prefix: str) -> str:
    """Put the prefix before every id in ``url(#id)`` and in ``#id`` selectors."""
    renamed = _REFERENCE.sub(rf"url(#{prefix}-\1)", text)
    return re.sub(r"^#([\w.-]+)", rf"#{prefix}-\1", renamed)


def _tag(element: ET.Element) -> str:
    """Return the element's name; one from another vocabulary keeps its namespace."""
    return element.tag.removeprefix(f"{{{_NAMESPACE}}}")


def _fail_if_style_points_elsewhere(value: str, where: str, *, is_style: bool) -> None:
    if _OUTSIDE_URL.search(value) or (is_style and _OUTSIDE_STYLE.search(value)):
        raise _refusal("a style that reaches outside the drawing", where)


def _refusal(what: str, where: str) -> RenderingError:
    return RenderingError(
        f"A drawing holds {what}.",
        where=where,
        expected="an SVG with shapes and text only, and references within itself",
        fix="save the figure as SVG with the house style, without images, links or scripts",
    )
