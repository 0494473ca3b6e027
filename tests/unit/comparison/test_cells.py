"""Counts beside the people they are counted among; flow and stock kept apart."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.cells import arrange_cells, crude, has_rows, last_window, rows_of
from analysis.comparison.denominators import arrange_population
from analysis.comparison.headlines import Headline, Source
from analysis.concepts import Benefit, Lineage, Period, Stage, Unit
from analysis.errors import CoverageError

AWARDS = Headline(
    Benefit.FOERTIDSPENSION, Stage.FLOW, (Source("awards", "PEN113", Unit.AWARDS),), "Hent PEN113."
)
STOCK = Headline(
    Benefit.KONTANTHJAELP,
    Stage.STOCK,
    (Source("recipients_persons", "y60a02", Unit.PERSONS),),
    "Hent y60a02.",
)
CODES = ("9901", "9902")


def people(*dates, file="FOLK1AM.csv"):
    rows = [
        (code, text, "total", 0, 125, 1000 * (1 + i), file)
        for text in dates
        for i, code in enumerate(CODES)
    ]
    columns = ["municipality_code", "period", "sex", "age_from", "age_to", "n_population"]
    frame = pd.DataFrame(rows, columns=[*columns, "source_id"])
    return arrange_population(frame, codes=CODES, pension_age=lambda _: 67.0)


POPULATION = people("2025K1", "2025K2", "2025K3", "2025K4", "2026K1")


def counts(headline, values, *, file="counts.csv", ages=(0, 125)):
    """Return rows of {(code, period): count}; None is a blank of the source."""
    source = headline.sources[0]
    column = {"awards": "n_awards", "recipients_persons": "n_persons"}[source.dataset]
    return pd.DataFrame(
        {
            "benefit": headline.benefit.value,
            "municipality_code": [code for code, _ in values],
            "period": [period for _, period in values],
            "sex": "total",
            "age_from": ages[0],
            "age_to": ages[1],
            column: pd.array(list(values.values()), dtype="Int64"),
            "source_id": file,
            "source_table": source.table,
        }
    )


def arrange(frame, headline, population=POPULATION):
    return arrange_cells(
        frame,
        headline=headline,
        source=headline.sources[0],
        population=population,
        lineage_of=lambda files: Lineage(frozenset(files)),
    )


def months(numbers, *, value=2):
    return {(code, f"2025M{m:02d}"): value for m in numbers for code in CODES}


def test_months_of_awards_are_summed_to_quarters():
    values = {("9901", f"2025M{m:02d}"): m for m in range(1, 7)}
    cells = arrange(counts(AWARDS, values | {("9902", p): 0 for _, p in values}), AWARDS)
    assert [str(p) for p in cells.periods] == ["2025K1", "2025K2"]
    assert cells.counts[:, 0, 0].tolist() == [1 + 2 + 3, 4 + 5 + 6]


def test_quarter_that_lacks_a_month_is_left_out():
    cells = arrange(counts(AWARDS, months([1, 2, 3, 4, 5])), AWARDS)
    assert [str(p) for p in cells.periods] == ["2025K1"]


def test_quarter_with_a_blank_month_is_missing_and_not_smaller():
    values = months([1, 2, 3]) | {("9901", "2025M02"): None}
    cells = arrange(counts(AWARDS, values), AWARDS)
    assert np.isnan(cells.counts[0, 0, 0])
    assert cells.counts[0, 0, 1] == 6


def test_months_of_a_stock_stay_months():
    cells = arrange(counts(STOCK, months([1, 2, 3])), STOCK)
    assert [str(p) for p in cells.periods] == ["2025M01", "2025M02", "2025M03"]


def test_blank_cell_stays_missing():
    cells = arrange(counts(STOCK, months([1]) | {("9902", "2025M01"): None}), STOCK)
    assert cells.counts[0, 0, 0] == 2
    assert np.isnan(cells.counts[0, 0, 1])


def test_awards_are_summed_over_the_window_and_set_against_person_years():
    cells = arrange(counts(AWARDS, months(range(1, 13))), AWARDS)
    window = last_window(cells, until=Period.parse("2025K4"), n_periods=4)
    assert window.counts[0].tolist() == [24, 24]
    assert window.exposure[0] == pytest.approx([1000, 2000])
    assert (str(window.first), str(window.last)) == ("2025K1", "2025K4")


def test_stock_is_averaged_and_set_against_people():
    values = {(code, f"2025M{m:02d}"): m for m in (1, 2, 3) for code in CODES}
    cells = arrange(counts(STOCK, values), STOCK)
    window = last_window(cells, until=Period.parse("2025M03"), n_periods=3)
    assert window.counts[0].tolist() == [2, 2]
    assert window.exposure[0] == pytest.approx([1000, 2000])


def test_window_ends_no_later_than_asked():
    cells = arrange(counts(STOCK, months([1, 2, 3])), STOCK)
    assert str(last_window(cells, until=Period.parse("2025M02"), n_periods=1).last) == "2025M02"
    assert str(last_window(cells, until=Period.parse("2025K1"), n_periods=1).last) == "2025M03"


def test_window_longer_than_the_series_is_refused_with_what_there_is():
    cells = arrange(counts(AWARDS, months([1, 2, 3])), AWARDS)
    with pytest.raises(CoverageError, match="does not have 4 periods up to 2025K4") as caught:
        last_window(cells, until=Period.parse("2025K4"), n_periods=4)
    assert "2025K1" in caught.value.expected


def test_table_without_the_benefit_is_refused_with_how_to_get_it():
    frame = counts(STOCK, months([1])).assign(benefit="fleksjob")
    with pytest.raises(CoverageError, match="nothing on kontanthjaelp") as caught:
        arrange(frame, STOCK)
    assert caught.value.fix == "Hent y60a02."


def test_series_of_another_table_is_not_mixed_in():
    frame = pd.concat(
        [
            counts(STOCK, months([1], value=7)),
            counts(STOCK, months([1], value=900), file="other.csv").assign(source_table="other"),
        ]
    )
    cells = arrange(frame, STOCK)
    assert cells.counts[0, 0].tolist() == [7, 7]
    assert cells.lineages[0].inputs == {"counts.csv", "FOLK1AM.csv"}


def test_dataset_has_rows_only_of_its_own_table_and_benefit():
    frame = counts(STOCK, months([1]))
    assert has_rows(frame, source=STOCK.sources[0], headline=STOCK)
    assert not has_rows(frame, source=AWARDS.sources[0], headline=STOCK)
    assert not has_rows(frame.assign(benefit="fleksjob"), source=STOCK.sources[0], headline=STOCK)


def test_lineage_of_a_window_names_the_files_of_its_periods_only():
    frame = pd.concat(
        [
            counts(STOCK, months([1]), file="january.csv"),
            counts(STOCK, months([2]), file="february.csv"),
        ]
    )
    cells = arrange(frame, STOCK)
    window = last_window(cells, until=Period.parse("2025M02"), n_periods=1)
    assert "february.csv" in window.lineage.inputs
    assert "january.csv" not in window.lineage.inputs


def test_window_with_a_gap_is_refused_by_the_period_that_is_missing():
    cells = arrange(counts(AWARDS, months([*range(1, 7), *range(10, 13)])), AWARDS)
    with pytest.raises(CoverageError, match="PEN113 lacks 2025K3") as caught:
        last_window(cells, until=Period.parse("2025K4"), n_periods=3)
    assert caught.value.where == "the dataset awards, from 2025K1 to 2025K4"
    assert str(last_window(cells, until=Period.parse("2025K2"), n_periods=2).first) == "2025K1"
    assert str(last_window(cells, until=Period.parse("2025K4"), n_periods=1).first) == "2025K4"


def test_rows_are_of_one_table_and_one_benefit():
    frame = pd.concat(
        [
            counts(STOCK, months([1], value=7)),
            counts(STOCK, months([1])).assign(source_table="other"),
            counts(STOCK, months([1])).assign(benefit="fleksjob"),
        ]
    )
    rows = rows_of(frame, source=STOCK.sources[0], headline=STOCK)
    assert rows["n_persons"].tolist() == [7, 7]


def test_window_names_every_carried_denominator_once_and_in_order():
    population = people("2024K4", "2025K4")
    cells = arrange(counts(STOCK, months(range(1, 13))), STOCK, population)
    window = last_window(cells, until=Period.parse("2025M12"), n_periods=12)
    assert window.carried == "2024-10-01, 2025-10-01"


def test_window_names_a_carried_denominator():
    cells = arrange(counts(STOCK, months([1])), STOCK, people("2022K1"))
    window = last_window(cells, until=Period.parse("2025M01"), n_periods=1)
    assert dt.date.fromisoformat(window.carried) == dt.date(2022, 1, 1)


def test_counts_by_age_become_strata_where_the_population_has_ages(comparison):
    series = {m.headline.id: m.cells for m in comparison.measures}
    cells = series["fleksjob-bestand"]
    assert cells.is_by_age
    assert len(cells.strata) == 6
    assert cells.counts.shape == (2, 6, 26)


def test_crude_series_has_everybody_in_one_stratum(comparison):
    cells = next(m.cells for m in comparison.measures if m.is_by_age)
    whole = crude(cells)
    assert not whole.is_by_age
    assert whole.counts[:, 0] == pytest.approx(cells.counts.sum(axis=1))
    assert whole.people[:, 0] == pytest.approx(cells.people.sum(axis=1))
