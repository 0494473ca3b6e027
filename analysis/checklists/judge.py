"""What do the answers of one reading say: ready, lacking documents, or not the target?

The status of a scheme rests on the required items of its own section and on the required
common items, as far as they are asked. In this order:

1. A closed scheme is *lukket*.
2. One required item of the scheme's own that is *ikke_opfyldt* gives *ikke_maalgruppe*,
   also when others have not been answered: no answer to them could change it.
3. Otherwise one required item without an answer gives *ikke_vurderet*.
4. Otherwise one that is *uoplyst* gives *mangler_dokumentation*.
5. Otherwise the scheme is *klar*.

A common item describes the documentation and not the citizen: *ikke_opfyldt* there counts
as *uoplyst*, so that a missing description never makes anybody *ikke_maalgruppe*. An item
whose relevance cannot be told (its skip rule hangs on something *uoplyst* or unanswered)
counts as *uoplyst* or unanswered itself, unless it is met, when it does not matter.
Schemes do not exclude each other here; `find_contradictions` points out answers that do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.checklists.model import (
    COMMON,
    OTHER_SERVICES,
    SCHEMES,
    Answer,
    Checklist,
    Item,
    Judgement,
    Role,
    Status,
)
from analysis.checklists.relevance import find_relevant, list_undecided
from analysis.concepts import Benefit
from analysis.errors import ContractError

NOT_SAID = "ikke_angivet"  # an item is uoplyst, and no document has been named
_UNANSWERED = ""
_FULFILLED = (Answer.MET.value, Answer.NOT_RELEVANT.value)
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class _Finding:
    """What one item says: an answer, and the documents behind an *uoplyst*."""

    answer: str
    lacking: tuple[tuple[str, str], ...] = ()  # item id, document code


def judge_case(
    checklist: Checklist, answers: Mapping[str, str], missing: Mapping[str, str] = _NOTHING
) -> Judgement:
    """Derive the status of each scheme from the answers of one reading of one case.

    Parameters
    ----------
    checklist : Checklist
        The items in force.
    answers : mapping of item id to answer
        Absent or empty: not yet answered. The answer to a hidden item is ignored.
    missing : mapping of item id to document code
        Which document an item that is *uoplyst* lacks.

    Returns
    -------
    Judgement
        A status per scheme; the documents that its required items lack; the fast track,
        the one-year ressourceforløb and the need for other services.

    Raises
    ------
    ContractError
        If an item or a document is none of the checklist's, or an answer none of the
        item's. The message names the item and not the answer.

    Notes
    -----
    *Uoplyst* is never a no, so *mangler_dokumentation* leans towards leaving a scheme
    open, and the share that is *klar* is a lower bound of what the case may hold. The
    common items are required of all schemes: that leans the other way, since a case may
    be decided without one of the papers they name. `is_fast_track` and `is_light` are
    False where the scheme itself is ruled out.

    Examples
    --------
    >>> import datetime as dt
    >>> from analysis.checklists.load import load_checklist
    >>> checklist = load_checklist(dt.date(2022, 5, 1))
    >>> judgement = judge_case(checklist, {"J1": "opfyldt", "J2": "ikke_opfyldt"})
    >>> print(judgement.statuses[Benefit.FLEKSJOB])
    ikke_maalgruppe
    >>> print(judgement.statuses[Benefit.FOERTIDSPENSION])
    ikke_vurderet
    """
    _fail_if_answers_do_not_fit(checklist, answers, missing)
    findings = dict(_list_findings(checklist, answers, missing))
    statuses = {scheme: _judge_scheme(checklist, findings, scheme) for scheme in SCHEMES}
    return Judgement(
        statuses=statuses,
        missing_documents={
            scheme: tuple(dict.fromkeys(code for _, code in lacking))
            for scheme, lacking in _list_lacking(checklist, findings).items()
        },
        is_fast_track=_is_special(
            checklist, findings, Role.FAST_TRACK, statuses[Benefit.FOERTIDSPENSION]
        ),
        is_light=_is_special(checklist, findings, Role.LIGHT, statuses[Benefit.RESSOURCEFORLOEB]),
        needs_other_services=_need_other_services(checklist, findings),
    )


def list_lacking(
    checklist: Checklist, answers: Mapping[str, str], missing: Mapping[str, str] = _NOTHING
) -> dict[Benefit, tuple[tuple[str, str], ...]]:
    """List which required item lacks which document, for schemes that these would decide.

    Parameters
    ----------
    checklist, answers, missing
        As in `judge_case`.

    Returns
    -------
    dict of scheme to tuple of (item id, document code)
        In the order of the checklist, for the schemes with *mangler_dokumentation*
        alone: where a scheme is ruled out, or has not been judged to the end, no document
        decides it.

    Raises
    ------
    ContractError
        As in `judge_case`.
    """
    _fail_if_answers_do_not_fit(checklist, answers, missing)
    findings = dict(_list_findings(checklist, answers, missing))
    return {
        scheme: lacking
        for scheme, lacking in _list_lacking(checklist, findings).items()
        if _judge_scheme(checklist, findings, scheme) is Status.LACKS_DOCUMENTS
    }


def list_required(checklist: Checklist, scheme: Benefit) -> tuple[Item, ...]:
    """List the items that the status of a scheme rests on, the common ones first."""
    return tuple(
        item
        for item in checklist.items
        if item.role is Role.REQUIRED and item.section in (COMMON, scheme.value)
    )


def _list_findings(
    checklist: Checklist, answers: Mapping[str, str], missing: Mapping[str, str]
) -> Iterator[tuple[str, _Finding]]:
    """Yield what each item says; a hidden one says nothing and is left out."""
    relevant = find_relevant(checklist, answers)
    items = {item.id: item for item in checklist.items}
    for item in checklist.items:
        answer = answers.get(item.id, _UNANSWERED)
        if relevant[item.id] is False:
            continue
        if relevant[item.id] is True or answer in _FULFILLED:
            yield item.id, _read(item, answer, missing)
            continue
        causes = [items[each] for each in list_undecided(item, answers, relevant)]
        unknown = [each for each in causes if answers.get(each.id) == Answer.UNKNOWN.value]
        if len(unknown) < len(causes):
            yield item.id, _Finding(_UNANSWERED)
        else:
            lacking = tuple((each.id, missing.get(each.id) or NOT_SAID) for each in unknown)
            yield item.id, _Finding(Answer.UNKNOWN.value, lacking)


def _read(item: Item, answer: str, missing: Mapping[str, str]) -> _Finding:
    if answer == Answer.UNKNOWN.value:
        return _Finding(answer, ((item.id, missing.get(item.id) or NOT_SAID),))
    if answer == Answer.NOT_MET.value and item.section == COMMON:
        code = missing.get(item.id) or item.documents[0]
        return _Finding(Answer.UNKNOWN.value, ((item.id, code),))
    return _Finding(answer)


def _judge_scheme(
    checklist: Checklist, findings: Mapping[str, _Finding], scheme: Benefit
) -> Status:
    if scheme not in checklist.open_schemes:
        return Status.CLOSED
    given = {
        findings[item.id].answer for item in list_required(checklist, scheme) if item.id in findings
    }
    if Answer.NOT_MET.value in given:
        return Status.NOT_TARGET
    if _UNANSWERED in given:
        return Status.NOT_JUDGED
    return Status.LACKS_DOCUMENTS if Answer.UNKNOWN.value in given else Status.READY


def _list_lacking(
    checklist: Checklist, findings: Mapping[str, _Finding]
) -> dict[Benefit, tuple[tuple[str, str], ...]]:
    return {
        scheme: tuple(
            dict.fromkeys(
                pair
                for item in list_required(checklist, scheme)
                if scheme in checklist.open_schemes and item.id in findings
                for pair in findings[item.id].lacking
            )
        )
        for scheme in SCHEMES
    }


def _is_special(
    checklist: Checklist, findings: Mapping[str, _Finding], role: Role, status: Status
) -> bool | None:
    """Tell whether all criteria of a role are met, in a case that the scheme is open to."""
    criteria = [item.id for item in checklist.items if item.role is role]
    asked = [findings[item_id].answer for item_id in criteria if item_id in findings]
    if not criteria or status is Status.CLOSED:
        return None
    if not asked or status is Status.NOT_TARGET or Answer.NOT_MET.value in asked:
        return False
    return True if all(answer in _FULFILLED for answer in asked) else None


def _need_other_services(checklist: Checklist, findings: Mapping[str, _Finding]) -> bool | None:
    given = [
        findings[item.id].answer
        for item in checklist.items
        if item.section == OTHER_SERVICES and item.id in findings
    ]
    if Answer.MET.value in given:
        return True
    return False if given and set(given) <= {Answer.NOT_MET.value} else None


def _fail_if_answers_do_not_fit(
    checklist: Checklist, answers: Mapping[str, str], missing: Mapping[str, str]
) -> None:
    allowed = {item.id: item.answers for item in checklist.items}
    codes = {document.code for document in checklist.documents}
    unknown = [key for key in (*answers, *missing) if key not in allowed]
    if unknown:
        raise ContractError(
            f"The checklist {checklist.version} has no item {unknown[0]}.",
            where="answers",
            expected=_write_ids(allowed),
            fix="load the version that the answers were given to",
        )
    for item_id, answer in answers.items():
        if answer and answer not in allowed[item_id]:
            raise ContractError(
                f"The item {item_id} has an answer that it does not take.",
                where=f"answers, item {item_id}",
                expected=", ".join(allowed[item_id]),
                fix="correct the answer",
            )
    for item_id, code in missing.items():
        if code and code not in codes:
            raise ContractError(
                f"The item {item_id} lacks a document that is not listed.",
                where=f"missing, item {item_id}",
                expected="a code of the checklist's documents",
                fix="correct the code",
            )


def _write_ids(ids: Iterable[str]) -> str:
    return f"one of {', '.join(ids)}"
