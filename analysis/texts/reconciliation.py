"""Why others say something else, in sentences that can be read aloud."""

from __future__ import annotations

import math

from analysis.blocks.model import Block, Paragraph, Text
from analysis.comparison.quoted.figures import (
    Figure,
    Kind,
    ReasonKind,
    Standing,
)
from analysis.comparison.reconciliation import Beside, Quoted, Reconciliation
from analysis.concepts import Lineage, join_lineages
from analysis.labels import date, genitive, listing, number


def explain_reconciliation(reconciliation: Reconciliation) -> tuple[Block, ...]:
    """Return how to read the page, a sentence per quoted figure, and the reasons that apply.

    Parameters
    ----------
    reconciliation : Reconciliation
        The figures, and why they differ.
    """
    shown = reconciliation.on_page
    blocks = [Block("andre-tal-laesning", Text((_introduce(reconciliation),)))]
    for block_id, is_published in (
        ("andre-tal-saetninger", False),
        ("andre-tal-offentliggjort-saetninger", True),
    ):
        chosen = [each for each in shown if each.is_published is is_published]
        if chosen:
            paragraphs = (
                *(_paragraph(each, reconciliation) for each in chosen if each.shown),
                *_say_alone([each for each in chosen if not each.shown], reconciliation),
            )
            lineage = _lineage(chosen) | reconciliation.name_lineage
            blocks.append(Block(block_id, Text(paragraphs, role="list"), lineage))
    notes = [*_say_earlier(reconciliation), *_say_reasons(shown), *_say_rest(reconciliation)]
    if notes:
        blocks.append(
            Block("andre-tal-grunde", Text(tuple(notes), role="note"), reconciliation.lineage)
        )
    return tuple(blocks)


def _introduce(reconciliation: Reconciliation) -> Paragraph:
    text = (
        "To tal om det samme er sjældent det samme tal: det ene tæller personer, det andet "
        "fuldtidspersoner, det ene er hentet før, det andet efter de sene indberetninger. "
        "Forskellen er da ingen fejl. Grundene her er valgt efter det, kilderne selv oplyser; "
        "rækker de ikke, står der »ikke forklaret«."
    )
    if not reconciliation.on_page:
        text += " Data rummer ingen andre tal at holde rapportens op imod."
    return Paragraph(text)


def _paragraph(quoted: Quoted, reconciliation: Reconciliation) -> Paragraph:
    """Say one quoted figure and what to answer when somebody asks about it."""
    sentences = [_say_reference(quoted, reconciliation)]
    sentences += [_say_other(beside) for beside in quoted.shown]
    return Paragraph(" ".join(sentences), lead=f"{quoted.title}.")


def _say_reference(quoted: Quoted, reconciliation: Reconciliation) -> str:
    figure = quoted.reference
    if figure.kind is Kind.OWN:
        fetched = f", hentet {date(figure.stated_on)}" if figure.stated_on else ""
        return f"Rapporten siger {_amount(figure)} ({figure.source}{fetched})."
    return f"{_source(figure)} siger {_amount(figure)} om {reconciliation.focus_name}."


def _say_other(beside: Beside) -> str:
    """Say another figure, the difference and what is behind it."""
    figure = beside.figure
    name = _source(figure)
    if beside.standing is Standing.INCOMPARABLE:
        told = "har ikke noget tal" if math.isnan(figure.value) else f"siger {_amount(figure)}"
        words = beside.counting[0].words if beside.counting else ""
        return f"{name} {told}. De to tal kan ikke trækkes fra hinanden. {words}".rstrip()
    if beside.standing is Standing.SAME:
        return f"{name} siger det samme, {_amount(figure)}."
    gap = number(abs(beside.difference), decimals=_decimals(figure))
    more = "mere" if beside.difference > 0 else "mindre"
    said = f"{name} siger {_amount(figure)}, {gap} {more}."
    labels = listing([r.label for r in beside.counting if r.kind is not ReasonKind.ROUNDING])
    if beside.standing is Standing.UNEXPLAINED:
        return f"{said} Forskellen er ikke forklaret af det, kilderne oplyser."
    if beside.standing is Standing.PARTLY:
        most = math.floor(sum(r.at_most for r in beside.counting))
        return f"{said} Højst {number(most)} kan forklares af {labels}; resten er ikke forklaret."
    if beside.standing is Standing.COVERED:
        return f"{said} Forskellen kan forklares af {labels or 'afrunding'}."
    return f"{said} En del af grunden kan være: {labels}. Hvor meget vides ikke."


def _say_alone(alone: list[Quoted], reconciliation: Reconciliation) -> list[Paragraph]:
    """Say of the figures that nothing can be held against why not, one reason after another."""
    by_reason: dict[str, list[Quoted]] = {}
    for quoted in alone:
        by_reason.setdefault(_why_alone(quoted, reconciliation), []).append(quoted)
    return [
        Paragraph(
            " ".join(
                f"{each.title}: {_source(each.reference)} siger {_amount(each.reference)}."
                for each in figures
            )
            + f" {why} og kan hverken bekræfte eller afvise "
            + ("det." if len(figures) == 1 else "dem."),
            lead="Uden modstykke.",
        )
        for why, figures in by_reason.items()
    ]


def _why_alone(quoted: Quoted, reconciliation: Reconciliation) -> str:
    """Say why our data answer nothing."""
    if reconciliation.own_is_synthetic:
        return "Rapportens egne tal er syntetiske"
    if quoted.reference.definition.counts == "fewer_than_expected":
        return "Rapporten har ikke ministeriets model"
    if quoted.own_from is None:
        return "Rapporten har ingen data om det"
    return f"Rapportens data begynder {quoted.own_from.label} og dækker ikke perioden"


def _say_earlier(reconciliation: Reconciliation) -> list[Paragraph]:
    """Say what the earlier report has unchanged, and whether its expected numbers can be held."""
    earlier = reconciliation.earlier
    if earlier is None:
        return []
    besides = [(q, b) for q in reconciliation.quoted for b in q.others]
    same = [
        q.words for q, b in besides if b.figure.kind is Kind.EARLIER and b.standing is Standing.SAME
    ]
    sentences = []
    if same:
        sentences.append(f"Tallene er de samme som dengang: {listing(same)}.")
    if reconciliation.has_other_peers:
        sentences.append(
            "De sammenlignelige kommuner er ikke de samme, så forventede tal og forskelle i de to "
            "rapporter kan ikke holdes op mod hinanden."
        )
    if not sentences:
        return []
    return [Paragraph(" ".join(sentences), lead=f"Rapporten af {date(earlier.date)}.")]


def _say_reasons(shown: tuple[Quoted, ...]) -> list[Paragraph]:
    """Say each reason that applies once, in the order they turn up."""
    found: dict[str, str] = {}
    for quoted in shown:
        for beside in quoted.shown:
            for reason in beside.counting:
                if reason.kind is not ReasonKind.ROUNDING:
                    found.setdefault(reason.label, reason.words)
    return [
        Paragraph(words, lead=f"{label[:1].upper()}{label[1:]}.") for label, words in found.items()
    ]


def _say_rest(reconciliation: Reconciliation) -> list[Paragraph]:
    """Say what is not on the page, and what the sources do not state."""
    sentences = []
    if reconciliation.n_left_out:
        n = reconciliation.n_left_out
        what = "et andet offentliggjort tal" if n == 1 else f"{number(n)} andre offentliggjorte tal"
        sentences.append(
            f"Der er {what} om {reconciliation.focus_name} om noget, rapporten ikke viser."
        )
    if any(each.is_published for each in reconciliation.on_page):
        sentences.append(
            "Aviser oplyser sjældent, hvilke aldre der er talt, og hvilken kommune en borger, der "
            "er flyttet, regnes til. Det kan derfor ikke bruges som forklaring."
        )
    name = genitive(reconciliation.focus_name)
    if reconciliation.own_is_synthetic:
        sentences.append(
            f"{name} egne tal i rapporten er syntetiske og holdes ikke op mod offentliggjorte."
        )
    return [Paragraph(" ".join(sentences), lead="Ikke med.")] if sentences else []


def _source(figure: Figure) -> str:
    """Return who says it, and when."""
    if figure.kind is Kind.EARLIER:
        return f"Rapporten af {figure.stated_words}"
    if figure.kind is not Kind.PUBLISHED:
        return figure.source
    register = figure.definition.register
    by = f", tal fra {register}" if register and register != figure.source else ""
    return f"{figure.source} ({figure.stated_words}{by})"


def _amount(figure: Figure) -> str:
    """Return the number with its unit, as it is said aloud."""
    told = figure.definition
    text = number(figure.value, decimals=_decimals(figure))
    units = {
        "persons": "personer" if told.counts != "awards" else "tilkendelser",
        "fulltime_persons": "fuldtidspersoner",
        "percent": "procent",
        "per_10000": "pr. 10.000",
    }
    return f"{text} {units[told.unit]}"


def _decimals(figure: Figure) -> int:
    step = figure.definition.rounded_to
    if figure.definition.unit in ("percent", "per_10000"):
        return 2 if step in (0.0, 0.01) else 1
    return 0


def _lineage(quoted: list[Quoted]) -> Lineage:
    return join_lineages(figure.lineage for each in quoted for figure in each.figures)
