"""Which municipalities are comparable, and why is each of them there?

Peers are a named group that has been compared before, a list of one's own, or the nearest
on conditions: by the Euclidean distance between z-scores, by the Mahalanobis distance, by
declared weights, or by how alike the expected rate is. How a rule is written stands in
`peer_rules`, what nearness is measured on in `peer_conditions`.

The choice is made from conditions alone. Only ``model:7`` knows outcomes, and only those
of *other* municipalities, through the weights that its model gives the conditions; the
distances it goes by are made elsewhere and handed in.

=========================================  ==============================================
Case                                       Result
=========================================  ==============================================
Focus in its own list                      refused
Focus in a named group                     left out
No peer left, or more than there are       refused
One peer                                   accepted
Focus lacks a condition                    nearest refused, others without distances
Peer lacks a condition                     nobody's neighbour; in a group without distance
Conditions that determine one another      refused by ``mahalanobis``, named
=========================================  ==============================================
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.comparison.peer_conditions import (
    CONDITIONS,
    Condition,
    condition_table,
    conditions_of,
)
from analysis.comparison.peer_distances import (
    Distances,
    condition_distances,
    measure_distances,
)
from analysis.comparison.peer_record import PeerRecord, record_peers
from analysis.comparison.peer_rules import (
    DEFAULT_GROUP,
    DEFAULT_NEIGHBOURS,
    GROUP,
    MODEL,
    OWN_LIST,
    PeerGroup,
    PeerRule,
    check_weights,
    named_groups,
    read_rule,
)
from analysis.comparison.peer_words import say_reasons, say_rule
from analysis.concepts import Lineage
from analysis.errors import CoverageError

__all__ = [
    "CONDITIONS",
    "DEFAULT_GROUP",
    "DEFAULT_NEIGHBOURS",
    "Condition",
    "PeerGroup",
    "PeerSet",
    "condition_distances",
    "condition_table",
    "conditions_of",
    "named_groups",
    "select_peers",
]


@dataclass(frozen=True)
class PeerSet:
    """The peers of one focus municipality.

    Attributes
    ----------
    focus : str
        Code of the focus municipality.
    codes : tuple of str
        Codes of the peers; for nearest neighbours the nearest first.
    rule : str
        How they were asked for, such as ``6byerne`` or ``nearest:7``.
    label : str
        The same for a reader, in Danish.
    reason : str
        Why they are comparable, in Danish.
    reasons : dict of str to str
        Why each peer is there, in Danish.
    distances : dict of str to float
        Distance from the focus on the conditions (standard deviations), for every
        other municipality.
    lineage : Lineage
        What the choice rests on.
    nearness : Distances
        The same distances beside what is typical and what is far.
    record : PeerRecord
        What the choice was made from, with a checksum.
    """

    focus: str
    codes: tuple[str, ...]
    rule: str
    label: str
    reason: str
    reasons: dict[str, str]
    distances: dict[str, float]
    lineage: Lineage
    nearness: Distances = field(default_factory=Distances)
    record: PeerRecord = field(default_factory=PeerRecord)

    @property
    def is_far(self) -> bool:
        """Tell whether the peers lie so far from the focus that a reader must be told."""
        return self.nearness.is_warned(self.codes)


def select_peers(
    rule: str,
    *,
    focus: str,
    names: Mapping[str, str],
    conditions: pd.DataFrame,
    lineage: Lineage,
    model_distances: Mapping[str, float] | pd.Series | None = None,
) -> PeerSet:
    """Choose the peers of a focus municipality, from conditions alone.

    Parameters
    ----------
    rule : str
        ``6byerne`` or another named group, ``nearest:7``, ``mahalanobis:7``,
        ``weighted:7:unemployment_pct=2``, ``model:7``, or codes such as ``751,461``.
        Empty: the other five of 6-byerne for one of the six, otherwise the seven
        nearest on conditions.
    focus : str
        Code of the focus municipality; never among its own peers.
    names : mapping of str to str
        Name by code, for all municipalities.
    conditions : DataFrame
        One row per municipality, one column per condition; see `condition_table`.
    lineage : Lineage
        What `conditions` and `names` rest on.
    model_distances : mapping of str to float or Series, optional
        Needed by ``model:7`` alone: by code the distance |log(expected rate / expected
        rate of the focus)|, from a model that uses the focus's conditions only.

    Raises
    ------
    CoverageError
        If the group, a code or a weight is unknown, no peer is left, the focus is listed
        as its own peer, the number of neighbours cannot be had, the focus lacks a
        condition that nearness needs, or the distances by model are not there.
    EstimationError
        If a condition is the same everywhere, or the conditions determine one another
        and the Mahalanobis distance is asked for.

    Notes
    -----
    The peers are alike on what is measured, and on nothing else: where a condition that
    matters is missing, such as health, the gap to them leans towards what that
    condition does.
    """
    asked = read_rule(rule, focus=focus)
    check_weights(asked, names=[condition.name for condition in conditions_of(conditions)])
    nearness = measure_distances(conditions, focus=focus, rule=asked)
    by_model = _distances_by_model(asked, model_distances, focus=focus, names=names)
    if asked.kind == GROUP:
        codes = tuple(code for code in asked.codes if code != focus and code in names)
        _fail_if_nobody_is_left(codes, rule=asked.text)
    elif asked.kind == OWN_LIST:
        _fail_if_list_is_wrong(asked, focus=focus, names=names)
        codes = asked.codes
    else:
        _fail_if_focus_lacks_a_condition(asked, conditions, focus=focus)
        codes = _nearest(by_model or nearness.by_code, asked)
    label, reason = say_rule(asked, conditions, n_peers=len(codes))
    return PeerSet(
        focus=focus,
        codes=codes,
        rule=asked.text,
        label=label,
        reason=reason,
        reasons=say_reasons(asked, codes, conditions, focus=focus, by_model=by_model),
        distances=dict(nearness.by_code),
        lineage=lineage,
        nearness=nearness,
        record=record_peers(
            asked,
            codes=codes,
            distances=nearness,
            table=conditions,
            model_distances=by_model,
            files=lineage.inputs,
        ),
    )


def _distances_by_model(
    rule: PeerRule,
    given: Mapping[str, float] | pd.Series | None,
    *,
    focus: str,
    names: Mapping[str, str],
) -> dict[str, float]:
    """Return the distances by model that are known, without the focus; empty for other rules."""
    if rule.kind != MODEL:
        return {}
    if given is None:
        raise CoverageError(
            "The expected rates that model compares are not there.",
            where=f"the choice of peers, {rule.text}",
            expected="distances by model, made from the conditions of every municipality",
            fix="hand them to select_peers(model_distances=...), or ask for nearest:7",
        )
    pairs = {str(code): float(distance) for code, distance in given.items()}
    return {
        code: abs(distance)
        for code, distance in pairs.items()
        if code != focus and code in names and math.isfinite(distance)
    }


def _nearest(distances: Mapping[str, float], rule: PeerRule) -> tuple[str, ...]:
    """Return the codes of the nearest municipalities; ties go to the lower code."""
    if not 1 <= rule.count <= len(distances):
        raise CoverageError(
            f"The {rule.count} nearest municipalities cannot be had.",
            where=f"the choice of peers, {rule.text}",
            expected=f"a number from 1 to {len(distances)}",
            fix="ask for another number, such as nearest:7, or give a list of codes",
        )
    return tuple(sorted(distances, key=lambda code: (distances[code], code))[: rule.count])


def _fail_if_nobody_is_left(codes: tuple[str, ...], *, rule: str) -> None:
    """Refuse a named group without a municipality in the data."""
    if not codes:
        raise CoverageError(
            f"No municipality of {rule} is in the data.",
            where="the choice of peers",
            expected="at least one peer beside the focus",
            fix="choose another group, nearest:7, or codes of your own",
        )


def _fail_if_focus_lacks_a_condition(
    rule: PeerRule, conditions: pd.DataFrame, *, focus: str
) -> None:
    """Refuse to look for neighbours of a municipality whose place is not known."""
    names = list(conditions.columns)
    known = conditions.loc[focus] if focus in conditions.index else pd.Series(dtype=float)
    missing = [str(name) for name in names if pd.isna(known.get(name, math.nan))]
    if missing and rule.kind != MODEL:
        raise CoverageError(
            f"The nearest to municipality {focus} cannot be found: it has no {missing[0]}.",
            where=f"the choice of peers, {rule.text}",
            expected="every condition of the municipality in focus: " + ", ".join(names),
            fix="give the missing condition, or choose a named group or a list of codes",
        )


def _fail_if_list_is_wrong(rule: PeerRule, *, focus: str, names: Mapping[str, str]) -> None:
    """Refuse what is no municipality, and the focus among its own peers."""
    unknown = [code for code in rule.codes if code not in names]
    if unknown or not rule.codes:
        raise CoverageError(
            f"{', '.join(unknown) or rule.text!r} is neither a group nor a municipality.",
            where="the choice of peers",
            expected=f"{', '.join(named_groups())}, nearest:K, mahalanobis:K, weighted:K:..., "
            "model:K, or codes such as 751,461,851",
            fix="correct the name or the code; municipalities have three digits",
        )
    if focus in rule.codes:
        raise CoverageError(
            f"Municipality {focus} is listed as its own peer.",
            where="the choice of peers",
            expected="other municipalities than the one in focus",
            fix=f"leave {focus} out of the list",
        )
