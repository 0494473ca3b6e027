"""Observed over expected before and after conditions, two strips per headline."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.blocks.model import Block, Figure
from analysis.blocks.records import plain_number
from analysis.comparison.explained.given_conditions import ConditionedMeasure, GivenConditions
from analysis.figures.strips import Strip, draw_strip, strip_legend
from analysis.figures.style import FOCUS, REFERENCE, figure_to_svg, house_figure, label_ticks
from analysis.labels import listing, number, sentence_case, share

_CAP = 2.5
_APART, _STEP = 0.92, 2.55
_BAND = "#E1E6EA"


def plot_given_conditions(given: GivenConditions) -> tuple[Block, ...]:
    """Show what happens to observed over expected when conditions are taken into account.

    Parameters
    ----------
    given : GivenConditions
        Headlines expected given age, sex and conditions.

    Returns
    -------
    tuple of Block
        The figure, with one record per headline and municipality; empty where no
        headline can be expected.
    """
    if not given.measures:
        return ()
    lineage = given.whole_lineage
    with house_figure(lineage, height=1.0 + 1.02 * len(given.measures)) as (figure, (ax,)):
        for row, measure in enumerate(given.measures):
            _draw_pair(ax, measure, given, top=-_STEP * row)
        ax.axvline(1, color=REFERENCE, linewidth=0.9, zorder=2)
        n = len(given.measures)
        places = [-_STEP * row - below for row in range(n) for below in (0.0, _APART)]
        ax.set_yticks(places, ["alder og køn", "og rammevilkår"] * n)
        ax.set_ylim(-_STEP * n + 1.1, 1.05)
        ax.set_xlim(0, _CAP * 1.01)
        ax.set_xticks(np.arange(0, _CAP + 0.1, 0.5))
        label_ticks(ax.xaxis)
        ax.set_xlabel("Faktisk / forventet")
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        figure.legend(
            handles=_legend(given), loc="outside upper left", ncols=2, handletextpad=0.5,
            columnspacing=1.4,
        )  # fmt: skip
        svg = figure_to_svg(figure, name="rammevilkaar-forventet")
    words = listing([condition.word for condition in given.conditions])
    content = Figure(
        title="Faktisk i forhold til forventet, før og efter rammevilkår",
        svg=svg,
        alt=_alt(given),
        answers="Hvor meget af forskellen følger med rammevilkårene, og hvor meget er tilbage?",
        how_to_read="Hver prik er en kommune. Øverst i hvert par ventes det, som alder og køn "
        f"giver ved resten af landets rater; nederst også det, som {words} hører sammen med "
        f"i de andre kommuner. Stregen viser, hvordan {given.focus_name} flytter sig. "
        f"Det grå bånd er der, hvor {share(given.level)} af kommuner med almindelig praksis og "
        "samme befolkning (nederst: og samme rammevilkår) ville ligge. En pil i højre kant "
        f"står for mere end {number(_CAP, decimals=1)}.",
        does_not_show="Rammevilkår kan selv være resultat af praksis; så er den nederste forskel "
        "for lille. Helbred og uddannelse er ikke med.",
        records=tuple(_records(given)),
    )
    return (Block("rammevilkaar-forventet", content, lineage),)


def _draw_pair(
    ax: Axes, measure: ConditionedMeasure, given: GivenConditions, *, top: float
) -> None:
    """Draw one headline: age and sex above, conditions below, the focus's step between."""
    bottom = top - _APART
    for y, column in ((top, "ratio"), (bottom, "ratio_given")):
        ratios = measure.municipalities[column]
        own = float(ratios[given.focus])
        values = {str(code): float(ratio) for code, ratio in ratios.items()}
        strip = Strip(_label(measure), values, number(own, decimals=2))
        _draw_band(ax, _usual(measure, is_given=column == "ratio_given"), y=y)
        draw_strip(ax, strip, y=y, focus=given.focus, peers=given.peers, cap=_CAP)
        ax.annotate(
            strip.note, (1.0, y), xycoords=("axes fraction", "data"), xytext=(6, 0),
            textcoords="offset points", va="center", color=FOCUS, fontweight=600,
        )  # fmt: skip
    ax.annotate(
        _label(measure), (0.0, top), xytext=(2, 13), textcoords="offset points", va="bottom",
        fontweight=600, zorder=6,
    )  # fmt: skip
    ends = [min(measure.ratio_before, _CAP), min(measure.ratio_given, _CAP)]
    ax.plot(ends, [top, bottom], color=FOCUS, linewidth=1.6, zorder=4.5)


def _usual(measure: ConditionedMeasure, *, is_given: bool) -> tuple[float, float] | None:
    """Return the usual range as ratios; None where there is none."""
    if is_given:
        given = measure.given
        return given.usual_lower / given.n_expected, given.usual_upper / given.n_expected
    gap = measure.measure.against_country
    limits = gap.ordinary or gap.usual
    if limits is None or not gap.n_expected > 0:
        return None
    return limits.lower / gap.n_expected, limits.upper / gap.n_expected


def _draw_band(ax: Axes, limits: tuple[float, float] | None, *, y: float) -> None:
    """Draw the usual range behind a strip."""
    if limits is not None and all(map(math.isfinite, limits)):
        low, high = limits[0], min(limits[1], _CAP)
        ax.barh(y, high - low, left=low, height=0.72, color=_BAND, zorder=1, linewidth=0)


def _label(measure: ConditionedMeasure) -> str:
    """Return a headline's name and stage."""
    headline = measure.measure.headline
    return f"{sentence_case(headline.benefit.label)}, {headline.stage.label}"


def _legend(given: GivenConditions) -> list[Line2D | Patch]:
    """Return the handles that explain dots and band."""
    band = Patch(facecolor=_BAND, label=f"Almindelig praksis, {share(given.level)}")
    return [*strip_legend(given.focus_name), band]


def _alt(given: GivenConditions) -> str:
    """Describe the focus's step on each headline in words."""
    parts = [
        f"{m.measure.headline.benefit.label} ({m.measure.headline.stage.label}) fra "
        f"{number(m.ratio_before, decimals=2)} til {number(m.ratio_given, decimals=2)}"
        for m in given.measures
    ]
    return (
        f"Prikdiagram over faktisk/forventet for alle kommuner, først efter alder og køn, så også "
        f"efter rammevilkår. {given.focus_name}: {'; '.join(parts)}."
    )


def _records(given: GivenConditions) -> list[dict[str, object]]:
    """Return the numbers behind the dots."""
    records: list[dict[str, object]] = []
    for measure in given.measures:
        window = measure.measure.window
        for code, row in measure.municipalities.iterrows():
            role = "fokus" if code == given.focus else "øvrig"
            records.append(
                {
                    "measure": measure.measure.headline.id,
                    "period_first": str(window.first),
                    "period_last": str(window.last),
                    "unit": measure.measure.cells.source.unit.value,
                    "municipality_code": str(code),
                    "municipality_name": given.names[str(code)],
                    "role": "sammenlignelig" if code in given.peers else role,
                    "n_observed": plain_number(row["n_observed"]),
                    "n_expected_age_sex": plain_number(row["n_expected"]),
                    "ratio_age_sex": plain_number(row["ratio"]),
                    "n_expected_conditions": plain_number(row["n_given"]),
                    "ratio_conditions": plain_number(row["ratio_given"]),
                }
            )
    return records
