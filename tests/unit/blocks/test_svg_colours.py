import re

import pytest

from analysis.blocks.svg import prepare_svg
from analysis.blocks.svg_colours import ROLES, name_colour, name_colours
from analysis.figures.style import FOCUS, OTHER, PEER, REFERENCE

HEAD = '<svg xmlns="http://www.w3.org/2000/svg">'


@pytest.mark.parametrize("colour", [FOCUS, PEER, OTHER, REFERENCE, "white", "#fff", "black"])
def test_every_colour_of_the_house_has_a_role(colour):
    assert re.fullmatch(r"var\(--draw-[a-z-]+, #[0-9a-f]{6}\)", name_colour(colour))


@pytest.mark.parametrize("colour", ["none", "url(#p)", "#ff7f0e", "inherit"])
def test_what_has_no_role_stays_as_it_is(colour):
    assert name_colour(colour) == colour


def test_the_colour_itself_stands_behind_its_role():
    assert all(name_colour(colour).endswith(f", {colour})") for colour in ROLES)


def test_style_keeps_everything_but_its_colours():
    style = "font: 600 8px 'Inter'; fill: #005a9c; fill-opacity: 0.2; stroke-width: 1; stroke:#FFF"
    assert name_colours("style", style) == (
        "font: 600 8px 'Inter'; fill: var(--draw-focus, #005a9c); fill-opacity: 0.2; "
        "stroke-width: 1; stroke:var(--draw-paper, #ffffff)"
    )


def test_drawing_has_roles_only_where_they_are_asked_for():
    drawing = (
        f'{HEAD}<style>g {{stroke: #2b333b}}</style><path fill="#005A9C" d="M0 0"/>'
        '<g style="stroke: #ffffff"/></svg>'
    )
    plain, themed = (prepare_svg(drawing, prefix="p", is_themed=is_on) for is_on in (False, True))
    assert "var(" not in plain
    assert plain == re.sub(r"var\(--draw-[a-z-]+, (#\w+)\)", r"\1", themed).replace(
        "#005a9c", "#005A9C"
    )
    assert themed.count("var(--draw-") == 3
