"""Do the items of all dates fit together? Every rule that one item alone cannot break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from analysis.checklists.model import SCHEMES, Answer, Document, Item, Role
from analysis.checklists.rule_sets import RuleSet
from analysis.concepts import Benefit
from analysis.errors import SourceError

_JUDGED = {answer.value for answer in Answer}
_OWN_SCHEME = {
    Role.FAST_TRACK: Benefit.FOERTIDSPENSION.value,
    Role.LIGHT: Benefit.RESSOURCEFORLOEB.value,
}


def check_library(
    items: Sequence[Item], documents: Sequence[Document], rule_sets: Sequence[RuleSet]
) -> None:
    """Refuse items, documents and rule sets that do not fit together.

    Raises
    ------
    SourceError
        Naming the file and the item.
    """
    codes = {document.code for document in documents}
    for item in items:
        _fail_if_item_ends_before_it_begins(item)
        _fail_if_item_is_incomplete(item)
        _fail_if_answers_are_faulty(item)
        _fail_if_documents_are_unknown(item, codes)
        _fail_if_role_belongs_to_another_scheme(item)
        _fail_if_skip_rule_names_an_unknown_answer(item, items)
    _fail_if_id_is_used_in_two_sections(items)
    _fail_if_entries_overlap(items)
    _fail_if_skip_rules_are_cyclic(items)
    _fail_if_a_closed_scheme_has_items(items, rule_sets)
    _fail_if_repeated([document.code for document in documents], "documents.yaml")
    _fail_if_repeated([str(each.valid_from) for each in rule_sets], "rule_sets.yaml")


def _where(item: Item) -> str:
    return f"{item.section}.yaml, item {item.id}, entry from {item.valid_from}"


def _fail_if_item_ends_before_it_begins(item: Item) -> None:
    if item.valid_to is not None and item.valid_to < item.valid_from:
        raise SourceError(
            f"The item {item.id} ends before it begins.",
            where=_where(item),
            expected="valid_to on or after valid_from",
            fix="correct the dates",
        )


def _fail_if_item_is_incomplete(item: Item) -> None:
    texts = {"id": item.id, "text": item.text, "help": item.help, "legal_basis": item.legal_basis}
    empty = [name for name, text in texts.items() if not text]
    empty += [] if item.answered_by else ["answered_by"]
    empty += [] if item.documents else ["documents"]
    if not item.is_verified and "Ikke efterprøvet" not in item.legal_source:
        empty.append("unverified")
    if item.is_verified and not item.legal_source.partition("Ikke efterprøvet")[0]:
        empty.append("legal_source")
    if empty:
        raise SourceError(
            f"The item {item.id} lacks {', '.join(empty)}.",
            where=_where(item),
            expected="a text in each; an unverified item says what is unverified, and a verified "
            "one where it was read",
            fix="fill it in; a placeholder is no item",
        )


def _fail_if_answers_are_faulty(item: Item) -> None:
    own = set(item.answers) - _JUDGED
    is_faulty = (
        Answer.UNKNOWN.value not in item.answers
        or len(set(item.answers)) < len(item.answers)
        or not own <= set(item.answer_labels)
        or not set(item.answer_labels) <= set(item.answers)
        or (own and item.role is not Role.SUPPORTING)
        or (not own and not {Answer.MET.value, Answer.NOT_MET.value} <= set(item.answers))
    )
    if is_faulty:
        raise SourceError(
            f"The answers of the item {item.id} are faulty.",
            where=_where(item),
            expected="uoplyst and opfyldt/ikke_opfyldt; or answers of its own with labels, in an "
            "item whose role is stoettende",
            fix="correct answers and answer_labels",
        )


def _fail_if_documents_are_unknown(item: Item, codes: set[str]) -> None:
    unknown = [code for code in item.documents if code not in codes]
    if unknown:
        raise SourceError(
            f"The item {item.id} names the document {unknown[0]}, which is not listed.",
            where=_where(item),
            expected="a code in documents.yaml",
            fix="correct the code, or add the document",
        )


def _fail_if_role_belongs_to_another_scheme(item: Item) -> None:
    scheme = _OWN_SCHEME.get(item.role, item.section)
    if scheme != item.section:
        raise SourceError(
            f"The item {item.id} has a role that only {scheme} has.",
            where=_where(item),
            expected=f"the role {item.role} in {scheme}.yaml only",
            fix="correct the role, or move the item",
        )


def _fail_if_skip_rule_names_an_unknown_answer(item: Item, items: Iterable[Item]) -> None:
    others = list(items)
    for other_id, answers in item.relevant_when.items():
        overlapping = [each for each in others if each.id == other_id and _overlap(each, item)]
        is_known = all(set(answers) <= set(each.answers) for each in overlapping)
        if not answers or not is_known or not _cover(overlapping, item):
            raise SourceError(
                f"The skip rule of the item {item.id} names {other_id} in a way that "
                "cannot be followed.",
                where=_where(item),
                expected="an item that is in force on all days of this one, and answers it takes",
                fix="correct relevant_when, or the dates of the item it names",
            )


def _overlap(one: Item, other: Item) -> bool:
    starts_late = one.valid_to is not None and other.valid_from > one.valid_to
    ends_early = other.valid_to is not None and one.valid_from > other.valid_to
    return not (starts_late or ends_early)


def _cover(entries: Sequence[Item], item: Item) -> bool:
    """Tell whether entries, together, are in force on the first and last day of an item.

    Gaps inside an item's life are looked for as well: the day after each entry's end.
    """
    days = [item.valid_from]
    for each in entries:
        after = None if each.valid_to is None else each.valid_to.toordinal() + 1
        if after is not None and (item.valid_to is None or after <= item.valid_to.toordinal()):
            days.append(type(item.valid_from).fromordinal(after))
    return all(any(each.is_valid_on(day) for each in entries) for day in days)


def _fail_if_id_is_used_in_two_sections(items: Sequence[Item]) -> None:
    sections: dict[str, str] = {}
    for item in items:
        if sections.setdefault(item.id, item.section) != item.section:
            raise SourceError(
                f"The item {item.id} stands in two sections.",
                where=f"{sections[item.id]}.yaml and {item.section}.yaml",
                expected="each id in one section",
                fix="give one of them an id of its own",
            )


def _fail_if_entries_overlap(items: Sequence[Item]) -> None:
    for one, other in combinations(items, 2):
        if one.id == other.id and _overlap(one, other):
            raise SourceError(
                f"The entries of the item {one.id} overlap.",
                where=f"{_where(one)} and from {other.valid_from}",
                expected="each entry to begin after the one before it ended",
                fix="correct valid_from and valid_to",
            )


def _fail_if_skip_rules_are_cyclic(items: Sequence[Item]) -> None:
    named: dict[str, set[str]] = {}
    for item in items:
        named.setdefault(item.id, set()).update(item.relevant_when)
    remaining = dict(named)
    while free := [key for key, others in remaining.items() if not others & set(remaining)]:
        for key in free:
            del remaining[key]
    if remaining:
        item = next(each for each in items if each.id in remaining)
        raise SourceError(
            f"The skip rules of {', '.join(sorted(remaining))} go in a circle.",
            where=_where(item),
            expected="an item never to depend on itself, also not by way of others",
            fix="remove one of the relevant_when",
        )


def _fail_if_a_closed_scheme_has_items(items: Sequence[Item], rule_sets: Sequence[RuleSet]) -> None:
    starts = [*(each.valid_from for each in rule_sets), None]
    for rule_set, (first, after) in zip(rule_sets, pairwise(starts), strict=True):
        closed = {scheme.value for scheme in SCHEMES} - {s.value for s in rule_set.open_schemes}
        for item in items:
            ended = item.valid_to is not None and first is not None and item.valid_to < first
            later = after is not None and item.valid_from >= after
            if item.section in closed and not ended and not later:
                raise SourceError(
                    f"The item {item.id} asks about a scheme that is closed.",
                    where=_where(item),
                    expected=f"no items of {item.section} from {rule_set.valid_from}",
                    fix="end the item the day before, or open the scheme in rule_sets.yaml",
                )


def _fail_if_repeated(names: Sequence[str], file: str) -> None:
    if len(set(names)) < len(names):
        repeated = next(name for name in names if names.count(name) > 1)
        raise SourceError(
            f"{repeated} stands twice in {file}.",
            where=file,
            expected="each once",
            fix="remove one of them",
        )
