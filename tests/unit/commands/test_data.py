"""`praksis data --recognise`: a first manifest for a folder of downloads."""

import pytest
from typer.testing import CliRunner

from analysis.__main__ import app
from analysis.errors import RequestError
from analysis.sources.manifest import open_raw

KY16 = "OMRÅDE;TAL;YDELSESTYPE;TID;INDHOLD\n101;1;10050;2025M05;1\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "download.csv").write_text(KY16, encoding="utf-8")
    (tmp_path / "ark.xlsx").write_bytes(b"PK\x03\x04rest")
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(app, ["data", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_manifest_is_written_and_the_open_day_is_asked_for(folder):
    result = run("--raw", folder, "--recognise")
    assert "download.csv: KY16" in result.stdout
    assert "ark.xlsx: not recognised: The file ark.xlsx is an Excel workbook" in result.stdout
    assert "fill in 'extracted' for download.csv" in result.stderr
    assert [raw.extracted for raw in open_raw(folder).files] == [None]


@pytest.mark.parametrize("extracted", ["2026-02-02", "file"])
def test_day_that_is_given_is_written(folder, extracted):
    result = run("--raw", folder, "--recognise", "--extracted", extracted)
    (raw,) = open_raw(folder).files
    assert raw.extracted is not None
    assert extracted in ("file", raw.extracted.isoformat())
    assert "fill in" not in result.stderr


def test_manifest_that_is_there_is_left_and_the_lines_are_shown(folder):
    run("--raw", folder, "--recognise")
    before = (folder / "manifest.csv").read_bytes()
    with pytest.raises(RequestError, match="left as it is"):
        run("--raw", folder, "--recognise", "--extracted", "2026-02-02")
    assert (folder / "manifest.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["--recognise"], "needs a folder"),
        (["--extracted", "2026-02-02"], "only of use with --recognise"),
        (["--raw", "x", "--recognise", "--extracted", "i går"], "'i går' is not a date"),
        (["--raw", "x", "--recognise", "--extracted", "2999-01-01"], "lies in the future"),
    ],
)
def test_choice_that_cannot_be_met_is_refused(arguments, what):
    with pytest.raises(RequestError, match=what):
        run(*arguments)
