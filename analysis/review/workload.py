"""Who reads which case? Cases shared out evenly, with what each reader may not read.

Each case goes to an allowed reader who has fewest of its stratum so far, then fewest in
all, then by a hash, so that nobody chooses. Afterwards cases are passed on along chains
of readers until no reader could be relieved: nobody has two more than someone who could
take one of theirs.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Task:
    """A case to be read: its pseudonym, its stratum and who may read it."""

    case_id: str
    stratum: str
    allowed: frozenset[str]


@dataclass(frozen=True)
class Sharing:
    """Who reads which case, and the cases that nobody could take.

    Attributes
    ----------
    reader_of : mapping of str to str
        Reader by case.
    without_reader : tuple of str
        Cases that no reader may read.
    without_room : tuple of str
        Cases whose allowed readers are all full.
    """

    reader_of: Mapping[str, str]
    without_reader: tuple[str, ...]
    without_room: tuple[str, ...]


def share_out(
    tasks: Iterable[Task],
    readers: Mapping[str, int],
    *,
    seed: str,
    loads: Mapping[str, int] | None = None,
) -> Sharing:
    """Share cases out among readers as evenly as what is allowed permits.

    Parameters
    ----------
    tasks : iterable of Task
        The cases.
    readers : mapping of str to int
        How many readings each reader can take in all.
    seed : str
        Settles ties.
    loads : mapping of str to int, optional
        Readings that each reader has already.

    Returns
    -------
    Sharing

    Examples
    --------
    >>> both = frozenset({"L1", "L2"})
    >>> tasks = [Task("C0001", "A", both), Task("C0002", "A", both), Task("C0003", "A", both)]
    >>> Counter(share_out(tasks, {"L1": 9, "L2": 9}, seed="x", loads={"L1": 1}).reader_of.values())
    Counter({'L2': 2, 'L1': 1})
    """
    book = _Book(dict(readers), Counter(loads or {}), {}, {}, Counter())
    ordered = sorted(tasks, key=lambda task: (len(task.allowed), _hash(seed, task.case_id)))
    without_reader, without_room = [], []
    for task in ordered:
        allowed = task.allowed & readers.keys()
        if not allowed:
            without_reader.append(task.case_id)
        elif not _place(book, task, allowed, seed=seed):
            without_room.append(task.case_id)
    _level(book)
    return Sharing(book.reader_of, tuple(without_reader), tuple(without_room))


@dataclass(frozen=True)
class _Book:
    """The state while cases are shared out: capacities, loads, and who has what."""

    capacity: dict[str, int]
    load: Counter[str]
    reader_of: dict[str, str]
    tasks: dict[str, Task]
    held: Counter[tuple[str, str]]

    def give(self, task: Task, reader: str) -> None:
        before = self.reader_of.get(task.case_id)
        if before is not None:
            self.load[before] -= 1
            self.held[before, task.stratum] -= 1
        self.reader_of[task.case_id] = reader
        self.tasks[task.case_id] = task
        self.load[reader] += 1
        self.held[reader, task.stratum] += 1

    def count(self, reader: str, stratum: str) -> int:
        return self.held[reader, stratum]


def _place(book: _Book, task: Task, allowed: frozenset[str], *, seed: str) -> bool:
    """Give a case to a reader, making room where all allowed readers are full."""
    free = [reader for reader in allowed if book.load[reader] < book.capacity[reader]]
    if not free:
        chain = _find_chain(book, sorted(allowed), _has_room(book))
        if chain is None:
            return False
        _pass_on(book, chain)
        free = [chain[0][0]]
    best = min(
        free,
        key=lambda reader: (
            book.count(reader, task.stratum),
            book.load[reader],
            _hash(seed, reader, task.case_id),
        ),
    )
    book.give(task, best)
    return True


def _level(book: _Book) -> None:
    """Pass cases on until no reader has two more than one who could be reached."""
    while True:
        for reader in sorted(book.capacity, key=lambda each: (-book.load[each], each)):
            chain = _find_chain(book, [reader], _is_lighter(book, book.load[reader] - 2))
            if chain is not None:
                _pass_on(book, chain)
                break
        else:
            return


def _has_room(book: _Book) -> Callable[[str], bool]:
    return lambda reader: book.load[reader] < book.capacity[reader]


def _is_lighter(book: _Book, most: int) -> Callable[[str], bool]:
    return lambda reader: book.load[reader] <= most and book.load[reader] < book.capacity[reader]


def _find_chain(
    book: _Book, starts: list[str], is_goal: Callable[[str], bool]
) -> list[tuple[str, str]] | None:
    """Return the shortest chain of (reader, case that is passed on), and its end.

    The last element is the reader at the goal with an empty case.
    """
    came_from: dict[str, tuple[str, str] | None] = dict.fromkeys(starts)
    queue = deque(starts)
    while queue:
        reader = queue.popleft()
        if is_goal(reader):
            return _trace_back(came_from, reader)
        own = [case for case, each in book.reader_of.items() if each == reader]
        # The stratum of which the reader has most is thinned first.
        for case in sorted(own, key=lambda each: -book.count(reader, book.tasks[each].stratum)):
            for other in sorted((book.tasks[case].allowed & book.capacity.keys()) - set(came_from)):
                came_from[other] = (reader, case)
                queue.append(other)
    return None


def _trace_back(came_from: Mapping[str, tuple[str, str] | None], end: str) -> list[tuple[str, str]]:
    chain, at = [(end, "")], came_from[end]
    while at is not None:
        chain.append(at)
        at = came_from[at[0]]
    return chain[::-1]


def _pass_on(book: _Book, chain: list[tuple[str, str]]) -> None:
    for (_, case), (taker, _) in pairwise(chain):
        book.give(book.tasks[case], taker)


def _hash(*parts: str) -> str:
    return hashlib.sha256(",".join(parts).encode()).hexdigest()
