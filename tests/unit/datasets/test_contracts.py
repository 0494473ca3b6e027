"""A broken table is refused with table, row and column; text is never shown."""

import pandas as pd
import pytest

from analysis.datasets.contracts import ColumnSpec, Contract, check, empty_frame
from analysis.errors import ContractError

CONTRACT = Contract(
    "cases",
    ("id",),
    (
        ColumnSpec("id", "str"),
        ColumnSpec("scheme", "str", categories=("a", "b")),
        ColumnSpec("weeks", "Int64", nullable=True, minimum=0, maximum=52, unit="weeks"),
    ),
)
GOOD = {"id": ["x", "y"], "scheme": ["a", "b"], "weeks": [3, None]}


def make(**changes):
    frame = pd.DataFrame(GOOD | changes)
    frame = frame.astype({"weeks": "Int64"}) if "weeks" in frame else frame
    return frame.set_axis(pd.RangeIndex(2, 4))


def test_table_that_keeps_its_contract_is_returned_as_it_is():
    frame = make()
    assert check(frame, CONTRACT) is frame


@pytest.mark.parametrize(
    ("changes", "what", "place"),
    [
        ({"id": ["x", None]}, "id in cases is missing", "row 3, column id"),
        ({"id": ["x", "x"]}, "same key", "cases, row 2 and cases, row 3"),
        ({"scheme": ["a", "secret"]}, "scheme in cases is unknown", "row 3, column scheme"),
        ({"weeks": [-1, 2]}, "weeks in cases is too small: -1", "row 2, column weeks"),
        ({"weeks": [1, 60]}, "weeks in cases is too large: 60", "row 3, column weeks"),
        ({"extra": [1, 2]}, "does not have its columns", "cases"),
        ({"id": [1, 2]}, "column id of cases has the type int64", "column id"),
    ],
)
def test_breach_is_refused_with_its_place(changes, what, place):
    with pytest.raises(ContractError, match=what) as error:
        check(make(**changes), CONTRACT)
    assert place in str(error.value)
    assert "secret" not in str(error.value)
    assert error.value.expected
    assert error.value.fix


def test_empty_table_keeps_the_contract():
    assert check(empty_frame(CONTRACT), CONTRACT).empty
