"""A download that was cut into pieces is refused, whichever piece is missing.

What is missing                                   Result
a municipality throughout                         refused, by table, benefit and code
a period between the first and the last           refused, by table, benefit and period
a date of the population                          nothing to refuse
a municipality of the population                  refused
a count that the publisher withholds              a row like others
"""

import pytest

from analysis.errors import CoverageError


def rows(benefit, periods, codes=("9901", "9902")):
    return [f"{code};{benefit};TOT;TOT;{period};10" for period in periods for code in codes]


def test_municipality_missing_throughout_is_refused_by_table_and_code(auk01):
    store = auk01(rows("FP", ["2025K3", "2025K4"], codes=["9901"]))
    with pytest.raises(
        CoverageError, match="foertidspension lacks 1 of 2 municipalities: 9902"
    ) as error:
        store.load("recipients_fulltime")
    assert error.value.what.startswith("AUK01,")
    assert error.value.where == "AUK01.csv"
    assert error.value.expected
    assert error.value.fix == "fetch the table again with all municipalities"


def test_municipality_missing_for_one_benefit_only_is_refused(auk01):
    store = auk01(rows("FP", ["2025K4"]) + rows("FL", ["2025K4"], codes=["9902"]))
    with pytest.raises(CoverageError, match="AUK01, fleksjob lacks 1 of 2 municipalities: 9901"):
        store.load("recipients_fulltime")


def test_long_list_of_missing_municipalities_is_cut_with_their_number(auk01):
    header = "municipality_code,municipality_name,dst_group,region_code\n"
    names = [f"{9901 + i},By{chr(97 + i)},Landkommuner,H\n" for i in range(14)]
    store = auk01(rows("FP", ["2025K4"], codes=["9901"]), municipalities=header + "".join(names))
    with pytest.raises(CoverageError, match=r"13 of 14 .* 9910, 9911 and 3 more\."):
        store.load("recipients_fulltime")


def test_missing_quarter_is_refused_by_table_and_period(auk01):
    store = auk01(rows("FP", ["2024K4", "2025K1", "2025K3"]))
    with pytest.raises(
        CoverageError, match="AUK01, foertidspension lacks 2025K2 between 2024K4 and 2025K3"
    ) as error:
        store.load("recipients_fulltime")
    assert error.value.where == "AUK01.csv"
    assert error.value.expected
    assert "all periods" in error.value.fix


def test_missing_months_of_awards_are_refused_over_the_turn_of_the_year(make_store):
    header = "OMRÅDE;KØN;ALDER;YDELSESTYPE;MODTAG1;TID;INDHOLD"
    months = ["2024M11", "2025M02"]
    lines = [f"{m};MOK;1869;40;82;{month};4" for m in (9901, 9902) for month in months]
    store = make_store({"PEN113.csv": ("PEN113", "\n".join([header, *lines]))})
    with pytest.raises(CoverageError, match="PEN113, foertidspension lacks 2024M12, 2025M01 "):
        store.load("awards")


def test_benefits_may_begin_and_end_in_different_periods(auk01):
    store = auk01(rows("FP", ["2025K1", "2025K2"]) + rows("FL", ["2025K4"]))
    assert len(store.load("recipients_fulltime")) == 6


def test_files_that_follow_each_other_have_no_gap_and_those_that_do_not_have(make_store):
    header = "OMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD"

    def store_of(*quarters):
        return make_store(
            {
                f"{quarter}.csv": ("AUK01", "\n".join([header, *rows("FP", [quarter])]))
                for quarter in quarters
            }
        )

    assert len(store_of("2025K1", "2025K2").load("recipients_fulltime")) == 4
    with pytest.raises(CoverageError, match="lacks 2025K2") as error:
        store_of("2025K1", "2025K3").load("recipients_fulltime")
    assert error.value.where == "2025K1.csv, 2025K3.csv"


def test_withheld_count_is_present_and_an_absent_row_is_not(make_store):
    def store_of(*lines):
        answer = {"columns": ["Periode", "Område", "Antal personer"], "rows": lines}
        return make_store({"y60a02.json": ("y60a02", answer)})

    aby, bekoeb = ["2026M05", "Aby", 12], ["2026M05", "Bekøb", None]
    frame = store_of(aby, bekoeb).load("recipients_persons")
    assert frame["n_persons"].isna().tolist() == [False, True]
    with pytest.raises(CoverageError, match="y60a02, kontanthjaelp lacks 1 of 2"):
        store_of(aby).load("recipients_persons")


def test_population_may_have_single_dates(folk1a):
    lines = [f"{m};TOT;IALT;TOT;{q};9" for m in (9901, 9902) for q in ("2008K1", "2022K1")]
    assert len(folk1a(lines).load("population")) == 4


def test_population_without_a_municipality_is_refused(folk1a):
    with pytest.raises(CoverageError, match="FOLK1A lacks 1 of 2 municipalities: 9902"):
        folk1a(["9901;TOT;IALT;TOT;2025K4;9"]).load("population")


def test_table_kept_before_a_municipality_was_known_is_asked_again(auk01):
    lines = rows("FP", ["2025K4"], codes=["9901"])
    assert len(auk01(lines, only="9901").load("recipients_fulltime")) == 1
    with pytest.raises(CoverageError, match="lacks 1 of 2"):
        auk01(lines).load("recipients_fulltime")
