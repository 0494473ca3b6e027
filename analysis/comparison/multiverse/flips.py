"""Which choice changes the answer?

Three ways to ask. By option: what say do the sets under it have that give the main set's
answer? By peer: does the answer change when one municipality leaves the main set? By
newcomer: does it change when one other municipality joins?
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comparison.denominators import FloatArray
from analysis.comparison.multiverse.decisions import Decision, declared_decisions
from analysis.comparison.multiverse.sets import MAIN, PeerSets
from analysis.comparison.multiverse.specifications import Specification
from analysis.comparison.multiverse.vary import Counted, VariedGaps, answer_sets
from analysis.comparison.peer_rules import named_groups
from analysis.comparison.references import IntArray


@dataclass(frozen=True)
class OptionSets:
    """One option as it is shown, and the sets under it.

    Attributes
    ----------
    decision, name : str
        Names of the decision, and of the option or the first one that is shown with it.
    decision_label, label : str
        The decision and its option in Danish.
    belongs_to : str
        The kind of group that the decision is a part of, or empty.
    say : array of shape (sets,)
        What the option has in each set; the sum is its part of all say.
    """

    decision: str
    name: str
    decision_label: str
    label: str
    belongs_to: str
    say: FloatArray


@dataclass(frozen=True)
class OptionAnswer:
    """How far the sets under one option give the main set's answer.

    Attributes
    ----------
    option : OptionSets
        The option.
    share_same : float
        Say of its sets that give the main set's answer, of all the option's say; NaN where
        none can be told.
    usual_side : int
        The answer with most say under it: -1 fewer, 1 more, 0 neither.
    """

    option: OptionSets
    share_same: float
    usual_side: int


@dataclass(frozen=True)
class PeerChange:
    """One municipality that changes the answer when it leaves or joins the main set.

    Attributes
    ----------
    code : str
        The municipality.
    is_removed : bool
        Whether it leaves; otherwise it joins.
    side : int
        The answer without or with it.
    ratio : float
        Observed over expected without or with it.
    """

    code: str
    is_removed: bool
    side: int
    ratio: float


def options_shown(
    specifications: Sequence[Specification],
    sets: PeerSets,
    *,
    names: Mapping[str, str],
    decisions: Mapping[str, Decision] | None = None,
) -> tuple[OptionSets, ...]:
    """Return the options as a reader sees them, with what say each has in every set.

    Parameters
    ----------
    specifications : sequence of Specification
        From `list_specifications`.
    sets : PeerSets
        From `gather_sets`, of the same specifications.
    names : mapping of str to str
        Municipality names by code.
    decisions : mapping of str to Decision, optional
        Instead of the declared ones.
    """
    declared = declared_decisions() if decisions is None else decisions
    say: dict[tuple[str, str], FloatArray] = {}
    named: dict[tuple[str, str], str] = {}
    for decision in declared.values():
        labels = [o.label for o in decision.options] + [band.label for band in decision.bands]
        say |= {(decision.name, label): np.zeros(len(sets.members)) for label in labels}
    for specification, place in zip(specifications, sets.of_specification, strict=True):
        if place == MAIN:
            continue
        for name, option in specification.choices.items():
            if name in declared:
                key = name, _label(declared[name], option, names)
                say.setdefault(key, np.zeros(len(sets.members)))[place] += specification.weight
                named.setdefault(key, option)
    order = list(declared)
    return tuple(
        OptionSets(
            name, named[name, label], declared[name].label, label, declared[name].belongs_to,
            say[name, label],
        )
        for name, label in sorted(named, key=lambda key: (order.index(key[0]), [*say].index(key)))
    )  # fmt: skip


def answer_by_option(options: Sequence[OptionSets], varied: VariedGaps) -> tuple[OptionAnswer, ...]:
    """Return how far the sets under each option give the main set's answer.

    Parameters
    ----------
    options : sequence of OptionSets
        From `options_shown`.
    varied : VariedGaps
        One headline by every set.
    """
    side = varied.side
    can_be_told = varied.gaps.expected.n_expected > 0
    found = []
    for option in options:
        say = np.where(can_be_told, option.say, 0.0)
        total = say.sum()
        by_side = {which: float(say[side == which].sum()) for which in (-1, 0, 1)}
        share = by_side[int(side[MAIN])] / total if total > 0 else float("nan")
        found.append(OptionAnswer(option, share, max(by_side, key=lambda which: by_side[which])))
    return tuple(found)


def change_one_peer(
    counted: Counted, *, codes: Sequence[str], main: Sequence[str], side: int
) -> tuple[PeerChange, ...]:
    """Return the single municipalities that change the answer by leaving or joining.

    Parameters
    ----------
    counted : Counted
        What was counted.
    codes : sequence of str
        Municipalities in the order of the columns.
    main : sequence of str
        The main set.
    side : int
        The main set's answer.

    Returns
    -------
    tuple of PeerChange
        First those that leave, in the order of the main set; then those that join, the
        one that moves the ratio most first. Empty where none changes the answer.
    """
    place = {code: i for i, code in enumerate(codes)}
    known = [code for code in main if code in place]
    others = [c for c in codes if c not in known and place[c] != counted.focus]
    leaving = known if len(known) > 1 else []
    changed = [*((code, True) for code in leaving), *((code, False) for code in others)]
    members = np.zeros((len(changed) + 1, len(place)), dtype=bool)
    members[:, [place[code] for code in known]] = True
    for row, (code, is_removed) in enumerate(changed, start=1):
        members[row, place[code]] = not is_removed
    n = len(members)
    gaps = answer_sets(counted, PeerSets(members, np.ones(n, dtype=bool), np.arange(n)))
    told = gaps.expected
    sides: IntArray = gaps.side
    found = [
        PeerChange(code, is_removed, int(sides[row]), float(told.n_observed[row] / expected))
        for row, (code, is_removed) in enumerate(changed, start=1)
        if (expected := told.n_expected[row]) > 0 and sides[row] != side
    ]
    start = told.n_observed[MAIN] / told.n_expected[MAIN] if told.n_expected[MAIN] > 0 else 1.0
    joining = sorted((c for c in found if not c.is_removed), key=lambda c: -abs(c.ratio - start))
    return (*(c for c in found if c.is_removed), *joining)


def _label(decision: Decision, option: str, names: Mapping[str, str]) -> str:
    """Return an option as a reader sees it."""
    if decision.name == "conditions":
        return decision.band_of(len(option.split("+")))
    if decision.name == "n_peers":
        return decision.band_of(int(option))
    if decision.name == "leave_one_out":
        return names.get(option, option)
    if decision.name == "group":
        groups = named_groups()
        return groups[option].label if option in groups else option
    return decision.label_of(option)
