"""The published awards of 2016, per 10,000 residents with exact limits."""

from __future__ import annotations

from analysis.blocks.model import Block, Figure
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.published import YEAR, PublishedAwards
from analysis.figures.style import FOCUS, PEER, figure_to_svg, house_figure, label_ticks
from analysis.labels import date, interval, number, share


def plot_published_awards(
    comparison: PracticeComparison, published: PublishedAwards | None
) -> tuple[Block, ...]:
    """Show each city's published awards per resident; no figure where there are none.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus.
    published : PublishedAwards or None
        The awards with limits.
    """
    if published is None:
        return ()
    frame = published.frame.sort_values("per_10000")
    with house_figure(published.lineage, height=0.7 + 0.34 * len(frame)) as (figure, (ax,)):
        for row, (code, city) in enumerate(frame.iterrows()):
            is_focus = code == comparison.focus
            colour = FOCUS if is_focus else PEER
            ax.plot(
                [city["per_10000_lower"], city["per_10000_upper"]], [row, row], color=colour,
                linewidth=3 if is_focus else 1.6, solid_capstyle="butt",
            )  # fmt: skip
            ax.plot(
                city["per_10000"], row, color=colour, marker="D" if is_focus else "o",
                markersize=7 if is_focus else 5.5,
                markerfacecolor=colour if is_focus else "white", markeredgewidth=1.4,
            )  # fmt: skip
            ax.annotate(
                f"{number(city['per_10000'], decimals=1)} · {number(city['n_awards'])} personer",
                (city["per_10000_upper"], row), xytext=(8, 0), textcoords="offset points",
                va="center", color=colour, fontweight=600 if is_focus else 400,
            )  # fmt: skip
        ax.set_yticks(range(len(frame)), list(frame["name"]))
        ax.set_ylim(-0.6, len(frame) - 0.4)
        ax.set_xlim(0, 1.3 * frame["per_10000_upper"].max())
        label_ticks(ax.xaxis)
        ax.set_xlabel(
            f"Tilkendelser af førtidspension i {YEAR} pr. 10.000 indbyggere "
            f"({share(published.level)}-grænser)"
        )
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        svg = figure_to_svg(figure, name="offentliggjort-2016")
    content = Figure(
        title=f"Offentliggjorte tilkendelser af førtidspension, {YEAR}",
        svg=svg,
        alt=_alt(published),
        answers=f"Hvad offentliggjorde ministeriet om tilkendelserne i {YEAR} i de store byer?",
        how_to_read="Mærket er byens tilkendelser pr. 10.000 indbyggere, stregen de eksakte "
        "Poisson-grænser for antallet.",
        does_not_show="Tallene er rå: alder og køn er ikke offentliggjort. Indbyggertallet er fra "
        f"{date(published.residents_date)}, den nærmeste dato, der findes, og regnes som kendt.",
        records=tuple(_records(published)),
    )
    return (Block("offentliggjort-2016", content, published.lineage),)


def _alt(published: PublishedAwards) -> str:
    """Give every city's figure in words."""
    cities = [
        f"{city['name']} {number(city['n_awards'])} tilkendelser, "
        f"{number(city['per_10000'], decimals=1)} pr. 10.000 "
        f"({interval(city['per_10000_lower'], city['per_10000_upper'], decimals=1)})"
        for _, city in published.frame.sort_values("per_10000").iterrows()
    ]
    return f"Fire byers tilkendelser af førtidspension i {YEAR}: {'; '.join(cities)}."


def _records(published: PublishedAwards) -> list[dict[str, object]]:
    """Return the numbers behind the figure."""
    return [
        {
            "municipality_code": code,
            "municipality_name": city["name"],
            "year": YEAR,
            "n_awards": plain_number(city["n_awards"]),
            "n_residents": plain_number(city["n_residents"]),
            "residents_date": published.residents_date.isoformat(),
            "per_10000_residents": plain_number(city["per_10000"]),
            "per_10000_residents_lower": plain_number(city["per_10000_lower"]),
            "per_10000_residents_upper": plain_number(city["per_10000_upper"]),
            "level": published.level,
            "source_url": city["source_url"],
            "source_date": city["source_date"],
        }
        for code, city in published.frame.iterrows()
    ]
