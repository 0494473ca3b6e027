"""What counts as a CPR-like token; the tokens are put together at run time."""

import pandas as pd
import pytest

from analysis.errors import SourceError
from analysis.sources.privacy import fail_if_text_has_cpr, find_cpr_like, show_value

DATE, SERIAL = "010190", "1234"
HYPHENATED = DATE + "-" + SERIAL
BARE = DATE + SERIAL


@pytest.mark.parametrize(
    "text",
    [
        HYPHENATED,
        BARE,
        f"Borger {HYPHENATED}.",
        f"cpr:{BARE}",
        f"({HYPHENATED})",
        f"tlf. 12345678, {BARE}, ok",
        f"{DATE}\u2013{SERIAL}",
        f"101,{HYPHENATED},5",
        "310190-" + SERIAL,
        "290200" + SERIAL,
    ],
)
def test_token_with_form_and_date_standing_alone_is_found(text):
    assert find_cpr_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025M10",
        "0." + BARE,
        "0," + BARE,
        BARE + ".5",
        "7" + BARE,
        BARE + "7",
        "a" + BARE,
        BARE + "f3",
        HYPHENATED + "-1",
        "x-" + HYPHENATED,
        "320190-" + SERIAL,
        "011390-" + SERIAL,
        "300200-" + SERIAL,
        "310400" + SERIAL,
        "e29cfd72bd7fc999" + BARE + "ae7663167c520cbe",
        "mgrpa02_" + BARE,
        "12.5 -" + BARE,
    ],
)
def test_other_numbers_words_and_digests_are_not_found(text):
    assert not find_cpr_like(text)


def test_message_names_table_row_and_column_but_never_the_content():
    frame = pd.DataFrame({"code": ["a", "b", "c"], "note": ["", "", f"ring {HYPHENATED}"]})
    with pytest.raises(SourceError) as error:
        fail_if_text_has_cpr(frame, table="notes.csv")
    message = str(error.value)
    assert "notes.csv, row 4, column note" in message
    assert SERIAL not in message
    assert DATE not in message


def test_header_with_a_cpr_number_is_refused_by_position():
    with pytest.raises(SourceError, match="column number 1") as error:
        fail_if_text_has_cpr(pd.DataFrame({BARE: ["x"]}), table="t.csv")
    assert BARE not in str(error.value)


def test_categorical_text_is_asked_too():
    frame = pd.DataFrame({"area": pd.Categorical(["A", HYPHENATED])})
    with pytest.raises(SourceError, match="row 3, column area"):
        fail_if_text_has_cpr(frame, table="t.csv")


def test_numeric_columns_and_declared_number_columns_are_left_out():
    frame = pd.DataFrame({"sum": [int("1" + BARE[1:])], "INDHOLD": [BARE], "note": ["fine"]})
    fail_if_text_has_cpr(frame, table="t.csv", numbers=("INDHOLD",))


def test_shown_value_withholds_what_looks_like_a_cpr_number():
    assert show_value("221") == "'221'"
    assert SERIAL not in show_value(HYPHENATED)
