"""Long-term recipients of kontanthjælp, or the visitation where no duration is at hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from analysis.blocks.model import Block, Column, Row, Table
from analysis.blocks.records import plain_number
from analysis.comparison.gaps import Gap
from analysis.comparison.longterm import Basis, LongTermMeasure, LongTermResult
from analysis.concepts import Stage
from analysis.findings.verdict import full_words, judge_by_rule
from analysis.labels import MISSING, date, interval, number, share

WEEKS_PER_YEAR = 52


def tabulate_longterm(longterm: LongTermResult | None) -> tuple[Block, ...]:
    """Return the long-term recipients per resident and per recipient; none without data.

    Parameters
    ----------
    longterm : LongTermResult or None
        The focus against its pooled peers.
    """
    if longterm is None:
        return ()
    rows = []
    for measure in longterm.measures:
        rows.append(Row((_title(measure),), is_group=True))
        rows.append(
            _row(
                f"pr. 1.000 indbyggere ({_ages(measure)})",
                number(measure.per_1000, decimals=1),
                number(measure.peers_per_1000, decimals=1),
                measure.among_residents,
            )
        )
        rows.append(
            _row(
                "andel af alle modtagere" if longterm.is_duration else "andel af alle visiterede",
                share(measure.share, decimals=1),
                share(measure.peers_share, decimals=1),
                measure.among_recipients,
            )
        )
    level = share(longterm.measures[0].level)
    content = Table(
        caption=_caption(longterm),
        columns=(
            Column("relation", "", "left"),
            Column("value", longterm.focus_name),
            Column("peers", "Sammenlignelige"),
            Column("n_observed", "Faktisk antal"),
            Column("n_expected", "Forventet"),
            Column("ordinary", f"Almindeligt ({level})"),
            Column("verdict", "Vurdering", "left"),
        ),
        rows=tuple(rows),
        records=tuple(record for measure in longterm.measures for record in _records(measure)),
        note="Bestand: forventet er antallet, hvis kommunen lå som de sammenlignelige tilsammen. "
        f"Almindeligt: det antal, {level} af kommuner med almindelig praksis ville have. Kilden "
        f"har hverken alder eller køn.{_blank(longterm)}{_carried(longterm)}",
    )
    return (Block("langvarig", content, longterm.lineage),)


def name_length(measure: LongTermMeasure) -> str:
    """Return how long a measure is about, such as ``mindst 1 år``.

    Parameters
    ----------
    measure : LongTermMeasure
        A length in weeks.
    """
    years, rest = divmod(measure.weeks, WEEKS_PER_YEAR)
    return f"mindst {number(measure.weeks)} uger" if rest else f"mindst {number(years)} år"


def _caption(longterm: LongTermResult) -> str:
    measure = longterm.measures[0]
    what = "Langvarig kontanthjælp" if longterm.is_duration else "Aktivitetsparate"
    return f"{what} i {longterm.focus_name}, {measure.period.label} ({measure.source_table})"


def _title(measure: LongTermMeasure) -> str:
    if measure.basis is Basis.VISITATION:
        return "Aktivitetsparate (visitation, ikke varighed)"
    return f"På {measure.benefit.label} i {name_length(measure)}"


def _row(name: str, own: str, peers: str, gap: Gap) -> Row:
    limits = MISSING
    if gap.ordinary is not None:
        limits = interval(gap.ordinary.lower, gap.ordinary.upper)
    return Row(
        (
            name,
            own,
            peers,
            number(gap.n_observed),
            number(gap.n_expected),
            limits,
            full_words(gap, Stage.STOCK),
        )
    )


def _ages(measure: LongTermMeasure) -> str:
    return "alle aldre" if measure.ages[1] > 100 else f"{measure.ages[0]}-{measure.ages[1]} år"


def _blank(longterm: LongTermResult) -> str:
    n = max(measure.n_blank for measure in longterm.measures)
    if not n:
        return ""
    return f" {number(n)} af de sammenlignelige er udeladt: udgiveren skjuler små tal."


def _carried(longterm: LongTermResult) -> str:
    day = longterm.measures[0].carried
    return f" Befolkning fra {date(dt.date.fromisoformat(day))}." if day else ""


def _records(measure: LongTermMeasure) -> list[dict[str, Any]]:
    return [
        {
            "basis": measure.basis.value,
            "benefit": measure.benefit.value,
            "weeks_at_least": measure.weeks or None,
            "period": str(measure.period),
            "source_table": measure.source_table,
            "unit": "persons",
            "relation": relation,
            "n_observed": plain_number(gap.n_observed),
            "n_denominator": plain_number(denominator),
            "denominator_ages": _ages(measure) if relation == "residents" else "",
            "denominator_date_if_carried": measure.carried if relation == "residents" else "",
            "share_of_denominator": plain_number(own),
            "peers_share_of_denominator": plain_number(peers),
            "n_expected": plain_number(gap.n_expected),
            "n_peers": gap.n_peers,
            "ordinary_lower": None if gap.ordinary is None else plain_number(gap.ordinary.lower),
            "ordinary_upper": None if gap.ordinary is None else plain_number(gap.ordinary.upper),
            "level": measure.level,
            "verdict": judge_by_rule(gap).verdict.value,
        }
        for relation, gap, denominator, own, peers in (
            (
                "residents",
                measure.among_residents,
                measure.n_residents,
                measure.per_1000 / 1000,
                measure.peers_per_1000 / 1000,
            ),
            (
                "recipients",
                measure.among_recipients,
                measure.n_all,
                measure.share,
                measure.peers_share,
            ),
        )
    ]
