"""A delivery takes the place of an earlier one whole, whatever comes in between."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analysis.errors import RenderingError
from analysis.rendering.replacing import claim, replace_folder, resolve_out

N_FILES = 20


def write(out, letter):
    outputs = {f"data/{number}.csv": letter * 5_000 for number in range(N_FILES)}
    replace_folder(outputs, out, check=lambda: None)


def letters(out):
    """Return what the files of a folder are written with; each file is looked at whole."""
    files = sorted(path for path in out.rglob("*") if path.is_file())
    assert len(files) == N_FILES
    contents = {path.read_bytes() for path in files}
    assert all(len(content) == 5_000 for content in contents)
    return {content[:1] for content in contents}


def test_new_files_replace_all_earlier_ones(tmp_path):
    out = tmp_path / "a" / "ud"
    write(out, b"a")
    write(out, b"b")
    assert letters(out) == {b"b"}
    assert list(out.parent.iterdir()) == [out]


def test_target_that_may_not_be_replaced_stays(tmp_path):
    write(tmp_path / "ud", b"a")

    def refuse():
        raise RenderingError("No.")

    with pytest.raises(RenderingError, match="No"):
        replace_folder({"x": b"b"}, tmp_path / "ud", check=refuse)
    assert letters(tmp_path / "ud") == {b"a"}
    assert list(tmp_path.iterdir()) == [tmp_path / "ud"]


def test_many_at_once_leave_one_whole_folder(tmp_path):
    out = tmp_path / "ud"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write(out, bytes([97 + number])), range(24)))
    assert len(letters(out)) == 1
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no locks for folders")
def test_a_run_waits_for_another_that_is_writing_beside_it(tmp_path):
    with ThreadPoolExecutor(1) as pool, claim(tmp_path) as is_alone:
        assert is_alone
        waiting = pool.submit(write, tmp_path / "ud", b"a")
        time.sleep(0.2)
        assert not (tmp_path / "ud").exists()
    waiting.result()
    assert letters(tmp_path / "ud") == {b"a"}


def test_what_a_killed_run_left_is_cleared_away_and_what_it_moved_is_put_back(tmp_path):
    out = tmp_path / "ud"
    write(out, b"a")
    out.rename(tmp_path / ".ud.ab12cd_f.old")
    (tmp_path / ".ud.ab12cd_f.new").mkdir()
    (tmp_path / ".ud.minenoter.txt").write_text("mine", encoding="utf-8")
    seen = []
    replace_folder({"x": b"b"}, out, check=lambda: seen.append(letters(out)))
    assert seen == [{b"a"}]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".ud.minenoter.txt", "ud"]


LOOP = """
import itertools, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from test_replacing import write
for letter in itertools.cycle((b"a", b"b")):
    write(Path(sys.argv[2]), letter)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that a parent can send alike")
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
def test_folder_is_whole_whenever_a_run_is_stopped(way, tmp_path):
    out = tmp_path / "ud"
    for number in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(Path(__file__).parent), str(out)],
            stderr=subprocess.DEVNULL,
        )
        while not out.exists():
            time.sleep(0.005)
        time.sleep(0.013 * (1 + 7 * number % 5))
        process.send_signal(way)
        process.wait(timeout=60)
        # The next run finds a whole folder, and leaves no rest.
        replace_folder({}, out, check=lambda: letters(out))
        assert list(tmp_path.iterdir()) == [out]
        out.rmdir()


@pytest.mark.parametrize("place", ["kreds", "kreds/under", "a" * 300])
def test_path_that_leads_nowhere_is_refused(place, tmp_path):
    (tmp_path / "kreds").symlink_to(tmp_path / "kreds")
    with pytest.raises(RenderingError, match="cannot be used"):
        resolve_out(tmp_path / place)
