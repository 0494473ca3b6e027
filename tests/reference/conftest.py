"""The raw files of the report read by hand, and the package's comparisons of the same.

What is here reads the files with pandas alone; no dataset of the package has a part in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.assemble import compare_practice
from analysis.datasets.project import open_data

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
SIX_CITIES = ("101", "751", "851", "461", "561", "730")
LAST_YEAR = slice(-4, None)
STOCKS = {
    "foertidspension": "FP",
    "fleksjob": "FL",
    "ressourceforloeb": "RES",
    "revalidering": "RE",
    "kontanthjaelp": "KT",
    "sygedagpenge": "SY",
}
AWARD_BANDS = ("1824", "2529", "3034", "3539", "4044", "4549", "5054", "5559", "6064", "6569")
STOCK_BANDS = ("16-24", "25-29", "30-34", "35-39", "40-44", "45-49", "50-54", "55-59", "6099")
# From the six months of a year in which the pension age rises; see its parameter file.
PENSION_AGES = {"2019K3": 65.5, "2020K3": 66.0, "2021K3": 66.5, "2022K3": 67.0}


@dataclass(frozen=True)
class Raw:
    """Raw numbers: counts of shape (quarters, strata, municipalities), people alike."""

    codes: list[str]
    quarters: list[str]
    awards: np.ndarray
    award_years: np.ndarray
    stock_quarters: list[str]
    stocks: dict[str, np.ndarray]
    stock_people: np.ndarray
    single: dict[str, np.ndarray]

    def award_comparison(self, focus: int, members) -> tuple[float, float, float, float]:
        """Return observed, expected, its effective number of events and the heaviest step."""
        counts, years = self.awards[LAST_YEAR].sum(axis=0), self.award_years[LAST_YEAR].sum(axis=0)
        events, weights = counts[:, members].sum(1), years[:, focus] / years[:, members].sum(1)
        expected = float(weights @ events)
        size = expected**2 / float(weights**2 @ events)
        return counts[:, focus].sum(), expected, size, float(weights.max()) / expected


@pytest.fixture(scope="session")
def raw() -> Raw:
    """Read the raw files by hand."""
    awards = _read("PEN113")
    codes = sorted(set(awards["OMRÅDE"]) - {"000"})
    awards = awards[(awards["MODTAG1"] == "82") & (awards["KØN"] != "MOK")]
    awards = awards[awards["ALDER"].isin(AWARD_BANDS) & awards["OMRÅDE"].isin(codes)]
    month = awards["TID"].str[5:].astype(int)
    awards = awards.assign(quarter=awards["TID"].str[:4] + "K" + ((month + 2) // 3).astype(str))
    quarters = sorted(awards["quarter"].unique())
    people = _read("FOLK1A")
    people = people[(people["KØN"] != "TOT") & people["ALDER"].str.isdigit()]
    people = people.assign(age=people["ALDER"].astype(int))
    wide = people.pivot_table("INDHOLD", ["TID", "KØN", "age"], "OMRÅDE", aggfunc="sum")
    single = {
        date: np.stack([wide.loc[date].loc[sex, codes].to_numpy(float) for sex in ("2", "1")])
        for date in wide.index.levels[0]
    }
    stock = _read("AUK01")
    stock = stock[stock["KØN"] != "TOT"]
    stock_quarters = sorted(stock["TID"].unique())
    return Raw(
        codes,
        quarters,
        _cube(awards, "quarter", quarters, AWARD_BANDS, codes),
        _people(single, quarters, [18, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70]) / 4,
        stock_quarters,
        {
            name: _cube(
                stock[stock["YDELSESTYPE"] == code], "TID", stock_quarters, STOCK_BANDS, codes
            )
            for name, code in STOCKS.items()
        },
        _people(single, stock_quarters, [16, 25, 30, 35, 40, 45, 50, 55, 60, 70]),
        single,
    )


@pytest.fixture(scope="session", params=["101", "751"])
def comparison(request):
    """Return the package's comparison of København, and of Aarhus."""
    return compare_practice(open_data(), request.param, peers="6byerne")


@pytest.fixture(scope="session")
def places(raw, comparison) -> tuple[int, list[int], list[int]]:
    """Return the columns of the focus, of its peers and of the rest of the country."""
    focus = raw.codes.index(comparison.focus)
    peers = [raw.codes.index(code) for code in SIX_CITIES if code != comparison.focus]
    return focus, peers, [i for i in range(len(raw.codes)) if i != focus]


def _read(table: str) -> pd.DataFrame:
    return pd.read_csv(RAW / f"{table}.csv.gz", sep=";", dtype=str, encoding="utf-8-sig").assign(
        INDHOLD=lambda frame: frame["INDHOLD"].astype(float)
    )


def _cube(frame, period: str, periods, bands, codes) -> np.ndarray:
    """Return counts by period, sex and band (women first), and municipality."""
    wide = frame.pivot_table("INDHOLD", [period, "KØN", "ALDER"], "OMRÅDE", aggfunc="sum")
    rows = pd.MultiIndex.from_product([periods, ("K", "M"), bands])
    return wide.reindex(rows)[codes].to_numpy(float).reshape(len(periods), -1, len(codes))


def _people(single, quarters, starts) -> np.ndarray:
    """Return mean residents under the pension age by quarter, sex and band, municipality."""
    result = []
    for quarter in quarters:
        year, number = int(quarter[:4]), int(quarter[-1])
        after = f"{year + number // 4}K{number % 4 + 1}"
        ends = []
        for date in (quarter, after):
            age_limit = max([65.0, *(age for day, age in PENSION_AGES.items() if day <= date)])
            ages = np.arange(16, 16 + single[date].shape[1])
            weighted = single[date] * np.clip(age_limit - ages, 0, 1)[None, :, None]
            ends.append(
                [
                    weighted[sex, low - 16 : high - 16].sum(axis=0)
                    for sex in (0, 1)
                    for low, high in pairwise(starts)
                ]
            )
        result.append(np.mean(ends, axis=0))
    return np.array(result)
