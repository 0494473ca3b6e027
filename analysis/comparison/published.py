"""What has been published before: the awards of 2016 in the large cities.

In August 2017 the ministry gave four cities' awards of 2016 to the press. They are the
only observed awards by municipality that this project holds, so they are shown with
exact limits and per resident, and never joined with another source's figures. A count
of the same year from elsewhere is a note, not a correction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from analysis.comparison.assemble import PracticeComparison
from analysis.comparison.country import lineage_of_dataset
from analysis.concepts import Lineage, Origin
from analysis.measures.counts.rates import CrudeRate, crude_rates
from analysis.measures.counts.two_rates import RateRatio, compare_two_rates

YEAR = "2016"
MEASURE = "foertidspension_awards"
MINISTRY_DATE = "2017-08"
_MIDDLE = dt.date(2016, 7, 1)
_FACTS_DATE = dt.date(2022, 1, 1)


@dataclass(frozen=True)
class PublishedAwards:
    """Published awards of one year, with limits.

    Attributes
    ----------
    frame : DataFrame
        One row per municipality (``municipality_code`` is the index): ``name``,
        ``n_awards`` (persons), ``n_residents`` (persons), ``per_10000`` with
        ``per_10000_lower`` and ``per_10000_upper``, ``source_url``, ``source_date``.
    notes : DataFrame
        Other counts of the same year: ``municipality_name``, ``value_from``,
        ``source_url``, ``source_date``.
    residents_date : date
        Date of the residents; carried, since no figure of the year is at hand.
    ratio : RateRatio or None
        The focus's rate over the others' pooled rate; None if the focus is not there.
    level : float
        Level of the limits.
    lineage : Lineage
        What it rests on.
    """

    frame: pd.DataFrame
    notes: pd.DataFrame
    residents_date: dt.date
    ratio: RateRatio | None
    level: float
    lineage: Lineage


def compare_published_awards(comparison: PracticeComparison) -> PublishedAwards | None:
    """Return the published awards of 2016 with exact Poisson limits, or None without any.

    Parameters
    ----------
    comparison : PracticeComparison
        Gives the focus, the datasets and the level.
    """
    store = comparison.store
    published = store.load("published_figures")
    of_year = published[(published["measure"] == MEASURE) & (published["period"] == YEAR)]
    is_ministry = of_year["source_date"].astype(str) == MINISTRY_DATE
    residents, day, lineage = _residents(comparison)
    # A rate needs people: a municipality that the other tables do not know has none.
    is_known = of_year["municipality_code"].isin(residents.dropna().index)
    chosen = of_year[is_ministry & is_known].drop_duplicates("municipality_code")
    if chosen.empty:
        return None
    frame = pd.DataFrame(
        {
            "municipality_code": chosen["municipality_code"].astype(str),
            "name": chosen["municipality_name"].astype(str),
            "n_awards": chosen["value_from"].astype(float),
            "source_url": chosen["source_url"].astype(str),
            "source_date": chosen["source_date"].astype(str),
        }
    ).set_index("municipality_code")
    frame.insert(2, "n_residents", residents.reindex(frame.index).astype(float))
    rates: CrudeRate = crude_rates(
        frame["n_awards"].to_numpy(), frame["n_residents"].to_numpy(), level=comparison.level
    )
    frame["per_10000"] = rates.rate
    frame["per_10000_lower"], frame["per_10000_upper"] = rates.rate_lower, rates.rate_upper
    return PublishedAwards(
        frame=frame,
        notes=of_year[~is_ministry & of_year["municipality_code"].isin(frame.index)],
        residents_date=day,
        ratio=_ratio(frame, focus=comparison.focus, level=comparison.level),
        level=comparison.level,
        lineage=lineage_of_dataset(store, "published_figures") | lineage | comparison.name_lineage,
    )


def _ratio(frame: pd.DataFrame, *, focus: str, level: float) -> RateRatio | None:
    """Compare the focus with the other cities' pooled rate."""
    if focus not in frame.index or len(frame) < 2:
        return None
    own, others = frame.loc[focus], frame.drop(index=focus)
    return compare_two_rates(
        own["n_awards"], own["n_residents"], others["n_awards"].sum(), others["n_residents"].sum(),
        level=level,
    )  # fmt: skip


def _residents(comparison: PracticeComparison) -> tuple[pd.Series, dt.date, Lineage]:
    """Return the observed residents nearest to the middle of the year, and their date.

    Observed awards are never divided by a synthetic population. Where the population
    is synthetic, the rounded figures of the fact table stand in.
    """
    store = comparison.store
    population = comparison.population
    known = [
        (abs((day - _MIDDLE).days), i, day, store.manifest.lineage([population.files[i]]))
        for i, day in enumerate(population.dates)
    ]
    observed = [entry for entry in known if entry[3].origin is Origin.OBSERVED]
    facts_distance = abs((_FACTS_DATE - _MIDDLE).days)
    if observed and min(observed)[0] <= facts_distance:
        _, index, day, lineage = min(observed, key=lambda entry: entry[:2])
        return pd.Series(population.totals[index], index=population.codes), day, lineage
    return (
        comparison.conditions["population"],
        _FACTS_DATE,
        lineage_of_dataset(store, "conditions"),
    )
