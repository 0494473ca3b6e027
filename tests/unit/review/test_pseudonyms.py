"""Pseudonyms: keyed, outside the project, and nothing of a number or a name left."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import AnalysisError, ContractError, RequestError, SourceError
from analysis.review.frame import read_frame
from analysis.review.pseudonyms import pseudonymise
from tests.unit.review.conftest import invent_people

NUMBERS = [f"{1 + i % 28:02d}0190" + ("-" if i % 2 else "") + f"{1000 + i}" for i in range(30)]


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    table = invent_people(30).drop(columns="Pseudonym")
    table.insert(0, "CPR-nr.", NUMBERS)
    table = table.rename(columns={"CPR-nr.": "CPR nr"})
    table = table.assign(
        Navn="Aby Borger", Bemærkning="se sagen", Sagsnummer=[str(i) for i in range(30)],
        Andet=NUMBERS, Beboelse="en lang tekst om borgerens hjem og familie",
    )  # fmt: skip
    path = tmp_path / "borgere.csv"
    table.to_csv(path, index=False, sep=";", encoding="cp1252")
    return path


def test_result_is_a_frame_without_names_numbers_or_texts(listed: Path, tmp_path: Path) -> None:
    out, key = tmp_path / "ramme.csv", tmp_path / "noegle.txt"
    done = pseudonymise(listed, out, key_file=key, new_key=True)
    text = out.read_text(encoding="utf-8")
    assert not any(number.replace("-", "") in text.replace("-", "") for number in NUMBERS)
    assert "Aby Borger" not in text
    assert [each.split(" (")[0] for each in done.dropped] == [
        *("CPR nr", "Navn", "Bemærkning", "Sagsnummer", "Andet", "Beboelse"),
    ]
    assert len(read_frame(out).people) == done.n_persons == 30


def test_pseudonym_is_the_keyed_hash_and_no_plain_one(listed: Path, tmp_path: Path) -> None:
    out, key = tmp_path / "ramme.csv", tmp_path / "noegle.txt"
    pseudonymise(listed, out, key_file=key, new_key=True)
    secret = key.read_bytes().strip()
    digits = [number.replace("-", "").encode() for number in NUMBERS]
    expected = {"p" + hmac.new(secret, each, hashlib.sha256).hexdigest()[:16] for each in digits}
    found = set(pd.read_csv(out)["case_id"])
    assert found == expected
    assert not found & {"p" + hashlib.sha256(each).hexdigest()[:16] for each in digits}


def test_numbers_that_lost_their_zero_in_a_spreadsheet_are_the_same_persons(
    listed: Path, tmp_path: Path
) -> None:
    key = tmp_path / "noegle.txt"
    pseudonymise(listed, tmp_path / "a.csv", key_file=key, new_key=True)
    table = pd.read_csv(listed, sep=";", encoding="cp1252", dtype=str)
    table["CPR nr"] = [int(number.replace("-", "")) for number in NUMBERS]
    table.to_excel(tmp_path / "borgere.xlsx", index=False)
    pseudonymise(tmp_path / "borgere.xlsx", tmp_path / "b.csv", key_file=key)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="only POSIX files have such permissions")
def test_key_and_result_are_closed_to_others_and_an_open_key_is_refused(
    listed: Path, tmp_path: Path
) -> None:
    out, key = tmp_path / "ramme.csv", tmp_path / "noegle.txt"
    pseudonymise(listed, out, key_file=key, new_key=True)
    assert {path.stat().st_mode & 0o777 for path in (out, key)} == {0o600}
    key.chmod(0o640)
    with pytest.raises(SourceError, match="open to others"):
        pseudonymise(listed, out, key_file=key, replace=True)


def test_result_that_is_there_is_replaced_only_when_asked_for(listed: Path, tmp_path: Path) -> None:
    out, key = tmp_path / "ramme.csv", tmp_path / "noegle.txt"
    pseudonymise(listed, out, key_file=key, new_key=True)
    before = out.read_bytes()
    out.write_text("an earlier frame", encoding="utf-8")
    with pytest.raises(RequestError, match="there already"):
        pseudonymise(listed, out, key_file=key)
    assert out.read_text(encoding="utf-8") == "an earlier frame"
    pseudonymise(listed, out, key_file=key, replace=True)
    assert out.read_bytes() == before


@pytest.mark.parametrize("content", [b"short", b"a" * 64, b""])
def test_poor_key_is_refused_and_not_shown(content: bytes, listed: Path, tmp_path: Path) -> None:
    key = tmp_path / "noegle.txt"
    key.write_bytes(content)
    key.chmod(0o600)
    with pytest.raises(SourceError, match="too short or too plain"):
        pseudonymise(listed, tmp_path / "ramme.csv", key_file=key)


def test_key_is_never_overwritten(listed: Path, tmp_path: Path) -> None:
    key = tmp_path / "noegle.txt"
    pseudonymise(listed, tmp_path / "a.csv", key_file=key, new_key=True)
    before = key.read_bytes()
    with pytest.raises(RequestError, match="there already"):
        pseudonymise(listed, tmp_path / "b.csv", key_file=key, new_key=True)
    assert key.read_bytes() == before


@pytest.mark.parametrize("what", ["out", "key_file", "key_list"])
def test_nothing_secret_lies_in_the_project(
    what: str, listed: Path, tmp_path: Path, repository: Path
) -> None:
    inside = repository / "reports" / "hemmelig.csv"
    places = {"out": tmp_path / "a.csv", "key_file": tmp_path / "k", "key_list": tmp_path / "l.csv"}
    with pytest.raises(RequestError, match="would lie in the project's folder"):
        pseudonymise(listed, new_key=True, **(places | {what: inside}))
    assert not inside.exists()
    assert not (tmp_path / "k").exists()


def test_nothing_secret_lies_in_a_review(listed: Path, tmp_path: Path) -> None:
    (tmp_path / "g").mkdir()
    (tmp_path / "g" / "purpose.yaml").write_text("formaal: x\n", encoding="utf-8")
    with pytest.raises(RequestError, match="folder of a review"):
        pseudonymise(
            listed, tmp_path / "a.csv", key_file=tmp_path / "g" / "dyb" / "k", new_key=True
        )


def test_link_into_the_project_is_followed(listed: Path, tmp_path: Path, repository: Path) -> None:
    (tmp_path / "genvej").symlink_to(repository / "reports")
    with pytest.raises(RequestError, match="would lie in the project's folder"):
        pseudonymise(listed, tmp_path / "genvej" / "a.csv", key_file=tmp_path / "k", new_key=True)


@pytest.mark.parametrize("bad", ["", "123", "990190" + "1234", "01019" + "A1234"])
def test_row_without_number_is_named_and_no_number_is_shown(
    bad: str, listed: Path, tmp_path: Path
) -> None:
    table = pd.read_csv(listed, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
    table.loc[4, "CPR nr"] = bad
    table.to_csv(listed, index=False)
    with pytest.raises(ContractError, match="row 6; 1 rows") as caught:
        pseudonymise(listed, tmp_path / "a.csv", key_file=tmp_path / "k", new_key=True)
    assert not any(number in str(caught.value) for number in [*NUMBERS, bad or "nothing"])
    assert not (tmp_path / "a.csv").exists()


def test_list_without_a_column_of_numbers_is_refused(listed: Path, tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="column of CPR numbers is not there"):
        pseudonymise(
            listed, tmp_path / "a.csv", key_file=tmp_path / "k", new_key=True, column="nummer"
        )


def test_key_holder_can_have_a_list_that_nobody_else_can_read(listed: Path, tmp_path: Path) -> None:
    out, holder = tmp_path / "ramme.csv", tmp_path / "holder.csv"
    pseudonymise(listed, out, key_file=tmp_path / "k", new_key=True, key_list=holder)
    assert set(pd.read_csv(holder)["case_id"]) == set(pd.read_csv(out)["case_id"])
    assert holder.stat().st_mode & 0o077 == 0 or os.name != "posix"
