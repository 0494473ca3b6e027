"""Other parties' real files, read as they publish them."""

import csv
import json

import pytest

from analysis.datasets.levels import total_rows
from analysis.datasets.store import Store
from analysis.sources.manifest import open_raw


@pytest.fixture(scope="module")
def store(published_files, repository, tmp_path_factory):
    manifest = open_raw(repository / "data" / "raw", published_files)
    return Store(manifest, tmp_path_factory.mktemp("processed"))


def value(frame, column, **wanted):
    for name, text in wanted.items():
        frame = frame[frame[name] == text]
    assert len(frame) == 1
    return frame[column].iloc[0]


@pytest.mark.parametrize(("period", "persons"), [("2021M08", 12970), ("2026M07", 8431)])
def test_kontanthjaelp_in_koebenhavn_is_as_published(store, period, persons):
    frame = store.load("recipients_persons")
    wanted = {"benefit": "kontanthjaelp", "municipality_code": "101", "period": period}
    assert value(frame, "n_persons", **wanted) == persons


def test_auk01_has_98_municipalities_in_76_quarters(store):
    frame = store.load("recipients_fulltime")
    frame = frame[frame["source_table"] == "AUK01"]
    assert set(frame["benefit"]) == {"kontanthjaelp_jobparat"}
    assert frame["municipality_code"].nunique() == 98
    assert frame["period"].nunique() == 76
    assert len(frame) == 98 * 76
    assert frame["n_fulltime_persons"].notna().all()


def test_auk01_keeps_every_number_of_a_municipality(store, published_files):
    path = published_files / "statbank_AUK01_net_unemployed_social_assistance_en.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        raw = {
            row["TID"].replace("Q", "K"): int(row["INDHOLD"])
            for row in csv.DictReader(file, delimiter=";")
            if row["OMRÅDE"] == "Copenhagen"
        }
    frame = store.load("recipients_fulltime")
    frame = frame[(frame["source_table"] == "AUK01") & (frame["municipality_code"] == "101")]
    assert dict(zip(frame["period"], frame["n_fulltime_persons"], strict=True)) == raw


def test_unemployment_keeps_every_number_and_no_more(store, published_files):
    path = published_files / "jobindsats_v3_y25i01.json"
    rows = json.loads(path.read_text(encoding="utf-8-sig"))["rows"]
    frame = store.load("recipients_fulltime")
    frame = frame[frame["source_table"] == "y25i01"]
    assert frame["n_fulltime_persons"].sum() == sum(
        row[2] or 0 for row in rows if row[1] != "Hele landet"
    )
    assert len(frame) == 98 * 60


def test_population_of_both_tables_is_read_and_christiansoe_left_out(store):
    frame = store.load("population")
    months = frame[frame["source_table"] == "FOLK1AM"]
    assert len(frame[frame["source_table"] == "FOLK1A"]) == 98 * 5
    assert len(months) == 98 * 53
    assert len(total_rows(frame)) == len(frame)
    assert value(frame, "n_population", municipality_code="101", period="2008K1") == 509861


def test_nothing_of_the_projects_own_statistics_is_used(store):
    assert store.load("awards").empty
    assert not any(raw.origin == "synthetic" for raw in store.manifest.files)
    assert "statbank_INDKP101_income_en.csv" in store.unused


def test_ministrys_awards_of_2016_and_the_citys_own_count_stand_apart(store):
    frame = store.load("published_figures")
    frame = frame[frame["measure"] == "foertidspension_awards"]
    frame = frame[(frame["municipality_code"] == "101") & (frame["period"] == "2016")]
    assert sorted(frame["value_from"]) == [321, 322]
