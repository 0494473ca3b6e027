"""Are the real reports of a batch those that are made one at a time?"""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.__main__ import app
from analysis.commands.batch import choose_codes, plan_packs, plan_reports, run_batch
from analysis.errors import RequestError
from analysis.rendering.pack import Request as PackRequest
from analysis.rendering.pack import make_pack
from analysis.rendering.practice import Request, make_practice_report
from tests.end_to_end.pack_desk import write_earlier


def test_every_municipality_has_a_job_of_its_own_and_the_same_period():
    jobs, out = plan_reports(Request())
    assert len({job.code for job in jobs}) == len(jobs) == 98
    assert {job.request.municipality_code for job in jobs} == {job.code for job in jobs}
    assert {job.request.period for job in jobs} == {out.name}
    assert all(path.exists() for path in jobs[0].reads)


def test_municipalities_are_made_in_the_order_named_and_none_twice():
    names = {"9901": "Aby", "9902": "Bekøb"}
    assert choose_codes("9902, 9901", names) == ["9902", "9901"]
    assert choose_codes("", names) == ["9901", "9902"]
    with pytest.raises(RequestError, match="named twice"):
        choose_codes("9901,9901", names)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["report", "--all", "--municipality", "101"], "One municipality and all of them"),
        (["pack", "--all", "--municipality", "101"], "One municipality and all of them"),
        (["report", "--jobs", "2"], "An option for many municipalities"),
        (["pack", "--executor", "serial"], "An option for many municipalities"),
        (["pack", "--all", "--against", "earlier"], "One folder cannot be the earlier pack"),
        (["report", "--all", "--municipalities", "999"], "no municipality with the code '999'"),
        (["report", "--all", "--executor", "cloud"], "is not a way"),
    ],
)
def test_options_that_do_not_belong_together_are_refused(options, told):
    with pytest.raises(RequestError, match=told):
        app(options, standalone_mode=False)


def test_every_pack_has_a_folder_of_its_own_and_is_held_against_its_own_earlier_one(tmp_path):
    write_earlier(tmp_path / "751" / "2025K3-oplaeg", municipality_code="751")
    # Another's pack, which somebody has put there.
    write_earlier(tmp_path / "101" / "2025K3-oplaeg", municipality_code="751")
    request = PackRequest(out=tmp_path, period="2025K4", form="slagelse")
    jobs, out = plan_packs(request, municipalities="101,751")
    assert out == tmp_path
    assert [job.folder for job in jobs] == ["101/2025K4-oplaeg", "751/2025K4-oplaeg"]
    assert {job.request.form for job in jobs} == {"slagelse"}
    earlier = tmp_path / "751" / "2025K3-oplaeg"
    assert [earlier in job.reads for job in jobs] == [False, True]


@pytest.mark.slow
def test_report_of_a_batch_is_the_one_from_a_kernel_to_the_last_byte(tmp_path):
    jobs, _ = plan_reports(Request(), municipalities="825,751")
    run_batch(jobs, out=tmp_path / "batch", executor="loky", n_jobs=2)
    make_practice_report(
        Request(municipality_code="825", out=tmp_path / "alone"), progress=lambda *_: None
    )
    assert read_tree(tmp_path / "alone") == read_tree(tmp_path / "batch" / "825")


@pytest.mark.slow
def test_pack_of_a_batch_is_the_one_from_a_kernel_to_the_last_byte(tmp_path):
    asked = PackRequest(meeting_date="2026-03-10", form="slagelse")
    jobs, _ = plan_packs(replace(asked, out=tmp_path / "batch"), municipalities="825,751")
    run_batch(jobs, out=tmp_path / "batch", executor="loky", n_jobs=2)
    place = Path("825") / "2025K4-oplaeg"
    out = tmp_path / "alone" / place
    make_pack(replace(asked, municipality_code="825", out=out), progress=lambda *_: None)
    assert read_tree(out) == read_tree(tmp_path / "batch" / place)


def read_tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
