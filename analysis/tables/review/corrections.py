"""What the second readings do to each number, and what other ways of counting give."""

from __future__ import annotations

from typing import Any

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.concepts import Estimate
from analysis.findings.released import ReleasedReview
from analysis.findings.review_numbers import people_with_limits
from analysis.labels import MISSING, sentence_case, share
from analysis.review.results import Outcome

TABLE_ID, CHECKS_ID = "korrektion", "efterproevning"
_WAYS = (
    ("two-phase", "anden læsning"),
    ("gamma", "gamma"),
    ("exact bound", "eksakt øvre grænse"),
    ("beta", "beta"),
)


def tabulate_corrections(results: ReleasedReview) -> Block:
    """Return each outcome by the first reading and corrected, and which one leads.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.
    """
    outcomes = [o for o in results.outcomes.values() if o.corrected is not None]
    if not outcomes:
        text = Paragraph(
            "Uden andenlæsninger vides det ikke, hvor tit første læsning tager fejl, så alle tal "
            "er ukorrigerede. Læs alle positive af sjældne ordninger og en del af resten igen.",
            lead="Tallene kan ikke korrigeres med disse data.",
        )
        return Block(TABLE_ID, Text((text,), role="missing"), results.lineage)
    level = share(results.level)
    content = Table(
        caption="Klar nu: første læsning, korrigeret, og hvilket tal der bruges",
        columns=(
            Column("name", "", "left"),
            Column("people_first", f"Første læsning, ukorrigeret ({level})"),
            Column("people_corrected", f"Korrigeret efter anden læsning ({level})"),
            Column("main", "Hovedtal", "left"),
        ),
        rows=tuple(_correction_row(outcome) for outcome in outcomes),
        records=tuple(_correction_record(outcome) for outcome in outcomes),
        note="En korrektion trækker læsernes fejl fra og lægger tilfældighed til. Den bruges kun, "
        "hvor den ventes at bringe tallet nærmere det rigtige. Det andet tal står her, så man kan "
        "se, hvad valget betyder.",
    )
    return Block(TABLE_ID, content, results.lineage)


def tabulate_checks(results: ReleasedReview) -> Block:
    """Return each outcome as it is given and counted in other ways, for the analyst.

    Parameters
    ----------
    results : ReleasedReview
        What the review found, after suppression.
    """
    outcomes = tuple(results.outcomes.values())
    level = share(results.level)
    content = Table(
        caption="Klar nu, regnet på andre måder",
        columns=(
            Column("name", "", "left"),
            Column("people", f"Hovedtal ({level})"),
            Column("people_calibrated", f"Kalibreret til alder og køn ({level})"),
            Column("people_pooled", f"Bayes, delvist samlet ({level})"),
            Column("people_bounds", "Yderste grænser"),
        ),
        rows=tuple(_check_row(o, results.calibrated.get(o.scheme)) for o in outcomes),
        records=tuple(_check_record(o, results.calibrated.get(o.scheme)) for o in outcomes),
        note="Kalibreret: vægtene er rettet, så alder og køn passer med hele gruppen. Bayes: den "
        "eksakte fordeling af antallet, hvor strata låner af hinanden; en streg, hvor hovedtallet "
        "er korrigeret, for den kender ikke anden læsning. Kalibrering og Bayes bruger første "
        "læsning og er kun til efterprøvning. De yderste grænser går fra »klar nu« til »nu eller "
        "efter mere dokumentation«.",
    )
    return Block(CHECKS_ID, content, results.lineage)


def _correction_row(outcome: Outcome) -> Row:
    return Row(
        (
            sentence_case(outcome.label),
            people_with_limits(outcome.first_reading),
            MISSING if outcome.corrected is None else people_with_limits(outcome.corrected),
            "korrigeret" if outcome.is_corrected else "første læsning",
        )
    )


def _correction_record(outcome: Outcome) -> dict[str, Any]:
    return {
        "scheme": outcome.scheme,
        "n_cases_now": count_in_record(outcome.n_cases_now),
        **estimate_in_record(outcome.first_reading, "people_first"),
        **estimate_in_record(outcome.corrected, "people_corrected"),
        "is_corrected": outcome.is_corrected,
        "note": outcome.correction_note,
    }


def _check_row(outcome: Outcome, calibrated: Estimate | None) -> Row:
    bounds = Estimate(
        value=outcome.lowest.value,
        lower=outcome.lowest.lower,
        upper=outcome.highest.upper,
        level=outcome.now.level,
        unit="persons",
        n=outcome.now.n,
        method=outcome.lowest.method,
    )
    written = people_with_limits(bounds)
    return Row(
        (
            f"{sentence_case(outcome.label)} ({name_method(outcome.now.method)})",
            people_with_limits(outcome.now),
            MISSING if calibrated is None else people_with_limits(calibrated),
            MISSING if outcome.pooled is None else people_with_limits(outcome.pooled),
            written.partition(" (")[2].removesuffix(")") or written,
        )
    )


def name_method(method: str) -> str:
    """Return the Danish name of the way an interval was made.

    Examples
    --------
    >>> name_method("two-phase difference, gamma"), name_method("beta, effective size")
    ('anden læsning, gamma', 'beta')
    """
    names = [danish for english, danish in _WAYS if english in method]
    return ", ".join(names) or method


def _check_record(outcome: Outcome, calibrated: Estimate | None) -> dict[str, Any]:
    return {
        "scheme": outcome.scheme,
        "n_cases_now": count_in_record(outcome.n_cases_now),
        "n_cases_after": count_in_record(outcome.n_cases_after),
        **estimate_in_record(outcome.now, "people"),
        "method": outcome.now.method,
        **estimate_in_record(calibrated, "people_calibrated"),
        **estimate_in_record(outcome.pooled, "people_pooled"),
        **estimate_in_record(outcome.lowest, "people_lowest"),
        **estimate_in_record(outcome.highest, "people_highest"),
    }
