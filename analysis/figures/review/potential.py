"""How many may belong to each target group: now, and when more is documented?"""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.concepts import Estimate
from analysis.figures.style import FOCUS, OTHER, PEER, figure_to_svg, house_figure, label_ticks
from analysis.findings.released import ReleasedReview
from analysis.findings.review_outcomes import add_after, people_limits_text, people_text
from analysis.findings.review_words import order_outcomes
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import number, sentence_case, share
from analysis.review.results import Outcome

BLOCK_ID = "potentiale"
_APART = 0.17


def plot_potential(results: ReleasedReview) -> Block:
    """Show the people of each outcome now, and now and after documentation together.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.

    Returns
    -------
    Block
        The figure; one record per outcome and mark. Words where there is no outcome.
    """
    outcomes = order_outcomes(results)
    if not outcomes:
        text = Paragraph(
            "Læs mindst to sager færdig, og læs arbejdsbøgerne ind igen.",
            lead="Der er ingen tal at vise endnu.",
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), results.lineage)
    with house_figure(results.lineage, height=0.95 + 0.46 * len(outcomes)) as (figure, (ax,)):
        for row, outcome in enumerate(outcomes):
            _draw_row(ax, outcome, row)
        _finish(ax, outcomes)
        figure.legend(handles=_legend(results), loc="outside upper left", ncols=3)
        svg = figure_to_svg(figure, name=BLOCK_ID)
    level = share(results.level)
    content = Figure(
        title="Mulig målgruppe ifølge gennemgangen",
        svg=svg,
        alt=_alt(results, outcomes),
        answers="Hvor mange kan være i målgruppen for hver ordning på det, sagen viser nu, og hvor "
        "mange i alt, hvis al manglende dokumentation taler for?",
        how_to_read="Den fyldte prik er nu, den hule er nu og efter mere dokumentation; stregerne "
        f"er intervaller ({level}). Det lyse bånd går fra den nedre grænse, hvis ingen af de "
        "ulæste sager er målgruppe, til den øvre, hvis de alle er eller kan blive det. Aksen er "
        "personer fra nul.",
        does_not_show="Hvor mange der får en ordning: det afgøres i sagen. Rækkerne kan ikke "
        "lægges sammen, for den samme person kan være i flere.",
        records=tuple(_record(o, part, e) for o in outcomes for part, e in _parts(o)),
    )
    return Block(BLOCK_ID, content, results.lineage)


def _draw_row(ax: Axes, outcome: Outcome, row: int) -> None:
    """Draw one outcome: the band of what is not known, and the two marks."""
    lowest, highest = outcome.lowest.lower, outcome.highest.upper
    if math.isfinite(lowest) and math.isfinite(highest):
        ax.plot([lowest, highest], [row, row], color=OTHER, alpha=0.35, linewidth=15,
                solid_capstyle="butt", zorder=1)  # fmt: skip
    both = add_after(outcome)
    if math.isfinite(both.value):
        y = row + _APART
        ax.plot([both.lower, both.upper], [y, y], color=PEER, linewidth=1.1, zorder=3)
        ax.plot(both.value, y, linestyle="none", clip_on=False, **_AFTER)  # type: ignore[arg-type]
    if math.isfinite(outcome.now.value):
        y = row - _APART
        limits = [outcome.now.lower, outcome.now.upper]
        ax.plot(limits, [y, y], color=FOCUS, linewidth=2.4, zorder=4)
        ax.plot(outcome.now.value, y, linestyle="none", clip_on=False, **_NOW)  # type: ignore[arg-type]
    elif is_hidden(outcome.now):
        ax.annotate(SIGN, (0, row), xytext=(5, 0), textcoords="offset points", va="center")


_NOW = {"marker": "o", "markersize": 6.5, "color": FOCUS, "markeredgewidth": 0, "zorder": 5}
_AFTER = {
    "marker": "o", "markersize": 5.5, "markerfacecolor": "white", "markeredgecolor": PEER,
    "markeredgewidth": 1.3, "zorder": 4,
}  # fmt: skip


def _finish(ax: Axes, outcomes: tuple[Outcome, ...]) -> None:
    """Set the axes: people from zero, the first row at the top."""
    ax.set_yticks(range(len(outcomes)), [sentence_case(o.label) for o in outcomes])
    ax.tick_params(axis="y", pad=8)
    ax.set_ylim(len(outcomes) - 0.45, -0.55)
    ax.set_xlim(left=0)
    ax.set_xlabel("personer")
    label_ticks(ax.xaxis)
    ax.locator_params(axis="x", nbins=6, integer=True)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def _legend(results: ReleasedReview) -> list[Line2D]:
    """Return the handles that explain the marks."""
    level = share(results.level)
    return [
        Line2D([], [], linewidth=2.4, label=f"nu ({level})", **_NOW),  # type: ignore[arg-type]
        Line2D(
            [], [], linewidth=1.1, label=f"nu og efter mere dokumentation ({level})",
            **{**_AFTER, "color": PEER},  # type: ignore[arg-type]
        ),
        Line2D([], [], color=OTHER, alpha=0.35, linewidth=9, label="ulæste sager: nej til ja"),
    ]  # fmt: skip


def _parts(outcome: Outcome) -> tuple[tuple[str, Estimate], ...]:
    """Return what is drawn of one outcome, by name."""
    return (
        ("nu", outcome.now),
        ("nu_og_efter", add_after(outcome)),
        ("lavest", outcome.lowest),
        ("hoejest", outcome.highest),
    )


def _record(outcome: Outcome, part: str, people: Estimate) -> dict[str, Any]:
    """Return one estimate as it stands in the file beside the figure."""
    n_cases = {"nu": outcome.n_cases_now}.get(part)
    return {
        "outcome": outcome.scheme,
        "part": part,
        "people": plain_number(people.value),
        "people_lower": plain_number(people.lower),
        "people_upper": plain_number(people.upper),
        "level": people.level,
        "method": people.method,
        "n_cases": None if n_cases is None or is_hidden(n_cases) else n_cases,
        "is_corrected": outcome.is_corrected,
    }


def _alt(results: ReleasedReview, outcomes: tuple[Outcome, ...]) -> str:
    """Say the numbers of each row in words."""
    rows = [
        f"{outcome.label}: nu {people_text(outcome.now)} ({people_limits_text(outcome.now)}), nu "
        f"og efter mere dokumentation {people_text(add_after(outcome))}"
        for outcome in outcomes
    ]
    return (
        f"Personer i mulig målgruppe i {results.municipality_name}, efter "
        f"{number(results.n_cases_read)} læste sager. {'; '.join(rows)}."
    )
