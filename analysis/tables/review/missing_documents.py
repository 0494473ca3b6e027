"""The table of missing documents, scheme by scheme."""

from __future__ import annotations

from typing import Any

from analysis.blocks.estimates import count_in_record, estimate_in_record
from analysis.blocks.model import Block, Column, Paragraph, Row, Table, Text
from analysis.checklists.model import SCHEMES
from analysis.findings.released import ReleasedReview
from analysis.findings.review_documents import has_hidden_documents, shown_documents
from analysis.findings.review_outcomes import HIDDEN_NOTE, people_limits_text, people_text
from analysis.findings.suppression import SIGN, is_hidden
from analysis.labels import number, sentence_case, share
from analysis.review.results import ANY, MissingDocument

BLOCK_ID = "manglende-dokumenter-tabel"
_SHOWN = 3
_SHOWN_FOR_ANY = 12
_CORRECTED = "¹"


def tabulate_missing_documents(results: ReleasedReview, *, n_shown: int = _SHOWN) -> Block:
    """Return the people who lack each document, most people first, per scheme.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    n_shown : int, default 3
        Documents shown per scheme, and up to 12 for at least one scheme, whose totals are
        what there is to go by; the records hold all of them.

    Returns
    -------
    Block
        The table; words where no document is missing.
    """
    if not results.missing_documents:
        text = Paragraph(
            "Ingen læst sag er åben, fordi et dokument mangler.",
            lead="Der er ingen manglende dokumenter at vise.",
        )
        return Block(BLOCK_ID, Text((text,), role="missing"), results.lineage)
    rows: list[Row] = []
    for scheme in (ANY, *(each.value for each in SCHEMES)):
        rows += _scheme_rows(results, scheme, n_shown)
    content = Table(
        caption="Personer, hvis sag mangler dokumentation, efter ordning og dokument",
        columns=(
            Column("name", "Dokument", "left"),
            Column("people", "Personer"),
            Column("limits", share(results.level)),
            Column("n_cases", "Læste sager"),
        ),
        rows=tuple(rows),
        records=tuple(_record(document) for document in results.missing_documents),
        note=_note(results, n_shown),
    )
    return Block(BLOCK_ID, content, results.lineage)


def _scheme_rows(results: ReleasedReview, scheme: str, n_shown: int) -> list[Row]:
    """Return the rows of one scheme: all who lack something, then document by document."""
    outcome = results.outcomes.get(scheme)
    if outcome is None:
        return []
    n_cases = SIGN if is_hidden(outcome.n_cases_after) else number(outcome.n_cases_after)
    rows = [
        Row((sentence_case(outcome.label),), is_group=True),
        Row(
            (
                "Mangler mindst ét dokument" + (_CORRECTED if outcome.is_corrected else ""),
                people_text(outcome.after),
                people_limits_text(outcome.after),
                n_cases,
            ),
            is_focus=True,
        ),
    ]
    n_most = max(n_shown, _SHOWN_FOR_ANY) if scheme == ANY else n_shown
    rows += [_row(document) for document in shown_documents(results, scheme)[:n_most]]
    if has_hidden_documents(results, scheme):
        rows.append(Row(("Dokumenter, som kun få sager mangler", SIGN, SIGN, SIGN)))
    return rows


def _row(document: MissingDocument) -> Row:
    """Return the row of one document."""
    return Row(
        (
            document.label,
            people_text(document.people),
            people_limits_text(document.people),
            SIGN if is_hidden(document.n_cases) else number(document.n_cases),
        )
    )


def _note(results: ReleasedReview, n_shown: int) -> str:
    """Return how the table is read, with what applies to it."""
    sentences = [
        "Den samme person kan mangle flere dokumenter, så tallene kan ikke lægges sammen. Højst "
        f"{number(n_shown)} dokumenter er vist for hver enkelt ordning; resten står i datafilen."
    ]
    if any(
        is_hidden(document.n_cases) and not is_hidden(document.people)
        for document in results.missing_documents
    ):
        sentences.append(
            "Hvor få sager ligger bag, er antallet af sager udeladt og personer afrundet groft: "
            "brug intervallet."
        )
    corrected = [o.is_corrected for name, o in results.outcomes.items() if name in SCHEMES]
    if any(corrected):
        sentences.append(
            f"{_CORRECTED} Korrigeret efter anden læsning; dokumenterne er talt i første læsning "
            "og kan derfor gælde flere personer, end der står i linjen."
        )
    if any(is_hidden(document.people) for document in results.missing_documents):
        sentences.append(HIDDEN_NOTE)
    return " ".join(sentences)


def _record(document: MissingDocument) -> dict[str, Any]:
    """Return one document and scheme, as exactly as it is known."""
    return {
        "outcome": document.scheme,
        "document": document.code,
        "label": document.label,
        **estimate_in_record(document.people, "people"),
        "level": document.people.level,
        "method": document.people.method,
        "n_cases": count_in_record(document.n_cases),
    }
