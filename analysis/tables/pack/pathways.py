"""The tables on case flow: weeks, deadlines, reversals and ways through."""

from __future__ import annotations

import math
from typing import Any

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.caseflow.deadlines import read_deadlines
from analysis.concepts import Estimate
from analysis.findings.pathway_words import (
    name_pair,
    name_path,
    write_count,
    write_share,
    write_share_limits,
    write_weeks,
    write_weeks_limits,
    write_window,
)
from analysis.findings.released import ReleasedPathways
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import MISSING, listing, number, sentence_case, share
from analysis.pathways.deadlines import OVER, TOO_FEW, UNDECIDED, WITHIN
from analysis.pathways.results import DeadlineKept, StepWeeks

_MOST_WAYS = 8
_LEAST = 0.01  # of a share that is written as a number
_STATES = {
    WITHIN: "mindst {wanted}",
    OVER: "under {wanted}",
    UNDECIDED: "kan ikke afgøres",
    TOO_FEW: "for små tal",
}


def tabulate_weeks(results: ReleasedPathways) -> Block:
    """Return the weeks between steps, and how many cases are through by when.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.
    """
    if not results.weeks:
        return _missing("uger-tabel", "Filen har ingen af de trin, der måles mellem.", results)
    horizons = tuple(results.weeks[0].done_by)
    table = Table(
        caption=f"Uger mellem sagens trin, {write_window(results)}",
        columns=(
            Column("name", "Fra og til", "left"),
            Column("n_cases", "Sager"),
            Column("n_open", "I gang"),
            Column("n_out", "Ud undervejs"),
            Column("median", "Median, uger"),
            Column("limits", share(results.level)),
            Column("quartiles", "Midterste halvdel"),
            *(Column(f"done_{week}", f"{number(week)} uger") for week in horizons),
        ),
        rows=tuple(_weeks_row(weeks) for weeks in results.weeks),
        records=tuple(_weeks_record(weeks) for weeks in results.weeks),
        note=_join(
            "»Ud undervejs« er lukket uden afgørelse eller gået uden om trinnet: sagerne tages ud "
            "af medianen, når det sker, og tæller i andelene som ikke nået frem. De sidste "
            "kolonner er andelen, der er nået frem inden for så mange uger.",
        ),
    )
    return Block("uger-tabel", table, results.lineage)


def tabulate_deadlines_kept(results: ReleasedPathways) -> Block:
    """Return how many cases keep each deadline, those without a number of weeks included.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.
    """
    if not results.deadlines:
        return _missing("frister-holdt", "Ingen frist kan måles i hændelsesfilen.", results)
    wanted = share(results.deadlines[0].wanted_share)
    doubts = [kept.reference for kept in results.deadlines if not kept.is_verified]
    table = Table(
        caption="Sager, der holder hver frist",
        columns=(
            Column("label", "Frist", "left"),
            Column("weeks", "Tid"),
            Column("n_within", "Inden for"),
            Column("n_late", "Over"),
            Column("n_overdue", "Heraf åbne"),
            Column("n_pending", "Ikke afgjort"),
            Column("share", "Andel"),
            Column("limits", share(results.level)),
            Column("state", f"Mod {wanted}", "left"),
        ),
        rows=tuple(map(_deadline_row, results.deadlines)),
        records=tuple(map(_deadline_record, results.deadlines)),
        note=_join(
            "Andel er den, der holder fristen: sager i gang regnes med for den tid, de har ventet, "
            f"og sager, der lukkes inden, tages ud. Ingen lov siger {wanted}; det er en målestok, "
            "der er valgt her.",
            f"Ikke efterprøvet: {'; '.join(dict.fromkeys(doubts))}." if doubts else "",
        ),
    )
    return Block("frister-holdt", table, results.lineage)


def tabulate_reversals(results: ReleasedPathways) -> Block:
    """Return what Ankestyrelsen decided, and how many cases go back before that.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.
    """
    found, rework = results.reversals, results.rework
    outcomes = (
        ("stadfaestet", "Stadfæstet", found.n_upheld),
        ("aendret", "Ændret", found.n_changed),
        ("hjemvist", "Hjemvist", found.n_sent_back),
        ("afvist", "Afvist uden stillingtagen", found.n_dismissed),
        ("uoplyst", "Ikke oplyst", found.n_unknown),
    )
    rows = [Row(("Ankestyrelsens afgørelser, hele filen",), is_group=True)]
    rows += [_share_row(label, n, None) for _, label, n in outcomes if n and not is_hidden(n)]
    if hidden := [label for _, label, n in outcomes if is_hidden(n)]:
        names = sentence_case(listing([label.lower() for label in hidden], last="og"))
        rows.append(Row((f"{names}, hver for sig", SIGN, "", "")))
    rows += [
        _share_row("Ændret eller hjemvist, af dem med stillingtagen", None, found.share_reversed),
        Row(("Sager, der går tilbage",), is_group=True),
        _share_row("Sendt tilbage fra teamet", rework.n_returned, rework.share_returned),
        _share_row("Et trin er gentaget", rework.n_repeated, rework.share_repeated),
    ]
    records = [
        *({"part": code, "n_cases": count_in_record(n)} for code, _, n in outcomes),
        {"part": "ankestyrelse", "n_cases": count_in_record(found.n_decided)},
        {"part": "omgjort", **estimate_in_record(found.share_reversed, "share")},
        {
            "part": "sendt_tilbage", "n_cases": count_in_record(rework.n_returned),
            **estimate_in_record(rework.share_returned, "share"),
        },
        {
            "part": "trin_gentaget", "n_cases": count_in_record(rework.n_repeated),
            **estimate_in_record(rework.share_repeated, "share"),
        },
    ]  # fmt: skip
    table = Table(
        caption="Sager, der går om",
        columns=(
            Column("name", "Hvad", "left"),
            Column("n_cases", "Sager"),
            Column("share", "Andel"),
            Column("limits", share(results.level)),
        ),
        rows=tuple(rows),
        records=tuple(records),
        note=_join(
            f"Sendt tilbage er af {write_count(rework.n_put_forward)} forelagte sager, gentaget "
            f"af {write_count(rework.n_cases)} sager i filen. Hvem der klager, er ikke tilfældigt: "
            "andelen siger intet om afgørelser, ingen har klaget over.",
        ),
    )
    return Block("sager-der-gaar-om", table, results.lineage)


def tabulate_variants(results: ReleasedPathways, *, n_shown: int = _MOST_WAYS) -> Block:
    """Return the most common ways through; the rest in one row.

    Parameters
    ----------
    results : ReleasedPathways
        After `suppress_pathways`.
    n_shown : int, default 8
        Ways shown; the records hold all that the release shows.
    """
    variants = results.variants
    if not variants.shown:
        return _missing("varianter", "For få sager er afsluttet til at vise deres vej.", results)
    first, rest = variants.shown[:n_shown], variants.shown[n_shown:]
    total = variants.n_finished
    rows = [_way_row(name_path(way.path), way.n_cases, total) for way in first]
    n_paths = len(rest) + variants.n_other_paths
    n_cases = sum(way.n_cases for way in rest) + variants.n_other_cases
    if n_paths:
        name = f"{number(n_paths)} {'anden vej' if n_paths == 1 else 'andre veje'}"
        rows.append(_way_row(name, n_cases, total))
    table = Table(
        caption=f"Veje gennem forløbet, {write_count(total)} afsluttede sager",
        columns=(
            Column("path", "Trin", "left"),
            Column("n_cases", "Sager"),
            Column("share", "Andel"),
        ),
        rows=tuple(rows),
        records=(
            *({"path": " > ".join(w.path), "n_cases": w.n_cases} for w in variants.shown),
            {"path": "", "n_cases": variants.n_other_cases},
        ),
        note="Lægeattester og klager er ikke regnet med i vejen. Sager, der er i gang, har ingen "
        "vej endnu. Veje, som få sager har taget, er samlet.",
    )
    return Block("varianter", table, results.lineage)


def _weeks_row(weeks: StepWeeks) -> Row:
    low, high = weeks.lower_quartile, weeks.upper_quartile
    quartiles = f"{write_weeks(low)} til {write_weeks(high)}"
    out = [weeks.n_left, weeks.n_passed]
    n_out = -1 if any(map(is_hidden, out)) else sum(out)
    return Row(
        (
            sentence_case(name_pair(weeks)),
            *map(write_count, (weeks.n_cases, weeks.n_open, n_out)),
            write_weeks(weeks.median),
            write_weeks_limits(weeks.median),
            quartiles,
            *map(write_share, weeks.done_by.values()),
        )
    )


def _weeks_record(weeks: StepWeeks) -> dict[str, Any]:
    record: dict[str, Any] = {"from_step": weeks.from_step, "to_step": weeks.to_step}
    for name in ("n_cases", "n_done", "n_open", "n_left", "n_passed"):
        record[name] = count_in_record(getattr(weeks, name))
    for name in ("lower_quartile", "median", "upper_quartile"):
        record[f"{name}_weeks"] = plain_number(getattr(weeks, name).value)
    for week, found in weeks.done_by.items():
        record |= estimate_in_record(found, f"share_by_{week}")
    return record


def _deadline_row(kept: DeadlineKept) -> Row:
    if kept.weeks is None:
        state = "uden tal i loven"
        return Row((kept.label, *[MISSING] * 7, state))
    return Row(
        (
            kept.label,
            _write_time(kept.id, kept.weeks),
            *map(write_count, (kept.n_within, kept.n_late, kept.n_overdue, kept.n_pending)),
            write_share(kept.share_within),
            write_share_limits(kept.share_within),
            _STATES[kept.state].format(wanted=share(kept.wanted_share)),
        )
    )


def _write_time(deadline_id: str, weeks: float) -> str:
    """Write a deadline as the rules do, such as ``3 måneder``; in weeks where they do not say."""
    for each in read_deadlines():
        if each.id == deadline_id and each.span and math.isclose(each.span.weeks, weeks):
            return each.span.text
    return f"{number(weeks, decimals=0 if float(weeks).is_integer() else 1)} uger"


def _deadline_record(kept: DeadlineKept) -> dict[str, Any]:
    record: dict[str, Any] = {
        "deadline": kept.id, "from_step": kept.from_step, "to_step": kept.to_step,
        "weeks": None if kept.weeks is None else plain_number(kept.weeks),
        "reference": kept.reference, "is_verified": kept.is_verified, "state": kept.state,
    }  # fmt: skip
    for name in ("n_cases", "n_within", "n_late", "n_overdue", "n_pending", "n_left", "n_passed"):
        record[name] = count_in_record(getattr(kept, name))
    return record | estimate_in_record(kept.share_within, "share_within")


def _share_row(label: str, n: int | None, found: Estimate | None) -> Row:
    return Row(
        (
            label,
            "" if n is None else write_count(n),
            "" if found is None else write_share(found),
            "" if found is None else write_share_limits(found),
        )
    )


def _way_row(name: str, n: int, total: int) -> Row:
    value = MISSING if is_hidden(total) or not total else _write_part(n / total)
    return Row((sentence_case(name), write_count(n), value))


def _write_part(part: float) -> str:
    """Write a share; one that is there but would round to none is not written as none."""
    return f"under {share(_LEAST)}" if 0 < part < _LEAST / 2 else share(part)


def _join(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _missing(block_id: str, why: str, results: ReleasedPathways) -> Block:
    text = Text((Paragraph(why, lead="Intet at vise."),), role="missing")
    return Block(block_id, text, results.lineage)
