"""How far is the focus from a pooled reference, and what does that evidence allow?

A flow and a stock are compared in different ways, and answer different questions:

- Awards are events. Exact limits tell whether the practice **differs from** the
  reference beyond chance, with the chance in the reference's own awards included.
- A stock holds the same people quarter after quarter, so it has no Poisson limits. It is
  held against how much municipalities vary anyway: is it **unusual**?
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.comparison.cells import Window
from analysis.comparison.denominators import FloatArray
from analysis.concepts import Estimate
from analysis.errors import EstimationError
from analysis.measures.between.overdispersion import winsorised_dispersion
from analysis.measures.between.spread import PREDICTIVE, Spread, log_spread, predictive_limits
from analysis.measures.between.unusual import judge_flows
from analysis.measures.counts.two_rates import compare_two_rates
from analysis.measures.standardised.differences import difference_to_estimated_expected
from analysis.measures.standardised.ratios import ratio_to_sparse_expected
from analysis.measures.standardised.standardisation import (
    expectation,
    expected_counts,
    stratum_rates,
)

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


def measure_gap(
    window: Window,
    focus: int,
    chosen: list[int],
    *,
    spread: Spread | None,
    tau2: float | None,
    is_flow: bool,
    level: float,
) -> Gap:
    """Compare the focus with a pooled reference by the method that the stage allows.

    Parameters
    ----------
    window : Window
        Counts and exposure of every municipality.
    focus : int
        Index of the focus municipality.
    chosen : list of int
        Indices of the reference's municipalities; the focus is not among them.
    spread : Spread or None
        Of a stock: how much the other municipalities vary; None where it cannot be told.
    tau2 : float or None
        Of a flow: variance of the other municipalities' true ratios; None where it
        cannot be told.
    is_flow : bool
        Whether the counts are events, which alone may have exact limits.
    level : float
        Level of the limits, a fraction in (0, 1).
    """
    usable = with_figures(window, chosen)
    counts, exposure = window.counts[:, focus], window.exposure[:, focus]
    n_observed = float(counts.sum())
    reference_counts, reference_exposure = pool_reference(window, usable)
    if not usable or np.isnan(n_observed):
        return Gap(n_observed, np.nan, np.nan, len(usable))
    n_expected = expected_at(exposure, reference_counts, reference_exposure)
    crude_expected = exposure.sum() * reference_counts.sum() / reference_exposure.sum()
    crude_ratio = float(n_observed / crude_expected) if crude_expected > 0 else np.nan
    gap = Gap(n_observed, n_expected, crude_ratio, len(usable))
    if is_flow and n_expected > 0:
        data = (counts, exposure, reference_counts, reference_exposure)
        ratio, difference = _flow_estimates(data, level=level)
        clear_ratio, _ = _flow_estimates(data, level=CLEAR_LEVEL)
        return replace(
            gap,
            ratio=ratio,
            difference=difference,
            clear_ratio=clear_ratio,
            crude_limits=_crude_limits(data, level=level),
            usual=_usual_range(data, tau2=tau2, level=level),
        )
    if not is_flow and spread is not None and n_expected >= SMALLEST_EXPECTED_STOCK:
        peers = {
            "n_effective": _effective_number(window.exposure[:, usable].sum(axis=0)),
            "n_recipients": float(reference_counts.sum()),
        }
        return replace(
            gap,
            ordinary=_ordinary_range(gap, spread, **peers, level=level),
            clearly_ordinary=_ordinary_range(gap, spread, **peers, level=CLEAR_LEVEL)
            if n_expected >= SMALLEST_CLEAR_STOCK
            else None,
        )
    return gap


def _flow_estimates(
    data: tuple[FloatArray, FloatArray, FloatArray, FloatArray], *, level: float
) -> tuple[Estimate, Estimate]:
    """Return ratio and difference of awards, with limits that know the peers' chance."""
    counts, exposure, reference_counts, reference_exposure = data
    n_observed = float(counts.sum())
    predicted = expectation(exposure, reference_counts, reference_exposure)
    # Holds its level also where few of the peers' awards carry much of the expected number.
    result = ratio_to_sparse_expected(
        n_observed,
        predicted.n_expected,
        predicted.n_reference,
        predicted.largest_step,
        level=level,
    )
    ratio = Estimate(
        value=float(result.ratio),
        lower=float(result.ratio_lower),
        upper=float(result.ratio_upper),
        level=level,
        unit="ratio",
        n=n_observed,
        method=result.method,
    )
    # Not the ratio's limits turned into awards: those hold the expected number still.
    gap = difference_to_estimated_expected(
        n_observed,
        predicted.n_expected,
        predicted.n_reference,
        predicted.largest_step,
        level=level,
    )
    difference = replace(
        ratio,
        value=float(gap.difference),
        lower=float(gap.difference_lower),
        upper=float(gap.difference_upper),
        unit="awards",
        method=gap.method,
    )
    return ratio, difference


def _usual_range(
    data: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    *,
    tau2: float | None,
    level: float,
) -> Estimate | None:
    """Return the awards that a municipality of ordinary practice would have between."""
    if tau2 is None:
        return None
    counts, exposure, reference_counts, reference_exposure = data
    predicted = expectation(exposure, reference_counts, reference_exposure)
    result = judge_flows(
        float(counts.sum()),
        predicted.n_expected,
        tau2=tau2,
        reference_events=predicted.n_reference,
        level=level,
    )
    return Estimate(
        value=float(predicted.n_expected),
        lower=float(result.usual_lower),
        upper=float(result.usual_upper),
        level=level,
        unit="awards",
        n=float(predicted.n_reference),
        method=result.method,
    )


def _crude_limits(
    data: tuple[FloatArray, FloatArray, FloatArray, FloatArray], *, level: float
) -> Estimate:
    """Return the exact ratio of the two crude rates."""
    n_events, years, reference_events, reference_years = (float(part.sum()) for part in data)
    result = compare_two_rates(n_events, years, reference_events, reference_years, level=level)
    return Estimate(
        value=float(result.ratio),
        lower=float(result.ratio_lower),
        upper=float(result.ratio_upper),
        level=level,
        unit="ratio",
        n=float(result.n_events),
        method=result.method,
    )


def _ordinary_range(
    gap: Gap, spread: Spread, *, n_effective: float, n_recipients: float, level: float
) -> Estimate:
    """Return where a municipality of ordinary practice at the peers' level would lie."""
    low, high = predictive_limits(
        gap.n_expected,
        spread,
        n_peers=n_effective,
        reference_recipients=n_recipients,
        level=level,
    )
    return Estimate(
        gap.n_expected, float(low), float(high), level, "recipients", float(spread.n), PREDICTIVE
    )


def _effective_number(people: FloatArray) -> float:
    """Return how many equal municipalities would fix the pooled level as well."""
    return float(people.sum() ** 2 / (people**2).sum())


def dispersion_of_others(municipalities: pd.DataFrame, *, focus: str) -> float | None:
    """Return the variance of the others' true award ratios; None where it cannot be told."""
    others = municipalities.drop(index=focus).dropna()
    try:
        return winsorised_dispersion(
            others["n_observed"].to_numpy(), others["n_expected"].to_numpy()
        ).tau2
    except EstimationError:
        return None


def spread_of_others(municipalities: pd.DataFrame, *, focus: str) -> Spread | None:
    """Return how much the other municipalities vary; None where too few show it."""
    others = municipalities.drop(index=focus).dropna()
    try:
        return log_spread(
            others["n_observed"].to_numpy(),
            others["n_expected"].to_numpy(),
            minimum_expected=SMALLEST_EXPECTED_STOCK,
        )
    except EstimationError:
        return None


def expected_at(
    exposure: FloatArray, reference_counts: FloatArray, reference_exposure: FloatArray
) -> float:
    """Return what the reference's rates predict for these people."""
    return float(expected_counts(exposure, stratum_rates(reference_counts, reference_exposure)))


def with_figures(window: Window, chosen: list[int]) -> list[int]:
    """Return the municipalities that have every count and a population."""
    totals = window.counts.sum(axis=0) + window.exposure.sum(axis=0)
    return [i for i in chosen if np.isfinite(totals[i])]


def pool_reference(window: Window, chosen: list[int]) -> tuple[FloatArray, FloatArray]:
    """Add up the counts and the exposure of several municipalities by stratum."""
    return window.counts[:, chosen].sum(axis=1), window.exposure[:, chosen].sum(axis=1)
