"""The tables that divide the cases: by stage and proposal, and by centre."""

from __future__ import annotations

import math
from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.findings.pathway_words import (
    write_count,
    write_share,
    write_share_limits,
    write_weeks,
    write_weeks_limits,
)
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import MISSING, date, interval, number, sentence_case, share
from analysis.pathways.results import Centre, Funnel, FunnelStage, PathwayResults

_SCHEMES = {
    "foertidspension": "Førtidspension",
    "fleksjob": "Fleksjob",
    "ressourceforloeb": "Ressourceforløb",
    "revalidering": "Revalidering",
    "anden_indsats": "Anden indsats",
    "uoplyst": "Ikke oplyst",
    "ingen": "Uden indstilling",
}
_DECISIONS = {
    "bevilget": "bevilget", "afslag": "afslag", "anden_indsats": "anden indsats",
    "uoplyst": "ikke oplyst", "uafgjort": "ikke afgjort",
}  # fmt: skip


def tabulate_funnel(results: PathwayResults) -> tuple[Block, Block]:
    """Return the stages with shares and limits, and decisions by proposal.

    Parameters
    ----------
    results : PathwayResults
        After `suppress_pathways`.

    Returns
    -------
    tuple of two Blocks
        ``egen-tragt-tabel`` and ``indstilling-og-afgoerelse``.
    """
    funnel = results.funnel
    if not funnel.stages or funnel.stages[0].n == 0:
        why = f"Ingen sag er rejst mindst {number(funnel.settle_weeks)} uger før filens sidste dag."
        missing = Text((Paragraph(why, lead="Tragten kan ikke vises endnu."),), role="missing")
        names = ("egen-tragt-tabel", "indstilling-og-afgoerelse")
        return (
            Block(names[0], missing, results.lineage),
            Block(names[1], missing, results.lineage),
        )
    return _tabulate_stages(results), _tabulate_cross(results)


def tabulate_centres(results: PathwayResults) -> Block:
    """Return each centre beside the others, with what is usual and the test of a difference.

    Parameters
    ----------
    results : PathwayResults
        After `suppress_pathways`.
    """
    centres = results.centres
    if not centres.centres:
        why = "Filen har ingen centre, eller udgaven viser dem ikke."
        missing = Text((Paragraph(why, lead="Centrene er ikke vist."),), role="missing")
        return Block("centre-tabel", missing, results.lineage)
    without = ""
    if centres.n_without:
        without = f" {write_count(centres.n_without)} sager uden center er ikke med."
    test = ""
    if centres.n_compared > 1:
        test = (
            " Er alle centre ens, giver tilfældet mindst så stor forskel i "
            f"{share(centres.p_value, decimals=1)} af gangene; sidste kolonne er hvert center mod "
            "de andre, regnet om til, at der er flere centre (Holm)."
        )
    table = Table(
        caption="Kommunens egne centre: fra sag rejst til afgørelse",
        columns=(
            Column("centre", "Center", "left"),
            Column("n_cases", "Sager"),
            Column("median", "Median, uger"),
            Column("median_limits", share(results.level)),
            Column("share", f"Afgjort på {number(centres.weeks)} uger"),
            Column("limits", share(results.level)),
            Column("usual", "Sædvanligt"),
            Column("p", "Tilfældigt i"),
        ),
        rows=tuple(map(_centre_row, centres.centres)),
        records=tuple(_centre_record(centre, centres.weeks) for centre in centres.centres),
        note=f"Centre med under {number(centres.smallest)} sager er for små til at sammenligne."
        f"{without}{test} En forskel samvarierer med center; sagerne kan være forskellige.",
    )
    return Block("centre-tabel", table, results.lineage)


def _tabulate_stages(results: PathwayResults) -> Block:
    funnel = results.funnel
    table = Table(
        caption=f"Kommunens egen tragt: {_window(funnel)}",
        columns=(
            Column("label", "Trin", "left"),
            Column("n_cases", "Sager"),
            Column("of", "Ud af", "left"),
            Column("share", "Andel"),
            Column("limits", share(results.level)),
        ),
        rows=tuple(_stage_row(stage, funnel) for stage in funnel.stages),
        records=tuple(map(_stage_record, funnel.stages)),
        note=f"Af de rejste er {write_count(funnel.n_open)} stadig i gang og "
        f"{write_count(funnel.n_closed)} lukket uden afgørelse. {write_count(funnel.n_newer)} "
        f"sager er rejst senere og udeladt: de har haft under {number(funnel.settle_weeks)} uger.",
    )
    return Block("egen-tragt-tabel", table, results.lineage)


def _tabulate_cross(results: PathwayResults) -> Block:
    funnel = results.funnel
    cross = funnel.by_scheme
    decisions = [d for d in _DECISIONS if d != "uoplyst" or any(cross[s, d] for s in _SCHEMES)]
    schemes = [s for s in _SCHEMES if any(cross[s, d] for d in _DECISIONS)]
    table = Table(
        caption=f"Indstilling og afgørelse: {_window(funnel)}",
        columns=(
            Column("scheme", "Teamets indstilling", "left"),
            *(Column(d, sentence_case(_DECISIONS[d])) for d in decisions),
        ),
        rows=tuple(
            Row((_SCHEMES[s], *(write_count(cross[s, d]) for d in decisions))) for s in schemes
        ),
        records=tuple(
            {"scheme": s, "decision": d, "n_cases": None if is_hidden(n) else n}
            for (s, d), n in cross.items()
        ),
        note="Den første afgørelse i sagen og den sidste indstilling før den. En afgørelse, der "
        "er en anden end indstillingen, kan være rigtig.",
    )
    return Block("indstilling-og-afgoerelse", table, results.lineage)


def _window(funnel: Funnel) -> str:
    return f"sager rejst {date(funnel.first_day)} til {date(funnel.last_day)}"


def _stage_row(stage: FunnelStage, funnel: Funnel) -> Row:
    parent = funnel.stage(stage.of)
    return Row(
        (
            ("– " if "." in stage.id else "") + sentence_case(stage.label),
            write_count(stage.n),
            parent.label if parent else "",
            write_share(stage.share) if parent else "",
            write_share_limits(stage.share) if parent else "",
        )
    )


def _stage_record(stage: FunnelStage) -> dict[str, Any]:
    return {
        "stage": stage.id,
        "of": stage.of,
        "n_cases": None if is_hidden(stage.n) else stage.n,
        "n_of": None if is_hidden(stage.n_of) else stage.n_of,
        "share": plain_number(stage.share.value),
        "share_lower": plain_number(stage.share.lower),
        "share_upper": plain_number(stage.share.upper),
    }


def _centre_row(centre: Centre) -> Row:
    if centre.is_too_few:
        return Row((centre.name, write_count(centre.n_cases), "for små tal", *[""] * 5))
    usual = MISSING
    if is_hidden(centre.share_done):
        usual = SIGN
    elif math.isfinite(centre.usual_lower):
        usual = interval(100 * centre.usual_lower, 100 * centre.usual_upper) + "\u00a0%"
    return Row(
        (
            centre.name,
            write_count(centre.n_cases),
            write_weeks(centre.median),
            write_weeks_limits(centre.median),
            write_share(centre.share_done),
            write_share_limits(centre.share_done),
            usual,
            share(centre.p_value, decimals=1),
        )
    )


def _centre_record(centre: Centre, weeks: int) -> dict[str, Any]:
    return {
        "centre": centre.name,
        "n_cases": None if is_hidden(centre.n_cases) else centre.n_cases,
        "n_done": None if is_hidden(centre.n_done) else centre.n_done,
        "is_too_few": centre.is_too_few,
        "median_weeks": plain_number(centre.median.value),
        "weeks": weeks,
        "share_done": plain_number(centre.share_done.value),
        "share_done_lower": plain_number(centre.share_done.lower),
        "share_done_upper": plain_number(centre.share_done.upper),
        "p_value_holm": plain_number(centre.p_value),
    }
