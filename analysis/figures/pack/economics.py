"""Who pays and who gains, and which value moves the amount the most?"""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.blocks.records import plain_number
from analysis.concepts import Estimate
from analysis.economics.flows import Party
from analysis.economics.results import EconomicsResults, Swing
from analysis.figures.style import (
    FOCUS,
    OTHER,
    PEER,
    REFERENCE,
    figure_to_svg,
    house_figure,
    label_ticks,
)
from analysis.findings.economics_words import (
    MARK,
    mark_of,
    money_limits_text,
    money_text,
    say_price_level,
    say_unverified,
)
from analysis.labels import number, sentence_case, share

MONEY_ID = "oekonomi"
TORNADO_ID = "tornado"
_MILLION = 1_000.0
_SHOWN = 12
_MARKS: dict[Party, dict[str, Any]] = {
    Party.MUNICIPALITY: {"marker": "o", "color": FOCUS, "markersize": 6.5},
    Party.OTHER_MUNICIPALITIES: {"marker": "v", "color": PEER, "markersize": 5.0},
    Party.STATE: {"marker": "s", "color": PEER, "markersize": 5.0},
    Party.CITIZEN: {"marker": "D", "color": PEER, "markersize": 5.0, "markerfacecolor": "white"},
    Party.TOTAL: {"marker": "o", "color": REFERENCE, "markersize": 5.0, "markerfacecolor": "white"},
}
_APART = 0.15


def plot_money(results: EconomicsResults) -> Block:
    """Show each party's amount per person by move, and in total, with intervals.

    Parameters
    ----------
    results : EconomicsResults
        What the moves cost or save.

    Returns
    -------
    Block
        The figure; words where no move has an amount.
    """
    moves = results.valued
    if not moves:
        return _missing(MONEY_ID, results)
    height = 1.35 + max(0.78 * len(moves), 1.7)
    with house_figure(results.lineage, height=height, columns=2) as (figure, (left, right)):
        for row, move in enumerate(moves):
            for place, party in enumerate(Party):
                _draw(left, move.per_person[party], row + (place - 2) * _APART, party, 1.0)
        _finish(left, [_wrap(move.label) for move in moves])
        left.set_title("Pr. person")
        left.set_xlabel("1.000 kr.")
        for row, party in enumerate(Party):
            _draw(right, results.total[party], row, party, _MILLION)
        _finish(right, [_wrap(sentence_case(party.label)) for party in Party])
        right.set_title("Alle skift tilsammen")
        right.set_xlabel("mio. kr.")
        figure.legend(handles=_legend(), loc="outside upper left", ncols=5)
        svg = figure_to_svg(figure, name=MONEY_ID)
    content = Figure(
        title=f"Hvem betaler, og hvem får?{mark_of(results)}",
        svg=svg,
        alt=_money_alt(results),
        answers="Hvad et skift betyder for kommunens, andre kommuners, statens og borgerens "
        "økonomi, pr. person og for alle.",
        how_to_read=f"{say_price_level(results)} Til højre for nul er færre udgifter eller højere "
        "indkomst, til venstre flere udgifter eller lavere indkomst. Stregerne er intervaller "
        f"({share(results.level)}).",
        does_not_show="Hvem der har ret til en ydelse: det afgøres efter loven i den enkelte sag. "
        f"Beløb er før skat. {say_unverified(results)}".strip(),
        records=tuple(_money_records(results)),
    )
    return Block(MONEY_ID, content, results.lineage)


def plot_tornado(results: EconomicsResults) -> Block:
    """Show which values move the municipality's total the most, one at a time.

    Parameters
    ----------
    results : EconomicsResults
        What the moves cost or save.

    Returns
    -------
    Block
        The figure with at most twelve values; words where there is none.
    """
    swings = results.swings[:_SHOWN]
    if not swings:
        return _missing(TORNADO_ID, results)
    with house_figure(results.lineage, height=1.1 + 0.36 * len(swings)) as (figure, (ax,)):
        for row, swing in enumerate(swings):
            _draw_swing(ax, swing, row, results.centre)
        ax.axvline(results.centre / _MILLION, color=REFERENCE, linewidth=0.9)
        names = [_name(swing) for swing in swings]
        ax.set_yticks(range(len(swings)), names, multialignment="right")
        ax.set_ylim(len(swings) - 0.4, -0.6)
        ax.margins(x=0.16)
        ax.set_xlabel("kommunens samlede økonomi, mio. kr.")
        label_ticks(ax.xaxis, signed=True)
        ax.grid(axis="x")
        ax.spines["left"].set_visible(False)
        figure.legend(
            handles=[
                Patch(color=OTHER, label="med den lave værdi"),
                Patch(color=FOCUS, label="med den høje værdi"),
            ],
            loc="outside upper left",
            ncols=2,
        )
        svg = figure_to_svg(figure, name=TORNADO_ID)
    n_more = len(results.swings) - len(swings)
    more = f" {number(n_more)} værdier, der flytter mindre, er ikke vist." if n_more else ""
    content = Figure(
        title="Hvad flytter beløbet mest?",
        svg=svg,
        alt=_tornado_alt(results, swings),
        answers="Hvilke satser og antal det haster mest med at få efterprøvet.",
        how_to_read="Stregen er beløbet med alle værdier, som de står. Hver bjælke viser, hvor "
        "beløbet flytter hen, når én værdi går til sin lave og sin høje og resten står stille; "
        "tallene ved enderne er de to værdier. Beløb i nutidsværdi. "
        f"{say_price_level(results)} {MARK} Ikke efterprøvet.{more}",
        does_not_show="Hvor sandsynlige enderne er, og hvad der sker, når flere værdier flytter "
        "sig sammen. Aksen begynder ikke ved nul.",
        records=tuple(_swing_record(swing) for swing in results.swings),
    )
    return Block(TORNADO_ID, content, results.lineage)


def _draw(ax: Axes, amount: Estimate, row: float, party: Party, unit: float) -> None:
    """Draw one party's amount with its interval."""
    look = _MARKS[party]
    width = 2.2 if party is Party.MUNICIPALITY else 1.1
    limits = [amount.lower / unit, amount.upper / unit]
    ax.plot(limits, [row, row], color=look["color"], linewidth=width, zorder=3)
    ax.plot(amount.value / unit, row, linestyle="none", zorder=4, **look)


def _finish(ax: Axes, names: list[str]) -> None:
    """Set the rows and mark zero."""
    ax.axvline(0.0, color=REFERENCE, linewidth=0.9, zorder=1)
    ax.set_yticks(range(len(names)), names, multialignment="right")
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.locator_params(axis="x", nbins=5)
    label_ticks(ax.xaxis, signed=True)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def _legend() -> list[Line2D]:
    """Return the handles that explain the marks."""
    return [
        Line2D([], [], linewidth=1.4, label=party.label, **look) for party, look in _MARKS.items()
    ]


def _wrap(label: str) -> str:
    """Break a label before its last part, so that it fits beside a narrow panel."""
    return label.replace(" til ", "\ntil ").replace("Andre ", "Andre\n")


def _draw_swing(ax: Axes, swing: Swing, row: int, centre: float) -> None:
    """Draw one bar in two colours, and write the two values at its ends."""
    ends = ((swing.at_low, OTHER, swing.low), (swing.at_high, FOCUS, swing.high))
    for end, color, text in ends:
        left, width = centre / _MILLION, (end - centre) / _MILLION
        ax.barh(row, width, left=left, height=0.62, color=color, zorder=3)
        is_right = end > centre or (end == centre and color == FOCUS)
        ax.annotate(
            text, (end / _MILLION, row), xytext=(4 if is_right else -4, 0),
            textcoords="offset points", va="center", ha="left" if is_right else "right",
            fontsize=7.5,
        )  # fmt: skip


def _name(swing: Swing) -> str:
    """Return the value's name with its unit, broken where it is long."""
    words = f"{sentence_case(swing.label)}{'' if swing.verified else MARK}".split()
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > 34:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _missing(block_id: str, results: EconomicsResults) -> Block:
    reasons = [f"{move.label}: {move.reason}." for move in results.moves]
    text = Paragraph(
        " ".join(reasons) or "Angiv skift og satser i inputmappen.",
        lead="Der er ingen beløb at vise.",
    )
    return Block(block_id, Text((text,), role="missing"), results.lineage)


def _money_alt(results: EconomicsResults) -> str:
    """Say the municipality's amount of each move, and each party's in total."""
    rows = [
        f"{move.label}: kommunen {money_text(amount)} ({money_limits_text(amount)})"
        for move in results.valued
        for amount in (move.per_person[Party.MUNICIPALITY],)
    ]
    totals = [
        f"{party.label} {money_text(amount)} ({money_limits_text(amount)})"
        for party, amount in results.total.items()
    ]
    return (
        f"Beløb i 1.000 kr. pr. person. {'; '.join(rows)}. Alle skift tilsammen: "
        f"{'; '.join(totals)}."
    )


def _tornado_alt(results: EconomicsResults, swings: tuple[Swing, ...]) -> str:
    """Say the three values that move the amount the most."""
    rows = [
        f"{swing.label} fra {swing.low} til {swing.high} {swing.unit_label} flytter beløbet fra "
        f"{number(swing.at_low, signed=True)} til {number(swing.at_high, signed=True)}"
        for swing in swings[:3]
    ]
    return (
        f"Kommunens samlede økonomi er {number(results.centre, signed=True)} i 1.000 kr. med alle "
        f"værdier, som de står. Mest flytter: {'; '.join(rows)}."
    )


def _money_records(results: EconomicsResults) -> list[dict[str, Any]]:
    rows = [
        (move.id, "pr_person", party, amount)
        for move in results.valued
        for party, amount in move.per_person.items()
    ]
    rows += [("alle", "i_alt", party, amount) for party, amount in results.total.items()]
    return [
        {
            "move": move,
            "part": part,
            "party": party.value,
            "thousand_kroner": plain_number(amount.value, 3),
            "lower": plain_number(amount.lower, 3),
            "upper": plain_number(amount.upper, 3),
            "level": amount.level,
        }
        for move, part, party, amount in rows
    ]


def _swing_record(swing: Swing) -> dict[str, Any]:
    return {
        "value": swing.id,
        "label": swing.label,
        "unit": swing.unit_label,
        "low": swing.low,
        "high": swing.high,
        "thousand_kroner_at_low": plain_number(swing.at_low, 3),
        "thousand_kroner_at_high": plain_number(swing.at_high, 3),
        "verified": swing.verified,
    }
