"""The tables that divide the cases: by stage and proposal, and by centre."""

from __future__ import annotations

import math
from typing import Any

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.findings.pathway_words import (
    write_count,
    write_share,
    write_share_limits,
    write_weeks,
    write_weeks_limits,
)
from analysis.findings.released import ReleasedPathways
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import MISSING, date, interval, number, sentence_case, share
from analysis.pathways.results import Centre, Funnel

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


_SURE = 0.99


def tabulate_funnel(results: ReleasedPathways) -> Block:
    """Return what became of the cases with each proposal.

    The stages with their shares and limits stand in the figure `plot_funnel`.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.
    """
    funnel = results.funnel
    if not funnel.stages or funnel.stages[0].n == 0:
        why = f"Ingen sag er rejst mindst {number(funnel.settle_weeks)} uger før filens sidste dag."
        missing = Text((Paragraph(why, lead="Tabellen kan ikke vises endnu."),), role="missing")
        return Block("indstilling-og-afgoerelse", missing, results.lineage)
    return _tabulate_cross(results)


def tabulate_centres(results: ReleasedPathways) -> Block:
    """Return each centre beside the others, with what is usual and the test of a difference.

    Parameters
    ----------
    results : ReleasedPathways
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
        caption="Kommunens egne centre: uger fra sag rejst til afgørelse, og andel afgjort på "
        f"{number(centres.weeks)} uger",
        columns=(
            Column("centre", "Center", "left"),
            Column("n_cases", "Sager"),
            Column("median", "Median, uger"),
            Column("median_limits", share(results.level)),
            Column("share", f"På {number(centres.weeks)} uger"),
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


def _tabulate_cross(results: ReleasedPathways) -> Block:
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
            {"scheme": s, "decision": d, "n_cases": count_in_record(n)}
            for (s, d), n in cross.items()
        ),
        note="Den første afgørelse og den sidste indstilling før den. Af alle rejste er "
        f"{write_count(funnel.n_open)} "
        f"stadig i gang og {write_count(funnel.n_closed)} lukket uden afgørelse.",
    )
    return Block("indstilling-og-afgoerelse", table, results.lineage)


def _window(funnel: Funnel) -> str:
    return f"sager rejst {date(funnel.first_day)} til {date(funnel.last_day)}"


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
            _write_chance(centre.p_value),
        )
    )


def _write_chance(p_value: float) -> str:
    """Write how often chance alone gives it; never as if it were certain."""
    return f"over {share(_SURE)}" if p_value > _SURE else share(p_value, decimals=1)


def _centre_record(centre: Centre, weeks: int) -> dict[str, Any]:
    return {
        "centre": centre.name,
        "n_cases": count_in_record(centre.n_cases),
        "n_done": count_in_record(centre.n_done),
        "is_too_few": centre.is_too_few,
        "median_weeks": plain_number(centre.median.value),
        "weeks": weeks,
        **estimate_in_record(centre.share_done, "share_done"),
        "p_value_holm": plain_number(centre.p_value),
    }
