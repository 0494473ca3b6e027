"""Do things wait for each other in a circle, so that none of them can ever begin?

Steps of a flow and tasks of a plan say what they wait for. Whoever writes them down by hand
can close a circle without seeing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def find_circle(waits_for: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the names of a circle in the order of waiting, the first one again at the end.

    Parameters
    ----------
    waits_for : mapping of str to sequence of str
        What each thing waits for; names that are no key are passed over.

    Returns
    -------
    tuple of str
        Empty if there is no circle.

    Examples
    --------
    >>> find_circle({"a": ("b",), "b": ("c",), "c": ("a",)})
    ('a', 'b', 'c', 'a')
    >>> find_circle({"a": ("b",), "b": ()})
    ()
    """
    finished: set[str] = set()
    for start, first in waits_for.items():
        path: list[str] = [start]
        waiting: list[Iterator[str]] = [iter(first)]
        while waiting:
            name = next(waiting[-1], None)
            if name is None:
                waiting.pop()
                finished.add(path.pop())
            elif name in path:
                return (*path[path.index(name) :], name)
            elif name in waits_for and name not in finished:
                path.append(name)
                waiting.append(iter(waits_for[name]))
    return ()
