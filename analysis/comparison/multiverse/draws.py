"""How might the counts have fallen, and how would they fall in an ordinary country?

Two kinds of countries are made from one that was counted:

- **draws** hold every municipality's own practice still and let chance fall again: they
  show how far a gap is fixed by the counts behind it;
- **copies** give every municipality ordinary practice, the focus too: common rates by age
  and sex, times an effect of its own that varies as much as practice varies among the
  others, plus chance. They show what a comparison finds where there is nothing to find.

Awards are events, and fall as Poisson counts do. A stock is counted at one date: its chance
is that of `analysis.measures.between.spread.predictive_limits`, a variance of the logarithm
of 1 / (n + 1/2), and never that of several dates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.comparison.denominators import FloatArray
from analysis.comparison.multiverse.sets import SingleArray
from analysis.measures.standardised.standardisation import stratum_rates


@dataclass(frozen=True)
class Countries:
    """Many countries, each a column.

    Attributes
    ----------
    focus : array of float32, shape (countries,)
        Awards or recipients of the focus.
    columns : array of float32, shape (strata * municipalities, countries)
        Those of every municipality by stratum, strata first.
    """

    focus: SingleArray
    columns: SingleArray


def draw_counts(
    counts: FloatArray, *, focus: int, is_flow: bool, n_draws: int, rng: np.random.Generator
) -> Countries:
    """Draw the counts of every municipality again, practice held still.

    Parameters
    ----------
    counts : array of shape (strata, municipalities)
        Awards or recipients; NaN where the source is blank.
    focus : int
        Column of the focus.
    is_flow : bool
        Whether the counts are events.
    n_draws : int
        Draws.
    rng : Generator
        Where chance comes from.

    Notes
    -----
    A cell without awards stays without them, which leans to the narrow side where strata
    are sparse. The focus's own total, which may be 0, is drawn from a gamma distribution
    with half an award more (Jeffreys), and is never without variation.
    """
    known = np.nan_to_num(counts).reshape(-1, 1).astype(np.float32)
    own = np.float32(np.nansum(counts[:, focus]))
    if is_flow:
        # A gamma with the count as shape has the mean and the variance of a Poisson.
        columns = rng.standard_gamma(known, (known.size, n_draws), dtype=np.float32)
        return Countries(rng.standard_gamma(own + 0.5, n_draws, dtype=np.float32), columns)
    return Countries(
        _chance_at_one_date(own.reshape(1, 1), n_draws, rng)[0],
        _chance_at_one_date(known, n_draws, rng),
    )


def copy_country(
    counts: FloatArray,
    exposure: FloatArray,
    *,
    focus: int,
    is_flow: bool,
    between: float,
    n_copies: int,
    rng: np.random.Generator,
) -> Countries:
    """Make copies of the country in which every municipality is of ordinary practice.

    Parameters
    ----------
    counts, exposure : array of shape (strata, municipalities)
        Awards or recipients, and person-years or residents; NaN where the source is
        blank.
    focus : int
        Column of the focus, whose own counts have no part in the common rates.
    is_flow : bool
        Whether the counts are events.
    between : float
        How much practice varies among the others: of a flow the variance of the true
        ratios, of a stock the standard deviation of their logarithm.
    n_copies : int
        Copies.
    rng : Generator
        Where practice and chance come from.

    Notes
    -----
    A municipality's effect is the same at all ages, and has nothing to do with its
    conditions: where practice does follow conditions, real sets of peers agree more than
    those of the copies, and agreement looks rarer than it is.
    """
    known = np.isfinite(counts + exposure).all(axis=0)
    people = np.where(known, np.nan_to_num(exposure), 0.0)
    others = known & (np.arange(known.size) != focus)
    rates = stratum_rates(
        np.nan_to_num(counts)[:, others].sum(axis=1), people[:, others].sum(axis=1)
    )
    common = (people * np.nan_to_num(rates)[:, np.newaxis]).astype(np.float32)
    effects = _effects(known.size, is_flow=is_flow, between=between, n_copies=n_copies, rng=rng)
    means = common[:, :, np.newaxis] * effects
    fallen = (
        rng.poisson(means).astype(np.float32)
        if is_flow
        else _chance_at_one_date(means, n_copies, rng)
    )
    own = fallen[:, focus].sum(axis=0)
    if not is_flow:
        own = _chance_at_one_date(means[:, focus].sum(axis=0, keepdims=True), n_copies, rng)[0]
    return Countries(own, fallen.reshape(-1, n_copies))


def _effects(
    n: int, *, is_flow: bool, between: float, n_copies: int, rng: np.random.Generator
) -> SingleArray:
    """Return every municipality's practice in every copy, on average 1."""
    if between <= 0:
        return np.ones((n, n_copies), dtype=np.float32)
    if is_flow:
        drawn = rng.standard_gamma(1.0 / between, (n, n_copies)) * between
    else:
        drawn = np.exp(between * rng.standard_normal((n, n_copies)) - between**2 / 2.0)
    return np.asarray(drawn, dtype=np.float32)


def _chance_at_one_date(means: SingleArray, n: int, rng: np.random.Generator) -> SingleArray:
    """Return n log-normal draws (last axis) with the chance of a stock at one date."""
    variance = np.log1p(np.float32(1.0) / (means + np.float32(0.5)))
    drawn = rng.standard_normal((*means.shape[:-1], n), dtype=np.float32)
    drawn *= np.sqrt(variance)
    drawn -= variance / np.float32(2.0)
    np.exp(drawn, out=drawn)
    drawn *= means
    return drawn
