"""How many receive the other five benefits, quarter by quarter?

The expected number in a cell is residents times a rate; the rate is the level of the age
(scaled to the published means), times sex, time and what is true of the municipality.
Around it the same people stay: a known share of last quarter's recipients remains and
newcomers fill up, so that neighbouring quarters are alike, as in the real series.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from analysis.synthetic.assumptions import assumed
from analysis.synthetic.calendar import QUARTERS, quarter_dates, shares_below_pension_age
from analysis.synthetic.places import Places
from analysis.synthetic.population import AGES, Population
from analysis.synthetic.randomness import persistent_shocks, settled, stream
from analysis.synthetic.truth import Truth

OTHER_BENEFITS = ("FL", "RES", "RE", "KT", "SY")
AGE_STARTS = (16, 25, 30, 35, 40, 45, 50, 55, 60, 70)
_PUBLISHED_GROUPS = (slice(1, 4), slice(4, 6), slice(6, 8))


def simulate_recipients(
    places: Places, population: Population, truth: Truth
) -> dict[str, NDArray[np.int64]]:
    """Make the full-time recipients of fleksjob and the four benefits beside it.

    Returns
    -------
    dict of str to array of int, shape (32, 98, 2, 9)
        By StatBank's code: full-time persons by quarter, municipality, sex (men, women)
        and age (16-24, 25-29, ..., 55-59, 60 to the pension age).
    """
    rng = stream("recipients")
    residents = _residents_by_group(population)
    made = {}
    for code in OTHER_BENEFITS:
        shocks = persistent_shocks(
            rng,
            n_rows=len(places.codes),
            n_steps=len(QUARTERS),
            sd=assumed("shock_sd")[code],
            persistence=assumed("shock_persistence"),
        )
        expected = _expected(code, residents, truth.multiplier(code)) * np.exp(
            shocks.T[:, :, None, None]
        )
        made[code] = _follow(settled(expected), assumed("staying")[code], rng)
    return made


def _residents_by_group(population: Population) -> NDArray[np.float64]:
    """Return residents below the pension age, shape (32, 98, 2, 9)."""
    dates = quarter_dates(len(QUARTERS))
    below = shares_below_pension_age(AGES, dates + 0.125)
    persons = population.by_age[..., : len(QUARTERS)] * below
    groups = [
        persons[:, :, (first <= AGES) & (after > AGES), :].sum(axis=2)
        for first, after in pairwise(AGE_STARTS)
    ]
    return np.moveaxis(np.stack(groups, axis=-1), 2, 0)


def _expected(
    code: str, residents: NDArray[np.float64], multiplier: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the expected recipients, scaled to the published level."""
    ratio = assumed("women_to_men")[code]
    sexes = np.array([2 / (1 + ratio), 2 * ratio / (1 + ratio)])
    ages = np.array(assumed("age_profile")[code]) / 1000
    rates = _over_time(code)[:, None, None, None] * multiplier[:, None, None]
    shape = residents * rates * sexes[:, None] * ages
    if code == "RE":
        in_2022 = [quarter.startswith("2022") for quarter in QUARTERS]
        level = assumed("revalidering_national_2022") * assumed("revalidering_fulltime_share")
        return np.asarray(shape * level / shape[in_2022].sum(axis=(1, 2, 3)).mean())
    scale = np.empty(len(ages))
    targets = zip(_PUBLISHED_GROUPS, assumed("published_means")[code], strict=True)
    for group, target in targets:
        crude = shape[..., group].sum(axis=(2, 3)) / residents[..., group].sum(axis=(2, 3))
        scale[group] = target / 1000 / crude.mean()
    scale[0], scale[-1] = scale[1], scale[-2]
    return np.asarray(shape * scale)


def _over_time(code: str) -> NDArray[np.float64]:
    """Return the level of each quarter relative to the mean of all, shape (32,)."""
    steps = assumed("growth")[code]
    yearly = np.array([max(y for y in steps if y <= int(quarter[:4])) for quarter in QUARTERS])
    growth = np.array([steps[int(year)] for year in yearly]) / 4
    level = (
        np.exp(np.cumsum(growth))
        * np.array(assumed("season")[code])[[int(quarter[-1]) - 1 for quarter in QUARTERS]]
    )
    for quarter, factor in assumed("quarter_factors").get(code, {}).items():
        level[QUARTERS.index(quarter)] *= factor
    return np.asarray(level / level.mean())


def _follow(
    expected: NDArray[np.float64], staying: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw counts around the expected, where a share of the people stays."""
    counts = [rng.poisson(expected[0])]
    for before, now in pairwise(expected):
        remaining = rng.binomial(counts[-1], staying)
        counts.append(remaining + rng.poisson(settled(now - staying * before)))
    return np.array(counts)
