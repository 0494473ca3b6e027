"""An answer of jobindsats v3 is read as it stands, or refused with its meaning."""

import json

import pytest

from analysis.errors import SourceError
from analysis.sources.jobindsats import read_jobindsats

ANSWER = {
    "columns": ["Periode", "Område", "Antal personer", "Pct."],
    "rows": [["2026M07", "Aby", 841, 1.5], ["2026M07", "Bekøb", None, None]],
}


def write(tmp_path, answer, encoding="utf-8-sig"):
    path = tmp_path / "y60a02.json"
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_numbers_stay_numbers_and_null_stays_missing(tmp_path, encoding):
    frame = read_jobindsats(write(tmp_path, ANSWER, encoding))
    assert list(frame.columns) == ANSWER["columns"]
    assert frame["Antal personer"].isna().tolist() == [False, True]
    assert frame["Antal personer"].iloc[0] == 841
    assert frame["Pct."].sum() == 1.5


@pytest.mark.parametrize(
    ("body", "meaning"),
    [
        ({"code": 422, "cause": "Unknown period type: M"}, "422.*Unknown period type: M"),
        ({"code": 401}, "401.*key was not accepted"),
        ({"message": "x"}, "no data answer"),
        ([1, 2], "no data answer"),
        ({"columns": ["a"], "rows": []}, "has no rows"),
        ({"columns": ["a", "a"], "rows": [[1, 2]]}, "a column twice"),
        ('{"columns": ["a"], "rows": [[1], [2', "not JSON, or is cut off"),
        ("<html></html>", "is a web page"),
    ],
)
def test_other_bodies_are_refused_with_their_meaning(tmp_path, body, meaning):
    with pytest.raises(SourceError, match=meaning):
        read_jobindsats(write(tmp_path, body))


def test_row_with_a_value_too_few_is_refused_with_its_number(tmp_path):
    answer = {**ANSWER, "rows": [ANSWER["rows"][0], ["2026M07", "Bekøb"]]}
    with pytest.raises(SourceError, match="one value for each column") as error:
        read_jobindsats(write(tmp_path, answer))
    assert "row 2" in str(error.value)


def test_cpr_number_in_a_text_column_is_refused_and_not_shown(tmp_path):
    secret = "010190" + "-" + "1234"
    answer = {**ANSWER, "rows": [["2026M07", secret, 1, 1.0]]}
    with pytest.raises(SourceError, match="CPR") as error:
        read_jobindsats(write(tmp_path, answer))
    assert secret not in str(error.value)


CSV = 'Periode;Område;Antal personer;Pct.\r\n2026M07;Aby;"1.841";1,5\r\n2026M07;Bekøb;;\r\n'
VERSION_2 = [
    {
        "Variables": [
            {"Name": "Period", "Label": "Periode"},
            {"Name": "Area", "Label": "Area"},
            {"Name": "memba02_1", "Label": "Antal personer"},
            {"Name": "memba02_2", "Label": "Pct."},
        ],
        "Data": [["2026M07", "Aby", "1.841", "1,5"], {"value": ["2026M07", "Bekøb", None, ""]}],
    }
]


@pytest.mark.parametrize("content", [CSV, VERSION_2], ids=["csv", "version 2"])
def test_other_forms_give_the_same_frame_as_version_3(tmp_path, content):
    rows = [["2026M07", "Aby", 1841, 1.5], ["2026M07", "Bekøb", None, None]]
    expected = read_jobindsats(write(tmp_path, {**ANSWER, "rows": rows}))
    found = read_jobindsats(write(tmp_path, content))
    assert found.dtypes.tolist() == expected.dtypes.tolist()
    assert found.equals(expected)


def test_year_stays_a_text_and_no_number(tmp_path):
    frame = read_jobindsats(write(tmp_path, "Periode;Område;Antal\n2025;101;3\n"))
    assert frame["Periode"].tolist() == ["2025"]
    assert frame["Område"].tolist() == ["101"]


def test_csv_with_another_separator_is_refused(tmp_path):
    with pytest.raises(SourceError, match="not separated by a semicolon"):
        read_jobindsats(write(tmp_path, "Periode,Område,Antal\n2025,Aby,3\n"))


def test_decimal_comma_and_point_in_one_column_are_refused(tmp_path):
    text = "Periode;Område;Pct.\n2026M07;Aby;1,5\n2026M07;Bekøb;1.5\n"
    with pytest.raises(SourceError, match=r"column Pct\. mixes decimal comma and decimal point"):
        read_jobindsats(write(tmp_path, text))


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_word_of_a_program_for_missing_is_refused(tmp_path, word):
    text = '{"columns": ["Periode", "Antal"], "rows": [["2026M07", ' + word + "]]}"
    with pytest.raises(SourceError, match=f"has {word} where a number or null"):
        read_jobindsats(write(tmp_path, text))


def test_answer_with_a_header_only_has_no_rows(tmp_path):
    with pytest.raises(SourceError, match="has no rows"):
        read_jobindsats(write(tmp_path, "Periode;Område;Antal\n"))
