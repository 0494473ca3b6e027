import os
import stat
import time

import nbformat
import pytest

from analysis.blocks.model import Block, Heading
from analysis.errors import RenderingError
from analysis.rendering import fingerprint, kept
from analysis.rendering.kept import keep_run, keep_runs, run_or_recall
from analysis.rendering.warm import warm_notebooks

IMPORTS = "from analysis import show\nfrom analysis.blocks.model import Block, Figure, Heading"
# A drawing's records carry what JSON has no word for.
FIGURE = (
    "Figure('Title', '<svg/>', 'What is drawn here', 'a', 'b', 'c', "
    "({'share': float('nan'), 'n': 3},))"
)


@pytest.fixture
def project(tmp_path):
    """Return a project whose notebook shows a name, and leaves a line each time it is run."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "forecasts").mkdir()
    (tmp_path / "data" / "raw" / "counts.csv").write_text("a;1\n", encoding="utf-8")
    write_notebook(tmp_path, 'show(Block("first", Heading(name)))', f'show(Block("f", {FIGURE}))')
    return tmp_path


def write_notebook(project, *sources):
    ran = f"with open({str(project / 'ran.txt')!r}, 'a') as file: file.write('x');"
    cells = [nbformat.v4.new_code_cell('name: str = "Aby"\nperiod: str = ""')]
    cells[-1].metadata["tags"] = ["parameters"]
    cells += [nbformat.v4.new_code_cell(source, id=f"c{i}") for i, source in
              enumerate((ran, IMPORTS, *sources))]  # fmt: skip
    cells[0]["id"] = "parameters"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), project / "notebook.ipynb")


@pytest.fixture
def ask(project, monkeypatch):
    """Return a function that makes a report as the commands do; its result has `n_runs`."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(project / "cache"))
    # A package of one file: the real one takes a while to read, and may be being edited.
    package = project / "package"
    package.mkdir()
    (package / "code.py").write_text("code = 1\n", encoding="utf-8")
    monkeypatch.setattr(fingerprint, "_PACKAGE", package)

    def make(*, delivered=True, fresh=False, reads=(), **parameters):
        with keep_runs(fresh=fresh) as keeping, warm_notebooks():
            run = run_or_recall(project / "notebook.ipynb", parameters, root=project, reads=reads)
            if delivered:
                keep_run(run)
        return run, keeping

    return make


def n_runs(project):
    ran = project / "ran.txt"
    return len(ran.read_text(encoding="utf-8")) if ran.exists() else 0


def entries(project):
    return sorted((project / "cache" / "praksis" / "kept").glob("*"))


def test_second_time_nothing_is_run_and_the_blocks_are_the_same(ask, project):
    first, keeping = ask(name="Bekøb")
    assert keeping.kept_at == 0
    second, keeping = ask(name="Bekøb")
    assert n_runs(project) == 1
    assert second.blocks[0] == first.blocks[0]
    assert repr(second.blocks) == repr(first.blocks)
    assert second.notebook == first.notebook
    assert time.time() - 60 < keeping.kept_at <= time.time()


def test_another_choice_is_another_run(ask, project):
    ask(name="Bekøb")
    run, _ = ask(name="Cedby")
    assert (run.blocks[0], n_runs(project)) == (Block("first", Heading("Cedby")), 2)


@pytest.mark.parametrize("place", ["data/raw/counts.csv", "data/pack/own.yaml", "own/flow.yaml"])
def test_a_changed_or_new_file_is_another_run(ask, project, place):
    ask(reads=(project / "own",))
    (project / place).parent.mkdir(exist_ok=True)
    (project / place).write_text("a;2\n", encoding="utf-8")
    ask(reads=(project / "own",))
    assert n_runs(project) == 2


def test_a_changed_notebook_is_another_run(ask, project):
    ask()
    write_notebook(project, 'show(Block("other", Heading(name)))')
    run, _ = ask()
    assert [block.id for block in run.blocks] == ["other"]


def test_changed_code_is_another_run(ask, project):
    ask()
    (project / "package" / "code.py").write_text("code = 2\n", encoding="utf-8")
    ask()
    assert n_runs(project) == 2


def test_tables_made_from_the_data_and_later_forecasts_change_nothing(ask, project):
    ask(period="2025K4")
    (project / "data" / "processed").mkdir()
    (project / "data" / "processed" / "counts.parquet").write_bytes(b"made")
    (project / "data" / "forecasts" / "a-PEN113-2026K1-syntetisk.csv").write_bytes(b"later")
    ask(period="2025K4")
    assert n_runs(project) == 1
    (project / "data" / "forecasts" / "a-PEN113-2025K4.csv").write_bytes(b"judged now")
    ask(period="2025K4")
    assert n_runs(project) == 2


def test_asked_for_a_fresh_run_it_runs_and_keeps_that(ask, project):
    ask()
    ask(fresh=True)
    assert n_runs(project) == 2
    ask()
    assert n_runs(project) == 2


def test_nothing_is_kept_of_what_was_not_delivered(ask, project):
    ask(delivered=False)
    assert entries(project) == []
    ask()
    assert n_runs(project) == 2


def test_nothing_is_kept_of_a_run_that_failed(ask, project):
    write_notebook(project, "1 / 0")
    with pytest.raises(RenderingError):
        ask()
    assert entries(project) == []


def test_nothing_is_kept_when_a_file_changes_while_the_notebook_runs(ask, project):
    data = project / "data" / "raw" / "counts.csv"
    write_notebook(project, f"with open({str(data)!r}, 'a') as file: file.write('b;1');")
    ask()
    assert entries(project) == []


@pytest.mark.parametrize("damage", [b"", b"x", None])
def test_a_damaged_entry_counts_as_none(ask, project, damage):
    ask()
    (entry,) = entries(project)
    content = entry.read_bytes()
    entry.write_bytes(content[: len(content) // 2] if damage is None else damage)
    ask()
    ask()
    assert n_runs(project) == 2


def test_an_entry_under_another_name_counts_as_none(ask, project):
    ask(name="Bekøb")
    (entry,) = entries(project)
    content = entry.read_bytes()
    ask(name="Cedby")
    (other,) = set(entries(project)) - {entry}
    other.write_bytes(content)
    run, _ = ask(name="Cedby")
    assert run.blocks[0] == Block("first", Heading("Cedby"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_kept_runs_are_closed_to_others_and_named_by_checksums_alone(ask, project):
    folder = project / "cache" / "praksis" / "kept"
    folder.mkdir(parents=True, mode=0o755)
    ask(name="Bekøb")
    (entry,) = entries(project)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert set(entry.stem) <= set("0123456789abcdef")


def test_what_is_old_is_forgotten(ask, project):
    ask(name="Bekøb")
    (entry,) = entries(project)
    month_ago = time.time() - 31 * 24 * 3600
    os.utime(entry, (month_ago, month_ago))
    ask(name="Cedby")
    assert entry not in entries(project)
    assert len(entries(project)) == 1


def test_the_oldest_goes_when_there_is_too_much(ask, project, monkeypatch):
    ask(name="Bekøb")
    (first,) = entries(project)
    os.utime(first, (time.time() - 60,) * 2)
    monkeypatch.setattr(kept, "LARGEST", int(1.5 * first.stat().st_size))
    ask(name="Cedby")
    assert first not in entries(project)
    assert len(entries(project)) == 1


def test_without_the_commands_every_run_is_fresh(project):
    with warm_notebooks():
        for _ in range(2):
            keep_run(run_or_recall(project / "notebook.ipynb", {}, root=project))
    assert n_runs(project) == 2


def test_where_nothing_can_be_kept_the_report_is_made_all_the_same(ask, project):
    (project / "cache" / "praksis" / "runs").mkdir(parents=True)
    (project / "cache" / "praksis" / "kept").write_text("a file is in the way", encoding="utf-8")
    run, _ = ask(name="Bekøb")
    assert run.blocks[0] == Block("first", Heading("Bekøb"))
