"""Which people belong together in the draw? Strata from the frame, and their merging.

By default kontanthjælp is cut by whether the citizen is with the social administration
and by the years on the benefit, sygedagpenge by the weeks (``review_strata.yaml``). A
stratum of one person has no variance and a plan that gives a stratum one case cannot
estimate it: such strata join a neighbour, and a trace says which and why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import RequestError
from analysis.parameters.loader import load_yaml

VARIABLES = ("benefit", "in_sof", "duration", "centre", "age_group", "sex")
MIN_CASES = 2
_SHORT = {"kontanthjaelp": "KH", "sygedagpenge": "SD"}


@dataclass(frozen=True)
class Merging:
    """Which strata were joined.

    Attributes
    ----------
    names : mapping of str to str
        The name of each stratum before and after.
    trace : tuple of str
        A sentence for each step, in Danish.
    """

    names: Mapping[str, str]
    trace: tuple[str, ...]


def build_strata(frame: pd.DataFrame, *, variables: Sequence[str] = ()) -> pd.Series[Any]:
    """Return the stratum of each person.

    Parameters
    ----------
    frame : DataFrame
        One row per person; uses ``benefit``, ``weeks`` and ``in_sof``, or the variables.
    variables : sequence of str, optional
        Names in `VARIABLES`, in the order in which they make the name. Empty: the rule
        in ``review_strata.yaml``.

    Returns
    -------
    Series of str
        Names such as ``KH-SOF-10+``, with the index of the frame.

    Raises
    ------
    RequestError
        If a variable is unknown or named twice.

    Examples
    --------
    >>> people = pd.DataFrame(
    ...     {
    ...         "benefit": ["kontanthjaelp", "kontanthjaelp", "sygedagpenge"],
    ...         "weeks": [103, 520, 26],
    ...         "in_sof": ["nej", "ja", "ja"],
    ...     }
    ... )
    >>> build_strata(people).to_list()
    ['KH-ej-0-2', 'KH-SOF-10+', 'SD-26+']
    """
    if not variables:
        return _apply_rules(frame)
    _fail_if_unknown(variables)
    strata = _part_of(frame, variables[0])
    for name in variables[1:]:
        strata = strata + "-" + _part_of(frame, name)
    return strata


def merge_small(population: Mapping[str, int], n_cases: int, *, minimum: int = 2) -> Merging:
    """Join strata that are too small to be estimated with their nearest neighbour.

    A stratum joins when it holds fewer than two persons, and the smallest ones when
    there are more strata than `n_cases` can give `minimum` cases each. The neighbour is
    the stratum whose name shares most parts from the left, then the nearest in the order
    given, then the smaller.

    Parameters
    ----------
    population : mapping of str to int
        Persons by stratum, in the order of the strata.
    n_cases : int
        Cases that will be drawn in all.
    minimum : int, default 2
        Cases that each stratum is to have.

    Notes
    -----
    Joining is done before the draw and without any answer, so it cannot favour a result.
    It leans towards a wider interval: the joined people differ more.

    Examples
    --------
    >>> merge_small({"KH-SOF-5-10": 40, "KH-SOF-10+": 1, "SD-26+": 30}, 20).names["KH-SOF-10+"]
    'KH-SOF-5-10/10+'
    """
    groups = {name: [name] for name in population}
    sizes = dict(population)
    trace = []
    order = list(population)
    while len(sizes) > 1:
        smallest = min(sizes, key=lambda name: (sizes[name], order.index(groups[name][0])))
        reason = _reason_to_join(sizes, smallest, n_cases, minimum)
        if not reason:
            break
        others = [name for name in sizes if name != smallest]
        near = min(others, key=lambda name: _distance(groups, sizes, order, smallest, name))
        members = sorted(groups[smallest] + groups[near], key=order.index)
        joined = _joint_name(members)
        trace.append(f"{smallest} lægges sammen med {near} til {joined}: {reason}.")
        total = sizes.pop(smallest) + sizes.pop(near)
        del groups[smallest], groups[near]
        groups[joined], sizes[joined] = members, total
    names = {member: joined for joined, members in groups.items() for member in members}
    return Merging({name: names[name] for name in population}, tuple(trace))


def anticipate_ratios(frame: pd.DataFrame, strata: pd.Series[Any]) -> dict[str, float]:
    """Return how much likelier than everybody each stratum is thought to be in a target group.

    Returns
    -------
    dict of str to float
        By stratum; the mean over all persons is 1. A guess for planning alone (see
        ``review_strata.yaml``): no estimate rests on it.
    """
    cells, groups = _find_cells(frame)
    weight = pd.Series(np.array([cell.likelier for cell in cells])[groups], index=frame.index)
    means = weight.groupby(strata).mean() / weight.mean()
    return {str(name): float(mean) for name, mean in means.items()}


def count_strata(strata: pd.Series[Any]) -> dict[str, int]:
    """Return the persons of each stratum, in the natural order of the strata's names."""
    counts = strata.value_counts()
    return {name: int(counts[name]) for name in sorted(map(str, counts.index), key=_sort_key)}


def _apply_rules(frame: pd.DataFrame) -> pd.Series[Any]:
    cells, groups = _find_cells(frame)
    labels = np.array([cell.label for cell in cells], dtype=object)
    return pd.Series(labels[groups], index=frame.index, dtype="str")


@dataclass(frozen=True)
class _Cell:
    """One stratum of the usual rule."""

    label: str
    likelier: float


def _find_cells(frame: pd.DataFrame) -> tuple[list[_Cell], NDArray[np.int64]]:
    """Return the strata of the rule, and the number of each person's among them."""
    cells: list[_Cell] = []
    groups = np.zeros(len(frame), dtype=np.int64)
    weeks = frame["weeks"].to_numpy()
    for rule in load_yaml("review_strata")["rules"]:
        starts = [band["from_week"] for band in rule["bands"]]
        band_of = np.searchsorted(starts, weeks, side="right") - 1
        is_benefit = (frame["benefit"] == rule["benefit"]).to_numpy()
        for code, word in (rule["in_sof"] or {"": ""}).items():
            is_in = is_benefit & ((frame["in_sof"] == code).to_numpy() if code else True)
            groups[is_in] = len(cells) + band_of[is_in]
            cells += [
                _Cell(
                    "-".join(part for part in (rule["code"], word, band["label"]) if part),
                    float(band["likelier"]),
                )
                for band in rule["bands"]
            ]
    return cells, groups


def _part_of(frame: pd.DataFrame, variable: str) -> pd.Series[Any]:
    if variable == "duration":
        # The band alone: the last part of the default name, after benefit and SOF.
        return _apply_rules(frame).str.replace(r"^(?:KH-(?:SOF|ej)|SD)-", "", regex=True)
    if variable == "in_sof":
        return frame["in_sof"].map({"ja": "SOF", "nej": "ej"}).astype("str")
    values = frame[variable].astype("str")
    values = values.map(_SHORT).astype("str") if variable == "benefit" else values
    return values.str.replace(r"\s+", "_", regex=True)


def _reason_to_join(sizes: Mapping[str, int], smallest: str, n_cases: int, minimum: int) -> str:
    if sizes[smallest] < MIN_CASES:
        return "der er under to personer"
    needed = sum(min(size, max(minimum, MIN_CASES)) for size in sizes.values())
    if needed > n_cases:
        return f"{n_cases} sager rækker ikke til mindst {max(minimum, MIN_CASES)} i hver gruppe"
    return ""


def _distance(
    groups: Mapping[str, list[str]],
    sizes: Mapping[str, int],
    order: Sequence[str],
    one: str,
    other: str,
) -> tuple[int, int, int]:
    pairs = [(a, b) for a in groups[one] for b in groups[other]]
    shared = max(_count_shared(a.split("-"), b.split("-")) for a, b in pairs)
    steps = min(abs(order.index(a) - order.index(b)) for a, b in pairs)
    return (-shared, steps, sizes[other])


def _count_shared(one: Sequence[str], other: Sequence[str]) -> int:
    n_shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        n_shared += 1
    return n_shared


def _joint_name(members: Sequence[str]) -> str:
    parts = [name.split("-") for name in members]
    shared = min(_count_shared(parts[0], each) for each in parts)
    # A band such as 5-10 is two parts: 5-10 and 5+ share no meaning.
    prefix = parts[0][: min(shared, *(len(each) - 1 for each in parts))]
    rest = "/".join("-".join(each[len(prefix) :]) for each in parts)
    return "-".join([*prefix, rest])


def _sort_key(name: str) -> list[tuple[bool, int, str]]:
    parts = name.replace("+", "-+").replace("/", "-").split("-")
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


def _fail_if_unknown(variables: Sequence[str]) -> None:
    unknown = [name for name in variables if name not in VARIABLES]
    if unknown or len(set(variables)) < len(variables):
        raise RequestError(
            f"The frame cannot be cut by {', '.join(unknown)}."
            if unknown
            else "A variable of the strata is named twice.",
            where="--strata",
            expected=f"some of {', '.join(VARIABLES)}, each once",
            fix="correct the list, or leave it out for the usual strata",
        )
