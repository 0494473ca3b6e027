import csv
import dataclasses
import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.blocks.model import Block, FindingText
from analysis.errors import RenderingError
from analysis.rendering.delivery import deliver, fail_if_out_is_unusable


def contents(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_delivery_holds_report_data_and_manifest(report, tmp_path):
    out = deliver(report, tmp_path / "9901" / "2025K4")
    assert sorted(contents(out)) == [
        "data/README.txt",
        "data/alle-figur.csv",
        "data/hovedtabel.csv",
        "data/kilder-tabel.csv",
        "data/kommuner-tabel.csv",
        "manifest.json",
        "praksissammenligning.html",
        "praksissammenligning.pdf",
        "praksissammenligning.xlsx",
    ]
    assert [each.name for each in out.parent.iterdir()] == ["2025K4"]


def test_second_delivery_replaces_the_first_with_the_same_bytes(report, tmp_path):
    first = contents(deliver(report, tmp_path / "out"))
    assert contents(deliver(report, tmp_path / "out")) == first
    assert contents(deliver(report, tmp_path / "other")) == first


def test_manifest_binds_outputs_to_inputs_without_machine_paths(report, sample, tmp_path):
    out = deliver(report, tmp_path / "out")
    text = (out / "manifest.json").read_text(encoding="utf-8")
    manifest = json.loads(text)
    written = contents(out)
    for output in manifest["outputs"]:
        data = written.pop(output["file"])
        assert output["sha256"] == hashlib.sha256(data).hexdigest()
        assert output["bytes"] == len(data)
    assert list(written) == ["manifest.json"]
    assert manifest["inputs"] == [dict(entry) for entry in sample.INPUTS]
    assert manifest["parameters"] == report.meta.parameters
    assert str(tmp_path) not in text


def test_manifest_holds_the_record_of_the_peers(report, tmp_path):
    peers = {"rule": "nearest:2", "codes": ["9902"], "sha256": "e" * 64}
    meta = dataclasses.replace(report.meta, peers=peers)
    out = deliver(dataclasses.replace(report, meta=meta), tmp_path / "out")
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["peers"] == peers


def test_data_open_in_a_danish_spreadsheet(report, tmp_path):
    data = (deliver(report, tmp_path / "out") / "data" / "hovedtabel.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0]["name"] == "Førtidspension"
    assert rows[0]["n_observed"] == "412"
    assert rows[0]["ratio"] == "0,79"
    assert {row["data_origin"] for row in rows} == {"synthetic"}


def test_unknown_values_are_empty_and_text_is_never_a_formula(report, sample, tmp_path):
    records = ({"a": None, "b": float("nan"), "c": "=1+1", "d": -1.5, "e": "x;y", "f": True},)
    table = dataclasses.replace(sample.main_table(), records=records)
    block = Block("ny", table, sample.OBSERVED)
    changed = dataclasses.replace(report, blocks=(*report.blocks, block))
    text = (deliver(changed, tmp_path / "out") / "data" / "ny.csv").read_text("utf-8-sig")
    assert text.splitlines()[1] == ';;\'=1+1;-1,5;"x;y";true;observed'


def test_refused_report_leaves_the_earlier_one_as_it_was(report, tmp_path):
    out = deliver(report, tmp_path / "out")
    before = contents(out)
    bad = Block("ny", FindingText("Færre.", "lavere"))
    with pytest.raises(RenderingError, match="may not be written"):
        deliver(dataclasses.replace(report, blocks=(*report.blocks, bad)), out)
    assert contents(out) == before


def test_output_path_that_is_a_file_is_refused(tmp_path):
    file = tmp_path / "report"
    file.write_text("mine", encoding="utf-8")
    for out in (file, file / "deeper"):
        with pytest.raises(RenderingError, match="is a file, not a folder"):
            fail_if_out_is_unusable(out)
    assert file.read_text(encoding="utf-8") == "mine"


def test_folder_with_foreign_files_is_refused_and_left_alone(report, tmp_path):
    out = deliver(report, tmp_path / "out")
    fail_if_out_is_unusable(out)
    (out / "data" / "mine.xlsx").write_text("mine", encoding="utf-8")
    with pytest.raises(RenderingError, match="no report of ours") as error:
        deliver(report, out)
    assert "data/mine.xlsx" in error.value.where
    assert (out / "data" / "mine.xlsx").exists()


def test_folder_without_our_manifest_is_foreign(tmp_path):
    (tmp_path / "manifest.json").write_text('{"made_by": "other", "outputs": []}', "utf-8")
    with pytest.raises(RenderingError, match="no report of ours"):
        fail_if_out_is_unusable(tmp_path)


def test_empty_or_missing_folder_is_taken(tmp_path):
    fail_if_out_is_unusable(tmp_path)
    fail_if_out_is_unusable(tmp_path / "a" / "b")


LIMITED = """
import resource, signal, sys
sys.path.insert(0, sys.argv[1])
import sample
from pathlib import Path
from analysis.errors import RenderingError
from analysis.rendering.delivery import deliver
report = sample.make_report()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    deliver(report, Path(sys.argv[2]))
except RenderingError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot limit the size of a process's files")
def test_write_that_fails_half_way_leaves_the_earlier_report_and_no_rest(report, tmp_path):
    out = deliver(report, tmp_path / "out")
    before = contents(out)
    command = [sys.executable, "-c", LIMITED, str(Path(__file__).parent), str(out)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "The disk is full: the report was not written." in result.stdout
    assert contents(out) == before
    assert list(tmp_path.iterdir()) == [out]
