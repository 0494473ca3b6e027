"""What would this country look like, were every municipality's practice ordinary?

A copy keeps who lives where: the same people by age and sex in the same municipalities.
Everybody has the country's rates, times a true ratio that is drawn for each municipality
from a distribution as wide as practice was found to vary, or of no width. Then chance has
its say. In such a copy every claim can be held against what is true.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.comparison.denominators import FloatArray
from analysis.comparison.gaps import SMALLEST_EXPECTED_STOCK
from analysis.comparison.practice import MeasureComparison
from analysis.comparison.references import BoolArray
from analysis.concepts import Stage
from analysis.errors import EstimationError
from analysis.measures.between.overdispersion import winsorised_dispersion
from analysis.measures.between.spread import log_spread
from analysis.measures.standardised.standardisation import stratum_rates

# Six among the 98, and in proportion where there are fewer.
_PLANTED_SHARE, _TIMES = 6 / 98, 2.0


@dataclass(frozen=True)
class OrdinaryCountry:
    """The fitted null of one headline.

    Attributes
    ----------
    stage : Stage
        Flow or stock; decides how practice varies.
    means : ndarray, shape (strata, municipalities)
        Awards or recipients at the country's rates; NaN where a municipality has no
        figures.
    exposure : ndarray, shape (strata, municipalities)
        Person-years or residents.
    variation : float
        Of awards the variance of the true ratios, of a stock the standard deviation of
        their logarithm; NaN where too few municipalities show it.
    """

    stage: Stage
    means: FloatArray
    exposure: FloatArray
    variation: float

    @property
    def typical_distance(self) -> float:
        """Return how far a typical municipality lies from the middle, as a fraction."""
        return float(np.sqrt(self.variation) if self.stage is Stage.FLOW else self.variation)

    @property
    def is_known(self) -> BoolArray:
        """Tell which municipalities have figures."""
        return np.asarray(np.isfinite(self.means).all(axis=0))


@dataclass(frozen=True)
class Copies:
    """Copies of the country, with what is true in them.

    Attributes
    ----------
    counts : ndarray, shape (copies, strata, municipalities)
        Awards or recipients; NaN where the country has no figures.
    true_means : ndarray, shape (copies, strata, municipalities)
        What they vary around by chance.
    planted : ndarray, shape (copies, municipalities)
        -1 where practice was halved, 1 where it was doubled, 0 elsewhere.
    """

    counts: FloatArray
    true_means: FloatArray
    planted: FloatArray


def fit_ordinary_country(measure: MeasureComparison) -> OrdinaryCountry:
    """Fit the null that a headline's copies are drawn from.

    Parameters
    ----------
    measure : MeasureComparison
        Counts and people of the window, and every municipality against the rest.

    Notes
    -----
    The variation is that of `winsorised_dispersion` or `log_spread` over all
    municipalities. A few that are truly apart widen it little, and a distribution with
    longer tails than a gamma or a log-normal one is not seen: the copies then hold fewer
    extreme municipalities than the country has.
    """
    counts, exposure = measure.window.counts, measure.window.exposure
    known = np.isfinite(counts + exposure).all(axis=0)
    rates = stratum_rates(counts[:, known].sum(axis=1), exposure[:, known].sum(axis=1))
    means = exposure * np.nan_to_num(rates)[:, np.newaxis]
    told = measure.municipalities.dropna()
    observed, expected = (told[name].to_numpy() for name in ("n_observed", "n_expected"))
    try:
        if measure.headline.stage is Stage.FLOW:
            variation = winsorised_dispersion(observed, expected).tau2
        else:
            spread = log_spread(observed, expected, minimum_expected=SMALLEST_EXPECTED_STOCK)
            variation = float(np.asarray(spread.sd))
    except EstimationError:
        variation = np.nan
    return OrdinaryCountry(
        measure.headline.stage, np.where(known, means, np.nan), exposure, variation
    )


def draw_copies(
    country: OrdinaryCountry,
    n_copies: int,
    *,
    rng: np.random.Generator,
    varies: bool,
    plants: bool = False,
) -> Copies:
    """Draw copies of the country.

    Parameters
    ----------
    country : OrdinaryCountry
        The fitted null.
    n_copies : int
        Copies to draw.
    rng : Generator
        Source of the draws.
    varies : bool
        Whether practice varies as it was found to, or not at all.
    plants : bool, default False
        Whether six in 98, drawn anew in each copy, have half or twice the rate on top.

    Notes
    -----
    Awards are Poisson by stratum. For a stock the number *at one date* is drawn, each
    person counted once and apart from the others, so that its variance is its mean. That
    is more chance than full-time persons have; nothing is drawn over time.
    """
    known = country.is_known
    ratios = _true_ratios(country, (n_copies, known.size), rng) if varies else 1.0
    planted = np.zeros((n_copies, known.size))
    if plants:
        planted = _plant(known, n_copies, rng)
    factors = np.broadcast_to(ratios * _TIMES**planted, planted.shape)
    means = country.means * factors[:, np.newaxis, :]
    drawn = rng.poisson(np.nan_to_num(means)).astype(np.float64)
    return Copies(np.where(known, drawn, np.nan), means, planted)


def _true_ratios(
    country: OrdinaryCountry, shape: tuple[int, int], rng: np.random.Generator
) -> FloatArray:
    """Draw the true ratio of every municipality in every copy."""
    if not country.variation > 0:
        return np.ones(shape)
    if country.stage is Stage.FLOW:
        return rng.gamma(1.0 / country.variation, country.variation, shape)
    return np.exp(rng.normal(0.0, country.variation, shape))


def _plant(known: BoolArray, n_copies: int, rng: np.random.Generator) -> FloatArray:
    """Choose in each copy whose practice is halved or doubled."""
    places = np.flatnonzero(known)
    n_planted = round(_PLANTED_SHARE * places.size)
    order = rng.permuted(np.tile(places, (n_copies, 1)), axis=1)[:, :n_planted]
    planted = np.zeros((n_copies, known.size))
    np.put_along_axis(planted, order, rng.choice([-1.0, 1.0], order.shape), axis=1)
    return planted
