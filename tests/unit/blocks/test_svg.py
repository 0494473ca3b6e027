import pytest

from analysis.blocks.svg import prepare_svg, read_svg_texts, svg_width
from analysis.errors import RenderingError

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject><p>x</p></foreignObject>",
        '<image href="data:image/png;base64,AAAA"/>',
        '<use xlink:href="https://example.org/a.svg#b"/>',
        '<use href="//example.org/a.svg#b"/>',
        '<a href="#x"><text>x</text></a>',
        '<path onload="alert(1)" d="M0 0"/>',
        '<path style="fill: url(https://example.org/x)" d="M0 0"/>',
        '<path style="fill: url( \'https://example.org/x\' )" d="M0 0"/>',
        '<path style="fill: \\75rl(x)" d="M0 0"/>',
        '<style>@import "https://example.org/x.css";</style>',
        '<animate attributeName="x"/>',
        '<html:script xmlns:html="http://www.w3.org/1999/xhtml">1</html:script>',
    ],
)
def test_what_does_not_draw_or_points_elsewhere_is_refused(inside):
    with pytest.raises(RenderingError, match="A drawing holds"):
        prepare_svg(f"{HEAD}{inside}</svg>", prefix="p")


def test_definitions_in_the_document_type_are_refused():
    bomb = f'<!DOCTYPE svg [<!ENTITY a "aa">]>{HEAD}<text>&a;</text></svg>'
    with pytest.raises(RenderingError, match="A drawing holds"):
        prepare_svg(bomb, prefix="p")


def test_broken_drawing_is_refused_without_being_shown():
    with pytest.raises(RenderingError) as error:
        prepare_svg(f"{HEAD}<text>secret", prefix="p")
    assert "secret" not in str(error.value)


def test_ids_and_references_move_together():
    drawing = (
        f'{HEAD}<defs><clipPath id="c"/><path id="m"/></defs>'
        '<g clip-path="url(#c)" style="fill: url(#c)"><use xlink:href="#m"/></g></svg>'
    )
    prepared = prepare_svg(drawing, prefix="fig")
    for part in ['id="fig-c"', 'id="fig-m"', 'href="#fig-m"', 'clip-path="url(#fig-c)"']:
        assert part in prepared
    assert "fill: url(#fig-c)" in prepared


def test_style_rules_reach_no_further_than_the_drawing():
    prepared = prepare_svg(f"{HEAD}<style>*{{stroke: red}} #a, g{{x: y}}</style></svg>", prefix="f")
    assert "#f-svg * {stroke: red}" in prepared
    assert "#f-svg #f-a, #f-svg g {x: y}" in prepared


def test_matplotlib_prolog_and_metadata_are_dropped():
    prolog = '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n "x.dtd">\n'
    prepared = prepare_svg(f"{prolog}{HEAD}<metadata><a/></metadata><g/></svg>", prefix="p")
    assert prepared.startswith("<svg")
    assert "metadata" not in prepared


def test_figure_is_named_and_described_and_its_own_title_is_replaced():
    prepared = prepare_svg(
        f"{HEAD}<title>own</title></svg>", prefix="p", title="A & B", description="Aby < Bekøb"
    )
    assert "own" not in prepared
    assert '<title id="p-svg-title">A &amp; B</title>' in prepared
    assert '<desc id="p-svg-desc">Aby &lt; Bekøb</desc>' in prepared
    assert 'aria-labelledby="p-svg-title p-svg-desc"' in prepared


def test_spaces_inside_text_are_kept():
    prepared = prepare_svg(f"{HEAD}<text>a <tspan>b</tspan> c</text></svg>", prefix="p")
    assert "<text>a <tspan>b</tspan> c</text>" in prepared


def test_words_of_a_drawing_can_be_read():
    assert read_svg_texts(f"{HEAD}<text>Aby <tspan>6,4</tspan></text><g/></svg>") == ("Aby 6,4",)


@pytest.mark.parametrize(("width", "points"), [("150pt", 150), ("100px", 75), ("1in", 72), ("", 0)])
def test_natural_width_is_read_in_points(width, points):
    assert svg_width(f'<svg width="{width}"/>') == points
