"""Excel takes the name of every sheet."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.rendering.workbook_names import LONGEST, name_sheets


def test_long_names_that_begin_alike_stay_apart():
    long = "forskel-maalgruppe-foertidspension-tilkendelser"
    names = name_sheets([long, long + "-2", long])
    assert len(set(names)) == 3
    assert names[0] == long[:LONGEST]
    assert names[1].endswith(" (2)")


def test_names_that_excel_keeps_for_itself_are_not_used():
    assert name_sheets(["History", "Historik"]) == ("History (2)", "Historik (2)")


@given(st.lists(st.text(max_size=40)))
def test_any_names_become_valid_and_different(wanted):
    names = name_sheets(wanted, taken=["Læs mig"])
    assert len({name.casefold() for name in names} | {"læs mig"}) == len(wanted) + 1
    assert all(0 < len(name) <= LONGEST for name in names)
    assert not any(set(name) & set("[]:*?/\\") for name in names)
    assert not any(name.startswith("'") or name.endswith("'") for name in names)
