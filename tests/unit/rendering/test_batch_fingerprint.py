import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from analysis.errors import RequestError
from analysis.rendering.fingerprint import (
    fingerprint_code,
    fingerprint_files,
    fingerprint_request,
    forecasts_that_count,
)


@dataclass(frozen=True)
class Asked:
    code: str = "9901"
    raw_dir: Path | None = None
    day: dt.date | None = None
    codes: tuple[str, ...] = ()
    out: Path | None = None


@pytest.mark.parametrize(
    "change",
    [{"code": "9902"}, {"day": dt.date(2026, 2, 1)}, {"codes": ("1",)}, {"raw_dir": Path("raw")}],
)
def test_whatever_is_asked_for_counts(change):
    assert fingerprint_request(replace(Asked(), **change)) != fingerprint_request(Asked())


def test_where_it_is_written_and_where_data_lie_do_not_count():
    here = Asked(raw_dir=Path("/here/raw"), out=Path("/here/out"))
    there = Asked(raw_dir=Path("/there/raw"), out=Path("/there/out"))
    assert fingerprint_request(here) == fingerprint_request(there)


@pytest.mark.parametrize("request_", [{"code": "9901"}, Asked(code=object()), Asked])
def test_request_that_cannot_be_recognised_is_refused(request_):
    with pytest.raises(RequestError, match="cannot be recognised again"):
        fingerprint_request(request_)


def test_content_name_and_absence_of_a_file_count_and_its_folder_does_not(tmp_path):
    for place in ("here", "there"):
        (tmp_path / place / "raw" / "below").mkdir(parents=True)
        (tmp_path / place / "raw" / "below" / "a.csv").write_text("1")
    here, there = tmp_path / "here" / "raw", tmp_path / "there" / "raw"
    first = fingerprint_files([here])
    assert fingerprint_files([there]) == first
    (here / "below" / "a.csv").write_text("2")
    second = fingerprint_files([here])
    (here / "below" / "a.csv").rename(here / "below" / "b.csv")
    third = fingerprint_files([here])
    assert len({first, second, third, fingerprint_files([tmp_path / "raw"])}) == 4


def test_what_tools_leave_behind_does_not_count(tmp_path):
    before = fingerprint_files([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("1")
    (tmp_path / ".hidden").write_text("1")
    assert fingerprint_files([tmp_path]) == before


def test_lock_of_the_project_counts(tmp_path):
    before = fingerprint_code(tmp_path)
    (tmp_path / "requirements.lock").write_text("numpy==1")
    assert fingerprint_code(tmp_path) != before


def test_only_forecasts_of_periods_that_have_come_count(tmp_path):
    come, later, odd = (
        "fleksjob-bestand-AUK01-2025K4-syntetisk.csv",
        "fleksjob-bestand-AUK01-2026K1-syntetisk.csv",
        "notes.csv",
    )
    for name in (come, later, odd):
        (tmp_path / name).write_text("")
    assert [path.name for path in forecasts_that_count(tmp_path, "2025K4")] == [come, odd]
    assert [path.name for path in forecasts_that_count(tmp_path, "2026K1")] == [come, later, odd]
