"""Which documents are missing to decide the rest, and for how many people?"""

from __future__ import annotations

from analysis.checklists.judge import NOT_SAID
from analysis.estimation.missing import count_missing_documents
from analysis.review.estimate_sample import Sample
from analysis.review.results import ANY, MissingDocument

_NOT_SAID = "dokument ikke angivet"


def estimate_missing(sample: Sample, *, level: float) -> tuple[MissingDocument, ...]:
    """Estimate the people who lack each document, for any scheme and for each.

    Parameters
    ----------
    sample : Sample
        The drawn cases.
    level : float
        Level of the limits.

    Returns
    -------
    tuple of MissingDocument
        For ``mindst_en`` first, then for each scheme; the most people first in each.

    Notes
    -----
    By the first reading. A document counts for a scheme only where it stands between the
    case and a decision: nothing required speaks against the scheme. One person may lack
    several documents, so the numbers are not added.
    """
    label = {document.code: document.label for document in sample.checklist.documents}
    label[NOT_SAID] = _NOT_SAID
    result: list[MissingDocument] = []
    for scheme in (ANY, *sample.schemes):
        rows = sample.lacking
        rows = rows[rows["scheme"].isin(sample.schemes) if scheme == ANY
                    else rows["scheme"] == scheme]  # fmt: skip
        if rows.empty:
            continue
        codes = rows.groupby("case_id")["document"].apply(lambda each: sorted(set(each))).to_dict()
        found = count_missing_documents(
            sample.design,
            [codes.get(case, []) for case in sample.cases["case_id"]],
            in_population=sample.is_inside,
            responded=sample.is_read,
            level=level,
        )
        result += [
            MissingDocument(scheme, code, label.get(code, code), found.people.of(code), n)
            for code, n in zip(found.documents, found.n_cases, strict=True)
        ]
    return tuple(result)
