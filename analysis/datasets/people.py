"""Are there more recipients than people?

A count above the population is a mistake on the way: two tables under one name, thousands
read as units, or a count of payments. Published figures name the municipality.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.datasets.ages import WHOLE_LIFE
from analysis.errors import ContractError


def fail_if_more_than_live_there(
    frame: pd.DataFrame, population: pd.DataFrame, *, value: str
) -> None:
    """Refuse counts of a municipality that exceed its population.

    Parameters
    ----------
    frame : DataFrame
        A dataset of counts by benefit, municipality, period, sex and age.
    population : DataFrame
        The dataset ``population``; without rows, nothing is held against it.
    value : str
        The column of counts (persons).

    Raises
    ------
    ContractError
        With table, municipality and period.

    Notes
    -----
    Each count is held against the largest population of any date, all ages: a population
    of the very date is often absent, and no municipality grows so fast that it matters.
    Counts of parts are not summed first. Both lean towards letting a count pass.
    """
    is_everybody = population["age_from"] == WHOLE_LIFE[0]
    most = population[is_everybody].groupby("municipality_code")["n_population"].max()
    places = frame["municipality_code"].astype("category")
    by_code = most.reindex(places.cat.categories).to_numpy(dtype=float)
    people = by_code[places.cat.codes.to_numpy()]
    is_wrong = frame[value].to_numpy(dtype=float, na_value=np.nan) > people
    if not is_wrong.any():
        return
    position = int(is_wrong.argmax())
    row = frame.iloc[position]
    raise ContractError(
        f"{row['source_table']} has {row[value]:g} recipients of {row['benefit']} in municipality "
        f"{row['municipality_code']} in {row['period']}, and {people[position]:g} people live "
        "there.",
        where=f"{row['source_id']}, municipality {row['municipality_code']}, {row['period']}",
        expected="no more than the population",
        fix="fetch the file again and check its table in the manifest: an amount may stand where "
        "persons should, or a thousands separator may have been lost",
    )
