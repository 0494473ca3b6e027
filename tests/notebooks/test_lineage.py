"""Flip an input's origin: do the blocks that rest on it follow, and no others?

Two questions are asked of every raw file. When its origin is turned, exactly the blocks
that name it must be stamped the other way. And when its *numbers* are moved, every block
that moves with them must name it: a block that forgets an input would never be stamped.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.blocks.model import Block, Figure, Table
from analysis.concepts import Origin
from analysis.datasets.store import Store, open_store
from analysis.sources.manifest import COLUMNS, Manifest, open_raw
from tests.notebooks.described import find_undescribed_columns

PARAMETERS = {"municipality_code": "9901", "peers": "9902,9903,9904"}
# Observed awards are never divided by a synthetic population, so these choose their
# residents by origin, and rest on another file when it is turned.
CHOOSES_BY_ORIGIN = {"fund-offentliggjort", "offentliggjort-2016", "offentliggjort-tekst"}
# Lists every input with its origin and checksum.
SOURCES = "kilder"
# These say in words where the numbers come from, and so whether they were fetched or made.
NAME_THE_ORIGIN = {SOURCES, "laesning"}
FILES = (
    "AUK01.csv", "AUK01-net.csv", "FOLK1A.csv", "FOLK1A-2015.csv", "PEN113.csv",
    "municipalities.csv", "published-figures.csv", "y25i01.json", "y60a02.json",
)  # fmt: skip


@pytest.fixture(scope="module")
def run_country(run_cells, invented, tmp_path_factory):
    """Return a function that runs the notebook on the invented country."""

    def run(files=None, *, synthetic=frozenset()):
        folder = tmp_path_factory.mktemp("country")
        return run_cells(invented.open_country(folder, files, synthetic=synthetic), **PARAMETERS)

    return run


@pytest.fixture(scope="module")
def observed(run_country):
    """Return the blocks when every input is observed."""
    return run_country()


def stamped(blocks: dict[str, Block]) -> set[str]:
    return {name for name, block in blocks.items() if block.lineage.origin is Origin.SYNTHETIC}


def resting_on(blocks: dict[str, Block], file: str) -> set[str]:
    return {name for name, block in blocks.items() if file in block.lineage.inputs}


def what_it_says(block: Block) -> object:
    """Return a block's content without the drawing, which carries the stamp."""
    if isinstance(block.content, Figure):
        return dataclasses.replace(block.content, svg="")
    return block.content


def what_differs(one: dict[str, Block], other: dict[str, Block]) -> set[str]:
    """Return the blocks that say something else, or that only one of the two has."""
    both = one.keys() & other.keys()
    moved = {name for name in both if what_it_says(one[name]) != what_it_says(other[name])}
    return moved | (one.keys() ^ other.keys())


def test_the_invented_country_has_every_input_that_is_flipped(invented):
    assert sorted(invented.country()) == sorted(FILES)


def test_nothing_is_stamped_when_every_input_is_observed(observed):
    assert stamped(observed) == set()
    assert all("SYNTETISKE" not in json.dumps(block.to_json()) for block in observed.values())


def test_every_column_of_the_numbers_is_in_the_registry(observed):
    assert find_undescribed_columns(observed.values()) == []


def test_every_number_rests_on_something(observed):
    exhibits = [b for b in observed.values() if isinstance(b.content, Table | Figure)]
    assert len(exhibits) > 8
    assert all(block.lineage.inputs for block in exhibits)


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES)
def test_flipped_input_stamps_the_blocks_that_rest_on_it_and_changes_no_others(
    file, run_country, observed
):
    flipped = run_country(synthetic=frozenset({file}))
    expected = resting_on(observed, file)
    if file == "FOLK1A-2015.csv":
        expected -= CHOOSES_BY_ORIGIN
    assert SOURCES in expected
    assert stamped(flipped) == expected
    allowed = NAME_THE_ORIGIN & expected
    allowed |= CHOOSES_BY_ORIGIN if file == "FOLK1A-2015.csv" else set()
    # Invented counts are never held against observed ones, so there the reasons are others.
    allowed |= {block for block in observed if block.startswith("andre-tal-")}
    assert what_differs(observed, flipped) <= allowed


def _moved(invented, file):
    """Return the country with other numbers in one file, still a valid one."""
    files = invented.country()
    table, text = files[file]
    return {**files, file: (table, MOVES[file](text))}


def _double(pattern):
    """Return a function that doubles the number that ends each line that matches."""
    line = re.compile(pattern, re.MULTILINE)
    return lambda text: line.sub(lambda m: f"{m[1]}{2 * int(m[2])}", text)


def _double_json(text):
    answer = json.loads(text)
    answer["rows"] = [[*row[:2], *(2 * value for value in row[2:])] for row in answer["rows"]]
    return json.dumps(answer)


_OF_THE_FIRST_TWO = r"^((?:9901|9902);.*;)(\d+)$"
MOVES = {
    "AUK01.csv": _double(_OF_THE_FIRST_TWO),
    "AUK01-net.csv": _double(_OF_THE_FIRST_TWO),
    "FOLK1A.csv": _double(_OF_THE_FIRST_TWO),
    "FOLK1A-2015.csv": _double(_OF_THE_FIRST_TWO),
    "PEN113.csv": _double(_OF_THE_FIRST_TWO),
    "municipalities.csv": lambda text: text.replace("Aby", "Abystad").replace(",21000,", ",9000,"),
    "published-figures.csv": _double(r"^((?:Aby|Bekøb),2016,foertidspension_awards,)(\d+)"),
    "y25i01.json": _double_json,
    "y60a02.json": _double_json,
}


def _moved_country(invented, file):
    moved = _moved(invented, file)
    if file == "municipalities.csv":
        # The other files call the municipality by its name too.
        for name in ("published-figures.csv", "y25i01.json", "y60a02.json"):
            moved = invented.changed(moved, name, "Aby", "Abystad")
    return moved


# Each of them is a whole report: a stock, the conditions and a context series run always.
_QUICK_FILES = {"AUK01.csv", "municipalities.csv", "y60a02.json"}


@pytest.mark.parametrize(
    "file",
    [pytest.param(file, marks=() if file in _QUICK_FILES else pytest.mark.slow) for file in FILES],
)
def test_block_that_moves_with_an_invented_input_names_it_and_is_stamped(
    file, run_country, observed, invented
):
    moved = run_country(_moved_country(invented, file), synthetic=frozenset({file}))
    rests = resting_on(observed, file) | resting_on(moved, file)
    differing = what_differs(observed, moved)
    assert differing - {SOURCES}, "moving the numbers should be seen somewhere"
    assert differing <= rests
    assert stamped(moved) == resting_on(moved, file)


# The data that come with the project, and other parties' real files


@pytest.fixture(scope="module")
def run_with_origins(run_cells, repository, tmp_path_factory):
    """Return a function that runs the notebook on a folder, some origins turned.

    The folder is copied and its manifest rewritten; the datasets are those already made
    from the same files, since an origin is never part of them.
    """

    def run(folder: Path, *turned: str) -> tuple[dict[str, Block], Manifest]:
        copy = tmp_path_factory.mktemp("raw")
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        turn_origins(copy, *turned)
        own = folder == repository / "data" / "raw"
        facts = copy if own else repository / "data" / "raw"
        if not own and set(turned) <= {f.file for f in open_raw(facts).files}:
            facts = tmp_path_factory.mktemp("facts")
            shutil.copytree(repository / "data" / "raw", facts, dirs_exist_ok=True)
            turn_origins(facts, *turned)
        manifest = open_raw(facts, None if own else copy)
        processed = open_store(repository, None if own else folder).directory
        return run_cells(Store(manifest, processed)), manifest

    return run


def turn_origins(folder: Path, *turned: str) -> None:
    """Rewrite a manifest with the other origin for some of its files."""
    path = folder / "manifest.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    other = {"observed": "synthetic", "synthetic": "observed"}
    for row in rows:
        if row["file"] in turned:
            row["origin"] = other[row["origin"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


EMBEDDED = (
    "AUK01.csv.gz", "FOLK1A.csv.gz", "PEN113.csv.gz", "municipalities.csv",
    "national_age_structure_2020.csv", "published-figures.csv",
)  # fmt: skip
REAL = (
    "jobindsats_v3_y25i01.json", "jobindsats_v3_y60a02.json", "population_sex_age_2020.csv",
    "statbank_AUK01_net_unemployed_social_assistance_en.csv",
    "statbank_FOLK1AM_total_en.csv", "statbank_FOLK1A_total_5_dates_en.csv",
    "statbank_INDKP101_income_en.csv", "municipalities.csv", "published-figures.csv",
    "national_age_structure_2020.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def embedded(run_with_origins, repository):
    return run_with_origins(repository / "data" / "raw")


@pytest.fixture(scope="module")
def real(run_with_origins, published_files):
    return run_with_origins(published_files)


@pytest.mark.slow
@pytest.mark.parametrize("file", EMBEDDED)
def test_turned_origin_of_an_embedded_file_reaches_its_blocks_and_no_others(
    file, run_with_origins, repository, embedded
):
    before, manifest = embedded
    assert {raw.file for raw in manifest.files} == set(EMBEDDED)
    after, turned = run_with_origins(repository / "data" / "raw", file)
    _check(before, after, manifest=manifest, turned=turned, file=file)


@pytest.mark.slow
@pytest.mark.parametrize("file", REAL)
def test_real_file_called_synthetic_stamps_its_blocks_and_no_others(
    file, run_with_origins, published_files, real
):
    before, manifest = real
    assert {raw.file for raw in manifest.files} == set(REAL)
    assert stamped(before) == set()
    after, turned = run_with_origins(published_files, file)
    _check(before, after, manifest=manifest, turned=turned, file=file)


def _check(before, after, *, manifest, turned, file):
    """Exactly the blocks that rest on anything synthetic are stamped, and no number moves."""
    assert turned.lineage([file]).origin is not manifest.lineage([file]).origin
    synthetic = {raw.file for raw in turned.files if raw.origin is Origin.SYNTHETIC}
    for name, block in after.items():
        if name not in CHOOSES_BY_ORIGIN:
            assert block.lineage.inputs == before[name].lineage.inputs, name
            assert (name in stamped(after)) == bool(before[name].lineage.inputs & synthetic), name
        else:
            assert (name in stamped(after)) == bool(block.lineage.inputs & synthetic), name
    assert what_differs(before, after) <= NAME_THE_ORIGIN | CHOOSES_BY_ORIGIN


@pytest.mark.slow
def test_turned_origin_reaches_the_page_through_the_command(published_files, real, tmp_path):
    file = "jobindsats_v3_y60a02.json"
    raw = tmp_path / "raw"
    shutil.copytree(published_files, raw)
    turn_origins(raw, file)
    command = [sys.executable, "-m", "analysis", "report", "--raw", str(raw)]
    subprocess.run(
        [*command, "--out", str(tmp_path / "out")], check=True, capture_output=True, timeout=600
    )
    page = (tmp_path / "out" / "praksissammenligning.html").read_text(encoding="utf-8")
    origins = dict(re.findall(r'id="([\w-]+)" data-kind="\w+" data-origin="(\w+)"', page))
    before, _ = real
    assert before.keys() == origins.keys()
    synthetic = {name for name, origin in origins.items() if origin == "synthetic"}
    assert synthetic == resting_on(before, file)
    assert "forside" in synthetic
    assert "offentliggjort-2016" not in synthetic
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["n_blocks_synthetic"] == len(synthetic)
