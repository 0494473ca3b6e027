"""How far from one another are municipalities on their conditions, and is that far?

A distance in standard deviations says little by itself. Two yardsticks are taken from all
municipalities that have every condition, before any outcome is read:

- the **typical** distance: the median over all pairs. Peers beyond it are no more alike
  than two municipalities taken at random.
- the **far** distance: what nine in ten municipalities have less of to their very nearest.

Peers are called far when the nearest of them lies beyond the far distance, or when any of
them lies beyond the typical one. Over the 98 municipalities with their seven nearest this
warns 13: København, Aarhus, Frederiksberg, five western suburbs, and five islands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.comparison.peer_conditions import comparable_values
from analysis.comparison.peer_rules import MAHALANOBIS, WEIGHTED, PeerRule
from analysis.errors import EstimationError
from analysis.measures.between.distances import (
    euclidean_distances,
    mahalanobis_distances,
    z_scores,
)
from analysis.measures.inputs import FloatArray

FAR_QUANTILE = 0.9
# A part of an eigenvector below this is rounding, not a condition that takes part.
_SMALLEST_PART = 1e-6


@dataclass(frozen=True)
class Distances:
    """How far every other municipality lies from the focus, and what is far.

    Attributes
    ----------
    focus : str
        Code of the focus.
    by_code : dict of str to float
        Distance (standard deviations) by code; empty where the focus lacks a condition.
    typical : float
        Median distance over all pairs of municipalities; NaN where there is none.
    far : float
        The 90 % quantile of the municipalities' distances to their nearest; NaN where
        there is none.
    """

    focus: str = ""
    by_code: Mapping[str, float] = field(default_factory=dict)
    typical: float = float("nan")
    far: float = float("nan")

    def relative(self, code: str) -> float:
        """Return a distance in units of the typical one; NaN where it is not known."""
        return self.by_code.get(code, float("nan")) / self.typical

    def nearest_is_far(self, codes: tuple[str, ...]) -> bool:
        """Tell whether even the nearest of these lies far from the focus."""
        known = [self.by_code[code] for code in codes if code in self.by_code]
        return bool(known) and min(known) > self.far

    def beyond_typical(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Return those that lie further off than two municipalities typically do."""
        return tuple(c for c in codes if self.by_code.get(c, 0.0) > self.typical)

    def is_warned(self, codes: tuple[str, ...]) -> bool:
        """Tell whether a reader must be told that these are far from the focus."""
        return self.nearest_is_far(codes) or bool(self.beyond_typical(codes))


def measure_distances(
    conditions: pd.DataFrame, *, focus: str, rule: PeerRule | None = None
) -> Distances:
    """Measure the distances of all municipalities by the rule asked for.

    Parameters
    ----------
    conditions : DataFrame
        As `condition_table` returns it. A municipality with a missing condition has no
        distance.
    focus : str
        Code of the focus municipality.
    rule : PeerRule, optional
        Mahalanobis distance or weights where it asks for them; Euclid otherwise.

    Raises
    ------
    EstimationError
        If a condition is the same everywhere, or conditions determine one another and
        the rule asks for Mahalanobis.
    """
    if focus not in conditions.index or conditions.loc[focus].isna().any():
        return Distances(focus)
    table = pairwise_distances(conditions, rule=rule)
    if len(table) < 2:
        return Distances(focus)
    pairs = table.to_numpy()
    typical = float(np.median(pairs[np.triu_indices(len(pairs), k=1)]))
    nearest = (pairs + np.diag(np.full(len(pairs), np.inf))).min(axis=1)
    own = pairs[table.index.get_loc(focus)]
    return Distances(
        focus,
        {
            code: float(distance)
            for code, distance in zip(table.index, own, strict=True)
            if code != focus
        },
        typical,
        float(np.quantile(nearest, FAR_QUANTILE)),
    )


def pairwise_distances(conditions: pd.DataFrame, *, rule: PeerRule | None = None) -> pd.DataFrame:
    """Return the distance between every two municipalities that have every condition.

    Parameters
    ----------
    conditions, rule
        As in `measure_distances`.

    Returns
    -------
    DataFrame
        Municipalities x municipalities, in standard deviations.
    """
    values = comparable_values(conditions)
    # With a single municipality nothing varies, and nobody is at any distance.
    if len(values) < 2:
        return pd.DataFrame(index=[], columns=[], dtype=float)
    _fail_if_a_condition_is_the_same_everywhere(values)
    kind = rule.kind if rule is not None else ""
    if kind == MAHALANOBIS:
        _fail_if_conditions_determine_one_another(values)
    weights = rule.weights if rule is not None and kind == WEIGHTED else {}
    given = tuple(weights.get(str(name), 1.0) for name in values.columns)
    content = values.to_numpy(dtype=np.float64).tobytes()
    pairs = _pairs(content, weights=given, is_mahalanobis=kind == MAHALANOBIS)
    codes = [str(code) for code in values.index]
    return pd.DataFrame(pairs, index=codes, columns=codes)


def condition_distances(conditions: pd.DataFrame, *, focus: str) -> dict[str, float]:
    """Measure how far every other municipality lies from the focus on the conditions.

    Parameters
    ----------
    conditions : DataFrame
        As `condition_table` returns it.
    focus : str
        Code of the focus municipality.

    Returns
    -------
    dict of str to float
        Euclidean distance between z-scores, in standard deviations, by code. A
        municipality with a missing condition has no distance.

    Examples
    --------
    >>> from analysis.comparison.peer_conditions import CONDITIONS
    >>> table = pd.DataFrame({c.name: [1.0, 2.0, 4.0] for c in CONDITIONS},
    ...                      index=["9901", "9902", "9903"])
    >>> near = condition_distances(table, focus="9901")
    >>> near["9902"] < near["9903"]
    True
    """
    return dict(measure_distances(conditions, focus=focus).by_code)


def most_alike_on(
    conditions: pd.DataFrame, *, focus: str, codes: tuple[str, ...]
) -> dict[str, str]:
    """Return for each municipality the condition on which it is most like the focus.

    Parameters
    ----------
    conditions : DataFrame
        As `condition_table` returns it.
    focus : str
        Code of the focus.
    codes : tuple of str
        Municipalities that have every condition.
    """
    values = comparable_values(conditions)
    scores = pd.DataFrame(z_scores(values), index=values.index, columns=values.columns)
    gaps = scores.sub(scores.loc[focus]).abs()
    return {code: str(gaps.loc[code].idxmin()) for code in codes}


# Every municipality in turn asks for the same table.
@lru_cache(maxsize=16)
def _pairs(content: bytes, *, weights: tuple[float, ...], is_mahalanobis: bool) -> FloatArray:
    """Return the distances between all rows of a table of numbers, given as bytes."""
    values = np.frombuffer(content, dtype=np.float64).reshape(-1, len(weights))
    places = range(len(values))
    if is_mahalanobis:
        rows = [mahalanobis_distances(values, place) for place in places]
    else:
        rows = [euclidean_distances(values, place, weights=weights) for place in places]
    pairs = np.array(rows)
    pairs.setflags(write=False)
    return pairs


def _fail_if_a_condition_is_the_same_everywhere(values: pd.DataFrame) -> None:
    """Name the condition that tells no two municipalities apart."""
    same = [str(name) for name in values.columns[np.ptp(values.to_numpy(), axis=0) <= 0]]
    if same:
        raise EstimationError(
            f"The condition {same[0]} is the same everywhere.",
            where="the table of conditions",
            expected="conditions that vary between the municipalities",
            fix=f"correct the column of {same[0]} where the facts of the municipalities come from",
        )


def _fail_if_conditions_determine_one_another(values: pd.DataFrame) -> None:
    """Name the conditions of which one follows from the others."""
    try:
        mahalanobis_distances(values, 0)
    except EstimationError as error:
        if len(values) <= values.shape[1] or "determine" not in error.what:
            raise
        correlation = np.corrcoef(values.to_numpy(), rowvar=False)
        direction = np.linalg.eigh(correlation)[1][:, 0]
        involved = [
            str(name)
            for name, part in zip(values.columns, direction, strict=True)
            if abs(part) > _SMALLEST_PART
        ]
        raise EstimationError(
            f"The conditions {', '.join(involved)} determine one another.",
            where=f"the choice of peers, {MAHALANOBIS}",
            expected="conditions of which none follows from the others",
            fix="ask for nearest:7, which takes them one by one, or leave one of them out",
        ) from error
