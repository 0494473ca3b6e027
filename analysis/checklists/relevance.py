"""Which questions are asked of this case, given the answers so far?

An item with a skip rule is asked only when each item that the rule names has one of the
answers that it lists. While such an answer is missing it cannot be told; and neither can
it when the answer is *uoplyst*, unless the rule lists that: *uoplyst* is never a no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.checklists.model import Answer, Checklist, Item


def find_relevant(checklist: Checklist, answers: Mapping[str, str]) -> dict[str, bool | None]:
    """Tell for each item whether it is asked.

    Parameters
    ----------
    checklist : Checklist
        The items in force.
    answers : mapping of item id to answer
        Absent or empty: not yet answered.

    Returns
    -------
    dict of item id to bool or None
        True: asked. False: hidden, and an answer kept from before does not count. None:
        cannot be told, since an item that the rule names is *uoplyst* or not answered.

    Notes
    -----
    An item whose rule names a hidden item is hidden too.

    Examples
    --------
    >>> import datetime as dt
    >>> from analysis.checklists.load import load_checklist
    >>> checklist = load_checklist(dt.date(2022, 5, 1))
    >>> [find_relevant(checklist, {"G1": age})["F5"] for age in ("under_40", "40_plus", "uoplyst")]
    [True, False, None]
    """
    items = {item.id: item for item in checklist.items}
    found: dict[str, bool | None] = {}
    for item_id in items:
        _settle(item_id, items, answers, found)
    return found


def list_undecided(
    item: Item, answers: Mapping[str, str], relevant: Mapping[str, bool | None]
) -> Iterator[str]:
    """Yield the ids that keep it from being told whether an item is asked."""
    for other_id, wanted in item.relevant_when.items():
        if _fits(other_id, wanted, answers, relevant) is None:
            yield other_id


def _settle(
    item_id: str,
    items: Mapping[str, Item],
    answers: Mapping[str, str],
    found: dict[str, bool | None],
) -> bool | None:
    if item_id not in found:
        rule = items[item_id].relevant_when
        for other_id in rule:
            _settle(other_id, items, answers, found)
        parts = [_fits(other_id, wanted, answers, found) for other_id, wanted in rule.items()]
        found[item_id] = False if False in parts else None if None in parts else True
    return found[item_id]


def _fits(
    other_id: str,
    wanted: tuple[str, ...],
    answers: Mapping[str, str],
    relevant: Mapping[str, bool | None],
) -> bool | None:
    """Tell whether one item of a skip rule has a wanted answer."""
    answer = answers.get(other_id, "")
    if relevant[other_id] is False:
        return False
    if answer in wanted:
        return relevant[other_id]
    return None if answer in ("", Answer.UNKNOWN.value) else False
