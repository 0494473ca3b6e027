"""Municipalities, conditions and single published figures."""

import pandas as pd
import pytest

from analysis.datasets.areas import make_gazetteer
from analysis.errors import ContractError, CoverageError

FIGURES = "municipality,period,measure,value,unit,source_url,source_date,note\n"


def test_conditions_are_long_and_leave_out_what_benefits_move(make_store):
    frame = make_store({}).load("conditions")
    of_aby = frame[frame["municipality_code"] == "9901"]
    assert of_aby[["condition", "year", "value", "unit"]].to_numpy().tolist() == [
        ["one_person_households_pct", 2025, 40.5, "pct"],
        ["population", 2022, 6000.0, "persons"],
        ["share_aged_18_29", 2020, 30.0, "pct_of_18_64"],
        ["unemployment_pct", 2022, 3.1, "pct"],
    ]


def test_condition_that_is_no_number_is_refused_with_its_row(make_store):
    text = (
        "municipality_code,municipality_name,dst_group,region_code,unemployment_pct_2022\n"
        "9901,Aby,x,H,3\n9902,Bekøb,x,N,lots\n"
    )
    with pytest.raises(ContractError, match="is no number") as error:
        make_store({}, municipalities=text).load("conditions")
    assert "municipalities.csv, row 3" in str(error.value)


def test_code_that_is_no_municipality_code_is_refused(make_store):
    text = "municipality_code,municipality_name,dst_group,region_code\nX1,Aby,x,H\n"
    with pytest.raises(ContractError, match="'X1' is no municipality code"):
        make_store({}, municipalities=text).load("municipalities")


def test_second_table_of_municipalities_is_refused(make_store):
    store = make_store({"more.csv": ("municipalities", "x")})
    with pytest.raises(CoverageError, match="lists 2 tables of municipalities"):
        store.load("municipalities")


def test_range_has_two_values_and_a_group_no_code(make_store):
    rows = (
        "Aby,2016,awards,322,persons,http://a,2017,n\nAby vs Bekøb,2009,ratio,2-3,ratio,b,2010,\n"
    )
    frame = make_store({"p.csv": ("published_figures", FIGURES + rows)}).load("published_figures")
    assert frame["value_from"].tolist() == [322, 2]
    assert frame["value_to"].tolist() == [322, 3]
    assert frame["municipality_code"].isna().tolist() == [False, True]
    assert frame["municipality_code"].iloc[0] == "9901"


def test_published_value_that_is_no_number_is_refused(make_store):
    text = FIGURES + "Aby,2016,awards,many,persons,http://a,2017,n\n"
    with pytest.raises(ContractError, match="'many' is no number") as error:
        make_store({"p.csv": ("published_figures", text)}).load("published_figures")
    assert "p.csv, row 2, column value" in str(error.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Copenhagen", "101"),
        ("København", "101"),
        ("101", "101"),
        ("Københavns Kommune", "101"),
        ("Århus", "751"),
        ("Lyngby Tårbæk", "173"),
        ("Christiansø", None),
        ("Hele landet", None),
    ],
)
def test_names_are_found_however_they_are_written(repository, text, code):
    frame = pd.read_csv(repository / "data" / "raw" / "municipalities.csv", dtype="str")
    assert make_gazetteer(frame).resolve(text, where="here") == code
