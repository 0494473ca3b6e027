"""Where the stock of førtidspension came from, and where today's practice leads."""

from __future__ import annotations

from matplotlib.axes import Axes

from analysis.blocks.model import Block, Figure
from analysis.blocks.records import plain_number
from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.stocks.stock_flow import StockFlow
from analysis.comparison.stocks.stock_outlook import Scenario, StockOutlook
from analysis.figures.style import FOCUS, OTHER, PEER, figure_to_svg, house_figure, label_ticks
from analysis.labels import interval, number, sentence_case, share

_STEPS = (
    ("awards", "Tilkendelser"),
    ("reached_age", "Nåede folkepensionsalderen\n(beregnet)"),
    ("exits_as_country", "Dødsfald, flytning og andet,\nsom i hele landet (beregnet)"),
    ("own_exits", "Dødsfald, flytning og andet,\nud over det (rest)"),
)
_ROOM_FOR_NUMBERS = 2.5  # years, right of the lines
_NAMES = {
    "own": "kommunens egne tilkendelser",
    "peers": "de sammenlignelige kommuners tilkendelser",
}


def plot_stock_account(comparison: PracticeComparison, flow: StockFlow | None) -> tuple[Block, ...]:
    """Show how the stock went from its opening to its closing number.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the name of the municipality.
    flow : StockFlow or None
        From `compare_stock_flow`.

    Returns
    -------
    tuple of Block
        The figure, with one record per step; empty without an account.
    """
    if flow is None:
        return ()
    first, last = flow.years[0], flow.years[-1]
    steps = _steps(flow)
    with house_figure(flow.lineage, height=3.1) as (figure, (ax,)):
        _draw_bridge(ax, flow, steps)
        svg = figure_to_svg(figure, name="bestandsregnskab")
    unit = flow.stock.cells.source.unit.label
    content = Figure(
        title=f"Førtidspension: fra bestanden i {first.first.label} til {last.last.label}",
        svg=svg,
        alt=f"Bjælker for {comparison.focus_name}. Bestanden var "
        f"{number(first.account.opening)} i {first.first.label} og "
        f"{number(last.account.closing)} i {last.last.label}. "
        + "; ".join(
            f"{label.replace(chr(10), ' ')}: {number(steps[key], signed=True)}"
            for key, label in _STEPS
        )
        + ".",
        answers="Hvad ligger der bag, at bestanden er steget eller faldet?",
        how_to_read="Øverst og nederst står bestanden. Bjælkerne imellem viser, hvad der er lagt "
        "til og trukket fra; summen går altid op. Tilkendelser er talt. Hvem der nåede "
        "folkepensionsalderen, er beregnet af modtagernes alder. Resten er det, der er tilbage. "
        f"Tal i {unit}; tilkendelser i personer.",
        does_not_show="Hvor mange der døde, flyttede til eller flyttede fra. Det viser ingen af "
        "kilderne. Fejl i de beregnede linjer ligger også i resten.",
        records=tuple(_account_records(flow)),
    )
    return (Block("bestandsregnskab", content, flow.lineage),)


def plot_stock_outlook(
    comparison: PracticeComparison, outlook: StockOutlook | None
) -> tuple[Block, ...]:
    """Show the stock until now, and where own and the peers' awards would take it.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives name and level.
    outlook : StockOutlook or None
        From `project_practice`.

    Returns
    -------
    tuple of Block
        The figure, with one record per scenario and year; empty without an outlook.
    """
    if outlook is None:
        return ()
    lineage = outlook.flow.lineage
    shown = [s for s in outlook.scenarios if s.id in _NAMES]
    start = outlook.flow.newest.period.decimal_year
    with house_figure(lineage, height=3.3) as (figure, (ax,)):
        _draw_history(ax, outlook, comparison.focus)
        for scenario in shown:
            _draw_path(ax, scenario, start)
        _write_ends(ax, shown, start)
        ax.set_xlim(right=start + len(shown[0].path) + _ROOM_FOR_NUMBERS)
        ax.set_ylim(bottom=0)
        label_ticks(ax.yaxis)
        ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")
        ax.grid(axis="y")
        ax.set_title("Bestand, hvis det fortsætter med")
        ax.legend(loc="lower left", ncols=2)
        svg = figure_to_svg(figure, name="bestand-fremad")
    own, peers = shown
    content = Figure(
        title="Førtidspension: bestanden, hvis praksis og afgang fortsætter",
        svg=svg,
        alt=f"Linjer for {comparison.focus_name}: fra {number(own.path[0].value)} nu til "
        f"{_with_limits(own)} om {len(own.path) - 1} år med egne tilkendelser og til "
        f"{_with_limits(peers)} med de sammenlignelige kommuners.",
        answers="Hvor fører det seneste års praksis hen?",
        how_to_read="Den fulde linje går videre med kommunens egne tilkendelser i det seneste år, "
        "den stiplede med de sammenlignelige kommuners tilkendelser efter alder og køn. Begge har "
        "kommunens egen afgang og dagens befolkning og pensionsalder. Fladerne er usikkerheden "
        f"({share(comparison.level)}) fra tilkendelserne og fra afgangen mellem årene.",
        does_not_show="Hvad der vil ske. Det er en regning på »hvis det fortsætter«: regler, "
        "befolkning, pensionsalder, flytning og praksis ændrer sig alle.",
        records=tuple(_outlook_records(outlook)),
    )
    return (Block("bestand-fremad", content, lineage),)


def _steps(flow: StockFlow) -> dict[str, float]:
    """Return the steps over all years, each with the sign it has in the stock."""
    sums = flow.all_years
    return {key: sums[key] if key == "awards" else -sums[key] for key, _ in _STEPS}


def _draw_bridge(ax: Axes, flow: StockFlow, steps: dict[str, float]) -> None:
    """Draw the two stocks and the steps between them."""
    first, last = flow.years[0], flow.years[-1]
    opening, closing = float(first.account.opening), float(last.account.closing)
    ends = [opening]
    for key, _ in _STEPS:
        ends.append(ends[-1] + steps[key])
    labels = [f"Bestand i {first.first.label}"]
    ax.barh(0, opening, color=FOCUS, height=0.62)
    _write(ax, opening, 0, number(opening))
    for row, (key, label) in enumerate(_STEPS, start=1):
        low, high = sorted((ends[row - 1], ends[row]))
        grows = steps[key] >= 0
        ax.barh(
            row, high - low, left=low, height=0.62, color=PEER if grows else "white",
            edgecolor=PEER, hatch="" if grows else "////", linewidth=0.9,
        )  # fmt: skip
        ax.plot([ends[row - 1]] * 2, [row - 0.69, row - 0.31], color=PEER, linewidth=0.8)
        _write(ax, high, row, number(steps[key], signed=True))
        labels.append(label)
    bottom = len(_STEPS) + 1
    ax.plot([closing] * 2, [bottom - 0.69, bottom - 0.31], color=PEER, linewidth=0.8)
    ax.barh(bottom, closing, color=FOCUS, height=0.62)
    _write(ax, closing, bottom, number(closing))
    ax.set_yticks(range(bottom + 1), [*labels, f"Bestand i {last.last.label}"])
    ax.invert_yaxis()
    ax.set_title(sentence_case(flow.stock.cells.source.unit.label))
    ax.set_xlim(0, max(*ends, closing, 1.0) * 1.12)
    label_ticks(ax.xaxis)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def _write(ax: Axes, x: float, y: float, text: str) -> None:
    """Write a number at the right end of a bar."""
    ax.annotate(
        text, (x, y), xytext=(4, 0), textcoords="offset points", va="center", fontweight=600
    )


def _draw_history(ax: Axes, outlook: StockOutlook, code: str) -> None:
    """Draw the stock of every quarter until now."""
    cells = outlook.flow.stock.cells
    focus = cells.codes.index(code)
    shown = [i for i, p in enumerate(cells.periods) if p <= outlook.flow.newest.period]
    time = [cells.periods[i].decimal_year for i in shown]
    ax.plot(time, cells.counts[shown, :, focus].sum(axis=1), color=FOCUS, linewidth=1.9)
    ax.axvline(time[-1], color=OTHER, linewidth=0.8, linestyle=":")


def _draw_path(ax: Axes, scenario: Scenario, start: float) -> None:
    """Draw one scenario with its limits."""
    is_own, color = scenario.id == "own", _color(scenario)
    years = _years(scenario, start)
    ax.fill_between(
        years, [e.lower for e in scenario.path], [e.upper for e in scenario.path],
        color=color, alpha=0.16, linewidth=0,
    )  # fmt: skip
    ax.plot(
        years, [e.value for e in scenario.path], color=color, linewidth=1.9 if is_own else 1.5,
        linestyle="-" if is_own else (0, (4, 2)), label=_NAMES[scenario.id],
    )  # fmt: skip


def _color(scenario: Scenario) -> str:
    """Return the colour of a scenario."""
    return FOCUS if scenario.id == "own" else PEER


def _years(scenario: Scenario, start: float) -> list[float]:
    """Return the time of each point: from the middle of the last quarter on."""
    return [start + step for step in range(len(scenario.path))]


def _write_ends(ax: Axes, shown: list[Scenario], start: float) -> None:
    """Write the last number of both lines at the right, apart from each other."""
    values = [s.path[-1].value for s in shown]
    top = max(e.upper for s in shown for e in s.path)
    for height, scenario in zip(_apart(values, gap=0.08 * top), shown, strict=True):
        ax.annotate(
            number(scenario.path[-1].value), (_years(scenario, start)[-1], height),
            xytext=(5, 0), textcoords="offset points", va="center", annotation_clip=False,
            color=_color(scenario), fontweight=600,
        )  # fmt: skip


def _apart(values: list[float], *, gap: float) -> list[float]:
    """Move two heights apart where they are nearer than the gap."""
    one, other = values
    if abs(one - other) >= gap:
        return values
    middle, half = (one + other) / 2, gap / 2 if one >= other else -gap / 2
    return [middle + half, middle - half]


def _with_limits(scenario: Scenario) -> str:
    """Write a scenario's last number with its limits."""
    last = scenario.path[-1]
    return f"{number(last.value)} ({interval(last.lower, last.upper)})"


def _account_records(flow: StockFlow) -> list[dict[str, object]]:
    """Return the numbers behind the bars, year by year."""
    return [
        {
            "period_first": str(year.first),
            "period_last": str(year.last),
            "opening": plain_number(year.account.opening),
            "awards": plain_number(year.account.awards),
            "reached_pension_age": plain_number(year.account.reached_age),
            "reached_pension_age_lower": plain_number(year.reached_lower),
            "reached_pension_age_upper": plain_number(year.reached_upper),
            "other_exits": plain_number(year.account.other_exits),
            "other_exits_as_in_country": plain_number(year.exits_as_country),
            "other_exits_own": plain_number(year.own_exits),
            "closing": plain_number(year.account.closing),
        }
        for year in flow.years
    ]


def _outlook_records(outlook: StockOutlook) -> list[dict[str, object]]:
    """Return the numbers behind the lines, and the stock at rest."""
    records: list[dict[str, object]] = []
    for scenario in outlook.scenarios:
        points = [*enumerate(scenario.path), ("at_rest", scenario.settled)]
        for step, estimate in points:
            records.append(
                {
                    "scenario": scenario.id,
                    "years_from_now": step,
                    "n": plain_number(estimate.value, 1),
                    "n_lower": plain_number(estimate.lower, 1),
                    "n_upper": plain_number(estimate.upper, 1),
                    "level": estimate.level,
                }
            )
    return records
