"""At which ages is the difference? Rates by age, beside the peers' and the country's."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.comparison.age_profile import MIDDLE, AgeGroup, AgeProfile
from analysis.comparison.assemble import PracticeComparison
from analysis.concepts import Estimate, Lineage, Sex, Stage
from analysis.figures.style import (
    FOCUS,
    PEER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.labels import interval, listing, number, sentence_case, share

_BAND = "#ECF0F3"
_SEXES = {Sex.WOMEN: "Kvinder", Sex.MEN: "Mænd"}
_OPEN_TO = 69  # a group that ends here or later ends at the pension age, whatever it is called
_COLUMNS = 3
_DASHES = (0, (4, 2))


def plot_age_profile(
    comparison: PracticeComparison, profiles: tuple[AgeProfile, ...]
) -> tuple[Block, ...]:
    """Show each headline's rate by age, for the focus, its peers and the country.

    Parameters
    ----------
    comparison : PracticeComparison
        The focus municipality against its peers.
    profiles : tuple of AgeProfile
        From `profile_ages`.

    Returns
    -------
    tuple of Block
        A figure for each headline in awards, with women and men apart, and one with a
        small panel for each stock; what is missing where no source has ages.
    """
    flows = [p for p in profiles if p.measure.headline.stage is Stage.FLOW]
    stocks = [p for p in profiles if p.measure.headline.stage is Stage.STOCK]
    blocks = [_plot_flow(comparison, profile) for profile in flows]
    if stocks:
        blocks.append(_plot_stocks(comparison, stocks))
    return tuple(blocks) or (_say_no_ages(comparison),)


def _say_no_ages(comparison: PracticeComparison) -> Block:
    text = Paragraph(
        "Hent AUK01 og PEN113 fordelt på køn og alder, og FOLK1A på køn og etårsalder.",
        lead="Ingen af kilderne har modtagernes alder og køn.",
    )
    return Block("aldersprofil-mangler", Text((text,), role="missing"), comparison.name_lineage)


def _plot_flow(comparison: PracticeComparison, profile: AgeProfile) -> Block:
    """Draw awards by age: women, men, and the difference in people."""
    headline, level = profile.measure.headline, profile.measure.level
    name = f"aldersprofil-{headline.id}"
    lineage = _lineage(comparison, [profile])
    with house_figure(lineage, height=3.1, columns=3) as (figure, axes):
        for ax, (sex, title) in zip(axes, _SEXES.items(), strict=False):
            ax.set_title(title)
            _draw_rates(ax, profile.of(sex))
            ax.set_xlabel("Alder")
        top = max(ax.get_ylim()[1] for ax in axes[:2])
        for ax in axes[:2]:
            ax.set_ylim(0, top)
            label_ticks(ax.yaxis)
        axes[0].set_ylabel("Tilkendelser pr. 1.000 om året")
        axes[2].set_title("Forskel i antal, begge køn")
        _draw_differences(axes[2], profile.of(Sex.TOTAL))
        axes[2].set_xlabel("Alder")
        axes[2].set_ylabel("Tilkendelser om året")
        _explain(figure, axes[0], focus=f"{comparison.focus_name} med {share(level)}-grænser")
        svg = figure_to_svg(figure, name=name)
    benefit = headline.benefit.label
    content = Figure(
        title=f"{sentence_case(benefit)}: tilkendelser efter alder",
        svg=svg,
        alt=f"Tilkendelser af {benefit} efter alder. {_in_words(comparison, profile)}",
        answers="Ved hvilke aldre er forskellen?",
        how_to_read="Til venstre tilkendelser pr. 1.000 i hver aldersgruppe om året, med eksakte "
        "grænser for tilfældigheder. Til højre forskellen i antal: søjlerne lagt sammen er "
        "forskellen på side 1, og stregen er grænserne for hver søjle.",
        does_not_show="Med så mange aldersgrupper ligger nogle uden for grænserne ved en "
        "tilfældighed; læs mønstret og ikke den enkelte søjle. En stor gruppe kan have en lang "
        "søjle, selv om raten næsten er den samme.",
        records=tuple(_records([profile])),
    )
    return Block(name, content, lineage)


def _plot_stocks(comparison: PracticeComparison, profiles: list[AgeProfile]) -> Block:
    """Draw a small panel for each stock, both sexes together."""
    lineage = _lineage(comparison, profiles)
    n_columns = min(_COLUMNS, len(profiles))
    n_rows = -(-len(profiles) // n_columns)
    with house_figure(lineage, height=0.7 + 1.75 * n_rows, rows=n_rows, columns=n_columns) as (
        figure,
        axes,
    ):
        for ax in axes[len(profiles) :]:
            ax.set_visible(False)
        for ax, profile in zip(axes, profiles, strict=False):
            ax.set_title(sentence_case(profile.measure.headline.benefit.label))
            _draw_rates(ax, profile.of(Sex.TOTAL))
            label_ticks(ax.yaxis)
        figure.supylabel("Modtagere pr. 1.000 i aldersgruppen", fontsize=8.5)
        _explain(figure, axes[0], focus=comparison.focus_name)
        svg = figure_to_svg(figure, name="aldersprofil-bestand")
    words = " ".join(
        f"{sentence_case(p.measure.headline.benefit.label)}: {_in_words(comparison, p)}"
        for p in profiles
    )
    units = listing(sorted({p.measure.cells.source.unit.label for p in profiles}))
    content = Figure(
        title="Bestanden efter alder",
        svg=svg,
        alt=f"Modtagere efter alder. {words}",
        answers="Ved hvilke aldre er bestanden en anden?",
        how_to_read=f"Modtagere ({units}) pr. 1.000 i hver aldersgruppe, kvinder og mænd under "
        "ét. Feltet viser, hvor de fleste andre kommuner ligger i samme alder. Akserne begynder "
        "ved nul, men har hver sin skala.",
        does_not_show="Feltet er ingen usikkerhed: det rummer også små kommuner, som ligger "
        "spredt ved tilfældigheder. En bestand viser både praksis nu og før, og hvem der er "
        "flyttet til og fra.",
        records=tuple(_records(profiles)),
    )
    return Block("aldersprofil-bestand", content, lineage)


def _draw_rates(ax: Axes, groups: tuple[AgeGroup, ...]) -> None:
    """Draw the rates of one panel: limits or spread first, the focus last."""
    places = np.arange(len(groups))
    lower, upper = [g.others_lower for g in groups], [g.others_upper for g in groups]
    if np.isfinite(lower).any():
        ax.fill_between(places, lower, upper, color=_BAND, linewidth=0, zorder=1, label="others")
    rates = np.array([g.rate for g in groups])
    limits = np.array([[g.rate_lower, g.rate_upper] for g in groups]).T
    if np.isfinite(limits).all():
        ax.errorbar(
            places, rates, yerr=np.abs(limits - rates), color=FOCUS, marker="D", markersize=4.2,
            linewidth=1.6, elinewidth=1.1, zorder=5, label="focus",
        )  # fmt: skip
    else:
        ax.plot(
            places, rates, color=FOCUS, marker="D", markersize=3.6, linewidth=1.6, zorder=5,
            label="focus",
        )  # fmt: skip
    ax.plot(
        places, [g.peer_rate for g in groups], color=PEER, marker="o", markersize=3.6,
        markerfacecolor="white", linewidth=1.2, zorder=4, label="peers",
    )  # fmt: skip
    ax.plot(
        places, [g.country_rate for g in groups], color=REFERENCE, linestyle=_DASHES,
        linewidth=0.9, zorder=3, label="country",
    )  # fmt: skip
    highest = [*rates, *upper, *limits[1], *(g.peer_rate for g in groups)]
    highest += [g.country_rate for g in groups]
    ax.set_ylim(0, 1.06 * np.nanmax(highest) or 1.0)
    _label_ages(ax, groups)


def _explain(figure: Canvas, ax: Axes, *, focus: str) -> None:
    """Write what the lines of a panel are, each beside its own handle."""
    words = {
        "focus": focus,
        "peers": "sammenlignelige kommuner",
        "country": "resten af landet",
        "others": f"midterste {share(MIDDLE)} af de andre kommuner",
    }
    # The library lists lines with limits last, so handles are found by their names.
    handles, names = ax.get_legend_handles_labels()
    drawn = dict(zip(names, handles, strict=True))
    shown = [name for name in words if name in drawn]
    figure.legend(
        [drawn[name] for name in shown], [words[name] for name in shown],
        loc="outside upper left", ncols=2 if len(shown) > 3 else 3,
    )  # fmt: skip


def _draw_differences(ax: Axes, groups: tuple[AgeGroup, ...]) -> None:
    """Draw the difference of each age group in people, with its limits."""
    for place, group in enumerate(groups):
        gap = group.gap
        ax.bar(place, gap.n_observed - gap.n_expected, width=0.7, color=FOCUS, zorder=2)
        if gap.difference is not None:
            limits = [gap.difference.lower, gap.difference.upper]
            ax.plot([place, place], limits, color=REFERENCE, linewidth=1.1, zorder=3)
    ax.axhline(0, color=REFERENCE, linewidth=0.9, zorder=4)
    label_ticks(ax.yaxis, signed=True)
    _label_ages(ax, groups)


def _label_ages(ax: Axes, groups: tuple[AgeGroup, ...]) -> None:
    """Write the ages under a panel."""
    ax.set_xticks(range(len(groups)), [_ages(group) for group in groups], rotation=60, fontsize=7)
    ax.set_xlim(-0.6, len(groups) - 0.4)
    ax.locator_params(axis="y", nbins=5)
    ax.grid(axis="y")


def _ages(group: AgeGroup) -> str:
    """Write the ages of a group."""
    if group.age_to >= _OPEN_TO:
        return f"{group.age_from}+"
    return f"{group.age_from}-{group.age_to}"


def _in_words(comparison: PracticeComparison, profile: AgeProfile) -> str:
    """Give every age group's rates, both sexes together."""
    parts = [
        f"{_ages(g)} år {_with_limits(g)} mod {number(g.peer_rate, decimals=1)}"
        for g in profile.of(Sex.TOTAL)
    ]
    return f"{comparison.focus_name} pr. 1.000 mod de sammenlignelige kommuner: {'; '.join(parts)}."


def _with_limits(group: AgeGroup) -> str:
    """Write a rate, with its limits where it has any."""
    text = number(group.rate, decimals=1)
    if np.isnan(group.rate_lower):
        return text
    return f"{text} ({interval(group.rate_lower, group.rate_upper, decimals=1)})"


def _lineage(comparison: PracticeComparison, profiles: list[AgeProfile]) -> Lineage:
    """Return what a profile rests on."""
    start = comparison.name_lineage | comparison.peers.lineage
    return reduce(or_, (profile.measure.lineage for profile in profiles), start)


def _records(profiles: list[AgeProfile]) -> list[dict[str, Any]]:
    """Return every age group of every sex, with all rates and the difference."""
    records: list[dict[str, Any]] = []
    for profile in profiles:
        measure = profile.measure
        for g in profile.groups:
            records.append(
                {
                    "measure": measure.headline.id,
                    "period_first": str(measure.window.first),
                    "period_last": str(measure.window.last),
                    "unit": measure.cells.source.unit.value,
                    "sex": g.sex.value,
                    "age_from": g.age_from,
                    "age_to": g.age_to,
                    "n_observed": plain_number(g.gap.n_observed),
                    "n_expected": plain_number(g.gap.n_expected),
                    "difference": plain_number(g.gap.n_observed - g.gap.n_expected),
                    "difference_lower": _limit(g.gap.difference, "lower"),
                    "difference_upper": _limit(g.gap.difference, "upper"),
                    "exposure": plain_number(g.exposure),
                    "per_1000": plain_number(g.rate),
                    "per_1000_lower": plain_number(g.rate_lower),
                    "per_1000_upper": plain_number(g.rate_upper),
                    "per_1000_peers": plain_number(g.peer_rate),
                    "per_1000_rest_of_country": plain_number(g.country_rate),
                    "per_1000_others_10_percent": plain_number(g.others_lower),
                    "per_1000_others_90_percent": plain_number(g.others_upper),
                    "level": measure.level,
                }
            )
    return records


def _limit(estimate: Estimate | None, side: str) -> float | int | None:
    """Return a limit as records have it."""
    return None if estimate is None else plain_number(getattr(estimate, side))
