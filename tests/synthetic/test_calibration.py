"""The levels: near the published averages and the facts, computed here by plain pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

PUBLISHED_MEANS = {
    "FP": (28.90, 55.34, 101.58),
    "FL": (12.77, 27.51, 36.32),
    "RES": (7.03, 5.38, 3.16),
    "KT": (26.40, 15.22, 11.13),
    "SY": (18.59, 21.35, 24.82),
}


@pytest.mark.parametrize("benefit", PUBLISHED_MEANS)
def test_mean_of_municipalities_lies_near_the_published_mean(
    recipients: pd.DataFrame,
    residents: pd.DataFrame,
    published_bands: dict[str, list[str]],
    benefit: str,
) -> None:
    # 5 per cent: the published means are of 2013-2025 and the invented ones of 2018-2025.
    parts = recipients[(recipients["YDELSESTYPE"] == benefit) & (recipients["OMRÅDE"] != "000")]
    published = dict(zip(published_bands, PUBLISHED_MEANS[benefit], strict=True))
    for band, groups in published_bands.items():
        persons = parts[parts["ALDER"].isin(groups)].pivot_table(
            index="OMRÅDE", columns="TID", values="INDHOLD", aggfunc="sum"
        )
        of = residents[residents.index.isin(groups, level="ALDER")].groupby("OMRÅDE").sum()
        rates = 1000 * persons / of[persons.columns]
        assert rates.to_numpy().mean() == pytest.approx(published[band], rel=0.05), band


def test_revalidering_is_the_published_number_of_2022_and_falls(recipients: pd.DataFrame) -> None:
    country = national(recipients, "RE")
    by_year = country.groupby(country.index.str[:4]).mean()
    assert by_year["2022"] == pytest.approx(2642 * 0.60, rel=0.05)
    assert by_year.is_monotonic_decreasing
    assert by_year["2025"] < 0.75 * by_year["2022"]


def test_awards_a_year_lie_between_9000_and_13000(pension: pd.DataFrame) -> None:
    awards = pension[
        (pension["MODTAG1"] == "82") & (pension["ALDER"] == "1869") & (pension["OMRÅDE"] == "000")
    ]
    by_year = awards.groupby(awards["TID"].str[:4])["INDHOLD"].sum()
    assert by_year.between(9_000, 13_000).all()


def test_awards_depend_strongly_on_age(pension: pd.DataFrame, residents: pd.DataFrame) -> None:
    awards = pension[(pension["MODTAG1"] == "82") & (pension["OMRÅDE"] == "000")]
    by_age = awards[awards["TID"].str.startswith("2023")].groupby("ALDER")["INDHOLD"].sum()
    people = residents["2023K3"].groupby("ALDER").sum()
    young = by_age[["2529", "3034"]].sum() / people[["25-29", "30-34"]].sum()
    older = by_age[["5054", "5559"]].sum() / people[["50-54", "55-59"]].sum()
    assert older > 3 * young


def test_population_matches_the_sizes_in_the_facts(raw: Path, population: pd.DataFrame) -> None:
    facts = pd.read_csv(raw / "municipalities.csv").set_index("municipality_code")
    everybody = population[(population["KØN"] == "TOT") & (population["TID"] == "2022K1")]
    sizes = everybody[everybody["OMRÅDE"] != "000"].set_index("OMRÅDE")["INDHOLD"]
    sizes.index = sizes.index.astype(int)
    # The facts are rounded to 100 and are moved as one to the national number.
    assert ((sizes - facts["population_2022_rounded"]).abs() < 150).all()


def test_adults_of_2020_match_the_facts(raw: Path, population: pd.DataFrame) -> None:
    facts = pd.read_csv(raw / "municipalities.csv").set_index("municipality_code")
    parts = population[
        (population["TID"] == "2020K1")
        & population["KØN"].isin(["1", "2"])
        & ~population["ALDER"].isin(["IALT", "16", "17", "65", "66", "67", "68", "69"])
        & (population["OMRÅDE"] != "000")
    ]
    adults = parts.groupby(parts["OMRÅDE"].astype(int))["INDHOLD"].sum()
    ratio = adults / facts["population_18_64_2020_rounded"]
    # Cohorts differ by chance: a few per cent in the smallest municipality.
    assert ratio.between(0.90, 1.10).all()
    assert adults.sum() / facts["population_18_64_2020_rounded"].sum() == pytest.approx(1, abs=0.01)


def test_age_structure_resembles_the_real_one(
    published_files: Path, population: pd.DataFrame
) -> None:
    real = pd.read_csv(published_files / "population_sex_age_2020.csv")
    invented = population[
        (population["TID"] == "2020K1")
        & population["KØN"].isin(["1", "2"])
        & (population["ALDER"] != "IALT")
        & (population["OMRÅDE"] != "000")
    ]
    ages = invented["ALDER"].astype(int)
    for first in range(20, 70, 5):
        group = real[real["alder"] == f"{first}-{first + 4} år"]
        actual = group.groupby("kommune_kode")["antal"].sum()
        made = invented[ages.between(first, first + 4)]
        sizes = made.groupby(made["OMRÅDE"].astype(int))["INDHOLD"].sum()
        ratio = (sizes / actual.reindex(sizes.index)).median()
        assert ratio == pytest.approx(1, abs=0.10), first


def national(recipients: pd.DataFrame, benefit: str) -> pd.Series:
    rows = recipients[
        (recipients["OMRÅDE"] == "000")
        & (recipients["KØN"] == "TOT")
        & (recipients["YDELSESTYPE"] == benefit)
    ]
    return rows.set_index("TID")["INDHOLD"]
