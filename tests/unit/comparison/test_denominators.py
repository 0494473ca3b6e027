"""How many people could have been counted, on which dates and to which age."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.denominators import (
    WHOLE_POPULATION,
    Stratum,
    age_weights,
    arrange_population,
    mean_population,
)
from analysis.concepts import Period, Sex
from analysis.errors import CoverageError

TOTAL = Stratum(Sex.TOTAL, *WHOLE_POPULATION)
OLDEST = Stratum(Sex.WOMEN, 60, 99)
COLUMNS = ["municipality_code", "period", "sex", "age_from", "age_to", "n_population", "source_id"]


def by_age(period, people, *, code="9901", file="FOLK1A.csv", ages=range(16, 70)):
    """Return women and men of single ages, `people` of each, and their total."""
    rows = [(code, period, sex, a, a, people, file) for sex in ("women", "men") for a in ages]
    return [*rows, (code, period, "total", 0, 125, 2 * people * len(ages) + 1000, file)]


def totals(period, people, *, code="9901", file="FOLK1AM.csv"):
    return [(code, period, "total", 0, 125, people, file)]


def arrange(*rows, codes=("9901",), pension_age=67.0):
    frame = pd.DataFrame([row for part in rows for row in part], columns=COLUMNS)
    return arrange_population(frame, codes=codes, pension_age=lambda _: pension_age)


def mean(population, *periods, strata=(TOTAL,)):
    return mean_population(
        population, periods=[Period.parse(text) for text in periods], strata=list(strata)
    )


@pytest.mark.parametrize(
    ("pension_age", "ages_counted"),
    [(65, 5), (65.5, 5.5), (66, 6), (66.5, 6.5), (67, 7)],
)
def test_oldest_group_stops_at_the_pension_age_and_counts_half_years(pension_age, ages_counted):
    population = arrange(by_age("2025K1", 100), pension_age=pension_age)
    people, _, _ = mean(population, "2025K1", strata=[OLDEST])
    assert people[0, 0, 0] == pytest.approx(100 * ages_counted)


def test_pension_age_is_that_of_the_date():
    rows = [*by_age("2018K4", 100), *by_age("2019K1", 100)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    population = arrange_population(
        frame, codes=("9901",), pension_age=lambda day: 65 if day.year == 2018 else 66
    )
    people, _, _ = mean(population, "2018K4", "2019K1", strata=[OLDEST])
    assert people[:, 0, 0] == pytest.approx([100 * (5 + 6) / 2, 600])


def test_weights_are_whole_below_and_nothing_above_the_pension_age():
    weights = age_weights(66.5)
    assert weights[:66].min() == 1
    assert weights[66] == 0.5
    assert weights[67:].max() == 0


def test_age_group_below_the_pension_age_is_whole():
    population = arrange(by_age("2025K1", 10), pension_age=65)
    people, _, _ = mean(population, "2025K1", strata=[Stratum(Sex.MEN, 25, 29)])
    assert people[0, 0, 0] == 50


def test_quarter_has_the_mean_of_its_first_day_and_the_next_quarters():
    population = arrange(totals("2025K1", 1000), totals("2025K2", 1100))
    people, carried, _ = mean(population, "2025K1")
    assert people[0, 0, 0] == 1050
    assert carried == ("",)


def test_last_quarter_without_a_following_date_has_its_first_day_alone():
    population = arrange(totals("2025K1", 1000), totals("2025K2", 1100))
    people, carried, _ = mean(population, "2025K2")
    assert people[0, 0, 0] == 1100
    assert carried == ("",)


def test_month_has_the_mean_of_two_months():
    population = arrange(totals("2025M03", 1000), totals("2025M04", 1010))
    people, carried, _ = mean(population, "2025M03")
    assert people[0, 0, 0] == 1005
    assert carried == ("",)


@pytest.mark.parametrize(
    ("period", "people_then", "named"),
    [
        ("2007K1", 800, "2008-01-01"),
        ("2016K1", 900, "2015-01-01"),
        ("2021M08", 1000, "2022-01-01"),
        ("2030K1", 1000, "2022-01-01"),
    ],
)
def test_nearest_date_stands_in_and_is_named(period, people_then, named):
    population = arrange(totals("2008K1", 800), totals("2015K1", 900), totals("2022K1", 1000))
    people, carried, _ = mean(population, period)
    assert people[0, 0, 0] == people_then
    assert carried == (named,)


def test_of_two_equally_near_dates_the_earlier_stands_in():
    population = arrange(totals("2025M01", 100), totals("2025M03", 300))
    # 1 February is 31 days after the one and 28 days before the other.
    assert mean(population, "2025M02")[1] == ("2025-03-01",)
    even = arrange(totals("2024M01", 100), totals("2024M07", 300))
    assert mean(even, "2024M04")[1] == ("2024-01-01",)


def test_one_file_is_used_for_a_date_and_the_one_with_ages_goes_first():
    population = arrange(by_age("2025K1", 10, file="z.csv"), totals("2025M01", 5, file="a.csv"))
    assert population.dates == (dt.date(2025, 1, 1),)
    assert population.files == ("z.csv",)
    assert population.totals[0, 0] == 2 * 10 * 54 + 1000


def test_of_two_files_without_ages_the_first_by_name_is_used():
    population = arrange(totals("2025M01", 5, file="b.csv"), totals("2025K1", 7, file="a.csv"))
    assert population.files == ("a.csv",)
    assert population.totals[0, 0] == 7


def test_files_behind_a_period_are_those_of_its_dates():
    population = arrange(
        totals("2025K1", 5, file="a.csv"),
        totals("2025K2", 5, file="b.csv"),
        totals("2025K3", 5, file="c.csv"),
    )
    _, _, files = mean(population, "2025K1", "2025K3")
    assert files == (frozenset({"a.csv", "b.csv"}), frozenset({"c.csv"}))


def test_ages_are_carried_from_a_date_that_has_them():
    population = arrange(by_age("2020K1", 10), totals("2025K1", 5000))
    people, carried, files = mean(population, "2025K1", strata=[Stratum(Sex.MEN, 25, 29)])
    assert people[0, 0, 0] == 50
    assert carried == ("2020-01-01",)
    assert files == (frozenset({"FOLK1A.csv"}),)


def test_totals_alone_have_no_ages_and_refuse_age_groups():
    population = arrange(totals("2025K1", 5000))
    assert not population.has_ages
    with pytest.raises(CoverageError, match="no population for the age groups"):
        mean(population, "2025K1", strata=[OLDEST])


def test_municipality_that_a_date_lacks_is_missing_and_not_zero():
    population = arrange(totals("2025K1", 5000), codes=("9901", "9902"))
    people, _, _ = mean(population, "2025K1")
    assert people[0, 0, 0] == 5000
    assert np.isnan(people[0, 0, 1])


def test_municipality_that_is_not_wanted_is_left_out():
    population = arrange(totals("2025K1", 5000), totals("2025K1", 9, code="411"))
    assert population.codes == ("9901",)
    assert population.totals.tolist() == [[5000]]
