"""How far is the focus from a pooled reference, and what does that evidence allow?

A flow and a stock are compared in different ways, and answer different questions:

- Awards are events. Exact limits tell whether the practice **differs from** the
  reference beyond chance, with the chance in the reference's own awards included.
- A stock holds the same people quarter after quarter, so it has no Poisson limits. It is
  held against how much municipalities vary anyway: is it **unusual**?

Page one shows one comparison, calibration and the whole benchmark many. `Gaps` are many
at once, a `Gap` is one place in them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.comparison.denominators import FloatArray
from analysis.comparison.references import Expected, IntArray
from analysis.concepts import Estimate, Stage

CLEAR_LEVEL = 0.998
SMALLEST_EXPECTED_AWARDS = 5.0
SMALLEST_EXPECTED_STOCK = 10.0
# Below this the 99.8 % range is passed too often for the stronger words.
SMALLEST_CLEAR_STOCK = 30.0


@dataclass(frozen=True)
class Gap:
    """Observed against expected, with what the evidence allows.

    A flow has a ratio and a difference with limits; a stock has the range that is
    ordinary among municipalities. Both are None where the numbers are too small.

    Attributes
    ----------
    n_observed, n_expected : float
        Awards in the window, or the mean stock; and what the reference rates predict.
    ratio, difference : Estimate or None
        Of a flow: observed over expected, and observed minus expected, with limits.
    clear_ratio : Estimate or None
        The same ratio at the stricter level, for how sure the words may be.
    usual : Estimate or None
        Of a flow: the expected number, and the range in which a municipality of ordinary
        practice would lie: the answer to *unusual* beside that to *different*.
    ordinary, clearly_ordinary : Estimate or None
        Of a stock: the expected number, and the range in which a municipality of
        ordinary practice would lie, at both levels.
    crude_ratio : float
        Observed over expected without regard to age and sex.
    crude_limits : Estimate or None
        Of a flow: the same as the exact ratio of two rates, with limits.
    n_peers : int
        Municipalities in the reference that have figures.
    """

    n_observed: float
    n_expected: float
    crude_ratio: float
    n_peers: int
    ratio: Estimate | None = None
    difference: Estimate | None = None
    clear_ratio: Estimate | None = None
    crude_limits: Estimate | None = None
    usual: Estimate | None = None
    ordinary: Estimate | None = None
    clearly_ordinary: Estimate | None = None

    @property
    def is_usual(self) -> bool | None:
        """Tell whether a flow lies in its usual range; None where there is none."""
        if self.usual is None:
            return None
        return self.usual.lower <= self.n_observed <= self.usual.upper

    @property
    def plain_ratio(self) -> float:
        """Return observed over expected without limits; NaN where nothing is expected."""
        return self.n_observed / self.n_expected if self.n_expected > 0 else float("nan")


@dataclass(frozen=True)
class Limits:
    """Lower and upper limits of many comparisons; NaN where they cannot be told."""

    lower: FloatArray
    upper: FloatArray
    level: float
    method: str


@dataclass(frozen=True)
class Gaps:
    """Many comparisons; limits as in `Gap`, those of the other stage None.

    Attributes
    ----------
    stage : Stage
        Flow or stock.
    expected : Expected
        The numbers compared, of shape (..., comparisons).
    ratio, clear_ratio, difference, crude, usual : Limits or None
        Of a flow.
    ordinary, clearly_ordinary : Limits or None
        Of a stock.
    n_municipalities : array
        Of a stock: the municipalities that its ordinary range rests on.
    """

    stage: Stage
    expected: Expected
    n_municipalities: FloatArray
    ratio: Limits | None = None
    clear_ratio: Limits | None = None
    difference: Limits | None = None
    crude: Limits | None = None
    usual: Limits | None = None
    ordinary: Limits | None = None
    clearly_ordinary: Limits | None = None

    @property
    def side(self) -> IntArray:
        """Return -1 where the evidence shows fewer than expected, 1 more, 0 neither."""
        return self._side(self.ratio, self.ordinary)

    @property
    def clear_side(self) -> IntArray:
        """Return the same at the stricter level."""
        return self._side(self.clear_ratio, self.clearly_ordinary)

    @property
    def unusual_side(self) -> IntArray:
        """Return -1 or 1 where the number lies outside what is usual, 0 elsewhere."""
        return self._side(None, self.usual if self.stage is Stage.FLOW else self.ordinary)

    def one(self, *place: int) -> Gap:
        """Return one comparison, by its place in the arrays."""
        told = self.expected
        observed, n_expected = float(told.n_observed[place]), float(told.n_expected[place])
        crude_expected = float(told.crude_expected[place])
        ratio = observed / n_expected if n_expected > 0 else np.nan
        crude_ratio = observed / crude_expected if crude_expected > 0 else np.nan
        n_reference = float(told.n_reference[place])
        n_all = float(self.n_municipalities[place])
        return Gap(
            n_observed=observed,
            n_expected=n_expected,
            crude_ratio=crude_ratio,
            n_peers=int(told.n_peers[place]),
            ratio=_estimate(self.ratio, place, ratio, "ratio", observed),
            clear_ratio=_estimate(self.clear_ratio, place, ratio, "ratio", observed),
            difference=_estimate(self.difference, place, observed - n_expected, "awards", observed),
            crude_limits=_estimate(self.crude, place, crude_ratio, "ratio", observed),
            usual=_estimate(self.usual, place, n_expected, "awards", n_reference),
            ordinary=_estimate(self.ordinary, place, n_expected, "recipients", n_all),
            clearly_ordinary=_estimate(
                self.clearly_ordinary, place, n_expected, "recipients", n_all
            ),
        )

    def _side(self, about_one: Limits | None, about_observed: Limits | None) -> IntArray:
        """Tell where a ratio's limits leave out 1, or a range leaves out the observed."""
        observed = self.expected.n_observed
        if about_one is not None:
            return np.where(about_one.upper < 1.0, -1, np.where(about_one.lower > 1.0, 1, 0))
        if about_observed is not None:
            below, above = observed < about_observed.lower, observed > about_observed.upper
            return np.where(below, -1, np.where(above, 1, 0))
        return np.zeros(observed.shape, dtype=np.int64)


def _estimate(
    limits: Limits | None, place: tuple[int, ...], value: float, unit: str, n: float
) -> Estimate | None:
    """Return one estimate with its limits; None where they cannot be told."""
    if limits is None or np.isnan(limits.lower[place]):
        return None
    lower, upper = float(limits.lower[place]), float(limits.upper[place])
    return Estimate(value, lower, upper, limits.level, unit, n, limits.method)
