"""How does the stock of førtidspension follow from awards, exits, age and moves?

People are followed month by month in single years of age: some are awarded the pension,
some die, everybody grows older, those who reach the pension age leave, and some move out
of the large cities. So the flow that PEN113 shows and the stocks that PEN113 and AUK01
show are one and the same history. The awards are those that would keep the share of
pensioners steady, times what is true of the municipality.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.synthetic.assumptions import along, assumed
from analysis.synthetic.calendar import MONTHS, shares_below_pension_age
from analysis.synthetic.places import Places
from analysis.synthetic.population import AGES, Population
from analysis.synthetic.randomness import persistent_shocks, settled, stream
from analysis.synthetic.truth import FLOW_OF_PENSION, Truth

PENSION_AGES = np.arange(18, 68)
_MID_AGES: NDArray[np.float64] = np.arange(18.5, 68.5)


@dataclass(frozen=True)
class PensionHistory:
    """Recipients and awards of førtidspension, 2018M01 to 2025M12.

    Attributes
    ----------
    recipients : array of int, shape (96, 98, 2, 50)
        Persons at the end of the month: month, municipality, sex (men, women), age 18-67.
    awards : array of int, shape (96, 98, 2, 50)
        New recipients in the month, before anything is reported late.
    """

    recipients: NDArray[np.int64]
    awards: NDArray[np.int64]


def simulate_pension(places: Places, population: Population, truth: Truth) -> PensionHistory:
    """Follow the recipients of førtidspension month by month."""
    rng = stream("pension")
    residents = population.by_age[:, :, np.isin(AGES, PENSION_AGES), :]
    sexes = _sex_factors()
    shares = _steady_shares()
    below = shares_below_pension_age(PENSION_AGES, 2018 + np.arange(len(MONTHS) + 1) / 12)
    exits = settled(along("pension_exit", _MID_AGES) / 12)
    award_rates = _award_rates(shares) / 12 * assumed("award_scale")
    award_factors = truth.multiplier(FLOW_OF_PENSION)[:, None] * _award_calendar(
        rng, len(places.codes)
    )

    first = truth.multiplier("FP")[:, None, None] * sexes[:, None] * shares * below[:, 0]
    stock = rng.binomial(residents[..., 0], settled(np.minimum(first, 0.9)))
    recipients, awards = [], []
    for month in range(len(MONTHS)):
        stock = stock - rng.binomial(stock, exits)
        at_risk = np.maximum(residents[..., month // 3] * below[:, month] - stock, 0)
        rates = award_factors[:, month, None, None] * sexes[:, None] * award_rates
        new = np.minimum(rng.poisson(settled(at_risk * rates)), np.ceil(at_risk).astype(np.int64))
        stock = _move(_age(stock + new, below[:, month : month + 2], rng), places, rng)
        recipients.append(stock)
        awards.append(new)
    return PensionHistory(np.array(recipients), np.array(awards))


def _sex_factors() -> NDArray[np.float64]:
    """Return the rates of men and women relative to their mean, shape (2,)."""
    ratio = assumed("women_to_men")["FP"]
    return np.array([2 / (1 + ratio), 2 * ratio / (1 + ratio)])


def _steady_shares() -> NDArray[np.float64]:
    """Return recipients per person by single age in an average municipality."""
    return along("pension_share", _MID_AGES) / 1000


def _award_rates(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return awards a year per person without the pension that keep the shares steady."""
    rise = np.diff(shares, prepend=0.0)
    exits = along("pension_exit", _MID_AGES)
    return np.asarray(np.maximum(rise + exits * shares, 0.0) / (1 - shares))


def _award_calendar(rng: np.random.Generator, n_places: int) -> NDArray[np.float64]:
    """Return factors on the awards by municipality and month, shape (98, 96)."""
    n_years = len(MONTHS) // 12
    season = np.array(assumed("award_season"))
    common = np.tile(season / season.mean(), n_years)
    common *= np.repeat([assumed("award_year")[2018 + year] for year in range(n_years)], 12)
    for month, factor in assumed("award_pandemic").items():
        common[MONTHS.index(f"2020M{month:02d}")] *= factor
    shocks = persistent_shocks(
        rng, n_rows=n_places, n_steps=n_years, sd=assumed("award_shock_sd"), persistence=0.0
    )
    return np.asarray(common[None, :] * np.exp(np.repeat(shocks, 12, axis=1)))


def _age(
    stock: NDArray[np.int64], below: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Let one twelfth have a birthday, and those who reach the pension age leave.

    `below` is the share of each age under the pension age this month and the next.
    While the pension age rises nobody reaches it.
    """
    older = rng.binomial(stock, 1 / 12)
    aged = stock - older
    aged[..., 1:] += older[..., :-1]
    if np.any(below[:, 1] > below[:, 0]):
        return aged
    partly = (below[:, 0] > 0) & (below[:, 0] < 1)
    leaving = np.where(below[:, 0] > 0, 0.0, 1.0)
    leaving[partly] = np.minimum(1 / (12 * below[partly, 0]), 1.0)
    return np.asarray(aged - rng.binomial(aged, settled(leaving)))


def _move(stock: NDArray[np.int64], places: Places, rng: np.random.Generator) -> NDArray[np.int64]:
    """Move some recipients from the large cities to the smaller municipalities."""
    rates = np.zeros(len(places.codes))
    for city, rate in assumed("outmigration").items():
        rates[places.codes == city] = rate / 12
    leavers = rng.binomial(stock, rates[:, None, None])
    weights = places.n_population_18_64_2020 * np.isin(places.groups, assumed("migration_target"))
    arrivals = rng.multinomial(leavers.sum(axis=0), weights / weights.sum())
    return np.asarray(stock - leavers + np.moveaxis(arrivals, -1, 0))
