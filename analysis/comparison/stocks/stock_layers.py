"""Where in age do a stock, its awards and its residents lie, at the ends of each year?

The account of a stock needs three things at the same ages: recipients, awards between
two dates, and residents. Tables of recipients and of awards have different age bands, so
both are laid on single years of age, up to the pension age of the date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comparison.cells import Cells
from analysis.comparison.denominators import (
    FloatArray,
    Population,
    Stratum,
    age_weights,
    mean_population,
)
from analysis.comparison.references import IntArray
from analysis.concepts import Period, Sex
from analysis.measures.over_time.stock_flow import place_on_ages

YOUNGEST, OLDEST = 18, 69
AGES = np.arange(YOUNGEST, OLDEST + 1)
SEXES = (Sex.WOMEN, Sex.MEN)
QUARTERS = 4
# From the middle of a quarter to the middle of the same quarter a year later.
_BETWEEN_MIDDLES = np.array([0.5, 1.0, 1.0, 1.0, 0.5])
_LOOK_BACK_DAYS = 730


@dataclass(frozen=True)
class Layer:
    """A stock at one quarter, by age, sex and municipality.

    Attributes
    ----------
    period : Period
        The quarter that the stock is the mean of.
    bands : array of shape (municipalities, 2, bands)
        Recipients by age band.
    people : array of shape (municipalities, 2, ages)
        Residents below the pension age by single year of age; 0 above it.
    first_ages : array of shape (bands,)
        First age of each band.
    pension_age : float
        Years, in force in the middle of the quarter.
    end_age : float
        Years: the age that nobody with the benefit has passed. Lies below
        `pension_age` for a while after that was raised.
    """

    period: Period
    bands: FloatArray
    people: FloatArray
    first_ages: FloatArray
    pension_age: float
    end_age: float

    def by_age(self, *, steepness: float = 1.0) -> FloatArray:
        """Return recipients by single year of age (municipalities, 2, ages)."""
        # The oldest band ends with the last age that anybody below the pension age has.
        n_ages = int(np.flatnonzero((self.people > 0).any(axis=(0, 1)))[-1]) + 1
        placed = place_on_ages(
            self.bands,
            self.people[..., :n_ages],
            self.first_ages,
            youngest=YOUNGEST,
            steepness=steepness,
        )
        return np.pad(placed, ((0, 0), (0, 0), (0, AGES.size - n_ages)))

    def last_year(self, recipients: FloatArray) -> FloatArray:
        """Return those with less than a year to the pension age, by municipality."""
        below = age_weights(self.pension_age)[AGES]
        a_year_before = age_weights(self.pension_age - 1)[AGES]
        part = (below - a_year_before) / np.where(below > 0, below, 1.0)
        return np.asarray((recipients * part).sum(axis=(1, 2)))


def stock_layer(cells: Cells, population: Population, period: Period) -> Layer:
    """Return the stock of one quarter by age, with its residents.

    Parameters
    ----------
    cells : Cells
        A stock by age and sex.
    population : Population
        Residents by single year of age.
    period : Period
        One of the quarters in `cells`.
    """
    counts = cells.counts[cells.periods.index(period)]
    first_ages = sorted({max(s.age_from, YOUNGEST) for s in cells.strata})
    bands = np.zeros((len(cells.codes), 2, len(first_ages)))
    for stratum, row in zip(cells.strata, counts, strict=True):
        band = first_ages.index(max(stratum.age_from, YOUNGEST))
        bands[:, SEXES.index(stratum.sex), band] += row
    single = [Stratum(sex, int(age), int(age)) for sex in SEXES for age in AGES]
    people, _, _ = mean_population(population, periods=[period], strata=single)
    middle = _middle(period)
    # The residents' ages end where the population's own date has its pension age.
    day = min(population.dates, key=lambda date: abs((date - period.first_day).days))
    return Layer(
        period=period,
        bands=bands,
        people=people[0].reshape(2, AGES.size, -1).transpose(2, 0, 1),
        first_ages=np.array(first_ages, dtype=np.float64),
        pension_age=population.pension_age(day),
        end_age=end_age_on(middle, population.pension_age),
    )


def awards_between(cells: Cells, last: Period) -> FloatArray:
    """Return the awards of the year that ends in the middle of a quarter.

    The quarters at both ends count by half: the mean of a quarter's stock is the stock
    in its middle when awards are even within it.

    Returns
    -------
    array of shape (strata, municipalities)
        Awards.
    """
    end = cells.periods.index(last)
    return np.asarray(
        np.tensordot(_BETWEEN_MIDDLES, cells.counts[end - QUARTERS : end + 1], axes=1)
    )


def stratum_of_age(strata: Sequence[Stratum]) -> IntArray:
    """Return which stratum each sex and single year of age belongs to.

    Returns
    -------
    array of shape (2, ages)
        Index into `strata`; -1 where none covers the age.
    """
    places = np.full((2, AGES.size), -1, dtype=np.int64)
    for index, stratum in enumerate(strata):
        covered = (stratum.age_from <= AGES) & (stratum.age_to >= AGES)
        places[SEXES.index(stratum.sex), covered] = index
    return places


def end_age_on(day: dt.date, pension_age: Callable[[dt.date], float]) -> float:
    """Return the age that nobody with the benefit has passed on a date.

    A higher pension age holds for those who had not reached the old one. So the end age
    rises day by day from the old to the new, and nobody leaves for age meanwhile.

    Examples
    --------
    >>> def raised(day):
    ...     return 67.0 if day >= dt.date(2022, 7, 1) else 66.5
    >>> [round(end_age_on(dt.date(2022, month, 1), raised), 2) for month in (6, 10, 12)]
    [66.5, 66.75, 66.92]
    """
    return min(
        pension_age(day - dt.timedelta(days=back)) + back / 365.25
        for back in range(_LOOK_BACK_DAYS)
    )


def _middle(period: Period) -> dt.date:
    """Return the day in the middle of a period."""
    return period.first_day + (period.last_day - period.first_day) / 2
