"""Which municipalities are there, how large, how old, under which conditions?

Read from the two files of facts. The generator reads them itself, so that it shares no
reader with the code that is tried on its output.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import SourceError

N_MUNICIPALITIES = 98
_BANDS = ("18_29", "30_39", "40_49", "50_59", "60_64")


@dataclass(frozen=True)
class Places:
    """The 98 municipalities in the order of their codes.

    Attributes
    ----------
    codes : array of int, shape (98,)
        Municipality codes.
    groups : array of str, shape (98,)
        Danmarks Statistik's group of municipalities.
    n_population_2022, n_population_18_64_2020 : array of float, shape (98,)
        Persons, as rounded in the facts.
    band_shares : array of float, shape (98, 5)
        Shares of those aged 18-64 who are 18-29, 30-39, 40-49, 50-59, 60-64; sum 1.
    conditions : array of float, shape (98, 3)
        Unemployment (mean of 2022-2024), immigrants and descendants, one-person
        households, each in standard deviations from the unweighted mean.
    national : DataFrame
        ``sex_da``, ``age_group_da``, ``n_population_2020`` (persons), the country.
    """

    codes: NDArray[np.int64]
    groups: NDArray[np.str_]
    n_population_2022: NDArray[np.float64]
    n_population_18_64_2020: NDArray[np.float64]
    band_shares: NDArray[np.float64]
    conditions: NDArray[np.float64]
    national: pd.DataFrame


def read_places(folder: Path) -> Places:
    """Read the facts about the municipalities and the country.

    Raises
    ------
    SourceError
        If a file is missing or does not hold 98 municipalities.
    """
    table = _read(folder / "municipalities.csv").sort_values("municipality_code")
    if len(table) != N_MUNICIPALITIES:
        raise SourceError(
            f"The facts hold {len(table)} municipalities.",
            where="municipalities.csv",
            expected=f"{N_MUNICIPALITIES}",
            fix="restore the file as it was committed",
        )
    shares = _floats(table, [f"share_pct_of_18_64_aged_{band}" for band in _BANDS])
    unemployment = _floats(table, [f"unemployment_pct_{year}" for year in (2022, 2023, 2024)])
    conditions = np.column_stack(
        [
            unemployment.mean(axis=1),
            _floats(table, ["immigrants_and_descendants_pct_2022"]),
            _floats(table, ["one_person_households_pct_2022"]),
        ]
    )
    return Places(
        codes=table["municipality_code"].to_numpy(np.int64),
        groups=table["dst_group"].to_numpy(np.str_),
        n_population_2022=_floats(table, ["population_2022_rounded"])[:, 0],
        n_population_18_64_2020=_floats(table, ["population_18_64_2020_rounded"])[:, 0],
        band_shares=shares / shares.sum(axis=1, keepdims=True),
        conditions=(conditions - conditions.mean(axis=0)) / conditions.std(axis=0),
        national=_read(folder / "national_age_structure_2020.csv"),
    )


def _read(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise SourceError(
            "A file of facts is missing.",
            where=path.name,
            expected="the facts in data/raw",
            fix="restore the file as it was committed",
        )
    return pd.read_csv(path, encoding="utf-8")


def _floats(table: pd.DataFrame, columns: list[str]) -> NDArray[np.float64]:
    return table[columns].to_numpy(np.float64)
