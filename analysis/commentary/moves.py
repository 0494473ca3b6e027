"""Which numbers under a remark have moved since it was written, and how is that said?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.commentary.shown import DIGESTS, IN_WORDS, Figures, Shown
from analysis.labels import number

MOST = 5
_LONGEST = 60
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Move:
    """One figure that is not what it was.

    Attributes
    ----------
    block_id : str
        Where it stands.
    title : str
        What a reader knows that block by; empty where it has no title.
    label : str
        What is counted.
    before, now : str
        As shown; empty where it did not, or does not, stand there.
    """

    block_id: str
    title: str
    label: str
    before: str
    now: str


def list_moves(before: Figures, now: Figures, shown: Shown) -> tuple[Move, ...]:
    """Return what differs between two fingerprints, in the order of the report.

    Parameters
    ----------
    before, now : mapping of str to mapping of str to str
        By block id and by what is counted.
    shown : Shown
        The report as it is now, which knows what its blocks are called.
    """
    titles = {block.id: block.title for block in shown.blocks}
    ids = [*now, *(block_id for block_id in before if block_id not in now)]
    moves = []
    for block_id in ids:
        then, here = before.get(block_id, {}), now.get(block_id, {})
        labels = [*here, *(label for label in then if label not in here)]
        moves += [
            Move(
                block_id, titles.get(block_id, ""), label, then.get(label, ""), here.get(label, "")
            )
            for label in labels
            if then.get(label, "") != here.get(label, "")
        ]
    # What can be named comes before what can only be told of.
    return tuple(sorted(moves, key=lambda move: move.label in DIGESTS))


def describe_moves(moves: Iterable[Move], *, most: int = MOST) -> str:
    """Say in Danish what moved: which figures, before and now.

    Parameters
    ----------
    moves : iterable of Move
        At least one.
    most : int, default 5
        How many are named; of the others the number is told.

    Examples
    --------
    >>> describe_moves([Move("forside", "", "Førtidspension, faktisk", "1.026", "1.031")])
    'Førtidspension, faktisk 1.026 → 1.031.'
    """
    words = list(dict.fromkeys(_describe(move) for move in moves))
    more = len(words) - most
    told = words if more <= 0 else [*words[:most], f"og {number(more)} andre"]
    return "; ".join(told) + "."


def _describe(move: Move) -> str:
    if move.label == IN_WORDS:
        return IN_WORDS
    if move.label in DIGESTS:
        return f"{move.label} »{move.title}«" if move.title else move.label
    name = f"{move.title}, {move.label}" if move.label in _OF_A_BLOCK else move.label
    if not move.before:
        return f"{name} {_cut(move.now)} stod der ikke før"
    if not move.now:
        return f"{name} {_cut(move.before)} står der ikke mere"
    if max(len(move.before), len(move.now)) <= _LONGEST:
        return f"{name} {move.before} → {move.now}"
    return f"{name}: {_compare_numbers(move.before, move.now)}"


# Labels that are the same in every finding or key figure, so that its title has to name it.
_OF_A_BLOCK = ("vurdering", "ordlyd", "tal", "detalje")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _compare_numbers(before: str, now: str) -> str:
    """Return the numbers that differ between two long texts, where only they do."""
    then, here = _NUMBER.findall(before), _NUMBER.findall(now)
    if _NUMBER.sub("", before) != _NUMBER.sub("", now) or len(then) != len(here):
        return "ordene er andre"
    pairs = zip(then, here, strict=True)
    return ", ".join(f"{one} → {other}" for one, other in pairs if one != other)
