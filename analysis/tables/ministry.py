"""The ministry's own expected and actual numbers beside this report's."""

from __future__ import annotations

from typing import Any

from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.comparison.explained.ministry import MinistryComparison, MinistryExpectation
from analysis.labels import MISSING, interval, number, sentence_case, share


def tabulate_ministry(ministry: MinistryComparison) -> tuple[Block, ...]:
    """Return the ministry's benchmark beside ours, or what is missing and how to get it.

    Parameters
    ----------
    ministry : MinistryComparison
        The ministry's numbers for the focus municipality.
    """
    if not ministry.groups:
        return (Block("ministeriets-benchmark-mangler", _how_to_get()),)
    level = next((share(g.own.given.level) for g in ministry.groups if g.own), share(0.95))
    period = ministry.groups[0].period
    content = Table(
        caption=f"Ministeriets forventede antal for {ministry.focus_name} (jobindsats y30r21), og "
        "denne rapports",
        columns=(
            Column("benefit_group", "", "left"),
            Column("n_observed", "Ministeriet: faktisk"),
            Column("n_expected", "Forventet"),
            Column("difference", "Forskel"),
            Column("ratio", "Forhold"),
            Column("own_observed", "Rapporten: faktisk"),
            Column("own_expected", "Forventet efter rammevilkår"),
            Column("own_limits", level),
            Column("own_ratio", "Forhold"),
        ),
        rows=tuple(Row(_cells(group)) for group in ministry.groups),
        records=tuple(_record(group) for group in ministry.groups),
        note=f"Ministeriets tal er for året til og med {period.label} og bygger på oplysninger om "
        "hver enkelt borger; der følger ingen usikkerhed med. Rapportens er for rapportens egen "
        f"periode og bygger på åbne tal; {level}: usikkerheden på det forventede. De to kan derfor "
        "være forskellige, uden at nogen af dem er forkert.",
    )
    return (Block("ministeriets-benchmark", content, ministry.lineage),)


def _cells(group: MinistryExpectation) -> tuple[str, ...]:
    """Return the cells of one group of benefits."""
    ministry = (
        sentence_case(group.benefit_group),
        number(group.n_observed),
        number(group.n_expected),
        number(group.n_observed - group.n_expected, signed=True),
        number(group.ratio, decimals=2),
    )
    if group.own is None:
        return (*ministry, MISSING, MISSING, MISSING, MISSING)
    given = group.own.given
    return (
        *ministry,
        number(group.own.n_observed),
        number(given.n_expected),
        interval(given.expected_lower, given.expected_upper),
        number(group.own.ratio_given, decimals=2),
    )


def _record(group: MinistryExpectation) -> dict[str, Any]:
    """Return the numbers of one group for the CSV file."""
    own = group.own
    return {
        "benefit_group": group.benefit_group,
        "year_ends_with": str(group.period),
        "ministry_n_observed": plain_number(group.n_observed),
        "ministry_n_expected": plain_number(group.n_expected),
        "ministry_ratio": plain_number(group.ratio),
        "own_measure": "" if own is None else own.measure.headline.id,
        "own_n_observed": None if own is None else plain_number(own.n_observed),
        "own_n_expected": None if own is None else plain_number(own.given.n_expected),
        "own_n_expected_lower": None if own is None else plain_number(own.given.expected_lower),
        "own_n_expected_upper": None if own is None else plain_number(own.given.expected_upper),
        "own_ratio": None if own is None else plain_number(own.ratio_given),
    }


def _how_to_get() -> Text:
    """Return what is missing and how to get it."""
    text = (
        "Ministeriets eget tal for forventet og faktisk antal (jobindsats y30r21) er ikke i disse "
        "data for denne kommune og periode. Hent tabellen med nøgle til jobindsats: "
        "/data/y30r21?mgroup.*=*&period.QMAT=latest:4&hierarchy._nykom=*&format=json, fordelt på "
        "ydelsesgruppe. Gem svaret i mappen med rådata, og skriv filen i manifest.csv med tabellen "
        "y30r21; så står ministeriets tal ved siden af rapportens."
    )
    return Text((Paragraph(text, "Ministeriets benchmark mangler."),), role="missing")
