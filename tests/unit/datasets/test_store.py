"""The store builds once, rebuilds when something changed, and keeps nothing half."""

import pandas as pd
import pytest

from analysis.datasets.store import DATASETS, Store, open_store
from analysis.errors import ContractError, CoverageError, SourceError
from analysis.sources.manifest import open_raw

ROWS = ["9901;FP;TOT;TOT;2025K4;10", "9902;FP;TOT;TOT;2025K4;20"]
CHANGED = ["9901;FP;TOT;TOT;2025K4;12", "9902;FP;TOT;TOT;2025K4;20"]


def written(store):
    return {path.name: path.stat().st_mtime_ns for path in store.directory.glob("*")}


def test_second_load_reads_what_the_first_one_kept(auk01):
    store = auk01(ROWS)
    first, before = store.load("recipients_fulltime"), written(store)
    pd.testing.assert_frame_equal(store.load("recipients_fulltime"), first)
    assert written(store) == before
    assert list(before) == ["recipients_fulltime.parquet"]


def test_every_dataset_is_the_same_kept_as_built(auk01):
    store = auk01(ROWS)
    for name in DATASETS:
        built = store.load(name)
        pd.testing.assert_frame_equal(store.load(name), built)


def test_changed_raw_file_is_read_again(auk01):
    assert auk01(ROWS).load("recipients_fulltime")["n_fulltime_persons"].tolist() == [10, 20]
    changed = auk01(CHANGED)
    assert changed.load("recipients_fulltime")["n_fulltime_persons"].tolist() == [12, 20]


def test_change_of_another_input_leaves_a_dataset_alone(auk01):
    auk01(ROWS).load("municipalities")
    before = written(auk01(ROWS))
    store = auk01(CHANGED)
    store.load("municipalities")
    assert written(store) == before


def test_changed_data_version_is_read_again(auk01, monkeypatch):
    store = auk01(ROWS)
    store.load("recipients_fulltime")
    before = written(store)
    monkeypatch.setattr("analysis.datasets.store.DATA_VERSION", 999)
    store.load("recipients_fulltime")
    assert written(store) != before


@pytest.mark.parametrize("damage", ["cut", "garbage", "empty", "flipped"])
def test_damaged_table_is_built_again(auk01, damage):
    store = auk01([f"{m};FP;TOT;TOT;2025K4;{m}" for m in (9901, 9902)])
    good = store.load("recipients_fulltime")
    path = store.directory / "recipients_fulltime.parquet"
    raw = bytearray(path.read_bytes())
    if damage == "flipped":
        # The stored count 9901 becomes 9900: only a checksum of the page can tell.
        raw[raw.find((9901).to_bytes(2, "little"))] ^= 0x01
    path.write_bytes({"cut": raw[:-40], "garbage": b"x" * 400, "empty": b""}.get(damage, raw))
    pd.testing.assert_frame_equal(store.load("recipients_fulltime"), good)
    pd.testing.assert_frame_equal(pd.read_parquet(path), good)


def test_refused_file_leaves_nothing_behind(auk01):
    store = auk01(["221;FP;TOT;TOT;2025K4;1"])
    with pytest.raises(ContractError):
        store.load("recipients_fulltime")
    assert not store.directory.exists() or written(store) == {}


def test_raw_file_that_changes_while_it_is_read_is_refused_and_nothing_kept(auk01):
    store = auk01(ROWS)
    path = next(raw.path for raw in store.manifest.files if raw.table == "AUK01")
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match="changed while it was read"):
        store.load("recipients_fulltime")
    assert not (store.directory / "recipients_fulltime.parquet").exists()


def test_folder_that_is_a_file_is_refused_with_a_remedy(auk01):
    store = auk01(ROWS)
    store.directory.write_text("in the way", encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be kept"):
        store.load("municipalities")


def test_dataset_without_any_raw_file_is_empty_with_its_columns(auk01):
    frame = auk01(ROWS).load("awards")
    assert frame.empty
    assert list(frame.columns) == DATASETS["awards"].contract.column_names
    assert str(frame["n_awards"].dtype) == "Int64"


def test_file_of_an_unknown_table_is_named_and_not_read(make_store):
    store = make_store({"strange.csv": ("ABC123", "not a table at all")})
    assert store.unused == ("strange.csv",)
    assert len(store.load("municipalities")) == 2


def test_origin_is_asked_of_the_manifest_and_not_kept(auk01, tmp_path):
    store = auk01(ROWS)
    store.load("recipients_fulltime")
    before = written(store)
    path = tmp_path / "raw" / "manifest.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("observed", "synthetic"), encoding="utf-8")
    flipped = Store(open_raw(tmp_path / "raw"), store.directory)
    files = flipped.load("recipients_fulltime")["source_id"]
    assert written(flipped) == before
    assert flipped.manifest.lineage(files).synthetic == {"AUK01.csv"}


def test_unknown_dataset_is_refused_by_name(auk01):
    with pytest.raises(CoverageError, match="no dataset 'referrals'"):
        auk01(ROWS).load("referrals")


def test_another_raw_folder_has_a_folder_of_its_own(tmp_path, make_store):
    make_store({})
    project = tmp_path / "project"
    (project / "data").mkdir(parents=True)
    (tmp_path / "raw").rename(project / "data" / "raw")
    other = make_store({}).manifest.files[0].path.parent
    embedded, given = open_store(project), open_store(project, other)
    assert (embedded.is_own_data, given.is_own_data) == (False, True)
    assert embedded.directory == project / "data" / "processed"
    assert given.directory.parent == embedded.directory
    assert given.directory.name.startswith("raw-")
    assert len(given.directory.name) == len("raw-") + 12
