"""`praksis check` finds the pack, says what to do, and tells by its exit code."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
import typer
from typer.testing import CliRunner

from analysis.commands.check import check
from analysis.errors import RequestError, SourceError

_RECORDS = Path(__file__).parents[1] / "packs" / "pack_records.py"
packs = SimpleNamespace(**runpy.run_path(str(_RECORDS)))
GOOD = "Aby tilkendte 1.026 førtidspensioner mod 1.556 forventede."


@pytest.fixture
def folder(tmp_path):
    for name, record in (
        ("2025K3-oplaeg", packs.record(packs.awards(1015), period="2025K3", date="2025-11-15")),
        ("2025K4-oplaeg", packs.record()),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "fund.json").write_text(json.dumps(record.to_json()), encoding="utf-8")
    return tmp_path / "2025K4-oplaeg"


def run(folder, text, *options):
    (folder / "presse.txt").write_text(text, encoding="utf-8")
    app = typer.Typer()
    app.command()(check)
    arguments = [str(folder / "presse.txt"), *map(str, options)]
    return CliRunner().invoke(app, arguments, catch_exceptions=True)


def test_a_clean_paper_gives_zero_and_names_the_pack(folder) -> None:
    result = run(folder, GOOD)
    assert result.exit_code == 0
    assert "Intet skal rettes." in result.stdout
    assert "Aby, 2025K4" in result.stdout


def test_a_changed_number_gives_three_and_says_what_it_should_be(folder) -> None:
    result = run(folder, GOOD.replace("1.026", "1.036"))
    assert result.exit_code == 3
    assert "Burde være: 1.026" in result.stdout


def test_the_pack_beside_it_tells_which_number_is_old(folder) -> None:
    result = run(folder, GOOD.replace("1.026", "1.015"))
    assert "FORÆLDET" in result.stdout
    assert "Aby, 2025K3" in result.stdout


def test_an_own_number_is_shown_and_counts_only_when_asked_to(folder) -> None:
    text = "Vi har ansat 47 medarbejdere."
    assert run(folder, text).exit_code == 0
    assert "IKKE SPORET" in run(folder, text).stdout
    assert run(folder, text, "--strict").exit_code == 3


@pytest.mark.parametrize("suffix", [".html", ".csv"])
def test_the_table_is_written_and_the_same_twice(folder, tmp_path, suffix) -> None:
    path = tmp_path / f"tal{suffix}"
    run(folder, GOOD, "--out", path)
    first = path.read_bytes()
    run(folder, GOOD, "--out", path)
    assert path.read_bytes() == first
    assert "1.026" in first.decode("utf-8")


def test_text_that_could_be_a_formula_or_a_tag_is_harmless(folder, tmp_path) -> None:
    text = "=1+1 <b>1.026</b> førtidspensioner"
    run(folder, text, "--out", tmp_path / "t.csv")
    assert ";=1" not in (tmp_path / "t.csv").read_text(encoding="utf-8")
    run(folder, text, "--out", tmp_path / "t.html")
    assert "<b>" not in (tmp_path / "t.html").read_text(encoding="utf-8")


def test_no_cpr_like_token_reaches_the_screen(folder) -> None:
    token = "010190" + "-" + "1234"
    result = run(folder, f"Borgeren {token} fik 1.026.")
    assert isinstance(result.exception, SourceError)
    assert token not in result.output + str(result.exception)


def test_another_ending_of_the_table_is_refused(folder) -> None:
    assert isinstance(run(folder, GOOD, "--out", "t.pdf").exception, RequestError)


def test_an_earlier_pack_of_another_municipality_is_refused(folder, tmp_path) -> None:
    other = tmp_path / "andet"
    other.mkdir()
    record = packs.record(municipality_code="9902")
    (other / "fund.json").write_text(json.dumps(record.to_json()), encoding="utf-8")
    assert isinstance(run(folder, GOOD, "--earlier", other).exception, RequestError)
