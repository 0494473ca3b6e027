"""The command line: what it explains, what it refuses, and with which exit code.

Bad raw folders are built from a slice of the embedded files, so that one thing is wrong
with each of them and everything else is right.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.__main__ import main
from analysis.datasets.project import project_root
from analysis.datasets.store import open_store
from analysis.errors import AnalysisError
from analysis.sources.manifest import COLUMNS

AREAS = ("101", "751", "851", "461", "561", "730")
QUARTERS = ("2025K3", "2025K4")


@pytest.fixture(scope="module")
def embedded(repository) -> dict[str, tuple[str, str]]:
    """Return a small slice of the embedded statistics: by file name, table and text."""
    raw = repository / "data" / "raw"
    with gzip.open(raw / "AUK01.csv.gz", "rt", encoding="utf-8-sig") as file:
        header, *lines = file.read().splitlines()
    kept = [
        line
        for line in lines
        if line.startswith(tuple(f"{area};FL;" for area in AREAS))
        and line.split(";")[4] in QUARTERS
    ]
    with gzip.open(raw / "FOLK1A.csv.gz", "rt", encoding="utf-8-sig") as file:
        people_header, *people = file.read().splitlines()
    totals = [
        line
        for line in people
        if line.startswith(tuple(f"{area};TOT;IALT;" for area in AREAS))
        and line.split(";")[4] in QUARTERS
    ]
    names_header, *names = (raw / "municipalities.csv").read_text(encoding="utf-8-sig").splitlines()
    listed = [line for line in names if line.startswith(tuple(f"{area}," for area in AREAS))]
    return {
        "municipalities.csv": ("municipalities", "\n".join([names_header, *listed]) + "\n"),
        "AUK01.csv": ("AUK01", "\n".join([header, *kept]) + "\n"),
        "FOLK1A.csv": ("FOLK1A", "\n".join([people_header, *totals]) + "\n"),
    }


@pytest.fixture
def raw_folder(tmp_path):
    """Return a function that writes raw files with a manifest; what they become is removed."""
    folder = tmp_path / "raw"

    def write(files: dict[str, tuple[str, str]]) -> Path:
        folder.mkdir()
        lines = [",".join(COLUMNS)]
        for name, (table, text) in files.items():
            content = text.encode("utf-8")
            (folder / name).write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            lines.append(f"{name},Udgiver,{table},da,2026-01-01,CC BY 4.0,observed,{digest}")
        (folder / "manifest.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return folder

    yield write
    try:
        processed = open_store(project_root(), folder).directory
    except AnalysisError:
        return
    shutil.rmtree(processed, ignore_errors=True)


@pytest.fixture
def praksis(monkeypatch, capsys):
    """Return a function that runs the command here: exit code, output, message."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["praksis", *map(str, arguments)])
        # Wide enough that the help does not break a sentence.
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return run


@pytest.fixture
def refused(praksis, tmp_path):
    """Return a function that runs a report that must fail and leave nothing behind."""
    out = tmp_path / "out" / "report"

    def run(*arguments: object, out: Path = out) -> tuple[int, str]:
        before = sorted(out.parent.rglob("*")) if out.parent.is_dir() else []
        code, printed, message = praksis("report", "--out", out, *arguments)
        after = sorted(out.parent.rglob("*")) if out.parent.is_dir() else []
        assert before == after
        assert printed == ""
        assert "Traceback" not in message
        assert "Running the notebook" not in message
        return code, message

    return run


# Help


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--help"], ["report", "data", "Exit codes", "førtidspension"]),
        (
            ["report", "--help"],
            ["--municipality", "--period", "--peers", "--raw", "--out", "--date", "--status",
             "2025K4", "nearest:7", "6byerne", "manifest.csv", "Examples"],
        ),
        (["data", "--help"], ["--raw", "--municipalities", "observed or synthetic"]),
    ],
)  # fmt: skip
def test_help_names_what_a_user_needs(praksis, arguments, words):
    code, printed, _ = praksis(*arguments)
    assert code == 0
    assert [word for word in words if word not in printed] == []


def test_command_alone_shows_its_help(praksis):
    code, printed, message = praksis()
    assert code == 2
    assert "report" in printed + message


@pytest.mark.parametrize("arguments", [["rapport"], ["report", "--municipalty", "101"]])
def test_unknown_command_and_option_are_wrong_use(praksis, arguments):
    code, _, message = praksis(*arguments)
    assert code == 2
    assert "No such" in message


def test_module_runs_as_the_command_does(repository):
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "--help"],
        cwd=repository, capture_output=True, text=True, check=True, timeout=60, encoding="utf-8",
    )  # fmt: skip
    assert "Commands" in done.stdout


# What data are here


def test_data_lists_files_with_origin_and_datasets(praksis):
    code, printed, _ = praksis("data")
    assert code == 0
    for words in ("AUK01.csv.gz", "synthetic", "observed", "awards", "2025M12", "FOLK1A"):
        assert words in printed


def test_data_names_files_that_the_manifest_does_not_list(praksis, raw_folder, embedded):
    folder = raw_folder(embedded)
    (folder / "noter.txt").write_text("ikke på listen", encoding="utf-8")
    code, printed, _ = praksis("data", "--raw", folder)
    assert code == 0
    assert "left alone: noter.txt" in printed
    assert "synthetic" not in printed


def test_data_lists_municipalities(praksis):
    code, printed, _ = praksis("data", "--municipalities")
    assert code == 0
    assert "101  København" in printed
    assert len(printed.splitlines()) == 98


# A choice that is wrong


@pytest.mark.parametrize("code", ["999", "København", "1101", "0101"])
def test_unknown_municipality_is_refused_with_where_to_look_it_up(refused, code):
    exit_code, message = refused("--municipality", code)
    assert exit_code == 2
    assert f"{code!r} is not a municipality" in message
    assert "praksis data --municipalities" in message


@pytest.mark.parametrize("period", ["2025K5", "sidste år", "2025-12"])
def test_text_that_is_no_period_is_refused_with_the_forms(refused, period):
    exit_code, message = refused("--period", period)
    assert exit_code == 2
    assert "is not a period" in message
    assert "2025K4" in message


def test_period_without_data_is_refused_with_what_there_is(refused):
    exit_code, message = refused("--period", "1999K1")
    assert exit_code == 2
    assert "There is no data for 1999K1" in message
    assert "to 2025K4" in message


@pytest.mark.parametrize(
    ("peers", "said"),
    [
        ("7byerne", "neither a group nor a municipality"),
        ("751,999", "999"),
        ("101,751", "101 is listed as its own peer"),
        ("nearest:98", "The 98 nearest"),
    ],
)
def test_peers_that_cannot_be_had_are_refused(refused, peers, said):
    exit_code, message = refused("--peers", peers)
    assert exit_code == 2
    assert said in message


@pytest.mark.parametrize(("option", "value"), [("--date", "1. maj"), ("--status", "færdig")])
def test_date_and_status_that_are_none_are_refused(refused, option, value):
    exit_code, message = refused(option, value)
    assert exit_code == 2
    assert value in message
    assert option in message


def test_out_that_is_a_file_is_refused_before_anything_is_read(refused, tmp_path):
    taken = tmp_path / "rapport"
    taken.write_text("mine noter", encoding="utf-8")
    exit_code, message = refused("--raw", tmp_path / "nowhere", out=taken)
    assert exit_code == 4
    assert "is a file, not a folder" in message
    assert taken.read_text(encoding="utf-8") == "mine noter"


def test_out_with_a_users_own_files_is_refused_and_they_stay(refused, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "regneark.csv").write_text("1;2", encoding="utf-8")
    exit_code, message = refused(out=folder)
    assert exit_code == 4
    assert "holds files that no report of ours has written" in message
    assert (folder / "regneark.csv").read_text(encoding="utf-8") == "1;2"


# Raw files that are wrong


def test_the_slice_that_the_bad_folders_are_made_from_is_good(praksis, raw_folder, embedded):
    code, printed, message = praksis("data", "--raw", raw_folder(embedded))
    assert (code, message) == (0, "")
    assert "recipients_fulltime" in printed


def test_raw_folder_without_manifest_is_refused(refused, tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    exit_code, message = refused("--raw", folder)
    assert exit_code == 3
    assert "has no manifest.csv" in message


def test_changed_file_is_refused_by_its_checksum(refused, raw_folder, embedded):
    folder = raw_folder(embedded)
    with (folder / "AUK01.csv").open("a", encoding="utf-8") as file:
        file.write("101;FL;TOT;TOT;2026K1;1\n")
    exit_code, message = refused("--raw", folder)
    assert exit_code == 3
    assert "AUK01.csv is not the one that was listed: its checksum differs" in message


def test_html_page_saved_as_csv_is_refused(refused, raw_folder, embedded):
    page = "<!DOCTYPE html>\n<html><body><h1>503 Service Unavailable</h1></body></html>\n"
    folder = raw_folder({**embedded, "AUK01.csv": ("AUK01", page)})
    exit_code, message = refused("--raw", folder)
    assert exit_code == 3
    assert "AUK01.csv" in message
    assert "page" in message


def test_truncated_file_is_refused(refused, raw_folder, embedded):
    table, text = embedded["AUK01.csv"]
    cut = text[: text.rindex(";")]
    folder = raw_folder({**embedded, "AUK01.csv": (table, cut)})
    exit_code, message = refused("--raw", folder)
    assert exit_code == 3
    assert "AUK01.csv" in message
    assert "row" in message


def test_cpr_number_in_a_text_column_is_refused_and_not_printed(refused, raw_folder, embedded):
    token = "".join(("0101", "90", "-", "1234"))
    table, text = embedded["AUK01.csv"]
    lines = text.splitlines()
    lines[5] = lines[5].replace(";FL;", f";{token};")
    folder = raw_folder({**embedded, "AUK01.csv": (table, "\n".join(lines) + "\n")})
    exit_code, message = refused("--raw", folder)
    assert exit_code == 3
    assert "AUK01.csv, row 6, column YDELSESTYPE" in message
    assert token not in message
    assert token[-4:] not in message


def test_duplicated_key_is_refused_with_its_row(refused, raw_folder, embedded):
    table, text = embedded["AUK01.csv"]
    folder = raw_folder({**embedded, "AUK01.csv": (table, text + text.splitlines()[1] + "\n")})
    exit_code, message = refused("--raw", folder)
    assert exit_code == 3
    assert "row" in message
    assert "recipients_fulltime" in message or "AUK01" in message


def test_municipality_of_before_2007_is_refused_by_name(refused, raw_folder, embedded):
    table, text = embedded["AUK01.csv"]
    folder = raw_folder({**embedded, "AUK01.csv": (table, text.replace("\n561;", "\n555;"))})
    exit_code, message = refused("--raw", folder)
    assert exit_code == 3
    assert "555" in message
    assert "reform of 2007" in message


def test_municipality_that_is_missing_in_one_quarter_is_refused(refused, raw_folder, embedded):
    table, text = embedded["AUK01.csv"]
    kept = [x for x in text.splitlines() if not (x.startswith("851;") and ";2025K3;" in x)]
    folder = raw_folder({**embedded, "AUK01.csv": (table, "\n".join(kept) + "\n")})
    exit_code, message = refused("--raw", folder)
    assert exit_code == 3
    assert "Municipality 851 is missing in 2025K3" in message


def test_totals_that_were_summed_with_their_parts_are_refused(refused, raw_folder, embedded):
    table, text = embedded["AUK01.csv"]
    lines = []
    for line in text.splitlines():
        *key, count = line.split(";")
        doubled = str(2 * int(count)) if key[2:4] == ["TOT", "TOT"] else count
        lines.append(";".join([*key, doubled]))
    folder = raw_folder({**embedded, "AUK01.csv": (table, "\n".join(lines) + "\n")})
    exit_code, message = refused("--raw", folder)
    assert exit_code == 3
    assert "The parts of municipality 101" in message
    assert "do not sum totals with parts" in message


def test_wrong_delimiter_is_refused(refused, raw_folder, embedded):
    table, text = embedded["AUK01.csv"]
    folder = raw_folder({**embedded, "AUK01.csv": (table, text.replace(";", ","))})
    exit_code, message = refused("--raw", folder)
    assert exit_code == 3
    assert "AUK01.csv" in message


def test_nothing_half_loaded_is_kept_of_a_refused_table(refused, raw_folder, embedded, repository):
    table, text = embedded["AUK01.csv"]
    folder = raw_folder({**embedded, "AUK01.csv": (table, text + text.splitlines()[1] + "\n")})
    refused("--raw", folder)
    kept = {path.name for path in open_store(repository, folder).directory.iterdir()}
    assert "recipients_fulltime.parquet" not in kept
    assert not [name for name in kept if name.startswith(".")]


# Stopped on the way


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches a process in another way on Windows")
@pytest.mark.parametrize("step", ["Reading the data", "Running the notebook"])
def test_ctrl_c_ends_with_130_and_leaves_nothing(repository, tmp_path, step):
    out, temporary = tmp_path / "out" / "report", tmp_path / "t"
    out.parent.mkdir()
    temporary.mkdir()
    environment = {
        **os.environ, "TMPDIR": str(temporary), "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "analysis", "report", "--out", str(out)],
        cwd=repository, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", start_new_session=True,
    ) as process:  # fmt: skip
        said = ""
        while step not in said:
            line = process.stderr.readline()
            assert line, f"the command ended before it said {step!r}: {said}"
            said += line
        # A moment, so that the kernel is up and at work when it is stopped.
        time.sleep(2 if step == "Running the notebook" else 0)
        # As a terminal does: to the command and to the kernel that it has started.
        os.killpg(process.pid, signal.SIGINT)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert printed == ""
    assert list(out.parent.iterdir()) == []
    assert list(temporary.iterdir()) == []
