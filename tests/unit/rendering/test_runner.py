import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from analysis.blocks.model import Block, Heading
from analysis.errors import RenderingError
from analysis.rendering.runner import run_notebook

IMPORTS = "from analysis.blocks.model import Block, Heading, Paragraph, Text"


@pytest.fixture
def notebook(tmp_path):
    def write(*sources):
        cells = [nbformat.v4.new_markdown_cell("# Title")]
        cells.append(nbformat.v4.new_code_cell('name: str = "Aby"'))
        cells[-1].metadata["tags"] = ["parameters"]
        cells += [nbformat.v4.new_code_cell(source) for source in (IMPORTS, *sources)]
        path = tmp_path / "notebook.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        return path

    return write


@pytest.mark.slow
def test_blocks_are_collected_in_order_and_nothing_else(notebook, tmp_path):
    path = notebook(
        'print("printed")\nBlock("first", Heading(name))',
        "import sys; print(sys.executable, file=sys.stderr); 1 + 1",
        'display(Block("second", Heading("Two")), Block("third", Heading(sys.executable)))',
    )
    seen = []
    run = run_notebook(
        path,
        {"name": "Bekøb"},
        workdir_private=tmp_path / "kept",
        progress=lambda done, of: seen.append((done, of)),
    )
    assert run.blocks == (
        Block("first", Heading("Bekøb")),
        Block("second", Heading("Two")),
        Block("third", Heading(sys.executable)),
    )
    assert seen == [(number, 6) for number in range(1, 7)]


@pytest.mark.slow
def test_the_kernel_counts_with_one_thread_and_this_process_stays_as_it_was(
    notebook, tmp_path, monkeypatch
):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    shown = 'import os; Block("threads", Heading(os.environ["OPENBLAS_NUM_THREADS"]))'
    run = run_notebook(notebook(shown), {}, workdir_private=tmp_path / "kept")
    assert run.blocks == (Block("threads", Heading("1")),)
    assert "OPENBLAS_NUM_THREADS" not in os.environ


@pytest.mark.slow
def test_executed_notebook_is_kept_for_its_owner_only(notebook, tmp_path):
    run = run_notebook(notebook(), {}, workdir_private=tmp_path / "kept")
    assert nbformat.read(run.notebook, as_version=4).cells
    if os.name != "nt":
        assert stat.S_IMODE(run.notebook.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE(run.notebook.stat().st_mode) == 0o600


@pytest.mark.slow
def test_failure_tells_cell_and_kind_and_never_the_data(notebook, tmp_path):
    path = notebook("person = 'secret diagnosis'\nprint(person)\nraise ValueError(person)")
    with pytest.raises(RenderingError) as error:
        run_notebook(path, {}, workdir_private=tmp_path / "kept")
    message = str(error.value)
    assert "stopped in cell 4: an error of type ValueError" in message
    assert "secret" not in message
    assert error.value.__cause__ is None
    (kept,) = (tmp_path / "kept").rglob("*.ipynb")
    assert str(kept) in message
    assert "secret diagnosis" in kept.read_text(encoding="utf-8")


@pytest.mark.slow
def test_message_of_our_own_error_is_passed_on(notebook, tmp_path):
    path = notebook(
        "from analysis.errors import CoverageError",
        'raise CoverageError("No data for 2031.", fix="choose an earlier period")',
    )
    with pytest.raises(RenderingError, match=r"cell 5: No data for 2031\.") as error:
        run_notebook(path, {"name": "Aby"}, workdir_private=tmp_path / "kept")
    assert "choose an earlier period" in str(error.value)


@pytest.mark.slow
def test_two_blocks_with_one_id_are_refused(notebook, tmp_path):
    path = notebook('Block("same", Heading("One"))', 'Block("same", Heading("Two"))')
    with pytest.raises(RenderingError, match="Two blocks have the same id: same"):
        run_notebook(path, {}, workdir_private=tmp_path / "kept")


@pytest.mark.slow
def test_kernel_that_dies_is_said_to_have_died(notebook, tmp_path):
    path = notebook("import os, signal; os.kill(os.getpid(), 9)")
    with pytest.raises(RenderingError, match="The kernel died"):
        run_notebook(path, {}, workdir_private=tmp_path / "kept")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that a parent can send alike")
def test_interrupt_shuts_the_kernel_down_and_leaves_nothing_behind(notebook, tmp_path):
    pid_file = tmp_path / "kernel.pid"
    path = notebook(
        f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    )
    # A folder in /tmp, since a socket's path must be short.
    with tempfile.TemporaryDirectory(dir="/tmp") as scratch:
        code = (
            "import sys; from pathlib import Path\n"
            "from analysis.rendering.runner import run_notebook\n"
            "run_notebook(Path(sys.argv[1]), {}, workdir_private=Path(sys.argv[2]))"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(path), str(tmp_path / "kept")],
            env=os.environ | {"TMPDIR": scratch},
            stderr=subprocess.PIPE,
        )
        _wait_until(lambda: pid_file.exists() and pid_file.read_text())
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert b"KeyboardInterrupt" in errors
        assert not list(Path(scratch).glob("praksis-*"))
    _wait_until(lambda: not _is_running(int(pid_file.read_text())))


def _wait_until(is_true, seconds=30):
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
