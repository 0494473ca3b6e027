"""What a user gets wrong on the way to a report: said at once, and nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.comparison.assemble import compare_practice
from analysis.errors import RenderingError
from analysis.figures import plot_trend
from analysis.findings.wording import conclude_findings
from analysis.rendering.runner import run_notebook
from tests.end_to_end import spoiled_country as spoil
from tests.end_to_end.municipality import give
from tests.end_to_end.spoiled_country import CODE, DATA, REPORT, WRONG_USE

AUK01, PEN113, FOLK1A = "AUK01.csv", "PEN113.csv", "FOLK1A.csv"
LONG = "a" * 300
PLAIN = spoil.only(*spoil.BY_CODE, "municipalities.csv")


@pytest.fixture(scope="module")
def aby(tmp_path_factory) -> Path:
    """Return raw files with which nothing is wrong; no test may change them."""
    folder = tmp_path_factory.mktemp("aby") / "statistik"
    with spoil.country_in(folder, PLAIN) as raw:
        yield raw


@pytest.fixture
def refused(tmp_path) -> Callable[..., spoil.Said]:
    """Return a function that asks for a report that must be refused and leave nothing behind."""

    def run(raw: Path, *options: object, code: int) -> spoil.Said:
        out = () if "--out" in options else ("--out", tmp_path / "ud")
        command = ("report", "--municipality", CODE, "--raw", raw, *out, *options)
        return spoil.refuse(*command, code=code, watched=tmp_path)

    return run


# The raw files

SPOILED = {
    "an empty file": (spoil.text_of(AUK01, lambda _: ""), "AUK01.csv is empty"),
    "an empty table of facts": (
        spoil.text_of("municipalities.csv", lambda _: "\n"), "municipalities.csv is empty",
    ),
    "an empty answer": (spoil.text_of("y25i01.json", lambda _: ""), "y25i01.json is empty"),
    "a header alone": (
        spoil.rows(AUK01, lambda _: False), "AUK01.csv has a header and no rows",
    ),
    "decimal comma and point": (
        spoil.count(AUK01, 4, "12,5", "12.5"), "mix decimal comma and decimal point",
    ),
    "a thousands point": (spoil.count(AUK01, 4, "1.234"), "AUK01.csv, row 4, column INDHOLD"),
    "a decimal comma among conditions": (
        spoil.swap("municipalities.csv", ",2.1,", ',"2,1",'),
        "municipalities.csv, row 3, column unemployment_pct_2024",
    ),
    "an unknown benefit": (
        spoil.swap(AUK01, "9901;FP;", "9901;XX;"), "AUK01.csv, row 2, column YDELSESTYPE",
    ),
    "a negative count": (spoil.count(AUK01, 4, "-5"), "A count of AUK01 is negative"),
    "negative awards": (spoil.count(PEN113, 9, "-1"), "PEN113.csv, row 9, column INDHOLD"),
    "negative residents": (spoil.count(FOLK1A, 5, "-1"), "A count of FOLK1A is negative"),
    "a word that is no number": (spoil.count(AUK01, 4, "NaN"), "AUK01.csv, row 4"),
    "a renamed column": (spoil.swap(AUK01, "YDELSESTYPE", "YDELSE"), "lacks YDELSESTYPE"),
    "a renamed column of an answer": (
        spoil.swap("y25i01.json", r"Omr\u00e5de", "Kommune"), "has no column Område",
    ),
    "a renamed column of facts": (
        spoil.swap("municipalities.csv", "municipality_name", "navn"), "municipality_name",
    ),
    "a future quarter": (spoil.swap(AUK01, "2025K4", "2031K4"), "'2031K4' lies in the future"),
    "a future month": (spoil.swap(PEN113, "2025M12", "2031M12"), "'2031M12' lies in the future"),
    "more awards than people": (
        spoil.count(PEN113, 4, "999999"), "PEN113.csv, municipality 9901, 2025M01",
    ),
    "more recipients than people": (
        lambda files: spoil.count(AUK01, 4, "999999")(
            spoil.rows(AUK01, lambda row: ";TOT;TOT;" not in row)(files)
        ),
        "people live there",
    ),
    "a municipality missing a month": (
        spoil.rows(PEN113, lambda row: not (row.startswith("9903;") and ";2025M07;" in row)),
        "Municipality 9903 is missing in 2025M07",
    ),
    "a month missing everywhere": (
        spoil.rows(PEN113, lambda row: ";2025M07;" not in row), "lacks 2025M07",
    ),
    "no population": (
        spoil.without(FOLK1A, "FOLK1A-2015.csv"), "no population to hold the counts against",
    ),
    "nothing that is compared": (
        spoil.only("municipalities.csv", FOLK1A), "not one headline with data",
    ),
    "a name that is missing": (spoil.named(" "), "The name of municipality 9901 is missing"),
    "a name that another has": (spoil.named("bekøb"), "municipality 9902 stands there twice"),
    "a name without an end": (spoil.named("Å" * 61), "9901 is longer than 60 signs"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_spoiled_file_is_refused_with_its_place(name, refused, tmp_path):
    edit, words = SPOILED[name]
    with spoil.country_in(tmp_path / "statistik", edit) as raw:
        assert words in refused(raw, code=DATA).err


@pytest.mark.parametrize("name", ["an empty file", "negative residents", "an unknown benefit"])
def test_inventory_refuses_what_the_report_refuses(name, tmp_path):
    edit, words = SPOILED[name]
    with spoil.country_in(tmp_path / "statistik", edit) as raw:
        assert words in spoil.refuse("data", "--raw", raw, code=DATA, watched=tmp_path).err


@pytest.mark.parametrize("command", [("pack", "--municipality", CODE), ("review", "report")])
def test_pack_and_review_are_refused_before_they_run_too(command, tmp_path):
    edit, words = SPOILED["an empty answer"]
    with spoil.country_in(tmp_path / "statistik", edit) as raw:
        given = (*command, "--raw", raw, "--out", tmp_path / "ud")
        assert words in spoil.refuse(*given, code=DATA, watched=tmp_path).err


def test_cell_that_looks_like_a_person_is_never_shown(refused, tmp_path):
    token = "".join(("0101", "90", "-", "1234"))
    edit = spoil.swap(AUK01, "9901;FP;K;40-59;2025K4", f"9901;{token};K;40-59;2025K4")
    with spoil.country_in(tmp_path / "statistik", edit) as raw:
        said = refused(raw, code=DATA)
    assert "AUK01.csv" in said.err
    assert token not in said.err
    assert token[-4:] not in said.err


def test_name_of_two_lines_is_one_name(tmp_path):
    with spoil.country_in(tmp_path / "statistik", spoil.named("Nordre Aby\nog  Søndre")) as raw:
        said = give("data", "--raw", raw, "--municipalities")
    assert said.code == 0, said.err
    assert f"{CODE}  Nordre Aby og Søndre" in said.out.splitlines()


# The manifest and the names of files


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: b"\xef\xbb\xbf" + raw,
        lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n\r\n"),
    ],
    ids=["windows lines", "byte order mark", "both and empty lines"],
)
def test_manifest_that_went_through_an_editor_of_windows_is_read(change, tmp_path):
    with spoil.country_in(
        tmp_path / "statistik", spoil.only(*spoil.BY_CODE, "municipalities.csv")
    ) as raw:
        change_bytes(raw / "manifest.csv", change)
        said = give("data", "--raw", raw, "--municipalities")
    assert said.code == 0, said.err


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda raw: reorder(raw), "the order counts"),
        (lambda raw: raw.replace(b",", b";"), "right columns"),
        (lambda _: b"", "manifest.csv is empty"),
        (lambda raw: raw.replace(b"Udgiver", b'"Udgiver', 1), "manifest.csv, row 2"),
        (lambda raw: raw.replace(b"AUK01.csv", b"../AUK01.csv"), "outside its folder"),
        (lambda raw: raw.replace(b"2026-02-15", b"15-02-2026"), "is not a date"),
    ],
    ids=["order", "semicolons", "empty", "open quote", "above the folder", "danish date"],
)
def test_manifest_that_is_none_is_refused(change, words, refused, tmp_path):
    with spoil.country_in(tmp_path / "statistik") as raw:
        change_bytes(raw / "manifest.csv", change)
        assert words in refused(raw, code=DATA).err


def test_danish_letters_and_spaces_in_names_do_not_matter(tmp_path):
    def rename(files: spoil.Files) -> spoil.Files:
        kept = PLAIN(files)
        return {f"Årets tal, æøå ({name})": entry for name, entry in kept.items()}

    def quoted(raw: bytes) -> bytes:
        return raw.replace(b"\xc3\x85rets", b'"\xc3\x85rets').replace(b"),Ud", b')",Ud')

    with spoil.country_in(tmp_path / "rå filer æ", rename) as raw:
        change_bytes(raw / "manifest.csv", quoted)
        said = give("data", "--raw", raw, "--municipalities")
    assert said.code == 0, said.err


def test_link_that_leads_round_in_a_circle_is_refused_where_it_is_listed(refused, tmp_path):
    with spoil.country_in(tmp_path / "statistik") as raw:
        (raw / "ulistet").symlink_to(raw / "ulistet")
        (raw / "mappe").symlink_to(raw)
        (raw / AUK01).unlink()
        (raw / AUK01).symlink_to(AUK01)
        assert "manifest.csv, row" in refused(raw, code=DATA).err


@pytest.mark.parametrize("name", ["ingen", "kreds", "fil", LONG])
def test_folder_of_raw_files_that_is_none_is_refused(name, refused, tmp_path):
    (tmp_path / "kreds").symlink_to(tmp_path / "kreds")
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    refused(tmp_path / name, code=REPORT if name == LONG else DATA)


# Where to write


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("fil", REPORT),
        ("fil/under", REPORT),
        ("kreds", REPORT),
        ("kreds/under", REPORT),
        (LONG, REPORT),
        ("/dev/null", REPORT),
        ("mit", REPORT),
    ],
)
def test_place_that_cannot_be_written_to_is_refused(place, code, aby, refused, tmp_path):
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    (tmp_path / "kreds").symlink_to(tmp_path / "kreds")
    (tmp_path / "mit").mkdir()
    (tmp_path / "mit" / "noter.txt").write_text("mine", encoding="utf-8")
    assert "--out" in refused(aby, "--out", tmp_path / place, code=code).err


@pytest.mark.parametrize("below", ["", "rapport", "under/flere"])
@pytest.mark.parametrize("every", [(), ("--all", "--executor", "serial")])
def test_report_is_not_written_among_the_raw_files(below, every, aby):
    chosen = () if every else ("--municipality", CODE)
    command = ("report", *chosen, *every, "--raw", aby, "--out", aby / below)
    said = spoil.refuse(*command, code=WRONG_USE, watched=aby)
    assert "a folder that it is made from" in said.err


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="whoever runs this may write everywhere",
)
def test_place_for_reading_only_is_refused(aby, refused, tmp_path):
    (tmp_path / "laast").mkdir(mode=0o500)
    refused(aby, "--out", tmp_path / "laast" / "ud", code=REPORT)


# What is asked for


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--period", "1999K4"), "1999K4"),
        (("--period", "2024K4"), "a period from 2025K1 to 2025K4"),
        (("--period", "2031K1"), "2031K1"),
        (("--peers", "6byerne"), "No municipality of 6byerne"),
        (("--peers", CODE), "its own peer"),
        (("--peers", "nearest:26"), "from 1 to 25"),
        (("--municipality", "101"), "'101' is not a municipality"),
        (("--embargo", "fredag"), "--embargo"),
    ],
)
def test_choice_that_these_data_cannot_meet_is_refused(options, word, aby, refused):
    assert word in refused(aby, *options, code=WRONG_USE).err


# Too little to answer with


def test_one_quarter_alone_is_said_to_be_too_short_and_draws_no_line(tmp_path):
    files = spoil.COUNTRY
    for name, first in ((AUK01, "2025K4"), ("AUK01-net.csv", "2025K4"), (PEN113, "2025M10")):
        files = spoil.rows(name, lambda row, first=first: row.split(";")[-2] >= first)(files)
    store = spoil.invented.open_country(tmp_path, files)
    comparison = compare_practice(store, CODE, peers="9902,9903,9904")
    said = " ".join(finding.sentence for finding in conclude_findings(comparison))
    assert "(tilkendelser): ingen data for fire kvartaler i træk op til perioden" in said
    assert "Bestanden på førtidspension er lavere" in said
    trend = plot_trend(comparison)
    assert trend.id == "udvikling"
    assert trend.content.role == "missing"


# The municipality's own words

WORDS = """\
status: udkast
comments:
  - place: over-tid
    written: 2026-03-12
    written_by: "Forvaltningen"
    text: |
      {text}
"""


def test_commentary_with_a_number_like_a_persons_is_refused_unseen(aby, refused, tmp_path):
    token = "".join(("0101", "90", "-", "1234"))
    path = tmp_path / "ord.yaml"
    path.write_text(WORDS.format(text=f"Se sagen {token}."), encoding="utf-8")
    said = refused(aby, "--commentary", path, code=DATA)
    assert "ord.yaml" in said.err
    assert token[-4:] not in said.err


def test_commentary_indented_with_tabs_is_refused_by_line(aby, refused, tmp_path):
    path = tmp_path / "ord.yaml"
    path.write_text(WORDS.format(text="Fald.").replace("    written_by", "\twritten_by"), "utf-8")
    assert "ord.yaml, line 5" in refused(aby, "--commentary", path, code=DATA).err


def test_commentary_folder_without_this_municipality_is_no_fault_of_another(aby, refused, tmp_path):
    place = tmp_path / "ord" / "9902" / "2025K4"
    place.mkdir(parents=True)
    (place / "praksissammenligning.yaml").write_text("{", encoding="utf-8")
    # The broken file is Bekøb's: Aby's report goes on, to the next thing that is wrong.
    said = refused(aby, "--commentary", tmp_path / "ord", "--period", "1999K4", code=WRONG_USE)
    assert "1999K4" in said.err


# A full disk


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot limit the size of a process's files")
def test_full_disk_while_tables_are_kept_leaves_none_half_written(tmp_path):
    # Under a name that no earlier run had, or the tables would stand there already.
    def rename(files: spoil.Files) -> spoil.Files:
        return {f"{os.getpid()}-{name}": entry for name, entry in PLAIN(files).items()}

    with spoil.country_in(tmp_path / "statistik", rename) as raw:
        command = ("report", "--municipality", CODE, "--raw", raw, "--out", tmp_path / "ud")
        said = spoil.wait_for(spoil.start(*command, limit=2_000))
        spoil.fail_unless_told_well(said, REPORT)
        kept = spoil.validated_tables(raw)
        assert kept is not None
        assert [path.name for path in kept.iterdir() if path.suffix != ".parquet"] == []
        assert give("data", "--raw", raw).code == 0
    assert "The disk is full: the validated table" in said.err
    assert not (tmp_path / "ud").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such device")
def test_full_disk_behind_the_printed_list_is_no_success(repository):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "analysis", "data", "--municipalities"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, cwd=repository,
        )  # fmt: skip
    assert done.returncode == REPORT
    assert "Traceback" not in done.stderr
    assert "The disk is full" in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows cannot limit the size of a process's files")
def test_full_disk_while_the_notebook_runs_is_told_in_our_words(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", _FILL, str(tmp_path)],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert "The disk is full: the notebook could not be run." in done.stdout
    assert "room for about" in done.stdout
    # The short notebook was kept as papermill had begun it, or not at all: nothing of size.
    assert [path for path in tmp_path.rglob("*") if path.suffix == ".tmp"] == []


def test_place_for_executed_notebooks_that_is_a_file_is_told(repository, tmp_path):
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    notebook = repository / "notebooks" / "praksissammenligning.ipynb"
    with pytest.raises(RenderingError, match="could not be run") as error:
        run_notebook(notebook, {}, workdir_private=tmp_path / "fil" / "under")
    assert "XDG_CACHE_HOME" in str(error.value)
    assert list(tmp_path.iterdir()) == [tmp_path / "fil"]


_FILL = """
import resource, sys
from pathlib import Path
import nbformat
from analysis.errors import RenderingError
from analysis.rendering.runner import run_notebook
from analysis.rendering.warm import warm_notebooks
folder = Path(sys.argv[1])
cells = [nbformat.v4.new_code_cell('name: str = ""', metadata={"tags": ["parameters"]})]
path = folder / "kort.ipynb"
nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
def fill(cell, of):
    path.unlink()
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    with warm_notebooks():
        run_notebook(path, {}, workdir_private=folder / "kept", progress=fill)
except RenderingError as error:
    print(error)
"""


def change_bytes(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change a file as a program of the user's would."""
    before = path.read_bytes()
    assert change(before) != before
    path.write_bytes(change(before))


def reorder(raw: bytes) -> bytes:
    """Turn the columns of a file of commas round."""
    return b"\n".join(b",".join(reversed(line.split(b","))) for line in raw.splitlines()) + b"\n"
