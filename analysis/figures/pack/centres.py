"""Do the municipality's own centres decide as many cases in time as each other?"""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.figures.style import (
    FOCUS,
    OTHER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.findings.pathway_words import (
    write_count,
    write_share,
    write_share_limits,
    write_weeks,
)
from analysis.findings.released import ReleasedPathways
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import number, share
from analysis.pathways.results import Centre, Centres

BLOCK_ID = "centre"
_DOT = {"marker": "o", "markersize": 6.5, "color": FOCUS, "markeredgewidth": 0, "zorder": 5}


def plot_centres(results: ReleasedPathways) -> Block:
    """Show each centre's share of cases decided in time, with what is usual for its size.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.

    Returns
    -------
    Block
        The figure; one record per centre. Words where there is nothing to compare.
    """
    centres = results.centres
    if not centres.centres or centres.n_compared == 0:
        text = Paragraph(
            "Filen har ingen centre, for få sager i dem, eller udgaven viser dem ikke.",
            lead="Centrene kan ikke sammenlignes.",
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), results.lineage)
    height = 1.1 + 0.42 * len(centres.centres)
    with house_figure(results.lineage, height=height) as (figure, (ax,)):
        ax.axvline(centres.share_all.value, color=REFERENCE, linewidth=1.0, zorder=2)
        for row, centre in enumerate(centres.centres):
            _draw_row(ax, centre, row)
        _finish(ax, centres)
        figure.legend(handles=_legend(results), loc="outside upper left", ncols=3)
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title=f"Sager afgjort inden for {number(centres.weeks)} uger, efter center",
        svg=svg,
        alt=_alt(results),
        answers="Afgør kommunens egne centre lige mange sager i tide?",
        how_to_read="Prikken er centrets andel, stregen dens usikkerhed. Det lyse bånd er, hvor "
        "et center med så mange sager sædvanligvis ville ligge, hvis det var som alle centre "
        f"tilsammen (den lodrette streg). Med {number(centres.n_compared)} centre ligger et "
        "af dem let uden for sit bånd ved et tilfælde.",
        does_not_show="Om et center arbejder anderledes: andelen samvarierer med center, men "
        "sagerne kan være forskellige. Den siger intet om nogen medarbejder.",
        records=tuple(_record(centre, centres.weeks) for centre in centres.centres),
    )
    return Block(BLOCK_ID, content, results.lineage)


def _draw_row(ax: Axes, centre: Centre, row: int) -> None:
    if math.isfinite(centre.usual_lower):
        limits = [centre.usual_lower, centre.usual_upper]
        ax.plot(limits, [row, row], color=OTHER, alpha=0.55, linewidth=13,
                solid_capstyle="butt", zorder=1)  # fmt: skip
    found = centre.share_done
    if math.isfinite(found.value):
        ax.plot([found.lower, found.upper], [row, row], color=FOCUS, linewidth=2.0, zorder=4)
        ax.plot(found.value, row, linestyle="none", clip_on=False, **_DOT)  # type: ignore[arg-type]
        return
    words = "for små tal" if centre.is_too_few and not is_hidden(found) else SIGN
    ax.annotate(words, (0, row), xytext=(6, 0), textcoords="offset points", va="center")


def _finish(ax: Axes, centres: Centres) -> None:
    names = [f"{c.name}\n{write_count(c.n_cases)} sager" for c in centres.centres]
    ax.set_yticks(range(len(names)), names, linespacing=1.25)
    ax.tick_params(axis="y", pad=8)
    ax.set_ylim(len(names) - 0.45, -0.55)
    ax.set_xlim(0, 1)
    ax.set_xlabel(
        f"afgjort inden for {number(centres.weeks)} uger, af sager, der ikke lukkes inden"
    )
    label_ticks(ax.xaxis, scale=100, suffix="\u00a0%")
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def _legend(results: ReleasedPathways) -> list[Line2D]:
    level = share(results.level)
    return [
        Line2D([], [], linewidth=2.0, label=f"centret ({level})", **_DOT),  # type: ignore[arg-type]
        Line2D([], [], color=OTHER, alpha=0.55, linewidth=9, label=f"sædvanligt ({level})"),
        Line2D([], [], color=REFERENCE, linewidth=1.0, label="alle centre"),
    ]


def _record(centre: Centre, weeks: int) -> dict[str, Any]:
    """Return one centre as it stands in the file beside the figure."""
    return {
        "centre": centre.name,
        "n_cases": count_in_record(centre.n_cases),
        "n_done": count_in_record(centre.n_done),
        "weeks": weeks,
        **estimate_in_record(centre.share_done, "share_done"),
        "usual_lower": plain_number(centre.usual_lower),
        "usual_upper": plain_number(centre.usual_upper),
        **estimate_in_record(centre.median, "median_weeks"),
        "p_value_holm": plain_number(centre.p_value),
        "is_too_few": centre.is_too_few,
    }


def _alt(results: ReleasedPathways) -> str:
    centres = results.centres
    rows = [
        f"{centre.name}: "
        + (
            "for små tal"
            if centre.is_too_few
            else f"{write_share(centre.share_done)} ({write_share_limits(centre.share_done)}), "
            f"median {write_weeks(centre.median)} uger"
        )
        for centre in centres.centres
    ]
    return (
        f"Andel af sagerne afgjort inden for {number(centres.weeks)} uger. Alle centre: "
        f"{write_share(centres.share_all)}. {'; '.join(rows)}."
    )
