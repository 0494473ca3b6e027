import importlib.util
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import typer

import analysis
from analysis.commands.batch import run_batch
from analysis.errors import RenderingError, RequestError
from analysis.rendering.batch import render_all
from analysis.rendering.batch_state import Marks, claim_folder, sweep_leftovers

HERE = Path(__file__).parent
CODES = ("9901", "9902", "9903")


@pytest.fixture(scope="module")
def maker(tmp_path_factory):
    """Return the module that makes small reports, found by workers too."""
    kept = tmp_path_factory.mktemp("kept")
    patch = pytest.MonkeyPatch()
    patch.setenv("PRAKSIS_TEST_KEPT", str(kept))
    patch.syspath_prepend(str(HERE))
    spec = importlib.util.spec_from_file_location("batch_maker", HERE / "batch_maker.py")
    module = importlib.util.module_from_spec(spec)
    patch.setitem(sys.modules, "batch_maker", module)
    spec.loader.exec_module(module)
    yield module
    patch.undo()


@pytest.fixture(scope="module")
def notebook(maker, tmp_path_factory):
    return maker.write_notebook(tmp_path_factory.mktemp("notebook") / "lille.ipynb")


@pytest.fixture(scope="module")
def whole(maker, notebook, tmp_path_factory):
    """Return a folder that an undisturbed batch has written, one job after another."""
    out = tmp_path_factory.mktemp("whole") / "out"
    render_all(maker.make_jobs(notebook, CODES), out=out, executor="serial")
    return out


def hash_tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


def test_every_report_stands_whole_with_its_files(whole):
    for code in CODES:
        manifest = json.loads((whole / code / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["municipality_code"] == code
        assert (whole / code / "lille-rapport.pdf").read_bytes().startswith(b"%PDF")
        page = (whole / code / "lille-rapport.html").read_text("utf-8")
        assert page.index("Hvad viser den lille rapport?") < page.index(f"koden {code}.")


def test_unchanged_report_is_skipped_and_no_byte_is_another(maker, notebook, whole, tmp_path):
    out = shutil.copytree(whole, tmp_path / "out")
    seen = []
    summary = render_all(
        maker.make_jobs(notebook, CODES),
        out=out,
        executor="serial",
        progress=lambda *told: seen.append(told[1:]),
    )
    assert [each.state for each in summary.outcomes] == ["skipped"] * 3
    assert hash_tree(out) == hash_tree(whole)
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_report_with_a_harmed_file_is_made_again(maker, notebook, whole, tmp_path):
    out = shutil.copytree(whole, tmp_path / "out")
    (out / "9901" / "lille-rapport.html").write_text("harmed")
    summary = render_all(maker.make_jobs(notebook, CODES), out=out, executor="serial")
    assert [each.state for each in summary.outcomes] == ["rendered", "skipped", "skipped"]
    assert hash_tree(out) == hash_tree(whole)


def test_report_is_made_again_when_a_file_that_it_reads_has_changed(maker, tmp_path):
    notebook = maker.write_notebook(tmp_path / "lille.ipynb")
    jobs = maker.make_jobs(notebook, CODES[:1])
    render_all(jobs, out=tmp_path / "out", executor="serial")
    maker.write_notebook(notebook, 'show(Block("ny", Heading("Hvad er nyt?")))')
    summary = render_all(jobs, out=tmp_path / "out", executor="serial")
    assert len(summary.rendered) == 1
    assert "Hvad er nyt?" in (tmp_path / "out/9901/lille-rapport.html").read_text("utf-8")


def test_failing_municipality_stops_no_other_and_tells_no_data(maker, notebook, tmp_path):
    moods = {"9901": "refused", "9902": "confused"}
    summary = render_all(
        maker.make_jobs(notebook, CODES, moods), out=tmp_path / "out", executor="serial"
    )
    assert [each.state for each in summary.outcomes] == ["failed", "failed", "rendered"]
    told = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert (told["n_ready"], told["n_failed"]) == (1, 2)
    assert told["reports"][0]["reason"] == "There are no figures for 2031."
    assert told["reports"][1]["reason"] == "an error of type ValueError"
    page = (tmp_path / "out" / "summary.html").read_text("utf-8")
    assert "1 af 3 rapporter er klar" in page
    assert 'href="9903/lille-rapport.pdf"' in page
    everything = b"".join(hash_tree(tmp_path / "out").values())
    assert b"secret diagnosis" not in everything
    assert str(tmp_path).encode() not in everything


def test_stopped_batch_keeps_what_is_done_and_goes_on_from_there(
    maker, notebook, whole, tmp_path, capsys
):
    out = tmp_path / "out"
    jobs = maker.make_jobs(notebook, CODES, {"9902": "stopped"})
    with pytest.raises(typer.Exit) as stop:
        run_batch(jobs, out=out, executor="serial", n_jobs=1)
    assert stop.value.exit_code == 130
    assert "the same command goes on from there" in capsys.readouterr().err
    # What a machine that went down has left: a lock's file that nobody holds any more.
    assert (out / ".praksis" / "batch.lock").exists()
    again = render_all(maker.make_jobs(notebook, CODES), out=out, executor="serial")
    assert [each.state for each in again.outcomes] == ["skipped", "rendered", "rendered"]
    assert hash_tree(out) == hash_tree(whole)


def test_leftovers_of_a_killed_run_are_swept_and_a_moved_report_is_put_back(tmp_path):
    (tmp_path / ".9901.abc.new").mkdir()
    (tmp_path / ".9902.abc.old").mkdir()
    (tmp_path / ".9902.abc.old" / "report.html").write_text("whole")
    (tmp_path / ".other.abc.new").mkdir()
    sweep_leftovers(tmp_path, ["9901", "9902"])
    assert sorted(each.name for each in tmp_path.iterdir()) == [".other.abc.new", "9902"]


def test_reports_below_a_folder_of_their_own_leave_others_beside_them_alone(
    maker, notebook, tmp_path
):
    (tmp_path / "9901" / "2025K3-oplaeg").mkdir(parents=True)
    (tmp_path / "9901" / "2025K3-oplaeg" / "kept.txt").write_text("earlier")
    (tmp_path / "9901" / ".2025K4-oplaeg.abc.new").mkdir()
    jobs = [replace(job, subfolder="2025K4-oplaeg") for job in maker.make_jobs(notebook, CODES[:1])]
    first = render_all(jobs, out=tmp_path, executor="serial")
    again = render_all(jobs, out=tmp_path, executor="serial")
    assert [each.outcomes[0].state for each in (first, again)] == ["rendered", "skipped"]
    assert sorted(each.name for each in (tmp_path / "9901").iterdir()) == [
        "2025K3-oplaeg",
        "2025K4-oplaeg",
    ]
    page = (tmp_path / "summary.html").read_text("utf-8")
    assert 'href="9901/2025K4-oplaeg/lille-rapport.pdf"' in page


def test_summary_of_somebody_else_is_never_replaced(maker, notebook, tmp_path):
    (tmp_path / "summary.html").write_text("mine")
    jobs = [replace(job, subfolder="below") for job in maker.make_jobs(notebook, CODES[:1])]
    with pytest.raises(RenderingError, match="holds something else"):
        render_all(jobs, out=tmp_path, executor="serial")


def test_two_batches_never_write_to_one_folder(maker, notebook, tmp_path):
    with (
        claim_folder(tmp_path),
        pytest.raises(RenderingError, match="Another batch is writing to this folder"),
    ):
        render_all(maker.make_jobs(notebook, CODES[:1]), out=tmp_path, executor="serial")


def test_folder_with_anything_else_is_refused(maker, notebook, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(RenderingError, match="holds something else"):
        render_all(maker.make_jobs(notebook, CODES[:1]), out=tmp_path, executor="serial")
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("executor", ["cloud", "dask://", "dask://host"])
def test_unknown_executor_is_refused(maker, notebook, tmp_path, executor):
    with pytest.raises(RequestError, match="is not a way to run a batch"):
        render_all(maker.make_jobs(notebook, CODES), out=tmp_path / "out", executor=executor)


@pytest.mark.parametrize("code", ["../up", "9901", ""])
def test_code_that_is_no_folder_of_its_own_is_refused(maker, notebook, tmp_path, code):
    jobs = maker.make_jobs(notebook, ["9901"])
    with pytest.raises(RequestError, match="code"):
        render_all([*jobs, replace(jobs[0], code=code)], out=tmp_path / "out")


def test_maker_that_does_not_exist_is_refused_before_anything_starts(maker, notebook, tmp_path):
    jobs = [replace(job, make="batch_maker.nobody") for job in maker.make_jobs(notebook, CODES)]
    with pytest.raises(RequestError, match="There is no function"):
        render_all(jobs, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_mark_of_another_key_does_not_count(whole):
    assert not Marks(whole).is_up_to_date("9901", "another key")


@pytest.mark.slow
@pytest.mark.parametrize("warm", [True, False], ids=["warm", "kernel"])
def test_two_hundred_parallel_renderings_have_no_failure(maker, notebook, tmp_path, warm):
    codes = [str(9000 + number) for number in range(200)]
    summary = render_all(
        maker.make_jobs(notebook, codes), out=tmp_path / "out", n_jobs=4, warm=warm
    )
    assert [each.reason for each in summary.failed] == []
    assert len(summary.rendered) == 200


@pytest.mark.slow
def test_processes_and_kernels_and_one_after_another_leave_the_same_bytes(
    maker, notebook, whole, tmp_path
):
    jobs = maker.make_jobs(notebook, CODES)
    render_all(jobs, out=tmp_path / "loky", n_jobs=2)
    render_all(jobs, out=tmp_path / "kernel", n_jobs=2, warm=False)
    assert hash_tree(tmp_path / "loky") == hash_tree(tmp_path / "kernel") == hash_tree(whole)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that kills")
def test_job_that_kills_its_worker_fails_alone(maker, notebook, tmp_path):
    codes = [str(9000 + number) for number in range(6)]
    jobs = maker.make_jobs(notebook, codes, {"9001": "dying"})
    summary = render_all(jobs, out=tmp_path / "out", n_jobs=2)
    assert [each.code for each in summary.failed] == ["9001"]
    assert "ended suddenly" in summary.failed[0].reason
    assert len(summary.rendered) == 5


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that kills")
@pytest.mark.usefixtures("maker")
def test_batch_killed_at_ten_random_points_ends_like_an_undisturbed_one(notebook, tmp_path):
    n_jobs, chance = 40, random.Random(2026)
    command = [sys.executable, str(HERE / "batch_maker.py"), str(notebook)]
    found = os.pathsep.join([str(HERE), str(Path(analysis.__file__).parents[1])])

    def start(out):
        return subprocess.Popen(
            [*command, str(out), str(n_jobs), "2"],
            env=os.environ | {"PYTHONPATH": found},
            start_new_session=True,
        )

    def done():
        return len(list((tmp_path / "killed" / ".praksis").glob("*.json")))

    assert start(tmp_path / "whole").wait() == 0
    stood = []
    for number in range(10):
        process, before = start(tmp_path / "killed"), done()
        while process.poll() is None and done() <= before:
            time.sleep(0.02)
        time.sleep(chance.uniform(0.0, 1.5))
        assert process.poll() is None, "it was done before it could be killed"
        # With its workers in the middle of what they do, and alone, so that they live on.
        os.killpg(process.pid, signal.SIGKILL) if number % 2 else process.kill()
        process.wait()
        stood.append(done())
    assert start(tmp_path / "killed").wait() == 0
    assert stood == sorted(stood)
    assert 0 < stood[-1] < n_jobs
    assert hash_tree(tmp_path / "killed") == hash_tree(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_dask_cluster_leaves_the_same_bytes(maker, notebook, whole, tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address.removeprefix("tcp://")
        summary = render_all(
            maker.make_jobs(notebook, CODES), out=tmp_path / "out", executor=f"dask://{address}"
        )
    assert [each.reason for each in summary.failed] == []
    assert hash_tree(tmp_path / "out") == hash_tree(whole)
