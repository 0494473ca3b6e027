"""What do all answers of a review say, case by case and reading by reading?"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.checklists.judge import judge_case, list_lacking
from analysis.checklists.model import SCHEMES, Checklist
from analysis.errors import ContractError

KEY = ("case_id", "reading")
NEEDED = (*KEY, "item_id", "answer", "missing_document")
JUDGEMENT_COLUMNS = (
    *KEY,
    *(f"status_{scheme.value}" for scheme in SCHEMES),
    *("is_fast_track", "is_light", "needs_other_services"),
)
MISSING_COLUMNS = (*KEY, "scheme", "item_id", "document")


def judge_all(checklist: Checklist, answers: pd.DataFrame) -> pd.DataFrame:
    """Judge every reading of every case.

    Parameters
    ----------
    checklist : Checklist
        The one that the answers were given to.
    answers : DataFrame
        One row per case, reading and item: ``case_id``, ``reading``, ``item_id``,
        ``answer`` and ``missing_document`` (a document code, or empty). Other columns are
        left alone.

    Returns
    -------
    DataFrame
        One row per ``case_id`` and ``reading``, sorted by both: ``status_<scheme>`` for
        each of the four schemes (a `Status` as text), and ``is_fast_track``, ``is_light``
        and ``needs_other_services`` (nullable booleans; missing where not known).

    Raises
    ------
    ContractError
        If a column is missing, an item is answered twice in one reading, or an item,
        answer or document is unknown. The message gives row and column and never a cell.
    """
    rows = []
    for key, given, missing in _group(checklist, answers):
        judgement = judge_case(checklist, given, missing)
        statuses = [judgement.statuses[scheme].value for scheme in SCHEMES]
        rows.append(
            (
                *key,
                *statuses,
                judgement.is_fast_track,
                judgement.is_light,
                judgement.needs_other_services,
            )
        )
    table = pd.DataFrame(rows, columns=list(JUDGEMENT_COLUMNS))
    return _type_columns(table, answers)


def list_missing_documents(checklist: Checklist, answers: pd.DataFrame) -> pd.DataFrame:
    """List what is missing to decide the schemes that lack documentation.

    Parameters
    ----------
    checklist, answers
        As in `judge_all`.

    Returns
    -------
    DataFrame
        One row per ``case_id``, ``reading``, ``scheme``, ``item_id`` and ``document``
        (code; ``ikke_angivet`` where the reviewer named none), for the schemes with the
        status *mangler_dokumentation* alone: where a scheme is ruled out, or has not been
        judged to the end, no document decides it.

    Raises
    ------
    ContractError
        As in `judge_all`.
    """
    rows = []
    for key, given, missing in _group(checklist, answers):
        for scheme, lacking in list_lacking(checklist, given, missing).items():
            rows += [(*key, scheme.value, *pair) for pair in lacking]
    return _type_columns(pd.DataFrame(rows, columns=list(MISSING_COLUMNS)), answers)


def _group(
    checklist: Checklist, answers: pd.DataFrame
) -> Iterator[tuple[tuple[str, int], dict[str, str], dict[str, str]]]:
    """Yield the key, the answers and the missing documents of each reading, in order."""
    _fail_if_columns_are_missing(answers)
    filled = answers[list(NEEDED)].fillna({"answer": "", "missing_document": ""})
    _fail_if_rows_do_not_fit(checklist, filled)
    given: dict[tuple[str, int], dict[str, str]] = {}
    documents: dict[tuple[str, int], dict[str, str]] = {}
    columns = (filled[name].tolist() for name in NEEDED)
    for case_id, reading, item_id, answer, document in zip(*columns, strict=True):
        given.setdefault((case_id, reading), {})[item_id] = answer
        if document:
            documents.setdefault((case_id, reading), {})[item_id] = document
    for key in sorted(given):
        yield key, given[key], documents.get(key, {})


def _type_columns(table: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Give the columns the same types whether or not there are rows."""
    kinds: dict[str, object] = dict.fromkeys(table.columns, "str")
    kinds |= dict.fromkeys(set(JUDGEMENT_COLUMNS[-3:]) & set(table.columns), "boolean")
    kinds["reading"] = answers["reading"].dtype
    return table.astype(kinds)  # type: ignore[arg-type]


def _fail_if_columns_are_missing(answers: pd.DataFrame) -> None:
    lacking = [name for name in NEEDED if name not in answers.columns]
    if lacking:
        raise ContractError(
            f"The answers lack the column {lacking[0]}.",
            where="answers",
            expected=", ".join(NEEDED),
            fix="read the answers with the functions of the review, or name the columns so",
        )


def _fail_if_rows_do_not_fit(checklist: Checklist, answers: pd.DataFrame) -> None:
    allowed = {(item.id, answer) for item in checklist.items for answer in ("", *item.answers)}
    ids = {item.id for item in checklist.items}
    codes = {"", *(document.code for document in checklist.documents)}
    pairs = pd.Series(
        list(zip(answers["item_id"], answers["answer"], strict=True)), index=answers.index
    )
    repeated = answers.duplicated([*KEY, "item_id"])
    faults = {
        "case_id": (answers["case_id"].isna() | answers["reading"].isna(), "a case and a reading"),
        "item_id": (~answers["item_id"].isin(ids), f"an item of version {checklist.version}"),
        "item_id, which is repeated": (repeated, "one answer per case, reading and item"),
        "answer": (~pairs.isin(allowed), "an answer that the item takes"),
        "missing_document": (~answers["missing_document"].isin(codes), "a code of the documents"),
    }
    for column, (is_faulty, expected) in faults.items():
        if is_faulty.any():
            row = int(is_faulty.to_numpy().argmax()) + 1
            raise ContractError(
                f"The answers have {int(is_faulty.sum())} faulty rows.",
                where=f"answers, row {row}, column {column}",
                expected=expected,
                fix="correct the rows, or load the version that the answers were given to",
            )
