import random
import sys
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest

from analysis.blocks.model import Block, Heading
from analysis.errors import RenderingError
from analysis.rendering.runner import run_notebook
from analysis.rendering.warm import warm_notebooks

IMPORTS = "from analysis import show\nfrom analysis.blocks.model import Block, Heading"


@pytest.fixture
def run(tmp_path):
    def write_and_run(*sources, warm=True, progress=None, **parameters):
        cells = [nbformat.v4.new_markdown_cell("# Title")]
        cells.append(nbformat.v4.new_code_cell('name: str = "Aby"'))
        cells[-1].metadata["tags"] = ["parameters"]
        cells += [nbformat.v4.new_code_cell(source) for source in (IMPORTS, *sources)]
        path = tmp_path / "notebook.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        kept = tmp_path / "kept"
        if not warm:
            return run_notebook(path, parameters, workdir_private=kept, progress=progress)
        with warm_notebooks():
            return run_notebook(path, parameters, workdir_private=kept, progress=progress)

    return write_and_run


SHOWING = (
    'print("printed")\nBlock("first", Heading(name))',
    "import sys; print(1, file=sys.stderr); 1 + 1",
    'show(Block("second", Heading("Two")), [Block("third", Heading("Three"))])',
    'display(Block("fourth", Heading("Four"))); Block("fifth", Heading("Five"))',
    'Block("silent", Heading("Not shown"));',
)


def test_blocks_are_collected_as_shown_with_the_parameters_given(run):
    seen = []
    found = run(*SHOWING, name="Bekøb", progress=lambda done, of: seen.append((done, of)))
    assert [block.id for block in found.blocks] == ["first", "second", "third", "fourth", "fifth"]
    assert found.blocks[0] == Block("first", Heading("Bekøb"))
    assert seen == [(number, 8) for number in range(1, 9)]


@pytest.mark.slow
def test_kernel_and_this_process_show_the_same(run):
    assert run(*SHOWING, name="Bekøb").blocks == run(*SHOWING, name="Bekøb", warm=False).blocks


def test_executed_notebook_is_kept_with_what_was_printed(run):
    found = run('print("stays here")')
    assert "stays here" in found.notebook.read_text(encoding="utf-8")


def test_failure_tells_cell_and_kind_and_never_the_data(run):
    with pytest.raises(RenderingError) as error:
        run("person = 'secret diagnosis'\nprint(person)\nraise ValueError(person)")
    assert "stopped in cell 4: an error of type ValueError" in str(error.value)
    assert "secret" not in str(error.value)


def test_message_of_our_own_error_is_passed_on(run):
    with pytest.raises(RenderingError, match=r"cell 5: No data for 2031\.") as error:
        run(
            "from analysis.errors import CoverageError",
            'raise CoverageError("No data for 2031.", fix="choose an earlier period")',
        )
    assert "choose an earlier period" in str(error.value)


@pytest.mark.slow
@pytest.mark.parametrize("source", ["x = (", "raise SystemExit(3)", "1 / 0"])
def test_failure_is_told_in_the_same_words_as_from_a_kernel(run, source):
    told = []
    for warm in (True, False):
        with pytest.raises(RenderingError) as error:
            run(source, warm=warm)
        told.append((error.value.what, error.value.where))
    assert told[0] == told[1]


def test_interrupt_in_a_cell_stops_the_run(run):
    with pytest.raises(KeyboardInterrupt):
        run("raise KeyboardInterrupt")
    assert run('Block("after", Heading("After"))').blocks[0].id == "after"


def test_names_of_one_run_are_unknown_to_the_next(run):
    run("left_behind = 1")
    with pytest.raises(RenderingError, match="NameError"):
        run("left_behind")


def test_no_state_of_a_run_is_left_in_the_process(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRAKSIS_TEST_WORD", "before")
    before = (mpl.rcParams["font.size"], list(warnings.filters), random.getstate())
    drawn, path, main = np.random.get_state()[1].tolist(), list(sys.path), sys.modules["__main__"]  # noqa: NPY002
    hooks = sys.displayhook, sys.excepthook
    run(
        "import matplotlib.pyplot as plt, os, random, sys, warnings, numpy as np",
        "plt.rcParams['font.size'] = 99; plt.figure()",
        "warnings.simplefilter('ignore'); random.seed(1); np.random.seed(1)",
        "os.chdir('/'); os.environ['PRAKSIS_TEST_WORD'] = 'after'; sys.path.insert(0, 'odd')",
    )
    after = (mpl.rcParams["font.size"], list(warnings.filters), random.getstate())
    assert after == before
    assert np.random.get_state()[1].tolist() == drawn  # noqa: NPY002
    assert plt.get_fignums() == []
    assert (list(sys.path), sys.modules["__main__"]) == (path, main)
    assert (sys.displayhook, sys.excepthook) == hooks
    assert sys.modules["os"].environ["PRAKSIS_TEST_WORD"] == "before"
    assert sys.modules["os"].getcwd() == str(tmp_path)
