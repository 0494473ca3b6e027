"""The schemes and benefits side by side: per 1,000 residents, and as shares of all."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from analysis.blocks.model import Block, Figure
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.stocks.portfolio import Part, Portfolio
from analysis.figures.style import (
    FOCUS,
    OTHER,
    PEER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.labels import number, sentence_case, share

_LOOKS = {
    "focus": {"marker": "D", "markersize": 6.5, "color": FOCUS, "markeredgewidth": 0, "zorder": 5},
    "peers": {
        "marker": "o", "markersize": 6, "markerfacecolor": "white", "markeredgecolor": PEER,
        "markeredgewidth": 1.3, "zorder": 4,
    },
    "country": {
        "marker": "|", "markersize": 11, "markeredgecolor": REFERENCE, "markeredgewidth": 1.6,
        "zorder": 3,
    },
}  # fmt: skip


def plot_portfolio(
    comparison: PracticeComparison, portfolio: Portfolio | None
) -> tuple[Block, ...]:
    """Show every benefit of the portfolio against the peers and the country.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the name of the municipality.
    portfolio : Portfolio or None
        From `compare_portfolio`.

    Returns
    -------
    tuple of Block
        The figure, with one record per benefit; empty without a portfolio.
    """
    if portfolio is None:
        return ()
    rows = [*portfolio.parts, portfolio.total]
    with house_figure(portfolio.lineage, height=0.9 + 0.4 * len(rows), columns=2) as (
        figure,
        (left, right),
    ):
        _draw_rates(left, portfolio, rows)
        _draw_shares(right, portfolio)
        figure.legend(
            handles=_legend(comparison.focus_name), loc="outside upper left", ncols=2,
            handletextpad=0.3, columnspacing=1.4,
        )  # fmt: skip
        svg = figure_to_svg(figure, name="ydelser-samlet")
    basis = "efter alder og køn" if portfolio.is_by_age else "pr. indbygger (rå tal)"
    content = Figure(
        title=f"Alle ydelserne samlet, {portfolio.period.label}",
        svg=svg,
        alt=_alt(comparison, portfolio),
        answers="Hvor mange er på ordningerne og ydelserne tilsammen, og hvordan fordeler de sig?",
        how_to_read="Ruden er kommunens faktiske tal. Cirklen og stregen er, hvad de "
        f"sammenlignelige kommuners og resten af landets rater {basis} ville give i kommunens egen "
        "befolkning. Den grå linje er det, en kommune med almindelig praksis ville have "
        f"({share(portfolio.level)}). Til højre er hver ydelses andel af alle; andelene giver "
        f"tilsammen 100. Alle tal er {portfolio.unit.label} i {portfolio.table}.",
        does_not_show="Om de samme mennesker ville være på en anden ydelse ved en anden praksis. "
        "Andelene kan ikke ændre sig en ad gangen: mere af det ene er mindre af det andet.",
        records=tuple(_record(portfolio, part) for part in rows),
    )
    return (Block("ydelser-samlet", content, portfolio.lineage),)


def part_name(part: Part) -> str:
    """Return the Danish name of a benefit, or of all of them together."""
    return "Alle tilsammen" if part.benefit is None else sentence_case(part.benefit.label)


def _draw_rates(ax: Axes, portfolio: Portfolio, rows: list[Part]) -> None:
    """Draw recipients per 1,000 residents, one row per benefit."""
    per = portfolio.per_thousand
    for row, part in enumerate(rows):
        if part.ordinary is not None:
            ax.plot(
                [per(part.ordinary.lower), per(part.ordinary.upper)], [row, row],
                color=OTHER, linewidth=3.2, solid_capstyle="butt", zorder=2,
            )  # fmt: skip
        values = (part.n_observed, part.n_expected, part.n_expected_country)
        _draw_marks(ax, [per(value) for value in values], row)
    ax.set_yticks(range(len(rows)), [part_name(part) for part in rows])
    # A benefit with next to no recipients has its marks across the axis.
    ax.tick_params(axis="y", pad=8)
    ax.set_title("Pr. 1.000 indbyggere i aldersgruppen")
    ax.axhline(len(rows) - 1.5, color=OTHER, linewidth=0.6)
    _finish(ax, len(rows))


def _draw_shares(ax: Axes, portfolio: Portfolio) -> None:
    """Draw each benefit's share of all of them, in per cent."""
    total = portfolio.total
    sums = (total.n_observed, total.n_expected, total.n_expected_country)
    for row, part in enumerate(portfolio.parts):
        values = (part.n_observed, part.n_expected, part.n_expected_country)
        shares = [100 * v / s if s > 0 else float("nan") for v, s in zip(values, sums, strict=True)]
        _draw_marks(ax, shares, row)
    ax.set_yticks(range(len(portfolio.parts) + 1), [""] * (len(portfolio.parts) + 1))
    ax.set_title("Andel af alle, pct.")
    _finish(ax, len(portfolio.parts) + 1)


def _draw_marks(ax: Axes, values: list[float], row: int) -> None:
    """Draw focus, peers and country in one row."""
    for look, value in zip(_LOOKS.values(), values, strict=True):
        ax.plot(value, row, linestyle="none", clip_on=False, **look)  # type: ignore[arg-type]


def _finish(ax: Axes, n_rows: int) -> None:
    """Set the axes: from zero, the first row at the top."""
    ax.set_ylim(n_rows - 0.5, -0.5)
    ax.set_xlim(left=0)
    label_ticks(ax.xaxis)
    ax.locator_params(axis="x", nbins=5)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def _legend(focus_name: str) -> list[Line2D]:
    """Return the handles that explain the marks."""
    names = {
        "focus": f"{focus_name}, faktisk",
        "peers": "ved sammenligneliges rater",
        "country": "ved resten af landets rater",
    }
    marks = [
        Line2D([], [], linestyle="none", label=name, **_LOOKS[key])  # type: ignore[arg-type]
        for key, name in names.items()
    ]
    usual = Line2D([], [], color=OTHER, linewidth=3.2, label="almindeligt blandt kommuner")
    return [*marks, usual]


def _alt(comparison: PracticeComparison, portfolio: Portfolio) -> str:
    """Say the figure's numbers in words."""
    parts = [
        f"{part_name(part).lower()} {number(portfolio.per_thousand(part.n_observed), decimals=1)} "
        f"mod {number(portfolio.per_thousand(part.n_expected), decimals=1)} forventet"
        for part in (*portfolio.parts, portfolio.total)
    ]
    return f"Prikker for {comparison.focus_name}, pr. 1.000 indbyggere: {'; '.join(parts)}."


def _record(portfolio: Portfolio, part: Part) -> dict[str, object]:
    """Return the numbers of one benefit."""
    total, usual, same = portfolio.total, part.ordinary, part.at_same_total
    return {
        "benefit": "total" if part.benefit is None else part.benefit.value,
        "unit": portfolio.unit.value,
        "source_table": portfolio.table,
        "period": str(portfolio.period),
        "n_residents": plain_number(portfolio.residents),
        "n_observed": plain_number(part.n_observed),
        "n_expected_peers": plain_number(part.n_expected),
        "n_expected_rest_of_country": plain_number(part.n_expected_country),
        "ordinary_lower": None if usual is None else plain_number(usual.lower),
        "ordinary_upper": None if usual is None else plain_number(usual.upper),
        "share": plain_number(part.n_observed / total.n_observed) if total.n_observed else None,
        "share_expected_peers": plain_number(part.n_expected / total.n_expected),
        "n_at_same_total": None if same is None else plain_number(same.value),
        "at_same_total_lower": None if same is None else plain_number(same.lower),
        "at_same_total_upper": None if same is None else plain_number(same.upper),
        "level": portfolio.level,
    }
