"""The review beside the comparison of practice: recipients, years to clear, and reasons."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.findings.review_numbers import years_with_limits
from analysis.findings.review_outcomes import HIDDEN_NOTE, people_limits_text, people_text
from analysis.findings.suppression import SIGN, is_hidden
from analysis.findings.triangulation import (
    FEWER,
    MORE,
    ORDINARY,
    SchemeTriangulation,
    StockGap,
    Triangulation,
)
from analysis.findings.years_to_clear import HIDDEN, NO_PACE, YearsToClear
from analysis.labels import (
    MINUS,
    MISSING,
    interval,
    listing,
    number,
    sentence_case,
    share,
    write_people,
)
from analysis.review.results import ANY

TABLE_ID, YEARS_ID, REASONS_ID = "sammenhaeng-tabel", "aar-til-indhentning", "sammenhaeng-grunde"
_SIDES = {FEWER: "lavere end almindeligt", ORDINARY: "almindelig", MORE: "højere end almindeligt"}


def tabulate_triangulation(triangulation: Triangulation) -> Block:
    """Return each scheme's possible target group beside its gap of recipients.

    Parameters
    ----------
    triangulation : Triangulation
        The review beside the comparison.
    """
    stocks = [s.stock for s in triangulation.schemes if s.stock is not None]
    if not stocks:
        return _say_comparison_is_missing(TABLE_ID, triangulation)
    shown = [s for s in triangulation.schemes if s.scheme != ANY]
    level = share(triangulation.level)
    units = listing(sorted({stock.unit.label for stock in stocks}))
    content = Table(
        caption=f"Mulig målgruppe og bestand i {triangulation.municipality_name}",
        columns=(
            Column("name", "", "left"),
            Column("people", "Personer"),
            Column("limits", f"Interval ({level})"),
            Column("ordinary", "Almindelige forskelle"),
        ),
        rows=tuple(row for scheme in shown for row in _rows(scheme)),
        records=tuple(_stock_record(scheme) for scheme in shown),
        note=f"Modtagere er {units} i {listing(sorted({s.period for s in stocks}))}; forventet er "
        "med de sammenlignelige kommuners rater efter alder og køn. Et minus betyder flere "
        "modtagere end forventet. »Almindelige forskelle« er dem, "
        f"{share(stocks[0].level)} af kommuner med almindelig praksis ville vise, og intet "
        "interval om kommunens egen. Gennemgangen og bestanden gælder hver sin gruppe, så tallene "
        f"skal ikke trækkes fra hinanden.{_closed_note(triangulation)}"
        f"{_hidden_note(shown)}",
    )
    return Block(TABLE_ID, content, triangulation.lineage)


def tabulate_years_to_clear(triangulation: Triangulation) -> Block:
    """Return how many years each target group is worth, at the gap of awards and capacity.

    Parameters
    ----------
    triangulation : Triangulation
        The review beside the comparison.
    """
    by_gap = [s for s in triangulation.schemes if s.by_gap]
    by_capacity = [s for s in triangulation.schemes if s.by_capacity]
    if not by_gap and not by_capacity:
        text = Paragraph(
            "Det kræver enten tilkendelser for alle kommuner (PEN113 fra Danmarks Statistik) eller "
            "et tal for, hvor mange sager kommunen kan behandle på et år (--capacity).",
            lead="Antallet af år kan ikke beregnes med disse data.",
        )
        return Block(YEARS_ID, Text((text,), role="missing"), triangulation.lineage)
    level = share(triangulation.level)
    rows: list[Row] = []
    for scheme in by_gap:
        pace = scheme.yearly
        said = "" if pace is None else interval(pace.lower, pace.upper)
        heading = (
            f"{sentence_case(scheme.label)}: {_say_pace(scheme)} om året end forventet ({said})"
        )
        rows.append(Row((heading,), is_group=True))
        rows.append(_years_row(sentence_case(scheme.label), scheme.by_gap))
    if by_capacity:
        heading = f"Plads til {number(triangulation.capacity or math.nan)} sager om året i alt"
        rows.append(Row((heading,), is_group=True))
        rows += [_years_row(sentence_case(s.label), s.by_capacity) for s in by_capacity]
    content = Table(
        caption="Hvor mange års arbejde svarer den mulige målgruppe til?",
        columns=(
            Column("name", "", "left"),
            Column("years_now", f"År for dem, der er klar nu ({level})"),
            Column("years_together", f"År, når dokumentationen er der ({level})"),
        ),
        rows=tuple(rows),
        records=tuple(_years_records(triangulation)),
        note="Personer i dag delt med personer om året; intervallet har usikkerheden fra begge. "
        "Ingen nye og ingen afgange er regnet med: nye gør den virkelige tid længere, afgange "
        "kortere. Ved årlige tilkendelser er kun dem regnet med, der er færre end forventet; "
        "går nogle af dem, der alligevel gives, til samme gruppe, er tiden kortere. "
        "Ved kapacitet er hver række for sig, som om kapaciteten kun gik til den; rækkerne "
        "lægges ikke sammen."
        f"{_missing_pace(triangulation)}{_hidden_note(list(triangulation.schemes))}",
    )
    return Block(YEARS_ID, content, triangulation.lineage)


def tabulate_reasons(triangulation: Triangulation) -> Block:
    """Return the reasons why the review and the comparison may differ.

    Parameters
    ----------
    triangulation : Triangulation
        The review beside the comparison.
    """
    if not triangulation.reasons:
        return _say_comparison_is_missing(REASONS_ID, triangulation)
    content = Table(
        caption="Hvorfor kan de to mål være forskellige?",
        columns=(Column("lead", "Forskel", "left"), Column("text", "Hvad den betyder", "left")),
        rows=tuple(Row((reason.lead, reason.text)) for reason in triangulation.reasons),
        records=tuple(
            {"id": reason.id, "lead": reason.lead, "text": reason.text}
            for reason in triangulation.reasons
        ),
    )
    return Block(REASONS_ID, content, triangulation.lineage)


def _say_comparison_is_missing(block_id: str, triangulation: Triangulation) -> Block:
    text = Paragraph(
        "Hent Danmarks Statistiks tabeller for alle 98 kommuner (AUK01 for bestande, PEN113 for "
        "tilkendelser), og angiv mappen med --raw.",
        lead="Der er ingen praksissammenligning at holde gennemgangen op imod.",
    )
    return Block(block_id, Text((text,), role="missing"), triangulation.lineage)


def _rows(scheme: SchemeTriangulation) -> list[Row]:
    """Return a scheme's rows; the interval and the ordinary range never share a column."""
    side = _SIDES.get(scheme.rule, "for små tal" if scheme.stock else "ikke sammenlignet")
    rows = [Row((f"{sentence_case(scheme.label)} (bestand: {side})",), is_group=True)]
    kinds = (
        ("Gennemgangen: klar nu", scheme.now),
        ("Gennemgangen: nu eller efter mere dokumentation", scheme.together),
    )
    rows += [Row((name, people_text(each), people_limits_text(each), "")) for name, each in kinds]
    stock = scheme.stock
    if stock is not None:
        name = (
            f"Bestand: forventet minus faktisk ({number(stock.n_expected)} {MINUS} "
            f"{number(stock.n_observed)})"
        )
        rows.append(Row((name, number(stock.gap), "", _ordinary(stock))))
    return rows


def _ordinary(stock: StockGap) -> str:
    low, high = stock.ordinary_gaps
    return MISSING if math.isnan(low) else f"{write_people(low)} til {write_people(high)}"


def _stock_record(scheme: SchemeTriangulation) -> dict[str, Any]:
    stock = scheme.stock
    low, high = (math.nan, math.nan) if stock is None else stock.ordinary_gaps
    return {
        "scheme": scheme.scheme,
        "n_cases_now": count_in_record(scheme.n_cases_now),
        "n_cases_after": count_in_record(scheme.n_cases_after),
        **estimate_in_record(scheme.now, "people"),
        **estimate_in_record(scheme.after, "people_after"),
        **estimate_in_record(scheme.together, "people_together"),
        "stock_unit": "" if stock is None else stock.unit.value,
        "stock_period": "" if stock is None else stock.period,
        "stock_observed": plain_number(math.nan if stock is None else stock.n_observed),
        "stock_expected": plain_number(math.nan if stock is None else stock.n_expected),
        "stock_gap": plain_number(math.nan if stock is None else stock.gap),
        "ordinary_gap_lower": plain_number(low),
        "ordinary_gap_upper": plain_number(high),
        "stock_rule": scheme.rule,
    }


def _closed_note(triangulation: Triangulation) -> str:
    if not triangulation.closed:
        return ""
    names = sentence_case(listing(triangulation.closed))
    return f" {names} er lukket for nye borgere og indgår ikke."


def _hidden_note(schemes: list[SchemeTriangulation]) -> str:
    return f" {HIDDEN_NOTE}" if any(is_hidden(s.together) for s in schemes) else ""


def _say_pace(scheme: SchemeTriangulation) -> str:
    if scheme.yearly is None:
        return MISSING
    side = "færre" if scheme.yearly.value >= 0 else "flere"
    return f"{number(abs(scheme.yearly.value))} tilkendelser {side}"


def _years_row(name: str, years: Mapping[str, YearsToClear]) -> Row:
    return Row((name, _years_cell(years["now"]), _years_cell(years["together"])))


def _years_cell(found: YearsToClear) -> str:
    if found.rule == HIDDEN:
        return SIGN
    if found.rule == NO_PACE:
        return "ingen forskel at regne med"
    return years_with_limits(found.years)


def _missing_pace(triangulation: Triangulation) -> str:
    """Say what is missing where only one of the two paces is known."""
    if triangulation.capacity is None:
        return (
            " Hvor mange sager kommunen kan behandle på et år, er ikke oplyst; angiv det med "
            "--capacity for at se, hvor mange års arbejde det er."
        )
    if not any(scheme.by_gap for scheme in triangulation.schemes):
        return " Tilkendelser kan ikke sammenlignes med disse data; hent PEN113 for alle kommuner."
    return ""


def _years_records(triangulation: Triangulation) -> list[dict[str, Any]]:
    records = []
    for scheme in triangulation.schemes:
        for by, found in (("yearly_gap", scheme.by_gap), ("capacity", scheme.by_capacity)):
            for kind, years in found.items():
                pace = scheme.yearly if by == "yearly_gap" else None
                records.append(
                    {
                        "scheme": scheme.scheme,
                        "by": by,
                        "kind": kind,
                        **estimate_in_record(
                            scheme.now if kind == "now" else scheme.together, "people"
                        ),
                        "per_year": plain_number(
                            (triangulation.capacity or math.nan) if pace is None else pace.value
                        ),
                        "per_year_lower": plain_number(math.nan if pace is None else pace.lower),
                        "per_year_upper": plain_number(math.nan if pace is None else pace.upper),
                        **estimate_in_record(years.years, "years"),
                        "rule": years.rule,
                    }
                )
    return records
