"""Which sets of peers are reasonable, and how much say does each choice have?

Every way through the declared decisions is a *specification*: it carries its option under
each decision, the municipalities that follow, and a weight. At every decision in turn the
weight is shared **equally among the options that can be met**. So a decision counts the
same whether it has two options or sixteen, and more values of one option, such as more
numbers of peers, give it no more say.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Focus lacks a condition                    no nearest ones; the other kinds remain
A condition is the same everywhere         left out of the selections
Conditions determine one another           no Mahalanobis distance on that selection
Fewer candidates than peers wanted         that number cannot be met, and has no weight
Named group of one other municipality      not an option: that is no group
Main set of one municipality               cannot be left out
=========================================  ==============================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.comparison.denominators import FloatArray
from analysis.comparison.multiverse.decisions import Decision, declared_decisions
from analysis.comparison.peer_conditions import comparable_values
from analysis.comparison.peer_rules import PeerGroup, named_groups
from analysis.errors import EstimationError
from analysis.measures.between.distances import euclidean_distances, mahalanobis_distances

Picked = tuple[dict[str, str], float, tuple[str, ...]]
Split = Iterator[tuple[str, float]]


@dataclass(frozen=True)
class Specification:
    """One way through the decisions.

    Attributes
    ----------
    choices : mapping of str to str
        Name of the option by decision; a decision that is not met is absent.
    weight : float
        Its part of all the say there is, a fraction.
    peers : tuple of str
        Codes of the municipalities that follow.
    """

    choices: Mapping[str, str]
    weight: float
    peers: tuple[str, ...]

    @property
    def is_pooled(self) -> bool:
        """Tell whether the peers are added up, or each counts alike."""
        return self.choices["pooling"] == "pooled"


@dataclass(frozen=True)
class _Question:
    """What the walk through the decisions needs to know."""

    focus: str
    codes: tuple[str, ...]
    main: tuple[str, ...]
    conditions: pd.DataFrame
    decisions: Mapping[str, Decision]
    groups: Mapping[str, PeerGroup]
    model_distances: Mapping[str, float] = field(default_factory=dict)


def list_specifications(
    *,
    focus: str,
    codes: Sequence[str],
    main: Sequence[str],
    conditions: pd.DataFrame,
    decisions: Mapping[str, Decision] | None = None,
    groups: Mapping[str, PeerGroup] | None = None,
    model_distances: Mapping[str, float] | None = None,
) -> tuple[Specification, ...]:
    """Return every way through the declared decisions, with its weight.

    Parameters
    ----------
    focus : str
        Code of the focus municipality.
    codes : sequence of str
        All municipalities.
    main : sequence of str
        The peers that were chosen before any outcome was read.
    conditions : DataFrame
        Conditions by municipality, as `condition_table` returns them.
    decisions : mapping of str to Decision, optional
        Instead of the declared ones.
    groups : mapping of str to PeerGroup, optional
        Instead of the named ones.
    model_distances : mapping of str to float, optional
        Distance by code between expected rates, made elsewhere from the conditions.
        Without them a modelled likeness is no option.

    Returns
    -------
    tuple of Specification
        The weights add up to 1. Two specifications may lead to the same municipalities,
        and are both kept: each has its say.

    Notes
    -----
    The declared options are what somebody found reasonable, and no sample of all choices
    there are. A decision that nobody thought of has no weight, which leans towards
    agreement.
    """
    asked = _Question(
        focus=focus,
        codes=tuple(codes),
        main=tuple(main),
        conditions=conditions,
        decisions=declared_decisions() if decisions is None else decisions,
        groups=named_groups() if groups is None else groups,
        model_distances=model_distances or {},
    )
    found = []
    for choices, weight, peers in _pick(asked):
        for pooling, part in _split(weight, [o.name for o in asked.decisions["pooling"].options]):
            found.append(Specification({**choices, "pooling": pooling}, part, peers))
    return tuple(found)


def nearest_first(
    conditions: pd.DataFrame, *, focus: str, weights: Sequence[float] | None = None
) -> tuple[str, ...]:
    """Return the other municipalities in order of distance on conditions.

    Parameters
    ----------
    conditions : DataFrame
        Values that are compared, whole rows only.
    focus : str
        Code of the focus; one of the rows.
    weights : sequence of float, optional
        Weight of each condition; 1 without.
    """
    place = list(conditions.index).index(focus)
    return _in_order(conditions, euclidean_distances(conditions, place, weights=weights), focus)


def _pick(asked: _Question) -> Iterator[Picked]:
    """Yield the choices of a kind and what lies under it, with weight and municipalities."""
    under: dict[str, Callable[[_Question], Iterator[Picked]]] = {
        "nearest": _pick_nearest,
        "group": _pick_groups,
        "all_others": _pick_all_others,
        "leave_one_out": _pick_leave_one_out,
    }
    picked = {o.name: list(under[o.name](asked)) for o in asked.decisions["kind"].options}
    for kind, weight in _split(1.0, [name for name, sets in picked.items() if sets]):
        for choices, part, peers in picked[kind]:
            yield {"kind": kind, **choices}, weight * part, peers


def _pick_nearest(asked: _Question) -> Iterator[Picked]:
    """Yield the nearest by every distance, selection, weighting, size bound and number."""
    population = asked.conditions.get("population", pd.Series(dtype=float))
    distances = _distances_that_can_be_met(asked)
    for distance, weight in _split(1.0, list(distances)):
        for order_choices, part, order in distances[distance]:
            bounds = _bounds(asked, order, population)
            for size, size_part in _split(weight * part, list(bounds)):
                within, numbers = bounds[size]
                for number, whole in _split(size_part, [str(n) for n in numbers]):
                    choices = {
                        "distance": distance, **order_choices, "size": size, "n_peers": number
                    }  # fmt: skip
                    yield choices, whole, within[: int(number)]


def _distances_that_can_be_met(asked: _Question) -> dict[str, list[Picked]]:
    """Return by distance the orders of municipalities that it gives, each with its weight."""
    orders = {
        "euclid": list(_euclidean_orders(asked)),
        "mahalanobis": list(_mahalanobis_orders(asked)),
        "model": list(_model_orders(asked)),
    }
    declared = [o.name for o in asked.decisions["distance"].options]
    return {name: orders[name] for name in declared if orders[name]}


def _euclidean_orders(asked: _Question) -> Iterator[Picked]:
    """Yield one order for each selection of conditions, with equal and with doubled weights."""
    values = _values(asked)
    selections = _selections(values)
    options = [o.name for o in asked.decisions["weights"].options]
    for selection, weight in _split(1.0, list(selections)):
        chosen = values[list(selections[selection])]
        # With one condition there is nothing to weigh against one another.
        met = options if chosen.shape[1] > 1 else [o for o in options if o == "equal"]
        for option, part in _split(weight, met):
            doubled = [str(name) for name in chosen.columns] if option == "doubled" else [""]
            for name, whole in _split(part, doubled):
                weights = [2.0 if column == name else 1.0 for column in chosen.columns]
                order = nearest_first(chosen, focus=asked.focus, weights=weights)
                named = {"doubled_condition": name} if name else {}
                yield {"conditions": selection, "weights": option, **named}, whole, order


def _mahalanobis_orders(asked: _Question) -> Iterator[Picked]:
    """Yield one order for each selection of conditions that do not determine one another."""
    values = _values(asked)
    orders = {}
    for selection, names in _selections(values).items():
        chosen = values[list(names)]
        place = list(chosen.index).index(asked.focus)
        try:
            distances = mahalanobis_distances(chosen, place)
        except EstimationError:
            continue
        orders[selection] = _in_order(chosen, distances, asked.focus)
    for selection, weight in _split(1.0, list(orders)):
        yield {"conditions": selection}, weight, orders[selection]


def _model_orders(asked: _Question) -> Iterator[Picked]:
    """Yield the order by modelled likeness, where it was given."""
    known = {c: d for c, d in asked.model_distances.items() if c != asked.focus and np.isfinite(d)}
    if known:
        yield {}, 1.0, tuple(sorted(known, key=lambda code: (abs(known[code]), code)))


def _values(asked: _Question) -> pd.DataFrame:
    """Return the values that are compared; empty where the focus has none."""
    values = comparable_values(asked.conditions) if len(asked.conditions) else asked.conditions
    varying = values.loc[:, values.max() > values.min()]
    return varying if asked.focus in varying.index else varying.iloc[:, :0]


def _selections(values: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return all non-empty selections of the conditions."""
    names = [str(name) for name in values.columns]
    sizes = range(1, len(names) + 1)
    return {"+".join(some): some for size in sizes for some in combinations(names, size)}


def _bounds(
    asked: _Question, order: tuple[str, ...], population: pd.Series
) -> dict[str, tuple[tuple[str, ...], list[int]]]:
    """Return by size bound the candidates in order, and the numbers that can be met."""
    numbers = asked.decisions["n_peers"].settings
    size = asked.decisions["size"]
    own = population.get(asked.focus, float("nan"))
    low, high = own * size.settings["lower"], own * size.settings["upper"]
    alike = tuple(c for c in order if low <= population.get(c, float("nan")) <= high)
    found = {}
    for option in size.options:
        within = order if option.name == "any" else alike
        met = [n for n in range(numbers["first"], numbers["last"] + 1) if n <= len(within)]
        if met:
            found[option.name] = (within, met)
    return found


def _pick_groups(asked: _Question) -> Iterator[Picked]:
    """Yield the named groups that the focus belongs to, or that were chosen for it."""
    settings = asked.decisions["group"].settings
    met = {}
    for name, group in asked.groups.items():
        is_ours = asked.focus in group.municipalities
        if is_ours or asked.focus in settings["chosen_for"].get(name, ()):
            others = tuple(c for c in group.municipalities if c != asked.focus and c in asked.codes)
            if len(others) >= settings["fewest_peers"]:
                met[name] = others
    for name, weight in _split(1.0, list(met)):
        yield {"group": name}, weight, met[name]


def _pick_all_others(asked: _Question) -> Iterator[Picked]:
    """Yield the rest of the country."""
    others = tuple(code for code in asked.codes if code != asked.focus)
    if others:
        yield {}, 1.0, others


def _pick_leave_one_out(asked: _Question) -> Iterator[Picked]:
    """Yield the main set without each of its municipalities in turn."""
    if len(asked.main) < 2:
        return
    for left_out, weight in _split(1.0, list(asked.main)):
        rest = tuple(code for code in asked.main if code != left_out)
        yield {"leave_one_out": left_out}, weight, rest


def _split(weight: float, options: Sequence[str]) -> Split:
    """Share a weight equally among the options that can be met."""
    for option in options:
        yield option, weight / len(options)


def _in_order(conditions: pd.DataFrame, distances: FloatArray, focus: str) -> tuple[str, ...]:
    """Return the other municipalities, the nearest first; ties go to the lower code."""
    pairs = sorted(zip(distances.tolist(), map(str, conditions.index), strict=True))
    return tuple(code for _, code in pairs if code != focus)
