"""How does the workbook itself say that a question is not asked, while answers are typed?

Each item gets a formula that reads the answers of the items its skip rule names. It says
*ikke relevant*, *afventer*, *mangler svar*, *vælg dokument* or *besvaret*, and the
counts of progress are sums over these words. The formulas use only functions that Excel
and LibreOffice share.
"""

from __future__ import annotations

from analysis.checklists.model import Answer, Checklist, Item
from analysis.documents.review_layout import (
    ANSWER,
    DATE,
    DOCUMENT,
    FINISHED,
    MINUTES,
    OTHER,
    OUTCOME,
    PRIMARY,
    STATUS,
    Layout,
)
from analysis.documents.review_words import OUTCOMES, REVIEWED, YES_NO, answer_words
from analysis.labels import listing

HIDDEN = "ikke relevant"
WAITING = "afventer"
UNANSWERED = "mangler svar"
PICK_DOCUMENT = "besvaret, men vælg dokument"
NO_DOCUMENT = "besvaret, men fjern dokument"
ANSWERED = "besvaret"
DONE, STARTED, UNTOUCHED = "afsluttet", "i gang", "ikke begyndt"
UNFINISHED_ANSWERS, UNFINISHED_END = "afsluttet, men svar mangler", "mangler afslutning"


def write_item_status(item: Item, checklist: Checklist, layout: Layout) -> str:
    """Return the formula that says where one item stands.

    Notes
    -----
    An item that depends on one which is itself not asked is not asked either. While the
    item that decides is empty or *uoplyst* it cannot be told, and the item waits.
    """
    row = layout.items[item.id]
    answer, document = f"${ANSWER}${row}", f"${DOCUMENT}${row}"
    unknown = answer_words(item).get(Answer.UNKNOWN.value)
    own = _text(ANSWERED)
    if unknown is not None:
        if item.documents:
            own = (
                f'IF({answer}={_text(unknown)},IF({document}="",{_text(PICK_DOCUMENT)},'
                f'{_text(ANSWERED)}),IF({document}<>"",{_text(NO_DOCUMENT)},{_text(ANSWERED)}))'
            )
        else:
            own = (
                f'IF(AND({answer}<>{_text(unknown)},{document}<>""),{_text(NO_DOCUMENT)},'
                f"{_text(ANSWERED)})"
            )
    formula = f'IF(TRIM({answer})="",{_text(UNANSWERED)},{own})'
    tests = [
        _test(other_id, wanted, checklist=checklist, layout=layout)
        for other_id, wanted in item.relevant_when.items()
    ]
    for _, waits in reversed(tests):
        formula = f"IF({waits[0]},{_text(waits[1])},{formula})"
    for hides, _ in reversed(tests):
        formula = f"IF({hides[0]},{_text(hides[1])},{formula})"
    return f"={formula}"


def describe_skip_rule(item: Item, checklist: Checklist) -> str:
    """Say in Danish when an item is asked, or return an empty text when it always is."""
    parts = [
        f"{other_id} er {_quote(_wanted_words(other_id, wanted, checklist))}"
        for other_id, wanted in item.relevant_when.items()
    ]
    return f"Spørges kun, når {listing(parts)}." if parts else ""


def write_progress(layout: Layout) -> str:
    """Return the formula of *besvaret x af y*, y being the items that are asked."""
    return f'={_count_answered(layout)}&" af "&{_count_asked(layout)}'


def write_case_status(layout: Layout) -> str:
    """Return the formula that says where the whole case stands."""
    outcome, finished = (f"${ANSWER}${layout.conclusion[field]}" for field in (OUTCOME, FINISHED))
    fields = [f"${ANSWER}${layout.conclusion[name]}" for name in (DATE, MINUTES, PRIMARY, OTHER)]
    read = _text(OUTCOMES[REVIEWED])
    complete = (
        f"AND({_count_answered(layout)}={_count_asked(layout)},"
        + ",".join(f'{field}<>""' for field in fields)
        + ")"
    )
    done = (
        f'IF(AND({outcome}<>{read},{outcome}<>""),{_text(DONE)},'
        f"IF({complete},{_text(DONE)},{_text(UNFINISHED_ANSWERS)}))"
    )
    running = (
        f"IF({_count_answered(layout)}=0,{_text(UNTOUCHED)},"
        f"IF({_count_answered(layout)}={_count_asked(layout)},{_text(UNFINISHED_END)},"
        f"{_text(STARTED)}))"
    )
    return f"=IF({finished}={_text(YES_NO['ja'])},{done},{running})"


def write_conclusion_status(field: str, layout: Layout) -> str:
    """Return the formula that says whether one field of the conclusion is filled."""
    cell = f"${ANSWER}${layout.conclusion[field]}"
    outcome = f"${ANSWER}${layout.conclusion[OUTCOME]}"
    missing = f'IF({cell}="",{_text(UNANSWERED)},{_text(ANSWERED)})'
    if field in (OUTCOME, FINISHED):
        return f"={missing}"
    read = _text(OUTCOMES[REVIEWED])
    return f'=IF(AND({outcome}<>"",{outcome}<>{read}),{_text(HIDDEN)},{missing})'


def _test(
    other_id: str, wanted: tuple[str, ...], *, checklist: Checklist, layout: Layout
) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return when another item hides this one, and when it leaves it open, with the words."""
    row = layout.items[other_id]
    cell, status = f"TRIM(${ANSWER}${row})", f"${STATUS}${row}"
    words = _wanted_words(other_id, wanted, checklist)
    unknown = answer_words(checklist.item(other_id)).get(Answer.UNKNOWN.value, "")
    is_empty, fits = f'{cell}=""', ",".join(f"{cell}={_text(word)}" for word in words)
    undecided = [is_empty, *([f"{cell}={_text(unknown)}"] if unknown not in words else [])]
    hides = f"OR({_begins(status, HIDDEN)},NOT(OR({','.join(undecided)},{fits})))"
    waits = f"OR({','.join(undecided)},{_begins(status, WAITING)})"
    reason = f"{HIDDEN}: spørges kun, når {other_id} er {_quote(words)}"
    return (hides, reason), (waits, f"{WAITING} {other_id}, som ikke er besvaret eller er uoplyst")


def _wanted_words(other_id: str, wanted: tuple[str, ...], checklist: Checklist) -> list[str]:
    words = answer_words(checklist.item(other_id))
    return [words.get(code, code) for code in wanted]


def _quote(words: list[str]) -> str:
    return listing([f"„{word}”" for word in words], last="eller")


def _count_answered(layout: Layout) -> str:
    return _count(layout, ANSWERED)


def _count_asked(layout: Layout) -> str:
    return f"({len(layout.items)}-{_count(layout, HIDDEN)}-{_count(layout, WAITING)})"


def _count(layout: Layout, word: str) -> str:
    """Count the items whose status begins with a word."""
    span = f"${STATUS}${layout.first_item}:${STATUS}${layout.last_item}"
    return f"SUMPRODUCT(--({_begins(span, word)}))"


def _begins(cells: str, word: str) -> str:
    return f"LEFT({cells},{len(word)})={_text(word)}"


def _text(word: str) -> str:
    doubled = word.replace('"', '""')
    return f'"{doubled}"'
