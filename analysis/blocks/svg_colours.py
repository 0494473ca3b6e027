"""How does a drawing follow the reader's setting of light or dark?

A drawing holds fixed colours, each with a role in the house style. In a page each is
replaced by the role's name, with the colour itself to fall back on, so that the page's
style decides: ``#005A9C`` becomes ``var(--draw-focus, #005a9c)``. A colour without a role
stays as it is. The PDF gets the drawing with its own colours.
"""

from __future__ import annotations

import re

# Every colour of the house style, and of drawings made by hand, by what it is used for.
ROLES = {
    "#005a9c": "focus",
    "#2b333b": "ink",
    "#000000": "ink",
    "#4a5560": "peer",
    "#55606b": "peer",
    "#7b8794": "middle",
    "#9aa5b1": "axis",
    "#b4bdc6": "other",
    "#c3cad1": "other",
    "#d5dbe0": "grid",
    "#d9dfe5": "band-strong",
    "#e1e6ea": "band",
    "#e3e7eb": "grid",
    "#ecf0f3": "band-weak",
    "#f0f5fa": "band-weak",
    "#f6ebcb": "sand",
    "#ffffff": "paper",
}
_NAMED = {"white": "#ffffff", "black": "#000000", "#fff": "#ffffff", "#000": "#000000"}
_PAINTED = frozenset({"fill", "stroke", "stop-color", "color"})
_DECLARATION = re.compile(r"((?:^|[;{\s])(?:fill|stroke|stop-color|color)\s*:\s*)([#\w]+)")


def name_colour(colour: str) -> str:
    """Return the role that a colour has, with the colour to fall back on.

    Parameters
    ----------
    colour : str
        A colour as a drawing states it.

    Returns
    -------
    str
        A CSS value; the colour itself where it has no role.

    Examples
    --------
    >>> name_colour("#005A9C"), name_colour("none")
    ('var(--draw-focus, #005a9c)', 'none')
    """
    plain = _NAMED.get(colour.strip().lower(), colour.strip().lower())
    return f"var(--draw-{ROLES[plain]}, {plain})" if plain in ROLES else colour


def name_colours(attribute: str, value: str) -> str:
    """Return an attribute's value, or the text of a ``style`` element, with roles.

    Examples
    --------
    >>> name_colours("fill", "#ffffff"), name_colours("style", "fill: none; stroke: #2b333b")
    ('var(--draw-paper, #ffffff)', 'fill: none; stroke: var(--draw-ink, #2b333b)')
    """
    if attribute in _PAINTED:
        return name_colour(value)
    if attribute == "style":
        return _DECLARATION.sub(lambda found: found[1] + name_colour(found[2]), value)
    return value
