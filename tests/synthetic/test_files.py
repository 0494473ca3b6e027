"""The files: made again from the seed, listed with their checksums, printed as StatBank does."""

from __future__ import annotations

import csv
import gzip
import hashlib
import shutil
import zlib
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import SourceError
from analysis.synthetic.__main__ import main
from analysis.synthetic.delivery import make_files, write_files

TABLES = {
    "AUK01": "OMRÅDE;YDELSESTYPE;KØN;ALDER;TID;INDHOLD",
    "PEN113": "OMRÅDE;YDELSESTYPE;MODTAG1;KØN;ALDER;TID;INDHOLD",
    "FOLK1A": "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD",
}
FACTS = ("municipalities.csv", "national_age_structure_2020.csv")


def facts_in(folder: Path, raw: Path) -> Path:
    folder.mkdir(parents=True)
    for name in FACTS:
        shutil.copy(raw / name, folder / name)
    return folder


def manifest_of(raw: Path) -> list[dict[str, str]]:
    with (raw / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_generator_makes_the_committed_texts_again(raw: Path, repository: Path) -> None:
    made = {file.name: file.text for file in make_files(raw)}
    assert sorted(made) == ["AUK01.csv.gz", "FOLK1A.csv.gz", "PEN113.csv.gz", "truth.csv"]
    for table in TABLES:
        committed = gzip.decompress((raw / f"{table}.csv.gz").read_bytes())
        assert made[f"{table}.csv.gz"].encode("utf-8-sig") == committed, table
    truth = (repository / "tests" / "synthetic" / "truth.csv").read_bytes()
    assert made["truth.csv"].encode() == truth


@pytest.mark.slow
@pytest.mark.skipif(
    "ng" in zlib.ZLIB_RUNTIME_VERSION, reason="zlib-ng packs the same text into other bytes"
)
def test_command_writes_the_committed_bytes_again(raw: Path, tmp_path: Path) -> None:
    facts_in(tmp_path / "data" / "raw", raw)
    shutil.copy(raw / "manifest.csv", tmp_path / "data" / "raw" / "manifest.csv")
    assert main(["--root", str(tmp_path)]) == 0
    names = ["manifest.csv", *(f"{table}.csv.gz" for table in TABLES)]
    for name in names:
        assert (tmp_path / "data" / "raw" / name).read_bytes() == (raw / name).read_bytes(), name
    written = sorted(path.name for path in (tmp_path / "data" / "raw").iterdir())
    assert written == sorted([*names, *FACTS])


def test_manifest_lists_every_data_file_with_its_checksum(raw: Path) -> None:
    listed = manifest_of(raw)
    lying = {path.name for path in raw.iterdir() if ".csv" in path.name} - {"manifest.csv"}
    assert {row["file"] for row in listed} == lying
    for row in listed:
        assert row["sha256"] == hashlib.sha256((raw / row["file"]).read_bytes()).hexdigest()


def test_manifest_tells_the_invented_files_from_the_facts(raw: Path) -> None:
    origins = {row["table"]: row["origin"] for row in manifest_of(raw)}
    assert origins == {
        "municipalities": "observed",
        "national_age_structure": "observed",
        "published_figures": "observed",
        "AUK01": "synthetic",
        "FOLK1A": "synthetic",
        "PEN113": "synthetic",
    }


def test_the_three_tables_stay_below_three_megabytes(raw: Path) -> None:
    assert sum((raw / f"{table}.csv.gz").stat().st_size for table in TABLES) < 3_000_000


@pytest.mark.parametrize("table", TABLES)
def test_table_is_printed_as_statbank_prints_it(raw: Path, table: str) -> None:
    packed = (raw / f"{table}.csv.gz").read_bytes()
    assert packed[3] == 0, "the gzip header names a file"
    assert packed[4:8] == bytes(4), "the gzip header tells a time"
    text = gzip.decompress(packed)
    assert text.startswith(b"\xef\xbb\xbf" + TABLES[table].encode() + b"\r\n")
    assert text.endswith(b"\r\n")
    assert text.count(b"\n") == text.count(b"\r\n")


def test_codes_are_those_of_the_public_tables(
    recipients: pd.DataFrame, pension: pd.DataFrame, population: pd.DataFrame
) -> None:
    assert set(recipients["YDELSESTYPE"].unique()) == {"FP", "FL", "RES", "RE", "KT", "SY"}
    assert set(recipients["KØN"].unique()) == {"TOT", "M", "K"}
    assert {"TOT", "16-24", "25-29", "55-59", "6099"} < set(recipients["ALDER"].unique())
    assert set(pension["YDELSESTYPE"].unique()) == {"40"}
    assert set(pension["MODTAG1"].unique()) == {"80", "82"}
    assert set(pension["KØN"].unique()) == {"MOK", "M", "K"}
    assert {"1869", "1824", "2529", "6064", "6569"} < set(pension["ALDER"].unique())
    assert set(population["KØN"].unique()) == {"TOT", "1", "2"}
    assert set(population["ALDER"].unique()) == {"IALT", *map(str, range(16, 70))}
    assert set(population["CIVILSTAND"].unique()) == {"TOT"}


@pytest.mark.parametrize(
    ("table", "first", "last", "n_times"),
    [
        ("recipients", "2018K1", "2025K4", 32),
        ("pension", "2021M01", "2025M12", 60),
        ("population", "2018K1", "2026K1", 33),
    ],
)
def test_98_municipalities_and_the_country_in_every_period(
    request: pytest.FixtureRequest, table: str, first: str, last: str, n_times: int
) -> None:
    frame: pd.DataFrame = request.getfixturevalue(table)
    areas = frame.groupby("TID")["OMRÅDE"].agg(set)
    assert (areas.index[0], areas.index[-1], len(areas)) == (first, last, n_times)
    assert all(len(each) == 99 and "000" in each for each in areas)


@pytest.mark.parametrize("table", ["recipients", "pension", "population"])
def test_no_key_occurs_twice_and_no_count_is_negative(
    request: pytest.FixtureRequest, table: str
) -> None:
    frame: pd.DataFrame = request.getfixturevalue(table)
    assert not frame.duplicated([name for name in frame if name != "INDHOLD"]).any()
    assert (frame["INDHOLD"] >= 0).all()


@pytest.mark.parametrize("table", ["recipients", "pension", "population"])
def test_country_is_the_sum_of_the_municipalities(
    request: pytest.FixtureRequest, table: str
) -> None:
    frame: pd.DataFrame = request.getfixturevalue(table)
    keys = [name for name in frame if name not in ("OMRÅDE", "INDHOLD")]
    country = frame[frame["OMRÅDE"] == "000"].set_index(keys)["INDHOLD"].sort_index()
    parts = frame[frame["OMRÅDE"] != "000"].groupby(keys)["INDHOLD"].sum().sort_index()
    pd.testing.assert_series_equal(country, parts)


def test_totals_of_recipients_are_the_sums_of_their_parts(recipients: pd.DataFrame) -> None:
    keys = ["OMRÅDE", "YDELSESTYPE", "TID"]
    is_total = (recipients["KØN"] == "TOT") & (recipients["ALDER"] == "TOT")
    totals = recipients[is_total].set_index(keys)["INDHOLD"].sort_index()
    parts = recipients[~is_total].groupby(keys)["INDHOLD"].sum().sort_index()
    pd.testing.assert_series_equal(totals, parts)


def test_totals_of_awards_are_the_sums_of_their_parts(pension: pd.DataFrame) -> None:
    keys, awards = ["OMRÅDE", "TID"], pension[pension["MODTAG1"] == "82"]
    is_total = (awards["KØN"] == "MOK") & (awards["ALDER"] == "1869")
    totals = awards[is_total].set_index(keys)["INDHOLD"].sort_index()
    parts = awards[~is_total].groupby(keys)["INDHOLD"].sum().sort_index()
    pd.testing.assert_series_equal(totals, parts)


def test_population_counts_everybody_beside_the_ages_of_the_extract(
    population: pd.DataFrame,
) -> None:
    keys = ["OMRÅDE", "TID"]
    everybody = population[population["ALDER"] == "IALT"]
    by_sex = everybody.pivot_table(index=keys, columns="KØN", values="INDHOLD")
    assert (by_sex["TOT"] == by_sex["1"] + by_sex["2"]).all()
    ages = population[population["ALDER"] != "IALT"].groupby(keys)["INDHOLD"].sum()
    share = ages / by_sex["TOT"].reindex(ages.index)
    assert share.between(0.55, 0.85).all()


def test_missing_facts_are_named(tmp_path: Path, raw: Path) -> None:
    folder = facts_in(tmp_path / "raw", raw)
    (folder / "municipalities.csv").unlink()
    with pytest.raises(SourceError, match="A file of facts is missing"):
        next(iter(make_files(folder)))


def test_unwritable_place_is_refused_and_leaves_no_half_file(tmp_path: Path, raw: Path) -> None:
    folder = facts_in(tmp_path / "raw", raw)
    (tmp_path / "truth.csv").mkdir()
    with pytest.raises(SourceError, match="could not be written"):
        list(write_files(folder, tmp_path / "truth.csv"))
    assert not list(tmp_path.glob(".*.part"))


def test_command_says_what_is_wrong_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(tmp_path)]) == 1
    assert "A file of facts is missing" in capsys.readouterr().err
