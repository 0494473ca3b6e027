"""What becomes of the cases that are raised? The municipality's own funnel."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Figure, Paragraph, Text
from analysis.figures.style import FOCUS, OTHER, PEER, figure_to_svg, house_figure, label_ticks
from analysis.findings.pathway_words import write_count, write_share, write_share_limits
from analysis.findings.released import ReleasedPathways
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import date, number, sentence_case, share
from analysis.pathways.results import FunnelStage

BLOCK_ID = "egen-tragt"
_ROOM = 1.5  # times the longest bar, so that the words behind it have room


def plot_funnel(results: ReleasedPathways) -> Block:
    """Show how many cases reach each stage, of those raised early enough to be finished.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.

    Returns
    -------
    Block
        The figure; one record per stage. Words where no case is old enough.
    """
    funnel = results.funnel
    stages = [stage for stage in funnel.stages if stage.n or not _is_part(stage)]
    if not stages or funnel.stages[0].n == 0:
        text = Paragraph(
            f"Ingen sag er rejst mindst {number(funnel.settle_weeks)} uger før filens sidste dag.",
            lead="Tragten kan ikke vises endnu.",
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), results.lineage)
    with house_figure(results.lineage, height=1.0 + 0.18 * len(stages)) as (figure, (ax,)):
        for row, stage in enumerate(stages):
            _draw_row(ax, stage, row)
        _finish(ax, stages)
        figure.legend(
            handles=[Patch(color=FOCUS, label="trin"), Patch(color=OTHER, label="heraf")],
            loc="outside upper left", ncols=2,
        )  # fmt: skip
        svg = figure_to_svg(figure, name=BLOCK_ID)
    content = Figure(
        title="Kommunens egen tragt: fra sag rejst til klage",
        svg=svg,
        alt=f"Sager rejst {_window(results)}. " + "; ".join(map(_in_words, stages)) + ".",
        answers="Hvor mange af de rejste sager når hvert trin, og hvad blev indstilling og "
        "afgørelse?",
        how_to_read=f"Sagerne er rejst {_window(results)}; {write_count(funnel.n_newer)} nyere "
        "sager har ikke haft tid nok. Lyse søjler deler trinnet over dem. I parentes: usikkerhed "
        f"({share(results.level)}).",
        does_not_show="Hvem der burde have fået noget andet. Hvad Ankestyrelsen kom frem til, "
        "tælles i hele filen og står i tabellen.",
        records=tuple(_record(stage) for stage in funnel.stages),
    )
    return Block(BLOCK_ID, content, results.lineage)


def _is_part(stage: FunnelStage) -> bool:
    return "." in stage.id


def _draw_row(ax: Axes, stage: FunnelStage, row: int) -> None:
    n = 0 if is_hidden(stage.n) else stage.n
    colour = OTHER if _is_part(stage) else FOCUS
    ax.barh(row, n, height=0.5 if _is_part(stage) else 0.72, color=colour)
    ax.annotate(_value(stage), (n, row), xytext=(5, 0), textcoords="offset points", va="center")


def _value(stage: FunnelStage) -> str:
    if is_hidden(stage.n):
        return SIGN
    if not stage.of:
        return write_count(stage.n)
    limits = write_share_limits(stage.share)
    return f"{write_count(stage.n)}: {write_share(stage.share)} af {_OF[stage.of]} ({limits})"


_OF = {
    "rejst": "de rejste",
    "forelagt": "de forelagte",
    "indstillet": "de indstillede",
    "afgjort": "de afgjorte",
    "klage": "klagerne",
}


def _finish(ax: Axes, stages: list[FunnelStage]) -> None:
    names = [("   " if _is_part(s) else "") + sentence_case(s.label) for s in stages]
    ax.set_yticks(range(len(names)), names)
    for label, stage in zip(ax.get_yticklabels(), stages, strict=True):
        label.set_color(PEER)
        label.set_fontweight(400 if _is_part(stage) else 600)
    ax.set_ylim(len(names) - 0.4, -0.6)
    largest = max((s.n for s in stages if not is_hidden(s.n)), default=1)
    ax.set_xlim(0, _ROOM * max(largest, 1))
    ax.set_xlabel("sager")
    label_ticks(ax.xaxis)
    ax.locator_params(axis="x", nbins=6, integer=True)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)


def _window(results: ReleasedPathways) -> str:
    funnel = results.funnel
    return f"{date(funnel.first_day)} til {date(funnel.last_day)}"


def _in_words(stage: FunnelStage) -> str:
    if is_hidden(stage.n):
        return f"{stage.label}: vises ikke"
    return f"{stage.label}: {_value(stage)}"


def _record(stage: FunnelStage) -> dict[str, Any]:
    """Return one stage as it stands in the file beside the figure."""
    return {
        "stage": stage.id,
        "of": stage.of,
        "label": stage.label,
        "n_cases": count_in_record(stage.n),
        "n_of": count_in_record(stage.n_of),
        **estimate_in_record(stage.share, "share"),
        "level": stage.share.level,
    }
