"""A StatBank file is read as it stands, or refused with the place and the remedy."""

import gzip

import pytest

from analysis.errors import SourceError
from analysis.sources.statbank import read_statbank

HEADER = "OMRÅDE;KØN;ALDER;TID;INDHOLD"
ROWS = ["Copenhagen;Total;Age, total;2025Q4;12", "101;TOT;IALT;2025K4;.."]


def write(tmp_path, text, *, name="FOLK1A.csv", encoding="utf-8-sig", newline="\r\n"):
    path = tmp_path / name
    path.write_bytes(newline.join(text).encode(encoding))
    return path


def test_labels_codes_and_missing_marks_are_kept_as_text(tmp_path):
    frame = read_statbank(write(tmp_path, [HEADER, *ROWS]))
    assert list(frame.columns) == HEADER.split(";")
    assert frame.astype("str").to_numpy().tolist() == [row.split(";") for row in ROWS]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", [[], [""], ["", ""]])
def test_byte_order_mark_and_line_ends_do_not_matter(tmp_path, encoding, newline, end):
    path = write(tmp_path, [HEADER, *ROWS, *end], encoding=encoding, newline=newline)
    assert read_statbank(path).shape == (2, 5)


def test_compressed_file_is_the_same_table(tmp_path):
    path = tmp_path / "FOLK1A.csv.gz"
    path.write_bytes(gzip.compress("\n".join([HEADER, *ROWS]).encode()))
    assert read_statbank(path).shape == (2, 5)


def test_compressed_file_that_is_cut_off_is_refused(tmp_path):
    path = tmp_path / "FOLK1A.csv.gz"
    path.write_bytes(gzip.compress("\n".join([HEADER, *ROWS * 500]).encode())[:-20])
    with pytest.raises(SourceError, match="cannot be read"):
        read_statbank(path)


def test_empty_file_is_refused(tmp_path):
    with pytest.raises(SourceError, match="is empty"):
        read_statbank(write(tmp_path, [""]))


def test_header_without_rows_is_refused(tmp_path):
    with pytest.raises(SourceError, match="a header and no rows"):
        read_statbank(write(tmp_path, [HEADER, ""]))


def test_web_page_saved_as_csv_is_recognised(tmp_path):
    path = write(tmp_path, ["<!DOCTYPE html>", "<html><body>502 Bad Gateway</body></html>"])
    with pytest.raises(SourceError, match="is a web page and not a table"):
        read_statbank(path)


def test_error_answer_saved_as_csv_is_recognised_and_quoted(tmp_path):
    path = write(tmp_path, ['{"errorTypeCode": "X", "message": "Too many cells"}'])
    with pytest.raises(SourceError, match=r"JSON answer.*Too many cells"):
        read_statbank(path)


@pytest.mark.parametrize(
    ("encoding", "named"), [("latin-1", "Latin-1"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")]
)
def test_wrong_encoding_is_named(tmp_path, encoding, named):
    with pytest.raises(SourceError, match=named):
        read_statbank(write(tmp_path, [HEADER, *ROWS], encoding=encoding))


@pytest.mark.parametrize(("mark", "named"), [(",", "comma"), ("\t", "tab")])
def test_wrong_delimiter_is_named(tmp_path, mark, named):
    text = [line.replace(";", mark) for line in (HEADER, "101;TOT;IALT;2025K4;1")]
    with pytest.raises(SourceError, match=f"semicolon; found: {named}"):
        read_statbank(write(tmp_path, text))


@pytest.mark.parametrize("last", ["101;TOT;IALT", "101;TOT;IALT;2025K4;", "10"])
def test_file_cut_off_in_its_last_row_is_refused_with_the_row(tmp_path, last):
    with pytest.raises(SourceError, match="cut off: its last row is not whole") as error:
        read_statbank(write(tmp_path, [HEADER, *ROWS, last]))
    assert "FOLK1A.csv, row 4" in str(error.value)


@pytest.mark.parametrize("row", ["101;TOT;2025K4;1", "101;TOT;IALT;2025K4;1;2", ""])
def test_row_with_another_number_of_fields_is_refused_with_its_number(tmp_path, row):
    with pytest.raises(SourceError, match=r"A row of FOLK1A\.csv has") as error:
        read_statbank(write(tmp_path, [HEADER, ROWS[0], row, ROWS[1]]))
    assert "FOLK1A.csv, row 3" in str(error.value)


def test_empty_field_is_refused_with_row_and_column(tmp_path):
    with pytest.raises(SourceError, match="nothing in TID") as error:
        read_statbank(write(tmp_path, [HEADER, "101;TOT;IALT;;1", ROWS[0]]))
    assert "row 2, column TID" in str(error.value)


def test_doubled_column_is_refused(tmp_path):
    with pytest.raises(SourceError, match="has 'KØN' twice"):
        read_statbank(write(tmp_path, ["OMRÅDE;KØN;KØN;TID;INDHOLD", "1;2;3;4;5"]))


def test_file_without_its_header_is_refused(tmp_path):
    with pytest.raises(SourceError, match="no column TID and no column INDHOLD"):
        read_statbank(write(tmp_path, ROWS))


def test_cpr_number_in_a_text_column_is_refused_and_not_shown(tmp_path):
    secret = "010190" + "-" + "1234"
    with pytest.raises(SourceError, match="looks like a CPR number") as error:
        read_statbank(write(tmp_path, [HEADER, ROWS[0], f"{secret};TOT;IALT;2025K4;1"]))
    assert "FOLK1A.csv, row 3, column OMRÅDE" in str(error.value)
    assert secret not in str(error.value)


def test_large_amount_in_the_value_column_is_no_cpr_number(tmp_path):
    amount = "0101901234"
    frame = read_statbank(write(tmp_path, [HEADER, f"101;TOT;IALT;2025K4;{amount}"]))
    assert frame["INDHOLD"].tolist() == [amount]


@pytest.mark.parametrize("row", [2, 3])
def test_name_over_two_lines_is_refused_with_its_row(tmp_path, row):
    broken = '"Lyngby-\nTaarbæk";TOT;IALT;2025K4;1'
    text = [HEADER, *([ROWS[0]] * (row - 2)), broken, ROWS[1]]
    with pytest.raises(SourceError, match="runs over two lines") as error:
        read_statbank(write(tmp_path, text, newline="\n"))
    assert f"row {row}, column OMRÅDE" in str(error.value)


def test_compressed_file_of_no_bytes_is_empty(tmp_path):
    path = tmp_path / "FOLK1A.csv.gz"
    path.write_bytes(b"")
    with pytest.raises(SourceError, match="is empty"):
        read_statbank(path)


@pytest.mark.parametrize(
    ("start", "named"),
    [(b"PK\x03\x04\x14\x00", "Excel"), (b"\xd0\xcf\x11\xe0\xa1", "xls"), (b"CHARSET=", "PX")],
)
def test_spreadsheet_saved_from_the_web_is_named_with_the_way_out(tmp_path, start, named):
    path = tmp_path / "FOLK1A.csv"
    path.write_bytes(start + b"rest")
    with pytest.raises(SourceError, match=named) as error:
        read_statbank(path)
    assert "statistikbanken.dk" in error.value.fix
