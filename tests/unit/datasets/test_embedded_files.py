"""The embedded files keep every contract and have what the report needs."""

import pytest

from analysis.datasets.levels import part_rows, total_rows
from analysis.datasets.store import DATASETS, Store
from analysis.sources.manifest import open_raw

pytestmark = pytest.mark.slow

# What no embedded file carries.
NOT_EMBEDDED = ("ministry_expectation", "recipients_by_group", "recipients_by_duration")


@pytest.fixture(scope="module")
def store(repository, tmp_path_factory):
    manifest = open_raw(repository / "data" / "raw")
    return Store(manifest, tmp_path_factory.mktemp("processed"))


@pytest.mark.parametrize("name", [name for name in DATASETS if name not in NOT_EMBEDDED])
def test_dataset_has_all_municipalities(store, name):
    frame = store.load(name)
    codes = frame["municipality_code"].dropna().nunique()
    assert codes == 98 if name != "published_figures" else codes > 10


def test_no_ministry_benchmark_is_embedded(store):
    assert store.load("ministry_expectation").empty


def test_no_embedded_file_is_left_unread_or_unlisted(store):
    assert store.unused == ()
    assert [name for name in store.manifest.unlisted if not name.endswith(".md")] == []


@pytest.mark.parametrize("name", ["recipients_fulltime", "awards"])
def test_parts_by_sex_and_age_stand_beside_one_total_each(store, name):
    frame = store.load(name)
    key = ["benefit", "municipality_code", "period"]
    totals, parts = total_rows(frame), part_rows(frame)
    assert not totals.duplicated(key).any()
    assert len(parts[key].drop_duplicates()) == len(totals)
