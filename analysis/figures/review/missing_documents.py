"""What is missing to decide the rest? People who lack each document."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.figures.style import FOCUS, figure_to_svg, house_figure, label_ticks
from analysis.findings.released import ReleasedReview
from analysis.findings.review_documents import has_hidden_documents, shown_documents
from analysis.findings.review_outcomes import people_limits_text, people_text
from analysis.labels import share
from analysis.review.results import ANY, MissingDocument

BLOCK_ID = "manglende-dokumenter"
_LINE = 42  # letters of a document's name on one line
_MANY = 6


def plot_missing_documents(results: ReleasedReview, *, scheme: str = ANY) -> Block:
    """Show the people who lack each document, most people first.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    scheme : str, default 'mindst_en'
        The outcome that the documents are lacking for.

    Returns
    -------
    Block
        The figure, with one record per document; words where there is none to show.
    """
    documents = shown_documents(results, scheme)
    block_id = BLOCK_ID if scheme == ANY else f"{BLOCK_ID}-{scheme.replace('_', '-')}"
    hidden = has_hidden_documents(results, scheme)
    if not documents:
        return Block(block_id, _say_nothing_is_shown(hidden=hidden), results.lineage)
    with house_figure(
        results.lineage, height=0.95 + _row_height(len(documents)) * len(documents)
    ) as (figure, (ax,)):
        for row, document in enumerate(documents):
            _draw_row(ax, document, row)
        _finish(ax, documents)
        figure.legend(handles=_legend(results), loc="outside upper left")
        svg = figure_to_svg(figure, name=block_id)
    rest = " Dokumenter, som kun få sager mangler, er ikke vist." if hidden else ""
    content = Figure(
        title="Hvad mangler i de sager, der ikke kan afgøres?",
        svg=svg,
        alt=_alt(documents),
        answers="Hvilken dokumentation skal indhentes, før det kan siges, om personen er i "
        "målgruppen, og hvor mange personer gælder det?",
        how_to_read="Prikken er antallet af personer, stregen intervallet "
        f"({share(results.level)}). Aksen er personer fra nul. Den samme person kan mangle flere "
        "dokumenter.",
        does_not_show="Hvad dokumentet vil vise, når det er indhentet. Overlapper stregerne, er "
        f"det ikke sikkert, hvad der mangler oftest.{rest}",
        records=tuple(_record(d) for d in results.missing_documents if d.scheme == scheme),
    )
    return Block(block_id, content, results.lineage)


def _row_height(n_rows: int) -> float:
    """Return the inches of a row: less where many stand under each other."""
    return 0.36 if n_rows <= _MANY else 0.29


def _say_nothing_is_shown(*, hidden: bool) -> Text:
    """Say that no document is lacking, or that each is lacking in too few cases."""
    if hidden:
        text = Paragraph(
            "Hvert dokument mangler i så få læste sager, at tallet ikke vises af hensyn til "
            "diskretion. Flere læste sager kan ændre det.",
            lead="De manglende dokumenter kan ikke vises hver for sig.",
        )
    else:
        text = Paragraph(
            "Ingen læst sag er åben, fordi et dokument mangler. Er det uventet, så se efter, om "
            "læserne har angivet det manglende dokument ved svaret »uoplyst«.",
            lead="Der er ingen manglende dokumenter at vise.",
        )
    return Text((text,), role="missing")


def _draw_row(ax: Axes, document: MissingDocument, row: int) -> None:
    """Draw one document."""
    people = document.people
    ax.plot([people.lower, people.upper], [row, row], color=FOCUS, linewidth=1.6, zorder=3)
    ax.plot(people.value, row, marker="o", markersize=6, color=FOCUS, markeredgewidth=0,
            linestyle="none", clip_on=False, zorder=4)  # fmt: skip


def _finish(ax: Axes, documents: Sequence[MissingDocument]) -> None:
    """Set the axes: people from zero, the first document at the top."""
    ax.set_yticks(range(len(documents)), [fill(d.label, _LINE) for d in documents])
    ax.tick_params(axis="y", pad=8)
    ax.set_ylim(len(documents) - 0.5, -0.5)
    ax.set_xlim(left=0)
    ax.set_xlabel("personer")
    label_ticks(ax.xaxis)
    ax.locator_params(axis="x", nbins=5, integer=True)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def _legend(results: ReleasedReview) -> list[Line2D]:
    """Return the handle that explains the dot and its line."""
    label = f"personer, hvis sag mangler dokumentet ({share(results.level)})"
    return [Line2D([], [], color=FOCUS, linewidth=1.6, marker="o", markersize=6, label=label)]


def _alt(documents: Sequence[MissingDocument]) -> str:
    """Say the people of each row in words."""
    rows = [
        f"{document.label}: {people_text(document.people)} ({people_limits_text(document.people)})"
        for document in documents
    ]
    return f"Personer, hvis sag mangler et dokument, med interval. {'; '.join(rows)}."


def _record(document: MissingDocument) -> dict[str, Any]:
    """Return one document as it stands in the file beside the figure."""
    return {
        "outcome": document.scheme,
        "document": document.code,
        "label": document.label,
        **estimate_in_record(document.people, "people"),
        "level": document.people.level,
        "method": document.people.method,
        "n_cases": count_in_record(document.n_cases),
    }
