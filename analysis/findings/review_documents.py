"""Which missing documents can be shown, and which are lacking in too few cases?"""

from __future__ import annotations

import math

from analysis.findings.released import ReleasedReview
from analysis.findings.suppression import is_hidden
from analysis.review.results import MissingDocument


def shown_documents(results: ReleasedReview, scheme: str) -> tuple[MissingDocument, ...]:
    """Return the documents of an outcome whose people may be shown, most people first.

    Parameters
    ----------
    results : ReleasedReview
        The outcome of the review.
    scheme : str
        A scheme's code, or ``mindst_en``.
    """
    found = [
        document
        for document in results.missing_documents
        if document.scheme == scheme and math.isfinite(document.people.value)
    ]
    return tuple(sorted(found, key=lambda document: -document.people.value))


def has_hidden_documents(results: ReleasedReview, scheme: str) -> bool:
    """Tell whether some document of an outcome is hidden."""
    return any(
        document.scheme == scheme and is_hidden(document.people)
        for document in results.missing_documents
    )


def name_document(document: MissingDocument) -> str:
    """Return a document's name as it stands inside a sentence.

    Examples
    --------
    >>> from analysis.concepts import Estimate
    >>> people = Estimate(890, 390, 1780, 0.95, "persons", 155, "gamma")
    >>> name_document(MissingDocument("mindst_en", "x", "Ny statusattest", people, 8))
    'ny statusattest'
    >>> name_document(MissingDocument("mindst_en", "lae265", "LÆ 265", people, 6))
    'LÆ 265'
    """
    label = document.label
    # An abbreviation such as LÆ or CV keeps its capital.
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
