"""What reality contains, and so the invented data must: the troubles an estimator meets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.synthetic.calendar import MONTHS
from analysis.synthetic.pension import PensionHistory, simulate_pension
from analysis.synthetic.places import read_places
from analysis.synthetic.population import simulate_population
from analysis.synthetic.truth import draw_truth

SIX_CITIES = ["101", "461", "561", "730", "751", "851"]
AWARD_GROUPS = {
    "1824": "16-24",
    **{f"{first}{first + 4}": f"{first}-{first + 4}" for first in range(25, 60, 5)},
    "6064": "6099",
    "6569": "6099",
}


@pytest.fixture(scope="module")
def history(raw: Path) -> PensionHistory:
    places = read_places(raw)
    return simulate_pension(places, simulate_population(places), draw_truth(places))


@pytest.fixture(scope="module")
def awards_2025(pension: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """Observed awards and residents of 2025 by municipality and stratum."""
    rows = pension[(pension["MODTAG1"] == "82") & (pension["KØN"] != "MOK")]
    rows = rows[rows["TID"].str.startswith("2025") & (rows["OMRÅDE"] != "000")]
    groups = [rows["OMRÅDE"], rows["ALDER"].map(AWARD_GROUPS).rename("ALDER"), rows["KØN"]]
    observed = rows.groupby(groups)["INDHOLD"].sum()
    return pd.DataFrame({"observed": observed, "residents": residents["2025K3"]})


def observed_to_expected(counts: pd.DataFrame, *, of: str, at: list[str]) -> float:
    reference = counts.loc[at].groupby(["ALDER", "KØN"]).sum()
    focus = counts.loc[of]
    expected = (reference["observed"] / reference["residents"] * focus["residents"]).sum()
    return float(focus["observed"].sum() / expected)


def series(recipients: pd.DataFrame, benefit: str) -> pd.DataFrame:
    """Return recipients in total, areas in rows and quarters in columns."""
    rows = recipients[(recipients["KØN"] == "TOT") & (recipients["YDELSESTYPE"] == benefit)]
    return rows.pivot_table(index="OMRÅDE", columns="TID", values="INDHOLD")


@pytest.mark.parametrize("benefit", ["FL", "RES", "KT", "FP"])
def test_the_same_people_are_there_the_next_quarter(recipients: pd.DataFrame, benefit: str) -> None:
    table = series(recipients, benefit).drop(index="000")
    counts = table[table.mean(axis=1) > 50].to_numpy(float)
    steps = np.arange(counts.shape[1])
    slopes = np.polyfit(steps, counts.T, 1)
    left = counts - np.outer(slopes[0], steps) - slopes[1][:, None]
    lags = [np.corrcoef(row[1:], row[:-1])[0, 1] for row in left]
    # The published series of net unemployed has .64; independent quarters would have about 0.
    assert 0.5 < float(np.mean(lags)) < 0.85


def test_awards_vary_more_between_municipalities_than_chance(awards_2025: pd.DataFrame) -> None:
    country = awards_2025.groupby(["ALDER", "KØN"]).sum()
    rates = country["observed"] / country["residents"]
    expected = awards_2025["residents"].mul(rates).groupby("OMRÅDE").sum()
    observed = awards_2025["observed"].groupby("OMRÅDE").sum()
    dispersion = ((observed - expected) ** 2 / expected).sum() / (len(expected) - 1)
    assert dispersion > 3


def test_newest_two_months_of_awards_are_reported_short(
    history: PensionHistory, pension: pd.DataFrame
) -> None:
    rows = pension[
        (pension["MODTAG1"] == "82") & (pension["ALDER"] == "1869") & (pension["OMRÅDE"] == "000")
    ]
    reported = rows.set_index("TID")["INDHOLD"]
    happened = pd.Series(history.awards.sum(axis=(1, 2, 3)), index=MONTHS)
    share = reported / happened[reported.index]
    assert (share.iloc[:-2] == 1).all()
    # About 1,000 awards a month: a standard error of one percentage point.
    assert share.iloc[-2] == pytest.approx(0.96, abs=0.03)
    assert share.iloc[-1] == pytest.approx(0.90, abs=0.03)


def test_stock_of_pension_follows_from_awards_and_plausible_exits(pension: pd.DataFrame) -> None:
    rows = pension[(pension["OMRÅDE"] == "000") & (pension["ALDER"] == "1869")]
    table = rows.pivot_table(index="TID", columns="MODTAG1", values="INDHOLD")
    exits = (table["82"] - table["80"].diff()).iloc[1:-2]
    yearly_share = 12 * exits.mean() / table["80"].mean()
    assert (exits > 0).all()
    assert 0.02 < yearly_share < 0.07


def test_full_time_persons_with_pension_lie_near_the_persons(
    recipients: pd.DataFrame, pension: pd.DataFrame
) -> None:
    persons = pension[pension["MODTAG1"] == "80"].copy()
    year, month = persons["TID"].str[:4], persons["TID"].str[-2:].astype(int)
    persons["TID"] = year + "K" + ((month + 2) // 3).astype(str)
    means = persons.pivot_table(index="OMRÅDE", columns="TID", values="INDHOLD", aggfunc="mean")
    fulltime = series(recipients, "FP")[means.columns]
    # Eighteen cells are rounded apart in each municipality.
    assert ((fulltime - means).drop(index="000").abs() <= 9).to_numpy().all()


def test_recipients_move_out_of_copenhagen(pension: pd.DataFrame) -> None:
    rows = pension[(pension["OMRÅDE"] != "000") & (pension["ALDER"] == "1869")]
    keys = {"index": "OMRÅDE", "columns": "TID", "values": "INDHOLD"}
    stock = rows[rows["MODTAG1"] == "80"].pivot_table(**keys)
    awards = rows[rows["MODTAG1"] == "82"].pivot_table(**keys)
    gone = awards.iloc[:, 1:].sum(axis=1) - (stock.iloc[:, -1] - stock.iloc[:, 0])
    yearly_share = gone / stock.mean(axis=1) / 5
    # A young stock dies and retires less, yet more disappear than almost anywhere.
    assert yearly_share["101"] > yearly_share.quantile(0.90)


def test_older_recipients_grow_with_the_pension_age(recipients: pd.DataFrame) -> None:
    older = recipients[
        (recipients["OMRÅDE"] == "000")
        & (recipients["ALDER"] == "6099")
        & (recipients["YDELSESTYPE"] == "FP")
    ]
    by_quarter = older.groupby("TID")["INDHOLD"].sum()
    assert by_quarter["2025K4"] > 1.3 * by_quarter["2018K1"]


def test_ressourceforloeb_falls_from_2022(recipients: pd.DataFrame) -> None:
    country = series(recipients, "RES").loc["000"]
    by_year = country.groupby(country.index.str[:4]).mean()
    assert by_year["2021"] > 0.95 * by_year["2018"]
    assert by_year["2025"] < 0.70 * by_year["2021"]


def test_pandemic_and_reform_show_in_the_national_series(recipients: pd.DataFrame) -> None:
    sick = series(recipients, "SY").loc["000"]
    assert sick["2020K2"] > 1.05 * sick["2019K2"]
    welfare = series(recipients, "KT").loc["000"]
    usual = np.mean([welfare[f"{y}K3"] / welfare[f"{y}K2"] for y in (2022, 2023, 2024)])
    assert welfare["2025K3"] / welfare["2025K2"] > usual + 0.015


def test_awards_are_fewer_in_july(pension: pd.DataFrame) -> None:
    rows = pension[
        (pension["MODTAG1"] == "82") & (pension["ALDER"] == "1869") & (pension["OMRÅDE"] == "000")
    ]
    by_month = rows.groupby(rows["TID"].str[-2:])["INDHOLD"].mean()
    assert by_month.idxmin() == "07"
    assert by_month["07"] < 0.8 * by_month["06"]


@pytest.mark.parametrize("island", ["492", "563", "741", "825"])
def test_small_islands_have_zeros(recipients: pd.DataFrame, island: str) -> None:
    rows = recipients[(recipients["OMRÅDE"] == island) & recipients["YDELSESTYPE"].eq("RE")]
    assert (rows["INDHOLD"] == 0).mean() > 0.5


def test_copenhagen_awards_about_30_per_cent_below_the_other_large_cities(
    awards_2025: pd.DataFrame,
) -> None:
    ratio = observed_to_expected(awards_2025, of="101", at=SIX_CITIES[1:])
    assert 0.55 < ratio < 0.80


def test_copenhagen_has_the_lowest_true_award_practice_of_the_six_cities(
    truth: pd.DataFrame,
) -> None:
    flow = truth[truth["stage"] == "flow"].set_index("municipality_code")["log_practice_effect"]
    cities = flow[[int(code) for code in SIX_CITIES]]
    assert cities.idxmin() == 101
    assert cities[101] < -0.3


def test_truth_has_one_row_per_municipality_benefit_and_stage(truth: pd.DataFrame) -> None:
    assert truth.groupby(["benefit", "stage"]).size().to_dict() == {
        ("foertidspension", "flow"): 98,
        **{
            (benefit, "stock"): 98
            for benefit in (
                "foertidspension",
                "fleksjob",
                "ressourceforloeb",
                "revalidering",
                "kontanthjaelp",
                "sygedagpenge",
            )
        },
    }
    assert truth["municipality_code"].nunique() == 98


def test_spread_of_true_award_practice_is_as_assumed(truth: pd.DataFrame) -> None:
    effects = truth[truth["stage"] == "flow"]["log_practice_effect"]
    assert 0.2 < effects.std() < 0.3


def test_few_awards_swell_kontanthjaelp_and_ressourceforloeb(truth: pd.DataFrame) -> None:
    table = truth.assign(name=truth["benefit"] + "_" + truth["stage"]).pivot_table(
        index="municipality_code", columns="name", values="log_practice_effect"
    )
    flow = table["foertidspension_flow"]
    assert flow.corr(table["kontanthjaelp_stock"]) < -0.3
    assert flow.corr(table["ressourceforloeb_stock"]) < -0.15


def test_practice_shows_in_the_awards_once_conditions_and_need_are_removed(
    awards_2025: pd.DataFrame, truth: pd.DataFrame
) -> None:
    flow = truth[truth["stage"] == "flow"].set_index("municipality_code")
    everyone = list(awards_2025.index.get_level_values("OMRÅDE").unique())
    expected = pd.Series(
        {int(code): observed_to_expected(awards_2025, of=code, at=everyone) for code in everyone}
    )
    known = flow["multiplier_conditions"] * flow["multiplier_hidden_need"]
    large = awards_2025["observed"].groupby("OMRÅDE").sum() > 80
    left = np.log(expected / known)[[int(code) for code in large.index[large]]]
    assert left.corr(flow["log_practice_effect"].reindex(left.index)) > 0.85


def test_conditions_confound_kontanthjaelp(
    recipients: pd.DataFrame, residents: pd.DataFrame, truth: pd.DataFrame
) -> None:
    people = residents["2023K1"].groupby("OMRÅDE").sum()
    rate = series(recipients, "KT")["2023K1"].drop(index="000") / people
    rate.index = rate.index.astype(int)
    rows = truth[truth["benefit"] == "kontanthjaelp"].set_index("municipality_code")
    assert np.log(rate).corr(np.log(rows["multiplier_conditions"])) > 0.3
    assert rows["multiplier_hidden_need"].std() > 0.05


def test_hidden_need_is_carried_by_no_condition(raw: Path, truth: pd.DataFrame) -> None:
    facts = pd.read_csv(raw / "municipalities.csv").set_index("municipality_code")
    rows = truth[truth["benefit"] == "kontanthjaelp"].set_index("municipality_code")
    need = np.log(rows["multiplier_hidden_need"])
    # Among 98 drawn independently a correlation beyond .3 has a chance of about 1 in 400.
    for column in (
        "unemployment_pct_2023",
        "immigrants_and_descendants_pct_2022",
        "one_person_households_pct_2022",
    ):
        assert abs(need.corr(facts[column])) < 0.3, column
