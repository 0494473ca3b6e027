"""KY16, SYGEDP01 and the jobindsats tables of the schemes, read into the counts they are.

Raw file                                    Result
KY16, persons                               recipients_persons by benefit; amounts left out
SYGEDP01, persons and full-time persons     the two datasets, by year
two tables that count the same people       both kept, told apart by source_table
a jobindsats answer of one measure          its own dataset, and nothing in the other
an answer split by a dimension              its total row; without one, refused
"""

import pytest

from analysis.errors import ContractError, SourceError

KY16 = "OMRÅDE;TAL;YDELSESTYPE;TID;INDHOLD"
SYGEDP01 = "DFFEKOM;KOEN;ALERAMS;YDELSESMODTAGER;MAENGDE6;TID;INDHOLD"


def text(header, *rows):
    return "\n".join([header, *rows]) + "\n"


def answer(*rows, columns=("Antal personer", "Antal fuldtidspersoner"), dimension=()):
    return {"columns": ["Periode", "Område", *dimension, *columns], "rows": [list(r) for r in rows]}


@pytest.fixture
def ky16(make_store):
    def load(*rows):
        return make_store({"ky.csv": ("KY16", text(KY16, *rows))}, only="9901").load(
            "recipients_persons"
        )

    return load


def test_ky16_gives_persons_by_benefit_and_leaves_amounts_out(ky16):
    frame = ky16(
        "9901;1;10050;2025M05;40",
        "9901;3;10050;2025M05;512000",
        "9901;1;10040;2025M05;7",
        "9901;1;10070;2025M05;3",
        "9901;1;10025;2025M05;30",
        "9901;1;10000;2025M05;80",
    )
    rows = frame[["benefit", "period", "sex", "age_from", "age_to", "n_persons"]]
    assert rows.to_numpy().tolist() == [
        ["kontanthjaelp", "2025M05", "total", 0, 125, 40],
        ["revalidering", "2025M05", "total", 0, 125, 7],
    ]


def test_ky16_labels_mean_the_same_as_codes(ky16):
    codes = ky16("9901;1;10050;2025M05;40")
    labels = ky16("Aby;Berørte personer (antal);Kontanthjælp i alt;2025M05;40")
    assert labels.equals(codes)


def test_ky16_benefit_that_is_not_described_is_refused_by_name(ky16):
    with pytest.raises(ContractError, match="'10099' is not a known value of YDELSESTYPE in KY16"):
        ky16("9901;1;10099;2025M05;40")


def test_ky16_with_a_variable_that_it_does_not_have_is_refused(make_store):
    header = "OMRÅDE;TAL;KØN;YDELSESTYPE;TID;INDHOLD"
    store = make_store({"ky.csv": ("KY16", text(header, "9901;1;TOT;10050;2025M05;4"))})
    with pytest.raises(ContractError, match="has the variable 'KØN'"):
        store.load("recipients_persons")


def test_sygedp01_gives_persons_and_fulltime_persons_of_a_year(make_store):
    rows = [
        "9901;10;IALT;TOT;0;2024;300",
        "9901;10;IALT;TOT;5;2024;90",
        "9901;10;IALT;LTOT;0;2024;250",
        "9901;10;IALT;TOT;15;2024;99999",
        "9901;1;-19;TOT;0;2024;180",
        "9901;2;7099;TOT;0;2024;120",
    ]
    store = make_store({"s.csv": ("SYGEDP01", text(SYGEDP01, *rows))}, only="9901")
    persons = store.load("recipients_persons")
    chosen = persons[["benefit", "period", "sex", "age_from", "age_to", "n_persons"]]
    assert chosen.to_numpy().tolist() == [
        ["sygedagpenge", "2024", "men", 0, 19, 180],
        ["sygedagpenge", "2024", "total", 0, 125, 300],
        ["sygedagpenge", "2024", "women", 70, 99, 120],
    ]
    assert store.load("recipients_fulltime")["n_fulltime_persons"].tolist() == [90]


def test_two_tables_that_count_the_same_people_are_both_kept(make_store):
    month = answer(["2025M05", "Aby", 38, 35])
    files = {
        "ky.csv": ("KY16", text(KY16, "9901;1;10050;2025M05;40")),
        "new.json": ("y60a02", month),
        "old.json": ("y36a02", month),
    }
    frame = make_store(files, only="9901").load("recipients_persons")
    assert dict(zip(frame["source_table"], frame["n_persons"], strict=True)) == {
        "KY16": 40,
        "y36a02": 38,
        "y60a02": 38,
    }


@pytest.mark.parametrize(
    ("table", "benefit"),
    [
        ("y10a02", "foertidspension"),
        ("y08a02", "fleksjob"),
        ("y11a02", "ressourceforloeb"),
        ("y04a02", "revalidering"),
        ("y07a02", "sygedagpenge"),
    ],
)
def test_table_of_a_scheme_is_read_with_its_benefit(make_store, table, benefit):
    content = answer(["2026M05", "Aby", 12, None])
    store = make_store({"a.json": (table, content)}, only="9901")
    assert store.load("recipients_persons")["benefit"].tolist() == [benefit]
    assert store.load("recipients_fulltime")["n_fulltime_persons"].isna().tolist() == [True]


def test_answer_of_one_measure_leaves_the_other_dataset_empty(make_store):
    content = answer(["2026M05", "Aby", 12], columns=["Antal fuldtidspersoner på fleksjob"])
    store = make_store({"a.json": ("y08a02", content)}, only="9901")
    assert store.load("recipients_persons").empty
    assert store.load("recipients_fulltime")["n_fulltime_persons"].tolist() == [12]


def test_split_answer_is_read_by_its_total_row(make_store):
    rows = [
        ["2026M05", "Aby", "Kvinder", 5, 4],
        ["2026M05", "Aby", "Køn i alt", 12, 10],
        ["2026M05", "Aby", "Mænd", 7, 6],
    ]
    content = answer(*rows, dimension=["Køn"])
    store = make_store({"a.json": ("y10a02", content)}, only="9901")
    assert store.load("recipients_persons")["n_persons"].tolist() == [12]


def test_split_answer_without_a_total_is_refused_and_not_summed(make_store):
    rows = [["2026M05", "Aby", "Kvinder", 5, 4], ["2026M05", "Aby", "Mænd", 7, 6]]
    store = make_store({"a.json": ("y10a02", answer(*rows, dimension=["Køn"]))}, only="9901")
    with pytest.raises(ContractError, match="split by 'Køn', without its total") as error:
        store.load("recipients_persons")
    assert "0, 1 and 2 are blank" in error.value.fix


def test_answer_with_two_totals_in_a_dimension_is_refused(make_store):
    rows = [["2026M05", "Aby", "Ydelser i alt", 9, 9], ["2026M05", "Aby", "Pension i alt", 7, 6]]
    store = make_store({"a.json": ("y10a02", answer(*rows, dimension=["Ydelse"]))}, only="9901")
    with pytest.raises(ContractError, match="has 2 totals"):
        store.load("recipients_persons")


CSV = (
    "Periode;Område;Antal personer;Antal fuldtidspersoner;Pct. af befolkningen\n"
    '2026M05;Aby;"1.250";1.187;2,4\n2026M05;Bekøb;;;\n'
)
VERSION_2 = [
    {
        "Variables": [
            {"Name": "period", "Label": "Periode"},
            {"Name": "area", "Label": "Area"},
            {"Name": "mgrp1", "Label": "Antal personer 16-66 år"},
            {"Name": "mgrp2", "Label": "Antal fuldtidspersoner"},
        ],
        "Data": [["2026M5", "Aby", "1.250", "1.187"], {"value": ["2026M5", "Bekøb", None, ""]}],
    }
]
VERSION_3 = answer(["2026M05", "Aby", 1250, 1187], ["2026M05", "Bekøb", None, None])


def test_all_forms_of_an_answer_give_the_same_cells(make_store):
    loaded = {}
    for name, content in {"a.json": VERSION_3, "b.csv": CSV, "c.json": VERSION_2}.items():
        store = make_store({name: ("y10a02", content)})
        for dataset in ("recipients_persons", "recipients_fulltime"):
            frame = store.load(dataset).drop(columns="source_id")
            loaded.setdefault(dataset, []).append(frame)
    for first, *others in loaded.values():
        assert len(first) == 2
        assert all(other.equals(first) for other in others)


def test_count_above_the_population_is_refused_with_table_place_and_period(make_store):
    people = "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD\n9901;TOT;IALT;TOT;2025K4;100\n"
    rows = "OMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD\n9901;FP;TOT;TOT;2025K3;{}\n"
    files = {"people.csv": ("FOLK1A", people), "a.csv": ("AUK01", rows.format(100))}
    assert len(make_store(files, only="9901").load("recipients_fulltime")) == 1
    files["a.csv"] = ("AUK01", rows.format(101))
    with pytest.raises(ContractError, match="AUK01 has 101 recipients of foertidspension") as error:
        make_store(files, only="9901").load("recipients_fulltime")
    assert "municipality 9901 in 2025K3, and 100 people live there" in str(error.value)


def test_count_is_held_against_a_population_that_came_later(make_store):
    rows = "OMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD\n9901;FP;TOT;TOT;2025K3;5000\n"
    store = make_store({"a.csv": ("AUK01", rows)}, only="9901")
    assert len(store.load("recipients_fulltime")) == 1
    people = "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD\n9901;TOT;IALT;TOT;2025K4;100\n"
    store = make_store({"a.csv": ("AUK01", rows), "p.csv": ("FOLK1A", people)}, only="9901")
    with pytest.raises(ContractError, match="5000 recipients"):
        store.load("recipients_fulltime")


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (["9901;FP;TOT;TOT;2025K3;1,5", "9901;FP;TOT;TOT;2025K4;1.5"], "mix decimal comma"),
        (["9901;FP;TOT;TOT;2025K4;nan"], "is no whole number: 'nan'"),
        (["9901;FP;TOT;TOT;2025K4;inf"], "is no whole number: 'inf'"),
        (["9901;FP;TOT;TOT;2025K4;1.234"], "is no whole number: '1.234'"),
    ],
)
def test_text_that_is_no_count_is_refused_with_what_it_looks_like(auk01, rows, what):
    with pytest.raises(ContractError, match=what):
        auk01(rows, only="9901").load("recipients_fulltime")


def test_renamed_column_is_named_beside_the_one_that_it_stands_for(make_store):
    content = text("OMRÅDE;YDELSE;KØN;ALDER;TID;INDHOLD", "9901;FP;TOT;TOT;2025K4;1")
    with pytest.raises(ContractError, match="has the variable 'YDELSE' and lacks YDELSESTYPE"):
        make_store({"a.csv": ("AUK01", content)}).load("recipients_fulltime")


def test_period_after_today_is_refused_where_no_extraction_day_is_known(make_store):
    content = text("OMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD", "9901;FP;TOT;TOT;2999K1;1")
    store = make_store({"a.csv": ("AUK01", content)}, extracted="")
    with pytest.raises(ContractError, match="'2999K1' lies in the future"):
        store.load("recipients_fulltime")


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_number_that_is_none_in_an_answer_is_refused(make_store, value):
    content = '{"columns": ["Periode", "Område", "Antal personer"], "rows": [["2026M05", "Aby", '
    store = make_store({"a.json": ("y10a02", content + value + "]]}")}, only="9901")
    with pytest.raises(SourceError, match=f"has {value} where a number or null"):
        store.load("recipients_persons")


def test_text_among_the_counts_of_a_csv_answer_is_refused_as_a_count(make_store):
    content = "Periode;Område;Antal personer\n2026M05;Aby;nan\n"
    with pytest.raises(ContractError, match="no whole number from 0 on: 'nan'"):
        make_store({"a.csv": ("y10a02", content)}, only="9901").load("recipients_persons")
