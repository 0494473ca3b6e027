"""Are the real reports of a batch those that are made one at a time?"""

import pytest

from analysis.__main__ import app
from analysis.commands.batch import choose_codes, plan_packs, plan_reports, run_batch
from analysis.errors import RequestError
from analysis.rendering.pack import Request as PackRequest
from analysis.rendering.practice import Request, make_practice_report


def test_every_municipality_has_a_job_of_its_own_and_the_same_period():
    jobs, out = plan_reports(Request())
    assert len({job.code for job in jobs}) == len(jobs) == 98
    assert {job.request.municipality_code for job in jobs} == {job.code for job in jobs}
    assert {job.request.period for job in jobs} == {out.name}
    assert all(path.exists() for path in jobs[0].reads)


def test_municipalities_named_are_checked_before_anything_starts():
    with pytest.raises(RequestError, match="no municipality with the code '999'"):
        plan_reports(Request(), municipalities="101,999")
    with pytest.raises(RequestError, match="named twice"):
        choose_codes("9901,9901", {"9901": "Aby"})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["report", "--all", "--municipality", "101"], "One municipality and all of them"),
        (["pack", "--all", "--municipality", "101"], "One municipality and all of them"),
        (["report", "--jobs", "2"], "An option for many municipalities"),
        (["pack", "--all", "--against", "earlier"], "One folder cannot be the earlier pack"),
        (["report", "--all", "--municipalities", "999"], "no municipality with the code '999'"),
        (["report", "--all", "--municipalities", "101", "--executor", "cloud"], "is not a way"),
    ],
)
def test_options_that_do_not_belong_together_are_refused(options, told):
    with pytest.raises(RequestError, match=told):
        app(options, standalone_mode=False)


def test_every_pack_has_a_folder_of_its_own_below_its_municipality(tmp_path):
    jobs, out = plan_packs(PackRequest(out=tmp_path), municipalities="101,751")
    assert out == tmp_path
    assert [job.folder for job in jobs] == [
        f"{code}/{jobs[0].request.period}-oplaeg" for code in ("101", "751")
    ]


@pytest.mark.slow
def test_report_of_a_batch_is_the_one_from_a_kernel_to_the_last_byte(tmp_path):
    jobs, _ = plan_reports(Request(), municipalities="825,751")
    run_batch(jobs, out=tmp_path / "batch", executor="loky", n_jobs=2)
    make_practice_report(
        Request(municipality_code="825", out=tmp_path / "alone"), progress=lambda *_: None
    )
    alone, batch = (
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (tmp_path / "alone", tmp_path / "batch" / "825")
    )
    assert alone == batch
