"""How many live where, by sex and age, at the first day of each quarter?

The facts give each municipality's size, its five age bands and the country's five-year
groups. Within a band the country's structure is used, tilted where many are young; over
time the ages move as the country's cohorts do, and the total as the group of
municipalities grows. Cohorts differ by chance as small places' do.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.synthetic.assumptions import along, assumed
from analysis.synthetic.calendar import POPULATION_QUARTERS, quarter_dates
from analysis.synthetic.places import Places
from analysis.synthetic.randomness import stream

AGES = np.arange(16, 70)
_BAND_STARTS = (18, 30, 40, 50, 60, 65)
_ANCHOR = 2020.0
_SEXES = ("Mænd", "Kvinder")
_GROUPS = {
    "0-4 år": (0, 5),
    "5-9 år": (5, 5),
    "10-14 år": (10, 5),
    "15-17 år": (15, 3),
    "18-19 år": (18, 2),
    **{f"{first}-{first + 4} år": (first, 5) for first in range(20, 70, 5)},
}


@dataclass(frozen=True)
class Population:
    """Persons on the first day of each quarter from 2018K1 to 2026K1.

    Attributes
    ----------
    by_age : array of int, shape (98, 2, 54, 33)
        Municipality, sex (men, women), completed age 16-69, quarter.
    total : array of int, shape (98, 2, 33)
        Everybody, whatever the age.
    """

    by_age: NDArray[np.int64]
    total: NDArray[np.int64]


def simulate_population(places: Places) -> Population:
    """Make the population of every municipality.

    Notes
    -----
    Cohorts are moved on as the country's were in 2020, without deaths or moves in the
    ages 16-69: the ages above 60 grow a little too fast.
    """
    rng = stream("population")
    dates = quarter_dates(len(POPULATION_QUARTERS))
    anchor = _anchor_by_age(places)
    growth = _growth(places, rng, dates)
    noise = _cohort_noise(anchor, rng, dates)
    expected = anchor[..., None] * _ageing(places, dates)[None] * growth[:, None, None, :] * noise
    by_age = np.rint(np.round(expected, 6)).astype(np.int64)

    everybody = np.rint(np.round(_totals(places, growth), 6)).astype(np.int64)
    outside = everybody - by_age.sum(axis=(1, 2))
    women = np.rint(outside * assumed("women_share_outside_16_69")).astype(np.int64)
    total = by_age.sum(axis=2) + np.stack([outside - women, women], axis=1)
    return Population(by_age, total)


def _anchor_by_age(places: Places) -> NDArray[np.float64]:
    """Return expected persons at the anchor date, shape (98, 2, 54)."""
    national = _national_profile(places)[:, AGES]
    bands = places.n_population_18_64_2020[:, None] * places.band_shares
    national_bands = np.array([national[:, _within(band)].sum() for band in range(5)])
    weights = np.broadcast_to(national, (len(places.codes), 2, len(AGES))).copy()
    young = places.band_shares[:, 0] / (national_bands[0] / national_bands.sum())
    starts = np.array(sorted(assumed("young_city_tilt")))
    tilt = np.zeros(len(AGES))
    for start in starts:
        tilt[start <= AGES] = assumed("young_city_tilt")[start]
    weights *= (young[:, None] ** tilt)[:, None, :]

    anchor = np.zeros_like(weights)
    for band in range(5):
        part = weights[:, :, _within(band)]
        anchor[:, :, _within(band)] = part * (bands[:, band] / part.sum(axis=(1, 2)))[:, None, None]
    outside = places.n_population_2022 - places.n_population_18_64_2020
    old = places.band_shares[:, 4] / (national_bands[4] / national_bands.sum())
    odds = old ** assumed("old_age_tilt")
    profile = _national_profile(places)
    children, teenagers = profile[:, :18].sum(), national[:, AGES < 18]
    elderly = _n_national(places, range(65, 200))
    anchor[:, :, AGES < 18] = (outside / (1 + odds))[:, None, None] * teenagers / children
    anchor[:, :, AGES >= 65] = (
        (outside * odds / (1 + odds))[:, None, None] * national[:, AGES >= 65] / elderly
    )
    return anchor


def _within(band: int) -> NDArray[np.bool_]:
    """Return which of `AGES` belong to one of the five bands of the facts."""
    first, after = _BAND_STARTS[band : band + 2]
    return (first <= AGES) & (after > AGES)


def _national_profile(places: Places) -> NDArray[np.float64]:
    """Return the country's persons by sex and single age 0-74, shape (2, 75)."""
    ages = np.arange(75)
    profiles = []
    for sex in _SEXES:
        table = places.national[places.national["sex_da"] == sex]
        counts = table.set_index("age_group_da")["n_population_2020"]
        middles = [first + width / 2 for first, width in _GROUPS.values()]
        densities = [counts[name] / width for name, (_, width) in _GROUPS.items()]
        densities.append(counts["70- år"] * assumed("aged_70_to_74_share") / 5)
        profiles.append(np.interp(ages + 0.5, [*middles, 72.5], densities))
    return np.array(profiles)


def _n_national(places: Places, ages: range) -> float:
    """Return the country's persons in the five-year groups that begin within `ages`."""
    first = places.national["age_group_da"].str.extract(r"^(\d+)")[0].astype(int)
    return float(places.national.loc[first.isin(ages), "n_population_2020"].sum())


def _ageing(places: Places, dates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each age's size relative to the anchor date, shape (2, 54, n_dates)."""
    profile = _national_profile(places)
    known = np.arange(profile.shape[1]) + 0.5
    earlier = (AGES + 0.5)[:, None] - (dates - _ANCHOR)[None, :]
    moved = np.array([np.interp(earlier, known, one) for one in profile])
    ratio = moved / profile[:, AGES][:, :, None]
    return np.asarray(ratio ** assumed("cohort_strength"))


def _growth(
    places: Places, rng: np.random.Generator, dates: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return population relative to the anchor date, shape (98, n_dates)."""
    by_group = assumed("population_growth")
    rates = np.array([by_group[str(group)] for group in places.groups])
    rates = rates + rng.normal(0, assumed("population_growth_sd"), len(rates))
    free = np.exp(rates[:, None] * (dates - 2022.0)[None, :])
    sums = (places.n_population_2022[:, None] * free).sum(axis=0)
    scaled = free * along("national_population", dates) / sums
    return np.asarray(scaled / scaled[:, [int(np.argmin(np.abs(dates - _ANCHOR)))]])


def _totals(places: Places, growth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return everybody, shape (98, n_dates): the facts of 2022, moved by the growth."""
    dates = quarter_dates(growth.shape[1])
    at_2022 = growth[:, [int(np.argmin(np.abs(dates - 2022.0)))]]
    totals = places.n_population_2022[:, None] * growth / at_2022
    return np.asarray(totals * along("national_population", dates) / totals.sum(axis=0))


def _cohort_noise(
    anchor: NDArray[np.float64], rng: np.random.Generator, dates: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return factors that follow each birth cohort, shape (98, 2, 54, n_dates)."""
    born = np.arange(int(dates[0]) - int(AGES[-1]) - 2, int(dates[-1]) - int(AGES[0]) + 2)
    sd = assumed("cohort_noise") / np.sqrt(anchor.mean(axis=2))
    draws = sd[..., None] * rng.standard_normal((*anchor.shape[:2], len(born)))
    wanted = dates[None, :] - AGES[:, None] - 0.5
    left = np.floor(wanted).astype(int) - born[0]
    part = wanted - np.floor(wanted)
    return np.asarray(np.exp((1 - part) * draws[..., left] + part * draws[..., left + 1]))
