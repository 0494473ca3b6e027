"""How far two readers agree on each scheme, and which questions divide them."""

from __future__ import annotations

import math
from typing import Any

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.blocks.records import plain_number
from analysis.findings.released import ReleasedReview
from analysis.findings.review_numbers import coefficient_with_limits, count_of_cases
from analysis.findings.review_outcomes import HIDDEN_NOTE, share_text
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import MISSING, number, sentence_case, share
from analysis.review.results import Agreement

TABLE_ID, ITEMS_ID = "laeserne-enige-tabel", "spoergsmaal-der-skiller"
_SHOWN = 10


def tabulate_agreement(results: ReleasedReview) -> Block:
    """Return two readers' agreement on each scheme, with several coefficients.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.
    """
    schemes = [each for each in results.agreement if not each.is_item]
    if not schemes:
        return _say_second_readings_are_missing(TABLE_ID, results)
    level = share(results.level)
    content = Table(
        caption="To læseres enighed om hver ordning",
        columns=(
            Column("name", "", "left"),
            Column("n_cases", "Læst to gange"),
            Column("n_cases_agree", "Vurderet ens"),
            Column("share_agree", f"Andel ({level})"),
            Column("kappa", f"Cohens kappa ({level})"),
            Column("ac1", f"Gwets AC1 ({level})"),
        ),
        rows=tuple(_scheme_row(each) for each in schemes),
        records=tuple(_record(each) for each in schemes),
        note="Kappa og AC1 trækker den enighed fra, som tilfældet giver: 1 er fuld enighed, 0 hvad "
        "lodtrækning giver. Er en ordning sjælden, kan kappa være lille, selv om læserne sjældent "
        "er uenige, og AC1 stor, selv om de ikke finder de samme. Tallene sættes ikke i bås som "
        f"»god« eller »dårlig« enighed.{_hidden_note(schemes)}",
    )
    return Block(TABLE_ID, content, results.lineage)


def tabulate_dividing_items(results: ReleasedReview) -> Block:
    """Return the questions behind most disagreements.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.

    Notes
    -----
    The ten with the largest part of all disagreements are shown; the records hold all.
    """
    items = [each for each in results.agreement if each.is_item]
    if not items:
        return _say_items_are_missing(results)
    dividing = [each for each in items if each.share_of_disagreements > 0]
    ordered = sorted(dividing, key=lambda each: -each.share_of_disagreements)
    content = Table(
        caption="De spørgsmål, der oftest skiller to læsere",
        columns=(
            Column("name", "", "left"),
            Column("text", "Spørgsmål", "left"),
            Column("n_cases", "Besvaret af begge"),
            Column("share_agree", f"Svaret ens ({share(results.level)})"),
            Column("share_of_disagreements", "Andel af al uenighed"),
        ),
        rows=tuple(_item_row(each) for each in ordered[:_SHOWN]),
        records=tuple({**_record(each), "text": each.label} for each in items),
        note=f"{_say_how_many(len(ordered), len(items))} Et spørgsmål, der skiller tit, er "
        "snarere uklart, end læserne er uopmærksomme: afklar ordlyden, før flere sager læses."
        f"{_hidden_note(items)}",
    )
    return Block(ITEMS_ID, content, results.lineage)


def _say_second_readings_are_missing(block_id: str, results: ReleasedReview) -> Block:
    text = Paragraph(
        "Ingen sag er læst to gange. Lad en del af sagerne læse igen af en anden: praksis review "
        "assign fordeler dem.",
        lead="Læsernes enighed kan ikke måles med disse data.",
    )
    return Block(block_id, Text((text,), role="missing"), results.lineage)


def _say_items_are_missing(results: ReleasedReview) -> Block:
    if not results.agreement:
        return _say_second_readings_are_missing(ITEMS_ID, results)
    text = Paragraph(
        "Enighed om det enkelte spørgsmål hviler på få sager. Den, der har den lukkede udgave af "
        "rapporten, kan se den der.",
        lead="De enkelte spørgsmål vises ikke her.",
    )
    return Block(ITEMS_ID, Text((text,), role="missing"), results.lineage)


def _scheme_row(each: Agreement) -> Row:
    return Row(
        (
            sentence_case(each.label),
            count_of_cases(each.n_cases),
            count_of_cases(each.n_agree),
            share_text(each.share_agree),
            coefficient_with_limits(each.kappa),
            coefficient_with_limits(each.ac1),
        )
    )


def _item_row(each: Agreement) -> Row:
    part = each.share_of_disagreements
    hidden = SIGN if is_hidden(each.share_agree) else MISSING
    return Row(
        (
            each.id,
            each.label,
            count_of_cases(each.n_cases),
            share_text(each.share_agree),
            hidden if math.isnan(part) else share(part),
        )
    )


def _say_how_many(n_dividing: int, n_items: int) -> str:
    if not n_dividing:
        return f"Læserne svarede ens på alle {number(n_items)} spørgsmål."
    shown = f" De {number(_SHOWN)} hyppigste er vist." if n_dividing > _SHOWN else ""
    return f"Uenighed om {number(n_dividing)} af {number(n_items)} spørgsmål.{shown}"


def _hidden_note(rows: list[Agreement]) -> str:
    return f" {HIDDEN_NOTE}" if any(is_hidden(each.share_agree) for each in rows) else ""


def _record(each: Agreement) -> dict[str, Any]:
    return {
        "id": each.id,
        "n_cases": count_in_record(each.n_cases),
        "n_cases_agree": count_in_record(each.n_agree),
        **estimate_in_record(each.share_agree, "share_agree"),
        **estimate_in_record(each.kappa, "kappa"),
        **estimate_in_record(each.ac1, "ac1"),
        "share_of_disagreements": plain_number(each.share_of_disagreements),
    }
