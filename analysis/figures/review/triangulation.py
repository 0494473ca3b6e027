"""The review's possible target groups and the gap of recipients on one axis of people."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.concepts import Unit
from analysis.figures.style import (
    FOCUS,
    OTHER,
    PEER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.findings.review_numbers import people_with_limits
from analysis.findings.suppression import is_hidden
from analysis.findings.triangulation import (
    FEWER,
    MORE,
    NO_COMPARISON,
    NOT_COMPARED,
    ORDINARY,
    TOO_SMALL,
    SchemeTriangulation,
    StockGap,
    Triangulation,
)
from analysis.labels import listing, sentence_case, share, write_people
from analysis.review.results import ANY

BLOCK_ID = "sammenhaeng"
STOCK_WORDS = {
    FEWER: "lavere end almindeligt",
    ORDINARY: "almindelig",
    MORE: "højere end almindeligt",
    TOO_SMALL: "for små tal",
    NOT_COMPARED: "ikke sammenlignet",
    NO_COMPARISON: "ikke sammenlignet",
}
_BAND = "#E1E6EA"
_ROOM = 1.12
_HOLLOW: dict[str, Any] = {
    "marker": "o", "markersize": 5.5, "linestyle": "none", "markerfacecolor": "white",
    "markeredgecolor": FOCUS, "markeredgewidth": 1.3,
}  # fmt: skip


def plot_triangulation(triangulation: Triangulation) -> Block:
    """Show potential and gap of recipients for each scheme on one axis of people.

    Parameters
    ----------
    triangulation : Triangulation
        The review beside the comparison.

    Returns
    -------
    Block
        The figure; words on what is missing where there is no comparison.
    """
    if not any(scheme.stock is not None for scheme in triangulation.schemes):
        return _say_comparison_is_missing(triangulation)
    schemes = [s for s in triangulation.schemes if s.scheme != ANY]
    left, right = _ends(schemes)
    with house_figure(triangulation.lineage, height=1.0 + 0.52 * len(schemes)) as (figure, axes):
        ax = axes[0]
        for place, scheme in enumerate(reversed(schemes)):
            _draw_scheme(ax, scheme, y=float(place), left=left, right=right)
        ax.axvline(0.0, color=REFERENCE, linewidth=0.8, zorder=1)
        ax.set_xlim(left, right)
        ax.set_ylim(-0.6, len(schemes) - 0.4)
        ax.set_yticks(
            range(len(schemes)),
            [f"{sentence_case(s.label)}\n{_stock_word(s)}" for s in reversed(schemes)],
        )
        ax.tick_params(axis="y", length=0, pad=10)
        label_ticks(ax.xaxis)
        ax.set_xlabel("personer i dag (bestand: modtagere, færre end forventet er mod højre)")
        ax.grid(axis="x")
        figure.legend(handles=_legend(), loc="outside upper left", ncols=2)
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title="Mulig målgruppe og forskel i bestand",
        svg=svg,
        alt=_alt(schemes),
        answers="Er den mulige målgruppe, gennemgangen finder, af samme størrelse som forskellen "
        "i bestand mellem kommunen og de sammenlignelige?",
        how_to_read=f"Stregerne er {share(triangulation.level)}-intervaller. Ruden til højre for "
        "nul: færre modtagere end forventet, til venstre flere. Det grå bånd er almindelige "
        "forskelle, ikke et interval om ruden; ved en pil går det ud over aksen.",
        does_not_show="Hvor mange der bør have en ordning. De to mål kan hverken lægges sammen, "
        "trækkes fra hinanden eller erstatte hinanden.",
        records=tuple(_record(scheme) for scheme in schemes),
    )
    return Block(BLOCK_ID, content, triangulation.lineage)


def _say_comparison_is_missing(triangulation: Triangulation) -> Block:
    if triangulation.has_comparison:
        how = (
            "Sammenligningen har ingen bestand for ordningerne. Hent AUK01 for alle 98 kommuner på "
            "statistikbanken.dk."
        )
    else:
        how = (
            "Der er ingen praksissammenligning ved siden af gennemgangen. Hent Danmarks Statistiks "
            "tabeller, og angiv mappen med --raw."
        )
    text = Paragraph(how, lead="Bestanden kan ikke vises med disse data.")
    return Block(BLOCK_ID, Text((text,), role="missing"), triangulation.lineage)


def _ends(schemes: list[SchemeTriangulation]) -> tuple[float, float]:
    """Return an axis that holds every dot, interval and diamond, and zero.

    The bands are cut at its ends: they are so wide that nothing else would be seen.
    """
    shown = [0.0]
    for scheme in schemes:
        shown += [scheme.now.upper, scheme.together.upper]
        shown += [scheme.stock.gap] if scheme.stock is not None else []
    known = [value for value in shown if math.isfinite(value)]
    low, high = min(known), max(known)
    right = _ROOM * high if high > 0 else -0.1 * low
    # Some of each band is seen on both sides of zero, so that it reads as a band.
    return min(_ROOM * low, -0.15 * right), max(right, 1.0)


def _draw_scheme(
    ax: Axes, scheme: SchemeTriangulation, *, y: float, left: float, right: float
) -> None:
    if scheme.stock is not None:
        _draw_stock(ax, scheme.stock, y=y - 0.16, left=left, right=right)
    if not is_hidden(scheme.together) and math.isfinite(scheme.together.value):
        ax.hlines(y + 0.1, scheme.together.lower, scheme.together.upper, color=FOCUS,
                  linewidth=0.9, linestyles=(0, (3, 2)), zorder=3)  # fmt: skip
        ax.plot(scheme.together.value, y + 0.1, zorder=4, **_HOLLOW)
    if not is_hidden(scheme.now) and math.isfinite(scheme.now.value):
        ax.hlines(y + 0.27, scheme.now.lower, scheme.now.upper, color=FOCUS, linewidth=1.8,
                  zorder=3)  # fmt: skip
        ax.plot(scheme.now.value, y + 0.27, marker="o", markersize=6, linestyle="none",
                color=FOCUS, zorder=5)  # fmt: skip


def _draw_stock(ax: Axes, stock: StockGap, *, y: float, left: float, right: float) -> None:
    low, high = stock.ordinary_gaps
    if math.isfinite(low):
        seen = max(low, left), min(high, right)
        ax.fill_between(seen, y - 0.13, y + 0.13, color=_BAND, linewidth=0, zorder=1.5)
        for end, limit, marker in ((left, low, "<"), (right, high, ">")):
            if (limit - end) * (-1 if marker == "<" else 1) > 0:
                ax.plot(end, y, marker=marker, color=OTHER, markersize=5, clip_on=False,
                        linestyle="none", zorder=2)  # fmt: skip
    ax.plot(stock.gap, y, marker="D", markersize=6, color=PEER, linestyle="none", zorder=4)


def _legend() -> list[Line2D | Patch]:
    return [
        Line2D([], [], color=FOCUS, marker="o", markersize=6, linewidth=1.8,
               label="gennemgangen: klar nu"),
        Line2D([], [], color=FOCUS, marker="o", markersize=5.5, linewidth=0.9,
               linestyle=(0, (3, 2)), markerfacecolor="white", markeredgewidth=1.3,
               label="gennemgangen: nu eller efter mere dokumentation"),
        Line2D([], [], color=PEER, marker="D", markersize=6, linestyle="none",
               label="bestand: forventet minus faktisk"),
        Patch(facecolor=_BAND, label="bestand: forskelle ved almindelig praksis"),
    ]  # fmt: skip


def _stock_word(scheme: SchemeTriangulation) -> str:
    return f"bestand: {STOCK_WORDS[scheme.rule]}"


def _alt(schemes: list[SchemeTriangulation]) -> str:
    """Say each scheme's two sides in words."""
    parts = []
    for scheme in schemes:
        said = f"{scheme.label}: klar nu {people_with_limits(scheme.now)}"
        if scheme.stock is not None:
            side = "færre" if scheme.stock.gap >= 0 else "flere"
            said += (
                f"; {write_people(abs(scheme.stock.gap))} {side} modtagere end forventet, "
                f"bestand: {STOCK_WORDS[scheme.rule]}"
            )
        parts.append(said)
    return f"Prikker og ruder på én akse i personer. {listing(parts)}."


def _record(scheme: SchemeTriangulation) -> dict[str, Any]:
    stock = scheme.stock
    low, high = (math.nan, math.nan) if stock is None else stock.ordinary_gaps
    unit = Unit.PERSONS if stock is None else stock.unit
    return {
        "scheme": scheme.scheme,
        "n_cases_now": count_in_record(scheme.n_cases_now),
        **estimate_in_record(scheme.now, "people"),
        **estimate_in_record(scheme.together, "people_together"),
        "stock_rule": scheme.rule,
        "stock_unit": "" if stock is None else unit.value,
        "stock_period": "" if stock is None else stock.period,
        "stock_observed": plain_number(math.nan if stock is None else stock.n_observed),
        "stock_expected": plain_number(math.nan if stock is None else stock.n_expected),
        "stock_gap": plain_number(math.nan if stock is None else stock.gap),
        "ordinary_gap_lower": plain_number(low),
        "ordinary_gap_upper": plain_number(high),
    }
