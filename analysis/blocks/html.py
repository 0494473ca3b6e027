"""How does a block look in HTML: in JupyterLab, and as a part of the report?

One small template per kind of block. Everything is escaped but drawings, which are
checked first; the stamp on synthetic numbers comes from the block's lineage alone.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.blocks.model import STAMP, Block, Figure, FindingText, KeyFigure, Mark, Row, Table
from analysis.blocks.sorting import plan_sorting
from analysis.blocks.svg import prepare_svg
from analysis.concepts import Origin

TableForm = Literal["plain", "stacking", "sorting"]
_STAMPED = (Table, Figure, KeyFigure, FindingText)
_LETTERS_PER_LINE = 110  # in a printed table, all columns together
_MOST_LINES_TO_KEEP = 45  # about two thirds of a printed page
FIGURE_TEXTS = (
    ("answers", "Figuren svarer på"),
    ("how_to_read", "Sådan læses den"),
    ("does_not_show", "Det viser den ikke"),
)


def block_to_html(
    block: Block,
    *,
    standalone: bool = False,
    tables: TableForm = "plain",
    is_themed: bool = False,
) -> str:
    """Return the block as an HTML element.

    Parameters
    ----------
    block : Block
        What to show.
    standalone : bool, default False
        Add the little CSS that a block needs to look well alone in JupyterLab.
    tables : {'plain', 'stacking', 'sorting'}
        Whether a table's rows become blocks on a narrow screen, or can be sorted and
        filtered; the page's own style and script do both.
    is_themed : bool, default False
        Let the page's style decide the colours of drawings.

    Returns
    -------
    str
        One element with ``id``, ``data-kind`` and ``data-origin`` (``observed`` or
        ``synthetic``), the same text each time.

    Raises
    ------
    RenderingError
        If a drawing holds anything but shapes and text.

    Examples
    --------
    >>> from analysis.blocks.model import Heading
    >>> print(block_to_html(Block("kilder", Heading("Kilder & datoer"))))
    <h2 id="kilder" data-kind="Heading" data-origin="observed"
    class="block heading">Kilder &amp; datoer</h2>
    """
    template = _environment().get_template(f"{block.kind.lower()}.html")
    markup = template.render(
        block=block,
        content=block.content,
        stamp=stamp_of(block),
        drawing=_draw_figure(block, is_themed=is_themed),
        draw_mark=partial(_draw_mark, is_themed=is_themed),
        groups=_group_rows(block),
        is_short=_is_short(block),
        figure_texts=FIGURE_TEXTS,
        stacks=tables == "stacking",
        sorting=plan_sorting(block.content)
        if tables == "sorting" and isinstance(block.content, Table)
        else None,
    ).strip()
    if not standalone:
        return markup
    css = _environment().get_template("standalone.css").render()
    return f'<div class="praksis-block"><style>{css}</style>{markup}</div>'


def stamp_of(block: Block) -> str:
    """Return the stamp that a block must show: empty unless its numbers are synthetic."""
    is_synthetic = block.lineage.origin is Origin.SYNTHETIC
    return STAMP if is_synthetic and isinstance(block.content, _STAMPED) else ""


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Return the templates; a variable that is not given is an error."""
    environment = Environment(
        loader=PackageLoader("analysis.blocks"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["mark"] = lambda cell: isinstance(cell, Mark)
    return environment


def _draw_figure(block: Block, *, is_themed: bool) -> Markup:
    """Return a figure's drawing with its name and alternative text inside."""
    if not isinstance(block.content, Figure):
        return Markup()
    figure = block.content
    svg = prepare_svg(
        figure.svg,
        prefix=block.id,
        title=figure.title,
        description=figure.alt,
        is_themed=is_themed,
    )
    # Markup is right here only: prepare_svg has checked and rewritten the drawing.
    return Markup(svg)


def _draw_mark(mark: Mark, prefix: str, *, is_themed: bool) -> Markup:
    """Return a cell's drawing with its words as label."""
    return Markup(prepare_svg(mark.svg, prefix=prefix, label=mark.alt, is_themed=is_themed))


def _group_rows(block: Block) -> list[tuple[Row | None, list[tuple[int, Row]]]]:
    """Gather numbered rows under the group heading above them."""
    if not isinstance(block.content, Table):
        return []
    groups: list[tuple[Row | None, list[tuple[int, Row]]]] = []
    for number, row in enumerate(block.content.rows, start=1):
        if row.is_group:
            groups.append((row, []))
        elif not groups:
            groups.append((None, [(number, row)]))
        else:
            groups[-1][1].append((number, row))
    return groups


def _is_short(block: Block) -> bool:
    """Tell whether a table is low enough for print to keep it on one page."""
    if not isinstance(block.content, Table):
        return False
    width = _LETTERS_PER_LINE // max(1, len(block.content.columns))
    lines = sum(
        max((len(cell) // width + 1 for cell in row.cells if isinstance(cell, str)), default=1)
        for row in block.content.rows
    )
    return lines <= _MOST_LINES_TO_KEEP
