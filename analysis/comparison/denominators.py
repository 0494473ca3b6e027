"""How many people could have been counted: the population by age, sex and date.

Statistics give the population on the first day of a quarter or month. A quarter's
population is the mean of its own first day and the next one's, where both are there.

The oldest age group of the benefits is open ("60 and over"), but nobody above the
pension age can be in it. Its population therefore stops at the pension age in force on
the date; a pension age of 66½ counts half of the people aged 66.

Where no figure exists for a date, the nearest date's stands in and is named: a reader
then knows that the denominator was carried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.concepts import Period, Sex
from analysis.errors import CoverageError

FloatArray = npt.NDArray[np.float64]
WHOLE_POPULATION = (0, 125)


@dataclass(frozen=True, order=True)
class Stratum:
    """A group by sex and age; ages in whole years, both ends included."""

    sex: Sex
    age_from: int
    age_to: int

    @property
    def is_total(self) -> bool:
        """Tell whether the stratum is everybody."""
        return self.sex is Sex.TOTAL

    @property
    def name(self) -> str:
        """Return the group in words, for messages.

        Examples
        --------
        >>> Stratum(Sex.WOMEN, 16, 39).name
        'women of 16-39 years'
        """
        return f"{self.sex.value} of {self.age_from}-{self.age_to} years"


@dataclass(frozen=True)
class Population:
    """The population by date, sex, single age and municipality.

    Attributes
    ----------
    codes : tuple of str
        Municipalities, in the order of the last axis.
    dates : tuple of date
        The days that figures exist for, in order.
    totals : array of shape (dates, municipalities)
        Everybody, persons; NaN where a date has none.
    by_age : array of shape (dates, 2, 126, municipalities)
        Women and men by single age, persons; NaN where a date has none.
    files : tuple of str
        By date, the raw file that the figures come from.
    pension_age : callable
        Gives the pension age (years) in force on a date.
    """

    codes: tuple[str, ...]
    dates: tuple[dt.date, ...]
    files: tuple[str, ...]
    totals: FloatArray
    by_age: FloatArray
    pension_age: Callable[[dt.date], float]

    @property
    def has_ages(self) -> bool:
        """Tell whether any date has the population by age and sex."""
        return bool(np.isfinite(self.by_age).any())


def arrange_population(
    population: pd.DataFrame,
    *,
    codes: Sequence[str],
    pension_age: Callable[[dt.date], float],
) -> Population:
    """Arrange the dataset ``population`` by date, sex, age and municipality.

    Parameters
    ----------
    population : DataFrame
        The dataset: ``municipality_code``, ``period`` (its first day is the date),
        ``sex``, ``age_from``, ``age_to``, ``n_population`` (persons), ``source_id``.
        Where two files have the same date, one of them is used whole: the one with
        ages, or else the first by name.
    codes : sequence of str
        The municipalities wanted, in order.
    pension_age : callable
        Gives the pension age (years) in force on a date.
    """
    days = {str(p): Period.parse(str(p)).first_day for p in population["period"].unique()}
    population = population.assign(day=population["period"].astype(str).map(days))
    file_of = _one_file_a_date(population)
    population = population[population["day"].map(file_of) == population["source_id"].astype(str)]
    dates = tuple(sorted(file_of))
    row = {day: i for i, day in enumerate(dates)}
    column = {code: i for i, code in enumerate(codes)}
    day_index = population["day"].map(row).to_numpy(dtype=int)
    place = population["municipality_code"].astype(str).map(column)
    is_known = place.notna().to_numpy()
    place_index = place.fillna(0).to_numpy(dtype=int)
    people = population["n_population"].to_numpy(dtype=float, na_value=np.nan)
    sex = population["sex"].astype(str).to_numpy()
    age_from = population["age_from"].to_numpy(dtype=int)
    age_to = population["age_to"].to_numpy(dtype=int)

    totals = np.full((len(dates), len(codes)), np.nan)
    whole = is_known & (sex == Sex.TOTAL.value) & (age_from == 0) & (age_to >= 120)
    totals[day_index[whole], place_index[whole]] = people[whole]

    by_age = np.full((len(dates), 2, WHOLE_POPULATION[1] + 1, len(codes)), np.nan)
    for index, name in enumerate((Sex.WOMEN.value, Sex.MEN.value)):
        single = is_known & (sex == name) & (age_from == age_to)
        by_age[day_index[single], index, age_from[single], place_index[single]] = people[single]
    files = tuple(file_of[day] for day in dates)
    return Population(tuple(codes), dates, files, totals, by_age, pension_age)


def mean_population(
    population: Population, *, periods: Sequence[Period], strata: Sequence[Stratum]
) -> tuple[FloatArray, tuple[str, ...], tuple[frozenset[str], ...]]:
    """Return the mean population of each period and stratum.

    Parameters
    ----------
    population : Population
        As `arrange_population` returns it.
    periods : sequence of Period
        Quarters or months.
    strata : sequence of Stratum
        The groups wanted: all totals, or all by sex and age.

    Returns
    -------
    people : array of shape (periods, strata, municipalities)
        Persons, mean over the period.
    carried : tuple of str
        One text per period: the date that stands in for a missing one (ISO), or empty.
    files : tuple of frozenset of str
        By period, the raw files that its population comes from.

    Raises
    ------
    CoverageError
        If there is no population at all for these strata.
    """
    dated = _by_date(population, strata)
    usable = [i for i in range(len(population.dates)) if np.isfinite(dated[i]).any()]
    if not usable:
        raise CoverageError(
            "There is no population for the age groups of the counts.",
            where="the dataset population",
            expected="FOLK1A by sex and single age, or FOLK1A/FOLK1AM in total",
            fix="add FOLK1A by single age and sex to the raw folder and its manifest",
        )
    people, carried, files = [], [], []
    for period in periods:
        start = _nearest_date(population.dates, usable, period.first_day)
        end = _nearest_date(population.dates, usable, period.shift(1).first_day)
        is_exact = population.dates[start] == period.first_day
        has_end = population.dates[end] == period.shift(1).first_day
        days = (start, end) if is_exact and has_end else (start,)
        people.append(np.mean([dated[day] for day in days], axis=0))
        carried.append("" if is_exact else population.dates[start].isoformat())
        files.append(frozenset(population.files[day] for day in days))
    return np.array(people), tuple(carried), tuple(files)


def _one_file_a_date(population: pd.DataFrame) -> dict[dt.date, str]:
    """Choose the file of each date: one with ages before one without, then by name."""
    has_ages = (population["age_from"] == population["age_to"]).rename("has_ages")
    choices = pd.concat([population[["day", "source_id"]], has_ages], axis=1).drop_duplicates()
    choices = choices.astype({"source_id": str}).sort_values(
        ["day", "has_ages", "source_id"], ascending=[True, False, True]
    )
    first = choices.drop_duplicates("day")
    return dict(zip(first["day"], first["source_id"], strict=True))


def _by_date(population: Population, strata: Sequence[Stratum]) -> FloatArray:
    """Return the population of each stratum on each date (date, stratum, municipality)."""
    shape = (len(population.dates), len(strata), len(population.codes))
    result = np.full(shape, np.nan)
    for d, day in enumerate(population.dates):
        weights = age_weights(population.pension_age(day))
        for s, stratum in enumerate(strata):
            if stratum.is_total:
                result[d, s] = population.totals[d]
                continue
            sex = 0 if stratum.sex is Sex.WOMEN else 1
            ages = slice(stratum.age_from, min(stratum.age_to, WHOLE_POPULATION[1]) + 1)
            counted = weights[ages] > 0
            by_age = population.by_age[d, sex, ages][counted]
            result[d, s] = weights[ages][counted] @ by_age
    return result


def age_weights(pension_age: float) -> FloatArray:
    """Return the share of each single age that lies below the pension age.

    Examples
    --------
    >>> weights = age_weights(66.5)
    >>> float(weights[65]), float(weights[66]), float(weights[67])
    (1.0, 0.5, 0.0)
    """
    ages = np.arange(WHOLE_POPULATION[1] + 1, dtype=float)
    return np.clip(pension_age - ages, 0.0, 1.0)


def _nearest_date(dates: Sequence[dt.date], usable: Sequence[int], day: dt.date) -> int:
    """Return the index of the nearest usable date; of two equally near the earlier."""
    return min(usable, key=lambda i: (abs((dates[i] - day).days), dates[i]))
