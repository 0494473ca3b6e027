"""What was the choice of peers made from, so that it can be shown not to have been bent?

The record is made from conditions alone, before any outcome is read, and is delivered in
``manifest.json``. Its checksum is over the focus, the rule, the conditions with their
years, every municipality's values, and the peers that came of them: a run with newer
outcomes has the same checksum, and one with other conditions or another rule has not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.comparison.peer_conditions import conditions_of
from analysis.comparison.peer_distances import Distances
from analysis.comparison.peer_rules import MODEL, PeerRule

_DECIMALS = 6


@dataclass(frozen=True)
class PeerRecord:
    """A choice of peers as it was made.

    Attributes
    ----------
    focus, rule : str
        Code of the focus, and how peers were asked for.
    codes : tuple of str
        The peers.
    distances : mapping of str to float
        Distance of each peer from the focus (standard deviations); a peer without a
        condition has none.
    typical_distance, far_distance : float or None
        Median distance over all pairs, and the 90 % quantile of the distances to the
        nearest.
    conditions : mapping of str to int
        Year by the name of the condition.
    weights : mapping of str to float
        Declared weights.
    model_distances : mapping of str to float
        Of the rule ``model``: the distance of each peer in the expected rate.
    files : tuple of str
        Raw files that the conditions came from; their checksums stand with the inputs.
    uses_outcomes_of_others : bool
        Whether the rule rests on a model that was fitted to other municipalities' outcomes.
    sha256 : str
        Checksum over what the choice was made from and what came of it.
    """

    focus: str = ""
    rule: str = ""
    codes: tuple[str, ...] = ()
    distances: Mapping[str, float] = field(default_factory=dict)
    typical_distance: float | None = None
    far_distance: float | None = None
    conditions: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    model_distances: Mapping[str, float] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    uses_outcomes_of_others: bool = False
    sha256: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the record as plain JSON values, as it stands in the manifest."""
        return {
            "focus": self.focus,
            "rule": self.rule,
            "codes": list(self.codes),
            "distances": dict(self.distances),
            "typical_distance": self.typical_distance,
            "far_distance": self.far_distance,
            "conditions": dict(self.conditions),
            "weights": dict(self.weights),
            "model_distances": dict(self.model_distances),
            "files": list(self.files),
            "uses_outcomes_of_others": self.uses_outcomes_of_others,
            "sha256": self.sha256,
        }


def record_peers(
    rule: PeerRule,
    *,
    codes: tuple[str, ...],
    distances: Distances,
    table: pd.DataFrame,
    model_distances: Mapping[str, float],
    files: frozenset[str],
) -> PeerRecord:
    """Record a choice of peers with what it was made from.

    Parameters
    ----------
    rule : PeerRule
        How peers were asked for.
    codes : tuple of str
        The peers.
    distances : Distances
        Distances from the focus.
    table : DataFrame
        Conditions of every municipality, see `condition_table`.
    model_distances : mapping of str to float
        Of the rule ``model``: distance in the expected rate by code; empty otherwise.
    files : frozenset of str
        Raw files that `table` came from.
    """
    years = {condition.name: condition.year for condition in conditions_of(table)}
    of_peers = {c: round(model_distances[c], _DECIMALS) for c in codes if c in model_distances}
    chosen_from = {
        "focus": distances.focus,
        "rule": rule.text,
        "codes": codes,
        "conditions": years,
        "weights": dict(rule.weights),
        "model_distances": of_peers,
        "values": {
            str(code): [None if pd.isna(value) else float(value) for value in row]
            for code, row in zip(table.index, table[list(years)].to_numpy(), strict=True)
        },
    }
    canonical = json.dumps(chosen_from, sort_keys=True, separators=(",", ":"))
    return PeerRecord(
        focus=distances.focus,
        rule=rule.text,
        codes=codes,
        distances={
            c: round(distances.by_code[c], _DECIMALS) for c in codes if c in distances.by_code
        },
        typical_distance=_known(distances.typical),
        far_distance=_known(distances.far),
        conditions=years,
        weights=dict(rule.weights),
        model_distances=of_peers,
        files=tuple(sorted(files)),
        uses_outcomes_of_others=rule.kind == MODEL,
        sha256=hashlib.sha256(canonical.encode()).hexdigest(),
    )


def _known(value: float) -> float | None:
    """Return a number that JSON can hold, or None."""
    return None if pd.isna(value) else round(value, _DECIMALS)
