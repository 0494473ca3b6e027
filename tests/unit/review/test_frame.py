"""The frame: understood in both languages and three formats, and every fault said at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import AnalysisError, ContractError, SourceError
from analysis.review.frame import read_frame
from tests.unit.review.conftest import invent_people

CPR = "010190" + "-" + "1234"


def write(table: pd.DataFrame, folder: Path) -> Path:
    path = folder / "ramme.csv"
    table.to_csv(path, index=False)
    return path


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("a.csv", lambda t, p: t.to_csv(p, index=False)),
        ("b.csv", lambda t, p: t.to_csv(p, index=False, sep=";", encoding="cp1252")),
        ("c.csv", lambda t, p: t.to_csv(p, index=False, encoding="utf-8-sig", sep="\t")),
        ("d.csv.gz", lambda t, p: t.to_csv(p, index=False)),
        ("e.xlsx", lambda t, p: t.assign(Uger=t["Uger"].astype(int)).to_excel(p, index=False)),
        ("f.parquet", lambda t, p: t.assign(Uger=t["Uger"].astype(int)).to_parquet(p)),
    ],
)
def test_every_format_gives_the_same_people(
    name: str, save: Callable[[pd.DataFrame, Path], None], tmp_path: Path
) -> None:
    table = invent_people(40)
    save(table, tmp_path / name)
    people = read_frame(tmp_path / name).people
    pd.testing.assert_frame_equal(people, read_frame(write(table, tmp_path)).people)
    assert set(people["benefit"]) == {"kontanthjaelp", "sygedagpenge"}
    assert set(people["sex"]) == {"kvinde", "mand"}


def test_english_names_are_understood_and_other_columns_are_dropped_and_named(
    tmp_path: Path,
) -> None:
    table = invent_people(20)
    table.columns = ["case_id", "benefit", "weeks", "in_sof", "centre", "age_group", "sex"]
    given = read_frame(write(table.assign(notat="x"), tmp_path))
    assert given.dropped == ("notat",)
    assert list(given.people) == list(table)


def change(column: str, row: int, value: str) -> pd.DataFrame:
    table = invent_people(20)
    table.loc[row, column] = value
    return table


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (change("Ydelse", 3, "SU"), "row 5, column benefit"),
        (change("Uger", 4, "-1"), "row 6, column weeks: below zero"),
        (change("Uger", 4, "9999"), "row 6, column weeks: above 2600"),
        (change("Uger", 4, "4,5"), "row 6, column weeks: no whole number"),
        (change("Uger", 4, "mange"), "row 6, column weeks: no number"),
        (change("Uger", 4, ""), "row 6, column weeks: empty"),
        (change("SOF", 0, "måske"), "row 2, column in_sof"),
        (change("Køn", 0, "X"), "row 2, column sex"),
        (change("Center", 0, ""), "row 2, column centre: empty"),
        (change("Pseudonym", 0, "ab1"), "row 2, column case_id: shorter than 4"),
        (change("Pseudonym", 0, "a,b1c"), "row 2, column case_id: other signs"),
        (change("Pseudonym", 7, CPR), "row 9, column Pseudonym: what looks like a CPR"),
        (change("Pseudonym", 7, "101901234"), "row 9, column Pseudonym: what looks like a CPR"),
        (change("Center", 7, CPR.replace("-", " ")), "row 9, column Center: what looks like"),
        (change("Aldersgruppe", 2, f"set {CPR}."), "row 4, column Aldersgruppe: what looks"),
        (invent_people(20).drop(columns="SOF"), "no column for in_sof"),
        (invent_people(20).assign(id="x"), "columns number 1 and 8 all mean case_id"),
        (invent_people(60).assign(Aldersgruppe=[str(i) for i in range(60)]), "they are no groups"),
        (invent_people(20).assign(Pseudonym=list("abcdefghijklmnopqrst")).assign(
            Pseudonym=lambda t: t["Pseudonym"] * 5), "may be a name"),
    ],
)  # fmt: skip
def test_fault_is_named_by_row_and_column_and_never_shown(
    table: pd.DataFrame, says: str, tmp_path: Path
) -> None:
    with pytest.raises(ContractError, match=says) as caught:
        read_frame(write(table, tmp_path))
    assert CPR[:6] not in str(caught.value)
    assert "måske" not in str(caught.value)


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ({}, "the same person twice"),
        ({"Ydelse": "Sygedagpenge"}, "both benefits"),
        ({"SOF": "ja"}, "two strata"),
        ({"Uger": "600"}, "two strata"),
    ],
)
def test_person_who_is_there_twice_is_refused(
    second: dict[str, str], says: str, tmp_path: Path
) -> None:
    table = invent_people(20)
    again = table.iloc[[1]].assign(**second)
    with pytest.raises(ContractError, match=says):
        read_frame(write(pd.concat([table, again]), tmp_path))


def test_all_faults_are_said_together(tmp_path: Path) -> None:
    table = change("Uger", 4, "-1")
    table.loc[5, "Køn"] = "?"
    table = pd.concat([table, table.iloc[[1]]])
    with pytest.raises(ContractError, match="3 problems"):
        read_frame(write(table, tmp_path))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tom.csv", b""),
        ("hoved.csv", b"Pseudonym,Ydelse\n"),
        ("skaev.csv", b"Pseudonym,Ydelse\np0001,SD,3\n"),
        ("ej.xlsx", b"not a workbook"),
        ("ej.parquet", b"not a table"),
        ("ramme.docx", b"x"),
    ],
)
def test_file_that_is_no_table_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError):
        read_frame(tmp_path / name)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="There is no file"):
        read_frame(tmp_path / "ingen.csv")
