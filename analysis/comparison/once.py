"""What is the same for every municipality, and need be computed only once in a process?

A process that compares one municipality after another asks much of the whole country again
and again: copies that are judged, forecasts, shrunken ratios. The last answers are kept by
the content of what was asked, so other data or another choice of peers never meet an
answer that is not theirs.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import joblib

P = ParamSpec("P")
R = TypeVar("R")


def once(*, keep: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function answer the same question only once in a process.

    Parameters
    ----------
    keep : int
        Newest answers that are kept.

    Returns
    -------
    callable
        Puts the memory around a function that depends on its arguments alone. An error
        is not remembered.

    Notes
    -----
    Assumes that nobody changes an answer, which is handed out again as it is: callers
    copy a table before they give it away. Equal arrays of another memory layout count as
    another question, which leans to computing without need.

    Examples
    --------
    >>> asked = []
    >>> @once(keep=1)
    ... def double(number):
    ...     asked.append(number)
    ...     return 2 * number
    >>> [double(2), double(2), double(3)], asked
    ([4, 4, 6], [2, 3])
    """

    def remember(function: Callable[P, R]) -> Callable[P, R]:
        kept: OrderedDict[str, R] = OrderedDict()

        @wraps(function)
        def ask(*args: P.args, **kwargs: P.kwargs) -> R:
            key = str(joblib.hash((args, kwargs), hash_name="sha1"))
            if key not in kept:
                kept[key] = function(*args, **kwargs)
            kept.move_to_end(key)
            answer = kept[key]
            while len(kept) > keep:
                kept.popitem(last=False)
            return answer

        return ask

    return remember
