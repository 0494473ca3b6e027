"""What becomes of the rows of raw files, and what is refused.

Raw file                                          Result
a total and its parts                             both kept
`..` or null                                      missing, never 0
region, country, not stated                       left out
a benefit or selector value not compared          left out
anything unknown                                  refused by name, row and column
a municipality gone in one period                 refused
parts that do not add up                          refused
"""

import pytest

from analysis.errors import ContractError, SourceError

TOTALS = [
    "9901;FP;TOT;TOT;2025K3;10",
    "9902;FP;TOT;TOT;2025K3;20",
    "9901;FP;TOT;TOT;2025K4;11",
    "9902;FP;TOT;TOT;2025K4;21",
]


def test_codes_become_benefit_municipality_period_sex_and_ages(auk01):
    frame = auk01(
        [
            "9901;FL;M;16-24;2025K4;3",
            "9901;FL;K;16-24;2025Q4;4",
            "9901;FL;M;6099;2025K4;5",
            "9901;FL;K;6099;2025K4;6",
            "9901;FL;TOT;TOT;2025K4;18",
        ],
        only="9901",
    ).load("recipients_fulltime")
    rows = frame.drop(columns=["source_id", "source_table"]).to_numpy().tolist()
    assert rows == [
        ["fleksjob", "9901", "2025K4", "men", 16, 24, 3],
        ["fleksjob", "9901", "2025K4", "men", 60, 99, 5],
        ["fleksjob", "9901", "2025K4", "total", 0, 125, 18],
        ["fleksjob", "9901", "2025K4", "women", 16, 24, 4],
        ["fleksjob", "9901", "2025K4", "women", 60, 99, 6],
    ]
    assert set(frame["source_id"]) == {"AUK01.csv"}
    assert set(frame["source_table"]) == {"AUK01"}


def test_labels_mean_the_same_as_codes(auk01):
    english = "Net unemployed recipients of social assistance"
    danish = "Nettoledige kontanthjælpsmodtagere"
    rows = [f"Aby;{english};Total;Age, total;2025Q4;7"]
    frame = auk01(rows, only="9901").load("recipients_fulltime")
    assert frame["benefit"].tolist() == ["kontanthjaelp_jobparat"]
    assert frame["age_to"].tolist() == [125]
    assert (
        auk01([f"aby kommune;{danish};I alt;Alder i alt;2025K4;7"], only="9901")
        .load("recipients_fulltime")
        .equals(frame)
    )


def test_censored_value_becomes_missing_and_never_zero(auk01):
    rows = ["9901;FP;TOT;TOT;2025K4;..", "9902;FP;TOT;TOT;2025K4;0"]
    values = auk01(rows).load("recipients_fulltime")["n_fulltime_persons"]
    assert values.isna().tolist() == [True, False]
    assert values.iloc[1] == 0


@pytest.mark.parametrize(
    "area",
    [
        *("000", "0", "081", "85", "01", "11", "997", "411", "Hele landet", "Region Syddanmark"),
        *("Province Byen København", "Landsdel Fyn", "Abroad", "Not stated municipality"),
    ],
)
def test_area_that_is_no_municipality_is_left_out(auk01, area):
    frame = auk01([*TOTALS, f"{area};FP;TOT;TOT;2025K4;99"]).load("recipients_fulltime")
    assert set(frame["municipality_code"]) == {"9901", "9902"}


def test_known_benefit_that_is_not_compared_is_left_out(auk01):
    frame = auk01([*TOTALS, "9901;TOT;TOT;TOT;2025K4;99"]).load("recipients_fulltime")
    assert set(frame["benefit"]) == {"foertidspension"}


@pytest.mark.parametrize(
    ("row", "what", "column"),
    [
        ("221;FP;TOT;TOT;2025K4;1", "'221' is no municipality since the reform of 2007", "OMRÅDE"),
        ("Atlantis;FP;TOT;TOT;2025K4;1", "'Atlantis' is no municipality", "OMRÅDE"),
        ("9901;XYZ;TOT;TOT;2025K4;1", "'XYZ' is not a known value", "YDELSESTYPE"),
        ("9901;FP;X;TOT;2025K4;1", "'X' is not a known value", "KØN"),
        ("9901;FP;TOT;old;2025K4;1", "'old' is not a known value", "ALDER"),
        ("9901;FP;TOT;99-16;2025K4;1", "'99-16' is not a known value", "ALDER"),
        ("9901;FP;TOT;TOT;2025K5;1", "'2025K5' is not a period", "TID"),
        ("9901;FP;TOT;TOT;2025M10;1", "'2025M10' is not a quarter", "TID"),
        ("9901;FP;TOT;TOT;2031K1;1", "'2031K1' lies in the future", "TID"),
        ("9901;FP;TOT;TOT;2025K2;-1", "is negative: '-1'", "INDHOLD"),
        ("9901;FP;TOT;TOT;2025K2;1.5", "is no whole number: '1.5'", "INDHOLD"),
        ("9901;FP;TOT;TOT;2025K2;1,5", "is no whole number: '1,5'", "INDHOLD"),
    ],
)
def test_unknown_text_is_refused_with_row_and_column(auk01, row, what, column):
    store = auk01([*TOTALS, row])
    with pytest.raises(ContractError, match=what) as error:
        store.load("recipients_fulltime")
    assert f"AUK01.csv, row 6, column {column}" in str(error.value)
    assert error.value.expected
    assert error.value.fix


def test_doubled_row_is_refused_with_both_places(auk01):
    with pytest.raises(ContractError, match="same key") as error:
        auk01([*TOTALS, TOTALS[1]]).load("recipients_fulltime")
    assert "AUK01.csv, row 3 and AUK01.csv, row 6" in str(error.value)


def test_two_files_that_overlap_are_refused(make_store):
    text = "OMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD\n" + TOTALS[0] + "\n"
    store = make_store({"a.csv": ("AUK01", text), "b.csv": ("AUK01", text)})
    with pytest.raises(ContractError, match="same key") as error:
        store.load("recipients_fulltime")
    assert "a.csv, row 2 and b.csv, row 2" in str(error.value)


def test_municipality_missing_in_one_quarter_is_refused_by_name(auk01):
    with pytest.raises(ContractError, match="Municipality 9902 is missing in 2025K4 in AUK01"):
        auk01(TOTALS[:3]).load("recipients_fulltime")


def test_age_group_missing_for_one_municipality_is_refused(auk01):
    rows = [
        f"{m};FP;{s};{a};2025K4;1" for m in (9901, 9902) for s in "MK" for a in ("16-24", "60+")
    ]
    with pytest.raises(ContractError, match=r"9902 is missing in 2025K4 \(women, ages 60-99\)"):
        auk01(rows[:-1]).load("recipients_fulltime")


def test_total_summed_with_its_parts_is_refused(auk01):
    parts = [f"9901;FP;{s};{a};2025K4;10" for s in "MK" for a in ("16-24", "25-29")]
    store = auk01([*parts, "9901;FP;TOT;TOT;2025K4;80"], only="9901")
    with pytest.raises(ContractError, match="sum to 40, and their total is 80"):
        store.load("recipients_fulltime")


def test_rounded_parts_may_miss_their_total_a_little(auk01):
    parts = [f"9901;FP;{s};{a};2025K4;10" for s in "MK" for a in ("16-24", "25-29")]
    store = auk01([*parts, "9901;FP;TOT;TOT;2025K4;43"], only="9901")
    assert len(store.load("recipients_fulltime")) == 5


def test_overlapping_ages_are_refused(auk01):
    rows = [f"9901;FP;{s};{a};2025K4;1" for s in "MK" for a in ("16-24", "20-29", "30-34")]
    with pytest.raises(ContractError, match="ages 20-29 overlap with those up to 24"):
        auk01(rows, only="9901").load("recipients_fulltime")


def test_both_codes_of_kontanthjaelp_at_once_are_refused(auk01):
    rows = ["9901;KT;TOT;TOT;2025K4;1", "9901;KH;TOT;TOT;2025K4;1"]
    with pytest.raises(ContractError, match="'KT' and 'KH' both mean kontanthjaelp"):
        auk01(rows).load("recipients_fulltime")


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("OMRÅDE;YDELSESTYPE;KØN;ALDER;HERKOMST;TID;INDHOLD", "has the variable 'HERKOMST'"),
        ("OMRÅDE;KØN;ALDER;TID;INDHOLD", "lacks YDELSESTYPE"),
    ],
)
def test_other_variables_than_the_tables_own_are_refused(make_store, header, what):
    text = f"{header}\n{';'.join(['1'] * (header.count(';') + 1))}\n"
    with pytest.raises(ContractError, match=what):
        make_store({"AUK01.csv": ("AUK01", text)}).load("recipients_fulltime")


def test_selector_separates_awards_from_recipients(make_store):
    header = "OMRÅDE;KØN;ALDER;YDELSESTYPE;MODTAG1;TID;INDHOLD"
    rows = ["9901;MOK;1869;40;80;2025M12;500", "9901;MOK;1869;40;82;2025M12;4"]
    rows += ["9901;MOK;1869;40;84;2025M12;41.5", "9901;MOK;1869;55;80;2025M12;90"]
    store = make_store({"PEN113.csv": ("PEN113", "\n".join([header, *rows]))}, only="9901")
    assert store.load("recipients_persons")["n_persons"].tolist() == [500]
    assert store.load("awards")["n_awards"].tolist() == [4]
    assert store.load("awards")[["age_from", "age_to"]].to_numpy().tolist() == [[18, 69]]


def test_population_keeps_total_and_single_ages(folk1a):
    rows = ["9901;TOT;IALT;TOT;2025K4;9", "9901;1;17;TOT;2025K4;4", "9901;2;17;TOT;2025K4;3"]
    frame = folk1a([*rows, "9901;TOT;IALT;U;2025K4;5"], only="9901").load("population")
    assert frame[["sex", "age_from", "age_to", "n_population"]].to_numpy().tolist() == [
        ["men", 17, 17, 4],
        ["total", 0, 125, 9],
        ["women", 17, 17, 3],
    ]


@pytest.mark.parametrize(
    ("value", "what"), [("0", "9901 has no inhabitants in 2025K4"), ("..", "population is missing")]
)
def test_population_without_people_is_refused(folk1a, value, what):
    with pytest.raises(ContractError, match=what):
        folk1a([f"9901;TOT;IALT;TOT;2025K4;{value}"], only="9901").load("population")


def test_marital_status_without_its_total_gives_no_population(folk1a):
    assert folk1a(["9901;TOT;IALT;U;2025K4;5"]).load("population").empty


def test_unknown_marital_status_is_refused(folk1a):
    with pytest.raises(ContractError, match="'Z' is not a known value of CIVILSTAND"):
        folk1a(["9901;TOT;IALT;Z;2025K4;5"]).load("population")


ANSWER = {
    "columns": ["Periode", "Område", "Antal personer", "Antal fuldtidspersoner"],
    "rows": [
        ["2026M05", "Aby", 12, 11],
        ["2026M05", "Bekøb", None, None],
        ["2026M05", "Hele landet", 90, 80],
    ],
}


def y60a02(make_store, *, only="", **changes):
    return make_store({"y60a02.json": ("y60a02", {**ANSWER, **changes})}, only=only)


def test_jobindsats_persons_and_fulltime_persons_go_to_their_own_datasets(make_store):
    store = y60a02(make_store)
    persons, fulltime = store.load("recipients_persons"), store.load("recipients_fulltime")
    assert persons["municipality_code"].tolist() == ["9901", "9902"]
    assert persons["n_persons"].isna().tolist() == [False, True]
    assert fulltime["n_fulltime_persons"].iloc[0] == 11
    assert set(persons["benefit"]) == {"kontanthjaelp"}


def test_jobindsats_measure_is_found_by_how_its_name_begins(make_store):
    columns = ["Periode", "Område", "Antal personer på ydelsen", "Antal fuldtidspersoner m.m."]
    assert y60a02(make_store, columns=columns).load("recipients_persons")["n_persons"].sum() == 12


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"columns": ["Periode", "Område", "A", "B"]}, "has 0 columns that begin with"),
        (
            {"columns": ["Periode", "Område", "Antal personer x", "Antal personer y"]},
            "has 2 columns that begin with",
        ),
        ({"columns": ["Tid", "Område", "Antal personer", "B"]}, "no column Periode"),
        ({"rows": [["2026M05", "Aby", 1.5, 1]]}, "no whole number from 0 on: '1.5'"),
        ({"rows": [["2026M05", "Aby", -1, 1]]}, "no whole number from 0 on"),
        ({"rows": [["2026M05", "Aby", "x", 1]]}, "is split by|no whole number"),
        ({"rows": [["2026Y01", "Aby", 1, 1]]}, "'2026Y01' is not a period"),
        ({"rows": [["2026M05", "Atlantis", 1, 1]]}, "'Atlantis' is no municipality"),
        (
            {"columns": ["Periode", "Område", "Køn", "Antal personer"]}
            | {"rows": [["2026M05", "Aby", "Mænd", 1]]},
            "is split by 'Køn'",
        ),
    ],
)
def test_jobindsats_answer_that_is_not_understood_is_refused(make_store, changes, what):
    with pytest.raises(ContractError, match=what):
        y60a02(make_store, **changes).load("recipients_persons")


def test_jobindsats_total_of_a_dimension_is_read(make_store):
    columns = ["Periode", "Område", "Køn", "Antal personer"]
    rows = [["2026M05", "Aby", "Køn i alt", 1]]
    store = y60a02(make_store, only="9901", columns=columns, rows=rows)
    assert len(store.load("recipients_persons")) == 1


def test_cpr_number_is_refused_before_anything_is_looked_up(auk01):
    secret = "010190" + "-" + "1234"
    with pytest.raises(SourceError, match="CPR") as error:
        auk01([*TOTALS, f"{secret};FP;TOT;TOT;2025K4;1"]).load("recipients_fulltime")
    assert secret not in str(error.value)
    with pytest.raises(ContractError, match="not shown") as other:
        auk01([*TOTALS, f"9901;FP;TOT;TOT;2025K2;{secret}"]).load("recipients_fulltime")
    assert secret not in str(other.value)
