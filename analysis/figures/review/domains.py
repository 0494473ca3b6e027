"""Who are they? The share that may belong to each target group, in parts of the population."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.estimation.planning.verdicts import FEWEST_CASES
from analysis.figures.style import FOCUS, OTHER, PEER, figure_to_svg, house_figure, label_ticks
from analysis.findings.released import ReleasedReview
from analysis.findings.review_domains import (
    SHOWN_VARIABLES,
    Part,
    list_parts,
    short_label,
    shown_schemes,
)
from analysis.findings.review_outcomes import HIDDEN_NOTE, share_text
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import MISSING, sentence_case, share
from analysis.review.results import DomainOutcome

BLOCK_ID = "hvem-er-de"
_GAP = 0.7
_MOST_SHOWN = 1.0


def plot_domains(results: ReleasedReview, *, variables: Sequence[str] = SHOWN_VARIABLES) -> Block:
    """Show the share that may belong now, by part of the population and scheme.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    variables : sequence of str
        What the population is divided by, one group of rows each.

    Returns
    -------
    Block
        The figure, with one record per part and scheme; words where nothing is divided.
    """
    parts = list_parts(results, variables)
    schemes = shown_schemes(results, parts)
    if not parts or not schemes:
        return _say_nothing_is_divided(results)
    places, end = _place(parts), _choose_end(parts, schemes)
    height = 1.15 + 0.2 * (places[-1] + 1)
    with house_figure(results.lineage, height=height, columns=len(schemes)) as (figure, panels):
        for ax, scheme in zip(panels, schemes, strict=True):
            for place, part in zip(places, parts, strict=True):
                _draw_part(ax, part.outcomes[scheme], place, end=end)
            _finish(ax, results.outcomes[scheme].label, places, end=end)
        panels[0].set_yticks(places, [short_label(part) for part in parts])
        figure.supxlabel("andel af gruppen, pct.", fontsize=8.5)
        figure.legend(handles=_legend(results), loc="outside upper left", ncols=2)
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title="Hvor stor en del af hver gruppe kan være i målgruppen nu?",
        svg=svg,
        alt=_alt(parts, schemes),
        answers="Hvor i befolkningen på kontanthjælp og sygedagpenge er de, som sagen viser kan "
        "være i målgruppen?",
        how_to_read=f"Prikken er andelen af gruppens personer, stregen intervallet "
        f"({share(results.level)}). Aksen er den samme i alle felter og begynder ved nul. En hul "
        f"prik hviler på færre end {FEWEST_CASES} læste sager og siger intet for sig; en pil viser "
        f"et interval, der går ud over aksen.{_say_hidden(parts, schemes)}",
        does_not_show="Hvorfor grupperne er forskellige: de samme personer er delt op på flere "
        "måder. Figuren er ingen rangorden af centre, og den viser ikke dem, der mangler "
        "dokumentation.",
        records=tuple(_record(part, o) for part in parts for o in part.outcomes.values()),
    )
    return Block(BLOCK_ID, content, results.lineage)


def _say_nothing_is_divided(results: ReleasedReview) -> Block:
    text = Paragraph(
        "Enten har rammen hverken ydelse, SOF, center eller varighed, eller også ligger der for få "
        "sager bag hver gruppe til at vise den. Flere læste sager kan ændre det.",
        lead="Gennemgangen kan ikke deles op på grupper.",
    )
    return Block(BLOCK_ID, Text((text,), role="missing"), results.lineage)


def _say_hidden(parts: Sequence[Part], schemes: Sequence[str]) -> str:
    """Explain the sign of a hidden number, and say which schemes have no field at all."""
    shares = [o.share_now for part in parts for o in part.outcomes.values()]
    if not any(map(is_hidden, shares)):
        return ""
    known = {name for part in parts for name in part.outcomes}
    has_left_out = bool(known - set(schemes))
    left_out = " En ordning, hvor det meste er skjult, har intet felt." if has_left_out else ""
    return f" {HIDDEN_NOTE}{left_out}"


def _place(parts: Sequence[Part]) -> list[float]:
    """Return the height of each part, with room between one division and the next."""
    places: list[float] = []
    for before, part in zip((None, *parts), parts, strict=False):
        step = 1.0 if before is None or before.variable == part.variable else 1.0 + _GAP
        places.append(places[-1] + step if places else 0.0)
    return places


def _draw_part(ax: Axes, outcome: DomainOutcome, place: float, *, end: float) -> None:
    """Draw one share with its interval; hollow where few cases are behind it."""
    part = outcome.share_now
    if not math.isfinite(part.value):
        sign = SIGN if is_hidden(part) else MISSING
        ax.annotate(
            sign, (0, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=12
        )
        return
    is_thin = is_hidden(outcome.n_cases) or outcome.n_cases < FEWEST_CASES
    colour = PEER if is_thin else FOCUS
    ax.plot([part.lower, min(part.upper, end)], [place, place], color=colour, linewidth=1.3,
            zorder=3)  # fmt: skip
    if part.upper > end:
        ax.plot(end, place, marker=">", markersize=4, color=colour, clip_on=False, zorder=3)
    ax.plot(part.value, place, linestyle="none", clip_on=False, **_look(is_thin))  # type: ignore[arg-type]


def _look(is_thin: bool) -> dict[str, object]:
    """Return how a dot looks, with few cases behind it and with enough."""
    if is_thin:
        return {"marker": "o", "markersize": 4.5, "markerfacecolor": "white",
                "markeredgecolor": PEER, "markeredgewidth": 1.2, "zorder": 4}  # fmt: skip
    return {"marker": "o", "markersize": 5, "color": FOCUS, "markeredgewidth": 0, "zorder": 5}


def _finish(ax: Axes, label: str, places: Sequence[float], *, end: float) -> None:
    """Set the axes of one panel: from zero, the first part at the top."""
    ax.set_title(sentence_case(label), fontsize=8)
    ax.set_ylim(places[-1] + 0.6, -0.6)
    ax.set_yticks(places, [""] * len(places))
    ax.tick_params(axis="y", pad=7)
    ax.set_xlim(0, end)
    ax.locator_params(axis="x", nbins=3)
    label_ticks(ax.xaxis, scale=100)
    ax.grid(axis="x")
    for place, after in pairwise(places):
        if after - place > 1 + _GAP / 2:
            ax.axhline((place + after) / 2, color=OTHER, linewidth=0.6)
    ax.spines["left"].set_visible(False)


def _choose_end(parts: Sequence[Part], schemes: Sequence[str]) -> float:
    """Return the end of the axis: what parts with enough cases need, and every dot."""
    outcomes = [part.outcomes[scheme] for part in parts for scheme in schemes]
    shown = [o for o in outcomes if math.isfinite(o.share_now.value)]
    limits = [o.share_now.upper for o in shown if o.n_cases >= FEWEST_CASES]
    highest = max([*limits, *(1.2 * o.share_now.value for o in shown)])
    # Where nobody was seen in thin parts only, their limits are all there is to show.
    return min(_MOST_SHOWN, 1.05 * (highest or max(o.share_now.upper for o in shown) or 1.0))


def _legend(results: ReleasedReview) -> list[Line2D]:
    """Return the handles that explain the dots."""
    return [
        Line2D([], [], linestyle="none", label=f"andel med interval ({share(results.level)})",
               **_look(False)),  # type: ignore[arg-type]
        Line2D([], [], linestyle="none", label=f"færre end {FEWEST_CASES} læste sager",
               **_look(True)),  # type: ignore[arg-type]
    ]  # fmt: skip


def _alt(parts: Sequence[Part], schemes: Sequence[str]) -> str:
    """Say the shares of the first panel in words."""
    rows = [f"{part.label} {share_text(part.outcomes[schemes[0]].share_now)}" for part in parts]
    return (
        f"Andel i mulig målgruppe nu i {len(parts)} grupper, et felt for hver af "
        f"{len(schemes)} opgørelser. I det første felt: {'; '.join(rows)}."
    )


def _record(part: Part, outcome: DomainOutcome) -> dict[str, Any]:
    """Return one part and scheme as it stands in the file beside the figure."""
    hidden = is_hidden(outcome.n_cases), is_hidden(outcome.n_cases_now)
    return {
        "variable": part.variable,
        "value": part.value,
        "outcome": outcome.scheme,
        "n_population": outcome.n_population,
        "share": plain_number(outcome.share_now.value),
        "share_lower": plain_number(outcome.share_now.lower),
        "share_upper": plain_number(outcome.share_now.upper),
        "level": outcome.share_now.level,
        "method": outcome.share_now.method,
        "n_cases": None if hidden[0] else outcome.n_cases,
        "n_cases_now": None if hidden[1] else outcome.n_cases_now,
        "is_corrected": outcome.is_corrected,
    }
